//! One pass over the tokens that counts everything and keeps the running totals where a candidate begins or ends.
use crate::block::candidates::Candidate;
use crate::block::counts::{C, Counts};
use crate::block::page::{Link, NONE, NodeFact, PageFacts, Target, ink, shows};
use crate::fact::hiding::Hiding;
use crate::fact::hiding::is_strong;
use crate::fact::lexicon::{Category, Lexicon};
use crate::fact::link::{self, TldClass};
use crate::fact::text::{self, TextCounts};
use crate::html::{AttrName, Close, Markup, Node, NodeKind, Tag, TokenKind, Tree};

/// Running totals at the token positions where candidates begin or end.
#[derive(Debug)]
pub struct Sweep {
    positions: Vec<u32>,
    totals: Vec<Counts>,
    /// Non-white bytes of the source before each position.
    inks: Vec<u32>,
}

impl Sweep {
    /// What is counted in a candidate's range.
    pub fn between(&self, range: (u32, u32)) -> Counts {
        self.at(range.1).since(self.at(range.0))
    }

    /// The counts of the whole page.
    pub fn page(&self) -> &Counts {
        &self.totals[self.totals.len() - 1]
    }

    /// Non-white bytes of the source in a candidate's range.
    pub fn ink(&self, range: (u32, u32)) -> u32 {
        self.inks[self.index(range.1)] - self.inks[self.index(range.0)]
    }

    fn at(&self, position: u32) -> &Counts {
        &self.totals[self.index(position)]
    }

    fn index(&self, position: u32) -> usize {
        self.positions.partition_point(|p| *p < position).min(self.totals.len() - 1)
    }

