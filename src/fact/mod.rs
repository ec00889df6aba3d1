//! What one style, script, link or word says on its own: pure functions, no page state.
pub mod chars;
pub mod color;
pub mod css;
pub mod fold;
pub mod hiding;
pub mod hosts;
pub mod ids;
pub mod lexicon;
pub mod link;
pub mod script;
pub mod stylesheet;
pub mod text;
