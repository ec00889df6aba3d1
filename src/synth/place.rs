//! Where markup can be put into a page: one scan over the tags, no tree.
use super::dice::Dice;
use memchr::{memchr, memchr2, memmem, memrchr};
use std::ops::Range;

/// Longest tag the quote-aware search looks through, in bytes; beyond it the next `>` ends the tag.
const LONGEST_TAG: usize = 2048;

/// Kinds of places, as docs/techniques.md names them.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Place {
    /// First byte of the page (after a byte order mark).
    Start,
    /// Between two elements of the head, after the title.
    Head,
    /// Right after `<body …>`.
    BodyTop,
    /// After a closed block of the body.
    Boundary,
    /// Inside `<footer>` (or an element whose class or id says footer).
    Footer,
    /// Before the last `</body>`.
    BodyEnd,
    /// Before the last script of the body.
    LastScript,
    /// Between `</body>` and `</html>`.
    AfterBody,
    /// After `</html>`.
    AfterHtml,
    /// Last byte of the page.
    Eof,
    /// Inside a short text: before `</a>`, `</td>`, `</h3>`, `</option>`, …
    Field,
    /// At a space between two words of running text.
    Words,
}

impl Place {
    /// Name in truth tables.
    pub(crate) fn name(self) -> &'static str {
        match self {
            Place::Start => "start",
            Place::Head => "head",
            Place::BodyTop => "body-top",
            Place::Boundary => "boundary",
            Place::Footer => "footer",
            Place::BodyEnd => "body-end",
            Place::LastScript => "last-script",
            Place::AfterBody => "after-body",
            Place::AfterHtml => "after-html",
            Place::Eof => "eof",
            Place::Field => "field",
            Place::Words => "words",
        }
    }
}

/// What the scan found. All numbers are byte offsets into the page.
#[derive(Debug, Default)]
pub(crate) struct Landmarks {
    start: usize,
    head: Vec<usize>,
    body_top: Option<usize>,
    /// With the depth of open `<div>`s at that place.
    boundaries: Vec<(usize, u32)>,
    footers: Vec<usize>,
    body_end: Option<Range<usize>>,
    last_script: Option<usize>,
    html_end: Option<Range<usize>>,
    fields: Vec<usize>,
    words: Vec<usize>,
    end: usize,
    /// The `<title>` element.
    pub(crate) title: Option<Range<usize>>,
    /// Text of the title.
    pub(crate) title_text: Option<Range<usize>>,
    /// `<li>…</li>` with a link inside, at most 2,000 bytes.
    pub(crate) items: Vec<Range<usize>>,
    /// Just after the tag name of body elements that have no id (`<div|`): where mirror kits stamp one.
    pub(crate) stampable: Vec<usize>,
}

/// One tag of the source.
struct Tag {
    name: Range<usize>,
    closing: bool,
    end: usize,
}

fn tag_at(page: &[u8], at: usize) -> Option<Tag> {
    let closing = page.get(at + 1) == Some(&b'/');
    let from = at + 1 + usize::from(closing);
    if !page.get(from)?.is_ascii_alphabetic() {
        return None;
    }
    let stop = |b: &u8| b.is_ascii_whitespace() || matches!(b, b'>' | b'/' | b'<');
    let to = from + page[from..].iter().take(64).position(stop)?;
    let window = &page[to..page.len().min(to + LONGEST_TAG)];
    let mut quote = None;
    for (i, &b) in window.iter().enumerate() {
        match quote {
            Some(q) if q == b => quote = None,
            Some(_) => {}
            None if b == b'>' => return Some(Tag { name: from..to, closing, end: to + i + 1 }),
            // A quote opens a value only after `=`; an apostrophe elsewhere is a typing mistake.
            None if matches!(b, b'"' | b'\'') && before(window, i) == Some(b'=') => quote = Some(b),
            None => {}
        }
    }
    let end = to + memchr(b'>', &page[to..])? + 1;
    Some(Tag { name: from..to, closing, end })
}

