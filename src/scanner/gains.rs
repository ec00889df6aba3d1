//! Which candidates surely score too little: most do, and need neither a row nor the exact score.
//!
//! Here a block's counts meet the weights of one model at once. What a column is made of says how: one that is the
//! logarithm of a count, or its share of another, takes a few instructions, and only what is left is asked for its value.
//! What tells most is asked first, and no more than is needed to see that the rest cannot lift the score to the bound.
use crate::block::{BlockStats, C, Counts, PageStats};
use crate::feature::{
    BLOCK_FEATURES, Extract, Guard, LiveColumn, Shape, Whole, late_columns, live_groups, live_late_columns,
};
use crate::model::{Line, LinearModel, SparseModel};

/// Counts whose logarithm is worked out beforehand.
const LOGS: usize = 256;

/// Share of blocks for which a condition holds that is no count: most ask whether it stands at a special place. Only the
/// order of the questions depends on it.
const SELDOM: f64 = 0.15;

/// A block model, by what its columns are 0 without.
pub(super) struct Gains {
    model: SparseModel,
    /// What the late columns of a row add to its score at most.
    late: f64,
    /// `ln(1 + count)` of small counts.
    logs: [f64; LOGS],
    /// What tells most for its cost first.
    groups: Vec<Group>,
}

/// Terms that are 0 unless something holds.
struct Group {
    guard: Guard,
    terms: Vec<Term>,
    /// What they add together at most.
    most: f64,
}

/// What is added to the score for a column, and for the one that tells whether it is not 0.
enum Term {
    /// Of the logarithm of the counter.
    Log(Line),
    /// Of the counter's share of a whole.
    Share(Whole, Line),
    /// Of a part's share of a whole, less that in the rest of the page.
    Against(Whole, C, Line),
    /// Of the value by the column's definition, where that is not 0.
    Own(Extract, Line),
}

/// A block model for the blocks of one page: what the page has none of is left out.
pub(super) struct OnPage<'g> {
    gains: &'g Gains,
    page: &'g Counts,
    /// Each with what it and all after it add at most, late columns included.
    asked: Vec<(&'g Group, f64)>,
}

/// What shares of a whole are computed with, for one block.
#[derive(Clone, Copy)]
struct Side {
    /// One over how much of it the block has; 0 where it has none.
    over: f64,
    /// The same of the rest of the page.
    over_rest: f64,
    /// How much a difference to the rest weighs.
    weight: f64,
}

impl Gains {
    pub(super) fn new(model: &LinearModel) -> Self {
        let model = SparseModel::new(model);
        let late = late_columns().map(|(at, def)| model.most(at, def.unit.range())).sum();
        let mut groups = Vec::new();
        for group in live_groups() {
            let terms: Vec<Term> = group.columns.iter().map(|column| Term::new(&model, column)).collect();
            let most = group.columns.iter().map(|column| most(&model, column)).sum();
            let told: f64 = group.columns.iter().map(|column| most_told(&model, column)).sum();
            let all: f64 = terms.iter().map(Term::cost).sum();
            let cost = 1.0 + all * if matches!(group.guard, Guard::If(_)) { SELDOM } else { 1.0 };
            groups.push((told / cost, Group { guard: group.guard, terms, most }));
        }
        groups.sort_by(|a, b| b.0.total_cmp(&a.0));
        let groups = groups.into_iter().map(|(_, group)| group).collect();
        let logs = std::array::from_fn(|count| (count as f64).ln_1p());
        Gains { model, late, logs, groups }
    }

    /// The model for the blocks of a page.
    pub(super) fn on<'g>(&'g self, page: &'g PageStats) -> OnPage<'g> {
        let page = &page.counts;
        let mut asked: Vec<(&Group, f64)> = Vec::with_capacity(self.groups.len());
        for group in &self.groups {
            if group.guard.may_hold(page) {
                asked.push((group, 0.0));
            }
        }
        let mut rest = self.late;
        for (group, most) in asked.iter_mut().rev() {
            rest += group.most;
            *most = rest;
        }
        OnPage { gains: self, page, asked }
    }

    #[inline]
    fn log(&self, count: u32) -> f64 {
        match self.logs.get(count as usize) {
            Some(known) => *known,
            None => f64::from(count).ln_1p(),
        }
    }
}

/// What a column, and the one that tells whether it is not 0, add at most.
fn most(model: &SparseModel, column: &LiveColumn) -> f64 {
    let presence = column.presence.map_or(0.0, |at| model.gain(at, 1.0));
    let range = BLOCK_FEATURES[column.at].unit.range();
    (model.line(column.at).most(range) + presence).max(0.0)
}

/// By how much an average value of a column is less than it could be.
fn most_told(model: &SparseModel, column: &LiveColumn) -> f64 {
    let average = |at| model.line(at).average();
    most(model, column) - average(column.at) - column.presence.map_or(0.0, average)
}

impl Term {
    fn new(model: &SparseModel, column: &LiveColumn) -> Term {
        // What the value's being there adds is in the line. Where there is one of it, neither its logarithm nor its share
        // of what there is can be 0; a difference can.
        let presence = column.presence.map_or(0.0, |at| model.gain(at, 1.0));
        let line = model.line(column.at).plus(presence);
        match column.shape {
            Some(Shape::Log) => Term::Log(line),
            Some(Shape::Share(whole)) => Term::Share(whole, line),
            Some(Shape::Against(whole, part)) if column.presence.is_none() => {
                Term::Against(whole, part, line)
            }
            Some(Shape::Against(..)) | None => Term::Own(column.extract, line),
        }
    }

