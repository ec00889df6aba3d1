//! Everything measured about one block, and about the page around it.
use crate::block::candidates::{BlockKind, Candidate, candidates};
use crate::block::counts::{C, Counts};
use crate::block::ink::ink;
use crate::block::page::{NONE, NodeFact, PageFacts, Sums};
use crate::block::range::Ranges;
use crate::block::sweep::{Sweep, spam_hits};
use crate::block::values::{self, Distinct};
use crate::fact::hiding::is_strong;
use crate::fact::lexicon::Category;
use crate::fact::text::TextCounts;
use crate::html::{Close, Markup, NodeKind, Tag, Tree};
use crate::span::TextSpan;
use std::sync::OnceLock;

/// Token window in which a neighbouring heap of empties counts as touching.
const NEIGHBOUR_TOKENS: u32 = 16;

/// Ink from which a block is more than what it loads.
const LOADER_INK: u32 = 20;

/// Most off-site links of a credit.
const CREDIT_LINKS: f64 = 2.0;

/// What is measured about the page as a whole.
#[derive(Clone, Debug)]
pub struct PageStats {
    /// Counts over all tokens.
    pub counts: Counts,
    /// Bytes of decoded text.
    pub bytes: u32,
    /// Most elements that carry one id.
    pub most_same_id: u32,
    /// Distinct tag names.
    pub distinct_tags: u32,
    /// Distinct off-site domains linked to.
    pub distinct_hosts: u32,
    /// Candidates found.
    pub candidates: u32,
    /// `<body>` start tags.
    pub bodies: u32,
    /// Whether the page has an `html`, `head` or `body` tag or a doctype: served markup rather than extracted text.
    pub is_markup: bool,
    /// Whether the title script's literal differs from the title (a rewritten head).
    pub title_differs: bool,
}

/// What is measured about one candidate.
#[derive(Clone, Debug)]
pub struct BlockStats<'p> {
    /// The page it stands in.
    pub page: &'p PageStats,
    /// What kind of candidate.
    pub kind: BlockKind,
    /// Counts over its tokens.
    pub counts: Counts,
    /// Bytes of decoded text.
    pub bytes: u32,
    /// Name of its first element.
    pub tag: Tag,
    /// Whether its first element hides itself.
    pub root_hidden: bool,
    /// Whether it does so by its own style attribute or attributes, not by a rule or script.
    pub root_inline: bool,
    /// Whether its first element has neither class, id nor hook.
    pub root_plain: bool,
    /// Whether it is a text, heading, paragraph or link first or last in the page or its body.
    pub edge: bool,
    /// Whether its first element has a hook (`aria-`, `data-`, `role`, `on…`).
    pub root_hook: bool,
    /// Whether its first element is never closed.
    pub root_unclosed: bool,
    /// Whether it stands inside a hidden element that it does not hold.
    pub inside_hidden: bool,
    /// Distinct tag names.
    pub distinct_tags: u32,
    /// Distinct (parent, child) pairs of tag names.
    pub distinct_nestings: u32,
    /// Distinct ids.
    pub distinct_ids: u32,
    /// Most elements inside that carry one id.
    pub most_same_id: u32,
    /// Distinct off-site domains linked to.
    pub distinct_hosts: u32,
    /// Off-site domains that only this block links to.
    pub exclusive_hosts: u32,
    /// Most off-site links inside to one domain.
    pub most_same_host: u32,
    /// Distinct makes of elements (tag, class, style).
    pub distinct_shapes: u32,
    /// Empty elements with a repeated id shortly before it.
    pub noise_before: u32,
    /// Empty elements with a repeated id shortly after it.
    pub noise_after: u32,
    /// Nothing is shown before it in the page.
    pub at_start: bool,
    /// Nothing is shown after it in the page.
    pub at_end: bool,
    /// Nothing is shown between the body's start and it.
    pub first_in_body: bool,
    /// Nothing is shown between it and the body's end.
    pub last_in_body: bool,
    /// It stands before the doctype or `<html>`.
    pub before_document: bool,
    /// It stands before `<body>` in a page that has one.
    pub in_head: bool,
    /// It stands after `</body>`.
    pub after_body: bool,
    /// It stands after `</html>`.
    pub after_html: bool,
    /// A script that it holds names an element that it holds.
    pub script_and_target: bool,
    /// Characters of its longest line of text (edge texts).
    pub lines: u32,
}

