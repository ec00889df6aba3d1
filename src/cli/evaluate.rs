//! `despam eval`: how good a model, or the way of making one, is on labelled pages.
use super::args::GlobalArgs;
use super::args_train::{EvalArgs, Split};
use super::exit::Outcome;
use super::{labelled, model, train};
use anyhow::{Context as _, ensure};
use despam::baseline::{Baseline, Setting};
use despam::dataset::{Action, FeatureTable, Label, LabelledPage};
use despam::evaluate::{
    ClusterMacro, Evaluation, JudgedPage, LeaveOut, NATURAL_CLEAN, Prediction, TruthAction, TruthPage,
    TruthSpan, cluster_macro, judge,
};
use despam::held_out::{Campaigns, Donors, Judged, Plan, family_tests, judge_families, judge_planned};
use despam::report::{PageId, json};
use despam::scanner::PageContext;
use despam::span::RawSpan;
use despam::train::TrainOptions;
use despam::verdict::{PageReport, Verdict};
use rayon::prelude::*;
use serde::Serialize;
use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::io::Write as _;
use std::path::Path;

/// Collection of the pages that hold a real block of another site.
const GRAFT: &str = "synth-graft";

/// The figures of one split, or of a model as it stands.
#[derive(Serialize)]
struct Figures {
    #[serde(flatten)]
    evaluation: Evaluation,
    /// With every campaign counting once.
    #[serde(skip_serializing_if = "Option::is_none")]
    campaigns: Option<ClusterMacro>,
    /// Real blocks in clean pages, by the site the block is from.
    #[serde(skip_serializing_if = "Option::is_none")]
    grafts: Option<ClusterMacro>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    baselines: Vec<BaselineRow>,
}

/// What is said of one way of finding blocks.
#[derive(Serialize)]
struct BaselineRow {
    name: &'static str,
    figures: Evaluation,
}

/// All that is written as JSON: the first split's figures at the top, as those of a model are.
#[derive(Default, Serialize)]
struct Written {
    #[serde(flatten)]
    first: Option<Figures>,
    #[serde(skip_serializing_if = "BTreeMap::is_empty")]
    splits: BTreeMap<&'static str, Figures>,
    #[serde(skip_serializing_if = "Option::is_none")]
    leave_one_family_out: Option<LeaveOut>,
}

/// What every split is given.
struct Task<'a> {
    global: &'a GlobalArgs,
    args: &'a EvalArgs,
    pages: &'a [LabelledPage],
    campaigns: &'a Campaigns,
    donors: &'a Donors,
}

pub(crate) fn run(global: &GlobalArgs, args: &EvalArgs) -> anyhow::Result<Outcome> {
    let splits = splits(args)?;
    let (pages, mut outcome) = labelled::read(&args.labels);
    let read = |path: &Path| std::fs::read(path);
    let campaigns = Campaigns::of(&pages, &read);
    let mut written = Written::default();
    let mut text = String::new();
    if splits.is_empty() {
        let scanner = model::scanner(global)?;
        let scan = |page: &LabelledPage| {
            let bytes = read(&page.path).map_err(|error| error.to_string())?;
            scanner.scan(&bytes, &PageContext::default()).map_err(|error| error.to_string())
        };
        let judged: Vec<Judged> = labelled::with_jobs(global, || pages.par_iter().map(scan).collect())?;
        let id = scanner.model().id();
        write_predictions(args, &pages, &judged, &id)?;
        let donors = Donors::default();
        let task = Task { global, args, pages: &pages, campaigns: &campaigns, donors: &donors };
        let figures = task.figures(&judged, &mut outcome);
        text += &render(&figures, &id);
        written.first = Some(figures);
    } else {
        let rows = if args.rows.is_empty() { &args.labels } else { &args.rows };
        let (block, page, gathered) = train::gather(global, rows)?;
        outcome.failed |= gathered.failed;
        let donors = Donors::of(&pages, &block, &page, &read);
        let task = Task { global, args, pages: &pages, campaigns: &campaigns, donors: &donors };
        for split in splits {
            task.run(split, (&block, &page), &mut text, &mut written, &mut outcome)?;
        }
    }
    if let Some(path) = &args.json {
        let text = serde_json::to_string_pretty(&written)? + "\n";
        std::fs::write(path, text).with_context(|| format!("{}: cannot be written", path.display()))?;
    }
    write!(std::io::stdout().lock(), "{text}")?;
    Ok(outcome)
}

/// The splits asked for, each once, in the order site, campaign, family; none judges the model as it stands.
fn splits(args: &EvalArgs) -> anyhow::Result<Vec<Split>> {
    let mut splits: Vec<Split> = args.split.clone();
    if splits.contains(&Split::All) {
        splits = vec![Split::Site, Split::Campaign, Split::Family];
    } else if splits.is_empty() && args.cv.is_some() {
        splits = vec![Split::Site];
    }
    splits.sort_unstable();
    splits.dedup();
    let folds = splits.iter().any(|split| *split != Split::Family);
    ensure!(!folds || args.cv.is_some(), "a split by site or campaign needs folds: add --cv 5");
    ensure!(args.cv.is_none() || folds, "--cv has no use with --split family alone: each family is a fold");
    let trained = !args.rows.is_empty() || args.lambda.is_some() || args.signed;
    ensure!(!splits.is_empty() || !trained, "--rows, --lambda and --signed are for training: add --cv 5");
    Ok(splits)
}

