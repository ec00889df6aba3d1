//! Where the attributes of a start tag stand in the source.
use std::ops::Range;

/// One attribute as written; ranges of the tag's text.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct RawAttribute {
    /// The name, in the page's letter case.
    pub(crate) name: Range<usize>,
    /// The value without its quotes; `None` where there is no `=`.
    pub(crate) value: Option<Range<usize>>,
    /// From the name to the end of the value, quotes included.
    pub(crate) whole: Range<usize>,
}

/// End of the tag's name in `<name …>`.
pub(crate) fn name_end(tag: &str) -> usize {
    tag.find(|c: char| is_space(c) || c == '/' || c == '>').unwrap_or(tag.len())
}

/// The attributes of `<name …>`, duplicates included, after the HTML standard §13.2.5.32–39.
pub(crate) fn attributes(tag: &str) -> Vec<RawAttribute> {
    let mut found = Vec::new();
    let mut at = name_end(tag);
    loop {
        at = skip(tag, at, |c| is_space(c) || c == '/');
        if at >= tag.len() || tag[at..].starts_with('>') {
            return found;
        }
        let start = at;
        // A leading `=` belongs to the name.
        let second = at + tag[at..].chars().next().map_or(1, char::len_utf8);
        let name = start..skip(tag, second, |c| !is_space(c) && !matches!(c, '/' | '>' | '='));
        let equals = skip(tag, name.end, is_space);
        if !tag[equals..].starts_with('=') {
            at = name.end;
            found.push(RawAttribute { whole: name.clone(), name, value: None });
            continue;
        }
        let from = skip(tag, equals + 1, is_space);
        let (value, end) = match tag[from..].chars().next() {
            Some(quote @ ('"' | '\'')) => {
                let end = tag[from + 1..].find(quote).map_or(tag.len(), |length| from + 1 + length);
                (from + 1..end, (end + 1).min(tag.len()))
            }
            _ => {
                let end = skip(tag, from, |c| !is_space(c) && c != '>');
                (from..end, end)
            }
        };
        at = end;
        found.push(RawAttribute { whole: start..end, name, value: Some(value) });
    }
}

/// HTML's white space.
pub(crate) fn is_space(c: char) -> bool {
    matches!(c, ' ' | '\t' | '\n' | '\r' | '\x0C')
}

fn skip(text: &str, from: usize, over: impl Fn(char) -> bool) -> usize {
    text[from..].find(|c| !over(c)).map_or(text.len(), |length| from + length)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::html::{TokenKind, tokenize};

    fn shown(tag: &str) -> Vec<(&str, Option<&str>, &str)> {
        let parts = attributes(tag).into_iter();
        parts.map(|a| (&tag[a.name], a.value.map(|value| &tag[value]), &tag[a.whole])).collect()
    }

    #[test]
    fn attributes_stand_where_they_are_written() {
        assert_eq!(
            shown("<A HREF = 'x y' b/c=d e=\"\" f>"),
            [
                ("HREF", Some("x y"), "HREF = 'x y'"),
                ("b", None, "b"),
                ("c", Some("d"), "c=d"),
                ("e", Some(""), "e=\"\""),
                ("f", None, "f"),
            ]
        );
        assert_eq!(shown("<br/>"), []);
        assert_eq!(shown("<é ü=ö>"), [("ü", Some("ö"), "ü=ö")]);
        assert_eq!(shown("<a =x=y>"), [("=x", Some("y"), "=x=y")]);
    }

    #[test]
    fn names_and_values_are_those_the_tokenizer_reads() {
        for tag in [
            "<a b=c d='e' f>",
            "<A b = c/d>",
            "<a/b/c=1>",
            "<i a=b=c d>",
            "<a x=\"1\"y=2>",
            "<a b=>",
            "<a ==1 c>",
        ] {
            let markup = tokenize(tag);
            let token = markup.tokens().iter().find(|token| token.kind == TokenKind::StartTag).unwrap();
            let read: Vec<_> =
                markup.attributes(token).map(|a| (a.name_text.to_owned(), a.value.to_owned())).collect();
            let ours: Vec<_> = shown(tag)
                .into_iter()
                .map(|(name, value, _)| (name.to_ascii_lowercase(), value.unwrap_or_default().to_owned()))
                .collect();
            assert_eq!(ours, read, "{tag}");
        }
    }
}
