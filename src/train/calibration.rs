//! Out-of-fold scores → a line that makes probabilities of them, and how far probabilities can be believed.
use super::binomial::upper_bound;
use super::cross_validate::CrossValidation;
use crate::dataset::{FeatureTable, RowLabel};
use crate::model::{Calibration, probability};
use serde::Serialize;

/// Bins of a reliability table, of equally many rows each.
const BINS: usize = 15;

/// Probabilities above which the observed share is told apart: few rows are there, and they are what is acted on.
const TAILS: [f64; 4] = [0.5, 0.9, 0.99, 0.999];

/// Newton steps; ten are plenty for two numbers.
const STEPS: usize = 100;

/// A step smaller than this changes no digit that matters.
const SMALL_STEP: f64 = 1e-10;

/// Confidence of the bounds in the tail.
const CONFIDENCE: f64 = 0.95;

/// A score with what it was of.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Outcome {
    /// Log-odds.
    pub score: f64,
    /// Whether it was spam.
    pub spam: bool,
    /// Which fold its site was in.
    pub fold: usize,
}

/// The labelled rows that stand for what is met: those of found pages, all rows where a class would be missing.
///
/// Each counts once, so the share of spam among them is the prior. Tables keep the hardest ham candidates of each page
/// and a sample of the others: among high scores ham is as frequent as it was, among low ones it hardly matters.
pub fn outcomes(table: &FeatureTable, validation: &CrossValidation) -> Vec<Outcome> {
    let rows = |with_made: bool| -> Vec<Outcome> {
        let of = |row: usize| {
            let meta = &table.meta()[row];
            let wanted = meta.label != RowLabel::Ignore && (with_made || !meta.is_synthetic());
            wanted.then(|| Outcome {
                score: validation.scores[row],
                spam: meta.label == RowLabel::Spam,
                fold: validation.folds.of_row[row],
            })
        };
        (0..table.len()).filter_map(of).collect()
    };
    let real = rows(false);
    let spam = real.iter().filter(|row| row.spam).count();
    if spam > 0 && spam < real.len() { real } else { rows(true) }
}

/// The line by which these outcomes are most likely (Platt 1999, with his smoothed targets, so that it exists where
/// a threshold would tell all apart; Newton's method by Lin, Lin and Weng 2007). `None` where a class is missing or
/// higher scores are not more often spam.
pub fn platt(outcomes: &[Outcome]) -> Option<Calibration> {
    let spam = outcomes.iter().filter(|outcome| outcome.spam).count() as f64;
    let ham = outcomes.len() as f64 - spam;
    if spam == 0.0 || ham == 0.0 {
        return None;
    }
    let (of_spam, of_ham) = ((spam + 1.0) / (spam + 2.0), 1.0 / (ham + 2.0));
    let target = |outcome: &Outcome| if outcome.spam { of_spam } else { of_ham };
    let loss = |slope: f64, intercept: f64| -> f64 {
        let one = |outcome: &Outcome| {
            let z = slope * outcome.score + intercept;
            // −t·ln p − (1 − t)·ln(1 − p), without overflow
            z.max(0.0) - target(outcome) * z + (-z.abs()).exp().ln_1p()
        };
        outcomes.iter().map(one).sum()
    };
    let (mut slope, mut intercept) = (0.0, ((spam + 1.0) / (ham + 1.0)).ln());
    let mut now = loss(slope, intercept);
    for _ in 0..STEPS {
        let (mut g, mut h) = ([0.0; 2], [1e-12, 0.0, 1e-12]);
        for outcome in outcomes {
            let p = probability(slope * outcome.score + intercept);
            let (off, curve) = (p - target(outcome), p * (1.0 - p));
            g[0] += off * outcome.score;
            g[1] += off;
            h[0] += curve * outcome.score * outcome.score;
            h[1] += curve * outcome.score;
            h[2] += curve;
        }
        let determinant = h[0] * h[2] - h[1] * h[1];
        if !(determinant.is_finite() && determinant > 0.0) {
            return None;
        }
        let step = [(h[2] * g[0] - h[1] * g[1]) / determinant, (h[0] * g[1] - h[1] * g[0]) / determinant];
        let mut length = 1.0;
        let next = loop {
            let next = loss(slope - length * step[0], intercept - length * step[1]);
            if next <= now || length < SMALL_STEP {
                break next;
            }
            length /= 2.0;
        };
        slope -= length * step[0];
        intercept -= length * step[1];
        now = next;
        if step[0].abs().max(step[1].abs()) * length < SMALL_STEP {
            break;
        }
    }
    let found = slope.is_finite() && slope > 0.0 && intercept.is_finite();
    found.then_some(Calibration { slope, intercept, prior: spam / (spam + ham) })
}

