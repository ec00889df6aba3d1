//! Which bytes became which text, one decoding step after another.
use super::iso2022jp::{self, Shift};
use encoding_rs::{Decoder, DecoderResult, Encoding, ISO_2022_JP, UTF_8, UTF_16BE, UTF_16LE};

/// Length of U+FFFD in UTF-8, bytes.
const REPLACEMENT_LEN: usize = char::REPLACEMENT_CHARACTER.len_utf8();

/// How an encoding's bytes relate to characters.
#[derive(Clone, Copy, Debug)]
pub(super) enum Layout {
    Utf8,
    /// One byte, one character.
    SingleByte,
    /// ASCII, and sequences of two to four bytes. No trail byte is `<` or `>`.
    MultiByte(&'static Encoding),
    Utf16 {
        big_endian: bool,
    },
    Iso2022Jp,
}

impl Layout {
    pub(super) fn of(encoding: &'static Encoding) -> Self {
        if encoding == UTF_8 {
            Layout::Utf8
        } else if encoding == UTF_16LE || encoding == UTF_16BE {
            Layout::Utf16 { big_endian: encoding == UTF_16BE }
        } else if encoding == ISO_2022_JP {
            Layout::Iso2022Jp
        } else if encoding.is_single_byte() {
            Layout::SingleByte
        } else {
            Layout::MultiByte(encoding)
        }
    }
}

/// One step of a decoder: so many bytes in, so many bytes of text out.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Unit {
    pub(super) raw: usize,
    /// Zero for an escape sequence.
    pub(super) text: usize,
    /// The text is the bytes: every character boundary inside has its byte. Otherwise the unit is one piece.
    pub(super) copy: bool,
}

impl Unit {
    pub(super) fn copied(len: usize) -> Self {
        Unit { raw: len, text: len, copy: true }
    }

    pub(super) fn whole(raw: usize, text: usize) -> Self {
        Unit { raw, text, copy: false }
    }

    pub(super) fn malformed(raw: usize) -> Self {
        Unit::whole(raw, REPLACEMENT_LEN)
    }
}

