//! `despam eval`: how good a model, or the way of making one, is on labelled pages.
use super::args::GlobalArgs;
use super::args_train::{EvalArgs, Split};
use super::clean_sites::CleanSites;
use super::evaluate_html::{Looked, SeenPage, Sketch, look};
use super::evaluate_text::{BaselineRow, Figures};
use super::evaluate_truth::{cut, prediction, truth, truth_of_family};
use super::exit::Outcome;
use super::{evaluate_html, labelled, model, train};
use anyhow::{Context as _, ensure};
use despam::baseline::{Baseline, Setting};
use despam::dataset::{FeatureTable, LabelledPage};
use despam::evaluate::{Evaluation, JudgedPage, LeaveOut, Prediction, TruthPage, cluster_macro, judge};
use despam::held_out::{self, Campaigns, Donors, Plan, each_family, family_tests};
use despam::report::{PageId, json};
use despam::train::{Proof, TrainOptions};
use rayon::prelude::*;
use serde::Serialize;
use std::collections::BTreeMap;
use std::io::Write as _;
use std::path::Path;

/// Collection of the pages that hold a real block of another site.
const GRAFT: &str = "synth-graft";

/// All that is written as JSON: the first split's figures at the top, as those of a model are.
#[derive(Default, Serialize)]
struct Written {
    #[serde(flatten)]
    first: Option<Figures>,
    #[serde(skip_serializing_if = "BTreeMap::is_empty")]
    splits: BTreeMap<&'static str, Figures>,
    #[serde(skip_serializing_if = "Option::is_none")]
    leave_one_family_out: Option<LeaveOut>,
    /// The first split's page, where one is asked for; written when the families are known.
    #[serde(skip)]
    sketch: Option<Sketch>,
}

/// A page with its verdict, or why there is none.
type Answer = Result<Looked, String>;

/// What every split is given.
struct Task<'a> {
    global: &'a GlobalArgs,
    args: &'a EvalArgs,
    pages: &'a [LabelledPage],
    campaigns: &'a Campaigns,
    donors: &'a Donors,
}

fn read(path: &Path) -> std::io::Result<Vec<u8>> {
    std::fs::read(path)
}

