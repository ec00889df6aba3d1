//! Counts over token ranges that are not sums: distinct values, values seen only inside.
//!
//! All ranges of a page are asked at once, on one walk along its tokens that answers each where it ends.

use std::ops::Range;

/// Cells of [`Marks`] that share one sum.
const GROUP: usize = 64;

/// Numbers in a row that are asked for the sum from one on: to change one is O(1), to ask takes a step for each up to the
/// next end of a group and for each of 64 from there, to the nearer end of the row.
struct Marks {
    cells: Vec<u32>,
    /// The sum of each group of cells.
    sums: Vec<u32>,
    /// The sum of all.
    all: u32,
}

impl Marks {
    fn new(len: usize) -> Self {
        Marks { cells: vec![0; len], sums: vec![0; len / GROUP + 1], all: 0 }
    }

    fn add(&mut self, cell: usize) {
        self.cells[cell] += 1;
        self.sums[cell / GROUP] += 1;
        self.all += 1;
    }

    /// Takes one from a cell that has one.
    fn remove(&mut self, cell: usize) {
        self.cells[cell] -= 1;
        self.sums[cell / GROUP] -= 1;
        self.all -= 1;
    }

    /// The sum of the cells from `start` on, when there is nothing in those from `end` on.
    fn since(&self, start: usize, end: usize) -> u32 {
        if start > end - start { self.between(start, end) } else { self.all - self.between(0, start) }
    }

    /// The sum of the cells `start..end`.
    fn between(&self, start: usize, end: usize) -> u32 {
        let (from, to) = (start.div_ceil(GROUP), end / GROUP);
        if from >= to {
            return sum(&self.cells[start..end]);
        }
        sum(&self.cells[start..from * GROUP]) + sum(&self.sums[from..to]) + sum(&self.cells[to * GROUP..end])
    }
}

#[inline]
fn sum(numbers: &[u32]) -> u32 {
    let mut sum = 0;
    for number in numbers {
        sum += number;
    }
    sum
}

/// Token ranges that are asked about together. Their ends cut the page into cells, numbered from 0 for what stands before
/// all of them: what stands in one cell is inside of the same ranges.
#[derive(Debug)]
pub struct Ranges {
    /// Where the cells after the first begin, ascending, as tokens.
    cuts: Vec<u32>,
    /// The cells of each range: the first, and one past the last.
    cells: Vec<(u32, u32)>,
    /// The ranges' indices, by their ends.
    order: Vec<u32>,
}

impl Ranges {
    /// Prepares these ranges; none may end before it starts.
    pub fn new(all: &[(u32, u32)]) -> Self {
        let mut cuts = Cuts::new(all.iter().map(|range| range.1).max().unwrap_or(0));
        for range in all {
            cuts.add(range.0);
            cuts.add(range.1);
        }
        cuts.number();
        let cells: Vec<(u32, u32)> =
            all.iter().map(|range| (cuts.cell(range.0), cuts.cell(range.1))).collect();
        let cuts = cuts.ascending();
        // Counting sort: where the ranges that end with each cell stand, then the ranges.
        let mut next = vec![0u32; cuts.len() + 2];
        for cell in &cells {
            next[cell.1 as usize + 1] += 1;
        }
        for at in 1..next.len() {
            next[at] += next[at - 1];
        }
        let mut order = vec![0u32; all.len()];
        for (range, cell) in cells.iter().enumerate() {
            let at = &mut next[cell.1 as usize];
            order[*at as usize] = range as u32;
            *at += 1;
        }
        Ranges { cuts, cells, order }
    }

    /// How many ranges there are.
    pub fn count(&self) -> usize {
        self.cells.len()
    }

    /// How many cells there are.
    pub fn cells(&self) -> usize {
        self.cuts.len() + 1
    }

    /// Where the cells after the first begin, ascending, as tokens.
    pub fn cuts(&self) -> &[u32] {
        &self.cuts
    }

    /// The cells of a range.
    pub fn of(&self, range: usize) -> Range<usize> {
        let (start, end) = self.cells[range];
        start as usize..end as usize
    }
}

/// Tokens at which ranges begin or end, as a set of bits.
struct Cuts {
    words: Vec<u64>,
    /// How many there are before each word.
    before: Vec<u32>,
}

impl Cuts {
    /// None, and none to come after `last`.
    fn new(last: u32) -> Self {
        Cuts { words: vec![0; last as usize / 64 + 1], before: Vec::new() }
    }

    fn add(&mut self, token: u32) {
        self.words[token as usize / 64] |= 1 << (token % 64);
    }

