//! Mean and spread of each column, and rows in these units.
use super::matrix::Matrix;
use crate::dataset::FeatureTable;
use crate::model::{LinearModel, standardise};
use rayon::prelude::*;

/// Most pieces that are summed up in parallel.
const MOST_PIECES: usize = 64;

/// Fewest rows worth a piece of their own.
const LEAST_ROWS: usize = 1024;

/// Mean and standard deviation of each column of a table over weighted rows.
#[derive(Clone, Debug, PartialEq)]
pub struct Scaling {
    /// Weighted mean of each column.
    pub mean: Vec<f64>,
    /// Weighted standard deviation of each column; 1 where the column is constant.
    pub scale: Vec<f64>,
    /// Standardised values are held to ± this.
    pub clip: f64,
}

impl Scaling {
    /// Measures some rows of a table. Rows of weight 0 do not count; with no other row, nothing is scaled.
    pub fn of(table: &FeatureTable, rows: &[usize], weights: &[f64], clip: f64) -> Self {
        let columns = table.columns().len();
        let total: f64 = weights.iter().sum();
        let first = in_pieces(
            rows,
            weights,
            || Range::empty(columns),
            |sum, row, weight| {
                sum.add(table.row(row), weight / total);
            },
        );
        let mut range = Range::empty(columns);
        first.into_iter().for_each(|piece| range.join(&piece));
        let Range { mut mean, least, most } = range;
        // A second pass: the difference of two large sums would lose the digits of a small spread.
        let second = in_pieces(
            rows,
            weights,
            || vec![0.0; columns],
            |sum, row, weight| {
                let share = weight / total;
                for ((sum, value), mean) in sum.iter_mut().zip(table.row(row)).zip(&mean) {
                    let apart = f64::from(*value) - mean;
                    *sum += share * (apart * apart);
                }
            },
        );
        let mut scale = vec![0.0; columns];
        second.iter().for_each(|piece| scale.iter_mut().zip(piece).for_each(|(sum, piece)| *sum += piece));
        for at in 0..columns {
            scale[at] = scale[at].sqrt();
            if least[at] >= most[at] || !(scale[at] > 0.0 && scale[at].is_finite()) {
                // Constant: exactly 0 once standardised, so that its weight stays exactly 0 too.
                mean[at] = if least[at].is_finite() { f64::from(least[at]) } else { 0.0 };
                scale[at] = 1.0;
            }
        }
        Scaling { mean, scale, clip }
    }

    /// Rows of a table, standardised and clipped.
    pub fn matrix(&self, table: &FeatureTable, rows: &[usize]) -> Matrix {
        let mut matrix = Matrix::zeros(rows.len(), self.mean.len());
        for column in 0..self.mean.len() {
            let (mean, scale) = (self.mean[column], self.scale[column]);
            for (value, row) in matrix.column_mut(column).iter_mut().zip(rows) {
                *value = standardise(f64::from(table.row(*row)[column]), mean, scale, self.clip);
            }
        }
        matrix
    }

    /// The model with this scaling.
    pub fn model(&self, columns: &[String], weight: Vec<f64>, bias: f64) -> LinearModel {
        LinearModel {
            features: columns.to_vec(),
            mean: self.mean.clone(),
            scale: self.scale.clone(),
            weight,
            bias,
            clip: self.clip,
        }
    }
}

/// Means and extremes of some rows.
struct Range {
    mean: Vec<f64>,
    least: Vec<f32>,
    most: Vec<f32>,
}

impl Range {
    fn empty(columns: usize) -> Self {
        let (least, most) = (vec![f32::INFINITY; columns], vec![f32::NEG_INFINITY; columns]);
        Range { mean: vec![0.0; columns], least, most }
    }

    fn add(&mut self, row: &[f32], share: f64) {
        self.mean.iter_mut().zip(row).for_each(|(sum, value)| *sum += share * f64::from(*value));
        self.reach(row, row);
    }

