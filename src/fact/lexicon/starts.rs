//! Whether some term may begin with a word: the question that spares nearly every word of a text the search.

use super::super::chars::{Class, ascii_class};

/// Letters of a word that are looked at.
const LETTERS: usize = 4;

/// Letters of a word whose beginning is known that are looked at then.
const MORE: usize = 8;

/// Bytes of folded text that are looked at before a term is searched for: two words of most.
pub(super) const FOLDED: usize = 8;

/// Sets of word beginnings, kept as bits by hash: they may say yes for too many, never no for a member.
pub(super) struct Starts {
    words: Box<[u64; 2048]>,
    /// Those of `words` that a term begins with that does not end there, nor with the word.
    open: Box<[u64; 2048]>,
    /// The first [`MORE`] letters of the first words of terms.
    longer: Box<[u64; 2048]>,
    /// The first [`FOLDED`] bytes of terms that have so many.
    folded: Box<[u64; 2048]>,
    /// The first three bytes of the others, five bits each; all there may be for one that has fewer.
    short: Box<[u64; 512]>,
    /// A bit for each character of the basic plane that begins a term.
    chars: Box<[u64; 1024]>,
}

impl Starts {
    pub(super) fn new() -> Self {
        Starts {
            words: Box::new([0; 2048]),
            open: Box::new([0; 2048]),
            longer: Box::new([0; 2048]),
            folded: Box::new([0; 2048]),
            short: Box::new([0; 512]),
            chars: Box::new([0; 1024]),
        }
    }

    /// Takes in a term as it is matched: after a blank if it begins with a word, before one if it ends with a whole word.
    pub(super) fn add(&mut self, pattern: &str) {
        let term = pattern.trim_start_matches(' ');
        if let Some(c) = term.chars().next()
            && let Some(word) = self.chars.get_mut(c as usize / 64)
        {
            *word |= 1 << (c as u32 % 64);
        }
        match term.as_bytes().first_chunk() {
            Some(first) => insert(&mut self.folded, folded(*first)),
            None => short_range(term.as_bytes()).for_each(|at| insert(&mut self.short, at)),
        }
        let letters = term.bytes().take_while(u8::is_ascii_lowercase).count();
        let mut first = [0; LETTERS];
        let seen = letters.min(LETTERS);
        first[..seen].copy_from_slice(&term.as_bytes()[..seen]);
        let whole = term.as_bytes().get(letters) == Some(&b' ');
        if whole || letters >= MORE {
            insert(&mut self.longer, longer(&term.as_bytes()[..letters]));
        } else if letters > 0 && letters == term.len() {
            self.extend(first, seen);
        }
        // `h5 …`: the text's run of letters ends at what is no letter, and is not looked up.
        if whole || letters >= LETTERS {
            insert(&mut self.words, place(first));
        }
    }

    /// `qq*`: the beginning as it stands, and with any letters after it.
    fn extend(&mut self, first: [u8; LETTERS], letters: usize) {
        insert(&mut self.words, place(first));
        insert(&mut self.open, place(first));
        if letters < LETTERS {
            for letter in b'a'..=b'z' {
                let mut longer = first;
                longer[letters] = letter;
                self.extend(longer, letters + 1);
            }
        }
    }

    /// Whether a term may begin with the word that begins with these ASCII letters, of either case. `ends` tells that
    /// the word has no further letter or digit; the answer is yes for a short one of which that is not known.
    #[inline]
    pub(super) fn may_begin_word(&self, letters: &[u8], ends: bool) -> bool {
        let first = match *letters {
            [a, b, c, d, ..] => [a | 0x20, b | 0x20, c | 0x20, d | 0x20],
            _ if !ends => return true,
            [a, b, c] => [a | 0x20, b | 0x20, c | 0x20, 0],
            [a, b] => [a | 0x20, b | 0x20, 0, 0],
            [a] => [a | 0x20, 0, 0, 0],
            [] => return true,
        };
        let at = place(first);
        contains(&self.words, at)
            && (!ends && letters.len() < MORE
                || contains(&self.longer, longer(letters))
                || contains(&self.open, at))
    }

