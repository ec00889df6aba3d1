//! Text → [`Markup`]: finds every lexeme's extent, and has html5ever read tags that hold NULs or carriage returns.
//!
//! Extents follow the standard's tokenizer, with two policies of our own: which elements hold raw text
//! ([`crate::html::raw_text`]) and where foreign content is ([`crate::html::foreign`]). All but a start tag's
//! attributes needs no more than its extent.
use crate::html::extent::{angle_end, comment_end, next_markup, tag_extent};
use crate::html::foreign::{CDATA_CLOSE, CDATA_OPEN, Foreign};
use crate::html::markup::{AttrRecord, Markup, Token, TokenKind};
use crate::html::names::{AttrNames, TagNames, push_normalized_name};
use crate::html::raw_text::RawText;
use crate::html::sink::TagReader;
use crate::html::tag::Tag;
use crate::html::text::decode_attribute;
use crate::html::{MAX_ATTRIBUTES, MAX_TAG_BYTES};
use crate::span::TextSpan;
use memchr::{memchr, memchr2};
use foldhash::{HashSet, HashSetExt};
use std::ops::Range;

/// Longest text whose tokens, and whose attributes' decoded values (at most three bytes for one), can be told
/// apart by 32-bit offsets.
pub const MAX_TEXT_BYTES: usize = u32::MAX as usize / 3;

/// Most attributes of a tag that are compared pair by pair to leave out repeated names, here and by html5ever; it is
/// a good deal more than ordinary tags have.
const MANY_ATTRIBUTES: usize = 32;

/// Source bytes per token to expect: few enough that ordinary pages seldom grow the list, as measured on the corpus.
const BYTES_PER_TOKEN: usize = 40;

/// Reads the lexemes of a page. Takes time and memory linear in `text`, whatever it holds.
///
/// The tokens tile the text. Bytes past [`MAX_TEXT_BYTES`] are not read.
pub fn tokenize(text: &str) -> Markup {
    let text = longest_prefix(text);
    let mut lexer = Lexer {
        text,
        bytes: text.as_bytes(),
        markup: Markup { tokens: Vec::with_capacity(text.len() / BYTES_PER_TOKEN), ..Markup::default() },
        reader: None,
        names: TagNames::default(),
        attr_names: AttrNames::default(),
        raw_text: RawText::default(),
        foreign: Foreign::default(),
        name: String::new(),
    };
    let mut at = 0;
    while at < text.len() {
        let markup = next_markup(lexer.bytes, at);
        lexer.push(TokenKind::Text, at..markup);
        at = if markup < text.len() { lexer.markup_at(markup) } else { markup };
    }
    lexer.markup.unknown_tags = lexer.names.into_list();
    lexer.markup
}

fn longest_prefix(text: &str) -> &str {
    let mut end = text.len().min(MAX_TEXT_BYTES);
    while !text.is_char_boundary(end) {
        end -= 1;
    }
    &text[..end]
}

struct Lexer<'t> {
    text: &'t str,
    bytes: &'t [u8],
    markup: Markup,
    /// Made when a tag first needs it: it copies the text.
    reader: Option<TagReader>,
    names: TagNames,
    attr_names: AttrNames,
    raw_text: RawText,
    foreign: Foreign,
    name: String,
}

