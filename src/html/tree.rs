//! The source tree: elements over tokens, as the author's nesting suggests, not as a browser repairs it.
//!
//! Nothing is moved, dropped or invented. An element that is never closed keeps its start tag as a leaf and its
//! would-be children belong to its parent, so that one unclosed `<noframes>` does not own the rest of the page;
//! that it was unclosed is a fact on the node. `html`, `head` and `body` tags are markers, not containers,
//! because spam stands before, between and after them.
use crate::html::markup::{Markup, Token, TokenKind};
use crate::html::tag::Tag;
use crate::span::TextSpan;

/// Index of a node; the root is [`Tree::ROOT`].
pub type NodeId = u32;

/// What a node is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum NodeKind {
    /// The whole page.
    Root,
    /// A start tag, and what it holds if it is closed.
    Element,
    /// `html`, `head`, `body`: start or end tag.
    Marker,
    /// Character data.
    Text,
    /// The content of a raw-text element.
    RawText,
    /// A comment, `<!-- -->` or bogus.
    Comment,
    /// A doctype.
    Doctype,
    /// Bytes the standard drops.
    Gap,
    /// An end tag without a start.
    StrayEnd,
}

/// How an element ends.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Close {
    /// By its own end tag.
    Tag,
    /// By the next sibling's start or the parent's end, as HTML allows (`li`, `p`, `td`, …).
    Implied,
    /// It has no content by definition.
    Void,
    /// Never, though it should be. A leaf here.
    Unclosed,
}

/// One node. Nodes stand in source order; a node's descendants follow it directly.
#[derive(Clone, Copy, Debug)]
pub struct Node {
    /// What it is.
    pub kind: NodeKind,
    /// How it ends (elements).
    pub close: Close,
    /// Nesting depth below the root, at most the limit.
    pub depth: u16,
    /// The tag's name ([`Tag::NONE`] where there is none).
    pub tag: Tag,
    /// Its first token.
    pub token: u32,
    /// One past its last token.
    pub end_token: u32,
    /// The node it belongs to.
    pub parent: NodeId,
    /// One past its last descendant.
    pub subtree_end: NodeId,
}

/// Where the page's parts begin, as token indices (the token count where a part is absent).
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Landmarks {
    /// First `<head>`, or the first token that belongs into one.
    pub head: u32,
    /// First `<body>` start tag.
    pub body: u32,
    /// The token after the last `</body>`.
    pub after_body: u32,
    /// The token after the last `</html>`.
    pub after_html: u32,
    /// The doctype.
    pub doctype: u32,
    /// How many `<body>` start tags there are.
    pub bodies: u32,
}

/// The source tree of one page.
#[derive(Clone, Debug)]
pub struct Tree {
    nodes: Vec<Node>,
    /// Where the page's parts begin.
    pub landmarks: Landmarks,
    /// Whether a limit stopped the building: the remaining tokens are leaves of the root.
    pub truncated: bool,
}

impl Tree {
    /// The root's id.
    pub const ROOT: NodeId = 0;

    /// All nodes in source order, the root first.
    pub fn nodes(&self) -> &[Node] {
        &self.nodes
    }

    /// One node.
    pub fn node(&self, id: NodeId) -> &Node {
        &self.nodes[id as usize]
    }

    /// The children of a node, in source order.
    pub fn children(&self, id: NodeId) -> impl Iterator<Item = NodeId> + '_ {
        let end = self.node(id).subtree_end;
        let mut next = id + 1;
        std::iter::from_fn(move || {
            (next < end).then(|| {
                let child = next;
                next = self.node(child).subtree_end;
                child
            })
        })
    }

    /// The text range from a node's first token to its last.
    pub fn span(&self, markup: &Markup, id: NodeId) -> TextSpan {
        let node = self.node(id);
        let tokens = markup.tokens();
        if node.token >= node.end_token {
            return TextSpan::default();
        }
        TextSpan {
            start: tokens[node.token as usize].span.start,
            end: tokens[node.end_token as usize - 1].span.end,
        }
    }

    /// Builds the tree: linear in the tokens whatever their nesting.
    pub fn build(markup: &Markup, max_depth: usize, max_nodes: usize) -> Tree {
        Tree::build_in(Vec::new(), markup, max_depth, max_nodes)
    }

    /// The same, in the room of another tree's nodes.
    pub(crate) fn build_in(nodes: Vec<Node>, markup: &Markup, max_depth: usize, max_nodes: usize) -> Tree {
        Builder::new(nodes, markup, max_depth, max_nodes).run()
    }

    /// The room that the nodes take, for those of another tree.
    pub(crate) fn into_nodes(self) -> Vec<Node> {
        self.nodes
    }
}

