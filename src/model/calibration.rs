//! Log-odds of the model → log-odds that are frequencies: two numbers per level.
use super::error::ModelProblem;
use serde::{Deserialize, Serialize};

/// A line through log-odds (Platt 1999). Thresholds stand on the scores before it; only probabilities go through it.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
pub struct Calibration {
    /// Above 0: what scores higher stays more probable.
    pub slope: f64,
    /// Log-odds at score 0.
    pub intercept: f64,
    /// The share of spam among what is judged that the probabilities hold for, in (0, 1).
    pub prior: f64,
}

impl Calibration {
    /// Calibrated log-odds of a score.
    pub fn log_odds(&self, score: f64) -> f64 {
        self.slope * score + self.intercept
    }

    /// The same line for data in which the share of spam is `prior`, in (0, 1): the odds change by the ratio of odds.
    #[must_use]
    pub fn for_prior(self, prior: f64) -> Self {
        let odds = |p: f64| (p / (1.0 - p)).ln();
        Calibration { intercept: self.intercept + odds(prior) - odds(self.prior), prior, ..self }
    }

    pub(super) fn check(&self, level: &str) -> Result<(), ModelProblem> {
        let wrong = |feature: &str, found, expected| {
            let (level, feature) = (level.to_owned(), feature.to_owned());
            Err(ModelProblem::Number { level, field: "calibration", feature, found, expected })
        };
        if !(self.slope.is_finite() && self.slope > 0.0) {
            return wrong("slope", self.slope, "a number above 0");
        }
        if !self.intercept.is_finite() {
            return wrong("intercept", self.intercept, "a finite number");
        }
        if !(self.prior > 0.0 && self.prior < 1.0) {
            return wrong("prior", self.prior, "a number between 0 and 1");
        }
        Ok(())
    }
}

/// The calibrations of a model's two levels. Without one, a score's own logistic function is its probability.
#[derive(Clone, Copy, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Calibrations {
    /// Of page scores.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub page: Option<Calibration>,
    /// Of block scores.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub block: Option<Calibration>,
}

impl Calibrations {
    /// Whether there is none: such a model file has no line for them.
    pub fn is_empty(&self) -> bool {
        *self == Calibrations::default()
    }

    pub(super) fn check(&self) -> Result<(), ModelProblem> {
        self.page.map_or(Ok(()), |calibration| calibration.check("page"))?;
        self.block.map_or(Ok(()), |calibration| calibration.check("block"))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn another_prior_moves_the_odds_by_the_ratio_of_odds() {
        let one = Calibration { slope: 2.0, intercept: -1.0, prior: 0.5 };
        let other = one.for_prior(0.01);
        assert!((other.log_odds(3.0) - (5.0 - 99f64.ln())).abs() < 1e-12);
        assert!((other.for_prior(0.5).intercept - one.intercept).abs() < 1e-12);
    }

    #[test]
    fn a_line_that_falls_or_is_none_is_refused() {
        let good = Calibration { slope: 1.0, intercept: 0.0, prior: 0.1 };
        assert!(good.check("block").is_ok());
        for (bad, want) in [
            (Calibration { slope: 0.0, ..good }, "block model has calibration 0 for `slope`"),
            (Calibration { intercept: f64::NAN, ..good }, "block model has calibration NaN for `intercept`"),
            (Calibration { prior: 1.0, ..good }, "block model has calibration 1 for `prior`"),
        ] {
            let message = bad.check("block").unwrap_err().to_string();
            assert!(message.starts_with(want), "{message}");
        }
    }
}
