//! `despam eval`: how good a model, or the way of making one, is on labelled pages.
use super::args::GlobalArgs;
use super::args_train::EvalArgs;
use super::clean_sites::CleanSites;
use super::exit::Outcome;
use super::{evaluate_html, labelled, model, train};
use anyhow::Context as _;
use despam::dataset::{Action, Label, LabelledPage};
use despam::evaluate::{Evaluation, Prediction, TruthAction, TruthPage, TruthSpan, judge};
use despam::held_out;
use despam::report::{PageId, json};
use despam::train::TrainOptions;
use despam::verdict::PageReport;
use std::io::Write as _;

pub(crate) fn run(global: &GlobalArgs, args: &EvalArgs) -> anyhow::Result<Outcome> {
    let (pages, mut outcome) = labelled::read(std::slice::from_ref(&args.labels));
    let read = |path: &std::path::Path| std::fs::read(path);
    let (looked, id): (Vec<Result<evaluate_html::Looked, String>>, String) = match args.cv {
        Some(folds) => {
            let rows = if args.rows.is_empty() { std::slice::from_ref(&args.labels) } else { &args.rows };
            let (block, page, gathered) = train::gather(global, rows)?;
            outcome.failed |= gathered.failed;
            let mut options = TrainOptions::default();
            if let Some(lambda) = args.lambda {
                options.lambdas = vec![lambda];
            }
            if args.signed {
                options.signs = train::signs();
            }
            train::set_touch(&mut options, &args.touch);
            let looked = labelled::with_jobs(global, || {
                held_out::each(&pages, &block, &page, folds, &options, &read, |scanner, page, bytes| {
                    evaluate_html::look(scanner, page, bytes, args.html.is_some())
                })
            })??;
            (looked, format!("cross-validation, {folds} folds"))
        }
        None => {
            use rayon::prelude::*;
            let scanner = model::scanner(global)?;
            let scan = |page: &LabelledPage| {
                let bytes = read(&page.path).map_err(|error| error.to_string())?;
                evaluate_html::look(&scanner, page, &bytes, args.html.is_some())
            };
            let looked = labelled::with_jobs(global, || pages.par_iter().map(scan).collect())?;
            (looked, scanner.model().id())
        }
    };
    let mut judged = Vec::with_capacity(pages.len());
    let mut clean = CleanSites::default();
    let mut lines = args.predictions.as_ref().map(|_| Vec::new());
    let mut seen = Vec::with_capacity(pages.len());
    for (page, looked) in pages.iter().zip(&looked) {
        match looked {
            Ok(looked) => {
                let report = &looked.report;
                if let Some(lines) = &mut lines {
                    let path = page.path.display().to_string();
                    json::write_page(lines, PageId::file(&path), &id, report)?;
                }
                let bytes = std::fs::read(&page.path)?;
                judged.push(judge(&truth(page), Some(&prediction(page, report)), &bytes));
                clean.add(page, report, &bytes);
                seen.push((page, looked));
            }
            Err(reason) => outcome.failed |= labelled::failed(&page.path, reason),
        }
    }
    if let (Some(path), Some(lines)) = (&args.predictions, lines) {
        std::fs::write(path, lines).with_context(|| format!("{}: cannot be written", path.display()))?;
    }
    let evaluation = Evaluation::of(&judged);
    if let Some(path) = &args.json {
        let text = serde_json::to_string_pretty(&evaluation)? + "\n";
        std::fs::write(path, text).with_context(|| format!("{}: cannot be written", path.display()))?;
    }
    if let Some(path) = &args.html {
        evaluate_html::write(path, args, &id, &seen, &judged, &evaluation)?;
    }
    write!(std::io::stdout().lock(), "{}{clean}", evaluation.render_text(&id))?;
    Ok(outcome)
}

pub(super) fn truth(page: &LabelledPage) -> TruthPage {
    let action = |action| match action {
        Action::Delete => TruthAction::Delete,
        Action::Restore => TruthAction::Restore,
        Action::Report => TruthAction::Report,
    };
    let spans = page.spans.iter().filter(|span| span.label == Label::Spam).map(|span| TruthSpan {
        start: span.start,
        end: span.end,
        family: span.family.clone(),
        technique: span.technique.clone(),
        action: action(span.action),
        extra: span.extra.clone(),
    });
    TruthPage {
        path: page.name.clone(),
        site: page.site.clone(),
        dataset: page.dataset.clone(),
        language: page.language.clone(),
        spans: spans.collect(),
        ..TruthPage::default()
    }
}

pub(super) fn prediction(page: &LabelledPage, report: &PageReport) -> Prediction {
    Prediction {
        path: page.name.clone(),
        verdict: report.verdict,
        probability: Some(report.probability),
        blocks: report.findings.iter().map(|finding| (finding.span, finding.verdict)).collect(),
    }
}