/// Room that the blocks of a page take, to be used again for those of another.
#[derive(Debug, Default)]
pub struct Room {
    nodes: Vec<NodeFact>,
    sums: Vec<Sums>,
    totals: Vec<Counts>,
}

/// All candidates of one page with their statistics.
#[derive(Debug)]
pub struct PageBlocks {
    /// The page.
    pub page: PageStats,
    /// What its nodes are.
    pub facts: PageFacts,
    /// The candidates, sorted by range.
    pub candidates: Vec<Candidate>,
    sweep: Sweep,
    /// The ranges of the candidates, and of the page.
    ranges: Ranges,
    /// The different values of each.
    distinct: Vec<Distinct>,
    /// Non-white bytes of the source before each cut of the ranges. Made when first asked for: few pages have a block that
    /// is told.
    inks: OnceLock<Vec<u32>>,
}

impl PageBlocks {
    /// Finds and measures the candidates of a page.
    pub fn find(
        text: &str,
        markup: &Markup,
        tree: &Tree,
        url: Option<&str>,
        max_blocks: usize,
    ) -> PageBlocks {
        PageBlocks::find_in(Room::default(), text, markup, tree, url, max_blocks)
    }

    /// The room that the blocks take, for those of another page.
    pub fn into_room(self) -> Room {
        let PageFacts { nodes, sums, .. } = self.facts;
        Room { nodes, sums, totals: self.sweep.into_totals() }
    }

    /// As [`find`](PageBlocks::find), in the room of another page's blocks.
    pub fn find_in(
        room: Room,
        text: &str,
        markup: &Markup,
        tree: &Tree,
        url: Option<&str>,
        max_blocks: usize,
    ) -> PageBlocks {
        let facts = PageFacts::read_into((room.nodes, room.sums), text, markup, tree, url);
        let candidates = candidates(text, markup, tree, &facts, max_blocks);
        let count = markup.tokens().len() as u32;
        let page = (0, count);
        let all: Vec<(u32, u32)> = candidates.iter().map(|c| c.range).chain([page]).collect();
        let ranges = Ranges::new(&all);
        let sweep = Sweep::run(room.totals, text, markup, tree, &facts, &ranges);
        let distinct = values::count(markup, tree, &facts, &ranges);
        let whole = distinct[candidates.len()];
        let marks = tree.landmarks;
        let is_markup =
            marks.bodies > 0 || marks.head < count || marks.doctype < count || marks.after_body < count;
        let page = PageStats {
            counts: *sweep.page(),
            bytes: text.len() as u32,
            most_same_id: facts.id_count.iter().copied().max().unwrap_or(0),
            distinct_tags: whole.tags,
            distinct_hosts: whole.hosts,
            candidates: candidates.len() as u32,
            bodies: marks.bodies,
            is_markup,
            title_differs: false,
        };
        PageBlocks { page, facts, candidates, sweep, ranges, distinct, inks: OnceLock::new() }
    }

    /// The text range of a candidate.
    pub fn span(&self, markup: &Markup, index: usize) -> TextSpan {
        let (start, end) = self.candidates[index].range;
        let tokens = markup.tokens();
        TextSpan { start: tokens[start as usize].span.start, end: tokens[end as usize - 1].span.end }
    }

    /// Non-white bytes of a candidate's source.
    pub fn ink(&self, text: &str, markup: &Markup, index: usize) -> u32 {
        let inks = self.inks.get_or_init(|| inks(text, markup, self.ranges.cuts()));
        let cells = self.ranges.of(index);
        // What stands before a cell stands before the cut that begins it.
        inks[cells.end - 1] - inks[cells.start - 1]
    }

