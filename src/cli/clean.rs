//! `despam clean`: the same pages without the injected blocks.
use crate::cli::args::{CleanArgs, GlobalArgs, PageArgs};
use crate::cli::exit::Outcome;
use crate::cli::input::{Inputs, is_stdin};
use crate::cli::model::scanner;
use crate::cli::output::{Output, columns};
use crate::cli::run::{self, Done, Job, Page, Totals};
use crate::cli::target::OutDir;
use despam::clean::{Cleaned, clean};
use despam::input::{Limits, Source};
use despam::report::words::{counted, plain, size};
use despam::report::{diff, text};
use despam::scanner::Scanner;
use despam::verdict::{Action, Finding, PageReport};
use encoding_rs::{Encoding, UTF_8};
use std::io;

pub(crate) fn run(global: &GlobalArgs, args: &CleanArgs) -> anyhow::Result<Outcome> {
    let mode = mode(args)?;
    let scanner = scanner(global)?;
    let inputs = Inputs::new(args.paths.clone())?;
    let mut output = match mode {
        Mode::Diff | Mode::DryRun => Output::styled(global.color),
        Mode::Stdout | Mode::Dir(_) => Output::raw(),
    };
    let would = if matches!(mode, Mode::Diff | Mode::DryRun) { "would cut" } else { "cut" };
    let job = Clean { scanner, mode, page: &args.page, columns: columns() };
    run::run(global, &args.page, inputs, &mut output, &job, |totals: &Totals| {
        let (blocks, bytes) = (counted(totals.blocks, "block"), size(totals.bytes));
        format!("{}; {would} {blocks}, {bytes}", totals.summary)
    })
}

/// Where cleaned pages go.
enum Mode {
    Stdout,
    Dir(OutDir),
    Diff,
    DryRun,
}

fn mode(args: &CleanArgs) -> anyhow::Result<Mode> {
    if args.diff {
        return Ok(Mode::Diff);
    }
    if args.dry_run {
        return Ok(Mode::DryRun);
    }
    if let Some(dir) = &args.out_dir {
        anyhow::ensure!(
            !args.paths.iter().any(|path| is_stdin(path)),
            "standard input has no name to be written under; leave out --out-dir, or name files"
        );
        return Ok(Mode::Dir(OutDir::new(dir, &args.paths)?));
    }
    let one = args.paths.len() == 1 && !args.paths[0].is_dir();
    anyhow::ensure!(
        one,
        "more than one page cannot go to standard output; name a directory for them with --out-dir, or look with \
         --diff or --dry-run"
    );
    Ok(Mode::Stdout)
}

struct Clean<'a> {
    scanner: Scanner,
    mode: Mode,
    page: &'a PageArgs,
    columns: usize,
}

impl Job for Clean<'_> {
    fn page(&self, page: &Page<'_>) -> Result<Done, String> {
        let context = run::context(self.page);
        let report = self.scanner.scan(page.bytes, &context).map_err(|error| error.to_string())?;
        let cleaned = self.cut(page, &report)?;
        let output = match &self.mode {
            Mode::Stdout => cleaned.bytes.clone(),
            Mode::Dir(dir) => {
                let path = page.path.ok_or("standard input has no name to be written under")?;
                dir.write(path, &cleaned.bytes)?;
                Vec::new()
            }
            Mode::Diff => render_diff(page, &report, &cleaned).map_err(|error| error.to_string())?,
            Mode::DryRun => self.render_cuts(page, &report).map_err(|error| error.to_string())?,
        };
        let note = (report.page_is_spam && cleaned.edits.is_empty()).then(|| {
            "the page as a whole is spam; there is no block to cut, its content is unchanged".to_owned()
        });
        let cut = (cleaned.edits.len() as u64, cleaned.removed_bytes() as u64);
        Ok(Done { report, output, note, cut })
    }
}

impl Clean<'_> {
    fn cut(&self, page: &Page<'_>, report: &PageReport) -> Result<Cleaned, String> {
        let restores = |f: &Finding| f.is_cut() && f.action == Action::Restore;
        let cleaned = if report.findings.iter().any(restores) {
            let source = Source::decode(page.bytes, self.page.charset.as_deref(), &Limits::default())
                .map_err(|error| error.to_string())?;
            clean(page.bytes, report, |text| source.encode(text))
        } else {
            clean(page.bytes, report, |text| text.as_bytes().to_vec())
        };
        cleaned.map_err(|error| error.to_string())
    }

    /// The report on the blocks that would be cut, and on nothing else.
    fn render_cuts(&self, page: &Page<'_>, report: &PageReport) -> io::Result<Vec<u8>> {
        let mut out = Vec::new();
        let findings: Vec<_> = report.findings.iter().filter(|f| f.is_cut()).cloned().collect();
        if !findings.is_empty() {
            let report = PageReport { findings, ..report.clone() };
            text::write_page(&mut out, page.name, &report, self.columns, &plain)?;
        }
        Ok(out)
    }
}

fn render_diff(page: &Page<'_>, report: &PageReport, cleaned: &Cleaned) -> io::Result<Vec<u8>> {
    let encoding = Encoding::for_label(report.encoding.as_bytes()).unwrap_or(UTF_8);
    let decode = |bytes: &[u8]| encoding.decode_without_bom_handling(bytes).0.into_owned();
    let mut out = Vec::new();
    diff::write(&mut out, page.name, page.bytes, cleaned, &decode)?;
    Ok(out)
}
