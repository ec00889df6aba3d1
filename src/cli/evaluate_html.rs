//! `despam eval --html`: what the picture needs beside the verdicts, and writing it.
use super::args_train::EvalArgs;
use super::evaluate::{prediction, truth};
use anyhow::Context as _;
use despam::dataset::LabelledPage;
use despam::evaluate::{
    Evaluation, JudgedPage, Pair, Reliability, SweptPage, Tally, block_pairs, by_padding, curve, judge,
    page_pairs, shifts,
};
use despam::label::group::{fold_of, group_number};
use despam::model::{DEFAULT_MODE, Mode};
use despam::report::html::Picture;
use despam::scanner::{PageContext, Scanner};
use despam::verdict::PageReport;
use std::path::Path;

/// A page's verdict, and what the picture needs of the model that gave it.
pub(crate) struct Looked {
    pub(crate) report: PageReport,
    swept: Option<Swept>,
}

struct Swept {
    tallies: Vec<Tally>,
    pairs: Vec<Pair>,
    mode: Mode,
}

/// Judges a page; for a picture, at every threshold of the curve too.
pub(crate) fn look(
    scanner: &Scanner,
    page: &LabelledPage,
    bytes: &[u8],
    picture: bool,
) -> Result<Looked, String> {
    let context = PageContext::default();
    let report = scanner.scan(bytes, &context).map_err(|error| error.to_string())?;
    if !picture {
        return Ok(Looked { report, swept: None });
    }
    let labels = truth(page);
    let reports = scanner.sweep(bytes, &context, &shifts()).map_err(|error| error.to_string())?;
    let mut tallies: Vec<Tally> = Vec::with_capacity(reports.len());
    let mut before = None;
    for report in &reports {
        let predicted = prediction(page, report);
        // Most pages are cut the same at neighbouring thresholds: counting their bytes again would be most of the time.
        let tally = match (before == Some(predicted.blocks.clone()), tallies.last()) {
            (true, Some(same)) => *same,
            _ => Tally::of(&judge(&labels, Some(&predicted), bytes)),
        };
        before = Some(predicted.blocks);
        tallies.push(tally);
    }
    let blocks: Vec<_> = report.findings.iter().map(|f| (f.span, f.probability)).collect();
    let mode = scanner.model().thresholds.mode(DEFAULT_MODE).map_err(|error| error.to_string())?.clone();
    let pairs = block_pairs(&labels, &blocks, bytes);
    Ok(Looked { report, swept: Some(Swept { tallies, pairs, mode }) })
}

/// Writes the picture of an evaluation whose pages were looked at for one.
pub(crate) fn write(
    path: &Path,
    args: &EvalArgs,
    name: &str,
    looked: &[(&LabelledPage, &Looked)],
    judged: &[JudgedPage],
    evaluation: &Evaluation,
) -> anyhow::Result<()> {
    let mut swept = Vec::with_capacity(looked.len());
    let mut pairs = Vec::new();
    let mut models: Vec<(String, Mode)> = Vec::new();
    for (page, looked) in looked {
        let Some(of_page) = &looked.swept else { continue };
        swept.push(SweptPage { site: page.site.clone(), tallies: of_page.tallies.clone() });
        pairs.extend_from_slice(&of_page.pairs);
        let model = match args.cv {
            Some(folds) => format!("Fold {}", fold_of(group_number(&page.site), folds) + 1),
            None => name.to_owned(),
        };
        if models.iter().all(|(known, _)| *known != model) {
            models.push((model, of_page.mode.clone()));
        }
    }
    models.sort_by(|a, b| (a.0.len(), &a.0).cmp(&(b.0.len(), &b.0)));
    let labels = args.labels.file_name().map_or_else(String::new, |name| name.to_string_lossy().into_owned());
    let picture = Picture {
        name,
        labels: &labels,
        split: &split(args),
        evaluation,
        curve: &curve(&shifts(), &swept),
        pages: &Reliability::of(&page_pairs(judged)),
        blocks: &Reliability::of(&pairs),
        padding: &by_padding(judged),
        models: &models,
    };
    std::fs::write(path, picture.render()).with_context(|| format!("{}: cannot be written", path.display()))
}

fn split(args: &EvalArgs) -> String {
    match args.cv {
        Some(folds) => format!(
            "Sites are dealt into {folds} folds by a hash of their name. Each page is judged by a model trained on the \
             other folds, its penalty and thresholds chosen inside them: no model saw the site it judges."
        ),
        None => "One finished model judges every page. Nothing here keeps it from having been trained on them: the \
                 figures hold for new sites only if it was not."
            .to_owned(),
    }
}
