//! linfa-logistic 0.8.1, with what it does not do for us.
//!
//! It calls the *majority* class positive (ties: the first seen), so the sign is ours to set; and it hides that it
//! ran out of iterations, so the gradient is ours to compute.
use super::error::TrainError;
use super::fit::Fitted;
use super::matrix::Matrix;
use crate::model::probability;
use linfa::DatasetBase;
use linfa::traits::Fit;
use linfa_logistic::LogisticRegression;
use ndarray::Array1;

/// Most steps; linfa's default of 100 is not enough for correlated columns.
const MAX_ITERATIONS: u64 = 1000;

/// Gradient per row at which the solver stops. Smaller, and its line search fails on rounding.
const TOLERANCE: f64 = 1e-7;

/// Fits with all rows counting 1.
pub(super) fn fit(x: &Matrix, y: &[bool], lambda: f64) -> Result<Fitted, TrainError> {
    let rows = y.len() as f64;
    let dataset = DatasetBase::new(x.view(), Array1::from(y.to_vec()));
    // Its tolerance is absolute on the summed gradient (its source); its alpha is our λ.
    let fitted = LogisticRegression::default()
        .alpha(lambda)
        .max_iterations(MAX_ITERATIONS)
        .gradient_tolerance(TOLERANCE * rows)
        .fit(&dataset)
        .map_err(|error| TrainError::Solver(error.to_string()))?;
    let sign = if fitted.labels().pos.class { 1.0 } else { -1.0 };
    let weight: Vec<f64> = fitted.params().iter().map(|weight| weight * sign).collect();
    let bias = fitted.intercept() * sign;
    let gradient_norm = gradient_norm(x, y, lambda, &weight, bias)?;
    // Its gradient norm is Euclidean, ours the largest component, which is never larger.
    Ok(Fitted { weight, bias, converged: gradient_norm <= TOLERANCE, gradient_norm, iterations: None })
}

/// Largest absolute component of the gradient per row, all rows counting 1.
fn gradient_norm(x: &Matrix, y: &[bool], lambda: f64, weight: &[f64], bias: f64) -> Result<f64, TrainError> {
    let mut residual = x.scores(weight, bias)?;
    for (score, label) in residual.iter_mut().zip(y) {
        *score = probability(*score) - if *label { 1.0 } else { 0.0 };
    }
    let mut largest = residual.iter().sum::<f64>().abs();
    for (column, weight) in weight.iter().enumerate() {
        let products = x.column(column).iter().zip(&residual).map(|(value, residual)| value * residual);
        largest = largest.max((products.sum::<f64>() + lambda * weight).abs());
    }
    Ok(largest / y.len() as f64)
}
