//! What the sweep asks about a tag's name, looked up at once.
use crate::block::counts::C;
use crate::html::Tag;
use std::sync::LazyLock;

/// What is to be counted for a tag by its name alone.
#[derive(Clone, Copy, Debug)]
pub(super) struct TagTraits {
    bits: u16,
    /// The counter of this one tag.
    pub(super) counter: Option<C>,
}

impl TagTraits {
    pub(super) const INLINE: u16 = 1;
    pub(super) const OBSOLETE: u16 = 2;
    pub(super) const BROWSER_RAW: u16 = 4;
    pub(super) const TABLE_PART: u16 = 8;
    pub(super) const HEADING: u16 = 16;
    pub(super) const MEDIA: u16 = 32;
    pub(super) const CONTROL: u16 = 64;
    /// HTML does not know it.
    pub(super) const UNKNOWN: u16 = 128;
    /// Means something only near certain ancestors.
    pub(super) const PLACED: u16 = 256;
    /// Markup inside is quoted.
    pub(super) const QUOTES: u16 = 512;
    /// Honest pages leave it empty for a style sheet, a script or a layout to fill. Kits draw theirs by lot from all of
    /// HTML.
    pub(super) const FILLED_LATER: u16 = 1024;
    /// Nobody wonders at one inside another.
    pub(super) const NESTS: u16 = 2048;
    /// What few elements are, to be looked at one by one.
    pub(super) const RARE: u16 = Self::OBSOLETE
        | Self::BROWSER_RAW
        | Self::TABLE_PART
        | Self::HEADING
        | Self::MEDIA
        | Self::CONTROL
        | Self::UNKNOWN
        | Self::PLACED;

    pub(super) fn has(self, any: u16) -> bool {
        self.bits & any != 0
    }

    /// What is known of a tag.
    pub(super) fn of(tag: Tag) -> TagTraits {
        TABLE[tag.index().min(Tag::KNOWN)]
    }

    fn new(tag: Tag) -> TagTraits {
        let bits = [
            (tag.is_inline(), Self::INLINE),
            (tag.is_obsolete(), Self::OBSOLETE),
            (tag.is_browser_raw(), Self::BROWSER_RAW),
            (tag.is_table_part(), Self::TABLE_PART),
            (tag.is_heading(), Self::HEADING),
            (tag.is_media(), Self::MEDIA),
            (tag.is_control(), Self::CONTROL),
            (places(tag).is_some(), Self::PLACED),
            (matches!(tag, Tag::PRE | Tag::CODE | Tag::SAMP | Tag::KBD), Self::QUOTES),
            (is_filled_later(tag), Self::FILLED_LATER),
            (tag == Tag::DIV || tag == Tag::SPAN, Self::NESTS),
        ];
        let bits = bits.iter().filter(|(is, _)| *is).fold(0, |all, (_, bit)| all | bit);
        TagTraits { bits, counter: counter(tag) }
    }
}

/// By [`Tag::index`], and one for all unknown names.
static TABLE: LazyLock<[TagTraits; Tag::KNOWN + 1]> = LazyLock::new(|| {
    let mut table = [TagTraits { bits: TagTraits::UNKNOWN, counter: None }; Tag::KNOWN + 1];
    for tag in Tag::all() {
        table[tag.index()] = TagTraits::new(tag);
    }
    table
});

fn counter(tag: Tag) -> Option<C> {
    match tag {
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
    }
}

/// The tags one of which must be the parent or its parent, for HTML to give the tag a meaning; none if it may stand
/// anywhere.
pub(super) fn places(tag: Tag) -> Option<&'static [Tag]> {
    Some(match tag {
        Tag::LI => &[Tag::UL, Tag::OL, Tag::MENU, Tag::DIR],
        Tag::DT | Tag::DD => &[Tag::DL],
        Tag::OPTION | Tag::OPTGROUP => &[Tag::SELECT, Tag::DATALIST, Tag::OPTGROUP],
        Tag::RT | Tag::RP | Tag::RB | Tag::RTC => &[Tag::RUBY],
        Tag::LEGEND => &[Tag::FIELDSET],
        Tag::FIGCAPTION => &[Tag::FIGURE],
        Tag::SUMMARY => &[Tag::DETAILS],
        Tag::SOURCE | Tag::TRACK => &[Tag::VIDEO, Tag::AUDIO, Tag::PICTURE],
        Tag::TD | Tag::TH => &[Tag::TR, Tag::TABLE],
        Tag::TR => &[Tag::TABLE, Tag::TBODY, Tag::THEAD, Tag::TFOOT],
        Tag::TBODY | Tag::THEAD | Tag::TFOOT | Tag::CAPTION | Tag::COL | Tag::COLGROUP => {
            &[Tag::TABLE, Tag::COLGROUP]
        }
        _ => return None,
    })
}

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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_known_tag_has_its_own_traits_and_unknown_ones_share_theirs() {
        for tag in Tag::all() {
            let traits = TagTraits::of(tag);
            assert_eq!(traits.has(TagTraits::INLINE), tag.is_inline());
            assert_eq!(traits.has(TagTraits::TABLE_PART), tag.is_table_part());
            assert_eq!(traits.has(TagTraits::PLACED), places(tag).is_some());
            assert!(!traits.has(TagTraits::UNKNOWN));
        }
        assert!(TagTraits::of(Tag::unknown(0)).has(TagTraits::UNKNOWN));
        assert!(TagTraits::of(Tag::unknown(7)).has(TagTraits::RARE));
        assert_eq!(TagTraits::of(Tag::LI).counter, Some(C::Li));
    }
}
