//! What holds for every page, whatever the model thinks of it: made, infected and damaged pages, and any bytes.
#![allow(clippy::unwrap_used, reason = "helpers of tests are tests")]
use despam::clean::{Cleaned, clean};
use despam::input::{Limits, Source};
use despam::model::Model;
use despam::report::{PageId, json};
use despam::scanner::{PageContext, Scanner};
use despam::verdict::{Action, PageReport, Verdict};
use proptest::prelude::*;
use proptest::test_runner::RngSeed;
use std::fs;
use std::path::Path;
use std::process::{Command, Stdio};
use std::sync::LazyLock;

#[path = "support/infect.rs"]
mod infect;
#[path = "support/pages.rs"]
mod pages;
use infect::{Recipe, page, recipes};
use pages::{cases, clean_pages};

static SCANNER: LazyLock<Scanner> = LazyLock::new(|| Scanner::embedded().unwrap());

fn scanned(page: &[u8]) -> PageReport {
    SCANNER.scan(page, &PageContext::default()).unwrap()
}

fn cleaned(page: &[u8]) -> Cleaned {
    let source = Source::decode(page, None, &Limits::default()).unwrap();
    clean(page, &scanned(page), |text| source.encode(text)).unwrap()
}

/// Everything a report promises about its spans.
fn check_spans(page: &[u8], report: &PageReport) -> Result<(), TestCaseError> {
    let source = Source::decode(page, None, &Limits::default()).unwrap();
    prop_assert_eq!(report.bytes, page.len());
    prop_assert!((0.0..=1.0).contains(&report.probability));
    let mut end = 0;
    for finding in &report.findings {
        let span = finding.span;
        prop_assert!(
            end <= span.start && span.start < span.end && span.end <= page.len(),
            "{span:?} after {end}"
        );
        end = span.end;
        // Out to the text and back: both ends lie between two characters.
        prop_assert_eq!(source.to_raw(source.to_text(span)), span, "cuts a character");
        prop_assert!((0.0..=1.0).contains(&finding.probability));
        prop_assert!(finding.verdict != Verdict::Clean);
        prop_assert_eq!(finding.action == Action::Restore, finding.replacement.is_some());
        prop_assert!(finding.reasons.iter().all(|r| r.value.is_finite() && r.contribution.is_finite()));
        prop_assert!(finding.verdict <= report.verdict);
        if finding.is_cut() {
            prop_assert!(source.can_cut(span), "{span:?} cannot be cut without harm");
        }
    }
    Ok(())
}

/// What cleaning means, byte by byte: slow and obvious.
fn by_hand(page: &[u8], report: &PageReport) -> Vec<u8> {
    let source = Source::decode(page, None, &Limits::default()).unwrap();
    let mut out = Vec::new();
    for at in 0..=page.len() {
        let mut cut = report.findings.iter().filter(|finding| finding.is_cut());
        if let Some(finding) = cut.clone().find(|finding| finding.span.start == at) {
            out.extend(finding.replacement.as_deref().map(|text| source.encode(text)).unwrap_or_default());
        }
        if at < page.len() && !cut.any(|finding| finding.span.range().contains(&at)) {
            out.push(page[at]);
        }
    }
    out
}

/// The same pages in every run: a test that fails now and then is no test. Raise `cases` to search for more.
fn config() -> ProptestConfig {
    ProptestConfig {
        cases: 400,
        rng_seed: RngSeed::Fixed(7),
        failure_persistence: None,
        ..ProptestConfig::default()
    }
}

proptest! {
    #![proptest_config(config())]

    #[test]
    fn spans_are_sorted_disjoint_inside_and_cut_no_character(recipe in recipes()) {
        let page = page(&recipe);
        check_spans(&page, &scanned(&page))?;
    }

    #[test]
    fn cleaned_is_the_original_without_the_spans_and_with_what_was_restored(recipe in recipes()) {
        let page = page(&recipe);
        let report = scanned(&page);
        prop_assert_eq!(cleaned(&page).bytes, by_hand(&page, &report));
        if report.verdict == Verdict::Clean {
            prop_assert_eq!(cleaned(&page).bytes, page);
        }
    }

    #[test]
    fn cleaning_twice_is_cleaning_once(recipe in recipes()) {
        let once = cleaned(&page(&recipe)).bytes;
        let twice = cleaned(&once);
        prop_assert!(twice.edits.is_empty(), "the second time cuts {:?} of:\n{}", twice.edits, String::from_utf8_lossy(&once));
    }

    #[test]
    fn the_same_page_gives_the_same_report(recipe in recipes()) {
        let page = page(&recipe);
        prop_assert_eq!(scanned(&page), scanned(&page.clone()));
    }

    #[test]
    fn what_explain_says_is_what_scan_says(recipe in recipes()) {
        let page = page(&recipe);
        prop_assert_eq!(SCANNER.explain(&page, &PageContext::default()).unwrap().report, scanned(&page));
    }

    #[test]
    fn no_bytes_make_it_panic(bytes in prop::collection::vec(any::<u8>(), 0..2000)) {
        check_spans(&bytes, &scanned(&bytes))?;
    }

    #[test]
    fn no_soup_of_markup_makes_it_panic(
        pieces in prop::collection::vec(prop::sample::select(SOUP), 0..120),
        charset in prop::sample::select(&[None, Some("gbk"), Some("utf-16le"), Some("iso-2022-jp"), Some("no such")][..]),
    ) {
        let page = pieces.concat().into_bytes();
        let context = PageContext { charset, url: Some("https://example.org/a") };
        let report = SCANNER.scan(&page, &context).unwrap();
        let source = Source::decode(&page, charset, &Limits::default()).unwrap();
        prop_assert!(clean(&page, &report, |text| source.encode(text)).is_ok());
    }
}

