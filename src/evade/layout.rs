//! Where a block's parts stand: in pieces, together, inside honest elements, on lines of their own.
use super::catalogue::Changes;
use super::page::{Block, Page, Piece};
use super::raw_attr::is_space;
use super::write::{Edit, Owner};
use crate::html::{Tag, Token, TokenKind};
use crate::synth::Dice;
use std::ops::Range;

/// Pieces a block is split into.
const PARTS: usize = 3;

/// Elements a block cannot move into.
const CLOSED: [Tag; 16] = [
    Tag::HTML,
    Tag::HEAD,
    Tag::BODY,
    Tag::SCRIPT,
    Tag::STYLE,
    Tag::TITLE,
    Tag::TEXTAREA,
    Tag::NOSCRIPT,
    Tag::SELECT,
    Tag::OPTION,
    Tag::TABLE,
    Tag::TR,
    Tag::UL,
    Tag::OL,
    Tag::A,
    Tag::IFRAME,
];

/// The wrapper's tags for a copy of it, without its id. `None` where a script or style may name that id: a copy would
/// not be hidden.
fn copied(page: &Page<'_>, block: &Block, (first, last): (usize, usize)) -> Option<(String, String)> {
    let piece = &block.pieces[first];
    let mut open = page.of(piece).to_owned();
    if let Some(id) = page.attribute(piece, "id") {
        if page.may_be_named(id.value.map_or("", |value| &page.text[value])) {
            return None;
        }
        open.replace_range(id.whole.start - piece.at.start..id.whole.end - piece.at.start, "");
    }
    Some((open, page.of(&block.pieces[last]).to_owned()))
}

/// Three blocks side by side, each in a copy of the wrapper.
pub(crate) fn split(page: &Page<'_>, block: &Block, _: &mut Dice) -> Option<Vec<Edit>> {
    let (open, close) = copied(page, block, block.wrapper(page)?)?;
    let cuts = cuts(page, block)?;
    Some(cuts.into_iter().map(|at| block.insert(at, format!("{close}{open}"))).collect())
}

/// The second and third piece of each block somewhere else between genuine elements.
pub(crate) fn split_moved(page: &Page<'_>, dice: &mut Dice) -> Option<Changes> {
    let gaps = page.gaps();
    let (mut edits, mut changed) = (Vec::new(), Vec::new());
    for block in page.blocks.iter().filter(|block| block.mutable && !gaps.is_empty()) {
        let wrapper = block.wrapper(page);
        let none = Some((String::new(), String::new()));
        let Some((open, close)) = wrapper.map_or(none, |ends| copied(page, block, ends)) else {
            continue;
        };
        let end = wrapper.map_or(block.at.end, |(_, last)| block.pieces[last].at.start);
        let Some(cuts) = cuts(page, block) else { continue };
        let ends = cuts.iter().skip(1).copied().chain([end]);
        for part in cuts.iter().copied().zip(ends).map(|(start, end)| start..end) {
            let moved = format!("{open}{}{close}", &page.text[part.clone()]);
            edits.push(block.replace(part, ""));
            edits.push(block.insert(*dice.pick(&gaps), moved));
        }
        changed.push(block.index);
    }
    (!changed.is_empty()).then_some((edits, changed))
}

/// Places between the block's outermost elements (below the wrapper) that cut it into three parts with elements in
/// each.
fn cuts(page: &Page<'_>, block: &Block) -> Option<Vec<usize>> {
    let (mut at, end) =
        block.wrapper(page).map_or((0, block.pieces.len()), |(first, last)| (first + 1, last));
    let mut starts = Vec::new();
    while at < end {
        let piece = &block.pieces[at];
        if piece.is(TokenKind::StartTag) {
            starts.push(piece.at.start);
            // An element without an end tag holds the rest, as far as one can tell.
            at = if piece.token.tag.is_void() { at } else { piece.pair? };
        }
        at += 1;
    }
    (starts.len() >= PARTS).then(|| (1..PARTS).map(|part| starts[part * starts.len() / PARTS]).collect())
}

