//! Which candidates surely score too little: most do, and need neither a row nor the exact score.
//!
//! Here a block's counts meet the weights of one model at once. What follows from a counter in a plain way is worked out
//! for all columns ([`Plain`]); what is left stands under conditions. Of that, what tells most is asked first, and no more
//! than is needed to see that the rest cannot lift the score to the bound.
use crate::block::{BlockStats, C, Counts, PageStats};
use crate::feature::{
    BLOCK_FEATURES, BY_LETTERS, Extract, FeatureDef, Guard, LiveColumn, late_columns, live_groups,
};
use crate::model::{Line, LinearModel, SparseModel};
use crate::scanner::plain::{Logs, Plain};

/// Share of blocks for which a condition holds that is no count: most ask whether it stands at a special place. Only the
/// order of the questions depends on it.
const SELDOM: f64 = 0.15;

/// What the different values of a block's statistics are.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) enum Values {
    /// As many as there are.
    Counted,
    /// As many as there may be.
    AtMost,
}

/// A block model, by what its columns are 0 without.
pub(super) struct Gains {
    model: SparseModel,
    logs: Logs,
    plain: Plain,
    /// All other columns, what tells most for its cost first.
    groups: Vec<Group>,
    /// What the late columns of a row add to its score at most.
    late: f64,
    /// What those of them add that compare letters.
    letters: f64,
    /// The others.
    compared: Vec<(Extract, Line)>,
}

/// Terms that are 0 unless something holds.
struct Group {
    guard: Guard,
    terms: Vec<Term>,
    /// What they add together at most.
    most: f64,
}

/// What is added to the score for a column, and for the one that tells whether it is not 0.
struct Term {
    /// The value by the column's definition.
    extract: Extract,
    line: Line,
    /// Added where the value is not 0.
    presence: f64,
    /// The value depends on different values: where there are fewer, it may be less, as little as 0.
    by_values: bool,
}

/// A block model for the blocks of one page: what the page has none of is left out.
pub(super) struct OnPage<'g> {
    gains: &'g Gains,
    page: &'g Counts,
    plain: Plain,
    asked: Vec<&'g Group>,
    /// The counters that stand guard over groups, with what their groups add at most.
    counted: Vec<(C, f64)>,
    /// What the late columns and all groups under other guards add at most.
    others: f64,
}

impl Gains {
    pub(super) fn new(model: &LinearModel) -> Self {
        let model = SparseModel::new(model);
        let most = |(at, def): (usize, &FeatureDef)| model.most(at, def.unit.range());
        let by_letters = |(_, def): &(usize, &FeatureDef)| BY_LETTERS.contains(&def.name);
        let late = late_columns().map(most).sum();
        let letters = late_columns().filter(by_letters).map(most).sum();
        let compared = late_columns().filter(|column| !by_letters(column));
        let compared = compared.map(|(at, def)| (def.extract, model.line(at))).collect();
        let mut plain = Plain::new();
        let mut groups = Vec::new();
        for group in live_groups() {
            let is_plain = |column: &LiveColumn| match (group.guard, column.shape) {
                (Guard::Some(counter), Some(shape)) => {
                    let presence = column.presence.map(|at| model.gain(at, 1.0));
                    plain.add(counter, shape, model.line(column.at), presence)
                }
                _ => false,
            };
            let (_, columns): (Vec<_>, Vec<_>) = group.columns.into_iter().partition(is_plain);
            if columns.is_empty() {
                continue;
            }
            let most = columns.iter().map(|column| most_of(&model, column)).sum();
            let told: f64 = columns.iter().map(|column| most_told(&model, column)).sum();
            let each = if matches!(group.guard, Guard::If(_)) { SELDOM } else { 1.0 };
            let cost = 0.2 + columns.len() as f64 * each;
            let terms = columns.iter().map(|column| Term::new(&model, column)).collect();
            groups.push((told / cost, Group { guard: group.guard, terms, most }));
        }
        groups.sort_by(|a, b| b.0.total_cmp(&a.0));
        let groups = groups.into_iter().map(|(_, group)| group).collect();
        Gains { model, logs: Logs::new(), plain, groups, late, letters, compared }
    }

    /// The model for the blocks of a page.
    pub(super) fn on<'g>(&'g self, page: &'g PageStats) -> OnPage<'g> {
        let page = &page.counts;
        let (mut asked, mut counted, mut others) = (Vec::new(), Vec::new(), self.late);
        for group in self.groups.iter().filter(|group| group.guard.may_hold(page)) {
            match group.guard {
                Guard::Some(counter) => counted.push((counter, group.most)),
                _ => others += group.most,
            }
            asked.push(group);
        }
        OnPage { gains: self, page, plain: self.plain.on(page), asked, counted, others }
    }
}

/// What a column, and the one that tells whether it is not 0, add at most.
fn most_of(model: &SparseModel, column: &LiveColumn) -> f64 {
    let presence = column.presence.map_or(0.0, |at| model.gain(at, 1.0));
    let range = BLOCK_FEATURES[column.at].unit.range();
    (model.line(column.at).most(range) + presence).max(0.0)
}

/// By how much an average value of a column is less than it could be.
fn most_told(model: &SparseModel, column: &LiveColumn) -> f64 {
    let average = |at| model.line(at).average();
    most_of(model, column) - average(column.at) - column.presence.map_or(0.0, average)
}

