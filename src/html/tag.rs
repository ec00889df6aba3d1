//! Tag names as small numbers, with what HTML says about each.
use crate::html::short_names::NameTable;

/// A tag name: a known HTML (or SVG/MathML root) name, or the page's n-th unknown one.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Tag(u16);

/// Facts about a known tag, as bits.
mod is {
    /// No end tag exists (HTML §13.1.2).
    pub(super) const VOID: u16 = 1;
    /// Content is raw or escapable raw text and is tokenised so (docs/adr/0001-source-tokens.md).
    pub(super) const RAW: u16 = 2;
    /// Obsolete and non-conforming (HTML §16.2).
    pub(super) const OBSOLETE: u16 = 4;
    /// A formatting element of the tree builder's adoption agency, or other phrasing-only element.
    pub(super) const INLINE: u16 = 8;
    /// Starting it closes an open `<p>`.
    pub(super) const BLOCK: u16 = 16;
    /// Means something only inside a table.
    pub(super) const TABLE_PART: u16 = 32;
    /// Images, video, forms, …: shows something without text.
    pub(super) const MEDIA: u16 = 64;
    /// A form control.
    pub(super) const CONTROL: u16 = 128;
    /// Means something only inside a certain parent (`li`, `option`, `rt`, …), tables aside.
    pub(super) const NEEDS_PARENT: u16 = 256;
    /// Belongs in the head.
    pub(super) const HEAD: u16 = 512;
    /// A browser treats its content as raw text although we do not (`noframes`, `xmp`, …).
    pub(super) const BROWSER_RAW: u16 = 1024;
    /// A boundary for end tags: `</b>` inside does not close a `<b>` outside.
    pub(super) const SCOPE: u16 = 2048;
    /// Heading `h1` … `h6`.
    pub(super) const HEADING: u16 = 4096;
}

macro_rules! tags {
    ($($konst:ident $name:literal $flags:expr;)*) => {
        #[expect(clippy::upper_case_acronyms, reason = "one index per constant below")]
        enum Index { $($konst),* }
        #[expect(missing_docs, reason = "each is the tag of that name")]
        impl Tag {
            $(pub const $konst: Tag = Tag(Index::$konst as u16);)*
        }
        const NAMES: &[&str] = &[$($name),*];
        const FLAGS: &[u16] = &[$($flags),*];
        static BY_NAME: NameTable<Tag, 512> = NameTable::new(&[$(($name, Tag::$konst)),*], Tag::NONE);
    };
}

