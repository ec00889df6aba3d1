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

/// Most hits in `trials` that still prove a rate of at most `rate`; `None` if not even 0 does.
///
/// This is the Neyman–Pearson umbrella (Tong, Feng and Li, Science Advances 2018): of n scores in rising order the k-th
/// is the smallest with P[Binomial(n, 1 − rate) ≥ k] ≤ 1 − confidence exactly when n − k is this number.
pub fn most_hits(trials: usize, rate: f64, confidence: f64) -> Option<usize> {
    let proven = |hits: usize| upper_bound(hits, trials, confidence) <= rate;
    // The upper bound of h hits lies above h / trials, so there is no need to look further.
    let (mut low, mut high) = (0, (rate * trials as f64) as usize + 1);
    if !proven(low) {
        return None;
    }
    while high - low > 1 {
        let middle = low + (high - low) / 2;
        if proven(middle) { low = middle } else { high = middle }
    }
    Some(low)
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

    /// P[Binomial(n, 1 − rate) ≥ k], term by term with whole numbers of ways: what the definition says.
    fn at_least(k: usize, n: usize, rate: f64) -> f64 {
        let ways = |of: usize| (0..of).fold(1.0, |ways, i| ways * (n - i) as f64 / (i + 1) as f64);
        (k..=n).map(|i| ways(n - i) * (1.0 - rate).powi(i as i32) * rate.powi((n - i) as i32)).sum()
    }

    #[test]
    fn the_order_statistic_is_the_smallest_that_the_definition_allows() {
        for n in [1, 2, 13, 14, 28, 29, 30, 58, 59, 60, 92, 93, 124, 150] {
            for rate in [0.02, 0.05, 0.1, 0.2, 0.5] {
                let want = (1..=n).find(|&k| at_least(k, n, rate) <= 0.05);
                let got = most_hits(n, rate, 0.95).map(|hits| n - hits);
                assert_eq!(got, want, "{n} scores, rate {rate}");
            }
        }
        // Published sizes: 59 for 5 %, 2,995 for 0.1 %, then 93 and 124 allow one and two above 5 %.
        for (n, rate, want) in [
            (58, 0.05, None),
            (59, 0.05, Some(0)),
            (92, 0.05, Some(0)),
            (93, 0.05, Some(1)),
            (124, 0.05, Some(2)),
            (2_994, 1e-3, None),
            (2_995, 1e-3, Some(0)),
            (6_294, 1e-3, Some(2)),
            (16_959, 1e-3, Some(10)),
            (29_956, 1e-4, Some(0)),
        ] {
            assert_eq!(most_hits(n, rate, 0.95), want, "{n} scores, rate {rate}");
        }
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
