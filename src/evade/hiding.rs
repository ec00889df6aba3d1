//! The same invisibility by other means.
use super::page::{Block, Page, Piece};
use super::write::{Edit, Owner};
use crate::html::{AttrName, Tag, TokenKind};
use crate::synth::Dice;

/// Properties that hide, in one of their uses.
const HIDING: [&str; 12] = [
    "display",
    "visibility",
    "position",
    "text-indent",
    "opacity",
    "font-size",
    "clip",
    "overflow",
    "height",
    "width",
    "left",
    "top",
];

/// Styles that hide. Source: families D and E of `docs/techniques.md`.
const STYLES: [&str; 8] = [
    "display:none",
    "position:absolute;left:-9999px;top:-9999px",
    "height:0;width:0;overflow:hidden",
    "visibility:hidden;position:absolute",
    "text-indent:-9999px;overflow:hidden;height:1px",
    "opacity:0;position:absolute;z-index:-1",
    "font-size:0;line-height:0;color:transparent",
    "position:absolute;clip:rect(0,0,0,0);width:1px;height:1px;overflow:hidden",
];

/// One letter of each word of a style as an escape: `d\69 splay`.
pub(crate) fn escapes(page: &Page<'_>, block: &Block, dice: &mut Dice) -> Option<Vec<Edit>> {
    let edits = styles(page, block).filter_map(|(_, at)| {
        let new = escaped(&page.text[at.clone()], dice);
        (new != page.text[at.clone()]).then(|| block.replace(at, new))
    });
    Some(edits.collect())
}

/// The escape ends with a space, so that no letter after it is read as a digit of it.
fn escaped(style: &str, dice: &mut Dice) -> String {
    let mut out = String::with_capacity(style.len() * 2);
    let mut rest = style;
    while !rest.is_empty() {
        let length = rest.find(|c: char| !c.is_ascii_alphabetic() && c != '-').unwrap_or(rest.len());
        let (word, after) = rest.split_at(length);
        // Units and colours end or begin with a digit or `#`, functions are followed by a bracket.
        let free = !out.ends_with(|c: char| c.is_ascii_digit() || matches!(c, '#' | '.' | '\\' | '%'));
        match word.char_indices().filter(|(_, c)| c.is_ascii_alphabetic()).count() {
            letters @ 1.. if free && !after.starts_with(['(', '/', '.']) => {
                let chosen = dice.range(0..=letters - 1);
                let mut seen = 0;
                for c in word.chars() {
                    if c.is_ascii_alphabetic() && seen == chosen {
                        out.push_str(&format!("\\{:x} ", u32::from(c)));
                    } else {
                        out.push(c);
                    }
                    seen += usize::from(c.is_ascii_alphabetic());
                }
            }
            _ => out.push_str(word),
        }
        let next = after.chars().next().map_or(0, char::len_utf8);
        out.push_str(&after[..next]);
        rest = &after[next..];
    }
    out
}

/// A comment on both sides of each value.
pub(crate) fn comments(page: &Page<'_>, block: &Block, dice: &mut Dice) -> Option<Vec<Edit>> {
    let edits = styles(page, block).filter_map(|(_, at)| {
        let style = &page.text[at.clone()];
        let word = dice.letters("abcdefghijklmnopqrstuvwxyz", 4);
        let plain = style.contains(':') && !style.contains("://") && !style.contains(['(', '/']);
        let new = style.replace(':', &format!("/**/:/*{word}*/")).replace(';', "/**/;");
        plain.then(|| block.replace(at, new))
    });
    Some(edits.collect())
}

