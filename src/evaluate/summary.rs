//! All pages: the figures of one evaluation.
use super::bootstrap::{Ratio, cluster_ratio};
use super::evasion::{self, EvasionRow};
use super::group::{GroupRow, tables};
use super::harm::Harm;
use super::interval::Share;
use super::judge::{JudgedPage, JudgedSpan};
use super::operating::{Operating, operating};
use super::page::TruthAction;
use super::precision::{BlockPrecision, block_precision};
use super::worst::{Mistake, worst};
use crate::verdict::Verdict;
use serde::Serialize;
use std::collections::BTreeMap;

/// Share of a span's ink from which it counts as found.
pub(super) const FOUND: f64 = 0.9;

/// Share of a span's ink from which it counts as found in part.
pub(super) const HALF: f64 = 0.5;

/// The data set of naturally clean pages. Where it is present, it alone decides the false-alarm rate behind
/// [`Evaluation::precision_at_prevalence`]: planted look-alikes are not a random sample.
pub const NATURAL_CLEAN: &str = "real-ham";

/// Infected pages per page of a crawl at which precision is given, as one in so many.
const PREVALENCES: [u32; 3] = [100, 1000, 10_000];

/// Infected pages found.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct PageRecall {
    /// Pages judged spam.
    pub by_verdict: Share,
    /// The same, with an interval over sites.
    pub by_verdict_boot: Ratio,
    /// Pages of which a byte that must go is cut.
    pub by_overlap: Share,
    /// The same, with an interval over sites.
    pub by_overlap_boot: Ratio,
    /// Mean over sites of the share of their pages found by overlap, in [0, 1].
    pub site_macro: f64,
}

/// Spans found, of those that must go.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct BlockRecall {
    /// Spans as if independent.
    #[serde(flatten)]
    pub share: Share,
    /// With an interval over sites.
    pub boot: Ratio,
}

/// Share of pages judged spam that are infected, at one prevalence.
#[derive(Clone, Copy, Debug, PartialEq, Serialize)]
pub struct Precision {
    /// π·R / (π·R + (1 − π)·F) in [0, 1].
    pub value: f64,
    /// From the lower end of recall and the upper end of the false-alarm rate.
    pub lo: f64,
    /// From the upper end of recall and the lower end of the false-alarm rate.
    pub hi: f64,
}

/// Clean pages of one language.
#[derive(Clone, Copy, Debug, PartialEq, Serialize)]
pub struct CleanLanguage {
    /// Pages.
    pub pages: usize,
    /// Those that lose a byte.
    pub touched: usize,
}

/// Look-alikes of one kind on clean pages.
#[derive(Clone, Copy, Debug, Default, PartialEq, Serialize)]
pub struct HardNegativeRow {
    /// How many.
    pub pages: usize,
    /// Those that lose a byte.
    pub touched: usize,
    /// Those that are suspected or cut.
    pub suspected: usize,
}

/// Spans labelled `report`: neither required nor legitimate.
#[derive(Clone, Copy, Debug, PartialEq, Serialize)]
pub struct ReportSpans {
    /// How many.
    pub n: usize,
    /// At least half suspected or cut.
    pub noticed: usize,
    /// At least half cut.
    pub removed: usize,
}

/// The figures of one evaluation. Parts that need infected or clean pages are `None` without them.
#[derive(Clone, Debug, PartialEq, Serialize)]
#[serde(rename_all = "snake_case")]
pub struct Evaluation {
    /// Pages judged.
    pub pages: usize,
    /// Pages with a byte that must go.
    pub infected: usize,
    /// All others.
    pub clean: usize,
    /// Pages without a prediction, counted as judged clean.
    pub missing_predictions: usize,
    /// Pages with a block outside of them.
    pub invalid_offsets: usize,
    /// Infected pages found.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub page_recall: Option<PageRecall>,
    /// Spans with at least nine tenths of their ink cut.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub block_recall90: Option<BlockRecall>,
    /// Spans with at least half of their ink cut.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub block_recall50: Option<BlockRecall>,
    /// Cut blocks of which at least nine tenths are spam.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub block_precision90: Option<BlockPrecision>,
    /// Cut blocks of which at least half is spam.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub block_precision50: Option<BlockPrecision>,
    /// Ink cut of the ink that must go.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub byte_recall: Option<Ratio>,
    /// Ink that must go of the ink cut, over all pages.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub byte_precision: Option<Ratio>,
    /// What infected pages lose beside their spam.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub infected_collateral: Option<Harm>,
    /// Recall by column of the labels and value of the column.
    #[serde(skip_serializing_if = "BTreeMap::is_empty")]
    pub tables: BTreeMap<String, BTreeMap<String, GroupRow>>,
    /// Recall under each mutation of the blocks, the most harmful first.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub evasion: Vec<EvasionRow>,
    /// What clean pages lose.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub clean_pages: Option<Harm>,
    /// The same by data set.
    #[serde(skip_serializing_if = "BTreeMap::is_empty")]
    pub clean_by_dataset: BTreeMap<String, Harm>,
    /// Clean pages touched, by language.
    #[serde(skip_serializing_if = "BTreeMap::is_empty")]
    pub clean_by_language: BTreeMap<String, CleanLanguage>,
    /// Look-alikes touched, by kind.
    #[serde(skip_serializing_if = "BTreeMap::is_empty")]
    pub hardneg: BTreeMap<String, HardNegativeRow>,
    /// Page recall by false-alarm rate, `0.01` to `0.0001`.
    #[serde(skip_serializing_if = "BTreeMap::is_empty")]
    pub recall_at_fpr: BTreeMap<String, Operating>,
    /// Precision by prevalence, `1:100` to `1:10000`.
    #[serde(skip_serializing_if = "BTreeMap::is_empty")]
    pub precision_at_prevalence: BTreeMap<String, Precision>,
    /// Clean pages judged spam or touched: the false-alarm rate behind the precision.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub page_fpr: Option<Share>,
    /// Spans labelled `report`.
    pub report_spans: ReportSpans,
    /// The mistakes worth a look first.
    pub worst: Vec<Mistake>,
}