    /// The whole page seen as one block: what the page model judges.
    pub fn whole<'p>(&'p self, markup: &Markup, tree: &Tree) -> BlockStats<'p> {
        let candidate = Candidate {
            kind: BlockKind::Element,
            range: (0, markup.tokens().len() as u32),
            node: Tree::ROOT,
        };
        self.measure(markup, tree, candidate, self.candidates.len())
    }

    /// The statistics of one candidate.
    pub fn stats<'p>(&'p self, markup: &Markup, tree: &Tree, index: usize) -> BlockStats<'p> {
        self.measure(markup, tree, self.candidates[index], index)
    }

    fn measure<'p>(
        &'p self,
        markup: &Markup,
        tree: &Tree,
        candidate: Candidate,
        index: usize,
    ) -> BlockStats<'p> {
        let Candidate { kind, range, node } = candidate;
        let facts = &self.facts;
        let distinct = &self.distinct[index];
        let count = markup.tokens().len() as u32;
        let root = tree.node(node);
        let fact = &facts.nodes[node as usize];
        let marks = tree.landmarks;
        let shown = |from: u32, to: u32| from < to && facts.between((from, to)).shows > 0;
        let noise = |from: u32, to: u32| facts.between((from.min(to), to)).id_empties;
        let body = if marks.bodies > 0 { (marks.body + 1).min(count) } else { 0 };
        let body_end = if marks.after_body <= count && marks.after_body > 0 && marks.after_body != count {
            marks.after_body
        } else {
            count
        };
        let span = match (range.0 < range.1).then(|| {
            (markup.tokens()[range.0 as usize].span.start, markup.tokens()[range.1 as usize - 1].span.end)
        }) {
            Some((start, end)) => end - start,
            None => 0,
        };
        let at_start = !shown(0, range.0);
        let at_end = !shown(range.1, count);
        let first_in_body = range.0 >= body && marks.bodies > 0 && !shown(body, range.0);
        let last_in_body = marks.bodies > 0 && range.1 <= body_end && !shown(range.1, body_end);
        let line = kind == BlockKind::EdgeText
            || root.tag.is_heading()
            || matches!(root.tag, Tag::A | Tag::P | Tag::FONT);
        let edge = line && (at_start || at_end || first_in_body || last_in_body);
        BlockStats {
            page: &self.page,
            kind,
            counts: self.sweep.between(self.ranges.of(index)),
            bytes: span,
            tag: if root.kind == NodeKind::Element { root.tag } else { Tag::NONE },
            root_hidden: is_strong(fact.hiding),
            root_inline: is_strong(fact.hiding) && !fact.by_sheet && !fact.by_script,
            root_plain: root.kind == NodeKind::Element && fact.id == NONE && !fact.hook && !fact.classed,
            edge,
            root_hook: fact.hook,
            root_unclosed: root.kind == NodeKind::Element && root.close == Close::Unclosed,
            inside_hidden: hidden_ancestor(tree, facts, node),
            distinct_tags: distinct.tags,
            distinct_nestings: distinct.nestings,
            distinct_ids: distinct.ids,
            most_same_id: distinct.most_same_id,
            distinct_hosts: distinct.hosts,
            exclusive_hosts: distinct.exclusive_hosts,
            most_same_host: distinct.most_same_host,
            distinct_shapes: distinct.shapes,
            noise_before: noise(range.0.saturating_sub(NEIGHBOUR_TOKENS), range.0),
            noise_after: noise(range.1, (range.1 + NEIGHBOUR_TOKENS).min(count)),
            at_start,
            at_end,
            first_in_body,
            last_in_body,
            before_document: marks.doctype < count && range.1 <= marks.doctype,
            in_head: marks.bodies > 0 && range.1 <= marks.body,
            after_body: marks.after_body < count && range.0 >= marks.after_body,
            after_html: marks.after_html < count && range.0 >= marks.after_html,
            script_and_target: kind == BlockKind::Pair,
            lines: 0,
        }
    }
}

/// Non-white bytes of the source before each of these token positions: one look at each byte, however the ranges
/// between the positions nest.
fn inks(text: &str, markup: &Markup, positions: &[u32]) -> Vec<u32> {
    let tokens = markup.tokens();
    let (mut from, mut sum) = (0, 0);
    let mut out = Vec::with_capacity(positions.len());
    for position in positions {
        let to = tokens.get(*position as usize).map_or(text.len(), |token| token.span.start as usize);
        sum += ink(&text[from..to]);
        out.push(sum);
        from = to;
    }
    out
}

