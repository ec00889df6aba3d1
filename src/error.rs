//! Everything that can go wrong, gathered from the stages.
/// Why an operation failed. Each message says what was found, what was expected and what to do.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum Error {}
