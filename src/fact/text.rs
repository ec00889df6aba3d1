//! Counts of what one run of text says: scripts, signs, disguises, contacts, vocabulary.
//!
//! [`count`] reads a text token as it stands in the source and adds to [`TextCounts`]. All counts
//! are sums over tokens, so a block's counts are the sum of its tokens' and a page without a block
//! is a difference. Constant memory, no allocation unless the text holds rare named
//! character references.
use super::chars::{Class, ascii_class};
use super::lexicon::{Hits, Lexicon};

mod counter;
mod counts;
mod divergence;
mod pattern;
mod plain;
mod reference;
mod seen;

pub use counts::{HIST, Script, TextCounts};
pub use divergence::{divergence, script_divergence};

use counter::Counter;
use plain::{After, Before};

/// How a byte of the source is read.
#[derive(Clone, Copy, PartialEq)]
enum Kind {
    Letter,
    White,
    /// A sign that nothing but its class and place is asked of.
    Sign,
    /// Digits, controls, signs that begin or end something.
    Single,
    Reference,
    /// Of a character outside ASCII.
    Other,
}

const KINDS: [Kind; 256] = {
    let mut kinds = [Kind::Other; 256];
    let mut b = 0u8;
    while b < 128 {
        kinds[b as usize] = match ascii_class(b) {
            Class::Latin => Kind::Letter,
            Class::White => Kind::White,
            _ if b == b'&' => Kind::Reference,
            Class::Digit | Class::Control => Kind::Single,
            _ => match b {
                b'!' | b'?' | b'.' | b',' | b'\'' | b'_' | b'-' | b'/' | b'|' | b'@' | b'[' | b']' | b'(' => {
                    Kind::Single
                }
                _ => Kind::Sign,
            },
        };
        b += 1;
    }
    kinds
};

/// Adds the counts of one text token, character references undecoded, to `out`; the terms found, if any.
///
/// A token ends a word, a sentence and a lexicon term: nothing is found across two tokens.
#[inline]
pub fn count(raw: &str, lexicon: &Lexicon, out: &mut TextCounts) -> Option<Hits> {
    out.bytes = out.bytes.saturating_add(raw.len().try_into().unwrap_or(u32::MAX));
    // What stands between two tags is mostly an indent; before a text it says nothing either.
    let text = &raw[indent(raw.as_bytes())..];
    if text.is_empty() { None } else { count_visible(text, lexicon, out) }
}

#[inline(never)]
fn count_visible(text: &str, lexicon: &Lexicon, out: &mut TextCounts) -> Option<Hits> {
    let start = Before { prev: ' ', in_word: false };
    let after = plain::count(text, start, lexicon, out);
    // What waits at the end of a text was explained: the end comes after it.
    (after.len < text.len()).then(|| count_from(text, after, lexicon, out)).flatten()
}

/// Counts a text from the end of its plain part on.
fn count_from(raw: &str, after: After, lexicon: &Lexicon, out: &mut TextCounts) -> Option<Hits> {
    let bytes = raw.as_bytes();
    let mut counter = Counter::new(lexicon, out);
    let mut at = after.len;
    counter.passed(&raw[..at], &after);
    while let Some(&b) = bytes.get(at) {
        at += match KINDS[b as usize] {
            Kind::Letter => counter.word(&bytes[at..]),
            Kind::White => {
                let end = run(bytes, at + 1, Kind::White);
                counter.white(&bytes[at..end]);
                end - at
            }
            Kind::Sign => {
                counter.plain_sign(b);
                1
            }
            Kind::Single => {
                counter.ascii(b);
                1
            }
            Kind::Reference => reference::read(&raw[at..], &mut counter),
            Kind::Other => {
                let Some(c) = raw[at..].chars().next() else { break };
                match counter.run(&raw[at..]) {
                    0 => {
                        counter.other(c, c.len_utf8() as u32);
                        c.len_utf8()
                    }
                    run => run,
                }
            }
        };
        if bytes.get(at).is_some_and(u8::is_ascii_alphanumeric) {
            at += counter.plain(&raw[at..]);
        }
    }
    counter.finish()
}

/// Length of the ASCII white space that a text begins with, in bytes.
#[inline]
pub fn indent(text: &[u8]) -> usize {
    // Without a branch inside a chunk, the compiler compares all bytes of one at once.
    let white = |b: &u8| (*b == b' ') | (b.wrapping_sub(b'\t') < 2) | (b.wrapping_sub(0xC) < 2);
    let (chunks, _) = text.as_chunks::<INDENT_CHUNK>();
    let whole = chunks.iter().take_while(|chunk| chunk.iter().fold(true, |all, b| all & white(b))).count();
    run(text, whole * INDENT_CHUNK, Kind::White)
}

/// Bytes of an indent that are looked at together.
const INDENT_CHUNK: usize = 8;

/// End of the run of bytes of this kind from `at` on.
#[inline]
fn run(bytes: &[u8], mut at: usize, kind: Kind) -> usize {
    while at < bytes.len() && KINDS[bytes[at] as usize] == kind {
        at += 1;
    }
    at
}

#[cfg(test)]
mod tests;
