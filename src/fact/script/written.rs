//! What a script writes into the page: a hidden opener, a closer, style rules, scripts and frames.
use crate::fact::css;
use crate::fact::hiding::{self, Hiding};
use crate::fact::stylesheet::HiddenBy;
use crate::fact::stylesheet::Stylesheet;

/// Most elements open at once that are remembered.
const MAX_OPEN: usize = 256;

/// Most hosts kept of each kind.
const MAX_HOSTS: usize = 32;

/// Elements without an end tag.
const VOID: &[&str] = &[
    "area", "base", "br", "col", "embed", "frame", "hr", "img", "input", "link", "meta", "param", "source",
    "track", "wbr",
];

/// Elements whose content a browser does not show as markup; unclosed, they swallow the page.
const SWALLOWING: &[&str] = &[
    "noscript",
    "noframes",
    "noembed",
    "textarea",
    "xmp",
    "iframe",
    "title",
    "style",
    "script",
    "template",
    "plaintext",
];

/// What a piece of written markup does.
#[derive(Clone, Debug, Default)]
pub(super) struct Written {
    /// Opens an element that hides and leaves it open.
    pub(super) hidden_opener: Hiding,
    /// Opens a comment or an element such as `<noscript>` that swallows markup, and leaves it open.
    pub(super) swallowing_opener: bool,
    /// End tags for elements that it did not open.
    pub(super) closers: u32,
    /// Start tags.
    pub(super) openers: u32,
    /// Some element, closed or not, is hidden.
    pub(super) hides: Hiding,
    /// The rules of `<style>` elements.
    pub(super) rules: HiddenBy,
    pub(super) script_hosts: Vec<String>,
    pub(super) frame_hosts: Vec<String>,
    /// Text of written scripts, to be looked at in turn.
    pub(super) scripts: String,
}

struct Open {
    name: String,
    hiding: Hiding,
}

/// Reads markup. Attribute values are taken as they are; kits do not encode what they write.
pub(super) fn read(markup: &str) -> Written {
    let mut out = Written::default();
    // Rules first: the element they hide may stand before or after.
    let mut sheet = Stylesheet::default();
    for_each_element(markup, "style", &mut |text| sheet.add(text));
    out.rules = sheet.hidden;
    let mut open: Vec<Open> = Vec::new();
    let mut endless = [false; 2];
    let mut rest = markup;
    while let Some(at) = memchr::memchr(b'<', rest.as_bytes()) {
        rest = &rest[at + 1..];
        if let Some(comment) = rest.strip_prefix("!--") {
            match comment.find("-->") {
                Some(end) => rest = &comment[end + 3..],
                None => {
                    out.swallowing_opener = true;
                    break;
                }
            }
        } else if let Some(end_tag) = rest.strip_prefix('/') {
            let name = tag_name(end_tag);
            if name.is_empty() {
                continue;
            }
            rest = end_tag;
            match open.iter().rposition(|o| o.name.eq_ignore_ascii_case(name)) {
                Some(index) => open.truncate(index),
                None => out.closers += 1,
            }
        } else {
            let name = tag_name(rest);
            if name.is_empty() {
                continue;
            }
            rest = &rest[name.len()..];
            let name = name.to_ascii_lowercase();
            out.openers += 1;
            let (hiding, after) = start_tag(&name, rest, &mut out);
            rest = after;
            out.hides |= hiding;
            if VOID.contains(&name.as_str()) {
                continue;
            }
            let raw = ["script", "style"].iter().position(|r| *r == name);
            // Searched once in vain, an end tag is not searched again: that would be quadratic.
            if let Some(raw) = raw.filter(|&r| !endless[r]) {
                let end = find_end_tag(rest, &name);
                endless[raw] = end.is_none();
                if let Some(end) = end {
                    if name == "script" {
                        out.scripts.push_str(&rest[..end]);
                        out.scripts.push('\n');
                    }
                    rest = &rest[end + 2 + name.len()..];
                    continue;
                }
            }
            if open.len() < MAX_OPEN {
                open.push(Open { name, hiding });
            }
        }
    }
    for element in &open {
        out.hidden_opener |= element.hiding;
        out.swallowing_opener |= SWALLOWING.contains(&element.name.as_str());
    }
    out
}

