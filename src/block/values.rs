//! What of the elements of a candidate is counted by its different values: names, makes, ids, hosts.
use crate::block::counts::{C, Counts};
use crate::block::page::{NONE, PageFacts, Target};
use crate::block::range::{Met, Passed, Ranges, Seen, Walk};
use crate::block::sums::REPEATED;
use crate::html::{Markup, NodeKind, Tag, Tree};
use std::hash::BuildHasher;

/// Ids and hosts probed for the most frequent one of a range.
const PROBES: u32 = 6;

/// How many different values there are in a range, and how often the most frequent one.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) struct Distinct {
    /// Distinct tag names.
    pub(crate) tags: u32,
    /// Distinct (parent, child) pairs of tag names.
    pub(crate) nestings: u32,
    /// Distinct makes (tag, class, style).
    pub(crate) shapes: u32,
    /// Distinct ids.
    pub(crate) ids: u32,
    /// Most elements that carry one id.
    pub(crate) most_same_id: u32,
    /// Distinct off-site domains linked to.
    pub(crate) hosts: u32,
    /// Of those, the ones that nothing else in the page links to.
    pub(crate) exclusive_hosts: u32,
    /// Most off-site links to one domain.
    pub(crate) most_same_host: u32,
}

impl Distinct {
    /// As much of everything as there may be in a part of a page, told by what is counted in the part and by the values
    /// of the page: no number is below what [`count`] finds there.
    pub(crate) fn at_most(counts: &Counts, page: &Distinct) -> Distinct {
        let (elements, ids) = (counts.get(C::Elements), counts.get(C::WithId));
        // What has a target off the site is counted as one of these, and names one host.
        let away = counts.get(C::OffSite) + counts.get(C::IframeOffSite) + counts.get(C::ScriptOffSite);
        let hosts = away.min(page.hosts);
        // An id that is not repeated stands in the page fewer times than one that is.
        let same = if counts.get(C::IdRepeated) > 0 { ids } else { ids.min(REPEATED - 1) };
        Distinct {
            tags: elements.min(page.tags),
            nestings: elements.min(page.nestings),
            shapes: elements.min(page.shapes),
            ids: ids.min(page.ids),
            // That of the page may be that of some of its ids only.
            most_same_id: same,
            hosts,
            exclusive_hosts: hosts,
            most_same_host: away,
        }
    }
}

/// Bits of [`Pairs`] from which it is a set of numbers instead.
const PAIR_BITS: usize = 1 << 20;

/// Counts the values of a whole page: what [`count`] finds in a range that holds everything.
pub(crate) fn of_page(markup: &Markup, tree: &Tree, facts: &PageFacts) -> Distinct {
    let names = Tag::KNOWN + markup.unknown_tags.len() + 2;
    let mut tags = vec![false; names];
    let mut nestings = Pairs::new(names);
    let mut shapes = Numbers::with_room(tree.nodes().len());
    let mut links_to = vec![0u32; facts.host_count as usize];
    let (mut first_ids, mut first_hosts) = (0, Vec::new());
    let mut page = Distinct { ids: facts.id_count.len() as u32, ..Distinct::default() };
    for (node, fact) in tree.nodes().iter().zip(&facts.nodes) {
        if node.kind != NodeKind::Element {
            continue;
        }
        tags[node.tag.index()] = true;
        nestings.add(name_of(tree.node(node.parent).tag, names), node.tag.index());
        shapes.add(fact.shape);
        if fact.id != NONE && first_ids < PROBES {
            first_ids += 1;
            page.most_same_id = page.most_same_id.max(facts.id_count[fact.id as usize]);
        }
        if fact.link != NONE
            && let Some(host) = off_site_host(facts, fact.link)
        {
            links_to[host as usize] += 1;
            if first_hosts.len() < PROBES as usize {
                first_hosts.push(host);
            }
        }
    }
    page.tags = tags.into_iter().filter(|seen| *seen).count() as u32;
    page.nestings = nestings.count();
    page.shapes = shapes.count;
    page.hosts = links_to.iter().filter(|links| **links > 0).count() as u32;
    page.exclusive_hosts = page.hosts;
    page.most_same_host = first_hosts.iter().map(|host| links_to[*host as usize]).max().unwrap_or(0);
    page
}

/// The number of a parent's name: one that no tag has for what has none.
fn name_of(tag: Tag, names: usize) -> usize {
    if tag == Tag::NONE { names - 1 } else { tag.index() }
}

