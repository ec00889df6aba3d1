//! Logistic regression over sets of hashed things, by stochastic gradient descent.
use super::hashed::BITS;
use rand_chacha::ChaCha8Rng;
use rand_chacha::rand_core::{Rng as _, SeedableRng as _};

/// Passes over the ham. Cormack et al. make one over a large corpus; this one is small.
const PASSES: usize = 4;

/// First step; it falls to zero in a straight line. Examples have length one, so the curvature is at most 1/4 and
/// steps below 8 are stable.
const STEP: f64 = 2.0;

/// Start of the random numbers: fixed, so that the same rows give the same weights.
const SEED: u64 = 1;

/// One example: distinct buckets.
#[derive(Clone, Debug)]
pub(super) struct Example {
    /// Which.
    pub(super) buckets: Vec<u32>,
    /// What counts once among spam, and how often it is drawn; `None` for ham.
    pub(super) unit: Option<(String, usize)>,
}

/// Weights by bucket.
#[derive(Clone, Debug)]
pub(super) struct Weights {
    by_bucket: Vec<f32>,
    bias: f64,
}

impl Weights {
    /// Fits examples: each step takes one ham example in turn and one spam example, every unit being equally likely
    /// up to its tickets.
    pub(super) fn fit(examples: &[&Example]) -> Self {
        let mut weights = Weights { by_bucket: vec![0.0; 1 << BITS], bias: 0.0 };
        let mut units: std::collections::BTreeMap<&str, (usize, Vec<&Example>)> = Default::default();
        let mut ham: Vec<&Example> = Vec::new();
        for example in examples {
            match &example.unit {
                None => ham.push(example),
                Some((unit, tickets)) => {
                    let entry = units.entry(unit).or_insert((*tickets, Vec::new()));
                    entry.1.push(example);
                }
            }
        }
        let tickets: Vec<&Vec<&Example>> =
            units.values().flat_map(|(tickets, rows)| std::iter::repeat_n(rows, *tickets)).collect();
        if tickets.is_empty() || ham.is_empty() {
            return weights;
        }
        let mut random = ChaCha8Rng::seed_from_u64(SEED);
        let steps = PASSES * ham.len();
        for step in 0..steps {
            let at = step % ham.len();
            // A shuffle in passing (Fisher and Yates, from the front).
            let other = at + below(&mut random, ham.len() - at);
            ham.swap(at, other);
            let rows = tickets[below(&mut random, tickets.len())];
            let rate = STEP * (1.0 - step as f64 / steps as f64);
            weights.step(&rows[below(&mut random, rows.len())].buckets, 1.0, rate);
            weights.step(&ham[at].buckets, 0.0, rate);
        }
        weights
    }

    /// Log-odds of spam.
    pub(super) fn score(&self, buckets: &[u32]) -> f64 {
        let sum: f64 = buckets.iter().map(|bucket| f64::from(self.by_bucket[*bucket as usize])).sum();
        self.bias + sum / length(buckets)
    }

    fn step(&mut self, buckets: &[u32], label: f64, rate: f64) {
        let error = label - 1.0 / (1.0 + (-self.score(buckets)).exp());
        let by = (rate * error / length(buckets)) as f32;
        buckets.iter().for_each(|bucket| self.by_bucket[*bucket as usize] += by);
        self.bias += rate * error * BIAS_SHARE;
    }
}

/// The bias moves slower than the rest: it is in every example.
const BIAS_SHARE: f64 = 0.01;

/// Uniform in `0..n`; the bias is below n / 2⁶⁴.
fn below(random: &mut ChaCha8Rng, n: usize) -> usize {
    ((u128::from(random.next_u64()) * n as u128) >> 64) as usize
}

fn length(buckets: &[u32]) -> f64 {
    (buckets.len().max(1) as f64).sqrt()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_tells_spam_from_ham_gets_the_weight() {
        let example = |buckets: &[u32], unit: Option<&str>| Example {
            buckets: buckets.to_vec(),
            unit: unit.map(|unit| (unit.to_owned(), 1)),
        };
        let mut rows: Vec<Example> = (0..200).map(|n| example(&[1, 2, 100 + n], None)).collect();
        rows.extend((0..5).map(|n| example(&[1, 3, 400 + n], Some("big"))));
        rows.push(example(&[1, 4], Some("small")));
        let weights = Weights::fit(&rows.iter().collect::<Vec<_>>());
        assert!(
            weights.score(&[1, 3]) > 1.0 && weights.score(&[1, 4]) > 1.0 && weights.score(&[1, 2]) < -1.0
        );
        assert_eq!(weights.by_bucket, Weights::fit(&rows.iter().collect::<Vec<_>>()).by_bucket);
        assert_eq!(Weights::fit(&[]).score(&[7]), 0.0);
    }
}
