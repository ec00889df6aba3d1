//! `despam synth`: labelled training pages, made from clean ones.
use super::args::GlobalArgs;
use super::args_train::SynthArgs;
use super::exit::Outcome;
use super::labelled;
use anyhow::{Context as _, ensure};
use despam::dataset::{Action, Label, LabelledPage, PageLabel};
use despam::label::group::group_number;
use despam::synth::{Family, SynthOptions, SynthPage, generate, graft};
use rayon::prelude::*;
use std::fmt::Write as _;
use std::path::{Path, PathBuf};

/// Columns of the label file that is written: the spans contract with what the generator knows besides.
const COLUMNS: &str = "path,start,end,label,family,technique,action,site,dataset\n";

pub(crate) fn run(global: &GlobalArgs, args: &SynthArgs) -> anyhow::Result<Outcome> {
    if let Some(mutations) = &args.evade {
        return super::evade::run(global, args, mutations);
    }
    let (clean, mut outcome) = clean_pages(&args.clean)?;
    ensure!(
        !clean.is_empty(),
        "{}: no clean page found; expected HTML files or a labelled CSV with ham pages",
        args.clean.display()
    );
    let mut options = SynthOptions { seed: args.seed, ..SynthOptions::default() };
    if !args.families.is_empty() {
        options.families = Some(families(&args.families)?);
    }
    let (donors, read) = labelled::read(args.graft.as_slice());
    outcome.failed |= read.failed;
    let jobs = match &args.graft {
        None => made(&clean, args, &options),
        Some(_) => grafted(&clean, &donors, args)?,
    };
    let folder = args.out.join("pages");
    std::fs::create_dir_all(&folder).with_context(|| format!("{}: cannot be made", folder.display()))?;
    let rows: Vec<Result<Option<String>, String>> = labelled::with_jobs(global, || {
        jobs.par_iter().enumerate().map(|(number, job)| write(&folder, number, job)).collect()
    })?;
    let mut csv = String::from(COLUMNS);
    for row in rows {
        match row {
            Ok(Some(row)) => csv.push_str(&row),
            Ok(None) => {}
            Err(error) => outcome.failed |= labelled::tell(&error),
        }
    }
    let labels = args.out.join("labels.csv");
    std::fs::write(&labels, csv).with_context(|| format!("{}: cannot be written", labels.display()))?;
    Ok(outcome)
}

/// One page to make.
struct Job<'a> {
    clean: &'a LabelledPage,
    dataset: &'static str,
    make: Make<'a>,
}

enum Make<'a> {
    /// From nothing but the seed.
    Fresh { index: u64, options: &'a SynthOptions },
    /// From a labelled block.
    Graft { payload: Vec<u8>, family: &'a str, action: Action, seed: u64 },
}

fn made<'a>(clean: &'a [LabelledPage], args: &SynthArgs, options: &'a SynthOptions) -> Vec<Job<'a>> {
    let count = args.count.unwrap_or(clean.len());
    (0..count)
        .map(|at| Job {
            clean: &clean[at % clean.len()],
            dataset: "synth",
            make: Make::Fresh { index: at as u64, options },
        })
        .collect()
}

/// Every labelled block into clean pages of its own group, so that a split by group never separates the two.
fn grafted<'a>(
    clean: &'a [LabelledPage],
    pages: &'a [LabelledPage],
    args: &SynthArgs,
) -> anyhow::Result<Vec<Job<'a>>> {
    let spans: Vec<(&LabelledPage, usize)> = pages
        .iter()
        .flat_map(|page| (0..page.spans.len()).map(move |at| (page, at)))
        .filter(|(page, at)| page.spans[*at].label == Label::Spam && page.spans[*at].action == Action::Delete)
        .collect();
    ensure!(!spans.is_empty(), "no spam block to graft: expected rows with label spam and action delete");
    let each = args.count.unwrap_or(spans.len() * 8).div_ceil(spans.len());
    let mut jobs = Vec::new();
    for (number, (page, at)) in spans.iter().enumerate() {
        let span = &page.spans[*at];
        let bytes =
            std::fs::read(&page.path).with_context(|| format!("{}: cannot be read", page.path.display()))?;
        let Some(payload) = bytes.get(span.start..span.end) else { continue };
        let group = group_number(&page.site);
        let hosts: Vec<&LabelledPage> =
            clean.iter().filter(|host| group_number(&host.site) == group).collect();
        for copy in 0..each.min(hosts.len()) {
            let step = number * 31 + copy * (hosts.len() / each.max(1)).max(1);
            jobs.push(Job {
                clean: hosts[step % hosts.len()],
                dataset: "synth-graft",
                make: Make::Graft {
                    payload: payload.to_vec(),
                    family: &span.family,
                    action: span.action,
                    seed: args.seed + (number * 1000 + copy) as u64,
                },
            });
        }
    }
    Ok(jobs)
}