tags! {
    A "a" is::INLINE; ABBR "abbr" is::INLINE; ACRONYM "acronym" is::INLINE | is::OBSOLETE; ADDRESS "address" is::BLOCK;
    APPLET "applet" is::OBSOLETE | is::MEDIA | is::SCOPE; AREA "area" is::VOID; ARTICLE "article" is::BLOCK; ASIDE "aside" is::BLOCK;
    AUDIO "audio" is::MEDIA; B "b" is::INLINE; BASE "base" is::VOID | is::HEAD; BASEFONT "basefont" is::VOID | is::OBSOLETE;
    BDI "bdi" is::INLINE; BDO "bdo" is::INLINE; BGSOUND "bgsound" is::VOID | is::OBSOLETE; BIG "big" is::INLINE | is::OBSOLETE;
    BLINK "blink" is::INLINE | is::OBSOLETE; BLOCKQUOTE "blockquote" is::BLOCK; BODY "body" 0; BR "br" is::VOID;
    BUTTON "button" is::CONTROL | is::SCOPE; CANVAS "canvas" is::MEDIA; CAPTION "caption" is::TABLE_PART | is::SCOPE;
    CENTER "center" is::BLOCK | is::OBSOLETE; CITE "cite" is::INLINE; CODE "code" is::INLINE; COL "col" is::VOID | is::TABLE_PART;
    COLGROUP "colgroup" is::TABLE_PART; DATA "data" is::INLINE; DATALIST "datalist" 0; DD "dd" is::BLOCK | is::NEEDS_PARENT;
    DEL "del" is::INLINE; DETAILS "details" is::BLOCK; DFN "dfn" is::INLINE; DIALOG "dialog" is::BLOCK;
    DIR "dir" is::BLOCK | is::OBSOLETE; DIV "div" is::BLOCK; DL "dl" is::BLOCK; DT "dt" is::BLOCK | is::NEEDS_PARENT;
    EM "em" is::INLINE; EMBED "embed" is::VOID | is::MEDIA; FIELDSET "fieldset" is::BLOCK;
    FIGCAPTION "figcaption" is::BLOCK | is::NEEDS_PARENT; FIGURE "figure" is::BLOCK; FONT "font" is::INLINE | is::OBSOLETE;
    FOOTER "footer" is::BLOCK; FORM "form" is::BLOCK; FRAME "frame" is::VOID | is::OBSOLETE; FRAMESET "frameset" is::OBSOLETE;
    H1 "h1" is::BLOCK | is::HEADING; H2 "h2" is::BLOCK | is::HEADING; H3 "h3" is::BLOCK | is::HEADING;
    H4 "h4" is::BLOCK | is::HEADING; H5 "h5" is::BLOCK | is::HEADING; H6 "h6" is::BLOCK | is::HEADING;
    HEAD "head" 0; HEADER "header" is::BLOCK; HGROUP "hgroup" is::BLOCK; HR "hr" is::VOID | is::BLOCK; HTML "html" is::SCOPE;
    I "i" is::INLINE; IFRAME "iframe" is::MEDIA | is::BROWSER_RAW; IMG "img" is::VOID | is::MEDIA;
    INPUT "input" is::VOID | is::CONTROL; INS "ins" is::INLINE; KBD "kbd" is::INLINE; KEYGEN "keygen" is::VOID | is::OBSOLETE;
    LABEL "label" is::INLINE; LEGEND "legend" is::NEEDS_PARENT; LI "li" is::BLOCK | is::NEEDS_PARENT; LINK "link" is::VOID | is::HEAD;
    LISTING "listing" is::BLOCK | is::OBSOLETE; MAIN "main" is::BLOCK; MAP "map" is::INLINE; MARK "mark" is::INLINE;
    MARQUEE "marquee" is::OBSOLETE | is::SCOPE; MATH "math" is::MEDIA | is::SCOPE; MENU "menu" is::BLOCK;
    MENUITEM "menuitem" is::OBSOLETE; META "meta" is::VOID | is::HEAD; METER "meter" is::INLINE; NAV "nav" is::BLOCK;
    NOBR "nobr" is::INLINE | is::OBSOLETE; NOEMBED "noembed" is::OBSOLETE | is::BROWSER_RAW;
    NOFRAMES "noframes" is::OBSOLETE | is::BROWSER_RAW; NOSCRIPT "noscript" is::BROWSER_RAW; OBJECT "object" is::MEDIA | is::SCOPE;
    OL "ol" is::BLOCK; OPTGROUP "optgroup" is::NEEDS_PARENT; OPTION "option" is::NEEDS_PARENT; OUTPUT "output" is::INLINE;
    P "p" is::BLOCK; PARAM "param" is::VOID | is::OBSOLETE; PICTURE "picture" 0; PLAINTEXT "plaintext" is::BLOCK | is::OBSOLETE | is::BROWSER_RAW;
    PRE "pre" is::BLOCK; PROGRESS "progress" is::INLINE; Q "q" is::INLINE; RB "rb" is::OBSOLETE | is::NEEDS_PARENT;
    RP "rp" is::NEEDS_PARENT; RT "rt" is::NEEDS_PARENT; RTC "rtc" is::OBSOLETE | is::NEEDS_PARENT; RUBY "ruby" is::INLINE;
    S "s" is::INLINE; SAMP "samp" is::INLINE; SCRIPT "script" is::RAW | is::HEAD; SEARCH "search" is::BLOCK; SECTION "section" is::BLOCK;
    SELECT "select" is::CONTROL | is::SCOPE; SLOT "slot" 0; SMALL "small" is::INLINE; SOURCE "source" is::VOID | is::NEEDS_PARENT;
    SPAN "span" is::INLINE; STRIKE "strike" is::INLINE | is::OBSOLETE; STRONG "strong" is::INLINE; STYLE "style" is::RAW | is::HEAD;
    SUB "sub" is::INLINE; SUMMARY "summary" is::BLOCK | is::NEEDS_PARENT; SUP "sup" is::INLINE; SVG "svg" is::MEDIA | is::SCOPE;
    TABLE "table" is::BLOCK | is::SCOPE; TBODY "tbody" is::TABLE_PART; TD "td" is::TABLE_PART | is::SCOPE;
    TEMPLATE "template" is::SCOPE; TEXTAREA "textarea" is::RAW | is::CONTROL; TFOOT "tfoot" is::TABLE_PART;
    TH "th" is::TABLE_PART | is::SCOPE; THEAD "thead" is::TABLE_PART; TIME "time" is::INLINE; TITLE "title" is::RAW | is::HEAD;
    TR "tr" is::TABLE_PART; TRACK "track" is::VOID | is::NEEDS_PARENT; TT "tt" is::INLINE | is::OBSOLETE; U "u" is::INLINE;
    UL "ul" is::BLOCK; VAR "var" is::INLINE; VIDEO "video" is::MEDIA; WBR "wbr" is::VOID; XMP "xmp" is::BLOCK | is::OBSOLETE | is::BROWSER_RAW;
}

