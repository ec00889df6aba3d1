//! The visible text of a clean page, taken out the naive way extractors do.
use std::borrow::Cow;

/// Fewest lines and bytes of an article worth emitting.
const LEAST: (usize, usize) = (3, 200);

/// Elements that start a line of their own.
const BLOCKS: [&str; 22] = [
    "p",
    "div",
    "br",
    "li",
    "tr",
    "h1",
    "h2",
    "h3",
    "h4",
    "h5",
    "h6",
    "ul",
    "ol",
    "table",
    "section",
    "article",
    "header",
    "footer",
    "title",
    "dd",
    "dt",
    "blockquote",
];

/// The page's text lines: tags taken out naively, references decoded, white space folded.
pub(crate) fn article(clean: &[u8]) -> Option<Vec<String>> {
    let text: Cow<'_, str> = match std::str::from_utf8(clean) {
        Ok(text) => Cow::Borrowed(text),
        Err(_) => {
            let encoding = declared(clean)?;
            let (text, _, failed) = encoding.decode(clean);
            if failed {
                return None;
            }
            text
        }
    };
    let lower = text.to_ascii_lowercase();
    let mut raw = String::with_capacity(text.len() / 2);
    let mut at = 0;
    while at < text.len() {
        let Some(open) = lower[at..].find('<') else {
            raw.push_str(&text[at..]);
            break;
        };
        raw.push_str(&text[at..at + open]);
        at += open;
        let rest = &lower[at..];
        if rest.starts_with("<!--") {
            at += rest.find("-->").map_or(rest.len(), |end| end + 3);
            continue;
        }
        let name: String = rest[1..]
            .trim_start_matches('/')
            .chars()
            .take_while(char::is_ascii_alphanumeric)
            .take(12)
            .collect();
        let sealed = matches!(name.as_str(), "script" | "style" | "noscript" | "textarea" | "svg" | "select");
        if sealed && !rest.starts_with("</") {
            let Some(end) = rest.find(&format!("</{name}")) else { break };
            at += end;
        }
        if BLOCKS.contains(&name.as_str()) {
            raw.push('\n');
        }
        let Some(end) = lower[at..].find('>') else { break };
        at += end + 1;
    }
    let decoded = htmlize::unescape(raw.as_str());
    let lines: Vec<String> = decoded
        .lines()
        .map(|line| line.split_whitespace().collect::<Vec<_>>().join(" "))
        .filter(|line| !line.is_empty())
        .collect();
    let size: usize = lines.iter().map(String::len).sum();
    (lines.len() >= LEAST.0 && size >= LEAST.1).then_some(lines)
}

/// The encoding a legacy page declares in its first kilobyte.
pub(crate) fn declared(clean: &[u8]) -> Option<&'static encoding_rs::Encoding> {
    let head = clean[..clean.len().min(1024)].to_ascii_lowercase();
    let at = memchr::memmem::find(&head, b"charset=")? + 8;
    let label: Vec<u8> = head[at..]
        .iter()
        .copied()
        .skip_while(|b| matches!(b, b'"' | b'\'' | b' '))
        .take_while(|b| b.is_ascii_alphanumeric() || matches!(b, b'-' | b'_'))
        .collect();
    encoding_rs::Encoding::for_label(&label)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_article_is_the_visible_text() {
        let body =
            "<p>A &amp; B line that is long enough to count as text of an article, is it not?</p>".repeat(3);
        let page = format!("<title>T</title><script>x<p></script><!-- <p> -->{body}<style>y</style>");
        let lines = article(page.as_bytes()).unwrap();
        assert_eq!(lines.len(), 4);
        assert_eq!(lines[0], "T");
        assert!(lines[1].starts_with("A & B line"));
        assert!(article(b"<p>short</p>").is_none());
    }
}
