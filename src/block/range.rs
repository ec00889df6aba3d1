//! Counts over token ranges that are not sums: distinct values, values seen only inside.
//!
//! All ranges of a page are asked at once, sorted by their end, over one set of marked occurrences.

use std::ops::Range;

/// Cells of [`Marks`] that share one sum.
const GROUP: usize = 64;

/// Numbers in a row that are asked for the sum of a stretch: to change one is O(1), to ask takes a step for each near the
/// ends of the stretch and for each of 64 between.
struct Marks {
    cells: Vec<u32>,
    /// The sum of each group of cells.
    sums: Vec<u32>,
}

impl Marks {
    fn new(len: usize) -> Self {
        Marks { cells: vec![0; len], sums: vec![0; len / GROUP + 1] }
    }

    fn add(&mut self, cell: usize) {
        self.cells[cell] += 1;
        self.sums[cell / GROUP] += 1;
    }

    /// Takes one from a cell that has one.
    fn remove(&mut self, cell: usize) {
        self.cells[cell] -= 1;
        self.sums[cell / GROUP] -= 1;
    }

    /// The sum of the cells `start..end`.
    fn between(&self, start: usize, end: usize) -> u32 {
        let sum = |numbers: &[u32]| numbers.iter().sum::<u32>();
        let (from, to) = (start.div_ceil(GROUP), end / GROUP);
        if from >= to {
            return sum(&self.cells[start..end.max(start)]);
        }
        sum(&self.cells[start..from * GROUP]) + sum(&self.sums[from..to]) + sum(&self.cells[to * GROUP..end])
    }
}

/// Token ranges that are asked about together. Their ends cut the page into cells: what stands in one cell is inside of
/// the same ranges.
pub struct Ranges {
    /// Where the cells begin, and the end of the last one, ascending, as tokens.
    cuts: Vec<u32>,
    /// The cells of each range: the first, and one past the last.
    cells: Vec<(u32, u32)>,
    /// The ranges' indices, by their ends.
    order: Vec<u32>,
}

impl Ranges {
    /// Prepares these ranges; none may end before it starts.
    pub fn new(all: &[(u32, u32)]) -> Self {
        let mut cuts: Vec<u32> = all.iter().flat_map(|range| [range.0, range.1]).collect();
        cuts.sort_unstable();
        cuts.dedup();
        let cell = |token: u32| cuts.partition_point(|cut| *cut < token) as u32;
        let cells: Vec<(u32, u32)> = all.iter().map(|range| (cell(range.0), cell(range.1))).collect();
        let mut order: Vec<u32> = (0..all.len() as u32).collect();
        order.sort_unstable_by_key(|at| cells[*at as usize].1);
        Ranges { cuts, cells, order }
    }
}

/// Token positions at which values occur, ascending.
#[derive(Clone, Debug, Default)]
pub struct Positions(Vec<u32>);

/// Where ranges begin and end among [`Positions`].
pub struct Asked<'r> {
    ranges: &'r Ranges,
    /// The first position of each cell, by index, and one past the last cell's.
    cuts: Vec<u32>,
}

impl Positions {
    /// Notes a position, not before the last one.
    pub fn push(&mut self, position: u32) {
        debug_assert!(self.0.last().is_none_or(|last| *last <= position));
        self.0.push(position);
    }

    /// Finds the ends of all ranges once, whatever values are asked for.
    pub fn ask<'r>(&self, ranges: &'r Ranges) -> Asked<'r> {
        let below = |token: &u32| self.0.partition_point(|p| p < token) as u32;
        Asked { ranges, cuts: ranges.cuts.iter().map(below).collect() }
    }
}

fn value_count(values: &[u32]) -> usize {
    values.iter().max().map_or(0, |max| *max as usize + 1)
}

