//! 95 % intervals for a share of independent trials.
use serde::Serialize;

/// Two-sided error of every interval here.
const ALPHA: f64 = 0.05;

/// Standard normal quantile at 1 − [`ALPHA`] / 2.
const Z: f64 = 1.959964;

/// Below this many successes or failures Wilson's approximation is poor: the exact interval is used.
const EXACT_BELOW: u64 = 5;

/// Steps of the bisection: more than the bits of an `f64` between 1e-300 and 1, so it always ends at a fixed point.
const BISECTIONS: usize = 1100;

/// Terms of the continued fraction. It converges in about sqrt(max(a, b)) terms, hence enough for 1e9 trials.
const FRACTION_TERMS: usize = 100_000;

/// `k` of `n`, with its 95 % interval.
#[derive(Clone, Copy, Debug, PartialEq, Serialize)]
pub struct Share {
    /// Successes.
    pub k: u64,
    /// Trials.
    pub n: u64,
    /// `k / n` in [0, 1]; `None` without trials.
    pub value: Option<f64>,
    /// Lower end; 0 without trials.
    pub lo: f64,
    /// Upper end; 1 without trials.
    pub hi: f64,
}

impl Share {
    /// Clopper–Pearson where fewer than five trials succeed or fail, Wilson otherwise.
    ///
    /// `k` above `n` is taken as `n`.
    pub fn new(k: usize, n: usize) -> Self {
        let (k, n) = (k.min(n) as u64, n as u64);
        let (lo, hi) = if k.min(n - k) < EXACT_BELOW { clopper_pearson(k, n) } else { wilson(k, n) };
        Share { k, n, value: (n > 0).then(|| k as f64 / n as f64), lo, hi }
    }
}

/// The exact interval of Clopper and Pearson (Biometrika 26, 1934) for `k` successes in `n` trials, `k <= n`.
pub fn clopper_pearson(k: u64, n: u64) -> (f64, f64) {
    if n == 0 {
        return (0.0, 1.0);
    }
    let k = k.min(n);
    let (successes, failures) = (k as f64, (n - k) as f64);
    let lo = if k == 0 { 0.0 } else { beta_quantile(ALPHA / 2.0, successes, failures + 1.0) };
    let hi = if k == n { 1.0 } else { beta_quantile(1.0 - ALPHA / 2.0, successes + 1.0, failures) };
    (lo, hi)
}

/// The score interval of Wilson (JASA 22, 1927) for `k` successes in `n` trials, `k <= n`.
pub fn wilson(k: u64, n: u64) -> (f64, f64) {
    if n == 0 {
        return (0.0, 1.0);
    }
    score_interval(k as f64 / n as f64, n as f64)
}

/// Wilson's interval of a share `p` in [0, 1] that `n` trials gave; `n` above 0, for weighted trials not whole.
pub(super) fn score_interval(p: f64, n: f64) -> (f64, f64) {
    let centre = p + Z * Z / (2.0 * n);
    let half = Z * (p * (1.0 - p) / n + Z * Z / (4.0 * n * n)).sqrt();
    let scale = 1.0 + Z * Z / n;
    (((centre - half) / scale).max(0.0), ((centre + half) / scale).min(1.0))
}

/// The `x` at which the regularised incomplete beta function reaches `p`, by bisection.
fn beta_quantile(p: f64, a: f64, b: f64) -> f64 {
    let (mut lo, mut hi) = (0.0, 1.0);
    for _ in 0..BISECTIONS {
        let middle = (lo + hi) / 2.0;
        if middle <= lo || middle >= hi {
            break;
        }
        if incomplete_beta(middle, a, b) < p {
            lo = middle;
        } else {
            hi = middle;
        }
    }
    (lo + hi) / 2.0
}

/// I_x(a, b), the distribution function of Beta(a, b), for x in (0, 1).
fn incomplete_beta(x: f64, a: f64, b: f64) -> f64 {
    // The fraction converges fast left of the mean; on the right the mirror image is used.
    if x > (a + 1.0) / (a + b + 2.0) {
        return 1.0 - incomplete_beta(1.0 - x, b, a);
    }
    let log_front = ln_gamma(a + b) - ln_gamma(a) - ln_gamma(b) + a * x.ln() + b * (-x).ln_1p();
    log_front.exp() * beta_fraction(x, a, b) / a
}