/// Sentinel: no stack entry.
const NONE: u32 = u32::MAX;

/// How far up the stack an implied end tag is looked for; real pages need fewer than ten.
const IMPLIED_REACH: usize = 16;

/// One open element.
struct Open {
    node: NodeId,
    tag: Tag,
    /// The next open element of the same name below it on the stack.
    same_name: u32,
    /// The nearest boundary at or below it.
    scope: u32,
    /// The nearest `table` or `template` at or below it.
    table: u32,
}

struct Builder<'m> {
    markup: &'m Markup,
    max_depth: usize,
    max_nodes: usize,
    nodes: Vec<Node>,
    stack: Vec<Open>,
    /// The node on top of the stack.
    parent: NodeId,
    /// Topmost open element of each name, as an index into the stack.
    top: Vec<u32>,
    /// Start tags not pushed because the stack was full: their end tags are theirs.
    overflow: u32,
    landmarks: Landmarks,
    /// The first node whose children belong to another, as it was never closed.
    first_robbed: NodeId,
}

impl<'m> Builder<'m> {
    fn new(mut nodes: Vec<Node>, markup: &'m Markup, max_depth: usize, max_nodes: usize) -> Self {
        let count = markup.tokens().len();
        nodes.clear();
        nodes.reserve(count + 1);
        nodes.push(Node {
            kind: NodeKind::Root,
            close: Close::Implied,
            depth: 0,
            tag: Tag::NONE,
            token: 0,
            end_token: count as u32,
            parent: Tree::ROOT,
            subtree_end: 0,
        });
        let none = count as u32;
        Builder {
            markup,
            max_depth: max_depth.min(u16::MAX as usize),
            max_nodes,
            nodes,
            stack: Vec::with_capacity(64),
            parent: Tree::ROOT,
            top: vec![NONE; Tag::KNOWN + markup.unknown_tags.len()],
            overflow: 0,
            landmarks: Landmarks {
                head: none,
                body: none,
                after_body: none,
                after_html: none,
                doctype: none,
                bodies: 0,
            },
            first_robbed: NodeId::MAX,
        }
    }

    fn run(mut self) -> Tree {
        // Every token is a node, after the root.
        let (whole, rest) = self.markup.tokens.split_at(self.max_nodes.min(self.markup.tokens.len()));
        let truncated = !rest.is_empty();
        self.add_all(whole, 0, false);
        if truncated {
            self.pop_to(0, whole.len() as u32);
            self.add_all(rest, whole.len(), true);
        }
        self.pop_to(0, self.markup.tokens().len() as u32);
        let count = self.nodes.len() as u32;
        self.nodes[0].subtree_end = count;
        adopt(&mut self.nodes, self.first_robbed as usize);
        Tree { nodes: self.nodes, landmarks: self.landmarks, truncated }
    }

    /// Adds tokens, of which the first is the `first`-th of the page; `flat` ones are all leaves of the root.
    #[inline]
    fn add_all(&mut self, tokens: &[Token], first: usize, flat: bool) {
        for (index, token) in tokens.iter().enumerate() {
            let at = (first + index) as u32;
            match token.kind {
                TokenKind::StartTag => self.start(token.tag, token.self_closing, at, flat),
                TokenKind::EndTag => self.end(token.tag, at),
                TokenKind::Text => self.add(NodeKind::Text, Tag::NONE, at),
                TokenKind::RawText => self.add(NodeKind::RawText, token.tag, at),
                TokenKind::Comment | TokenKind::BogusComment => self.add(NodeKind::Comment, Tag::NONE, at),
                TokenKind::Doctype => {
                    self.landmarks.doctype = self.landmarks.doctype.min(at);
                    self.leaf(NodeKind::Doctype, Tag::NONE, at);
                }
                TokenKind::Gap => self.add(NodeKind::Gap, Tag::NONE, at),
            }
        }
    }

