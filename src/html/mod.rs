//! Text → what the bytes say ([`Markup`]) and our own light tree over it (`Tree`).
//!
//! html5ever's tokenizer decides what a lexeme is: [`tokenize`] agrees with it on every input, several times faster, and
//! [`Tokenizer::Html5ever`] has it read the whole page; its tree builder is not used, because a spec-conforming tree
//! loses the article of the archetypal page inside one unclosed `<noframes>`.
mod attributes;
mod extent;
mod foreign;
mod lines;
pub mod markup;
mod names;
mod plain;
mod probe;
mod raw_text;
mod short_names;
mod start_tag;
pub mod tag;
mod text;
mod tokenize;
pub mod tree;

pub use lines::split_edge_lines;
pub(crate) use markup::AttrRecord;
pub use markup::{AttrName, Attribute, Markup, Token, TokenKind};
pub use tag::Tag;
pub use text::decode_text;
pub use tokenize::tokenize;
pub use tree::{Close, Landmarks, Node, NodeId, NodeKind, Tree};

/// Most attributes read from one tag; html5ever's duplicate check is quadratic in their number.
pub const MAX_ATTRIBUTES: usize = 256;

/// Most bytes of one tag that are read for attributes.
pub const MAX_TAG_BYTES: usize = 64 * 1024;

/// Longest text read, bytes: the text, and its attributes' decoded values (at most three bytes for one) after it, can be
/// told apart by 32-bit offsets.
pub const MAX_TEXT_BYTES: usize = u32::MAX as usize / 4;

/// Who reads a page's lexemes. The result is the same: tests and a fuzz target hold the two to it.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Tokenizer {
    /// Our own reader.
    #[default]
    Fast,
    /// html5ever, from the first byte to the last; many times slower.
    Html5ever,
}

impl Tokenizer {
    /// Reads the lexemes of a page; see [`tokenize`].
    pub fn read(self, text: &str) -> Markup {
        self.read_in(Markup::default(), text)
    }

    /// The same, in the room that another page's lexemes took.
    pub(crate) fn read_in(self, room: Markup, text: &str) -> Markup {
        match self {
            Tokenizer::Fast => tokenize::tokenize_in(room, text),
            Tokenizer::Html5ever => plain::read(text),
        }
    }
}
