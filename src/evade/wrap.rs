//! The block inside something that readers of markup skip, and comments between its elements.
use super::page::{Block, Page, draw};
use super::write::Edit;
use crate::html::{Tag, TokenKind};
use crate::synth::Dice;

/// Words of a comment.
const WORDS: usize = 3;

pub(crate) fn noscript(page: &Page<'_>, block: &Block, _: &mut Dice) -> Option<Vec<Edit>> {
    wrapped(page, block, Tag::NOSCRIPT, "noscript")
}

pub(crate) fn noembed(page: &Page<'_>, block: &Block, _: &mut Dice) -> Option<Vec<Edit>> {
    wrapped(page, block, Tag::NOEMBED, "noembed")
}

/// Not for blocks that hold such an element (its end tag would end ours), work by a script, or are torn at an end.
fn wrapped(_: &Page<'_>, block: &Block, tag: Tag, name: &str) -> Option<Vec<Edit>> {
    let unfit = |kind: TokenKind| matches!(kind, TokenKind::RawText | TokenKind::Doctype | TokenKind::Gap);
    let torn =
        block.pieces.first()?.at.start != block.at.start || block.pieces.last()?.at.end != block.at.end;
    let markup = block.starts().next().is_some();
    if torn || !markup || block.pieces.iter().any(|p| p.token.tag == tag || unfit(p.token.kind)) {
        return None;
    }
    Some(vec![
        block.insert(block.at.start, format!("<{name}>")),
        block.insert(block.at.end, format!("</{name}>")),
    ])
}

/// A comment of the page's words before every element but the first.
pub(crate) fn comments(page: &Page<'_>, block: &Block, dice: &mut Dice) -> Option<Vec<Edit>> {
    let words: Vec<&str> = page.words().into_iter().filter(|word| !word.contains(['-', '!'])).collect();
    let tags = block.starts().skip(1).filter(|piece| !piece.token.tag.is_raw_text());
    let edits = tags.map(|piece| {
        let text = draw(&words, WORDS, dice).join(" ");
        block.insert(piece.at.start, format!("<!-- {text} -->"))
    });
    (!words.is_empty()).then(|| edits.collect())
}