/// The units of one piece of a page, which begins and ends between characters.
pub(super) enum Units<'p> {
    Utf8 { chunks: std::str::Utf8Chunks<'p>, malformed: usize },
    SingleByte { raw: &'p [u8], text: &'p str },
    MultiByte(Box<MultiByte<'p>>),
    Utf16 { raw: &'p [u8], big_endian: bool },
    Iso2022Jp(iso2022jp::Walk<'p>),
}

impl<'p> Units<'p> {
    /// `text` is what `raw` decoded to (only single-byte encodings and ISO-2022-JP look at it), `shift` the state
    /// ISO-2022-JP is in at the start.
    pub(super) fn new(layout: Layout, raw: &'p [u8], text: &'p str, shift: Shift) -> Self {
        match layout {
            Layout::Utf8 => Units::Utf8 { chunks: raw.utf8_chunks(), malformed: 0 },
            Layout::SingleByte => Units::SingleByte { raw, text },
            Layout::MultiByte(encoding) => Units::MultiByte(Box::new(MultiByte::new(encoding, raw))),
            Layout::Utf16 { big_endian } => Units::Utf16 { raw, big_endian },
            Layout::Iso2022Jp => Units::Iso2022Jp(iso2022jp::Walk::new(raw, text, shift)),
        }
    }

    /// Whether nothing read so far has been kept back, so that the bytes may be cut here. (After a broken gb18030
    /// sequence, units are known apart that would not be without the bytes after them.)
    pub(super) fn settled(&self) -> bool {
        if let Units::MultiByte(units) = self { units.done == units.fed } else { true }
    }

    /// The shift state after the units taken so far.
    pub(super) fn shift(&self) -> Shift {
        if let Units::Iso2022Jp(walk) = self { walk.shift() } else { Shift::default() }
    }
}

impl Iterator for Units<'_> {
    type Item = Unit;

    fn next(&mut self) -> Option<Unit> {
        match self {
            Units::Utf8 { chunks, malformed } => {
                if *malformed > 0 {
                    return Some(Unit::malformed(std::mem::take(malformed)));
                }
                let chunk = chunks.next()?;
                *malformed = chunk.invalid().len();
                if chunk.valid().is_empty() { self.next() } else { Some(Unit::copied(chunk.valid().len())) }
            }
            Units::SingleByte { raw, text } => {
                let ascii = ascii_run(raw);
                let unit = if ascii > 0 {
                    Unit::copied(ascii)
                } else if raw.is_empty() {
                    return None;
                } else {
                    Unit::whole(1, text.chars().next().map_or(0, char::len_utf8))
                };
                (*raw, *text) = (&raw[unit.raw..], &text[unit.text..]);
                Some(unit)
            }
            Units::MultiByte(units) => units.next(),
            Units::Utf16 { raw, big_endian } => {
                if raw.is_empty() {
                    return None;
                }
                let unit = utf16_unit(raw, *big_endian);
                *raw = &raw[unit.raw..];
                Some(unit)
            }
            Units::Iso2022Jp(walk) => walk.next(),
        }
    }
}

fn ascii_run(raw: &[u8]) -> usize {
    raw.iter().position(|b| !b.is_ascii()).unwrap_or(raw.len())
}

/// The first unit of `raw`, which holds at least one byte.
pub(super) fn utf16_unit(raw: &[u8], big_endian: bool) -> Unit {
    let code = |at: usize| {
        let pair = [*raw.get(at)?, *raw.get(at + 1)?];
        Some(if big_endian { u16::from_be_bytes(pair) } else { u16::from_le_bytes(pair) })
    };
    match code(0) {
        Some(0..=0x7F) => Unit::whole(2, 1),
        Some(0x80..=0x7FF) => Unit::whole(2, 2),
        Some(0xD800..=0xDBFF) => match code(2) {
            Some(0xDC00..=0xDFFF) => Unit::whole(4, 4),
            // At the end of the page an unfinished pair and an odd byte are one error, not two.
            None => Unit::malformed(raw.len()),
            Some(_) => Unit::malformed(2),
        },
        // A lone low surrogate becomes U+FFFD, as long as any other character up here.
        Some(_) => Unit::whole(2, 3),
        None => Unit::malformed(1),
    }
}

/// Feeds a decoder single bytes and watches when characters come out.
pub(super) struct MultiByte<'p> {
    raw: &'p [u8],
    decoder: Decoder,
    /// Bytes fed.
    fed: usize,
    /// Bytes accounted for by units given out.
    done: usize,
    /// Decoded text not given out yet, and the raw offset where what it came from ends.
    out: [u8; 16],
    out_at: usize,
    out_len: usize,
    out_raw: usize,
    /// Length of a malformed sequence that follows that text; 0 for none.
    malformed: usize,
    finished: bool,
}

impl<'p> MultiByte<'p> {
    fn new(encoding: &'static Encoding, raw: &'p [u8]) -> Self {
        let decoder = encoding.new_decoder_without_bom_handling();
        let (out, finished) = ([0; 16], raw.is_empty());
        MultiByte {
            raw,
            decoder,
            fed: 0,
            done: 0,
            out,
            out_at: 0,
            out_len: 0,
            out_raw: 0,
            malformed: 0,
            finished,
        }
    }

    fn next(&mut self) -> Option<Unit> {
        loop {
            if self.out_at < self.out_len {
                // One byte can complete several characters: ASCII set free by a broken gb18030 sequence, each
                // its own byte, and last either one character or the two code points of a Big5 pair.
                let unit = if self.out[self.out_at].is_ascii() {
                    Unit::whole(1, 1)
                } else {
                    Unit::whole(self.out_raw - self.done, self.out_len - self.out_at)
                };
                self.out_at += unit.text;
                self.done += unit.raw;
                return Some(unit);
            }
            if self.malformed > 0 {
                let unit = Unit::malformed(std::mem::take(&mut self.malformed));
                self.done += unit.raw;
                return Some(unit);
            }
            if self.finished {
                return None;
            }
            let ascii = ascii_run(&self.raw[self.fed..]);
            if self.done == self.fed && ascii > 0 {
                // The decoder holds nothing back, and ASCII leaves it so: it need not see these.
                self.fed += ascii;
                self.done = self.fed;
                self.finished = self.fed == self.raw.len();
                return Some(Unit::copied(ascii));
            }
            self.feed();
        }
    }

    fn feed(&mut self) {
        let end = self.raw.len().min(self.fed + 1);
        let last = end == self.raw.len();
        let source = &self.raw[self.fed..end];
        let (result, read, written) =
            self.decoder.decode_to_utf8_without_replacement(source, &mut self.out, last);
        self.fed += read;
        (self.out_at, self.out_len, self.out_raw) = (0, written, self.fed);
        match result {
            DecoderResult::InputEmpty => self.finished = last,
            DecoderResult::OutputFull => {}
            DecoderResult::Malformed(len, fed_since) => {
                self.malformed = usize::from(len);
                self.out_raw = self.fed - usize::from(fed_since) - self.malformed;
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use encoding_rs::{BIG5, EUC_JP, GB18030, SHIFT_JIS};

    #[test]
    fn units_keep_malformed_bytes_apart_from_their_neighbours() {
        let lens = |encoding, raw: &[u8]| {
            Units::new(Layout::MultiByte(encoding), raw, "", Shift::default())
                .map(|u| (u.raw, u.text))
                .collect::<Vec<_>>()
        };
        for (case, encoding, raw, want) in [
            ("character", GB18030, &b"a\xC4\xE3<"[..], vec![(1, 1), (2, 3), (1, 1)]),
            ("four bytes", GB18030, b"\x94\x39\xFC\x36", vec![(4, 4)]),
            ("broken third", GB18030, b"\x81\x30\x81<", vec![(1, 3), (1, 1), (1, 3), (1, 1)]),
            ("freed digit", GB18030, b"\x81\x30\x81\x81", vec![(1, 3), (1, 1), (2, 3)]),
            ("lead at the end", GB18030, b"\x81", vec![(1, 3)]),
            ("three at the end", GB18030, b"\x81\x30\x81", vec![(3, 3)]),
            ("two code points", BIG5, b"\x88\x62x", vec![(2, 4), (1, 1)]),
            ("lead before markup", BIG5, b"\xA4<", vec![(1, 3), (1, 1)]),
            ("three bytes", EUC_JP, b"\x8F\xB0\xA1a", vec![(3, 3), (1, 1)]),
            ("bad trail swallowed", SHIFT_JIS, b"\x81\xFD", vec![(2, 3)]),
        ] {
            assert_eq!(lens(encoding, raw), want, "{case}");
        }
    }
}
