//! Which kind of labelled CSV a header row announces.
use super::error::{Errors, RowError};
use super::open::Rows;
use std::path::Path;

/// The kinds of labelled CSV.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Contract {
    /// `path,start,end,label[,family,site,…]`: one row per labelled byte range.
    Spans,
    /// `file,start,end,…,action,…`: the yardstick's truth. A row without `start` is a clean page.
    Truth,
    /// `path,label[,site]`: one row per page.
    Pages,
    /// `label[,site,…]` and columns of numbers, as `despam features` writes them.
    Features,
}

impl Contract {
    /// The kind a file's header row announces.
    pub fn of(path: &Path) -> Result<Contract, RowError> {
        let mut errors = Errors::new(path);
        let contract = Rows::open(path, &mut errors).and_then(|rows| {
            Contract::of_header(&rows.header).map_err(|found| refuse(&found, &mut errors)).ok()
        });
        let first = errors.into_list().into_iter().next();
        contract.ok_or_else(|| first.expect("no contract without an error"))
    }

    /// The kind these column names announce, or what they are when they announce none.
    pub(super) fn of_header(header: &[String]) -> Result<Contract, String> {
        let has = |name: &str| header.iter().any(|column| column == name);
        let span = has("start") && has("end");
        // `level` is in every feature table of ours and in no other contract. A table from elsewhere has no
        // path: without one there is nothing but its numbers to read.
        if has("label") && (has("level") || !has("path")) {
            Ok(Contract::Features)
        } else if has("path") && has("label") {
            Ok(if span { Contract::Spans } else { Contract::Pages })
        } else if has("file") && span && has("action") {
            Ok(Contract::Truth)
        } else {
            Err(header.join(","))
        }
    }
}

/// Reports a header row that announces nothing we read.
pub(super) fn refuse(header: &str, errors: &mut Errors) {
    let found = super::error::shown(header);
    let expected = "a header row `path,start,end,label[,family,site]` (spans), `path,label[,site]` (pages), \
                    `file,start,end,…,action` (truth) or `label[,site],…` (features)";
    errors.push(1, "", &found, expected, "name the columns so");
}
