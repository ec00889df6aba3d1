//! One pass over the tokens that counts everything and keeps the running totals where a candidate begins or ends.
use crate::block::counts::{C, Counts};
use crate::block::page::{NONE, PageFacts};
use crate::block::range::Ranges;
use crate::fact::lexicon::{Category, Lexicon};
use crate::fact::text::{self, TextCounts};
use crate::html::{Markup, Node, NodeKind, Tag, TokenKind, Tree};
use std::ops::Range;

mod elements;
mod links;
mod tags;

/// Running totals at the token positions where candidates begin or end.
#[derive(Debug)]
pub struct Sweep {
    /// By the cell that begins at the position, from the first but one.
    totals: Vec<Counts>,
}

impl Sweep {
    /// What is counted in these cells of the ranges that were swept.
    #[inline]
    pub fn between(&self, cells: Range<usize>) -> Counts {
        self.totals[cells.end - 1].since(&self.totals[cells.start - 1])
    }

    /// The counts of the whole page.
    pub fn page(&self) -> &Counts {
        &self.totals[self.totals.len() - 1]
    }

    /// The room that the totals take, for another page.
    pub(crate) fn into_totals(self) -> Vec<Counts> {
        self.totals
    }

    /// Counts the page. `ranges` are those to be asked for, the whole page among them; the room of `totals` is used.
    pub(crate) fn run(
        mut totals: Vec<Counts>,
        text: &str,
        markup: &Markup,
        tree: &Tree,
        facts: &PageFacts,
        ranges: &Ranges,
    ) -> Sweep {
        let positions = ranges.cuts();
        let mut counter = Counter {
            text,
            markup,
            tree,
            facts,
            lexicon: Lexicon::builtin(),
            now: Counts::default(),
            hidden_until: 0,
            anchor: None,
            pre_until: 0,
        };
        totals.clear();
        totals.reserve(positions.len());
        for (index, node) in tree.nodes().iter().enumerate().skip(1) {
            // Nodes stand in the order of their tokens; matched end tags have none of their own.
            while positions[totals.len()] <= node.token {
                // One copy, straight to where it stays.
                totals.extend_from_slice(std::slice::from_ref(&counter.now));
            }
            counter.visit(index, node);
        }
        // After the last node: the page's end, and what ends with end tags there.
        totals.resize(positions.len(), counter.now);
        Sweep { totals }
    }
}

/// The link the sweep is inside of.
struct Anchor {
    until: u32,
    off_site: bool,
    hit: bool,
}

struct Counter<'p> {
    text: &'p str,
    markup: &'p Markup,
    tree: &'p Tree,
    facts: &'p PageFacts,
    lexicon: &'static Lexicon,
    now: Counts,
    hidden_until: u32,
    anchor: Option<Anchor>,
    pre_until: u32,
}

impl Counter<'_> {
    fn visit(&mut self, index: usize, node: &Node) {
        let token = &self.markup.tokens()[node.token as usize];
        if self.anchor.as_ref().is_some_and(|anchor| node.token >= anchor.until) {
            self.anchor = None;
        }
        match node.kind {
            NodeKind::Element => self.element(index, node, token),
            NodeKind::Text => self.words(node, &self.text[token.span.range()]),
            NodeKind::RawText => self.raw(index, node, &self.text[token.span.range()]),
            NodeKind::Comment => {
                self.now.inc(C::Comments);
                if token.kind == TokenKind::BogusComment {
                    self.script(index);
                }
            }
            NodeKind::StrayEnd => {
                self.now.inc(C::StrayEnds);
                self.now.inc_if(node.tag.is_void(), C::VoidEnds);
            }
            NodeKind::Gap => self.now.inc(C::Gaps),
            _ => {}
        }
    }

    fn hidden(&self, node: &Node) -> bool {
        node.token < self.hidden_until
    }

    fn words(&mut self, node: &Node, raw: &str) {
        // Counted in place: a page has thousands of texts, and most say nothing.
        let text = &mut self.now.text;
        let ink_before = text.ink;
        let found = text::count(raw, self.lexicon, text);
        let ink = text.ink - ink_before;
        if ink == 0 {
            return;
        }
        let (mut hits, mut credits) = (0, 0);
        if let Some(found) = found {
            (hits, credits) = (found.spam(), found.all[Category::Credit.index()]);
            if node.token < self.pre_until {
                // Quoted markup in `pre` and `code` speaks about spam, it is none.
                text.forget(&found);
            }
        }
        self.now.inc(C::Texts);
        self.now.inc_if(ink <= 12, C::ShortTexts);
        if self.hidden(node) {
            self.now.bump(C::HiddenInk, ink);
        }
        if let Some(anchor) = &mut self.anchor {
            self.now.bump(C::AnchorInk, ink);
            if anchor.off_site {
                self.now.bump(C::OffSiteInk, ink);
                self.now.bump(C::OffSiteLexicon, hits);
                if hits > 0 && !anchor.hit {
                    anchor.hit = true;
                    self.now.inc(C::OffSiteLexiconLinks);
                }
                self.now.inc_if(credits > 0, C::OffSiteCredit);
                let start = raw.trim_start();
                self.now.inc_if(start.starts_with("http") || start.starts_with("www."), C::UrlAnchor);
            }
        }
    }

    fn raw(&mut self, index: usize, node: &Node, raw: &str) {
        match node.tag {
            Tag::SCRIPT => {
                self.now.bump(C::ScriptBytes, raw.len() as u32);
                self.script(index);
            }
            Tag::TITLE => self.head_text(raw),
            Tag::TEXTAREA => {
                text::count(raw, self.lexicon, &mut self.now.text);
            }
            _ => {}
        }
    }

    fn head_text(&mut self, raw: &str) {
        let mut counts = TextCounts::default();
        text::count(raw, self.lexicon, &mut counts);
        self.now.bump(C::HeadInk, counts.ink);
        self.now.bump(C::HeadAsciiEntities, counts.ascii_entities);
        self.now.bump(C::HeadEntities, counts.entities);
        self.now.bump(C::HeadLexicon, spam_hits(&counts));
    }

    fn script(&mut self, index: usize) {
        let fact = &self.facts.nodes[index];
        if fact.script == NONE {
            return;
        }
        let script = &self.facts.scripts[fact.script as usize];
        let now = &mut self.now;
        now.inc_if(script.hides(), C::ScriptHides);
        now.inc_if(script.writes_hidden(), C::ScriptWritesHidden);
        now.inc_if(script.script.writes_closer, C::ScriptWritesCloser);
        now.inc_if(script.loads(), C::ScriptWritesLoader);
        now.inc_if(script.asks_bot(), C::ScriptAsksBot);
        now.inc_if(script.redirects(), C::ScriptRedirects);
        now.inc_if(script.script.sets_title.is_some(), C::ScriptSetsTitle);
        now.inc_if(script.packed(), C::ScriptPacked);
        now.bump(C::ScriptEscapedBytes, script.escaped_bytes());
        now.inc_if(script.server.is_some(), C::ServerCode);
        now.inc_if(script.server.is_some_and(|server| server.is_cloaking()), C::ServerCloak);
    }
}

/// Lexicon hits that speak of spam; credit words speak of template makers.
pub(crate) fn spam_hits(counts: &TextCounts) -> u32 {
    Category::ALL
        .iter()
        .filter(|category| category.is_spam())
        .map(|category| counts.hits[category.index()])
        .sum()
}
