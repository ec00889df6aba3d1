//! Whether a term begins with the next word of a text, told by looking ahead in its bytes.
use super::super::chars::{Class, ascii_class};
use super::super::fold::Simple;
use super::Lexicon;
use super::starts::{FOLDED, goes_on};

/// What bytes are folded to: letters in lower case and digits, a blank for what separates words, 0 for what may be anything.
const FOLD: [u8; 256] = {
    let mut fold = [0; 256];
    let mut b = 0u8;
    while b < 128 {
        fold[b as usize] = match ascii_class(b) {
            _ if b == b'&' => 0,
            Class::Latin => b | 0x20,
            Class::Digit => b,
            Class::White | Class::Punct | Class::Symbol => b' ',
            // Controls are passed over, perhaps inside a word.
            _ => 0,
        };
        b += 1;
    }
    fold
};

/// What the character that a text goes on with at `at` is folded to, as [`FOLD`] tells, and where the next one is.
#[inline]
fn folded(text: &str, at: usize) -> Option<(u8, usize)> {
    let b = *text.as_bytes().get(at)?;
    if b.is_ascii() { Some((FOLD[b as usize], at + 1)) } else { folded_other(text, at) }
}

#[inline(never)]
fn folded_other(text: &str, at: usize) -> Option<(u8, usize)> {
    let c = text[at..].chars().next()?;
    let label = match Simple::of(c) {
        Simple::Letter(letter) if letter.is_ascii() => letter as u8,
        Simple::Separator => b' ',
        _ => 0,
    };
    Some((label, at + c.len_utf8()))
}

/// The first bytes of the folded text, blanks after its end; nothing if they may be anything.
fn first_folded(text: &str, mut at: usize) -> Option<[u8; FOLDED]> {
    let mut first = [b' '; FOLDED];
    let mut len = 0;
    while let Some((label, next)) = folded(text, at) {
        if label == 0 {
            return None;
        }
        at = next;
        // One blank for all that stands between two words.
        if label == b' ' && first[(len + FOLDED - 1) % FOLDED] == b' ' {
            continue;
        }
        first[len] = label;
        len += 1;
        if len == FOLDED {
            break;
        }
    }
    // After the end of a text comes one blank. No term has two, so that the further ones make none.
    Some(first)
}

/// As [`first_folded`], all bytes at once: nothing if they are not letters, digits, blanks and signs of ASCII, no two of the
/// latter in a row.
#[inline]
fn simply_folded(text: &[u8]) -> Option<[u8; FOLDED]> {
    const HIGH: u64 = 0x8080_8080_8080_8080;
    const fn all(b: u8) -> u64 {
        0x0101_0101_0101_0101 * b as u64
    }
    let (bytes, ended) = match text.first_chunk() {
        Some(bytes) => (*bytes, 0),
        None => {
            let mut bytes = [b' '; FOLDED];
            bytes.iter_mut().zip(text).for_each(|(slot, b)| *slot = *b);
            (bytes, !0u64 << (8 * text.len()))
        }
    };
    let bytes = u64::from_le_bytes(bytes);
    let ampersand = bytes ^ all(b'&');
    // Of each sum the highest bits tell: a byte is past ASCII or a delete, less than a blank, an ampersand. Where one is so, they
    // may be wrong about those after it.
    let unknown = bytes
        | bytes.wrapping_add(all(1))
        | bytes.wrapping_sub(all(b' '))
        | ampersand.wrapping_sub(all(1)) & !ampersand;
    if unknown & HIGH != 0 {
        return None;
    }
    // All are ASCII here, so that no sum reaches the next byte.
    let from = |bytes: u64, first: u8| bytes + all(0x80 - first);
    let lower = bytes | all(0x20);
    let letters = from(lower, b'a') & !from(lower, b'z' + 1);
    let digits = from(bytes, b'0') & !from(bytes, b'9' + 1);
    let words = (letters | digits) & HIGH;
    let blanks = !words & HIGH;
    if blanks & blanks << 8 & !ended != 0 {
        return None;
    }
    let inside = (words >> 7) * 0xFF;
    Some((lower & inside | all(b' ') & !inside).to_le_bytes())
}

impl Lexicon {
    /// Whether a term may begin with the word that is at `at` in a text: ASCII digits and letters that are folded to ASCII, after a
    /// blank. The ASCII letters it begins with, if any, go as far as `end`.
    ///
    /// The answer no is certain, also of terms of several words. The answer yes may be too careful: where a term could only
    /// be told by what a character reference stands for, or a character that is not folded by itself.
    #[inline]
    pub(in crate::fact) fn may_begin(&self, text: &str, at: usize, end: usize) -> bool {
        // Most words are told apart by their first letters, nearly all others by what comes next. The search itself goes
        // through tables that are rarely at hand.
        self.starts.may_begin_letters(text.as_bytes(), at, end) && self.may_go_on(text, at, end)
    }

    /// As [`Lexicon::may_begin`], without a first look at those letters.
    #[inline(never)]
    pub(in crate::fact) fn may_go_on(&self, text: &str, at: usize, end: usize) -> bool {
        let bytes = text.as_bytes();
        let may = match simply_folded(&bytes[at..]) {
            Some(first) => self.starts.may_begin_folded(first),
            None => {
                let ends = bytes.get(end).is_none_or(|next| !goes_on(*next));
                (!ends || self.starts.may_begin_word(&bytes[at..end], true))
                    && first_folded(text, at).is_none_or(|first| self.starts.may_begin_folded(first))
            }
        };
        may && self.begins(text, at)
    }

    /// Follows the folded text as far as some term goes. The links back to shorter beginnings need not be followed: no term
    /// begins inside an ASCII word, and those that begin with a later word are asked for there.
    #[inline(never)]
    fn begins(&self, text: &str, mut at: usize) -> bool {
        let mut node = self.blank;
        let mut blank = false;
        while let Some((label, next)) = folded(text, at) {
            if label == 0 {
                return true;
            }
            at = next;
            if label == b' ' && blank {
                continue;
            }
            blank = label == b' ';
            match self.trie.child(node, u32::from(label)) {
                Some(child) => node = child,
                None => return false,
            }
            if self.trie.ends_term(node) {
                return true;
            }
        }
        // The end of a text is a blank after its last word.
        !blank && self.trie.child(node, u32::from(b' ')).is_some_and(|end| self.trie.ends_term(end))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    proptest! {
        #[test]
        fn bytes_folded_at_once_are_what_they_are_one_by_one(
            ascii in "[a-zA-Z0-9][ -~]{0,9}",
            words in "[a-zA-Z0-9]{1,7}[ -~]{0,2}[a-z0-9]{0,4}",
            any in "[a-zA-Z0-9]\\PC{0,6}[\t\x7f&a]{0,4}",
        ) {
            for text in [ascii, words, any] {
                if let Some(first) = simply_folded(text.as_bytes()) {
                    prop_assert_eq!(first_folded(&text, 0), Some(first), "{:?}", text);
                }
            }
        }
    }
}