const SOUP: &[&str] = &[
    "<div id=q7x>",
    "</div>",
    "<span id=q7x></span>",
    "<noframes id=q7x>",
    "<a href=http://a.example/casino>casino</a>",
    "<a href=/b>",
    "</a>",
    "<script>",
    "document.write('<div style=\"display:none\">')",
    "</script>",
    "<style>",
    ".x{display:none}",
    "</style>",
    "<title>",
    "</title>",
    "<table><tr>",
    "</table>",
    "<td>",
    "<!--",
    "-->",
    "<p>",
    "words ",
    "漢字",
    "\n",
    "<marquee height=1 width=1>",
    "<iframe src=//b.example width=0>",
    "<svg>",
    "<![CDATA[",
    "]]>",
    "<",
    "</",
    "<?php eval(",
    "?>",
    "<!DOCTYPE html>",
    "<html>",
    "<body>",
    "</body>",
    "</html>",
    "&#x63;",
    "\0",
    "<meta charset=gbk>",
];

#[test]
fn an_honest_page_comes_back_as_it_was() {
    let own = clean_pages().into_iter().map(|(name, page)| (name.to_owned(), page));
    let left = cases().into_iter().map(|case| (format!("{}/expected.html", case.name), case.expected));
    let mut touched = Vec::new();
    for (name, page) in own.chain(left) {
        let cleaned = cleaned(&page);
        if cleaned.bytes != page {
            touched.push(format!("{name}: {:?}", cleaned.edits));
        }
    }
    assert!(touched.is_empty(), "cut in honest pages:\n{}", touched.join("\n"));
}

#[test]
fn of_the_cases_nothing_is_left_to_cut_after_cleaning() {
    for case in cases() {
        let twice = cleaned(&cleaned(&case.page).bytes);
        assert!(twice.edits.is_empty(), "{}: the second time cuts {:?}", case.name, twice.edits);
    }
}

#[test]
fn the_program_says_and_does_what_the_library_does_whatever_the_number_of_threads() {
    let dir = tempfile::tempdir().unwrap();
    let mut pages: Vec<(String, Vec<u8>)> = (0..60u64)
        .map(|n| {
            let recipe = Recipe {
                host: n as usize % clean_pages().len(),
                seed: n,
                kind: (n / 10 % 4) as u8,
                damage: Vec::new(),
            };
            (format!("in/made{n:02}.html"), page(&recipe))
        })
        .collect();
    pages.extend(
        cases().into_iter().map(|case| (format!("in/{}.html", case.name.replace('/', "-")), case.page)),
    );
    pages.sort();
    fs::create_dir(dir.path().join("in")).unwrap();
    let mut lines = Vec::new();
    for (name, page) in &pages {
        fs::write(dir.path().join(name), page).unwrap();
        json::write_page(&mut lines, PageId::file(name), &Model::embedded().id(), &scanned(page)).unwrap();
    }
    let lines = String::from_utf8(lines).unwrap();
    for jobs in [1, 4] {
        let said = run(dir.path(), &format!("scan --format jsonl --jobs {jobs} in"));
        assert!(said == lines, "{jobs} jobs: scan differs from the library");
        run(dir.path(), &format!("clean --jobs {jobs} --out-dir out{jobs} in"));
        for (name, page) in &pages {
            let written = fs::read(dir.path().join(format!("out{jobs}")).join(name)).unwrap();
            assert!(
                written == cleaned(page).bytes,
                "{jobs} jobs: {name} is cleaned otherwise by the library"
            );
        }
    }
}

fn run(dir: &Path, line: &str) -> String {
    let mut command = Command::new(env!("CARGO_BIN_EXE_despam"));
    let output = command.current_dir(dir).args(line.split(' ')).stdin(Stdio::null()).output().unwrap();
    assert_eq!(output.status.code(), Some(1), "{line}: {}", String::from_utf8_lossy(&output.stderr));
    String::from_utf8(output.stdout).unwrap()
}
