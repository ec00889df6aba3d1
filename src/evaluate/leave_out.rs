//! Recall where a whole family was kept from training, and recall with every campaign counting once.
use super::bootstrap::{Ratio, cluster_ratio};
use super::interval::Share;
use super::judge::{JudgedPage, JudgedSpan};
use super::render::{ratio, share};
use super::summary::FOUND;
use serde::Serialize;
use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write as _;

/// Block recall (nine tenths of the ink) with every cluster of sites counting once, beside that over spans.
#[derive(Clone, Copy, Debug, PartialEq, Serialize)]
pub struct ClusterMacro {
    /// Clusters with a span that must go.
    pub clusters: usize,
    /// Sites of the largest.
    pub largest: usize,
    /// Mean over clusters of their recall, with an interval over clusters.
    pub recall: Ratio,
    /// Recall over spans, with an interval over clusters.
    pub micro: Ratio,
}

/// Block recall by cluster, `cluster` naming that of a site; `None` where nothing must go.
pub fn cluster_macro<'a>(
    pages: &'a [JudgedPage],
    cluster: impl Fn(&'a str) -> &'a str,
) -> Option<ClusterMacro> {
    let mut sums: BTreeMap<&str, (f64, f64, BTreeSet<&str>)> = BTreeMap::new();
    for page in pages {
        for span in page.spans.iter().filter(|span| span.is_required()) {
            let (found, all, sites) = sums.entry(cluster(&page.site)).or_default();
            *found += flag(span.found() >= FOUND);
            *all += 1.0;
            sites.insert(&page.site);
        }
    }
    (!sums.is_empty()).then(|| ClusterMacro {
        clusters: sums.len(),
        largest: sums.values().map(|(.., sites)| sites.len()).max().unwrap_or(0),
        recall: cluster_ratio(sums.iter().map(|(name, (found, all, _))| (found / all, 1.0, *name))),
        micro: cluster_ratio(sums.iter().map(|(name, (found, all, _))| (*found, *all, *name))),
    })
}

/// What a model finds of a family that it never saw.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct FamilyRow {
    /// Spans of the family that must go.
    pub spans: usize,
    /// Sites they stand on.
    pub sites: usize,
    /// Spans with at least nine tenths of their ink cut.
    pub recall90: Share,
    /// Share of their ink that is cut, in [0, 1].
    pub bytes: f64,
}

/// All families, each left out in turn.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct LeaveOut {
    /// By family.
    pub families: BTreeMap<String, FamilyRow>,
    /// Mean over families, with an interval over families.
    pub recall_macro: Ratio,
    /// Over spans, with an interval over families.
    pub recall_micro: Ratio,
}

impl LeaveOut {
    /// From each family's pages as judged without it; only spans of the family count.
    pub fn of(judged: &BTreeMap<String, Vec<JudgedPage>>) -> Self {
        let mut families = BTreeMap::new();
        for (family, pages) in judged {
            let wanted = |span: &&JudgedSpan| span.family == *family && span.is_required();
            let spans: Vec<&JudgedSpan> = pages.iter().flat_map(|p| p.spans.iter().filter(wanted)).collect();
            if spans.is_empty() {
                continue;
            }
            let of_family = |page: &&JudgedPage| page.spans.iter().any(|span| wanted(&span));
            let sites: BTreeSet<&str> = pages.iter().filter(of_family).map(|p| p.site.as_str()).collect();
            let sum =
                |part: fn(&JudgedSpan) -> usize| spans.iter().map(|span| part(span)).sum::<usize>() as f64;
            let row = FamilyRow {
                spans: spans.len(),
                sites: sites.len(),
                recall90: Share::new(spans.iter().filter(|s| s.found() >= FOUND).count(), spans.len()),
                bytes: sum(|span| span.cut) / sum(|span| span.ink),
            };
            families.insert(family.clone(), row);
        }
        let of = |row: &FamilyRow| (row.recall90.k as f64, row.recall90.n as f64);
        let each = || families.iter().map(|(name, row)| (of(row), name.as_str()));
        LeaveOut {
            recall_macro: cluster_ratio(each().map(|((found, all), name)| (found / all, 1.0, name))),
            recall_micro: cluster_ratio(each().map(|((found, all), name)| (found, all, name))),
            families,
        }
    }

