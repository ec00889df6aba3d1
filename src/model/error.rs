//! Why a model was refused.
use std::path::Path;

/// Why a model could not be read, used or written: where, what was found, what was expected, what to do.
#[derive(Debug, thiserror::Error)]
#[error("{place}: {problem}")]
pub struct ModelError {
    /// The file, or the model's id where no file is involved.
    pub place: String,
    /// What is wrong there.
    pub problem: ModelProblem,
}

/// What is wrong with a model. Every message ends with what to do.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
#[expect(missing_docs, reason = "the messages name every field")]
pub enum ModelProblem {
    #[error("cannot read the model: {0}; give a model directory or its model.json")]
    Read(std::io::Error),
    #[error("cannot write the model: {0}; check that the directory can be written to")]
    Write(std::io::Error),
    #[error("not a model file: {0}; retrain with `despam train` or restore the file")]
    Json(serde_json::Error),
    #[error(
        "model format is {found}, this build reads {oldest} to {newest}; retrain with `despam train` or use the despam \
         version that wrote it"
    )]
    Format { found: u64, oldest: u32, newest: u32 },
    #[error(
        "column {column} is `{found}`, this build has `{expected}`; retrain with `despam train` or use the model \
         of this version"
    )]
    Column { column: usize, found: String, expected: String },
    #[error(
        "the feature list's fingerprint is {found}, its names give {expected}; the file was edited: retrain with \
         `despam train` or restore the file"
    )]
    Fingerprint { found: String, expected: String },
    #[error("{level} model has {found} {field} values for {expected} features; retrain with `despam train`")]
    Length { level: &'static str, field: &'static str, found: usize, expected: usize },
    #[error(
        "{level} model has {field} {found} for `{feature}`, expected {expected}; retrain with `despam train`"
    )]
    Number { level: String, field: &'static str, feature: String, found: f64, expected: &'static str },
    #[error("{level} model lists the feature `{feature}` twice; retrain with `despam train`")]
    Twice { level: &'static str, feature: String },
    #[error("the name is `{0}`, expected letters, digits, `-`, `_` or `.`; choose another with `--name`")]
    Name(String),
    #[error("no mode `{found}`; choose one of {known}")]
    Mode { found: String, known: String },
    #[error(
        "the content's digest is {computed}, the file says {stored}; the file was edited or damaged: retrain with \
         `despam train` or restore the file"
    )]
    Digest { stored: String, computed: String },
}

impl ModelProblem {
    /// This problem at `place`.
    pub(super) fn at(self, place: impl Into<String>) -> ModelError {
        ModelError { place: place.into(), problem: self }
    }

    /// This problem in the file `path`.
    pub(super) fn in_file(self, path: &Path) -> ModelError {
        self.at(path.display().to_string())
    }
}

impl ModelError {
    /// The same problem, told with a better place.
    pub(super) fn at(mut self, place: impl Into<String>) -> ModelError {
        self.place = place.into();
        self
    }
}
