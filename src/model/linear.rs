//! One linear model: names, scaling and weights for exactly one list of columns.
use super::error::{ModelError, ModelProblem};

/// How far from the mean, in standard deviations, a feature may pull before it stops counting more.
/// Source: a choice; six deviations leave ordinary values alone and stop one wild count from deciding.
pub const DEFAULT_CLIP: f64 = 6.0;

/// Lanes of the dot product: independent sums let the compiler use vector registers, and a fixed number of them
/// keeps the order of additions, hence the last bit, the same everywhere.
const LANES: usize = 4;

/// A logistic regression over standardised, clipped features.
///
/// All four lists have the same length; position is the column.
#[derive(Clone, Debug, PartialEq)]
pub struct LinearModel {
    /// Column names, in order.
    pub features: Vec<String>,
    /// Weighted mean of each column in training, in the column's unit.
    pub mean: Vec<f64>,
    /// Weighted standard deviation of each column in training; positive, `1.0` for a constant column.
    pub scale: Vec<f64>,
    /// Log-odds per standard deviation.
    pub weight: Vec<f64>,
    /// Log-odds of an average row.
    pub bias: f64,
    /// Standardised values are held to `[-clip, clip]`.
    pub clip: f64,
}

impl LinearModel {
    /// A model that knows nothing: no columns, log-odds 0 for every row.
    pub fn empty() -> Self {
        LinearModel {
            features: Vec::new(),
            mean: Vec::new(),
            scale: Vec::new(),
            weight: Vec::new(),
            bias: 0.0,
            clip: DEFAULT_CLIP,
        }
    }

    /// Log-odds of spam for one row of values in column order.
    ///
    /// A value that is not a number counts as average. The row has to have as many values as the model has
    /// columns ([`LinearModel::check_schema`]); without that, what is missing or too much is left out.
    pub fn score(&self, x: &[f64]) -> f64 {
        debug_assert!(
            self.features.is_empty() || x.len() == self.features.len(),
            "a row has one value per column, and a model without columns reads none"
        );
        let columns = x.len().min(self.weight.len());
        let (x, mean) = (&x[..columns], &self.mean[..columns]);
        let (scale, weight) = (&self.scale[..columns], &self.weight[..columns]);
        let mut sums = [0.0; LANES];
        let (x, x_rest) = x.as_chunks::<LANES>();
        let (mean, mean_rest) = mean.as_chunks::<LANES>();
        let (scale, scale_rest) = scale.as_chunks::<LANES>();
        let (weight, weight_rest) = weight.as_chunks::<LANES>();
        for (((x, mean), scale), weight) in x.iter().zip(mean).zip(scale).zip(weight) {
            for (lane, sum) in sums.iter_mut().enumerate() {
                *sum += weight[lane] * standardise(x[lane], mean[lane], scale[lane], self.clip);
            }
        }
        for (lane, sum) in sums.iter_mut().enumerate().take(x_rest.len()) {
            let z = standardise(x_rest[lane], mean_rest[lane], scale_rest[lane], self.clip);
            *sum += weight_rest[lane] * z;
        }
        self.bias + ((sums[0] + sums[1]) + (sums[2] + sums[3]))
    }

    /// What each column adds to the log-odds of this row; with [`LinearModel::bias`] they sum to the score.
    pub fn contributions(&self, x: &[f64]) -> Vec<f64> {
        debug_assert!(
            self.features.is_empty() || x.len() == self.features.len(),
            "a row has one value per column, and a model without columns reads none"
        );
        let scaling = self.mean.iter().zip(&self.scale);
        let pairs = self.weight.iter().zip(scaling).zip(x);
        pairs.map(|((weight, (mean, scale)), x)| weight * standardise(*x, *mean, *scale, self.clip)).collect()
    }

    /// Whether `columns` are the model's, in order. The error holds the first one that differs, counted from 1.
    pub fn check_schema(&self, columns: &[&str]) -> Result<(), ModelError> {
        let longest = self.features.len().max(columns.len());
        for at in 0..longest {
            let found = self.features.get(at).map(String::as_str);
            let expected = columns.get(at).copied();
            if found != expected {
                let name = |name: Option<&str>| name.unwrap_or("(no column)").to_owned();
                let (found, expected) = (name(found), name(expected));
                return Err(ModelProblem::Column { column: at + 1, found, expected }.at("model"));
            }
        }
        Ok(())
    }

    /// Identifies a list of columns: 16 hexadecimal digits of BLAKE3 over the names joined by newlines.
    pub fn fingerprint<S: AsRef<str>>(columns: &[S]) -> String {
        let names: Vec<&str> = columns.iter().map(AsRef::as_ref).collect();
        blake3::hash(names.join("\n").as_bytes()).to_hex()[..16].to_owned()
    }

