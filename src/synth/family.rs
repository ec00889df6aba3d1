//! Kinds of injection.

/// Kinds of injection. The names are those of the hand-labelled truth where it has the kind.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Family {
    /// Runs of empty tags with ids (A).
    IdNoise,
    /// Rewritten title and metas (C).
    HeadRewrite,
    /// Many links in a `display:none` box (D).
    DisplayNone,
    /// One hidden link in its own box (D).
    SingleLink,
    /// Links moved off the screen (D).
    Offscreen,
    /// Links in a box of no size (D).
    ZeroBox,
    /// Links in a marquee too small or too slow to read (D).
    Marquee,
    /// Links in the background's colour, of no size, or transparent (D).
    SameColour,
    /// Links hidden by a style rule (E).
    StyleClass,
    /// A payload appended to many database fields (E).
    DbField,
    /// Links hidden by a script (F).
    JsHidden,
    /// Links whose hidden wrapper is written by a script (F).
    DocWrite,
    /// An obfuscated loader or redirect (F).
    HexJs,
    /// A hidden frame (F).
    Iframe,
    /// Links inside `<noscript>`.
    Noscript,
    /// Keyword lines and headings (B, T11).
    Banner,
    /// Thousands of hidden keywords (A, T04).
    KeywordCloud,
    /// Machine-made prose with anchors, visible (G).
    WordSalad,
    /// The same, off screen.
    HiddenSalad,
    /// An anchor dropped into a genuine sentence (G).
    Spliced,
    /// An extra item in a genuine list (G).
    Mimic,
    /// Visible foreign links in the footer (H).
    FooterLinks,
    /// Visible links after the end of the page (H).
    AfterHtml,
    /// Runs of links between hacked sites (H).
    LinkWheel,
    /// A hidden credit of a template or tool: only reported.
    Credit,
    /// Server code that gives search engines links, leaked into the page (F).
    Cloaked,
    /// Comments, counters and end tags that kits leave behind (B, I).
    Stub,
    /// A style rule that hides a noise block: only reported.
    NoiseRule,
    /// A script of the kit from the page's own host: only reported.
    Loader,
    /// Head lines that kits add and honest templates too: only reported.
    HeadNoise,
    /// Links that visitors wrote: only reported.
    UserContent,
    /// Links sold by the owner or a thief: only reported.
    PaidLinks,
    /// A link that a widget brings along: only reported.
    Widget,
}

impl Family {
    /// Every family.
    pub const ALL: [Family; 33] = [
        Family::IdNoise,
        Family::HeadRewrite,
        Family::DisplayNone,
        Family::SingleLink,
        Family::Offscreen,
        Family::ZeroBox,
        Family::Marquee,
        Family::SameColour,
        Family::StyleClass,
        Family::DbField,
        Family::JsHidden,
        Family::DocWrite,
        Family::HexJs,
        Family::Iframe,
        Family::Noscript,
        Family::Banner,
        Family::KeywordCloud,
        Family::WordSalad,
        Family::HiddenSalad,
        Family::Spliced,
        Family::Mimic,
        Family::FooterLinks,
        Family::AfterHtml,
        Family::LinkWheel,
        Family::Credit,
        Family::Cloaked,
        Family::Stub,
        Family::NoiseRule,
        Family::Loader,
        Family::HeadNoise,
        Family::UserContent,
        Family::PaidLinks,
        Family::Widget,
    ];

    /// Name in truth tables and on the command line.
    pub fn name(self) -> &'static str {
        match self {
            Family::IdNoise => "id-noise-tags",
            Family::HeadRewrite => "head-meta-replaced",
            Family::DisplayNone => "display-none-links",
            Family::SingleLink => "display-none-single-link",
            Family::Offscreen => "offscreen-links",
            Family::ZeroBox => "zero-size-box",
            Family::Marquee => "tiny-marquee",
            Family::SameColour => "same-colour-text",
            Family::StyleClass => "css-class-hidden-links",
            Family::DbField => "db-field-injection",
            Family::JsHidden => "js-hidden-div",
            Family::DocWrite => "docwrite-wrapped-links",
            Family::HexJs => "hexjs-head",
            Family::Iframe => "hidden-iframe",
            Family::Noscript => "noscript-links",
            Family::Banner => "keyword-banner",
            Family::KeywordCloud => "keyword-cloud",
            Family::WordSalad => "visible-wordsalad-para",
            Family::HiddenSalad => "offscreen-links-wordsalad",
            Family::Spliced => "spliced-anchor",
            Family::Mimic => "mimic-item",
            Family::FooterLinks => "footer-visible-links",
            Family::AfterHtml => "after-html-visible-links",
            Family::LinkWheel => "doorway-linkwheel",
            Family::Credit => "template-vendor-hidden",
            Family::Cloaked => "cloaked-visible-links",
            Family::Stub => "kit-stub",
            Family::NoiseRule => "noise-css-rule",
            Family::Loader => "remote-script-loader",
            Family::HeadNoise => "head-noise",
            Family::UserContent => "user-content-links",
            Family::PaidLinks => "paid-links",
            Family::Widget => "widget-backlink",
        }
    }

    /// The family of that name.
    pub fn of_name(name: &str) -> Option<Family> {
        Family::ALL.into_iter().find(|family| family.name() == name)
    }
}
