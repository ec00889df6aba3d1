//! `despam synth --evade`: labelled pages with their spam blocks rewritten, one page per mutation that applies.
use super::args::GlobalArgs;
use super::args_train::SynthArgs;
use super::exit::Outcome;
use super::labelled;
use anyhow::{Context as _, bail, ensure};
use despam::dataset::{Action, Label, LabelledPage, LabelledSpan};
use despam::evade::{Mutation, Target, UNCHANGED, evade, mutations};
use despam::evaluate::{EVASIVE, ORIGIN};
use despam::span::RawSpan;
use rayon::prelude::*;
use std::path::Path;

/// Columns of the label file: the truth contract, and what the evaluation tells mutations apart by. Both stand
/// empty for a block that the page's mutation does not apply to.
const COLUMNS: [&str; 13] = [
    "file",
    "start",
    "end",
    "technique",
    "family",
    "action",
    "visible",
    "site",
    "language",
    "dataset",
    "pad",
    EVASIVE,
    ORIGIN,
];

/// What the pages are called as a data set, rewritten from found and from made ones.
const DATASET: &str = "evade";
const DATASET_MADE: &str = "synth-evade";

/// The name that stands for every mutation.
const ALL: &str = "all";

type Row = [String; COLUMNS.len()];

pub(crate) fn run(global: &GlobalArgs, args: &SynthArgs, names: &[String]) -> anyhow::Result<Outcome> {
    let chosen = chosen(names)?;
    let (mut pages, mut outcome) = labelled::read(std::slice::from_ref(&args.clean));
    pages.retain(|page| page.spans.iter().any(is_rewritten));
    ensure!(
        !pages.is_empty(),
        "{}: no spam block to rewrite; expected rows of spam ranges with action delete",
        args.clean.display()
    );
    for mutation in &chosen {
        let folder = args.out.join(mutation.name);
        std::fs::create_dir_all(&folder).with_context(|| format!("{}: cannot be made", folder.display()))?;
    }
    let all = |(number, page): (usize, &LabelledPage)| rewrite(&args.out, number, page, &chosen, args.seed);
    let written: Vec<Result<Vec<Row>, String>> =
        labelled::with_jobs(global, || pages.par_iter().enumerate().map(all).collect())?;
    let labels = args.out.join("labels.csv");
    let failed = || format!("{}: cannot be written", labels.display());
    let mut csv = csv::Writer::from_path(&labels).with_context(failed)?;
    csv.write_record(COLUMNS).with_context(failed)?;
    for rows in written {
        match rows {
            Ok(rows) => rows.iter().try_for_each(|row| csv.write_record(row)).with_context(failed)?,
            Err(error) => outcome.failed |= labelled::tell(&error),
        }
    }
    csv.flush().with_context(failed)?;
    Ok(outcome)
}

/// The mutations of these names, and always the one that changes nothing.
fn chosen(names: &[String]) -> anyhow::Result<Vec<&'static Mutation>> {
    let known = |name: &String| name == ALL || mutations().iter().any(|mutation| mutation.name == name);
    if let Some(name) = names.iter().find(|name| !known(name)) {
        let names: Vec<&str> = mutations().iter().map(|mutation| mutation.name).collect();
        bail!("`{name}` is no mutation; expected {ALL} or some of {}", names.join(", "));
    }
    let wanted = |mutation: &&Mutation| {
        mutation.name == UNCHANGED || names.iter().any(|name| name == ALL || name == mutation.name)
    };
    Ok(mutations().iter().filter(wanted).collect())
}

/// Blocks to cut are rewritten; rewritten heads and what is only reported keep their bytes.
fn is_rewritten(span: &LabelledSpan) -> bool {
    span.label == Label::Spam && span.action == Action::Delete
}

/// Writes the page once for each mutation that applies to it and gives the label rows.
fn rewrite(
    out: &Path,
    number: usize,
    page: &LabelledPage,
    chosen: &[&Mutation],
    seed: u64,
) -> Result<Vec<Row>, String> {
    let bytes = std::fs::read(&page.path).map_err(|error| format!("{}: {error}", page.path.display()))?;
    let spans: Vec<&LabelledSpan> = page.spans.iter().filter(|span| span.label == Label::Spam).collect();
    let target = |span: &&LabelledSpan| Target {
        span: RawSpan { start: span.start.min(bytes.len()), end: span.end.min(bytes.len()) },
        mutable: is_rewritten(span),
    };
    let targets: Vec<Target> = spans.iter().map(target).collect();
    let mut rows = Vec::new();
    for mutation in chosen {
        let Some(new) = evade(&bytes, &targets, mutation, seed) else { continue };
        let file = format!("{}/{number:06}.html", mutation.name);
        let path = out.join(&file);
        std::fs::write(&path, &new.bytes).map_err(|error| format!("{}: {error}", path.display()))?;
        rows.extend(new.spans.iter().map(|span| {
            let told = |text: String| if span.changed { text } else { String::new() };
            let old = spans[span.target];
            [
                file.clone(),
                span.span.start.to_string(),
                span.span.end.to_string(),
                old.technique.clone(),
                old.family.clone(),
                action(old.action).to_owned(),
                extra(old, "visible"),
                page.site.clone(),
                page.language.clone(),
                if page.dataset.starts_with("synth") { DATASET_MADE } else { DATASET }.to_owned(),
                told(mutation.words.to_string()),
                told(mutation.name.to_owned()),
                told(format!("{}#{}", page.name, span.target)),
            ]
        }));
    }
    Ok(rows)
}

fn action(action: Action) -> &'static str {
    match action {
        Action::Delete => "delete",
        Action::Restore => "restore",
        Action::Report => "report",
    }
}

fn extra(span: &LabelledSpan, name: &str) -> String {
    span.extra.iter().find(|(column, _)| column == name).map_or_else(String::new, |(_, value)| value.clone())
}
