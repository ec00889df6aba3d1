//! `despam scan`: verdict per page, findings per block.
use crate::cli::args::{Format, GlobalArgs, ScanArgs};
use crate::cli::exit::Outcome;
use crate::cli::input::Inputs;
use crate::cli::model::scanner;
use crate::cli::output::{Output, columns};
use crate::cli::run::{self, Done, Job, Page, Totals};
use despam::report::words::plain;
use despam::report::{PageId, csv, json, text};
use despam::scanner::Scanner;
use despam::verdict::{PageReport, Verdict};
use std::io;

pub(crate) fn run(global: &GlobalArgs, args: &ScanArgs) -> anyhow::Result<Outcome> {
    let scanner = scanner(global)?;
    let inputs = Inputs::new(args.paths.clone())?;
    let mut output = if args.format == Format::Human { Output::styled(global.color) } else { Output::raw() };
    if args.format == Format::Csv {
        let mut header = Vec::new();
        csv::write_header(&mut header)?;
        output.write(&header)?;
    }
    let job = Scan { model: scanner.model().id(), scanner, args, columns: columns() };
    run::run(global, &args.page, inputs, &mut output, &job, |totals: &Totals| totals.summary.to_string())
}

struct Scan<'a> {
    scanner: Scanner,
    model: String,
    args: &'a ScanArgs,
    columns: usize,
}

impl Scan<'_> {
    fn id<'p>(&'p self, name: &'p str) -> PageId<'p> {
        PageId { url: self.args.page.url.as_deref(), ..PageId::file(name) }
    }

    fn render(&self, page: &Page<'_>, report: &PageReport) -> io::Result<Vec<u8>> {
        let mut out = Vec::new();
        match self.args.format {
            Format::Jsonl => json::write_page(&mut out, self.id(page.name), &self.model, report)?,
            Format::Csv => csv::write_page(&mut out, self.id(page.name), report)?,
            // A docroot has thousands of clean pages; who names a page wants an answer about it.
            Format::Human if report.verdict == Verdict::Clean && !page.named && !self.args.all => {}
            Format::Human => text::write_page(&mut out, page.name, report, self.columns, &plain)?,
        }
        Ok(out)
    }
}

impl Job for Scan<'_> {
    fn page(&self, page: &Page<'_>) -> Result<Done, String> {
        let report = self
            .scanner
            .scan(page.bytes, &run::context(&self.args.page))
            .map_err(|error| error.to_string())?;
        let output = self.render(page, &report).map_err(|error| error.to_string())?;
        Ok(Done { report, output, note: None, cut: (0, 0) })
    }

    fn failure(&self, name: &str, message: &str) -> Vec<u8> {
        let mut out = Vec::new();
        let written = match self.args.format {
            Format::Jsonl => json::write_error(&mut out, self.id(name), &self.model, message),
            Format::Csv => csv::write_error(&mut out, self.id(name), message),
            Format::Human => Ok(()),
        };
        written.map_or_else(|_| Vec::new(), |()| out)
    }
}
