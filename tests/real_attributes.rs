//! Start tags of real pages, one by one, against html5ever.
#![allow(clippy::unwrap_used, clippy::print_stdout, reason = "a test")]
mod markup_support;

use despam::html::{TokenKind, tokenize};
use html5ever::TokenizerResult;
use html5ever::buffer_queue::BufferQueue;
use html5ever::tokenizer::{Tag, Token, TokenSink, TokenSinkResult, Tokenizer, TokenizerOpts};
use std::cell::RefCell;

#[derive(Default)]
struct Tags(RefCell<Vec<Tag>>);

impl TokenSink for Tags {
    type Handle = ();

    fn process_token(&self, token: Token, _line: u64) -> TokenSinkResult<()> {
        if let Token::TagToken(tag) = token {
            self.0.borrow_mut().push(tag);
        }
        TokenSinkResult::Continue
    }
}

/// Every n-th page, so that html5ever's time stays within seconds.
const STEP: usize = 4;

#[test]
fn start_tags_of_real_pages_say_what_html5ever_reads() {
    let mut compared = 0;
    for path in markup_support::pages().iter().step_by(STEP) {
        let Ok(page) = std::fs::read_to_string(path) else { continue };
        let markup = tokenize(&page);
        markup_support::assert_sound(&markup, &page);
        let ours: Vec<_> = markup
            .tokens()
            .iter()
            .filter(|token| token.kind == TokenKind::StartTag && !token.oversize)
            .collect();
        let queue = BufferQueue::default();
        let tokenizer = Tokenizer::new(Tags::default(), TokenizerOpts::default());
        for token in &ours {
            queue.push_back(page[token.span.range()].into());
            while !matches!(tokenizer.feed(&queue), TokenizerResult::Done) {}
        }
        let theirs = tokenizer.sink.0.into_inner();
        assert_eq!(theirs.len(), ours.len(), "{}", path.display());
        for (token, tag) in ours.into_iter().zip(theirs) {
            let source = &page[token.span.range()];
            assert_eq!(markup.tag_name(token.tag), &*tag.name, "{source}");
            assert_eq!(token.self_closing, tag.self_closing, "{source}");
            let found: Vec<_> = markup.attributes(token).map(|a| (a.name_text, a.value)).collect();
            let want: Vec<_> = tag.attrs.iter().map(|a| (&*a.name.local, &*a.value)).collect();
            assert_eq!(found, want, "{source}");
            compared += 1;
        }
    }
    println!("{compared} start tags compared");
}
