//! Finds injected SEO spam in web pages, block by block, and removes exactly those bytes.

// 0  the two coordinate systems
pub mod span;

// 1  bytes → text, with a way back to the bytes
pub mod input;

// 2  text → what the bytes say, and a light tree over it
pub mod html;

// 3  what one style, script, link or word says on its own
pub mod fact;

// 4  tree → candidate blocks with their counts
pub mod block;

// 5  counts → feature vectors
pub mod feature;

// 6  one page read up to its feature rows
pub mod page;

// 7  feature vectors → probabilities
pub mod model;

// 8  probabilities → verdicts, and what follows from them
pub mod verdict;

pub mod decide;

mod restore;

pub mod clean;

// 9  all of the above for one page
pub mod scanner;

// 10  labelled data in, models and figures out
pub mod dataset;

pub mod label;

#[cfg(feature = "train")]
pub mod synth;

#[cfg(feature = "train")]
pub mod train;

#[cfg(feature = "train")]
pub mod held_out;

pub mod evaluate;

// 11  renderings of what was found
pub mod report;

pub mod error;
