//! Finds the weights of one logistic regression, with either solver, and says how good the optimum is.
use super::error::TrainError;
use super::linfa_logistic_solver;
use super::matrix::Matrix;
use super::newton::{Newton, Problem};
use super::panel::{Rows, Standardised};
use super::signs::Sign;

/// Who finds the weights.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Solver {
    /// Our Newton solver behind linfa's `Fit`: knows row weights, many times faster (docs/training.md).
    #[default]
    Newton,
    /// linfa-logistic's L-BFGS. Knows no row weights.
    LinfaLogistic,
}

impl Solver {
    /// As in model files.
    pub fn name(self) -> &'static str {
        match self {
            Solver::Newton => "newton",
            Solver::LinfaLogistic => "linfa-logistic",
        }
    }
}

/// The weights that minimise Σ wᵢ·lossᵢ + λ/2·‖weight‖²; the bias is not penalised. Scores are log-odds of `true`.
#[derive(Clone, Debug, PartialEq)]
pub struct Fitted {
    /// One per column.
    pub weight: Vec<f64>,
    /// Log-odds of a row of zeros.
    pub bias: f64,
    /// Whether the gradient got as small as the solver aims at.
    pub converged: bool,
    /// Largest absolute component of the gradient at the result, per unit of row weight.
    pub gradient_norm: f64,
    /// Steps taken; `None` if the solver does not tell.
    pub iterations: Option<usize>,
}

/// Fits one logistic regression. Bad shapes and numbers are errors; a fit that did not converge is a result
/// that says so.
pub fn fit(x: &Matrix, y: &[bool], w: &[f64], lambda: f64, solver: Solver) -> Result<Fitted, TrainError> {
    fit_signed(x, y, w, lambda, solver, &[])
}

/// The same with weights held to one side, where `signs` says so. Only [`Solver::Newton`] can.
pub fn fit_signed(
    x: &Matrix,
    y: &[bool],
    w: &[f64],
    lambda: f64,
    solver: Solver,
    signs: &[Option<Sign>],
) -> Result<Fitted, TrainError> {
    check(x.rows(), y, w, lambda)?;
    if let Some((row, found)) = x.first_bad() {
        return Err(TrainError::Number { what: "a feature", row, found, expected: "a finite number" });
    }
    match solver {
        Solver::Newton => Ok(newton(&x.view(), y, w, lambda, signs)),
        Solver::LinfaLogistic => {
            check_plain(w, signs)?;
            linfa_logistic_solver::fit(x, y, lambda)
        }
    }
}

/// Fits on some rows of a table in units of `scaling`. With [`Solver::Newton`] nothing of the table's size is
/// copied; linfa-logistic needs all of it in 64 bits.
pub(super) fn fit_standardised(
    rows: &Standardised<'_>,
    y: &[bool],
    w: &[f64],
    lambda: f64,
    solver: Solver,
    signs: &[Option<Sign>],
) -> Result<Fitted, TrainError> {
    check(rows.len(), y, w, lambda)?;
    match solver {
        Solver::Newton => Ok(newton(rows, y, w, lambda, signs)),
        Solver::LinfaLogistic => {
            check_plain(w, signs)?;
            linfa_logistic_solver::fit(&rows.scaling.matrix(rows.table, rows.rows), y, lambda)
        }
    }
}

fn newton(rows: &dyn Rows, y: &[bool], w: &[f64], lambda: f64, signs: &[Option<Sign>]) -> Fitted {
    let newton = Newton { signs: signs.to_vec(), ..Newton::new(lambda) };
    Problem { rows, labels: y, weights: w }.solve(&newton)
}

/// Whether linfa-logistic can do what is asked for.
fn check_plain(w: &[f64], signs: &[Option<Sign>]) -> Result<(), TrainError> {
    if w.iter().any(|weight| *weight != 1.0) {
        return Err(TrainError::WeightsUnsupported);
    }
    if signs.iter().any(Option::is_some) { Err(TrainError::SignsUnsupported) } else { Ok(()) }
}

fn check(rows: usize, y: &[bool], w: &[f64], lambda: f64) -> Result<(), TrainError> {
    for (what, found) in [("labels", y.len()), ("row weights", w.len())] {
        if found != rows {
            return Err(TrainError::Shape { what, found, expected: rows });
        }
    }
    if !(lambda.is_finite() && lambda >= 0.0) {
        let expected = "a finite number, 0 or above";
        return Err(TrainError::Option { option: "lambda", found: lambda.to_string(), expected });
    }
    let usable = |weight: &f64| weight.is_finite() && *weight >= 0.0;
    if let Some(row) = w.iter().position(|weight| !usable(weight)) {
        let expected = "a finite number, 0 or above";
        return Err(TrainError::Number { what: "the row weight", row, found: w[row], expected });
    }
    for (class, name) in [(true, "spam"), (false, "ham")] {
        if !y.iter().zip(w).any(|(label, weight)| *label == class && *weight > 0.0) {
            return Err(TrainError::OneClass(name));
        }
    }
    Ok(())
}

#[cfg(test)]
#[path = "fit_tests.rs"]
mod tests;
