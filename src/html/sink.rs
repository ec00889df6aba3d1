//! One start tag at a time through html5ever's tokenizer.
use html5ever::TokenizerResult;
use html5ever::buffer_queue::BufferQueue;
use html5ever::tendril::StrTendril;
use html5ever::tokenizer::{Tag, TagKind, Token, TokenSink, TokenSinkResult, Tokenizer, TokenizerOpts};
use std::cell::Cell;

/// Keeps the tag html5ever reports last.
#[derive(Default)]
struct LastTag(Cell<Option<Tag>>);

impl TokenSink for LastTag {
    type Handle = ();

    fn process_token(&self, token: Token, _line: u64) -> TokenSinkResult<()> {
        if let Token::TagToken(tag) = token {
            self.0.set(Some(tag));
        }
        // Raw text is never html5ever's: it is given tags only and stays in the data state.
        TokenSinkResult::Continue
    }
}

/// Reads start tags of one page with html5ever.
///
/// html5ever gives no positions and cuts or delays text in ways that make them hard to reconstruct, so it gets the
/// exact bytes of one tag, from `<` to `>`, and hands back one tag.
pub(crate) struct TagReader {
    source: StrTendril,
    queue: BufferQueue,
    tokenizer: Tokenizer<LastTag>,
}

impl TagReader {
    /// For the tags of `text`, which must be shorter than 4 GiB.
    pub(crate) fn new(text: &str) -> Self {
        TagReader { source: text.into(), queue: BufferQueue::default(), tokenizer: new_tokenizer() }
    }

    /// The start tag at `start..end`. `None` if html5ever does not take these bytes for exactly one start tag.
    pub(crate) fn read(&mut self, start: u32, end: u32) -> Option<Tag> {
        self.queue.push_back(self.source.subtendril(start, end - start));
        while !matches!(self.tokenizer.feed(&self.queue), TokenizerResult::Done) {}
        let tag = self.tokenizer.sink.0.take().filter(|tag| tag.kind == TagKind::StartTag);
        if tag.is_none() {
            // Whatever it was in the middle of must not reach into the next tag.
            self.queue = BufferQueue::default();
            self.tokenizer = new_tokenizer();
        }
        tag
    }
}

fn new_tokenizer() -> Tokenizer<LastTag> {
    // A byte order mark is the input stage's business.
    Tokenizer::new(LastTag::default(), TokenizerOpts { discard_bom: false, ..TokenizerOpts::default() })
}