/// How a level was calibrated.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct CalibrationReport {
    /// The line fitted on all these rows.
    pub line: Calibration,
    /// Rows it was fitted on.
    pub rows: usize,
    /// Those of them that are spam.
    pub spam: usize,
    /// The logistic function of the raw scores.
    pub before: Reliability,
    /// Calibrated, each fold's rows by a line fitted on the other folds.
    pub after: Reliability,
}

/// Fits the line, and measures on rows that the line of their fold was not fitted on.
pub fn calibrate(outcomes: &[Outcome], folds: usize) -> Option<CalibrationReport> {
    let line = platt(outcomes)?;
    let lines: Vec<Calibration> = (0..folds)
        .map(|fold| {
            let others: Vec<Outcome> = outcomes.iter().filter(|row| row.fold != fold).copied().collect();
            // A fold that holds all spam leaves nothing to fit on.
            platt(&others).unwrap_or(line)
        })
        .collect();
    let of = |by: &dyn Fn(&Outcome) -> f64| {
        Reliability::of(outcomes.iter().map(|row| (probability(by(row)), row.spam)).collect())
    };
    Some(CalibrationReport {
        line,
        rows: outcomes.len(),
        spam: outcomes.iter().filter(|row| row.spam).count(),
        before: of(&|row| row.score),
        after: of(&|row| lines.get(row.fold).unwrap_or(&line).log_odds(row.score)),
    })
}

/// How probabilities compare with what happened.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Reliability {
    /// Mean squared difference from what happened (Brier 1950), in [0, 1].
    pub brier: f64,
    /// Mean over bins of equally many rows of |mean probability − share of spam| (expected calibration error).
    pub ece: f64,
    /// The bins, by rising probability.
    pub bins: Vec<Bin>,
    /// The rows of high probability.
    pub tails: Vec<Tail>,
}

/// Rows of like probability.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Bin {
    /// How many.
    pub rows: usize,
    /// Lowest probability.
    pub from: f64,
    /// Highest probability.
    pub to: f64,
    /// Mean probability.
    pub probability: f64,
    /// Share that was spam.
    pub share: f64,
}

/// Rows above a probability.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Tail {
    /// The probability.
    pub above: f64,
    /// How many rows.
    pub rows: usize,
    /// How many of them were spam.
    pub spam: usize,
    /// Mean probability; 0 without rows.
    pub probability: f64,
    /// With 95 % confidence at least this share of such rows is spam (Clopper–Pearson, one-sided); rows of one site
    /// resemble each other, so it is optimistic.
    pub share_lower_95: f64,
}

