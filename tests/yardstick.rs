//! `evaluate` and the reference evaluation in Python give the same figures for the same predictions.
//!
//! The figures on record below were printed by the reference; where Python with numpy and scipy is at hand
//! (`DESPAM_PYTHON`, else `python3`), it is run as well and everything it says is compared.
#![allow(clippy::unwrap_used, clippy::print_stdout, reason = "helpers of tests are tests")]
use despam::evaluate::{Evaluation, JudgedPage, Prediction, TruthAction, TruthPage, TruthSpan, judge};
use despam::span::RawSpan;
use despam::verdict::Verdict;
use serde_json::{Value, json};
use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

mod support;

#[test]
fn figures_agree_with_the_reference_on_real_pages() {
    let Some(corpus) = support::corpus() else { return };
    let pages = read_truth(&corpus);
    for (name, predict) in PREDICTORS {
        let mut judged: Vec<JudgedPage> = Vec::new();
        let mut lines = String::new();
        for (number, truth) in pages.iter().enumerate() {
            let bytes = fs::read(&truth.path).unwrap();
            let prediction = predict(truth, number as u64, bytes.len());
            if let Some(p) = &prediction {
                lines += &format!("{}\n", prediction_line(p));
            }
            judged.push(judge(truth, prediction.as_ref(), &bytes));
        }
        let ours = serde_json::to_value(Evaluation::of(&judged)).unwrap();
        check_recorded(name, &ours);
        match reference(&corpus, name, &lines) {
            Ok(theirs) => compare(name, &ours, &theirs),
            Err(why) => println!("skipped: reference not run for `{name}`: {why}"),
        }
    }
}

type Predictor = fn(&TruthPage, u64, usize) -> Option<Prediction>;

const PREDICTORS: [(&str, Predictor); 4] =
    [("nothing", nothing), ("truth", truth), ("random", random), ("shifted", shifted)];

/// `(predictor, pointer into the JSON, what the reference printed)`.
const RECORDED: &[(&str, &str, f64)] = &[
    ("nothing", "/missing_predictions", 1158.0),
    ("nothing", "/block_recall90/n", 136.0),
    ("nothing", "/clean_pages/pages/hi", 0.0010859723360418848),
    ("truth", "/page_recall/by_verdict/k", 78.0),
    ("truth", "/page_recall/by_overlap/lo", 0.9538075796719513),
    ("truth", "/byte_precision/value", 1.0),
    ("truth", "/precision_at_prevalence/1:100/lo", 0.8983507053939777),
    ("truth", "/report_spans/removed", 24.0),
    ("truth", "/tables/family/js-hidden-div/recall90/lo", 0.8315665290169146),
    ("shifted", "/page_recall/site_macro", 0.7049180327868853),
    ("shifted", "/block_recall90/k", 53.0),
    ("shifted", "/block_recall50/k", 75.0),
    ("shifted", "/byte_recall/value", 0.3238251056965267),
    ("shifted", "/infected_collateral/text_bytes_lost/mean", 5.589743589743589),
    ("shifted", "/report_spans/removed", 11.0),
    ("shifted", "/tables/language/de/bytes", 0.8952464788732394),
    ("random", "/page_recall/by_verdict/k", 30.0),
    ("random", "/byte_precision/value", 0.004958729920656064),
    ("random", "/clean_pages/sites/k", 451.0),
    ("random", "/clean_pages/text_bytes_lost/p99", 5102.379999999999),
    ("random", "/clean_pages/legit_bytes_lost", 5857302.0),
    ("random", "/precision_at_prevalence/1:1000/value", 0.0019281316575273308),
    ("random", "/invalid_offsets", 623.0),
];

fn check_recorded(name: &str, ours: &Value) {
    for (_, pointer, want) in RECORDED.iter().filter(|(predictor, ..)| *predictor == name) {
        let got = ours.pointer(pointer).and_then(Value::as_f64);
        let got = got.unwrap_or_else(|| panic!("{name}: no number at {pointer}"));
        assert!(near(got, *want), "{name} {pointer}: {got}, on record {want}");
    }
}

