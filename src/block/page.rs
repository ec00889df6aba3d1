//! What each node of a page is, seen with the whole page in view: own and off-site links, hiding by any rule of the
//! page, repeated ids, what scripts do to which element. One pass over the tokens, one over the tree.
use crate::block::code::Code;
use crate::block::site::OwnSite;
use crate::fact::hiding::{self, Hiding, is_strong};
use crate::fact::ids::id_shape;
use crate::fact::link::{self, HrefKind};
use crate::fact::stylesheet::{HiddenBy, Stylesheet};
use crate::fact::{css, hosts};
use crate::html::{AttrName, Markup, NodeKind, Tag, Token, TokenKind, Tree};
use foldhash::{HashMap, HashMapExt};

/// No index.
pub const NONE: u32 = u32::MAX;

/// Where a link leads, as seen from this page.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Target {
    /// Nowhere: empty, a fragment, `javascript:`.
    Nowhere,
    /// Into the page's own site.
    Own,
    /// To a host that honest pages everywhere link to.
    Popular,
    /// To any other site.
    OffSite,
}

/// One address a page points to: a link, frame or script.
#[derive(Clone, Debug)]
pub struct Link {
    /// The start tag's token.
    pub token: u32,
    /// The tag that carries it.
    pub tag: Tag,
    /// Where it leads.
    pub target: Target,
    /// Interned registrable domain, or [`NONE`].
    pub host: u32,
    /// The full host, as written.
    pub host_name: Box<str>,
    /// It names a port of its own.
    pub has_port: bool,
}

/// What a node is, besides its tag.
#[derive(Clone, Copy, Debug)]
pub struct NodeFact {
    /// Interned id, or [`NONE`].
    pub id: u32,
    /// How it hides itself.
    pub hiding: Hiding,
    /// Hidden by a rule of a style sheet in the page.
    pub by_sheet: bool,
    /// Hidden by a script of the page.
    pub by_script: bool,
    /// Index into [`PageFacts::links`], or [`NONE`].
    pub link: u32,
    /// Index into [`PageFacts::scripts`], or [`NONE`].
    pub script: u32,
    /// Hash of tag, class and style: equal for elements of one make.
    pub shape: u32,
    /// Shows nothing: no ink, no media or control with an address or value, nothing that might draw.
    pub empty: bool,
    /// Has an attribute by which scripts or readers reach it (`aria-`, `data-`, `role`, `on…`).
    pub hook: bool,
    /// Has a class.
    pub classed: bool,
}

/// Sums over the tokens before an index, for questions about any range.
#[derive(Clone, Copy, Debug, Default)]
pub struct Prefix {
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

/// The facts of one page.
#[derive(Debug)]
pub struct PageFacts {
    /// One per node of the tree.
    pub nodes: Vec<NodeFact>,
    /// One per token, and one after the last.
    pub prefix: Vec<Prefix>,
    /// All addresses, in source order.
    pub links: Vec<Link>,
    /// Inline scripts and server code, in source order.
    pub scripts: Vec<Code>,
    /// How often each interned id occurs.
    pub id_count: Vec<u32>,
    /// How random each interned id looks, in [0, 1].
    pub id_random: Vec<f32>,
    /// Whether something in the page refers to the id.
    pub id_referenced: Vec<bool>,
    /// How many registrable domains were interned.
    pub host_count: u32,
}

impl PageFacts {
    /// Sums over `range`, given as token indices.
    pub fn between(&self, range: (u32, u32)) -> Prefix {
        let (a, b) = (&self.prefix[range.0 as usize], &self.prefix[range.1 as usize]);
        Prefix {
            ink: b.ink - a.ink,
            anchor_ink: b.anchor_ink - a.anchor_ink,
            links: b.links - a.links,
            off_site: b.off_site - a.off_site,
            shows: b.shows - a.shows,
            empties: b.empties - a.empties,
            id_empties: b.id_empties - a.id_empties,
            triggers: b.triggers - a.triggers,
        }
    }

