//! Solves the small symmetric systems of Newton steps.

/// The solution of `matrix · x = right` for a symmetric matrix without negative eigenvalues, row after row.
///
/// Where it is singular (no penalty, a constant column) a little of the identity is added: the solution then stays
/// at 0 in directions the matrix says nothing about.
pub(super) fn solve_positive(matrix: &[f64], right: &[f64]) -> Vec<f64> {
    let size = right.len();
    let trace: f64 = (0..size).map(|at| matrix[at * size + at]).sum();
    let mean = (trace / size as f64).max(f64::MIN_POSITIVE);
    let mut ridge = 0.0;
    while ridge <= 1.0 {
        if let Some(lower) = factor(matrix, size, ridge * mean) {
            return substitute(&lower, right);
        }
        ridge = if ridge == 0.0 { 1e-14 } else { ridge * 10.0 };
    }
    // Something is not a number. Along the gradient: the caller judges whether that leads downhill.
    right.iter().map(|value| value / mean).collect()
}

/// The lower triangle L with L·Lᵀ = matrix + ridge·I, row after row; `None` if a pivot vanishes.
fn factor(matrix: &[f64], size: usize, ridge: f64) -> Option<Vec<f64>> {
    let mut lower = vec![0.0; size * size];
    for row in 0..size {
        let (above, current) = lower.split_at_mut(row * size);
        for column in 0..row {
            let pivot_row = &above[column * size..][..size];
            let rest = matrix[row * size + column] - dot(&current[..column], &pivot_row[..column]);
            current[column] = rest / pivot_row[column];
        }
        let own = matrix[row * size + row];
        let pivot = own - dot(&current[..row], &current[..row]) + ridge;
        // Rounding leaves about this much where the true pivot is 0.
        if pivot.is_nan() || pivot <= own.abs() * 1e-14 {
            return None;
        }
        current[row] = pivot.sqrt();
    }
    Some(lower)
}

/// Solves L·Lᵀ·x = right.
fn substitute(lower: &[f64], right: &[f64]) -> Vec<f64> {
    let size = right.len();
    let mut x = right.to_vec();
    for row in 0..size {
        let own = &lower[row * size..][..=row];
        x[row] = (x[row] - dot(&own[..row], &x[..row])) / own[row];
    }
    for row in (0..size).rev() {
        let below: f64 = (row + 1..size).map(|other| lower[other * size + row] * x[other]).sum();
        x[row] = (x[row] - below) / lower[row * size + row];
    }
    x
}

fn dot(a: &[f64], b: &[f64]) -> f64 {
    a.iter().zip(b).map(|(a, b)| a * b).sum()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_solution_solves_the_system() {
        let matrix = [4.0, 2.0, 0.5, 2.0, 5.0, 1.0, 0.5, 1.0, 3.0];
        let right = [1.0, -2.0, 0.25];
        let x = solve_positive(&matrix, &right);
        for row in 0..3 {
            assert!((dot(&matrix[row * 3..][..3], &x) - right[row]).abs() < 1e-14);
        }
    }

    #[test]
    fn a_direction_without_curvature_or_slope_stays_at_zero() {
        assert_eq!(solve_positive(&[2.0, 0.0, 0.0, 0.0], &[1.0, 0.0])[1], 0.0);
        // Twin columns: only their sum is known, and it comes out right.
        let twins = solve_positive(&[1.0, 1.0, 1.0, 1.0], &[1.0, 1.0]);
        assert!((twins[0] + twins[1] - 1.0).abs() < 1e-6, "{twins:?}");
    }

    #[test]
    fn numbers_that_are_none_end_the_search() {
        assert_eq!(solve_positive(&[f64::NAN], &[1.0]).len(), 1);
        assert_eq!(solve_positive(&[0.0], &[0.0]), [0.0]);
    }
}
