//! Labelled pages → labelled feature rows: which candidate is an injected block, which is not, which is neither.
mod blocks;
mod rows;

pub use blocks::{BlockLabel, label_blocks};
pub use rows::{Extract, PageRows, Part, extract};
