//! What each node of a page is, seen with the whole page in view: own and off-site links, hiding by any rule of the
//! page, repeated ids, what scripts do to which element. One pass over the tokens, one over the tree.
use crate::block::code::Code;
use crate::block::hosts::{Host, Hosts};
use crate::block::recent::Recent;
use crate::block::rules::Rules;
use crate::block::site::OwnSite;
pub use crate::block::sums::Sums;
use crate::block::sums::sum_up;
use crate::fact::hiding::{self, Hiding};
use crate::fact::ids::id_shape;
use crate::fact::link::{self, HrefKind};
use crate::fact::stylesheet::Stylesheet;
use crate::fact::{css, hosts};
use crate::html::{AttrName, AttrRecord, Markup, Node, NodeKind, Tag, Token, TokenKind, Tree};
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
    /// Index of the full host into [`PageFacts::hosts`], or [`NONE`].
    pub name: u32,
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
    /// Index into [`PageFacts::links`] of its address, or of the link a text stands in, or [`NONE`].
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
    /// What its attributes say together.
    pub attrs: Attrs,
}

impl NodeFact {
    /// A node of which nothing is known.
    const BLANK: NodeFact = NodeFact {
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
        attrs: Attrs(0),
    };
}

/// What the attributes of an element say together, as a set of flags.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Attrs(u8);

impl Attrs {
    /// A class, even an empty one.
    pub const CLASS: Attrs = Attrs(1);
    /// A style.
    pub const STYLE: Attrs = Attrs(2);
    /// Something besides id, class and style.
    const MORE: Attrs = Attrs(4);
    /// Something that gives it a purpose: no attribute that any element may carry.
    pub const PURPOSE: Attrs = Attrs(8);
    /// By itself it may show something: a picture, a control, a frame, a script that may draw.
    pub const SHOWS: Attrs = Attrs(16);

    /// Whether the flag is set.
    #[inline]
    pub fn has(self, flag: Attrs) -> bool {
        self.0 & flag.0 != 0
    }

    fn add(&mut self, other: Attrs) {
        self.0 |= other.0;
    }

    /// What one attribute says. Those of [`AttrName::Other`] are no global ones.
    #[inline]
    fn of(name: AttrName) -> Attrs {
        match name {
            AttrName::Id => Attrs(0),
            AttrName::Class => Attrs::CLASS,
            AttrName::Style => Attrs::STYLE,
            // Hooks are judged as such.
            AttrName::Title | AttrName::Lang => Attrs::MORE,
            AttrName::Aria | AttrName::DataPrefix | AttrName::Role | AttrName::Event => Attrs::MORE,
            _ => Attrs(Attrs::MORE.0 | Attrs::PURPOSE.0),
        }
    }
}

/// Attributes without an [`AttrName`] of their own that any element may carry: what is empty with these alone is noise.
/// Source: HTML standard, "Global attributes".
fn is_global(name: &str) -> bool {
    matches!(
        name,
        "dir"
            | "draggable"
            | "dropzone"
            | "tabindex"
            | "accesskey"
            | "translate"
            | "spellcheck"
            | "contenteditable"
    )
}

/// The facts of one page.
#[derive(Debug)]
pub struct PageFacts {
    /// One per node of the tree.
    pub nodes: Vec<NodeFact>,
    /// What the last tokens hold, by their number, none to all.
    pub(crate) sums: Vec<Sums>,
    /// All addresses, in source order.
    pub links: Vec<Link>,
    /// The hosts they name.
    pub hosts: Vec<Host>,
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
    #[inline]
    pub fn between(&self, range: (u32, u32)) -> Sums {
        let all = self.sums.len() - 1;
        self.sums[all - range.0 as usize].until(&self.sums[all - range.1 as usize])
    }

    /// Reads the page. `url` is its address, if the caller knows it.
    pub fn read(text: &str, markup: &Markup, tree: &Tree, url: Option<&str>) -> PageFacts {
        PageFacts::read_into((Vec::new(), Vec::new()), text, markup, tree, url)
    }

