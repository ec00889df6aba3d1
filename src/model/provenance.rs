//! What a model was made from. No clock: the same data give the same bytes on any day.
use serde::{Deserialize, Serialize};

/// What a model was made from, and with what.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Provenance {
    /// Version of this program.
    pub program_version: String,
    /// Version of linfa and linfa-logistic, the training library.
    pub linfa_version: String,
    /// Seed of the assignment of sites to folds.
    pub seed: u64,
    /// How the block model was trained.
    pub block: Training,
    /// How the page model was trained; absent when there were no page rows.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub page: Option<Training>,
}

/// How one of the two models was trained.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Training {
    /// BLAKE3 over names, labels and values of all rows, 64 hexadecimal digits.
    pub data_digest: String,
    /// Rows with a label, spam or ham.
    pub rows: usize,
    /// Rows labelled spam.
    pub positives: usize,
    /// Different sites among all rows.
    pub sites: usize,
    /// Sites with at least one row labelled spam.
    pub spam_sites: usize,
    /// Number of site-disjoint folds behind the thresholds.
    pub folds: usize,
    /// Strength of the L2 penalty, λ in Σ wᵢ·lossᵢ + λ/2·‖weights‖², where ham rows weigh 1 on average.
    pub lambda: f64,
    /// Which solver found the weights.
    pub solver: String,
    /// Largest absolute component of the gradient at the result, per unit of row weight.
    pub gradient_norm: f64,
}
