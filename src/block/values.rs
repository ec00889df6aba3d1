//! What of the elements of a candidate is counted by its different values: names, makes, ids, hosts.
use crate::block::page::{NONE, PageFacts, Target};
use crate::block::range::{Met, Passed, Ranges, Seen, Walk};
use crate::html::{Markup, NodeKind, Tag, Tree};

/// Ids and hosts probed for the most frequent one of a range.
const PROBES: u32 = 6;

/// How many different values there are in a range, and how often the most frequent one.
#[derive(Clone, Copy, Debug, Default)]
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
        // What has no name gets a number that no name has.
        let parent = tree.node(node.parent).tag;
        let parent = if parent == Tag::NONE { names - 1 } else { parent.index() };
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
    use crate::html;
    use proptest::prelude::*;
    use std::collections::HashSet;

    /// Elements with and without what is counted, and what nests them.
    const PIECES: [&str; 12] = [
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