fn page(truth: &TruthPage, verdict: Verdict, blocks: Vec<(RawSpan, Verdict)>) -> Option<Prediction> {
    Some(Prediction { path: truth.path.clone(), verdict, probability: None, blocks })
}

/// Says nothing about a third of the pages and `clean` of the others.
fn nothing(truth: &TruthPage, number: u64, _: usize) -> Option<Prediction> {
    if number.is_multiple_of(3) { None } else { page(truth, Verdict::Clean, Vec::new()) }
}

/// Flags what is labelled, neutral spans included.
fn truth(truth: &TruthPage, _: u64, _: usize) -> Option<Prediction> {
    let blocks: Vec<_> =
        truth.spans.iter().map(|s| (RawSpan { start: s.start, end: s.end }, Verdict::Spam)).collect();
    let verdict = if blocks.is_empty() { Verdict::Clean } else { Verdict::Spam };
    page(truth, verdict, blocks)
}

/// Labelled spans moved to the right by a tenth of their length, every other one only suspect.
fn shifted(truth: &TruthPage, number: u64, len: usize) -> Option<Prediction> {
    let verdict =
        |at: usize| if (at as u64 + number).is_multiple_of(2) { Verdict::Spam } else { Verdict::Suspect };
    let block = |(at, s): (usize, &TruthSpan)| {
        let by = (s.end - s.start) / 10;
        (RawSpan { start: s.start + by, end: (s.end + by).min(len) }, verdict(at))
    };
    let blocks: Vec<_> = truth.spans.iter().enumerate().map(block).collect();
    let verdict = blocks.iter().map(|b| b.1).max().unwrap_or(Verdict::Clean);
    page(truth, verdict, blocks)
}

/// A few blocks anywhere on one page in four, some beyond its end.
fn random(truth: &TruthPage, number: u64, len: usize) -> Option<Prediction> {
    let mut state = number.wrapping_mul(0x9e37_79b9_7f4a_7c15) | 1;
    let mut below = |n: usize| {
        state ^= state << 13;
        state ^= state >> 7;
        state ^= state << 17;
        (state % n.max(1) as u64) as usize
    };
    if below(4) != 0 && truth.spans.is_empty() {
        return page(truth, Verdict::Clean, Vec::new());
    }
    let mut at = 0;
    let mut blocks = Vec::new();
    for _ in 0..1 + below(4) {
        let start = at + below(len);
        let end = start + below(len / 2 + 40);
        blocks.push((RawSpan { start, end }, if below(3) == 0 { Verdict::Suspect } else { Verdict::Spam }));
        at = end;
    }
    let verdict = [Verdict::Clean, Verdict::Suspect, Verdict::Spam][below(3)];
    page(truth, verdict, blocks)
}

fn read_truth(corpus: &Path) -> Vec<TruthPage> {
    let mut pages: Vec<TruthPage> = Vec::new();
    let mut index: BTreeMap<String, usize> = BTreeMap::new();
    let mut reader = csv::Reader::from_path(corpus.join("truth.csv")).unwrap();
    for row in reader.deserialize::<BTreeMap<String, String>>() {
        let row = row.unwrap();
        let path = corpus.join(&row["file"]).to_str().unwrap().to_owned();
        let at = *index.entry(path.clone()).or_insert(pages.len());
        if at == pages.len() {
            let (site, dataset, language) =
                (row["site"].clone(), row["dataset"].clone(), row["language"].clone());
            pages.push(TruthPage { path, site, dataset, language, ..TruthPage::default() });
        }
        if row["start"].is_empty() {
            continue;
        }
        pages[at].spans.push(TruthSpan {
            start: row["start"].parse().unwrap(),
            end: row["end"].parse().unwrap(),
            family: row["family"].clone(),
            technique: row["technique"].clone(),
            action: TruthAction::from_name(&row["action"]).unwrap(),
            extra: ["visible", "encoding"].map(|name| (name.to_owned(), row[name].clone())).into(),
        });
    }
    pages
}

fn name_of(verdict: Verdict) -> &'static str {
    match verdict {
        Verdict::Clean => "clean",
        Verdict::Suspect => "suspect",
        Verdict::Spam => "spam",
    }
}

