//! Which bytes count, and which of them a reader of the page may see. Blind to any tree, so that no malformed
//! page hides bytes from it, and independent of [`crate::html`], so that it may judge it.
use memchr::{memchr, memmem};
use std::ops::Range;

/// Whether a byte counts: everything but ASCII white space, the vertical tab included.
pub(super) fn is_ink(byte: u8) -> bool {
    !is_space(byte)
}

/// The ranges of text outside tags, comments, scripts and styles; `<title>` and `<textarea>` are text.
///
/// Work is linear in the page, also where tags never end.
pub(super) fn text_ranges(page: &[u8]) -> Vec<Range<usize>> {
    let mut flat =
        Flat { page, at: 0, ranges: Vec::new(), tags: TagReader::new(page), no_end: [false; RAW.len()] };
    flat.run();
    flat.ranges
}

/// Elements whose content is not markup: name, whether the content is text, whether it runs to the end of the
/// page when no end tag follows.
const RAW: [(&[u8], bool, bool); 6] = [
    (b"script", false, true),
    (b"style", false, true),
    (b"textarea", true, false),
    (b"title", true, false),
    (b"iframe", false, false),
    (b"noembed", false, false),
];

struct Flat<'p> {
    page: &'p [u8],
    at: usize,
    ranges: Vec<Range<usize>>,
    tags: TagReader<'p>,
    /// No end tag of that raw element from here on: looked for once, not per start tag.
    no_end: [bool; RAW.len()],
}

impl Flat<'_> {
    fn run(&mut self) {
        while let Some(open) = self.next_markup() {
            self.text(open);
            if self.page[open..].starts_with(b"<!--") {
                self.at = comment_end(self.page, open);
            } else if let Some(tag) = self.tags.read(open) {
                self.at = tag.end;
                if !tag.closing {
                    self.skip_raw(&self.page[tag.name]);
                }
            } else if self.page[open + 1].is_ascii_alphabetic() {
                // A start tag that never ends: the `<` is text, and so is what follows.
                self.at = open + 1;
                self.push(open..open + 1);
            } else {
                let end = memchr(b'>', &self.page[open..]).map(|n| open + n + 1);
                self.at = end.unwrap_or(self.page.len());
            }
        }
        self.text(self.page.len());
    }

    /// The next `<` that starts markup.
    fn next_markup(&self) -> Option<usize> {
        let mut from = self.at;
        loop {
            let open = from + memchr(b'<', &self.page[from..])?;
            let next = *self.page.get(open + 1)?;
            if next.is_ascii_alphabetic() || matches!(next, b'/' | b'!' | b'?') {
                return Some(open);
            }
            from = open + 1;
        }
    }

    fn text(&mut self, end: usize) {
        self.push(self.at..end);
    }

    fn push(&mut self, range: Range<usize>) {
        if !range.is_empty() {
            self.ranges.push(range);
        }
    }

    fn skip_raw(&mut self, name: &[u8]) {
        let Some(which) = RAW.iter().position(|(raw, ..)| name.eq_ignore_ascii_case(raw)) else { return };
        let (name, is_text, to_the_end) = RAW[which];
        let end = if self.no_end[which] { None } else { raw_end(self.page, self.at, name) };
        self.no_end[which] |= end.is_none();
        let end = end.unwrap_or(if to_the_end { self.page.len() } else { self.at });
        if is_text {
            self.text(end);
        }
        self.at = end;
    }
}

/// Where `</name` followed by white space, `/` or `>` starts.
fn raw_end(page: &[u8], from: usize, name: &[u8]) -> Option<usize> {
    memmem::find_iter(&page[from..], b"</").map(|n| from + n).find(|&at| {
        let rest = &page[at + 2..];
        rest.len() > name.len()
            && rest[..name.len()].eq_ignore_ascii_case(name)
            && (is_space(rest[name.len()]) || matches!(rest[name.len()], b'/' | b'>'))
    })
}

/// One past the end of the comment that starts at `open`.
fn comment_end(page: &[u8], open: usize) -> usize {
    let body = open + 4;
    for short in [b">".as_slice(), b"->"] {
        if page[body..].starts_with(short) {
            return body + short.len();
        }
    }
    let mut from = body;
    while let Some(n) = memmem::find(&page[from..], b"--") {
        let after = from + n + 2;
        match page.get(after..).unwrap_or_default() {
            [b'>', ..] => return after + 1,
            [b'!', b'>', ..] => return after + 2,
            _ => from = after - 1,
        }
    }
    page.len()
}

/// ASCII white space as regular expressions have it: with the vertical tab, which HTML does not count.
fn is_space(byte: u8) -> bool {
    matches!(byte, b'\t' | b'\n' | b'\x0b' | b'\x0c' | b'\r' | b' ')
}

struct TagParts {
    closing: bool,
    name: Range<usize>,
    end: usize,
}

/// Reads tags so that those which never end cost linear work in all, not each.
struct TagReader<'p> {
    page: &'p [u8],
    /// Last run of name bytes that was walked; every start inside it ends where it ends.
    name_run: Range<usize>,
    /// Attribute positions from which the end of the page is known to be reached. Empty until a tag fails.
    dead: Vec<bool>,
    /// Attribute positions of the tag being read.
    visited: Vec<usize>,
    /// No `"` (first) or `'` (second) at or after this position.
    no_quote_from: [usize; 2],
}

