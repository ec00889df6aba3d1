//! From values to places along an axis, and where its ticks stand.

/// How values are spread along an axis.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) enum Scale {
    /// Evenly.
    Linear {
        /// Value at the start.
        from: f64,
        /// Value at the end.
        to: f64,
    },
    /// Evenly by factor; what is at `from` or below stands at the start.
    Log {
        /// Value at the start, above 0.
        from: f64,
        /// Value at the end.
        to: f64,
    },
    /// Evenly in log-odds, for probabilities; what lies beyond an end stands there.
    Logit {
        /// Probability at the start, above 0; the end is at one minus it.
        from: f64,
    },
}

impl Scale {
    /// Where a value stands: 0 at the start, 1 at the end, values beyond them at them.
    pub(super) fn place(self, value: f64) -> f64 {
        let (value, from, to) = match self {
            Scale::Linear { from, to } => (value, from, to),
            Scale::Log { from, to } => (value.max(from).ln(), from.ln(), to.ln()),
            Scale::Logit { from } => {
                let logit = |p: f64| (p / (1.0 - p)).ln();
                (logit(value.clamp(from, 1.0 - from)), logit(from), logit(1.0 - from))
            }
        };
        ((value - from) / (to - from)).clamp(0.0, 1.0)
    }

    /// Values worth a tick, ascending.
    pub(super) fn ticks(self) -> Vec<f64> {
        match self {
            Scale::Linear { from, to } => linear_ticks(from, to),
            Scale::Log { from, to } => {
                let powers = (from.log10().ceil() as i32..=to.log10().floor() as i32).map(|p| 10f64.powi(p));
                powers.collect()
            }
            Scale::Logit { from } => [0.001, 0.01, 0.1, 0.5, 0.9, 0.99, 0.999]
                .into_iter()
                .filter(|tick| (from..=1.0 - from).contains(tick))
                .collect(),
        }
    }
}

/// Fewest and most steps of a linear axis.
const STEPS: f64 = 5.0;

/// Multiples of 1, 2 or 5 times a power of ten, about [`STEPS`] of them.
fn linear_ticks(from: f64, to: f64) -> Vec<f64> {
    let rough = (to - from) / STEPS;
    if rough.is_nan() || rough <= 0.0 || !rough.is_finite() {
        return vec![from];
    }
    let power = 10f64.powf(rough.log10().floor());
    let step = [1.0, 2.0, 5.0, 10.0].map(|n| n * power).into_iter().find(|step| *step >= rough * 0.999);
    let step = step.unwrap_or(10.0 * power);
    let first = (from / step - 1e-9).ceil() as i64;
    let last = (to / step + 1e-9).floor() as i64;
    (first..=last).map(|n| n as f64 * step).collect()
}

/// The smallest 1, 2 or 5 times a power of ten that is not below the value: the end of an axis that holds it.
pub(super) fn nice_above(value: f64) -> f64 {
    if value.is_nan() || value <= 0.0 || !value.is_finite() {
        return 1.0;
    }
    let power = 10f64.powf(value.log10().floor());
    [1.0, 2.0, 5.0, 10.0].map(|n| n * power).into_iter().find(|n| *n >= value * 0.999_999).unwrap_or(value)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn near(a: f64, b: f64) -> bool {
        (a - b).abs() < 1e-9
    }

    #[test]
    fn values_stand_in_order_between_the_ends() {
        for (scale, value, want) in [
            (Scale::Linear { from: 10.0, to: 20.0 }, 12.5, 0.25),
            (Scale::Linear { from: 10.0, to: 20.0 }, 99.0, 1.0),
            (Scale::Log { from: 0.001, to: 1.0 }, 0.1, 2.0 / 3.0),
            (Scale::Log { from: 0.001, to: 1.0 }, 0.0, 0.0),
            (Scale::Logit { from: 0.01 }, 0.5, 0.5),
            (Scale::Logit { from: 0.01 }, 1.0, 1.0),
            (Scale::Logit { from: 0.01 }, 0.0, 0.0),
        ] {
            assert!(near(scale.place(value), want), "{scale:?} {value}: {}", scale.place(value));
        }
    }

    #[test]
    fn ticks_are_round_numbers_within_the_axis() {
        for (scale, want) in [
            (Scale::Linear { from: 0.0, to: 1.0 }, vec![0.0, 0.2, 0.4, 0.6, 0.8, 1.0]),
            (Scale::Linear { from: 0.0, to: 150.0 }, vec![0.0, 50.0, 100.0, 150.0]),
            (Scale::Linear { from: 3.0, to: 3.0 }, vec![3.0]),
            (Scale::Log { from: 0.0002, to: 1.0 }, vec![0.001, 0.01, 0.1, 1.0]),
            (Scale::Logit { from: 0.005 }, vec![0.01, 0.1, 0.5, 0.9, 0.99]),
        ] {
            let ticks = scale.ticks();
            assert!(
                ticks.len() == want.len() && ticks.iter().zip(&want).all(|(a, b)| near(*a, *b)),
                "{ticks:?}"
            );
        }
    }

    #[test]
    fn an_axis_ends_at_a_round_number_that_holds_its_values() {
        for (value, want) in [(0.003, 0.005), (0.0021, 0.005), (0.01, 0.01), (73.0, 100.0), (0.0, 1.0)] {
            assert!(near(nice_above(value), want), "{value}");
        }
    }
}
