//! Where Newton's method starts: at the optimum of a sample of the rows.
//!
//! Far from the optimum a rough direction is as good as an exact one, and a sample of some dozen rows per column
//! gives the optimum to within a few hundredths. The result is only where the search over all rows begins.
use super::newton::{Newton, Problem};
use super::panel::Subset;

/// Rows of each class in a sample, per column. Fewer save little, more cost as much as they gain.
const ROWS_PER_COLUMN: usize = 60;

/// A sample pays when there are at least this many times as many rows.
const WORTH_IT: usize = 4;

/// Gradient per unit of row weight at which the search on the sample ends: the sample knows it no better.
const TOLERANCE: f64 = 1e-4;

/// The optimum of a sample, the bias last; `None` when there are too few rows for one to pay.
pub(super) fn first_guess(problem: &Problem<'_>, parameters: &Newton) -> Option<Vec<f64>> {
    let most = ROWS_PER_COLUMN * (problem.rows.columns() + 1);
    if problem.labels.len() < 2 * WORTH_IT * most {
        return None;
    }
    let mut chosen: Vec<(usize, f64)> =
        [false, true].iter().flat_map(|class| draw(problem, *class, most)).collect();
    if chosen.len() * WORTH_IT > problem.labels.len() {
        return None;
    }
    chosen.sort_unstable_by_key(|(row, _)| *row);
    let (chosen, weights): (Vec<usize>, Vec<f64>) = chosen.into_iter().unzip();
    let labels: Vec<bool> = chosen.iter().map(|row| problem.labels[*row]).collect();
    let rows = Subset { all: problem.rows, chosen: &chosen };
    let sample = Problem { rows: &rows, labels: &labels, weights: &weights };
    let fitted =
        sample.solve(&Newton { tolerance: TOLERANCE.max(parameters.tolerance), ..parameters.clone() });
    let point: Vec<f64> = fitted.weight.into_iter().chain([fitted.bias]).collect();
    point.iter().all(|value| value.is_finite()).then_some(point)
}

/// At most `most` rows of one class, evenly spread, with weights that make up that class's total.
fn draw(problem: &Problem<'_>, class: bool, most: usize) -> Vec<(usize, f64)> {
    let pairs = problem.labels.iter().zip(problem.weights).enumerate();
    let counted = || {
        let counts = |(row, (label, weight)): (usize, (&bool, &f64))| {
            (*label == class && *weight > 0.0).then_some((row, *weight))
        };
        pairs.clone().filter_map(counts)
    };
    let (count, total) =
        counted().fold((0usize, 0.0), |(count, total), (_, weight)| (count + 1, total + weight));
    let mut drawn: Vec<(usize, f64)> = counted().step_by(count.div_ceil(most).max(1)).collect();
    let kept: f64 = drawn.iter().map(|(_, weight)| weight).sum();
    drawn.iter_mut().for_each(|(_, weight)| *weight *= total / kept);
    drawn
}
