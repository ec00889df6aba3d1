//! Model files: they read back unchanged, and what is wrong with them is said.
use despam::model::{
    Bound, Budget, Calibration, Calibrations, DEFAULT_MODE, LinearModel, MODEL_FILE, Mode, Model, NEVER,
    Provenance, TextLoss, Thresholds, probability,
};
use proptest::prelude::*;
use std::fs;

fn linear(columns: usize) -> LinearModel {
    LinearModel {
        features: (0..columns).map(|i| format!("feature_{i}")).collect(),
        mean: (0..columns).map(|i| 0.1 * i as f64).collect(),
        scale: (0..columns).map(|i| 1.0 / (i + 3) as f64).collect(),
        weight: (0..columns).map(|i| (i as f64).sin()).collect(),
        bias: -4.25,
        clip: 6.0,
    }
}

fn model() -> Model {
    let bound = |log_odds| Bound { log_odds, ..Bound::never() };
    let mode = Mode {
        block_cut: bound(3.5),
        block_cut_silent: Some(bound(2.5)),
        block_cut_empty: None,
        block_cut_loader: None,
        block_cut_head: None,
        block_suspect: bound(1.0 / 3.0),
        page_spam: bound(2.0),
        page_suspect: bound(-0.5),
        text_loss: Some(TextLoss::of(&[0.0, 0.25])),
    };
    Model {
        name: "test-v1".into(),
        format: despam::model::FORMAT,
        page: LinearModel::empty(),
        block: linear(5),
        calibration: Calibrations {
            page: None,
            block: Some(Calibration { slope: 1.5, intercept: -2.0, prior: 0.01 }),
        },
        thresholds: Thresholds { modes: [(DEFAULT_MODE.to_owned(), mode)].into() },
        provenance: Provenance { program_version: "0.1.0".into(), seed: 7, ..Provenance::default() },
    }
}

#[test]
fn the_embedded_model_is_readable_and_intact() {
    let model = Model::verify_embedded().unwrap();
    assert!(model.thresholds.mode(DEFAULT_MODE).is_ok());
    let file = concat!(env!("CARGO_MANIFEST_DIR"), "/models/despam-v1");
    assert_eq!(*model, Model::verify(file.as_ref()).unwrap());
    assert_eq!(fs::read_to_string(format!("{file}/{MODEL_FILE}")).unwrap(), model.to_json());
}

#[test]
fn a_saved_model_reads_back_unchanged_from_directory_or_file() {
    let dir = tempfile::tempdir().unwrap();
    let place = dir.path().join("deep/test-v1");
    let model = model();
    model.save(&place).unwrap();
    assert_eq!(Model::load(&place).unwrap(), model);
    assert_eq!(Model::verify(&place.join(MODEL_FILE)).unwrap(), model);
    let text = fs::read_to_string(place.join(MODEL_FILE)).unwrap();
    assert_eq!(text, model.to_json());
    model.save(&place).unwrap();
    assert_eq!(fs::read_dir(&place).unwrap().count(), 1, "nothing is left lying about");
}

#[test]
fn each_feature_has_a_line_of_its_own() {
    let text = model().to_json();
    for at in 0..5 {
        let of =
            |line: &&str| line.trim_start().starts_with(&format!("{{\"name\":\"feature_{at}\",\"mean\":"));
        assert_eq!(text.lines().filter(of).count(), 1);
    }
}

#[test]
fn the_id_follows_the_content_but_not_white_space() {
    let one = model();
    let mut other = model();
    other.block.weight[2] += 1e-15;
    assert_ne!(one.id(), other.id());
    let spaced = one.to_json().replace("\": ", "\" :\n ");
    assert_eq!(Model::from_json(&spaced).unwrap().id(), one.id());
    let (name, digits) = one.id().split_once('@').map(|(a, b)| (a.to_owned(), b.to_owned())).unwrap();
    assert_eq!((name.as_str(), digits.len()), ("test-v1", 8));
}

#[test]
fn what_is_wrong_with_a_model_file_is_said() {
    let text = model().to_json();
    let dir = tempfile::tempdir().unwrap();
    let edit = |from: &str, to: &str| {
        assert!(text.contains(from), "{from}");
        text.replacen(from, to, 1)
    };
    for (case, edited, want) in [
        (
            "newer",
            edit("\"format\": 2", "\"format\": 3"),
            "model format is 3, this build reads 1 to 2; retrain",
        ),
        (
            "older",
            edit("\"format\": 2", "\"format\": 0"),
            "model format is 0, this build reads 1 to 2; retrain",
        ),
        (
            "falling line",
            edit("\"slope\": 1.5", "\"slope\": -1.5"),
            "block model has calibration -1.5 for `slope`",
        ),
        ("cut off", text[..text.len() / 2].to_owned(), "not a model file: EOF"),
        ("no JSON", "weights".to_owned(), "not a model file: expected value at line 1 column 1"),
        ("renamed", edit("feature_3", "feature_x"), "the feature list's fingerprint is"),
        ("null", edit("\"bias\": -4.25", "\"bias\": null"), "not a model file: invalid type: null"),
        ("infinite", edit("\"bias\": -4.25", "\"bias\": 1e999"), "not a model file: number out of range"),
        (
            "scale",
            edit("\"scale\":0.25", "\"scale\":0"),
            "block model has scale 0 for `feature_1`, expected a number above 0",
        ),
        ("clip", edit("\"clip\": 6", "\"clip\": -6"), "page model has clip -6"),
        ("mode", edit("\"default\"", "\"other\""), "no mode `default`; choose one of `other`"),
        ("name", edit("test-v1", "../test"), "the name is `../test`"),
    ] {
        let file = dir.path().join(MODEL_FILE);
        fs::write(&file, edited).unwrap();
        let message = Model::load(dir.path()).unwrap_err().to_string();
        assert!(message.starts_with(&format!("{}: {want}", file.display())), "{case}: {message}");
    }
    let message = Model::load(&dir.path().join("none")).unwrap_err().to_string();
    assert!(message.contains("cannot read the model"), "{message}");
}