fn before(window: &[u8], at: usize) -> Option<u8> {
    window[..at].iter().rev().take(8).find(|b| !b.is_ascii_whitespace()).copied()
}

/// Offset of the next `</name` at or after `from`, in any case.
fn closer(page: &[u8], from: usize, name: &str) -> Option<usize> {
    let mut at = from;
    while let Some(hit) = memmem::find(&page[at..], b"</") {
        let to = at + hit + 2;
        if page.get(to..to + name.len()).is_some_and(|n| n.eq_ignore_ascii_case(name.as_bytes())) {
            return Some(at + hit);
        }
        at = to;
    }
    None
}

/// Elements whose inside is no place for markup.
const SEALED: [&str; 10] =
    ["script", "style", "textarea", "title", "xmp", "iframe", "noframes", "noembed", "select", "svg"];

impl Landmarks {
    /// Scans a page. Linear: each sealed element that is never closed is searched for once.
    pub(crate) fn find(page: &[u8]) -> Self {
        let start = if page.starts_with(b"\xEF\xBB\xBF") { 3 } else { 0 };
        let mut marks = Landmarks { start, end: page.len(), ..Landmarks::default() };
        let mut never_closed: Vec<&str> = Vec::new();
        let (mut div, mut verbatim, mut anchor) = (0u32, 0u32, 0u32);
        let (mut in_head, mut footer_div) = (true, None);
        let mut item = None;
        let mut at = start;
        // Past the last `>` nothing is a tag; without this, `<a<a<a…` would be searched again from every `<`.
        let last = memrchr(b'>', page).unwrap_or(0);
        while let Some(hit) = page.get(at..last).and_then(|rest| memchr(b'<', rest)) {
            let text = at..at + hit;
            if marks.body_top.is_some() && verbatim == 0 && anchor == 0 && text.len() > 40 {
                marks.note_words(page, text);
            }
            at += hit;
            if page[at..].starts_with(b"<!--") {
                at = memmem::find(&page[at + 4..], b"-->").map_or(page.len(), |end| at + 4 + end + 3);
                continue;
            }
            let Some(tag) = tag_at(page, at) else {
                at += 1;
                continue;
            };
            let name = page[tag.name.clone()].to_ascii_lowercase();
            let name = std::str::from_utf8(&name).unwrap_or("");
            let mut next = tag.end;
            match (name, tag.closing) {
                ("head", true) | ("body", false) => {
                    in_head = false;
                    marks.body_top = Some(tag.end);
                }
                ("body", true) => marks.body_end = Some(at..tag.end),
                ("html", true) => marks.html_end = Some(at..tag.end),
                ("div", false) => div += 1,
                ("div", true) => div = div.saturating_sub(1),
                ("pre" | "code", false) => verbatim += 1,
                ("pre" | "code", true) => verbatim = verbatim.saturating_sub(1),
                ("a" | "button", false) => anchor = 1,
                ("li", false) => item = Some((at, false)),
                _ => {}
            }
            if name == "a" && !tag.closing {
                item = item.map(|(from, _)| (from, true));
            }
            if !tag.closing && SEALED.contains(&name) && !never_closed.contains(&name) {
                match closer(page, tag.end, name) {
                    Some(close) => {
                        next = tag_at(page, close).map_or(close + 2, |t| t.end);
                        if name == "title" && marks.title.is_none() && in_head {
                            marks.title = Some(at..next);
                            marks.title_text = Some(tag.end..close);
                        }
                    }
                    None => never_closed.extend(SEALED.iter().find(|s| **s == name)),
                }
            }
            let whole = tag.closing || next > tag.end;
            if in_head {
                let head_item = whole || matches!(name, "meta" | "link");
                if head_item && marks.title.is_some() && !matches!(name, "head" | "html") {
                    marks.head.push(next);
                }
            } else if verbatim == 0 {
                if name == "script" && !tag.closing {
                    marks.last_script = Some(at);
                }
                if tag.closing && matches!(name, "a" | "td" | "h1" | "h2" | "h3" | "span" | "strong" | "dd") {
                    marks.fields.push(at);
                }
                let block = matches!(
                    name,
                    "div"
                        | "p"
                        | "ul"
                        | "ol"
                        | "table"
                        | "section"
                        | "article"
                        | "header"
                        | "h1"
                        | "h2"
                        | "h3"
                        | "form"
                );
                if tag.closing && block && anchor == 0 {
                    marks.boundaries.push((tag.end, div));
                    if footer_div.is_some_and(|depth| div >= depth) {
                        marks.footers.push(tag.end);
                    }
                }
                if !tag.closing && is_footer(name, &page[tag.name.end..tag.end]) {
                    footer_div = Some(div);
                    marks.footers.push(tag.end);
                }
                if !tag.closing
                    && matches!(name, "div" | "li" | "h3" | "a")
                    && memmem::find(&page[tag.name.end..tag.end], b"id=").is_none()
                {
                    marks.stampable.push(tag.name.end);
                }
            }
            if name == "li"
                && tag.closing
                && let Some((from, true)) = item.take()
                && tag.end - from <= 2_000
                && verbatim == 0
                && !in_head
            {
                marks.items.push(from..tag.end);
            }
            if matches!(name, "a" | "button") && tag.closing {
                anchor = 0;
            }
            if footer_div.is_some_and(|depth| div < depth) || (name == "footer" && tag.closing) {
                footer_div = None;
            }
            at = next;
        }
        marks
    }

