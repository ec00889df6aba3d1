//! The score of a row that is mostly zeros: what the zeros come to is worked out once.
//!
//! It is not the same to the last bit as [`LinearModel::score`], which adds in column order. It is told how far off it may
//! be, so that a caller can do without the exact score where it cannot matter.
use super::linear::{LinearModel, standardise};

/// A linear model ready for rows that are mostly zeros.
#[derive(Clone, Debug)]
pub struct SparseModel {
    columns: Vec<Line>,
    /// Log-odds of the row of zeros.
    zero: f64,
    /// How far a sum may be from the exact score.
    slack: f64,
}

/// What a column's value gains: `value × slope + offset`, within bounds.
#[derive(Clone, Copy, Debug)]
pub struct Line {
    slope: f64,
    offset: f64,
    least: f64,
    most: f64,
}

impl Line {
    /// By how much a value, a finite number, moves the score from that of a zero.
    #[inline]
    pub fn gain(&self, value: f64) -> f64 {
        let gain = value * self.slope + self.offset;
        let held = if gain > self.least { gain } else { self.least };
        if held < self.most { held } else { self.most }
    }

    /// The same of any value; what is no number counts as 0 in a row.
    #[inline]
    pub fn finite(&self, value: f64) -> f64 {
        if value.is_finite() { self.gain(value) } else { 0.0 }
    }

    /// The greatest gain of a value in a range.
    pub fn most(&self, (least, most): (f64, f64)) -> f64 {
        // A term only rises or only falls with its value.
        self.gain(least).max(self.gain(most))
    }

    /// The gain of the average value of the rows that the model was trained on.
    pub fn average(&self) -> f64 {
        // Halfway between where values are clipped at both sides.
        (self.least + self.most) / 2.0
    }

    /// The line that gains as much more, whatever the value.
    #[must_use]
    pub fn plus(self, more: f64) -> Line {
        Line {
            slope: self.slope,
            offset: self.offset + more,
            least: self.least + more,
            most: self.most + more,
        }
    }
}

impl SparseModel {
    /// The same model, with its sum over zeros.
    pub fn new(model: &LinearModel) -> Self {
        let LinearModel { mean, scale, weight, bias, clip, .. } = model;
        let mut columns = Vec::with_capacity(weight.len());
        let (mut zero, mut terms) = (*bias, bias.abs());
        for at in 0..weight.len() {
            let (mean, scale, weight) = (mean[at], scale[at], weight[at]);
            let own = weight * standardise(0.0, mean, scale, *clip);
            let reach = (weight * clip).abs();
            let shift = weight * (mean / scale);
            columns.push(Line {
                slope: weight / scale,
                offset: -shift - own,
                least: -reach - own,
                most: reach - own,
            });
            zero += own;
            terms += 3.0 * reach + 2.0 * shift.abs() + (weight / scale).abs();
        }
        // The exact score adds each term once. Here each gain is off by some roundings of its own numbers, none of which
        // is larger than `terms` counts for its column (a value that is not clipped times the slope is at most the reach
        // and the shift), and two running sums add it once more: in all fewer than eight roundings per column, each of
        // at most half an epsilon of all terms together. Twice that is allowed, which leaves room for a line that holds
        // two columns' gains, for a share that is a product with a reciprocal and for sums of what is still to come: six
        // roundings more. A difference of two such shares is off by some roundings of 1, hence the slope among the terms.
        let slack = 8.0 * (columns.len() + 8) as f64 * f64::EPSILON * terms + f64::MIN_POSITIVE;
        SparseModel { columns, zero, slack }
    }

    /// Log-odds of the row of zeros: with the [`gain`](SparseModel::gain) of each other value, about the score of a row.
    pub fn of_zeros(&self) -> f64 {
        self.zero
    }

    /// By how much a column's value, a finite number, moves the score from that of a zero.
    #[inline]
    pub fn gain(&self, column: usize, value: f64) -> f64 {
        self.columns.get(column).map_or(0.0, |line| line.gain(value))
    }

    /// What the values of a column gain; nothing where there is no such column.
    pub fn line(&self, column: usize) -> Line {
        self.columns.get(column).copied().unwrap_or(Line { slope: 0.0, offset: 0.0, least: 0.0, most: 0.0 })
    }

    /// The greatest gain of a column whose value may be anything in a range that holds 0.
    pub fn most(&self, column: usize, range: (f64, f64)) -> f64 {
        self.line(column).most(range).max(0.0)
    }

    /// Whether a row's exact score surely is not above `bound`, when its values' gains sum to `score`.
    pub fn is_below(&self, score: f64, bound: f64) -> bool {
        // Not so where anything is not a number.
        score + self.slack <= bound
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn column() -> impl Strategy<Value = (f64, f64, f64, f64)> {
        let value =
            prop_oneof![3 => Just(0.0), 1 => Just(1.0), 2 => -1e3..1e3f64, 1 => Just(-0.0), 1 => 0.0..1.0f64];
        (-1e2..1e2f64, 1e-3..1e3f64, -1e2..1e2f64, value)
    }

    fn score(model: &SparseModel, values: &[(usize, f64)]) -> f64 {
        values.iter().fold(model.of_zeros(), |sum, (at, value)| sum + model.gain(*at, *value))
    }

    proptest! {
        #[test]
        fn no_exact_score_is_above_a_bound_that_this_one_is_surely_below(
            columns in proptest::collection::vec(column(), 0..400),
            bias in -10.0..10.0f64,
            left_out in 0usize..5,
        ) {
            let model = LinearModel {
                features: (0..columns.len()).map(|at| at.to_string()).collect(),
                mean: columns.iter().map(|c| c.0).collect(),
                scale: columns.iter().map(|c| c.1).collect(),
                weight: columns.iter().map(|c| c.2).collect(),
                bias,
                clip: 6.0,
            };
            let sparse = SparseModel::new(&model);
            let row: Vec<f64> = columns.iter().map(|c| c.3).collect();
            let values: Vec<(usize, f64)> = row.iter().copied().enumerate().filter(|(_, value)| *value != 0.0).collect();
            let exact = model.score(&row);
            let about = score(&sparse, &values);
            prop_assert!((about - exact).abs() <= sparse.slack && sparse.slack < 1e-4, "{} {}", about, exact);
            prop_assert!(!sparse.is_below(about, exact - sparse.slack * 3.0));
            prop_assert!(sparse.is_below(about, exact + sparse.slack * 3.0));
            // Without some of the columns, at most what they may be more.
            let (out, kept) = values.split_at(left_out.min(values.len()));
            let more: f64 = out.iter().map(|(at, value)| sparse.most(*at, (value.min(0.0), value.max(0.0)))).sum();
            prop_assert!(exact <= score(&sparse, kept) + more + sparse.slack);
        }
    }
}