fn prediction_line(prediction: &Prediction) -> Value {
    let block = |(span, verdict): &(RawSpan, Verdict)| json!({"start": span.start, "end": span.end, "verdict": name_of(*verdict)});
    let blocks: Vec<Value> = prediction.blocks.iter().map(block).collect();
    json!({"path": prediction.path, "verdict": name_of(prediction.verdict), "blocks": blocks})
}

fn reference(corpus: &Path, name: &str, lines: &str) -> Result<Value, String> {
    let tool = support::shared().ok_or("no shared folder")?.join("tools").join("evaluate.py");
    let python = std::env::var_os("DESPAM_PYTHON").unwrap_or_else(|| "python3".into());
    let import =
        Command::new(&python).args(["-c", "import numpy, scipy"]).output().map_err(|e| e.to_string())?;
    if !import.status.success() {
        return Err("python has no numpy or no scipy".to_owned());
    }
    let folder = tempfile::tempdir().unwrap();
    let (input, output): (PathBuf, PathBuf) =
        (folder.path().join(format!("{name}.jsonl")), folder.path().join("out.json"));
    fs::write(&input, lines).unwrap();
    let mut command = Command::new(&python);
    command.env("PYTHONDONTWRITEBYTECODE", "1").arg(tool).arg("--quiet");
    command.arg("--truth").arg(corpus.join("truth.csv")).arg("--pred").arg(&input).arg("--json").arg(&output);
    let run = command.output().unwrap();
    assert!(run.status.success(), "the reference failed: {}", String::from_utf8_lossy(&run.stderr));
    Ok(serde_json::from_slice(&fs::read(output).unwrap()).unwrap())
}

/// Everything the reference says must be here; its bootstrap draws other random numbers, so the ends of those
/// intervals may differ by a little.
fn compare(at: &str, ours: &Value, theirs: &Value) {
    match theirs {
        Value::Object(fields) => {
            let is_bootstrap = fields.contains_key("clusters");
            for (key, value) in fields {
                let place = format!("{at}/{key}");
                match (ours.get(key), is_bootstrap && (key == "lo" || key == "hi")) {
                    _ if is_left_out(&place) => {}
                    (Some(ours), true) => close(&place, ours, value),
                    (Some(ours), false) => compare(&place, ours, value),
                    // A part without an entry is not written at all.
                    (None, _) if value.as_object().is_some_and(|fields| fields.is_empty()) => {}
                    (None, _) => panic!("{place} is missing; the reference says {value}"),
                }
            }
        }
        Value::Array(items) => {
            assert_eq!(ours.as_array().map(Vec::len), Some(items.len()), "{at}");
            items.iter().enumerate().for_each(|(i, value)| compare(&format!("{at}/{i}"), &ours[i], value));
        }
        Value::Number(number) => {
            let (ours, theirs) = (ours.as_f64(), number.as_f64().unwrap());
            assert!(
                ours.is_some_and(|ours| near(ours, theirs)),
                "{at}: {ours:?}, the reference says {theirs}"
            );
        }
        _ => assert_eq!(ours, theirs, "{at}"),
    }
}

/// Tables of columns that this truth does not have, or that the reference derives.
fn is_left_out(place: &str) -> bool {
    let tables = ["kitlang", "place", "evasive", "malformed", "t01_variant"];
    place.ends_with("/padding") || tables.iter().any(|table| place.ends_with(&format!("/tables/{table}")))
}

fn near(ours: f64, theirs: f64) -> bool {
    (ours - theirs).abs() <= 1e-9 * theirs.abs().max(1e-3)
}

fn close(place: &str, ours: &Value, theirs: &Value) {
    match (ours.as_f64(), theirs.as_f64()) {
        // The end of a 1,000-sample bootstrap interval of a share moves by about 0.004 from seed to seed.
        (Some(ours), Some(theirs)) => assert!((ours - theirs).abs() < 0.03, "{place}: {ours}, {theirs}"),
        (ours, theirs) => assert_eq!(ours, theirs, "{place}"),
    }
}
