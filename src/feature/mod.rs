//! Counts → feature vectors. One declarative table; position in it is the column.
mod cross;
mod guard;
mod hiding;
mod identity;
mod link;
mod live;
mod place;
mod presence;
pub mod registry;
mod relative;
mod script;
mod shape;
pub mod signs;
mod structure;
mod wording;

use crate::block::BlockStats;

pub(crate) use guard::Guard;
#[cfg(test)]
pub(crate) use live::tests::{Draw, with_page};
pub(crate) use live::{LiveColumn, live_groups};
pub use live::{late_columns, live_columns, live_late_columns};
pub use registry::{BLOCK_FEATURES, PAGE_FEATURES, block_columns, block_row, page_columns, page_row};
pub(crate) use shape::{Shape, Whole};

/// What a feature's number is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Unit {
    /// A share in [0, 1].
    Ratio,
    /// 0 or 1.
    Flag,
    /// Natural logarithm of one plus a count.
    LogCount,
    /// A difference of shares in [-1, 1].
    Difference,
    /// A product of others, not negative.
    Product,
}

/// Which models have the column.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Scope {
    /// The block model only: it compares the block with its page or asks where it stands.
    Block,
    /// The block model and, over the whole page, the page model.
    Both,
    /// The page model only.
    Page,
}

/// One column.
#[derive(Clone, Copy)]
pub struct FeatureDef {
    /// Its name in CSV and model files: unique, snake_case, for ever.
    pub name: &'static str,
    /// What the number is.
    pub unit: Unit,
    /// Which models have it.
    pub scope: Scope,
    /// What it measures: one sentence.
    pub doc: &'static str,
    /// Computes it from a block's statistics. Finite for every block, also an empty one.
    pub extract: fn(&BlockStats<'_>) -> f64,
}

impl Unit {
    /// The least and the greatest number it may be.
    pub fn range(self) -> (f64, f64) {
        match self {
            Unit::Ratio | Unit::Flag => (0.0, 1.0),
            Unit::Difference => (-1.0, 1.0),
            Unit::LogCount | Unit::Product => (0.0, f64::INFINITY),
        }
    }
}

impl std::fmt::Debug for FeatureDef {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("FeatureDef")
            .field("name", &self.name)
            .field("unit", &self.unit)
            .finish_non_exhaustive()
    }
}

pub(crate) type Extract = fn(&BlockStats<'_>) -> f64;

const fn both(name: &'static str, unit: Unit, doc: &'static str, extract: Extract) -> FeatureDef {
    FeatureDef { name, unit, scope: Scope::Both, doc, extract }
}

const fn block(name: &'static str, unit: Unit, doc: &'static str, extract: Extract) -> FeatureDef {
    FeatureDef { name, unit, scope: Scope::Block, doc, extract }
}

/// `part / whole`, 0 where there is no whole; never above 1.
fn share(part: f64, whole: f64) -> f64 {
    if whole > 0.0 { (part / whole).clamp(0.0, 1.0) } else { 0.0 }
}

/// `ln(1 + count)`.
fn log(count: f64) -> f64 {
    /// Counts are mostly small and whole: theirs are worked out once, by the same function.
    static SMALL: std::sync::LazyLock<[f64; 256]> =
        std::sync::LazyLock::new(|| std::array::from_fn(|count| (count as f64).ln_1p()));
    let whole = count as usize;
    match SMALL.get(whole) {
        Some(known) if whole as f64 == count => *known,
        _ => count.max(0.0).ln_1p(),
    }
}

fn flag(condition: bool) -> f64 {
    f64::from(u8::from(condition))
}
