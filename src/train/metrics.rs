//! The figures behind a model, all out of fold: `metrics.json`.
use super::TrainedLevel;
use super::calibration::CalibrationReport;
use super::cross_validate::GridPoint;
use super::error::TrainError;
use super::fit::Fitted;
use super::options::TrainOptions;
use super::thresholds::{Budgets, Of, page_maxima};
use super::weights::weigh;
use crate::dataset::{FeatureTable, Level, RowLabel};
use crate::model::{Budget, Mode, Thresholds};
use serde::Serialize;
use std::collections::{BTreeMap, BTreeSet};

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
    /// How far probabilities can be believed, before calibration and after; absent where it could not be done.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub calibration: Option<CalibrationReport>,
    /// Per family, what exceeds the default mode's spam threshold.
    pub families: BTreeMap<String, Found>,
}

/// What exceeds one mode's spam thresholds. A block answers to the bound of its budget; what may not be cut, to what it
/// has to exceed to be told.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct ModeMetrics {
    /// The threshold, log-odds; that of visible blocks.
    pub log_odds: f64,
    /// Share of spam found by weight: each site counts the same, each made family like two.
    pub recall_by_site: f64,
    /// Spam rows and pages found.
    pub spam: Found,
    /// Clean pages with a row above, of kinds that are cut.
    pub clean_pages_above: usize,
    /// The same for the rows of each budget alone; empty for pages.
    #[serde(skip_serializing_if = "BTreeMap::is_empty")]
    pub budgets: BTreeMap<&'static str, BudgetMetrics>,
}

/// What exceeds the bound of one budget.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct BudgetMetrics {
    /// The bound, log-odds.
    pub log_odds: f64,
    /// Spam rows and pages found among its rows.
    pub spam: Found,
    /// Clean pages with a row of it above.
    pub clean_pages_above: usize,
    /// Their sites.
    pub clean_sites_above: usize,
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
    level: &TrainedLevel,
    thresholds: &Thresholds,
    options: &TrainOptions,
) -> Result<LevelMetrics, TrainError> {
    let validation = &level.validation;
    let count = |label| table.meta().iter().filter(|row| row.label == label).count();
    let weights = weigh(table, &(0..table.len()).collect::<Vec<_>>(), &options.weights);
    let rows = Rows { table, scores: &validation.scores, weights: &weights };
    let modes = thresholds.modes.iter().map(|(name, mode)| (name.clone(), rows.mode(mode))).collect();
    let default = &thresholds.modes[&options.default_mode()?.name];
    let chosen = validation.grid.iter().find(|point| point.lambda == validation.lambda);
    Ok(LevelMetrics {
        spam_rows: count(RowLabel::Spam),
        ham_rows: count(RowLabel::Ham),
        ignored_rows: count(RowLabel::Ignore),
        spam_sites: table.count_sites(|row| row.label == RowLabel::Spam),
        clean_pages: page_maxima(table, &validation.scores, Of::Cuttable).len(),
        lambda: validation.lambda,
        log_loss: chosen.map_or(f64::NAN, |point| point.log_loss),
        grid: validation.grid.clone(),
        fit: level.fit.clone(),
        fold_fits: validation.fits.clone(),
        modes,
        calibration: level.calibration.clone(),
        families: found_where(table, &rows.margins(default), |row| Some(&*table.meta()[row].family)),
    })
}

/// A table's rows with what cross-validation gave them.
struct Rows<'a> {
    table: &'a FeatureTable,
    scores: &'a [f64],
    weights: &'a [f64],
}

impl Rows<'_> {
    /// How far each row lies above the bound it answers to.
    fn margins(&self, mode: &Mode) -> Vec<f64> {
        if self.table.level == Level::Page {
            return self.scores.iter().map(|score| score - mode.page_spam.log_odds).collect();
        }
        let budgets = Budgets::of(self.table);
        let margin = |(row, score)| score - mode.cut_or_told(budgets.row(self.table, row));
        self.scores.iter().enumerate().map(margin).collect()
    }

    fn mode(&self, mode: &Mode) -> ModeMetrics {
        let margins = self.margins(mode);
        let (mut found, mut total) = (0.0, 0.0);
        for ((meta, margin), weight) in self.table.meta().iter().zip(&margins).zip(self.weights) {
            if meta.label == RowLabel::Spam {
                total += weight;
                found += if *margin > 0.0 { *weight } else { 0.0 };
            }
        }
        let blocks = self.table.level == Level::Block;
        let budgets = Budget::ALL.into_iter().filter(|_| blocks);
        ModeMetrics {
            log_odds: if blocks { mode.block_cut.log_odds } else { mode.page_spam.log_odds },
            recall_by_site: found / total,
            spam: found_where(self.table, &margins, |_| Some("")).remove("").unwrap_or_default(),
            clean_pages_above: self.clean_above(&margins, Of::Cuttable).0,
            budgets: budgets.map(|budget| (budget.as_str(), self.budget(mode, &margins, budget))).collect(),
        }
    }

    fn budget(&self, mode: &Mode, margins: &[f64], budget: Budget) -> BudgetMetrics {
        let budgets = Budgets::of(self.table);
        let own = |row| (budgets.row(self.table, row) == budget).then_some("");
        let (clean_pages_above, clean_sites_above) = self.clean_above(margins, Of::Only(&[budget]));
        BudgetMetrics {
            log_odds: mode.cut_or_told(budget),
            spam: found_where(self.table, margins, own).remove("").unwrap_or_default(),
            clean_pages_above,
            clean_sites_above,
        }
    }

    /// Clean pages and sites with a row above its bound.
    fn clean_above(&self, margins: &[f64], of: Of<'_>) -> (usize, usize) {
        let mut maxima = page_maxima(self.table, margins, of);
        maxima.retain(|page| page.score > 0.0);
        (maxima.len(), maxima.iter().map(|page| &page.site).collect::<BTreeSet<_>>().len())
    }
}

/// Spam found, counted apart for each value of `key`; rows without one are left out.
fn found_where<'a>(
    table: &'a FeatureTable,
    margins: &[f64],
    key: impl Fn(usize) -> Option<&'a str>,
) -> BTreeMap<String, Found> {
    let mut counts: BTreeMap<String, Found> = BTreeMap::new();
    let mut pages: BTreeMap<(&str, &str, &str), bool> = BTreeMap::new();
    for (row, (meta, margin)) in table.meta().iter().zip(margins).enumerate() {
        if meta.label != RowLabel::Spam {
            continue;
        }
        let (Some(key), above) = (key(row), *margin > 0.0) else { continue };
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
