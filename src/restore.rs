//! A rewritten head is put back as far as the page still says what stood there.
//!
//! The literal in the title script is the original. Without it, what the page calls itself elsewhere is the next best
//! (`og:title`, then its first heading), and an empty title better than a false one.
use crate::decide::Chosen;
use crate::html::{AttrName, Node, NodeKind, Tag, TokenKind};
use crate::page::ReadPage;
use crate::verdict::{Action, Verdict};

/// What to do about a head block: a title is put back, spam metas go.
pub(crate) fn head(page: &ReadPage<'_>, choice: &Chosen, taken: &[Chosen]) -> (Action, Option<String>) {
    let candidate = page.blocks.candidates[choice.index];
    let inside = |node: &&Node| node.token >= candidate.range.0 && node.token < candidate.range.1;
    let is_title = |node: &Node| node.kind == NodeKind::Element && node.tag == Tag::TITLE;
    let Some(spam) = page.tree.nodes().iter().filter(inside).find(|node| is_title(node)) else {
        return (Action::Delete, None);
    };
    let spam = text_of(page, spam);
    let title = title(page).map(str::to_owned).or_else(|| own_name(page, &spam, taken)).unwrap_or_default();
    (Action::Restore, Some(format!("<title>{}</title>", escape(&title))))
}

/// What the page calls itself where the kit did not reach: not in what is cut, and not in the words of the spam title.
fn own_name(page: &ReadPage<'_>, spam: &str, taken: &[Chosen]) -> Option<String> {
    let free = |node: &Node| {
        let at = page.markup.tokens()[node.token as usize].span.start;
        !taken.iter().any(|c| c.verdict == Verdict::Spam && c.start <= at && at < c.end)
    };
    let elements = || page.tree.nodes().iter().filter(|node| node.kind == NodeKind::Element && free(node));
    let named = elements().filter(|node| node.tag == Tag::META).find_map(|node| {
        let token = &page.markup.tokens()[node.token as usize];
        let attribute = |name| page.markup.attribute(token, name);
        let key = attribute(AttrName::Property).or_else(|| attribute(AttrName::Name))?;
        key.eq_ignore_ascii_case("og:title").then(|| attribute(AttrName::Content)).flatten().map(collapse)
    });
    let heading = elements().find(|node| node.tag == Tag::H1).map(|node| text_of(page, node));
    let is_own = |name: &String| !name.is_empty() && name.len() <= MAX_TITLE && name != spam;
    named.filter(is_own).or(heading.filter(is_own))
}

/// Longest title put back, in bytes: what is longer is a heading gone wrong.
const MAX_TITLE: usize = 400;

/// The text inside an element, white space collapsed.
fn text_of(page: &ReadPage<'_>, node: &Node) -> String {
    let (from, to) = (node.token as usize, node.end_token as usize);
    let texts = page.markup.tokens()[from..to]
        .iter()
        .filter(|token| matches!(token.kind, TokenKind::Text | TokenKind::RawText));
    let raw: String = texts.map(|token| &page.source.text()[token.span.range()]).collect();
    collapse(&htmlize::unescape(&raw))
}

fn collapse(text: &str) -> String {
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}

/// The title that a script gives back to people while search engines see another.
pub(crate) fn title<'p>(page: &'p ReadPage<'_>) -> Option<&'p str> {
    page.blocks
        .facts
        .scripts
        .iter()
        .filter(|s| s.script.reads_user_agent)
        .find_map(|s| s.script.sets_title.as_deref())
}

/// As element content: `&` and `<` are the only characters that could be taken for markup.
fn escape(title: &str) -> String {
    title.replace('&', "&amp;").replace('<', "&lt;")
}
