//! What one style, script, link or word says on its own: pure functions, no page state.

pub mod chars;
pub mod fold;
pub mod hosts;
pub mod ids;
pub mod lexicon;
pub mod link;
pub mod text;