    /// Reads the page. `url` is its address, if the caller knows it.
    pub fn read(text: &str, markup: &Markup, tree: &Tree, url: Option<&str>) -> PageFacts {
        Reader::new(text, markup, tree).run(url)
    }
}

/// Fewest bytes of a class or style that are hashed into the shape; longer ones are cut: equal makes stay equal.
const SHAPE_BYTES: usize = 256;

struct Reader<'p> {
    text: &'p str,
    markup: &'p Markup,
    tree: &'p Tree,
    ids: HashMap<&'p str, u32>,
    hosts: HashMap<String, u32>,
    sheet: Stylesheet,
    facts: PageFacts,
    /// Host of each link before the own site is known.
    domains: Vec<Option<String>>,
    references: Vec<&'p str>,
}

/// Relations of `<link>` whose target is a page of the same site.
/// Source: HTML standard, "Link types"; `shortlink`, `EditURI` and `pingback` as WordPress writes them.
const OWN_RELATIONS: [&str; 8] =
    ["canonical", "alternate", "shortlink", "EditURI", "pingback", "search", "next", "prev"];

impl<'p> Reader<'p> {
    fn new(text: &'p str, markup: &'p Markup, tree: &'p Tree) -> Self {
        let blank = NodeFact {
            id: NONE,
            hiding: Hiding::NONE,
            by_sheet: false,
            by_script: false,
            link: NONE,
            script: NONE,
            shape: 0,
            empty: false,
            hook: false,
            classed: false,
        };
        Reader {
            text,
            markup,
            tree,
            ids: HashMap::new(),
            hosts: HashMap::new(),
            sheet: Stylesheet::default(),
            facts: PageFacts {
                nodes: vec![blank; tree.nodes().len()],
                prefix: vec![Prefix::default(); markup.tokens().len() + 1],
                links: Vec::new(),
                scripts: Vec::new(),
                id_count: Vec::new(),
                id_random: Vec::new(),
                id_referenced: Vec::new(),
                host_count: 0,
            },
            domains: Vec::new(),
            references: Vec::new(),
        }
    }

    fn run(mut self, url: Option<&str>) -> PageFacts {
        let mut site = OwnSite::new(url);
        for index in 1..self.tree.nodes().len() {
            self.read_node(index, &mut site);
        }
        self.decide_targets(&site);
        for reference in std::mem::take(&mut self.references) {
            if let Some(id) = self.ids.get(reference) {
                self.facts.id_referenced[*id as usize] = true;
            }
        }
        self.hide_by_rules();
        self.sum_up();
        self.facts.host_count = self.hosts.len() as u32;
        self.facts
    }

    fn read_node(&mut self, index: usize, site: &mut OwnSite) {
        let node = &self.tree.nodes()[index];
        let token = &self.markup.tokens()[node.token as usize];
        match node.kind {
            NodeKind::Element => self.read_element(index, token, site),
            NodeKind::RawText if node.tag == Tag::STYLE => self.sheet.add(&self.text[token.span.range()]),
            NodeKind::RawText if node.tag == Tag::SCRIPT && !self.is_data(node.parent) => {
                self.add_script(index, Code::script(self.text, token.span));
            }
            NodeKind::Comment if token.kind == TokenKind::BogusComment => {
                let comment = &self.text[token.span.range()];
                if comment.starts_with("<?") {
                    self.add_script(index, Code::server(self.text, token.span));
                }
            }
            _ => {}
        }
    }

    /// A `<script>` that holds data: it does nothing, and spells other writings with escapes by custom.
    fn is_data(&self, element: u32) -> bool {
        let token = &self.markup.tokens()[self.tree.node(element).token as usize];
        self.markup.attribute(token, AttrName::Type).is_some_and(|kind| {
            // JSON in all its names, import maps, speculation rules.
            kind.len() >= 4 && kind.to_ascii_lowercase().contains("json")
                || kind.eq_ignore_ascii_case("importmap")
                || kind.eq_ignore_ascii_case("speculationrules")
        })
    }

    fn add_script(&mut self, index: usize, facts: Code) {
        self.facts.nodes[index].script = self.facts.scripts.len() as u32;
        self.facts.scripts.push(facts);
    }

