//! Text → [`Markup`], the fast path: every lexeme in one pass over the bytes.
//!
//! What is a lexeme follows the standard's tokenizer as html5ever implements it ([`crate::html::plain`] has html5ever read
//! the same page), with two policies of our own: which elements hold raw text ([`crate::html::raw_text`]) and where
//! foreign content is ([`crate::html::foreign`]).
use crate::html::extent::{angle_end, comment_end, next_markup, tag_extent};
use crate::html::foreign::{CDATA_CLOSE, CDATA_OPEN, Foreign};
use crate::html::markup::{Markup, Token, TokenKind};
use crate::html::names::TagNames;
use crate::html::raw_text::RawText;
use crate::html::short_names::read_name;
use crate::html::start_tag::{Found, TagReader};
use crate::html::tag::Tag;
use crate::html::text::floor_char_boundary;
use crate::html::{MAX_ATTRIBUTES, MAX_TAG_BYTES, MAX_TEXT_BYTES};
use crate::span::TextSpan;
use memchr::memchr2;

/// Source bytes per token to expect: few enough that ordinary pages seldom grow the list, as measured on the corpus.
const BYTES_PER_TOKEN: usize = 24;

/// Source bytes per attribute to expect, likewise.
const BYTES_PER_ATTRIBUTE: usize = 48;

/// Reads the lexemes of a page. Takes time and memory linear in `text`, whatever it holds.
///
/// The tokens tile the text. Bytes past [`MAX_TEXT_BYTES`] are not read.
pub fn tokenize(text: &str) -> Markup {
    tokenize_in(Markup::default(), text)
}

/// The same, in the room that another page's lexemes took.
pub(crate) fn tokenize_in(mut markup: Markup, text: &str) -> Markup {
    let text = &text[..floor_char_boundary(text, MAX_TEXT_BYTES)];
    markup.tokens.clear();
    markup.tokens.reserve(text.len() / BYTES_PER_TOKEN);
    markup.attributes.clear();
    markup.attributes.reserve(text.len() / BYTES_PER_ATTRIBUTE);
    // Attributes are ranges of the buffer, and nearly all of them stand in the text as they are.
    markup.buffer.clear();
    markup.buffer.reserve(text.len() + text.len() / 8);
    markup.buffer.push_str(text);
    markup.unknown_tags.clear();
    let mut lexer = Lexer {
        bytes: text.as_bytes(),
        reader: TagReader { text, has_odd_bytes: memchr2(b'\r', 0, text.as_bytes()).is_some(), markup },
        names: TagNames::default(),
        raw_text: RawText::default(),
        foreign: Foreign::default(),
    };
    let mut at = 0;
    while at < text.len() {
        let markup = next_markup(lexer.bytes, at);
        lexer.push(TokenKind::Text, at, markup, Tag::NONE);
        at = if markup < text.len() { lexer.markup_at(markup) } else { markup };
    }
    Markup { unknown_tags: lexer.names.into_list(), ..lexer.reader.markup }
}

struct Lexer<'t> {
    bytes: &'t [u8],
    reader: TagReader<'t>,
    names: TagNames,
    raw_text: RawText,
    foreign: Foreign,
}