    fn join(&mut self, other: &Range) {
        self.mean.iter_mut().zip(&other.mean).for_each(|(sum, piece)| *sum += piece);
        self.reach(&other.least, &other.most);
    }

    fn reach(&mut self, least: &[f32], most: &[f32]) {
        self.least.iter_mut().zip(least).for_each(|(known, new)| *known = known.min(*new));
        self.most.iter_mut().zip(most).for_each(|(known, new)| *known = known.max(*new));
    }
}

/// Sums over pieces of the rows that count. Pieces depend on nothing but the number of rows, and come in order:
/// the result is the same on any number of threads.
fn in_pieces<T: Send>(
    rows: &[usize],
    weights: &[f64],
    empty: impl Fn() -> T + Sync,
    add: impl Fn(&mut T, usize, f64) + Sync,
) -> Vec<T> {
    let piece = rows.len().div_ceil(MOST_PIECES).max(LEAST_ROWS);
    let pieces = rows.par_chunks(piece).zip(weights.par_chunks(piece));
    let sum = |(rows, weights): (&[usize], &[f64])| {
        let mut sum = empty();
        let counted = rows.iter().zip(weights).filter(|(_, weight)| **weight > 0.0);
        counted.for_each(|(row, weight)| add(&mut sum, *row, *weight));
        sum
    };
    pieces.map(sum).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::dataset::{Level, RowMeta};

    fn table(rows: &[[f32; 2]]) -> FeatureTable {
        let mut table = FeatureTable::new(Level::Block, vec!["a".into(), "b".into()]);
        rows.iter().for_each(|row| table.push(RowMeta::default(), row).unwrap());
        table
    }

    #[test]
    fn a_weight_counts_like_that_many_rows() {
        let weighted = Scaling::of(&table(&[[1.0, 0.5], [3.0, 0.25]]), &[0, 1], &[3.0, 1.0], 6.0);
        let copies = table(&[[1.0, 0.5], [1.0, 0.5], [1.0, 0.5], [3.0, 0.25]]);
        let repeated = Scaling::of(&copies, &[0, 1, 2, 3], &[1.0; 4], 6.0);
        for column in 0..2 {
            assert!((weighted.mean[column] - repeated.mean[column]).abs() < 1e-15);
            assert!((weighted.scale[column] - repeated.scale[column]).abs() < 1e-15);
        }
        assert_eq!((weighted.mean[0], weighted.scale[0]), (1.5, 0.75f64.sqrt()));
    }

    #[test]
    fn a_constant_column_becomes_exactly_zero() {
        let table = table(&[[0.1, 1.0], [0.1, 2.0], [0.1, 4.0], [9.0, 1.0]]);
        // The fourth row weighs nothing, so it neither counts nor makes the column vary.
        let scaling = Scaling::of(&table, &[0, 1, 2, 3], &[0.3, 0.3, 0.3, 0.0], 6.0);
        assert_eq!((scaling.mean[0], scaling.scale[0]), (f64::from(0.1f32), 1.0));
        assert_eq!(scaling.matrix(&table, &[0, 1, 2]).column(0), [0.0; 3]);
    }

    #[test]
    fn standardised_values_are_clipped() {
        let scaling = Scaling { mean: vec![0.0; 2], scale: vec![1.0, 2.0], clip: 6.0 };
        let matrix = scaling.matrix(&table(&[[100.0, -3.0], [-7.0, 13.0]]), &[0, 1]);
        assert_eq!((matrix.column(0), matrix.column(1)), (&[6.0, -6.0][..], &[-1.5, 6.0][..]));
    }

    #[test]
    fn no_rows_scale_nothing() {
        let scaling = Scaling::of(&table(&[]), &[], &[], 6.0);
        assert_eq!((scaling.mean, scaling.scale), (vec![0.0; 2], vec![1.0; 2]));
    }
}
