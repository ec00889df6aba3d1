//! `despam train`: labelled CSV → a model directory.
use super::args::GlobalArgs;
use super::args_train::{TouchArgs, TrainArgs};
use super::exit::Outcome;
use super::labelled;
use anyhow::{Context as _, ensure};
use despam::dataset::FeatureTable;
use despam::feature::signs::{FOR_HAM, FOR_SPAM};
use despam::label::{Extract, tables};
use despam::model::DEFAULT_MODE;
use despam::train::{Allowance, Proof, Sign, TrainOptions, train};
use std::collections::BTreeMap;
use std::path::PathBuf;

/// Ham rows drawn from one page, and hardest ones added, when pages are given instead of rows. In a first
/// measurement this was enough: further rounds of mining hard rows raised no recall.
const SAMPLE: usize = 40;
const HARDEST: usize = 8;

pub(crate) fn run(global: &GlobalArgs, args: &TrainArgs) -> anyhow::Result<Outcome> {
    let mut options = TrainOptions {
        signs: if args.signed { signs() } else { BTreeMap::new() },
        name: args.name.clone().unwrap_or_else(|| name_of(&args.out)),
        seed: args.seed,
        folds: args.folds as usize,
        prior: args.prior,
        ..TrainOptions::default()
    };
    if let Some(lambda) = args.lambda {
        options.lambdas = vec![lambda];
    }
    set_touch(&mut options, &args.touch);
    let (block, page, outcome) = gather(global, &args.labels)?;
    let made = labelled::with_jobs(global, || train(&block, Some(&page), &options))??;
    made.model.save(&args.out)?;
    let metrics = args.out.join("metrics.json");
    let text = serde_json::to_string_pretty(&made.metrics)? + "\n";
    std::fs::write(&metrics, text).with_context(|| format!("{}: cannot be written", metrics.display()))?;
    super::exit::complain(&format!(
        "wrote {} from {} block rows and {} pages to {}",
        made.model.id(),
        block.len(),
        page.len(),
        args.out.display()
    ));
    Ok(outcome)
}

/// The sides that features are held to.
pub(crate) fn signs() -> BTreeMap<String, Sign> {
    let sided =
        |names: &[&str], sign| names.iter().map(|name| ((*name).to_owned(), sign)).collect::<Vec<_>>();
    sided(FOR_SPAM, Sign::Spam).into_iter().chain(sided(FOR_HAM, Sign::Ham)).collect()
}

/// Sets what the default mode may touch.
pub(crate) fn set_touch(options: &mut TrainOptions, touch: &TouchArgs) {
    let Some(mode) = options.modes.iter_mut().find(|mode| mode.name == DEFAULT_MODE) else { return };
    let rate = touch.max_page_fpr.unwrap_or(touch.max_touch_rate);
    (mode.block_cut, mode.page_spam) = (rate, rate);
    if touch.max_page_fpr.is_some() {
        mode.proof = Proof::Guaranteed;
        // What may be cut may be told: it takes no more sites to prove.
        mode.block_suspect = mode.block_suspect.max(rate);
        mode.page_suspect = mode.page_suspect.max(rate);
    }
    for (own, allowance) in [
        (touch.max_silent_touch_rate, &mut mode.block_cut_silent),
        (touch.max_loader_touch_rate, &mut mode.block_cut_loader),
        (touch.max_head_touch_rate, &mut mode.block_cut_head),
    ] {
        if let Some(share) = own {
            *allowance = Allowance::Share(share);
        }
    }
}

/// Feature rows as they stand, and those of labelled pages.
pub(crate) fn gather(
    global: &GlobalArgs,
    files: &[PathBuf],
) -> anyhow::Result<(FeatureTable, FeatureTable, Outcome)> {
    let (features, pages): (Vec<PathBuf>, Vec<PathBuf>) =
        files.iter().cloned().partition(|file| labelled::is_features(file));
    let (mut block, mut page, mut outcome) = labelled::rows(&features)?;
    if !pages.is_empty() {
        let (pages, read) = labelled::read(&pages);
        outcome.failed |= read.failed;
        let first = labelled::with_jobs(global, || {
            let choice = Extract { random: Some(SAMPLE + HARDEST), hardest: 0, containers: HARDEST };
            tables(&pages, &choice, &|_| 0.0, &|path| std::fs::read(path))
        })?;
        for (path, reason) in &first.failed {
            outcome.failed |= labelled::failed(path, reason);
        }
        for (known, new) in [(&mut block, first.block), (&mut page, first.page)] {
            match known {
                Some(table) => table.append(new)?,
                None => *known = Some(new),
            }
        }
    }
    let block =
        block.context("no block rows: expected a feature CSV of level block, or a CSV of labelled pages")?;
    let page =
        page.context("no page rows: expected a feature CSV of level page, or a CSV of labelled pages")?;
    ensure!(!block.is_empty(), "the labelled data gives no block row: is anything labelled?");
    Ok((block, page, outcome))
}

fn name_of(out: &std::path::Path) -> String {
    out.file_name().map_or_else(|| "model".to_owned(), |name| name.to_string_lossy().into_owned())
}
