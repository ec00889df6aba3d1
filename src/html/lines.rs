//! Cuts texts at the page's edges into lines: a keyword line before or after the article is judged by itself.
use crate::html::markup::{Markup, Token, TokenKind};
use crate::html::tag::Tag;

/// Most lines one page's texts are cut into; later texts stay whole.
const MAX_LINES: usize = 4096;

/// Cuts the texts before the first tag and after the last one into lines, and every text of a page with neither
/// `html`, `head`, `body` nor doctype (extracted text). Line ends stay with their line; the tokens still tile.
pub fn split_edge_lines(text: &str, markup: &mut Markup) {
    let tokens = &mut markup.tokens;
    let first = tokens.iter().position(|t| t.kind != TokenKind::Text).unwrap_or(tokens.len());
    let last = tokens.iter().rposition(|t| t.kind != TokenKind::Text).map_or(0, |at| at + 1);
    let mut lines = 0;
    if tokens[first..last.max(first)].iter().any(is_of_a_served_page) {
        let before = cut(text, &tokens[..first], &mut lines);
        let after = cut(text, &tokens[last..], &mut lines);
        tokens.truncate(last);
        tokens.extend(after);
        if before.len() > first {
            tokens.splice(..first, before);
        }
    } else if tokens.iter().any(|t| t.kind == TokenKind::Text && text[t.span.range()].contains('\n')) {
        *tokens = cut(text, tokens, &mut lines);
    }
}

fn is_of_a_served_page(token: &Token) -> bool {
    token.kind == TokenKind::Doctype
        || matches!(token.tag, Tag::HTML | Tag::HEAD | Tag::BODY) && token.kind != TokenKind::RawText
}

/// The tokens with their texts cut into lines, of which there are `lines` already.
fn cut(text: &str, tokens: &[Token], lines: &mut usize) -> Vec<Token> {
    let mut out = Vec::with_capacity(tokens.len() + 64);
    for token in tokens {
        if token.kind != TokenKind::Text || *lines >= MAX_LINES {
            out.push(*token);
            continue;
        }
        let mut start = token.span.start;
        for line in text[token.span.range()].split_inclusive('\n') {
            let mut part = *token;
            part.span.start = start;
            start += line.len() as u32;
            part.span.end = if *lines >= MAX_LINES { token.span.end } else { start };
            out.push(part);
            *lines += 1;
            if part.span.end == token.span.end {
                break;
            }
        }
    }
    out
}