impl Lexer<'_> {
    /// Appends a token without a name, unless it is empty.
    fn push(&mut self, kind: TokenKind, range: Range<usize>) {
        self.push_named(kind, range, Tag::NONE);
    }

    fn push_named(&mut self, kind: TokenKind, range: Range<usize>, tag: Tag) {
        if !range.is_empty() {
            self.markup.tokens.push(Token {
                kind,
                span: TextSpan::new(range.start, range.end),
                tag,
                self_closing: false,
                oversize: false,
                attr_start: 0,
                attr_len: 0,
            });
        }
    }

    /// Reads what starts with the `<` at `at`, found by [`next_markup`]; returns its end.
    fn markup_at(&mut self, at: usize) -> usize {
        let (kind, end) = match (self.bytes[at + 1], self.bytes.get(at + 2)) {
            (b'/', Some(b'>')) => (TokenKind::Gap, at + 3),
            (b'/', Some(byte)) if byte.is_ascii_alphabetic() => return self.end_tag(at),
            (b'!', _) => return self.declaration(at),
            (b'/', _) => (TokenKind::BogusComment, angle_end(self.bytes, at + 2)),
            (b'?', _) => (TokenKind::BogusComment, angle_end(self.bytes, at + 1)),
            _ => return self.start_tag(at),
        };
        self.push(kind, at..end);
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
            self.push(TokenKind::Gap, at..at + CDATA_OPEN.len());
            self.push(TokenKind::Text, at + CDATA_OPEN.len()..close);
            self.push(TokenKind::Gap, close..close + CDATA_CLOSE.len());
            return close + CDATA_CLOSE.len();
        } else {
            (TokenKind::BogusComment, angle_end(self.bytes, at + 2))
        };
        self.push(kind, at..end);
        end
    }

    /// `</name…`
    fn end_tag(&mut self, at: usize) -> usize {
        let Some(extent) = tag_extent(self.bytes, at + 2, |_, _| {}) else {
            return self.cut_tag(at);
        };
        let tag = self.names.tag_of_source(&self.text[at + 2..extent.name_end]);
        self.foreign.end(tag);
        self.push_named(TokenKind::EndTag, at..extent.end, tag);
        extent.end
    }

    /// A tag the text ends in.
    fn cut_tag(&mut self, at: usize) -> usize {
        self.push(TokenKind::Gap, at..self.bytes.len());
        self.bytes.len()
    }

    /// `<name…`, and the raw text after it.
    fn start_tag(&mut self, at: usize) -> usize {
        let mut attributes = 0;
        let Some(extent) = tag_extent(self.bytes, at + 1, |_, _| attributes += 1) else {
            return self.cut_tag(at);
        };
        let end = extent.end;
        let oversize = attributes > MAX_ATTRIBUTES || end - at > MAX_TAG_BYTES;
        let attr_start = self.markup.attributes.len();
        if attributes > MANY_ATTRIBUTES || oversize {
            self.read_many(at);
        } else if attributes > 0 && memchr2(b'\r', 0, &self.bytes[at..end]).is_some() {
            self.read_with_html5ever(at, end);
        } else if attributes > 0 {
            self.read_plain(at);
        }
        let tag = self.names.tag_of_source(&self.text[at + 1..extent.name_end]);
        self.markup.tokens.push(Token {
            kind: TokenKind::StartTag,
            span: TextSpan::new(at, end),
            tag,
            self_closing: extent.self_closing,
            oversize,
            attr_start: attr_start as u32,
            attr_len: (self.markup.attributes.len() - attr_start) as u32,
        });

        self.foreign.start(tag, extent.self_closing);
        if !tag.is_raw_text() || self.foreign.contains(self.bytes, end) {
            return end;
        }
        let raw_end = self.raw_text.end(self.bytes, tag, end).unwrap_or(end);
        self.push_named(TokenKind::RawText, end..raw_end, tag);
        raw_end
    }

    /// Has html5ever read the attributes of the tag at `at..end`.
    fn read_with_html5ever(&mut self, at: usize, end: usize) {
        let text = self.text;
        let reader = self.reader.get_or_insert_with(|| TagReader::new(text));
        match reader.read(at as u32, end as u32) {
            Some(tag) => {
                for attribute in &tag.attrs {
                    self.push_attribute(&attribute.name.local, &attribute.value);
                }
            }
            None => {
                debug_assert!(false, "html5ever sees another tag in {}", &self.text[at..end]);
                self.read_many(at);
            }
        }
    }

    /// Reads the attributes of the tag at `at`, which holds no NUL or CR: its values are what they spell, character
    /// references aside. That is nearly every tag, and html5ever is several times slower at it.
    fn read_plain(&mut self, at: usize) {
        let text = self.text;
        let first = self.markup.attributes.len();
        let mut name = std::mem::take(&mut self.name);
        // The tag was scanned to its end before.
        let _ = tag_extent(self.bytes, at + 1, |name_range, value_range| {
            name.clear();
            name.push_str(&text[name_range]);
            name.make_ascii_lowercase();
            let seen = &self.markup.attributes[first..];
            if !seen.iter().any(|a| self.markup.buffer[a.name_text.range()] == name) {
                let value = &text[value_range];
                if memchr(b'&', value.as_bytes()).is_some() {
                    self.push_attribute(&name, &decode_attribute(value));
                } else {
                    self.push_attribute(&name, value);
                }
            }
        });
        self.name = name;
    }

    fn push_attribute(&mut self, name: &str, value: &str) {
        let buffer = &mut self.markup.buffer;
        let start = buffer.len();
        buffer.push_str(name);
        let middle = buffer.len();
        buffer.push_str(value);
        self.markup.attributes.push(AttrRecord {
            name: self.attr_names.attribute(name),
            name_text: TextSpan::new(start, middle),
            value: TextSpan::new(middle, buffer.len()),
        });
    }

    /// Reads the first [`MAX_ATTRIBUTES`] attributes of the tag at `at` without html5ever, in linear time, leaving
    /// out those that no longer fit into [`MAX_TAG_BYTES`] together with the ones before.
    fn read_many(&mut self, at: usize) {
        let text = self.text;
        let mut seen = HashSet::new();
        let (mut count, mut room) = (0, MAX_TAG_BYTES);
        let mut name = String::new();
        // The tag was scanned to its end before.
        let _ = tag_extent(self.bytes, at + 1, |name_range, value_range| {
            count += 1;
            let bytes = name_range.len() + value_range.len();
            if count > MAX_ATTRIBUTES || bytes > room {
                return;
            }
            room -= bytes;
            name.clear();
            push_normalized_name(&mut name, &text[name_range]);
            if seen.insert(name.clone()) {
                self.push_attribute(&name, &decode_attribute(&text[value_range]));
            }
        });
    }
}
