//! Sets decision points on clean pages that were scored by models which had not seen their site.
//!
//! The unit is the page, by its highest score: 150 blocks with a false-alarm rate of 1e-4 each touch 1.5 % of
//! clean pages.
use super::binomial::{trials_needed, upper_bound};
use super::error::TrainError;
use super::options::Proof;
use crate::dataset::{FeatureTable, RowLabel};
use crate::model::{Bound, Guarantee};
use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

/// Confidence of all bounds.
const CONFIDENCE: f64 = 0.95;

/// The highest score on one clean page.
#[derive(Clone, Debug, PartialEq)]
pub struct PageMaximum {
    /// The page's site.
    pub site: Arc<str>,
    /// Log-odds.
    pub score: f64,
}

/// Which rows a page's highest score is taken over.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Of {
    /// All.
    All,
    /// Those of kinds that may be cut.
    Cuttable,
}

/// The highest score of each clean page, `scores` being those of the table's rows. A page is clean when all its
/// rows are ham: where something is spam or ignored, a high score may be right.
pub fn page_maxima(table: &FeatureTable, scores: &[f64], of: Of) -> Vec<PageMaximum> {
    struct Page {
        clean: bool,
        maximum: PageMaximum,
    }
    let mut pages: BTreeMap<(&str, &str, usize), Page> = BTreeMap::new();
    for (row, (meta, score)) in table.meta().iter().zip(scores).enumerate() {
        // Without a path there is nothing that tells pages apart: each row stands for one.
        let alone = if meta.path.is_empty() { row } else { 0 };
        let site = if meta.site.is_empty() { &meta.path } else { &meta.site };
        let page = pages.entry((&meta.path, &meta.record, alone)).or_insert_with(|| Page {
            clean: true,
            maximum: PageMaximum { site: site.clone(), score: f64::NEG_INFINITY },
        });
        // Made pages are hard on purpose: a share of them is no share of the web.
        page.clean &= meta.label == RowLabel::Ham && !meta.is_synthetic();
        if of == Of::All || !meta.is_only_reported() {
            page.maximum.score = page.maximum.score.max(*score);
        }
    }
    pages.into_values().filter(|page| page.clean).map(|page| page.maximum).collect()
}

/// The lowest bound that at most a share `alpha` of these clean pages exceeds; with [`Proof::Guaranteed`] the
/// lowest one for which this is proven of all clean pages.
///
/// The bound is one of the scores: that page and those with the same score do not exceed it.
pub fn bound(maxima: &[PageMaximum], alpha: f64, proof: Proof) -> Result<Bound, TrainError> {
    let clean_pages = maxima.len();
    if clean_pages == 0 {
        return Err(TrainError::NoCleanPage);
    }
    let allowed = match proof {
        Proof::Quantile => (alpha * clean_pages as f64).floor() as usize,
        Proof::Guaranteed => most_hits(clean_pages, alpha).ok_or_else(|| TrainError::Unproven {
            alpha,
            clean_pages,
            needed: trials_needed(alpha, CONFIDENCE),
        })?,
    };
    let mut scores: Vec<f64> = maxima.iter().map(|page| page.score).collect();
    scores.sort_unstable_by(|a, b| b.total_cmp(a));
    let log_odds = scores[allowed.min(clean_pages - 1)];
    let above = || maxima.iter().filter(|page| page.score > log_odds);
    let sites = |pages: &mut dyn Iterator<Item = &PageMaximum>| {
        pages.map(|page| &*page.site).collect::<BTreeSet<_>>().len()
    };
    let (clean_sites, sites_above) = (sites(&mut maxima.iter()), sites(&mut above()));
    let pages_above = above().count();
    let method = match proof {
        Proof::Quantile => "quantile of out-of-fold page maxima",
        Proof::Guaranteed => "order statistic of out-of-fold page maxima, proven with 95 % confidence",
    };
    Ok(Bound {
        log_odds,
        guarantee: Guarantee {
            alpha,
            clean_pages,
            clean_sites,
            pages_above,
            sites_above,
            // `allowed`, not the pages counted: with ties fewer exceed the bound, which proves no more.
            achieved_upper_bound_95: upper_bound(pages_above.max(allowed), clean_pages, CONFIDENCE),
            site_upper_bound_95: upper_bound(sites_above, clean_sites, CONFIDENCE),
            method: method.into(),
        },
    })
}

