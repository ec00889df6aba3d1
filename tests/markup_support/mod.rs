//! Tokens without spans, from our tokenizer and from html5ever's, for comparison.
#![allow(clippy::unwrap_used, clippy::print_stdout, reason = "a test")]
#![allow(dead_code, unreachable_pub, reason = "each test binary uses a part of it")]
use despam::html::{Markup, Tag, Token, TokenKind, decode_text, tokenize};
use html5ever::TokenizerResult;
use html5ever::buffer_queue::BufferQueue;
use html5ever::tendril::StrTendril;
use html5ever::tokenizer::states::{RawKind, State};
use html5ever::tokenizer::{self, TagKind, TokenSink, TokenSinkResult, Tokenizer, TokenizerOpts};
use std::cell::{Cell, RefCell};
use std::path::{Path, PathBuf};

#[path = "../support/mod.rs"]
mod support;

/// A token as the standard describes it; doctypes without their parts.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Plain {
    Start { name: String, attributes: Vec<(String, String)>, self_closing: bool },
    End(String),
    Text(String),
    Comment(String),
    Doctype,
}

/// Appends text, merging it with text before it.
pub fn push_text(tokens: &mut Vec<Plain>, text: &str) {
    match tokens.last_mut() {
        _ if text.is_empty() => {}
        Some(Plain::Text(before)) => before.push_str(text),
        _ => tokens.push(Plain::Text(text.to_owned())),
    }
}

/// The standard's preprocessing of the input stream.
pub fn normalize_newlines(text: &str) -> String {
    text.replace("\r\n", "\n").replace('\r', "\n")
}

fn without_nul(text: &str) -> String {
    normalize_newlines(text).replace('\0', "\u{FFFD}")
}

/// What our tokens say.
pub fn ours(text: &str) -> Vec<Plain> {
    from_markup(&tokenize(text), text)
}

pub fn from_markup(markup: &Markup, text: &str) -> Vec<Plain> {
    let mut tokens = Vec::new();
    let mut in_cdata = false;
    for token in markup.tokens() {
        let source = &text[token.span.range()];
        let name = || markup.tag_name(token.tag).to_owned();
        match token.kind {
            TokenKind::StartTag => {
                let attributes = markup.attributes(token);
                let attributes = attributes.map(|a| (a.name_text.to_owned(), a.value.to_owned())).collect();
                tokens.push(Plain::Start { name: name(), attributes, self_closing: token.self_closing });
            }
            TokenKind::EndTag => tokens.push(Plain::End(name())),
            TokenKind::Text if in_cdata => push_text(&mut tokens, &normalize_newlines(source)),
            TokenKind::Text => push_text(&mut tokens, &decode_text(&normalize_newlines(source))),
            TokenKind::RawText if matches!(token.tag, Tag::TITLE | Tag::TEXTAREA) => {
                push_text(&mut tokens, &decode_text(&without_nul(source)));
            }
            TokenKind::RawText => push_text(&mut tokens, &without_nul(source)),
            TokenKind::Comment => tokens.push(Plain::Comment(without_nul(comment_data(source)))),
            TokenKind::BogusComment => tokens.push(Plain::Comment(without_nul(bogus_data(source)))),
            TokenKind::Doctype => tokens.push(Plain::Doctype),
            TokenKind::Gap => {}
        }
        in_cdata = token.kind == TokenKind::Gap && source == "<![CDATA[";
    }
    tokens
}

fn comment_data(source: &str) -> &str {
    let rest = source.strip_prefix("<!--").unwrap();
    if rest == ">" || rest == "->" {
        return "";
    }
    ["-->", "--!>", "--!", "--", "-"].iter().find_map(|end| rest.strip_suffix(end)).unwrap_or(rest)
}

fn bogus_data(source: &str) -> &str {
    let start = if source.starts_with("<?") { 1 } else { 2 };
    source[start..].strip_suffix('>').unwrap_or(&source[start..])
}