/// How far up a hidden ancestor is looked for.
const ANCESTORS: usize = 64;

fn hidden_ancestor(tree: &Tree, facts: &PageFacts, node: u32) -> bool {
    let mut at = node;
    for _ in 0..ANCESTORS {
        if at == Tree::ROOT {
            return false;
        }
        at = tree.node(at).parent;
        if is_strong(facts.nodes[at as usize].hiding) {
            return true;
        }
    }
    false
}

/// Counters that come in pairs, for readers of [`BlockStats`].
impl BlockStats<'_> {
    /// One counter of the block, to compute with.
    pub fn f(&self, counter: C) -> f64 {
        self.counts.f(counter)
    }

    /// It only loads or runs something: a frame, a script, server code, without a link or a heap of empties.
    ///
    /// Honest trackers are made just so, and only the host tells them apart: such blocks are reported, not cut.
    pub fn is_loader(&self) -> bool {
        let loads =
            self.f(C::Iframes) + self.f(C::IframeOffSite) + self.f(C::Scripts) + self.f(C::ServerCode) > 0.0;
        let noise = 2.0 * self.f(C::EmptyPlain) >= self.f(C::Elements) && self.f(C::EmptyPlain) > 2.0;
        loads && self.f(C::Links) == 0.0 && self.counts.text.ink < LOADER_INK && !noise
    }

    /// All that could speak against it is a thank-you: one or two links to one host, with the words of who makes
    /// templates and tools, and none of spam.
    ///
    /// Source: docs/techniques.md, "Look-alikes".
    pub fn is_credit(&self) -> bool {
        let thanks = self.f(C::OffSiteCredit) > 0.0 || self.counts.text.hits[Category::Credit.index()] > 0;
        thanks
            && self.distinct_hosts == 1
            && self.f(C::OffSite) <= CREDIT_LINKS
            && spam_hits(&self.counts.text) == 0
    }

    /// A head that shows how it was rewritten: letters of ASCII spelled as references, which no program does by itself,
    /// or a script of the page that gives visitors another title.
    fn is_rewritten_head(&self) -> bool {
        self.f(C::HeadAsciiEntities) > 0.0
            || (self.page.counts.f(C::ScriptSetsTitle) > 0.0 && self.page.counts.f(C::ScriptAsksBot) > 0.0)
    }

    /// Frames as honest trackers are made: nothing but their host could tell, and it does not.
    fn is_plain_frame(&self) -> bool {
        let frames = self.f(C::Iframes) + self.f(C::IframeOffSite) > 0.0;
        frames && self.f(C::IframeOdd) == 0.0 && self.f(C::Scripts) + self.f(C::ServerCode) == 0.0
    }

    /// The kind its feature row is filed under: that of the candidate, or what decides by which threshold it may be cut.
    pub fn row_kind(&self) -> &'static str {
        match self.kind {
            BlockKind::Head if self.is_rewritten_head() => "head",
            BlockKind::Head => "told",
            _ if self.is_loader() => {
                if self.is_plain_frame() {
                    "told"
                } else {
                    "loader"
                }
            }
            // The start of a layout whose other half stands elsewhere.
            BlockKind::EmptyRun
                if self.f(C::Unclosed) == self.f(C::Elements) && self.f(C::EmptyOdd) == 0.0 =>
            {
                "told"
            }
            // Without a text of its own it is no text: a stray heading's tag.
            BlockKind::EdgeText if self.counts.text.ink == 0 => "told",
            _ if self.is_credit() => "credit",
            kind => kind.as_str(),
        }
    }

    /// Text counts over the rest of the page.
    pub fn rest_text(&self) -> TextCounts {
        let mut rest = self.page.counts.text;
        rest.sub(&self.counts.text);
        rest
    }

    /// The same counter over the rest of the page.
    pub fn rest(&self, counter: C) -> f64 {
        self.page.counts.f(counter) - self.counts.f(counter)
    }
}