    /// Numbers the cells between them, once all are added.
    fn number(&mut self) {
        let mut sum = 0;
        self.before.reserve(self.words.len());
        for word in &self.words {
            self.before.push(sum);
            sum += word.count_ones();
        }
    }

    /// The cell that one of them begins.
    fn cell(&self, token: u32) -> u32 {
        let word = token as usize / 64;
        self.before[word] + (self.words[word] & ((1 << (token % 64)) - 1)).count_ones() + 1
    }

    fn ascending(self) -> Vec<u32> {
        let mut all = Vec::new();
        for (at, mut word) in self.words.into_iter().enumerate() {
            while word != 0 {
                all.push(at as u32 * 64 + word.trailing_zeros());
                word &= word - 1;
            }
        }
        all
    }
}

/// How far a walk along the tokens has come among the ranges.
pub struct Walk<'r> {
    ranges: &'r Ranges,
    cell: u32,
    /// The token at which the next cell begins.
    next: u32,
    /// Ranges that have ended.
    ended: usize,
}

impl<'r> Walk<'r> {
    /// A walk that has not begun.
    pub fn new(ranges: &'r Ranges) -> Self {
        let next = ranges.cuts.first().copied().unwrap_or(u32::MAX);
        Walk { ranges, cell: 0, next, ended: 0 }
    }

    /// Whether a token stands behind the cell the walk is in.
    #[inline]
    pub fn is_behind(&self, token: u32) -> bool {
        token >= self.next
    }

    /// Whether there is no further cell.
    pub fn is_over(&self) -> bool {
        self.cell as usize == self.ranges.cuts.len()
    }

    /// The cell the walk is in.
    #[inline]
    pub fn cell(&self) -> u32 {
        self.cell
    }

    /// Steps into the next cell, and gives the ranges that end before it with their cells.
    pub fn step(&mut self) -> impl Iterator<Item = (usize, Range<usize>)> + use<'r> {
        self.cell += 1;
        self.next = self.ranges.cuts.get(self.cell as usize).copied().unwrap_or(u32::MAX);
        let (ranges, from) = (self.ranges, self.ended);
        let left = &ranges.order[from..];
        let end = |range: &u32| ranges.cells[*range as usize].1;
        let ended = left.iter().take_while(|range| end(range) == self.cell).count();
        self.ended += ended;
        left[..ended].iter().map(move |range| (*range as usize, ranges.of(*range as usize)))
    }
}

/// The values seen on a walk, each where it was seen last.
pub struct Seen {
    /// The cell in which each value was seen last.
    last: Vec<u32>,
    /// How many values were last seen in each cell.
    marks: Marks,
}

impl Seen {
    /// Nothing seen yet of values below `values`.
    pub fn new(ranges: &Ranges, values: usize) -> Self {
        Seen { last: vec![u32::MAX; values], marks: Marks::new(ranges.cells()) }
    }

    /// There is one more value.
    pub fn add_value(&mut self) {
        self.last.push(u32::MAX);
    }

    /// A value is seen in a cell, not before the last one.
    #[inline]
    pub fn see(&mut self, value: u32, cell: u32) {
        let last = &mut self.last[value as usize];
        // As almost always.
        if *last == cell {
            return;
        }
        if *last != u32::MAX {
            self.marks.remove(*last as usize);
        }
        *last = cell;
        self.marks.add(cell as usize);
    }

    /// How many distinct values were seen in these cells, the last that the walk has been to.
    pub fn distinct(&self, cells: &Range<usize>) -> u32 {
        self.marks.since(cells.start, cells.end)
    }
}

/// The values on a walk that have been passed for good.
pub struct Passed {
    /// How often each value is still to come.
    left: Vec<u32>,
    /// The cell in which each value was seen first.
    first: Vec<u32>,
    /// How many of the values passed were first seen in each cell.
    marks: Marks,
}

impl Passed {
    /// Nothing passed yet of values that occur so often.
    pub fn new(ranges: &Ranges, left: Vec<u32>) -> Self {
        let first = vec![u32::MAX; left.len()];
        Passed { left, first, marks: Marks::new(ranges.cells()) }
    }

    /// A value is passed in a cell, not before the last one.
    pub fn pass(&mut self, value: u32, cell: u32) {
        let (left, first) = (&mut self.left[value as usize], &mut self.first[value as usize]);
        *first = (*first).min(cell);
        *left -= 1;
        if *left == 0 {
            self.marks.add(*first as usize);
        }
    }

    /// How many distinct values occur in these cells, the last that the walk has been to, and nowhere else.
    pub fn exclusive(&self, cells: &Range<usize>) -> u32 {
        self.marks.since(cells.start, cells.end)
    }
}

