//! Labelled feature rows → a model with weights, thresholds and figures. The only module that knows linfa.
//!
//! One level (blocks or pages) is trained so: sites are dealt into folds (`split`), each fold is scored by a
//! model that never saw its sites ([`mod@cross_validate`]), the penalty is chosen and the thresholds are set on these
//! out-of-fold scores ([`thresholds`]), and the shipped weights are then fitted on all rows ([`mod@fit`]).
//! Nothing here reads a clock or a random source: the same rows and options give the same bytes.
pub mod binomial;
pub mod calibration;
mod cholesky;
pub mod cross_validate;
mod error;
pub mod fit;
mod linfa_logistic_solver;
mod matrix;
pub mod metrics;
mod newton;
mod options;
mod panel;
pub mod pool;
mod sample;
pub mod signs;
mod split;
pub mod standardise;
pub mod text_loss;
pub mod thresholds;
pub mod weights;

pub use error::TrainError;
pub use fit::{Fitted, Solver};
pub use matrix::Matrix;
pub use metrics::{LevelMetrics, Metrics};
pub use newton::Newton;
pub use options::{Allowance, Criterion, ModeTarget, Proof, TrainOptions};
pub use signs::Sign;

use crate::dataset::{FeatureTable, Level, RowLabel};
use crate::model::{
    Bound, Budget, Calibration, Calibrations, FORMAT, LinearModel, Mode, Model, Provenance, Thresholds,
    Training,
};
use calibration::{CalibrationReport, calibrate, outcomes};
use cross_validate::{CrossValidation, cross_validate, fit_rows};
use metrics::{FitReport, measure};
use pool::pooled;
use text_loss::text_loss;
use thresholds::{Of, bound, page_maxima};

/// Version of linfa and linfa-logistic, recorded in the model; a test compares it with `Cargo.lock`.
pub const LINFA_VERSION: &str = "0.8.1";

/// What training gives back.
#[derive(Clone, Debug)]
pub struct TrainOutcome {
    /// Ready to save or to scan with.
    pub model: Model,
    /// The figures behind it, for `metrics.json` and the card.
    pub metrics: Metrics,
    /// How the block rows fared with models that had not seen their site.
    pub block: CrossValidation,
    /// The same for page rows.
    pub page: Option<CrossValidation>,
}

/// Trains a model on block rows and, where given, page rows.
///
/// The thresholds are as good as the rows are complete: every clean page's highest-scoring candidates must be
/// among its rows. Where rows are a sample, score whole pages with [`CrossValidation::models`] and set the
/// bounds with [`thresholds::bound`].
pub fn train(
    block: &FeatureTable,
    page: Option<&FeatureTable>,
    options: &TrainOptions,
) -> Result<TrainOutcome, TrainError> {
    options.check()?;
    check_proofs(block, options)?;
    let blocks = train_level(block, Level::Block, options)?;
    let pages = page.map(|table| train_level(table, Level::Page, options)).transpose()?;
    let thresholds = set_thresholds(block, &blocks, page.zip(pages.as_ref()), options)?;
    let calibration = Calibrations {
        page: pages.as_ref().and_then(|level| level.line(options)),
        block: blocks.line(options),
    };
    let metrics = Metrics {
        block: measure(block, &blocks, &thresholds, options)?,
        page: page
            .zip(pages.as_ref())
            .map(|(table, level)| measure(table, level, &thresholds, options))
            .transpose()?,
    };
    let provenance = Provenance {
        program_version: env!("CARGO_PKG_VERSION").into(),
        linfa_version: LINFA_VERSION.into(),
        seed: options.seed,
        block: blocks.training(block, options),
        page: page.zip(pages.as_ref()).map(|(table, level)| level.training(table, options)),
    };
    let model = Model {
        name: options.name.clone(),
        format: FORMAT,
        page: pages.as_ref().map_or_else(LinearModel::empty, |level| level.model.clone()),
        block: blocks.model,
        thresholds,
        calibration,
        provenance,
    };
    Ok(TrainOutcome { model, metrics, block: blocks.validation, page: pages.map(|level| level.validation) })
}

/// Refuses shares that these clean sites cannot prove before anything is fitted.
fn check_proofs(block: &FeatureTable, options: &TrainOptions) -> Result<(), TrainError> {
    let proven = options.modes.iter().filter(|mode| mode.proof == Proof::Guaranteed);
    let Some(least) = proven.flat_map(ModeTarget::shares).min_by(f64::total_cmp) else { return Ok(()) };
    // What can be proven depends on the number of sites alone, not on scores.
    let maxima = page_maxima(block, &vec![0.0; block.len()], Of::Cuttable);
    bound(&maxima, least, Proof::Guaranteed).map(|_| ())
}

