//! Where a lexeme ends: the tokenizer states of HTML §13.2.5 that only decide extent, each one linear scan.
use memchr::memchr;
use std::ops::Range;

/// What a scan over one tag found.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct TagExtent {
    /// One past the name.
    pub(crate) name_end: usize,
    /// One past the `>`.
    pub(crate) end: usize,
    /// `/` stands right before the `>`.
    pub(crate) self_closing: bool,
}

/// White space of the tokenizer. CR counts: the standard turns it into LF before the tokenizer sees it.
#[inline]
pub(crate) const fn is_space(byte: u8) -> bool {
    matches!(byte, b'\t' | b'\n' | b'\x0C' | b'\r' | b' ')
}

/// Ends a tag name.
#[inline]
pub(crate) const fn ends_tag_name(byte: u8) -> bool {
    is_space(byte) || matches!(byte, b'/' | b'>')
}

/// The first index at or after `from` whose byte satisfies `stop`.
fn find(bytes: &[u8], from: usize, stop: impl Fn(u8) -> bool) -> Option<usize> {
    bytes.get(from..)?.iter().position(|&byte| stop(byte)).map(|offset| from + offset)
}

/// Reads a tag whose name starts at `name_start`, calling `attribute(name, value)` for every attribute, duplicates
/// too (the value's range leaves out its quotes and is empty where none is given).
///
/// `None` if the text ends first: then the whole rest of the text belongs to the unfinished tag.
pub(crate) fn tag_extent(
    bytes: &[u8],
    name_start: usize,
    mut attribute: impl FnMut(Range<usize>, Range<usize>),
) -> Option<TagExtent> {
    let name_end = find(bytes, name_start, ends_tag_name)?;
    let mut at = name_end;
    loop {
        at = find(bytes, at, |byte| !is_space(byte))?;
        match bytes[at] {
            b'>' => return Some(TagExtent { name_end, end: at + 1, self_closing: false }),
            b'/' => {
                at += 1;
                if *bytes.get(at)? == b'>' {
                    return Some(TagExtent { name_end, end: at + 1, self_closing: true });
                }
                continue;
            }
            _ => {}
        }
        // A leading `=` belongs to the name.
        let name_stop = find(bytes, at + 1, |byte| ends_tag_name(byte) || byte == b'=')?;
        let name = at..name_stop;
        at = find(bytes, name_stop, |byte| !is_space(byte))?;
        if bytes[at] != b'=' {
            attribute(name, name_stop..name_stop);
            continue;
        }
        at = find(bytes, at + 1, |byte| !is_space(byte))?;
        let value = match bytes[at] {
            quote @ (b'"' | b'\'') => {
                let start = at + 1;
                let close = start + memchr(quote, &bytes[start..])?;
                at = close + 1;
                start..close
            }
            b'>' => at..at,
            _ => {
                let start = at;
                at = find(bytes, start, |byte| is_space(byte) || byte == b'>')?;
                start..at
            }
        };
        attribute(name, value);
    }
}

/// The next `<` at or after `from` that starts markup; the length of the text if none does.
///
/// A `<` before anything but a letter, `/`, `!` or `?` is text, and so is `</` at the very end.
#[inline]
pub(crate) fn next_markup(bytes: &[u8], from: usize) -> usize {
    // Tags often stand side by side.
    if bytes.get(from) == Some(&b'<') && starts_markup(bytes, from) {
        return from;
    }
    let mut at = from;
    while let Some(offset) = memchr(b'<', &bytes[at..]) {
        at += offset;
        if starts_markup(bytes, at) {
            return at;
        }
        at += 1;
    }
    bytes.len()
}

/// Whether the `<` at `at` starts markup.
#[inline]
fn starts_markup(bytes: &[u8], at: usize) -> bool {
    match bytes.get(at + 1) {
        Some(b'!' | b'?') => true,
        Some(b'/') => at + 2 < bytes.len(),
        Some(byte) => byte.is_ascii_alphabetic(),
        None => false,
    }
}

/// One past the end of the comment whose `<!--` is at `start`.
pub(crate) fn comment_end(bytes: &[u8], start: usize) -> usize {
    let mut at = start + "<!--".len();
    for abrupt in [&b">"[..], b"->"] {
        if bytes[at..].starts_with(abrupt) {
            return at + abrupt.len();
        }
    }
    let first = at;
    while let Some(offset) = memchr(b'>', &bytes[at..]) {
        at += offset + 1;
        let inside = &bytes[first..at - 1];
        if inside.ends_with(b"--") || inside.ends_with(b"--!") {
            return at;
        }
    }
    bytes.len()
}

/// One past the first `>` at or after `from`, the length of the text if there is none: the end of a doctype and of
/// every bogus comment (a `>` ends a doctype even inside its quoted identifiers).
pub(crate) fn angle_end(bytes: &[u8], from: usize) -> usize {
    memchr(b'>', &bytes[from..]).map_or(bytes.len(), |offset| from + offset + 1)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_tag_ends_where_the_standard_says() {
        for (tag, end, self_closing, attributes) in [
            ("<a>x", Some(3), false, &[][..]),
            ("<a/>x", Some(4), true, &[]),
            ("<a / >x", Some(6), false, &[]),
            ("<a b>x", Some(5), false, &[("b", "")]),
            ("<a b=c/>x", Some(8), false, &[("b", "c/")]),
            ("<a b='>'c>x", Some(10), false, &[("b", ">"), ("c", "")]),
            ("<a b = \"'>\" >x", Some(13), false, &[("b", "'>")]),
            ("<a =b=c>x", Some(8), false, &[("=b", "c")]),
            ("<a b=>x", Some(6), false, &[("b", "")]),
            ("<a b/c\r=d>x", Some(10), false, &[("b", ""), ("c", "d")]),
            ("<a b\"=<'>x", Some(9), false, &[("b\"", "<'")]),
            ("<a b='>", None, false, &[]),
            ("<a b", None, false, &[]),
            ("<a /", None, false, &[]),
        ] {
            let mut seen = Vec::new();
            let extent = tag_extent(tag.as_bytes(), 1, |name, value| seen.push((&tag[name], &tag[value])));
            assert_eq!(extent.map(|extent| extent.end), end, "{tag}");
            assert_eq!(extent.is_some_and(|extent| extent.self_closing), self_closing, "{tag}");
            if end.is_some() {
                assert_eq!(seen, attributes, "{tag}");
            }
        }
    }

    #[test]
    fn a_comment_ends_where_the_standard_says() {
        for (comment, end) in [
            ("<!-->-->", 5),
            ("<!--->-->", 6),
            ("<!---->-->", 7),
            ("<!--a--!>-->", 9),
            ("<!--a--!-->x", 11),
            ("<!--a--->x", 9),
            ("<!--<!-->x", 9),
            ("<!--a- ->x", 10),
            ("<!--a--", 7),
            ("<!--a--!", 8),
            ("<!--", 4),
        ] {
            assert_eq!(comment_end(comment.as_bytes(), 0), end, "{comment}");
        }
    }
}
