//! `despam synth`: labelled training pages, made from clean ones.
use super::args::GlobalArgs;
use super::args_train::{SynthArgs, SynthVariants};
use super::exit::Outcome;
use super::labelled;
use anyhow::{Context as _, ensure};
use despam::dataset::{Action, Label, LabelledPage, PageLabel};
use despam::label::group::group_number;
use despam::synth::{Dialect, Family, SynthOptions, SynthPage, Variants, generate, graft};
use rayon::prelude::*;
use std::fmt::Write as _;
use std::path::{Path, PathBuf};

/// Columns of the label file that is written: the spans contract with what the generator knows besides.
/// `file` repeats `path`
/// for tools that expect the truth contract; `clean` is the page as a cleaner should leave it, where it was asked for.
const COLUMNS: &str = "path,start,end,label,family,technique,action,visible,site,dataset,file,language,kitlang,kit,dialect,encoding,\
                       place,variant,evasive,malformed,pad,hardneg,context,clean\n";

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
    options.variants = match args.variants {
        SynthVariants::All => Variants::All,
        SynthVariants::Seen => Variants::Seen,
        SynthVariants::HeldOut => Variants::HeldOut,
    };
    for (told, share) in [
        (args.text_share, &mut options.text_share),
        (args.ham_share, &mut options.ham_share),
        (args.encoding_share, &mut options.encoding_share),
        (args.malformed, &mut options.malformed),
    ] {
        *share = told.unwrap_or(*share);
    }
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
    let gold = args.restored.then(|| args.out.join("clean"));
    for folder in std::iter::once(&folder).chain(&gold) {
        std::fs::create_dir_all(folder).with_context(|| format!("{}: cannot be made", folder.display()))?;
    }
    let rows: Vec<Result<Option<String>, String>> = labelled::with_jobs(global, || {
        jobs.par_iter()
            .enumerate()
            .map(|(number, job)| write(&args.out, number, job, args.restored))
            .collect()
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
fn write(out: &Path, number: usize, job: &Job<'_>, gold: bool) -> Result<Option<String>, String> {
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
    let extension = match page.dialect {
        Dialect::Html => "html",
        Dialect::Text => "txt",
    };
    let save = |folder: &str, bytes: &[u8]| {
        let name = format!("{folder}/{number:06}.{extension}");
        let path = out.join(&name);
        std::fs::write(&path, bytes).map_err(|error| format!("{}: {error}", path.display())).map(|()| name)
    };
    let name = save("pages", &page.bytes)?;
    let clean = if gold { save("clean", &page.restored)? } else { String::new() };
    Ok(Some(rows(&name, &clean, &page, real, job)))
}

/// The rows of one page: one for each span, or one without offsets.
fn rows(name: &str, clean: &str, page: &SynthPage, real: Option<(&str, Action)>, job: &Job<'_>) -> String {
    let mut out = String::new();
    let site = quoted(&job.clean.site);
    let (dataset, language) = (job.dataset, quoted(&job.clean.language));
    let (kitlang, kit, dialect, encoding) =
        (page.language, quoted(&page.kit_site), page.dialect.name(), page.encoding);
    let (hardneg, context) = (page.hard_negatives.join(" "), page.context.join(" "));
    // Text that was padded for the yardstick has a number here; made pages are not padded.
    let pad = 0;
    let page_cells = format!("{site},{dataset},{name},{language},{kitlang},{kit},{dialect},{encoding}");
    if page.truth.is_empty() {
        // Writing to a String cannot fail, here and below.
        let _ = writeln!(out, "{name},,,ham,,,,,{page_cells},,,,,{pad},{hardneg},{context},{clean}");
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
        let [visible, evasive, malformed] = [span.visible, span.evasive, span.malformed].map(u8::from);
        let (place, variant) = (span.place, span.variant);
        let _ = writeln!(
            out,
            "{name},{start},{end},spam,{family},{technique},{action},{visible},{page_cells},{place},{variant},{evasive},\
             {malformed},{pad},{hardneg},{context},{clean}"
        );
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
