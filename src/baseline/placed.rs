//! A page's candidates with a score that is not the model's, cut by the rule that the model is cut by.
use super::Setting;
use crate::dataset::{LabelledPage, PageLabel};
use crate::decide::{Scored, decide};
use crate::feature::block_columns;
use crate::input::Limits;
use crate::model::{Budget, ShownColumns, budget};
use crate::page::ReadPage;
use crate::span::RawSpan;
use crate::train::TrainError;
use crate::train::pool::pool;
use crate::train::thresholds::{PageMaximum, bound};
use crate::verdict::Verdict;
use std::sync::Arc;

/// A candidate as the choice needs it.
#[derive(Clone, Copy, Debug)]
pub(super) struct Placed {
    /// Without its threshold, which is not known yet.
    pub(super) scored: Scored,
    /// Its place in the page as stored.
    pub(super) span: RawSpan,
    /// Which threshold it answers to.
    pub(super) budget: Budget,
}

/// The highest scores of one page, by budget in the order of [`Budget::ALL`]; minus infinity where it has no such block.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) struct Highest([f64; Budget::ALL.len()]);

impl Default for Highest {
    fn default() -> Self {
        Highest([f64::NEG_INFINITY; Budget::ALL.len()])
    }
}

impl Highest {
    /// Counts a block.
    pub(super) fn add(&mut self, budget: Budget, score: f64) {
        let most = &mut self.0[budget as usize];
        *most = most.max(score);
    }
}

/// What a candidate of each budget has to exceed to be cut, in the order of [`Budget::ALL`].
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Bounds(Vec<f64>);

impl Bounds {
    /// From the highest scores of clean pages, set together as the model's are.
    pub(super) fn of<'a>(
        pages: impl Iterator<Item = (&'a LabelledPage, Highest)>,
        setting: &Setting<'_>,
    ) -> Result<Self, TrainError> {
        let mut by_budget = vec![Vec::new(); Budget::ALL.len()];
        for (page, Highest(scores)) in pages {
            let site: Arc<str> = Arc::from(page.site.as_str());
            for (maxima, score) in by_budget.iter_mut().zip(scores) {
                maxima.push(PageMaximum { site: site.clone(), score });
            }
        }
        // As the model: credits share the bound of what is hidden and are not counted, and what is only told is never cut.
        for held_back in [Budget::Credit, Budget::Told] {
            by_budget[held_back as usize].iter_mut().for_each(|page| page.score = f64::NEG_INFINITY);
        }
        let mut bounds: Vec<f64> =
            pool(&by_budget, setting.alpha, setting.proof)?.into_iter().map(|bound| bound.log_odds).collect();
        bounds[Budget::Credit as usize] = bounds[Budget::Silent as usize];
        bounds[Budget::Told as usize] = f64::INFINITY;
        Ok(Bounds(bounds))
    }

    /// One bound for all that carries text, and none for the rest: for scores that are no log-odds, whose tails mean
    /// nothing beside each other.
    pub(super) fn single<'a>(
        pages: impl Iterator<Item = (&'a LabelledPage, Highest)>,
        setting: &Setting<'_>,
    ) -> Result<Self, TrainError> {
        let with_text = [Budget::Visible, Budget::Silent];
        let maxima = pages.map(|(page, Highest(scores))| PageMaximum {
            site: Arc::from(page.site.as_str()),
            score: with_text
                .map(|budget| scores[budget as usize])
                .into_iter()
                .fold(f64::NEG_INFINITY, f64::max),
        });
        let one = bound(&maxima.collect::<Vec<_>>(), setting.alpha, setting.proof)?.log_odds;
        let of = |budget| if with_text.contains(&budget) { one } else { f64::INFINITY };
        Ok(Bounds(Budget::ALL.map(of).to_vec()))
    }

    /// The bound of one budget.
    pub(super) fn cut(&self, budget: Budget) -> f64 {
        self.0[budget as usize]
    }
}

/// Whether a page may say what clean pages score: found, not made, and nothing on it is labelled.
pub(super) fn is_clean(page: &LabelledPage) -> bool {
    page.page_label == PageLabel::Ham && !page.dataset.starts_with("synth")
}

/// All candidates of a page with their scores; `score` is told the budget of each.
pub(super) fn placed(
    page: &LabelledPage,
    setting: &Setting<'_>,
    mut score: impl FnMut(&ReadPage<'_>, usize, Budget) -> f64,
) -> Result<Vec<Placed>, String> {
    let bytes = (setting.read)(&page.path).map_err(|error| error.to_string())?;
    let page = ReadPage::new(&bytes, None, None, &Limits::default()).map_err(|error| error.to_string())?;
    let shown = ShownColumns::of(&block_columns());
    let mut row = Vec::new();
    let one = |index: usize| {
        let span = page.span(index);
        page.block_row(index, &mut row);
        let budget = budget(shown.as_ref(), page.stats(index).row_kind(), &row);
        let (ink, score) = (page.ink(index), score(&page, index, budget));
        let (cut, suspect) = (f64::INFINITY, f64::INFINITY);
        let scored = Scored { index, start: span.start, end: span.end, score, ink, cut, suspect };
        Placed { scored, span: page.source.to_raw(span), budget }
    };
    Ok((0..page.len()).map(one).collect())
}

/// The ranges that are cut above these bounds. There are no suspects.
pub(super) fn chosen(placed: &[Placed], bounds: &Bounds) -> Vec<RawSpan> {
    let bounded = |placed: &Placed| {
        let cut = bounds.cut(placed.budget);
        Scored { cut, suspect: cut, ..placed.scored }
    };
    let scored: Vec<Scored> = placed.iter().map(bounded).collect();
    let chosen = decide(&scored, bounds.cut(Budget::Visible));
    let cut = chosen.into_iter().filter(|chosen| chosen.verdict == Verdict::Spam);
    cut.map(|chosen| placed[chosen.index].span).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn budgets_are_placed_as_they_are_listed() {
        let mut highest = Highest::default();
        for (at, budget) in Budget::ALL.into_iter().enumerate() {
            highest.add(budget, at as f64);
            highest.add(budget, -1.0);
        }
        assert_eq!(highest.0, [0.0, 1.0, 2.0, 3.0, 4.0, 5.0, 6.0]);
    }

    #[test]
    fn a_block_is_cut_above_the_bound_of_its_own_budget_only() {
        let placed: Vec<Placed> = Budget::ALL
            .into_iter()
            .enumerate()
            .map(|(index, budget)| {
                let (start, end) = (10 * index as u32, 10 * index as u32 + 5);
                let (cut, suspect) = (f64::INFINITY, f64::INFINITY);
                Placed {
                    scored: Scored { index, start, end, score: 2.0, ink: 5, cut, suspect },
                    span: RawSpan { start: start as usize, end: end as usize },
                    budget,
                }
            })
            .collect();
        let starts = |bounds: [f64; 7]| {
            let cut = chosen(&placed, &Bounds(bounds.to_vec()));
            cut.into_iter().map(|span| span.start).collect::<Vec<_>>()
        };
        assert_eq!(starts([3.0, 1.0, 2.0, 1.0, 3.0, 3.0, 3.0]), [10, 30]);
        assert_eq!(starts([1.0, 3.0, 3.0, 3.0, 3.0, 3.0, 3.0]), [0]);
    }
}
