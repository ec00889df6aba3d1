//! Removes injected blocks from a page in any encoding; every other byte stays as it was.
//!
//! `cargo run --example remove_spans < page.html > cleaned.html`
#![expect(clippy::print_stderr, reason = "an example shows its result")]
use despam::clean::clean;
use despam::input::{Limits, Source};
use despam::scanner::{PageContext, Scanner};
use std::error::Error;
use std::io::{self, Read, Write};

fn main() -> Result<(), Box<dyn Error>> {
    let mut page = Vec::new();
    io::stdin().read_to_end(&mut page)?;

    let scanner = Scanner::embedded()?;
    let report = scanner.scan(&page, &PageContext::default())?;

    // A rewritten title is put back: its text has to be in the page's own encoding.
    let source = Source::decode(&page, None, &Limits::default())?;
    let cleaned = clean(&page, &report, |text| source.encode(text))?;

    for edit in &cleaned.edits {
        eprintln!("bytes {:?} → {} bytes", edit.removed.range(), edit.inserted.len());
    }
    io::stdout().write_all(&cleaned.bytes)?;
    Ok(())
}