    fn add(&mut self, kind: NodeKind, tag: Tag, at: u32) {
        self.leaf(kind, tag, at);
    }

    #[inline]
    fn leaf(&mut self, kind: NodeKind, tag: Tag, at: u32) -> NodeId {
        let id = self.nodes.len() as NodeId;
        self.nodes.push(Node {
            kind,
            close: Close::Void,
            depth: self.stack.len() as u16 + 1,
            tag,
            token: at,
            end_token: at + 1,
            parent: self.parent,
            subtree_end: id + 1,
        });
        id
    }

    #[inline]
    fn start(&mut self, tag: Tag, self_closing: bool, at: u32, flat: bool) {
        match tag {
            Tag::HTML | Tag::HEAD => {
                if tag == Tag::HEAD {
                    self.landmarks.head = self.landmarks.head.min(at);
                }
                self.leaf(NodeKind::Marker, tag, at);
                return;
            }
            Tag::BODY => {
                if self.landmarks.bodies == 0 {
                    self.pop_to(0, at);
                    self.landmarks.body = at;
                }
                self.landmarks.bodies += 1;
                self.leaf(NodeKind::Marker, tag, at);
                return;
            }
            _ => {}
        }
        if !flat {
            self.imply_ends(tag, at);
        }
        // `/>` ends SVG and custom elements for XML-minded authors; on HTML elements it means nothing.
        let childless = tag.is_void() || (self_closing && !tag.is_known());
        let id = self.leaf(NodeKind::Element, tag, at);
        if childless {
            return;
        }
        self.nodes[id as usize].close = Close::Unclosed;
        if flat {
            return;
        }
        if self.stack.len() >= self.max_depth {
            self.overflow += 1;
            return;
        }
        self.push(id, tag);
    }

    #[inline]
    fn push(&mut self, node: NodeId, tag: Tag) {
        let here = self.stack.len() as u32;
        let (scope, table) = self.stack.last().map_or((NONE, NONE), |open| (open.scope, open.table));
        let name = &mut self.top[tag.index()];
        let same_name = std::mem::replace(name, here);
        self.parent = node;
        self.stack.push(Open {
            node,
            tag,
            same_name,
            scope: if tag.is_scope() { here } else { scope },
            table: if tag == Tag::TABLE || tag == Tag::TEMPLATE { here } else { table },
        });
    }

    #[inline]
    fn end(&mut self, tag: Tag, at: u32) {
        if matches!(tag, Tag::HTML | Tag::HEAD | Tag::BODY) {
            self.pop_to(0, at);
            self.overflow = 0;
            match tag {
                Tag::BODY => self.landmarks.after_body = at + 1,
                Tag::HTML => self.landmarks.after_html = at + 1,
                _ => {}
            }
            self.leaf(NodeKind::Marker, tag, at);
            return;
        }
        if self.overflow > 0 {
            self.overflow -= 1;
            self.leaf(NodeKind::StrayEnd, tag, at);
            return;
        }
        let found = self.top.get(tag.index()).copied().unwrap_or(NONE);
        let Some(last) = self.stack.last() else {
            self.leaf(NodeKind::StrayEnd, tag, at);
            return;
        };
        let barrier = if tag.is_table_part() || tag == Tag::TABLE { last.table } else { last.scope };
        // HTML "has an element in (table) scope": a boundary between hides what is outside.
        if found == NONE || (barrier != NONE && found < barrier) {
            self.leaf(NodeKind::StrayEnd, tag, at);
            return;
        }
        if self.stack.len() > found as usize + 1 {
            self.pop_to(found as usize + 1, at);
        }
        self.close_top(Close::Tag, at + 1);
    }

