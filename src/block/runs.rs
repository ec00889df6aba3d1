//! Runs of siblings that belong together: one id, nothing shown, links only, hidden, a rule and its target.
use crate::block::candidates::{BlockKind, Collector};
use crate::block::page::{NONE, PageFacts, Target};
use crate::block::sums::{REPEATED, Sums};
use crate::fact::hiding::is_strong;
use crate::html::{AttrName, Close, Markup, NodeId, NodeKind, Tag, Tree};
use foldhash::{HashMap, HashMapExt};

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
    fn sums(&self, id: NodeId) -> Sums {
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

    fn is_links(&self, id: NodeId) -> bool {
        self.is_element(id) && are_links(&self.sums(id))
    }
}

/// What runs are made of, counted among the children of one parent: a run that cannot be there is not looked for.
#[derive(Clone, Copy)]
struct Makings {
    /// Elements that carry a repeated id.
    ids: u32,
    /// Elements that show nothing.
    empties: u32,
    /// Elements that are links and little else.
    links: u32,
    /// Of those, the ones with an off-site link.
    off_site_links: u32,
    /// Elements that hide themselves.
    hidden: u32,
    /// Scripts and frames that say something.
    loaders: u32,
    /// Comments.
    comments: u32,
    /// Whether any child holds an off-site link.
    off_site: bool,
    /// Whether an end tag breaks out of a text field.
    breaks_out: bool,
    /// Whether a hidden element is never closed.
    opens: bool,
    /// Whether there is a script or style sheet.
    rules: bool,
    /// Whether there is server code.
    code: bool,
}

impl Makings {
    /// As much of everything as makes every run be looked for.
    #[cfg(test)]
    const ALL: Makings = Makings {
        ids: u32::MAX,
        empties: u32::MAX,
        links: u32::MAX,
        off_site_links: u32::MAX,
        hidden: u32::MAX,
        loaders: u32::MAX,
        comments: u32::MAX,
        off_site: true,
        breaks_out: true,
        opens: true,
        rules: true,
        code: true,
    };

    const NONE: Makings = Makings {
        ids: 0,
        empties: 0,
        links: 0,
        off_site_links: 0,
        hidden: 0,
        loaders: 0,
        comments: 0,
        off_site: false,
        breaks_out: false,
        opens: false,
        rules: false,
        code: false,
    };

    fn of(page: &Page<'_>, children: &[NodeId]) -> Makings {
        let mut all = Makings::NONE;
        for id in children {
            let node = page.tree.node(*id);
            let fact = &page.facts.nodes[*id as usize];
            match node.kind {
                NodeKind::Element => {
                    let sums = page.sums(*id);
                    let hidden = is_strong(fact.hiding);
                    let links = are_links(&sums);
                    all.ids +=
                        u32::from(fact.id != NONE && page.facts.id_count[fact.id as usize] >= REPEATED);
                    all.empties += u32::from(fact.empty);
                    all.links += u32::from(links);
                    all.off_site_links += u32::from(links && sums.off_site > 0);
                    all.hidden += u32::from(hidden);
                    all.loaders += u32::from(may_load(node.tag) && sums.triggers > 0);
                    all.off_site |= sums.off_site > 0;
                    all.opens |= hidden && node.close == Close::Unclosed;
                    all.rules |= matches!(node.tag, Tag::SCRIPT | Tag::STYLE);
                }
                NodeKind::StrayEnd => all.breaks_out |= breaks_out(node.tag),
                NodeKind::Comment => {
                    all.comments += 1;
                    all.code |= fact.script != NONE;
                }
                NodeKind::Text => {}
                _ => all.off_site |= page.sums(*id).off_site > 0,
            }
        }
        all
    }
}

/// Finds every kind of run among the children of one parent.
pub(crate) fn all(page: &Page<'_>, children: &[NodeId], out: &mut Collector) {
    look(page, children, Makings::of(page, children), out);
}

/// Looks for every kind of run that these makings allow.
fn look(page: &Page<'_>, children: &[NodeId], makings: Makings, out: &mut Collector) {
    if makings.ids >= 2 {
        same_id(page, children, out);
    }
    let mut grouped = |kind, least, members, member: fn(&Page<'_>, NodeId) -> bool| {
        if members >= least {
            grouped(page, children, Run::new(kind, least), members, out, member);
        }
    };
    grouped(BlockKind::EmptyRun, 3, makings.empties, |p, n| {
        p.is_element(n) && p.facts.nodes[n as usize].empty
    });
    grouped(BlockKind::LinkRun, 2, makings.links, |p, n| p.is_links(n));
    grouped(BlockKind::LinkRun, 2, makings.off_site_links, |p, n| p.is_links(n) && p.sums(n).off_site > 0);
    grouped(BlockKind::HiddenRun, 2, makings.hidden, |p, n| p.is_element(n) && p.is_hidden(n));
    grouped(BlockKind::LoaderRun, 2, makings.loaders, loads);
    if makings.breaks_out {
        field_injections(page, children, out);
    }
    if makings.off_site {
        off_site(page, children, out);
    }
    if makings.opens {
        openers(page, children, out);
    }
    if makings.rules || makings.comments >= 2 {
        pairs(page, children, out);
    }
    if makings.code {
        conditions(page, children, out);
    }
}

/// Links and little else.
fn are_links(sums: &Sums) -> bool {
    sums.links > 0 && sums.anchor_ink * 5 >= sums.ink * 4
}

