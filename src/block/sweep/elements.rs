//! Counting elements: their names, attributes, how they are hidden.
use super::Counter;
use super::tags::{TagTraits, places};
use crate::block::counts::C;
use crate::block::page::{Attrs, NONE, NodeFact};
use crate::fact::hiding::{Hiding, is_strong};
use crate::html::{AttrName, Close, Node, NodeKind, Tag, Token, Tree};

impl Counter<'_> {
    pub(super) fn element(&mut self, index: usize, node: &Node, token: &Token) {
        let facts = self.facts;
        let fact = &facts.nodes[index];
        let traits = TagTraits::of(node.tag);
        let inside_hidden = self.hidden(node);
        let strong = is_strong(fact.hiding);
        if strong {
            // An unclosed hidden element hides to the end of what it stands in.
            let end = match node.close {
                Close::Unclosed => self.tree.node(node.parent).end_token,
                _ => node.end_token,
            };
            self.hidden_until = self.hidden_until.max(end);
        }
        if traits.has(TagTraits::QUOTES) && fact.id == NONE {
            self.pre_until = self.pre_until.max(node.end_token);
        }
        self.names(index, node, token, fact, traits);
        self.attributes(fact, token);
        if strong {
            self.hiding(fact);
        }
        if inside_hidden {
            let now = &mut self.now;
            now.inc(C::HiddenElements);
            let medium = traits.has(TagTraits::MEDIA | TagTraits::CONTROL);
            now.inc_if(medium && fact.attrs.has(Attrs::SHOWS), C::HiddenMedia);
            now.inc_if(fact.hook, C::HiddenHooks);
        }
        if fact.link != NONE {
            self.address(index, node, &facts.links[fact.link as usize], inside_hidden || strong);
        }
        if node.tag == Tag::META {
            self.meta(node);
        }
    }

    fn meta(&mut self, node: &Node) {
        let token = &self.markup.tokens()[node.token as usize];
        let name = self.markup.attribute(token, AttrName::Name).unwrap_or("");
        if name.eq_ignore_ascii_case("keywords") || name.eq_ignore_ascii_case("description") {
            // As it stands in the source: the decoded value no longer tells entities.
            let raw = &self.text[token.span.range()];
            if let Some(content) = raw.to_ascii_lowercase().find("content").map(|at| &raw[at + 7..]) {
                let content = content.trim_start().trim_start_matches('=').trim_end_matches(['/', '>', ' ']);
                self.head_text(content);
            }
        }
    }

    fn names(&mut self, index: usize, node: &Node, token: &Token, fact: &NodeFact, traits: TagTraits) {
        let parent = self.tree.node(node.parent);
        self.now.inc(C::Elements);
        self.now.inc_if(node.close == Close::Unclosed, C::Unclosed);
        self.now.inc_if(traits.has(TagTraits::INLINE), C::Inline);
        if let Some(counter) = traits.counter {
            self.now.inc(counter);
        }
        if traits.has(TagTraits::RARE) {
            self.rare_names(node, parent, fact, traits);
        }
        let now = &mut self.now;
        now.inc_if(node.tag == parent.tag && !traits.has(TagTraits::NESTS), C::SameInSame);
        now.inc_if(only_child(index as u32, node, parent), C::OnlyChild);
        if fact.empty {
            now.inc(C::Empty);
            let custom = || self.markup.tag_name(node.tag).contains(['-', ':']);
            let usual = traits.has(TagTraits::FILLED_LATER) || traits.has(TagTraits::UNKNOWN) && custom();
            now.inc_if(!usual, C::EmptyOdd);
            now.inc_if(node.subtree_end > index as u32 + 1, C::EmptyNested);
        }
        let first = self.text.as_bytes().get(token.span.start as usize + 1);
        now.inc_if(first.is_some_and(u8::is_ascii_uppercase), C::UpperTags);
    }

    /// What only the names tell that few elements have.
    fn rare_names(&mut self, node: &Node, parent: &Node, fact: &NodeFact, traits: TagTraits) {
        let now = &mut self.now;
        if traits.has(TagTraits::UNKNOWN) {
            let custom = self.markup.tag_name(node.tag).contains(['-', ':']);
            now.inc(if custom { C::CustomTags } else { C::UnknownTags });
        }
        now.inc_if(traits.has(TagTraits::OBSOLETE), C::Obsolete);
        now.inc_if(traits.has(TagTraits::BROWSER_RAW), C::BrowserRaw);
        now.inc_if(traits.has(TagTraits::TABLE_PART) && parent.tag != Tag::NONE, C::TableParts);
        now.inc_if(traits.has(TagTraits::HEADING), C::Headings);
        // `<input id="rz99h">` is no form and `<video id="rz99h">` no film.
        let real = fact.attrs.has(Attrs::SHOWS);
        now.inc_if(traits.has(TagTraits::MEDIA) && real, C::Media);
        now.inc_if(traits.has(TagTraits::CONTROL) && real, C::Controls);
        if traits.has(TagTraits::PLACED) {
            now.inc_if(out_of_context(self.tree, node.tag, parent), C::OutOfContext);
        }
    }

    fn attributes(&mut self, fact: &NodeFact, token: &Token) {
        let now = &mut self.now;
        let count = self.markup.attributes(token).len();
        if count == 0 {
            now.inc(C::Bare);
            now.inc_if(fact.empty, C::EmptyPlain);
            return;
        }
        let (class, style) = (fact.attrs.has(Attrs::CLASS), fact.attrs.has(Attrs::STYLE));
        now.bump(C::Attributes, count as u32);
        now.inc_if(class, C::WithClass);
        now.inc_if(style, C::WithStyle);
        now.inc_if(fact.hook, C::WithHook);
        let repeated = fact.id != NONE && self.facts.id_count[fact.id as usize] >= 3;
        if fact.empty {
            // A stamp on an element makes its class a stamp too: nobody styles by a class what has no id of its own.
            let styled = !repeated && (class || fact.hook);
            now.inc_if(!style && !fact.attrs.has(Attrs::PURPOSE) && !styled, C::EmptyPlain);
        }
        if fact.id == NONE {
            return;
        }
        let id = fact.id as usize;
        now.inc(C::WithId);
        now.inc_if(count == 1, C::IdOnly);
        now.inc_if(repeated, C::IdRepeated);
        now.inc_if(repeated && fact.empty, C::IdRepeatedEmpty);
        now.inc_if(repeated && !fact.empty, C::IdRepeatedFull);
        now.inc_if(self.facts.id_random[id] >= 0.5, C::IdRandom);
        now.inc_if(self.facts.id_referenced[id], C::IdReferenced);
    }

    fn hiding(&mut self, fact: &NodeFact) {
        let h = fact.hiding;
        let now = &mut self.now;
        now.inc(C::Hidden);
        now.inc_if(
            h.intersects(Hiding::DISPLAY_NONE | Hiding::VISIBILITY_HIDDEN | Hiding::HIDDEN_ATTR),
            C::HiddenDisplay,
        );
        now.inc_if(h.intersects(Hiding::OFFSCREEN | Hiding::TEXT_INDENT | Hiding::CLIPPED), C::HiddenOff);
        now.inc_if(h.intersects(Hiding::ZERO_BOX | Hiding::ZERO_FONT | Hiding::OPACITY_ZERO), C::HiddenZero);
        now.inc_if(h.intersects(Hiding::SAME_COLOUR), C::HiddenColour);
        now.inc_if(h.intersects(Hiding::TINY_MARQUEE), C::HiddenMarquee);
        now.inc_if(fact.by_sheet, C::HiddenBySheet);
        now.inc_if(fact.by_script, C::HiddenByScript);
    }
}

/// Whether a tag stands where HTML gives it no meaning.
fn out_of_context(tree: &Tree, tag: Tag, parent: &Node) -> bool {
    let Some(places) = places(tag) else { return false };
    !places.contains(&parent.tag) && !places.contains(&tree.node(parent.parent).tag)
}

/// Whether an element is the only child of an element.
fn only_child(id: u32, node: &Node, parent: &Node) -> bool {
    parent.kind == NodeKind::Element && node.parent + 1 == id && parent.subtree_end == node.subtree_end
}
