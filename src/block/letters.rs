//! The letters of a page and of parts of it. Few pages have a block that is compared by them, so that they are counted in a
//! walk of their own when first asked for.
use crate::block::range::Ranges;
use crate::fact::lexicon::Lexicon;
use crate::fact::text::{Letters, count_letters};
use crate::html::{Markup, NodeKind, Tag, Tree};
use std::ops::Range;

/// The letters before each position at which ranges begin or end.
#[derive(Debug)]
pub(crate) struct LetterSums {
    before: Vec<Letters>,
}

/// The letters of a block, and those of the rest of its page.
#[derive(Clone, Debug, Default)]
pub struct BlockLetters {
    /// Those of the block.
    pub block: Letters,
    /// Those of the rest of the page.
    pub rest: Letters,
}

impl LetterSums {
    /// Counts the page's letters. `ranges` are those to be asked for, the whole page among them.
    pub(crate) fn count(text: &str, markup: &Markup, tree: &Tree, ranges: &Ranges) -> LetterSums {
        let (positions, lexicon) = (ranges.cuts(), Lexicon::builtin());
        let mut now = Letters::default();
        let mut before = Vec::with_capacity(positions.len());
        for node in &tree.nodes()[1..] {
            while positions[before.len()] <= node.token {
                before.push(now);
            }
            if node.kind == NodeKind::Text || node.kind == NodeKind::RawText && node.tag == Tag::TEXTAREA {
                let span = markup.tokens()[node.token as usize].span;
                count_letters(&text[span.range()], lexicon, &mut now);
            }
        }
        before.resize(positions.len(), now);
        LetterSums { before }
    }

    /// The letters in these cells of the ranges, and outside of them.
    pub(crate) fn of(&self, cells: Range<usize>) -> BlockLetters {
        let block = self.before[cells.start - 1].until(&self.before[cells.end - 1]);
        let page = self.before[self.before.len() - 1];
        BlockLetters { block, rest: block.until(&page) }
    }
}
