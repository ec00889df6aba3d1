//! Everything that is counted, as one additive vector: a block's counts are the difference of two prefix sums.
use crate::fact::text::TextCounts;

macro_rules! counters {
    ($($(#[doc = $doc:literal])+ $name:ident,)*) => {
        /// One counter of [`Counts`].
        #[derive(Clone, Copy, Debug, PartialEq, Eq)]
        #[repr(u8)]
        pub enum C { $($(#[doc = $doc])+ $name),* }

        impl C {
            /// How many counters there are.
            pub const LEN: usize = C::ALL.len();

            /// All of them.
            pub const ALL: &[C] = &[$(C::$name),*];
        }
    };
}

counters! {
    /// Start tags, `html`, `head` and `body` aside.
    Elements,
    /// Elements that show nothing: no ink, no media, no control, no raw text inside, and not void.
    Empty,
    /// Empty elements that pages have no use for: all but the few that style sheets and scripts fill.
    EmptyOdd,
    /// Empty elements that nothing is made for: without a style, without an attribute that only some elements have, and
    /// without class or `aria-`/`data-`/`on…` unless they carry a repeated id, of which those are then a part.
    EmptyPlain,
    /// Empty elements whose children are all empty and that have at least one child element.
    EmptyNested,
    /// Elements that should be closed and never are.
    Unclosed,
    /// End tags without a start.
    StrayEnds,
    /// End tags of void elements (`</input>`).
    VoidEnds,
    /// Bytes the standard drops: `</>`, a tag cut by the end.
    Gaps,
    /// Names HTML does not know, without a hyphen or colon.
    UnknownTags,
    /// Names with a hyphen or colon: custom elements, namespaced markup.
    CustomTags,
    /// Obsolete elements.
    Obsolete,
    /// Table parts outside a table, `li`, `option`, `rt`, … outside their parent.
    OutOfContext,
    /// Elements whose content a browser takes as raw text (`noframes`, `xmp`, …).
    BrowserRaw,
    /// Phrasing elements.
    Inline,
    /// Elements directly inside one of the same name.
    SameInSame,
    /// Elements whose only child is an element.
    OnlyChild,
    /// `li`.
    Li,
    /// `p`.
    P,
    /// `div`.
    Div,
    /// `br`.
    Br,
    /// Headings.
    Headings,
    /// Table parts inside a table.
    TableParts,
    /// `img`, `video`, `svg`, …
    Media,
    /// Form controls.
    Controls,
    /// `iframe`.
    Iframes,
    /// `script`.
    Scripts,
    /// `style`.
    Styles,
    /// `meta` and `link`.
    Metas,
    /// `noscript`.
    Noscripts,
    /// Comments.
    Comments,
    /// Tags whose name is not written in lower case.
    UpperTags,
    /// Attributes.
    Attributes,
    /// Elements without any attribute.
    Bare,
    /// Elements with a class.
    WithClass,
    /// Elements with a style attribute.
    WithStyle,
    /// Elements with an `aria-`, `data-`, `role` or `on…` attribute.
    WithHook,
    /// Elements with an id.
    WithId,
    /// Elements whose one attribute is an id.
    IdOnly,
    /// Elements whose id stands at least three times in the page.
    IdRepeated,
    /// The same, showing nothing.
    IdRepeatedEmpty,
    /// The same, with text or media inside.
    IdRepeatedFull,
    /// Elements whose id looks drawn by lot.
    IdRandom,
    /// Elements whose id a stylesheet, link, label or script of the page refers to.
    IdReferenced,
    /// Links (`a`, `area` with an address).
    Links,
    /// Links to other sites that are not hosts everybody links to.
    OffSite,
    /// Links to hosts everybody links to.
    Popular,
    /// Links within the site.
    Internal,
    /// Links that lead nowhere: empty, fragment, `javascript:`.
    Nowhere,
    /// Off-site links by the bare host, without a path.
    OffSiteRoot,
    /// Off-site links with `nofollow`, `ugc` or `sponsored`.
    Nofollow,
    /// Off-site links with `rel=dofollow`, which no standard knows.
    Dofollow,
    /// Off-site links that open a new window.
    Blank,
    /// Off-site links with no attribute but the address.
    OffSiteBare,
    /// Off-site links whose address is not quoted.
    Unquoted,
    /// Off-site links whose `title` repeats the anchor.
    TitleIsAnchor,
    /// Off-site links around an image.
    OffSiteImage,
    /// Off-site links into directories that hijacked sites are known for, or with a keyword slug.
    HijackPath,
    /// Off-site links to government or school domains.
    VictimHost,
    /// Off-site links to top-level domains that are mostly abused.
    AbusedHost,
    /// Off-site links whose host holds a digit or two hyphens.
    OddHost,
    /// Off-site links whose anchor is its own address.
    UrlAnchor,
    /// Ink inside links.
    AnchorInk,
    /// Ink inside off-site links.
    OffSiteInk,
    /// Lexicon hits inside off-site links.
    OffSiteLexicon,
    /// Off-site links whose anchor hits the lexicon.
    OffSiteLexiconLinks,
    /// Off-site links whose anchor names a template, a widget or its maker.
    OffSiteCredit,
    /// Elements hidden by their own declaration, attribute, rule or script.
    Hidden,
    /// … by `display:none`, `visibility:hidden` or the `hidden` attribute.
    HiddenDisplay,
    /// … by standing off screen, a clip or a negative indent.
    HiddenOff,
    /// … by a box, font or opacity of nothing.
    HiddenZero,
    /// … by text in the background's colour.
    HiddenColour,
    /// … by a moving box too small to read.
    HiddenMarquee,
    /// … by a rule of a style sheet in the page.
    HiddenBySheet,
    /// … by a script of the page.
    HiddenByScript,
    /// Ink inside hidden elements.
    HiddenInk,
    /// Links inside hidden elements.
    HiddenLinks,
    /// Off-site links inside hidden elements, or hidden themselves.
    HiddenOffSite,
    /// Media and controls inside hidden elements.
    HiddenMedia,
    /// Hooks (`aria-`, `data-`, `role`, `on…`) inside hidden elements.
    HiddenHooks,
    /// Elements inside hidden elements.
    HiddenElements,
    /// Frames from other sites that are not hosts everybody embeds.
    IframeOffSite,
    /// Frames of no size, or hidden.
    IframeHidden,
    /// Frames that are both.
    IframeHiddenOffSite,
    /// Off-site frames on an odd or cheap host, or one addressed by a port of its own.
    IframeOdd,
    /// Off-site frames with nothing but an address, a size and a style.
    IframeBare,
    /// Scripts from other sites that are not hosts everybody embeds.
    ScriptOffSite,
    /// Bytes of inline scripts.
    ScriptBytes,
    /// Inline scripts that hide an element.
    ScriptHides,
    /// Inline scripts that write a hidden wrapper or a hiding rule.
    ScriptWritesHidden,
    /// Inline scripts that write only end tags.
    ScriptWritesCloser,
    /// Inline scripts that write a script or frame.
    ScriptWritesLoader,
    /// Inline scripts that ask whether the visitor is a search engine.
    ScriptAsksBot,
    /// Inline scripts that ask where the visitor comes from, or send them elsewhere.
    ScriptRedirects,
    /// Inline scripts that set the title from a literal.
    ScriptSetsTitle,
    /// Inline scripts that are packed, or evaluate decoded text.
    ScriptPacked,
    /// Bytes of inline scripts in hexadecimal or percent escapes, or long digit strings.
    ScriptEscapedBytes,
    /// Server code that asks for search engines or fetches and prints remote text.
    ServerCloak,
    /// Server code.
    ServerCode,
    /// Ink in `title`, and in keyword and description metas.
    HeadInk,
    /// Numeric references there that spell printable ASCII.
    HeadAsciiEntities,
    /// Numeric references there.
    HeadEntities,
    /// Lexicon hits there.
    HeadLexicon,
    /// Text tokens with ink.
    Texts,
    /// Text tokens of at most twelve ink bytes.
    ShortTexts,
}

/// All counts over a stretch of tokens.
#[derive(Clone, Copy, Debug)]
pub struct Counts {
    n: [u32; C::LEN],
    /// Counts over the stretch's text.
    pub text: TextCounts,
}

impl Default for Counts {
    fn default() -> Self {
        Counts { n: [0; C::LEN], text: TextCounts::default() }
    }
}

impl Counts {
    /// One counter.
    #[inline]
    pub fn get(&self, counter: C) -> u32 {
        self.n[counter as usize]
    }

    /// One counter as a number to compute with.
    #[inline]
    pub fn f(&self, counter: C) -> f64 {
        f64::from(self.n[counter as usize])
    }

    /// Whether there is some of any counter from the first to the last.
    #[inline]
    pub(crate) fn any(&self, first: C, last: C) -> bool {
        self.n[first as usize..=last as usize].iter().fold(0, |all, n| all | n) != 0
    }

    #[inline]
    pub(crate) fn inc(&mut self, counter: C) {
        self.n[counter as usize] += 1;
    }

    #[inline]
    pub(crate) fn bump(&mut self, counter: C, by: u32) {
        let n = &mut self.n[counter as usize];
        *n = n.saturating_add(by);
    }

    #[inline]
    pub(crate) fn inc_if(&mut self, condition: bool, counter: C) {
        self.n[counter as usize] += u32::from(condition);
    }

    /// What was counted since `earlier`, a prefix of the same page.
    #[inline]
    pub fn since(&self, earlier: &Counts) -> Counts {
        // One copy, changed where it is: there are some hundred candidates to a page.
        let mut counts = *self;
        // A prefix has no more of anything.
        counts.n.iter_mut().zip(&earlier.n).for_each(|(now, before)| *now = now.wrapping_sub(*before));
        counts.text.take(&earlier.text);
        counts
    }
}