    /// Counts the page.
    pub fn run(
        text: &str,
        markup: &Markup,
        tree: &Tree,
        facts: &PageFacts,
        candidates: &[Candidate],
    ) -> Sweep {
        let mut positions: Vec<u32> = candidates.iter().flat_map(|c| [c.range.0, c.range.1]).collect();
        positions.push(markup.tokens().len() as u32);
        positions.push(0);
        positions.sort_unstable();
        positions.dedup();
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
        let mut totals = Vec::with_capacity(positions.len());
        let mut next = 0;
        let mut node = 1;
        let nodes = tree.nodes();
        for at in 0..=markup.tokens().len() as u32 {
            if positions.get(next) == Some(&at) {
                totals.push(counter.now.clone());
                next += 1;
            }
            if at as usize == markup.tokens().len() {
                break;
            }
            // Matched end tags have no node of their own.
            if nodes.get(node).is_some_and(|n| n.token == at) {
                counter.visit(node);
                node += 1;
            }
        }
        let inks = inks(text, markup, &positions);
        Sweep { positions, totals, inks }
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
    fn visit(&mut self, index: usize) {
        let node = &self.tree.nodes()[index];
        let token = &self.markup.tokens()[node.token as usize];
        if self.anchor.as_ref().is_some_and(|anchor| node.token >= anchor.until) {
            self.anchor = None;
        }
        match node.kind {
            NodeKind::Element => self.element(index, node),
            NodeKind::Text => self.words(node),
            NodeKind::RawText => self.raw(index, node),
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

    fn words(&mut self, node: &Node) {
        let token = &self.markup.tokens()[node.token as usize];
        let raw = &self.text[token.span.range()];
        // Counted in place: a page has thousands of texts, and most say nothing.
        let text = &mut self.now.text;
        if text::indent(raw.as_bytes()) == raw.len() {
            text.bytes = text.bytes.saturating_add(raw.len() as u32);
            return;
        }
        let (ink_before, hits_before, strong_before) = (text.ink, text.hits, text.strong);
        text::count(raw, self.lexicon, text);
        let ink = text.ink - ink_before;
        if ink == 0 {
            return;
        }
        let here = |category: Category| text.hits[category.index()] - hits_before[category.index()];
        let hits: u32 =
            Category::ALL.iter().filter(|category| category.is_spam()).map(|category| here(*category)).sum();
        let credits = here(Category::Credit);
        if node.token < self.pre_until {
            // Quoted markup in `pre` and `code` speaks about spam, it is none.
            (text.hits, text.strong) = (hits_before, strong_before);
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

    fn raw(&mut self, index: usize, node: &Node) {
        let token = &self.markup.tokens()[node.token as usize];
        let raw = &self.text[token.span.range()];
        match node.tag {
            Tag::SCRIPT => {
                self.now.bump(C::ScriptBytes, raw.len() as u32);
                self.script(index);
            }
            Tag::TITLE => self.head_text(raw),
            Tag::TEXTAREA => text::count(raw, self.lexicon, &mut self.now.text),
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

    fn element(&mut self, index: usize, node: &Node) {
        let facts = self.facts;
        let fact = &facts.nodes[index];
        let token = &self.markup.tokens()[node.token as usize];
        let tag = node.tag;
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
        if matches!(tag, Tag::PRE | Tag::CODE | Tag::SAMP | Tag::KBD) && fact.id == NONE {
            self.pre_until = self.pre_until.max(node.end_token);
        }
        self.names(index, node);
        self.attributes(fact, node);
        if strong {
            self.hiding(fact);
        }
        let now = &mut self.now;
        if inside_hidden {
            now.inc(C::HiddenElements);
            now.inc_if((tag.is_media() || tag.is_control()) && shows(self.markup, token), C::HiddenMedia);
            now.inc_if(fact.hook, C::HiddenHooks);
        }
        if fact.link != NONE {
            let link = &facts.links[fact.link as usize];
            match tag {
                Tag::A | Tag::AREA => self.link(index, link, inside_hidden || strong),
                Tag::IFRAME | Tag::FRAME | Tag::EMBED => {
                    let off_site = link.target == Target::OffSite;
                    let hidden = inside_hidden || strong;
                    now.inc_if(off_site, C::IframeOffSite);
                    now.inc_if(hidden, C::IframeHidden);
                    now.inc_if(off_site && hidden, C::IframeHiddenOffSite);
                    if off_site {
                        let host = link::host_facts(&link.host_name);
                        let cheap = matches!(host.tld, TldClass::Cheap | TldClass::Ip);
                        let odd = host.looks_random >= 0.5 || host.digit_share > 0.0 || link.has_port;
                        // Authorities show each other's pages; what is injected lives on what was bought or broken into.
                        let authority = link.host_name.contains(".gov.") || link.host_name.ends_with(".gov");
                        now.inc_if((cheap || odd) && !authority, C::IframeOdd);
                        // Who embeds a frame on purpose names it, or says how it is framed.
                        let described = |a: crate::html::Attribute<'_>| {
                            let size = matches!(a.name, AttrName::Width | AttrName::Height | AttrName::Style);
                            !size && a.name != AttrName::Src
                        };
                        now.inc_if(!self.markup.attributes(token).any(described), C::IframeBare);
                    }
                }
                Tag::SCRIPT => now.inc_if(link.target == Target::OffSite, C::ScriptOffSite),
                _ => {}
            }
        }
        if tag == Tag::META {
            let name = self.markup.attribute(token, AttrName::Name).unwrap_or("");
            if name.eq_ignore_ascii_case("keywords") || name.eq_ignore_ascii_case("description") {
                // As it stands in the source: the decoded value no longer tells entities.
                let raw = &self.text[token.span.range()];
                if let Some(content) = raw.to_ascii_lowercase().find("content").map(|at| &raw[at + 7..]) {
                    let content =
                        content.trim_start().trim_start_matches('=').trim_end_matches(['/', '>', ' ']);
                    self.head_text(content);
                }
            }
        }
    }

    fn names(&mut self, index: usize, node: &Node) {
        let tag = node.tag;
        let parent = self.tree.node(node.parent);
        let fact = &self.facts.nodes[index];
        let token = &self.markup.tokens()[node.token as usize];
        let now = &mut self.now;
        now.inc(C::Elements);
        now.inc_if(node.close == Close::Unclosed, C::Unclosed);
        if !tag.is_known() {
            let custom = self.markup.tag_name(tag).contains(['-', ':']);
            now.inc(if custom { C::CustomTags } else { C::UnknownTags });
        }
        now.inc_if(tag.is_obsolete(), C::Obsolete);
        now.inc_if(tag.is_browser_raw(), C::BrowserRaw);
        now.inc_if(tag.is_inline(), C::Inline);
        now.inc_if(out_of_context(self.tree, node, parent), C::OutOfContext);
        now.inc_if(tag.is_table_part() && parent.tag != Tag::NONE, C::TableParts);
        now.inc_if(tag == parent.tag && tag != Tag::DIV && tag != Tag::SPAN, C::SameInSame);
        now.inc_if(only_child(self.tree, index as u32, node, parent), C::OnlyChild);
        now.inc_if(tag.is_heading(), C::Headings);
        // `<input id="rz99h">` is no form and `<video id="rz99h">` no film.
        let real = shows(self.markup, token);
        now.inc_if(tag.is_media() && real, C::Media);
        now.inc_if(tag.is_control() && real, C::Controls);
        let counter = match tag {
            Tag::LI => Some(C::Li),
            Tag::P => Some(C::P),
            Tag::DIV => Some(C::Div),
            Tag::BR => Some(C::Br),
            Tag::IFRAME => Some(C::Iframes),
            Tag::SCRIPT => Some(C::Scripts),
            Tag::STYLE => Some(C::Styles),
            Tag::META | Tag::LINK => Some(C::Metas),
            Tag::NOSCRIPT => Some(C::Noscripts),
            _ => None,
        };
        if let Some(counter) = counter {
            now.inc(counter);
        }
        if fact.empty {
            now.inc(C::Empty);
            now.inc_if(!is_filled_later(tag) && !self.markup.tag_name(tag).contains(['-', ':']), C::EmptyOdd);
            now.inc_if(node.subtree_end > index as u32 + 1, C::EmptyNested);
        }
        let first = self.text.as_bytes().get(token.span.start as usize + 1);
        now.inc_if(first.is_some_and(u8::is_ascii_uppercase), C::UpperTags);
    }

    fn attributes(&mut self, fact: &NodeFact, node: &Node) {
        let token = &self.markup.tokens()[node.token as usize];
        let now = &mut self.now;
        let attributes = self.markup.attributes(token);
        let count = attributes.len();
        let (mut class, mut style, mut purpose) = (false, false, false);
        for attribute in attributes {
            class |= attribute.name == AttrName::Class;
            style |= attribute.name == AttrName::Style;
            purpose |= !says_nothing(&attribute);
        }
        now.bump(C::Attributes, count as u32);
        now.inc_if(count == 0, C::Bare);
        now.inc_if(class, C::WithClass);
        now.inc_if(style, C::WithStyle);
        now.inc_if(fact.hook, C::WithHook);
        let repeated = fact.id != NONE && self.facts.id_count[fact.id as usize] >= 3;
        // A stamp on an element makes its class a stamp too: nobody styles by a class what has no id of its own.
        let styled = !repeated && (class || fact.hook);
        now.inc_if(fact.empty && !style && !purpose && !styled, C::EmptyPlain);
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

    fn link(&mut self, index: usize, link: &Link, hidden: bool) {
        let node = &self.tree.nodes()[index];
        let token = &self.markup.tokens()[node.token as usize];
        let markup = self.markup;
        let off_site = link.target == Target::OffSite;
        let end = if node.close == Close::Unclosed { node.token + 2 } else { node.end_token };
        self.anchor = Some(Anchor { until: end, off_site, hit: false });
        let now = &mut self.now;
        now.inc(C::Links);
        now.inc_if(hidden, C::HiddenLinks);
        match link.target {
            Target::Nowhere => now.inc(C::Nowhere),
            Target::Own => now.inc(C::Internal),
            Target::Popular => now.inc(C::Popular),
            Target::OffSite => {}
        }
        if !off_site {
            return;
        }
        now.inc(C::OffSite);
        now.inc_if(hidden, C::HiddenOffSite);
        let mut attributes = 0;
        let (mut title, mut quoted) = (None, true);
        for attribute in markup.attributes(token) {
            attributes += 1;
            match attribute.name {
                AttrName::Rel => {
                    let rel = attribute.value.to_ascii_lowercase();
                    let has = |word| rel.contains(word);
                    now.inc_if(has("nofollow") || has("ugc") || has("sponsored"), C::Nofollow);
                    now.inc_if(rel.split_ascii_whitespace().any(|word| word == "dofollow"), C::Dofollow);
                }
                AttrName::Target => now.inc_if(attribute.value.eq_ignore_ascii_case("_blank"), C::Blank),
                AttrName::Title => title = Some(attribute.value),
                AttrName::Href => {
                    let href = link::parse_href(attribute.value);
                    let path = link::path_facts(href.path(), href.query());
                    now.inc_if(path.depth == 0 && href.query().is_empty(), C::OffSiteRoot);
                    now.inc_if(path.hijacked_dir || path.dash_dir || path.keyword_slug, C::HijackPath);
                }
                _ => {}
            }
        }
        let source = &self.text[token.span.range()];
        if let Some(at) = memchr::memmem::find(source.as_bytes(), b"=") {
            let value = source[at + 1..].trim_start();
            quoted = value.starts_with(['"', '\'']);
        }
        let host = link::host_facts(&link.host_name);
        now.inc_if(!quoted, C::Unquoted);
        now.inc_if(attributes == 1, C::OffSiteBare);
        now.inc_if(matches!(host.tld, TldClass::Gov | TldClass::Edu), C::VictimHost);
        now.inc_if(host.tld == TldClass::Cheap, C::AbusedHost);
        now.inc_if(host.digit_share > 0.0 || host.hyphens >= 2 || host.looks_random >= 0.5, C::OddHost);
        if node.close != Close::Unclosed {
            let inside = self.facts.between((node.token, node.end_token));
            let pictures = inside.shows > inside.ink;
            now.inc_if(pictures, C::OffSiteImage);
            if let Some(title) = title {
                let (from, to) = (token.span.end as usize, self.tree.span(markup, index as u32).end as usize);
                let anchor = &self.text[from..to];
                now.inc_if(!title.trim().is_empty() && anchor.starts_with(title.trim()), C::TitleIsAnchor);
            }
        }
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

/// Whether a tag stands where HTML gives it no meaning.
fn out_of_context(tree: &Tree, node: &Node, parent: &Node) -> bool {
    let grand = tree.node(parent.parent).tag;
    let near = |tags: &[Tag]| tags.contains(&parent.tag) || tags.contains(&grand);
    match node.tag {
        Tag::LI => !near(&[Tag::UL, Tag::OL, Tag::MENU, Tag::DIR]),
        Tag::DT | Tag::DD => !near(&[Tag::DL]),
        Tag::OPTION | Tag::OPTGROUP => !near(&[Tag::SELECT, Tag::DATALIST, Tag::OPTGROUP]),
        Tag::RT | Tag::RP | Tag::RB | Tag::RTC => !near(&[Tag::RUBY]),
        Tag::LEGEND => !near(&[Tag::FIELDSET]),
        Tag::FIGCAPTION => !near(&[Tag::FIGURE]),
        Tag::SUMMARY => !near(&[Tag::DETAILS]),
        Tag::SOURCE | Tag::TRACK => !near(&[Tag::VIDEO, Tag::AUDIO, Tag::PICTURE]),
        Tag::TD | Tag::TH => !near(&[Tag::TR, Tag::TABLE]),
        Tag::TR => !near(&[Tag::TABLE, Tag::TBODY, Tag::THEAD, Tag::TFOOT]),
        Tag::TBODY | Tag::THEAD | Tag::TFOOT | Tag::CAPTION | Tag::COL | Tag::COLGROUP => {
            !near(&[Tag::TABLE, Tag::COLGROUP])
        }
        _ => false,
    }
}

/// Whether an element is the only child of an element.
fn only_child(tree: &Tree, id: u32, node: &Node, parent: &Node) -> bool {
    parent.kind == NodeKind::Element
        && node.parent + 1 == id
        && tree.node(node.parent).subtree_end == node.subtree_end
}

/// Attributes that any element may carry and that give it no purpose: what is empty with these alone is noise.
/// Source: HTML standard, "Global attributes".
fn says_nothing(attribute: &crate::html::Attribute<'_>) -> bool {
    match attribute.name {
        AttrName::Id | AttrName::Class | AttrName::Style | AttrName::Title | AttrName::Lang => true,
        // Hooks are judged as such.
        AttrName::Aria | AttrName::DataPrefix | AttrName::Role | AttrName::Event => true,
        AttrName::Other => GLOBAL.contains(&attribute.name_text),
        _ => false,
    }
}

/// Global attributes that have no [`AttrName`] of their own.
const GLOBAL: [&str; 8] =
    ["dir", "draggable", "dropzone", "tabindex", "accesskey", "translate", "spellcheck", "contenteditable"];

/// Elements that honest pages leave empty for a style sheet, a script or a layout to fill. Kits draw theirs by lot from
/// all of HTML.
fn is_filled_later(tag: Tag) -> bool {
    use Tag as T;
    matches!(
        tag,
        T::DIV
            | T::SPAN
            | T::I
            | T::A
            | T::P
            | T::TD
            | T::TH
            | T::TR
            | T::TBODY
            | T::TABLE
            | T::LI
            | T::UL
            | T::INS
            | T::BUTTON
            | T::INPUT
            | T::IMG
            | T::CANVAS
            | T::IFRAME
            | T::SECTION
            | T::ASIDE
            | T::NAV
            | T::HEADER
            | T::FOOTER
            | T::FORM
            | T::BR
            | T::HR
            | T::SELECT
            | T::TEXTAREA
            | T::LABEL
            | T::FONT
            | T::CENTER
            | T::STRONG
            | T::B
    )
}