impl<'p> TagReader<'p> {
    fn new(page: &'p [u8]) -> Self {
        TagReader {
            page,
            name_run: 0..0,
            dead: Vec::new(),
            visited: Vec::new(),
            no_quote_from: [usize::MAX; 2],
        }
    }

    /// The tag that starts at `open`; `None` if it is none or never ends.
    fn read(&mut self, open: usize) -> Option<TagParts> {
        let closing = self.page.get(open + 1) == Some(&b'/');
        let start = open + 1 + usize::from(closing);
        if !self.page.get(start)?.is_ascii_alphabetic() {
            return None;
        }
        if !self.name_run.contains(&start) {
            let end = self.skip(start, |b| !is_space(b) && b != b'/' && b != b'>');
            self.name_run = start..end;
        }
        let name = start..self.name_run.end;
        let end = self.attributes_end(name.end)?;
        Some(TagParts { closing, name, end })
    }

    /// One past the `>` that ends the attributes from `at` on.
    fn attributes_end(&mut self, mut at: usize) -> Option<usize> {
        self.visited.clear();
        loop {
            match self.page.get(at) {
                Some(b'>') => return Some(at + 1),
                Some(_) if !self.dead.get(at).is_some_and(|&dead| dead) => {}
                _ => {
                    self.remember_failure();
                    return None;
                }
            }
            self.visited.push(at);
            at = match self.page[at] {
                b'/' | b'=' => at + 1,
                b if is_space(b) => self.skip(at, is_space),
                _ => self.attribute_end(at),
            };
        }
    }

    fn attribute_end(&mut self, at: usize) -> usize {
        let name_end = self.skip(at, |b| !is_space(b) && !matches!(b, b'=' | b'>' | b'/'));
        let equals = self.skip(name_end, is_space);
        if self.page.get(equals) != Some(&b'=') {
            return name_end;
        }
        let value = self.skip(equals + 1, is_space);
        let quoted = match self.page.get(value) {
            Some(b'"') => self.closing_quote(value, b'"', 0),
            Some(b'\'') => self.closing_quote(value, b'\'', 1),
            _ => None,
        };
        quoted.unwrap_or_else(|| self.skip(value, |b| !is_space(b) && b != b'>'))
    }

    fn closing_quote(&mut self, open: usize, quote: u8, which: usize) -> Option<usize> {
        if open + 1 >= self.no_quote_from[which] {
            return None;
        }
        let found = memchr(quote, &self.page[open + 1..]);
        if found.is_none() {
            self.no_quote_from[which] = open + 1;
        }
        found.map(|n| open + 1 + n + 1)
    }

    fn remember_failure(&mut self) {
        if self.dead.is_empty() {
            self.dead = vec![false; self.page.len()];
        }
        for &at in &self.visited {
            self.dead[at] = true;
        }
    }

    fn skip(&self, from: usize, mut inside: impl FnMut(u8) -> bool) -> usize {
        let rest = &self.page[from..];
        from + rest.iter().position(|&b| !inside(b)).unwrap_or(rest.len())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn text_is_what_stands_outside_tags_comments_and_scripts() {
        for (page, want) in [
            ("a<b>c</b>d", "acd"),
            ("<a x='>' y=\">\">t</a>", "t"),
            ("1 < 2 <!--no--> 3", "1 < 2 | 3"),
            ("<!-->x<!--->y<!--a--!>z<!--never", "xyz"),
            ("<script>no</script >y", "y"),
            ("<SCRIPT>no", ""),
            ("<title>t</titlex></title>u", "t</titlex>u"),
            ("<title>t", "t"),
            ("<iframe>no</iframe><iframe>yes", "yes"),
            ("<style><!--</style>k", "k"),
            ("<a <b>c", "c"),
            ("<a href=\"x>y", "y"),
            ("<a href='x", "<a href='x"),
            ("</ x>t<?php ?>u<!x>v", "tuv"),
            ("</a", ""),
            ("<", "<"),
            ("", ""),
        ] {
            let ranges = text_ranges(page.as_bytes());
            let got: String = ranges.iter().map(|r| &page[r.clone()]).collect::<Vec<_>>().concat();
            assert_eq!(got, want.replace('|', ""), "{page}");
        }
    }

    #[test]
    fn tags_that_never_end_cost_linear_work() {
        for unit in
            ["<a<a", "<a b=\"<c '", "<a ", "<title>", "<a b='1\"", "</a x=\"", "<x \"<y'=", "<!-", "<a  =  "]
        {
            let page = unit.repeat(400_000 / unit.len());
            let start = std::time::Instant::now();
            let covered: usize = text_ranges(page.as_bytes()).iter().map(Range::len).sum();
            assert!(covered <= page.len());
            // Quadratic work on 400 kB would be 1.6e11 steps: minutes. Linear work is milliseconds.
            assert!(start.elapsed().as_secs() < 10, "{unit}");
        }
    }
}
