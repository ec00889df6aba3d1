//! Which infected sites belong to one campaign: their blocks share an id, their make, or a target.
//!
//! Sites are joined (union-find) when spam spans of theirs share
//!
//! - an id value that stands at least three times in each and is no word: kits draw one per victim or per batch;
//! - a 64-bit SimHash of the block within three bits (Charikar 2002; Henzinger, SIGIR 2006, found near-duplicates on
//!   *different* sites to be high precision; three bits of 64: Manku, Jain and Das Sarma, WWW 2007) over shingles of
//!   tags with their attribute names and of words: the style of the markup is what stays (Urvoy et al., AIRWeb 2006);
//! - an off-site registrable domain that is linked, framed or loaded and is no host everybody links to.
use super::Read;
use crate::dataset::{Action, Label, LabelledPage};
use crate::fact::hosts::is_popular;
use crate::fact::ids::{IdClass, id_shape};
use crate::fact::link::{parse_href, registrable};
use crate::html::{self, AttrName, TokenKind};
use crate::input::{Limits, Source};
use std::collections::{BTreeMap, BTreeSet};

/// Times an id value stands in a block from which it marks the block's maker.
const ID_REPEATS: usize = 3;

/// Words or tags in a shingle. Source: Broder 1997 uses 4 to 10 words; blocks of one link are short.
const SHINGLE: usize = 3;

/// Fewest distinct shingles of which a fingerprint tells something: one link alone looks like any other.
const MIN_SHINGLES: usize = 12;

/// Most differing bits of two fingerprints of one make. Source: module head.
const NEAR_BITS: u32 = 3;

/// What a block shares with others of its maker.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Marks {
    /// Ids that are repeated and no words.
    pub ids: BTreeSet<String>,
    /// Registrable domains it points to, popular ones left out.
    pub targets: BTreeSet<String>,
    /// SimHash of its shingles; `None` where there are too few.
    pub fingerprint: Option<u64>,
}

impl Marks {
    /// The marks of one block's bytes. A block that cannot be read has none.
    pub fn of(block: &[u8]) -> Self {
        let Ok(source) = Source::decode(block, None, &Limits::default()) else { return Marks::default() };
        let text = source.text();
        let markup = html::tokenize(text);
        let mut marks = Marks::default();
        let mut ids: BTreeMap<&str, usize> = BTreeMap::new();
        let mut terms: Vec<u64> = Vec::new();
        for token in markup.tokens() {
            match token.kind {
                TokenKind::StartTag => {
                    let mut term = markup.tag_name(token.tag).to_owned();
                    for attribute in markup.attributes(token) {
                        term.push(' ');
                        term.push_str(attribute.name_text);
                        match attribute.name {
                            AttrName::Id => *ids.entry(attribute.value.trim()).or_default() += 1,
                            AttrName::Href | AttrName::Src => {
                                let href = parse_href(attribute.value);
                                let domain =
                                    href.host().map(registrable).filter(|domain| domain.contains('.'));
                                let told = domain.filter(|domain| !is_popular(domain));
                                marks.targets.extend(told.map(str::to_owned));
                            }
                            _ => {}
                        }
                    }
                    terms.push(hash(term.as_bytes()));
                }
                TokenKind::Text | TokenKind::RawText => {
                    let words = text[token.span.range()].split(|c: char| !c.is_alphanumeric());
                    let words = words.filter(|word| !word.is_empty());
                    terms.extend(words.map(|word| hash(word.to_lowercase().as_bytes())));
                }
                _ => {}
            }
        }
        let drawn = |id: &str| matches!(id_shape(id).class, IdClass::Hex | IdClass::RandomAlnum);
        let repeated = ids.into_iter().filter(|(id, count)| *count >= ID_REPEATS && drawn(id));
        marks.ids = repeated.map(|(id, _)| id.to_owned()).collect();
        marks.fingerprint = simhash(&terms);
        marks
    }
}

/// Each bit is the vote of all distinct shingles (Charikar, STOC 2002).
fn simhash(terms: &[u64]) -> Option<u64> {
    let shingle = |window: &[u64]| {
        let bytes: Vec<u8> = window.iter().flat_map(|term| term.to_le_bytes()).collect();
        hash(&bytes)
    };
    let shingles: BTreeSet<u64> = terms.windows(SHINGLE).map(shingle).collect();
    if shingles.len() < MIN_SHINGLES {
        return None;
    }
    let votes = |bit: u32| shingles.iter().filter(|shingle| *shingle >> bit & 1 == 1).count();
    Some((0..64).filter(|&bit| 2 * votes(bit) > shingles.len()).fold(0, |hash, bit| hash | 1 << bit))
}

fn hash(bytes: &[u8]) -> u64 {
    let hash = blake3::hash(bytes);
    let mut first = [0; 8];
    first.copy_from_slice(&hash.as_bytes()[..8]);
    u64::from_le_bytes(first)
}

/// The infected sites by campaign.
#[derive(Clone, Debug, Default)]
pub struct Campaigns {
    /// Per campaign its sites with their infected pages, in the order of the first site.
    members: Vec<BTreeMap<String, usize>>,
    of_site: BTreeMap<String, usize>,
}