/// What html5ever's tokenizer says when driven by the same policies, decided the slow and obvious way.
pub fn html5ever(text: &str) -> Vec<Plain> {
    let oracle = Oracle {
        rest: RefCell::new(text.to_owned()),
        tokens: RefCell::default(),
        svg: Cell::new(0),
        math: Cell::new(0),
    };
    let tokenizer = Tokenizer::new(oracle, TokenizerOpts { discard_bom: false, ..Default::default() });
    let queue = BufferQueue::default();
    // One character at a time, so that the sink knows what is still to come.
    for (at, c) in text.char_indices() {
        *tokenizer.sink.rest.borrow_mut() = text[at + c.len_utf8()..].to_owned();
        queue.push_back(StrTendril::from_char(c));
        while !matches!(tokenizer.feed(&queue), TokenizerResult::Done) {}
    }
    tokenizer.end();
    tokenizer.sink.tokens.into_inner()
}

struct Oracle {
    rest: RefCell<String>,
    tokens: RefCell<Vec<Plain>>,
    svg: Cell<usize>,
    math: Cell<usize>,
}

impl Oracle {
    fn has_end_tag_ahead(&self, name: &str) -> bool {
        let rest = self.rest.borrow().to_ascii_lowercase();
        let open = format!("</{name}");
        rest.match_indices(&open)
            .any(|(at, _)| rest[at + open.len()..].starts_with(['\t', '\n', '\x0C', '\r', ' ', '/', '>']))
    }

    fn is_foreign(&self) -> bool {
        self.svg.get() > 0 && self.has_end_tag_ahead("svg")
            || self.math.get() > 0 && self.has_end_tag_ahead("math")
    }

    /// The raw text state, if html5ever would leave it again before the text ends.
    fn raw_kind(&self, name: &str) -> Option<RawKind> {
        let kind = match name {
            "title" | "textarea" => RawKind::Rcdata,
            "style" => RawKind::Rawtext,
            "script" => RawKind::ScriptData,
            _ => return None,
        };
        if self.is_foreign() {
            return None;
        }
        let opts = TokenizerOpts {
            initial_state: Some(State::RawData(kind)),
            last_start_tag_name: Some(name.to_owned()),
            discard_bom: false,
            ..Default::default()
        };
        let tokenizer = Tokenizer::new(FirstTag::default(), opts);
        let queue = BufferQueue::default();
        // An end tag that the text ends in counts: the suffix closes any tag, whatever its quotes, and makes none.
        queue.push_back(format!("{}x>\"'>", self.rest.borrow()).into());
        while !matches!(tokenizer.feed(&queue), TokenizerResult::Done) {}
        tokenizer.end();
        tokenizer.sink.0.get().then_some(kind)
    }
}

#[derive(Default)]
struct FirstTag(Cell<bool>);

impl TokenSink for FirstTag {
    type Handle = ();

    fn process_token(&self, token: tokenizer::Token, _line: u64) -> TokenSinkResult<()> {
        self.0.set(self.0.get() || matches!(token, tokenizer::Token::TagToken(_)));
        TokenSinkResult::Continue
    }
}

const BREAKOUT: &str = "b big blockquote body br center code dd div dl dt em embed h1 h2 h3 h4 h5 h6 head hr i img \
    li listing menu meta nobr ol p pre ruby s small span strong strike sub sup table tt u ul var";

impl TokenSink for Oracle {
    type Handle = ();

