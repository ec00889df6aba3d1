//! Feature CSV → [`FeatureTable`], as a stream.
use super::contract::{Contract, refuse};
use super::error::{Errors, RowError, shown};
use super::open::Rows;
use super::table::{FeatureTable, Level, META_COLUMNS, RowLabel, RowMeta};
use std::io::Read;
use std::path::Path;
use std::sync::Arc;

/// Reads a feature CSV: the good rows, and everything that is wrong.
pub fn read_features(path: &Path) -> (FeatureTable, Vec<RowError>) {
    let mut errors = Errors::new(path);
    let table = Rows::open(path, &mut errors).and_then(|rows| read(rows, &mut errors)).unwrap_or_default();
    (table, errors.into_list())
}

/// [`read_features`] for text that is at hand already; `name` stands for the file in errors.
pub fn parse_features(name: &str, input: impl Read + 'static) -> (FeatureTable, Vec<RowError>) {
    let mut errors = Errors::new(Path::new(name));
    let rows = Rows::new(Box::new(input), &mut errors);
    let table = rows.and_then(|rows| read(rows, &mut errors)).unwrap_or_default();
    (table, errors.into_list())
}

fn read(mut rows: Rows, errors: &mut Errors) -> Option<FeatureTable> {
    match Contract::of_header(&rows.header) {
        Ok(Contract::Features) => {}
        Ok(_) => {
            let mend = "make feature rows of these pages first: `despam features`";
            errors.push(1, "", "labelled pages", "a table of features", mend);
            return None;
        }
        Err(header) => {
            refuse(&header, errors);
            return None;
        }
    }
    let meta_columns = META_COLUMNS.map(|name| rows.column(name));
    let is_feature: Vec<bool> = (0..rows.header.len()).map(|at| !meta_columns.contains(&Some(at))).collect();
    let header = rows.header.iter().zip(&is_feature);
    let names: Vec<String> = header.filter(|(_, is)| **is).map(|(name, _)| name.clone()).collect();
    if names.is_empty() {
        let expected = "at least one column of numbers";
        errors.push(1, "", "no feature column", expected, "use the output of `despam features`");
        return None;
    }
    let mut reader =
        MetaReader { columns: meta_columns, texts: foldhash::HashSet::default(), last: Default::default() };
    let mut level = None;
    let width = names.len();
    let mut table = FeatureTable::new(Level::Block, names);
    let mut values = Vec::with_capacity(width);
    while rows.next(errors) {
        let Some((row_level, meta)) = reader.row(&rows, errors) else { continue };
        if *level.get_or_insert(row_level) != row_level {
            let expected = "the level of the rows before";
            errors.push(
                rows.line,
                "level",
                row_level.as_str(),
                expected,
                "put pages and blocks in two files",
            );
            continue;
        }
        values.clear();
        // All cells in their order: faster than to ask for each by its column.
        for (at, cell) in rows.cells().enumerate() {
            if is_feature[at] {
                let Some(value) = number(&rows, at, cell, errors) else { break };
                values.push(value);
            }
        }
        if values.len() == width {
            table.push(meta, &values).expect("one value per feature column");
        }
    }
    table.level = level.unwrap_or_default();
    Some(table)
}

/// One value. Most cells of a feature table are one digit, so that is tried first.
#[inline]
fn number(rows: &Rows, column: usize, cell: &[u8], errors: &mut Errors) -> Option<f32> {
    if let [digit @ b'0'..=b'9'] = cell {
        return Some(f32::from(digit - b'0'));
    }
    short_decimal(cell).or_else(|| long_number(rows, column, cell, errors))
}

/// A value that takes the standard library to read it, or none.
#[cold]
fn long_number(rows: &Rows, column: usize, cell: &[u8], errors: &mut Errors) -> Option<f32> {
    let value = std::str::from_utf8(cell).ok().and_then(|text| text.trim().parse::<f32>().ok());
    if let Some(value) = value.filter(|value| value.is_finite()) {
        return Some(value);
    }
    let (name, found) = (&rows.header[column], shown(&String::from_utf8_lossy(cell)));
    errors.push(rows.line, name, &found, "a finite number", "correct the value or remove the row");
    None
}

/// Powers of ten that a 32-bit float holds exactly, as far as [`SHORT`] needs them.
const TENS: [f32; SHORT] = [1e0, 1e1, 1e2, 1e3, 1e4, 1e5, 1e6, 1e7, 1e8];

/// Longest cell, without its sign, that may be read the short way.
const SHORT: usize = 9;

/// The value of a short cell like `0`, `17` or `-0.0625`, the same as the standard library's; `None` where it takes
/// that one to read it.
///
/// A whole number below 2²⁴ and a power of ten up to 10¹⁰ are exact in 32 bits, so one division rounds once
/// (Clinger, "How to read floating point numbers accurately", 1990). This is nearly every cell, and half the time.
fn short_decimal(cell: &[u8]) -> Option<f32> {
    let (negative, digits) = match cell {
        [b'-', rest @ ..] => (true, rest),
        _ => (false, cell),
    };
    if digits.len() > SHORT {
        return None;
    }
    let (mut whole, mut point) = (0u32, None);
    for (at, byte) in digits.iter().enumerate() {
        match byte {
            b'0'..=b'9' => whole = whole * 10 + u32::from(byte - b'0'),
            b'.' if point.is_none() => point = Some(at),
            _ => return None,
        }
    }
    let decimals = point.map_or(0, |at| digits.len() - 1 - at);
    let none = digits.len() == usize::from(point.is_some());
    if none || whole >= 1 << 24 {
        return None;
    }
    let value = whole as f32 / TENS[decimals];
    Some(if negative { -value } else { value })
}

