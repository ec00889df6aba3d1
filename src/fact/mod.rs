//! What one style, script, link or word says on its own: pure functions, no page state.
pub mod color;
pub mod css;
pub mod hiding;
pub mod script;
pub mod stylesheet;
