//! Sums over the last tokens of a page, however many: what any range of it holds, as the difference of two.
use crate::block::code::Code;
use crate::block::ink::ink;
use crate::block::page::{Attrs, Link, NONE, NodeFact, PageFacts, Target};
use crate::fact::hiding::is_strong;
use crate::html::{Markup, Node, NodeKind, Tag, Tree};

/// Elements of one id in a page from which it is repeated.
pub(crate) const REPEATED: u32 = 3;

/// Sums over the tokens from one to the end of the page, or between two.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Sums {
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

impl Sums {
    /// What stands before `later`, sums from a later token of the same page on.
    #[inline]
    pub fn until(&self, later: &Sums) -> Sums {
        Sums {
            ink: self.ink - later.ink,
            anchor_ink: self.anchor_ink - later.anchor_ink,
            links: self.links - later.links,
            off_site: self.off_site - later.off_site,
            shows: self.shows - later.shows,
            empties: self.empties - later.empties,
            id_empties: self.id_empties - later.id_empties,
            triggers: self.triggers - later.triggers,
        }
    }
}

/// Fills the sums of a page whose nodes and links are known, and `empty`, which needs them.
///
/// From the last token to the first: what an element holds is known when its start tag is reached. No sum overflows, as
/// no byte adds more than one to it.
pub(crate) fn sum_up(text: &str, markup: &Markup, tree: &Tree, facts: &mut PageFacts) {
    let tokens = markup.tokens();
    let PageFacts { nodes, sums, links, scripts, id_count, .. } = facts;
    let mut sum = Sums::default();
    // By the number of tokens.
    sums.reserve(tokens.len() + 1);
    sums.push(sum);
    for (node, fact) in tree.nodes()[1..].iter().zip(&mut nodes[1..]).rev() {
        // Nodes stand in the order of their tokens, no two at one; matched end tags have none.
        let at = node.token as usize;
        while sums.len() < tokens.len() - at {
            sums.push(sum);
        }
        match node.kind {
            NodeKind::Text => {
                let ink = ink(&text[tokens[at].span.range()]);
                sum.ink += ink;
                sum.shows += ink;
                if fact.link != NONE {
                    sum.anchor_ink += ink;
                }
            }
            NodeKind::RawText => {
                if node.tag == Tag::TEXTAREA || node.tag == Tag::TITLE {
                    sum.shows += ink(&text[tokens[at].span.range()]);
                }
                sum.triggers += u32::from(is_telling(fact, scripts));
            }
            NodeKind::Comment => sum.triggers += u32::from(is_telling(fact, scripts)),
            NodeKind::Element => {
                let after = &sums[tokens.len() - node.end_token as usize];
                sum.shows += u32::from(fact.attrs.has(Attrs::SHOWS));
                fact.empty = sum.shows == after.shows && may_be_empty(node.tag, fact.id);
                if fact.empty {
                    sum.empties += 1;
                    let repeated = fact.id != NONE && id_count[fact.id as usize] >= REPEATED;
                    sum.id_empties += u32::from(repeated);
                }
                sum.triggers += u32::from(is_trigger(node, fact, links));
                if fact.link != NONE && matches!(node.tag, Tag::A | Tag::AREA) {
                    sum.links += 1;
                    sum.off_site += u32::from(links[fact.link as usize].target == Target::OffSite);
                }
            }
            _ => {}
        }
        sums.push(sum);
    }
    while sums.len() < tokens.len() + 1 {
        sums.push(sum);
    }
}

/// A script or server code that is worth a look by itself.
fn is_telling(fact: &NodeFact, scripts: &[Code]) -> bool {
    fact.script != NONE && scripts[fact.script as usize].is_telling()
}

/// An element that makes what holds it worth a look.
fn is_trigger(node: &Node, fact: &NodeFact, links: &[Link]) -> bool {
    let loads = || {
        fact.link != NONE
            && links[fact.link as usize].target == Target::OffSite
            && matches!(node.tag, Tag::IFRAME | Tag::SCRIPT | Tag::EMBED)
    };
    is_strong(fact.hiding) || node.tag == Tag::NOSCRIPT || loads()
}