/// Pairs of tag names.
enum Pairs {
    /// A bit for each pair there may be.
    Bits { names: usize, words: Vec<u64> },
    /// Too many for that: pages with thousands of names of their own.
    Hashed(foldhash::HashSet<(usize, usize)>),
}

impl Pairs {
    fn new(names: usize) -> Pairs {
        if names.checked_mul(names).is_some_and(|pairs| pairs <= PAIR_BITS) {
            Pairs::Bits { names, words: vec![0; (names * names).div_ceil(64)] }
        } else {
            Pairs::Hashed(Default::default())
        }
    }

    #[inline]
    fn add(&mut self, parent: usize, name: usize) {
        match self {
            Pairs::Bits { names, words } => {
                let at = parent * *names + name;
                words[at / 64] |= 1 << (at % 64);
            }
            Pairs::Hashed(set) => {
                set.insert((parent, name));
            }
        }
    }

    fn count(&self) -> u32 {
        match self {
            Pairs::Bits { words, .. } => words.iter().map(|word| word.count_ones()).sum(),
            Pairs::Hashed(set) => set.len() as u32,
        }
    }
}

/// A set of numbers.
struct Numbers {
    /// Open addressing, at most half full; 0 where there is none.
    slots: Vec<u32>,
    /// Seeded: a page may choose its makes, and must not choose their places.
    places: foldhash::fast::RandomState,
    has_zero: bool,
    count: u32,
}

impl Numbers {
    /// An empty set for at most so many.
    fn with_room(most: usize) -> Numbers {
        Numbers {
            slots: vec![0; (2 * most).next_power_of_two().max(2)],
            places: Default::default(),
            has_zero: false,
            count: 0,
        }
    }

    #[inline]
    fn add(&mut self, number: u32) {
        if number == 0 {
            self.count += u32::from(!std::mem::replace(&mut self.has_zero, true));
            return;
        }
        let last = self.slots.len() - 1;
        let mut at = self.places.hash_one(number) as usize & last;
        while self.slots[at] != 0 {
            if self.slots[at] == number {
                return;
            }
            at = (at + 1) & last;
        }
        self.slots[at] = number;
        self.count += 1;
    }
}

/// Counts the values of each range in one walk over the elements of the page.
pub(crate) fn count(markup: &Markup, tree: &Tree, facts: &PageFacts, ranges: &Ranges) -> Vec<Distinct> {
    let mut all = vec![Distinct::default(); ranges.count()];
    let mut counting = Counting::new(markup, facts, ranges);
    let names = counting.names;
    for (node, fact) in tree.nodes().iter().zip(&facts.nodes) {
        if node.kind != NodeKind::Element {
            continue;
        }
        while counting.walk.is_behind(node.token) {
            counting.step(&mut all);
        }
        let cell = counting.walk.cell();
        let tag = node.tag.index() as u32;
        let parent = name_of(tree.node(node.parent).tag, names);
        counting.tags.see(tag, cell);
        counting.nestings.see((parent * names) as u64 + u64::from(tag), cell);
        counting.shapes.see(u64::from(fact.shape), cell);
        if fact.id != NONE {
            counting.ids.see(fact.id, cell);
            counting.ids_met.meet(fact.id);
        }
        if fact.link != NONE
            && let Some(host) = off_site_host(facts, fact.link)
        {
            counting.hosts.see(host, cell);
            counting.hosts_passed.pass(host, cell);
            counting.hosts_met.meet(host);
        }
    }
    while !counting.walk.is_over() {
        counting.step(&mut all);
    }
    if facts.id_count.iter().all(|count| *count <= 1) {
        all.iter_mut().for_each(|distinct| distinct.most_same_id = distinct.ids.min(1));
    } else {
        let most = counting.ids_met.dominant(ranges, PROBES);
        all.iter_mut().zip(most).for_each(|(distinct, most)| distinct.most_same_id = most);
    }
    if !counting.hosts_met.is_empty() {
        let most = counting.hosts_met.dominant(ranges, PROBES);
        all.iter_mut().zip(most).for_each(|(distinct, most)| distinct.most_same_host = most);
    }
    all
}

/// The domain of a link that leads off the site.
fn off_site_host(facts: &PageFacts, link: u32) -> Option<u32> {
    let link = &facts.links[link as usize];
    (link.target == Target::OffSite && link.host != NONE).then_some(link.host)
}

/// How far the counting has come.
struct Counting<'r> {
    walk: Walk<'r>,
    /// More than there are tag names in the page.
    names: usize,
    tags: Seen,
    nestings: Numbered,
    shapes: Numbered,
    ids: Seen,
    ids_met: Met,
    hosts: Seen,
    hosts_passed: Passed,
    hosts_met: Met,
}

