//! Sets decision points on clean pages that were scored by models which had not seen their site.
//!
//! The unit is the page, by its highest score: 150 blocks with a false-alarm rate of 1e-4 each touch 1.5 % of
//! clean pages. Where a share is to be proven the unit is the site, by its highest page: pages of one site resemble each
//! other, and only independent units prove anything.
use super::binomial::{most_hits, trials_needed, upper_bound};
use super::error::TrainError;
use super::options::Proof;
use crate::dataset::{FeatureTable, RowLabel};
use crate::model::{Bound, Budget, Guarantee, NEVER, ShownColumns, budget};
use std::collections::BTreeMap;
use std::sync::Arc;

/// Confidence of all bounds.
pub(super) const CONFIDENCE: f64 = 0.95;

/// The highest score on one clean page.
#[derive(Clone, Debug, PartialEq)]
pub struct PageMaximum {
    /// The page's site.
    pub site: Arc<str>,
    /// Log-odds; minus infinity for a page without a row that counts.
    pub score: f64,
}

/// Which rows a page's highest score is taken over.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Of<'a> {
    /// All.
    All,
    /// Those of kinds that may be cut.
    Cuttable,
    /// Those of these budgets.
    Only(&'a [Budget]),
}

/// The highest score of each clean page, `scores` being those of the table's rows. A page is clean when all its
/// rows are ham: where something is spam or ignored, a high score may be right.
pub fn page_maxima(table: &FeatureTable, scores: &[f64], of: Of<'_>) -> Vec<PageMaximum> {
    let budgets = Budgets::of(table);
    let counts = |row: usize| match of {
        Of::All => true,
        Of::Cuttable => !table.meta()[row].is_only_reported(),
        Of::Only(wanted) => wanted.contains(&budgets.row(table, row)),
    };
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
        if counts(row) {
            page.maximum.score = page.maximum.score.max(*score);
        }
    }
    pages.into_values().filter(|page| page.clean).map(|page| page.maximum).collect()
}

/// Which budget each row of a table answers to.
#[derive(Clone, Copy, Debug)]
pub struct Budgets(Option<ShownColumns>);

impl Budgets {
    /// Those of a table's rows; all strict where the table lacks the columns that tell.
    pub fn of(table: &FeatureTable) -> Self {
        Budgets(ShownColumns::of(table.columns()))
    }

    /// That of one row.
    pub fn row(&self, table: &FeatureTable, row: usize) -> Budget {
        budget(self.0.as_ref(), &table.meta()[row].kind, table.row(row))
    }
}

/// The lowest bound that at most a share `alpha` of these clean pages exceeds; with [`Proof::Guaranteed`] the
/// lowest one for which it is proven that at most this share of all clean sites has a page that does.
///
/// The bound is one of the scores: that page and those with the same score do not exceed it. Where fewer pages have a
/// row that counts than may exceed the bound, none does: how many more there are, these pages cannot tell.
pub fn bound(maxima: &[PageMaximum], alpha: f64, proof: Proof) -> Result<Bound, TrainError> {
    let clean_pages = maxima.len();
    if clean_pages == 0 {
        return Err(TrainError::NoCleanPage);
    }
    let mut of_sites: BTreeMap<&str, f64> = BTreeMap::new();
    for page in maxima {
        let highest = of_sites.entry(&page.site).or_insert(f64::NEG_INFINITY);
        *highest = highest.max(page.score);
    }
    let clean_sites = of_sites.len();
    let (allowed, mut scores): (usize, Vec<f64>) = match proof {
        Proof::Quantile => {
            ((alpha * clean_pages as f64).floor() as usize, maxima.iter().map(|page| page.score).collect())
        }
        Proof::Guaranteed => {
            let allowed = most_hits(clean_sites, alpha, CONFIDENCE).ok_or_else(|| TrainError::Unproven {
                alpha,
                clean_sites,
                needed: trials_needed(alpha, CONFIDENCE),
                provable: provable(clean_sites),
            })?;
            (allowed, of_sites.values().copied().collect())
        }
    };
    scores.sort_unstable_by(|a, b| b.total_cmp(a));
    let log_odds = [scores[allowed.min(scores.len() - 1)], scores[0], NEVER]
        .into_iter()
        .find(|score| score.is_finite())
        .unwrap_or(NEVER);
    let pages_above = maxima.iter().filter(|page| page.score > log_odds).count();
    let sites_above = of_sites.values().filter(|score| **score > log_odds).count();
    // `allowed`, not what was counted: with ties fewer exceed the bound, which proves no more.
    let (pages_counted, sites_counted) = match proof {
        Proof::Quantile => (pages_above.max(allowed), sites_above),
        Proof::Guaranteed => (pages_above, sites_above.max(allowed)),
    };
    let method = match proof {
        Proof::Quantile => "quantile of out-of-fold page maxima",
        Proof::Guaranteed => "order statistic of out-of-fold site maxima, proven with 95 % confidence",
    };
    Ok(Bound {
        log_odds,
        guarantee: Guarantee {
            alpha,
            clean_pages,
            clean_sites,
            pages_above,
            sites_above,
            achieved_upper_bound_95: upper_bound(pages_counted, clean_pages, CONFIDENCE),
            site_upper_bound_95: upper_bound(sites_counted, clean_sites, CONFIDENCE),
            proven: proof == Proof::Guaranteed,
            method: method.into(),
        },
    })
}

