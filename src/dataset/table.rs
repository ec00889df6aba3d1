//! Feature rows in memory: what is known about each row, and its values.
use std::collections::HashSet;
use std::sync::Arc;

/// Columns of a feature CSV that are not features, in the order they are written.
pub const META_COLUMNS: [&str; 12] = [
    "level", "path", "site", "group", "family", "dataset", "kind", "start", "end", "label", "weight",
    "record",
];

/// The kind of rows that only load or run something.
pub const LOADER: &str = "loader";

/// Kinds of rows that are reported and never cut: no cut threshold is set by them.
pub(crate) const ONLY_REPORTED: [&str; 3] = [LOADER, "head", "told"];

/// What a row describes.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub enum Level {
    /// One candidate block.
    #[default]
    Block,
    /// One page.
    Page,
}

impl Level {
    /// As in the CSV.
    pub fn as_str(self) -> &'static str {
        match self {
            Level::Block => "block",
            Level::Page => "page",
        }
    }
}

/// What training makes of a row.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub enum RowLabel {
    /// Positive.
    Spam,
    /// Negative.
    Ham,
    /// Neither: inner parts of spam blocks, ranges to report only, unlabelled rows.
    #[default]
    Ignore,
}

impl RowLabel {
    /// As in the CSV.
    pub fn as_str(self) -> &'static str {
        match self {
            RowLabel::Spam => "spam",
            RowLabel::Ham => "ham",
            RowLabel::Ignore => "ignore",
        }
    }
}

/// What is known about a row besides its values. Texts are shared between rows; empty means not told.
#[derive(Clone, Debug, PartialEq)]
pub struct RowMeta {
    /// The page the row was taken from.
    pub path: Arc<str>,
    /// Record within an archive.
    pub record: Arc<str>,
    /// The site of that page.
    pub site: Arc<str>,
    /// Rows of one group are never split between training and testing; the site where empty. For campaigns
    /// that span sites.
    pub group: Arc<str>,
    /// Family of injections.
    pub family: Arc<str>,
    /// The collection the page belongs to; a name starting with `synth` marks made pages.
    pub dataset: Arc<str>,
    /// What kind of candidate the row is.
    pub kind: Arc<str>,
    /// First byte of the block.
    pub start: Option<usize>,
    /// One past its last byte.
    pub end: Option<usize>,
    /// What training makes of it.
    pub label: RowLabel,
    /// How much the row counts within its class and site; 0 or above, 1 if not told.
    pub weight: f64,
}

impl Default for RowMeta {
    fn default() -> Self {
        let none: Arc<str> = Arc::from("");
        RowMeta {
            path: none.clone(),
            record: none.clone(),
            site: none.clone(),
            group: none.clone(),
            family: none.clone(),
            dataset: none.clone(),
            kind: none,
            start: None,
            end: None,
            label: RowLabel::Ignore,
            weight: 1.0,
        }
    }
}

impl RowMeta {
    /// What must not straddle training and testing: the group, else the site, else the page.
    pub fn split_key(&self) -> &str {
        [&self.group, &self.site].into_iter().find(|name| !name.is_empty()).unwrap_or(&self.path)
    }

    /// Whether the row is of a kind that is reported and never cut.
    pub fn is_only_reported(&self) -> bool {
        ONLY_REPORTED.contains(&&*self.kind)
    }

    /// Whether the row's page was made, not found.
    pub fn is_synthetic(&self) -> bool {
        self.dataset.starts_with("synth")
    }
}

/// Rows of one level with the values of the same columns.
///
/// Values are 32-bit: counts and ratios need no more, and the table is what training holds in memory.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct FeatureTable {
    /// What the rows describe.
    pub level: Level,
    columns: Vec<String>,
    meta: Vec<RowMeta>,
    /// Row after row, [`CHUNK_ROWS`] of them in each part but the last.
    values: Vec<Vec<f32>>,
}

/// Rows whose values are stored together. One list of all values would be copied whenever it outgrows its
/// place, and be held twice meanwhile; of parts, only the last one grows. 65,536 rows of 207 columns are 54 MB.
const CHUNK_ROWS: usize = 1 << 16;

/// Why a row or table could not be added to a table.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
#[expect(missing_docs, reason = "the messages name every field")]
pub enum TableError {
    #[error("a row has {found} values, the table has {expected} columns; build both from the same registry")]
    Width { found: usize, expected: usize },
    #[error(
        "column {column} is `{found}`, the first file has `{expected}`; make both files with the same version of \
         `despam features`"
    )]
    Column { column: usize, found: String, expected: String },
    #[error("the file has {found} rows, the first one {expected} rows; train pages and blocks apart")]
    Level { found: &'static str, expected: &'static str },
}

impl FeatureTable {
    /// An empty table.
    pub fn new(level: Level, columns: Vec<String>) -> Self {
        FeatureTable { level, columns, meta: Vec::new(), values: Vec::new() }
    }

    /// Adds a row at the end.
    pub fn push(&mut self, meta: RowMeta, values: &[f32]) -> Result<(), TableError> {
        if values.len() != self.columns.len() {
            return Err(TableError::Width { found: values.len(), expected: self.columns.len() });
        }
        self.push_values(values);
        self.meta.push(meta);
        Ok(())
    }

