//! The same words in other characters.
use super::page::{Block, Page, Piece};
use super::write::Edit;
use crate::html::{Tag, TokenKind};
use crate::synth::Dice;
use std::ops::Range;

/// Letters with a twin that looks the same in most typefaces: Cyrillic first, Greek where it has none.
/// Source: confusables.txt of Unicode Technical Standard 39, the pairs inside one typeface.
const TWINS: [(char, char); 24] = [
    ('a', 'а'),
    ('c', 'с'),
    ('e', 'е'),
    ('i', 'і'),
    ('j', 'ј'),
    ('o', 'о'),
    ('p', 'р'),
    ('s', 'ѕ'),
    ('x', 'х'),
    ('y', 'у'),
    ('v', 'ν'),
    ('A', 'А'),
    ('B', 'В'),
    ('C', 'С'),
    ('E', 'Е'),
    ('H', 'Н'),
    ('I', 'І'),
    ('K', 'К'),
    ('M', 'М'),
    ('O', 'О'),
    ('P', 'Р'),
    ('T', 'Т'),
    ('X', 'Х'),
    ('N', 'Ν'),
];

/// Share of the letters that are exchanged or followed by something.
const SHARE: f64 = 0.5;

/// Distance from an ASCII character to its full-width form (U+FF01–U+FF5E).
const FULL_WIDTH: u32 = 0xFEE0;

/// Letters and digits as `&#N;` or `&#xN;`.
pub(crate) fn entities(page: &Page<'_>, block: &Block, dice: &mut Dice) -> Option<Vec<Edit>> {
    rewrite(page, block, texts(page, block), |c| referenced(c, dice))
}

/// The same in the addresses of links.
pub(crate) fn href_entities(page: &Page<'_>, block: &Block, dice: &mut Dice) -> Option<Vec<Edit>> {
    let links = block.starts().filter(|piece| piece.token.tag == Tag::A);
    let quoted = |value: &Range<usize>| page.text[value.end..].starts_with(['"', '\'']);
    let values = links.filter_map(|piece| page.attribute(piece, "href")?.value).filter(quoted);
    rewrite(page, block, values, |c| referenced(c, dice))
}

fn referenced(c: char, dice: &mut Dice) -> Option<String> {
    let hex = dice.chance(0.5);
    c.is_alphanumeric()
        .then(|| if hex { format!("&#x{:x};", u32::from(c)) } else { format!("&#{};", u32::from(c)) })
}

/// Half of the letters that have a twin as their twin.
pub(crate) fn homoglyphs(page: &Page<'_>, block: &Block, dice: &mut Dice) -> Option<Vec<Edit>> {
    rewrite(page, block, texts(page, block), |c| {
        let twin = TWINS.iter().find(|(latin, _)| *latin == c)?.1;
        dice.chance(SHARE).then(|| twin.to_string())
    })
}

/// ASCII letters and digits in full width.
pub(crate) fn full_width(page: &Page<'_>, block: &Block, _: &mut Dice) -> Option<Vec<Edit>> {
    rewrite(page, block, texts(page, block), |c| {
        let wide = c.is_ascii_alphanumeric().then(|| char::from_u32(u32::from(c) + FULL_WIDTH))??;
        Some(wide.to_string())
    })
}

/// A zero-width space after half of the letters.
pub(crate) fn zero_width(page: &Page<'_>, block: &Block, dice: &mut Dice) -> Option<Vec<Edit>> {
    rewrite(page, block, texts(page, block), |c| {
        (c.is_alphabetic() && dice.chance(SHARE)).then(|| format!("{c}\u{200B}"))
    })
}

/// A dot, hyphen or star after half of the letters of anchors.
pub(crate) fn punctuation(page: &Page<'_>, block: &Block, dice: &mut Dice) -> Option<Vec<Edit>> {
    let linked = |at: &Range<usize>| {
        let links = block.starts().filter(|piece| piece.token.tag == Tag::A);
        let mut ends = links.filter_map(|piece| Some(piece.at.end..block.pieces[piece.pair?].at.start));
        ends.any(|link| link.start <= at.start && at.end <= link.end)
    };
    let anchors = texts(page, block).filter(linked);
    rewrite(page, block, anchors, |c| {
        (c.is_alphabetic() && dice.chance(SHARE)).then(|| format!("{c}{}", dice.pick(&['.', '-', '*'])))
    })
}

fn texts<'a>(page: &'a Page<'_>, block: &'a Block) -> impl Iterator<Item = Range<usize>> + 'a {
    block.texts(page).map(|piece: &Piece| {
        debug_assert!(piece.is(TokenKind::Text));
        piece.at.clone()
    })
}

/// Exchanges characters of the ranges, those of character references left alone.
fn rewrite(
    page: &Page<'_>,
    block: &Block,
    ranges: impl Iterator<Item = Range<usize>>,
    mut new: impl FnMut(char) -> Option<String>,
) -> Option<Vec<Edit>> {
    let mut edits = Vec::new();
    for at in ranges {
        let text = &page.text[at.clone()];
        let (mut out, mut changed, mut reference) = (String::with_capacity(text.len()), false, false);
        for c in text.chars() {
            reference = c == '&' || (reference && (c.is_ascii_alphanumeric() || c == '#'));
            match if reference { None } else { new(c) } {
                Some(other) => {
                    out.push_str(&other);
                    changed = true;
                }
                None => out.push(c),
            }
        }
        if changed {
            edits.push(block.replace(at, out));
        }
    }
    Some(edits)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn twins_are_no_ascii_and_no_letter_has_two() {
        for (at, (latin, twin)) in TWINS.iter().enumerate() {
            assert!(latin.is_ascii_alphabetic() && !twin.is_ascii(), "{latin}");
            assert!(!TWINS[..at].iter().any(|(other, _)| other == latin), "{latin}");
        }
    }
}
