//! What simpler ways of finding injected blocks find on the same folds, cut by the same rules, scored by the same judge.
//!
//! Two rules need no training. The others score the same candidates as the model, set their thresholds as the model
//! does (one per class of blocks, such that together at most the allowed share of clean pages exceeds them out of fold;
//! for link density, which says nothing of heads and loaders, one for the rest) and choose among overlapping candidates
//! as the model does; only the score differs.
mod density;
mod hashed;
mod learned;
mod linear;
mod placed;
mod rules;

use crate::dataset::LabelledPage;
use crate::held_out::Plan;
use crate::span::RawSpan;
use crate::train::{Proof, TrainError};

/// A simpler way of finding injected blocks.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Baseline {
    /// An element whose style attribute hides it and that holds a link.
    Hiding,
    /// Elements whose id stands twelve times or more in the page.
    RepeatedId,
    /// Share of text in links, and off-site links.
    LinkDensity,
    /// Logistic regression over hashed byte 4-grams (Cormack, Smucker and Clarke 2011).
    ByteGrams,
    /// Logistic regression over hashed tags, attributes and their values (after Yang et al. 2020).
    Markup,
}

/// What is judged, and how.
pub struct Setting<'a> {
    /// Pages to judge.
    pub pages: &'a [LabelledPage],
    /// Further pages to learn from.
    pub further: &'a [LabelledPage],
    /// Which fold judges a page, and what its model may see.
    pub plan: &'a Plan,
    /// Share of clean pages that may be touched, in (0, 1). A share of its own for a class of blocks is the model's alone.
    pub alpha: f64,
    /// Whether that has to be proven.
    pub proof: Proof,
    /// Fetches a page's bytes.
    pub read: crate::held_out::Read<'a>,
}

/// The ranges to cut of one page, or why it could not be read.
pub type Cuts = Result<Vec<RawSpan>, String>;

impl Baseline {
    /// All, the simplest first.
    pub const ALL: [Baseline; 5] = [
        Baseline::Hiding,
        Baseline::RepeatedId,
        Baseline::LinkDensity,
        Baseline::ByteGrams,
        Baseline::Markup,
    ];

    /// Name in tables.
    pub fn name(self) -> &'static str {
        match self {
            Baseline::Hiding => "hidden element with a link",
            Baseline::RepeatedId => "id repeated 12 times",
            Baseline::LinkDensity => "link density, off-site links",
            Baseline::ByteGrams => "byte 4-grams, logistic",
            Baseline::Markup => "tags and attributes, logistic",
        }
    }

    /// The cuts of every page, in the pages' order.
    ///
    /// # Errors
    /// There is no clean page to set a threshold on.
    pub fn judge(self, setting: &Setting<'_>) -> Result<Vec<Cuts>, TrainError> {
        match self {
            Baseline::Hiding => Ok(rules::judge(setting, rules::hidden)),
            Baseline::RepeatedId => Ok(rules::judge(setting, rules::repeated_id)),
            Baseline::LinkDensity => density::judge(setting),
            Baseline::ByteGrams => learned::judge(setting, hashed::byte_grams),
            Baseline::Markup => learned::judge(setting, hashed::markup),
        }
    }
}
