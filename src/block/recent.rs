//! What was found out about the values seen last: pages repeat their classes and styles.

/// Values that are remembered.
const PLACES: usize = 64;

/// Answers to a question that depends on a value alone, each at a place that follows from its value.
pub(crate) struct Recent<'p, T> {
    places: [(&'p str, T); PLACES],
}

impl<'p, T: Copy> Recent<'p, T> {
    /// Knows the answer for the empty value.
    pub(crate) fn new(of_empty: T) -> Self {
        Recent { places: [("", of_empty); PLACES] }
    }

    /// The answer for this value, which `ask` gives where it is not known.
    #[inline]
    pub(crate) fn get(&mut self, value: &'p str, ask: impl FnOnce(&str) -> T) -> T {
        let known = &mut self.places[place(value.as_bytes())];
        if known.0 != value {
            *known = (value, ask(value));
        }
        known.1
    }
}

/// The place of a value: from its length and the bytes at both ends, among which those of one page differ.
#[inline]
fn place(value: &[u8]) -> usize {
    let ends = match (value.first_chunk(), value.last_chunk()) {
        (Some(first), Some(last)) => u64::from_le_bytes(*first) ^ u64::from_le_bytes(*last).rotate_left(29),
        // Shorter than a word.
        _ => value.iter().fold(0, |word, &byte| word << 8 | u64::from(byte)),
    };
    let mix = (ends ^ value.len() as u64).wrapping_mul(0x9e37_79b9_7f4a_7c15);
    (mix >> 32) as usize % PLACES
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    proptest! {
        #[test]
        fn every_answer_is_the_one_that_was_asked_for(values in proptest::collection::vec("[ab:;]{0,12}", 0..200)) {
            let mut recent = Recent::new(0);
            for value in &values {
                let slow = value.len() + value.matches('a').count();
                prop_assert_eq!(recent.get(value, |value| value.len() + value.matches('a').count()), slow);
            }
        }
    }

    #[test]
    fn a_value_is_asked_about_once() {
        let mut recent = Recent::new(0);
        let mut asked = 0;
        for value in ["", "color:red", "", "color:red", "color:red"] {
            recent.get(value, |_| {
                asked += 1;
                1
            });
        }
        assert_eq!(asked, 1);
    }
}
