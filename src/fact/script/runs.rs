//! How far a run of like bytes goes: eight bytes at a time, in a machine word, since most runs of a script are short.
use super::lexer::{NAME, WHITE, is};

/// The highest bit of each byte.
const HIGH: u64 = 0x8080_8080_8080_8080;

/// A word of eight times this byte.
const fn each(byte: u8) -> u64 {
    byte as u64 * 0x0101_0101_0101_0101
}

/// [`HIGH`] of each byte from `low` to `high`, all three below 0x80.
#[inline]
fn within(word: u64, low: u8, high: u8) -> u64 {
    (word + each(0x80 - low)) & !(word + each(0x7f - high)) & HIGH
}

/// [`HIGH`] of each byte that is `byte`, both below 0x80.
#[inline]
fn equal(word: u64, byte: u8) -> u64 {
    (HIGH - (word ^ each(byte))) & HIGH
}

/// Where the bytes of [`NAME`] that begin at `at` or before end.
#[inline]
pub(super) fn name_run(bytes: &[u8], mut at: usize) -> usize {
    while let Some(chunk) = bytes.get(at..).and_then(|rest| rest.first_chunk()) {
        let word = u64::from_le_bytes(*chunk);
        let low = word & !HIGH;
        let letters = within(low | each(0x20), b'a', b'z');
        // Whatever is no ASCII belongs to a name.
        let name = letters | within(low, b'0', b'9') | equal(low, b'_') | equal(low, b'$') | word;
        let other = !name & HIGH;
        if other != 0 {
            return at + other.trailing_zeros() as usize / 8;
        }
        at += 8;
    }
    while bytes.get(at).is_some_and(|&b| is(b, NAME)) {
        at += 1;
    }
    at
}

/// Where the white space that begins at `at` or before ends.
#[inline]
pub(super) fn white_run(bytes: &[u8], mut at: usize) -> usize {
    while bytes.get(at).is_some_and(|&b| is(b, WHITE)) {
        at += 1;
        // Indentation.
        while let Some(chunk) = bytes.get(at..).and_then(|rest| rest.first_chunk())
            && matches!(u64::from_le_bytes(*chunk), SPACES | TABS)
        {
            at += 8;
        }
    }
    at
}

const SPACES: u64 = each(b' ');
const TABS: u64 = each(b'\t');

/// Where the bytes from `at` on end that are neither this quote nor `line`, `\` or `%`.
#[inline]
pub(super) fn literal_run(bytes: &[u8], mut at: usize, quote: u8, line: u8) -> usize {
    while let Some(chunk) = bytes.get(at..).and_then(|rest| rest.first_chunk()) {
        let word = u64::from_le_bytes(*chunk);
        let low = word & !HIGH;
        let stops = equal(low, quote) | equal(low, line) | equal(low, b'\\') | equal(low, b'%');
        // A byte beyond ASCII is none of them, whatever its lower bits.
        let stops = stops & !word;
        if stops != 0 {
            return at + stops.trailing_zeros() as usize / 8;
        }
        at += 8;
    }
    while bytes.get(at).is_some_and(|&b| b != quote && b != line && b != b'\\' && b != b'%') {
        at += 1;
    }
    at
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn slowly(bytes: &[u8], at: usize, is: impl Fn(u8) -> bool) -> usize {
        bytes[at..].iter().position(|&b| !is(b)).map_or(bytes.len(), |n| at + n)
    }

    #[test]
    fn every_byte_ends_a_run_or_goes_on() {
        for byte in 0..=255 {
            for nth in 0..20 {
                let mut bytes = [b'a'; 20];
                bytes[nth] = byte;
                assert_eq!(name_run(&bytes, 0), slowly(&bytes, 0, |b| is(b, NAME)), "{byte:#x} at {nth}");
                let end = slowly(&bytes, 0, |b| !matches!(b, b'"' | b'\n' | b'\\' | b'%'));
                assert_eq!(literal_run(&bytes, 0, b'"', b'\n'), end, "{byte:#x} at {nth}");
            }
        }
    }

    proptest! {
        #[test]
        fn runs_end_where_their_bytes_do(text in "[ \t\n'\"`\\\\%a-zA-Z0-9_$é-]{0,60}", from in 0usize..8) {
            let bytes = text.as_bytes();
            let from = from.min(bytes.len());
            prop_assert_eq!(name_run(bytes, from), slowly(bytes, from, |b| is(b, NAME)));
            prop_assert_eq!(white_run(bytes, from), slowly(bytes, from, |b| is(b, WHITE)));
            let end = slowly(bytes, from, |b| !matches!(b, b'\'' | b'\n' | b'\\' | b'%'));
            prop_assert_eq!(literal_run(bytes, from, b'\'', b'\n'), end);
        }
    }
}
