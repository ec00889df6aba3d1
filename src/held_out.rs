//! Every labelled page judged by a model that never saw its site, its thresholds included.
use crate::dataset::{FeatureTable, LabelledPage};
use crate::error::Error;
use crate::label::group::{fold_of, group_number};
use crate::scanner::{PageContext, Scanner};
use crate::train::{TrainError, TrainOptions, train};
use crate::verdict::PageReport;
use rayon::prelude::*;
use std::path::Path;

/// The verdict on one page, or why there is none.
pub type Judged = Result<PageReport, String>;

/// Trains one model per outer fold on the other folds' rows, with penalty and thresholds chosen inside them, and
/// judges the fold's pages with it. The answers are in the pages' order.
///
/// # Errors
/// A fold cannot be trained: too few sites, rows of another schema.
pub fn judge_held_out(
    pages: &[LabelledPage],
    block: &FeatureTable,
    page: &FeatureTable,
    folds: u32,
    options: &TrainOptions,
    read: &(dyn Fn(&Path) -> std::io::Result<Vec<u8>> + Sync),
) -> Result<Vec<Judged>, HeldOutError> {
    each(pages, block, page, folds, options, read, |scanner, _, bytes| {
        scanner.scan(bytes, &PageContext::default()).map_err(|error| error.to_string())
    })
}

/// As [`judge_held_out`], with `look` in the place of scanning: it is given the model that never saw the page's
/// site, the page and its bytes. For whoever wants more of the same models than a report.
///
/// # Errors
/// A fold cannot be trained: too few sites, rows of another schema.
pub fn each<T: Send>(
    pages: &[LabelledPage],
    block: &FeatureTable,
    page: &FeatureTable,
    folds: u32,
    options: &TrainOptions,
    read: &(dyn Fn(&Path) -> std::io::Result<Vec<u8>> + Sync),
    look: impl Fn(&Scanner, &LabelledPage, &[u8]) -> Result<T, String> + Sync,
) -> Result<Vec<Result<T, String>>, HeldOutError> {
    // One fold after the other: each holds a copy of its rows, and a fit uses every thread there is.
    let scanners: Vec<Scanner> = (0..folds)
        .map(|fold| {
            let outcome = train(&without(block, fold, folds), Some(&without(page, fold, folds)), options)?;
            Ok(Scanner::new(outcome.model)?)
        })
        .collect::<Result<_, HeldOutError>>()?;
    Ok(pages
        .par_iter()
        .map(|page| {
            let scanner = &scanners[fold_of(group_number(&page.site), folds) as usize];
            let bytes = read(&page.path).map_err(|error| error.to_string())?;
            look(scanner, page, &bytes)
        })
        .collect())
}

/// Why held-out judging failed.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum HeldOutError {
    /// A fold could not be trained.
    #[error(transparent)]
    Train(#[from] TrainError),
    /// A fold's model could not be used.
    #[error(transparent)]
    Model(#[from] Error),
}

/// The rows whose group is not tested in this fold.
fn without(table: &FeatureTable, fold: u32, folds: u32) -> FeatureTable {
    let mut rest = FeatureTable::new(table.level, table.columns().to_vec());
    for (row, meta) in table.meta().iter().enumerate() {
        if fold_of(group_number(&meta.site), folds) != fold {
            rest.push(meta.clone(), table.row(row)).expect("the same columns");
        }
    }
    rest
}
