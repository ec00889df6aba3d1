//! What others do with the same text: html5ever's bare tokenizer, which everything is compared with, and more.
use html5ever::TokenizerResult;
use html5ever::buffer_queue::BufferQueue;
use html5ever::tendril::TendrilSink;
use html5ever::tokenizer::states::{RawKind, Rawtext, Rcdata, ScriptData};
use html5ever::tokenizer::{TagKind, Token, TokenSink, TokenSinkResult, Tokenizer, TokenizerOpts};
use std::cell::Cell;

/// Runs html5ever's tokenizer alone, with raw-text states chosen by element name, and counts its tags.
pub(crate) fn bare_tokenizer(text: &str) -> usize {
    let tokenizer = Tokenizer::new(TagCounter::default(), TokenizerOpts::default());
    let queue = BufferQueue::default();
    queue.push_back(text.into());
    while !matches!(tokenizer.feed(&queue), TokenizerResult::Done) {}
    tokenizer.end();
    tokenizer.sink.tags.get()
}

#[derive(Default)]
struct TagCounter {
    tags: Cell<usize>,
}

impl TokenSink for TagCounter {
    type Handle = ();

    fn process_token(&self, token: Token, _line: u64) -> TokenSinkResult<()> {
        let Token::TagToken(tag) = token else { return TokenSinkResult::Continue };
        self.tags.set(self.tags.get() + 1);
        match raw_kind(&tag.name) {
            Some(kind) if tag.kind == TagKind::StartTag => TokenSinkResult::RawData(kind),
            _ => TokenSinkResult::Continue,
        }
    }
}

fn raw_kind(name: &str) -> Option<RawKind> {
    match name {
        "script" => Some(ScriptData),
        "style" | "xmp" | "iframe" | "noembed" | "noframes" => Some(Rawtext),
        "title" | "textarea" => Some(Rcdata),
        _ => None,
    }
}

/// Builds html5ever's tree and counts the children of the document.
pub(crate) fn tree(text: &str) -> usize {
    let dom = html5ever::parse_document(markup5ever_rcdom::RcDom::default(), Default::default()).one(text);
    dom.document.children.borrow().len()
}

/// Streams through lol_html, with a handler for every element if asked.
pub(crate) fn rewriter(text: &str, every_element: bool) -> usize {
    use lol_html::{HtmlRewriter, Settings, element};
    let mut written = 0;
    let mut settings = Settings::new().with_strict(false);
    if every_element {
        settings = settings.append_element_content_handler(element!("*", |_| Ok(())));
    }
    let mut rewriter = HtmlRewriter::new(settings, |chunk: &[u8]| written += chunk.len());
    let done = rewriter.write(text.as_bytes()).and_then(|()| rewriter.end());
    done.map_or(0, |()| written)
}

/// The tree of `tl`, which does not follow the standard.
pub(crate) fn tl(text: &str) -> usize {
    tl::parse(text, tl::ParserOptions::default()).map_or(0, |tree| tree.nodes().len())
}
