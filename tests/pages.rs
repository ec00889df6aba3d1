//! Infected pages and what should be left of them, byte for byte: one folder per case below `tests/pages`, with
//! `page.html`, `expected.html` and, in `why.md`, the reason it is kept.
//!
//! What is compared is the cleaned page with `expected.html`, white space at the two ends of the page left out. Where
//! that differs, white space that touches a cut is left out too, on both sides: whether the line break before a block
//! goes with it is nobody's loss. Every other byte has to be equal, white space included.
#![allow(clippy::unwrap_used, clippy::print_stdout, reason = "helpers of tests are tests")]
use despam::clean::{Cleaned, clean};
use despam::input::{Limits, Source};
use despam::scanner::{PageContext, Scanner};
use std::fs;

#[path = "support/pages.rs"]
mod pages;
#[path = "support/mod.rs"]
mod support;
use pages::{Case, cases};

#[test]
fn every_case_is_cleaned_to_what_is_expected() {
    let scanner = Scanner::embedded().unwrap();
    let (mut all, mut wrong) = (0, Vec::new());
    for case in cases() {
        all += 1;
        match judge(&scanner, &case) {
            Ok(()) => println!("{}: as expected", case.name),
            Err(why) => {
                println!("{}: WRONG", case.name);
                wrong.push(format!("{}: {why}", case.name));
            }
        }
    }
    assert!(wrong.is_empty(), "{} of {all} cases are wrong:\n\n{}", wrong.len(), wrong.join("\n"));
}

#[test]
fn every_case_says_why_it_is_kept() {
    for case in cases() {
        let why = fs::read_to_string(case.folder.join("why.md")).unwrap_or_default();
        assert!(why.trim().len() > 10, "{}: why.md is missing or says nothing", case.name);
    }
}

#[test]
fn of_the_archetype_exactly_the_article_is_left() {
    let found = support::shared().map(|shared| shared.join("seed.txt")).filter(|seed| seed.is_file());
    let Some(path) = found else {
        let message = "skipped: seed.txt was not found; set DESPAM_SHARED to the folder that holds it";
        assert!(std::env::var_os("CI").is_none(), "{message}");
        return println!("{message}");
    };
    let page = fs::read(path).unwrap();
    let text = std::str::from_utf8(&page).unwrap();
    let (first, last) = ("數字政務時代", "通知公告");
    let article = &text[text.find(first).unwrap()..text.rfind(last).unwrap() + last.len()];
    let cleaned = cleaned(&Scanner::embedded().unwrap(), &page);
    let left = String::from_utf8(cleaned.bytes).unwrap();
    assert!(left.trim() == article, "{}", difference(left.trim().as_bytes(), article.as_bytes()));
}

#[test]
fn only_white_space_that_touches_a_cut_is_forgiven() {
    for (before, cut, after, expected, want) in [
        ("<p>a</p>\n", "SPAM", "\n<p>b</p>", "<p>a</p>\n\n<p>b</p>", true),
        ("<p>a</p>\n", "SPAM", "\n<p>b</p>", "<p>a</p>\n<p>b</p>", true),
        ("<p>a</p>", "\nSPAM\n", "<p>b</p>", "<p>a</p>\n\n<p>b</p>", true),
        ("<p>a </p>\n", "SPAM", "\n<p>b</p>", "<p>a</p>\n\n<p>b</p>", false),
        ("<p>a</p>\n", "SPAM", "\n<p> b</p>", "<p>a</p>\n\n<p>b</p>", false),
        ("<p>a</p>\n", "SPAM", "x\n<p>b</p>", "<p>a</p>\n\n<p>b</p>", false),
        ("<p>a</p>\n", "SPAM", "\n<p>b</p>", "<p>a</p>\n\n<p>b</p><p>c</p>", false),
        ("<p>a</p>\n", "SPAM", "\n<p>b</p>", "<p>a</p>\n", false),
        ("", "SPAM", "\n<p>b</p>", "<p>b</p>\n", true),
    ] {
        let removed = despam::span::RawSpan { start: before.len(), end: before.len() + cut.len() };
        let inserted = despam::span::RawSpan { start: before.len(), end: before.len() };
        let edits = vec![despam::clean::Edit { removed, inserted }];
        let cleaned = Cleaned { bytes: [before, after].concat().into_bytes(), edits };
        assert_eq!(same(&cleaned, expected.as_bytes()), want, "{before:?} {after:?} {expected:?}");
    }
}

fn judge(scanner: &Scanner, case: &Case) -> Result<(), String> {
    let cleaned = cleaned(scanner, &case.page);
    if same(&cleaned, &case.expected) {
        return Ok(());
    }
    let cuts: Vec<_> = cleaned.edits.iter().map(|edit| edit.removed.range()).collect();
    Err(format!(
        "{}\n  cut: {cuts:?} of {} bytes",
        difference(cleaned.bytes.trim_ascii(), case.expected.trim_ascii()),
        case.page.len()
    ))
}

fn cleaned(scanner: &Scanner, page: &[u8]) -> Cleaned {
    let report = scanner.scan(page, &PageContext::default()).unwrap();
    let source = Source::decode(page, None, &Limits::default()).unwrap();
    clean(page, &report, |text| source.encode(text)).unwrap()
}

/// Whether the page is what was expected: exactly, or but for white space that touches a cut.
fn same(cleaned: &Cleaned, expected: &[u8]) -> bool {
    let mut rest = expected.trim_ascii();
    if cleaned.bytes.trim_ascii() == rest {
        return true;
    }
    let mut bounds = vec![0];
    bounds.extend(cleaned.edits.iter().flat_map(|edit| [edit.inserted.start, edit.inserted.end]));
    bounds.push(cleaned.bytes.len());
    for pair in bounds.windows(2) {
        let piece = cleaned.bytes[pair[0]..pair[1]].trim_ascii();
        if piece.is_empty() {
            continue;
        }
        let Some(behind) = rest.trim_ascii_start().strip_prefix(piece) else { return false };
        rest = behind;
    }
    rest.trim_ascii().is_empty()
}

/// Where two texts part, for reading.
fn difference(got: &[u8], want: &[u8]) -> String {
    let at = got.iter().zip(want).take_while(|(a, b)| a == b).count();
    let show = |bytes: &[u8]| {
        let from = at.min(bytes.len()).saturating_sub(30);
        String::from_utf8_lossy(&bytes[from..bytes.len().min(at + 120)]).into_owned()
    };
    format!(
        "{} bytes left, {} expected; they part at {at}:\n  left:     {:?}\n  expected: {:?}",
        got.len(),
        want.len(),
        show(got),
        show(want)
    )
}
