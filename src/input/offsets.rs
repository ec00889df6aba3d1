//! Positions in the text ↔ positions in the bytes.
//!
//! A sparse list of checkpoints, and between two of them the piece decoded again. Sorted or not, a look-up costs
//! a binary search and a piece of a few hundred bytes.
use super::decode::stands_alone;
use super::iso2022jp::{self, ESCAPE_LEN, Shift};
use super::units::{Layout, Units};
use crate::span::{RawSpan, TextSpan};

/// A place where text and bytes are both between characters. `raw` counts from after the byte order mark.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct Checkpoint {
    pub(super) text: u32,
    pub(super) raw: u32,
    pub(super) shift: Shift,
}

/// Where every character of the text came from.
#[derive(Debug)]
pub(super) struct OffsetMap {
    /// `None` where the text is the bytes.
    layout: Option<Layout>,
    /// Bytes before the text: the byte order mark.
    base: usize,
    /// Bytes of the page after it.
    len: usize,
    /// By strictly increasing `text` and `raw`; the first is 0, 0 unless the map is the identity.
    checkpoints: Vec<Checkpoint>,
}

/// What was decoded, in both forms.
#[derive(Clone, Copy)]
pub(super) struct Page<'p> {
    /// Without the byte order mark.
    pub(super) body: &'p [u8],
    pub(super) text: &'p str,
}

/// A position looked up: the nearest boundaries around it, equal where it is one itself.
#[derive(Clone, Copy)]
struct Place {
    below: usize,
    above: usize,
    /// It lies between characters, and not inside an escape sequence either.
    exact: bool,
    /// State of ISO-2022-JP at `below`.
    shift: Shift,
}

impl OffsetMap {
    pub(super) fn identity(base: usize, len: usize) -> Self {
        OffsetMap { layout: None, base, len, checkpoints: Vec::new() }
    }

    pub(super) fn new(layout: Layout, base: usize, len: usize, mut checkpoints: Vec<Checkpoint>) -> Self {
        checkpoints.shrink_to_fit();
        OffsetMap { layout: Some(layout), base, len, checkpoints }
    }

    pub(super) fn base(&self) -> usize {
        self.base
    }

    pub(super) fn to_raw(&self, page: Page<'_>, span: TextSpan) -> RawSpan {
        let from = floor_char_boundary(page.text, span.start as usize);
        let to = ceil_char_boundary(page.text, span.end as usize);
        let start = self.seek_text(page, from);
        if from == 0 && to == page.text.len() {
            return RawSpan { start: self.base, end: self.base + self.len };
        }
        if from == to {
            return RawSpan { start: self.base + start.below, end: self.base + start.below };
        }
        // A last escape sequence belongs to nothing else.
        let end = if to == page.text.len() { self.len } else { self.seek_text(page, to).above };
        let mut first = start.below;
        if let Some(Layout::Iso2022Jp) = self.layout
            && !start.shift.escaped
            && iso2022jp::escape(&page.body[first..]).is_some()
        {
            // The span starts in the state its first character needs, or in that of the text before it,
            // whichever lets it be taken out. It ends before the next escape sequence in any case, so that
            // spans with nothing in common share no byte.
            let tight = first + ESCAPE_LEN;
            if self.can_cut_body(page, tight, end) || !self.can_cut_body(page, first, end) {
                first = tight;
            }
        }
        RawSpan { start: self.base + first, end: self.base + end }
    }

    pub(super) fn to_text(&self, page: Page<'_>, span: RawSpan) -> TextSpan {
        let start = self.seek_raw(page, span.start.saturating_sub(self.base)).below;
        let end = self.seek_raw(page, span.end.saturating_sub(self.base)).above;
        TextSpan::new(start, end.max(start))
    }

    pub(super) fn can_cut(&self, page: Page<'_>, span: RawSpan) -> bool {
        // Without its byte order mark the page might not be decoded the same way at all.
        span.start >= self.base
            && span.start <= span.end
            && span.end <= self.base + self.len
            && self.can_cut_body(page, span.start - self.base, span.end - self.base)
    }

    fn can_cut_body(&self, page: Page<'_>, start: usize, end: usize) -> bool {
        let (first, last) = (self.seek_raw(page, start), self.seek_raw(page, end));
        if !(first.exact && last.exact) {
            return false;
        }
        match self.layout {
            Some(Layout::Iso2022Jp) => iso2022jp::can_cut(first.shift, last.shift, &page.body[end..]),
            Some(layout @ Layout::MultiByte(_)) => self.joins(page, layout, start, end),
            // At worst the halves of a character that was torn apart find each other again.
            _ => true,
        }
    }

