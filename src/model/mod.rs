//! (stub) Linear models and their file.
/// The page model and the block model that a scanner uses.
#[derive(Clone, Debug)]
pub struct Model {}