/// The smallest share that so many sites can prove, rounded up to five decimals.
fn provable(sites: usize) -> f64 {
    (upper_bound(0, sites, CONFIDENCE) * 1e5).ceil() / 1e5
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
    fn a_guarantee_is_given_only_where_enough_sites_prove_it() {
        // One page a site. By the binomial distribution 0 in 2,995, 2 in 6,294, 10 in 16,959 prove 1e-3.
        let sites = |count: usize| -> Vec<PageMaximum> {
            (0..count).map(|i| PageMaximum { site: format!("s{i}").into(), score: i as f64 }).collect()
        };
        for (count, above) in [(2995, 0), (6294, 2), (6293, 1), (16959, 10)] {
            let bound = bound(&sites(count), 1e-3, Proof::Guaranteed).unwrap();
            assert_eq!((bound.guarantee.sites_above, bound.guarantee.proven), (above, true), "{count} sites");
            assert!(bound.guarantee.site_upper_bound_95 <= 1e-3);
        }
        for (maxima, alpha, want) in [
            (
                sites(2994),
                1e-3,
                "2994 clean sites cannot prove that at most 0.001 of all have a page above a \
                                 threshold; 2995 are needed, 2994 prove 0.00101 at best: add clean sites",
            ),
            // Ten pages a site prove no more than one.
            (pages(29_940), 1e-3, "2994 clean sites cannot prove"),
            (
                sites(1814),
                1e-3,
                "1814 clean sites cannot prove that at most 0.001 of all have a page above a \
                                 threshold; 2995 are needed, 1814 prove 0.00166 at best",
            ),
        ] {
            let message = bound(&maxima, alpha, Proof::Guaranteed).unwrap_err().to_string();
            assert!(message.starts_with(want), "{message}");
        }
        assert!(bound(&sites(1814), 0.00166, Proof::Guaranteed).is_ok(), "the share offered can be proven");
        assert!(matches!(bound(&[], 0.5, Proof::Quantile), Err(TrainError::NoCleanPage)));
    }

    #[test]
    fn a_site_counts_by_its_highest_page() {
        // 93 sites of two pages: one site may exceed the bound, however many of its pages do.
        let mut maxima: Vec<PageMaximum> = Vec::new();
        for site in 0..93 {
            for page in 0..2 {
                let score = f64::from(site * 2 + page);
                maxima.push(PageMaximum { site: format!("s{site}").into(), score });
            }
        }
        let bound = bound(&maxima, 0.05, Proof::Guaranteed).unwrap();
        assert_eq!((bound.log_odds, bound.guarantee.sites_above, bound.guarantee.pages_above), (183.0, 1, 2));
    }

    #[test]
    fn with_fewer_pages_to_judge_by_than_may_be_touched_none_is() {
        let mut maxima = pages(100);
        maxima.iter_mut().skip(3).for_each(|page| page.score = f64::NEG_INFINITY);
        let few = bound(&maxima, 0.05, Proof::Quantile).unwrap();
        assert_eq!((few.log_odds, few.guarantee.pages_above), (2.0, 0));
        maxima.iter_mut().for_each(|page| page.score = f64::NEG_INFINITY);
        assert_eq!(bound(&maxima, 0.05, Proof::Quantile).unwrap().log_odds, NEVER);
    }

    #[test]
    fn maxima_are_taken_over_the_budgets_asked_for() {
        let columns = [
            "log_ink",
            "hidden_ink_share",
            "log_media",
            "log_controls",
            "hidden_media",
            "log_links",
            "link_density",
            "log_scripts",
            "log_iframes",
        ];
        let mut table = FeatureTable::new(Level::Block, columns.map(str::to_owned).to_vec());
        // In the order of `Budget::ALL`.
        for (kind, ink, hidden) in [
            ("element", 3.0, 0.0),
            ("element", 3.0, 1.0),
            ("empty-run", 0.0, 0.0),
            ("loader", 0.0, 0.0),
            ("head", 3.0, 0.0),
            ("credit", 3.0, 1.0),
            ("told", 3.0, 0.0),
        ] {
            let meta = RowMeta {
                path: "p".into(),
                kind: kind.into(),
                label: crate::dataset::RowLabel::Ham,
                ..RowMeta::default()
            };
            table.push(meta, &[ink, hidden, 0.0, 0.0, 0.0, 0.0, 0.0, 0.0, 0.0]).unwrap();
        }
        let scores = [1.0, 2.0, 3.0, 4.0, 5.0, 2.5, 9.0];
        let highest = |of: Of<'_>| page_maxima(&table, &scores, of)[0].score;
        assert_eq!(highest(Of::All), 9.0);
        assert_eq!(highest(Of::Cuttable), 3.0);
        for (budget, want) in Budget::ALL.into_iter().zip(scores) {
            assert_eq!(highest(Of::Only(&[budget])), want, "{budget}");
        }
        assert_eq!(highest(Of::Only(&[])), f64::NEG_INFINITY);
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
