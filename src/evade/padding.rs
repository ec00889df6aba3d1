//! Good words: Lowd and Meek's attack, with words that are on the page's own topic.
use super::catalogue::Changes;
use super::page::{Block, Page, draw};
use super::write::{Edit, Owner};
use crate::synth::Dice;

/// Words of the active attack: the attacker has asked the filter which help.
const THIRTY: usize = 30;

/// Words of the passive attack: the attacker guesses.
const MANY: usize = 150;

/// Words put between the same two elements.
const CHUNK: usize = 6;

/// Words of a paragraph added to the page.
const PARAGRAPH: usize = 60;

/// Most words added to a page: beyond, nothing relative to the page changes any more.
const MOST: usize = 5000;

pub(crate) fn thirty(page: &Page<'_>, block: &Block, dice: &mut Dice) -> Option<Vec<Edit>> {
    spread(page, block, THIRTY, dice)
}

pub(crate) fn many(page: &Page<'_>, block: &Block, dice: &mut Dice) -> Option<Vec<Edit>> {
    spread(page, block, MANY, dice)
}

pub(crate) fn thirty_last(page: &Page<'_>, block: &Block, dice: &mut Dice) -> Option<Vec<Edit>> {
    last(page, block, THIRTY, dice)
}

pub(crate) fn many_last(page: &Page<'_>, block: &Block, dice: &mut Dice) -> Option<Vec<Edit>> {
    last(page, block, MANY, dice)
}

/// Words between the elements of a block, as evenly as it goes.
fn spread(page: &Page<'_>, block: &Block, count: usize, dice: &mut Dice) -> Option<Vec<Edit>> {
    let words = draw(&page.words(), count, dice);
    let seams = block.seams();
    if words.is_empty() || seams.is_empty() {
        return None;
    }
    let places = seams.len().min(count.div_ceil(CHUNK));
    let chunks = words.chunks(count.div_ceil(places)).enumerate();
    Some(
        chunks
            .map(|(n, chunk)| block.insert(seams[n * seams.len() / places], format!(" {} ", chunk.join(" "))))
            .collect(),
    )
}

/// Words in one place, after all that was there.
fn last(page: &Page<'_>, block: &Block, count: usize, dice: &mut Dice) -> Option<Vec<Edit>> {
    let words = draw(&page.words(), count, dice);
    let end = *block.seams().last()?;
    (!words.is_empty()).then(|| vec![block.insert(end, format!(" {} ", words.join(" ")))])
}

/// As many words again as the page has, in paragraphs between its own.
pub(crate) fn page(page: &Page<'_>, dice: &mut Dice) -> Option<Changes> {
    let (words, gaps) = (page.words(), page.gaps());
    if words.is_empty() || gaps.is_empty() {
        return None;
    }
    let drawn = draw(&words, words.len().min(MOST), dice);
    let edits = drawn.chunks(PARAGRAPH).map(|chunk| {
        let at = *dice.pick(&gaps);
        Edit { at: at..at, text: format!("\n<p>{}.</p>", chunk.join(" ")), owner: Owner::Page }
    });
    let edits = edits.collect();
    Some((edits, page.blocks.iter().filter(|block| block.mutable).map(|block| block.index).collect()))
}
