//! The stages of the pipeline as functions of one page, for whoever measures them.
use despam::clean::clean;
use despam::html::tokenize;
use despam::input::{Limits, Source};
use despam::page::ReadPage;
use despam::scanner::{PageContext, Scanner};

pub(crate) fn scanner() -> Scanner {
    Scanner::embedded().expect("the embedded model is of this build")
}

pub(crate) fn decode(page: &[u8]) -> usize {
    Source::decode(page, None, &Limits::default()).map_or(0, |source| source.text().len())
}

pub(crate) fn tokens(text: &str) -> usize {
    tokenize(text).tokens().len()
}

/// From the bytes to the feature row of every block and of the page.
pub(crate) fn features(page: &[u8]) -> usize {
    let Ok(page) = ReadPage::new(page, None, None, &Limits::default()) else { return 0 };
    let mut row = Vec::new();
    for index in 0..page.len() {
        page.block_row(index, &mut row);
    }
    page.page_row(&mut row);
    page.len()
}

pub(crate) fn scan(scanner: &Scanner, page: &[u8]) -> usize {
    scanner.scan(page, &PageContext::default()).map_or(0, |report| report.findings.len())
}

/// A scan, and the page without what it found.
pub(crate) fn cleaned(scanner: &Scanner, page: &[u8]) -> usize {
    let Ok(report) = scanner.scan(page, &PageContext::default()) else { return 0 };
    clean(page, &report, |text| text.as_bytes().to_vec()).map_or(0, |cleaned| cleaned.bytes.len())
}
