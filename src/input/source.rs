//! One page: its bytes, its text, and the way between them.
use super::choose::{self, EncodingRule};
use super::decode;
use super::error::InputError;
use super::limits::Limits;
use super::lines::{LineEnds, LineIndex};
use super::offsets::{OffsetMap, Page};
use crate::span::{RawSpan, TextSpan};
use encoding_rs::{Encoding, UTF_8, UTF_16BE, UTF_16LE};
use std::borrow::Cow;
use std::sync::OnceLock;

/// A decoded page that can be traced back to its bytes.
///
/// Malformed bytes become U+FFFD in the text and keep their place: a span over one covers exactly those bytes.
/// A byte order mark is no part of the text.
#[derive(Debug)]
pub struct Source<'a> {
    raw: &'a [u8],
    text: Cow<'a, str>,
    encoding: &'static Encoding,
    rule: EncodingRule,
    offsets: OffsetMap,
    lines: OnceLock<LineIndex>,
}

impl<'a> Source<'a> {
    /// Decodes a page. `charset_hint` is what is known about its encoding from elsewhere, such as the HTTP
    /// header: any label of the WHATWG Encoding Standard; an unknown one is ignored.
    ///
    /// Bytes that are valid UTF-8 are not copied.
    ///
    /// # Errors
    /// Only for pages beyond `limits.max_bytes` or beyond 32-bit offsets. Any bytes decode to something.
    pub fn decode(raw: &'a [u8], charset_hint: Option<&str>, limits: &Limits) -> Result<Self, InputError> {
        let limit = limits.max_bytes.min(u32::MAX as usize);
        if raw.len() > limit {
            return Err(InputError::TooLarge { bytes: raw.len(), limit });
        }
        let after_bom = Encoding::for_bom(raw).map_or(0, |(_, bom)| bom);
        let valid_utf8 = std::str::from_utf8(&raw[after_bom..]).ok();
        let choice = choose::choose(raw, charset_hint, valid_utf8);
        let (text, offsets) = decode::decode(raw, choice.bom, choice.encoding, valid_utf8);
        if u32::try_from(text.len()).is_err() {
            return Err(InputError::TextTooLong { bytes: text.len() });
        }
        let (encoding, rule) = (choice.encoding, choice.rule);
        Ok(Source { raw, text, encoding, rule, offsets, lines: OnceLock::new() })
    }

    /// The page as stored.
    pub fn raw(&self) -> &'a [u8] {
        self.raw
    }

    /// The decoded text, without byte order mark.
    pub fn text(&self) -> &str {
        &self.text
    }

    /// The encoding's name in the WHATWG Encoding Standard, such as `UTF-8` or `windows-1252`.
    pub fn encoding(&self) -> &'static str {
        self.encoding.name()
    }

    /// What settled the encoding.
    pub fn rule(&self) -> EncodingRule {
        self.rule
    }

    /// The bytes a span of text came from, exactly, at character boundaries; other ends are moved outward to the
    /// next boundary, and so is an end between two characters that share their bytes (Big5 has four such pairs).
    /// Spans with no text in common share no byte.
    ///
    /// In ISO-2022-JP the escape sequence before the first character is included if the span can only be cut
    /// with it, and left out otherwise.
    pub fn to_raw(&self, span: TextSpan) -> RawSpan {
        self.offsets.to_raw(self.page(), span)
    }

    /// The text some bytes became, widened to whole characters. Ends beyond the page count as its end.
    pub fn to_text(&self, span: RawSpan) -> TextSpan {
        self.offsets.to_text(self.page(), span)
    }

    /// Whether the rest of the page still decodes to the same characters once these bytes are gone: false inside
    /// a character or the byte order mark, where ISO-2022-JP would be left in the wrong shift state, and where a
    /// broken multi-byte character would swallow what moves up to it. (Halves of one character that come together
    /// again are no objection.) Spans that touch must be merged before asking.
    pub fn can_cut(&self, span: RawSpan) -> bool {
        self.offsets.can_cut(self.page(), span)
    }

    /// `text` in the page's encoding; characters it lacks become `&#N;`. In ISO-2022-JP the bytes begin and end
    /// in ASCII, so they belong where the page is in ASCII, as it is right after a tag.
    pub fn encode(&self, text: &str) -> Vec<u8> {
        if self.encoding == UTF_16LE {
            text.encode_utf16().flat_map(u16::to_le_bytes).collect()
        } else if self.encoding == UTF_16BE {
            text.encode_utf16().flat_map(u16::to_be_bytes).collect()
        } else if self.encoding == UTF_8 {
            text.as_bytes().to_vec()
        } else {
            self.encoding.encode(text).0.into_owned()
        }
    }

    /// Line of a byte of the page as stored, from 1. Lines end with LF, CR or both; an offset beyond the page is
    /// on the last line. The first call reads the whole page once, later ones a few kilobytes at most.
    pub fn line_of(&self, raw_offset: usize) -> usize {
        let ends = if self.encoding == UTF_16LE || self.encoding == UTF_16BE {
            LineEnds::Units { big_endian: self.encoding == UTF_16BE }
        } else {
            LineEnds::Bytes
        };
        self.lines.get_or_init(|| LineIndex::new(self.raw, ends)).line_of(self.raw, raw_offset)
    }

    fn page(&self) -> Page<'_> {
        Page { body: &self.raw[self.offsets.base()..], text: &self.text }
    }
}