impl Asked<'_> {
    /// For each range: how many distinct values occur in it. `values` has one interned value for each position.
    pub fn distinct(&self, values: &[u32]) -> Vec<u32> {
        // Counted in each cell: the values whose latest occurrence so far is there.
        let mut last = vec![u32::MAX; value_count(values)];
        self.sweep(|inside, cell, marks| {
            for value in &values[inside] {
                let seen = &mut last[*value as usize];
                if *seen != cell as u32 {
                    if *seen != u32::MAX {
                        marks.remove(*seen as usize);
                    }
                    *seen = cell as u32;
                    marks.add(cell);
                }
            }
        })
    }

    /// For each range: how many distinct values occur in it and nowhere else in the page.
    pub fn exclusive(&self, values: &[u32]) -> Vec<u32> {
        // Before the first cut and after the last stand in no range.
        let mut left = vec![0u32; value_count(values)];
        values.iter().for_each(|value| left[*value as usize] += 1);
        let before = self.cuts.first().map_or(0, |cut| *cut as usize);
        let mut first = vec![u32::MAX; left.len()];
        values[..before].iter().for_each(|value| left[*value as usize] = u32::MAX);
        // Counted in each cell: the values whose first occurrence is there and whose last has been passed.
        self.sweep(|inside, cell, marks| {
            for value in &values[inside] {
                let value = *value as usize;
                if left[value] == u32::MAX {
                    continue;
                }
                if first[value] == u32::MAX {
                    first[value] = cell as u32;
                }
                left[value] -= 1;
                if left[value] == 0 {
                    marks.add(first[value] as usize);
                }
            }
        })
    }

    /// Visits the values of each cell in order and answers each range when its end is reached.
    fn sweep(&self, mut visit: impl FnMut(Range<usize>, usize, &mut Marks)) -> Vec<u32> {
        let mut out = vec![0; self.ranges.cells.len()];
        if self.cuts.first() == self.cuts.last() {
            // Nothing occurs in any range.
            return out;
        }
        let mut marks = Marks::new(self.cuts.len());
        let mut done = 0;
        for query in &self.ranges.order {
            let (start, end) = self.ranges.cells[*query as usize];
            while done < end as usize {
                visit(self.cuts[done] as usize..self.cuts[done + 1] as usize, done, &mut marks);
                done += 1;
            }
            out[*query as usize] = marks.between(start as usize, end as usize);
        }
        out
    }

    /// For each range, the largest share one value has in it, as a count: exact for the values of the first `probes`
    /// occurrences inside, a lower bound for others. A block stamped with one id shows it at once.
    pub fn dominant(&self, values: &[u32], probes: u32) -> Vec<u32> {
        let mut out = vec![0; self.ranges.cells.len()];
        if self.cuts.first() == self.cuts.last() {
            return out;
        }
        let of = ByValue::new(values);
        for (best, (first, last)) in out.iter_mut().zip(&self.ranges.cells) {
            let (start, end) = (self.cuts[*first as usize], self.cuts[*last as usize]);
            for index in start..end.min(start + probes) {
                let at = of.indices(values[index as usize]);
                // No more of it inside than anywhere.
                if at.len() as u32 > *best {
                    let inside = at.partition_point(|i| *i < end) - at.partition_point(|i| *i < start);
                    *best = (*best).max(inside as u32);
                }
            }
        }
        out
    }
}

/// Occurrences by the value that occurs.
struct ByValue {
    /// Where each value's indices begin, and the end of the last one's.
    starts: Vec<u32>,
    indices: Vec<u32>,
}

impl ByValue {
    fn new(values: &[u32]) -> Self {
        // Counting sort: where each value's occurrences begin, then the occurrences in order.
        let mut starts = vec![0u32; value_count(values) + 1];
        for value in values {
            starts[*value as usize + 1] += 1;
        }
        for at in 1..starts.len() {
            starts[at] += starts[at - 1];
        }
        let mut next = starts.clone();
        let mut indices = vec![0; values.len()];
        for (index, value) in values.iter().enumerate() {
            let at = &mut next[*value as usize];
            indices[*at as usize] = index as u32;
            *at += 1;
        }
        ByValue { starts, indices }
    }

    /// The occurrences of a value, ascending.
    fn indices(&self, value: u32) -> &[u32] {
        let at = value as usize;
        &self.indices[self.starts[at] as usize..self.starts[at + 1] as usize]
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    proptest! {
        #[test]
        fn marks_are_counted_in_any_range(members in proptest::collection::vec(0usize..500, 0..400), ends in (0usize..501, 0usize..501)) {
            let mut marks = Marks::new(500);
            members.iter().for_each(|m| marks.add(*m));
            let (start, end) = (ends.0.min(ends.1), ends.0.max(ends.1));
            let inside: Vec<&usize> = members.iter().filter(|m| (start..end).contains(*m)).collect();
            prop_assert_eq!(marks.between(start, end) as usize, inside.len());
            inside.iter().for_each(|m| marks.remove(**m));
            prop_assert_eq!(marks.between(start, end), 0);
            prop_assert_eq!(marks.between(0, 500) as usize, members.len() - inside.len());
        }

        #[test]
        fn the_swept_answers_equal_the_obvious_ones(
            values in proptest::collection::vec(0u32..6, 0..40),
            ranges in proptest::collection::vec((0u32..90, 0u32..90), 0..20),
        ) {
            let mut all = Positions::default();
            (0..values.len()).for_each(|i| all.push(i as u32 * 2));
            let ranges: Vec<_> = ranges.into_iter().map(|(a, b)| (a.min(b), a.max(b))).collect();
            let inside = |r: (u32, u32)| -> Vec<u32> {
                values.iter().enumerate().filter(|(i, _)| (r.0..r.1).contains(&(*i as u32 * 2))).map(|(_, v)| *v).collect()
            };
            let asked = Ranges::new(&ranges);
            let asked = all.ask(&asked);
            let (distinct, exclusive) = (asked.distinct(&values), asked.exclusive(&values));
            let dominant = asked.dominant(&values, 100);
            for (i, range) in ranges.iter().enumerate() {
                let mut set = inside(*range);
                let most = (0..6).map(|v| set.iter().filter(|x| **x == v).count()).max().unwrap_or(0);
                prop_assert_eq!(dominant[i] as usize, most);
                let total = |v: u32| values.iter().filter(|x| **x == v).count();
                let only = (0..6).filter(|v| total(*v) > 0 && set.iter().filter(|x| **x == *v).count() == total(*v)).count();
                set.sort_unstable();
                set.dedup();
                prop_assert_eq!(distinct[i] as usize, set.len());
                prop_assert_eq!(exclusive[i] as usize, only);
            }
        }
    }
}
