//! Two rules of thumb: what a careful regular expression would cut.
use super::{Cuts, Setting};
use crate::html::{AttrName, Markup, NodeId, NodeKind, Tag, TokenKind};
use crate::input::Limits;
use crate::page::ReadPage;
use crate::span::TextSpan;
use rayon::prelude::*;
use std::collections::BTreeMap;

/// Times an id stands in a page from which the elements with it are cut. Kits repeat theirs dozens of times; pages
/// that number carelessly repeat one a few times.
const REPEATED: usize = 12;

/// Digits of a negative offset from which an element counts as moved off the screen.
const OFF_SCREEN_DIGITS: usize = 3;

/// Judges every page by a rule that gives the nodes to cut.
pub(super) fn judge(setting: &Setting<'_>, rule: fn(&ReadPage<'_>) -> Vec<NodeId>) -> Vec<Cuts> {
    let one = |page: &crate::dataset::LabelledPage| {
        let bytes = (setting.read)(&page.path).map_err(|error| error.to_string())?;
        let page =
            ReadPage::new(&bytes, None, None, &Limits::default()).map_err(|error| error.to_string())?;
        let spans = merged(rule(&page).into_iter().map(|node| page.tree.span(&page.markup, node)).collect());
        Ok(spans.into_iter().map(|span| page.source.to_raw(span)).collect())
    };
    setting.pages.par_iter().map(one).collect()
}

/// Elements that hide themselves in their style attribute and hold a link.
pub(super) fn hidden(page: &ReadPage<'_>) -> Vec<NodeId> {
    let tokens = page.markup.tokens();
    let holds_link = |node: &crate::html::Node| {
        let inside = &tokens[node.token as usize..node.end_token as usize];
        inside.iter().any(|t| is_link(&page.markup, t))
    };
    let nodes = page.tree.nodes().iter().enumerate();
    nodes
        .filter(|(_, node)| node.kind == NodeKind::Element)
        .filter(|(_, node)| {
            let style = page.markup.attribute(&tokens[node.token as usize], AttrName::Style);
            style.is_some_and(hides) && holds_link(node)
        })
        .map(|(at, _)| at as NodeId)
        .collect()
}

fn is_link(markup: &Markup, token: &crate::html::Token) -> bool {
    token.kind == TokenKind::StartTag
        && Some(token.tag) == Tag::from_name("a")
        && markup.attribute(token, AttrName::Href).is_some()
}

/// `display:none`, `visibility:hidden`, or an offset of minus three digits or more.
fn hides(style: &str) -> bool {
    let style: String = style.chars().filter(|c| !c.is_whitespace()).collect::<String>().to_ascii_lowercase();
    let moved = |property: &str| {
        style.match_indices(property).any(|(at, _)| {
            let value = &style[at + property.len()..];
            value.bytes().take_while(u8::is_ascii_digit).count() >= OFF_SCREEN_DIGITS
        })
    };
    style.contains("display:none")
        || style.contains("visibility:hidden")
        || ["left:-", "top:-", "right:-", "text-indent:-"].into_iter().any(moved)
}

/// Elements whose id stands [`REPEATED`] times or more in the page.
pub(super) fn repeated_id(page: &ReadPage<'_>) -> Vec<NodeId> {
    let tokens = page.markup.tokens();
    let mut by_id: BTreeMap<&str, Vec<NodeId>> = BTreeMap::new();
    for (at, node) in page.tree.nodes().iter().enumerate() {
        if node.kind == NodeKind::Element {
            let id = page.markup.attribute(&tokens[node.token as usize], AttrName::Id);
            if let Some(id) = id.map(str::trim).filter(|id| !id.is_empty()) {
                by_id.entry(id).or_default().push(at as NodeId);
            }
        }
    }
    by_id.into_values().filter(|nodes| nodes.len() >= REPEATED).flatten().collect()
}

/// Sorted and disjoint: what overlaps or touches is one.
fn merged(mut spans: Vec<TextSpan>) -> Vec<TextSpan> {
    spans.sort_unstable();
    let mut out: Vec<TextSpan> = Vec::new();
    for span in spans {
        match out.last_mut() {
            Some(last) if span.start <= last.end => last.end = last.end.max(span.end),
            _ => out.push(span),
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    fn cut(html: &str, rule: fn(&ReadPage<'_>) -> Vec<NodeId>) -> Vec<String> {
        let page = ReadPage::new(html.as_bytes(), None, None, &Limits::default()).unwrap();
        let spans = merged(rule(&page).into_iter().map(|node| page.tree.span(&page.markup, node)).collect());
        spans.into_iter().map(|span| html[span.range()].to_owned()).collect()
    }

    #[test]
    fn a_hidden_element_with_a_link_is_cut_whole() {
        let link = "<a href='http://x.example/'>x</a>";
        for (style, want) in [
            ("display: none", true),
            ("VISIBILITY:hidden;color:red", true),
            ("position:absolute; left: -9999px", true),
            ("text-indent:-99px", false),
            ("margin:0", false),
        ] {
            let block = format!("<div style=\"{style}\"><p>{link}</p></div>");
            let got = cut(&format!("<p>a</p>{block}<p>b</p>"), hidden);
            assert_eq!(got, if want { vec![block] } else { Vec::new() }, "{style}");
        }
        assert!(cut("<div style='display:none'><p>menu</p></div>", hidden).is_empty());
    }

    #[test]
    fn elements_of_an_id_that_stands_twelve_times_are_cut() {
        let noise = |count| "<th id=rz99h></th>".repeat(count);
        assert_eq!(cut(&format!("<p>a</p>{}<p id=b>b</p>", noise(12)), repeated_id), [noise(12)]);
        assert!(cut(&noise(11), repeated_id).is_empty());
    }
}
