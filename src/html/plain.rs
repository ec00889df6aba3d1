//! Text → [`Markup`] through html5ever alone, from the first byte to the last: the authority that the fast path
//! ([`crate::html::tokenize`]) must agree with on every input.
//!
//! html5ever decides what is a tag, a comment, text, and what attributes say. It reports no positions: where its queue
//! stands when it hands over a token gives the end of tags and comments, and walking the source along with the text
//! it reports gives their starts. Ours are only the policies it has no opinion on, the same as the fast path's: which
//! elements hold raw text, where foreign content is, and the limits on one tag. A tag that html5ever has not come to the
//! end of after [`MAX_TAG_BYTES`] is taken from it, because its search for repeated attributes is quadratic.
use crate::html::extent::tag_extent;
use crate::html::foreign::{CDATA_CLOSE, CDATA_OPEN, Foreign};
use crate::html::markup::{Markup, Token, TokenKind};
use crate::html::names::TagNames;
use crate::html::probe::Probe;
use crate::html::tag::Tag;
use crate::html::text::floor_char_boundary;
use crate::html::{MAX_ATTRIBUTES, MAX_TAG_BYTES, MAX_TEXT_BYTES};
use crate::span::TextSpan;
use html5ever::TokenizerResult;
use html5ever::buffer_queue::BufferQueue;
use html5ever::tendril::StrTendril;
use html5ever::tokenizer::states::{RawKind, State};
use html5ever::tokenizer::{self, TagKind, TokenSink, TokenSinkResult, Tokenizer, TokenizerOpts};
use std::cell::{Cell, RefCell};

/// Bytes given to html5ever at once, and so how much later than due a long tag is taken from it.
pub(crate) const CHUNK_BYTES: usize = 16 * 1024;

/// Reads the lexemes of a page with html5ever. Bytes past [`MAX_TEXT_BYTES`] are not read.
pub(crate) fn read(text: &str) -> Markup {
    let text = &text[..floor_char_boundary(text, MAX_TEXT_BYTES)];
    let source = StrTendril::from(text);
    let (queue, fed) = (BufferQueue::default(), Cell::new(0));
    let page = RefCell::new(Page::new(text, source.clone()));
    let start = |raw: Option<(RawKind, Tag)>| {
        let opts = TokenizerOpts {
            initial_state: raw.map(|(kind, _)| State::RawData(kind)),
            last_start_tag_name: raw.and_then(|(_, tag)| tag.known_name()).map(str::to_owned),
            // A byte order mark is the input stage's business.
            discard_bom: false,
            ..TokenizerOpts::default()
        };
        Tokenizer::new(Sink { queue: &queue, fed: &fed, page: &page }, opts)
    };
    let mut tokenizer = start(None);
    while fed.get() < text.len() {
        let end = floor_char_boundary(text, fed.get() + CHUNK_BYTES);
        queue.push_back(source.subtendril(fed.get() as u32, (end - fed.get()) as u32));
        fed.set(end);
        while !matches!(tokenizer.feed(&queue), TokenizerResult::Done) {}
        let long = page.borrow_mut().long_tag(end - remaining(&queue));
        if let Some((resume, raw)) = long {
            while queue.pop_front().is_some() {}
            fed.set(resume);
            tokenizer = start(raw);
        }
    }
    page.borrow_mut().begin_end();
    tokenizer.end();
    drop(tokenizer);
    page.into_inner().finish()
}

/// Bytes html5ever has not consumed, or has put back.
fn remaining(queue: &BufferQueue) -> usize {
    let mut chunks = Vec::new();
    while let Some(chunk) = queue.pop_front() {
        chunks.push(chunk);
    }
    let bytes = chunks.iter().map(|chunk| chunk.len()).sum();
    for chunk in chunks.into_iter().rev() {
        queue.push_front(chunk);
    }
    bytes
}

struct Sink<'a, 't> {
    queue: &'a BufferQueue,
    /// Bytes of the text that went into the queue.
    fed: &'a Cell<usize>,
    page: &'a RefCell<Page<'t>>,
}

impl TokenSink for Sink<'_, '_> {
    type Handle = ();

    fn process_token(&self, token: tokenizer::Token, _line: u64) -> TokenSinkResult<()> {
        let at = self.fed.get() - remaining(self.queue);
        let raw = self.page.borrow_mut().token(token, at);
        raw.map_or(TokenSinkResult::Continue, TokenSinkResult::RawData)
    }

    fn adjusted_current_node_present_but_not_in_html_namespace(&self) -> bool {
        let at = self.fed.get() - remaining(self.queue);
        self.page.borrow_mut().starts_cdata(at)
    }
}

