//! Runs of siblings that belong together: one id, nothing shown, links only, hidden, a rule and its target.
use crate::block::candidates::{BlockKind, Collector};
use crate::block::page::{NONE, PageFacts, Prefix, Target};
use crate::fact::hiding::is_strong;
use crate::html::{AttrName, Close, Markup, NodeId, NodeKind, Tag, Tree};
use std::collections::HashMap;

/// What the run finders look at.
pub(crate) struct Page<'p> {
    pub(crate) text: &'p str,
    pub(crate) markup: &'p Markup,
    pub(crate) tree: &'p Tree,
    pub(crate) facts: &'p PageFacts,
}

/// Most ink bytes of text that may stand between the members of a run: list numbers, bullets, separators.
const GLUE_INK: u32 = 12;

/// Most classes of one element that are looked for in a script or rule.
const NAMED_CLASSES: usize = 64;

/// Siblings looked ahead for the other half of a pair.
const PAIR_REACH: usize = 8;

impl Page<'_> {
    fn sums(&self, id: NodeId) -> Prefix {
        let node = self.tree.node(id);
        self.facts.between((node.token, node.end_token))
    }

    fn is_white(&self, id: NodeId) -> bool {
        self.tree.node(id).kind == NodeKind::Text && self.sums(id).ink == 0
    }

    /// What may stand between members without ending a run.
    fn is_glue(&self, id: NodeId) -> bool {
        let node = self.tree.node(id);
        match node.kind {
            NodeKind::Text => self.sums(id).ink <= GLUE_INK,
            NodeKind::Element => matches!(node.tag, Tag::BR | Tag::HR | Tag::WBR),
            NodeKind::StrayEnd | NodeKind::Gap => true,
            _ => false,
        }
    }

    fn is_element(&self, id: NodeId) -> bool {
        self.tree.node(id).kind == NodeKind::Element
    }

    fn is_hidden(&self, id: NodeId) -> bool {
        is_strong(self.facts.nodes[id as usize].hiding)
    }

    /// Links and little else.
    fn is_links(&self, id: NodeId) -> bool {
        let sums = self.sums(id);
        self.is_element(id) && sums.links > 0 && sums.anchor_ink * 5 >= sums.ink * 4
    }
}

/// Finds every kind of run among the children of one parent.
pub(crate) fn all(page: &Page<'_>, children: &[NodeId], out: &mut Collector) {
    let id = |node: &NodeId| page.facts.nodes[*node as usize].id;
    // One id, whatever the elements hold: the model sees whether they hold anything.
    let mut run = Run::new(BlockKind::IdRun, 2);
    let mut current = NONE;
    for node in children {
        let mine = if page.is_element(*node) { id(node) } else { NONE };
        if mine != NONE && page.facts.id_count[mine as usize] >= 3 {
            if mine != current {
                run.end(page, out);
                current = mine;
            }
            run.member(page, *node);
        } else if page.is_glue(*node) || page.is_element(*node) && page.facts.nodes[*node as usize].empty {
            run.glue(page, *node);
        } else {
            run.end(page, out);
        }
    }
    run.end(page, out);

    grouped(page, children, BlockKind::EmptyRun, 3, out, |p, n| {
        p.is_element(n) && p.facts.nodes[n as usize].empty
    });
    grouped(page, children, BlockKind::LinkRun, 2, out, |p, n| p.is_links(n));
    grouped(page, children, BlockKind::LinkRun, 2, out, |p, n| p.is_links(n) && p.sums(n).off_site > 0);
    grouped(page, children, BlockKind::HiddenRun, 2, out, |p, n| p.is_element(n) && p.is_hidden(n));
    grouped(page, children, BlockKind::LoaderRun, 2, out, loads);
    field_injections(page, children, out);
    off_site(page, children, out);
    openers(page, children, out);
    pairs(page, children, out);
    conditions(page, children, out);
}

/// A run being gathered.
struct Run {
    kind: BlockKind,
    least: u32,
    members: u32,
    first: NodeId,
    range: (u32, u32),
    /// Where trailing glue that cannot stand alone (a cut tag, a stray end) may extend the run to.
    tail: u32,
}

impl Run {
    fn new(kind: BlockKind, least: u32) -> Self {
        Run { kind, least, members: 0, first: 0, range: (0, 0), tail: 0 }
    }

    fn member(&mut self, page: &Page<'_>, id: NodeId) {
        let node = page.tree.node(id);
        if self.members == 0 {
            self.first = id;
            self.range.0 = node.token;
        }
        self.members += 1;
        self.range.1 = node.end_token;
        self.tail = node.end_token;
    }

    fn glue(&mut self, page: &Page<'_>, id: NodeId) {
        let node = page.tree.node(id);
        if self.members > 0 && matches!(node.kind, NodeKind::Gap | NodeKind::StrayEnd) {
            self.tail = node.end_token;
        }
    }

    fn end(&mut self, _page: &Page<'_>, out: &mut Collector) {
        if self.members >= self.least {
            out.add(self.kind, self.range, self.first);
            if self.tail > self.range.1 {
                out.add(self.kind, (self.range.0, self.tail), self.first);
            }
        }
        self.members = 0;
    }
}

