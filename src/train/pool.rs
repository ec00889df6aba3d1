//! One decision point for several classes of blocks whose scores have different tails.
//!
//! The score says how sure a block is against all ham, not against ham of its class: honest trackers reach where no
//! hidden menu does. A bound of its own per class would spend the allowed false alarms once per class, each on its own
//! single worst page. So the classes' tails are first laid over each other, then one order statistic of all is taken.
//!
//! Above a high start, scores of clean pages' maxima thin out exponentially (Pickands 1975: exceedances of a high
//! threshold tend to a generalised Pareto law, of which this is the case of shape 0), so a class's tail is two numbers:
//! where it starts and how far it reaches on average.
use super::binomial::upper_bound;
use super::error::TrainError;
use super::options::Proof;
use super::thresholds::{CONFIDENCE, Of, PageMaximum, bound, page_maxima};
use crate::dataset::FeatureTable;
use crate::model::{Bound, Budget};
use std::collections::BTreeMap;
use std::sync::Arc;

/// Share of clean sites in the tail that is laid over the others', and the fewest sites it is measured on.
/// Source: a choice; at 2 % of 1,800 sites the two numbers rest on 36 values, and the one page beyond decides nothing.
const TAIL: f64 = 0.02;
const TAIL_SITES: usize = 10;

/// Fewest clean sites among which a class that all but [`TAIL_SITES`] lack counts as rare.
const RARE_AMONG: usize = 500;

/// Shortest reach of a tail, log-odds: below, ties would be blown up to differences.
const LEAST_REACH: f64 = 0.05;

/// The upper tail of a class of scores.
#[derive(Clone, Copy, Debug, PartialEq)]
struct Tail {
    /// Log-odds where it starts.
    start: f64,
    /// Mean excess over the start, log-odds.
    reach: f64,
}

impl Tail {
    /// Measures it on the highest scores of clean sites: a site that repeats one template a hundred times would be the
    /// whole tail. `None` where too few sites have one.
    fn of(maxima: &[PageMaximum]) -> Option<Tail> {
        let sites = sites(maxima);
        let mut scores: Vec<f64> = sites.iter().map(|site| site.score).filter(|s| s.is_finite()).collect();
        scores.sort_unstable_by(|a, b| b.total_cmp(a));
        let count = ((TAIL * sites.len() as f64).round() as usize).max(TAIL_SITES);
        let start = *scores.get(count)?;
        let reach = scores[..count].iter().map(|score| score - start).sum::<f64>() / count as f64;
        Some(Tail { start, reach: reach.max(LEAST_REACH) })
    }

    fn place(self, score: f64) -> f64 {
        (score - self.start) / self.reach
    }

    fn log_odds(self, place: f64) -> f64 {
        self.start + place * self.reach
    }
}

/// One bound per budget, in the order of `budgets`: together at most a share `alpha` of the clean sites at
/// hand has a page that exceeds them, or of all clean sites where that is to be proven.
///
/// A budget with too few clean sites to know its tail: its blocks have to score as the tail of the first begins, if
/// there are clean sites enough to call them rare; else as the first's.
///
/// # Errors
/// As [`bound`].
pub(super) fn pooled(
    table: &FeatureTable,
    scores: &[f64],
    budgets: &[Budget],
    alpha: f64,
    proof: Proof,
) -> Result<Vec<Bound>, TrainError> {
    let by_budget: Vec<Vec<PageMaximum>> =
        budgets.iter().map(|budget| page_maxima(table, scores, Of::Only(&[*budget]))).collect();
    pool(&by_budget, alpha, proof)
}

