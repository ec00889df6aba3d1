//! The ways in which markup keeps content from a person's eyes, as a set of flags.
use std::fmt;
use std::ops::{BitAnd, BitOr, BitOrAssign, Sub};

/// Widest or highest size (CSS px) of a marquee in which nothing can be read.
/// Source: docs/techniques.md T23 (width or height below 10 and scrollamount ≥ 1000).
const TINY_MARQUEE_PX: f32 = 10.0;

/// Pixels a step from which a marquee's text has passed before it is drawn. Source: as above.
const FAST_MARQUEE: f32 = 1000.0;

/// Largest side (CSS px) of a box that shows nothing.
/// Source: docs/techniques.md T21 (`height:1–2px`).
pub(crate) const ZERO_BOX_PX: f32 = 2.0;

/// A set of ways of hiding. Empty for content that nothing hides.
#[derive(Clone, Copy, Default, PartialEq, Eq, Hash)]
pub struct Hiding(u16);

macro_rules! kinds {
    ($($(#[$doc:meta])* $name:ident = $bit:expr, $text:literal;)*) => {
        impl Hiding {
            $($(#[$doc])* pub const $name: Hiding = Hiding(1 << $bit);)*
            /// Every kind with its name, in bit order.
            pub const KINDS: &[(Hiding, &str)] = &[$((Hiding::$name, $text)),*];
        }
    };
}

kinds! {
    /// `display: none`.
    DISPLAY_NONE = 0, "display-none";
    /// `visibility: hidden` or `collapse`.
    VISIBILITY_HIDDEN = 1, "visibility-hidden";
    /// Opacity of at most 0.01, by `opacity` or `filter`.
    OPACITY_ZERO = 2, "opacity-zero";
    /// Moved out of the window by offset, margin or transform.
    OFFSCREEN = 3, "offscreen";
    /// Text moved out of its box by `text-indent`; usual for logos.
    TEXT_INDENT = 4, "text-indent";
    /// A box of 0–2 px that clips its content.
    ZERO_BOX = 5, "zero-box";
    /// Letters of at most 1 px.
    ZERO_FONT = 6, "zero-font";
    /// Cut away by `clip` or `clip-path`.
    CLIPPED = 7, "clipped";
    /// The clipping pattern for screen readers (`clip: rect(0 0 0 0)`, `rect(1px …)`, `inset(50%)`).
    SR_ONLY = 8, "sr-only";
    /// Text in the colour of its ground.
    SAME_COLOUR = 9, "same-colour";
    /// Says little alone: behind the page (`z-index` < 0), far offset without a position, faint, tiny letters.
    WEAK = 10, "weak";
    /// A marquee too small or too fast to be read.
    TINY_MARQUEE = 11, "tiny-marquee";
    /// The `hidden` attribute.
    HIDDEN_ATTR = 12, "hidden-attr";
    /// `content-visibility: hidden`.
    CONTENT_VIS = 13, "content-visibility";
}

impl Hiding {
    /// Nothing hides it.
    pub const NONE: Hiding = Hiding(0);

    /// Every kind of `other` is in this set.
    pub fn contains(self, other: Hiding) -> bool {
        self.0 & other.0 == other.0
    }

    /// Some kind of `other` is in this set.
    pub fn intersects(self, other: Hiding) -> bool {
        self.0 & other.0 != 0
    }

    /// Nothing hides it.
    pub fn is_empty(self) -> bool {
        self.0 == 0
    }

    /// Number of kinds.
    pub fn len(self) -> u32 {
        self.0.count_ones()
    }

    /// Some kind keeps the content from a person; screen-reader text and weak hints do not count.
    pub fn is_strong(self) -> bool {
        !(self - (Hiding::SR_ONLY | Hiding::WEAK)).is_empty()
    }

    /// The kinds in the set, one by one.
    pub fn iter(self) -> impl Iterator<Item = Hiding> {
        Hiding::KINDS.iter().map(|k| k.0).filter(move |&k| self.contains(k))
    }

    /// The names of the kinds in the set, in bit order.
    pub fn names(self) -> impl Iterator<Item = &'static str> {
        Hiding::KINDS.iter().filter(move |k| self.contains(k.0)).map(|k| k.1)
    }
}

impl BitOr for Hiding {
    type Output = Hiding;
    fn bitor(self, other: Hiding) -> Hiding {
        Hiding(self.0 | other.0)
    }
}

impl BitOrAssign for Hiding {
    fn bitor_assign(&mut self, other: Hiding) {
        self.0 |= other.0;
    }
}

impl BitAnd for Hiding {
    type Output = Hiding;
    fn bitand(self, other: Hiding) -> Hiding {
        Hiding(self.0 & other.0)
    }
}

/// The kinds of the left set that are not in the right one.
impl Sub for Hiding {
    type Output = Hiding;
    fn sub(self, other: Hiding) -> Hiding {
        Hiding(self.0 & !other.0)
    }
}

impl fmt::Debug for Hiding {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_set().entries(self.names()).finish()
    }
}

/// Some kind keeps the content from a person: [`Hiding::is_strong`].
pub fn is_strong(hiding: Hiding) -> bool {
    hiding.is_strong()
}

/// What a `<marquee>`'s attributes hide: too small to read, or too fast.
///
/// Values are the attributes' text; a missing or unreadable one says nothing.
pub fn marquee(width: Option<&str>, height: Option<&str>, scrollamount: Option<&str>) -> Hiding {
    let tiny = |v: Option<&str>| v.and_then(attribute_px).is_some_and(|px| px < TINY_MARQUEE_PX);
    let fast = scrollamount.and_then(attribute_px).is_some_and(|px| px >= FAST_MARQUEE);
    if tiny(width) || tiny(height) || fast { Hiding::TINY_MARQUEE } else { Hiding::NONE }
}

/// What `width` and `height` attributes hide: a frame or object with a side of 0–2 px.
pub fn sized_box(width: Option<&str>, height: Option<&str>) -> Hiding {
    let zero = |v: Option<&str>| v.and_then(attribute_px).is_some_and(|px| px <= ZERO_BOX_PX);
    if zero(width) || zero(height) { Hiding::ZERO_BOX } else { Hiding::NONE }
}

/// An attribute's number in px (`5`, `" 5px"`); `None` for percentages above 0 and what is no number.
fn attribute_px(value: &str) -> Option<f32> {
    let value = value.trim_ascii();
    let end = value.find(|c: char| !c.is_ascii_digit() && c != '.').unwrap_or(value.len());
    let number: f32 = value[..end].parse().ok()?;
    if value[end..].trim_ascii_start().starts_with('%') && number > 0.0 { None } else { Some(number) }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_set_knows_its_members() {
        let set = Hiding::DISPLAY_NONE | Hiding::CLIPPED;
        assert!(set.contains(Hiding::CLIPPED) && !set.contains(Hiding::CLIPPED | Hiding::OFFSCREEN));
        assert!(set.intersects(Hiding::CLIPPED | Hiding::OFFSCREEN));
        assert_eq!(set.names().collect::<Vec<_>>(), ["display-none", "clipped"]);
        assert_eq!(set.iter().fold(Hiding::NONE, |a, b| a | b), set);
        assert_eq!(set - Hiding::CLIPPED, Hiding::DISPLAY_NONE);
        assert_eq!(set.len(), 2);
        assert_eq!(format!("{set:?}"), r#"{"display-none", "clipped"}"#);
    }

    #[test]
    fn kinds_have_distinct_bits_and_names() {
        let all = Hiding::KINDS.iter().fold(Hiding::NONE, |a, k| a | k.0);
        assert_eq!(all.len() as usize, Hiding::KINDS.len());
        assert_eq!(all.names().collect::<std::collections::HashSet<_>>().len(), Hiding::KINDS.len());
    }

    #[test]
    fn only_what_hides_from_a_person_is_strong() {
        assert!(!is_strong(Hiding::NONE));
        assert!(!is_strong(Hiding::SR_ONLY | Hiding::WEAK));
        assert!(is_strong(Hiding::SR_ONLY | Hiding::OFFSCREEN));
    }

    #[test]
    fn a_marquee_hides_when_tiny_or_too_fast() {
        for (width, height, amount, want) in [
            (Some("4"), Some("1"), Some("3000"), true),
            (Some("100%"), Some("1"), None, true),
            (None, None, Some("3000"), true),
            (Some("200"), Some("20"), Some("5"), false),
            (Some("100%"), None, None, false),
            (Some("5%"), None, None, false),
            (Some("0%"), None, None, true),
            (Some(""), Some("x"), Some("-"), false),
            (None, None, None, false),
        ] {
            assert_eq!(!marquee(width, height, amount).is_empty(), want, "{width:?} {height:?} {amount:?}");
        }
    }

    #[test]
    fn a_box_of_a_pixel_shows_nothing() {
        assert_eq!(sized_box(Some("1"), Some("1")), Hiding::ZERO_BOX);
        assert_eq!(sized_box(None, Some("0px")), Hiding::ZERO_BOX);
        assert_eq!(sized_box(Some("125"), Some("125")), Hiding::NONE);
        assert_eq!(sized_box(None, None), Hiding::NONE);
    }
}
