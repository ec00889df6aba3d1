//! A few hundred rows at a time, as the solver works on them: the whole matrix never exists.
//!
//! A feature table of 10 million rows and 207 columns is 8 GB of 32-bit values; standardised in 64 bits it would
//! be 17 GB more. So each pass standardises rows anew, into a panel that stays in a core's cache.
use super::standardise::Scaling;
use crate::dataset::FeatureTable;
use crate::model::standardise;
use ndarray::linalg::general_mat_mul;
use ndarray::{Array2, ArrayView1, ArrayView2, Axis, ShapeBuilder, Slice};
use std::ops::Range;

/// Rows worked on together: 256 rows of 208 columns are 426 kB, within a core's second-level cache, and 256 is
/// the depth that matrixmultiply's kernels work at.
pub(super) const PANEL_ROWS: usize = 256;

/// From one column to the next of a panel in columns. A power of two would put all columns into the same few
/// cache lines.
const COLUMN_STRIDE: usize = PANEL_ROWS + 8;

/// Columns of the normal matrix computed at once: only what is on or above the diagonal of such a strip is.
/// Measured at 80 and 207 columns: 32 to 64 are level, whole products take 1.4 times as long.
const STRIP: usize = 48;

/// Where panels come from.
pub(super) trait Rows: Sync {
    /// Number of rows.
    fn len(&self) -> usize;

    /// Number of columns, without the bias.
    fn columns(&self) -> usize;

    /// An empty panel in the order in which these rows are stored.
    fn panel(&self) -> Panel;

    /// Fills the panel with these rows, at most [`PANEL_ROWS`], in ascending order.
    fn fill(&self, rows: &[usize], panel: &mut Panel);
}

/// Whose neighbours are next to each other in memory.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Order {
    Rows,
    Columns,
}

/// Some rows; the last column is 1, for the bias.
pub(super) struct Panel {
    order: Order,
    rows: usize,
    columns: usize,
    values: Vec<f64>,
}

impl Panel {
    fn new(order: Order, columns: usize) -> Self {
        let columns = columns + 1;
        Panel { order, rows: 0, columns, values: vec![0.0; COLUMN_STRIDE * columns] }
    }

    /// The product of each row with a point.
    pub(super) fn scores(&self, point: &[f64], scores: &mut [f64]) {
        match self.order {
            Order::Rows => {
                let point = ArrayView1::from(point);
                for (score, row) in scores.iter_mut().zip(self.values.chunks_exact(self.columns)) {
                    *score = ArrayView1::from(row).dot(&point);
                }
            }
            Order::Columns => {
                scores.fill(0.0);
                for (column, weight) in self.values.chunks_exact(COLUMN_STRIDE).zip(point) {
                    scores.iter_mut().zip(column).for_each(|(score, value)| *score += weight * value);
                }
            }
        }
    }

    /// Adds each row as often as its factor says.
    pub(super) fn add_rows(&self, factors: &[f64], sum: &mut [f64]) {
        match self.order {
            Order::Rows => {
                for (factor, row) in factors.iter().zip(self.values.chunks_exact(self.columns)) {
                    sum.iter_mut().zip(row).for_each(|(sum, value)| *sum += factor * value);
                }
            }
            Order::Columns => {
                let factors = ArrayView1::from(factors);
                for (sum, column) in sum.iter_mut().zip(self.values.chunks_exact(COLUMN_STRIDE)) {
                    *sum += ArrayView1::from(&column[..self.rows]).dot(&factors);
                }
            }
        }
    }

    /// Multiplies each row by its factor.
    pub(super) fn scale_rows(&mut self, factors: &[f64]) {
        match self.order {
            Order::Rows => {
                for (factor, row) in factors.iter().zip(self.values.chunks_exact_mut(self.columns)) {
                    row.iter_mut().for_each(|value| *value *= factor);
                }
            }
            Order::Columns => {
                for column in self.values.chunks_exact_mut(COLUMN_STRIDE) {
                    column.iter_mut().zip(factors).for_each(|(value, factor)| *value *= factor);
                }
            }
        }
    }

    /// Adds the products of all pairs of columns; nothing is added far below the diagonal ([`mirror`]).
    pub(super) fn add_products(&self, sum: &mut Array2<f64>) {
        let all = self.view();
        for start in (0..self.columns).step_by(STRIP) {
            let end = self.columns.min(start + STRIP);
            let above = all.slice_axis(Axis(1), Slice::from(..end));
            let strip = all.slice_axis(Axis(1), Slice::from(start..end));
            let mut into = sum.slice_axis_mut(Axis(0), Slice::from(..end));
            let mut into = into.slice_axis_mut(Axis(1), Slice::from(start..end));
            general_mat_mul(1.0, &above.t(), &strip, 1.0, &mut into);
        }
    }

    fn view(&self) -> ArrayView2<'_, f64> {
        let shape = (self.rows, self.columns);
        let strides = match self.order {
            Order::Rows => (self.columns, 1),
            Order::Columns => (1, COLUMN_STRIDE),
        };
        ArrayView2::from_shape(shape.strides(strides), &self.values).expect("room for all rows and columns")
    }
}

/// Completes the sum of [`Panel::add_products`] below the diagonal.
pub(super) fn mirror(sum: &mut Array2<f64>) {
    for row in 0..sum.nrows() {
        for column in 0..row {
            sum[[row, column]] = sum[[column, row]];
        }
    }
}