/// Most pages of `pages` that may exceed a bound with `alpha` still proven; `None` if not even 0 proves it.
fn most_hits(pages: usize, alpha: f64) -> Option<usize> {
    let proven = |hits: &usize| upper_bound(*hits, pages, CONFIDENCE) <= alpha;
    // The upper bound of h hits lies above h / pages, so there is no need to look further.
    let (mut low, mut high) = (0, (alpha * pages as f64) as usize + 1);
    if !proven(&low) {
        return None;
    }
    while high - low > 1 {
        let middle = low + (high - low) / 2;
        if proven(&middle) { low = middle } else { high = middle }
    }
    Some(low)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::dataset::{Level, RowMeta};

    /// Pages scoring 0, 1, 2, …; ten pages a site.
    fn pages(count: usize) -> Vec<PageMaximum> {
        (0..count).map(|i| PageMaximum { site: format!("s{}", i / 10).into(), score: i as f64 }).collect()
    }

    #[test]
    fn exactly_the_allowed_share_of_pages_exceeds_the_bound() {
        for (count, alpha, log_odds, above, sites) in [
            (1000, 0.01, 989.0, 10, 1),
            (1000, 0.011, 988.0, 11, 2),
            (1000, 0.0001, 999.0, 0, 0),
            (1, 0.9, 0.0, 0, 0),
        ] {
            let bound = bound(&pages(count), alpha, Proof::Quantile).unwrap();
            let found = (bound.log_odds, bound.guarantee.pages_above, bound.guarantee.sites_above);
            assert_eq!(found, (log_odds, above, sites), "{alpha} of {count}");
            assert_eq!(bound.guarantee.clean_sites, count.div_ceil(10));
        }
    }

    #[test]
    fn equal_scores_do_not_exceed_each_other() {
        let maxima = vec![PageMaximum { site: "s".into(), score: 2.5 }; 100];
        let bound = bound(&maxima, 0.05, Proof::Quantile).unwrap();
        assert_eq!((bound.log_odds, bound.guarantee.pages_above), (2.5, 0));
        assert_eq!(bound.guarantee.achieved_upper_bound_95, upper_bound(5, 100, 0.95));
        assert!(!bound.exceeded_by(2.5) && bound.exceeded_by(2.6));
    }

    #[test]
    fn a_guarantee_is_given_only_where_it_can_be_proven() {
        // By the binomial distribution 0 errors in 2,995, 2 in 6,294, 10 in 16,959 prove 1e-3.
        for (count, above) in [(2995, 0), (6294, 2), (6293, 1), (16959, 10)] {
            let bound = bound(&pages(count), 1e-3, Proof::Guaranteed).unwrap();
            assert_eq!(bound.guarantee.pages_above, above, "{count} pages");
            assert!(bound.guarantee.achieved_upper_bound_95 <= 1e-3);
        }
        let message = bound(&pages(2994), 1e-3, Proof::Guaranteed).unwrap_err().to_string();
        assert!(
            message.contains("2994 clean pages cannot prove") && message.contains("2995 are needed"),
            "{message}"
        );
        assert!(matches!(bound(&[], 0.5, Proof::Quantile), Err(TrainError::NoCleanPage)));
    }

    #[test]
    fn only_pages_without_spam_or_ignored_rows_are_clean() {
        use RowLabel::{Ham, Ignore, Spam};
        let mut table = FeatureTable::new(Level::Block, vec!["f".into()]);
        let rows = [
            ("a", Ham),
            ("b", Ham),
            ("a", Ham),
            ("c", Spam),
            ("c", Ham),
            ("d", Ignore),
            ("", Ham),
            ("", Ham),
        ];
        for (path, label) in rows {
            table.push(RowMeta { path: path.into(), label, ..RowMeta::default() }, &[0.0]).unwrap();
        }
        let maxima = page_maxima(&table, &[1.0, 2.0, 3.0, 9.0, 9.0, 9.0, 4.0, 5.0], Of::All);
        let mut scores: Vec<f64> = maxima.iter().map(|page| page.score).collect();
        scores.sort_by(f64::total_cmp);
        assert_eq!(scores, [2.0, 3.0, 4.0, 5.0]);
    }
}