impl Task<'_> {
    fn options(&self) -> TrainOptions {
        let mut options = TrainOptions::default();
        if let Some(lambda) = self.args.lambda {
            options.lambdas = vec![lambda];
        }
        if self.args.signed {
            options.signs = train::signs();
        }
        train::set_touch_rate(&mut options, self.args.max_touch_rate);
        options
    }

    fn run(
        &self,
        split: Split,
        (block, page): (&FeatureTable, &FeatureTable),
        text: &mut String,
        written: &mut Written,
        outcome: &mut Outcome,
    ) -> anyhow::Result<()> {
        let (options, read) = (self.options(), |path: &Path| std::fs::read(path));
        let folds = self.args.cv.unwrap_or_default();
        let (plan, name) = match split {
            Split::Family => {
                let figures = self.families((block, page), &options, outcome)?;
                *text += &figures.render_text();
                written.leave_one_family_out = Some(figures);
                return Ok(());
            }
            Split::Campaign => (Plan::by_campaign(folds, self.campaigns, self.donors.clone()), "campaign"),
            Split::Site | Split::All => (Plan::by_site(folds), "site"),
        };
        let judged = labelled::with_jobs(self.global, || {
            judge_planned(self.pages, block, page, &plan, &options, &read)
        })??;
        let id = format!("cross-validation by {name}, {folds} folds");
        let is_first = written.first.is_none();
        if is_first {
            write_predictions(self.args, self.pages, &judged, &id)?;
        }
        let mut figures = self.figures(&judged, outcome);
        if self.args.baselines {
            figures.baselines = self.baselines(&plan, outcome)?;
        }
        *text += &render(&figures, &id);
        if is_first {
            written.first = Some(figures);
        } else {
            written.splits.insert(name, figures);
        }
        Ok(())
    }

    fn families(
        &self,
        (block, page): (&FeatureTable, &FeatureTable),
        options: &TrainOptions,
        outcome: &mut Outcome,
    ) -> anyhow::Result<LeaveOut> {
        let tests = family_tests(self.pages, block, page);
        ensure!(!tests.is_empty(), "no span to cut is labelled: there is no family to leave out");
        let read = |path: &Path| std::fs::read(path);
        let answers = labelled::with_jobs(self.global, || {
            judge_families(&tests, self.pages, (block, page), self.donors, options, &read)
        })??;
        let mut judged: BTreeMap<String, Vec<JudgedPage>> = BTreeMap::new();
        for (test, answers) in tests.into_iter().zip(answers) {
            let pages = judged.entry(test.family).or_default();
            for (at, report) in answers {
                let page = &self.pages[at];
                pages.extend(self.judged(page, &report.map(|report| prediction(page, &report)), outcome));
            }
        }
        Ok(LeaveOut::of(&judged))
    }

    fn figures(&self, reports: &[Judged], outcome: &mut Outcome) -> Figures {
        let mut judged = Vec::with_capacity(reports.len());
        for (page, report) in self.pages.iter().zip(reports) {
            let prediction = report.as_ref().map(|report| prediction(page, report)).map_err(Clone::clone);
            judged.extend(self.judged(page, &prediction, outcome));
        }
        let (grafts, others): (Vec<JudgedPage>, Vec<JudgedPage>) =
            judged.iter().cloned().partition(|page| page.dataset == GRAFT);
        let real: Vec<JudgedPage> =
            others.into_iter().filter(|page| !page.dataset.starts_with("synth")).collect();
        Figures {
            evaluation: Evaluation::of(&judged),
            campaigns: cluster_macro(&real, |site| self.campaigns.name(site)),
            grafts: cluster_macro(&grafts, |site| site),
            baselines: Vec::new(),
        }
    }

    fn judged(
        &self,
        page: &LabelledPage,
        prediction: &Result<Prediction, String>,
        outcome: &mut Outcome,
    ) -> Option<JudgedPage> {
        let bytes = std::fs::read(&page.path).map_err(|error| error.to_string());
        match prediction.as_ref().map_err(Clone::clone).and_then(|prediction| Ok((prediction, bytes?))) {
            Ok((prediction, bytes)) => Some(judge(&self.truth(page), Some(prediction), &bytes)),
            Err(reason) => {
                outcome.failed |= labelled::failed(&page.path, &reason);
                None
            }
        }
    }

    fn baselines(&self, plan: &Plan, outcome: &mut Outcome) -> anyhow::Result<Vec<BaselineRow>> {
        let (further, read) = labelled::read(&self.args.baseline_pages);
        outcome.failed |= read.failed;
        let setting = Setting {
            pages: self.pages,
            further: &further,
            plan,
            alpha: self.args.max_touch_rate,
            read: &|path| std::fs::read(path),
        };
        let mut rows = Vec::new();
        for baseline in Baseline::ALL {
            let cuts = labelled::with_jobs(self.global, || baseline.judge(&setting))??;
            let mut judged = Vec::with_capacity(cuts.len());
            for (page, cuts) in self.pages.iter().zip(cuts) {
                judged.extend(self.judged(page, &cuts.map(|cuts| cut(page, &cuts)), outcome));
            }
            rows.push(BaselineRow { name: baseline.name(), figures: Evaluation::of(&judged) });
        }
        Ok(rows)
    }

    fn truth(&self, page: &LabelledPage) -> TruthPage {
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
            extra: vec![("dialect".to_owned(), dialect(page).to_owned())],
        });
        // What is independent among grafts is the block, not the page it was put into.
        let donors: Vec<&str> = self.donors.of_page(page).into_iter().collect();
        TruthPage {
            path: page.name.clone(),
            site: if donors.is_empty() { page.site.clone() } else { donors.join("|") },
            dataset: page.dataset.clone(),
            language: page.language.clone(),
            spans: spans.collect(),
            ..TruthPage::default()
        }
    }
}