/// Siblings of one id, whatever they hold: the model sees whether they hold anything.
fn same_id(page: &Page<'_>, children: &[NodeId], out: &mut Collector) {
    let id = |node: &NodeId| page.facts.nodes[*node as usize].id;
    let mut run = Run::new(BlockKind::IdRun, 2);
    let mut current = NONE;
    for node in children {
        let mine = if page.is_element(*node) { id(node) } else { NONE };
        if mine != NONE && page.facts.id_count[mine as usize] >= REPEATED {
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

/// Members, of which there are `left`, with nothing but glue between them.
fn grouped(
    page: &Page<'_>,
    children: &[NodeId],
    mut run: Run,
    mut left: u32,
    out: &mut Collector,
    member: fn(&Page<'_>, NodeId) -> bool,
) {
    for node in children {
        if left > 0 && member(page, *node) {
            run.member(page, *node);
            left -= 1;
        } else if run.members == 0 {
            // Nothing that glue could hold together, and perhaps nothing to come.
            if left == 0 {
                break;
            }
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
    may_load(node.tag) && node.kind == NodeKind::Element && page.sums(id).triggers > 0
}

fn may_load(tag: Tag) -> bool {
    matches!(tag, Tag::SCRIPT | Tag::IFRAME)
}

/// Whether this end tag, without its start, ends a text field that the page did not mean to end.
fn breaks_out(tag: Tag) -> bool {
    matches!(tag, Tag::TITLE | Tag::TEXTAREA)
}

/// `</title><style>…</style><div …>`: an end tag that breaks out of a text field, then the payload. Only of elements
/// whose content is text: stray `</td>`, `</form>` and `</script>` are everyday slips of honest pages.
fn field_injections(page: &Page<'_>, children: &[NodeId], out: &mut Collector) {
    for (at, id) in children.iter().enumerate() {
        let node = page.tree.node(*id);
        if node.kind != NodeKind::StrayEnd || !breaks_out(node.tag) {
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
        if node.tag == Tag::SCRIPT && script.is_none() {
            // One that is loaded from elsewhere says nothing about its neighbours.
            continue;
        }
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
    let is_named = |named: &dyn Fn(&str) -> bool| {
        let token = &page.markup.tokens()[page.tree.node(other).token as usize];
        let id = page.markup.attribute(token, AttrName::Id).unwrap_or("");
        let class = page.markup.attribute(token, AttrName::Class).unwrap_or("");
        let named = |name: &str| name.len() >= 2 && named(name);
        named(id) || class.split_ascii_whitespace().take(NAMED_CLASSES).any(named)
    };
    if let Some(script) = script_of(page, rule) {
        let off_site = page.sums(other).off_site > 0
            || fact.link != NONE && page.facts.links[fact.link as usize].target == Target::OffSite;
        return (fact.by_script || off_site) && is_named(&|name| script.mentions(page.text, name));
    }
    if page.tree.node(rule).tag == Tag::STYLE && fact.by_sheet {
        let sheet = &page.text[page.tree.span(page.markup, rule).range()];
        return is_named(&|name| sheet.contains(name));
    }
    false
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::block::candidates::Candidate;
    use crate::html;
    use proptest::prelude::*;

    /// What runs are made of, one piece of each.
    const PIECES: [&str; 22] = [
        "<p id=x></p>",
        "<p id=x>word</p>",
        "<b></b>",
        "<div>words of no interest to anybody</div>",
        "word",
        " ",
        "<br>",
        "<a href=http://a.example/>a</a>",
        "<a href=/own>own</a>",
        "<li><a href=http://b.example/>b</a></li>",
        "<div style=display:none>hidden</div>",
        "<div id=hid style=display:none><a href=http://c.example/>c</a></div>",
        "<div style=display:none>",
        "</div>",
        "<script src=http://evil.example/x.js></script>",
        "<script>document.getElementById('hid').style.display='none'</script>",
        "<style>.k{display:none}</style>",
        "<div class=k><a href=http://d.example/>d</a></div>",
        "</title>",
        "<!--mark-->",
        "<?php if ($_SERVER['HTTP_USER_AGENT'] == 'bot') { ?>",
        "<?php } ?>",
    ];

    fn found(
        page: &Page<'_>,
        find: impl Fn(&Page<'_>, &[NodeId], &mut Collector),
        limit: usize,
    ) -> Vec<Candidate> {
        let mut out = Collector::new(limit);
        for id in 0..page.tree.nodes().len() as NodeId {
            let children: Vec<NodeId> = page.tree.children(id).collect();
            find(page, &children, &mut out);
        }
        out.into_found()
    }

    proptest! {
        #[test]
        fn no_run_is_missed_for_want_of_its_makings(
            pieces in proptest::collection::vec(0usize..PIECES.len(), 0..30),
            limit in prop_oneof![Just(1000usize), 0usize..5],
        ) {
            let text: String = pieces.iter().map(|at| PIECES[*at]).collect();
            let markup = html::tokenize(&text);
            let tree = Tree::build(&markup, 64, 10_000);
            let facts = PageFacts::read(&text, &markup, &tree, None);
            let page = Page { text: &text, markup: &markup, tree: &tree, facts: &facts };
            let every = found(&page, |p, c, out| look(p, c, Makings::ALL, out), limit);
            prop_assert_eq!(found(&page, all, limit), every);
        }
    }
}
