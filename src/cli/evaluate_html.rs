//! `despam eval --html`: what the picture needs beside the verdicts, and writing it.
use super::args_train::Split;
use super::evaluate_truth::prediction;
use anyhow::Context as _;
use despam::evaluate::{
    CurvePoint, Evaluation, JudgedPage, LeaveOut, PadRow, Pair, Reliability, SweptPage, Tally, TruthPage,
    block_pairs, by_padding, curve, judge, page_pairs, shifts,
};
use despam::model::{DEFAULT_MODE, Mode};
use despam::report::html::Picture;
use despam::scanner::{PageContext, Scanner};
use despam::verdict::PageReport;
use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

/// How pages were kept apart where a model is judged as it stands.
pub(crate) const AS_IT_STANDS: &str = "One finished model judges every page. Nothing here keeps it from having been \
                                       trained on them: the figures hold for new sites only if it was not.";

/// The same where families are left out.
pub(crate) const BY_FAMILY: &str = "Each family of injections is left out in turn, with all pages that carry it and all \
                                    sites that do, and a model trained on the rest, its penalty and thresholds chosen \
                                    inside it, judges those pages: no model saw the family or the site it judges. A \
                                    page is judged once per family on it, blocks of other families counting as report \
                                    only. Clean pages are not judged here.";

/// The same where models are trained on folds.
pub(crate) fn by_folds(split: Split, folds: u32) -> String {
    match split {
        Split::Campaign => format!(
            "Infected sites whose blocks share an id, their make or a target are one campaign. Campaigns are dealt into \
             {folds} folds, each whole, clean sites by a hash of their name. Each page is judged by a model trained on \
             the other folds, its penalty and thresholds chosen inside them: no model saw the campaign it judges."
        ),
        _ => format!(
            "Sites are dealt into {folds} folds by a hash of their name. Each page is judged by a model trained on the \
             other folds, its penalty and thresholds chosen inside them: no model saw the site it judges."
        ),
    }
}

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
    truth: &TruthPage,
    bytes: &[u8],
    picture: bool,
) -> Result<Looked, String> {
    let context = PageContext::default();
    let report = scanner.scan(bytes, &context).map_err(|error| error.to_string())?;
    if !picture {
        return Ok(Looked { report, swept: None });
    }
    let reports = scanner.sweep(bytes, &context, &shifts()).map_err(|error| error.to_string())?;
    let mut tallies: Vec<Tally> = Vec::with_capacity(reports.len());
    let mut before = None;
    for report in &reports {
        let predicted = prediction(&truth.path, report);
        // Most pages are cut the same at neighbouring thresholds: counting their bytes again would be most of the time.
        let tally = match (before == Some(predicted.blocks.clone()), tallies.last()) {
            (true, Some(same)) => *same,
            _ => Tally::of(&judge(truth, Some(&predicted), bytes)),
        };
        before = Some(predicted.blocks);
        tallies.push(tally);
    }
    let blocks: Vec<_> = report.findings.iter().map(|f| (f.span, f.probability)).collect();
    let mode = scanner.model().thresholds.mode(DEFAULT_MODE).map_err(|error| error.to_string())?.clone();
    let pairs = block_pairs(truth, &blocks, bytes);
    Ok(Looked { report, swept: Some(Swept { tallies, pairs, mode }) })
}

/// A page that was looked at for a picture.
pub(crate) struct SeenPage<'a> {
    /// Its site, as the judge counts it.
    pub(crate) site: String,
    /// The model that judged it: its place among the models, and its name.
    pub(crate) model: (usize, String),
    pub(crate) looked: &'a Looked,
}

/// All that a picture shows of one split.
pub(crate) struct Sketch {
    name: String,
    split: String,
    evaluation: Evaluation,
    curve: Vec<CurvePoint>,
    pages: Reliability,
    blocks: Reliability,
    padding: Vec<PadRow>,
    models: Vec<(String, Mode)>,
}

impl Sketch {
    /// From pages that were looked at for one.
    pub(crate) fn of(
        name: &str,
        split: String,
        seen: &[SeenPage<'_>],
        judged: &[JudgedPage],
        evaluation: &Evaluation,
    ) -> Self {
        let mut swept = Vec::with_capacity(seen.len());
        let mut pairs = Vec::new();
        let mut models: BTreeMap<&(usize, String), &Mode> = BTreeMap::new();
        for page in seen {
            let Some(of_page) = &page.looked.swept else { continue };
            swept.push(SweptPage { site: page.site.clone(), tallies: of_page.tallies.clone() });
            pairs.extend_from_slice(&of_page.pairs);
            models.entry(&page.model).or_insert(&of_page.mode);
        }
        Sketch {
            name: name.to_owned(),
            split,
            evaluation: evaluation.clone(),
            curve: curve(&shifts(), &swept),
            pages: Reliability::of(&page_pairs(judged)),
            blocks: Reliability::of(&pairs),
            padding: by_padding(judged),
            models: models.into_iter().map(|((_, name), mode)| (name.clone(), mode.clone())).collect(),
        }
    }

    /// Writes the picture, with what was found of families that were left out, where that is known.
    pub(crate) fn write(
        &self,
        path: &Path,
        labels: &[PathBuf],
        families: Option<&LeaveOut>,
    ) -> anyhow::Result<()> {
        let labels = labels.iter().filter_map(|path| path.file_name()).map(|name| name.to_string_lossy());
        let labels = labels.collect::<Vec<_>>().join(", ");
        let picture = Picture {
            name: &self.name,
            labels: &labels,
            split: &self.split,
            evaluation: &self.evaluation,
            curve: &self.curve,
            pages: &self.pages,
            blocks: &self.blocks,
            padding: &self.padding,
            families,
            models: &self.models,
        };
        std::fs::write(path, picture.render())
            .with_context(|| format!("{}: cannot be written", path.display()))
    }
}
