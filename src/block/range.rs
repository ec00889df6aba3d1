//! Counts over token ranges that are not sums: distinct values, values seen only inside.
//!
//! All ranges of a page are asked at once, sorted by their end, over one Fenwick tree: O((n + q) log n).

/// A tree of prefix sums over positions.
struct Fenwick(Vec<u32>);

impl Fenwick {
    fn new(len: usize) -> Self {
        Fenwick(vec![0; len + 1])
    }

    fn add(&mut self, position: usize, by: i32) {
        let mut at = position + 1;
        while at < self.0.len() {
            self.0[at] = self.0[at].wrapping_add_signed(by);
            at += at & at.wrapping_neg();
        }
    }

    /// Sum over positions below `end`.
    fn below(&self, end: usize) -> u32 {
        let (mut at, mut sum) = (end, 0u32);
        while at > 0 {
            sum = sum.wrapping_add(self.0[at]);
            at &= at - 1;
        }
        sum
    }
}

/// Occurrences of interned values at token positions, ascending by position.
#[derive(Clone, Debug, Default)]
pub struct Occurrences {
    positions: Vec<u32>,
    values: Vec<u32>,
}

impl Occurrences {
    /// Notes `value` at `position`; positions must not descend.
    pub fn push(&mut self, position: u32, value: u32) {
        debug_assert!(self.positions.last().is_none_or(|last| *last <= position));
        self.positions.push(position);
        self.values.push(value);
    }

    /// How many occurrences there are.
    pub fn len(&self) -> usize {
        self.positions.len()
    }

    /// Whether there are none.
    pub fn is_empty(&self) -> bool {
        self.positions.is_empty()
    }

    /// The occurrences inside a token range, as indices.
    fn inside(&self, range: (u32, u32)) -> (usize, usize) {
        let start = self.positions.partition_point(|p| *p < range.0);
        let end = self.positions.partition_point(|p| *p < range.1);
        (start, end.max(start))
    }

    fn value_count(&self) -> usize {
        self.values.iter().max().map_or(0, |max| *max as usize + 1)
    }

    /// For each token range: how many distinct values occur in it.
    pub fn distinct(&self, ranges: &[(u32, u32)]) -> Vec<u32> {
        let mut tree = Fenwick::new(self.len());
        let mut last = vec![usize::MAX; self.value_count()];
        self.sweep(ranges, |index, tree_index: &mut Fenwick| {
            let seen = &mut last[self.values[index] as usize];
            if *seen != usize::MAX {
                tree_index.add(*seen, -1);
            }
            *seen = index;
            tree_index.add(index, 1);
        }, &mut tree)
    }

    /// For each token range: how many distinct values occur in it and nowhere else in the page.
    pub fn exclusive(&self, ranges: &[(u32, u32)]) -> Vec<u32> {
        let mut first = vec![usize::MAX; self.value_count()];
        let mut last = vec![0usize; self.value_count()];
        for (index, value) in self.values.iter().enumerate() {
            let first = &mut first[*value as usize];
            *first = (*first).min(index);
            last[*value as usize] = index;
        }
        let mut tree = Fenwick::new(self.len());
        self.sweep(ranges, |index, tree: &mut Fenwick| {
            let value = self.values[index] as usize;
            if last[value] == index {
                tree.add(first[value], 1);
            }
        }, &mut tree)
    }

    /// Visits occurrences in order and answers each range when its end is reached.
    fn sweep(
        &self,
        ranges: &[(u32, u32)],
        mut visit: impl FnMut(usize, &mut Fenwick),
        tree: &mut Fenwick,
    ) -> Vec<u32> {
        let bounds: Vec<(usize, usize)> = ranges.iter().map(|range| self.inside(*range)).collect();
        let mut order: Vec<usize> = (0..ranges.len()).collect();
        order.sort_unstable_by_key(|i| bounds[*i].1);
        let mut out = vec![0; ranges.len()];
        let mut done = 0;
        for query in order {
            let (start, end) = bounds[query];
            while done < end {
                visit(done, tree);
                done += 1;
            }
            out[query] = tree.below(end).wrapping_sub(tree.below(start));
        }
        out
    }

    /// The largest share one value has in a range, as a count: exact for the values of the first `probes`
    /// occurrences inside, a lower bound for others. A block stamped with one id shows it at once.
    pub fn dominant(&self, range: (u32, u32), probes: usize, positions_of: &[Vec<u32>]) -> u32 {
        let (start, end) = self.inside(range);
        let mut best = 0;
        for index in start..end.min(start + probes) {
            let at = &positions_of[self.values[index] as usize];
            let count = at.partition_point(|p| *p < range.1) - at.partition_point(|p| *p < range.0);
            best = best.max(count as u32);
        }
        best
    }

    /// The positions of each value, ascending.
    pub fn by_value(&self) -> Vec<Vec<u32>> {
        let mut out = vec![Vec::new(); self.value_count()];
        for (position, value) in self.positions.iter().zip(&self.values) {
            out[*value as usize].push(*position);
        }
        out
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    proptest! {
        #[test]
        fn the_swept_answers_equal_the_obvious_ones(
            values in proptest::collection::vec(0u32..6, 0..40),
            ranges in proptest::collection::vec((0u32..90, 0u32..90), 0..20),
        ) {
            let mut all = Occurrences::default();
            for (i, v) in values.iter().enumerate() {
                all.push(i as u32 * 2, *v);
            }
            let ranges: Vec<_> = ranges.into_iter().map(|(a, b)| (a.min(b), a.max(b))).collect();
            let inside = |r: (u32, u32)| -> Vec<u32> {
                values.iter().enumerate().filter(|(i, _)| (r.0..r.1).contains(&(*i as u32 * 2))).map(|(_, v)| *v).collect()
            };
            let distinct = all.distinct(&ranges);
            let exclusive = all.exclusive(&ranges);
            let by_value = all.by_value();
            for (i, range) in ranges.iter().enumerate() {
                let mut set = inside(*range);
                let most = (0..6).map(|v| set.iter().filter(|x| **x == v).count()).max().unwrap_or(0);
                prop_assert_eq!(all.dominant(*range, 100, &by_value) as usize, most);
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