impl Tag {
    /// No tag: the token is not one.
    pub const NONE: Tag = Tag(u16::MAX);

    /// How many names are known.
    pub const KNOWN: usize = NAMES.len();

    /// Most unknown names one page may have; later ones share the last number.
    pub(crate) const MAX_UNKNOWN: usize = (u16::MAX as usize - 1) - NAMES.len();

    /// All known names.
    pub(crate) fn all() -> impl Iterator<Item = Tag> {
        (0..NAMES.len() as u16).map(Tag)
    }

    /// The known tag of this ASCII-lower-case name.
    pub fn from_name(name: &str) -> Option<Tag> {
        BY_NAME.of(name)
    }

    /// The known tag of a name as it stands in the source; see [`NameTable::get`].
    #[inline]
    pub(crate) fn from_key(key: u64, source: &[u8]) -> Option<Tag> {
        BY_NAME.get(key, source)
    }

    /// The page's `index`-th unknown name.
    pub(crate) fn unknown(index: usize) -> Tag {
        Tag((NAMES.len() + index.min(Tag::MAX_UNKNOWN - 1)) as u16)
    }

    pub(crate) fn unknown_index(self) -> usize {
        (self.0 as usize).saturating_sub(NAMES.len())
    }

    /// Number of the name: below [`Tag::KNOWN`] for known names.
    pub fn index(self) -> usize {
        self.0 as usize
    }

    /// The name, if it is a known one.
    pub fn known_name(self) -> Option<&'static str> {
        NAMES.get(self.0 as usize).copied()
    }

    /// Whether HTML knows the name.
    pub fn is_known(self) -> bool {
        (self.0 as usize) < NAMES.len()
    }

    fn has(self, flag: u16) -> bool {
        FLAGS.get(self.0 as usize).is_some_and(|f| f & flag != 0)
    }

    /// No end tag exists for it.
    pub fn is_void(self) -> bool {
        self.has(is::VOID)
    }

    /// Its content is tokenised as raw text where an end tag is ahead.
    pub fn is_raw_text(self) -> bool {
        self.has(is::RAW)
    }

    /// Obsolete and non-conforming.
    pub fn is_obsolete(self) -> bool {
        self.has(is::OBSOLETE)
    }

    /// A phrasing element without a box of its own.
    pub fn is_inline(self) -> bool {
        self.has(is::INLINE)
    }

    /// Starting it closes an open `<p>`.
    pub fn is_block(self) -> bool {
        self.has(is::BLOCK)
    }

    /// Means something only inside a table.
    pub fn is_table_part(self) -> bool {
        self.has(is::TABLE_PART)
    }

    /// Shows something without text.
    pub fn is_media(self) -> bool {
        self.has(is::MEDIA)
    }

    /// A form control.
    pub fn is_control(self) -> bool {
        self.has(is::CONTROL)
    }

    /// Means something only inside a certain parent, tables aside.
    pub fn needs_parent(self) -> bool {
        self.has(is::NEEDS_PARENT)
    }

    /// Belongs in the head.
    pub fn is_head(self) -> bool {
        self.has(is::HEAD)
    }

    /// A browser takes its content as raw text, we do not.
    pub fn is_browser_raw(self) -> bool {
        self.has(is::BROWSER_RAW)
    }

    /// End tags inside do not reach elements outside.
    pub fn is_scope(self) -> bool {
        self.has(is::SCOPE)
    }

    /// `h1` … `h6`.
    pub fn is_heading(self) -> bool {
        self.has(is::HEADING)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_and_numbers_agree() {
        for (index, name) in NAMES.iter().enumerate() {
            let tag = Tag::from_name(name).unwrap();
            assert_eq!(tag.index(), index, "{name}");
            assert_eq!(tag.known_name(), Some(*name));
        }
        assert!(Tag::BR.is_void() && Tag::TH.is_table_part() && Tag::NOFRAMES.is_browser_raw());
        assert!(Tag::from_name("delect").is_none());
    }
}