/// The continued fraction of the incomplete beta function (DLMF 8.17.22) by Lentz's method.
fn beta_fraction(x: f64, a: f64, b: f64) -> f64 {
    /// Stands in for a zero denominator.
    const TINY: f64 = 1e-300;
    let guard = |v: f64| if v.abs() < TINY { TINY } else { v };
    let mut c = 1.0;
    let mut d = 1.0 / guard(1.0 - (a + b) * x / (a + 1.0));
    let mut fraction = d;
    for term in 1..FRACTION_TERMS {
        let m = term as f64;
        let even = m * (b - m) * x / ((a + 2.0 * m - 1.0) * (a + 2.0 * m));
        let odd = -(a + m) * (a + b + m) * x / ((a + 2.0 * m) * (a + 2.0 * m + 1.0));
        let mut step = 1.0;
        for numerator in [even, odd] {
            d = 1.0 / guard(1.0 + numerator * d);
            c = guard(1.0 + numerator / c);
            step = c * d;
            fraction *= step;
        }
        if (step - 1.0).abs() < f64::EPSILON {
            break;
        }
    }
    fraction
}

/// ln Γ(x) for x > 0, after Lanczos with g = 7 and nine terms (relative error about 1e-15).
fn ln_gamma(x: f64) -> f64 {
    /// Godfrey's coefficients for g = 7, n = 9.
    #[expect(clippy::excessive_precision, reason = "kept as published")]
    const TERMS: [f64; 9] = [
        0.99999999999980993,
        676.5203681218851,
        -1259.1392167224028,
        771.32342877765313,
        -176.61502916214059,
        12.507343278686905,
        -0.13857109526572012,
        9.9843695780195716e-6,
        1.5056327351493116e-7,
    ];
    if x < 0.5 {
        let pi = std::f64::consts::PI;
        return (pi / (pi * x).sin()).ln() - ln_gamma(1.0 - x);
    }
    let x = x - 1.0;
    let later = TERMS[1..].iter().zip(1..).map(|(term, i)| term / (x + f64::from(i)));
    let sum = TERMS[0] + later.sum::<f64>();
    let t = x + 7.5;
    0.5 * (2.0 * std::f64::consts::PI).ln() + (x + 0.5) * t.ln() - t + sum.ln()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn near(got: f64, want: f64) -> bool {
        (got - want).abs() <= 1e-9 * want.abs().max(1e-3)
    }

    /// Wanted values: `scipy.stats.beta.ppf` and Wilson's formula in numpy (scipy 1.17.1, numpy 2.4.6).
    #[test]
    fn intervals_agree_with_scipy() {
        for (k, n, exact, score) in [
            (0, 10, (0.0, 0.308497107818761), (0.0, 0.277532803026058)),
            (1, 10, (0.00252857854446178, 0.445016117028195), (0.017876212896074, 0.404150029524772)),
            (3, 10, (0.0667395111777345, 0.652452850059997), (0.107791266556394, 0.603221854654029)),
            (10, 10, (0.691502892181239, 1.0), (0.722467196973942, 1.0)),
            (0, 2995, (0.0, 0.00123092107790244), (0.0, 0.00128098098347921)),
            (
                4,
                3382,
                (0.000322345741767078, 0.00302547055086495),
                (0.000460034540374371, 0.00303731140009636),
            ),
            (3380, 3382, (0.997865431908235, 0.999928374801964), (0.997846233167439, 0.999837811116227)),
            (50, 100, (0.398321129503301, 0.601678870496699), (0.403831529635493, 0.596168470364507)),
            (7, 208, (0.0136356640595526, 0.0681077232383867), (0.0163957661114237, 0.0678250421076763)),
            (200, 208, (0.925624637157765, 0.98325122472369), (0.925953838439504, 0.980384330745717)),
            (0, 29956, (0.0, 0.000123135676763206), (0.0, 0.00012822026733914)),
            (
                5,
                1_000_000,
                (1.62348831924117e-6, 1.16682931752088e-5),
                (2.13570295494433e-6, 1.17057027551608e-5),
            ),
            (1, 1, (0.025, 1.0), (0.206549311791803, 1.0)),
        ] {
            let got = clopper_pearson(k, n);
            assert!(
                near(got.0, exact.0) && near(got.1, exact.1),
                "Clopper–Pearson {k}/{n}: {got:?} {exact:?}"
            );
            let got = wilson(k, n);
            assert!(near(got.0, score.0) && near(got.1, score.1), "Wilson {k}/{n}: {got:?} {score:?}");
        }
    }

    #[test]
    fn a_share_is_exact_near_its_edges_and_wilson_between() {
        let edge = Share::new(4, 100);
        assert_eq!((edge.lo, edge.hi), clopper_pearson(4, 100));
        let middle = Share::new(5, 100);
        assert_eq!((middle.lo, middle.hi), wilson(5, 100));
    }

    #[test]
    fn no_trials_say_nothing() {
        let none = Share::new(0, 0);
        assert_eq!((none.value, none.lo, none.hi), (None, 0.0, 1.0));
    }

    #[test]
    fn the_rule_of_three_holds() {
        // No error in n trials: the two-sided upper end is -ln(0.025) / n (the one-sided one is the rule of three).
        let (_, hi) = clopper_pearson(0, 2995);
        assert!((hi * 2995.0 - 3.6889).abs() < 0.01, "{hi}");
    }
}
