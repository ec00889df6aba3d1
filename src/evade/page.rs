//! A labelled page as the mutations see it: its tokens, its blocks, and the genuine words and gaps around them.
use super::raw_attr::{self, RawAttribute};
use super::write::{Edit, Owner};
use crate::html::{AttrName, Markup, Tag, Token, TokenKind, tokenize};
use crate::input::Source;
use crate::span::RawSpan;
use crate::synth::Dice;
use std::ops::Range;

/// Longest word taken from a page, in bytes: longer ones are addresses or text without spaces.
const LONGEST_WORD: usize = 40;

/// Characters that stand for a word where a script writes none apart.
const WORD_OF_IDEOGRAPHS: usize = 2;

/// Least different words a page must have to lend some. Fewer, and the padding would be one word over and over.
const FEWEST_WORDS: usize = 12;

/// A decoded page with its labelled blocks.
pub(crate) struct Page<'s> {
    pub(crate) source: &'s Source<'s>,
    pub(crate) text: &'s str,
    pub(crate) markup: Markup,
    /// By place, disjoint.
    pub(crate) blocks: Vec<Block>,
}

/// One labelled range of the text.
pub(crate) struct Block {
    /// Its place in [`Page::blocks`].
    pub(crate) index: usize,
    pub(crate) at: Range<usize>,
    /// Whether it may be rewritten; else it only moves with the text before it.
    pub(crate) mutable: bool,
    /// What it is made of. Markup that straddles an end of the block is left out.
    pub(crate) pieces: Vec<Piece>,
}

/// One token of a block; text may be the part of a token that lies in the block.
#[derive(Clone)]
pub(crate) struct Piece {
    pub(crate) at: Range<usize>,
    pub(crate) token: Token,
    /// The piece that closes this start tag, or opens this end tag.
    pub(crate) pair: Option<usize>,
}

impl Piece {
    pub(crate) fn is(&self, kind: TokenKind) -> bool {
        self.token.kind == kind
    }
}

impl<'s> Page<'s> {
    /// The page with these ranges as blocks: sorted, one that overlaps the range before it joined to it.
    pub(crate) fn new(source: &'s Source<'s>, targets: &[(RawSpan, bool)]) -> Self {
        let text = source.text();
        let markup = tokenize(text);
        let mut blocks: Vec<Block> = Vec::new();
        for (span, mutable) in targets {
            let at = source.to_text(*span).range();
            match blocks.last_mut() {
                Some(last) if at.start < last.at.end => last.at.end = last.at.end.max(at.end),
                _ => blocks.push(Block { index: blocks.len(), at, mutable: *mutable, pieces: Vec::new() }),
            }
        }
        for block in &mut blocks {
            block.pieces = pieces(&markup, &block.at);
        }
        Page { source, text, markup, blocks }
    }

