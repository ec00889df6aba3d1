//! Inline scripts and server code, as far as they speak for or against a block.
use crate::fact::hosts;
use crate::fact::script::{Mentions, ScriptFacts, ServerCode, analyse, analyse_php};
use crate::span::TextSpan;
use std::sync::OnceLock;
use std::sync::atomic::{AtomicU32, Ordering};

/// Share of a script's literals in escapes from which it is hiding something.
const ESCAPED: f32 = 0.25;

/// Literals that are nothing but digits from which a script decodes numbers.
const NUMBERS: u32 = 3;

/// Longest script, bytes, that is injected by itself; what is longer does many things for the page.
/// Source: loaders and redirects that were seen are below 5 kB.
const INJECTED: u32 = 8 * 1024;

/// One inline script or stretch of server code.
#[derive(Clone, Debug)]
pub struct Code {
    /// What the script does; empty for server code.
    pub script: ScriptFacts,
    /// What the server code does.
    pub server: Option<ServerCode>,
    /// Where it stands in the page.
    span: TextSpan,
    /// What the methods answer, worked out once.
    signs: Signs,
    /// Made when first asked for, and not told by the script's text alone.
    mentions: OnceLock<Mentions>,
    /// Names that its text was searched for in vain.
    searched: Searched,
}

/// Names that are searched for in a script's text before its own are gathered: neighbours may have hundreds.
const SEARCHES: u32 = 4;

/// A count that may go on while it is read.
#[derive(Debug, Default)]
struct Searched(AtomicU32);

impl Clone for Searched {
    fn clone(&self) -> Self {
        Searched(AtomicU32::new(self.0.load(Ordering::Relaxed)))
    }
}

/// What a script's facts come to.
#[derive(Clone, Copy, Debug, Default)]
struct Signs {
    writes_opener: bool,
    writes_hidden: bool,
    loads: bool,
    packed: bool,
    telling: bool,
}

impl Code {
    /// Reads the content of a `<script>`, which stands at `span` of `page`.
    pub fn script(page: &str, span: TextSpan) -> Code {
        Code::new(page, span, analyse(&page[span.range()]), None)
    }

    /// Reads a `<? … ?>`.
    pub fn server(page: &str, span: TextSpan) -> Code {
        Code::new(page, span, ScriptFacts::default(), Some(analyse_php(&page[span.range()])))
    }

    fn new(page: &str, span: TextSpan, script: ScriptFacts, server: Option<ServerCode>) -> Code {
        let mut code = Code {
            script,
            server,
            span,
            signs: Signs::default(),
            mentions: OnceLock::new(),
            searched: Searched::default(),
        };
        // What depends on what has been decided before it comes after it.
        code.signs.writes_opener = code.decide_writes_opener(page);
        code.signs.writes_hidden = code.decide_writes_hidden(page);
        code.signs.loads = code.decide_loads();
        code.signs.packed = code.decide_packed(page);
        code.signs.telling = code.decide_telling();
        code
    }

    /// A name or literal of the script is, or is made up with, this id or class; see [`Mentions::name`]. `page` is the
    /// text it was read from.
    pub fn mentions(&self, page: &str, name: &str) -> bool {
        self.may_mention(page, name) && self.all_mentions(page).name(name)
            || self.script.hides_ids.iter().chain(&self.script.hides_classes).any(|n| n == name)
    }

    /// Whether all its names have to be gathered to know whether this one is among them.
    fn may_mention(&self, page: &str, name: &str) -> bool {
        let searched = &self.searched.0;
        if self.mentions.get().is_some()
            || self.script.holds_scripts
            || searched.load(Ordering::Relaxed) >= SEARCHES
        {
            return true;
        }
        searched.fetch_add(1, Ordering::Relaxed);
        Mentions::may_name(&page[self.span.range()], name)
    }

    fn all_mentions(&self, page: &str) -> &Mentions {
        self.mentions.get_or_init(|| match self.server {
            Some(_) => Mentions::default(),
            None => Mentions::read(&page[self.span.range()]),
        })
    }