/// All values met on a walk.
#[derive(Default)]
pub struct Met {
    values: Vec<u32>,
    /// How many were met before each cell after the first.
    cuts: Vec<u32>,
}

impl Met {
    /// A value is met.
    pub fn meet(&mut self, value: u32) {
        self.values.push(value);
    }

    /// The next cell is stepped into.
    pub fn step(&mut self) {
        self.cuts.push(self.values.len() as u32);
    }

    /// Whether nothing was met.
    pub fn is_empty(&self) -> bool {
        self.values.is_empty()
    }

    /// For each range, the largest share one value has in it, as a count: exact for the values of the first `probes`
    /// occurrences inside, a lower bound for others. A block stamped with one id shows it at once.
    pub fn dominant(&self, ranges: &Ranges, probes: u32) -> Vec<u32> {
        let of = ByValue::new(&self.values);
        let cut = |cell: u32| self.cuts[cell as usize - 1];
        let largest = |(first, last): &(u32, u32)| {
            let (start, end) = (cut(*first), cut(*last));
            let mut best = 0;
            for index in start..end.min(start + probes) {
                let at = of.indices(self.values[index as usize]);
                // No more of it inside than anywhere, and the one that is looked at.
                if at.len() == 1 {
                    best = best.max(1);
                } else if at.len() as u32 > best {
                    let inside = at.partition_point(|i| *i < end) - at.partition_point(|i| *i < start);
                    best = best.max(inside as u32);
                }
            }
            best
        };
        ranges.cells.iter().map(largest).collect()
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
        let mut starts = vec![0u32; values.iter().max().map_or(0, |max| *max as usize + 1) + 1];
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

    /// Walks along values, each at twice its index; gives the distinct, exclusive and dominant ones of each range.
    fn walk(values: &[u32], ranges: &[(u32, u32)]) -> [Vec<u32>; 3] {
        let count = ranges.len();
        let ranges = Ranges::new(ranges);
        let mut left = vec![0; 6];
        values.iter().for_each(|value| left[*value as usize] += 1);
        let mut walk = Walk::new(&ranges);
        let (mut seen, mut passed) = (Seen::new(&ranges, 6), Passed::new(&ranges, left));
        let mut met = Met::default();
        let (mut distinct, mut exclusive) = (vec![0; count], vec![0; count]);
        let tokens = values.iter().enumerate().map(|(index, value)| (index as u32 * 2, Some(*value)));
        for (token, value) in tokens.chain([(1000, None)]) {
            while walk.is_behind(token) {
                for (range, cells) in walk.step() {
                    (distinct[range], exclusive[range]) = (seen.distinct(&cells), passed.exclusive(&cells));
                }
                met.step();
            }
            if let Some(value) = value {
                seen.see(value, walk.cell());
                passed.pass(value, walk.cell());
                met.meet(value);
            }
        }
        assert!(walk.is_over());
        [distinct, exclusive, met.dominant(&ranges, 100)]
    }

    proptest! {
        #[test]
        fn marks_are_counted_in_any_range(members in proptest::collection::vec(0usize..500, 0..400), ends in (0usize..501, 0usize..501)) {
            let mut marks = Marks::new(500);
            members.iter().for_each(|m| marks.add(*m));
            let (start, end) = (ends.0.min(ends.1), ends.0.max(ends.1));
            let inside: Vec<&usize> = members.iter().filter(|m| (start..end).contains(*m)).collect();
            prop_assert_eq!(marks.between(start, end) as usize, inside.len());
            let after = members.iter().filter(|m| **m >= start).count();
            prop_assert_eq!(marks.since(start, 500) as usize, after);
            inside.iter().for_each(|m| marks.remove(**m));
            prop_assert_eq!(marks.between(start, end), 0);
            prop_assert_eq!(marks.between(0, 500) as usize, members.len() - inside.len());
        }

        #[test]
        fn the_answers_of_the_walk_equal_the_obvious_ones(
            values in proptest::collection::vec(0u32..6, 0..40),
            ranges in proptest::collection::vec((0u32..90, 0u32..90), 0..20),
        ) {
            let ranges: Vec<_> = ranges.into_iter().map(|(a, b)| (a.min(b), a.max(b))).collect();
            let inside = |r: (u32, u32)| -> Vec<u32> {
                values.iter().enumerate().filter(|(i, _)| (r.0..r.1).contains(&(*i as u32 * 2))).map(|(_, v)| *v).collect()
            };
            let [distinct, exclusive, dominant] = walk(&values, &ranges);
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
