//! What can be chosen about training.
use super::error::TrainError;
use super::fit::Solver;
use super::signs::Sign;
use super::weights::WeightOptions;
use crate::model::{Budget, DEFAULT_CLIP, DEFAULT_MODE};
use std::collections::BTreeMap;

/// What can be chosen about training. [`TrainOptions::default`] is what the shipped model is made with.
#[derive(Clone, Debug, PartialEq)]
pub struct TrainOptions {
    /// The model's name.
    pub name: String,
    /// Seeds the order in which equally large sites are dealt into folds.
    pub seed: u64,
    /// Most folds; fewer when there are fewer spam sites. At least 2.
    pub folds: usize,
    /// Penalties to choose from, λ = 1/C of scikit-learn with ham rows of mean weight 1.
    ///
    /// Source: docs/adr/0005 and the model card: 300 loses spans at a touch rate of 0.1 %, 700 to 2,000 are level.
    pub lambdas: Vec<f64>,
    /// How the penalty is chosen.
    pub criterion: Criterion,
    /// Who finds the weights.
    pub solver: Solver,
    /// Columns whose weights are held to one side; none unless told.
    pub signs: BTreeMap<String, Sign>,
    /// Standardised values are held to ± this.
    pub clip: f64,
    /// How much rows count.
    pub weights: WeightOptions,
    /// The share of spam among candidates that probabilities are to hold for, in (0, 1); that of the real pages' rows
    /// where not told.
    pub prior: Option<f64>,
    /// The modes to set thresholds for; one is called [`DEFAULT_MODE`].
    pub modes: Vec<ModeTarget>,
}

/// How the penalty is chosen among out-of-fold results.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Criterion {
    /// Lowest weighted log-loss.
    LogLoss,
    /// Most spam above the threshold that this share of clean pages exceeds; ties by log-loss.
    Recall {
        /// Share of clean pages, in (0, 1).
        alpha: f64,
    },
}

/// Whether the aimed-at share has to be proven.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Proof {
    /// At most this share of the clean pages at hand exceeds the threshold; how much that proves is recorded.
    #[default]
    Quantile,
    /// With 95 % confidence at most this share of all clean sites has a page that does (Neyman–Pearson umbrella; Tong,
    /// Feng and Li 2018); refused when there are too few clean sites to prove it.
    Guaranteed,
}

/// By what bound the blocks of one budget are cut.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Allowance {
    /// By one of its own, which this share of clean pages may exceed, in (0, 1).
    Share(f64),
    /// By the visible blocks' bound, which is set on both.
    WithVisible,
    /// By one of its own, set so that all pooled budgets and the visible one together touch no more than the visible
    /// one's share of clean pages; see `train/pool.rs`.
    Pooled,
    /// Never.
    Never,
}

/// What share of clean pages may take each decision in one mode.
///
/// A page may be touched on several budgets: together they touch at most the sum of the shares given.
#[derive(Clone, Debug, PartialEq)]
pub struct ModeTarget {
    /// The mode's name.
    pub name: String,
    /// Share of clean pages with a visible block that would be cut, in (0, 1); of clean sites where budgets are pooled.
    pub block_cut: f64,
    /// The same for blocks that show nothing; those of nothing but empty elements have a bound of their own by the same rule.
    pub block_cut_silent: Allowance,
    /// The same for blocks that only load something.
    pub block_cut_loader: Allowance,
    /// The same for heads.
    pub block_cut_head: Allowance,
    /// Share of clean pages with a suspect block.
    pub block_suspect: f64,
    /// Share of clean pages called spam as a whole.
    pub page_spam: f64,
    /// Share of clean pages called suspect as a whole.
    pub page_suspect: f64,
    /// Whether these shares have to be proven.
    pub proof: Proof,
}

impl ModeTarget {
    fn new(name: &str, spam: f64, suspect: f64) -> Self {
        ModeTarget {
            name: name.into(),
            block_cut: spam,
            block_cut_silent: Allowance::Pooled,
            block_cut_loader: Allowance::Pooled,
            block_cut_head: Allowance::Pooled,
            block_suspect: suspect,
            page_spam: spam,
            page_suspect: suspect,
            proof: Proof::Quantile,
        }
    }