/// Reads the columns that are not features; equal texts are kept once.
struct MetaReader {
    columns: [Option<usize>; META_COLUMNS.len()],
    texts: foldhash::HashSet<Arc<str>>,
    /// The text each column had last: most rows repeat it.
    last: [Option<Arc<str>>; META_COLUMNS.len()],
}

impl MetaReader {
    fn row(&mut self, rows: &Rows, errors: &mut Errors) -> Option<(Level, RowMeta)> {
        let [level, path, site, group, family, dataset, kind, start, end, label, weight, record] =
            self.columns;
        let meta = RowMeta {
            path: self.shared(rows, path, errors)?,
            record: self.shared(rows, record, errors)?,
            site: self.shared(rows, site, errors)?,
            group: self.shared(rows, group, errors)?,
            family: self.shared(rows, family, errors)?,
            dataset: self.shared(rows, dataset, errors)?,
            kind: self.shared(rows, kind, errors)?,
            start: offset(rows, start, errors)?,
            end: offset(rows, end, errors)?,
            label: choice(rows, label, LABELS, RowLabel::Ignore, errors)?,
            weight: weight_of(rows, weight, errors)?,
        };
        Some((choice(rows, level, LEVELS, Level::Block, errors)?, meta))
    }

    fn shared(&mut self, rows: &Rows, column: Option<usize>, errors: &mut Errors) -> Option<Arc<str>> {
        let text = match column {
            Some(column) => rows.exact(column, errors)?,
            None => "",
        };
        let last = &mut self.last[column.map_or(0, |column| column % META_COLUMNS.len())];
        if let Some(known) = last.as_ref().filter(|known| &***known == text) {
            return Some(known.clone());
        }
        let shared = match self.texts.get(text) {
            Some(known) => known.clone(),
            None => {
                let new: Arc<str> = Arc::from(text);
                self.texts.insert(new.clone());
                new
            }
        };
        *last = Some(shared.clone());
        Some(shared)
    }
}

const LEVELS: &[(&str, Level)] = &[("block", Level::Block), ("page", Level::Page)];
const LABELS: &[(&str, RowLabel)] =
    &[("spam", RowLabel::Spam), ("ham", RowLabel::Ham), ("ignore", RowLabel::Ignore)];

fn choice<T: Copy>(
    rows: &Rows,
    column: Option<usize>,
    choices: &[(&str, T)],
    absent: T,
    errors: &mut Errors,
) -> Option<T> {
    let Some(column) = column else { return Some(absent) };
    let cell = rows.text(column, errors)?;
    if let Some((_, value)) = choices.iter().find(|(name, _)| *name == cell) {
        return Some(*value);
    }
    let names: Vec<String> = choices.iter().map(|(name, _)| format!("`{name}`")).collect();
    let (name, expected) = (&rows.header[column], names.join(" or "));
    errors.push(rows.line, name, &shown(cell), &expected, "correct the cell or remove the row");
    None
}

/// An offset that may be left out: the outer `None` is an error.
fn offset(rows: &Rows, column: Option<usize>, errors: &mut Errors) -> Option<Option<usize>> {
    let Some(column) = column else { return Some(None) };
    let cell = rows.text(column, errors)?;
    match cell.parse() {
        _ if cell.is_empty() => Some(None),
        Ok(offset) => Some(Some(offset)),
        Err(_) => {
            let expected = "a byte offset: a whole number, 0 or above";
            errors.push(rows.line, &rows.header[column], &shown(cell), expected, "correct the number");
            None
        }
    }
}

fn weight_of(rows: &Rows, column: Option<usize>, errors: &mut Errors) -> Option<f64> {
    let cell = match column {
        Some(column) => rows.text(column, errors)?,
        None => "",
    };
    match cell.parse::<f64>() {
        _ if cell.is_empty() => Some(1.0),
        Ok(weight) if weight.is_finite() && weight >= 0.0 => Some(weight),
        _ => {
            let expected = "a finite number, 0 or above";
            errors.push(rows.line, "weight", &shown(cell), expected, "correct the weight or leave it empty");
            None
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_short_cell_is_read_as_the_standard_library_reads_it() {
        for cell in [
            "0",
            "7",
            "-0",
            "17",
            "0.5",
            "-0.0625",
            ".5",
            "5.",
            "-.1",
            "16777215",
            "0.000001",
            "1.234567",
            "00012",
            "0.1",
            "0.0123",
            "123.4567",
            "1677721.5",
        ] {
            let (got, want) = (short_decimal(cell.as_bytes()).unwrap(), cell.parse::<f32>().unwrap());
            assert_eq!(got.to_bits(), want.to_bits(), "{cell}");
        }
        for ten_thousandths in (0..10_000_000u32).step_by(7) {
            let cell = format!("{}.{:04}", ten_thousandths / 10_000, ten_thousandths % 10_000);
            let (got, want) = (short_decimal(cell.as_bytes()).unwrap(), cell.parse::<f32>().unwrap());
            assert_eq!(got.to_bits(), want.to_bits(), "{cell}");
        }
    }

    #[test]
    fn what_is_not_short_or_no_number_is_left_to_the_standard_library() {
        for cell in [
            "",
            "-",
            ".",
            "-.",
            "+1",
            "1e3",
            " 1",
            "1 ",
            "nan",
            "inf",
            "1.2.3",
            "--1",
            "16777216",
            "0.12345678",
        ] {
            assert_eq!(short_decimal(cell.as_bytes()), None, "{cell}");
        }
    }
}