impl Term {
    fn new(model: &SparseModel, column: &LiveColumn) -> Term {
        Term {
            extract: column.extract,
            line: model.line(column.at),
            presence: column.presence.map_or(0.0, |at| model.gain(at, 1.0)),
            by_values: column.by_values,
        }
    }

    /// What it adds for a block at most.
    #[inline]
    fn most(&self, stats: &BlockStats<'_>, values: Values) -> f64 {
        match (self.extract)(stats) {
            0.0 => 0.0,
            // No number counts as 0 in a row too.
            value if !value.is_finite() => 0.0,
            value if self.by_values && values == Values::AtMost => {
                (self.line.most((0.0, value)) + self.presence).max(0.0)
            }
            value => self.line.gain(value) + self.presence,
        }
    }
}

impl OnPage<'_> {
    /// Whether the exact score of a block surely is not above `bound`. Letters are not asked for.
    pub(super) fn is_below(&self, stats: &BlockStats<'_>, values: Values, bound: f64) -> bool {
        let Gains { model, late, letters, compared, .. } = self.gains;
        let Some(most) = self.score(stats, values, bound) else { return true };
        if model.is_below(most + late, bound) {
            return true;
        }
        let compared: f64 = compared.iter().map(|(extract, line)| line.finite(extract(stats))).sum();
        model.is_below(most + compared + letters, bound)
    }

    /// What a block scores at most without its late columns, or nothing where its score surely is not above `bound`.
    fn score(&self, stats: &BlockStats<'_>, values: Values, bound: f64) -> Option<f64> {
        let Gains { model, logs, .. } = self.gains;
        let counts = &stats.counts;
        let mut score = model.of_zeros() + self.plain.gain(counts, self.page, logs);
        let some = |(counter, most): &(C, f64)| if counts.get(*counter) == 0 { 0.0 } else { *most };
        let mut rest = self.others + self.counted.iter().map(some).sum::<f64>();
        for group in &self.asked {
            if matches!(group.guard, Guard::Some(counter) if counts.get(counter) == 0) {
                continue;
            }
            if model.is_below(score + rest, bound) {
                return None;
            }
            rest -= group.most;
            if group.guard.holds(stats) {
                score += group.terms.iter().map(|term| term.most(stats, values)).sum::<f64>();
            }
        }
        Some(score)
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
    use crate::feature::{Draw, block_row, live_columns, live_late_columns, with_page};
    use crate::model::Model;
    use proptest::prelude::*;

    /// More than the rounding of a score with the embedded model.
    const NEAR: f64 = 1e-7;

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(2000))]

        #[test]
        fn no_block_scores_more_than_what_its_counts_allow(seed: u64, zeros in 0.0f64..1.0, off in 0.0f64..8.0) {
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
                let mut row = Vec::new();
                block_row(&block, &mut row);
                let exact = model.score(&row);
                // With any more different values, even impossibly many: as it stands, and not counted.
                let more = draw.block(page, like);
                let at_most = BlockStats {
                    distinct_tags: block.distinct_tags + more.distinct_tags,
                    distinct_nestings: block.distinct_nestings + more.distinct_nestings,
                    distinct_shapes: block.distinct_shapes + more.distinct_shapes,
                    distinct_ids: block.distinct_ids + more.distinct_ids,
                    most_same_id: block.most_same_id + more.most_same_id,
                    distinct_hosts: block.distinct_hosts.max(block.exclusive_hosts) + more.distinct_hosts,
                    exclusive_hosts: block.distinct_hosts.max(block.exclusive_hosts) + more.distinct_hosts,
                    most_same_host: block.most_same_host + more.most_same_host,
                    ..block.clone()
                };
                for (stats, values) in
                    [(&block, Values::Counted), (&block, Values::AtMost), (&at_most, Values::AtMost)]
                {
                    let most = on.score(stats, values, f64::NEG_INFINITY).unwrap();
                    let mut sure = most + gains.letters;
                    live_late_columns(stats, |at, value| {
                        if !BY_LETTERS.contains(&BLOCK_FEATURES[at].name) {
                            sure += gains.model.gain(at, value);
                        }
                    });
                    assert!(sure >= exact - NEAR);
                    // The least bound that a block of this score may be above, and what is less.
                    assert!(!on.is_below(stats, values, exact - NEAR));
                    assert!(!on.is_below(stats, values, exact - off.max(NEAR)));
                    // Stopping early tells the same as asking for everything.
                    for bound in [sure - NEAR - off, sure + NEAR + off] {
                        assert_eq!(on.is_below(stats, values, bound), sure < bound);
                    }
                }
            });
        }

        #[test]
        fn with_all_values_counted_the_score_is_that_of_the_row(seed: u64, zeros in 0.0f64..1.0) {
            let model = &Model::embedded().block;
            let gains = Gains::new(model);
            with_page(|page, like| {
                let mut draw = Draw { state: seed, zeros };
                let mut whole = page.clone();
                whole.counts = draw.block(page, like).counts;
                let block = draw.block(&whole, like);
                // Every group is asked, whatever the page has.
                let on = OnPage {
                    asked: gains.groups.iter().collect(),
                    plain: gains.plain.clone(),
                    ..gains.on(&whole)
                };
                let got = on.score(&block, Values::Counted, f64::NEG_INFINITY).unwrap();
                let mut want = gains.model.of_zeros();
                live_columns(&block, |column, value| want += gains.model.gain(column, value));
                assert!((got - want).abs() < NEAR);
            });
        }
    }
}
