//! Labelled pages judged by models that saw nothing of them: neither their site, nor their campaign, nor their family,
//! thresholds included.
//!
//! ```text
//! labels ─▶ campaign: who injects alike ─▶ plan: which fold tests what ─┬─▶ judge_planned   one model per fold
//!                                                                       └─▶ judge_families  one model per family
//! ```
pub mod campaign;
pub mod donors;
pub mod family;
pub mod plan;

pub use campaign::Campaigns;
pub use donors::Donors;
pub use family::{FamilyTest, each_family, family_tests, judge_families};
pub use plan::Plan;

use crate::dataset::{FeatureTable, LabelledPage, RowMeta};
use crate::error::Error;
use crate::scanner::{PageContext, Scanner};
use crate::train::{TrainError, TrainOptions, train};
use crate::verdict::PageReport;
use rayon::prelude::*;
use std::path::Path;

/// The verdict on one page, or why there is none.
pub type Judged = Result<PageReport, String>;

/// Fetches a page's bytes.
pub type Read<'a> = &'a (dyn Fn(&Path) -> std::io::Result<Vec<u8>> + Sync);

/// [`judge_planned`] with folds by site.
///
/// # Errors
/// A fold cannot be trained: too few sites, rows of another schema.
pub fn judge_held_out(
    pages: &[LabelledPage],
    block: &FeatureTable,
    page: &FeatureTable,
    folds: u32,
    options: &TrainOptions,
    read: Read<'_>,
) -> Result<Vec<Judged>, HeldOutError> {
    judge_planned(pages, block, page, &Plan::by_site(folds), options, read)
}

/// Trains one model per fold of the plan on the rows that the plan allows it, with penalty and thresholds chosen
/// inside them, and judges the fold's pages with it. The answers are in the pages' order.
///
/// # Errors
/// A fold cannot be trained: too few sites, rows of another schema.
pub fn judge_planned(
    pages: &[LabelledPage],
    block: &FeatureTable,
    page: &FeatureTable,
    plan: &Plan,
    options: &TrainOptions,
    read: Read<'_>,
) -> Result<Vec<Judged>, HeldOutError> {
    each(pages, block, page, plan, options, read, |scanner, _, bytes| scan(scanner, bytes))
}

/// As [`judge_planned`], with `look` in the place of scanning: it is given the model that saw nothing of the page, the
/// page and its bytes. For whoever wants more of the same models than a report.
///
/// # Errors
/// A fold cannot be trained: too few sites, rows of another schema.
pub fn each<T: Send>(
    pages: &[LabelledPage],
    block: &FeatureTable,
    page: &FeatureTable,
    plan: &Plan,
    options: &TrainOptions,
    read: Read<'_>,
    look: impl Fn(&Scanner, &LabelledPage, &[u8]) -> Result<T, String> + Sync,
) -> Result<Vec<Result<T, String>>, HeldOutError> {
    // One fold after the other: each holds a copy of its rows, and a fit uses every thread there is.
    let scanners: Vec<Scanner> = (0..plan.folds())
        .map(|fold| {
            let keep = |meta: &RowMeta| plan.may_train(fold, meta);
            trained(&keeping(block, keep), &keeping(page, keep), options)
        })
        .collect::<Result<_, HeldOutError>>()?;
    Ok(pages
        .par_iter()
        .map(|page| match plan.fold_of_page(page) {
            Some(fold) => {
                let bytes = read(&page.path).map_err(|error| error.to_string())?;
                look(&scanners[fold as usize], page, &bytes)
            }
            None => Err(plan::UNDECIDED.to_owned()),
        })
        .collect())
}

fn trained(
    block: &FeatureTable,
    page: &FeatureTable,
    options: &TrainOptions,
) -> Result<Scanner, HeldOutError> {
    Ok(Scanner::new(train(block, Some(page), options)?.model)?)
}

fn scan(scanner: &Scanner, bytes: &[u8]) -> Judged {
    scanner.scan(bytes, &PageContext::default()).map_err(|error| error.to_string())
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

/// The rows that satisfy `keep`.
fn keeping(table: &FeatureTable, keep: impl Fn(&RowMeta) -> bool) -> FeatureTable {
    let mut rest = FeatureTable::new(table.level, table.columns().to_vec());
    for (row, meta) in table.meta().iter().enumerate() {
        if keep(meta) {
            rest.push(meta.clone(), table.row(row)).expect("the same columns");
        }
    }
    rest
}