/// Makes one page and gives its label rows; `None` where the clean page cannot host anything.
fn write(folder: &Path, number: usize, job: &Job<'_>) -> Result<Option<String>, String> {
    let bytes =
        std::fs::read(&job.clean.path).map_err(|error| format!("{}: {error}", job.clean.path.display()))?;
    let (page, real) = match &job.make {
        Make::Fresh { index, options } => match generate(&bytes, &job.clean.site, *index, options) {
            Some(page) => (page, None),
            None => return Ok(None),
        },
        Make::Graft { payload, family, action, seed } => {
            (graft(&bytes, payload, *seed), Some((*family, *action)))
        }
    };
    let name = format!("pages/{number:06}.html");
    let path = folder.with_file_name("").join(&name);
    std::fs::write(&path, &page.bytes).map_err(|error| format!("{}: {error}", path.display()))?;
    Ok(Some(rows(&name, &page, real, job)))
}

fn rows(name: &str, page: &SynthPage, real: Option<(&str, Action)>, job: &Job<'_>) -> String {
    let mut out = String::new();
    let site = quoted(&job.clean.site);
    if page.truth.is_empty() {
        // Writing to a String cannot fail, here and below.
        let _ = writeln!(out, "{name},,,ham,,,,{site},{}", job.dataset);
    }
    for span in &page.truth {
        use despam::verdict::Action as Wanted;
        let made = match span.action {
            Wanted::Delete => Action::Delete,
            Wanted::Restore => Action::Restore,
            Wanted::Report => Action::Report,
        };
        let (family, action) = real.unwrap_or((span.family, made));
        let action = match action {
            Action::Delete => "delete",
            Action::Restore => "restore",
            Action::Report => "report",
        };
        let family = quoted(family);
        let (start, end, technique) = (span.start, span.end, span.technique);
        let _ =
            writeln!(out, "{name},{start},{end},spam,{family},{technique},{action},{site},{}", job.dataset);
    }
    out
}

/// A CSV field.
fn quoted(text: &str) -> String {
    if text.contains([',', '"', '\n', '\r']) {
        format!("\"{}\"", text.replace('"', "\"\""))
    } else {
        text.to_owned()
    }
}

fn families(names: &[String]) -> anyhow::Result<Vec<Family>> {
    names
        .iter()
        .map(|name| {
            Family::of_name(name).with_context(|| {
                let known: Vec<&str> = Family::ALL.iter().map(|family| family.name()).collect();
                format!("`{name}` is no family; expected one of {}", known.join(", "))
            })
        })
        .collect()
}

/// Clean pages: those a labelled CSV calls ham, or every page below a directory, the folder being the site.
fn clean_pages(path: &PathBuf) -> anyhow::Result<(Vec<LabelledPage>, Outcome)> {
    if path.is_dir() {
        let (mut pages, outcome) = labelled::unlabelled(std::slice::from_ref(path))?;
        for page in &mut pages {
            let below = page.path.strip_prefix(path).unwrap_or(&page.path);
            page.site = below.parent().map_or_else(String::new, |folder| folder.display().to_string());
        }
        return Ok((pages, outcome));
    }
    let (mut pages, outcome) = labelled::read(std::slice::from_ref(path));
    pages.retain(|page| page.spans.is_empty() && page.page_label == PageLabel::Ham);
    Ok((pages, outcome))
}
