//! `despam model`, and the model every other command uses.
use crate::cli::args::{GlobalArgs, ModelArgs, ModelCommand};
use crate::cli::exit::Outcome;
use crate::cli::output::Output;
use anyhow::Context as _;
use despam::model::{Bound, Calibration, Mode, Model, NEVER, Training};
use despam::report::escape::Escaped;
use despam::report::words::{grouped, number};
use despam::scanner::Scanner;
use std::fmt::Write;
use std::path::Path;

/// A scanner with the model the user chose.
pub(crate) fn scanner(global: &GlobalArgs) -> anyhow::Result<Scanner> {
    let scanner = fitted(chosen(global)?, global.model.as_deref())?;
    Ok(scanner.with_tokenizer(global.tokenizer.into()))
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
    describe_calibration(out, "blocks", model.calibration.block.as_ref())?;
    describe_calibration(out, "pages", model.calibration.page.as_ref())?;
    model.thresholds.modes.iter().try_for_each(|(name, mode)| describe_mode(out, model, name, mode))
}

fn describe_calibration(out: &mut String, what: &str, line: Option<&Calibration>) -> std::fmt::Result {
    let Some(line) = line else {
        return writeln!(out, "probability of {what}: not calibrated, tells order only");
    };
    let (share, slope, intercept) = (percent(line.prior), line.slope, line.intercept);
    writeln!(out, "probability of {what}: a frequency where {share} of them are spam")?;
    writeln!(out, "  logistic of {slope:.3} × log-odds {intercept:+.3}")
}

fn describe_mode(out: &mut String, model: &Model, name: &str, mode: &Mode) -> std::fmt::Result {
    writeln!(out, "mode {}", Escaped(name))?;
    for (decision, bound) in mode.bounds() {
        let probability = if decision.starts_with("page") {
            model.page_probability(bound.log_odds)
        } else {
            model.block_probability(bound.log_odds)
        };
        describe_bound(out, decision, bound, probability)?;
    }
    for (absent, own) in [
        ("blocks that show nothing", mode.block_cut_silent.is_some()),
        ("rewritten heads", mode.block_cut_head.is_some()),
    ] {
        if !own {
            writeln!(out, "  {absent} answer to block_cut as well")?;
        }
    }
    let Some(loss) = &mode.text_loss else { return Ok(()) };
    let [losing, sites] = [loss.sites_losing, loss.sites].map(|count| grouped(count as u64));
    writeln!(
        out,
        "  visible text: {losing} of {sites} clean sites would lose some, {} of it on average; expect at most {} of a \
         new site's (conformal risk control)",
        percent(loss.mean),
        percent(loss.bound)
    )
}

/// What a decision does, for someone who has not seen the name.
fn meaning(decision: &str) -> &'static str {
    match decision {
        "block_cut" => "cuts a block that shows something",
        "block_cut_silent" => "cuts a block that shows nothing",
        "block_cut_empty" => "cuts a block of nothing but empty elements",
        "block_cut_loader" => "cuts what only loads something",
        "block_cut_head" => "restores title, keywords and description",
        "block_suspect" => "reports a block",
        "page_spam" => "calls the whole page spam",
        _ => "calls the whole page suspect",
    }
}

fn percent(share: f64) -> String {
    format!("{:.3} %", share * 100.0)
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

fn describe_bound(out: &mut String, decision: &str, bound: &Bound, probability: f64) -> std::fmt::Result {
    let does = meaning(decision);
    if bound.log_odds >= NEVER {
        return writeln!(out, "  {decision:<16} {does}: never");
    }
    let log_odds = bound.log_odds;
    writeln!(out, "  {decision:<16} {does}: above {log_odds:+.3} log-odds (probability {probability:.4})")?;
    let guarantee = &bound.guarantee;
    let [pages_above, pages, sites_above, sites] =
        [guarantee.pages_above, guarantee.clean_pages, guarantee.sites_above, guarantee.clean_sites]
            .map(|count| grouped(count as u64));
    writeln!(
        out,
        "  {:<16} on {pages_above} of {pages} clean pages, {sites_above} of {sites} clean sites, none of them trained on",
        ""
    )?;
    let alpha = percent(guarantee.alpha);
    let aim = if guarantee.proven {
        format!("proven, as asked: at most {alpha} of clean sites")
    } else {
        format!("aimed at {alpha} (of sites where classes are pooled, else of pages)")
    };
    writeln!(
        out,
        "  {:<16} {aim}; with 95 % confidence at most {} of clean sites have such a page",
        "",
        percent(guarantee.site_upper_bound_95)
    )?;
    writeln!(out, "  {:<16} set by {}", "", Escaped(&guarantee.method))
}
