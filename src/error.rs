//! Everything that can go wrong, gathered from the stages.
use crate::input::InputError;
use crate::model::ModelError;

/// Why an operation failed. Each message says what was found, what was expected and what to do.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum Error {
    /// A page could not be read.
    #[error(transparent)]
    Input(#[from] InputError),
    /// A model could not be used.
    #[error(transparent)]
    Model(#[from] ModelError),
}
