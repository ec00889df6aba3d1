//! One page read up to its feature rows: what scanning and training share.
use crate::block::{self, BlockKind, BlockStats, PageBlocks};
use crate::feature;
use crate::html::{self, Markup, Node, Tokenizer, Tree};
use crate::input::{InputError, Limits, Source};
use crate::span::TextSpan;

/// What a page takes most room for, kept so that the next page need not ask for memory.
#[derive(Debug, Default)]
pub(crate) struct Room {
    markup: Markup,
    nodes: Vec<Node>,
    blocks: block::Room,
}

/// A page read, cut into candidates and measured.
#[derive(Debug)]
pub struct ReadPage<'a> {
    /// The decoded page.
    pub source: Source<'a>,
    /// Its lexemes.
    pub markup: Markup,
    /// Its tree.
    pub tree: Tree,
    /// Its candidates.
    pub blocks: PageBlocks,
}

impl<'a> ReadPage<'a> {
    /// Reads a page. `charset` and `url` are what the caller knows from elsewhere.
    pub fn new(
        bytes: &'a [u8],
        charset: Option<&str>,
        url: Option<&str>,
        limits: &Limits,
    ) -> Result<Self, InputError> {
        ReadPage::with_tokenizer(bytes, charset, url, limits, Tokenizer::default())
    }

    /// The same with a chosen reader of markup.
    pub fn with_tokenizer(
        bytes: &'a [u8],
        charset: Option<&str>,
        url: Option<&str>,
        limits: &Limits,
        tokenizer: Tokenizer,
    ) -> Result<Self, InputError> {
        ReadPage::in_room(Room::default(), bytes, charset, url, limits, tokenizer)
    }

    /// The same, in the room that another page took.
    pub(crate) fn in_room(
        room: Room,
        bytes: &'a [u8],
        charset: Option<&str>,
        url: Option<&str>,
        limits: &Limits,
        tokenizer: Tokenizer,
    ) -> Result<Self, InputError> {
        let source = Source::decode(bytes, charset, limits)?;
        let mut markup = tokenizer.read_in(room.markup, source.text());
        html::split_edge_lines(source.text(), &mut markup);
        let tree = Tree::build_in(room.nodes, &markup, limits.max_depth, limits.max_nodes);
        let blocks = PageBlocks::find_in(room.blocks, source.text(), &markup, &tree, url, limits.max_blocks);
        Ok(ReadPage { source, markup, tree, blocks })
    }

    /// The room that the page took, for another page.
    pub(crate) fn into_room(self) -> Room {
        Room { markup: self.markup, nodes: self.tree.into_nodes(), blocks: self.blocks.into_room() }
    }

    /// How many candidates there are.
    pub fn len(&self) -> usize {
        self.blocks.candidates.len()
    }

    /// Whether the page has nothing to judge.
    pub fn is_empty(&self) -> bool {
        self.blocks.candidates.is_empty()
    }

    /// The kind of a candidate.
    pub fn kind(&self, index: usize) -> BlockKind {
        self.blocks.candidates[index].kind
    }

    /// The text range of a candidate, white space at its ends left out.
    pub fn span(&self, index: usize) -> TextSpan {
        let span = self.blocks.span(&self.markup, index);
        let text = &self.source.text().as_bytes()[span.range()];
        let ink = |b: &u8| !matches!(b, b' ' | b'\t' | b'\n' | b'\r' | 0xb | 0xc);
        let Some(lead) = text.iter().position(ink) else {
            return TextSpan { start: span.start, end: span.start };
        };
        let tail = text.iter().rev().position(ink).unwrap_or(0);
        TextSpan { start: span.start + lead as u32, end: span.end - tail as u32 }
    }

    /// Non-white bytes of a candidate.
    pub fn ink(&self, index: usize) -> u32 {
        self.blocks.ink(self.source.text(), &self.markup, index)
    }

    /// Everything measured about a candidate.
    pub fn stats(&self, index: usize) -> BlockStats<'_> {
        self.blocks.stats(&self.markup, &self.tree, index)
    }

    /// The block model's features of a candidate, into `row`.
    pub fn block_row(&self, index: usize, row: &mut Vec<f64>) {
        feature::block_row(&self.stats(index), row);
    }

    /// The page model's features, into `row`.
    pub fn page_row(&self, row: &mut Vec<f64>) {
        feature::page_row(&self.blocks.whole(&self.markup, &self.tree), row);
    }
}