    fn read_element(&mut self, index: usize, token: &'p Token, site: &mut OwnSite) {
        let markup = self.markup;
        let mut shape = Shape::new(token.tag);
        let mut fact = self.facts.nodes[index];
        let mut address: Option<&'p str> = None;
        let (mut width, mut height, mut amount) = (None, None, None);
        for attribute in markup.attributes(token) {
            match attribute.name {
                AttrName::Id if !attribute.value.is_empty() => fact.id = self.intern_id(attribute.value),
                AttrName::Class => {
                    fact.classed = !attribute.value.is_empty();
                    shape.add(attribute.value);
                }
                AttrName::Style => {
                    shape.add(attribute.value);
                    fact.hiding |= css::hiding(attribute.value);
                }
                AttrName::Hidden => fact.hiding |= Hiding::HIDDEN_ATTR,
                AttrName::Href => {
                    address = Some(attribute.value);
                    if let Some(reference) = attribute.value.strip_prefix('#') {
                        self.references.push(reference);
                    }
                }
                AttrName::Src if token.tag != Tag::A => address = Some(attribute.value),
                AttrName::For => self.references.push(attribute.value),
                AttrName::Width => width = Some(attribute.value),
                AttrName::Height => height = Some(attribute.value),
                AttrName::Scrollamount => amount = Some(attribute.value),
                AttrName::Aria => {
                    fact.hook = true;
                    self.references.push(attribute.value);
                }
                AttrName::DataPrefix => {
                    fact.hook = true;
                    if let Some(reference) = attribute.value.strip_prefix('#') {
                        self.references.push(reference);
                    }
                }
                AttrName::Role | AttrName::Event => fact.hook = true,
                // What a custom element shows at its place, and hides until then.
                AttrName::Other if attribute.name_text == "slot" => fact.hook = true,
                _ => {}
            }
        }
        if matches!(token.tag, Tag::IFRAME | Tag::EMBED | Tag::OBJECT) {
            fact.hiding |= hiding::sized_box(width, height);
        }
        if token.tag == Tag::MARQUEE {
            fact.hiding |= hiding::marquee(width, height, amount);
        }
        fact.shape = shape.0;
        self.facts.nodes[index] = fact;
        if let Some(address) = address {
            self.read_address(index, token, address, site);
        }
        if token.tag == Tag::META {
            let named = |name| markup.attribute(token, name);
            let key = named(AttrName::Property).or_else(|| named(AttrName::Name));
            let is_url =
                |key: &str| key.eq_ignore_ascii_case("og:url") || key.eq_ignore_ascii_case("twitter:url");
            if key.is_some_and(is_url)
                && let Some(content) = named(AttrName::Content)
            {
                site.declare(content);
            }
        }
    }

    fn intern_id(&mut self, id: &'p str) -> u32 {
        let next = self.facts.id_count.len() as u32;
        let at = *self.ids.entry(id).or_insert(next);
        if at == next {
            self.facts.id_count.push(0);
            self.facts.id_random.push(id_shape(id).looks_random);
            self.facts.id_referenced.push(false);
        }
        self.facts.id_count[at as usize] += 1;
        at
    }

    fn read_address(&mut self, index: usize, token: &Token, address: &str, site: &mut OwnSite) {
        let tag = token.tag;
        let node = &self.tree.nodes()[index];
        match tag {
            Tag::BASE => return site.declare(address),
            Tag::LINK => {
                let rel = self.markup.attribute(token, AttrName::Rel).unwrap_or("");
                if OWN_RELATIONS.iter().any(|own| rel.eq_ignore_ascii_case(own)) {
                    site.declare(address);
                }
                return;
            }
            Tag::A | Tag::AREA | Tag::IFRAME | Tag::FRAME | Tag::SCRIPT | Tag::EMBED => {}
            _ => return,
        }
        let href = link::parse_href(address);
        let host = href.host();
        let domain = host.map(|host| link::registrable(host).to_owned());
        if let (Some(domain), Some(host), true) = (&domain, host, matches!(tag, Tag::A | Tag::AREA)) {
            site.saw(domain, host);
        } else if href.kind == HrefKind::Relative {
            site.saw_relative();
        }
        let target = match href.kind {
            HrefKind::Absolute | HrefKind::ProtocolRelative if domain.is_some() => Target::OffSite,
            HrefKind::Relative | HrefKind::Absolute | HrefKind::ProtocolRelative => Target::Own,
            _ => Target::Nowhere,
        };
        self.facts.nodes[index].link = self.facts.links.len() as u32;
        self.facts.links.push(Link {
            token: node.token,
            tag,
            target,
            host: NONE,
            host_name: Box::from(host.unwrap_or_default()),
            has_port: matches!(tag, Tag::IFRAME | Tag::FRAME) && link::names_port(address),
        });
        self.domains.push(domain);
    }