impl<'r> Counting<'r> {
    fn new(markup: &Markup, facts: &PageFacts, ranges: &'r Ranges) -> Self {
        let names = Tag::KNOWN + markup.unknown_tags.len() + 2;
        let mut links_to = vec![0; facts.host_count as usize];
        for host in (0..facts.links.len() as u32).filter_map(|link| off_site_host(facts, link)) {
            links_to[host as usize] += 1;
        }
        Counting {
            walk: Walk::new(ranges),
            names,
            tags: Seen::new(ranges, names),
            nestings: Numbered::new(ranges),
            shapes: Numbered::new(ranges),
            ids: Seen::new(ranges, facts.id_count.len()),
            ids_met: Met::default(),
            hosts: Seen::new(ranges, links_to.len()),
            hosts_passed: Passed::new(ranges, links_to),
            hosts_met: Met::default(),
        }
    }

    /// Steps into the next cell and answers the ranges that end before it.
    fn step(&mut self, all: &mut [Distinct]) {
        for (range, cells) in self.walk.step() {
            let distinct = &mut all[range];
            distinct.tags = self.tags.distinct(&cells);
            distinct.nestings = self.nestings.seen.distinct(&cells);
            distinct.shapes = self.shapes.seen.distinct(&cells);
            if !self.ids_met.is_empty() {
                distinct.ids = self.ids.distinct(&cells);
            }
            if !self.hosts_met.is_empty() {
                distinct.hosts = self.hosts.distinct(&cells);
                distinct.exclusive_hosts = self.hosts_passed.exclusive(&cells);
            }
        }
        self.ids_met.step();
        self.hosts_met.step();
    }
}

/// Values that [`Numbered`] remembers the numbers of without hashing.
const RECENT: usize = 128;

/// Different values of most pages, for which room is made at once.
const ROOM: usize = 200;

/// Values of any size, numbered in order of appearance.
struct Numbered {
    seen: Seen,
    all: foldhash::HashMap<u64, u32>,
    /// Values seen last and their numbers, each at a place that follows from it: pages repeat themselves.
    recent: [(u64, u32); RECENT],
}

impl Numbered {
    fn new(ranges: &Ranges) -> Self {
        Numbered {
            seen: Seen::new(ranges, 0),
            all: foldhash::HashMap::with_capacity_and_hasher(ROOM, Default::default()),
            recent: [(u64::MAX, 0); RECENT],
        }
    }

    /// A value, which is not the greatest, is seen in a cell, not before the last one.
    #[inline]
    fn see(&mut self, value: u64, cell: u32) {
        let number = self.number(value);
        self.seen.see(number, cell);
    }

