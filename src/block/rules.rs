//! What the style sheets and scripts of a page say about its elements: which they hide.
use crate::block::code::Code;
use crate::block::page::{NONE, NodeFact};
use crate::block::recent::Recent;
use crate::fact::hiding::{Hiding, is_strong};
use crate::fact::stylesheet::HiddenBy;
use crate::html::{AttrName, Markup, NodeKind, Tree};
use foldhash::HashSet;

/// The rules of a page that hide, of its style sheets and of its scripts.
pub(crate) struct Rules<'s> {
    sheet: &'s HiddenBy,
    /// Rules that scripts write.
    written: HiddenBy,
    /// Ids of elements that scripts hide.
    pub(crate) ids: HashSet<&'s str>,
    /// Classes of elements that scripts hide.
    classes: HashSet<&'s str>,
}

impl<'s> Rules<'s> {
    /// Gathers the rules of a page.
    pub(crate) fn new(sheet: &'s HiddenBy, scripts: &'s [Code]) -> Self {
        let (mut ids, mut classes) = (HashSet::default(), HashSet::default());
        let mut written = HiddenBy::default();
        for Code { script, .. } in scripts {
            ids.extend(script.hides_ids.iter().map(String::as_str));
            classes.extend(script.hides_classes.iter().map(String::as_str));
            written.merge(&script.writes_style_rule);
        }
        Rules { sheet, written, ids, classes }
    }

    /// Nothing is hidden by a rule.
    fn is_empty(&self) -> bool {
        self.sheet.is_empty() && self.written.is_empty() && self.ids.is_empty() && self.classes.is_empty()
    }

    fn name_tags(&self) -> bool {
        self.sheet.names_tags() || self.written.names_tags()
    }

    fn name_id(&self, id: &str) -> bool {
        self.sheet.names_id(id) || self.written.names_id(id) || self.ids.contains(id)
    }

    fn name_class(&self, class: &str) -> bool {
        self.sheet.names_class(class) || self.written.names_class(class) || self.classes.contains(class)
    }

    /// Hides what they hide. `nodes` are the facts of the tree's nodes.
    pub(crate) fn apply(&self, markup: &Markup, tree: &Tree, nodes: &mut [NodeFact]) {
        if self.is_empty() {
            return;
        }
        let name_tags = self.name_tags();
        // An element without id and class needs no further look, unless a rule asks for the empty id.
        let any_element = name_tags || self.name_id("");
        // Whether a rule hangs on one of these classes.
        let mut named = Recent::new(false);
        for (node, fact) in tree.nodes().iter().zip(nodes) {
            if node.kind != NodeKind::Element || !any_element && fact.id == NONE && !fact.classed {
                continue;
            }
            let token = &markup.tokens()[node.token as usize];
            let (mut id, mut class) = (None, "");
            for record in markup.records(token) {
                match record.name {
                    AttrName::Id => id = Some(markup.value(record)),
                    AttrName::Class => class = markup.value(record),
                    _ => {}
                }
            }
            // A rule hangs on a tag, an id or a class of the elements it hides.
            if name_tags
                || id.is_some_and(|id| self.name_id(id))
                || named
                    .get(class, |class| class.split_ascii_whitespace().any(|class| self.name_class(class)))
            {
                self.hide(markup.tag_name(node.tag), id, class, fact);
            }
        }
    }

    /// Hides one element, if they do.
    fn hide(&self, tag: &str, id: Option<&str>, class: &str, fact: &mut NodeFact) {
        let classes = class.split_ascii_whitespace();
        let sheet = self.sheet.element(tag, id, classes.clone());
        if is_strong(sheet) && !is_strong(fact.hiding) {
            fact.by_sheet = true;
        }
        fact.hiding |= sheet;
        let written = self.written.element(tag, id, classes.clone());
        if is_strong(written) {
            fact.hiding |= written;
            fact.by_script = true;
        }
        if id.is_some_and(|id| self.ids.contains(id))
            || !self.classes.is_empty() && classes.clone().any(|class| self.classes.contains(class))
        {
            fact.hiding |= Hiding::DISPLAY_NONE;
            fact.by_script = true;
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::block::page::PageFacts;
    use crate::html;
    use proptest::prelude::*;

    const PIECES: [&str; 21] = [
        "<style>[id='']{display:none}</style>",
        "<style>.k{display:none}</style>",
        "<style>.k{display:block}.l.k{display:none}</style>",
        "<style>#hid{display:none}#hid.l{display:block}#twice.m{visibility:hidden}</style>",
        "<style>bdo{display:none}i.m{display:none}</style>",
        "<script>document.getElementById('hid').style.display='none'</script>",
        "<script>document.getElementsByClassName('m')[0].style.display='none'</script>",
        "<script>document.write('<style>.n{position:absolute;left:-9999px}</style>')</script>",
        "<p id=hid>",
        "<p id=hid class='l x'>",
        "<p id=''>",
        "<b id=twice class=m>",
        "<div class=k>",
        "<div class='a k'>",
        "<div class='a l k'>",
        "<div class='a b'>",
        "<div class=' '>",
        "<i class=m>",
        "<bdo>",
        "<bdo class=n>",
        "</p></div>",
    ];

    proptest! {
        #[test]
        fn elements_that_no_rule_names_need_not_be_looked_at(pieces in proptest::collection::vec(0usize..PIECES.len(), 0..40)) {
            let text: String = pieces.iter().map(|at| PIECES[*at]).collect();
            let markup = html::tokenize(&text);
            let tree = Tree::build(&markup, 64, 10_000);
            let facts = PageFacts::read(&text, &markup, &tree, None);
            let mut sheet = crate::fact::stylesheet::Stylesheet::default();
            for node in tree.nodes().iter().filter(|n| n.kind == NodeKind::RawText && n.tag == html::Tag::STYLE) {
                sheet.add(&text[markup.tokens()[node.token as usize].span.range()]);
            }
            let rules = Rules::new(&sheet.hidden, &facts.scripts);
            for (node, fact) in tree.nodes().iter().zip(&facts.nodes).filter(|(n, _)| n.kind == NodeKind::Element) {
                let token = &markup.tokens()[node.token as usize];
                let mut plain = *fact;
                (plain.hiding, plain.by_sheet, plain.by_script) = (Hiding::NONE, false, false);
                let id = markup.attribute(token, AttrName::Id);
                let class = markup.attribute(token, AttrName::Class).unwrap_or("");
                rules.hide(markup.tag_name(node.tag), id, class, &mut plain);
                let said = |fact: &NodeFact| (fact.hiding, fact.by_sheet, fact.by_script);
                prop_assert_eq!(said(fact), said(&plain), "{}", text);
            }
        }
    }
}
