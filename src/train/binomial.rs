//! How sure a count of rare events makes us.

/// Halvings of the interval; after 60 the bounds are neighbouring numbers for all that matters.
const BISECTIONS: usize = 60;

/// With this confidence the true rate is at most this, after `hits` in `trials` (Clopper–Pearson, one-sided).
///
/// Exact: the rate p at which P[X ≤ hits] has fallen to 1 − confidence. 1 when `trials` is 0 or all were hits.
pub fn upper_bound(hits: usize, trials: usize, confidence: f64) -> f64 {
    if hits >= trials {
        return 1.0;
    }
    let (mut low, mut high) = (0.0, 1.0);
    for _ in 0..BISECTIONS {
        let middle = (low + high) / 2.0;
        if cumulative(hits, trials, middle) > 1.0 - confidence { low = middle } else { high = middle }
    }
    high
}

/// Fewest trials without a hit that prove a rate of at most `rate`.
pub fn trials_needed(rate: f64, confidence: f64) -> usize {
    ((1.0 - confidence).ln() / (-rate).ln_1p()).ceil() as usize
}

/// P[X ≤ hits] for X binomial with `trials` and `rate`, 0 < rate < 1, hits < trials.
fn cumulative(hits: usize, trials: usize, rate: f64) -> f64 {
    let odds = rate.ln() - (-rate).ln_1p();
    // Logarithms throughout: (1 − rate)^trials alone may be below the smallest number.
    let mut term = trials as f64 * (-rate).ln_1p();
    let (mut top, mut sum) = (term, 1.0); // the sum is e^top · sum
    for hit in 1..=hits {
        term += ((trials - hit + 1) as f64 / hit as f64).ln() + odds;
        if term > top {
            sum = sum * (top - term).exp() + 1.0;
            top = term;
        } else {
            sum += (term - top).exp();
        }
    }
    (top + sum.ln()).exp().min(1.0)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn bounds_are_those_of_scipy() {
        // scipy 1.17.1: scipy.stats.beta.ppf(confidence, hits + 1, trials - hits)
        for (hits, trials, confidence, want) in [
            (0, 1, 0.95, 0.95),
            (0, 100, 0.95, 0.029513049607039925),
            (1, 1680, 0.95, 0.0028205845045500308),
            (16, 1680, 0.95, 0.014429233628266942),
            (3, 3382, 0.95, 0.002291013857645183),
            (33, 3382, 0.95, 0.013025552971124926),
            (5, 10, 0.95, 0.7775588989918706),
            (9, 10, 0.95, 0.9948838031081763),
            (500, 1000, 0.95, 0.5264822687643087),
            (0, 29956, 0.95, 9.999941531978722e-05),
            (2, 62956, 0.95, 9.999966371797717e-05),
            (1700, 1000000, 0.95, 0.0017693413102172074),
            (999000, 1000000, 0.975, 0.9990609987920499),
        ] {
            let got = upper_bound(hits, trials, confidence);
            assert!((got - want).abs() <= want * 1e-9, "{hits} of {trials}: {got} against {want}");
        }
    }

    #[test]
    fn nothing_is_known_without_trials_or_misses() {
        assert_eq!(upper_bound(0, 0, 0.95), 1.0);
        assert_eq!(upper_bound(7, 7, 0.95), 1.0);
    }

    #[test]
    fn trials_needed_are_the_least_that_prove_the_rate() {
        // The least n with (1 − rate)^n ≤ 5 %.
        for (rate, want) in [(1e-3, 2995), (1e-4, 29956), (1e-5, 299572)] {
            assert_eq!(trials_needed(rate, 0.95), want);
            assert!(upper_bound(0, want, 0.95) <= rate);
            assert!(upper_bound(0, want - 1, 0.95) > rate);
        }
    }
}