    /// By what bound a budget is cut.
    pub fn allowance(&self, budget: Budget) -> Allowance {
        match budget {
            Budget::Visible => Allowance::Share(self.block_cut),
            Budget::Silent | Budget::Empty => self.block_cut_silent,
            // Not counted: held back unless there are several.
            Budget::Credit | Budget::Told => Allowance::Never,
            Budget::Loader => self.block_cut_loader,
            Budget::Head => self.block_cut_head,
        }
    }

    /// The budgets the visible blocks' bound is set on.
    pub(super) fn with_visible(&self) -> Vec<Budget> {
        let shared =
            |budget: &Budget| *budget == Budget::Visible || self.allowance(*budget) == Allowance::WithVisible;
        Budget::ALL.into_iter().filter(shared).collect()
    }

    /// The budgets whose bounds are set together, the visible one first.
    pub(super) fn pooled(&self) -> Vec<Budget> {
        let pooled =
            |budget: &Budget| *budget == Budget::Visible || self.allowance(*budget) == Allowance::Pooled;
        let mut budgets: Vec<Budget> = Budget::ALL.into_iter().filter(pooled).collect();
        budgets.sort_by_key(|budget| *budget != Budget::Visible);
        budgets
    }

    /// All shares in it.
    pub(super) fn shares(&self) -> impl Iterator<Item = f64> {
        let cuts = Budget::ALL.into_iter().filter_map(|budget| match self.allowance(budget) {
            Allowance::Share(share) => Some(share),
            _ => None,
        });
        cuts.chain([self.block_suspect, self.page_spam, self.page_suspect])
    }
}

impl Default for TrainOptions {
    fn default() -> Self {
        TrainOptions {
            name: "despam-v1".into(),
            seed: 1,
            folds: 5,
            lambdas: vec![700.0],
            criterion: Criterion::Recall { alpha: 0.001 },
            solver: Solver::Newton,
            signs: BTreeMap::new(),
            clip: DEFAULT_CLIP,
            weights: WeightOptions::default(),
            prior: None,
            // Shares of clean sites; a page that is cut weighs more than one that is told.
            modes: vec![
                ModeTarget::new(DEFAULT_MODE, 0.001, 0.015),
                ModeTarget::new("careful", 0.0003, 0.003),
                ModeTarget::new("eager", 0.01, 0.03),
            ],
        }
    }
}

impl TrainOptions {
    /// The target of the default mode.
    pub(super) fn default_mode(&self) -> Result<&ModeTarget, TrainError> {
        let expected = "one mode of that name";
        let missing = TrainError::Option { option: "modes", found: "no mode `default`".into(), expected };
        self.modes.iter().find(|mode| mode.name == DEFAULT_MODE).ok_or(missing)
    }

    /// Whether the options make sense.
    pub fn check(&self) -> Result<(), TrainError> {
        let wrong = |option, found: String, expected| Err(TrainError::Option { option, found, expected });
        if self.folds < 2 {
            return wrong("folds", self.folds.to_string(), "at least 2");
        }
        if self.lambdas.is_empty() || !self.lambdas.iter().all(|lambda| lambda.is_finite() && *lambda >= 0.0)
        {
            return wrong("lambdas", format!("{:?}", self.lambdas), "at least one finite number, 0 or above");
        }
        if !(self.clip.is_finite() && self.clip > 0.0) {
            return wrong("clip", self.clip.to_string(), "a finite number above 0");
        }
        self.default_mode()?;
        let criterion = match self.criterion {
            Criterion::LogLoss => None,
            Criterion::Recall { alpha } => Some(alpha),
        };
        let shares = self.modes.iter().flat_map(ModeTarget::shares);
        for share in shares.chain(criterion) {
            if !(share > 0.0 && share < 1.0) {
                return wrong("share of clean pages", share.to_string(), "a number between 0 and 1");
            }
        }
        if let Some(prior) = self.prior.filter(|prior| !(*prior > 0.0 && *prior < 1.0)) {
            return wrong("prior", prior.to_string(), "a number between 0 and 1");
        }
        self.weights.check()
    }
}