impl Evaluation {
    /// The figures over these pages. The order of pages matters only to the bootstrap and to ties.
    pub fn of(pages: &[JudgedPage]) -> Self {
        let (infected, clean): (Vec<&JudgedPage>, Vec<&JudgedPage>) = pages.iter().partition(|p| p.infected);
        let both = !infected.is_empty() && !clean.is_empty();
        let some = |wanted: bool| wanted.then_some(());
        let spam = some(!infected.is_empty());
        let fpr = some(both).map(|()| false_alarms(&clean));
        Evaluation {
            pages: pages.len(),
            infected: infected.len(),
            clean: clean.len(),
            missing_predictions: pages.iter().filter(|p| p.missing).count(),
            invalid_offsets: pages.iter().filter(|p| p.invalid).count(),
            page_recall: spam.map(|()| page_recall(&infected)),
            block_recall90: spam.map(|()| block_recall(&infected, FOUND)),
            block_recall50: spam.map(|()| block_recall(&infected, HALF)),
            block_precision90: spam.map(|()| block_precision(pages, FOUND)),
            block_precision50: spam.map(|()| block_precision(pages, HALF)),
            byte_recall: spam.map(|()| bytes(infected.iter().copied(), |p| (p.hit, p.required))),
            byte_precision: spam.map(|()| bytes(pages, |p| (p.hit, p.hit + p.lost))),
            infected_collateral: spam.map(|()| Harm::of(&infected)),
            tables: if infected.is_empty() { BTreeMap::new() } else { tables(&infected) },
            evasion: evasion::rows(pages),
            clean_pages: some(!clean.is_empty()).map(|()| Harm::of(&clean)),
            clean_by_dataset: by_dataset(&clean),
            clean_by_language: by_language(&clean),
            hardneg: hard_negatives(&clean),
            recall_at_fpr: if both { operating(&infected, &natural(&clean)) } else { BTreeMap::new() },
            precision_at_prevalence: fpr
                .map(|fpr| precision(spam_verdicts(&infected), fpr))
                .unwrap_or_default(),
            page_fpr: fpr,
            report_spans: report_spans(pages),
            worst: worst(pages),
        }
    }
}

pub(super) fn flag(yes: bool) -> f64 {
    f64::from(u8::from(yes))
}

fn spam_verdicts(pages: &[&JudgedPage]) -> Share {
    Share::new(pages.iter().filter(|p| p.verdict == Verdict::Spam).count(), pages.len())
}

fn page_recall(infected: &[&JudgedPage]) -> PageRecall {
    let overlap = |p: &JudgedPage| p.hit > 0;
    let boot = |found: &dyn Fn(&JudgedPage) -> bool| {
        cluster_ratio(infected.iter().map(|p| (flag(found(p)), 1.0, p.site.as_str())))
    };
    let mut sites: BTreeMap<&str, (f64, f64)> = BTreeMap::new();
    for page in infected {
        let (found, all) = sites.entry(&page.site).or_default();
        *found += flag(overlap(page));
        *all += 1.0;
    }
    PageRecall {
        by_verdict: spam_verdicts(infected),
        by_verdict_boot: boot(&|p| p.verdict == Verdict::Spam),
        by_overlap: Share::new(infected.iter().filter(|p| overlap(p)).count(), infected.len()),
        by_overlap_boot: boot(&overlap),
        site_macro: sites.values().map(|(found, all)| found / all).sum::<f64>() / sites.len() as f64,
    }
}