    /// Whether a term may begin with the word of ASCII letters and digits that a text goes on with, told by its first
    /// letters alone.
    #[inline]
    pub(super) fn may_begin_text(&self, text: &[u8]) -> bool {
        let first = match text.first_chunk::<LETTERS>() {
            Some(first) => *first,
            None => std::array::from_fn(|at| text.get(at).copied().unwrap_or(b' ')),
        };
        let lower = u32::from_le_bytes(first) | 0x2020_2020;
        let (letters, word) = leading_letters(lower);
        // As long as the text shows no more of it, the word may be any.
        let open = letters < LETTERS && goes_on(first[letters % LETTERS]);
        contains(&self.words, place(word.to_le_bytes())) | open
    }

    /// Whether a term may begin where folded text, after a blank, goes on with these bytes.
    #[inline]
    pub(super) fn may_begin_folded(&self, first: [u8; FOLDED]) -> bool {
        contains(&self.folded, folded(first)) || contains(&self.short, short(&first))
    }

    /// Whether a term may begin with this character.
    #[inline]
    pub(super) fn may_begin(&self, c: char) -> bool {
        self.chars.get(c as usize / 64).is_none_or(|word| word >> (c as u32 % 64) & 1 != 0)
    }
}

/// How many of four bytes are small letters before one that is none, and those alone.
#[inline]
fn leading_letters(four: u32) -> (usize, u32) {
    const HIGH: u32 = 0x8080_8080;
    // Without their highest bits, no sum reaches the next byte: it sets the highest bit of what is at least `a`, beyond `z`.
    let low = four & !HIGH;
    let small = (low + HIGH - 0x6161_6161) & !(low + HIGH - 0x7B7B_7B7B) & !four & HIGH;
    let letters = (!small & HIGH).trailing_zeros() / 8;
    (letters as usize, four & ((1u64 << (8 * letters)) - 1) as u32)
}

/// Whether a word may go on with this byte where its ASCII letters end: it is a digit, may stand for a letter, or is passed over.
#[inline]
fn goes_on(next: u8) -> bool {
    matches!(next, b'0'..=b'9' | b'&' | 0x80..) || ascii_class(next) == Class::Control
}

/// Bit of a beginning, 0 to 2¹⁷ − 1.
#[inline]
fn place(first: [u8; LETTERS]) -> usize {
    (u32::from_le_bytes(first).wrapping_mul(0x9E37_79B1) >> 15) as usize
}

/// Bit of a longer beginning, 0 to 2¹⁷ − 1.
#[inline]
fn longer(letters: &[u8]) -> usize {
    let key = letters.iter().take(MORE).fold(0, |key: u64, b| key << 8 | u64::from(b | 0x20));
    (key.wrapping_mul(0x9E37_79B9_7F4A_7C15) >> 47) as usize
}

/// Bit of the first bytes of folded text, 0 to 2¹⁷ − 1.
#[inline]
fn folded(first: [u8; FOLDED]) -> usize {
    (u64::from_le_bytes(first).wrapping_mul(0x9E37_79B9_7F4A_7C15) >> 47) as usize
}

/// Bit of what begins with these bytes, at most three: 0 to 2¹⁵ − 1.
#[inline]
fn short(first: &[u8]) -> usize {
    first.iter().take(3).fold(0, |key, b| key << 5 | usize::from(b & 31))
}

/// Bits of all that begins with these bytes.
fn short_range(first: &[u8]) -> std::ops::Range<usize> {
    let (key, open) = (short(first), 5 * 3usize.saturating_sub(first.len()));
    key << open..(key + 1) << open
}

#[inline]
fn insert<const N: usize>(bits: &mut [u64; N], at: usize) {
    bits[at / 64] |= 1 << (at % 64);
}

#[inline]
fn contains<const N: usize>(bits: &[u64; N], at: usize) -> bool {
    bits[at / 64] >> (at % 64) & 1 != 0
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    proptest! {
        #[test]
        fn leading_letters_are_counted_and_kept(four in any::<[u8; 4]>(), few in "[a-z `{\\[@1]{4}") {
            for four in [four, few.as_bytes().try_into().unwrap()] {
                let letters = four.iter().take_while(|b| b.is_ascii_lowercase()).count();
                let mut kept = [0; 4];
                kept[..letters].copy_from_slice(&four[..letters]);
                prop_assert_eq!(leading_letters(u32::from_le_bytes(four)), (letters, u32::from_le_bytes(kept)));
            }
        }
    }
}
