//! Which candidates surely score too little: most do, and need neither a row nor the exact score.
//!
//! Here a block's counts meet the weights of one model at once. What a column is made of says how: one that is the
//! logarithm of a count, or its share of another, takes a few instructions, and only what is left is asked for its value.
use crate::block::{BlockStats, C, Counts};
use crate::feature::{Extract, Guard, LiveColumn, Shape, Whole, late_columns, live_groups, live_late_columns};
use crate::model::{Line, LinearModel, SparseModel};

/// Counts whose logarithm is worked out beforehand.
const LOGS: usize = 256;

/// A block model, by what its columns are 0 without.
pub(super) struct Gains {
    model: SparseModel,
    /// What the late columns of a row add to its score at most.
    late: f64,
    /// `ln(1 + count)` of small counts.
    logs: [f64; LOGS],
    counted: Vec<Counted>,
    others: Vec<Other>,
    terms: Vec<Term>,
}

/// Terms that are 0 without a counter.
struct Counted {
    counter: C,
    terms: Terms,
}

/// Terms that are 0 unless something else holds.
struct Other {
    guard: Guard,
    terms: Terms,
}

/// First of [`Gains::terms`] and one past the last.
type Terms = (u32, u32);

/// What is added to the score for a column, and for the one that tells whether it is not 0.
enum Term {
    /// Of the logarithm of the counter.
    Log(Line),
    /// Of the counter's share of a whole.
    Share(Whole, Line),
    /// Of the value by the column's definition; the last number is added where that is not 0.
    Own(Extract, Line, f64),
}

/// A block model for the blocks of one page: what the page has none of is left out.
pub(super) struct OnPage<'g> {
    gains: &'g Gains,
    counted: Vec<&'g Counted>,
    others: Vec<&'g Other>,
}

impl Gains {
    pub(super) fn new(model: &LinearModel) -> Self {
        let model = SparseModel::new(model);
        let late = late_columns().map(|(at, def)| model.most(at, def.unit.range())).sum();
        let (mut counted, mut others, mut terms) = (Vec::new(), Vec::new(), Vec::new());
        for group in live_groups() {
            let from = terms.len() as u32;
            terms.extend(group.columns.iter().map(|column| Term::new(&model, column)));
            let terms = (from, terms.len() as u32);
            match group.guard {
                Guard::Some(counter) => counted.push(Counted { counter, terms }),
                guard => others.push(Other { guard, terms }),
            }
        }
        let logs = std::array::from_fn(|count| (count as f64).ln_1p());
        Gains { model, late, logs, counted, others, terms }
    }

    /// The model for the blocks of a page with these counts.
    pub(super) fn on(&self, page: &Counts) -> OnPage<'_> {
        OnPage {
            gains: self,
            counted: self.counted.iter().filter(|group| page.get(group.counter) != 0).collect(),
            others: self.others.iter().filter(|group| group.guard.may_hold(page)).collect(),
        }
    }

    fn terms(&self, (from, to): Terms) -> &[Term] {
        &self.terms[from as usize..to as usize]
    }

    fn log(&self, count: u32) -> f64 {
        match self.logs.get(count as usize) {
            Some(known) => *known,
            None => f64::from(count).ln_1p(),
        }
    }
}

impl Term {
    fn new(model: &SparseModel, column: &LiveColumn) -> Term {
        let line = model.line(column.at);
        let presence = column.presence.map_or(0.0, |at| model.gain(at, 1.0));
        // Where there is one of it, neither its logarithm nor its share of what there is can be 0.
        match column.shape {
            Some(Shape::Log) => Term::Log(line.plus(presence)),
            Some(Shape::Share(whole)) => Term::Share(whole, line.plus(presence)),
            None => Term::Own(column.extract, line, presence),
        }
    }
}

impl OnPage<'_> {
    /// Whether the exact score of a block surely is not above `bound`.
    pub(super) fn is_below(&self, stats: &BlockStats<'_>, bound: f64) -> bool {
        let Gains { model, late, .. } = self.gains;
        let mut score = self.score(stats);
        if model.is_below(score + late, bound) {
            return true;
        }
        live_late_columns(stats, |column, value| score += model.gain(column, value));
        model.is_below(score, bound)
    }

    /// About the score of a block without its late columns.
    fn score(&self, stats: &BlockStats<'_>) -> f64 {
        let gains = self.gains;
        let mut score = gains.model.of_zeros();
        // One over each whole; 0 where there is none of it.
        let over = Whole::ALL.map(|whole| match whole.of(stats) {
            0 => 0.0,
            n => 1.0 / f64::from(n),
        });
        for group in &self.counted {
            let count = stats.counts.get(group.counter);
            if count == 0 {
                continue;
            }
            for term in gains.terms(group.terms) {
                score += match term {
                    Term::Log(line) => line.gain(gains.log(count)),
                    Term::Share(whole, line) => match over[*whole as usize] {
                        0.0 => 0.0,
                        over => line.gain((f64::from(count) * over).min(1.0)),
                    },
                    Term::Own(extract, line, presence) => own(stats, *extract, line, *presence),
                };
            }
        }
        for group in &self.others {
            if group.guard.holds(stats) {
                for term in gains.terms(group.terms) {
                    // Without a counter there is no other shape.
                    if let Term::Own(extract, line, presence) = term {
                        score += own(stats, *extract, line, *presence);
                    }
                }
            }
        }
        score
    }
}

/// What a column adds by its own definition.
#[inline]
fn own(stats: &BlockStats<'_>, extract: Extract, line: &Line, presence: f64) -> f64 {
    let value = extract(stats);
    // What is no number counts as 0, in a row as here.
    if value == 0.0 || !value.is_finite() { 0.0 } else { line.gain(value) + presence }
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
                let on = gains.on(&block.counts);
                let got = on.score(&block);
                assert!((got - slow(&gains.model, &block)).abs() < 1e-9);
                let mut row = Vec::new();
                block_row(&block, &mut row);
                let exact = model.score(&row);
                // The least bound that a block of this score is below, and what is a hair less.
                assert!(!on.is_below(&block, exact - 1e-9));
                assert!(on.is_below(&block, exact + 1e-9));
            });
        }

        #[test]
        fn what_a_page_has_none_of_no_block_of_it_is_asked_for(seed: u64, zeros in 0.0f64..1.0) {
            let gains = Gains::new(&Model::embedded().block);
            with_page(|page, like| {
                let mut draw = Draw { state: seed, zeros };
                let block = draw.block(page, like);
                // A page with the block and more.
                let mut whole = page.clone();
                whole.counts = block.counts.clone();
                C::ALL.iter().for_each(|counter| whole.counts.bump(*counter, draw.count()));
                whole.counts.text.add(&draw.block(page, like).counts.text);
                let block = BlockStats { page: &whole, ..block };
                let (all, some) = (gains.on(&block.counts), gains.on(&whole.counts));
                assert!((all.score(&block) - some.score(&block)).abs() < 1e-9);
            });
        }
    }
}