    fn decide_targets(&mut self, site: &OwnSite) {
        let own = site.decide();
        // By interned domain: pages link to few, again and again.
        let mut is_own: Vec<bool> = Vec::new();
        for (link, domain) in self.facts.links.iter_mut().zip(&self.domains) {
            let Some(domain) = domain else { continue };
            let next = self.hosts.len() as u32;
            link.host = match self.hosts.get(domain) {
                Some(known) => *known,
                None => {
                    self.hosts.insert(domain.clone(), next);
                    is_own.push(own.is_own(domain));
                    next
                }
            };
            if link.target == Target::OffSite {
                if is_own[link.host as usize] {
                    link.target = Target::Own;
                } else if hosts::is_popular(&link.host_name) {
                    link.target = Target::Popular;
                }
            }
        }
    }

    /// Applies the page's style sheets and the scripts that hide elements by id or class.
    fn hide_by_rules(&mut self) {
        for (name, id) in &self.ids {
            if self.sheet.references_id(name) {
                self.facts.id_referenced[*id as usize] = true;
            }
        }
        let mut by_script: HashMap<&str, ()> = HashMap::new();
        let mut class_by_script: HashMap<&str, ()> = HashMap::new();
        let mut written = HiddenBy::default();
        for Code { script, .. } in &self.facts.scripts {
            by_script.extend(script.hides_ids.iter().map(|id| (id.as_str(), ())));
            class_by_script.extend(script.hides_classes.iter().map(|class| (class.as_str(), ())));
            written.merge(&script.writes_style_rule);
        }
        for id in by_script.keys() {
            if let Some(id) = self.ids.get(id) {
                self.facts.id_referenced[*id as usize] = true;
            }
        }
        let rules = !self.sheet.hidden.is_empty() || !written.is_empty();
        if !rules && by_script.is_empty() && class_by_script.is_empty() {
            return;
        }
        for (index, node) in self.tree.nodes().iter().enumerate() {
            if node.kind != NodeKind::Element {
                continue;
            }
            let token = &self.markup.tokens()[node.token as usize];
            let id = self.markup.attribute(token, AttrName::Id);
            let class = self.markup.attribute(token, AttrName::Class).unwrap_or("");
            let fact = &mut self.facts.nodes[index];
            let tag_name = self.markup.tag_name(node.tag);
            let sheet = self.sheet.hidden.element(tag_name, id, class.split_ascii_whitespace());
            if is_strong(sheet) && !is_strong(fact.hiding) {
                fact.by_sheet = true;
            }
            fact.hiding |= sheet;
            let scripted = written.element(tag_name, id, class.split_ascii_whitespace());
            if is_strong(scripted) {
                fact.hiding |= scripted;
                fact.by_script = true;
            }
            let named = id.is_some_and(|id| by_script.contains_key(id))
                || !class_by_script.is_empty()
                    && class.split_ascii_whitespace().any(|class| class_by_script.contains_key(class));
            if named {
                fact.hiding |= Hiding::DISPLAY_NONE;
                fact.by_script = true;
            }
        }
    }