    /// Text of a piece.
    pub(crate) fn of(&self, piece: &Piece) -> &'s str {
        &self.text[piece.at.clone()]
    }

    /// Attributes of a start tag, as ranges of the page's text.
    pub(crate) fn attributes(&self, piece: &Piece) -> Vec<RawAttribute> {
        let shift = |range: Range<usize>| range.start + piece.at.start..range.end + piece.at.start;
        let attributes = raw_attr::attributes(self.of(piece)).into_iter();
        attributes
            .map(|a| RawAttribute { name: shift(a.name), value: a.value.map(shift), whole: shift(a.whole) })
            .collect()
    }

    /// The attribute of this lower-case name, the first as the standard has it.
    pub(crate) fn attribute(&self, piece: &Piece, name: &str) -> Option<RawAttribute> {
        self.attributes(piece).into_iter().find(|a| self.text[a.name.clone()].eq_ignore_ascii_case(name))
    }

    /// Gives a start tag an attribute, in the place of the one of that name if there is one. `value` has no quotes
    /// and no `&` in it.
    pub(crate) fn set(&self, block: &Block, piece: &Piece, name: &str, value: &str) -> Edit {
        match self.attribute(piece, name) {
            Some(old) => block.replace(old.whole, format!("{name}=\"{value}\"")),
            None => {
                let at = piece.at.start + raw_attr::name_end(self.of(piece));
                block.insert(at, format!(" {name}=\"{value}\""))
            }
        }
    }

    /// Tokens of the page outside its blocks.
    pub(crate) fn genuine(&self) -> impl Iterator<Item = &Token> {
        self.markup.tokens().iter().filter(|token| {
            let at = token.span.range();
            let before = self.blocks.partition_point(|block| block.at.end <= at.start);
            self.blocks.get(before).is_none_or(|block| block.at.start >= at.end)
        })
    }

    /// Words of the page's own text, in their order and as often as they stand there; markup-free.
    /// Empty where there are too few to lend any.
    pub(crate) fn words(&self) -> Vec<&'s str> {
        let texts = self.genuine().filter(|token| token.kind == TokenKind::Text);
        let words: Vec<&str> = texts.flat_map(|token| words_of(&self.text[token.span.range()])).collect();
        let mut distinct = words.clone();
        distinct.sort_unstable();
        distinct.dedup();
        if distinct.len() < FEWEST_WORDS { Vec::new() } else { words }
    }

    /// Whether a script or style may name this id: then it cannot be renamed on its own, nor doubled. A script that
    /// was injected too may spell it in any disguise, so beside one every id counts as named.
    pub(crate) fn may_be_named(&self, id: &str) -> bool {
        let is_code = |token: &Token| token.kind == TokenKind::RawText && token.tag != Tag::TITLE;
        let mut injected = self.blocks.iter().flat_map(|block| &block.pieces);
        let mut code = self.markup.tokens().iter().filter(|token| is_code(token));
        injected.any(|piece| piece.is(TokenKind::RawText) && piece.token.tag == Tag::SCRIPT)
            || (!id.is_empty() && code.any(|token| self.text[token.span.range()].contains(id)))
    }

    /// Places between genuine block-level elements, where a visitor might see another paragraph.
    pub(crate) fn gaps(&self) -> Vec<usize> {
        const AFTER: [Tag; 14] = [
            Tag::P,
            Tag::DIV,
            Tag::UL,
            Tag::OL,
            Tag::TABLE,
            Tag::SECTION,
            Tag::ARTICLE,
            Tag::BLOCKQUOTE,
            Tag::H1,
            Tag::H2,
            Tag::H3,
            Tag::H4,
            Tag::FOOTER,
            Tag::HEADER,
        ];
        let ends = self.genuine().filter(|t| t.kind == TokenKind::EndTag && AFTER.contains(&t.tag));
        ends.map(|token| token.span.range().end).collect()
    }
}

impl Block {
    /// A change inside the block.
    pub(crate) fn replace(&self, at: Range<usize>, text: impl Into<String>) -> Edit {
        Edit { at, text: text.into(), owner: Owner::Block(self.index) }
    }

    /// More of the block, anywhere on the page.
    pub(crate) fn insert(&self, at: usize, text: impl Into<String>) -> Edit {
        self.replace(at..at, text)
    }

    /// Start tags.
    pub(crate) fn starts(&self) -> impl Iterator<Item = &Piece> {
        self.pieces.iter().filter(|piece| piece.is(TokenKind::StartTag))
    }

    /// First and last piece where they are the two tags of one element that holds all others.
    pub(crate) fn wrapper(&self, page: &Page<'_>) -> Option<(usize, usize)> {
        let solid = |piece: &&(usize, &Piece)| !page.of(piece.1).trim().is_empty();
        let (first, piece) = self.pieces.iter().enumerate().find(|piece| solid(&piece))?;
        let (last, _) = self.pieces.iter().enumerate().rev().find(|piece| solid(&piece))?;
        (piece.is(TokenKind::StartTag) && piece.pair == Some(last) && last > first).then_some((first, last))
    }

    /// Character data that a reader (or search engine) reads, not blank.
    pub(crate) fn texts<'a>(&'a self, page: &'a Page<'_>) -> impl Iterator<Item = &'a Piece> {
        self.pieces.iter().filter(|piece| piece.is(TokenKind::Text) && !page.of(piece).trim().is_empty())
    }

    /// Places between the block's pieces where text or elements may stand: not in links, tables' and lists' own
    /// levels or raw text. Inside the block's elements where that can be, as what hides the block may be one of them;
    /// at the block's end where there is no other place.
    pub(crate) fn seams(&self) -> Vec<usize> {
        const CLOSED: [Tag; 14] = [
            Tag::A,
            Tag::TABLE,
            Tag::TBODY,
            Tag::THEAD,
            Tag::TFOOT,
            Tag::TR,
            Tag::UL,
            Tag::OL,
            Tag::DL,
            Tag::SELECT,
            Tag::SCRIPT,
            Tag::STYLE,
            Tag::TITLE,
            Tag::TEXTAREA,
        ];
        let mut open: Vec<usize> = Vec::new();
        let (mut inside, mut between) = (Vec::new(), Vec::new());
        for (number, piece) in self.pieces.iter().enumerate() {
            let closed = open.iter().any(|&at| CLOSED.contains(&self.pieces[at].token.tag));
            if number > 0 && !closed && !piece.is(TokenKind::RawText) {
                if open.is_empty() { &mut between } else { &mut inside }.push(piece.at.start);
            }
            match (piece.token.kind, piece.pair) {
                (TokenKind::StartTag, Some(_)) => open.push(number),
                (TokenKind::EndTag, Some(start)) => open.retain(|&at| at < start),
                _ => {}
            }
        }
        match (inside.is_empty(), between.is_empty()) {
            (false, _) => inside,
            (true, false) => between,
            (true, true) => vec![self.at.end],
        }
    }
}

