//! Finds the weights of one logistic regression, with either solver, and says how good the optimum is.
use super::error::TrainError;
use super::linfa_logistic_solver;
use super::matrix::Matrix;
use super::newton::Newton;
use super::signs::Sign;
use linfa::DatasetBase;
use linfa::traits::Fit;
use ndarray::{Array1, ArrayView1};

/// Who finds the weights.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Solver {
    /// Our Newton solver behind linfa's `Fit`: knows row weights, 15 times faster (docs/adr/0004-training.md).
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
    check(x, y, w, lambda)?;
    match solver {
        Solver::Newton => {
            // linfa keeps weights as f32: 7 digits are plenty for what a row counts.
            let weights: Array1<f32> = w.iter().map(|weight| *weight as f32).collect();
            let newton = Newton { signs: signs.to_vec(), ..Newton::new(lambda) };
            newton.fit(&DatasetBase::new(x.view(), ArrayView1::from(y)).with_weights(weights))
        }
        Solver::LinfaLogistic if w.iter().any(|weight| *weight != 1.0) => Err(TrainError::WeightsUnsupported),
        Solver::LinfaLogistic if signs.iter().any(Option::is_some) => Err(TrainError::SignsUnsupported),
        Solver::LinfaLogistic => linfa_logistic_solver::fit(x, y, lambda),
    }
}

fn check(x: &Matrix, y: &[bool], w: &[f64], lambda: f64) -> Result<(), TrainError> {
    for (what, found) in [("labels", y.len()), ("row weights", w.len())] {
        if found != x.rows() {
            return Err(TrainError::Shape { what, found, expected: x.rows() });
        }
    }
    if !(lambda.is_finite() && lambda >= 0.0) {
        let expected = "a finite number, 0 or above";
        return Err(TrainError::Option { option: "lambda", found: lambda.to_string(), expected });
    }
    if let Some((row, found)) = x.first_bad() {
        return Err(TrainError::Number { what: "a feature", row, found, expected: "a finite number" });
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