    /// Whether the bytes up to `start` and those from `end` on mean together what they mean apart, or more:
    /// a broken character before the cut can swallow the first byte after it, and the two may be one character
    /// that was torn apart.
    fn joins(&self, page: Page<'_>, layout: Layout, start: usize, end: usize) -> bool {
        let Layout::MultiByte(encoding) = layout else { return true };
        if start == 0 || stands_alone(page.body[start - 1]) {
            return true;
        }
        let from = self.checkpoints.partition_point(|c| (c.raw as usize) < start).saturating_sub(1);
        let from = self.checkpoints[from];
        // Four bytes are the longest character: enough to show whether the first is hit.
        let to = self.checkpoints.partition_point(|c| (c.raw as usize) < end + 4);
        let (raw_to, text_to) = self
            .checkpoints
            .get(to)
            .map_or((self.len, page.text.len()), |c| (c.raw as usize, c.text as usize));
        let bytes = [&page.body[from.raw as usize..start], &page.body[end..raw_to]].concat();
        let joined = encoding.decode_without_bom_handling(&bytes).0;
        let (cut_from, cut_to) = (self.seek_raw(page, start).below, self.seek_raw(page, end).below);
        let apart = [&page.text[from.text as usize..cut_from], &page.text[cut_to..text_to]].concat();
        let broken = |text: &str| text.matches(char::REPLACEMENT_CHARACTER).count();
        joined == apart || broken(&joined) < broken(&apart)
    }

    /// The piece `index`, and where it begins.
    fn piece<'p>(&self, page: Page<'p>, layout: Layout, index: usize) -> (Checkpoint, Page<'p>, Units<'p>) {
        let start = self.checkpoints[index];
        let (raw_end, text_end) = self
            .checkpoints
            .get(index + 1)
            .map_or((self.len, page.text.len()), |next| (next.raw as usize, next.text as usize));
        let piece = Page {
            body: &page.body[start.raw as usize..raw_end],
            text: &page.text[start.text as usize..text_end],
        };
        (start, piece, Units::new(layout, piece.body, piece.text, start.shift))
    }

    /// The bytes for a character boundary of the text: right after the character before it.
    fn seek_text(&self, page: Page<'_>, at: usize) -> Place {
        let Some(layout) = self.layout else { return Place::exactly(at.min(self.len), Shift::default()) };
        let index = self.checkpoints.partition_point(|c| c.text as usize <= at).saturating_sub(1);
        let (start, piece, mut units) = self.piece(page, layout, index);
        let (mut text, mut raw) = (start.text as usize, start.raw as usize);
        if is_copy(layout, piece) {
            return Place::exactly(raw + (at - text), Shift::default());
        }
        while text < at {
            let shift = units.shift();
            let Some(unit) = units.next() else { break };
            if text + unit.text > at {
                return if unit.copy {
                    Place::exactly(raw + (at - text), shift)
                } else {
                    Place { below: raw, above: raw + unit.raw, exact: false, shift }
                };
            }
            text += unit.text;
            raw += unit.raw;
        }
        Place::exactly(raw, units.shift())
    }

    /// The text for a position in the bytes.
    fn seek_raw(&self, page: Page<'_>, at: usize) -> Place {
        let at = at.min(self.len);
        let around = |text: usize, shift| Place {
            below: floor_char_boundary(page.text, text),
            above: ceil_char_boundary(page.text, text),
            exact: page.text.is_char_boundary(text),
            shift,
        };
        let Some(layout) = self.layout else { return around(at, Shift::default()) };
        let index = self.checkpoints.partition_point(|c| c.raw as usize <= at).saturating_sub(1);
        let (start, piece, mut units) = self.piece(page, layout, index);
        let (mut text, mut raw) = (start.text as usize, start.raw as usize);
        if is_copy(layout, piece) {
            return around(text + (at - raw), Shift::default());
        }
        while raw < at {
            let shift = units.shift();
            let Some(unit) = units.next() else { break };
            if raw + unit.raw > at {
                return if unit.copy {
                    around(text + (at - raw), shift)
                } else {
                    Place { below: text, above: text + unit.text, exact: false, shift }
                };
            }
            text += unit.text;
            raw += unit.raw;
        }
        Place::exactly(text, units.shift())
    }
}

/// Whether every position of the piece is the same distance from both ends' starts. In UTF-8 a malformed sequence
/// is never longer than the U+FFFD it becomes, so equal lengths leave no room for a shift.
fn is_copy(layout: Layout, piece: Page<'_>) -> bool {
    matches!(layout, Layout::Utf8) && piece.body.len() == piece.text.len()
}

impl Place {
    fn exactly(at: usize, shift: Shift) -> Self {
        Place { below: at, above: at, exact: true, shift }
    }
}

fn floor_char_boundary(text: &str, at: usize) -> usize {
    (0..=at.min(text.len())).rev().find(|&i| text.is_char_boundary(i)).unwrap_or(0)
}

fn ceil_char_boundary(text: &str, at: usize) -> usize {
    (at..text.len()).find(|&i| text.is_char_boundary(i)).unwrap_or(text.len())
}
