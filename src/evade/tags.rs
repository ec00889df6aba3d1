//! Other tags: what a detector of rare tag mixes looks at.
use super::page::{Block, Page, Piece};
use super::write::Edit;
use crate::html::Tag;
use crate::synth::Dice;

/// Phrasing elements that may stand for each other in a hidden block.
const INLINE: &[&str] = &[
    "b", "i", "em", "strong", "span", "u", "s", "small", "cite", "code", "kbd", "samp", "var", "q", "abbr",
    "ins", "del", "sub", "sup", "mark", "dfn", "label", "font", "big", "tt", "strike", "acronym", "bdi",
    "data", "time",
];

/// Elements for flow content.
const FLOW: &[&str] =
    &["div", "section", "article", "aside", "center", "address", "blockquote", "nav", "fieldset"];

/// Headings.
const HEADING: &[&str] = &["h1", "h2", "h3", "h4", "h5", "h6"];

/// Lists: `li` may stand in any of them.
const LIST: &[&str] = &["ul", "ol", "menu"];

/// Empty elements that noise is made of and that show nothing when hidden.
const INERT: &[&str] = &["progress", "meter", "video", "audio", "canvas", "object", "output"];

/// Tags that may be exchanged; the first group that names a tag is its group.
const GROUPS: &[&[&str]] = &[INLINE, FLOW, HEADING, LIST, INERT];

/// Every tag of a group becomes another of the group; tags that HTML does not know become phrasing elements.
pub(crate) fn other(page: &Page<'_>, block: &Block, dice: &mut Dice) -> Option<Vec<Edit>> {
    let mut edits = Vec::new();
    for start in block.starts() {
        let Some(group) = group(page, start.token.tag) else { continue };
        let name = page.markup.tag_name(start.token.tag);
        let others: Vec<&&str> = group.iter().filter(|other| **other != name).collect();
        let new = **dice.pick(&others);
        edits.push(renamed(block, start, 1, name.len(), new));
        if let Some(end) = start.pair {
            edits.push(renamed(block, &block.pieces[end], 2, name.len(), new));
        }
    }
    Some(edits)
}

fn group(page: &Page<'_>, tag: Tag) -> Option<&'static [&'static str]> {
    let name = page.markup.tag_name(tag);
    let known = GROUPS.iter().find(|group| group.contains(&name)).copied();
    // A hyphen makes a custom element, which a script of the page may define.
    known.or((!tag.is_known() && !name.contains('-')).then_some(INLINE))
}

/// `skip` is the length of `<` or `</`. A lower-cased name is as long as what is written.
fn renamed(block: &Block, piece: &Piece, skip: usize, length: usize, new: &str) -> Edit {
    let from = piece.at.start + skip;
    block.replace(from..from + length, new)
}
