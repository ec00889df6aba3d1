//! Source text to what it says.
use std::borrow::Cow;

/// Resolves the character references of text outside raw text (HTML §13.2.5.72 ff.). Borrows where there is none.
///
/// Line ends and NULs stay as they are. For attribute values other rules hold; those of a [`crate::html::Markup`]
/// are decoded already.
pub fn decode_text(raw: &str) -> Cow<'_, str> {
    htmlize::unescape(raw)
}

/// The last character boundary at or before `at`, the end of the text at the latest.
pub(crate) fn floor_char_boundary(text: &str, at: usize) -> usize {
    let mut at = at.min(text.len());
    while !text.is_char_boundary(at) {
        at -= 1;
    }
    at
}

/// An attribute value as the tokenizer gives it, from its source without the quotes.
pub(crate) fn decode_attribute(raw: &str) -> Cow<'_, str> {
    let mut value = Cow::Borrowed(raw);
    if value.contains('\r') {
        value = Cow::Owned(value.replace("\r\n", "\n").replace('\r', "\n"));
    }
    if value.contains('\0') {
        value = Cow::Owned(value.replace('\0', "\u{FFFD}"));
    }
    htmlize::unescape_attribute(value)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn references_are_resolved_by_the_rules_of_their_place() {
        for (raw, text, attribute) in [
            ("a&amp;b", "a&b", "a&b"),
            ("a&ampb", "a&b", "a&ampb"),
            ("&notit;", "¬it;", "&notit;"),
            ("&#x80;&#0;&#xD800;", "\u{20AC}\u{FFFD}\u{FFFD}", "\u{20AC}\u{FFFD}\u{FFFD}"),
            ("&#13;\r\n", "\r\r\n", "\r\n"),
            ("\0&", "\0&", "\u{FFFD}&"),
        ] {
            assert_eq!(decode_text(raw), text, "{raw:?}");
            assert_eq!(decode_attribute(raw), attribute, "{raw:?}");
        }
        assert!(matches!(decode_text("a & b"), Cow::Borrowed(_)));
    }
}
