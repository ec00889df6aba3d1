//! What is wrong with one row of a labelled CSV.
use std::path::{Path, PathBuf};

/// Most errors kept for one file; the last one then says that there are more.
///
/// A file of the wrong kind has an error in every row: a thousand are enough to see that.
pub const MAX_ROW_ERRORS: usize = 1000;

/// What is wrong in one place of a labelled CSV: file, line, column, what was found, what was expected, the mend.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error(
    "{}{}: {}found {found}, expected {expected}; {mend}",
    file.display(),
    if *line == 0 { String::new() } else { format!(":{line}") },
    if column.is_empty() { String::new() } else { format!("column `{column}`: ") }
)]
pub struct RowError {
    /// The CSV file.
    pub file: PathBuf,
    /// Line in the decompressed text, from 1; 0 when the file could not be read at all.
    pub line: u64,
    /// Name of the column; empty when the whole row or file is meant.
    pub column: Box<str>,
    /// What the file has.
    pub found: Box<str>,
    /// What was expected.
    pub expected: Box<str>,
    /// What to do about it.
    pub mend: Box<str>,
}

/// Collects the errors of one file.
pub(super) struct Errors {
    file: PathBuf,
    list: Vec<RowError>,
}

impl Errors {
    pub(super) fn new(file: &Path) -> Self {
        Errors { file: file.to_owned(), list: Vec::new() }
    }

    pub(super) fn push(&mut self, line: u64, column: &str, found: &str, expected: &str, mend: &str) {
        if self.list.len() > MAX_ROW_ERRORS {
            return;
        }
        let last = self.list.len() == MAX_ROW_ERRORS;
        let (column, found, expected, mend) = if last {
            ("", "more errors", "none", "mend the ones above first")
        } else {
            (column, found, expected, mend)
        };
        self.list.push(RowError {
            file: self.file.clone(),
            line,
            column: column.into(),
            found: found.into(),
            expected: expected.into(),
            mend: mend.into(),
        });
    }

    pub(super) fn into_list(self) -> Vec<RowError> {
        self.list
    }
}

/// A cell as an error message shows it: quoted, and cut if it is long.
pub(super) fn shown(cell: &str) -> String {
    const MOST: usize = 60;
    match cell.char_indices().nth(MOST) {
        Some((cut, _)) => format!("`{}…`", &cell[..cut]),
        None if cell.is_empty() => "an empty cell".into(),
        None => format!("`{cell}`"),
    }
}