/// All blocks where the first stands.
pub(crate) fn merge(page: &Page<'_>, _: &mut Dice) -> Option<Changes> {
    let blocks: Vec<&Block> = page.blocks.iter().filter(|block| block.mutable).collect();
    let (first, rest) = blocks.split_first()?;
    let apart: Vec<&&Block> = rest.iter().filter(|block| block.at.start > first.at.end).collect();
    if apart.is_empty() {
        return None;
    }
    let edits = apart.iter().flat_map(|block| moved(page, block, first.at.end));
    let changed = [first].into_iter().chain(apart.iter().copied()).map(|block| block.index);
    Some((edits.collect(), changed.collect()))
}

/// Into the element that ends right before the block, or the one that begins right after it.
pub(crate) fn nested(page: &Page<'_>, _: &mut Dice) -> Option<Changes> {
    let (mut edits, mut changed) = (Vec::new(), Vec::new());
    for block in page.blocks.iter().filter(|block| block.mutable) {
        if let Some(to) = shelter(page, block) {
            edits.extend(moved(page, block, to));
            changed.push(block.index);
        }
    }
    (!changed.is_empty()).then_some((edits, changed))
}

fn shelter(page: &Page<'_>, block: &Block) -> Option<usize> {
    let tokens = page.markup.tokens();
    let first = tokens.partition_point(|token| token.span.range().start < block.at.start);
    let last = tokens.partition_point(|token| token.span.range().start < block.at.end);
    let solid = |token: &&Token| !page.text[token.span.range()].trim().is_empty();
    let hosts = |token: &Token, kind: TokenKind| {
        let inside = |other: &Block| {
            other.at.start < token.span.range().end && token.span.range().start < other.at.end
        };
        token.kind == kind
            && !token.tag.is_void()
            && !CLOSED.contains(&token.tag)
            && !page.blocks.iter().any(inside)
    };
    let before = tokens[..first].iter().rev().find(solid).filter(|token| hosts(token, TokenKind::EndTag));
    let after = tokens[last..].iter().find(solid).filter(|token| hosts(token, TokenKind::StartTag));
    before.map(|token| token.span.range().start).or(after.map(|token| token.span.range().end))
}

/// The block somewhere else.
fn moved(page: &Page<'_>, block: &Block, to: usize) -> [Edit; 2] {
    let text = page.text[block.at.clone()].to_owned();
    [block.replace(block.at.clone(), ""), Edit { at: to..to, text, owner: Owner::Block(block.index) }]
}

/// No white space around tags.
pub(crate) fn minified(page: &Page<'_>, block: &Block, _: &mut Dice) -> Option<Vec<Edit>> {
    let texts = inner_texts(block).filter(|piece| !piece.at.is_empty());
    let edits = texts.filter_map(|piece| {
        let text = page.of(piece);
        let kept = text.trim_matches(is_space);
        (kept.len() < text.len()).then(|| block.replace(piece.at.clone(), kept))
    });
    Some(edits.collect())
}

/// Text between two tags of the block: at its ends white space may belong to the page.
fn inner_texts(block: &Block) -> impl Iterator<Item = &Piece> {
    let inner: Range<usize> = 1..block.pieces.len().saturating_sub(1);
    block.pieces[if inner.is_empty() { 0..0 } else { inner }].iter().filter(|piece| piece.is(TokenKind::Text))
}

/// A line break before every tag but the first.
pub(crate) fn lines(_: &Page<'_>, block: &Block, _: &mut Dice) -> Option<Vec<Edit>> {
    let tags = block
        .pieces
        .iter()
        .skip(1)
        .filter(|p| matches!(p.token.kind, TokenKind::StartTag | TokenKind::EndTag));
    // `</script>` right after its content: a break would become part of a string.
    let free = tags.filter(|piece| !piece.token.tag.is_raw_text());
    Some(free.map(|piece| block.insert(piece.at.start, "\r\n")).collect())
}
