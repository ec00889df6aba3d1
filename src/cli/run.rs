//! The loop scan and clean share: read pages on all cores, write what each yields in the order of the input.
use crate::cli::args::{GlobalArgs, PageArgs};
use crate::cli::exit::{Outcome, complain};
use crate::cli::input::{Input, Inputs};
use crate::cli::ordered::ordered;
use crate::cli::output::Output;
use crate::cli::progress::Progress;
use crate::cli::read::read;
use despam::report::summary::Summary;
use despam::scanner::PageContext;
use despam::verdict::PageReport;
use std::io;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::path::Path;
use std::thread::available_parallelism;

/// One page that was read.
pub(crate) struct Page<'a> {
    /// Its path as text, for reports; not escaped.
    pub(crate) name: &'a str,
    /// Where it was read from; nothing for standard input.
    pub(crate) path: Option<&'a Path>,
    /// Whether the user named this very file.
    pub(crate) named: bool,
    pub(crate) bytes: &'a [u8],
}

/// What a command made of one page.
pub(crate) struct Done {
    pub(crate) report: PageReport,
    /// For standard output.
    pub(crate) output: Vec<u8>,
    /// For standard error.
    pub(crate) note: Option<String>,
    /// Blocks and bytes that were cut.
    pub(crate) cut: (u64, u64),
}

/// What a command does with each page. Several threads use it at once.
pub(crate) trait Job: Sync {
    /// Judges a page. An error is a sentence: what was found, what was expected, what to do.
    fn page(&self, page: &Page<'_>) -> Result<Done, String>;

    /// What standard output gets for an input that failed.
    fn failure(&self, _name: &str, _message: &str) -> Vec<u8> {
        Vec::new()
    }
}

/// Counts over a run.
#[derive(Default)]
pub(crate) struct Totals {
    pub(crate) summary: Summary,
    /// Blocks that were cut.
    pub(crate) blocks: u64,
    /// Bytes that were cut.
    pub(crate) bytes: u64,
}

/// What one input came to.
enum Event {
    Page(Box<Done>),
    Failed { message: String, output: Vec<u8> },
    Note(String),
}

/// Does the job on every input and tells the totals, in words of `tell`, on standard error.
pub(crate) fn run(
    global: &GlobalArgs,
    page: &PageArgs,
    inputs: Inputs,
    output: &mut Output,
    job: &impl Job,
    tell: impl Fn(&Totals) -> String,
) -> anyhow::Result<Outcome> {
    let mut totals = Totals::default();
    let mut progress = Progress::new(global.quiet);
    let work =
        |input: Input| (input.path().to_string_lossy().into_owned(), perform(&input, page.max_bytes, job));
    let sink = |(name, event): (String, Event)| -> io::Result<()> {
        let (bytes, note) = match event {
            Event::Page(done) => {
                totals.summary.add(&done.report);
                totals.blocks += done.cut.0;
                totals.bytes += done.cut.1;
                (done.output, done.note)
            }
            Event::Failed { message, output } => {
                totals.summary.errors += 1;
                (output, Some(message))
            }
            Event::Note(message) => (Vec::new(), Some(message)),
        };
        if !bytes.is_empty() {
            progress.suspend(|| output.write(&bytes))?;
        }
        if let Some(note) = note {
            progress.suspend(|| complain(&format!("{name}: {note}")));
        }
        progress.tick(&totals.summary);
        Ok(())
    };
    ordered(threads(global), inputs, work, sink)?;
    progress.finish();
    output.flush()?;
    if !global.quiet {
        let time = progress.elapsed().map(|t| format!(" ({:.2} s)", t.as_secs_f64())).unwrap_or_default();
        complain(&format!("{}{time}", tell(&totals)));
    }
    Ok(Outcome { found: totals.summary.spam > 0, failed: totals.summary.errors > 0 })
}

/// The page's facts from the command line.
pub(crate) fn context(args: &PageArgs) -> PageContext<'_> {
    PageContext { charset: args.charset.as_deref(), url: args.url.as_deref() }
}

fn threads(global: &GlobalArgs) -> usize {
    match global.jobs {
        Some(jobs) => usize::from(jobs),
        None => available_parallelism().map_or(1, usize::from),
    }
}

fn perform(input: &Input, max_bytes: u64, job: &impl Job) -> Event {
    let (path, named) = match input {
        Input::Stdin => (None, true),
        Input::Named(path) => (Some(path.as_path()), true),
        Input::Found(path) => (Some(path.as_path()), false),
        Input::Failed { path, message } => return failed(job, &path.to_string_lossy(), message.clone()),
        Input::NoPages(_) => {
            return Event::Note("no file in this directory has a page's name (.html, .php, .txt, …); name the files to have them read".to_owned());
        }
    };
    let name = input.path().to_string_lossy();
    let judge = |bytes: Vec<u8>| {
        let page = Page { name: &name, path, named, bytes: &bytes };
        // One page that brings out a mistake of ours must not take the other million with it.
        catch_unwind(AssertUnwindSafe(|| job.page(&page))).unwrap_or_else(|_| {
            Err("brought out a mistake in this program; please report it with the page".to_owned())
        })
    };
    match read(path, max_bytes).and_then(judge) {
        Ok(done) => Event::Page(Box::new(done)),
        Err(message) => failed(job, &name, message),
    }
}

fn failed(job: &impl Job, name: &str, message: String) -> Event {
    Event::Failed { output: job.failure(name, &message), message }
}
