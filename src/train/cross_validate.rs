//! Scores every row with a model that never saw its site, and chooses the penalty by these scores.
use super::error::TrainError;
use super::fit::fit_standardised;
use super::metrics::FitReport;
use super::newton::loss;
use super::options::{Criterion, Proof, TrainOptions};
use super::panel::Standardised;
use super::signs::Sign;
use super::split::{Folds, deal};
use super::standardise::Scaling;
use super::thresholds::{Of, bound, page_maxima};
use super::weights::weigh;
use crate::dataset::{FeatureTable, RowLabel};
use crate::model::LinearModel;
use rayon::prelude::*;
use serde::Serialize;
use std::cmp::Ordering;

/// Out-of-fold results with the chosen penalty.
#[derive(Clone, Debug)]
pub struct CrossValidation {
    /// The chosen penalty.
    pub lambda: f64,
    /// Log-odds of each row of the table by the model of its fold; ignored rows have one too.
    pub scores: Vec<f64>,
    /// Which fold each row belongs to.
    pub folds: Folds,
    /// Per fold, the model trained on the other folds: what whole pages of that fold may be scored with.
    pub models: Vec<LinearModel>,
    /// How the fit of each fold's model went.
    pub fits: Vec<FitReport>,
    /// What each penalty gave.
    pub grid: Vec<GridPoint>,
}

/// What one penalty gave out of fold.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct GridPoint {
    /// The penalty.
    pub lambda: f64,
    /// Weighted mean of −ln P(label).
    pub log_loss: f64,
    /// Share of spam by weight, so each site equally, above the threshold of the criterion; of the default
    /// mode's block cut where the criterion is the log-loss.
    pub recall: f64,
    /// Whether the models of all folds converged.
    pub converged: bool,
}

/// Fits each fold's complement with each penalty, scores the fold, and keeps the best penalty.
pub fn cross_validate(table: &FeatureTable, options: &TrainOptions) -> Result<CrossValidation, TrainError> {
    let folds = deal(table, options.folds, options.seed)?;
    let mut scores = vec![vec![0.0; table.len()]; options.lambdas.len()];
    let mut fitted: Vec<Vec<(LinearModel, FitReport)>> = vec![Vec::new(); options.lambdas.len()];
    // One fold after the other: each fit uses every thread there is.
    for fold in 0..folds.count {
        let training =
            |row: &usize| folds.of_row[*row] != fold && table.meta()[*row].label != RowLabel::Ignore;
        let rows: Vec<usize> = (0..table.len()).filter(training).collect();
        let here: Vec<usize> = (0..table.len()).filter(|&row| folds.of_row[row] == fold).collect();
        for (at, (model, report)) in
            fit_rows(table, &rows, &options.lambdas, options)?.into_iter().enumerate()
        {
            let there = score_rows(&model, table, &here);
            here.iter().zip(there).for_each(|(row, score)| scores[at][*row] = score);
            fitted[at].push((model, report));
        }
    }
    let weights = weigh(table, &(0..table.len()).collect::<Vec<_>>(), &options.weights);
    let mut grid = Vec::new();
    for (at, &lambda) in options.lambdas.iter().enumerate() {
        let converged = fitted[at].iter().all(|(_, report)| report.converged);
        grid.push(judge(table, &scores[at], &weights, lambda, converged, options)?);
    }
    let best = best(&grid, options.criterion);
    let (models, fits) = fitted.swap_remove(best).into_iter().unzip();
    Ok(CrossValidation {
        lambda: grid[best].lambda,
        scores: scores.swap_remove(best),
        folds,
        models,
        fits,
        grid,
    })
}

/// The models of some labelled rows, one per penalty. Scaling and weights are those of these rows alone.
pub fn fit_rows(
    table: &FeatureTable,
    rows: &[usize],
    lambdas: &[f64],
    options: &TrainOptions,
) -> Result<Vec<(LinearModel, FitReport)>, TrainError> {
    let weights = weigh(table, rows, &options.weights);
    let scaling = Scaling::of(table, rows, &weights, options.clip);
    let standardised = Standardised { table, rows, scaling: &scaling };
    let signs: Vec<Option<Sign>> =
        table.columns().iter().map(|column| options.signs.get(column).copied()).collect();
    let labels: Vec<bool> = rows.iter().map(|&row| table.meta()[row].label == RowLabel::Spam).collect();
    let one = |&lambda: &f64| {
        let fitted = fit_standardised(&standardised, &labels, &weights, lambda, options.solver, &signs)?;
        let report = FitReport::of(&fitted, rows.len());
        Ok((scaling.model(table.columns(), fitted.weight, fitted.bias), report))
    };
    lambdas.iter().map(one).collect()
}

/// Log-odds of some rows.
pub fn score_rows(model: &LinearModel, table: &FeatureTable, rows: &[usize]) -> Vec<f64> {
    let widened = |buffer: &mut Vec<f64>, row: &usize| {
        buffer.clear();
        buffer.extend(table.row(*row).iter().map(|value| f64::from(*value)));
        model.score(buffer)
    };
    rows.par_iter().map_init(Vec::new, widened).collect()
}

fn judge(
    table: &FeatureTable,
    scores: &[f64],
    weights: &[f64],
    lambda: f64,
    converged: bool,
    options: &TrainOptions,
) -> Result<GridPoint, TrainError> {
    let (mut losses, mut total, mut spam, mut found) = (0.0, 0.0, 0.0, 0.0);
    let alpha = match options.criterion {
        Criterion::Recall { alpha } => alpha,
        Criterion::LogLoss => options.default_mode()?.block_cut,
    };
    let threshold = bound(&page_maxima(table, scores, Of::Cuttable), alpha, Proof::Quantile)?;
    for ((meta, score), weight) in table.meta().iter().zip(scores).zip(weights) {
        losses += weight * loss(*score, meta.label == RowLabel::Spam);
        total += weight;
        if meta.label == RowLabel::Spam {
            spam += weight;
            found += if threshold.exceeded_by(*score) { *weight } else { 0.0 };
        }
    }
    Ok(GridPoint { lambda, log_loss: losses / total, recall: found / spam, converged })
}

/// The place of the best penalty; of equals, the stronger.
fn best(grid: &[GridPoint], criterion: Criterion) -> usize {
    let better = |a: &GridPoint, b: &GridPoint| {
        let by_recall = match criterion {
            Criterion::Recall { .. } => a.recall.total_cmp(&b.recall),
            Criterion::LogLoss => Ordering::Equal,
        };
        // A model that did not converge is what the solver happened to leave, not what the penalty asks for.
        let by_convergence = a.converged.cmp(&b.converged);
        by_convergence
            .then(by_recall)
            .then(b.log_loss.total_cmp(&a.log_loss))
            .then(a.lambda.total_cmp(&b.lambda))
    };
    (0..grid.len()).max_by(|&a, &b| better(&grid[a], &grid[b])).expect("at least one penalty, checked")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_best_penalty_is_the_criterions_and_of_converged_models() {
        let point = |lambda, log_loss, recall, converged| GridPoint { lambda, log_loss, recall, converged };
        let grid = [
            point(1.0, 0.10, 0.99, false),
            point(5.0, 0.20, 0.80, true),
            point(50.0, 0.30, 0.90, true),
            point(500.0, 0.25, 0.90, true),
        ];
        assert_eq!(best(&grid, Criterion::LogLoss), 1);
        assert_eq!(best(&grid, Criterion::Recall { alpha: 0.01 }), 3);
        assert_eq!(best(&[grid[1].clone(), grid[1].clone()], Criterion::LogLoss), 1);
    }
}
