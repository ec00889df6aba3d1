//! What rewriting injected blocks does to recall: the same blocks before and after, paired.
use super::bootstrap::{Ratio, cluster_ratio};
use super::interval::Share;
use super::judge::{JudgedPage, JudgedSpan};
use super::summary::FOUND;
use serde::Serialize;
use std::collections::BTreeMap;

/// Column of the labels that names the mutation; empty for spans that tell nothing about one.
pub const EVASIVE: &str = "evasive";

/// Column of the labels that names the block before all mutations: the same in every mutation's rows, and in each
/// row of a block that was split.
pub const ORIGIN: &str = "origin";

/// The mutation that changes nothing.
pub const UNCHANGED: &str = "none";

/// Recall of blocks under one mutation. A block counts as found with nine tenths of its ink cut, all its parts
/// together.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct EvasionRow {
    /// Name of the mutation.
    pub mutation: String,
    /// Blocks it applies to.
    pub blocks: usize,
    /// Sites they stand on.
    pub sites: usize,
    /// Found as they were.
    pub without: Share,
    /// Found when rewritten.
    pub with: Share,
    /// Found when rewritten of found as they were, with an interval over sites that draws both together. Above 1
    /// where the rewriting gives blocks away.
    pub ratio: Ratio,
}

/// Site, ink and cut ink of one block under one mutation.
type Sums<'a> = (&'a str, usize, usize);

/// One row per mutation, the most harmful first. Empty without labels that carry both columns.
pub(super) fn rows(pages: &[JudgedPage]) -> Vec<EvasionRow> {
    let mut by_mutation: BTreeMap<&str, BTreeMap<&str, Sums<'_>>> = BTreeMap::new();
    for page in pages {
        for span in page.spans.iter().filter(|span| span.is_required()) {
            let (Some(mutation), Some(origin)) = (column(span, EVASIVE), column(span, ORIGIN)) else {
                continue;
            };
            let sums = by_mutation.entry(mutation).or_default().entry(origin).or_insert((&page.site, 0, 0));
            sums.1 += span.ink;
            sums.2 += span.cut;
        }
    }
    let Some(before) = by_mutation.remove(UNCHANGED) else { return Vec::new() };
    let mut rows: Vec<EvasionRow> =
        by_mutation.iter().filter_map(|(mutation, after)| row(mutation, &before, after)).collect();
    let harm = |row: &EvasionRow| row.ratio.value.unwrap_or(f64::INFINITY);
    rows.sort_by(|a, b| harm(a).total_cmp(&harm(b)));
    rows
}

fn row(
    mutation: &str,
    before: &BTreeMap<&str, Sums<'_>>,
    after: &BTreeMap<&str, Sums<'_>>,
) -> Option<EvasionRow> {
    let found = |(_, ink, cut): &Sums<'_>| *cut as f64 >= FOUND * *ink as f64;
    let pairs: Vec<(bool, bool, &str)> = after
        .iter()
        .filter_map(|(origin, sums)| Some((found(before.get(origin)?), found(sums), sums.0)))
        .collect();
    let count = |which: fn(&(bool, bool, &str)) -> bool| pairs.iter().filter(|pair| which(pair)).count();
    let number = |yes: bool| f64::from(u8::from(yes));
    let ratio =
        cluster_ratio(pairs.iter().map(|(without, with, site)| (number(*with), number(*without), *site)));
    (!pairs.is_empty()).then(|| EvasionRow {
        mutation: mutation.to_owned(),
        blocks: pairs.len(),
        sites: ratio.clusters,
        without: Share::new(count(|pair| pair.0), pairs.len()),
        with: Share::new(count(|pair| pair.1), pairs.len()),
        ratio,
    })
}

fn column<'a>(span: &'a JudgedSpan, name: &str) -> Option<&'a str> {
    let value = span.extra.iter().find(|(column, _)| column == name).map(|(_, value)| value.as_str());
    value.filter(|value| !value.is_empty())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::evaluate::{Evaluation, Prediction, TruthAction, TruthPage, TruthSpan, judge};
    use crate::span::RawSpan;
    use crate::verdict::Verdict;

    /// A page of 20 bytes with one block per `(mutation, origin, range, cut bytes)`.
    fn page(site: &str, blocks: &[(&str, &str, (usize, usize), usize)]) -> JudgedPage {
        let span = |&(mutation, origin, (start, end), _): &(&str, &str, (usize, usize), usize)| TruthSpan {
            start,
            end,
            family: String::new(),
            technique: String::new(),
            action: TruthAction::Delete,
            extra: [(EVASIVE, mutation), (ORIGIN, origin)].map(|(n, v)| (n.to_owned(), v.to_owned())).into(),
        };
        let truth = TruthPage {
            path: site.into(),
            site: site.into(),
            spans: blocks.iter().map(span).collect(),
            ..TruthPage::default()
        };
        let cut = |&(_, _, (start, _), cut): &(_, _, (usize, usize), usize)| {
            (RawSpan { start, end: start + cut }, Verdict::Spam)
        };
        let prediction = Prediction {
            path: site.into(),
            verdict: Verdict::Spam,
            probability: None,
            blocks: blocks.iter().map(cut).collect(),
        };
        judge(&truth, Some(&prediction), &[b'x'; 20])
    }

    #[test]
    fn blocks_are_paired_with_themselves_and_parts_counted_together() {
        let pages = [
            page("a", &[("none", "a#0", (0, 10), 10), ("none", "a#1", (10, 20), 10)]),
            page("b", &[("none", "b#0", (0, 10), 0)]),
            // Only a#0 was rewritten here; the other block is labelled without a mutation.
            page("a", &[("pad", "a#0", (0, 10), 8), ("", "", (10, 20), 0)]),
            page("b", &[("pad", "b#0", (0, 10), 10)]),
            // 9 of 10 bytes in two parts.
            page("a", &[("split", "a#1", (0, 5), 5), ("split", "a#1", (5, 10), 4)]),
            // Never seen unchanged.
            page("c", &[("split", "c#0", (0, 5), 0)]),
        ];
        let rows = rows(&pages);
        let got: Vec<_> = rows
            .iter()
            .map(|r| (r.mutation.as_str(), r.blocks, r.sites, r.without.k, r.with.k, r.ratio.value))
            .collect();
        assert_eq!(got, [("pad", 2, 2, 1, 1, Some(1.0)), ("split", 1, 1, 1, 1, Some(1.0))]);
        let text = Evaluation::of(&pages).render_text("x");
        assert!(text.contains("-- evasion") && !text.contains("-- origin"), "{text}");
    }

    #[test]
    fn the_most_harmful_mutation_is_first_and_without_a_baseline_there_is_no_table() {
        let pages = [
            page("a", &[("none", "a#0", (0, 10), 10), ("mild", "a#0", (10, 20), 10)]),
            page("a", &[("worse", "a#0", (0, 10), 1)]),
        ];
        let names: Vec<_> = rows(&pages).into_iter().map(|row| (row.mutation, row.ratio.value)).collect();
        assert_eq!(names, [("worse".to_owned(), Some(0.0)), ("mild".to_owned(), Some(1.0))]);
        assert!(rows(&pages[1..]).is_empty());
    }
}
