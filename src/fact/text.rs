//! Counts of what one run of text says: scripts, signs, disguises, contacts, vocabulary.
//!
//! [`count`] reads a text token as it stands in the source and adds to [`TextCounts`]. All counts
//! are sums over tokens, so a block's counts are the sum of its tokens' and a page without a block
//! is a difference. One pass, constant memory, no allocation unless the text holds rare named
//! character references.
use super::chars::{Class, ascii_class};
use super::lexicon::Lexicon;

mod counter;
mod counts;
mod divergence;
mod pattern;
mod reference;

pub use counts::{HIST, Script, TextCounts};
pub use divergence::{divergence, script_divergence};

use counter::Counter;

/// Adds the counts of one text token, character references undecoded, to `out`.
///
/// A token ends a word, a sentence and a lexicon term: nothing is found across two tokens.
pub fn count(raw: &str, lexicon: &Lexicon, out: &mut TextCounts) {
    out.bytes = out.bytes.saturating_add(raw.len().try_into().unwrap_or(u32::MAX));
    let bytes = raw.as_bytes();
    // What stands between two tags is mostly an indent.
    if bytes.iter().all(|&b| ascii_class(b) == Class::White) {
        return;
    }
    let mut counter = Counter::new(lexicon, out);
    let mut at = 0;
    while let Some(&b) = bytes.get(at) {
        if b.is_ascii_alphabetic() {
            let end = run(bytes, at, |b| b.is_ascii_alphabetic());
            at += counter.word(&bytes[at..end], ends_word(bytes.get(end)));
        } else if b < 0x80 && ascii_class(b) == Class::White {
            let end = run(bytes, at, |b| ascii_class(b) == Class::White);
            counter.white(&bytes[at..end]);
            at = end;
        } else if b < 0x80 && b != b'&' {
            counter.ascii(b);
            at += 1;
        } else if b == b'&' {
            at += reference::read(&raw[at..], &mut counter);
        } else if let Some(c) = raw[at..].chars().next() {
            counter.other(c, c.len_utf8() as u32);
            at += c.len_utf8();
        }
    }
    counter.finish();
}

/// Whether a word of ASCII letters is over, seen what follows it: a reference or a character outside ASCII may be a
/// letter, and a control is passed over.
#[inline]
fn ends_word(next: Option<&u8>) -> bool {
    next.is_none_or(|&b| !matches!(b, b'0'..=b'9' | b'&' | 0x80..) && ascii_class(b) != Class::Control)
}

/// End of the run of such bytes that begins at `start`.
#[inline]
fn run(bytes: &[u8], start: usize, is: impl Fn(u8) -> bool) -> usize {
    bytes[start..].iter().position(|&b| !is(b)).map_or(bytes.len(), |n| start + n)
}

#[cfg(test)]
mod tests;