/// Reads a start tag's attributes, `rest` standing behind its name; gives what follows its `>`.
fn start_tag<'m>(name: &str, rest: &'m str, out: &mut Written) -> (Hiding, &'m str) {
    let mut hiding = Hiding::NONE;
    let (mut id, mut class, mut width, mut height, mut speed) = (None, "", None, None, None);
    let mut rest = rest;
    loop {
        rest = rest.trim_start_matches(|c: char| c.is_ascii_whitespace() || c == '/');
        if rest.is_empty() {
            break;
        }
        if let Some(after) = rest.strip_prefix('>') {
            rest = after;
            break;
        }
        let (attribute, value, after) = attribute(rest);
        rest = after;
        let is = |want: &str| attribute.eq_ignore_ascii_case(want);
        if is("style") {
            hiding |= css::hiding(value);
        } else if is("hidden") {
            hiding |= Hiding::HIDDEN_ATTR;
        } else if is("id") {
            id = Some(value);
        } else if is("class") {
            class = value;
        } else if is("width") {
            width = Some(value);
        } else if is("height") {
            height = Some(value);
        } else if is("scrollamount") {
            speed = Some(value);
        } else if is("src") {
            let hosts = match name {
                "script" => &mut out.script_hosts,
                "iframe" | "frame" => &mut out.frame_hosts,
                _ => continue,
            };
            if hosts.len() < MAX_HOSTS {
                hosts.extend(host(value));
            }
        }
    }
    hiding |= match name {
        "marquee" => hiding::marquee(width, height, speed),
        "iframe" | "frame" | "embed" | "object" => hiding::sized_box(width, height),
        _ => Hiding::NONE,
    };
    hiding |= out.rules.element(name, id, class.split_ascii_whitespace());
    (hiding, rest)
}

/// One attribute: its name, its value, what follows.
fn attribute(text: &str) -> (&str, &str, &str) {
    // The first character belongs to the name whatever it is.
    let first = text.chars().next().map_or(0, char::len_utf8);
    let end = text[first..].find(|c: char| c.is_ascii_whitespace() || matches!(c, '=' | '>' | '/'));
    let (name, rest) = text.split_at(end.map_or(text.len(), |n| n + first));
    let Some(value) = rest.trim_ascii_start().strip_prefix('=') else { return (name, "", rest) };
    let value = value.trim_ascii_start();
    match value.as_bytes().first() {
        Some(&quote @ (b'"' | b'\'')) => match memchr::memchr(quote, &value.as_bytes()[1..]) {
            Some(n) => (name, &value[1..=n], &value[n + 2..]),
            None => (name, &value[1..], ""),
        },
        _ => {
            let end = value.find(|c: char| c.is_ascii_whitespace() || c == '>').unwrap_or(value.len());
            (name, &value[..end], &value[end..])
        }
    }
}

fn tag_name(text: &str) -> &str {
    if !text.starts_with(|c: char| c.is_ascii_alphabetic()) {
        return "";
    }
    let end = text.find(|c: char| c.is_ascii_whitespace() || matches!(c, '>' | '/' | '<'));
    &text[..end.unwrap_or(text.len())]
}

/// Where `</name` begins.
fn find_end_tag(text: &str, name: &str) -> Option<usize> {
    let bytes = text.as_bytes();
    memchr::memmem::find_iter(bytes, b"</").find(|&at| {
        bytes.get(at + 2..at + 2 + name.len()).is_some_and(|n| n.eq_ignore_ascii_case(name.as_bytes()))
    })
}

/// Hands over the content of each element of this name.
fn for_each_element(markup: &str, name: &str, on_text: &mut dyn FnMut(&str)) {
    let mut rest = markup;
    while let Some(at) = memchr::memchr(b'<', rest.as_bytes()) {
        rest = &rest[at + 1..];
        if !tag_name(rest).eq_ignore_ascii_case(name) {
            continue;
        }
        let Some(start) = rest.find('>') else { return };
        rest = &rest[start + 1..];
        let end = find_end_tag(rest, name).unwrap_or(rest.len());
        on_text(&rest[..end]);
        rest = &rest[end..];
    }
}

/// The host of an absolute or protocol-relative address, lower case.
pub(super) fn host(url: &str) -> Option<String> {
    let url = url.trim_matches(|c: char| c.is_ascii_whitespace() || c.is_ascii_control());
    let rest = match url.find("//") {
        Some(0) => &url[2..],
        Some(at) if url[..at].eq_ignore_ascii_case("http:") || url[..at].eq_ignore_ascii_case("https:") => {
            &url[at + 2..]
        }
        _ => return None,
    };
    let end = rest.find(['/', '?', '#', '\\']).unwrap_or(rest.len());
    let host = rest[..end].rsplit('@').next().unwrap_or("");
    let host = host.split(':').next().unwrap_or("");
    if host.is_empty() { None } else { Some(host.to_ascii_lowercase()) }
}