/// Whether an element that shows nothing is one that should: no line break, and nothing of the head.
fn may_be_empty(tag: Tag, id: u32) -> bool {
    let breaks = matches!(tag, Tag::BR | Tag::HR | Tag::WBR) && id == NONE;
    !breaks && !tag.is_head() && tag != Tag::COL
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::html;
    use proptest::prelude::*;

    /// What adds to a sum, one piece of each, and what nests them.
    const PIECES: [&str; 28] = [
        "<p id=x>",
        "</p>",
        "<p id=x></p>",
        "<b>",
        "</b>",
        "<b></b>",
        "<div>",
        "</div>",
        "word and word",
        " \n",
        "<br>",
        "<hr id=x>",
        "<a href=http://a.example/>",
        "<a href=/own>",
        "</a>",
        "<area href=http://b.example/ />",
        "<div style=display:none>",
        "<table><tr><td>",
        "</table>",
        "<li>",
        "<script src=http://evil.example/x.js></script>",
        "<script>document.getElementById('hid').style.display='none'</script>",
        "<iframe src=http://c.example/></iframe>",
        "<noscript>",
        "<title> a title </title>",
        "<textarea>x</textarea>",
        "<?php if ($_SERVER['HTTP_USER_AGENT'] == 'googlebot') { echo file_get_contents('http://x.example'); } ?>",
        "<img src=x><custom-tag></custom-tag>",
    ];

    /// The sums over the tokens before each, and which nodes are empty, one thing after the other: what the walk from
    /// the end is held to.
    fn plain(text: &str, markup: &Markup, tree: &Tree, facts: &PageFacts) -> (Vec<Sums>, Vec<bool>) {
        let tokens = markup.tokens();
        let mut here = vec![Sums::default(); tokens.len()];
        let mut anchor_end = 0;
        for (node, fact) in tree.nodes().iter().zip(&facts.nodes).skip(1) {
            let ink = ink(&text[tokens[node.token as usize].span.range()]);
            let sum = &mut here[node.token as usize];
            match node.kind {
                NodeKind::Text => {
                    sum.ink = ink;
                    sum.shows = ink;
                    sum.anchor_ink = if node.token < anchor_end { ink } else { 0 };
                }
                NodeKind::RawText if matches!(node.tag, Tag::TEXTAREA | Tag::TITLE) => sum.shows = ink,
                NodeKind::Element => {
                    sum.shows = u32::from(fact.attrs.has(Attrs::SHOWS));
                    sum.triggers = u32::from(is_trigger(node, fact, &facts.links));
                    if fact.link != NONE && matches!(node.tag, Tag::A | Tag::AREA) {
                        sum.links = 1;
                        let off_site = facts.links[fact.link as usize].target == Target::OffSite;
                        sum.off_site = u32::from(off_site);
                        anchor_end = anchor_end.max(node.end_token);
                    }
                }
                _ => {}
            }
            if matches!(node.kind, NodeKind::RawText | NodeKind::Comment) {
                sum.triggers = u32::from(is_telling(fact, &facts.scripts));
            }
        }
        let empty: Vec<bool> = tree
            .nodes()
            .iter()
            .zip(&facts.nodes)
            .map(|(node, fact)| {
                let inside = node.token as usize..node.end_token as usize;
                let shows = here[inside].iter().any(|sum| sum.shows > 0);
                node.kind == NodeKind::Element && !shows && may_be_empty(node.tag, fact.id)
            })
            .collect();
        for ((node, fact), empty) in tree.nodes().iter().zip(&facts.nodes).zip(&empty) {
            if *empty {
                let sum = &mut here[node.token as usize];
                sum.empties = 1;
                sum.id_empties = u32::from(fact.id != NONE && facts.id_count[fact.id as usize] >= REPEATED);
            }
        }
        (here, empty)
    }

    proptest! {
        #[test]
        fn the_walk_from_the_end_sums_up_what_each_token_adds(
            pieces in proptest::collection::vec(0usize..PIECES.len(), 0..60),
            max_nodes in prop_oneof![Just(10_000usize), 0usize..40],
            max_depth in prop_oneof![Just(64usize), 1usize..6],
        ) {
            let text: String = pieces.iter().map(|at| PIECES[*at]).collect();
            let markup = html::tokenize(&text);
            let tree = Tree::build(&markup, max_depth, max_nodes);
            let facts = PageFacts::read(&text, &markup, &tree, None);
            let (here, empty) = plain(&text, &markup, &tree, &facts);
            prop_assert_eq!(facts.nodes.iter().map(|fact| fact.empty).collect::<Vec<_>>(), empty);
            for (at, token) in here.iter().enumerate() {
                prop_assert_eq!(&facts.between((at as u32, at as u32 + 1)), token, "{} of {}", at, text);
            }
        }
    }
}