#[test]
fn a_file_of_format_1_is_read_with_the_meaning_it_had() {
    let mut old = model();
    (old.format, old.calibration) = (1, Calibrations::default());
    for mode in old.thresholds.modes.values_mut() {
        (mode.block_cut_silent, mode.text_loss) = (None, None);
    }
    let text = old.to_json();
    for new in ["block_cut_silent", "text_loss", "calibration", "\"proven\""] {
        assert!(!text.contains(new), "{new} was unknown to format 1");
    }
    let read = Model::from_json(&text).unwrap();
    assert_eq!((read.to_json(), &read), (text, &old), "neither text nor digest changes");
    let mode = read.thresholds.mode(DEFAULT_MODE).unwrap();
    assert_eq!(Budget::ALL.map(|budget| mode.cut(budget)), [3.5, 3.5, 3.5, NEVER, 3.5, 3.5, NEVER]);
    assert_eq!(
        (read.block_probability(1.25), read.page_probability(1.25)),
        (probability(1.25), probability(1.25))
    );
    assert_eq!(model().block_probability(1.25), probability(1.5 * 1.25 - 2.0));
}

#[test]
fn an_edited_model_loads_with_another_id_but_is_not_intact() {
    let dir = tempfile::tempdir().unwrap();
    let model = model();
    fs::write(dir.path().join(MODEL_FILE), model.to_json().replace("-4.25", "-4.5")).unwrap();
    assert_ne!(Model::load(dir.path()).unwrap().id(), model.id());
    let message = Model::verify(dir.path()).unwrap_err().to_string();
    assert!(message.contains("the content's digest is"), "{message}");
}

#[test]
fn a_model_with_numbers_that_are_none_is_not_written() {
    let mut broken = model();
    broken.block.weight[1] = f64::NAN;
    let dir = tempfile::tempdir().unwrap();
    let message = broken.save(dir.path()).unwrap_err().to_string();
    assert!(message.contains("block model has weight NaN for `feature_1`"), "{message}");
    broken.block.weight.pop();
    let message = broken.save(dir.path()).unwrap_err().to_string();
    assert!(message.contains("block model has 4 weight values for 5 features"), "{message}");
    assert_eq!(fs::read_dir(dir.path()).unwrap().count(), 0);
}

#[test]
fn columns_of_another_build_are_refused_by_name() {
    let model = model();
    let mut columns: Vec<&str> = model.block.features.iter().map(String::as_str).collect();
    assert!(
        model.check_schema(&["anything"], &columns).is_ok(),
        "a page model without features reads no column"
    );
    columns[3] = "bar";
    let message = model.check_schema(&[], &columns).unwrap_err().to_string();
    let want = format!(
        "model {} (block model): column 4 is `feature_3`, this build has `bar`; retrain with `despam train` or \
         use the model of this version",
        model.id()
    );
    assert_eq!(message, want);
}

proptest! {
    #[test]
    fn every_finite_number_reads_back_bit_for_bit(bits in prop::collection::vec(any::<u64>(), 4)) {
        let number = |bits: u64| Some(f64::from_bits(bits)).filter(|x| x.is_finite()).unwrap_or(0.1);
        let mut model = model();
        model.block.bias = number(bits[0]);
        model.block.weight[0] = number(bits[1]);
        model.block.mean[0] = number(bits[2]);
        model.block.scale[0] = number(bits[3]).abs().max(f64::MIN_POSITIVE);
        let again = Model::from_json(&model.to_json()).unwrap();
        prop_assert_eq!(again.block.bias.to_bits(), model.block.bias.to_bits());
        prop_assert_eq!(again.digest(), model.digest());
        prop_assert_eq!(again, model);
    }

    #[test]
    fn no_text_makes_reading_panic(text in "\\PC*", cut in 0usize..2000) {
        let _ = Model::from_json(&text);
        let whole = model().to_json();
        let _ = Model::from_json(&whole[..cut.min(whole.len())]);
    }
}