/// The same from the highest scores of each class on the same clean pages, in the same order in every class.
///
/// # Errors
/// As [`bound`].
pub fn pool(by_budget: &[Vec<PageMaximum>], alpha: f64, proof: Proof) -> Result<Vec<Bound>, TrainError> {
    let first = by_budget.first().and_then(|maxima| Tail::of(maxima));
    // Without any tail the scores are as good as they are.
    let first = first.unwrap_or(Tail { start: 0.0, reach: 1.0 });
    let tails: Vec<Option<Tail>> = by_budget.iter().map(|maxima| Tail::of(maxima)).collect();
    let mut together = by_budget.first().cloned().unwrap_or_default();
    for (at, page) in together.iter_mut().enumerate() {
        // All lists hold the same pages in the same order.
        let places =
            by_budget.iter().zip(&tails).map(|(maxima, tail)| tail.unwrap_or(first).place(maxima[at].score));
        page.score = places.fold(f64::NEG_INFINITY, f64::max);
    }
    // Counted by site: one template on a hundred pages is one mistake, and must not set the bound for all others.
    let mut joint = bound(&sites(&together), alpha, proof)?;
    let guarantee = &mut joint.guarantee;
    guarantee.clean_pages = together.len();
    guarantee.pages_above = together.iter().filter(|page| page.score > joint.log_odds).count();
    guarantee.achieved_upper_bound_95 = upper_bound(guarantee.pages_above, guarantee.clean_pages, CONFIDENCE);
    let rare = joint.guarantee.clean_sites >= RARE_AMONG;
    Ok(tails
        .iter()
        .map(|tail| {
            let mut own = joint.clone();
            let method = &joint.guarantee.method;
            (own.log_odds, own.guarantee.method) = match tail {
                Some(tail) => {
                    (tail.log_odds(joint.log_odds), format!("{method}; classes pooled by their tails"))
                }
                // To be of the class at all is rarer than what is allowed: it has to score as the first class's tail.
                None if rare => {
                    (first.start, format!("{method}; hardly a clean site has such a block at all"))
                }
                None => (first.log_odds(joint.log_odds), method.clone()),
            };
            own
        })
        .collect())
}

/// The highest of each site's pages.
fn sites(pages: &[PageMaximum]) -> Vec<PageMaximum> {
    let mut sites: BTreeMap<&Arc<str>, f64> = BTreeMap::new();
    for page in pages {
        let highest = sites.entry(&page.site).or_insert(f64::NEG_INFINITY);
        *highest = highest.max(page.score);
    }
    sites.into_iter().map(|(site, score)| PageMaximum { site: site.clone(), score }).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::dataset::{Level, RowLabel, RowMeta};

    /// 2,000 clean pages of a site each, with a row of each kind; loaders reach three times as far and start higher.
    fn table() -> (FeatureTable, Vec<f64>) {
        let mut table = FeatureTable::new(Level::Block, vec!["f".into()]);
        let mut scores = Vec::new();
        for page in 0..2000 {
            for (kind, turn, start, reach) in [("element", 7919, 0.0, 1.0), ("loader", 104_729, 4.0, 3.0)] {
                let place: f64 = (((page * turn) % 2000) as f64 + 0.5) / 2000.0;
                let meta = RowMeta {
                    path: format!("p{page:04}").into(),
                    site: format!("s{page}").into(),
                    label: RowLabel::Ham,
                    kind: kind.into(),
                    ..RowMeta::default()
                };
                table.push(meta, &[0.0]).unwrap();
                scores.push(start - reach * place.ln());
            }
        }
        (table, scores)
    }

    #[test]
    fn classes_share_the_allowed_pages_by_how_far_their_tails_reach() {
        let (table, scores) = table();
        let budgets = [Budget::Visible, Budget::Loader];
        let bounds = pooled(&table, &scores, &budgets, 0.01, Proof::Quantile).unwrap();
        let above = |budget, bound: &Bound| {
            let maxima = page_maxima(&table, &scores, Of::Only(&[budget]));
            maxima.iter().filter(|page| page.score > bound.log_odds).count()
        };
        let touched: Vec<usize> = budgets.iter().zip(&bounds).map(|(b, bound)| above(*b, bound)).collect();
        // 20 pages in all, about ten of each class, and no class pays for the other.
        assert!((18..=20).contains(&touched.iter().sum::<usize>()), "{touched:?}");
        assert!(touched.iter().all(|touched| (8..=12).contains(touched)), "{touched:?}");
        assert!(bounds[1].log_odds > bounds[0].log_odds + 4.0);
        assert_eq!(bounds[0].guarantee.pages_above, 20);
    }

    #[test]
    fn a_class_that_no_clean_page_shows_has_to_reach_the_first_ones_tail() {
        let (table, scores) = table();
        let bounds =
            pooled(&table, &scores, &[Budget::Visible, Budget::Head], 0.01, Proof::Quantile).unwrap();
        assert!(bounds[1].log_odds < bounds[0].log_odds);
        let visible = page_maxima(&table, &scores, Of::Only(&[Budget::Visible]));
        let above = visible.iter().filter(|page| page.score > bounds[1].log_odds).count();
        assert_eq!(above, 40, "the highest 2 % of 2,000 sites are the tail");
    }
}
