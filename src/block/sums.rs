//! Sums over the tokens before each: what any range of a page holds, as the difference of two.
use crate::block::page::{Attrs, NONE, PageFacts, Target, ink};
use crate::fact::hiding::is_strong;
use crate::html::{Markup, NodeKind, Tag, Tree};

/// Sums over the tokens before an index, for questions about any range.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Prefix {
    /// Non-white bytes of text.
    pub ink: u32,
    /// Non-white bytes of text inside links.
    pub anchor_ink: u32,
    /// Links.
    pub links: u32,
    /// Off-site links.
    pub off_site: u32,
    /// Things that show something without ink, and ink itself.
    pub shows: u32,
    /// Empty elements.
    pub empties: u32,
    /// Empty elements whose id is repeated.
    pub id_empties: u32,
    /// Strongly hidden elements, telling scripts, frames, server code: what makes a block worth a look.
    pub triggers: u32,
}

impl Prefix {
    /// What was added since `earlier`, a prefix of the same page.
    #[inline]
    pub fn since(&self, earlier: &Prefix) -> Prefix {
        Prefix {
            ink: self.ink - earlier.ink,
            anchor_ink: self.anchor_ink - earlier.anchor_ink,
            links: self.links - earlier.links,
            off_site: self.off_site - earlier.off_site,
            shows: self.shows - earlier.shows,
            empties: self.empties - earlier.empties,
            id_empties: self.id_empties - earlier.id_empties,
            triggers: self.triggers - earlier.triggers,
        }
    }
}

/// Fills the prefix sums of a page whose nodes and links are known, and `empty`, which needs them.
pub(crate) fn sum_up(text: &str, markup: &Markup, tree: &Tree, facts: &mut PageFacts) {
    facts.prefix = shown(text, markup, tree, facts);
    empties(tree, facts);
}

/// All sums but those of empty elements.
fn shown(text: &str, markup: &Markup, tree: &Tree, facts: &PageFacts) -> Vec<Prefix> {
    let tokens = markup.tokens();
    let mut prefix = vec![Prefix::default(); tokens.len() + 1];
    let mut done = 0;
    let mut anchor_end = 0;
    for (node, fact) in tree.nodes().iter().zip(&facts.nodes).skip(1) {
        // Nodes stand in the order of their tokens, no two at one; matched end tags have none.
        let end = node.token as usize + 1;
        while done < end {
            prefix[done + 1] = prefix[done];
            done += 1;
        }
        let sum = &mut prefix[end];
        let telling = || fact.script != NONE && facts.scripts[fact.script as usize].is_telling();
        match node.kind {
            NodeKind::Text => {
                let ink = ink(&text[tokens[node.token as usize].span.range()]);
                sum.ink += ink;
                sum.shows = sum.shows.saturating_add(ink);
                if node.token < anchor_end {
                    sum.anchor_ink += ink;
                }
            }
            NodeKind::RawText => {
                if node.tag == Tag::TEXTAREA || node.tag == Tag::TITLE {
                    let ink = ink(&text[tokens[node.token as usize].span.range()]);
                    sum.shows = sum.shows.saturating_add(ink);
                }
                sum.triggers += u32::from(telling());
            }
            NodeKind::Comment => sum.triggers += u32::from(telling()),
            NodeKind::Element => {
                sum.shows = sum.shows.saturating_add(u32::from(fact.attrs.has(Attrs::SHOWS)));
                let mut loads = false;
                if fact.link != NONE {
                    let off_site = facts.links[fact.link as usize].target == Target::OffSite;
                    if matches!(node.tag, Tag::A | Tag::AREA) {
                        sum.links += 1;
                        sum.off_site += u32::from(off_site);
                        anchor_end = anchor_end.max(node.end_token);
                    }
                    loads = off_site && matches!(node.tag, Tag::IFRAME | Tag::SCRIPT | Tag::EMBED);
                }
                sum.triggers += u32::from(is_strong(fact.hiding) || loads || node.tag == Tag::NOSCRIPT);
            }
            _ => {}
        }
    }
    let sum = prefix[done];
    prefix[done..].fill(sum);
    prefix
}

/// Marks the elements that show nothing, and sums them up.
fn empties(tree: &Tree, facts: &mut PageFacts) {
    let PageFacts { nodes, prefix, id_count, .. } = facts;
    let (mut all, mut repeated) = (0, 0);
    let mut done = 0;
    for (node, fact) in tree.nodes().iter().zip(nodes).skip(1) {
        if node.kind != NodeKind::Element {
            continue;
        }
        let (from, to) = (node.token as usize, node.end_token as usize);
        if prefix[from].shows != prefix[to].shows
            || matches!(node.tag, Tag::BR | Tag::HR | Tag::WBR) && fact.id == NONE
            || node.tag.is_head()
            || node.tag == Tag::COL
        {
            continue;
        }
        fact.empty = true;
        for sum in &mut prefix[done..=from] {
            (sum.empties, sum.id_empties) = (all, repeated);
        }
        done = from + 1;
        all += 1;
        repeated += u32::from(fact.id != NONE && id_count[fact.id as usize] >= 3);
    }
    for sum in &mut prefix[done..] {
        (sum.empties, sum.id_empties) = (all, repeated);
    }
}