impl Lexer<'_> {
    /// Appends a token without attributes, unless it is empty.
    #[inline]
    fn push(&mut self, kind: TokenKind, start: usize, end: usize, tag: Tag) {
        if start < end {
            let span = TextSpan { start: start as u32, end: end as u32 };
            let token =
                Token { kind, span, tag, self_closing: false, oversize: false, attr_start: 0, attr_len: 0 };
            self.reader.markup.tokens.push(token);
        }
    }

    /// Reads what starts with the `<` at `at`, found by [`next_markup`]; returns its end.
    #[inline]
    fn markup_at(&mut self, at: usize) -> usize {
        let (kind, end) = match self.bytes[at + 1] {
            b'/' => match self.bytes[at + 2] {
                b'>' => (TokenKind::Gap, at + 3),
                byte if byte.is_ascii_alphabetic() => return self.end_tag(at),
                _ => (TokenKind::BogusComment, angle_end(self.bytes, at + 2)),
            },
            b'!' => return self.declaration(at),
            b'?' => (TokenKind::BogusComment, angle_end(self.bytes, at + 1)),
            _ => return self.start_tag(at),
        };
        self.push(kind, at, end, Tag::NONE);
        end
    }

    /// `<!…`
    fn declaration(&mut self, at: usize) -> usize {
        let rest = &self.bytes[at + 2..];
        let (kind, end) = if rest.starts_with(b"--") {
            (TokenKind::Comment, comment_end(self.bytes, at))
        } else if rest.get(..7).is_some_and(|word| word.eq_ignore_ascii_case(b"doctype")) {
            (TokenKind::Doctype, angle_end(self.bytes, at + 2))
        } else if let Some(close) = self.foreign.cdata_close(self.bytes, at) {
            self.push(TokenKind::Gap, at, at + CDATA_OPEN.len(), Tag::NONE);
            self.push(TokenKind::Text, at + CDATA_OPEN.len(), close, Tag::NONE);
            self.push(TokenKind::Gap, close, close + CDATA_CLOSE.len(), Tag::NONE);
            return close + CDATA_CLOSE.len();
        } else {
            (TokenKind::BogusComment, angle_end(self.bytes, at + 2))
        };
        self.push(kind, at, end, Tag::NONE);
        end
    }

    /// `</name…`
    #[inline]
    fn end_tag(&mut self, at: usize) -> usize {
        let Some(name) = read_name(self.bytes, at + 2) else { return self.cut_tag(at) };
        let (tag, end) = if name.stop == b'>' {
            (self.names.tag_of(self.reader.text, at + 2, name), name.end + 1)
        } else if let Some(extent) = tag_extent(self.bytes, at + 2, |_, _| {}) {
            (self.names.tag_of_source(&self.reader.text[at + 2..extent.name_end]), extent.end)
        } else {
            return self.cut_tag(at);
        };
        self.foreign.end(tag);
        self.push(TokenKind::EndTag, at, end, tag);
        end
    }

    /// A tag the text ends in.
    fn cut_tag(&mut self, at: usize) -> usize {
        self.push(TokenKind::Gap, at, self.bytes.len(), Tag::NONE);
        self.bytes.len()
    }

    /// `<name…`, and the raw text after it.
    #[inline]
    fn start_tag(&mut self, at: usize) -> usize {
        let attr_start = self.reader.markup.attributes.len();
        let (tag, end, self_closing, oversize) = match self.reader.read(at) {
            Found::Tag { name, end, self_closing } => {
                (self.names.tag_of(self.reader.text, at + 1, name), end, self_closing, false)
            }
            Found::Odd => {
                self.reader.markup.attributes.truncate(attr_start);
                match self.odd_tag(at) {
                    Some(tag) => tag,
                    None => return self.cut_tag(at),
                }
            }
            Found::Cut => {
                self.reader.markup.attributes.truncate(attr_start);
                return self.cut_tag(at);
            }
        };
        let attr_len = (self.reader.markup.attributes.len() - attr_start) as u32;
        self.reader.markup.tokens.push(Token {
            kind: TokenKind::StartTag,
            span: TextSpan { start: at as u32, end: end as u32 },
            tag,
            self_closing,
            oversize,
            attr_start: attr_start as u32,
            attr_len,
        });
        self.foreign.start(tag, self_closing);
        if !tag.is_raw_text() || self.foreign.contains(self.bytes, end) {
            return end;
        }
        let raw_end = self.raw_text.end(self.bytes, tag, end).unwrap_or(end);
        self.push(TokenKind::RawText, end, raw_end, tag);
        raw_end
    }

    /// Reads a start tag that is not as most are, in three passes: its name, its end, whether it is self-closing, whether
    /// it is oversize. `None` if the text ends in it.
    #[cold]
    fn odd_tag(&mut self, at: usize) -> Option<(Tag, usize, bool, bool)> {
        let mut count = 0;
        let extent = tag_extent(self.bytes, at + 1, |_, _| count += 1)?;
        let oversize = count > MAX_ATTRIBUTES || extent.end - at > MAX_TAG_BYTES;
        self.reader.markup.push_limited_attributes(self.reader.text, at);
        let tag = self.names.tag_of_source(&self.reader.text[at + 1..extent.name_end]);
        Some((tag, extent.end, extent.self_closing, oversize))
    }
}