/// Numbers as linfa takes them.
impl Rows for ArrayView2<'_, f64> {
    fn len(&self) -> usize {
        self.nrows()
    }

    fn columns(&self) -> usize {
        self.ncols()
    }

    fn panel(&self) -> Panel {
        let by_rows = self.stride_of(Axis(0)).abs() > self.stride_of(Axis(1)).abs();
        Panel::new(if by_rows { Order::Rows } else { Order::Columns }, self.ncols())
    }

    fn fill(&self, rows: &[usize], panel: &mut Panel) {
        panel.rows = rows.len();
        match panel.order {
            Order::Rows => {
                for (into, row) in panel.values.chunks_exact_mut(panel.columns).zip(rows) {
                    into[panel.columns - 1] = 1.0;
                    into.iter_mut().zip(self.row(*row)).for_each(|(into, value)| *into = *value);
                }
            }
            Order::Columns => {
                let mut columns = panel.values.chunks_exact_mut(COLUMN_STRIDE);
                for (column, into) in self.columns().into_iter().zip(&mut columns) {
                    match (column.as_slice(), neighbours(rows)) {
                        (Some(column), Some(range)) => into[..rows.len()].copy_from_slice(&column[range]),
                        _ => into.iter_mut().zip(rows).for_each(|(into, row)| *into = column[*row]),
                    }
                }
                columns.for_each(|into| into[..rows.len()].fill(1.0));
            }
        }
    }
}

/// Rows in ascending order as a range, if they are one.
fn neighbours(rows: &[usize]) -> Option<Range<usize>> {
    let (first, last) = (*rows.first()?, *rows.last()?);
    (last - first + 1 == rows.len()).then_some(first..last + 1)
}

/// Some rows of a table, in units of their spread.
pub(super) struct Standardised<'a> {
    pub(super) table: &'a FeatureTable,
    pub(super) rows: &'a [usize],
    pub(super) scaling: &'a Scaling,
}

impl Rows for Standardised<'_> {
    fn len(&self) -> usize {
        self.rows.len()
    }

    fn columns(&self) -> usize {
        self.scaling.mean.len()
    }

    fn panel(&self) -> Panel {
        Panel::new(Order::Rows, self.columns())
    }

    fn fill(&self, rows: &[usize], panel: &mut Panel) {
        panel.rows = rows.len();
        let Scaling { mean, scale, clip } = self.scaling;
        for (into, row) in panel.values.chunks_exact_mut(panel.columns).zip(rows) {
            into[panel.columns - 1] = 1.0;
            let units = mean.iter().zip(scale);
            for ((into, value), (mean, scale)) in
                into.iter_mut().zip(self.table.row(self.rows[*row])).zip(units)
            {
                *into = standardise(f64::from(*value), *mean, *scale, *clip);
            }
        }
    }
}

/// Some of other rows.
pub(super) struct Subset<'a> {
    pub(super) all: &'a dyn Rows,
    pub(super) chosen: &'a [usize],
}

impl Rows for Subset<'_> {
    fn len(&self) -> usize {
        self.chosen.len()
    }

    fn columns(&self) -> usize {
        self.all.columns()
    }

    fn panel(&self) -> Panel {
        self.all.panel()
    }

    fn fill(&self, rows: &[usize], panel: &mut Panel) {
        let mut chosen = [0; PANEL_ROWS];
        chosen.iter_mut().zip(rows).for_each(|(into, row)| *into = self.chosen[*row]);
        self.all.fill(&chosen[..rows.len().min(PANEL_ROWS)], panel);
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use ndarray::Array2;

    /// Both orders of storage and a subset, against sums written out.
    #[test]
    fn a_panel_sums_the_same_however_it_is_stored() {
        let columns = 2 * STRIP + 5;
        let value = |row: usize, column: usize| ((row * 31 + column * 17) % 23) as f64 - 11.0;
        let by_rows = Array2::from_shape_fn((40, columns), |(row, column)| value(row, column));
        let mut by_columns = Array2::zeros((40, columns).f());
        by_columns.assign(&by_rows);
        let chosen: Vec<usize> = (0..40).step_by(2).collect();
        let factors: Vec<f64> = (0..9).map(|at| f64::from(at) - 3.0).collect();
        let point: Vec<f64> = (0..=columns).map(|at| (at % 5) as f64 - 2.0).collect();
        for x in [by_rows.view(), by_columns.view()] {
            let (first, wanted): (usize, Vec<usize>) = (4, (4..13).collect());
            let half = Subset { all: &x, chosen: &chosen };
            for (source, step) in [(&x as &dyn Rows, 1), (&half, 2)] {
                let at = |row: usize, column: usize| {
                    if column == columns { 1.0 } else { value((first + row) * step, column) }
                };
                let mut panel = source.panel();
                source.fill(&wanted, &mut panel);
                let (mut scores, mut sum) = (vec![0.0; 9], vec![0.0; columns + 1]);
                panel.scores(&point, &mut scores);
                panel.add_rows(&factors, &mut sum);
                for (row, score) in scores.iter().enumerate() {
                    let want: f64 = (0..=columns).map(|column| at(row, column) * point[column]).sum();
                    assert_eq!(*score, want);
                }
                for (column, sum) in sum.iter().enumerate() {
                    let want: f64 = (0..9).map(|row| at(row, column) * factors[row]).sum();
                    assert_eq!(*sum, want);
                }
                panel.scale_rows(&factors);
                let mut products = Array2::zeros((columns + 1, columns + 1));
                panel.add_products(&mut products);
                mirror(&mut products);
                for ((a, b), got) in products.indexed_iter() {
                    let want: f64 = (0..9).map(|row| factors[row].powi(2) * at(row, a) * at(row, b)).sum();
                    assert_eq!(*got, want, "{a} {b}");
                }
            }
        }
    }
}