pub(crate) fn run(global: &GlobalArgs, args: &EvalArgs) -> anyhow::Result<Outcome> {
    let splits = splits(args)?;
    let (pages, mut outcome) = labelled::read(&args.labels);
    let campaigns = Campaigns::of(&pages, &read);
    let mut written = Written::default();
    let mut text = String::new();
    if splits.is_empty() {
        let donors = Donors::default();
        let task = Task { global, args, pages: &pages, campaigns: &campaigns, donors: &donors };
        text += &task.as_it_stands(&mut written, &mut outcome)?;
    } else {
        let rows = if args.rows.is_empty() { &args.labels } else { &args.rows };
        let (block, page, gathered) = train::gather(global, rows)?;
        outcome.failed |= gathered.failed;
        let donors = Donors::of(&pages, &block, &page, &read);
        let task = Task { global, args, pages: &pages, campaigns: &campaigns, donors: &donors };
        for split in splits {
            text += &task.run(split, (&block, &page), &mut written, &mut outcome)?;
        }
    }
    if let Some(path) = &args.json {
        let text = serde_json::to_string_pretty(&written)? + "\n";
        std::fs::write(path, text).with_context(|| format!("{}: cannot be written", path.display()))?;
    }
    if let (Some(path), Some(sketch)) = (&args.html, &written.sketch) {
        sketch.write(path, &args.labels, written.leave_one_family_out.as_ref())?;
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
    // Their thresholds come from models without two of the folds: of two, nothing would be left.
    ensure!(
        !args.baselines || args.cv.is_some_and(|folds| folds > 2),
        "--baselines needs three folds: add --cv 5"
    );
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
        train::set_touch(&mut options, &self.args.touch);
        options
    }

    /// Whether pages are looked at for a picture: it shows the first split.
    fn draws(&self, written: &Written) -> bool {
        self.args.html.is_some() && written.sketch.is_none()
    }

    /// Judges the model that is there.
    fn as_it_stands(&self, written: &mut Written, outcome: &mut Outcome) -> anyhow::Result<String> {
        let scanner = model::scanner(self.global)?;
        let draws = self.draws(written);
        let scan = |page: &LabelledPage| {
            let bytes = read(&page.path).map_err(|error| error.to_string())?;
            look(&scanner, &truth(page, self.donors), &bytes, draws)
        };
        let looked: Vec<Answer> =
            labelled::with_jobs(self.global, || self.pages.par_iter().map(scan).collect())?;
        let id = scanner.model().id();
        self.write_predictions(&looked, &id)?;
        let (figures, judged) = self.figures(&looked, outcome);
        if draws {
            let seen = self.seen(&looked, |_| (0, id.clone()));
            let split = evaluate_html::AS_IT_STANDS.to_owned();
            written.sketch = Some(Sketch::of(&id, split, &seen, &judged, &figures.evaluation));
        }
        let text = figures.render_text(&id);
        written.first = Some(figures);
        Ok(text)
    }

    /// Judges the way of making a model by one split.
    fn run(
        &self,
        split: Split,
        (block, page): (&FeatureTable, &FeatureTable),
        written: &mut Written,
        outcome: &mut Outcome,
    ) -> anyhow::Result<String> {
        let options = self.options();
        let folds = self.args.cv.unwrap_or_default();
        let (plan, name) = match split {
            Split::Family => return self.families((block, page), &options, written, outcome),
            Split::Campaign => (Plan::by_campaign(folds, self.campaigns, self.donors.clone()), "campaign"),
            Split::Site | Split::All => (Plan::by_site(folds), "site"),
        };
        let draws = self.draws(written);
        let looked = labelled::with_jobs(self.global, || {
            held_out::each(self.pages, block, page, &plan, &options, &read, |scanner, page, bytes| {
                look(scanner, &truth(page, self.donors), bytes, draws)
            })
        })??;
        let id = format!("cross-validation by {name}, {folds} folds");
        let is_first = written.first.is_none();
        if is_first {
            self.write_predictions(&looked, &id)?;
        }
        let (mut figures, judged) = self.figures(&looked, outcome);
        if draws {
            let seen = self.seen(&looked, |page| {
                let fold = plan.fold_of_page(page).unwrap_or_default();
                (fold as usize, format!("Fold {}", fold + 1))
            });
            let split = evaluate_html::by_folds(split, folds);
            written.sketch = Some(Sketch::of(&id, split, &seen, &judged, &figures.evaluation));
        }
        if self.args.baselines {
            figures.baselines = self.baselines(&plan, outcome)?;
        }
        let text = figures.render_text(&id);
        if is_first {
            written.first = Some(figures);
        } else {
            written.splits.insert(name, figures);
        }
        Ok(text)
    }

    fn families(
        &self,
        tables: (&FeatureTable, &FeatureTable),
        options: &TrainOptions,
        written: &mut Written,
        outcome: &mut Outcome,
    ) -> anyhow::Result<String> {
        let tests = family_tests(self.pages, tables.0, tables.1);
        ensure!(!tests.is_empty(), "no span to cut is labelled: there is no family to leave out");
        let draws = self.draws(written);
        let answers = labelled::with_jobs(self.global, || {
            each_family(
                &tests,
                self.pages,
                tables,
                self.donors,
                options,
                &read,
                |test, scanner, page, bytes| {
                    look(scanner, &truth_of_family(page, self.donors, &test.family), bytes, draws)
                },
            )
        })??;
        let mut judged: BTreeMap<String, Vec<JudgedPage>> = BTreeMap::new();
        let mut seen: Vec<SeenPage<'_>> = Vec::new();
        for (number, (test, answers)) in tests.iter().zip(&answers).enumerate() {
            let pages = judged.entry(test.family.clone()).or_default();
            for (at, answer) in answers {
                let page = &self.pages[*at];
                let truth = truth_of_family(page, self.donors, &test.family);
                pages.extend(self.judged(page, &truth, &predicted(&truth, answer), outcome));
                if let Ok(looked) = answer {
                    let model = (number, format!("Without {}", test.family));
                    seen.push(SeenPage { site: truth.site, model, looked });
                }
            }
        }
        let figures = LeaveOut::of(&judged);
        if draws {
            let judged: Vec<JudgedPage> = judged.into_values().flatten().collect();
            let (id, split) = ("one family left out after the other", evaluate_html::BY_FAMILY.to_owned());
            written.sketch = Some(Sketch::of(id, split, &seen, &judged, &Evaluation::of(&judged)));
        }
        let text = figures.render_text();
        written.leave_one_family_out = Some(figures);
        Ok(text)
    }

    /// What a picture needs of every page that was judged; `model` names, in an order, the model that judged one.
    fn seen<'a>(
        &self,
        looked: &'a [Answer],
        model: impl Fn(&LabelledPage) -> (usize, String),
    ) -> Vec<SeenPage<'a>> {
        let judged =
            self.pages.iter().zip(looked).filter_map(|(page, looked)| Some((page, looked.as_ref().ok()?)));
        let one = |(page, looked): (&LabelledPage, &'a Looked)| {
            let site = truth(page, self.donors).site;
            SeenPage { site, model: model(page), looked }
        };
        judged.map(one).collect()
    }

    fn figures(&self, looked: &[Answer], outcome: &mut Outcome) -> (Figures, Vec<JudgedPage>) {
        let mut judged = Vec::with_capacity(looked.len());
        let mut clean = CleanSites::default();
        for (page, looked) in self.pages.iter().zip(looked) {
            let truth = truth(page, self.donors);
            judged.extend(self.judged(page, &truth, &predicted(&truth, looked), outcome));
            if let (Ok(looked), Ok(bytes)) = (looked, read(&page.path)) {
                clean.add(page, &looked.report, &bytes);
            }
        }
        let (grafts, others): (Vec<JudgedPage>, Vec<JudgedPage>) =
            judged.iter().cloned().partition(|page| page.dataset == GRAFT);
        let real: Vec<JudgedPage> =
            others.into_iter().filter(|page| !page.dataset.starts_with("synth")).collect();
        let figures = Figures {
            evaluation: Evaluation::of(&judged),
            campaigns: cluster_macro(&real, |site| self.campaigns.name(site)),
            grafts: cluster_macro(&grafts, |site| site),
            baselines: Vec::new(),
            clean,
        };
        (figures, judged)
    }

    fn judged(
        &self,
        page: &LabelledPage,
        truth: &TruthPage,
        prediction: &Result<Prediction, String>,
        outcome: &mut Outcome,
    ) -> Option<JudgedPage> {
        let bytes = read(&page.path).map_err(|error| error.to_string());
        match prediction.as_ref().map_err(Clone::clone).and_then(|prediction| Ok((prediction, bytes?))) {
            Ok((prediction, bytes)) => Some(judge(truth, Some(prediction), &bytes)),
            Err(reason) => {
                outcome.failed |= labelled::failed(&page.path, &reason);
                None
            }
        }
    }

    fn baselines(&self, plan: &Plan, outcome: &mut Outcome) -> anyhow::Result<Vec<BaselineRow>> {
        let (further, further_read) = labelled::read(&self.args.baseline_pages);
        outcome.failed |= further_read.failed;
        let touch = &self.args.touch;
        let setting = Setting {
            pages: self.pages,
            further: &further,
            plan,
            alpha: touch.max_page_fpr.unwrap_or(touch.max_touch_rate),
            proof: if touch.max_page_fpr.is_some() { Proof::Guaranteed } else { Proof::Quantile },
            read: &read,
        };
        let mut rows = Vec::new();
        for baseline in Baseline::ALL {
            let cuts = labelled::with_jobs(self.global, || baseline.judge(&setting))??;
            let mut judged = Vec::with_capacity(cuts.len());
            for (page, cuts) in self.pages.iter().zip(cuts) {
                let truth = truth(page, self.donors);
                judged.extend(self.judged(page, &truth, &cuts.map(|cuts| cut(&truth.path, &cuts)), outcome));
            }
            rows.push(BaselineRow { name: baseline.name(), figures: Evaluation::of(&judged) });
        }
        Ok(rows)
    }

    fn write_predictions(&self, looked: &[Answer], id: &str) -> anyhow::Result<()> {
        let Some(path) = &self.args.predictions else { return Ok(()) };
        let mut lines = Vec::new();
        for (page, looked) in self.pages.iter().zip(looked) {
            if let Ok(looked) = looked {
                let page = page.path.display().to_string();
                json::write_page(&mut lines, PageId::file(&page), id, &looked.report)?;
            }
        }
        std::fs::write(path, lines).with_context(|| format!("{}: cannot be written", path.display()))
    }
}

fn predicted(truth: &TruthPage, looked: &Answer) -> Result<Prediction, String> {
    looked.as_ref().map(|looked| prediction(&truth.path, &looked.report)).map_err(Clone::clone)
}