    /// Whether all numbers are usable: finite, scales and clip positive, one of each per feature, names unique.
    pub(super) fn check(&self, level: &'static str) -> Result<(), ModelProblem> {
        let expected = self.features.len();
        for (field, values) in [("mean", &self.mean), ("scale", &self.scale), ("weight", &self.weight)] {
            let found = values.len();
            if found != expected {
                return Err(ModelProblem::Length { level, field, found, expected });
            }
            let positive = field == "scale";
            for (value, feature) in values.iter().zip(&self.features) {
                check_number(level, field, feature, *value, positive)?;
            }
        }
        check_number(level, "bias", "(whole model)", self.bias, false)?;
        check_number(level, "clip", "(whole model)", self.clip, true)?;
        let mut names: Vec<&String> = self.features.iter().collect();
        names.sort_unstable();
        match names.windows(2).find(|pair| pair[0] == pair[1]) {
            Some(pair) => Err(ModelProblem::Twice { level, feature: pair[0].clone() }),
            None => Ok(()),
        }
    }
}

/// Refuses numbers that would make every score meaningless.
fn check_number(
    level: &str,
    field: &'static str,
    feature: &str,
    found: f64,
    positive: bool,
) -> Result<(), ModelProblem> {
    if found.is_finite() && (!positive || found > 0.0) {
        return Ok(());
    }
    let expected = if positive { "a number above 0" } else { "a finite number" };
    Err(ModelProblem::Number { level: level.into(), field, feature: feature.into(), found, expected })
}

/// `x` in standard deviations from the mean, held to `[-clip, clip]`; 0 when `x` is not a number.
///
/// Training and scoring both use this very function: a difference in rounding would be a difference in model.
#[inline]
pub(crate) fn standardise(x: f64, mean: f64, scale: f64, clip: f64) -> f64 {
    let z = (x - mean) / scale;
    // Two comparisons and no branch: a loop over columns is done several at a time.
    let z = if z.is_nan() { 0.0 } else { z };
    let z = if z > -clip { z } else { -clip };
    if z < clip { z } else { clip }
}

/// The probability that has these log-odds, in [0, 1].
pub fn probability(log_odds: f64) -> f64 {
    // The exponent is never positive, so neither branch overflows.
    let e = (-log_odds.abs()).exp();
    if log_odds >= 0.0 { 1.0 / (1.0 + e) } else { e / (1.0 + e) }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn model(columns: usize) -> LinearModel {
        let each = |f: fn(f64) -> f64| (0..columns).map(|i| f(i as f64)).collect();
        LinearModel {
            features: (0..columns).map(|i| format!("f{i}")).collect(),
            mean: each(|i| i * 0.5),
            scale: each(|i| 1.0 + i),
            weight: each(|i| (i * 1.7).sin()),
            bias: -1.5,
            clip: 6.0,
        }
    }

    #[test]
    fn score_is_bias_plus_contributions_for_any_number_of_columns() {
        for columns in 0..11 {
            let model = model(columns);
            let x: Vec<f64> = (0..columns).map(|i| (i as f64 * 3.3).cos() * 10.0).collect();
            let sum: f64 = model.contributions(&x).iter().sum();
            assert!((model.score(&x) - (model.bias + sum)).abs() < 1e-12, "{columns} columns");
        }
    }

    #[test]
    fn values_are_clipped_and_what_is_no_number_counts_as_average() {
        let one = LinearModel {
            features: vec!["f".into()],
            mean: vec![1.0],
            scale: vec![2.0],
            weight: vec![0.5],
            bias: 0.0,
            clip: 6.0,
        };
        for (x, want) in [
            (1.0, 0.0),
            (3.0, 0.5),
            (1e300, 3.0),
            (-1e300, -3.0),
            (f64::INFINITY, 3.0),
            (f64::NEG_INFINITY, -3.0),
            (f64::NAN, 0.0),
        ] {
            assert_eq!(one.score(&[x]), want, "{x}");
        }
    }

    #[test]
    fn schema_check_names_the_first_differing_column() {
        let model = model(3);
        assert!(model.check_schema(&["f0", "f1", "f2"]).is_ok());
        for (columns, want) in [
            (&["f0", "x", "f2"][..], "column 2 is `f1`, this build has `x`; retrain"),
            (&["f0", "f1"][..], "column 3 is `f2`, this build has `(no column)`; retrain"),
            (&["f0", "f1", "f2", "f3"][..], "column 4 is `(no column)`, this build has `f3`; retrain"),
        ] {
            let message = model.check_schema(columns).unwrap_err().to_string();
            assert!(message.contains(want), "{message}");
        }
    }

    #[test]
    fn fingerprint_depends_on_names_and_their_order() {
        let a = LinearModel::fingerprint(&["a", "b"]);
        assert_eq!(a.len(), 16);
        assert_eq!(a, LinearModel::fingerprint(&["a".to_owned(), "b".to_owned()]));
        assert_ne!(a, LinearModel::fingerprint(&["b", "a"]));
        assert_ne!(a, LinearModel::fingerprint(&["ab"]));
    }

    #[test]
    fn probability_never_leaves_the_unit_interval() {
        for (log_odds, want) in
            [(0.0, 0.5), (f64::INFINITY, 1.0), (f64::NEG_INFINITY, 0.0), (800.0, 1.0), (-800.0, 0.0)]
        {
            assert_eq!(probability(log_odds), want, "{log_odds}");
        }
        assert!((probability(1.0) + probability(-1.0) - 1.0).abs() < 1e-15);
    }
}
