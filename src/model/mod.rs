//! Feature vectors → log-odds of spam: two linear models, the thresholds that came with them, and their file.
//!
//! Scanning needs no training library: a score is a clipped dot product ([`LinearModel::score`]). A [`Model`] is
//! the pair (page, block) with its [`Thresholds`] and its [`Provenance`], kept as one readable `model.json`.
mod budget;
mod calibration;
mod error;
mod file;
mod format;
mod linear;
mod provenance;
mod sparse;
mod thresholds;

pub use budget::{Budget, ShownColumns, budget};
pub use calibration::{Calibration, Calibrations};
pub use error::{ModelError, ModelProblem};
pub use file::MODEL_FILE;
pub use format::FORMAT;
#[cfg(feature = "train")]
pub(crate) use linear::standardise;
pub use linear::{DEFAULT_CLIP, LinearModel, probability};
pub use provenance::{Provenance, Training};
pub use sparse::{Line, SparseModel};
pub use thresholds::{Bound, DEFAULT_MODE, Guarantee, Mode, NEVER, TextLoss, Thresholds};

/// The page model and the block model that a scanner uses.
#[derive(Clone, Debug, PartialEq)]
pub struct Model {
    /// Name without version digits of the content, e.g. `despam-v1`; part of [`Model::id`].
    pub name: String,
    /// Version of the file format, [`FORMAT`] for models made by this build; that of its file for others.
    pub format: u32,
    /// Log-odds that a page carries injected spam. Without features when no page rows were given to training.
    pub page: LinearModel,
    /// Log-odds that a block is injected.
    pub block: LinearModel,
    /// Where scores become verdicts, per mode.
    pub thresholds: Thresholds,
    /// What makes probabilities of scores.
    pub calibration: Calibrations,
    /// What the model was made from.
    pub provenance: Provenance,
}

impl Model {
    /// P(a block of this score is injected), in [0, 1].
    pub fn block_probability(&self, score: f64) -> f64 {
        probability(self.calibration.block.map_or(score, |line| line.log_odds(score)))
    }

    /// P(a page of this score carries injected spam), in [0, 1].
    pub fn page_probability(&self, score: f64) -> f64 {
        probability(self.calibration.page.map_or(score, |line| line.log_odds(score)))
    }

    /// Whether this build computes exactly the columns both models were trained on, in their order.
    ///
    /// A page model without features reads no columns and fits any build.
    pub fn check_schema(&self, page: &[&str], block: &[&str]) -> Result<(), ModelError> {
        let place = |level: &str| format!("model {} ({level} model)", self.id());
        if !self.page.features.is_empty() {
            self.page.check_schema(page).map_err(|error| error.at(place("page")))?;
        }
        self.block.check_schema(block).map_err(|error| error.at(place("block")))
    }
}
