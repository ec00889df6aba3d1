//! Cuts texts at the page's edges into lines: a keyword line before or after the article is judged by itself.
use crate::html::markup::{Markup, Token, TokenKind};

/// Most lines one page's texts are cut into; later texts stay whole.
const MAX_LINES: usize = 4096;

/// Cuts the texts before the first tag and after the last one into lines, and every text of a page with neither
/// `html`, `head`, `body` nor doctype (extracted text). Line ends stay with their line; the tokens still tile.
pub fn split_edge_lines(text: &str, markup: &mut Markup) {
    use crate::html::Tag;
    let tokens = &markup.tokens;
    let first = tokens.iter().position(|t| t.kind != TokenKind::Text).unwrap_or(tokens.len());
    let last = tokens.iter().rposition(|t| t.kind != TokenKind::Text).map_or(0, |at| at + 1);
    let served = tokens.iter().any(|t| {
        t.kind == TokenKind::Doctype
            || matches!(t.tag, Tag::HTML | Tag::HEAD | Tag::BODY) && t.kind != TokenKind::RawText
    });
    let wanted =
        |at: usize, token: &Token| token.kind == TokenKind::Text && (!served || at < first || at >= last);
    if !tokens
        .iter()
        .enumerate()
        .any(|(at, token)| wanted(at, token) && text[token.span.range()].contains('\n'))
    {
        return;
    }
    let mut out = Vec::with_capacity(tokens.len() + 64);
    let mut lines = 0;
    for (at, token) in tokens.iter().enumerate() {
        if !wanted(at, token) || lines >= MAX_LINES {
            out.push(*token);
            continue;
        }
        let mut start = token.span.start;
        for line in text[token.span.range()].split_inclusive('\n') {
            let mut part = *token;
            part.span.start = start;
            start += line.len() as u32;
            part.span.end = if lines >= MAX_LINES { token.span.end } else { start };
            out.push(part);
            lines += 1;
            if part.span.end == token.span.end {
                break;
            }
        }
    }
    markup.tokens = out;
}
