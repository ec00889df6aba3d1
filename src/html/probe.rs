//! Whether raw text ends before the page does, asked of html5ever itself.
//!
//! The plain path's answer to the question that [`RawText`] answers for the fast one.
use crate::html::MAX_TAG_BYTES;
use crate::html::plain::CHUNK_BYTES;
use crate::html::raw_text::RawText;
use crate::html::tag::Tag;
use crate::html::text::floor_char_boundary;
use html5ever::TokenizerResult;
use html5ever::buffer_queue::BufferQueue;
use html5ever::tendril::StrTendril;
use html5ever::tokenizer::states::{RawKind, State};
use html5ever::tokenizer::{Token, TokenSink, TokenSinkResult, Tokenizer, TokenizerOpts};
use std::cell::Cell;

/// Most scripts without an end for which html5ever reads the rest of the page; each could read all of it.
const MAX_SWALLOWED: usize = 8;

/// Answers for one page, asked front to back.
#[derive(Debug, Default)]
pub(crate) struct Probe {
    /// Elements of which no end tag is ahead any more.
    exhausted: Vec<Tag>,
    /// Scripts found to have no end.
    swallowed: usize,
    /// For the scripts after those.
    policy: RawText,
}

impl Probe {
    /// The tokenizer state for the content of `tag` from `from` on, if it is one of raw text and html5ever would leave
    /// it again before the text ends.
    pub(crate) fn raw_kind(&mut self, source: &StrTendril, tag: Tag, from: usize) -> Option<RawKind> {
        let kind = match tag {
            Tag::TITLE | Tag::TEXTAREA => RawKind::Rcdata,
            Tag::STYLE => RawKind::Rawtext,
            Tag::SCRIPT => RawKind::ScriptData,
            _ => return None,
        };
        if self.exhausted.contains(&tag) {
            return None;
        }
        if tag == Tag::SCRIPT && self.swallowed >= MAX_SWALLOWED {
            return self.policy.end(source.as_bytes(), tag, from).map(|_| kind);
        }
        let ends = ends_in_tag(source, kind, tag.known_name()?, from);
        match tag {
            _ if ends => return Some(kind),
            // A later script may be in another of the escaped states when it meets the same end tags.
            Tag::SCRIPT => self.swallowed += 1,
            _ => self.exhausted.push(tag),
        }
        None
    }
}

/// Whether html5ever, in the raw text of the element `name` from `from` on, comes to a tag.
fn ends_in_tag(source: &StrTendril, kind: RawKind, name: &str, from: usize) -> bool {
    let opts = TokenizerOpts {
        initial_state: Some(State::RawData(kind)),
        last_start_tag_name: Some(name.to_owned()),
        discard_bom: false,
        ..TokenizerOpts::default()
    };
    let tokenizer = Tokenizer::new(FirstTag::default(), opts);
    let queue = BufferQueue::default();
    let mut fed = from;
    while fed < source.len() {
        let end = floor_char_boundary(source, fed + CHUNK_BYTES);
        tokenizer.sink.fed_chars.set(false);
        queue.push_back(source.subtendril(fed as u32, (end - fed) as u32));
        fed = end;
        if matches!(tokenizer.feed(&queue), TokenizerResult::Script(())) {
            return true;
        }
        // Only tags keep html5ever quiet for long here. Its check for repeated attributes is quadratic.
        let quiet = if tokenizer.sink.fed_chars.get() { 0 } else { tokenizer.sink.quiet.get() + CHUNK_BYTES };
        tokenizer.sink.quiet.set(quiet);
        if quiet > MAX_TAG_BYTES {
            return true;
        }
    }
    // An end tag that the text ends in counts: this closes any tag, whatever its quotes, and makes none.
    queue.push_back("x>\"'>".into());
    matches!(tokenizer.feed(&queue), TokenizerResult::Script(()))
}

/// Stops html5ever at the first tag.
#[derive(Default)]
struct FirstTag {
    fed_chars: Cell<bool>,
    /// Bytes since the last text.
    quiet: Cell<usize>,
}

impl TokenSink for FirstTag {
    type Handle = ();

    fn process_token(&self, token: Token, _line: u64) -> TokenSinkResult<()> {
        match token {
            Token::TagToken(_) => return TokenSinkResult::Script(()),
            Token::CharacterTokens(_) => self.fed_chars.set(true),
            _ => {}
        }
        TokenSinkResult::Continue
    }
}
