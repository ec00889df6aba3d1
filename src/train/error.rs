//! Why training stopped.

/// Why no model could be trained. Every message ends with what to do.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
#[expect(missing_docs, reason = "the messages name every field")]
pub enum TrainError {
    #[error("{what}: found {found}, expected {expected}; give one per row and one value per column")]
    Shape { what: &'static str, found: usize, expected: usize },
    #[error("{what} holds {found} in row {row}, expected {expected}; correct the row")]
    Number { what: &'static str, row: usize, found: f64, expected: &'static str },
    #[error("option {option} is {found}, expected {expected}")]
    Option { option: &'static str, found: String, expected: &'static str },
    #[error("no {0} row has a weight above 0; both spam and ham rows are needed")]
    OneClass(&'static str),
    #[error(
        "{found} {kind} with {label} rows, at least {expected} are needed so that no site is tested on itself; \
         label more sites"
    )]
    Sites { kind: &'static str, label: &'static str, found: usize, expected: usize },
    #[error("these are {found} rows, {expected} rows are needed; use `despam features --level {expected}`")]
    Level { found: &'static str, expected: &'static str },
    #[error("no page without spam or ignored rows to set thresholds on; add clean pages")]
    NoCleanPage,
    #[error(
        "{clean_sites} clean sites cannot prove that at most {alpha} of all have a page above a threshold; {needed} are \
         needed, {clean_sites} prove {provable:.5} at best: add clean sites, raise the share, or do without the proof"
    )]
    Unproven { alpha: f64, clean_sites: usize, needed: usize, provable: f64 },
    #[error("linfa-logistic cannot hold weights to one side; use the Newton solver")]
    SignsUnsupported,
    #[error("linfa-logistic ignores row weights; use the solver `newton`, or weigh all rows the same")]
    WeightsUnsupported,
    #[error("the solver failed: {0}; raise the penalty or use the solver `newton`")]
    Solver(String),
    #[error(transparent)]
    Linfa(#[from] linfa::Error),
}
