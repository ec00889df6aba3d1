//! The text of a model: JSON with one feature per line, so that a retrain is a readable diff.
//!
//! Numbers are the shortest text that reads back to the same value; keys come in a fixed order. The `digest` is
//! BLAKE3 over this very text without the digest's line, so white space in the file does not matter to it.
use super::error::{ModelError, ModelProblem};
use super::{Calibrations, LinearModel, Model, Provenance, Thresholds};
use serde::{Deserialize, Serialize};
use std::fmt::Write;

/// Version of the file format. Goes up when an older build could misread a newer file.
///
/// 2 added cut bounds per [`Budget`](super::Budget), what they cost in text, and calibrations: a build that knows only
/// format 1 would cut silent blocks by the visible ones' bound.
pub const FORMAT: u32 = 2;

/// The oldest format that means here what it meant then: what it lacks has a default.
const OLDEST: u32 = 1;

/// The file as serde reads it.
#[derive(Deserialize)]
struct ModelFile {
    name: String,
    format: u32,
    #[serde(default)]
    digest: Option<String>,
    provenance: Provenance,
    thresholds: Thresholds,
    #[serde(default)]
    calibration: Calibrations,
    page: LinearFile,
    block: LinearFile,
}

/// One linear model as serde reads it.
#[derive(Deserialize)]
struct LinearFile {
    schema: String,
    clip: f64,
    bias: f64,
    features: Vec<Feature>,
}

/// One line of the feature list.
#[derive(Deserialize, Serialize)]
struct Feature {
    name: String,
    mean: f64,
    scale: f64,
    weight: f64,
}

/// Read before everything else: a newer file may not have the other fields.
#[derive(Deserialize)]
struct FormatOnly {
    format: u64,
}

impl Model {
    /// Reads the text of a model file and checks everything a score depends on.
    pub fn from_json(text: &str) -> Result<Model, ModelError> {
        parse(text).map(|(model, _)| model).map_err(|problem| problem.at("model text"))
    }

    /// The model as text; [`Model::from_json`] reads back an equal model.
    pub fn to_json(&self) -> String {
        self.render(Some(&self.digest()))
    }

    /// BLAKE3 of the content, 64 hexadecimal digits.
    pub fn digest(&self) -> String {
        blake3::hash(self.render(None).as_bytes()).to_hex().to_string()
    }

    /// Name and content in short, e.g. `despam-v1@1f0c23ab`: equal ids mean equal verdicts.
    pub fn id(&self) -> String {
        format!("{}@{}", self.name, &self.digest()[..8])
    }

    fn render(&self, digest: Option<&str>) -> String {
        let mut out = String::from("{\n");
        let mut line = |key: &str, value: &str| {
            let _ = writeln!(out, "  \"{key}\": {value},"); // writing to a String cannot fail
        };
        line("name", &json(&self.name));
        line("format", &json(&self.format));
        if let Some(digest) = digest {
            line("digest", &json(&digest));
        }
        line("provenance", &indented(&self.provenance));
        line("thresholds", &indented(&self.thresholds));
        if !self.calibration.is_empty() {
            line("calibration", &indented(&self.calibration));
        }
        line("page", &linear(&self.page));
        let _ = write!(out, "  \"block\": {}\n}}\n", linear(&self.block));
        out
    }
}

/// Compact JSON. All types rendered here have string keys, and numbers of a checked model are finite; an
/// unchecked one renders `null` there, which reading refuses.
fn json<T: Serialize + ?Sized>(value: &T) -> String {
    serde_json::to_string(value).expect("plain structs with string keys always serialise")
}

/// JSON over several lines, indented as the value of a top-level key.
fn indented<T: Serialize>(value: &T) -> String {
    let text = serde_json::to_string_pretty(value).expect("plain structs with string keys always serialise");
    text.replace('\n', "\n  ")
}

fn linear(model: &LinearModel) -> String {
    let mut out = format!(
        "{{\n    \"schema\": {},\n    \"clip\": {},\n    \"bias\": {},\n    \"features\": [",
        json(&LinearModel::fingerprint(&model.features)),
        json(&model.clip),
        json(&model.bias),
    );
    let numbers = model.mean.iter().zip(&model.scale).zip(&model.weight);
    for (at, (name, ((mean, scale), weight))) in model.features.iter().zip(numbers).enumerate() {
        let feature = Feature { name: name.clone(), mean: *mean, scale: *scale, weight: *weight };
        let _ = write!(out, "{}\n      {}", if at == 0 { "" } else { "," }, json(&feature));
    }
    out.push_str(if model.features.is_empty() { "]\n  }" } else { "\n    ]\n  }" });
    out
}

/// The model in `text` and the digest the text claims.
pub(super) fn parse(text: &str) -> Result<(Model, Option<String>), ModelProblem> {
    let FormatOnly { format: found } = serde_json::from_str(text).map_err(ModelProblem::Json)?;
    if !(u64::from(OLDEST)..=u64::from(FORMAT)).contains(&found) {
        return Err(ModelProblem::Format { found, oldest: OLDEST, newest: FORMAT });
    }
    let file: ModelFile = serde_json::from_str(text).map_err(ModelProblem::Json)?;
    let model = Model {
        name: file.name,
        format: file.format,
        page: file.page.into_model()?,
        block: file.block.into_model()?,
        thresholds: file.thresholds,
        calibration: file.calibration,
        provenance: file.provenance,
    };
    check(&model)?;
    Ok((model, file.digest))
}

/// Whether a model can be used and written: what reading refuses is not written either.
pub(super) fn check(model: &Model) -> Result<(), ModelProblem> {
    let plain = |c: char| c.is_ascii_alphanumeric() || matches!(c, '-' | '_' | '.');
    if model.name.is_empty() || !model.name.chars().all(plain) {
        return Err(ModelProblem::Name(model.name.clone()));
    }
    model.page.check("page")?;
    model.block.check("block")?;
    model.calibration.check()?;
    model.thresholds.check()
}

impl LinearFile {
    fn into_model(self) -> Result<LinearModel, ModelProblem> {
        let names: Vec<&str> = self.features.iter().map(|feature| feature.name.as_str()).collect();
        let expected = LinearModel::fingerprint(&names);
        if self.schema != expected {
            return Err(ModelProblem::Fingerprint { found: self.schema, expected });
        }
        let column = |get: fn(&Feature) -> f64| self.features.iter().map(get).collect();
        Ok(LinearModel {
            mean: column(|feature| feature.mean),
            scale: column(|feature| feature.scale),
            weight: column(|feature| feature.weight),
            bias: self.bias,
            clip: self.clip,
            features: self.features.into_iter().map(|feature| feature.name).collect(),
        })
    }
}
