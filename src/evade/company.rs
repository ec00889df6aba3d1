//! Good company: links, elements and attributes of honest markup inside the block.
use super::page::{Block, Page, draw, href, stays};
use super::write::Edit;
use crate::html::{AttrName, Tag, TokenKind};
use crate::synth::Dice;

/// Links added to a block.
const LINKS: usize = 10;

/// Classes where the page has none to borrow.
const CLASSES: [&str; 6] = ["row", "col", "item", "widget", "content", "text"];

/// Links of the page to its own site, or to paths made of its words where it has none.
pub(crate) fn links(page: &Page<'_>, block: &Block, dice: &mut Dice) -> Option<Vec<Edit>> {
    let plain = |address: &&str| stays(address) && !address.contains(['"', '&', '<']);
    let mut addresses: Vec<String> =
        page.genuine().filter_map(|token| href(page, token)).filter(plain).map(str::to_owned).collect();
    let words = draw(&page.words(), LINKS * 2, dice);
    if words.len() < LINKS * 2 {
        return None;
    }
    if addresses.is_empty() {
        addresses = (1..=LINKS).map(|number| format!("/page/{number}")).collect();
    }
    let seams = block.seams();
    let edits = words.chunks(2).map(|words| {
        let link = format!(" <a href=\"{}\">{}</a> ", dice.pick(&addresses), words.join(" "));
        (!seams.is_empty()).then(|| block.insert(*dice.pick(&seams), link))
    });
    edits.collect()
}

/// Elements that are seldom in injected blocks.
pub(crate) fn elements(page: &Page<'_>, block: &Block, dice: &mut Dice) -> Option<Vec<Edit>> {
    let w = draw(&page.words(), 24, dice);
    let seams = block.seams();
    if w.len() < 24 || seams.is_empty() {
        return None;
    }
    let made = [
        format!("<img src=\"/images/photo-1.jpg\" width=\"320\" height=\"200\" alt=\"{} {}\">", w[0], w[1]),
        format!(
            "<form action=\"/search\" method=\"get\"><label for=\"search-q\">{}</label>\
             <input type=\"text\" id=\"search-q\" name=\"q\"><input type=\"submit\" value=\"{}\"></form>",
            w[2], w[3]
        ),
        format!(
            "<ul><li>{}</li><li>{}</li><li>{}</li></ul>",
            w[4..6].join(" "),
            w[6..8].join(" "),
            w[8..10].join(" ")
        ),
        format!("<h3>{}</h3>", w[10..13].join(" ")),
        format!("<p>{}.</p>", w[13..24].join(" ")),
    ];
    Some(made.into_iter().map(|element| block.insert(*dice.pick(&seams), element)).collect())
}

/// Classes of the page's own on every element that has none.
pub(crate) fn classes(page: &Page<'_>, block: &Block, dice: &mut Dice) -> Option<Vec<Edit>> {
    let plain = |class: &&str| !class.is_empty() && !class.contains(['"', '&', '<']);
    let starts = page.genuine().filter(|token| token.kind == TokenKind::StartTag);
    let mut known: Vec<&str> =
        starts.filter_map(|token| page.markup.attribute(token, AttrName::Class)).filter(plain).collect();
    if known.is_empty() {
        known.extend(CLASSES);
    }
    let bare = block.starts().filter(|piece| page.attribute(piece, "class").is_none());
    Some(bare.map(|piece| page.set(block, piece, "class", dice.pick::<&str>(&known))).collect())
}

/// `rel=nofollow` on links without a `rel`.
pub(crate) fn nofollow(page: &Page<'_>, block: &Block, _: &mut Dice) -> Option<Vec<Edit>> {
    let links =
        block.starts().filter(|piece| piece.token.tag == Tag::A && page.attribute(piece, "href").is_some());
    let bare = links.filter(|piece| page.attribute(piece, "rel").is_none());
    Some(bare.map(|piece| page.set(block, piece, "rel", "nofollow")).collect())
}