    /// As lines of text.
    pub fn render_text(&self) -> String {
        let mut out = format!("== leave one family out: {} families\n", self.families.len());
        for (family, row) in &self.families {
            let FamilyRow { spans, sites, recall90, bytes } = row;
            // Writing to a `String` cannot fail, here and below.
            let _ = write!(
                out,
                "   {family:<28} spans {spans:>5} sites {sites:>4}  recall90 {:<26} ",
                share(recall90)
            );
            let _ = writeln!(out, "({}/{})  bytes {:6.2} %", recall90.k, recall90.n, 100.0 * bytes);
        }
        let _ = writeln!(out, "block recall (>= 90 %), mean over families  {}", ratio(&self.recall_macro));
        let _ = writeln!(out, "                        over spans          {}", ratio(&self.recall_micro));
        out
    }
}

impl ClusterMacro {
    /// As lines of text.
    pub fn render_text(&self) -> String {
        let ClusterMacro { clusters, largest, recall, micro } = self;
        format!(
            "campaigns                 {clusters}, the largest of {largest} sites; block recall (>= 90 %): mean over \
             campaigns {}, over spans {} by campaign\n",
            ratio(recall),
            ratio(micro)
        )
    }
}

fn flag(yes: bool) -> f64 {
    f64::from(u8::from(yes))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::evaluate::{Prediction, TruthAction, TruthPage, TruthSpan, judge};
    use crate::span::RawSpan;
    use crate::verdict::Verdict;

    /// A page of ten bytes with spans of two bytes each, `(family, found)`.
    fn page(site: &str, spans: &[(&str, bool)]) -> JudgedPage {
        let span = |(at, (family, _)): (usize, &(&str, bool))| TruthSpan {
            start: 2 * at,
            end: 2 * at + 2,
            family: (*family).into(),
            technique: String::new(),
            action: TruthAction::Delete,
            extra: Vec::new(),
        };
        let cut = spans.iter().enumerate().filter(|(_, (_, found))| *found);
        let cut = cut.map(|(at, _)| (RawSpan { start: 2 * at, end: 2 * at + 2 }, Verdict::Spam));
        let truth = TruthPage {
            site: site.into(),
            spans: spans.iter().enumerate().map(span).collect(),
            ..TruthPage::default()
        };
        let prediction = Prediction {
            path: String::new(),
            verdict: Verdict::Spam,
            probability: None,
            blocks: cut.collect(),
        };
        judge(&truth, Some(&prediction), b"0123456789")
    }

    #[test]
    fn only_the_left_out_family_counts_and_every_family_counts_once() {
        let judged = BTreeMap::from([
            ("x".to_owned(), vec![page("a", &[("x", true), ("y", false)]), page("b", &[("x", true)])]),
            (
                "y".to_owned(),
                vec![page("a", &[("x", true), ("y", false), ("y", false), ("y", true), ("y", false)])],
            ),
        ]);
        let figures = LeaveOut::of(&judged);
        let y = &figures.families["y"];
        assert_eq!((y.spans, y.sites, y.recall90.k, y.bytes), (4, 1, 1, 0.25));
        assert_eq!(figures.recall_macro.value, Some(0.625));
        assert_eq!(figures.recall_micro.value, Some(0.5));
        assert!(figures.render_text().contains("mean over families  62.50 %"));
    }

    #[test]
    fn every_campaign_counts_once_whatever_its_size() {
        let pages =
            [page("a", &[("x", true)]), page("b", &[("x", true), ("x", true)]), page("c", &[("x", false)])];
        let got = cluster_macro(&pages, |site| if site == "c" { "c" } else { "big" }).unwrap();
        assert_eq!((got.clusters, got.largest), (2, 2));
        assert_eq!((got.recall.value, got.micro.value), (Some(0.5), Some(0.75)));
        assert_eq!(cluster_macro(&[], |site| site), None);
    }
}