    #[inline]
    fn number(&mut self, value: u64) -> u32 {
        // Source: Knuth, The Art of Computer Programming 3, 6.4: the multiplier of a multiplicative hash.
        let at = (value.wrapping_mul(0x9E37_79B9_7F4A_7C15) >> 57) as usize % RECENT;
        let (recent, number) = self.recent[at];
        if recent == value {
            return number;
        }
        let next = self.all.len() as u32;
        let number = *self.all.entry(value).or_insert(next);
        if number == next {
            self.seen.add_value();
        }
        self.recent[at] = (value, number);
        number
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::block::{BlockStats, PageBlocks};
    use crate::html;
    use proptest::prelude::*;
    use std::collections::HashSet;

    /// Elements with and without what is counted, and what nests them.
    const PIECES: [&str; 14] = [
        "<p id=x>",
        "<p id=y class=k>",
        "</p>",
        "<b>words</b>",
        "<div class=k>",
        "<div id=x style=color:red>",
        "</div>",
        "<a href=http://a.example/>a</a>",
        "<a href=http://b.example/ id=z>b</a>",
        "<a href=http://www.b.example/>b</a>",
        "<iframe src=http://c.example/></iframe>",
        "<custom-tag><i></i></custom-tag>",
        "<embed src=http://d.example/>",
        "<script src=http://e.example/></script>",
    ];

    fn distinct<T: std::hash::Hash + Eq>(all: impl Iterator<Item = T>) -> u32 {
        all.collect::<HashSet<T>>().len() as u32
    }

    fn most(all: &[u32]) -> u32 {
        let times = |value: &u32| all.iter().filter(|other| *other == value).count() as u32;
        // Only the first few are probed.
        all.iter().take(PROBES as usize).map(times).max().unwrap_or(0)
    }

    proptest! {
        #[test]
        fn no_part_of_a_page_has_more_values_than_its_counts_allow(
            pieces in proptest::collection::vec(0usize..PIECES.len(), 0..40),
        ) {
            let text: String = pieces.iter().map(|at| PIECES[*at]).collect();
            let markup = html::tokenize(&text);
            let tree = Tree::build(&markup, 64, 10_000);
            let blocks = PageBlocks::find(&text, &markup, &tree, None, 1000);
            for index in 0..blocks.candidates.len() {
                let exact = blocks.stats(&text, &markup, &tree, index);
                let most = blocks.stats_at_most(&markup, &tree, index);
                let values = |stats: &BlockStats<'_>| {
                    [
                        stats.distinct_tags,
                        stats.distinct_nestings,
                        stats.distinct_shapes,
                        stats.distinct_ids,
                        stats.most_same_id,
                        stats.distinct_hosts,
                        stats.exclusive_hosts,
                        stats.most_same_host,
                    ]
                };
                let pairs = values(&exact).into_iter().zip(values(&most));
                prop_assert!(pairs.clone().all(|(exact, most)| exact <= most), "{:?}", pairs.collect::<Vec<_>>());
                // Nothing else differs.
                let [tags, nestings, shapes, ids, same_id, hosts, exclusive, same_host] = values(&exact);
                let settled = BlockStats {
                    distinct_tags: tags,
                    distinct_nestings: nestings,
                    distinct_shapes: shapes,
                    distinct_ids: ids,
                    most_same_id: same_id,
                    distinct_hosts: hosts,
                    exclusive_hosts: exclusive,
                    most_same_host: same_host,
                    letters: exact.letters.clone(),
                    ..most
                };
                prop_assert_eq!(format!("{:?}", settled), format!("{:?}", exact));
            }
        }

        #[test]
        fn values_are_counted_as_range_by_range(
            pieces in proptest::collection::vec(0usize..PIECES.len(), 0..40),
            ends in proptest::collection::vec((0u32..100, 0u32..100), 0..20),
        ) {
            let text: String = pieces.iter().map(|at| PIECES[*at]).collect();
            let markup = html::tokenize(&text);
            let tree = Tree::build(&markup, 64, 10_000);
            let facts = PageFacts::read(&text, &markup, &tree, None);
            let tokens = markup.tokens().len() as u32;
            let ends = ends.into_iter().map(|(a, b)| (a.min(b).min(tokens), a.max(b).min(tokens)));
            let ranges: Vec<(u32, u32)> = ends.chain([(0, tokens)]).collect();
            let values = count(&markup, &tree, &facts, &Ranges::new(&ranges));
            let elements = |range: (u32, u32)| {
                let all = tree.nodes().iter().zip(&facts.nodes);
                let inside = move |token: u32| (range.0..range.1).contains(&token);
                all.filter(move |(node, _)| node.kind == NodeKind::Element && inside(node.token))
            };
            let hosts = |range| -> Vec<u32> {
                let links = elements(range).filter(|(_, fact)| fact.link != NONE);
                links.filter_map(|(_, fact)| off_site_host(&facts, fact.link)).collect()
            };
            prop_assert_eq!(values.last(), Some(&of_page(&markup, &tree, &facts)));
            for (at, range) in ranges.iter().enumerate() {
                let ids: Vec<u32> = elements(*range).map(|(_, fact)| fact.id).filter(|id| *id != NONE).collect();
                let inside = hosts(*range);
                let outside: Vec<u32> = [hosts((0, range.0)), hosts((range.1, tokens))].concat();
                let exclusive = inside.iter().filter(|host| !outside.contains(host));
                prop_assert_eq!(values[at].tags, distinct(elements(*range).map(|(node, _)| node.tag)));
                let nestings = elements(*range).map(|(node, _)| (tree.node(node.parent).tag, node.tag));
                prop_assert_eq!(values[at].nestings, distinct(nestings));
                prop_assert_eq!(values[at].shapes, distinct(elements(*range).map(|(_, fact)| fact.shape)));
                prop_assert_eq!(values[at].ids, distinct(ids.iter()));
                prop_assert_eq!(values[at].most_same_id, most(&ids));
                prop_assert_eq!(values[at].hosts, distinct(inside.iter()));
                prop_assert_eq!(values[at].exclusive_hosts, distinct(exclusive));
                prop_assert_eq!(values[at].most_same_host, most(&inside));
            }
        }
    }
}