/// The tokens of a range, with start and end tags paired by name.
fn pieces(markup: &Markup, at: &Range<usize>) -> Vec<Piece> {
    let tokens = markup.tokens();
    let first = tokens.partition_point(|token| token.span.range().end <= at.start);
    let mut pieces: Vec<Piece> = Vec::new();
    let mut open: Vec<usize> = Vec::new();
    for token in tokens[first..].iter().take_while(|token| token.span.range().start < at.end) {
        let whole = token.span.range();
        let part = whole.start.max(at.start)..whole.end.min(at.end);
        if part != whole && token.kind != TokenKind::Text {
            continue;
        }
        let number = pieces.len();
        let mut pair = None;
        match token.kind {
            TokenKind::StartTag if !token.tag.is_void() => open.push(number),
            TokenKind::EndTag => {
                pair = open.iter().rposition(|&start| pieces[start].token.tag == token.tag);
                if let Some(place) = pair {
                    let start = open[place];
                    open.truncate(place);
                    pieces[start].pair = Some(number);
                    pair = Some(start);
                }
            }
            _ => {}
        }
        pieces.push(Piece { at: part, token: *token, pair });
    }
    pieces
}

/// Words of a text without markup or character references. Text written without spaces gives short stretches.
fn words_of(text: &str) -> impl Iterator<Item = &str> {
    let spaced = text.split_whitespace().filter(|word| {
        !word.contains(['&', '<', '>', '"', '\'', '\u{FFFD}', '\0']) && word.contains(char::is_alphabetic)
    });
    spaced.flat_map(|word| {
        if word.is_ascii() || !word.contains(is_ideographic) {
            return if word.len() <= LONGEST_WORD { vec![word] } else { Vec::new() };
        }
        let starts: Vec<usize> =
            word.char_indices().step_by(WORD_OF_IDEOGRAPHS).map(|(at, _)| at).chain([word.len()]).collect();
        starts.windows(2).map(|pair| &word[pair[0]..pair[1]]).collect()
    })
}

/// Kana, Han, Hangul syllables and Thai: scripts with no spaces or few.
fn is_ideographic(c: char) -> bool {
    matches!(c, '\u{0E00}'..='\u{0E7F}' | '\u{3040}'..='\u{30FF}' | '\u{3400}'..='\u{9FFF}' | '\u{AC00}'..='\u{D7AF}')
}

/// `count` words in runs of neighbours, so that they read like the page.
pub(crate) fn draw<'w>(words: &[&'w str], count: usize, dice: &mut Dice) -> Vec<&'w str> {
    /// Words taken in a row.
    const RUN: usize = 6;
    let mut drawn = Vec::with_capacity(count + RUN);
    while drawn.len() < count && !words.is_empty() {
        let from = dice.range(0..=words.len() - 1);
        drawn.extend(words[from..].iter().take(RUN.min(count - drawn.len())));
    }
    drawn
}

/// Whether a link stays on the site as far as its address alone tells.
pub(crate) fn stays(href: &str) -> bool {
    let href = href.trim();
    let scheme = href.find(':').is_some_and(|at| !href[..at].contains(['/', '?', '#']));
    !href.is_empty() && !scheme && !href.starts_with("//") && !href.starts_with('#')
}

/// The address of a link.
pub(crate) fn href<'p>(page: &'p Page<'_>, token: &Token) -> Option<&'p str> {
    let link = token.kind == TokenKind::StartTag && token.tag == Tag::A;
    if link { page.markup.attribute(token, AttrName::Href) } else { None }
}