/// What the text that html5ever reports is.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Mode {
    Data,
    Raw(RawKind, Tag),
    /// A CDATA section.
    Cdata,
}

struct Page<'t> {
    text: &'t str,
    source: StrTendril,
    markup: Markup,
    names: TagNames,
    foreign: Foreign,
    probe: Probe,
    mode: Mode,
    /// Where the run of text that is being collected starts.
    run: usize,
    /// One past what is accounted for: where the next lexeme starts.
    cursor: usize,
    /// Attributes html5ever left out of the coming tag because their names stood there before.
    repeated: usize,
    /// The text is at its end: html5ever's positions mean nothing any more.
    ending: bool,
    /// What it takes the last lexeme for.
    last: Option<TokenKind>,
}

impl<'t> Page<'t> {
    fn new(text: &'t str, source: StrTendril) -> Self {
        Page {
            text,
            source,
            markup: Markup::default(),
            names: TagNames::default(),
            foreign: Foreign::default(),
            probe: Probe::default(),
            mode: Mode::Data,
            run: 0,
            cursor: 0,
            repeated: 0,
            ending: false,
            last: None,
        }
    }

    fn bytes(&self) -> &'t [u8] {
        self.text.as_bytes()
    }

    fn push(&mut self, kind: TokenKind, start: usize, end: usize, tag: Tag) {
        if start < end {
            let attr_start = self.markup.attributes.len() as u32;
            let span = TextSpan::new(start, end);
            let (self_closing, oversize, attr_len) = (false, false, 0);
            self.markup.tokens.push(Token { kind, span, tag, self_closing, oversize, attr_start, attr_len });
        }
    }

    /// Ends the run of text at the cursor.
    fn end_run(&mut self) {
        let (kind, tag) = match self.mode {
            Mode::Raw(_, tag) => (TokenKind::RawText, tag),
            _ => (TokenKind::Text, Tag::NONE),
        };
        self.push(kind, self.run, self.cursor, tag);
        self.run = self.cursor;
    }

    /// A lexeme from the cursor to `end`, which is no text.
    fn lexeme(&mut self, kind: TokenKind, end: usize, tag: Tag) {
        self.end_run();
        self.push(kind, self.cursor, end, tag);
        (self.cursor, self.run, self.mode) = (end, end, Mode::Data);
    }

    /// Every `</>` html5ever went over in silence, having read up to `at`.
    fn skip_gaps(&mut self, at: usize) {
        while self.mode == Mode::Data
            && self.cursor + 3 <= at
            && self.bytes()[self.cursor..].starts_with(b"</>")
        {
            self.lexeme(TokenKind::Gap, self.cursor + 3, Tag::NONE);
        }
    }

    /// A token of html5ever, which has read up to `at`. Returns the state to go to.
    fn token(&mut self, token: tokenizer::Token, at: usize) -> Option<RawKind> {
        if !self.ending {
            self.skip_gaps(at);
        }
        match token {
            tokenizer::Token::CharacterTokens(text) => self.characters(&text, at),
            tokenizer::Token::NullCharacterToken => self.characters("\0", at),
            tokenizer::Token::CommentToken(_) => self.comment(at),
            tokenizer::Token::DoctypeToken(_) => self.declaration(TokenKind::Doctype, at),
            tokenizer::Token::ParseError(error) if error == "Duplicate attribute" => self.repeated += 1,
            tokenizer::Token::EOFToken | tokenizer::Token::ParseError(_) => {}
            tokenizer::Token::TagToken(tag) => {
                self.end_run();
                let repeated = std::mem::take(&mut self.repeated);
                let name = self.names.tag(&tag.name);
                if tag.kind == TagKind::EndTag {
                    self.end_tag(name, at);
                } else {
                    let oversize = tag.attrs.len() + repeated > MAX_ATTRIBUTES;
                    return self.start_tag(name, &tag.attrs, tag.self_closing, oversize, at);
                }
            }
        }
        None
    }

    fn characters(&mut self, text: &str, at: usize) {
        if self.ending {
            self.last = Some(TokenKind::Text);
            return;
        }
        if self.mode == Mode::Cdata {
            // A NUL has the text before it reported too.
            if self.bytes()[..at].ends_with(CDATA_CLOSE) {
                let (open, close) = (self.cursor + CDATA_OPEN.len(), at - CDATA_CLOSE.len());
                self.lexeme(TokenKind::Gap, open, Tag::NONE);
                self.lexeme(TokenKind::Text, close, Tag::NONE);
                self.lexeme(TokenKind::Gap, at, Tag::NONE);
            }
            return;
        }
        if self.cursor >= at {
            // The second character of a reference that stands for two.
            return;
        }
        let decodes = !matches!(self.mode, Mode::Raw(RawKind::Rawtext | RawKind::ScriptData, _));
        if decodes && self.bytes()[self.cursor] == b'&' {
            // What turns out not to belong to the reference is put back before.
            self.cursor = at;
            return;
        }
        for c in text.chars() {
            self.cursor += match self.bytes()[self.cursor..] {
                [b'\r', b'\n', ..] => 2,
                [b'\r' | 0, ..] => 1,
                _ => c.len_utf8(),
            };
        }
    }

    fn comment(&mut self, at: usize) {
        let bogus = !self.bytes()[self.cursor..].starts_with(b"<!--");
        self.declaration(if bogus { TokenKind::BogusComment } else { TokenKind::Comment }, at);
    }

    fn declaration(&mut self, kind: TokenKind, at: usize) {
        if self.ending {
            self.last = Some(kind);
        } else {
            self.lexeme(kind, at, Tag::NONE);
        }
    }

    /// Whether html5ever, having read `<!` up to `at`, shall look for a CDATA section.
    fn starts_cdata(&mut self, at: usize) -> bool {
        self.skip_gaps(at);
        let found = !self.ending && self.foreign.cdata_close(self.bytes(), self.cursor).is_some();
        if found {
            self.end_run();
            self.mode = Mode::Cdata;
        }
        found
    }

    fn end_tag(&mut self, name: Tag, end: usize) {
        self.foreign.end(name);
        self.lexeme(TokenKind::EndTag, end, name);
    }

    fn start_tag(
        &mut self,
        name: Tag,
        attributes: &[html5ever::Attribute],
        self_closing: bool,
        many: bool,
        end: usize,
    ) -> Option<RawKind> {
        let oversize = many || end - self.cursor > MAX_TAG_BYTES;
        let attr_start = self.markup.attributes.len();
        if oversize {
            self.markup.push_limited_attributes(self.text, self.cursor);
        } else {
            for attribute in attributes {
                self.markup.push_attribute(&attribute.name.local, &attribute.value);
            }
        }
        self.lexeme(TokenKind::StartTag, end, name);
        let attr_len = (self.markup.attributes.len() - attr_start) as u32;
        if let Some(token) = self.markup.tokens.last_mut() {
            *token = Token { self_closing, oversize, attr_start: attr_start as u32, attr_len, ..*token };
        }
        self.foreign.start(name, self_closing);
        if !name.is_raw_text() || self.foreign.contains(self.text.as_bytes(), end) {
            return None;
        }
        let kind = self.probe.raw_kind(&self.source, name, end)?;
        self.mode = Mode::Raw(kind, name);
        Some(kind)
    }

    /// Reads the tag that html5ever, having read up to `at`, has been in for too long; where to go on, and how.
    fn long_tag(&mut self, at: usize) -> Option<(usize, Option<(RawKind, Tag)>)> {
        self.skip_gaps(at);
        let cursor = self.cursor;
        if at - cursor.min(at) <= MAX_TAG_BYTES || self.mode == Mode::Cdata {
            return None;
        }
        let ends = match self.bytes()[cursor..] {
            [b'<', b'/', first, ..] if first.is_ascii_alphabetic() => true,
            [b'<', first, ..] if first.is_ascii_alphabetic() => false,
            // A comment.
            _ => return None,
        };
        self.end_run();
        self.repeated = 0;
        let name_start = cursor + 1 + usize::from(ends);
        let Some(extent) = tag_extent(self.bytes(), name_start, |_, _| {}) else {
            self.lexeme(TokenKind::Gap, self.text.len(), Tag::NONE);
            return Some((self.text.len(), None));
        };
        let name = self.names.tag_of_source(&self.text[name_start..extent.name_end]);
        if ends {
            self.end_tag(name, extent.end);
            return Some((extent.end, None));
        }
        let raw = self.start_tag(name, &[], extent.self_closing, true, extent.end);
        Some((extent.end, raw.map(|kind| (kind, name))))
    }

    /// All of the text went to html5ever.
    fn begin_end(&mut self) {
        self.skip_gaps(self.text.len());
        self.ending = true;
    }

    fn finish(mut self) -> Markup {
        let end = self.text.len();
        match self.last {
            Some(TokenKind::Text) => {
                self.cursor = end;
                self.end_run();
            }
            // A tag that is cut off is not reported at all.
            last => self.lexeme(last.unwrap_or(TokenKind::Gap), end, Tag::NONE),
        }
        self.markup.unknown_tags = self.names.into_list();
        self.markup
    }
}