pub(super) fn required<'a>(pages: &[&'a JudgedPage]) -> impl Iterator<Item = (&'a str, &'a JudgedSpan)> {
    pages.iter().flat_map(|p| p.spans.iter().map(|s| (p.site.as_str(), s))).filter(|(_, s)| s.is_required())
}

fn block_recall(infected: &[&JudgedPage], from: f64) -> BlockRecall {
    let found = required(infected).filter(|(_, s)| s.found() >= from).count();
    BlockRecall {
        share: Share::new(found, required(infected).count()),
        boot: cluster_ratio(required(infected).map(|(site, s)| (flag(s.found() >= from), 1.0, site))),
    }
}

fn bytes<'a>(
    pages: impl IntoIterator<Item = &'a JudgedPage>,
    part_and_whole: impl Fn(&JudgedPage) -> (usize, usize),
) -> Ratio {
    cluster_ratio(pages.into_iter().map(|p| {
        let (part, whole) = part_and_whole(p);
        (part as f64, whole as f64, p.site.as_str())
    }))
}

fn by_dataset(clean: &[&JudgedPage]) -> BTreeMap<String, Harm> {
    let mut sets: BTreeMap<&str, Vec<&JudgedPage>> = BTreeMap::new();
    for page in clean {
        sets.entry(&page.dataset).or_default().push(page);
    }
    sets.into_iter().map(|(name, pages)| (name.to_owned(), Harm::of(&pages))).collect()
}

fn by_language(clean: &[&JudgedPage]) -> BTreeMap<String, CleanLanguage> {
    let mut languages = BTreeMap::new();
    for page in clean {
        let row = languages.entry(page.language.clone()).or_insert(CleanLanguage { pages: 0, touched: 0 });
        row.pages += 1;
        row.touched += usize::from(page.lost > 0);
    }
    languages
}

fn hard_negatives(clean: &[&JudgedPage]) -> BTreeMap<String, HardNegativeRow> {
    let mut kinds: BTreeMap<String, HardNegativeRow> = BTreeMap::new();
    for negative in clean.iter().flat_map(|p| &p.hard_negatives) {
        let row = kinds.entry(negative.kind.clone()).or_default();
        row.pages += 1;
        row.touched += usize::from(negative.cut);
        row.suspected += usize::from(negative.noticed);
    }
    kinds
}

/// The naturally clean pages; all, where none are told apart.
fn natural<'a>(clean: &[&'a JudgedPage]) -> Vec<&'a JudgedPage> {
    let natural: Vec<_> = clean.iter().filter(|p| p.dataset == NATURAL_CLEAN).copied().collect();
    if natural.is_empty() { clean.to_vec() } else { natural }
}

fn false_alarms(clean: &[&JudgedPage]) -> Share {
    let pages = natural(clean);
    Share::new(pages.iter().filter(|p| p.verdict == Verdict::Spam || p.lost > 0).count(), pages.len())
}

fn precision(recall: Share, fpr: Share) -> BTreeMap<String, Precision> {
    let at = |one_in: u32| {
        let pi = 1.0 / f64::from(one_in);
        let value = |r: f64, f: f64| if r == 0.0 { 0.0 } else { pi * r / (pi * r + (1.0 - pi) * f) };
        let both = value(recall.value.unwrap_or(0.0), fpr.value.unwrap_or(0.0));
        let precision = Precision { value: both, lo: value(recall.lo, fpr.hi), hi: value(recall.hi, fpr.lo) };
        (format!("1:{one_in}"), precision)
    };
    PREVALENCES.into_iter().map(at).collect()
}

