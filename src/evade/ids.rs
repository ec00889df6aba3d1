//! Other ids: what a detector of one id on every tag looks at.
use super::page::{Block, Page, Piece};
use super::raw_attr::RawAttribute;
use super::write::Edit;
use crate::synth::Dice;

/// Letters of a drawn id.
const LETTERS: &str = "abcdefghijklmnopqrstuvwxyz0123456789";

/// Shortest id drawn: with fewer characters they would soon repeat.
const SHORTEST: usize = 4;

/// Every id one of its own, as long as it was.
pub(crate) fn fresh(page: &Page<'_>, block: &Block, dice: &mut Dice) -> Option<Vec<Edit>> {
    let edits = with_id(page, block).map(|(_, id)| {
        let length = id.value.as_ref().map_or(SHORTEST, ExactSizeIterator::len).clamp(SHORTEST, 12);
        // A digit first would be no CSS name, and is not what kits draw.
        let name = dice.letters(&LETTERS[..26], 1) + &dice.letters(LETTERS, length - 1);
        block.replace(id.whole, format!("id=\"{name}\""))
    });
    Some(edits.collect())
}

/// One id on all elements that have one; for blocks whose ids differ.
pub(crate) fn same(page: &Page<'_>, block: &Block, _: &mut Dice) -> Option<Vec<Edit>> {
    let ids: Vec<RawAttribute> = with_id(page, block).map(|(_, id)| id).collect();
    let value = |id: &RawAttribute| id.value.clone().map_or("", |value| &page.text[value]);
    let first = value(ids.first()?);
    if first.is_empty() || first.contains(['"', '&']) || ids.iter().all(|id| value(id) == first) {
        return None;
    }
    Some(ids.iter().map(|id| block.replace(id.whole.clone(), format!("id=\"{first}\""))).collect())
}

/// No ids. A tag keeps the space before the attribute.
pub(crate) fn none(page: &Page<'_>, block: &Block, _: &mut Dice) -> Option<Vec<Edit>> {
    Some(with_id(page, block).map(|(_, id)| block.replace(id.whole, "")).collect())
}

/// Ids that no script or style names: renaming another would undo what hides the block.
fn with_id<'a>(page: &'a Page<'_>, block: &'a Block) -> impl Iterator<Item = (&'a Piece, RawAttribute)> {
    block.starts().filter_map(|piece| {
        let id = page.attribute(piece, "id")?;
        let value = id.value.clone().map_or("", |value| &page.text[value]);
        (!page.may_be_named(value)).then_some((piece, id))
    })
}
