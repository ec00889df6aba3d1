//! Predictions against labelled pages: how much is found, how much that is not spam is hurt, how sure that is.
//!
//! ```text
//! TruthPage + Prediction + bytes ─▶ judge ─▶ JudgedPage ─▶ Evaluation::of ─▶ JSON (serde) · text (render_text)
//! ```
//!
//! Everything is counted in *ink*: bytes of the page as stored that are not white space, so that a cut may take a
//! line break more or less. The scanner is not needed: predictions may come from any tool. Pages are not
//! exchangeable within a site, so every page or byte share also has an interval by a cluster bootstrap over sites.
mod bootstrap;
mod curve;
mod evasion;
mod group;
mod harm;
mod ink;
mod interval;
mod judge;
mod leave_out;
mod operating;
mod padding;
mod page;
mod precision;
mod reliability;
mod render;
mod summary;
mod worst;

pub use bootstrap::{Ratio, cluster_ratio};
pub use curve::{CurvePoint, SweptPage, Tally, curve, shifts};
pub use evasion::{EVASIVE, EvasionRow, ORIGIN, UNCHANGED};
pub use group::GroupRow;
pub use harm::{Harm, TextBytesLost};
pub use interval::{Share, clopper_pearson, wilson};
pub use judge::{JudgedBlock, JudgedHardNegative, JudgedPage, JudgedSpan, judge};
pub use leave_out::{ClusterMacro, FamilyRow, LeaveOut, cluster_macro};
pub use operating::Operating;
pub use padding::{PadRow, by_padding};
pub use page::{HardNegative, Prediction, TruthAction, TruthPage, TruthSpan};
pub use precision::BlockPrecision;
pub use reliability::{Bin, Pair, Reliability, block_pairs, page_pairs};
pub use summary::{
    BlockRecall, CleanLanguage, Evaluation, HardNegativeRow, NATURAL_CLEAN, PageRecall, Precision,
    ReportSpans,
};
pub use worst::Mistake;