    /// The same, with the nodes and sums of another page's facts, whose room is used again.
    pub(crate) fn read_into(
        (mut nodes, mut sums): (Vec<NodeFact>, Vec<Sums>),
        text: &str,
        markup: &Markup,
        tree: &Tree,
        url: Option<&str>,
    ) -> PageFacts {
        nodes.clear();
        sums.clear();
        let mut reader = Reader::new(text, markup, tree);
        (reader.facts.nodes, reader.facts.sums) = (nodes, sums);
        reader.run(url)
    }
}

/// Fewest bytes of a class or style that are hashed into the shape; longer ones are cut: equal makes stay equal.
const SHAPE_BYTES: usize = 256;

struct Reader<'p> {
    text: &'p str,
    markup: &'p Markup,
    tree: &'p Tree,
    ids: HashMap<&'p str, u32>,
    hosts: Hosts<'p>,
    sheet: Stylesheet,
    /// How the style attributes seen last hide.
    styles: Recent<'p, Hiding>,
    facts: PageFacts,
    references: Vec<&'p str>,
    /// The link that reaches furthest so far, and one past its last token.
    anchor: (u32, u32),
}

/// Different ids of most pages, for which room is made at once.
const IDS: usize = 48;

/// Relations of `<link>` whose target is a page of the same site.
/// Source: HTML standard, "Link types"; `shortlink`, `EditURI` and `pingback` as WordPress writes them.
const OWN_RELATIONS: [&str; 8] =
    ["canonical", "alternate", "shortlink", "EditURI", "pingback", "search", "next", "prev"];

impl<'p> Reader<'p> {
    fn new(text: &'p str, markup: &'p Markup, tree: &'p Tree) -> Self {
        Reader {
            text,
            markup,
            tree,
            ids: HashMap::with_capacity(IDS),
            hosts: Hosts::new(),
            sheet: Stylesheet::default(),
            styles: Recent::new(Hiding::NONE),
            facts: PageFacts {
                nodes: Vec::new(),
                sums: Vec::new(),
                links: Vec::new(),
                hosts: Vec::new(),
                scripts: Vec::new(),
                id_count: Vec::new(),
                id_random: Vec::new(),
                id_referenced: Vec::new(),
                host_count: 0,
            },
            references: Vec::new(),
            anchor: (NONE, 0),
        }
    }

    fn run(mut self, url: Option<&str>) -> PageFacts {
        let mut site = OwnSite::new(url);
        let all = self.tree.nodes();
        // Each is filled in where it stays: what is put together elsewhere is slow to copy while it is still being written.
        let mut nodes = std::mem::take(&mut self.facts.nodes);
        nodes.resize(all.len(), NodeFact::BLANK);
        for (node, fact) in all.iter().zip(&mut nodes).skip(1) {
            self.read_node(node, fact, &mut site);
        }
        self.facts.nodes = nodes;
        self.decide_targets(&site);
        self.hide_by_rules();
        sum_up(self.text, self.markup, self.tree, &mut self.facts);
        self.facts
    }

    #[inline]
    fn read_node(&mut self, node: &Node, fact: &mut NodeFact, site: &mut OwnSite) {
        match node.kind {
            NodeKind::Element => self.read_element(node, fact, site),
            NodeKind::Text if node.token < self.anchor.1 => fact.link = self.anchor.0,
            NodeKind::RawText | NodeKind::Comment => fact.script = self.read_code(node),
            _ => {}
        }
    }

