//! Recall against padding: the same blocks with more and more honest words inside them.
use super::interval::Share;
use super::judge::{JudgedPage, JudgedSpan};
use super::summary::FOUND;
use serde::Serialize;
use std::collections::{BTreeMap, BTreeSet};

/// Blocks with the same number of words added.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct PadRow {
    /// Words added inside each block.
    pub words: u32,
    /// Blocks with at least nine tenths of their ink cut.
    pub found: Share,
    /// Share of all their ink that is cut, in [0, 1].
    pub bytes: f64,
}

/// One row per number of words, ascending, from the columns of the labels: `pad`, the words added; `evasive`, what was
/// done to a block; `origin`, which block it was.
///
/// Of blocks that were changed, only the padded ones and those left as they were (`none`) count; where origins are
/// told, only those that were also padded most: else the rows would differ by more than their padding. Empty where
/// nothing is padded.
pub fn by_padding(pages: &[JudgedPage]) -> Vec<PadRow> {
    let spans = pages.iter().flat_map(|page| &page.spans).filter(|span| span.is_required());
    let padded: Vec<(u32, &JudgedSpan)> = spans
        .filter(|span| {
            matches!(cell(span, "evasive"), "" | "none") || cell(span, "evasive").starts_with("pad")
        })
        .filter_map(|span| Some((cell(span, "pad").parse().ok()?, span)))
        .collect();
    let most = padded.iter().map(|(words, _)| *words).max().unwrap_or(0);
    if most == 0 {
        return Vec::new();
    }
    let at_most: BTreeSet<&str> =
        padded.iter().filter(|(words, _)| *words == most).map(|(_, span)| cell(span, "origin")).collect();
    let mut groups: BTreeMap<u32, Vec<&JudgedSpan>> = BTreeMap::new();
    for (words, span) in padded {
        if at_most.contains(cell(span, "origin")) {
            groups.entry(words).or_default().push(span);
        }
    }
    let row = |(words, spans): (u32, Vec<&JudgedSpan>)| {
        let sum = |of: fn(&JudgedSpan) -> usize| spans.iter().map(|span| of(span)).sum::<usize>();
        PadRow {
            words,
            found: Share::new(spans.iter().filter(|span| span.found() >= FOUND).count(), spans.len()),
            bytes: sum(|span| span.cut) as f64 / sum(|span| span.ink) as f64,
        }
    };
    groups.into_iter().map(row).collect()
}

fn cell<'a>(span: &'a JudgedSpan, column: &str) -> &'a str {
    span.extra.iter().find(|(name, _)| name == column).map_or("", |(_, value)| value)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::evaluate::{Prediction, TruthAction, TruthPage, TruthSpan, judge};
    use crate::span::RawSpan;
    use crate::verdict::Verdict;

    /// `(pad, evasive, origin, bytes cut of ten)`.
    fn page((pad, evasive, origin, cut): (&str, &str, &str, usize)) -> JudgedPage {
        let cells = [("pad", pad), ("evasive", evasive), ("origin", origin)];
        let extra = cells.into_iter().filter(|(_, value)| !value.is_empty());
        let span = TruthSpan {
            start: 0,
            end: 10,
            family: String::new(),
            technique: String::new(),
            action: TruthAction::Delete,
            extra: extra.map(|(name, value)| (name.to_owned(), value.to_owned())).collect(),
        };
        let truth = TruthPage { spans: vec![span], ..TruthPage::default() };
        let blocks = vec![(RawSpan { start: 0, end: cut }, Verdict::Spam)];
        let prediction =
            Prediction { path: String::new(), verdict: Verdict::Spam, probability: None, blocks };
        judge(&truth, Some(&prediction), b"0123456789")
    }

    #[test]
    fn only_blocks_that_differ_by_their_padding_are_compared() {
        let pages = [
            ("0", "none", "a", 10),
            ("0", "none", "b", 10),
            ("0", "none", "never padded", 0),
            ("0", "entities", "a", 0),
            ("30", "pad-30", "a", 10),
            ("30", "pad-30", "b", 0),
            ("150", "pad-150", "a", 5),
            ("150", "pad-150-end", "b", 0),
            ("", "", "", 0),
        ];
        let rows = by_padding(&pages.map(page));
        let got: Vec<_> = rows.iter().map(|row| (row.words, row.found.k, row.found.n, row.bytes)).collect();
        assert_eq!(got, [(0, 2, 2, 1.0), (30, 1, 2, 0.5), (150, 0, 2, 0.25)]);
    }

    #[test]
    fn without_padding_there_is_nothing_to_compare() {
        assert_eq!(by_padding(&[("0", "none", "a", 10), ("", "", "", 10)].map(page)), []);
        assert_eq!(by_padding(&[]), []);
    }

    #[test]
    fn the_column_pad_alone_is_enough() {
        let rows = by_padding(&[("0", "", "", 10), ("20", "", "", 0)].map(page));
        assert_eq!(rows.iter().map(|row| (row.words, row.found.k)).collect::<Vec<_>>(), [(0, 1), (20, 0)]);
    }
}
