//! Counts over token ranges that are not sums: distinct values, values seen only inside.
//!
//! All ranges of a page are asked at once, sorted by their end, over one set of marked occurrences.

/// Words of [`Marks`] that share one sum.
const GROUP: usize = 64;

/// A set of positions that is asked how many of its members lie in a range: to add is O(1), to ask takes a step for
/// each of 64 positions near the ends of the range and each of 4096 between.
struct Marks {
    words: Vec<u64>,
    /// Members in each group of words.
    sums: Vec<u32>,
}

impl Marks {
    fn new(len: usize) -> Self {
        let words = len / 64 + 1;
        Marks { words: vec![0; words], sums: vec![0; words / GROUP + 1] }
    }

    /// Adds a position that is not in the set.
    fn add(&mut self, position: usize) {
        self.words[position / 64] |= 1 << (position % 64);
        self.sums[position / 64 / GROUP] += 1;
    }

    /// Takes out a position that is in the set.
    fn remove(&mut self, position: usize) {
        self.words[position / 64] &= !(1 << (position % 64));
        self.sums[position / 64 / GROUP] -= 1;
    }

    /// Members in `start..end`.
    fn between(&self, start: usize, end: usize) -> u32 {
        if start >= end {
            return 0;
        }
        let (first, last) = (start / 64, end / 64);
        let above = u64::MAX << (start % 64);
        let below = !(u64::MAX << (end % 64));
        if first == last {
            return (self.words[first] & above & below).count_ones();
        }
        let ends = (self.words[first] & above).count_ones() + (self.words[last] & below).count_ones();
        let sum = |words: &[u64]| words.iter().map(|word| word.count_ones()).sum::<u32>();
        let (from, groups) = ((first + 1).div_ceil(GROUP), last / GROUP);
        if from >= groups {
            return ends + sum(&self.words[first + 1..last]);
        }
        let edges = sum(&self.words[first + 1..from * GROUP]) + sum(&self.words[groups * GROUP..last]);
        ends + edges + self.sums[from..groups].iter().sum::<u32>()
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
        // Marked: the latest occurrence of each value so far.
        let mut last = vec![usize::MAX; self.value_count()];
        self.sweep(ranges, |index, marks| {
            let seen = &mut last[self.values[index] as usize];
            if *seen != usize::MAX {
                marks.remove(*seen);
            }
            *seen = index;
            marks.add(index);
        })
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
        // Marked: the first occurrence of each value whose last has been passed.
        self.sweep(ranges, |index, marks| {
            let value = self.values[index] as usize;
            if last[value] == index {
                marks.add(first[value]);
            }
        })
    }

    /// Visits occurrences in order and answers each range when its end is reached.
    fn sweep(&self, ranges: &[(u32, u32)], mut visit: impl FnMut(usize, &mut Marks)) -> Vec<u32> {
        let mut out = vec![0; ranges.len()];
        if self.is_empty() {
            return out;
        }
        let mut marks = Marks::new(self.len());
        let bounds: Vec<(usize, usize)> = ranges.iter().map(|range| self.inside(*range)).collect();
        let mut order: Vec<usize> = (0..ranges.len()).collect();
        order.sort_unstable_by_key(|i| bounds[*i].1);
        let mut done = 0;
        for query in order {
            let (start, end) = bounds[query];
            while done < end {
                visit(done, &mut marks);
                done += 1;
            }
            out[query] = marks.between(start, end);
        }
        out
    }

    /// The largest share one value has in a range, as a count: exact for the values of the first `probes`
    /// occurrences inside, a lower bound for others. A block stamped with one id shows it at once.
    pub fn dominant(&self, range: (u32, u32), probes: usize, positions_of: &ByValue) -> u32 {
        let (start, end) = self.inside(range);
        let mut best = 0;
        for index in start..end.min(start + probes) {
            let at = positions_of.of(self.values[index]);
            let count = at.partition_point(|p| *p < range.1) - at.partition_point(|p| *p < range.0);
            best = best.max(count as u32);
        }
        best
    }

    /// The positions of each value, ascending.
    pub fn by_value(&self) -> ByValue {
        // Counting sort: where each value's positions begin, then the positions in order.
        let mut starts = vec![0u32; self.value_count() + 1];
        for value in &self.values {
            starts[*value as usize + 1] += 1;
        }
        for at in 1..starts.len() {
            starts[at] += starts[at - 1];
        }
        let mut next = starts.clone();
        let mut positions = vec![0; self.positions.len()];
        for (position, value) in self.positions.iter().zip(&self.values) {
            let at = &mut next[*value as usize];
            positions[*at as usize] = *position;
            *at += 1;
        }
        ByValue { starts, positions }
    }
}

/// Token positions by the value that occurs there.
#[derive(Clone, Debug)]
pub struct ByValue {
    /// Where each value's positions begin, and the end of the last one's.
    starts: Vec<u32>,
    positions: Vec<u32>,
}

impl ByValue {
    /// The positions of a value, ascending.
    fn of(&self, value: u32) -> &[u32] {
        let at = value as usize;
        &self.positions[self.starts[at] as usize..self.starts[at + 1] as usize]
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    proptest! {
        #[test]
        fn marks_are_counted_in_any_range(members in proptest::collection::btree_set(0usize..20_000, 0..400), ends in (0usize..20_001, 0usize..20_001)) {
            let mut marks = Marks::new(20_000);
            members.iter().for_each(|m| marks.add(*m));
            let (start, end) = (ends.0.min(ends.1), ends.0.max(ends.1));
            prop_assert_eq!(marks.between(start, end) as usize, members.range(start..end).count());
            members.range(start..end).for_each(|m| marks.remove(*m));
            prop_assert_eq!(marks.between(start, end), 0);
            prop_assert_eq!(marks.between(0, 20_000) as usize, members.len() - members.range(start..end).count());
        }

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