    /// Reads what is a style sheet, script or server code. Gives the index of the last two, or [`NONE`].
    fn read_code(&mut self, node: &Node) -> u32 {
        let token = &self.markup.tokens()[node.token as usize];
        let text = &self.text[token.span.range()];
        let code = match node.kind {
            NodeKind::RawText if node.tag == Tag::STYLE => {
                self.sheet.add(text);
                return NONE;
            }
            NodeKind::RawText if node.tag == Tag::SCRIPT && !self.is_data(node.parent) => {
                Code::script(self.text, token.span)
            }
            NodeKind::Comment if token.kind == TokenKind::BogusComment && text.starts_with("<?") => {
                Code::server(self.text, token.span)
            }
            _ => return NONE,
        };
        self.facts.scripts.push(code);
        self.facts.scripts.len() as u32 - 1
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

    fn read_element(&mut self, node: &Node, fact: &mut NodeFact, site: &mut OwnSite) {
        let markup = self.markup;
        let token = &markup.tokens()[node.token as usize];
        let tag = node.tag;
        let mut shape = Shape::new(tag);
        let mut address = None;
        let (mut width, mut height, mut amount) = (None, None, None);
        for record in markup.records(token) {
            // A value is looked at where something depends on it.
            let bytes = || markup.value_bytes(record);
            let mut attrs = Attrs::of(record.name);
            match record.name {
                AttrName::Id if !bytes().is_empty() => fact.id = self.intern_id(markup.value(record)),
                AttrName::Class => {
                    fact.classed = !bytes().is_empty();
                    shape.add(bytes());
                }
                AttrName::Style => {
                    shape.add(bytes());
                    fact.hiding |= self.styles.get(markup.value(record), css::hiding);
                }
                AttrName::Hidden => fact.hiding |= Hiding::HIDDEN_ATTR,
                AttrName::Href => {
                    address = Some(record);
                    if bytes().first() == Some(&b'#') {
                        self.references.push(&markup.value(record)[1..]);
                    }
                }
                AttrName::Src if tag != Tag::A => address = Some(record),
                AttrName::For => self.references.push(markup.value(record)),
                AttrName::Width => width = Some(record),
                AttrName::Height => height = Some(record),
                AttrName::Scrollamount => amount = Some(record),
                AttrName::Aria => {
                    fact.hook = true;
                    self.references.push(markup.value(record));
                }
                AttrName::DataPrefix => {
                    fact.hook = true;
                    if bytes().first() == Some(&b'#') {
                        self.references.push(&markup.value(record)[1..]);
                    }
                }
                AttrName::Role | AttrName::Event => fact.hook = true,
                AttrName::Other => {
                    let name = markup.name_text(record);
                    // What a custom element shows at its place, and hides until then.
                    fact.hook |= name == "slot";
                    if is_global(name) {
                        attrs = Attrs::MORE;
                    }
                }
                _ => {}
            }
            fact.attrs.add(attrs);
        }
        let value = |record: Option<&AttrRecord>| record.map(|record| markup.value(record));
        if matches!(tag, Tag::IFRAME | Tag::EMBED | Tag::OBJECT) {
            fact.hiding |= hiding::sized_box(value(width), value(height));
        }
        if tag == Tag::MARQUEE {
            fact.hiding |= hiding::marquee(value(width), value(height), value(amount));
        }
        if tag == Tag::SCRIPT || fact.attrs.has(Attrs::MORE) && may_draw(tag) {
            fact.attrs.add(Attrs::SHOWS);
        }
        fact.shape = shape.finish();
        if let Some(address) = address {
            fact.link = self.read_address(node, token, address, site);
        }
        if tag == Tag::META {
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

    /// Notes the address of a link, frame or script. Gives its index into the links, or [`NONE`] if it is none of them.
    fn read_address(&mut self, node: &Node, token: &Token, address: &AttrRecord, site: &mut OwnSite) -> u32 {
        let (markup, tag) = (self.markup, node.tag);
        match tag {
            Tag::BASE => {
                site.declare(markup.value(address));
                return NONE;
            }
            Tag::LINK => {
                let rel = markup.attribute(token, AttrName::Rel).unwrap_or("");
                if OWN_RELATIONS.iter().any(|own| rel.eq_ignore_ascii_case(own)) {
                    site.declare(markup.value(address));
                }
                return NONE;
            }
            Tag::A | Tag::AREA | Tag::IFRAME | Tag::FRAME | Tag::SCRIPT | Tag::EMBED => {}
            _ => return NONE,
        }
        let address = markup.value(address);
        let (target, name) = self.destination(address, site);
        let (link, is_link) = (self.facts.links.len() as u32, matches!(tag, Tag::A | Tag::AREA));
        let mut host = NONE;
        if name != NONE {
            host = self.hosts.hosts[name as usize].domain;
            if is_link {
                self.hosts.link(name);
                site.saw_host();
            }
        }
        if is_link && node.end_token > self.anchor.1 {
            self.anchor = (link, node.end_token);
        }
        let has_port = matches!(tag, Tag::IFRAME | Tag::FRAME) && link::names_port(address);
        self.facts.links.push(Link { token: node.token, tag, target, host, name, has_port });
        link
    }

    /// Where an address leads as far as it tells by itself, and the number of the host it names, or [`NONE`].
    fn destination(&mut self, address: &'p str, site: &mut OwnSite) -> (Target, u32) {
        if let Some(name) = self.hosts.again(address) {
            return (Target::OffSite, name);
        }
        let href = link::destination(address);
        match (href.kind, href.host) {
            (_, Some(host)) => (Target::OffSite, self.hosts.of(address, host, href.origin)),
            (HrefKind::Relative, None) => {
                site.saw_relative();
                (Target::Own, NONE)
            }
            _ => (Target::Nowhere, NONE),
        }
    }

    /// Tells the links that name a host apart, once the own site is known.
    fn decide_targets(&mut self, site: &OwnSite) {
        let Hosts { mut hosts, domains, .. } = std::mem::replace(&mut self.hosts, Hosts::new());
        let own = site.decide(&domains);
        let targets: Vec<Target> = hosts
            .iter()
            .map(|host| match () {
                () if own.is_own(&domains[host.domain as usize].name) => Target::Own,
                () if hosts::is_popular(&host.name) => Target::Popular,
                () => Target::OffSite,
            })
            .collect();
        for link in self.facts.links.iter_mut().filter(|link| link.name != NONE) {
            let at = link.name as usize;
            link.target = targets[at];
            if link.target == Target::OffSite && link.tag != Tag::SCRIPT && hosts[at].facts.is_none() {
                hosts[at].facts = Some(link::host_facts(&hosts[at].name));
            }
        }
        self.facts.host_count = domains.len() as u32;
        self.facts.hosts = hosts;
    }

    /// Applies the page's style sheets and the scripts that hide elements by id or class, and notes which ids are
    /// referred to.
    fn hide_by_rules(&mut self) {
        let rules = Rules::new(&self.sheet.hidden, &self.facts.scripts);
        if !self.ids.is_empty() {
            let referenced = &mut self.facts.id_referenced;
            for name in self.references.iter().chain(&rules.ids) {
                if let Some(id) = self.ids.get(name) {
                    referenced[*id as usize] = true;
                }
            }
            for (name, id) in &self.ids {
                if self.sheet.references_id(name) {
                    referenced[*id as usize] = true;
                }
            }
        }
        rules.apply(self.markup, self.tree, &mut self.facts.nodes);
    }
}

/// A hash over what makes an element look like another, word by word.
struct Shape(u64);

impl Shape {
    fn new(tag: Tag) -> Self {
        Shape(tag.index() as u64 ^ 0x243f_6a88_85a3_08d3)
    }

    fn word(&mut self, word: u64) {
        // The high half of a product depends on all bits below it: it goes where the next product sees it.
        let product = (self.0 ^ word).wrapping_mul(0x9e37_79b9_7f4a_7c15);
        self.0 = product ^ product >> 32;
    }

    fn add(&mut self, bytes: &[u8]) {
        let Some((first, bytes)) = bytes[..bytes.len().min(SHAPE_BYTES)].split_first() else { return };
        // By itself: a few pairs of tag and first byte make the same number, and models are trained with that.
        self.word(u64::from(*first));
        let (words, rest) = bytes.as_chunks::<8>();
        for word in words {
            self.word(u64::from_le_bytes(*word));
        }
        if !rest.is_empty() {
            // The rest as a number, its first byte the highest: the lowest bytes of the last eight.
            self.word(match bytes.last_chunk::<8>() {
                Some(last) => u64::from_be_bytes(*last) & ((1 << (8 * rest.len())) - 1),
                None => rest.iter().fold(0, |word, byte| word << 8 | u64::from(*byte)),
            });
        }
    }

    fn finish(self) -> u32 {
        (self.0.wrapping_mul(0x9e37_79b9_7f4a_7c15) >> 32) as u32
    }
}

/// Whether such an element draws something, once it carries more than an id, a class or a style: `<input id="rz99h">`
/// draws an empty box at most; what says more carries a source, a type, a name.
fn may_draw(tag: Tag) -> bool {
    tag.is_media()
        || tag.is_control()
        || matches!(tag, Tag::SVG | Tag::MATH | Tag::CANVAS | Tag::OBJECT | Tag::SLOT | Tag::TEMPLATE)
}
