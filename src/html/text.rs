//! Source text to what it says.
use memchr::{memchr, memchr2};
use std::borrow::Cow;

/// Resolves the character references of text outside raw text (HTML §13.2.5.72 ff.). Borrows where there is none.
///
/// Line ends and NULs stay as they are. For attribute values other rules hold; those of a [`crate::html::Markup`]
/// are decoded already.
pub fn decode_text(raw: &str) -> Cow<'_, str> {
    match unescape_common(raw, false) {
        Some(unescaped) => unescaped.map_or(Cow::Borrowed(raw), Cow::Owned),
        None => htmlize::unescape(raw),
    }
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
    if memchr2(b'\r', 0, raw.as_bytes()).is_some() {
        value = Cow::Owned(raw.replace("\r\n", "\n").replace('\r', "\n").replace('\0', "\u{FFFD}"));
    }
    match unescape_common(&value, true) {
        Some(unescaped) => unescaped.map_or(value, Cow::Owned),
        None => htmlize::unescape_attribute(value),
    }
}

/// The character reference after an `&`, if it is one of those that stand in links and in data written into attributes:
/// its length, and what it stands for.
#[inline]
fn common(rest: &[u8]) -> Option<(usize, char)> {
    Some(match rest {
        [b'a', b'm', b'p', b';', ..] => (4, '&'),
        [b'q', b'u', b'o', b't', b';', ..] => (5, '"'),
        [b'#', b'3', b'9', b';', ..] => (4, '\''),
        [b'#', b'0', b'3', b'9', b';', ..] => (5, '\''),
        [b'l', b't', b';', ..] => (3, '<'),
        [b'g', b't', b';', ..] => (3, '>'),
        [b'n', b'b', b's', b'p', b';', ..] => (5, '\u{A0}'),
        [b'#', b'3', b'4', b';', ..] => (4, '"'),
        [b'a', b'p', b'o', b's', b';', ..] => (5, '\''),
        _ => return None,
    })
}

/// Resolves [`common`] character references. `None` where there may be others, `Some(None)` where there is none at all.
fn unescape_common(source: &str, in_attribute: bool) -> Option<Option<String>> {
    let bytes = source.as_bytes();
    let mut out: Option<String> = None;
    // One past what is in `out`, and where to go on searching.
    let (mut copied, mut at) = (0, 0);
    while let Some(offset) = memchr(b'&', &bytes[at..]) {
        at += offset + 1;
        if let Some((len, c)) = common(&bytes[at..]) {
            let out = out.get_or_insert_with(|| String::with_capacity(source.len()));
            out.push_str(&source[copied..at - 1]);
            out.push(c);
            at += len;
            copied = at;
            continue;
        }
        let name = bytes[at..].iter().take_while(|byte| byte.is_ascii_alphanumeric()).count();
        at += name;
        let no_reference = match bytes.get(at) {
            // In an attribute, no reference without `;` ends before `=` or a letter.
            Some(b'=') if name > 0 => in_attribute,
            Some(b'#') => false,
            _ => name == 0,
        };
        if !no_reference {
            return None;
        }
    }
    if let Some(out) = &mut out {
        out.push_str(&source[copied..]);
    }
    Some(out)
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

    proptest::proptest! {
        #[test]
        fn common_references_are_resolved_as_htmlize_does_it(
            parts in proptest::collection::vec(
                proptest::sample::select(&[
                    "&", "&amp;", "&amp", "amp;", "=", "copy", "&copy=", "&lt;", "é", "#38;", ";", "?a", "&quot;", "&#39;", "&#039;",
                    "&#", "&nbsp;", "&nbsp", "&apos;", "&#34;", "&gt;", "&gt", " ",
                ][..]),
                0..10,
            )
        ) {
            let source = parts.concat();
            if let Some(unescaped) = unescape_common(&source, true) {
                let unescaped = unescaped.unwrap_or_else(|| source.clone());
                proptest::prop_assert_eq!(unescaped, htmlize::unescape_attribute(&source));
            }
            if let Some(unescaped) = unescape_common(&source, false) {
                let unescaped = unescaped.unwrap_or_else(|| source.clone());
                proptest::prop_assert_eq!(unescaped, htmlize::unescape(&source));
            }
        }
    }
}
