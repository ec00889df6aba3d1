//! The plain part of a text: ASCII words that no term of the lexicon begins with, blanks, and signs that the characters
//! next to them explain. Nearly all text is that, and it needs none of the state a [`Counter`](super::counter::Counter) keeps.
use super::super::chars::{Class, ascii_class, ends_sentence};
use super::super::lexicon::Lexicon;
use super::counts::{TextCounts, bucket, pair};

/// What is done with a byte.
#[derive(Clone, Copy, PartialEq)]
enum Act {
    Letter,
    Digit,
    White,
    /// Punctuation that is only counted.
    Punctuation,
    Symbol,
    /// Punctuation that is explained by its neighbours.
    Neighbours,
    /// Begins or ends something longer, stands for another character, or shows nothing: not plain.
    Hard,
}

const ACTS: [Act; 256] = {
    let mut acts = [Act::Hard; 256];
    let mut b = 0u8;
    while b < 128 {
        acts[b as usize] = match ascii_class(b) {
            Class::Latin => Act::Letter,
            Class::Digit => Act::Digit,
            Class::White => Act::White,
            Class::Symbol => Act::Symbol,
            Class::Punct => match b {
                b'&' | b'@' | b'[' | b']' => Act::Hard,
                b'!' | b'?' | b'.' | b',' | b'\'' | b'_' | b'-' | b'/' | b'|' => Act::Neighbours,
                _ => Act::Punctuation,
            },
            _ => Act::Hard,
        };
        b += 1;
    }
    acts
};

/// Where a plain part begins: at the start of a word or between words, with nothing waiting for what comes.
pub(super) struct Before {
    /// The last character that takes room.
    pub(super) prev: char,
    /// The word before may go on.
    pub(super) in_word: bool,
    /// A blank is due before the next word of the folded text.
    pub(super) word: bool,
}

/// What a plain part leaves behind.
pub(super) struct After {
    /// Its length in bytes.
    pub(super) len: usize,
    /// The word before may go on.
    pub(super) in_word: bool,
    /// Bytes of folded text, without a blank that is still due.
    pub(super) folded: u32,
}

/// Sums that are kept in registers while a text is read.
#[derive(Default)]
struct Sums {
    white: usize,
    letters: usize,
    upper: u32,
    digits: usize,
    symbols: u32,
    words: u32,
    separators: u32,
    sentence_ends: u32,
}

/// Counts the plain part that `text` begins with.
///
/// A word belongs to it only if no term can begin there, so that the matcher, at rest before, is at rest after it.
pub(super) fn count(text: &[u8], before: Before, lexicon: &Lexicon, out: &mut TextCounts) -> After {
    let mut sums = Sums::default();
    let mut in_word = before.in_word;
    // Blanks of the folded text: one before each word but the first.
    let mut blanks = u32::from(before.word);
    let mut first = true;
    let mut at = 0;
    while let Some(&b) = text.get(at) {
        match ACTS[b as usize] {
            Act::White => {
                sums.white += 1;
                in_word = false;
            }
            Act::Letter | Act::Digit => {
                if lexicon.may_begin(&text[at..]) {
                    break;
                }
                blanks += u32::from(!first);
                first = false;
                at = word(text, at, &mut in_word, &mut sums, out);
                continue;
            }
            Act::Punctuation => in_word = false,
            Act::Symbol => {
                sums.symbols += 1;
                in_word = false;
            }
            Act::Neighbours => {
                let prev = if at == 0 { before.prev } else { char::from(text[at - 1]) };
                if !explain(text, at, prev, &mut sums) {
                    break;
                }
                // An apostrophe does not end a word.
                in_word &= b == b'\'';
            }
            Act::Hard => break,
        }
        at += 1;
    }
    let ink = at - sums.white;
    let words = sums.letters + sums.digits;
    out.ink += ink as u32;
    out.chars += ink as u32;
    out.latin += sums.letters as u32;
    out.upper_latin += sums.upper;
    out.digits += sums.digits as u32;
    out.symbols += sums.symbols;
    out.punctuation += (ink - words) as u32 - sums.symbols;
    out.words += sums.words;
    out.separators += sums.separators;
    out.sentence_ends += sums.sentence_ends;
    After { len: at, in_word, folded: if first { 0 } else { words as u32 + blanks } }
}

/// Counts the letters and digits from `at` on, at least one; their end.
#[inline]
fn word(text: &[u8], from: usize, in_word: &mut bool, sums: &mut Sums, out: &mut TextCounts) -> usize {
    let mut at = from;
    loop {
        let start = at;
        at = letters(text, at, &mut sums.upper, out);
        if at > start {
            sums.letters += at - start;
            sums.words += u32::from(!*in_word);
            *in_word = true;
        }
        let end = at;
        while text.get(at).is_some_and(u8::is_ascii_digit) {
            at += 1;
        }
        if at == end {
            return at;
        }
        sums.digits += at - end;
    }
}

/// Counts the pairs and capitals of the letters from `at` on; their end.
#[inline]
fn letters(text: &[u8], at: usize, upper: &mut u32, out: &mut TextCounts) -> usize {
    let Some((first, rest)) = text[at..].split_first() else { return at };
    if !first.is_ascii_alphabetic() {
        return at;
    }
    *upper += u32::from(*first < b'a');
    let mut before = u32::from(first | 0x20);
    let mut end = at + 1;
    for b in rest {
        let mut b = *b;
        if !b.is_ascii_lowercase() {
            // Capitals inside a word are rare.
            if !b.is_ascii_uppercase() {
                break;
            }
            b |= 0x20;
            *upper += 1;
        }
        let letter = u32::from(b);
        out.hist[bucket(pair(before, letter))] += 1;
        before = letter;
        end += 1;
    }
    end
}

/// Counts what the sign at `at` says, seen what is before and after it; whether that is all there is to know.
#[inline]
fn explain(text: &[u8], at: usize, prev: char, sums: &mut Sums) -> bool {
    let next = text.get(at + 1).copied();
    let act = next.map_or(Act::White, |b| ACTS[b as usize]);
    if act == Act::Hard {
        return false;
    }
    let open = !ends_sentence(prev) && prev != '.';
    match text[at] {
        b'!' | b'?' => sums.sentence_ends += u32::from(open),
        b',' => sums.separators += u32::from(!(prev.is_ascii_digit() && act == Act::Digit)),
        b'-' | b'_' | b'/' => {
            let inside = prev.is_ascii_alphanumeric() && matches!(act, Act::Letter | Act::Digit);
            sums.separators += u32::from(!inside);
        }
        b'|' => sums.separators += 1,
        b'.' => {
            // `1.5`, `example.com`: the end of the label tells.
            let goes_on = matches!(act, Act::Letter | Act::Digit) || matches!(next, Some(b'-' | b'_'));
            if goes_on && prev.is_ascii_alphanumeric() {
                return false;
            }
            if open {
                let Some(closed) = closes_sentence(&text[at + 1..]) else { return false };
                sums.sentence_ends += u32::from(closed);
            }
        }
        _ => {}
    }
    true
}

/// Whether a full stop ends a sentence that this follows; nothing if that cannot be told here.
#[inline]
fn closes_sentence(rest: &[u8]) -> Option<bool> {
    let Some(&next) = rest.iter().find(|b| **b != b'.') else { return Some(true) };
    match ACTS[next as usize] {
        Act::Hard => None,
        Act::White => Some(true),
        _ => Some(matches!(next, b'"' | b'\'' | b')' | b'<' | b'!' | b'?')),
    }
}