    /// It hides elements that the page already holds.
    pub fn hides(&self) -> bool {
        !self.script.hides_ids.is_empty() || !self.script.hides_classes.is_empty()
    }

    /// It writes a hidden wrapper and leaves it open.
    pub fn writes_opener(&self) -> bool {
        self.signs.writes_opener
    }

    fn decide_writes_opener(&self, page: &str) -> bool {
        // `if (navigator.appVersion.indexOf('MSIE') >= 0) document.write(unescape('%3C') + '!--')` ends the measuring code of
        // Adobe SiteCatalyst, on thousands of honest pages.
        self.script.writes_hidden_opener.is_strong()
            || (self.script.writes_swallowing_opener && !self.mentions(page, "appVersion"))
    }

    /// It writes a hidden wrapper or a rule that hides.
    pub fn writes_hidden(&self) -> bool {
        self.signs.writes_hidden
    }

    fn decide_writes_hidden(&self, page: &str) -> bool {
        self.writes_opener()
            || (self.script.writes_hidden.is_strong() && !self.writes_popular_only(page))
            || !self.script.writes_style_rule.is_empty()
    }

    /// It writes or loads a script or frame.
    pub fn loads(&self) -> bool {
        self.signs.loads
    }

    fn decide_loads(&self) -> bool {
        let s = &self.script;
        let mut hosts = s.script_hosts.iter().chain(&s.frame_hosts).chain(&s.loads_hosts);
        // Counters and ad tags of the usual vendors are written just so.
        hosts.any(|host| !hosts::is_popular(host))
    }

    /// All it writes belongs to hosts that everybody embeds.
    fn writes_popular_only(&self, page: &str) -> bool {
        let s = &self.script;
        let mut hosts = s.script_hosts.iter().chain(&s.frame_hosts).chain(&s.loads_hosts).peekable();
        match hosts.peek() {
            Some(_) => hosts.all(|host| hosts::is_popular(host)),
            // An address put together at run time: of a vendor if the script names one. Who is not one could name it too,
            // and then would have to spell out its own host beside it.
            None => self.all_mentions(page).hosts().any(|host| hosts::is_popular(&host)),
        }
    }

    /// It asks for the referrer, or sends the visitor elsewhere, and does little else.
    pub fn redirects(&self) -> bool {
        let s = &self.script;
        s.bytes <= INJECTED && (s.redirects || s.tests_search_referrer)
    }

    /// It asks whether the visitor is a search engine.
    pub fn asks_bot(&self) -> bool {
        self.script.tests_spider && self.script.bytes <= INJECTED
    }

    /// It runs decoded text, or writes what it works out of numbers.
    pub fn packed(&self) -> bool {
        self.signs.packed
    }

    fn decide_packed(&self, page: &str) -> bool {
        let s = &self.script;
        if s.bytes > INJECTED {
            return false;
        }
        let packed = s.packed
            || (s.eval_calls > 0
                && (s.percent_share > ESCAPED || s.hex_share > ESCAPED || s.char_code_calls > 0))
            || (s.writes_computed && s.numeric_strings >= NUMBERS);
        // Last: it asks for every name in the script.
        packed && !self.writes_popular_only(page)
    }

    /// Bytes of its literals that are escapes or digit strings.
    pub fn escaped_bytes(&self) -> u32 {
        let s = &self.script;
        let escapes = (s.hex_share + s.percent_share).min(1.0) * s.literal_bytes as f32;
        escapes as u32 + s.numeric_strings * 12
    }

    /// It is worth a look by itself.
    pub fn is_telling(&self) -> bool {
        self.signs.telling
    }

    fn decide_telling(&self) -> bool {
        let s = &self.script;
        self.server.is_some_and(|server| server.is_cloaking())
            || self.hides()
            || self.writes_hidden()
            || s.writes_closer
            || self.packed()
            || (s.hex_share + s.percent_share > ESCAPED && s.literal_bytes > 64)
            || (s.sets_title.is_some() && s.reads_user_agent)
            || (s.redirects && (s.tests_spider || s.tests_search_referrer))
            || !s.frame_hosts.is_empty()
    }
}
