//! Labelled pages → labelled feature rows: which candidate is an injected block, which is not, which is neither.
mod blocks;
pub mod group;
mod rows;
mod table;

pub use blocks::{BlockLabel, label_blocks};
pub use rows::{Extract, PageRows, Part, extract};
pub use table::{Tables, tables};