    fn note_words(&mut self, page: &[u8], text: Range<usize>) {
        let half = text.start + text.len() / 2;
        let Some(gap) = memchr2(b' ', b'\n', &page[half..text.end]).map(|gap| half + gap) else { return };
        // Between two letters, so that the piece lands inside a sentence.
        let letter = |at: usize| page.get(at).is_some_and(|b| b.is_ascii_alphabetic() || *b >= 0x80);
        if page[gap] == b' ' && letter(gap.wrapping_sub(1)) && letter(gap + 1) {
            self.words.push(gap);
        }
    }

    /// Whether the page has a body to host anything.
    pub(crate) fn can_host(&self) -> bool {
        self.boundaries.len() >= 2 || (self.body_top.is_some() && self.body_end.is_some())
    }

    /// An offset for `place`, or `None` if the page has none. White space around the place is split at a line
    /// break or an end of the run, so that a piece stands on a line of its own where the page's lines allow.
    pub(crate) fn spot(&self, page: &[u8], place: Place, dice: &mut Dice) -> Option<usize> {
        let at = match place {
            Place::Start => return Some(self.start),
            Place::Eof => self.end,
            Place::Head => *pick(&self.head, dice)?,
            Place::BodyTop => self.body_top?,
            Place::Boundary => {
                // Half of the time near the top of the tree, where a template is edited.
                let shallow = self.boundaries.iter().map(|(_, depth)| *depth).min()? + 1;
                let near: Vec<usize> =
                    self.boundaries.iter().filter(|(_, d)| *d <= shallow).map(|(at, _)| *at).collect();
                if dice.chance(0.5) { *pick(&near, dice)? } else { pick(&self.boundaries, dice)?.0 }
            }
            Place::Footer => *pick(&self.footers, dice)?,
            Place::BodyEnd => self.body_end.as_ref()?.start,
            Place::LastScript => self.last_script?,
            Place::AfterBody => {
                let after = self.body_end.as_ref()?.end;
                if self.html_end.as_ref().is_none_or(|html| html.start < after) {
                    return None;
                }
                after
            }
            Place::AfterHtml => self.html_end.as_ref()?.end,
            Place::Field => return pick(&self.fields, dice).copied(),
            Place::Words => return pick(&self.words, dice).copied(),
        };
        Some(self.settle(page, at, dice))
    }

