//! Text → what the bytes say ([`Markup`]) and our own light tree over it (`Tree`).
//!
//! html5ever's tokenizer decides what a lexeme is; its tree builder is not used, because a spec-conforming tree
//! loses the article of the archetypal page inside one unclosed `<noframes>`.
mod extent;
mod foreign;
mod lines;
pub mod markup;
mod names;
mod raw_text;
mod sink;
pub mod tag;
mod text;
mod tokenize;
pub mod tree;

pub use lines::split_edge_lines;
pub use markup::{AttrName, Attribute, Markup, Token, TokenKind};
pub use tag::Tag;
pub use text::decode_text;
pub use tokenize::{MAX_TEXT_BYTES, tokenize};
pub use tree::{Close, Landmarks, Node, NodeId, NodeKind, Tree};

/// Most attributes read from one tag; html5ever's duplicate check is quadratic in their number.
pub const MAX_ATTRIBUTES: usize = 256;

/// Most bytes of one tag that are read for attributes.
pub const MAX_TAG_BYTES: usize = 64 * 1024;
