//! Weighted logistic regression with an L2 penalty by Newton's method, behind linfa's `Fit`.
//!
//! linfa-logistic knows no row weights, and its L-BFGS needs hundreds of passes over the rows. With a few hundred
//! columns the normal matrix is small, and Newton's method reaches the optimum to the last digits in eight steps.
//! What costs is that matrix: at 207 columns some ten times a gradient. So the first steps are taken on a sample
//! ([`mod@super::sample`]), and a matrix is kept as long as its steps still shrink the gradient well; two
//! matrices do instead of eight. Rows are taken in pieces whose number and order depend on nothing but the number
//! of rows, so the result does not depend on threads.
use super::cholesky::solve_positive;
use super::error::TrainError;
use super::fit::Fitted;
use super::panel::{PANEL_ROWS, Panel, Rows, mirror};
use super::sample::first_guess;
use super::signs::{Sign, bounded_step};
use crate::model::probability;
use linfa::DatasetBase;
use linfa::dataset::AsSingleTargets;
use linfa::traits::Fit;
use ndarray::{Array2, ArrayBase, Data, Ix2};
use rayon::prelude::*;
use std::ops::Range;

/// Most pieces that are summed up in parallel, each with a normal matrix of its own.
const MOST_PIECES: usize = 64;

/// Halvings of a step that does not go downhill before giving up.
const MAX_HALVINGS: usize = 40;

/// A matrix is kept while each step by it shrinks the gradient to at most this share. A step by an old matrix
/// costs a tenth of a new one, so one that gains a digit pays.
const KEEP_MATRIX: f64 = 0.1;

/// Gradient per unit of row weight at which the search ends. Sums over 10⁷ rows are good to about 1e-14; with
/// this, weights agree to eight digits where a row's weight is 1 and the penalty a hundredth of their number.
const TOLERANCE: f64 = 1e-11;

/// Changes of the objective below this share of it are rounding.
const ROUNDING: f64 = 1e-12;

/// Parameters of the solver.
#[derive(Clone, Debug, PartialEq)]
pub struct Newton {
    /// Strength of the L2 penalty; the bias is not penalised. 0 or above.
    pub lambda: f64,
    /// Most steps over all rows. Well-conditioned data need about 8.
    pub max_iterations: usize,
    /// The side each weight is held to; free where none is given.
    pub signs: Vec<Option<Sign>>,
    /// Converged when no component of the gradient per unit of row weight is larger.
    pub tolerance: f64,
}

impl Newton {
    /// The usual parameters with this penalty.
    pub fn new(lambda: f64) -> Self {
        Newton { lambda, max_iterations: 100, signs: Vec::new(), tolerance: TOLERANCE }
    }
}

impl<D, T> Fit<ArrayBase<D, Ix2>, T, TrainError> for Newton
where
    D: Data<Elem = f64>,
    T: AsSingleTargets<Elem = bool>,
{
    type Object = Fitted;

    fn fit(&self, dataset: &DatasetBase<ArrayBase<D, Ix2>, T>) -> Result<Fitted, TrainError> {
        let x = dataset.records().view();
        let labels: Vec<bool> = dataset.as_single_targets().iter().copied().collect();
        let weights: Vec<f64> = match dataset.weights() {
            Some(weights) => weights.iter().map(|weight| f64::from(*weight)).collect(),
            None => vec![1.0; x.nrows()],
        };
        for (what, found) in [("labels", labels.len()), ("row weights", weights.len())] {
            if found != x.nrows() {
                return Err(TrainError::Shape { what, found, expected: x.nrows() });
            }
        }
        Ok(Problem { rows: &x, labels: &labels, weights: &weights }.solve(self))
    }
}

/// What is fitted; one label and one weight per row.
pub(super) struct Problem<'a> {
    pub(super) rows: &'a dyn Rows,
    pub(super) labels: &'a [bool],
    pub(super) weights: &'a [f64],
}

/// Objective and gradient at one point; the bias comes last.
struct Slope {
    objective: f64,
    gradient: Vec<f64>,
}

impl Slope {
    /// The largest component of the gradient along which a weight may still move.
    fn largest(&self, point: &[f64], signs: &[Option<Sign>]) -> f64 {
        let free = |(column, component): (usize, &f64)| {
            let sign = signs.get(column).copied().flatten();
            let held = point[column] == 0.0 && Sign::hold(sign, -component) != -component;
            if held { 0.0 } else { component.abs() }
        };
        self.gradient.iter().enumerate().map(free).fold(0.0, f64::max)
    }
}

