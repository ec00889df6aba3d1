//! Opens CSV files by their extension and walks their rows.
use super::error::{Errors, shown};
use csv::{ByteRecord, Reader, ReaderBuilder, Trim};
use std::fs::File;
use std::io::{self, BufReader, Read};
use std::path::Path;

/// Bytes read at a time from disk.
const BUFFER: usize = 1 << 16;

/// A CSV's text: decompressed when the name ends in `.gz` or `.zst`, as it is otherwise.
fn open(path: &Path) -> io::Result<Box<dyn Read>> {
    let file = BufReader::with_capacity(BUFFER, File::open(path)?);
    Ok(match path.extension().and_then(|extension| extension.to_str()) {
        Some("gz") => Box::new(flate2::bufread::MultiGzDecoder::new(file)),
        Some("zst") => Box::new(zstd::Decoder::with_buffer(file)?),
        _ => Box::new(file),
    })
}

/// Rows of one file, one at a time.
pub(super) struct Rows {
    reader: Reader<Box<dyn Read>>,
    record: ByteRecord,
    /// Column names, as in the header row.
    pub(super) header: Vec<String>,
    /// Line of the current row, from 1.
    pub(super) line: u64,
}

impl Rows {
    /// Opens a file and reads its header row.
    pub(super) fn open(path: &Path, errors: &mut Errors) -> Option<Rows> {
        match open(path) {
            Ok(input) => Rows::new(input, errors),
            Err(error) => {
                errors.push(0, "", &error.to_string(), "a CSV file", "check the path");
                None
            }
        }
    }

    /// Reads the header row of a text.
    pub(super) fn new(input: Box<dyn Read>, errors: &mut Errors) -> Option<Rows> {
        // Flexible: a row of the wrong length is one error, not the end. The csv crate drops a byte order mark.
        let mut reader = ReaderBuilder::new()
            .flexible(true)
            .trim(Trim::Headers)
            .buffer_capacity(BUFFER)
            .from_reader(input);
        let header: Vec<String> = match reader.byte_headers() {
            Ok(header) => header.iter().map(|name| String::from_utf8_lossy(name).into_owned()).collect(),
            Err(error) => {
                errors.push(1, "", &error.to_string(), "a header row", "check that the file is a CSV");
                return None;
            }
        };
        if header.is_empty() {
            errors.push(1, "", "no header row", "column names in the first line", "add them");
            return None;
        }
        let mut names: Vec<&str> = header.iter().map(String::as_str).collect();
        names.sort_unstable();
        if let Some(pair) = names.windows(2).find(|pair| pair[0] == pair[1]) {
            let expected = "each column name once";
            errors.push(1, pair[0], "the name twice", expected, "rename or remove one of the columns");
            return None;
        }
        Some(Rows { reader, record: ByteRecord::new(), header, line: 1 })
    }

    /// Steps to the next row that has the header's number of cells; others are reported and passed over.
    pub(super) fn next(&mut self, errors: &mut Errors) -> bool {
        loop {
            match self.reader.read_byte_record(&mut self.record) {
                Ok(false) => return false,
                Ok(true) => {}
                Err(error) => {
                    // Only the input itself can fail here: broken compression, a failing disk.
                    let line = self.reader.position().line();
                    let mend = "the rest of the file was not read; restore it";
                    errors.push(line, "", &error.to_string(), "a readable file", mend);
                    return false;
                }
            }
            self.line = self.record.position().map_or(0, csv::Position::line);
            let (found, expected) = (self.record.len(), self.header.len());
            if found == expected {
                return true;
            }
            let (found, expected) = (format!("{found} cells"), format!("{expected} as in the header"));
            errors.push(self.line, "", &found, &expected, "check commas and quotes in this row");
        }
    }

    /// The cell in a column, as bytes.
    pub(super) fn bytes(&self, column: usize) -> &[u8] {
        &self.record[column]
    }

    /// All cells in the order of their columns, as bytes.
    pub(super) fn cells(&self) -> impl Iterator<Item = &[u8]> {
        self.record.iter()
    }

    /// The cell in a column as text without white space around it; `None`, reported, if it is not UTF-8.
    pub(super) fn text(&self, column: usize, errors: &mut Errors) -> Option<&str> {
        self.exact(column, errors).map(str::trim)
    }

    /// The cell as it stands, white space included: file names may begin with it.
    pub(super) fn exact(&self, column: usize, errors: &mut Errors) -> Option<&str> {
        match std::str::from_utf8(&self.record[column]) {
            Ok(text) => Some(text),
            Err(_) => {
                let found = shown(&String::from_utf8_lossy(&self.record[column]));
                errors.push(self.line, &self.header[column], &found, "UTF-8 text", "save the file as UTF-8");
                None
            }
        }
    }

    /// Where a column stands.
    pub(super) fn column(&self, name: &str) -> Option<usize> {
        self.header.iter().position(|column| column == name)
    }
}