    fn process_token(&self, token: tokenizer::Token, _line: u64) -> TokenSinkResult<()> {
        let mut tokens = self.tokens.borrow_mut();
        match token {
            tokenizer::Token::CharacterTokens(text) => push_text(&mut tokens, &text),
            tokenizer::Token::NullCharacterToken => push_text(&mut tokens, "\0"),
            tokenizer::Token::CommentToken(data) => tokens.push(Plain::Comment(data.to_string())),
            tokenizer::Token::DoctypeToken(_) => tokens.push(Plain::Doctype),
            tokenizer::Token::EOFToken | tokenizer::Token::ParseError(_) => {}
            tokenizer::Token::TagToken(tag) => {
                let name = tag.name.to_string();
                let root = match &*name {
                    "svg" => Some(&self.svg),
                    "math" => Some(&self.math),
                    _ => None,
                };
                if tag.kind == TagKind::EndTag {
                    if let Some(root) = root {
                        root.set(root.get().saturating_sub(1));
                    }
                    tokens.push(Plain::End(name));
                    return TokenSinkResult::Continue;
                }
                if let Some(root) = root {
                    root.set(root.get() + usize::from(!tag.self_closing));
                } else if BREAKOUT.split(' ').any(|breakout| breakout == name) {
                    self.svg.set(0);
                    self.math.set(0);
                }
                let raw = self.raw_kind(&name);
                let attributes = tag.attrs.iter();
                let attributes =
                    attributes.map(|a| (a.name.local.to_string(), a.value.to_string())).collect();
                tokens.push(Plain::Start { name, attributes, self_closing: tag.self_closing });
                return raw.map_or(TokenSinkResult::Continue, TokenSinkResult::RawData);
            }
        }
        TokenSinkResult::Continue
    }

    fn adjusted_current_node_present_but_not_in_html_namespace(&self) -> bool {
        self.is_foreign() && self.rest.borrow().contains("]]>")
    }
}

/// Asserts that the tokens tile the text, in order, at character boundaries, and look like what they are.
pub fn assert_sound(markup: &Markup, text: &str) {
    let mut at = 0;
    let mut before: Option<&Token> = None;
    for token in markup.tokens() {
        let range = token.span.range();
        assert_eq!(range.start, at, "gap or overlap in {text:?}");
        assert!(!range.is_empty(), "empty token at {at} in {text:?}");
        at = range.end;
        let source = text.get(range).expect("a span cuts a character");
        let open = match token.kind {
            TokenKind::StartTag => "<",
            TokenKind::EndTag => "</",
            TokenKind::Text => {
                assert!(
                    before.is_none_or(|before| before.kind != TokenKind::Text),
                    "a run of text in two: {text:?}"
                );
                ""
            }
            TokenKind::RawText => {
                assert_eq!(
                    before.map(|before| (before.kind, before.tag)),
                    Some((TokenKind::StartTag, token.tag))
                );
                assert!(token.tag.is_raw_text());
                ""
            }
            _ => "",
        };
        if !open.is_empty() {
            let name = markup.tag_name(token.tag);
            let head = source.replace('\0', "\u{FFFD}").to_ascii_lowercase();
            assert!(
                head.starts_with(&format!("{open}{name}")) && source.ends_with('>'),
                "{source:?} is {name}"
            );
        }
        before = Some(token);
    }
    assert_eq!(at, text.len(), "the end of {text:?} has no token");
}

/// Where third parties' data is: `DESPAM_SHARED`, or `shared` next to the project. `None` skips a test, but not in
/// continuous integration.
pub fn shared(path: &str) -> Option<PathBuf> {
    let root = std::env::var_os("DESPAM_SHARED")
        .map_or_else(|| PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("../shared"), PathBuf::from);
    let found = Some(root.join(path)).filter(|path| path.exists());
    if found.is_none() {
        assert!(std::env::var_os("CI").is_none(), "{path} not found under {}", root.display());
        println!("skipped: {path} not found");
    }
    found
}

/// The `.html` files under `DESPAM_PAGES`, or else of the corpus, unpacked if need be.
pub fn pages() -> Vec<PathBuf> {
    let directory = std::env::var_os("DESPAM_PAGES").map(PathBuf::from);
    let Some(directory) = directory.or_else(support::corpus) else { return Vec::new() };
    let mut found = Vec::new();
    walk(&directory, &mut found);
    assert!(!found.is_empty(), "no page under {}", directory.display());
    found
}

fn walk(directory: &Path, found: &mut Vec<PathBuf>) {
    let mut entries: Vec<_> =
        std::fs::read_dir(directory).unwrap().map(|entry| entry.unwrap().path()).collect();
    entries.sort();
    for path in entries {
        if path.is_dir() {
            walk(&path, found);
        } else if path.extension().is_some_and(|extension| extension == "html") {
            found.push(path);
        }
    }
}
