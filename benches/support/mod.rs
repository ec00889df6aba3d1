//! What the benchmarks share: pages to measure on, the stages, and others' readers.
#![allow(dead_code, reason = "each bench uses its part")]
use std::fs;
use std::path::Path;

pub(crate) mod clock;
mod generated;
mod hostile;
pub(crate) mod peers;
pub(crate) mod stages;

#[allow(unused_imports, reason = "one bench uses them")]
pub(crate) use generated::{linked, ordinary};
#[allow(unused_imports, reason = "one bench uses them")]
pub(crate) use hostile::{HOSTILE, HOSTILE_SIZES};

/// Pages of one kind.
pub(crate) struct Class {
    pub(crate) name: &'static str,
    pub(crate) pages: Vec<Vec<u8>>,
}

impl Class {
    /// The pages as text, malformed bytes replaced.
    pub(crate) fn texts(&self) -> Vec<String> {
        self.pages.iter().map(|page| String::from_utf8_lossy(page).into_owned()).collect()
    }

    /// Bytes of all pages together.
    pub(crate) fn bytes(&self) -> usize {
        self.pages.iter().map(Vec::len).sum()
    }
}

/// The classes, in the order in which a page is asked which it belongs to; what is of none is `ordinary`.
pub(crate) const CLASSES: [&str; 6] = ["infected", "CJK", "script-heavy", "large", "small", "ordinary"];

/// Pages by class: those below the folder `DESPAM_BENCH_DIR`, sorted by what they are; generated ones where it is not
/// set. Classes without a page are left out.
pub(crate) fn classes() -> Vec<Class> {
    let Some(folder) = std::env::var_os("DESPAM_BENCH_DIR") else { return generated_classes() };
    let mut classes = CLASSES.map(|name| Class { name, pages: Vec::new() });
    for page in below(Path::new(&folder)) {
        let name = class_of(&page);
        let class = classes.iter_mut().find(|class| class.name == name);
        class.expect("one of the classes").pages.push(page);
    }
    assert!(classes.iter().any(|class| !class.pages.is_empty()), "no file below DESPAM_BENCH_DIR");
    classes.into_iter().filter(|class| !class.pages.is_empty()).collect()
}

/// Generated pages of every class, the same on every machine. The infected ones are the test cases of the repository.
pub(crate) fn generated_classes() -> Vec<Class> {
    CLASSES
        .map(|name| {
            let pages: Vec<String> = match name {
                "infected" => return Class { name, pages: cases() },
                "CJK" => (0..12).map(generated::cjk).collect(),
                "script-heavy" => (0..4).map(generated::script_heavy).collect(),
                "large" => vec![generated::ordinary(0, 2000)],
                "small" => (0..100).map(|seed| generated::ordinary(seed, 6)).collect(),
                _ => (0..8).map(|seed| generated::ordinary(seed, 150)).collect(),
            };
            Class { name, pages: pages.into_iter().map(String::into_bytes).collect() }
        })
        .into()
}

/// The infected pages among the test cases.
fn cases() -> Vec<Vec<u8>> {
    let folder = Path::new(concat!(env!("CARGO_MANIFEST_DIR"), "/tests/pages/seed"));
    let mut cases: Vec<_> = fs::read_dir(folder).expect("the test cases").flatten().collect();
    cases.sort_by_key(|case| case.path());
    cases.into_iter().filter_map(|case| fs::read(case.path().join("page.html")).ok()).collect()
}

/// All pages of all classes as one.
pub(crate) fn together(classes: &[Class]) -> Class {
    Class { name: "all", pages: classes.iter().flat_map(|class| class.pages.iter().cloned()).collect() }
}

/// Sizes, in bytes, from which a page is large and below which it is small.
const LARGE: usize = 200_000;
const SMALL: usize = 10_000;

fn class_of(page: &[u8]) -> &'static str {
    let scanner = stages::scanner();
    let report = scanner.scan(page, &despam::scanner::PageContext::default());
    let text = String::from_utf8_lossy(page);
    let markup = despam::html::tokenize(&text);
    let raw = markup.tokens().iter().filter(|token| token.kind == despam::html::TokenKind::RawText);
    let raw: usize = raw.map(|token| token.span.range().len()).sum();
    // Hangul, kana and Chinese characters take three bytes of UTF-8 each.
    let cjk = text.chars().filter(|c| matches!(c, '\u{3040}'..='\u{9fff}' | '\u{ac00}'..='\u{d7a3}')).count();
    match page.len() {
        _ if report.is_ok_and(|report| report.findings.iter().any(|finding| finding.is_cut())) => "infected",
        bytes if cjk * 30 > bytes => "CJK",
        bytes if raw * 10 > bytes * 6 => "script-heavy",
        LARGE.. => "large",
        ..SMALL => "small",
        _ => "ordinary",
    }
}

/// Every file below a folder that is a page, by path.
fn below(folder: &Path) -> Vec<Vec<u8>> {
    let mut entries: Vec<_> = fs::read_dir(folder).expect("the folder can be read").flatten().collect();
    entries.sort_by_key(|entry| entry.path());
    let mut pages = Vec::new();
    for path in entries.into_iter().map(|entry| entry.path()) {
        if path.is_dir() {
            pages.extend(below(&path));
        } else if path.extension().is_some_and(|extension| extension == "html" || extension == "htm") {
            pages.push(fs::read(&path).expect("the file can be read"));
        }
    }
    pages
}