fn report_spans(pages: &[JudgedPage]) -> ReportSpans {
    let spans = || pages.iter().flat_map(|p| &p.spans).filter(|s| s.action == TruthAction::Report);
    ReportSpans {
        n: spans().count(),
        noticed: spans().filter(|s| s.noticed_share() >= HALF).count(),
        removed: spans().filter(|s| s.found() >= HALF).count(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::evaluate::{Prediction, TruthPage, TruthSpan, judge};
    use crate::span::RawSpan;

    /// Two infected pages of one site, one of another, four clean pages: `(path, site, spam bytes, cut bytes)`.
    fn evaluation() -> Evaluation {
        const PAGE: &[u8] = b"<p>0123456789</p>";
        type Range = Option<(usize, usize)>;
        let rows: [(&str, &str, Range, Range); 7] = [
            ("i1", "a", Some((3, 13)), Some((3, 13))),
            ("i2", "a", Some((3, 13)), Some((3, 9))),
            ("i3", "b", Some((3, 13)), None),
            ("c1", "c", None, None),
            ("c2", "c", None, Some((3, 5))),
            ("c3", "d", None, None),
            ("c4", "e", None, None),
        ];
        let judged = rows.map(|(path, site, spam, cut)| {
            let span = |(start, end)| TruthSpan {
                start,
                end,
                family: "links".into(),
                technique: path.into(),
                action: TruthAction::Delete,
                extra: vec![("visible".into(), "0".into())],
            };
            let truth = TruthPage {
                path: path.into(),
                site: site.into(),
                dataset: if path.starts_with('c') { NATURAL_CLEAN.into() } else { "spam".into() },
                language: "en".into(),
                spans: spam.map(span).into_iter().collect(),
                hard_negatives: Vec::new(),
            };
            let prediction = Prediction {
                path: path.into(),
                verdict: if cut.is_some() { Verdict::Spam } else { Verdict::Clean },
                probability: None,
                blocks: cut.map(|(start, end)| (RawSpan { start, end }, Verdict::Spam)).into_iter().collect(),
            };
            judge(&truth, Some(&prediction), PAGE)
        });
        Evaluation::of(&judged)
    }

    #[test]
    fn the_figures_are_those_worked_out_by_hand() {
        let e = evaluation();
        let recall = e.page_recall.clone().unwrap();
        assert_eq!((e.pages, e.infected, e.clean), (7, 3, 4));
        assert_eq!((recall.by_verdict.k, recall.by_verdict.n, recall.site_macro), (2, 3, 0.5));
        assert_eq!(e.block_recall90.clone().unwrap().share.k, 1);
        assert_eq!(e.block_recall50.clone().unwrap().share.k, 2);
        assert_eq!(e.byte_recall.unwrap().value, Some(16.0 / 30.0));
        assert_eq!(e.byte_precision.unwrap().value, Some(16.0 / 18.0));
        let harm = e.clean_pages.clone().unwrap();
        assert_eq!((harm.pages.k, harm.sites.k, harm.sites.n), (1, 1, 3));
        assert_eq!((harm.legit_bytes_lost, harm.text_bytes_lost.max, harm.text_bytes_lost.mean), (2, 2, 0.5));
        assert_eq!(harm.legit_share_lost, 2.0 / (4.0 * 17.0));
        // (2/3 / 100) / (2/3 / 100 + 0.99 / 4)
        let precision = e.precision_at_prevalence["1:100"].value;
        assert!((precision - 0.026_229_508_196_721).abs() < 1e-12, "{precision}");
        // Three cut blocks: 10 of 10 and 6 of 6 bytes right, 2 of a clean page wrong; one and two of three spans found.
        let (sharp, blunt) = (e.block_precision90.clone().unwrap(), e.block_precision50.clone().unwrap());
        assert_eq!((sharp.share.k, sharp.share.n, blunt.share.k), (2, 3, 2));
        assert!((sharp.f1.value.unwrap() - 4.0 / 9.0).abs() < 1e-12, "{:?}", sharp.f1);
        assert!((blunt.f1.value.unwrap() - 2.0 / 3.0).abs() < 1e-12, "{:?}", blunt.f1);
        let row = &e.tables["family"]["links"];
        assert_eq!((row.spans, row.sites, row.recall90.k, row.bytes), (3, 2, 1, 16.0 / 30.0));
        assert_eq!(e.tables["visible"]["0"], *row);
        assert_eq!(e.tables["technique"]["i3"].recall50, 0.0);
    }

    #[test]
    fn the_worst_mistakes_come_first() {
        let kinds: Vec<_> = evaluation()
            .worst
            .iter()
            .map(|mistake| match mistake {
                Mistake::Lost { kind, bytes, .. } => (kind.clone(), *bytes),
                Mistake::Missed { kind, end, start, .. } => (kind.clone(), end - start),
            })
            .collect();
        let want = [("legit lost on clean page", 2), ("missed i3", 10), ("missed i2", 10)];
        assert_eq!(kinds, want.map(|(kind, bytes)| (kind.to_owned(), bytes)));
    }

    #[test]
    fn an_evaluation_of_nothing_is_empty_and_can_be_shown() {
        let none = Evaluation::of(&[]);
        assert!(none.page_recall.is_none() && none.clean_pages.is_none() && none.page_fpr.is_none());
        assert_eq!(none.render_text("x").lines().next(), Some("== x: 0 pages, 0 infected, 0 clean"));
    }

    #[test]
    fn text_and_json_carry_the_same_numbers() {
        let evaluation = evaluation();
        let text = evaluation.render_text("toy");
        for line in ["block recall (>= 90 %)    33.33 % [0.84, 90.57]", "(1/4)", "missed i3"] {
            assert!(text.contains(line), "{line} not in\n{text}");
        }
        let json = serde_json::to_value(&evaluation).unwrap();
        assert_eq!(json["block_recall90"]["k"], 1);
        assert_eq!(json["page_recall"]["by_verdict"]["n"], 3);
    }
}