impl Campaigns {
    /// The campaigns of the labelled pages that hold a span to cut. Made pages belong to none.
    pub fn of(pages: &[LabelledPage], read: Read<'_>) -> Self {
        let mut sites: BTreeMap<&str, (usize, Vec<Marks>)> = BTreeMap::new();
        for page in pages.iter().filter(|page| !page.dataset.starts_with("synth")) {
            let spans = page.spans.iter().filter(|s| s.label == Label::Spam && s.action != Action::Report);
            let spans: Vec<_> = spans.collect();
            if spans.is_empty() {
                continue;
            }
            let bytes = read(&page.path).unwrap_or_default();
            let own = registrable(&page.site);
            let (count, marks) = sites.entry(&page.site).or_default();
            *count += 1;
            for block in spans.iter().filter_map(|span| bytes.get(span.start..span.end)) {
                let mut found = Marks::of(block);
                found.targets.remove(own);
                marks.push(found);
            }
        }
        let names: Vec<&str> = sites.keys().copied().collect();
        let marks: Vec<&[Marks]> = sites.values().map(|(_, marks)| marks.as_slice()).collect();
        let mut members: BTreeMap<usize, BTreeMap<String, usize>> = BTreeMap::new();
        for (site, root) in joined(&marks).into_iter().enumerate() {
            let count = sites[names[site]].0;
            members.entry(root).or_default().insert(names[site].to_owned(), count);
        }
        let members: Vec<BTreeMap<String, usize>> = members.into_values().collect();
        let number = |(at, sites): (usize, &BTreeMap<String, usize>)| {
            sites.keys().map(move |site| (site.clone(), at)).collect::<Vec<_>>()
        };
        let of_site = members.iter().enumerate().flat_map(number).collect();
        Campaigns { members, of_site }
    }

    /// How many.
    pub fn count(&self) -> usize {
        self.members.len()
    }

    /// Sites of the largest.
    pub fn largest(&self) -> usize {
        self.members.iter().map(BTreeMap::len).max().unwrap_or(0)
    }

    /// Per campaign its sites with the number of their infected pages.
    pub fn members(&self) -> &[BTreeMap<String, usize>] {
        &self.members
    }

    /// Name of a site's campaign, its first site; the site itself where it is in none.
    pub fn name<'a>(&'a self, site: &'a str) -> &'a str {
        let first = self.of_site.get(site).and_then(|at| self.members[*at].keys().next());
        first.map_or(site, String::as_str)
    }
}

/// For each site the smallest site that it is joined with, directly or through others.
fn joined(sites: &[&[Marks]]) -> Vec<usize> {
    let mut union = Union::new(sites.len());
    let mut first: BTreeMap<(bool, &str), usize> = BTreeMap::new();
    let mut prints: Vec<(u64, usize)> = Vec::new();
    for (site, marks) in sites.iter().enumerate() {
        for mark in *marks {
            let ids = mark.ids.iter().map(|id| (true, id.as_str()));
            let targets = mark.targets.iter().map(|target| (false, target.as_str()));
            for shared in ids.chain(targets) {
                union.join(*first.entry(shared).or_insert(site), site);
            }
            for &(print, other) in &prints {
                if mark.fingerprint.is_some_and(|own| (own ^ print).count_ones() <= NEAR_BITS) {
                    union.join(other, site);
                }
            }
            prints.extend(mark.fingerprint.map(|print| (print, site)));
        }
    }
    (0..sites.len()).map(|site| union.find(site)).collect()
}

/// Disjoint sets; the smallest member stands for its set.
struct Union(Vec<usize>);

impl Union {
    fn new(count: usize) -> Self {
        Union((0..count).collect())
    }

    fn find(&mut self, mut at: usize) -> usize {
        while self.0[at] != at {
            self.0[at] = self.0[self.0[at]];
            at = self.0[at];
        }
        at
    }

    fn join(&mut self, a: usize, b: usize) {
        let (a, b) = (self.find(a), self.find(b));
        self.0[a.max(b)] = a.min(b);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn sets_are_joined_through_others_and_named_by_their_smallest() {
        let mut union = Union::new(6);
        for (a, b) in [(4, 5), (2, 4), (1, 3), (5, 2)] {
            union.join(a, b);
        }
        assert_eq!((0..6).map(|at| union.find(at)).collect::<Vec<_>>(), [0, 1, 2, 1, 2, 2]);
    }

    fn kit(id: &str, host: &str, words: &str) -> Vec<u8> {
        let noise = format!("<i id='{id}'></i>").repeat(3);
        format!("<div>{noise}<a href='http://www.{host}/x'>{words}</a></div>").into_bytes()
    }

    #[test]
    fn marks_are_drawn_ids_and_targets_that_few_link_to() {
        let marks = Marks::of(&kit("rz99h", "spam-target.co.uk", "casino"));
        assert_eq!(marks.ids.into_iter().collect::<Vec<_>>(), ["rz99h"]);
        assert_eq!(marks.targets.into_iter().collect::<Vec<_>>(), ["spam-target.co.uk"]);
        let plain = Marks::of(&kit("header", "facebook.com", "casino"));
        assert!(plain.ids.is_empty() && plain.targets.is_empty() && plain.fingerprint.is_none(), "{plain:?}");
        let twice = Marks::of(b"<i id=rz99h></i><i id=rz99h></i>");
        assert!(twice.ids.is_empty(), "two are not a habit");
    }

    #[test]
    fn sites_with_a_common_id_target_or_make_are_one_campaign() {
        let text = |last: &str| {
            let list: String =
                (0..60).map(|n| format!("<li><b>word{n} other{n}</b> and more</li>")).collect();
            format!("<ul>{list}<li>{last}</li></ul>").into_bytes()
        };
        let blocks = [
            kit("rz99h", "one.example", "a"),
            kit("rz99h", "two.example", "b"),
            kit("bdb3f", "two.example", "c"),
            kit("6fatj", "three.example", "d"),
            text("x"),
            text("y"),
            b"<p>nothing of note</p>".to_vec(),
        ];
        let marks: Vec<Vec<Marks>> = blocks.iter().map(|block| vec![Marks::of(block)]).collect();
        let sites: Vec<&[Marks]> = marks.iter().map(Vec::as_slice).collect();
        assert_eq!(joined(&sites), [0, 0, 0, 3, 4, 4, 6]);
    }
}