fn grouped(
    page: &Page<'_>,
    children: &[NodeId],
    kind: BlockKind,
    least: u32,
    out: &mut Collector,
    member: impl Fn(&Page<'_>, NodeId) -> bool,
) {
    let mut run = Run::new(kind, least);
    for node in children {
        if member(page, *node) {
            run.member(page, *node);
        } else if page.is_glue(*node) {
            run.glue(page, *node);
        } else {
            run.end(page, out);
        }
    }
    run.end(page, out);
}

/// A script or frame from elsewhere, or one that says something.
fn loads(page: &Page<'_>, id: NodeId) -> bool {
    let node = page.tree.node(id);
    matches!(node.tag, Tag::SCRIPT | Tag::IFRAME)
        && node.kind == NodeKind::Element
        && page.sums(id).triggers > 0
}

/// `</title><style>…</style><div …>`: an end tag that breaks out of a text field, then the payload. Only of elements
/// whose content is text: stray `</td>`, `</form>` and `</script>` are everyday slips of honest pages.
fn field_injections(page: &Page<'_>, children: &[NodeId], out: &mut Collector) {
    for (at, id) in children.iter().enumerate() {
        let node = page.tree.node(*id);
        let breaks_out = matches!(node.tag, Tag::TITLE | Tag::TEXTAREA);
        if node.kind != NodeKind::StrayEnd || !breaks_out {
            continue;
        }
        let mut end = None;
        for next in children[at + 1..].iter().take(PAIR_REACH) {
            let follower = page.tree.node(*next);
            let payload = follower.kind == NodeKind::Element
                && (matches!(follower.tag, Tag::SCRIPT | Tag::STYLE | Tag::IFRAME)
                    || page.is_hidden(*next)
                    || page.sums(*next).off_site > 0);
            if payload || matches!(follower.kind, NodeKind::Comment | NodeKind::StrayEnd) {
                if payload {
                    end = Some(follower.end_token);
                    out.add(BlockKind::Pair, (node.token, follower.end_token), *id);
                }
            } else if !page.is_white(*next) {
                break;
            }
        }
        if let Some(end) = end {
            out.add(BlockKind::Pair, (node.token, end), *id);
        }
    }
}

/// Off-site links of one parent with what stands between them, and with the words before and after.
fn off_site(page: &Page<'_>, children: &[NodeId], out: &mut Collector) {
    let with: Vec<usize> = (0..children.len()).filter(|at| page.sums(children[*at]).off_site > 0).collect();
    let (Some(first), Some(last)) = (with.first(), with.last()) else { return };
    let node = |at: usize| page.tree.node(children[at]);
    let text = |at: usize| node(at).kind == NodeKind::Text && !page.is_white(children[at]);
    let mut add = |from: usize, to: usize| {
        out.add(BlockKind::OffSiteRun, (node(from).token, node(to).end_token), children[from]);
    };
    add(*first, *last);
    if children.len() <= 64 || last - first <= 64 {
        let before = first.checked_sub(1).filter(|at| text(*at));
        let after = Some(last + 1).filter(|at| *at < children.len() && text(*at));
        if let Some(before) = before {
            add(before, *last);
        }
        if let Some(after) = after {
            add(*first, after);
        }
        if let (Some(before), Some(after)) = (before, after) {
            add(before, after);
        }
    }
    // Clumps: off-site links with at most two other siblings between.
    let mut start = *first;
    for pair in with.windows(2) {
        let between = (pair[0] + 1..pair[1]).filter(|at| !page.is_white(children[*at])).count();
        if between > 2 {
            if start < pair[0] {
                add(start, pair[0]);
            }
            start = pair[1];
        }
    }
    if start != *first && start < *last {
        add(start, *last);
    }
}

/// A hidden start tag that nothing closes hides what follows: up to where the links end, and up to the parent's end.
fn openers(page: &Page<'_>, children: &[NodeId], out: &mut Collector) {
    let opens = |id: NodeId| {
        let node = page.tree.node(id);
        node.kind == NodeKind::Element && node.close == Close::Unclosed && page.is_hidden(id)
    };
    let Some(first) = children.iter().position(|id| opens(*id)) else { return };
    // How far the links reach that begin at each child, from the last back: openers may be links themselves, and
    // following each one's links anew would be quadratic.
    let mut reach = vec![0; children.len() + 1 - first];
    for at in (first..children.len()).rev() {
        let id = children[at];
        let after = reach[at - first + 1];
        let node = page.tree.node(id);
        reach[at - first] = if page.is_links(id) || page.sums(id).off_site > 0 {
            after.max(node.end_token)
        } else if page.is_glue(id) || node.kind == NodeKind::Text {
            after
        } else {
            0
        };
    }
    for (at, id) in children.iter().enumerate().skip(first) {
        if opens(*id) {
            let node = page.tree.node(*id);
            out.add(BlockKind::OpenerRun, (node.token, node.end_token.max(reach[at - first + 1])), *id);
        }
    }
}

/// `<?php if (…) { ?>` … `<?php } ?>`: a condition on who asks or for what, with what is shown on it.
fn conditions(page: &Page<'_>, children: &[NodeId], out: &mut Collector) {
    let code = |id: NodeId| {
        let text = &page.text[page.tree.span(page.markup, id).range()];
        text.trim_start_matches("<?php")
            .trim_start_matches("<?")
            .trim_end_matches('>')
            .trim_end_matches('?')
            .trim()
    };
    for (at, id) in children.iter().enumerate() {
        let node = page.tree.node(*id);
        let fact = &page.facts.nodes[*id as usize];
        if node.kind != NodeKind::Comment || fact.script == NONE {
            continue;
        }
        let asks = page.facts.scripts[fact.script as usize].server.is_some_and(|server| {
            server.reads_user_agent || server.reads_referrer || server.tests_request_uri
        });
        if !asks || !code(*id).ends_with('{') {
            continue;
        }
        for other in &children[at + 1..children.len().min(at + PAIR_REACH)] {
            let end = page.tree.node(*other);
            if end.kind == NodeKind::Comment && code(*other).starts_with('}') {
                let range = (node.token, end.end_token);
                if page.facts.between(range).off_site > 0 || page.facts.between(range).links > 0 {
                    out.add(BlockKind::Pair, range, *id);
                }
                break;
            }
        }
    }
}

/// A rule or script with the element it hides; two scripts that write a wrapper around what is between; two equal comments.
fn pairs(page: &Page<'_>, children: &[NodeId], out: &mut Collector) {
    let mut comments: HashMap<&str, usize> = HashMap::new();
    for (at, id) in children.iter().enumerate() {
        let node = page.tree.node(*id);
        if node.kind == NodeKind::Comment {
            let text = &page.text[page.tree.span(page.markup, *id).range()];
            if let Some(start) = comments.insert(text, at)
                && at - start <= PAIR_REACH
            {
                out.add(
                    BlockKind::Pair,
                    (page.tree.node(children[start]).token, node.end_token),
                    children[start],
                );
            }
            continue;
        }
        if node.kind != NodeKind::Element || !matches!(node.tag, Tag::SCRIPT | Tag::STYLE) {
            continue;
        }
        let script = script_of(page, *id);
        let mut reach = |order: &mut dyn Iterator<Item = usize>| {
            for other in order {
                let neighbour = page.tree.node(children[other]);
                if neighbour.kind == NodeKind::Element {
                    if belongs(page, *id, children[other]) {
                        let (from, to) = (other.min(at), other.max(at));
                        let range =
                            (page.tree.node(children[from]).token, page.tree.node(children[to]).end_token);
                        out.add(BlockKind::Pair, range, children[from]);
                    }
                    if neighbour.tag != Tag::SCRIPT && neighbour.tag != Tag::STYLE && neighbour.tag != Tag::BR
                    {
                        break;
                    }
                } else if !page.is_glue(children[other]) {
                    break;
                }
            }
        };
        reach(&mut (at + 1..children.len().min(at + PAIR_REACH)));
        reach(&mut (at.saturating_sub(PAIR_REACH)..at).rev());
        let Some(script) = script else { continue };
        if script.writes_opener() {
            for other in &children[at + 1..children.len().min(at + 64)] {
                if script_of(page, *other).is_some_and(|other| other.script.writes_closer) {
                    out.add(BlockKind::Pair, (node.token, page.tree.node(*other).end_token), *id);
                    break;
                }
            }
        }
    }
}

fn script_of<'p>(page: &Page<'p>, id: NodeId) -> Option<&'p crate::block::code::Code> {
    let node = page.tree.node(id);
    if node.tag != Tag::SCRIPT || node.subtree_end <= id + 1 {
        return None;
    }
    let fact = &page.facts.nodes[id as usize + 1];
    (fact.script != NONE).then(|| &page.facts.scripts[fact.script as usize])
}

/// Whether a script or style element is about this neighbour: it names its id or class, or holds the rule that hides it.
fn belongs(page: &Page<'_>, rule: NodeId, other: NodeId) -> bool {
    let fact = &page.facts.nodes[other as usize];
    let token = &page.markup.tokens()[page.tree.node(other).token as usize];
    let id = page.markup.attribute(token, AttrName::Id).unwrap_or("");
    let class = page.markup.attribute(token, AttrName::Class).unwrap_or("");
    if let Some(script) = script_of(page, rule) {
        let named = |name: &str| name.len() >= 2 && script.mentions(page.text, name);
        let off_site = page.sums(other).off_site > 0
            || fact.link != NONE && page.facts.links[fact.link as usize].target == Target::OffSite;
        return (fact.by_script || off_site)
            && (named(id) || class.split_ascii_whitespace().take(NAMED_CLASSES).any(named));
    }
    if page.tree.node(rule).tag == Tag::STYLE && fact.by_sheet {
        let span = page.tree.span(page.markup, rule);
        let sheet = &page.text[span.range()];
        let named = |name: &str| name.len() >= 2 && sheet.contains(name);
        return named(id) || class.split_ascii_whitespace().take(NAMED_CLASSES).any(named);
    }
    false
}