impl Problem<'_> {
    /// The optimum, or what was reached when the steps ran out.
    pub(super) fn solve(&self, parameters: &Newton) -> Fitted {
        let (signs, lambda) = (&parameters.signs, parameters.lambda);
        let total: f64 = self.weights.iter().sum();
        let limit = parameters.tolerance * total;
        let (mut point, mut here) = self.start(parameters, total);
        let (mut matrix, mut iterations) = (None, 0);
        while here.largest(&point, signs) > limit && iterations < parameters.max_iterations {
            let fresh = matrix.is_none();
            let known = matrix.get_or_insert_with(|| self.matrix(&point, lambda));
            let known = known.as_slice().expect("made contiguous");
            let step: Vec<f64> = if signs.iter().all(Option::is_none) {
                solve_positive(known, &here.gradient).iter().map(|value| -value).collect()
            } else {
                bounded_step(known, &here.gradient, &point, signs)
            };
            let Some((next, there)) = self.downhill(&point, &step, here.objective, lambda) else {
                if fresh {
                    break;
                }
                matrix = None;
                continue;
            };
            let (before, after) = (here.largest(&point, signs), there.largest(&next, signs));
            let still = here.objective - there.objective <= ROUNDING * here.objective.abs();
            if fresh && still && after >= before {
                break; // as low as these numbers go
            }
            if after > KEEP_MATRIX * before {
                matrix = None;
            }
            (point, here) = (next, there);
            iterations += 1;
        }
        let gradient_norm = if total > 0.0 { here.largest(&point, signs) / total } else { f64::INFINITY };
        Fitted {
            bias: point.pop().unwrap_or_default(),
            weight: point,
            converged: gradient_norm <= parameters.tolerance,
            gradient_norm,
            iterations: Some(iterations),
        }
    }

    /// The optimum of a sample, where there are rows enough for one; zeros where that is no better.
    fn start(&self, parameters: &Newton, total: f64) -> (Vec<f64>, Slope) {
        if let Some(point) = first_guess(self, parameters) {
            let slope = self.slope(&point, parameters.lambda);
            // At zero every row loses ln 2.
            if slope.objective <= total * std::f64::consts::LN_2 {
                return (point, slope);
            }
        }
        let zeros = vec![0.0; self.rows.columns() + 1];
        let slope = self.slope(&zeros, parameters.lambda);
        (zeros, slope)
    }

    /// The point a step, or a half, or a quarter, … of it away where the objective is no higher.
    fn downhill(&self, from: &[f64], step: &[f64], objective: f64, lambda: f64) -> Option<(Vec<f64>, Slope)> {
        // Next to the optimum rounding may lift the objective by a few units in the last place.
        let limit = objective + objective.abs() * ROUNDING;
        let mut share = 1.0;
        for _ in 0..MAX_HALVINGS {
            let next: Vec<f64> = from.iter().zip(step).map(|(from, step)| from + step * share).collect();
            let slope = self.slope(&next, lambda);
            if slope.objective <= limit {
                return Some((next, slope));
            }
            share /= 2.0;
        }
        None
    }

    /// Objective and gradient, penalty included.
    fn slope(&self, point: &[f64], lambda: f64) -> Slope {
        let size = point.len();
        let empty = || Slope { objective: 0.0, gradient: vec![0.0; size] };
        let pieces = self.in_pieces(|rows| {
            let (mut sum, mut residuals) = (empty(), [0.0; PANEL_ROWS]);
            self.panels(rows, point, |panel, first, scores| {
                for (at, score) in scores.iter().enumerate() {
                    let (label, weight) = (self.labels[first + at], self.weights[first + at]);
                    sum.objective += weight * loss(*score, label);
                    residuals[at] = weight * (probability(*score) - if label { 1.0 } else { 0.0 });
                }
                panel.add_rows(&residuals[..scores.len()], &mut sum.gradient);
            });
            sum
        });
        let mut sum = pieces.into_iter().fold(empty(), |mut sum, piece| {
            sum.objective += piece.objective;
            sum.gradient.iter_mut().zip(&piece.gradient).for_each(|(sum, piece)| *sum += piece);
            sum
        });
        for (weight, slope) in point.iter().zip(&mut sum.gradient).take(size - 1) {
            sum.objective += lambda / 2.0 * weight * weight;
            *slope += lambda * weight;
        }
        sum
    }

    /// The normal matrix: second derivatives of the objective, penalty included.
    fn matrix(&self, point: &[f64], lambda: f64) -> Array2<f64> {
        let size = point.len();
        let pieces = self.in_pieces(|rows| {
            let (mut sum, mut roots) = (Array2::zeros((size, size)), [0.0; PANEL_ROWS]);
            self.panels(rows, point, |panel, first, scores| {
                for (at, score) in scores.iter().enumerate() {
                    let p = probability(*score);
                    roots[at] = (self.weights[first + at] * p * (1.0 - p)).sqrt();
                }
                panel.scale_rows(&roots[..scores.len()]);
                panel.add_products(&mut sum);
            });
            sum
        });
        let mut sum = pieces.into_iter().fold(Array2::zeros((size, size)), |sum, piece| sum + piece);
        mirror(&mut sum);
        sum.diag_mut().iter_mut().take(size - 1).for_each(|value| *value += lambda);
        sum
    }

    /// What `sum` gives for each piece of the rows, in their order.
    fn in_pieces<T: Send>(&self, sum: impl Fn(Range<usize>) -> T + Sync) -> Vec<T> {
        let rows = self.rows.len();
        let piece = rows.div_ceil(MOST_PIECES).next_multiple_of(PANEL_ROWS).max(1);
        let starts: Vec<usize> = (0..rows).step_by(piece).collect();
        starts.into_par_iter().map(|start| sum(start..rows.min(start + piece))).collect()
    }

    /// Walks rows panel by panel: the panel, the place of its first row, and the rows' scores.
    fn panels(&self, rows: Range<usize>, point: &[f64], mut each: impl FnMut(&mut Panel, usize, &[f64])) {
        let (mut panel, mut scores) = (self.rows.panel(), [0.0; PANEL_ROWS]);
        let end = rows.end;
        for first in rows.step_by(PANEL_ROWS) {
            let here: Vec<usize> = (first..end.min(first + PANEL_ROWS)).collect();
            let scores = &mut scores[..here.len()];
            self.rows.fill(&here, &mut panel);
            panel.scores(point, scores);
            each(&mut panel, first, scores);
        }
    }
}

/// −ln P(label), without overflow.
pub(super) fn loss(log_odds: f64, label: bool) -> f64 {
    let wrong = if label { -log_odds } else { log_odds };
    wrong.max(0.0) + (-wrong.abs()).exp().ln_1p()
}