impl Reliability {
    /// Of (probability, whether it was spam), in any order.
    pub fn of(mut rows: Vec<(f64, bool)>) -> Self {
        rows.sort_by(|a, b| a.0.total_cmp(&b.0));
        let count = rows.len();
        let happened = |rows: &[(f64, bool)]| rows.iter().filter(|row| row.1).count();
        let mean =
            |rows: &[(f64, bool)]| rows.iter().map(|row| row.0).sum::<f64>() / rows.len().max(1) as f64;
        let bins: Vec<Bin> = (0..BINS)
            .map(|bin| &rows[bin * count / BINS..(bin + 1) * count / BINS])
            .filter_map(|rows| {
                let (first, last) = (rows.first()?, rows.last()?);
                let share = happened(rows) as f64 / rows.len() as f64;
                Some(Bin { rows: rows.len(), from: first.0, to: last.0, probability: mean(rows), share })
            })
            .collect();
        let off = bins.iter().map(|bin| bin.rows as f64 * (bin.probability - bin.share).abs());
        let squares = rows.iter().map(|(p, spam)| (p - f64::from(u8::from(*spam))).powi(2));
        let tails = TAILS.into_iter().map(|above| {
            let rows = &rows[rows.partition_point(|row| row.0 <= above)..];
            let spam = happened(rows);
            Tail {
                above,
                rows: rows.len(),
                spam,
                probability: mean(rows),
                share_lower_95: 1.0 - upper_bound(rows.len() - spam, rows.len(), CONFIDENCE),
            }
        });
        Reliability {
            brier: squares.sum::<f64>() / count.max(1) as f64,
            ece: off.sum::<f64>() / count.max(1) as f64,
            tails: tails.collect(),
            bins,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Scores spread evenly over [-8, 8]; spam with the frequency that the line says, spread evenly too.
    fn drawn(slope: f64, intercept: f64, count: usize) -> Vec<Outcome> {
        let golden = 0.618_033_988_749_894_9;
        (0..count)
            .map(|i| {
                let score = 16.0 * (i as f64 + 0.5) / count as f64 - 8.0;
                let lot = (i as f64 * golden).fract();
                Outcome { score, spam: lot < probability(slope * score + intercept), fold: i % 5 }
            })
            .collect()
    }

    #[test]
    fn the_line_that_made_the_outcomes_is_found_again() {
        for (slope, intercept) in [(1.0, 0.0), (0.5, -3.0), (2.0, 1.0), (1.3, -6.0)] {
            let found = platt(&drawn(slope, intercept, 200_000)).unwrap();
            assert!((found.slope - slope).abs() < 0.01 * slope, "{found:?} for {slope}");
            assert!((found.intercept - intercept).abs() < 0.03, "{found:?} for {intercept}");
        }
    }

    #[test]
    fn classes_that_a_threshold_tells_apart_give_a_finite_line() {
        let of = |score: f64| Outcome { score, spam: score > 0.0, fold: 0 };
        let found = platt(&[of(-2.0), of(-1.0), of(1.0), of(2.0)]).unwrap();
        assert!(found.slope > 0.0 && found.slope < 10.0 && found.intercept.abs() < 1e-6, "{found:?}");
    }

    #[test]
    fn where_there_is_nothing_to_learn_there_is_no_line() {
        let of = |score: f64, spam| Outcome { score, spam, fold: 0 };
        assert_eq!(platt(&[]), None);
        assert_eq!(platt(&[of(1.0, true), of(2.0, true)]), None);
        assert_eq!(platt(&[of(1.0, true), of(2.0, false), of(1.1, true), of(2.1, false)]), None);
        assert_eq!(platt(&[of(1.0, true), of(1.0, false)]), None, "one score for all");
    }

    #[test]
    fn calibration_mends_what_is_off_and_leaves_what_is_right() {
        let off = calibrate(&drawn(0.4, -2.0, 50_000), 5).unwrap();
        assert!(off.before.ece > 0.1, "{}", off.before.ece);
        assert!(off.after.ece < 0.01 && off.after.brier < off.before.brier, "{:?}", off.after.ece);
        let right = calibrate(&drawn(1.0, 0.0, 50_000), 5).unwrap();
        assert!(right.before.ece < 0.01 && right.after.ece < 0.01);
    }

    #[test]
    fn reliability_by_hand() {
        // 15 rows, one a bin: |0.25 − 0| fourteen times and |0.75 − 1| once.
        let mut rows = vec![(0.25, false); 14];
        rows.push((0.75, true));
        let found = Reliability::of(rows);
        assert!((found.ece - 0.25).abs() < 1e-12 && (found.brier - 0.0625).abs() < 1e-12);
        assert_eq!((found.bins.len(), found.tails[0].rows, found.tails[0].spam), (15, 1, 1));
        assert!((found.tails[0].share_lower_95 - 0.0).abs() < 1e-12 || found.tails[0].share_lower_95 > 0.0);
        assert_eq!((found.tails[1].rows, found.tails[1].share_lower_95), (0, 0.0));
        assert_eq!(Reliability::of(Vec::new()).ece, 0.0);
    }
}
