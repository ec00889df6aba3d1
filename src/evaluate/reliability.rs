//! Whether probabilities mean what they say: of what is called 90 % spam, is nine tenths spam?
use super::ink::is_ink;
use super::interval::score_interval;
use super::judge::JudgedPage;
use super::page::{TruthAction, TruthPage};
use crate::span::RawSpan;
use serde::Serialize;

/// Bins of equal weight behind the calibration error. Source: a choice; 10 to 20 are usual.
const EQUAL_BINS: usize = 15;

/// Edges of the table's bins: about even in log-odds, as what matters lies near 0 and 1. Each bin holds its upper
/// edge, the first one its lower edge too.
const EDGES: [f64; 11] = [0.0, 0.001, 0.01, 0.05, 0.2, 0.5, 0.8, 0.95, 0.99, 0.999, 1.0];

/// The tail holds what is above.
const TAIL: f64 = 0.99;

/// A probability and what was true.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Pair {
    /// P(spam) as predicted, in [0, 1].
    pub probability: f64,
    /// Whether it is spam.
    pub spam: bool,
    /// How much it counts; 1 where nothing speaks for more or less.
    pub weight: f64,
}

/// Pairs of similar probability.
#[derive(Clone, Copy, Debug, PartialEq, Serialize)]
pub struct Bin {
    /// Lower edge.
    pub from: f64,
    /// Upper edge.
    pub to: f64,
    /// Pairs.
    pub pairs: usize,
    /// Their weights' sum.
    pub weight: f64,
    /// Weighted mean of their probabilities.
    pub predicted: f64,
    /// Weighted share of spam among them.
    pub observed: f64,
    /// Lower end of the share's 95 % interval (Wilson, on Kish's effective number of pairs).
    pub lo: f64,
    /// Upper end.
    pub hi: f64,
}

/// How well probabilities are calibrated.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Reliability {
    /// Pairs that count.
    pub pairs: usize,
    /// Those that are spam.
    pub spam: usize,
    /// Weighted mean squared difference between probability and truth (Brier 1950): 0 is best; `None` without pairs.
    pub brier: Option<f64>,
    /// Expected calibration error: mean difference between probability and share over bins of equal weight, so that
    /// no bin is nearly empty (Nguyen and O'Connor 2015); `None` without pairs.
    pub ece: Option<f64>,
    /// The table: bins by probability, empty ones left out, ascending.
    pub bins: Vec<Bin>,
    /// Everything above 99 %: what a user would act on unseen. `None` where there is nothing.
    pub tail: Option<Bin>,
}

impl Reliability {
    /// Measures these pairs. Those without weight or with a probability that is no number are left out.
    pub fn of(pairs: &[Pair]) -> Self {
        let usable =
            |p: &&Pair| p.weight > 0.0 && p.weight.is_finite() && (0.0..=1.0).contains(&p.probability);
        let mut sorted: Vec<Pair> = pairs.iter().filter(usable).copied().collect();
        sorted.sort_by(|a, b| a.probability.total_cmp(&b.probability));
        let total: f64 = sorted.iter().map(|p| p.weight).sum();
        let some = |value: f64| (!sorted.is_empty()).then_some(value);
        let squares = sorted.iter().map(|p| p.weight * (p.probability - truth(p)).powi(2));
        let between = |from: f64, to: f64| {
            let start = sorted.partition_point(|p| if from > 0.0 { p.probability <= from } else { false });
            bin(from, to, &sorted[start..sorted.partition_point(|p| p.probability <= to).max(start)])
        };
        Reliability {
            pairs: sorted.len(),
            spam: sorted.iter().filter(|p| p.spam).count(),
            brier: some(squares.sum::<f64>() / total),
            ece: some(calibration_error(&sorted, total)),
            bins: EDGES.windows(2).filter_map(|edges| between(edges[0], edges[1])).collect(),
            tail: between(TAIL, 1.0),
        }
    }
}

fn truth(pair: &Pair) -> f64 {
    f64::from(u8::from(pair.spam))
}

fn bin(from: f64, to: f64, pairs: &[Pair]) -> Option<Bin> {
    let weight: f64 = pairs.iter().map(|p| p.weight).sum();
    if pairs.is_empty() {
        return None;
    }
    let mean = |of: fn(&Pair) -> f64| pairs.iter().map(|p| p.weight * of(p)).sum::<f64>() / weight;
    let squares: f64 = pairs.iter().map(|p| p.weight * p.weight).sum();
    let observed = mean(truth);
    let (lo, hi) = score_interval(observed, weight * weight / squares);
    Some(Bin { from, to, pairs: pairs.len(), weight, predicted: mean(|p| p.probability), observed, lo, hi })
}

/// Over bins of equal weight; equal probabilities stay together, else their order would matter.
fn calibration_error(sorted: &[Pair], total: f64) -> f64 {
    let mut sums = [(0.0, 0.0); EQUAL_BINS];
    let mut before = 0.0;
    for same in sorted.chunk_by(|a, b| a.probability == b.probability) {
        let at = ((before / total * EQUAL_BINS as f64) as usize).min(EQUAL_BINS - 1);
        for pair in same {
            sums[at].0 += pair.weight * pair.probability;
            sums[at].1 += pair.weight * truth(pair);
            before += pair.weight;
        }
    }
    sums.iter().map(|(predicted, observed)| (predicted - observed).abs()).sum::<f64>() / total
}