    /// Ends open elements that `tag`'s start ends by HTML's optional-tag rules (§13.1.2.4).
    fn imply_ends(&mut self, tag: Tag, at: u32) {
        let (closes, stops): (&[Tag], &[Tag]) = match tag {
            Tag::LI => (&[Tag::LI], &[Tag::UL, Tag::OL, Tag::MENU, Tag::DIR, Tag::TABLE]),
            Tag::DT | Tag::DD => (&[Tag::DT, Tag::DD], &[Tag::DL, Tag::TABLE]),
            Tag::OPTION => (&[Tag::OPTION], &[Tag::SELECT, Tag::DATALIST, Tag::OPTGROUP]),
            Tag::OPTGROUP => (&[Tag::OPTGROUP, Tag::OPTION], &[Tag::SELECT]),
            Tag::RT | Tag::RP | Tag::RB => (&[Tag::RT, Tag::RP, Tag::RB], &[Tag::RUBY]),
            Tag::TD | Tag::TH => (&[Tag::TD, Tag::TH], &[Tag::TR, Tag::TABLE]),
            Tag::TR => (&[Tag::TR], &[Tag::TABLE, Tag::TBODY, Tag::THEAD, Tag::TFOOT]),
            Tag::TBODY | Tag::THEAD | Tag::TFOOT => (&[Tag::TBODY, Tag::THEAD, Tag::TFOOT], &[Tag::TABLE]),
            _ if tag.is_block() => (&[Tag::P], &[]),
            _ => return,
        };
        if closes.iter().all(|close| self.top[close.index()] == NONE) {
            return;
        }
        let table = self.stack.last().map_or(NONE, |open| open.table);
        if tag.is_table_part() && table == NONE {
            return;
        }
        let floor = self.stack.len().saturating_sub(IMPLIED_REACH);
        for index in (floor..self.stack.len()).rev() {
            let open = self.stack[index].tag;
            if closes.contains(&open) {
                self.pop_to(index + 1, at);
                self.close_top(Close::Implied, at);
                break;
            }
            let passes = match tag {
                Tag::LI | Tag::DT | Tag::DD => !stops.contains(&open) && !open.is_scope(),
                Tag::TD | Tag::TH | Tag::TR | Tag::TBODY | Tag::THEAD | Tag::TFOOT => !stops.contains(&open),
                Tag::OPTION | Tag::OPTGROUP | Tag::RT | Tag::RP | Tag::RB => {
                    !stops.contains(&open) && open.is_inline()
                }
                _ => open.is_inline(),
            };
            if !passes {
                break;
            }
        }
    }

    /// Drops open elements until `height` are left: the dropped ones were never closed, unless they may be.
    fn pop_to(&mut self, height: usize, at: u32) {
        while self.stack.len() > height {
            let tag = self.stack[self.stack.len() - 1].tag;
            let optional = matches!(
                tag,
                Tag::P
                    | Tag::LI
                    | Tag::DT
                    | Tag::DD
                    | Tag::OPTION
                    | Tag::OPTGROUP
                    | Tag::RT
                    | Tag::RP
                    | Tag::RB
            ) || (tag.is_table_part() && self.stack[self.stack.len() - 1].table != NONE);
            // An optional end tag is implied by the end of a parent, not by the end of the file.
            let close = if optional && height > 0 { Close::Implied } else { Close::Unclosed };
            self.close_top(close, at);
        }
    }

    #[inline]
    fn close_top(&mut self, close: Close, end_token: u32) {
        let Some(open) = self.stack.pop() else { return };
        self.top[open.tag.index()] = open.same_name;
        self.parent = self.stack.last().map_or(Tree::ROOT, |open| open.node);
        let after = self.nodes.len() as NodeId;
        let node = &mut self.nodes[open.node as usize];
        node.close = close;
        if close != Close::Unclosed {
            node.end_token = end_token;
            node.subtree_end = after;
        } else if after > open.node + 1 {
            self.first_robbed = self.first_robbed.min(open.node);
        }
    }
}

