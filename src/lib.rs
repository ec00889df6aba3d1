//! Finds injected SEO spam in web pages, block by block, and removes exactly those bytes.
//!
//! ```text
//! bytes ─▶ input ─▶ html ─────▶ block ────▶ feature ─▶ model ──▶ decide ─▶ scanner ─┬─▶ clean   the page without them
//!          Source   Markup,     candidates, numbers    P(spam)   which     PageReport ├─▶ report  text · JSON · CSV
//!                   Tree        counts                           blocks               └─▶ evaluate  how good is it?
//!                    ▲ fact: what one style, script, link, id or word says by itself
//!
//! labels.csv ─▶ dataset ─▶ label ─▶ train ─▶ model.json             clean pages ─▶ synth ─▶ labelled pages
//! ```
//!
//! A page is read as its bytes stand, not as a browser would mend them: blocks are stretches of source tokens, so each
//! has an exact byte range and cutting it leaves every other byte as it was. Two linear models, one for blocks and one
//! for the page, weigh some hundred counted features; the reasons of a finding are the terms of that sum.
//!
//! ```
//! use despam::clean::clean;
//! use despam::input::{Limits, Source};
//! use despam::scanner::{PageContext, Scanner};
//!
//! # fn main() -> Result<(), Box<dyn std::error::Error>> {
//! let page = std::fs::read("tests/pages/seed/02-served/page.html")?;
//!
//! let scanner = Scanner::embedded()?;
//! let report = scanner.scan(&page, &PageContext::default())?;
//! for finding in &report.findings {
//!     println!("{:?}: {:?}, probability {:.3}", finding.span.range(), finding.verdict, finding.probability);
//! }
//!
//! // A restored title is written in the page's own encoding.
//! let source = Source::decode(&page, None, &Limits::default())?;
//! let cleaned = clean(&page, &report, |text| source.encode(text))?;
//! assert!(cleaned.bytes.len() <= page.len());
//! # Ok(())
//! # }
//! ```
//!
//! The modules below stand in the order in which a page passes through them; each names only modules above it.

// 0  the two coordinate systems: bytes of the decoded text, bytes of the page as stored
pub mod span;

// 1  bytes → text, with a way back to the bytes
pub mod input;

// 2  text → what the bytes say, and a light tree over it
pub mod html;

// 3  what one style, script, link, id or word says on its own
pub mod fact;

// 4  tree → candidate blocks with their counts
pub mod block;

// 5  counts → feature vectors
pub mod feature;

// 6  one page read up to its feature rows: shared by scanning and training
pub mod page;

// 7  feature vectors → log-odds of spam
pub mod model;

// 8  the answers, as plain data
pub mod verdict;

// 9  scored candidates → the blocks to report, none overlapping
pub mod decide;

// 10  a rewritten head → what stood there before
mod restore;

// 11  the choice of blocks against what stands around them
mod adjust;

// 12  verdicts → the page without its injected blocks
pub mod clean;

// 13  what can go wrong in the stages above
pub mod error;

// 14  scanning again until nothing is left to cut
mod settle;

// 15  all of the above for one page: where to start
pub mod scanner;

// 16  labelled CSV → pages with their truth, tables of feature rows
pub mod dataset;

// 17  labelled pages → labelled feature rows
pub mod label;

// 18  clean pages → made pages that know what was injected
#[cfg(feature = "train")]
pub mod synth;

// 19  labelled pages → the same with their injected blocks rewritten to evade
#[cfg(feature = "train")]
pub mod evade;

// 20  feature rows → a model with its thresholds
#[cfg(feature = "train")]
pub mod train;

// 21  every page judged by a model that never saw its site, campaign or family
#[cfg(feature = "train")]
pub mod held_out;

// 22  what simpler rules and models find on the same folds
#[cfg(feature = "train")]
pub mod baseline;

// 23  predictions and truth → figures with intervals
pub mod evaluate;

// 24  findings → text, JSON, CSV, a diff: renders, decides nothing
pub mod report;
