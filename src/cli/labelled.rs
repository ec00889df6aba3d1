//! Labelled CSV files as the commands that make and judge models read them.
use super::args::GlobalArgs;
use super::exit::Outcome;
use super::input::{Input, Inputs};
use despam::dataset::{Contract, FeatureTable, LabelledPage, Level, PageLabel, read_features, read_pages};
use std::fmt::Display;
use std::path::{Path, PathBuf};

/// All pages of some spans or pages CSV files; what is wrong with a row is told and the row left out.
pub(crate) fn read(files: &[PathBuf]) -> (Vec<LabelledPage>, Outcome) {
    let mut outcome = Outcome::default();
    let mut all = Vec::new();
    for file in files {
        let (pages, errors) = read_pages(file);
        for error in errors {
            outcome.failed |= tell(&error);
        }
        all.extend(pages);
    }
    (all, outcome)
}

/// Pages without labels: every file below the paths.
pub(crate) fn unlabelled(paths: &[PathBuf]) -> anyhow::Result<(Vec<LabelledPage>, Outcome)> {
    let mut outcome = Outcome::default();
    let mut pages = Vec::new();
    for found in Inputs::new(paths.to_vec())? {
        match found {
            Input::Named(path) | Input::Found(path) => pages.push(LabelledPage {
                name: path.display().to_string(),
                site: String::new(),
                dataset: "partial".to_owned(),
                language: String::new(),
                spans: Vec::new(),
                page_label: PageLabel::Neutral,
                path,
            }),
            Input::Failed { path, message } => outcome.failed |= failed(&path, &message),
            Input::Stdin => outcome.failed |= failed(Path::new("-"), "feature rows need files with names"),
            Input::NoPages(_) => {}
        }
    }
    Ok((pages, outcome))
}

/// Feature rows of both levels from some CSV files.
pub(crate) fn rows(
    files: &[PathBuf],
) -> anyhow::Result<(Option<FeatureTable>, Option<FeatureTable>, Outcome)> {
    let mut outcome = Outcome::default();
    let (mut block, mut page): (Option<FeatureTable>, Option<FeatureTable>) = (None, None);
    for file in files {
        let (table, errors) = read_features(file);
        for error in errors {
            outcome.failed |= tell(&error);
        }
        let slot = if table.level == Level::Block { &mut block } else { &mut page };
        match slot {
            Some(known) => known.append(table)?,
            None => *slot = Some(table),
        }
    }
    Ok((block, page, outcome))
}

/// Whether a CSV holds feature rows.
pub(crate) fn is_features(file: &Path) -> bool {
    matches!(Contract::of(file), Ok(Contract::Features))
}

/// Runs `work` on as many threads as were asked for.
pub(crate) fn with_jobs<T: Send>(global: &GlobalArgs, work: impl FnOnce() -> T + Send) -> anyhow::Result<T> {
    let threads = global.jobs.map_or(0, usize::from);
    Ok(rayon::ThreadPoolBuilder::new().num_threads(threads).build()?.install(work))
}

/// A page that could not be read: told, the rest goes on.
pub(crate) fn failed(path: &Path, reason: &str) -> bool {
    tell(&format!("{}: {reason}", path.display()))
}

/// Tells of a failure; always true.
pub(crate) fn tell(error: &impl Display) -> bool {
    super::exit::complain(&error.to_string());
    true
}
