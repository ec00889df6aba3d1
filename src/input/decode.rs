//! Bytes → text in one pass, leaving checkpoints of where the text stands against the bytes.
use super::iso2022jp::{self, Shift};
use super::offsets::{Checkpoint, OffsetMap};
use super::units::{Layout, Units, utf16_unit};
use encoding_rs::{CoderResult, Encoding};
use std::borrow::Cow;

/// Raw bytes from one checkpoint to the next, at least. A look-up decodes one such piece again; a checkpoint
/// takes 12 bytes, so the map is 5 % of the page.
const PIECE_BYTES: usize = 256;

/// Raw bytes to wait for a byte that is always a character of its own before finding a cut by decoding step by
/// step. Markup never waits that long; unbroken CJK text does.
const PATIENCE_BYTES: usize = 1024;

/// Decodes all of `raw` but its byte order mark of `bom` bytes. `valid_utf8` is that part as UTF-8, if well-formed.
pub(super) fn decode<'a>(
    raw: &'a [u8],
    bom: usize,
    encoding: &'static Encoding,
    valid_utf8: Option<&'a str>,
) -> (Cow<'a, str>, OffsetMap) {
    let body = &raw[bom..];
    let layout = Layout::of(encoding);
    let same = valid_utf8.filter(|text| match layout {
        Layout::Utf8 => true,
        Layout::SingleByte | Layout::MultiByte(_) => text.is_ascii(),
        Layout::Iso2022Jp => text.is_ascii() && iso2022jp::has_no_shift(body),
        Layout::Utf16 { .. } => body.is_empty(),
    });
    if let Some(text) = same {
        return (Cow::Borrowed(text), OffsetMap::identity(bom, body.len()));
    }
    let (text, checkpoints) = match layout {
        Layout::Utf8 => utf8(body),
        Layout::SingleByte | Layout::MultiByte(_) => ascii_compatible(body, encoding, layout),
        Layout::Utf16 { big_endian } => utf16(body, encoding, big_endian),
        Layout::Iso2022Jp => iso_2022_jp(body, encoding),
    };
    (Cow::Owned(text), OffsetMap::new(layout, bom, body.len(), checkpoints))
}

/// Checkpoints as they are laid down, the first at the very start.
struct Trail(Vec<Checkpoint>);

impl Trail {
    fn new() -> Self {
        Trail(vec![Checkpoint::default()])
    }

    fn since(&self, raw: usize) -> usize {
        raw - self.0.last().map_or(0, |c| c.raw as usize)
    }

    /// Offsets beyond `u32` cannot be looked up; [`super::Source::decode`] refuses such pages afterwards.
    fn mark(&mut self, text: usize, raw: usize, shift: Shift) {
        if self.since(raw) > 0 {
            self.0.push(Checkpoint { text: text as u32, raw: raw as u32, shift });
        }
    }

    fn mark_if_due(&mut self, text: usize, raw: usize, shift: Shift) {
        if self.since(raw) >= PIECE_BYTES {
            self.mark(text, raw, shift);
        }
    }
}

/// Malformed UTF-8: each malformed sequence becomes U+FFFD, all else is itself.
fn utf8(body: &[u8]) -> (String, Vec<Checkpoint>) {
    let mut text = String::with_capacity(body.len() + body.len() / 16);
    let mut trail = Trail::new();
    let mut raw = 0;
    for chunk in body.utf8_chunks() {
        if chunk.valid().len() >= PIECE_BYTES {
            // A long well-formed stretch gets a piece of its own, which then need not be walked.
            trail.mark(text.len(), raw, Shift::default());
        }
        text.push_str(chunk.valid());
        raw += chunk.valid().len();
        trail.mark_if_due(text.len(), raw, Shift::default());
        if !chunk.invalid().is_empty() {
            text.push(char::REPLACEMENT_CHARACTER);
            raw += chunk.invalid().len();
            trail.mark_if_due(text.len(), raw, Shift::default());
        }
    }
    (text, trail.0)
}

/// Cuts where no character is cut: both halves then decode on their own to what they decode to together.
fn ascii_compatible(body: &[u8], encoding: &'static Encoding, layout: Layout) -> (String, Vec<Checkpoint>) {
    let mut text = String::with_capacity(body.len() + body.len() / 4);
    let mut buffer = String::new();
    let mut trail = Trail::new();
    let mut raw = 0;
    while raw < body.len() {
        let piece = &body[raw..raw + piece_len(&body[raw..], layout)];
        let mut decoder = encoding.new_decoder_without_bom_handling();
        // Not straight into `text`: encoding_rs touches all the room a string has left, for every piece.
        buffer.clear();
        buffer.reserve(decoder.max_utf8_buffer_length(piece.len()).unwrap_or(4 * piece.len()));
        let (result, read, _) = decoder.decode_to_string(piece, &mut buffer, true);
        debug_assert!(result == CoderResult::InputEmpty && read == piece.len());
        text.push_str(&buffer);
        raw += piece.len();
        if raw < body.len() {
            trail.mark(text.len(), raw, Shift::default());
        }
    }
    (text, trail.0)
}

fn piece_len(rest: &[u8], layout: Layout) -> usize {
    if rest.len() <= PIECE_BYTES {
        return rest.len();
    }
    if matches!(layout, Layout::SingleByte) {
        return PIECE_BYTES;
    }
    let waited = &rest[..rest.len().min(PATIENCE_BYTES)];
    if let Some(found) = waited[PIECE_BYTES - 1..].iter().position(|&b| stands_alone(b)) {
        return PIECE_BYTES + found;
    }
    // The decoder is caught up every four bytes at the latest, whatever it is fed.
    let mut units = Units::new(layout, waited, "", Shift::default());
    let mut len = 0;
    while let Some(unit) = units.next() {
        len += unit.raw;
        if len >= PIECE_BYTES && units.settled() {
            break;
        }
    }
    len
}

/// Whether the byte is a character by itself wherever it turns up. Trail bytes begin at 0x30 (digits, gb18030)
/// or 0x40 (all others) in the encodings of <https://encoding.spec.whatwg.org/> that keep ASCII.
pub(super) fn stands_alone(byte: u8) -> bool {
    matches!(byte, 0..=0x2F | 0x3A..=0x3F)
}

fn utf16(body: &[u8], encoding: &'static Encoding, big_endian: bool) -> (String, Vec<Checkpoint>) {
    let text = encoding.decode_without_bom_handling(body).0.into_owned();
    let mut trail = Trail::new();
    let (mut raw, mut at) = (0, 0);
    while raw < body.len() {
        let unit = utf16_unit(&body[raw..], big_endian);
        raw += unit.raw;
        at += unit.text;
        trail.mark_if_due(at, raw, Shift::default());
    }
    (text, trail.0)
}

fn iso_2022_jp(body: &[u8], encoding: &'static Encoding) -> (String, Vec<Checkpoint>) {
    let text = encoding.decode_without_bom_handling(body).0.into_owned();
    let mut trail = Trail::new();
    let mut walk = iso2022jp::Walk::new(body, &text, Shift::default());
    let (mut raw, mut at) = (0, 0);
    while let Some(unit) = walk.next() {
        raw += unit.raw;
        at += unit.text;
        // Never between an escape sequence and its character: "right after the last character" must be found
        // in the piece that ends there.
        if unit.text > 0 {
            trail.mark_if_due(at, raw, walk.shift());
        }
    }
    (text, trail.0)
}
