//! Labelled pages → feature tables, many pages at once, in the pages' order whatever the number of threads.
use crate::dataset::{FeatureTable, LabelledPage, Level, PageLabel};
use crate::feature::{block_columns, page_columns};
use crate::label::group::group_of;
use crate::label::rows::{Extract, PageRows, Part, extract};
use rayon::prelude::*;
use std::path::{Path, PathBuf};
use std::sync::Arc;

/// Pages of which only a part of the spam is labelled, by the collection's name: their other bytes say nothing.
const PARTIAL: &str = "partial";

/// Made pages: their ham is that of the page they were made from, which is in the table already.
const SYNTHETIC: &str = "synth";

/// Block rows and page rows of labelled pages.
#[derive(Debug)]
pub struct Tables {
    /// One row per chosen candidate.
    pub block: FeatureTable,
    /// One row per page.
    pub page: FeatureTable,
    /// Pages that could not be read, and why.
    pub failed: Vec<(PathBuf, String)>,
}

/// Reads the pages and gives their rows. `read` fetches a page's bytes; `rank` scores a block row by an earlier model.
pub fn tables(
    pages: &[LabelledPage],
    choice: &Extract,
    rank: &(dyn Fn(&[f64]) -> f64 + Sync),
    read: &(dyn Fn(&Path) -> std::io::Result<Vec<u8>> + Sync),
) -> Tables {
    let owned = |names: Vec<&str>| names.into_iter().map(str::to_owned).collect::<Vec<_>>();
    let mut out = Tables {
        block: FeatureTable::new(Level::Block, owned(block_columns())),
        page: FeatureTable::new(Level::Page, owned(page_columns())),
        failed: Vec::new(),
    };
    // In slices, so that the rows of a large set are not held twice.
    for slice in pages.chunks(256) {
        let rows: Vec<Result<PageRows, String>> = slice
            .par_iter()
            .map(|page| {
                let bytes = read(&page.path).map_err(|error| error.to_string())?;
                extract(&bytes, &page.spans, &part(page), choice, &rank).map_err(|error| error.to_string())
            })
            .collect();
        for (page, rows) in slice.iter().zip(rows) {
            match rows {
                Ok(rows) => {
                    push(&mut out.block, rows.blocks);
                    push(&mut out.page, rows.page);
                }
                Err(reason) => out.failed.push((page.path.clone(), reason)),
            }
        }
    }
    out
}

fn part(page: &LabelledPage) -> Part {
    let synthetic = page.dataset.contains(SYNTHETIC);
    Part {
        path: Arc::from(page.name.as_str()),
        site: Arc::from(page.site.as_str()),
        group: group_of(&page.site),
        dataset: Arc::from(page.dataset.as_str()),
        complete: !page.dataset.contains(PARTIAL),
        only_spam: synthetic && page.page_label == PageLabel::Spam,
    }
}

fn push(table: &mut FeatureTable, rows: Vec<(crate::dataset::RowMeta, Vec<f64>)>) {
    let mut values = Vec::new();
    for (meta, row) in rows {
        values.clear();
        values.extend(row.iter().map(|value| rounded(*value)));
        table.push(meta, &values).expect("rows and columns come from the same registry");
    }
}

/// Four decimals are more than any feature's worth and halve the file.
fn rounded(value: f64) -> f32 {
    ((value * 1e4).round() / 1e4) as f32
}
