//! The shipped model is what its rows give, and the way it is made is as good on sites it never saw as it was.
#![cfg(feature = "train")]
mod support;

use despam::dataset::{Action, FeatureTable, Label, LabelledPage, read_features, read_pages};
use despam::evaluate::{Evaluation, JudgedPage, Prediction, TruthAction, TruthPage, TruthSpan, judge};
use despam::held_out::judge_held_out;
use despam::model::Model;
use despam::train::TrainOptions;
use despam::train::cross_validate::fit_rows;
use despam::verdict::PageReport;
use std::path::Path;

/// The block rows: of found and made pages, and of made blocks padded with good words.
fn block_rows() -> FeatureTable {
    let mut blocks = rows("blocks.csv.zst");
    blocks.append(rows("padded.csv.zst")).expect("the same columns");
    blocks
}

fn rows(name: &str) -> FeatureTable {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("data/train").join(name);
    let (table, errors) = read_features(&path);
    assert!(errors.is_empty(), "{errors:?}");
    table
}

/// Weights may differ by this much between machines: the last digits of sums of 10⁵ terms depend on the processor.
const TOLERANCE: f64 = 1e-6;

#[test]
fn the_committed_rows_give_the_shipped_weights() {
    let table = block_rows();
    let shipped = Model::embedded();
    let lambda = shipped.provenance.block.lambda;
    assert_eq!(shipped.provenance.block.data_digest, table.digest(), "the model was made from other rows");
    let labelled: Vec<usize> = (0..table.len())
        .filter(|&row| table.meta()[row].label != despam::dataset::RowLabel::Ignore)
        .collect();
    let (again, report) = fit_rows(&table, &labelled, &[lambda], &TrainOptions::default()).unwrap().remove(0);
    assert!(report.converged);
    for (name, (mine, theirs)) in again.features.iter().zip(again.weight.iter().zip(&shipped.block.weight)) {
        assert!((mine - theirs).abs() < TOLERANCE, "{name}: {mine} is not {theirs}");
    }
}

/// Floors on the corpus of 3,473 pages, by cross-validation over sites: below what was measured when they were
/// pinned (page recall .897, block recall .765, byte precision .980, byte recall .930, clean pages touched 2 of 3,382),
/// by about one page or block. Lowering one is a decision to be explained where it is made.
const PAGE_RECALL: f64 = 0.87;
const BLOCK_RECALL: f64 = 0.75;
const BYTE_PRECISION: f64 = 0.97;
const BYTE_RECALL: f64 = 0.90;
const CLEAN_TOUCHED: f64 = 3.0 / 3382.0;

/// What the floors were measured on: BLAKE3 of `truth.csv`, and of the hashes of its pages.
const CORPUS: [(&str, &str); 2] = [("truth.csv", "df4e4c36bd73c10c"), ("sha256.txt", "42ee041b438db3c4")];

#[test]
fn the_floors_are_those_of_this_corpus() {
    // `corpus` says so where there is none.
    let (Some(_), Some(shared)) = (support::corpus(), support::shared()) else { return };
    for (name, want) in CORPUS {
        let bytes = std::fs::read(shared.join("corpus").join(name)).unwrap();
        let found = blake3::hash(&bytes).to_hex()[..16].to_owned();
        assert_eq!(found, want, "{name} is another: measure anew, pin the floors and this hash together");
    }
}

#[test]
fn pages_of_unseen_sites_are_judged_as_well_as_they_were() {
    let Some(corpus) = support::corpus() else { return };
    let (pages, errors) = read_pages(&corpus.join("truth.csv"));
    assert!(errors.is_empty(), "{errors:?}");
    let read = |path: &Path| std::fs::read(path);
    let (blocks, whole) = (block_rows(), rows("pages.csv.zst"));
    let reports = judge_held_out(&pages, &blocks, &whole, 5, &TrainOptions::default(), &read).unwrap();
    let judged: Vec<JudgedPage> = pages
        .iter()
        .zip(&reports)
        .map(|(page, report)| {
            let report = report.as_ref().unwrap_or_else(|error| panic!("{}: {error}", page.name));
            judge(&truth(page), Some(&prediction(page, report)), &std::fs::read(&page.path).unwrap())
        })
        .collect();
    let all = serde_json::to_value(Evaluation::of(&judged)).unwrap();
    let figure =
        |path: &str| all.pointer(path).and_then(|v| v.as_f64()).unwrap_or_else(|| panic!("no {path}"));
    let page_recall = figure("/page_recall/by_verdict/value");
    let block_recall = figure("/block_recall90/value");
    let byte_precision = figure("/byte_precision/value");
    let byte_recall = figure("/byte_recall/value");
    let touched = figure("/clean_by_dataset/real-ham/pages/value");
    println!(
        "page recall {page_recall:.4}, block recall {block_recall:.4}, byte precision {byte_precision:.4}, clean pages touched {touched:.5}"
    );
    assert!(page_recall >= PAGE_RECALL, "page recall fell to {page_recall}");
    assert!(block_recall >= BLOCK_RECALL, "block recall fell to {block_recall}");
    assert!(byte_precision >= BYTE_PRECISION, "byte precision fell to {byte_precision}");
    assert!(byte_recall >= BYTE_RECALL, "byte recall fell to {byte_recall}");
    assert!(touched <= CLEAN_TOUCHED, "clean pages touched rose to {touched}");
}

fn truth(page: &LabelledPage) -> TruthPage {
    let spans = page.spans.iter().filter(|span| span.label == Label::Spam).map(|span| TruthSpan {
        start: span.start,
        end: span.end,
        family: span.family.clone(),
        technique: span.technique.clone(),
        action: match span.action {
            Action::Delete => TruthAction::Delete,
            Action::Restore => TruthAction::Restore,
            Action::Report => TruthAction::Report,
        },
        extra: Vec::new(),
    });
    TruthPage {
        path: page.name.clone(),
        site: page.site.clone(),
        dataset: page.dataset.clone(),
        language: page.language.clone(),
        spans: spans.collect(),
        ..TruthPage::default()
    }
}

fn prediction(page: &LabelledPage, report: &PageReport) -> Prediction {
    Prediction {
        path: page.name.clone(),
        verdict: report.verdict,
        probability: Some(report.probability),
        blocks: report.findings.iter().map(|finding| (finding.span, finding.verdict)).collect(),
    }
}