/// The pairs of pages: the page's probability, and whether a byte of it must go. Pages with spans to report only
/// are neither, and are left out.
pub fn page_pairs(pages: &[JudgedPage]) -> Vec<Pair> {
    let told = pages.iter().filter(|page| page.infected || page.spans.is_empty());
    told.filter_map(|page| Some(Pair { probability: page.probability?, spam: page.infected, weight: 1.0 }))
        .collect()
}

/// The pairs of a page's blocks: each one's probability, and whether most of its ink must go. Blocks that are mostly
/// spans to report only are left out, and so are those without ink.
pub fn block_pairs(truth: &TruthPage, blocks: &[(RawSpan, f64)], bytes: &[u8]) -> Vec<Pair> {
    let inside = |at: usize, report: bool| {
        let of_kind = truth.spans.iter().filter(|span| (span.action == TruthAction::Report) == report);
        of_kind.into_iter().any(|span| (span.start..span.end).contains(&at))
    };
    let mut pairs = Vec::new();
    for (span, probability) in blocks {
        let end = span.end.min(bytes.len());
        let ink: Vec<usize> = (span.start.min(end)..end).filter(|&at| is_ink(bytes[at])).collect();
        let most = |report: bool| 2 * ink.iter().filter(|&&at| inside(at, report)).count() > ink.len();
        let spam = most(false);
        if !ink.is_empty() && (spam || !most(true)) {
            pairs.push(Pair { probability: *probability, spam, weight: 1.0 });
        }
    }
    pairs
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::evaluate::TruthSpan;

    fn pairs(list: &[(f64, bool, f64)]) -> Vec<Pair> {
        list.iter().map(|&(probability, spam, weight)| Pair { probability, spam, weight }).collect()
    }

    #[test]
    fn the_figures_are_those_worked_out_by_hand() {
        let r = Reliability::of(&pairs(&[
            (0.1, false, 1.0),
            (0.1, true, 1.0),
            (0.9, true, 1.0),
            (0.9, true, 1.0),
            (0.995, true, 1.0),
            (0.995, false, 1.0),
        ]));
        assert_eq!((r.pairs, r.spam), (6, 4));
        let brier = (0.01 + 0.81 + 0.01 + 0.01 + 0.000_025 + 0.990_025) / 6.0;
        assert!((r.brier.unwrap() - brier).abs() < 1e-12);
        // Three bins: |0.2 − 1|, |1.8 − 2| and |1.99 − 1|, over six pairs.
        assert!((r.ece.unwrap() - (0.8 + 0.2 + 0.99) / 6.0).abs() < 1e-12, "{:?}", r.ece);
        let rows: Vec<_> = r.bins.iter().map(|b| (b.from, b.to, b.pairs, b.observed)).collect();
        assert_eq!(rows, [(0.05, 0.2, 2, 0.5), (0.8, 0.95, 2, 1.0), (0.99, 0.999, 2, 0.5)]);
        let tail = r.tail.unwrap();
        assert_eq!((tail.pairs, tail.observed), (2, 0.5));
        assert_eq!((tail.lo, tail.hi), super::super::interval::wilson(1, 2));
    }

    #[test]
    fn a_weight_of_two_is_a_pair_said_twice_but_for_the_interval() {
        let heavy = Reliability::of(&pairs(&[(0.3, true, 2.0), (0.4, false, 1.0)]));
        let twice = Reliability::of(&pairs(&[(0.3, true, 1.0), (0.3, true, 1.0), (0.4, false, 1.0)]));
        assert!((heavy.brier.unwrap() - twice.brier.unwrap()).abs() < 1e-12);
        assert!((heavy.ece.unwrap() - twice.ece.unwrap()).abs() < 1e-12);
        assert_eq!(heavy.bins[0].observed, twice.bins[0].observed);
        assert!(heavy.bins[0].lo < twice.bins[0].lo, "fewer effective pairs, wider interval");
    }

    #[test]
    fn every_pair_is_in_one_bin_and_the_edges_too() {
        let edges: Vec<_> = EDGES.iter().map(|&edge| (edge, edge > 0.5, 1.0)).collect();
        let r = Reliability::of(&pairs(&edges));
        assert_eq!(r.bins.iter().map(|b| b.pairs).sum::<usize>(), EDGES.len());
        assert!(r.bins.iter().all(|b| b.lo <= b.observed && b.observed <= b.hi));
    }

    #[test]
    fn what_cannot_be_used_is_left_out_and_nothing_gives_nothing() {
        let r = Reliability::of(&pairs(&[(f64::NAN, true, 1.0), (0.5, true, 0.0), (1.5, true, 1.0)]));
        assert_eq!((r.pairs, r.brier, r.ece, r.tail), (0, None, None, None));
        assert!(r.bins.is_empty());
    }

    #[test]
    fn a_block_is_spam_when_most_of_its_ink_must_go() {
        let span = |start, end, action| TruthSpan {
            start,
            end,
            family: String::new(),
            technique: String::new(),
            action,
            extra: Vec::new(),
        };
        let truth = TruthPage {
            spans: vec![span(2, 6, TruthAction::Delete), span(10, 14, TruthAction::Report)],
            ..TruthPage::default()
        };
        for (start, end, want) in [
            (2, 6, Some(true)),
            (3, 8, Some(true)),
            (5, 9, Some(false)),
            (0, 2, Some(false)),
            (10, 14, None),
            (8, 14, None),
            (6, 8, None),
            (90, 99, None),
        ] {
            let got = block_pairs(&truth, &[(RawSpan { start, end }, 0.7)], b"abSSSS  cdRRRRef");
            assert_eq!(got.first().map(|pair| pair.spam), want, "{start}..{end}");
        }
    }
}
