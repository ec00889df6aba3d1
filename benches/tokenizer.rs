//! The markup stage against html5ever's bare tokenizer, on the `.html` files under `DESPAM_PAGES`.
use divan::counter::BytesCount;
use divan::{Bencher, black_box};
use html5ever::TokenizerResult;
use html5ever::buffer_queue::BufferQueue;
use html5ever::tokenizer::states::RawKind;
use html5ever::tokenizer::{TagKind, Token, TokenSink, TokenSinkResult, Tokenizer, TokenizerOpts};
use std::path::Path;
use std::sync::LazyLock;

/// Most text to read: enough that no page dominates, little enough for a run of seconds.
const MAX_BYTES: usize = 20_000_000;

fn main() {
    divan::main();
}

/// The pages' texts; every n-th page, so that all directories are heard.
static PAGES: LazyLock<Vec<String>> = LazyLock::new(|| {
    let directory = std::env::var_os("DESPAM_PAGES").expect("DESPAM_PAGES names a directory of .html files");
    let mut all = Vec::new();
    read_pages(Path::new(&directory), &mut all);
    let total: usize = all.iter().map(String::len).sum();
    all.into_iter().step_by(total.div_ceil(MAX_BYTES).max(1)).collect()
});

fn read_pages(directory: &Path, found: &mut Vec<String>) {
    for entry in std::fs::read_dir(directory).expect("a readable directory") {
        let path = entry.expect("a readable entry").path();
        if path.is_dir() {
            read_pages(&path, found);
        } else if path.extension().is_some_and(|extension| extension == "html") {
            found.extend(std::fs::read_to_string(&path).ok());
        }
    }
}

fn bytes() -> BytesCount {
    BytesCount::new(PAGES.iter().map(String::len).sum::<usize>())
}

/// Lets html5ever into the raw text states by name, as a browser would.
struct ByName;

impl TokenSink for ByName {
    type Handle = ();

    fn process_token(&self, token: Token, _line: u64) -> TokenSinkResult<()> {
        let result = match &token {
            Token::TagToken(tag) if tag.kind == TagKind::StartTag => match &*tag.name {
                "title" | "textarea" => TokenSinkResult::RawData(RawKind::Rcdata),
                "style" | "xmp" | "iframe" | "noembed" | "noframes" => {
                    TokenSinkResult::RawData(RawKind::Rawtext)
                }
                "script" => TokenSinkResult::RawData(RawKind::ScriptData),
                _ => TokenSinkResult::Continue,
            },
            _ => TokenSinkResult::Continue,
        };
        black_box(token);
        result
    }
}

#[divan::bench]
fn html5ever(bencher: Bencher) {
    bencher.counter(bytes()).bench_local(|| {
        for page in PAGES.iter() {
            let queue = BufferQueue::default();
            queue.push_back(page.as_str().into());
            let tokenizer = Tokenizer::new(ByName, TokenizerOpts::default());
            while !matches!(tokenizer.feed(&queue), TokenizerResult::Done) {}
            tokenizer.end();
        }
    });
}

#[divan::bench]
fn html5ever_with_spans(bencher: Bencher) {
    bencher.counter(bytes()).bench_local(|| {
        for page in PAGES.iter() {
            black_box(despam::html::Tokenizer::Html5ever.read(page));
        }
    });
}

#[divan::bench]
fn despam_markup(bencher: Bencher) {
    bencher.counter(bytes()).bench_local(|| {
        for page in PAGES.iter() {
            black_box(despam::html::tokenize(page));
        }
    });
}
