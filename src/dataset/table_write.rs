//! Feature rows → CSV, row by row, so that a table never has to fit in memory.
use super::table::{Level, META_COLUMNS, RowMeta};
use csv::Writer;
use std::fmt::Write as _;
use std::fs::File;
use std::io::{self, BufWriter, Write};
use std::path::Path;

/// How hard to press `.csv.zst`; feature tables shrink about twenty times and are written once.
const ZSTD_LEVEL: i32 = 12;

/// Writes a feature CSV that [`read_features`](super::read_features) reads back unchanged.
pub struct FeatureWriter<W: Write> {
    csv: Writer<W>,
    level: Level,
    columns: usize,
    cell: String,
}

impl<W: Write> FeatureWriter<W> {
    /// Writes the header row.
    pub fn new<S: AsRef<str>>(output: W, level: Level, columns: &[S]) -> io::Result<Self> {
        let mut csv = Writer::from_writer(output);
        csv.write_record(META_COLUMNS.into_iter().chain(columns.iter().map(AsRef::as_ref)))?;
        Ok(FeatureWriter { csv, level, columns: columns.len(), cell: String::new() })
    }

    /// Writes one row; `values` are in the order of the columns.
    pub fn write(&mut self, meta: &RowMeta, values: &[f32]) -> io::Result<()> {
        if values.len() != self.columns {
            let message = format!("a row has {} values for {} columns", values.len(), self.columns);
            return Err(io::Error::new(io::ErrorKind::InvalidInput, message));
        }
        for text in [
            self.level.as_str(),
            &meta.path,
            &meta.site,
            &meta.group,
            &meta.family,
            &meta.dataset,
            &meta.kind,
        ] {
            self.csv.write_field(text)?;
        }
        for offset in [meta.start, meta.end] {
            self.number(offset)?;
        }
        self.csv.write_field(meta.label.as_str())?;
        self.number(Some(meta.weight))?;
        self.csv.write_field(&*meta.record)?;
        for value in values {
            self.cell.clear();
            format_value(*value, &mut self.cell);
            self.csv.write_field(&self.cell)?;
        }
        self.csv.write_record(None::<&[u8]>)?;
        Ok(())
    }

    /// Writes out what is still held back and gives the output back.
    pub fn finish(self) -> io::Result<W> {
        self.csv.into_inner().map_err(|error| io::Error::other(error.to_string()))
    }

    fn number<N: std::fmt::Display>(&mut self, number: Option<N>) -> io::Result<()> {
        self.cell.clear();
        if let Some(number) = number {
            let _ = write!(self.cell, "{number}"); // writing to a String cannot fail
        }
        self.csv.write_field(&self.cell)?;
        Ok(())
    }
}

/// Appends the shortest text that reads back to the same value; whole numbers have no point.
pub fn format_value(value: f32, out: &mut String) {
    let size = value.abs();
    let _ = if size != 0.0 && !(1e-4..1e9).contains(&size) {
        write!(out, "{value:e}") // without an exponent these are rows of zeros
    } else {
        write!(out, "{value}")
    };
}

/// A file that compresses by its extension.
pub enum FeatureFile {
    /// Anything else.
    Plain(BufWriter<File>),
    /// `.gz`
    Gzip(flate2::write::GzEncoder<BufWriter<File>>),
    /// `.zst`
    Zstd(zstd::Encoder<'static, BufWriter<File>>),
}

impl FeatureWriter<FeatureFile> {
    /// Creates a file: `.gz` and `.zst` are compressed. The bytes depend on the rows only, not on the clock.
    pub fn create<S: AsRef<str>>(path: &Path, level: Level, columns: &[S]) -> io::Result<Self> {
        let file = BufWriter::new(File::create(path)?);
        let output = match path.extension().and_then(|extension| extension.to_str()) {
            Some("gz") => FeatureFile::Gzip(flate2::write::GzEncoder::new(file, flate2::Compression::best())),
            Some("zst") => FeatureFile::Zstd(zstd::Encoder::new(file, ZSTD_LEVEL)?),
            _ => FeatureFile::Plain(file),
        };
        FeatureWriter::new(output, level, columns)
    }

    /// Writes out everything, the end of the compressed stream included.
    pub fn close(self) -> io::Result<()> {
        let mut file = match self.finish()? {
            FeatureFile::Plain(file) => file,
            FeatureFile::Gzip(encoder) => encoder.finish()?,
            FeatureFile::Zstd(encoder) => encoder.finish()?,
        };
        file.flush()
    }
}

impl Write for FeatureFile {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        match self {
            FeatureFile::Plain(file) => file.write(bytes),
            FeatureFile::Gzip(encoder) => encoder.write(bytes),
            FeatureFile::Zstd(encoder) => encoder.write(bytes),
        }
    }

    fn flush(&mut self) -> io::Result<()> {
        match self {
            FeatureFile::Plain(file) => file.flush(),
            FeatureFile::Gzip(encoder) => encoder.flush(),
            FeatureFile::Zstd(encoder) => encoder.flush(),
        }
    }
}