/// Gives the children of unclosed elements to the nearest closed ancestor. Parents precede children, so one pass does.
/// No node before `first` is unclosed and has some.
fn adopt(nodes: &mut [Node], first: usize) {
    for index in first.saturating_add(1)..nodes.len() {
        let parent = nodes[index].parent;
        let above = &nodes[parent as usize];
        if parent != Tree::ROOT && above.close == Close::Unclosed {
            let (parent, depth) = (above.parent, above.depth);
            nodes[index].parent = parent;
            nodes[index].depth = depth;
        } else if parent != Tree::ROOT {
            nodes[index].depth = above.depth + 1;
        } else {
            nodes[index].depth = 1;
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::html::tokenize;

    /// The tree as nested brackets: `name(children)`, `!` for unclosed, `~` for implied, `#` for text, `/name` for a stray end.
    fn shape(text: &str) -> String {
        let markup = tokenize(text);
        let tree = Tree::build(&markup, 512, 1_000_000);
        check(&markup, &tree);
        let mut out = String::new();
        write(&markup, &tree, Tree::ROOT, &mut out);
        out
    }

    fn write(markup: &Markup, tree: &Tree, id: NodeId, out: &mut String) {
        for (n, child) in tree.children(id).enumerate() {
            if n > 0 {
                out.push(' ');
            }
            let node = tree.node(child);
            let name = if node.tag == Tag::NONE { "" } else { markup.tag_name(node.tag) };
            match node.kind {
                NodeKind::Element => {
                    out.push_str(name);
                    out.push_str(match node.close {
                        Close::Unclosed => "!",
                        Close::Implied => "~",
                        _ => "",
                    });
                    if node.subtree_end > child + 1 {
                        out.push('(');
                        write(markup, tree, child, out);
                        out.push(')');
                    }
                }
                NodeKind::Text => out.push('#'),
                NodeKind::StrayEnd => {
                    out.push('/');
                    out.push_str(name);
                }
                NodeKind::Marker => {
                    out.push('@');
                    out.push_str(name);
                }
                kind => out.push_str(&format!("{kind:?}")),
            }
        }
    }

    fn check(markup: &Markup, tree: &Tree) {
        for (index, node) in tree.nodes().iter().enumerate().skip(1) {
            let parent = tree.node(node.parent);
            assert!((node.parent as usize) < index && node.subtree_end > index as u32);
            assert!(node.subtree_end <= parent.subtree_end, "a child ends inside its parent");
            assert!(node.token >= parent.token && node.end_token <= parent.end_token);
            assert!(node.end_token <= markup.tokens().len() as u32);
        }
    }

    #[test]
    fn the_tree_keeps_what_is_written() {
        for (page, want) in [
            ("<div><p>a<p>b</div>c", "div(p~(#) p~(#)) #"),
            ("<ul><li>a<li>b<ul><li>c</ul></ul>", "ul(li~(#) li~(# ul(li~(#))))"),
            ("<table><tr><td>a<td>b<tr><td>c</table>", "table(tr~(td~(#) td~(#)) tr~(td~(#)))"),
            ("<th><noframes><th></th>", "th! noframes! th"),
            ("<b><i>x</b>y</i>", "b(i! #) # /i"),
            ("<div><span>x</div>", "div(span! #)"),
            ("<div><table><td></div>x</table></div>", "div(table(td~(/div #)))"),
            ("x</p>y", "# /p #"),
            ("<br>x<img>", "br # img"),
            ("<html><body><div>a</body>b</html>c", "@html @body div! # @body # @html #"),
            ("<em><p><option></option></p></em>", "em(p(option))"),
            ("<delect/>x", "delect #"),
        ] {
            assert_eq!(shape(page), want, "{page}");
        }
    }

    #[test]
    fn depth_is_bounded_and_end_tags_of_what_was_too_deep_close_nothing_else() {
        let page = format!("<i>{}{}</i>x", "<div>".repeat(2000), "</div>".repeat(2000));
        let markup = tokenize(&page);
        let tree = Tree::build(&markup, 512, 1_000_000);
        check(&markup, &tree);
        assert!(tree.nodes().iter().all(|n| n.depth <= 513));
        assert_eq!(tree.node(1).close, Close::Tag);
    }

    proptest::proptest! {
        #[test]
        fn any_tag_soup_makes_a_sound_tree(parts in proptest::collection::vec(0usize..24, 0..60)) {
            const SOUP: [&str; 24] = [
                "<div>", "</div>", "<p>", "</p>", "<b>", "</b>", "<td>", "</td>", "<table>", "</table>", "<tr>", "</tr>",
                "<li>", "<ul>", "</ul>", "x", "<br>", "<body>", "</body>", "</html>", "<noframes>", "<option>", "<zz>", "</zz>",
            ];
            shape(&parts.iter().map(|p| SOUP[*p]).collect::<String>());
        }
    }
}
