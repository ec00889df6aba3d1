//! Tree → candidate blocks, each with everything that is counted about it.
pub mod candidates;
pub mod code;
pub mod counts;
pub mod hosts;
mod ink;
pub mod page;
pub mod range;
mod recent;
mod rules;
mod runs;
mod site;
pub mod stats;
pub mod sums;
pub mod sweep;
mod values;

pub use candidates::{BlockKind, Candidate};
pub use counts::{C, Counts};
pub use page::PageFacts;
pub use stats::{BlockStats, PageBlocks, PageStats, Room};