/// Another style that hides.
pub(crate) fn other(page: &Page<'_>, block: &Block, dice: &mut Dice) -> Option<Vec<Edit>> {
    let hides = |style: &str| {
        let mut names =
            style.split(';').filter_map(|d| Some(d.split_once(':')?.0.trim().to_ascii_lowercase()));
        names.any(|name| HIDING.contains(&name.as_str()))
    };
    let edits = styles(page, block).filter(|(_, at)| hides(&page.text[at.clone()])).map(|(_, at)| {
        let old: String = page.text[at.clone()].split_whitespace().collect();
        let others: Vec<&str> =
            STYLES.iter().copied().filter(|style| !same_method(style, &old.to_ascii_lowercase())).collect();
        block.replace(at, *dice.pick(&others))
    });
    Some(edits.collect())
}

/// Whether two styles begin with the same property, which is what makes them one method here.
fn same_method(style: &str, old: &str) -> bool {
    let first = |style: &str| style.split(':').next().unwrap_or_default().to_owned();
    first(style) == first(old)
}

/// Values of style attributes in the block that have no character reference in them.
fn styles<'a>(
    page: &'a Page<'_>,
    block: &'a Block,
) -> impl Iterator<Item = (&'a Piece, std::ops::Range<usize>)> + 'a {
    block.starts().filter_map(|piece| {
        let at = page.attribute(piece, "style")?.value?;
        let text = &page.text[at.clone()];
        let quoted = page.text[at.end..].starts_with(['"', '\'']);
        (quoted && !text.trim().is_empty() && !text.contains('&')).then_some((piece, at))
    })
}

/// A `<style>` right before what it hides, part of the block.
pub(crate) fn beside(page: &Page<'_>, block: &Block, dice: &mut Dice) -> Option<Vec<Edit>> {
    let (mut edits, sheet) = ruled(page, block, dice)?;
    edits.insert(0, block.insert(block.at.start, sheet));
    Some(edits)
}

/// The same in the head, where rules of the page stand: injected too, but apart from the block.
pub(crate) fn head(page: &Page<'_>, block: &Block, dice: &mut Dice) -> Option<Vec<Edit>> {
    let end = page.genuine().find(|token| token.kind == TokenKind::EndTag && token.tag == Tag::HEAD)?;
    let at = end.span.range().start;
    let (mut edits, sheet) = ruled(page, block, dice)?;
    edits.push(Edit { at: at..at, text: sheet, owner: Owner::Aside(block.index) });
    Some(edits)
}

/// Style attributes exchanged for classes, and the rules.
fn ruled(page: &Page<'_>, block: &Block, dice: &mut Dice) -> Option<(Vec<Edit>, String)> {
    let (mut edits, mut rules) = (Vec::new(), String::new());
    for piece in block.starts() {
        let Some(style) = page.markup.attribute(&piece.token, AttrName::Style) else { continue };
        let Some(old) = page.attribute(piece, "style") else { continue };
        if style.trim().is_empty() || style.contains(['{', '}', '<', '/']) {
            continue;
        }
        let class = dice.letters("abcdefghijklmnopqrstuvwxyz", 6);
        rules.push_str(&format!(".{class}{{{style}}}"));
        match page.attribute(piece, "class").and_then(|known| known.value) {
            Some(known) if !known.is_empty() => {
                edits.push(block.replace(old.whole, ""));
                edits.push(block.insert(known.start, format!("{class} ")));
                // Unquoted, the two would be two attributes.
                if !page.text[known.end..].starts_with(['"', '\'']) {
                    return None;
                }
            }
            Some(_) => return None,
            None => edits.push(block.replace(old.whole, format!("class=\"{class}\""))),
        }
    }
    (!rules.is_empty()).then(|| (edits, format!("<style>{rules}</style>")))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_escaped_style_keeps_units_colours_and_functions() {
        let mut dice = Dice::of(&[b"escapes"]);
        let got = escaped("left:-99px;color:#abc;clip:rect(0 0 0 0)", &mut dice);
        for kept in ["-99px", "#abc", "rect(0 0 0 0)"] {
            assert!(got.contains(kept), "{kept} in {got}");
        }
        assert_eq!(got.matches('\\').count(), 3, "{got}");
    }
}