    /// Fills the prefix sums, and `empty`, which needs them.
    fn sum_up(&mut self) {
        let tokens = self.markup.tokens();
        let mut step = vec![Prefix::default(); tokens.len()];
        let mut anchor_end = 0;
        for (index, node) in self.tree.nodes().iter().enumerate().skip(1) {
            let at = node.token as usize;
            let fact = &self.facts.nodes[index];
            match node.kind {
                NodeKind::Text => {
                    let ink = ink(&self.text[tokens[at].span.range()]);
                    step[at].ink = ink;
                    step[at].shows = ink;
                    if node.token < anchor_end {
                        step[at].anchor_ink = ink;
                    }
                }
                NodeKind::RawText => {
                    if node.tag == Tag::TEXTAREA || node.tag == Tag::TITLE {
                        step[at].shows = ink(&self.text[tokens[at].span.range()]);
                    }
                    step[at].triggers = u32::from(
                        fact.script != NONE && self.facts.scripts[fact.script as usize].is_telling(),
                    );
                }
                NodeKind::Comment => {
                    step[at].triggers = u32::from(
                        fact.script != NONE && self.facts.scripts[fact.script as usize].is_telling(),
                    );
                }
                NodeKind::Element => {
                    let token = &tokens[at];
                    let link = self.facts.links.get(fact.link as usize);
                    if matches!(node.tag, Tag::A | Tag::AREA) && link.is_some() {
                        step[at].links = 1;
                        anchor_end = anchor_end.max(node.end_token);
                    }
                    let off_site = link.is_some_and(|link| link.target == Target::OffSite);
                    step[at].off_site = u32::from(off_site && matches!(node.tag, Tag::A | Tag::AREA));
                    step[at].shows = u32::from(shows(self.markup, token));
                    let loads = matches!(node.tag, Tag::IFRAME | Tag::SCRIPT | Tag::EMBED) && off_site;
                    step[at].triggers =
                        u32::from(is_strong(fact.hiding) || loads || node.tag == Tag::NOSCRIPT);
                }
                _ => {}
            }
        }
        let mut sum = Prefix::default();
        for (at, step) in step.iter().enumerate() {
            sum.ink += step.ink;
            sum.anchor_ink += step.anchor_ink;
            sum.links += step.links;
            sum.off_site += step.off_site;
            sum.shows = sum.shows.saturating_add(step.shows);
            sum.triggers += step.triggers;
            self.facts.prefix[at + 1] = sum;
        }
        let mut empties = vec![(0u32, 0u32); tokens.len()];
        for (index, node) in self.tree.nodes().iter().enumerate() {
            if node.kind != NodeKind::Element
                || matches!(node.tag, Tag::BR | Tag::HR | Tag::WBR) && self.facts.nodes[index].id == NONE
            {
                continue;
            }
            if node.tag.is_head() || node.tag == Tag::COL || node.tag == Tag::BASE {
                continue;
            }
            let range = (node.token as usize, node.end_token as usize);
            if self.facts.prefix[range.1].shows == self.facts.prefix[range.0].shows {
                let id = self.facts.nodes[index].id;
                let repeated = id != NONE && self.facts.id_count[id as usize] >= 3;
                self.facts.nodes[index].empty = true;
                empties[node.token as usize] = (1, u32::from(repeated));
            }
        }
        let (mut all, mut repeated) = (0, 0);
        for (at, step) in empties.iter().enumerate() {
            all += step.0;
            repeated += step.1;
            self.facts.prefix[at + 1].empties = all;
            self.facts.prefix[at + 1].id_empties = repeated;
        }
    }
}

/// FNV-1a over what makes an element look like another.
struct Shape(u32);

impl Shape {
    fn new(tag: Tag) -> Self {
        Shape(0x811c_9dc5 ^ tag.index() as u32)
    }

    fn add(&mut self, value: &str) {
        for byte in value.as_bytes().iter().take(SHAPE_BYTES) {
            self.0 = (self.0 ^ u32::from(*byte)).wrapping_mul(0x0100_0193);
        }
    }
}

/// Non-white bytes: the measure of every share here and of the yardstick.
pub(crate) fn ink(text: &str) -> u32 {
    // Sums of a byte each are what the compiler makes the widest vectors of.
    let inky = |b: &u8| u8::from(b.wrapping_sub(b'\t') > b'\r' - b'\t') & u8::from(*b != b' ');
    text.as_bytes().chunks(u8::MAX as usize).map(|chunk| u32::from(chunk.iter().map(inky).sum::<u8>())).sum()
}

/// Whether the element by itself may show something: a picture, a control, a frame, a script that may draw.
pub(crate) fn shows(markup: &Markup, token: &Token) -> bool {
    let tag = token.tag;
    if tag == Tag::SCRIPT {
        return true;
    }
    let drawn = tag.is_media()
        || tag.is_control()
        || matches!(tag, Tag::SVG | Tag::MATH | Tag::CANVAS | Tag::OBJECT | Tag::SLOT | Tag::TEMPLATE);
    // `<input id="rz99h">` draws an empty box at most; what says more carries a source, a type, a name.
    drawn
        && markup
            .attributes(token)
            .any(|a| !matches!(a.name, AttrName::Id | AttrName::Class | AttrName::Style))
}
