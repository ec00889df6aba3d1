//! The figures behind a model, all out of fold: `metrics.json`.
use super::cross_validate::{CrossValidation, GridPoint};
use super::error::TrainError;
use super::fit::Fitted;
use super::options::TrainOptions;
use super::thresholds::{Of, page_maxima};
use super::weights::weigh;
use crate::dataset::{FeatureTable, Level, RowLabel};
use crate::model::{Bound, Thresholds};
use serde::Serialize;
use std::collections::BTreeMap;

/// The figures behind a model.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Metrics {
    /// Of the block model.
    pub block: LevelMetrics,
    /// Of the page model.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub page: Option<LevelMetrics>,
}

/// How one fit went.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct FitReport {
    /// Rows fitted on.
    pub rows: usize,
    /// Whether the gradient got as small as the solver aims at.
    pub converged: bool,
    /// Largest component of the gradient, per unit of row weight.
    pub gradient_norm: f64,
    /// Steps taken, where the solver tells.
    pub iterations: Option<usize>,
}

impl FitReport {
    pub(super) fn of(fitted: &Fitted, rows: usize) -> Self {
        let Fitted { converged, gradient_norm, iterations, .. } = *fitted;
        FitReport { rows, converged, gradient_norm, iterations }
    }
}

/// The figures of one level. Every score in them is by a model that had not seen the row's site.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct LevelMetrics {
    /// Rows labelled spam.
    pub spam_rows: usize,
    /// Rows labelled ham.
    pub ham_rows: usize,
    /// Rows with neither label.
    pub ignored_rows: usize,
    /// Sites with spam rows.
    pub spam_sites: usize,
    /// Pages all of whose rows are ham.
    pub clean_pages: usize,
    /// The chosen penalty.
    pub lambda: f64,
    /// Weighted mean of −ln P(label) with the chosen penalty.
    pub log_loss: f64,
    /// What each penalty gave.
    pub grid: Vec<GridPoint>,
    /// How the fit on all rows went.
    pub fit: FitReport,
    /// How the fits of the folds went.
    pub fold_fits: Vec<FitReport>,
    /// Per mode, what exceeds its spam threshold.
    pub modes: BTreeMap<String, ModeMetrics>,
    /// Per family, what exceeds the default mode's spam threshold.
    pub families: BTreeMap<String, Found>,
}

/// What exceeds one mode's spam threshold.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct ModeMetrics {
    /// The threshold, log-odds.
    pub log_odds: f64,
    /// Share of spam found by weight: each site counts the same, each made family like two.
    pub recall_by_site: f64,
    /// Spam rows and pages found.
    pub spam: Found,
    /// Clean pages with a row above.
    pub clean_pages_above: usize,
}

/// How many of how many.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
pub struct Found {
    /// Rows labelled spam.
    pub rows: usize,
    /// Those above the threshold.
    pub rows_found: usize,
    /// Pages with rows labelled spam.
    pub pages: usize,
    /// Those with such a row above the threshold.
    pub pages_found: usize,
}

/// Measures one level against thresholds that were set on it.
pub(super) fn measure(
    table: &FeatureTable,
    validation: &CrossValidation,
    thresholds: &Thresholds,
    fit: FitReport,
    options: &TrainOptions,
) -> Result<LevelMetrics, TrainError> {
    let count = |label| table.meta().iter().filter(|row| row.label == label).count();
    let maxima = page_maxima(table, &validation.scores, Of::Cuttable);
    let weights = weigh(table, &(0..table.len()).collect::<Vec<_>>(), &options.weights);
    let mut modes = BTreeMap::new();
    for (name, mode) in &thresholds.modes {
        let bound = if table.level == Level::Block { &mode.block_cut } else { &mode.page_spam };
        let above = |score: &f64| bound.exceeded_by(*score);
        let spam = || {
            let rows = table.meta().iter().zip(&validation.scores).zip(&weights);
            rows.filter(|((meta, _), _)| meta.label == RowLabel::Spam)
        };
        let found: f64 = spam().filter(|((_, score), _)| above(score)).map(|(_, weight)| weight).sum();
        let total: f64 = spam().map(|(_, weight)| weight).sum();
        let metrics = ModeMetrics {
            log_odds: bound.log_odds,
            recall_by_site: found / total,
            spam: found_where(table, &validation.scores, bound, |_| "").remove("").unwrap_or_default(),
            clean_pages_above: maxima.iter().filter(|page| above(&page.score)).count(),
        };
        modes.insert(name.clone(), metrics);
    }
    let default = &thresholds.modes[&options.default_mode()?.name];
    let bound = if table.level == Level::Block { &default.block_cut } else { &default.page_spam };
    let chosen = validation.grid.iter().find(|point| point.lambda == validation.lambda);
    Ok(LevelMetrics {
        spam_rows: count(RowLabel::Spam),
        ham_rows: count(RowLabel::Ham),
        ignored_rows: count(RowLabel::Ignore),
        spam_sites: table.count_sites(|row| row.label == RowLabel::Spam),
        clean_pages: maxima.len(),
        lambda: validation.lambda,
        log_loss: chosen.map_or(f64::NAN, |point| point.log_loss),
        grid: validation.grid.clone(),
        fit,
        fold_fits: validation.fits.clone(),
        modes,
        families: found_where(table, &validation.scores, bound, |row| &table.meta()[row].family),
    })
}

/// Spam found, counted apart for each value of `key`.
fn found_where<'a>(
    table: &'a FeatureTable,
    scores: &[f64],
    bound: &Bound,
    key: impl Fn(usize) -> &'a str,
) -> BTreeMap<String, Found> {
    let mut counts: BTreeMap<String, Found> = BTreeMap::new();
    let mut pages: BTreeMap<(&str, &str, &str), bool> = BTreeMap::new();
    for (row, (meta, score)) in table.meta().iter().zip(scores).enumerate() {
        if meta.label != RowLabel::Spam {
            continue;
        }
        let (key, above) = (key(row), bound.exceeded_by(*score));
        if !counts.contains_key(key) {
            counts.insert(key.to_owned(), Found::default());
        }
        if let Some(found) = counts.get_mut(key) {
            found.rows += 1;
            found.rows_found += usize::from(above);
        }
        if !meta.path.is_empty() {
            *pages.entry((key, &meta.path, &meta.record)).or_default() |= above;
        }
    }
    for ((key, _, _), above) in pages {
        if let Some(found) = counts.get_mut(key) {
            found.pages += 1;
            found.pages_found += usize::from(above);
        }
    }
    counts
}
