//! Training and scanning mean the same by a threshold: the same blocks answer to it, and an older file keeps its sense.
#![allow(clippy::unwrap_used, reason = "helpers of tests are tests")]
use despam::dataset::LabelledPage;
use despam::label::{Extract, tables};
use despam::model::{Bound, Budget, Calibration, FORMAT, Model, ShownColumns, budget};
use despam::scanner::{Explanation, PageContext, Scanner};
use std::collections::BTreeMap;
use std::path::PathBuf;

#[path = "support/pages.rs"]
mod pages;
use pages::cases;

/// Pages with blocks of every budget: those kept as cases, and one with what they lack.
fn all_pages() -> Vec<(String, Vec<u8>)> {
    let every = b"<html><head><title>&#20320;&#22909;&#36172;&#22330;</title>\
        <meta name=keywords content='&#36172;&#22330;,casino'>\
        <script>if(navigator.userAgent.match(/bot/i)){document.title='x'}</script></head><body>\
        <div style='display:none'><a href='http://a.example/casino'>casino</a><img src=a.png alt=b>\
        <a href='http://b.example/viagra'>viagra</a></div>\
        <div style='position:absolute;left:-9999px'>x<a href='http://c.example/'>poker</a></div>\
        <p>The river rose <a href='http://d.example/slots'>slots online</a> in spring.</p>\
        <iframe src='http://e7.example:8080/in.php?7' width=0 height=0></iframe>\
        <div style='display:none'>theme by <a href='http://themes.example/'>free templates</a></div>\
        <span id=k1></span><b id=k1></b><i id=k1></i><u id=k1></u></body></html>\
        <script src='http://f.example/j.js'></script>";
    let kept = cases().into_iter().map(|case| (case.name, case.page));
    kept.chain([("every budget".to_owned(), every.to_vec())]).collect()
}

fn explain(scanner: &Scanner, page: &[u8]) -> Explanation {
    scanner.explain(page, &PageContext::default()).unwrap()
}

#[test]
fn a_training_row_and_the_scanned_block_answer_to_the_same_threshold() {
    let scanner = Scanner::embedded().unwrap();
    let mut seen: BTreeMap<Budget, usize> = BTreeMap::new();
    for (name, page) in all_pages() {
        let labelled = LabelledPage {
            path: PathBuf::from(&name),
            name: name.clone(),
            site: name.clone(),
            dataset: String::new(),
            language: String::new(),
            spans: Vec::new(),
            page_label: despam::dataset::PageLabel::Ham,
        };
        let rows = tables(&[labelled], &Extract::ALL, &|_| 0.0, &|_| Ok(page.clone())).block;
        let columns = ShownColumns::of(rows.columns());
        assert!(columns.is_some(), "the columns that tell have not been renamed");
        let mut trained: BTreeMap<(usize, usize, Budget), usize> = BTreeMap::new();
        for (row, meta) in rows.meta().iter().enumerate() {
            let budget = budget(columns.as_ref(), &meta.kind, rows.row(row));
            *trained.entry((meta.start.unwrap(), meta.end.unwrap(), budget)).or_default() += 1;
        }
        for block in explain(&scanner, &page).candidates {
            *seen.entry(block.budget).or_default() += 1;
            let left = trained.get_mut(&(block.span.start, block.span.end, block.budget));
            let left = left.filter(|left| **left > 0);
            let left = left.unwrap_or_else(|| {
                panic!("{name}: {} at {:?} is {} only to the scanner", block.kind, block.span, block.budget)
            });
            *left -= 1;
        }
    }
    assert_eq!(seen.len(), Budget::ALL.len(), "every budget was met: {seen:?}");
}

#[test]
fn a_file_of_format_1_gives_the_verdicts_that_its_sense_spelled_out_gives() {
    let mut old = Model::embedded().clone();
    old.format = 1;
    old.calibration = despam::model::Calibrations::default();
    for mode in old.thresholds.modes.values_mut() {
        (mode.block_cut_silent, mode.block_cut_empty) = (None, None);
        (mode.block_cut_loader, mode.block_cut_head) = (None, None);
    }
    let old = Model::from_json(&old.to_json()).unwrap();
    let mut spelled = old.clone();
    spelled.format = FORMAT;
    for mode in spelled.thresholds.modes.values_mut() {
        mode.block_cut_silent = Some(mode.block_cut.clone());
        mode.block_cut_head = Some(mode.block_cut.clone());
        mode.block_cut_loader = Some(Bound::never());
    }
    let spelled = Model::from_json(&spelled.to_json()).unwrap();
    let (old, spelled) = (Scanner::new(old).unwrap(), Scanner::new(spelled).unwrap());
    for (name, page) in all_pages() {
        let report = |scanner: &Scanner| scanner.scan(&page, &PageContext::default()).unwrap();
        assert_eq!(report(&old), report(&spelled), "{name}");
    }
}

#[test]
fn each_budget_is_cut_by_its_own_bound() {
    let page = all_pages().pop().unwrap().1;
    // All bounds are out of reach but one, which everything exceeds.
    for open in [Budget::Visible, Budget::Silent, Budget::Empty, Budget::Loader] {
        let mut model = Model::embedded().clone();
        for mode in model.thresholds.modes.values_mut() {
            let bound =
                |budget| Bound { log_odds: if budget == open { -90.0 } else { 90.0 }, ..Bound::never() };
            mode.block_cut = bound(Budget::Visible);
            mode.block_cut_silent = Some(bound(Budget::Silent));
            mode.block_cut_empty = Some(bound(Budget::Empty));
            mode.block_cut_loader = Some(bound(Budget::Loader));
            mode.block_cut_head = Some(bound(Budget::Head));
            mode.block_suspect = Bound { log_odds: 90.0, ..Bound::never() };
        }
        let explanation = explain(&Scanner::new(model).unwrap(), &page);
        let cut =
            explanation.candidates.iter().filter(|block| block.verdict == despam::verdict::Verdict::Spam);
        let budgets: Vec<Budget> = cut.map(|block| block.budget).collect();
        assert!(!budgets.is_empty() && budgets.iter().all(|budget| *budget == open), "{open}: {budgets:?}");
    }
}

#[test]
fn calibration_changes_probabilities_and_nothing_else() {
    let (plain, mut model) = (Model::embedded().clone(), Model::embedded().clone());
    let line = Calibration { slope: 0.5, intercept: -1.0, prior: 0.01 };
    model.calibration = despam::model::Calibrations { page: Some(line), block: Some(line) };
    let (plain, calibrated) = (Scanner::new(plain).unwrap(), Scanner::new(model).unwrap());
    let mut changed = 0;
    for (name, page) in all_pages() {
        let [a, b] =
            [&plain, &calibrated].map(|scanner| scanner.scan(&page, &PageContext::default()).unwrap());
        assert_eq!(a.verdict, b.verdict, "{name}");
        assert_eq!(a.findings.len(), b.findings.len(), "{name}");
        for (a, b) in a.findings.iter().zip(&b.findings) {
            assert_eq!((a.span, a.verdict, a.action), (b.span, b.verdict, b.action), "{name}");
            changed += usize::from(a.probability != b.probability);
        }
    }
    assert!(changed > 0);
}