/// Whether a page is markup as served, an excerpt of it, or extracted text: told by name or collection.
fn dialect(page: &LabelledPage) -> &'static str {
    if page.name.ends_with(".text.html") || page.name.ends_with(".txt") || page.dataset.contains("text") {
        "text"
    } else if page.name.ends_with(".block.html") || page.dataset.contains("excerpt") {
        "excerpt"
    } else {
        "html"
    }
}

fn prediction(page: &LabelledPage, report: &PageReport) -> Prediction {
    Prediction {
        path: page.name.clone(),
        verdict: report.verdict,
        probability: Some(report.probability),
        blocks: report.findings.iter().map(|finding| (finding.span, finding.verdict)).collect(),
    }
}

/// A rule that only cuts: a page is spam when something of it is cut.
fn cut(page: &LabelledPage, cuts: &[RawSpan]) -> Prediction {
    Prediction {
        path: page.name.clone(),
        verdict: if cuts.is_empty() { Verdict::Clean } else { Verdict::Spam },
        probability: None,
        blocks: cuts.iter().map(|span| (*span, Verdict::Spam)).collect(),
    }
}

fn write_predictions(
    args: &EvalArgs,
    pages: &[LabelledPage],
    reports: &[Judged],
    id: &str,
) -> anyhow::Result<()> {
    let Some(path) = &args.predictions else { return Ok(()) };
    let mut lines = Vec::new();
    for (page, report) in pages.iter().zip(reports) {
        if let Ok(report) = report {
            let page = page.path.display().to_string();
            json::write_page(&mut lines, PageId::file(&page), id, report)?;
        }
    }
    std::fs::write(path, lines).with_context(|| format!("{}: cannot be written", path.display()))
}

fn render(figures: &Figures, id: &str) -> String {
    let mut text = figures.evaluation.render_text(id);
    if let Some(campaigns) = &figures.campaigns {
        text += &campaigns.render_text();
    }
    if let Some(grafts) = &figures.grafts {
        text += &grafts.render_text().replace("campaign", "source site");
    }
    if !figures.baselines.is_empty() {
        // Writing to a `String` cannot fail.
        let _ = writeln!(text, "-- baselines on the same pages and folds");
        text += &baseline_row("this model", &figures.evaluation);
        figures.baselines.iter().for_each(|row| text += &baseline_row(row.name, &row.figures));
    }
    text
}

fn baseline_row(name: &str, e: &Evaluation) -> String {
    let percent = |value: Option<f64>, lo: Option<f64>, hi: Option<f64>| match (value, lo, hi) {
        (Some(value), Some(lo), Some(hi)) => {
            format!("{:6.2} % [{:.1}, {:.1}]", 100.0 * value, 100.0 * lo, 100.0 * hi)
        }
        _ => "—".to_owned(),
    };
    let pages = e.page_recall.as_ref().map(|recall| recall.by_overlap);
    let blocks = e.block_recall90.as_ref().map(|recall| recall.share);
    // Pages that only carry spans to report are clean to the judge and no sample of the web.
    let natural = e.clean_by_dataset.get(NATURAL_CLEAN).or(e.clean_pages.as_ref());
    let touched = natural.map(|harm| harm.pages);
    let share = |share: Option<despam::evaluate::Share>| {
        share.map_or("—".to_owned(), |share| percent(share.value, Some(share.lo), Some(share.hi)))
    };
    let ratio = |ratio: &Option<despam::evaluate::Ratio>| {
        ratio.map_or("—".to_owned(), |ratio| percent(ratio.value, ratio.lo, ratio.hi))
    };
    format!(
        "   {name:<30} pages {:<23} blocks {:<23} byte precision {:<23} byte recall {:<23} clean pages touched {}\n",
        share(pages),
        share(blocks),
        ratio(&e.byte_precision),
        ratio(&e.byte_recall),
        share(touched)
    )
}