    /// One of the sensible cuts of the white space around `at`.
    fn settle(&self, page: &[u8], at: usize, dice: &mut Dice) -> usize {
        let white = |b: &u8| b.is_ascii_whitespace();
        let from = at - page[..at].iter().rev().take(64).take_while(|b| white(b)).count();
        let to = at + page[at..].iter().take(64).take_while(|b| white(b)).count();
        let from = from.max(self.start);
        match dice.range(0..=3) {
            0 => from,
            1 => to,
            2 => memchr(b'\n', &page[from..to]).map_or(at, |line| from + line + 1),
            _ => at,
        }
    }
}

fn pick<'a, T>(items: &'a [T], dice: &mut Dice) -> Option<&'a T> {
    if items.is_empty() { None } else { Some(dice.pick(items)) }
}

fn is_footer(name: &str, attributes: &[u8]) -> bool {
    name == "footer"
        || (name == "div"
            && (memmem::find(attributes, b"footer").is_some()
                || memmem::find(attributes, b"bottom").is_some()))
}

#[cfg(test)]
mod tests {
    use super::*;

    const PAGE: &[u8] = b"<!DOCTYPE html><html><head><meta charset=utf-8><title>A > B</title>\n<link rel=x>\
        <script>var s='</body><div></div>'</script></head>\n<body class=\"a>b\">\n<div><p>one two three four five six \
        seven eight nine ten</p></div>\n<pre><div></div></pre><ul><li><a href=x>y</a></li></ul>\
        <footer><p>c</p></footer>\n<script>1</script>\n</body>\n</html>\n";

    fn around(place: Place) -> Vec<(String, String)> {
        let marks = Landmarks::find(PAGE);
        (0..40u8)
            .filter_map(|n| marks.spot(PAGE, place, &mut Dice::of(&[&[n]])))
            .map(|at| {
                let (a, b) = PAGE.split_at(at);
                let text = |b: &[u8]| String::from_utf8_lossy(b).trim().to_owned();
                (text(a), text(b))
            })
            .collect()
    }

    #[test]
    fn every_place_is_where_it_says() {
        for (place, before, after) in [
            (Place::Start, "", "<!DOCTYPE"),
            (Place::BodyTop, "\"a>b\">", "<div><p>"),
            (Place::BodyEnd, "</script>", "</body>\n</html>"),
            (Place::LastScript, "</footer>", "<script>1"),
            (Place::AfterBody, "</body>", "</html>"),
            (Place::AfterHtml, "</html>", ""),
            (Place::Eof, "</html>", ""),
        ] {
            let found = around(place);
            assert_eq!(found.len(), 40, "{place:?}");
            for (a, b) in found {
                assert!(a.ends_with(before) && b.starts_with(after), "{place:?}: {a} | {b}");
            }
        }
        assert!(
            around(Place::Footer).iter().all(|(a, _)| a.contains("<footer>") && !a.contains("</footer>"))
        );
        assert!(around(Place::Words).iter().all(|(a, b)| a.ends_with("six") && b.starts_with("seven")));
        let head = around(Place::Head);
        assert!(!head.is_empty() && head.iter().all(|(_, b)| b.contains("<body")), "{head:?}");
    }

    #[test]
    fn the_title_and_the_list_items_are_found() {
        let marks = Landmarks::find(PAGE);
        assert_eq!(&PAGE[marks.title.unwrap()], b"<title>A > B</title>");
        assert_eq!(&PAGE[marks.title_text.unwrap()], b"A > B");
        assert_eq!(&PAGE[marks.items[0].clone()], b"<li><a href=x>y</a></li>");
        assert!(marks.boundaries.iter().all(|(at, _)| !PAGE[*at..].starts_with(b"</pre>")));
    }

    #[test]
    fn unfinished_pages_are_survived() {
        for page in ["", "<", "<a", "<!--", "<title>", "<script>", "<div", "</body", "<p a='", "\u{feff}"] {
            let marks = Landmarks::find(page.as_bytes());
            for place in [Place::Start, Place::Eof, Place::BodyEnd, Place::AfterBody, Place::Boundary] {
                if let Some(at) = marks.spot(page.as_bytes(), place, &mut Dice::of(&[b"x"])) {
                    assert!(at <= page.len());
                }
            }
        }
    }
}
