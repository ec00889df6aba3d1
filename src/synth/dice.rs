//! Chance that can be repeated: a ChaCha8 stream seeded from a BLAKE3 hash of named inputs.
use rand_chacha::ChaCha8Rng;
use rand_chacha::rand_core::{Rng, SeedableRng};
use std::ops::RangeInclusive;

/// A stream of random choices. The same inputs give the same choices on every machine and in every version of
/// the `rand` crates: bounded numbers are drawn here, not by their distributions.
#[derive(Clone, Debug)]
pub(crate) struct Dice(ChaCha8Rng);

/// Hash of length-prefixed parts, so that ("ab", "c") and ("a", "bc") differ.
pub(crate) fn hash(parts: &[&[u8]]) -> [u8; 32] {
    let mut hasher = blake3::Hasher::new();
    for part in parts {
        hasher.update(&(part.len() as u64).to_le_bytes());
        hasher.update(part);
    }
    *hasher.finalize().as_bytes()
}

impl Dice {
    /// The stream named by `parts`.
    pub(crate) fn of(parts: &[&[u8]]) -> Self {
        Dice(ChaCha8Rng::from_seed(hash(parts)))
    }

    /// The next 64 random bits.
    pub(crate) fn bits(&mut self) -> u64 {
        self.0.next_u64()
    }

    /// Uniform over the range, both ends included. An empty range gives its start.
    pub(crate) fn range(&mut self, range: RangeInclusive<usize>) -> usize {
        let (low, high) = (*range.start(), *range.end());
        let width = (high.saturating_sub(low) as u64).saturating_add(1);
        // Multiply and shift: the bias is below 2^-40 for any width used here.
        low + ((u128::from(self.bits()) * u128::from(width)) >> 64) as usize
    }

    /// Log-uniform over the range: every order of magnitude is equally likely. Both ends at least 1.
    pub(crate) fn log_range(&mut self, range: RangeInclusive<usize>) -> usize {
        let (low, high) = ((*range.start()).max(1) as f64, (*range.end()).max(1) as f64);
        let value = (low.ln() + self.unit() * (high.ln() - low.ln())).exp();
        (value.round() as usize).clamp(low as usize, high.max(low) as usize)
    }

    /// Uniform in [0, 1).
    pub(crate) fn unit(&mut self) -> f64 {
        (self.bits() >> 11) as f64 / (1u64 << 53) as f64
    }

    /// True with probability `p`; never at 0 or below, always at 1 or above.
    pub(crate) fn chance(&mut self, p: f64) -> bool {
        self.unit() < p
    }

    /// One item of a slice that is never empty.
    pub(crate) fn pick<'a, T>(&mut self, items: &'a [T]) -> &'a T {
        &items[self.range(0..=items.len().saturating_sub(1))]
    }

    /// One word.
    pub(crate) fn word(&mut self, words: &[&'static str]) -> &'static str {
        self.pick::<&str>(words)
    }

    /// One word, by weight.
    pub(crate) fn weighted_word(&mut self, words: &[(&'static str, u32)]) -> &'static str {
        self.weighted::<&str>(words)
    }

    /// One item, by weight. The slice is never empty and some weight is above 0.
    pub(crate) fn weighted<'a, T>(&mut self, items: &'a [(T, u32)]) -> &'a T {
        let total: u32 = items.iter().map(|(_, weight)| weight).sum();
        let mut left = self.range(0..=total.saturating_sub(1) as usize) as u32;
        for (item, weight) in items {
            if left < *weight {
                return item;
            }
            left -= weight;
        }
        &items[0].0
    }

    /// Fisher–Yates.
    pub(crate) fn shuffle<T>(&mut self, items: &mut [T]) {
        for last in (1..items.len()).rev() {
            items.swap(last, self.range(0..=last));
        }
    }

    /// `count` characters of an ASCII alphabet that is never empty.
    pub(crate) fn letters(&mut self, alphabet: &str, count: usize) -> String {
        let alphabet = alphabet.as_bytes();
        (0..count).map(|_| char::from(*self.pick(alphabet))).collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_stream_is_named_by_its_parts() {
        assert_eq!(Dice::of(&[b"a", b"b"]).bits(), Dice::of(&[b"a", b"b"]).bits());
        assert_ne!(Dice::of(&[b"ab", b"c"]).bits(), Dice::of(&[b"a", b"bc"]).bits());
    }

    #[test]
    fn ranges_reach_both_ends_and_nothing_outside() {
        let mut dice = Dice::of(&[b"ends"]);
        let draws: Vec<usize> = (0..400).map(|_| dice.range(3..=6)).collect();
        assert_eq!(draws.iter().min(), Some(&3));
        assert_eq!(draws.iter().max(), Some(&6));
        assert!((0..400).all(|_| (2..=90).contains(&dice.log_range(2..=90))));
        assert_eq!(dice.weighted(&[("never", 0), ("always", 2)]), &"always");
    }
}