    /// Adds all rows of another table with the same level and columns.
    pub fn append(&mut self, other: FeatureTable) -> Result<(), TableError> {
        if other.level != self.level {
            return Err(TableError::Level { found: other.level.as_str(), expected: self.level.as_str() });
        }
        for at in 0..self.columns.len().max(other.columns.len()) {
            let (found, expected) = (other.columns.get(at), self.columns.get(at));
            if found != expected {
                let name = |name: Option<&String>| name.map_or("(no column)".to_owned(), String::clone);
                let (found, expected) = (name(found), name(expected));
                return Err(TableError::Column { column: at + 1, found, expected });
            }
        }
        let mut meta = other.meta.into_iter();
        // Part by part, each given back as soon as it is copied.
        for part in other.values {
            let rows = meta.by_ref().take(CHUNK_ROWS).enumerate();
            for (row, meta) in rows {
                self.push_values(&part[row * self.columns.len()..][..self.columns.len()]);
                self.meta.push(meta);
            }
        }
        Ok(())
    }

    fn push_values(&mut self, values: &[f32]) {
        if self.meta.len().is_multiple_of(CHUNK_ROWS) {
            // A table that fills one part fills the next: reserved memory that is never written costs nothing.
            let room = if self.values.is_empty() { 0 } else { CHUNK_ROWS * self.columns.len() };
            self.values.push(Vec::with_capacity(room));
        }
        if let Some(part) = self.values.last_mut() {
            part.extend_from_slice(values);
        }
    }

    /// Names of the features, in order.
    pub fn columns(&self) -> &[String] {
        &self.columns
    }

    /// What is known about each row.
    pub fn meta(&self) -> &[RowMeta] {
        &self.meta
    }

    /// The same, to relabel or reweigh.
    pub fn meta_mut(&mut self) -> &mut [RowMeta] {
        &mut self.meta
    }

    /// The values of one row, in column order.
    pub fn row(&self, row: usize) -> &[f32] {
        &self.values[row / CHUNK_ROWS][row % CHUNK_ROWS * self.columns.len()..][..self.columns.len()]
    }

    /// Number of rows.
    pub fn len(&self) -> usize {
        self.meta.len()
    }

    /// Whether there is no row.
    pub fn is_empty(&self) -> bool {
        self.meta.is_empty()
    }

    /// How many different sites the rows satisfying `keep` come from.
    pub fn count_sites(&self, keep: impl Fn(&RowMeta) -> bool) -> usize {
        let kept = self.meta.iter().filter(|row| keep(row));
        kept.map(|row| if row.site.is_empty() { &*row.path } else { &*row.site })
            .collect::<HashSet<_>>()
            .len()
    }

    /// BLAKE3 over columns, rows and values, 64 hexadecimal digits: equal digests mean equal training data.
    pub fn digest(&self) -> String {
        let mut hasher = blake3::Hasher::new();
        // Every text ends in a byte that UTF-8 never has: no two tables give the same bytes.
        let text = |hasher: &mut blake3::Hasher, text: &str| {
            hasher.update(text.as_bytes());
            hasher.update(&[0xFF]);
        };
        text(&mut hasher, self.level.as_str());
        self.columns.iter().for_each(|column| text(&mut hasher, column));
        hasher.update(&[0xFE]);
        let mut bytes = Vec::new();
        for (at, meta) in self.meta.iter().enumerate() {
            let texts =
                [&meta.path, &meta.record, &meta.site, &meta.group, &meta.family, &meta.dataset, &meta.kind];
            texts.into_iter().for_each(|value| text(&mut hasher, value));
            text(&mut hasher, meta.label.as_str());
            bytes.clear();
            for offset in [meta.start, meta.end] {
                bytes.extend(offset.map_or(u64::MAX, |offset| offset as u64).to_le_bytes());
            }
            bytes.extend(meta.weight.to_le_bytes());
            self.row(at).iter().for_each(|value| bytes.extend(value.to_le_bytes()));
            hasher.update(&bytes);
        }
        hasher.finalize().to_hex().to_string()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn rows_are_where_they_belong_across_parts_however_they_came() {
        let row = |at: usize| [at as f32, -(at as f32)];
        let fill = |rows: std::ops::Range<usize>| {
            let mut table = FeatureTable::new(Level::Block, vec!["a".into(), "b".into()]);
            rows.for_each(|at| table.push(RowMeta::default(), &row(at)).unwrap());
            table
        };
        let (whole, middle) = (2 * CHUNK_ROWS + 3, CHUNK_ROWS + 7);
        let mut joined = fill(0..middle);
        joined.append(fill(middle..whole)).unwrap();
        for at in [0, 1, CHUNK_ROWS - 1, CHUNK_ROWS, middle - 1, middle, 2 * CHUNK_ROWS, whole - 1] {
            assert_eq!(joined.row(at), row(at), "{at}");
        }
        assert!(joined == fill(0..whole) && joined.len() == whole);
    }

    #[test]
    fn a_table_without_columns_still_counts_its_rows() {
        let mut table = FeatureTable::new(Level::Page, Vec::new());
        table.push(RowMeta::default(), &[]).unwrap();
        table.append(table.clone()).unwrap();
        assert_eq!((table.len(), table.row(1)), (2, &[][..]));
    }
}
