//! `despam model`, and the model every other command uses.
use crate::cli::args::{GlobalArgs, ModelArgs, ModelCommand};
use crate::cli::exit::Outcome;
use crate::cli::output::Output;
use anyhow::Context as _;
use despam::model::{Bound, Model, NEVER, Training, probability};
use despam::report::escape::Escaped;
use despam::report::words::{grouped, number};
use despam::scanner::Scanner;
use std::fmt::Write;
use std::path::Path;

/// A scanner with the model the user chose.
pub(crate) fn scanner(global: &GlobalArgs) -> anyhow::Result<Scanner> {
    fitted(chosen(global)?, global.model.as_deref())
}

/// A scanner with a model, where its columns are this program's; the file is named where they are not.
fn fitted(model: Model, dir: Option<&Path>) -> anyhow::Result<Scanner> {
    let place = || dir.map_or_else(|| "built-in model".to_owned(), |dir| dir.display().to_string());
    Scanner::new(model).with_context(place)
}

/// The model the user chose.
pub(crate) fn chosen(global: &GlobalArgs) -> anyhow::Result<Model> {
    Ok(match &global.model {
        Some(dir) => Model::load(dir)?,
        None => Model::embedded().clone(),
    })
}

pub(crate) fn run(global: &GlobalArgs, args: &ModelArgs) -> anyhow::Result<Outcome> {
    let (ModelCommand::Info { dir } | ModelCommand::Verify { dir }) = &args.command;
    let dir = dir.as_deref().or(global.model.as_deref());
    let text = match &args.command {
        ModelCommand::Info { .. } => match dir {
            Some(dir) => info(&Model::load(dir)?),
            None => info(Model::embedded()),
        },
        ModelCommand::Verify { .. } => verify(dir)?,
    };
    let mut output = Output::styled(global.color);
    output.write(text.as_bytes())?;
    output.flush()?;
    Ok(Outcome::default())
}

fn verify(dir: Option<&Path>) -> anyhow::Result<String> {
    let model = match dir {
        Some(dir) => Model::verify(dir)?,
        None => Model::verify_embedded()?.clone(),
    };
    let id = model.id();
    fitted(model, dir)?;
    Ok(format!("{}: intact, and fits this program\n", Escaped(&id)))
}

/// What a model is, for reading. Its file may come from anywhere: names are escaped.
fn info(model: &Model) -> String {
    let mut out = String::new();
    // Writing to a String cannot fail.
    let _ = describe(&mut out, model);
    out
}

fn describe(out: &mut String, model: &Model) -> std::fmt::Result {
    writeln!(out, "model       {} (file format {})", Escaped(&model.id()), model.format)?;
    writeln!(out, "digest      {}", model.digest())?;
    let provenance = &model.provenance;
    let (program, linfa) = (Escaped(&provenance.program_version), Escaped(&provenance.linfa_version));
    writeln!(out, "made by     despam {program} with linfa {linfa}, seed {}", provenance.seed)?;
    describe_training(out, "block model", model.block.features.len(), Some(&provenance.block))?;
    describe_training(out, "page model", model.page.features.len(), provenance.page.as_ref())?;
    for (name, mode) in &model.thresholds.modes {
        writeln!(out, "mode {}", Escaped(name))?;
        mode.bounds().iter().try_for_each(|(decision, bound)| describe_bound(out, decision, bound))?;
    }
    Ok(())
}

fn describe_training(
    out: &mut String,
    level: &str,
    features: usize,
    training: Option<&Training>,
) -> std::fmt::Result {
    let Some(training) = training else { return writeln!(out, "{level:<11} none") };
    let [rows, positives, sites, spam_sites, folds] =
        [training.rows, training.positives, training.sites, training.spam_sites, training.folds]
            .map(|count| grouped(count as u64));
    writeln!(out, "{level:<11} {features} features")?;
    writeln!(out, "  trained on {rows} rows ({positives} spam) of {sites} sites ({spam_sites} with spam)")?;
    let (lambda, solver) = (number(training.lambda), Escaped(&training.solver));
    writeln!(out, "  lambda {lambda}, {folds} site-disjoint folds, solver {solver}")?;
    writeln!(out, "  data digest {}", Escaped(&training.data_digest))
}

fn describe_bound(out: &mut String, decision: &str, bound: &Bound) -> std::fmt::Result {
    if bound.log_odds >= NEVER {
        return writeln!(out, "  {decision:<14} never");
    }
    let guarantee = &bound.guarantee;
    writeln!(
        out,
        "  {decision:<14} above {:+.3} log-odds (probability {:.4})",
        bound.log_odds,
        probability(bound.log_odds)
    )?;
    writeln!(
        out,
        "  {:<14} touched {} of {} clean pages (95 %: at most {:.3} %), {} of {} clean sites (at most {:.3} %)",
        "",
        grouped(guarantee.pages_above as u64),
        grouped(guarantee.clean_pages as u64),
        guarantee.achieved_upper_bound_95 * 100.0,
        grouped(guarantee.sites_above as u64),
        grouped(guarantee.clean_sites as u64),
        guarantee.site_upper_bound_95 * 100.0,
    )?;
    writeln!(out, "  {:<14} set by {}", "", Escaped(&guarantee.method))
}
