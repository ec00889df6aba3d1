//! Pages to measure on, and the bare html5ever tokenizer everything is compared with.
#![allow(dead_code, reason = "each bench uses its part")]
use html5ever::TokenizerResult;
use html5ever::buffer_queue::BufferQueue;
use html5ever::tokenizer::states::{RawKind, Rawtext, Rcdata, ScriptData};
use html5ever::tokenizer::{TagKind, Token, TokenSink, TokenSinkResult, Tokenizer, TokenizerOpts};
use std::cell::Cell;
use std::fmt::Write;
use std::fs;
use std::path::Path;

/// Pages from the folder `DESPAM_BENCH_DIR`, all files below it; generated ones where it is not set.
pub(crate) fn pages() -> Vec<Vec<u8>> {
    let Some(folder) = std::env::var_os("DESPAM_BENCH_DIR") else {
        return (0..GENERATED_PAGES).map(|seed| ordinary_page(seed).into_bytes()).collect();
    };
    let mut pages = Vec::new();
    read_below(Path::new(&folder), &mut pages);
    assert!(!pages.is_empty(), "no file below DESPAM_BENCH_DIR");
    pages
}

/// The pages as text, malformed bytes replaced.
pub(crate) fn texts(pages: &[Vec<u8>]) -> Vec<String> {
    pages.iter().map(|page| String::from_utf8_lossy(page).into_owned()).collect()
}

/// Bytes of all pages together.
pub(crate) fn total(pages: &[Vec<u8>]) -> usize {
    pages.iter().map(Vec::len).sum()
}

/// Enough that caches hold the tables and not the pages.
const GENERATED_PAGES: u64 = 40;

fn read_below(folder: &Path, pages: &mut Vec<Vec<u8>>) {
    let mut entries: Vec<_> = fs::read_dir(folder).expect("the folder can be read").flatten().collect();
    entries.sort_by_key(|entry| entry.path());
    for path in entries.into_iter().map(|entry| entry.path()) {
        if path.is_dir() {
            read_below(&path, pages);
        } else {
            pages.push(fs::read(&path).expect("the file can be read"));
        }
    }
}

/// A page of some 150 kB with the byte mix of the web pages in the design's measurements: about 40 % tags, 45 %
/// scripts and styles, 15 % text.
fn ordinary_page(seed: u64) -> String {
    let mut page = String::from(
        "<!DOCTYPE html>\n<html lang=\"en\"><head><meta charset=\"utf-8\"><title>Page</title>\n",
    );
    let mut state = seed.wrapping_mul(0x9e37_79b9_7f4a_7c15) | 1;
    let mut next = |n: u64| {
        state ^= state << 13;
        state ^= state >> 7;
        state ^= state << 17;
        state % n
    };
    let words =
        ["river", "the", "of", "station", "über", "morning", "and", "glass", "中文", "price", "a", "walked"];
    page += "<style>\n";
    for rule in 0..120 {
        let _ = writeln!(
            page,
            ".c{rule} > li a:hover {{ color: #{:06x}; margin: {}px }}",
            next(1 << 24),
            next(40)
        );
    }
    page += "</style></head><body>\n";
    for item in 0..150 {
        let (class, link) = (next(120), next(100_000));
        let _ = write!(
            page,
            "<div class=\"card c{class} wide\" id=\"item-{item}\" data-key=\"{link}\"><h3><a href=\"/news/{link}?ref=home\" "
        );
        let _ = write!(page, "title=\"News {link}\">");
        for _ in 0..4 {
            page += words[next(words.len() as u64) as usize];
            page.push(' ');
        }
        let _ = write!(
            page,
            "</a></h3><img src=\"/img/{link}.jpg\" alt=\"\" width=\"320\" height=\"200\" loading=\"lazy\"><p>"
        );
        for _ in 0..20 {
            page += words[next(words.len() as u64) as usize];
            page.push(' ');
        }
        page += "&amp; more.</p><!-- end of card --></div>\n<script>\n";
        for line in 0..7 {
            let _ = writeln!(
                page,
                "  window.q = window.q || []; if (q.length < {line}) {{ q.push({{ id: {link}, at: '{class}' }}) }}"
            );
        }
        page += "</script>\n";
    }
    page + "</body></html>\n"
}

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

/// A shape's name, and a page of it of about so many bytes.
pub(crate) type Hostile = (&'static str, fn(usize) -> String);

/// Shapes that make careless readers of HTML slow.
pub(crate) const HOSTILE: [Hostile; 17] = [
    ("nested tags", |n| "<div>".repeat(n / 5)),
    ("nested formatting", |n| "<b><a href=x><i>".repeat(n / 16)),
    ("attributes of one tag", |n| {
        let attributes: String = (0..n / 10).map(|i| format!("a{i}=\"{i}\" ")).collect();
        format!("<p {attributes}>")
    }),
    ("a tag that never ends", |n| format!("<p {}", "a='>' ".repeat(n / 6))),
    ("titles without end", |n| "<title>".repeat(n / 7)),
    ("scripts in comments", |n| "<script><!--<script>".repeat(n / 20)),
    ("comments without end", |n| "<!--".repeat(n / 4)),
    ("NULs", |n| "\0".repeat(n)),
    ("less-than signs", |n| "<".repeat(n)),
    ("hidden openers", |n| "<div style=display:none><a href=http://x.top/>x</a>".repeat(n / 50)),
    ("hidden links without end", |n| "<a style=display:none href=http://x.top/>".repeat(n / 41)),
    ("siblings of one id", |n| "<span id=rz99h></span>".repeat(n / 22)),
    ("links to as many hosts", |n| {
        (0..n / 32).map(|i| format!("<a href=http://h{i:07}.com/>x</a> ")).collect()
    }),
    ("rules and what they hide", |n| {
        (0..n / 55)
            .map(|i| format!("<style>.c{i:06}{{display:none}}</style><p class=c{i:06}>x</p>"))
            .collect()
    }),
    ("classes and their rules", |n| {
        let classes: String = (0..n.min(400_000) / 80).map(|i| format!("c{i} ")).collect();
        let rules: String =
            (0..n / 80).map(|i| format!(".a.b.c{i}{{display:none}}.d.e.c{i}{{display:none}}")).collect();
        format!("<style>{rules}</style><p class=\"{classes}\">x")
    }),
    ("scripts that write", |n| "<script>document.write('<div style=display:none>')</script>".repeat(n / 59)),
    ("end tags of nothing", |n| format!("{}{}", "<p>".repeat(n / 10), "</x>".repeat(n * 7 / 40))),
];

/// Sizes of hostile pages, in bytes: linear work costs the same per byte at each.
pub(crate) const HOSTILE_SIZES: [usize; 3] = [50_000, 200_000, 800_000];