/// One trained level.
struct TrainedLevel {
    model: LinearModel,
    fit: FitReport,
    validation: CrossValidation,
    calibration: Option<CalibrationReport>,
}

fn train_level(
    table: &FeatureTable,
    level: Level,
    options: &TrainOptions,
) -> Result<TrainedLevel, TrainError> {
    if table.level != level {
        let (found, expected) = (table.level.as_str(), level.as_str());
        return Err(TrainError::Level { found, expected });
    }
    let validation = cross_validate(table, options)?;
    let rows: Vec<usize> =
        (0..table.len()).filter(|&at| table.meta()[at].label != RowLabel::Ignore).collect();
    let (model, fit) = fit_rows(table, &rows, &[validation.lambda], options)?.remove(0);
    let calibration = calibrate(&outcomes(table, &validation), validation.folds.count);
    Ok(TrainedLevel { model, fit, validation, calibration })
}

impl TrainedLevel {
    /// What makes probabilities of scores, for the prior that was asked for.
    fn line(&self, options: &TrainOptions) -> Option<Calibration> {
        let line = self.calibration.as_ref()?.line;
        Some(options.prior.map_or(line, |prior| line.for_prior(prior)))
    }

    fn training(&self, table: &FeatureTable, options: &TrainOptions) -> Training {
        let count = |label| table.meta().iter().filter(|row| row.label == label).count();
        Training {
            data_digest: table.digest(),
            rows: count(RowLabel::Spam) + count(RowLabel::Ham),
            positives: count(RowLabel::Spam),
            sites: table.count_sites(|_| true),
            spam_sites: table.count_sites(|row| row.label == RowLabel::Spam),
            folds: self.validation.models.len(),
            lambda: self.validation.lambda,
            solver: options.solver.name().into(),
            gradient_norm: self.fit.gradient_norm,
        }
    }
}

fn set_thresholds(
    block: &FeatureTable,
    blocks: &TrainedLevel,
    pages: Option<(&FeatureTable, &TrainedLevel)>,
    options: &TrainOptions,
) -> Result<Thresholds, TrainError> {
    let scores = &blocks.validation.scores;
    // Of both budgets: what may not be cut has to reach the cut score to be worth a word.
    let cuttable = page_maxima(block, scores, Of::Cuttable);
    let page_scores = pages.map(|(table, level)| page_maxima(table, &level.validation.scores, Of::All));
    let page_bound = |alpha, proof| match &page_scores {
        Some(maxima) => bound(maxima, alpha, proof),
        None => Ok(Bound::never()),
    };
    let own = |budget, target: &ModeTarget| match target.allowance(budget) {
        Allowance::Share(alpha) => {
            bound(&page_maxima(block, scores, Of::Only(&[budget])), alpha, target.proof).map(Some)
        }
        Allowance::Never => Ok(Some(Bound::never())),
        Allowance::WithVisible | Allowance::Pooled => Ok(None),
    };
    let mut thresholds = Thresholds::default();
    for target in &options.modes {
        let budgets = target.pooled();
        let together = pooled(block, scores, &budgets, target.block_cut, target.proof)?;
        let visible = page_maxima(block, scores, Of::Only(&target.with_visible()));
        let block_cut = match &together[..] {
            [_] => bound(&visible, target.block_cut, target.proof)?,
            all => all[0].clone(),
        };
        let own = |budget| match budgets.iter().position(|pooled| *pooled == budget) {
            Some(at) => Ok(Some(together[at].clone())),
            None => own(budget, target),
        };
        let mut mode = Mode {
            block_cut_silent: own(Budget::Silent)?,
            block_cut_empty: own(Budget::Empty)?,
            // Without a bound of its own a loader is never cut.
            block_cut_loader: own(Budget::Loader)?.or_else(|| Some(block_cut.clone())),
            block_cut_head: own(Budget::Head)?,
            block_cut,
            block_suspect: bound(&cuttable, target.block_suspect, target.proof)?,
            page_spam: page_bound(target.page_spam, target.proof)?,
            page_suspect: page_bound(target.page_suspect, target.proof)?,
            text_loss: None,
        };
        mode.text_loss = pages.and_then(|(table, _)| text_loss(block, table, scores, &mode));
        thresholds.modes.insert(target.name.clone(), mode);
    }
    Ok(thresholds)
}
