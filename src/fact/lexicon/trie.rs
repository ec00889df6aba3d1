//! All terms in one tree of characters, with the links by which a search never looks back (Aho and Corasick, 1975).
//!
//! Built anew at every start of the program, so it is made for being built fast: the children of all nodes are in one
//! hash table, and a node is sixteen bytes.

/// No node, no end, no term.
const NONE: u32 = u32::MAX;

/// The node of the empty text.
pub(super) const ROOT: u32 = 0;

#[derive(Clone, Copy)]
struct Node {
    parent: u32,
    /// The character on the way from the parent.
    label: u32,
    /// Node of the longest other text that ends here too.
    fail: u32,
    /// Index into [`Trie::ends`] of the longest term that ends here, or [`NONE`].
    found: u32,
}

/// Terms end here.
struct End {
    /// The first of them; the others follow by [`Trie::same`].
    term: u32,
    /// Index of the next shorter end, or [`NONE`].
    shorter: u32,
}

/// Terms by number, in the order of [`Trie::insert`].
pub(super) struct Trie {
    nodes: Vec<Node>,
    /// Nodes by parent and label, open addressing; [`ROOT`], which is nobody's child, where there is none.
    slots: Vec<u32>,
    ends: Vec<End>,
    /// For each term the next of the same spelling, or [`NONE`].
    same: Vec<u32>,
}

impl Trie {
    /// A tree without terms that has room for about so many characters.
    pub(super) fn with_capacity(chars: usize) -> Self {
        let mut nodes = Vec::with_capacity(chars + 1);
        nodes.push(Node { parent: NONE, label: 0, fail: ROOT, found: NONE });
        let slots = vec![ROOT; (2 * chars).next_power_of_two().max(16)];
        Trie { nodes, slots, ends: Vec::new(), same: Vec::new() }
    }

    /// Adds the next term.
    pub(super) fn insert(&mut self, term: &str) {
        let mut node = ROOT;
        for c in term.chars() {
            node = match self.child(node, c as u32) {
                Some(child) => child,
                None => self.add(node, c as u32),
            };
        }
        let number = self.same.len() as u32;
        self.same.push(NONE);
        let node = &mut self.nodes[node as usize];
        if node.found == NONE {
            node.found = self.ends.len() as u32;
            self.ends.push(End { term: number, shorter: NONE });
        } else {
            let mut last = self.ends[node.found as usize].term;
            while self.same[last as usize] != NONE {
                last = self.same[last as usize];
            }
            self.same[last as usize] = number;
        }
    }

    fn add(&mut self, parent: u32, label: u32) -> u32 {
        if self.slots.len() < self.nodes.len() * 3 / 2 {
            self.slots = vec![ROOT; self.slots.len() * 2];
            for node in 1..self.nodes.len() as u32 {
                self.place(node);
            }
        }
        let node = self.nodes.len() as u32;
        self.nodes.push(Node { parent, label, fail: ROOT, found: NONE });
        self.place(node);
        node
    }

    fn place(&mut self, node: u32) {
        let Node { parent, label, .. } = self.nodes[node as usize];
        let mut slot = self.slot(parent, label);
        while self.slots[slot] != ROOT {
            slot = (slot + 1) & (self.slots.len() - 1);
        }
        self.slots[slot] = node;
    }

    #[inline]
    fn slot(&self, parent: u32, label: u32) -> usize {
        let hash = (parent.wrapping_mul(0x9E37_79B1) ^ label).wrapping_mul(0x85EB_CA6B);
        (hash ^ hash >> 15) as usize & (self.slots.len() - 1)
    }

    /// The node one character further, in the tree alone.
    #[inline]
    pub(super) fn child(&self, node: u32, label: u32) -> Option<u32> {
        let mut slot = self.slot(node, label);
        loop {
            let child = self.slots[slot];
            if child == ROOT {
                return None;
            }
            let of = &self.nodes[child as usize];
            if of.parent == node && of.label == label {
                return Some(child);
            }
            slot = (slot + 1) & (self.slots.len() - 1);
        }
    }

    /// Sets the links, once all terms are in.
    pub(super) fn link(&mut self) {
        for node in self.by_depth() {
            let Node { parent, label, found, .. } = self.nodes[node as usize];
            let fail = match parent {
                ROOT => ROOT,
                _ => self.step(self.nodes[parent as usize].fail, label),
            };
            let shorter = self.nodes[fail as usize].found;
            let linked = &mut self.nodes[node as usize];
            linked.fail = fail;
            match self.ends.get_mut(found as usize) {
                Some(end) => end.shorter = shorter,
                None => linked.found = shorter,
            }
        }
    }

    /// All nodes but the root; a node's links lead to nodes before it.
    fn by_depth(&self) -> Vec<u32> {
        let mut depth = vec![0u8; self.nodes.len()];
        let mut starts = [0usize; 257];
        for node in 1..self.nodes.len() {
            // Parents come first, and terms are short.
            depth[node] = depth[self.nodes[node].parent as usize].saturating_add(1);
            starts[depth[node] as usize + 1] += 1;
        }
        for depth in 1..starts.len() {
            starts[depth] += starts[depth - 1];
        }
        let mut order = vec![0; self.nodes.len() - 1];
        for node in 1..self.nodes.len() {
            let at = &mut starts[depth[node] as usize];
            order[*at] = node as u32;
            *at += 1;
        }
        order
    }

    /// The node after one more character.
    #[inline]
    pub(super) fn step(&self, mut node: u32, label: u32) -> u32 {
        loop {
            match self.child(node, label) {
                Some(child) => return child,
                None if node == ROOT => return ROOT,
                None => node = self.nodes[node as usize].fail,
            }
        }
    }

    /// The longest other text that ends where this node's does.
    #[inline]
    pub(super) fn fail(&self, node: u32) -> u32 {
        self.nodes[node as usize].fail
    }

    /// Whether some term ends at this node.
    #[inline]
    pub(super) fn ends_term(&self, node: u32) -> bool {
        self.nodes[node as usize].found != NONE
    }

    /// The terms that end at this node: the longest first, those of one spelling in the order they came in.
    pub(super) fn terms(&self, node: u32) -> impl Iterator<Item = usize> {
        let ends = std::iter::successors(self.ends.get(self.nodes[node as usize].found as usize), |end| {
            self.ends.get(end.shorter as usize)
        });
        ends.flat_map(|end| {
            std::iter::successors(Some(end.term), |&term| {
                Some(self.same[term as usize]).filter(|&n| n != NONE)
            })
            .map(|term| term as usize)
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use aho_corasick::AhoCorasick;
    use proptest::prelude::*;

    proptest! {
        #[test]
        fn it_finds_what_the_aho_corasick_crate_finds_in_the_same_order(
            terms in prop::collection::vec(" ?[ab彩]{1,4} ?", 0..12), text in "[ab彩 x]{0,40}",
        ) {
            let mut trie = Trie::with_capacity(1);
            terms.iter().for_each(|term| trie.insert(term));
            trie.link();
            let mut found = Vec::new();
            let mut node = ROOT;
            for (at, c) in text.char_indices() {
                node = trie.step(node, c as u32);
                prop_assert_eq!(trie.ends_term(node), trie.terms(node).next().is_some());
                found.extend(trie.terms(node).map(|term| (at + c.len_utf8(), term)));
            }
            let theirs = AhoCorasick::new(&terms).unwrap();
            let wanted: Vec<_> =
                theirs.find_overlapping_iter(&text).map(|m| (m.end(), m.pattern().as_usize())).collect();
            prop_assert_eq!(found, wanted);
        }
    }
}
