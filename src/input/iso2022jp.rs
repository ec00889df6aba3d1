//! ISO-2022-JP: seven-bit, with escape sequences that change what every following byte means.
//!
//! The states are those of <https://encoding.spec.whatwg.org/#iso-2022-jp-decoder>. Which character a pair of
//! bytes is does not matter here (the decoded text says), only where each begins.
use super::units::Unit;

/// Length of every escape sequence, bytes.
pub(super) const ESCAPE_LEN: usize = 3;

const ESC: u8 = 0x1B;

/// Bytes searched for the end of a stretch in JIS Roman. Japanese text shifts every few dozen bytes.
const ROMAN_LOOKAHEAD_BYTES: usize = 4096;

/// Which character set bytes are taken from.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) enum Set {
    #[default]
    Ascii,
    Roman,
    Katakana,
    Kanji,
}

impl Set {
    /// ASCII, or what differs from it in two characters only.
    fn is_latin(self) -> bool {
        matches!(self, Set::Ascii | Set::Roman)
    }
}

/// Everything earlier bytes have decided about later ones.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) struct Shift {
    pub(super) set: Set,
    /// The last thing read was an escape sequence. Another one right after it is an error.
    pub(super) escaped: bool,
}

/// The set an escape sequence at the start of `raw` selects.
pub(super) fn escape(raw: &[u8]) -> Option<Set> {
    match raw.get(..ESCAPE_LEN)? {
        b"\x1B(B" => Some(Set::Ascii),
        b"\x1B(J" => Some(Set::Roman),
        b"\x1B(I" => Some(Set::Katakana),
        b"\x1B$@" | b"\x1B$B" => Some(Set::Kanji),
        _ => None,
    }
}

/// Whether ASCII bytes are themselves in ISO-2022-JP too: nothing shifts, nothing is forbidden.
pub(super) fn has_no_shift(ascii: &[u8]) -> bool {
    memchr::memchr3(ESC, 0x0E, 0x0F, ascii).is_none()
}

/// Whether the page decodes to the same text minus what `start..end` decoded to once those bytes are gone.
/// `before` is the state at `start`, `after` the one at `end`, both between characters.
pub(super) fn can_cut(before: Shift, after: Shift, rest: &[u8]) -> bool {
    if rest.is_empty() {
        true
    } else if escape(rest).is_some() {
        // What comes next sets the state itself, but must not become a second escape sequence in a row.
        before.escaped == after.escaped
    } else {
        before.set == after.set || (before.set.is_latin() && after.set.is_latin() && has_no_roman(rest))
    }
}

/// Whether, up to the next escape sequence, no byte differs between ASCII and JIS Roman (`\` and `~` do). Far
/// enough ahead the answer is no, so that many questions about a hostile page stay cheap.
fn has_no_roman(rest: &[u8]) -> bool {
    let near = &rest[..rest.len().min(ROMAN_LOOKAHEAD_BYTES)];
    for at in memchr::memchr3_iter(ESC, b'\\', b'~', near) {
        if near[at] != ESC {
            return false;
        }
        // Any other use of ESC is an error that leaves the set as it is.
        if escape(&rest[at..]).is_some() {
            return true;
        }
    }
    near.len() == rest.len()
}

/// The units of a piece, with the state kept.
pub(super) struct Walk<'p> {
    raw: &'p [u8],
    text: std::str::Chars<'p>,
    shift: Shift,
}

impl<'p> Walk<'p> {
    /// `text` is what `raw` decodes to from state `shift` on.
    pub(super) fn new(raw: &'p [u8], text: &'p str, shift: Shift) -> Self {
        Walk { raw, text: text.chars(), shift }
    }

    /// The state after the units taken so far.
    pub(super) fn shift(&self) -> Shift {
        self.shift
    }

    /// Length of the next step in bytes, and whether a character comes out of it.
    fn step(&mut self) -> Option<(usize, bool)> {
        let &first = self.raw.first()?;
        if first == ESC
            && let Some(set) = escape(self.raw)
        {
            let error = std::mem::replace(&mut self.shift, Shift { set, escaped: true }).escaped;
            return Some((ESCAPE_LEN, error));
        }
        self.shift.escaped = false;
        let pair = self.shift.set == Set::Kanji
            && matches!(first, 0x21..=0x7E)
            && self.raw.get(1).is_some_and(|&second| second != ESC);
        Some((if pair { 2 } else { 1 }, true))
    }
}

impl Iterator for Walk<'_> {
    type Item = Unit;

    fn next(&mut self) -> Option<Unit> {
        let (len, character) = self.step()?;
        self.raw = &self.raw[len..];
        let text = if character { self.text.next().map_or(0, char::len_utf8) } else { 0 };
        Some(Unit::whole(len, text))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ascii_and_roman_are_one_until_a_byte_tells_them_apart() {
        let (ascii, roman) = (Shift::default(), Shift { set: Set::Roman, escaped: false });
        let far = vec![b'x'; ROMAN_LOOKAHEAD_BYTES + 1];
        for (rest, want) in [
            (&b""[..], true),
            (b"</p>", true),
            (b"a\\", false),
            (b"a~", false),
            (b"a\x1B(B~", true),
            (b"\x1B(B~", true),
            (b"\x1B$~", false),
            (b"\x1B$", true),
            (&far, false),
        ] {
            assert_eq!(can_cut(ascii, roman, rest), want, "{rest:?}");
            assert_eq!(can_cut(roman, ascii, rest), want, "{rest:?}");
        }
    }

    #[test]
    fn a_second_escape_sequence_in_a_row_is_not_brought_about() {
        let (plain, escaped) = (Shift::default(), Shift { set: Set::Kanji, escaped: true });
        for (before, after, want) in
            [(plain, plain, true), (escaped, plain, false), (plain, escaped, false), (escaped, escaped, true)]
        {
            assert_eq!(can_cut(before, after, b"\x1B$B4A"), want);
        }
        assert!(can_cut(escaped, plain, b""));
    }
}
