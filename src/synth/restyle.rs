//! The handwriting of a whole page: tag names in capitals, attributes in single quotes or none, as old editors leave them.
//! Without it capitals and odd quotes would give injected blocks away.
use memchr::{memchr, memmem};

/// How every tag of the page is written.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Style {
    /// `<DIV class="a">`
    UpperCase,
    /// `<div class='a'>`
    SingleQuotes,
    /// `<div class=a>`
    NoQuotes,
}

impl Style {
    /// Every style.
    pub(crate) const ALL: [Style; 3] = [Style::UpperCase, Style::SingleQuotes, Style::NoQuotes];

    pub(crate) fn name(self) -> &'static str {
        match self {
            Style::UpperCase => "upper-case",
            Style::SingleQuotes => "single-quotes",
            Style::NoQuotes => "no-quotes",
        }
    }
}

/// The page in this style. Scripts, styles, comments and tags whose quotes are odd stay as they are.
pub(crate) fn restyle(page: &[u8], style: Style) -> Vec<u8> {
    let mut out = Vec::with_capacity(page.len());
    let mut at = 0;
    while let Some(hit) = memchr(b'<', &page[at..]) {
        out.extend_from_slice(&page[at..at + hit]);
        at += hit;
        let rest = &page[at..];
        if rest.starts_with(b"<!--") {
            let end = memmem::find(rest, b"-->").map_or(rest.len(), |end| end + 3);
            out.extend_from_slice(&rest[..end]);
            at += end;
            continue;
        }
        let from = if rest.get(1) == Some(&b'/') { 2 } else { 1 };
        let name = rest[from..].iter().take_while(|b| b.is_ascii_alphanumeric()).count();
        let plain = rest.get(from).is_some_and(u8::is_ascii_alphabetic);
        let Some(end) = tag_end(rest).filter(|_| plain) else {
            out.push(b'<');
            at += 1;
            continue;
        };
        let tag = &rest[..end];
        let lower = rest[from..from + name].to_ascii_lowercase();
        write(&mut out, tag, from + name, style);
        at += end;
        if from == 1
            && matches!(lower.as_slice(), b"script" | b"style" | b"textarea" | b"title" | b"svg" | b"pre")
        {
            // Up to the end tag nothing is markup (or nothing to touch).
            let mut close = b"</".to_vec();
            close.extend_from_slice(&lower);
            let inside = find_fold(&page[at..], &close).unwrap_or(page.len() - at);
            out.extend_from_slice(&page[at..at + inside]);
            at += inside;
        }
    }
    out.extend_from_slice(&page[at..]);
    out
}

fn find_fold(text: &[u8], needle: &[u8]) -> Option<usize> {
    let mut at = 0;
    while let Some(hit) = memmem::find(&text[at..], b"</") {
        let from = at + hit;
        if text.get(from..from + needle.len())?.eq_ignore_ascii_case(needle) {
            return Some(from);
        }
        at = from + 2;
    }
    None
}

/// One past the `>` of a tag with balanced double quotes and nothing odd in it.
fn tag_end(rest: &[u8]) -> Option<usize> {
    let mut quoted = false;
    for (at, b) in rest.iter().enumerate().take(2048).skip(1) {
        match b {
            b'"' => quoted = !quoted,
            b'>' if !quoted => return Some(at + 1),
            b'<' | b'\'' if !quoted => return None,
            _ => {}
        }
    }
    None
}

fn write(out: &mut Vec<u8>, tag: &[u8], name_end: usize, style: Style) {
    if style == Style::UpperCase {
        out.extend(tag[..name_end].to_ascii_uppercase());
        out.extend_from_slice(&tag[name_end..]);
        return;
    }
    out.extend_from_slice(&tag[..name_end]);
    let mut at = name_end;
    while let Some(open) = memchr(b'"', &tag[at..]) {
        let open = at + open;
        let Some(close) = memchr(b'"', &tag[open + 1..]).map(|close| open + 1 + close) else { break };
        let value = &tag[open + 1..close];
        out.extend_from_slice(&tag[at..open]);
        let bare = |b: &u8| b.is_ascii_alphanumeric() || b"-_.:#".contains(b);
        let after = tag.get(close + 1).is_some_and(|b| matches!(b, b' ' | b'>' | b'\n'));
        let before = open > 0 && tag[open - 1] == b'=';
        if style == Style::NoQuotes && before && after && !value.is_empty() && value.iter().all(bare) {
            out.extend_from_slice(value);
        } else if style == Style::SingleQuotes && before && !value.contains(&b'\'') {
            out.push(b'\'');
            out.extend_from_slice(value);
            out.push(b'\'');
        } else {
            out.extend_from_slice(&tag[open..=close]);
        }
        at = close + 1;
    }
    out.extend_from_slice(&tag[at..]);
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn tags_are_rewritten_and_nothing_else() {
        let page = "<p class=\"a b\" id=\"x\">1 < 2 \"q\"</p><!-- <b> --><script src=\"s\">'<b>'</script><a href=\"it's\">";
        for (style, want) in [
            (
                Style::UpperCase,
                "<P class=\"a b\" id=\"x\">1 < 2 \"q\"</P><!-- <b> --><SCRIPT src=\"s\">'<b>'</SCRIPT><A href=\"it's\">",
            ),
            (
                Style::SingleQuotes,
                "<p class='a b' id='x'>1 < 2 \"q\"</p><!-- <b> --><script src='s'>'<b>'</script><a href=\"it's\">",
            ),
            (
                Style::NoQuotes,
                "<p class=\"a b\" id=x>1 < 2 \"q\"</p><!-- <b> --><script src=s>'<b>'</script><a href=\"it's\">",
            ),
        ] {
            assert_eq!(String::from_utf8(restyle(page.as_bytes(), style)).unwrap(), want);
        }
        for odd in ["<", "<a", "<!--", "</", "<script", "<script>", "<a \"", "<a b='>'"] {
            assert_eq!(restyle(odd.as_bytes(), Style::SingleQuotes), odd.as_bytes(), "{odd}");
        }
    }
}
