//! The same tags, written otherwise.
use super::page::{Block, Page, Piece};
use super::raw_attr::{RawAttribute, is_space, name_end};
use super::write::Edit;
use crate::html::TokenKind;
use crate::synth::Dice;

/// Attributes of each tag in another order.
pub(crate) fn order(page: &Page<'_>, block: &Block, dice: &mut Dice) -> Option<Vec<Edit>> {
    let mut edits = Vec::new();
    for piece in block.starts() {
        let attributes = page.attributes(piece);
        // The first of two attributes of one name counts: such a tag must keep its order.
        if attributes.len() < 2 || has_twins(page, &attributes) {
            continue;
        }
        let mut places: Vec<usize> = (0..attributes.len()).collect();
        dice.shuffle(&mut places);
        if places.is_sorted() {
            places.rotate_left(1);
        }
        for (here, there) in attributes.iter().zip(places) {
            // An unquoted value ends at white space or `>`, so what follows it in the new place needs room.
            let text = format!("{} ", &page.text[attributes[there].whole.clone()]);
            edits.push(block.replace(here.whole.clone(), text));
        }
    }
    Some(edits)
}

fn has_twins(page: &Page<'_>, attributes: &[RawAttribute]) -> bool {
    let mut names: Vec<String> =
        attributes.iter().map(|a| page.text[a.name.clone()].to_ascii_lowercase()).collect();
    names.sort_unstable();
    names.windows(2).any(|pair| pair[0] == pair[1])
}

/// Other quotes.
pub(crate) fn quotes(page: &Page<'_>, block: &Block, _: &mut Dice) -> Option<Vec<Edit>> {
    let attributes = block.starts().flat_map(|piece| page.attributes(piece));
    Some(attributes.filter_map(|attribute| requoted(page, block, &attribute)).collect())
}

fn requoted(page: &Page<'_>, block: &Block, attribute: &RawAttribute) -> Option<Edit> {
    let value = attribute.value.clone()?;
    let (name, text) = (&page.text[attribute.name.clone()], &page.text[value.clone()]);
    let written = page.text[value.end..attribute.whole.end].chars().next();
    let bare = |c: char| !is_space(c) && !matches!(c, '"' | '\'' | '=' | '<' | '>' | '`' | '/');
    let new = match written {
        Some('"') if !text.contains('\'') => format!("{name}='{text}'"),
        Some('\'') if !text.is_empty() && text.chars().all(bare) => format!("{name}={text} "),
        Some('\'') | None if !text.contains('"') => format!("{name}=\"{text}\" "),
        _ => return None,
    };
    Some(block.replace(attribute.whole.clone(), new))
}

/// Capitals in the names of tags and attributes.
pub(crate) fn upper(page: &Page<'_>, block: &Block, _: &mut Dice) -> Option<Vec<Edit>> {
    let mut edits = Vec::new();
    for piece in &block.pieces {
        match piece.token.kind {
            TokenKind::StartTag => {
                edits.push(capitals(
                    page,
                    block,
                    piece.at.start + 1..piece.at.start + name_end(page.of(piece)),
                ));
                let names = page.attributes(piece).into_iter().map(|a| a.name);
                edits.extend(names.map(|name| capitals(page, block, name)));
            }
            TokenKind::EndTag => edits.push(capitals(page, block, end_name(page, piece))),
            _ => {}
        }
    }
    edits.retain(|edit| page.text[edit.at.clone()] != edit.text);
    Some(edits)
}

fn end_name(page: &Page<'_>, piece: &Piece) -> std::ops::Range<usize> {
    let start = piece.at.start + 2;
    start..start + name_end(&page.text[start..piece.at.end])
}

fn capitals(page: &Page<'_>, block: &Block, at: std::ops::Range<usize>) -> Edit {
    let text = page.text[at.clone()].to_ascii_uppercase();
    block.replace(at, text)
}
