//! Which stretches of a page are judged: elements and runs of siblings that have something to be judged by.
use crate::block::page::PageFacts;
use crate::block::runs;
use crate::html::{Markup, NodeId, NodeKind, Tag, Tree};
use foldhash::{HashSet, HashSetExt};

/// What kind of stretch a candidate is. The name is part of the output (`kind`).
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum BlockKind {
    /// One element with all it holds.
    Element,
    /// Siblings that carry one id.
    IdRun,
    /// Siblings that show nothing.
    EmptyRun,
    /// Siblings that are links, or hold little else.
    LinkRun,
    /// From the first off-site link of a parent to its last.
    OffSiteRun,
    /// Siblings hidden by themselves.
    HiddenRun,
    /// A hidden start tag that is never closed, and what follows it.
    OpenerRun,
    /// A script or rule with the element it hides, or a pair of equal comments with what they enclose.
    Pair,
    /// What stands after `</body>` or `</html>`.
    Tail,
    /// The first or last text of the page.
    EdgeText,
    /// Title, keyword and description metas, gate script.
    Head,
    /// Scripts, frames or server code next to each other.
    LoaderRun,
}

impl BlockKind {
    /// The name in reports.
    pub fn as_str(self) -> &'static str {
        match self {
            BlockKind::Element => "element",
            BlockKind::IdRun => "id-run",
            BlockKind::EmptyRun => "empty-run",
            BlockKind::LinkRun => "link-run",
            BlockKind::OffSiteRun => "offsite-run",
            BlockKind::HiddenRun => "hidden-run",
            BlockKind::OpenerRun => "opener-run",
            BlockKind::Pair => "pair",
            BlockKind::Tail => "tail",
            BlockKind::EdgeText => "text",
            BlockKind::Head => "head",
            BlockKind::LoaderRun => "loader-run",
        }
    }
}

/// A stretch of tokens to be judged.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Candidate {
    /// What kind.
    pub kind: BlockKind,
    /// First token and one past the last.
    pub range: (u32, u32),
    /// The node that speaks for it: the element, or the run's first.
    pub node: NodeId,
}

/// Collects candidates, one per token range and the first kind that claimed it.
pub(crate) struct Collector {
    found: Vec<Candidate>,
    seen: HashSet<(u32, u32)>,
    limit: usize,
}

impl Collector {
    pub(crate) fn new(limit: usize) -> Self {
        Collector { found: Vec::new(), seen: HashSet::new(), limit }
    }

    /// What was collected, in the order in which it was.
    pub(crate) fn into_found(self) -> Vec<Candidate> {
        self.found
    }

    pub(crate) fn add(&mut self, kind: BlockKind, range: (u32, u32), node: NodeId) {
        if range.0 >= range.1 || self.found.len() >= self.limit {
            return;
        }
        if self.seen.insert(range) {
            self.found.push(Candidate { kind, range, node });
        }
    }
}

/// Fewest empty elements inside that make an element worth a look.
const MIN_EMPTIES: u32 = 6;

/// Fewest empty elements with a repeated id inside that make an element worth a look.
const MIN_ID_EMPTIES: u32 = 2;

/// All candidates of a page, at most `limit`, sorted by range. A range that two kinds claim is an element first.
pub fn candidates(
    text: &str,
    markup: &Markup,
    tree: &Tree,
    facts: &PageFacts,
    limit: usize,
) -> Vec<Candidate> {
    let mut collector = Collector::new(limit);
    head(markup, tree, facts, &mut collector);
    let parents = elements(tree, facts, &mut collector);
    edges(text, markup, tree, &mut collector);
    let mut children = Vec::new();
    let page = runs::Page { text, markup, tree, facts };
    for parent in parents {
        children.clear();
        children.extend(tree.children(parent));
        runs::all(&page, &children, &mut collector);
    }
    tails(text, markup, tree, &mut collector);
    let mut found = collector.into_found();
    found.sort_unstable_by_key(|c| (c.range.0, std::cmp::Reverse(c.range.1)));
    found
}

/// Elements worth a look, scripts and server code that say something. Gives the nodes whose children are worth one.
fn elements(tree: &Tree, facts: &PageFacts, collector: &mut Collector) -> Vec<NodeId> {
    let nodes = tree.nodes();
    let mut parents = Vec::new();
    let mut index = 0;
    while let Some(node) = nodes.get(index) {
        let range = (node.token, node.end_token);
        match node.kind {
            NodeKind::Root | NodeKind::Element => {
                if !worth_a_look(facts, range) {
                    // Then nothing inside is: all that makes it so is counted in sums.
                    index = (index + 1).max(node.subtree_end as usize);
                    continue;
                }
                if node.subtree_end as usize > index + 1 {
                    parents.push(index as NodeId);
                }
                let own = match node.tag {
                    Tag::SCRIPT => facts.between(range).triggers > 0,
                    _ => node.kind == NodeKind::Element,
                };
                if own {
                    collector.add(BlockKind::Element, range, index as NodeId);
                }
            }
            // Server code that says something.
            NodeKind::Comment if facts.between(range).triggers > 0 => {
                collector.add(BlockKind::Element, range, index as NodeId);
            }
            _ => {}
        }
        index += 1;
    }
    parents
}

