//! Weighted logistic regression with an L2 penalty by Newton's method, behind linfa's `Fit`.
//!
//! linfa-logistic knows no row weights, and its L-BFGS needs hundreds of passes over the rows. With a few hundred
//! columns the normal matrix is small: eight passes reach the optimum to the last digits. Rows are taken in pieces
//! whose number and order depend on nothing but the number of rows, so the result does not depend on threads.
use super::cholesky::solve_positive;
use super::error::TrainError;
use super::fit::Fitted;
use super::signs::{Sign, bounded_step};
use crate::model::probability;
use linfa::DatasetBase;
use linfa::dataset::AsSingleTargets;
use linfa::traits::Fit;
use ndarray::linalg::general_mat_mul;
use ndarray::{Array1, Array2, ArrayBase, ArrayView1, ArrayView2, Axis, Data, Ix2, ShapeBuilder, Slice};
use rayon::prelude::*;

/// Rows whose columns are worked on together: 256 rows of 200 columns are 400 kB, within a core's cache.
const BLOCK_ROWS: usize = 256;

/// Most pieces that are summed up in parallel, each with a normal matrix of its own.
const MOST_PIECES: usize = 64;

/// Halvings of a step that does not go downhill before giving up.
const MAX_HALVINGS: usize = 40;

/// Parameters of the solver.
#[derive(Clone, Debug, PartialEq)]
pub struct Newton {
    /// Strength of the L2 penalty; the bias is not penalised. 0 or above.
    pub lambda: f64,
    /// Most steps. Well-conditioned data need about 8.
    pub max_iterations: usize,
    /// The side each weight is held to; free where none is given.
    pub signs: Vec<Option<Sign>>,
    /// Converged when no component of the gradient per unit of row weight is larger.
    pub tolerance: f64,
}

impl Newton {
    /// The usual parameters with this penalty.
    pub fn new(lambda: f64) -> Self {
        Newton { lambda, max_iterations: 100, signs: Vec::new(), tolerance: 1e-9 }
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
        let y = dataset.as_single_targets();
        if y.len() != x.nrows() {
            return Err(TrainError::Shape { what: "labels", found: y.len(), expected: x.nrows() });
        }
        let weights = dataset.weights();
        if let Some(found) = weights.map(<[f32]>::len).filter(|found| *found != x.nrows()) {
            return Err(TrainError::Shape { what: "row weights", found, expected: x.nrows() });
        }
        let problem = Problem { x, y, weights, lambda: self.lambda };
        Ok(problem.solve(self))
    }
}

struct Problem<'a> {
    x: ArrayView2<'a, f64>,
    y: ArrayView1<'a, bool>,
    weights: Option<&'a [f32]>,
    lambda: f64,
}

/// Objective, gradient and normal matrix at one point; the bias comes last.
struct Local {
    objective: f64,
    gradient: Array1<f64>,
    hessian: Array2<f64>,
}

impl Local {
    fn zeros(size: usize) -> Self {
        Local { objective: 0.0, gradient: Array1::zeros(size), hessian: Array2::zeros((size, size)) }
    }

    /// The largest component of the gradient along which a weight may still move.
    fn largest(&self, point: &Array1<f64>, signs: &[Option<Sign>]) -> f64 {
        let free = |(column, component): (usize, &f64)| {
            let sign = signs.get(column).copied().flatten();
            let held = point[column] == 0.0 && Sign::hold(sign, -component) != -component;
            if held { 0.0 } else { component.abs() }
        };
        self.gradient.iter().enumerate().map(free).fold(0.0, f64::max)
    }
}

