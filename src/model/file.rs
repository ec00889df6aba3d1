//! Models on disk and in the binary.
use super::Model;
use super::error::{ModelError, ModelProblem};
use super::format::{check, parse};
use std::fs;
use std::path::{Path, PathBuf};
use std::sync::LazyLock;

/// Name of the file with the weights inside a model directory.
pub const MODEL_FILE: &str = "model.json";

/// The default model's text; `tests/model_file.rs` holds it to be readable and intact.
const EMBEDDED: &str = include_str!("../../models/despam-v1/model.json");

static DEFAULT: LazyLock<Model> =
    LazyLock::new(|| Model::from_json(EMBEDDED).expect("a test reads the embedded model"));

impl Model {
    /// The model this build ships with. Whether its columns are this build's is for the scanner to check.
    pub fn embedded() -> &'static Model {
        &DEFAULT
    }

    /// Reads a model directory, or its `model.json` directly.
    pub fn load(path: &Path) -> Result<Model, ModelError> {
        let file = model_file(path);
        let (model, _) = parse(&read(&file)?).map_err(|problem| problem.in_file(&file))?;
        Ok(model)
    }

    /// Reads like [`Model::load`] and also compares the content with the digest stored in the file.
    pub fn verify(path: &Path) -> Result<Model, ModelError> {
        let file = model_file(path);
        verify_text(&read(&file)?).map_err(|problem| problem.in_file(&file))
    }

    /// [`Model::verify`] for the model this build ships with.
    pub fn verify_embedded() -> Result<&'static Model, ModelError> {
        verify_text(EMBEDDED).map_err(|problem| problem.at("embedded model"))?;
        Ok(Model::embedded())
    }

    /// Writes `model.json` into `dir`, which is made if need be. A reader sees the old file or the new one,
    /// never a half.
    pub fn save(&self, dir: &Path) -> Result<(), ModelError> {
        let file = dir.join(MODEL_FILE);
        check(self).map_err(|problem| problem.in_file(&file))?;
        let unfinished = dir.join(format!("{MODEL_FILE}.new"));
        fs::create_dir_all(dir)
            .and_then(|()| fs::write(&unfinished, self.to_json()))
            .and_then(|()| fs::rename(&unfinished, &file))
            .map_err(|error| ModelProblem::Write(error).in_file(&file))
    }
}

fn model_file(path: &Path) -> PathBuf {
    if path.is_dir() { path.join(MODEL_FILE) } else { path.to_owned() }
}

fn read(file: &Path) -> Result<String, ModelError> {
    fs::read_to_string(file).map_err(|error| ModelProblem::Read(error).in_file(file))
}

fn verify_text(text: &str) -> Result<Model, ModelProblem> {
    let (model, stored) = parse(text)?;
    let (stored, computed) = (stored.unwrap_or_else(|| "missing".into()), model.digest());
    if stored == computed { Ok(model) } else { Err(ModelProblem::Digest { stored, computed }) }
}
