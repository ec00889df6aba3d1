//! How many infected pages are found where a given share of clean pages may be taken for infected.
use super::bootstrap::{Ratio, cluster_ratio};
use super::interval::Share;
use super::judge::JudgedPage;
use serde::Serialize;
use std::collections::BTreeMap;

/// False-alarm rates asked for. Source: the figures that reviews of detectors ask for; 0.0001 is a crawl's.
const RATES: [f64; 3] = [1e-2, 1e-3, 1e-4];

/// Error of the claim "at most this rate" that the number of clean pages must be able to carry.
const ERROR: f64 = 0.05;

/// Page recall at one false-alarm rate.
#[derive(Clone, Copy, Debug, PartialEq, Serialize)]
#[serde(untagged)]
pub enum Operating {
    /// Recall above the probability that at most this share of the clean pages exceeds.
    Reached {
        /// That probability.
        threshold: f64,
        /// Infected pages above it.
        pages: Share,
        /// The same, with an interval over sites.
        sites: Ratio,
    },
    /// Too few clean pages: even none above would not prove the rate.
    Refused {
        /// Clean pages at hand.
        clean_pages: usize,
        /// Clean pages without a false alarm that would prove the rate with 95 % confidence.
        needed: usize,
    },
}

/// The rates by their decimal name. Pages without a probability count as 0; ties with the threshold are not found.
pub(super) fn operating(infected: &[&JudgedPage], clean: &[&JudgedPage]) -> BTreeMap<String, Operating> {
    let score = |page: &JudgedPage| page.probability.unwrap_or(0.0);
    if !infected.iter().chain(clean).any(|page| page.probability.is_some()) {
        return BTreeMap::new();
    }
    let mut scores: Vec<f64> = clean.iter().map(|page| score(page)).collect();
    scores.sort_by(|a, b| b.total_cmp(a));
    let at = |rate: f64| {
        let needed = needed(rate);
        if scores.len() < needed {
            return Operating::Refused { clean_pages: scores.len(), needed };
        }
        let allowed = (rate * scores.len() as f64).floor() as usize;
        let threshold = scores[allowed.min(scores.len() - 1)];
        let found = |page: &JudgedPage| score(page) > threshold;
        let flag = |yes: bool| f64::from(u8::from(yes));
        Operating::Reached {
            threshold,
            pages: Share::new(infected.iter().filter(|page| found(page)).count(), infected.len()),
            sites: cluster_ratio(infected.iter().map(|p| (flag(found(p)), 1.0, p.site.as_str()))),
        }
    };
    RATES.iter().map(|rate| (rate.to_string(), at(*rate))).collect()
}

/// Trials without an event that prove a rate: (1 − rate)^n ≤ 5 %, the "rule of three".
fn needed(rate: f64) -> usize {
    (ERROR.ln() / (-rate).ln_1p()).ceil() as usize
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::evaluate::{Prediction, TruthPage, judge};
    use crate::verdict::Verdict;

    fn page(probability: f64) -> JudgedPage {
        let truth = TruthPage { site: format!("{probability}"), ..TruthPage::default() };
        let prediction = Prediction {
            path: String::new(),
            verdict: Verdict::Clean,
            probability: Some(probability),
            blocks: Vec::new(),
        };
        judge(&truth, Some(&prediction), b"x")
    }

    #[test]
    fn recall_is_taken_above_what_the_allowed_share_exceeds_and_refused_without_proof() {
        assert_eq!(RATES.map(needed), [299, 2995, 29956]);
        let clean: Vec<JudgedPage> = (0..400).map(|n| page(f64::from(n) / 1000.0)).collect();
        let infected = [page(0.9), page(0.396), page(0.395), page(0.1)];
        let (clean, infected) = (clean.iter().collect::<Vec<_>>(), infected.iter().collect::<Vec<_>>());
        let at = operating(&infected, &clean);
        // One in a hundred of 400: four may be above, so the fifth highest, 0.395, is the threshold.
        let Operating::Reached { threshold, pages, .. } = at["0.01"] else { panic!("{at:?}") };
        assert_eq!((threshold, pages.k, pages.n), (0.395, 2, 4));
        assert_eq!(at["0.001"], Operating::Refused { clean_pages: 400, needed: 2995 });
    }
}
