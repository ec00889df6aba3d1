//! Recall of labelled spans, by one of their columns.
use super::evasion::ORIGIN;
use super::interval::Share;
use super::judge::{JudgedPage, JudgedSpan};
use super::summary::{FOUND, HALF};
use serde::Serialize;
use std::collections::{BTreeMap, BTreeSet};

/// Recall within one value of a column, over spans that must go.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct GroupRow {
    /// Spans.
    pub spans: usize,
    /// Sites they stand on: the number of independent observations is nearer to this.
    pub sites: usize,
    /// Spans with at least nine tenths of their ink cut.
    pub recall90: Share,
    /// Share of spans with at least half of their ink cut, in [0, 1].
    pub recall50: f64,
    /// Share of all their ink that is cut, in [0, 1].
    pub bytes: f64,
}

/// Most values of an extra column: one with more tells spans apart instead of telling what they are.
const MOST_VALUES: usize = 60;

#[derive(Default)]
struct Sums<'a> {
    spans: usize,
    found: usize,
    half: usize,
    ink: usize,
    cut: usize,
    sites: BTreeSet<&'a str>,
}

/// One row per value of `key`, in the order of the values. Spans without ink and neutral spans are left out.
pub(super) fn table<'a>(
    pages: &[&'a JudgedPage],
    key: impl Fn(&'a JudgedPage, &'a JudgedSpan) -> &'a str,
) -> BTreeMap<String, GroupRow> {
    let mut groups: BTreeMap<&str, Sums<'a>> = BTreeMap::new();
    for page in pages {
        for span in page.spans.iter().filter(|span| span.is_required()) {
            let sums = groups.entry(key(page, span)).or_default();
            sums.spans += 1;
            sums.found += usize::from(span.found() >= FOUND);
            sums.half += usize::from(span.found() >= HALF);
            sums.ink += span.ink;
            sums.cut += span.cut;
            sums.sites.insert(&page.site);
        }
    }
    let row = |sums: Sums<'_>| GroupRow {
        spans: sums.spans,
        sites: sums.sites.len(),
        recall90: Share::new(sums.found, sums.spans),
        recall50: sums.half as f64 / sums.spans as f64,
        bytes: sums.cut as f64 / sums.ink as f64,
    };
    groups.into_iter().map(|(value, sums)| (value.to_owned(), row(sums))).collect()
}

/// The tables of [`crate::evaluate::Evaluation::tables`]: the fixed columns, then every extra column met.
pub(super) fn tables(infected: &[&JudgedPage]) -> BTreeMap<String, BTreeMap<String, GroupRow>> {
    type Key = for<'a> fn(&'a JudgedPage, &'a JudgedSpan) -> &'a str;
    let fixed: [(&str, Key); 5] = [
        ("family", |_, span| &span.family),
        ("technique", |_, span| &span.technique),
        ("language", |page, _| &page.language),
        ("dataset", |page, _| &page.dataset),
        ("action", |_, span| span.action.name()),
    ];
    let mut tables: BTreeMap<_, _> = fixed.map(|(name, key)| (name.to_owned(), table(infected, key))).into();
    let spans = infected.iter().flat_map(|page| &page.spans);
    let columns: BTreeSet<&str> = spans
        .flat_map(|span| &span.extra)
        .map(|(name, _)| name.as_str())
        .filter(|name| *name != ORIGIN)
        .collect();
    for column in columns {
        let values: BTreeSet<&str> =
            infected.iter().flat_map(|page| &page.spans).map(|span| extra(span, column)).collect();
        if values.len() > MOST_VALUES {
            continue;
        }
        // A span without the column goes under the empty value, as in a CSV row.
        tables.entry(column.to_owned()).or_insert_with(|| table(infected, |_, span| extra(span, column)));
    }
    tables
}

fn extra<'a>(span: &'a JudgedSpan, column: &str) -> &'a str {
    span.extra.iter().find(|(name, _)| name == column).map_or("", |(_, value)| value)
}