/// Whether anything in the range can be spam: a link away, something hidden or loaded, a heap of empties.
fn worth_a_look(facts: &PageFacts, range: (u32, u32)) -> bool {
    let inside = facts.between(range);
    inside.off_site > 0
        || inside.triggers > 0
        || inside.empties >= MIN_EMPTIES
        || inside.id_empties >= MIN_ID_EMPTIES
}

/// Title, keyword and description metas one by one, and as one unit with the scripts between them.
fn head(markup: &Markup, tree: &Tree, facts: &PageFacts, out: &mut Collector) {
    use crate::html::AttrName;
    let mut unit: Option<(u32, u32, NodeId)> = None;
    let mut titles = 0;
    let mut foreign = 0;
    for (index, node) in tree.nodes().iter().enumerate() {
        if foreign > 12 || titles > 8 {
            break;
        }
        let id = index as NodeId;
        let member = match (node.kind, node.tag) {
            (NodeKind::Element, Tag::TITLE) => {
                titles += 1;
                true
            }
            (NodeKind::Element, Tag::META) => {
                let token = &markup.tokens()[node.token as usize];
                markup.attribute(token, AttrName::Name).is_some_and(|name| {
                    name.eq_ignore_ascii_case("keywords") || name.eq_ignore_ascii_case("description")
                })
            }
            (NodeKind::Element, Tag::SCRIPT) => {
                unit.is_some() && facts.between((node.token, node.end_token)).triggers > 0
            }
            _ => false,
        };
        if member {
            out.add(BlockKind::Head, (node.token, node.end_token), id);
            unit = Some(unit.map_or((node.token, node.end_token, id), |(start, _, first)| {
                (start, node.end_token, first)
            }));
            foreign = 0;
        } else if unit.is_some() && node.kind == NodeKind::Element {
            foreign += 1;
        }
        if node.kind == NodeKind::Marker && node.tag == Tag::BODY {
            break;
        }
    }
    if let Some((start, end, first)) = unit {
        out.add(BlockKind::Head, (start, end), first);
    }
}

/// How many lines or elements at each end of the page are looked at.
const EDGE: usize = 3;

/// The first and last texts of the page and of its body, and a first or last heading or link.
fn edges(text: &str, markup: &Markup, tree: &Tree, out: &mut Collector) {
    let white = |token: u32| text[markup.tokens()[token as usize].span.range()].trim().is_empty();
    let mut from = |ids: &mut dyn Iterator<Item = NodeId>| {
        let mut seen = 0;
        for id in ids {
            let node = tree.node(id);
            match node.kind {
                NodeKind::Text if !white(node.token) => {
                    out.add(BlockKind::EdgeText, (node.token, node.end_token), id);
                    seen += 1;
                }
                NodeKind::Element
                    if node.tag.is_heading() || matches!(node.tag, Tag::A | Tag::P | Tag::FONT) =>
                {
                    out.add(BlockKind::EdgeText, (node.token, node.end_token), id);
                    seen += 1;
                }
                _ => {}
            }
            if seen >= EDGE {
                break;
            }
        }
    };
    from(&mut tree.children(Tree::ROOT).take(64));
    let last: Vec<NodeId> = tree.children(Tree::ROOT).collect();
    from(&mut last.iter().rev().take(64).copied());
    if let Some(at) =
        last.iter().position(|id| tree.node(*id).tag == Tag::BODY && tree.node(*id).kind == NodeKind::Marker)
    {
        from(&mut last[at + 1..].iter().take(16).copied());
    }
}

/// What stands after the end of the body and of the document, as one stretch each.
fn tails(text: &str, markup: &Markup, tree: &Tree, out: &mut Collector) {
    let marks = tree.landmarks;
    let count = markup.tokens().len() as u32;
    for start in [marks.after_body, marks.after_html] {
        let mut stretch: Option<(u32, u32, NodeId)> = None;
        for id in tree.children(Tree::ROOT).filter(|id| tree.node(*id).token >= start && start < count) {
            let node = tree.node(id);
            let white = node.kind == NodeKind::Text
                && text[markup.tokens()[node.token as usize].span.range()].trim().is_empty();
            if node.kind == NodeKind::Marker {
                if let Some((from, to, first)) = stretch.take() {
                    out.add(BlockKind::Tail, (from, to), first);
                }
            } else if !white {
                stretch = Some(stretch.map_or((node.token, node.end_token, id), |(from, _, first)| {
                    (from, node.end_token, first)
                }));
            }
        }
        if let Some((from, to, first)) = stretch {
            out.add(BlockKind::Tail, (from, to), first);
        }
    }
}