impl Problem<'_> {
    fn solve(&self, parameters: &Newton) -> Fitted {
        let size = self.x.ncols() + 1;
        let total: f64 = (0..self.x.nrows()).map(|row| self.weight(row)).sum();
        let limit = parameters.tolerance * total;
        let mut point = Array1::zeros(size);
        let mut local = self.at(&point);
        let mut iterations = 0;
        let signs = &parameters.signs;
        while local.largest(&point, signs) > limit && iterations < parameters.max_iterations {
            let matrix = local.hessian.as_standard_layout();
            let (matrix, slope) = (matrix.as_slice(), local.gradient.as_slice());
            let (matrix, slope) = matrix.zip(slope).expect("both were made contiguous");
            let step = if signs.iter().all(Option::is_none) {
                Array1::from(solve_positive(matrix, slope))
            } else {
                let here = point.as_slice().expect("made contiguous");
                -Array1::from(bounded_step(matrix, slope, here, signs))
            };
            let Some((next, there)) = self.downhill(&point, &step, local.objective) else { break };
            (point, local) = (next, there);
            iterations += 1;
        }
        let gradient_norm = if total > 0.0 { local.largest(&point, signs) / total } else { f64::INFINITY };
        Fitted {
            bias: point[size - 1],
            weight: point.iter().take(size - 1).copied().collect(),
            converged: gradient_norm <= parameters.tolerance,
            gradient_norm,
            iterations: Some(iterations),
        }
    }

    /// The point a step, or a half, or a quarter, … of it away where the objective is no higher.
    fn downhill(
        &self,
        from: &Array1<f64>,
        step: &Array1<f64>,
        objective: f64,
    ) -> Option<(Array1<f64>, Local)> {
        // Next to the optimum rounding may lift the objective by a few units in the last place.
        let limit = objective + objective.abs() * 1e-12;
        let mut share = 1.0;
        for _ in 0..MAX_HALVINGS {
            let next = from - &(step * share);
            let local = self.at(&next);
            if local.objective <= limit {
                return Some((next, local));
            }
            share /= 2.0;
        }
        None
    }

    fn weight(&self, row: usize) -> f64 {
        self.weights.map_or(1.0, |weights| f64::from(weights[row]))
    }

    fn at(&self, point: &Array1<f64>) -> Local {
        let (rows, size) = (self.x.nrows(), point.len());
        let piece = rows.div_ceil(MOST_PIECES).next_multiple_of(BLOCK_ROWS);
        let starts: Vec<usize> = (0..rows).step_by(piece).collect();
        let pieces: Vec<Local> =
            starts.into_par_iter().map(|start| self.piece(point, start, rows.min(start + piece))).collect();
        let mut sum = Local::zeros(size);
        for piece in pieces {
            sum.objective += piece.objective;
            sum.gradient += &piece.gradient;
            sum.hessian += &piece.hessian;
        }
        for column in 0..size - 1 {
            sum.objective += self.lambda / 2.0 * point[column] * point[column];
            sum.gradient[column] += self.lambda * point[column];
            sum.hessian[[column, column]] += self.lambda;
        }
        sum
    }

    /// The unpenalised sums over some rows.
    fn piece(&self, point: &Array1<f64>, start: usize, end: usize) -> Local {
        let size = point.len();
        let mut sum = Local::zeros(size);
        let mut block = Array2::ones((BLOCK_ROWS, size).f());
        let mut curved = Array2::zeros((BLOCK_ROWS, size).f());
        let (mut residual, mut curvature) = ([0.0; BLOCK_ROWS], [0.0; BLOCK_ROWS]);
        for start in (start..end).step_by(BLOCK_ROWS) {
            let rows = BLOCK_ROWS.min(end - start);
            let source = self.x.slice_axis(Axis(0), Slice::from(start..start + rows));
            let mut block = block.slice_axis_mut(Axis(0), Slice::from(..rows));
            block.slice_axis_mut(Axis(1), Slice::from(..size - 1)).assign(&source);
            let block = block.view();
            let mut scores = Array1::<f64>::zeros(rows);
            for (column, weight) in block.columns().into_iter().zip(point) {
                scores.scaled_add(*weight, &column);
            }
            for (at, score) in scores.iter().enumerate() {
                let (weight, label) = (self.weight(start + at), self.y[start + at]);
                let p = probability(*score);
                sum.objective += weight * loss(*score, label);
                residual[at] = weight * (p - if label { 1.0 } else { 0.0 });
                curvature[at] = weight * p * (1.0 - p);
            }
            let (residual, curvature) =
                (ArrayView1::from(&residual[..rows]), ArrayView1::from(&curvature[..rows]));
            let mut curved = curved.slice_axis_mut(Axis(0), Slice::from(..rows));
            for (column, values) in block.columns().into_iter().enumerate() {
                sum.gradient[column] += values.dot(&residual);
                curved.column_mut(column).assign(&(&values * &curvature));
            }
            general_mat_mul(1.0, &block.t(), &curved, 1.0, &mut sum.hessian);
        }
        sum
    }
}

/// −ln P(label), without overflow.
pub(super) fn loss(log_odds: f64, label: bool) -> f64 {
    let wrong = if label { -log_odds } else { log_odds };
    wrong.max(0.0) + (-wrong.abs()).exp().ln_1p()
}