    /// Roughly how long it takes, in shares.
    fn cost(&self) -> f64 {
        match self {
            Term::Log(_) | Term::Share(..) => 1.0,
            Term::Against(..) => 2.0,
            Term::Own(..) => 5.0,
        }
    }
}

impl OnPage<'_> {
    /// Whether the exact score of a block surely is not above `bound`.
    pub(super) fn is_below(&self, stats: &BlockStats<'_>, bound: f64) -> bool {
        let model = &self.gains.model;
        let Some(mut score) = self.score(stats, bound) else { return true };
        if model.is_below(score + self.gains.late, bound) {
            return true;
        }
        live_late_columns(stats, |column, value| score += model.gain(column, value));
        model.is_below(score, bound)
    }

    /// About the score of a block without its late columns, or nothing where it surely is not above `bound` with them.
    fn score(&self, stats: &BlockStats<'_>, bound: f64) -> Option<f64> {
        let Gains { model, .. } = self.gains;
        let side = |whole| self.side(whole, &stats.counts);
        let sides = [side(Whole::Elements), side(Whole::Links), side(Whole::OffSite), side(Whole::Ink)];
        let mut score = model.of_zeros();
        for (group, rest) in &self.asked {
            if model.is_below(score + rest, bound) {
                return None;
            }
            let count = match group.guard {
                Guard::Some(counter) => stats.counts.get(counter),
                guard => u32::from(guard.holds(stats)),
            };
            if count == 0 {
                continue;
            }
            for term in &group.terms {
                score += match term {
                    Term::Log(line) => line.gain(self.gains.log(count)),
                    Term::Share(whole, line) => match sides[*whole as usize].over {
                        0.0 => 0.0,
                        over => line.gain((f64::from(count) * over).min(1.0)),
                    },
                    Term::Against(whole, part, line) => {
                        let (side, here) = (&sides[*whole as usize], stats.counts.f(*part));
                        let there = self.page.f(*part) - here;
                        let difference =
                            (here * side.over).min(1.0) - (there * side.over_rest).clamp(0.0, 1.0);
                        line.finite(difference * side.weight)
                    }
                    Term::Own(extract, line) => match extract(stats) {
                        0.0 => 0.0,
                        value => line.finite(value),
                    },
                };
            }
        }
        Some(score)
    }

    #[inline]
    fn side(&self, whole: Whole, block: &Counts) -> Side {
        let here = f64::from(whole.of(block));
        let rest = f64::from(whole.of(self.page)) - here;
        let over = |n: f64| if n > 0.0 { 1.0 / n } else { 0.0 };
        Side { over: over(here), over_rest: over(rest), weight: rest / (rest + whole.prior()) }
    }
}

impl std::fmt::Debug for Gains {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Gains").field("model", &self.model).finish_non_exhaustive()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::feature::{Draw, block_row, live_columns, with_page};
    use crate::model::Model;
    use proptest::prelude::*;

    /// More than the rounding of a score with the embedded model.
    const NEAR: f64 = 1e-7;

    fn slow(model: &SparseModel, stats: &BlockStats<'_>) -> f64 {
        let mut score = model.of_zeros();
        live_columns(stats, |column, value| score += model.gain(column, value));
        score
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(2000))]

        #[test]
        fn the_score_is_that_of_the_row(seed: u64, zeros in 0.0f64..1.0) {
            let model = &Model::embedded().block;
            let gains = Gains::new(model);
            with_page(|page, like| {
                let mut draw = Draw { state: seed, zeros };
                let mut whole = page.clone();
                whole.counts = draw.block(page, like).counts;
                let block = draw.block(&whole, like);
                // Every group is asked, and what the page has is what the block is compared with.
                let groups = gains.groups.iter().map(|group| (group, f64::INFINITY));
                let on = OnPage { gains: &gains, page: &whole.counts, asked: groups.collect() };
                let got = on.score(&block, f64::NEG_INFINITY).unwrap();
                assert!((got - slow(&gains.model, &block)).abs() < NEAR);
                let mut row = Vec::new();
                block_row(&block, &mut row);
                let exact = model.score(&row);
                // The score is above what is a hair less, and surely below what is a hair more.
                assert!(!on.is_below(&block, exact - NEAR));
                assert!(on.is_below(&block, exact + NEAR));
            });
        }

        #[test]
        fn what_is_not_asked_could_not_have_mattered(seed: u64, zeros in 0.0f64..1.0, off in 0.0f64..8.0) {
            let model = &Model::embedded().block;
            let gains = Gains::new(model);
            with_page(|page, like| {
                let mut draw = Draw { state: seed, zeros };
                let block = draw.block(page, like);
                // A page with the block and more.
                let mut whole = page.clone();
                whole.counts = block.counts;
                C::ALL.iter().for_each(|counter| whole.counts.bump(*counter, draw.count()));
                whole.counts.text.add(&draw.block(page, like).counts.text);
                let block = BlockStats { page: &whole, ..block };
                let on = gains.on(&whole);
                let got = on.score(&block, f64::NEG_INFINITY).unwrap();
                assert!((got - slow(&gains.model, &block)).abs() < NEAR);
                let mut row = Vec::new();
                block_row(&block, &mut row);
                let exact = model.score(&row);
                for below in [NEAR, off] {
                    assert!(!on.is_below(&block, exact - below));
                    assert!(on.is_below(&block, exact + below.max(NEAR)));
                }
            });
        }
    }
}
