//! What the bytes say: every lexeme in source order, blind to what a tree builder would make of it.
use crate::html::tag::Tag;
use crate::span::TextSpan;

/// What kind of lexeme a token is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum TokenKind {
    /// `<name …>`.
    StartTag,
    /// `</name …>`.
    EndTag,
    /// Character data outside raw-text elements; may hold character references and NULs.
    Text,
    /// The content of `<script>`, `<style>`, `<textarea>` or `<title>` with an end tag ahead.
    RawText,
    /// `<!-- … -->`.
    Comment,
    /// What the standard turns into a comment without the comment syntax: `<? … >`, `<! … >`, `</ … >`.
    BogusComment,
    /// `<!DOCTYPE …>`.
    Doctype,
    /// Bytes the standard's tokenizer drops: `</>` and a tag cut by the end of the file.
    Gap,
}

/// One lexeme. The spans of a page's tokens tile its text: no gap, no overlap.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Token {
    /// What it is.
    pub kind: TokenKind,
    /// Where it stands in the decoded text.
    pub span: TextSpan,
    /// The tag's name, lower-cased (tags only, else [`Tag::NONE`]). For raw text: the element it is in.
    pub tag: Tag,
    /// `/` before `>` (start tags only).
    pub self_closing: bool,
    /// The tag had more attributes or bytes than [`crate::html::MAX_ATTRIBUTES`] / [`crate::html::MAX_TAG_BYTES`]:
    /// the rest of its attributes were not read.
    pub oversize: bool,
    /// First attribute in [`Markup::attributes`].
    pub(crate) attr_start: u32,
    /// Number of attributes.
    pub(crate) attr_len: u32,
}

/// The attributes a feature asks for by name; all others are [`AttrName::Other`].
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[expect(missing_docs, reason = "each is the attribute of that name")]
pub enum AttrName {
    Id,
    Class,
    Style,
    Href,
    Src,
    Rel,
    Target,
    Title,
    Hidden,
    Width,
    Height,
    Color,
    Size,
    Name,
    Content,
    Property,
    HttpEquiv,
    Charset,
    Type,
    For,
    Alt,
    Value,
    Datetime,
    Face,
    Bgcolor,
    Scrollamount,
    Scrolldelay,
    Frameborder,
    Srcdoc,
    Action,
    Data,
    Role,
    Lang,
    /// Any `aria-…`.
    Aria,
    /// Any `data-…`.
    DataPrefix,
    /// Any `on…` event handler.
    Event,
    Other,
}

/// One attribute of a start tag, value decoded as the tokenizer gives it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Attribute<'m> {
    /// Which one, where known.
    pub name: AttrName,
    /// The name as text, ASCII lower case.
    pub name_text: &'m str,
    /// The value, character references resolved; empty where none was given.
    pub value: &'m str,
}

/// How one attribute is kept: ranges of the markup's buffer.
#[derive(Clone, Copy, Debug)]
pub(crate) struct AttrRecord {
    pub(crate) name: AttrName,
    pub(crate) name_text: TextSpan,
    pub(crate) value: TextSpan,
}

/// The lexemes of one page.
#[derive(Clone, Debug, Default)]
pub struct Markup {
    pub(crate) tokens: Vec<Token>,
    pub(crate) attributes: Vec<AttrRecord>,
    /// Attribute names and values, one after the other.
    pub(crate) buffer: String,
    /// Names of tags that HTML does not know, indexed by [`Tag`].
    pub(crate) unknown_tags: Vec<Box<str>>,
}

impl Markup {
    /// All tokens in source order.
    pub fn tokens(&self) -> &[Token] {
        &self.tokens
    }

    /// The attributes of a start tag, in source order, first of each name only.
    pub fn attributes(&self, token: &Token) -> impl ExactSizeIterator<Item = Attribute<'_>> {
        let range = token.attr_start as usize..(token.attr_start + token.attr_len) as usize;
        self.attributes[range].iter().map(|a| Attribute {
            name: a.name,
            name_text: &self.buffer[a.name_text.range()],
            value: &self.buffer[a.value.range()],
        })
    }

    /// The value of one attribute, if the tag has it.
    pub fn attribute(&self, token: &Token, name: AttrName) -> Option<&str> {
        let range = token.attr_start as usize..(token.attr_start + token.attr_len) as usize;
        self.attributes[range].iter().find(|a| a.name == name).map(|a| &self.buffer[a.value.range()])
    }

    /// The attributes of a start tag as they are kept, for who needs few of their names and values.
    #[inline]
    pub(crate) fn records(&self, token: &Token) -> &[AttrRecord] {
        &self.attributes[token.attr_start as usize..(token.attr_start + token.attr_len) as usize]
    }

    /// The value of an attribute.
    #[inline]
    pub(crate) fn value(&self, record: &AttrRecord) -> &str {
        &self.buffer[record.value.range()]
    }

    /// The value of an attribute as bytes.
    #[inline]
    pub(crate) fn value_bytes(&self, record: &AttrRecord) -> &[u8] {
        &self.buffer.as_bytes()[record.value.range()]
    }

    /// The name of an attribute as text.
    #[inline]
    pub(crate) fn name_text(&self, record: &AttrRecord) -> &str {
        &self.buffer[record.name_text.range()]
    }

    /// The tag's name as text.
    pub fn tag_name(&self, tag: Tag) -> &str {
        tag.known_name().unwrap_or_else(|| &self.unknown_tags[tag.unknown_index()])
    }
}

/// Two pages read alike: the same lexemes with the same names and attributes, wherever those are kept.
impl PartialEq for Markup {
    fn eq(&self, other: &Self) -> bool {
        self.tokens.len() == other.tokens.len()
            && self.unknown_tags == other.unknown_tags
            && self.tokens.iter().zip(&other.tokens).all(|(token, theirs)| {
                let said =
                    |token: &Token| (token.kind, token.span, token.tag, token.self_closing, token.oversize);
                said(token) == said(theirs) && self.attributes(token).eq(other.attributes(theirs))
            })
    }
}
