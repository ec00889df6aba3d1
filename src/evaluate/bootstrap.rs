//! Intervals for ratios of sums over pages that are not independent: whole sites are drawn, not pages.
use serde::Serialize;
use std::collections::HashMap;

/// Bootstrap samples. The 2.5 % quantile of 1,000 samples is the 25th smallest: steady enough for two digits.
const SAMPLES: usize = 1000;

/// Start of the random numbers: fixed, so that an evaluation is repeatable.
const SEED: u64 = 1;

/// Σ numerators / Σ denominators, with a 95 % interval over clusters.
#[derive(Clone, Copy, Debug, PartialEq, Serialize)]
pub struct Ratio {
    /// The ratio of the sums; `None` when the denominators sum to zero.
    pub value: Option<f64>,
    /// 2.5 % quantile of the samples.
    pub lo: Option<f64>,
    /// 97.5 % quantile of the samples.
    pub hi: Option<f64>,
    /// Clusters drawn from. Below about ten the interval is too narrow.
    pub clusters: usize,
}

/// Ratio of sums over `(numerator, denominator, cluster)`, with a percentile bootstrap that draws clusters.
///
/// Denominators must not be negative. Samples in which they sum to zero are left out.
/// The random numbers are SplitMix64 from a fixed seed: the same input gives the same interval everywhere.
pub fn cluster_ratio<'a>(items: impl IntoIterator<Item = (f64, f64, &'a str)>) -> Ratio {
    let ratio = |[numerator, denominator]: [f64; 2]| (denominator > 0.0).then(|| numerator / denominator);
    cluster_statistic(items.into_iter().map(|(a, b, cluster)| ([a, b], cluster)), ratio)
}

/// Any statistic of sums over `(terms, cluster)`, with the same bootstrap. Samples without a value are left out.
pub(super) fn cluster_statistic<'a, const N: usize>(
    items: impl IntoIterator<Item = ([f64; N], &'a str)>,
    statistic: impl Fn([f64; N]) -> Option<f64>,
) -> Ratio {
    let mut index: HashMap<&str, usize> = HashMap::new();
    let mut sums: Vec<[f64; N]> = Vec::new();
    let add = |mut a: [f64; N], b: &[f64; N]| {
        a.iter_mut().zip(b).for_each(|(a, b)| *a += b);
        a
    };
    for (terms, cluster) in items {
        let at = *index.entry(cluster).or_insert(sums.len());
        if at == sums.len() {
            sums.push([0.0; N]);
        }
        sums[at] = add(sums[at], &terms);
    }
    let clusters = sums.len();
    let Some(value) = statistic(sums.iter().fold([0.0; N], add)) else {
        return Ratio { value: None, lo: None, hi: None, clusters };
    };
    let mut random = SplitMix64(SEED);
    let mut values = Vec::with_capacity(SAMPLES);
    for _ in 0..SAMPLES {
        let sample = (0..clusters).map(|_| &sums[random.below(clusters)]).fold([0.0; N], add);
        values.extend(statistic(sample));
    }
    values.sort_by(f64::total_cmp);
    Ratio { value: Some(value), lo: quantile(&values, 0.025), hi: quantile(&values, 0.975), clusters }
}

/// Quantile `q` in [0, 1] of sorted values, linear between neighbours; `None` of nothing.
pub(super) fn quantile(sorted: &[f64], q: f64) -> Option<f64> {
    let last = sorted.len().checked_sub(1)?;
    let at = q * last as f64;
    let low = at.floor() as usize;
    let (a, b) = (sorted[low], sorted[(low + 1).min(last)]);
    Some(a + (b - a) * (at - low as f64))
}

/// Steele, Lea and Flood, "Fast splittable pseudorandom number generators", OOPSLA 2014.
struct SplitMix64(u64);

impl SplitMix64 {
    fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut z = self.0;
        z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        z ^ (z >> 31)
    }

    /// Uniform in `0..n`; the bias is below n / 2⁶⁴.
    fn below(&mut self, n: usize) -> usize {
        ((u128::from(self.next()) * n as u128) >> 64) as usize
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_generator_is_splitmix64() {
        // First outputs for seed 1234567, as published with the reference implementation.
        let mut random = SplitMix64(1_234_567);
        assert_eq!(random.next(), 6_457_827_717_110_365_317);
        assert_eq!(random.next(), 3_203_168_211_198_807_973);
    }

    #[test]
    fn quantiles_are_linear_between_neighbours() {
        assert_eq!(quantile(&[1.0, 2.0, 4.0], 0.75), Some(3.0));
        assert_eq!(quantile(&[5.0], 0.025), Some(5.0));
        assert_eq!(quantile(&[], 0.5), None);
    }

    #[test]
    fn a_ratio_of_sums_is_not_a_mean_of_ratios() {
        let got = cluster_ratio([(1.0, 1.0, "a"), (0.0, 9.0, "b")]);
        assert_eq!((got.value, got.clusters), (Some(0.1), 2));
        assert!(got.lo >= Some(0.0) && got.hi <= Some(1.0));
        assert_eq!(cluster_ratio([(0.0, 0.0, "a")]).value, None);
    }

    #[test]
    fn pages_of_one_site_count_as_one_observation() {
        let pages: Vec<_> = (0..400).map(|i| (f64::from(i % 2), 1.0, format!("{i}"))).collect();
        let sites: Vec<_> = (0..400).map(|i| (f64::from(i % 4 / 2), 1.0, format!("{}", i % 4))).collect();
        let width = |items: &[(f64, f64, String)]| {
            let ratio = cluster_ratio(items.iter().map(|(n, d, c)| (*n, *d, c.as_str())));
            assert_eq!(ratio.value, Some(0.5));
            ratio.hi.unwrap() - ratio.lo.unwrap()
        };
        // 400 independent pages at one half: 2 · 1.96 · sqrt(0.25 / 400) = 0.098.
        let independent = width(&pages);
        assert!((independent - 0.098).abs() < 0.015, "{independent}");
        assert!(width(&sites) > 5.0 * independent);
    }
}
