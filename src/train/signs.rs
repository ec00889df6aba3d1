//! Weights held to the side that is known of them.
//!
//! With a hundred injected blocks and two hundred correlated features a free fit balances one strong cue with a
//! wrong-signed weight on its twin, and every new campaign loses score by the very cue that should give it away.

/// Which way a feature may speak.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Sign {
    /// Only for spam: its weight is at least 0.
    Spam,
    /// Only against: its weight is at most 0.
    Ham,
}

impl Sign {
    /// The nearest weight on the allowed side.
    pub(super) fn hold(sign: Option<Sign>, weight: f64) -> f64 {
        match sign {
            Some(Sign::Spam) => weight.max(0.0),
            Some(Sign::Ham) => weight.min(0.0),
            None => weight,
        }
    }
}

/// Sweeps over the columns after which a step is good enough; the penalty makes some dozens suffice.
const MAX_SWEEPS: usize = 2000;

/// A column that moves by less than this, in units of its own curvature, stands still.
const STILL: f64 = 1e-10;

/// How far to go from `point` to the lowest place of `slope · d + d · matrix · d / 2` on the allowed sides, by
/// cyclic coordinate descent: exact in the limit, because the problem is convex and its limits are per column.
pub(super) fn bounded_step(matrix: &[f64], slope: &[f64], point: &[f64], signs: &[Option<Sign>]) -> Vec<f64> {
    let size = slope.len();
    let mut step = vec![0.0; size];
    let mut gradient = slope.to_vec();
    for _ in 0..MAX_SWEEPS {
        let mut largest = 0.0f64;
        for column in 0..size {
            let curvature = matrix[column * size + column];
            if curvature <= 0.0 {
                continue;
            }
            let sign = signs.get(column).copied().flatten();
            let wanted = point[column] + step[column] - gradient[column] / curvature;
            let moved = Sign::hold(sign, wanted) - point[column] - step[column];
            if moved == 0.0 {
                continue;
            }
            step[column] += moved;
            largest = largest.max(moved.abs() * curvature.sqrt());
            let row = &matrix[column * size..][..size];
            gradient.iter_mut().zip(row).for_each(|(g, h)| *g += h * moved);
        }
        if largest < STILL {
            break;
        }
    }
    step
}
