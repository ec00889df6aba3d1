//! Changes to the text of a page, written as bytes; the labelled ranges move along.
use super::page::Page;
use crate::span::{RawSpan, TextSpan};
use std::ops::Range;

/// Whose bytes inserted text is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Owner {
    /// The page's own: must stay.
    Page,
    /// Part of this block.
    Block(usize),
    /// Injected along with this block, elsewhere, and not what the mutation is judged by.
    Aside(usize),
}

/// One change: `text` takes the place of a range of the decoded text. Only a block's own text may be replaced;
/// anywhere else the range is empty.
#[derive(Clone, Debug)]
pub(crate) struct Edit {
    pub(crate) at: Range<usize>,
    pub(crate) text: String,
    pub(crate) owner: Owner,
}

/// The page as written and who owns which bytes of it, sorted and disjoint; the page's own are left out.
pub(crate) struct Written {
    pub(crate) bytes: Vec<u8>,
    pub(crate) owned: Vec<(Owner, RawSpan)>,
}

/// Writes the page. `None` where a change would touch bytes that are not its block's, or another change.
pub(crate) fn write(page: &Page<'_>, mut edits: Vec<Edit>) -> Option<Written> {
    edits.sort_by_key(|edit| (edit.at.start, edit.at.end));
    let mut out = Writer { page, raw_done: 0, text_done: 0, bytes: Vec::new(), owned: Vec::new() };
    for edit in &edits {
        if edit.at.start < out.text_done || !allowed(page, edit) {
            return None;
        }
        out.copy_to(edit.at.start);
        out.skip_to(edit.at.end);
        out.push(edit.owner, &page.source.encode(&edit.text));
    }
    out.copy_to(page.text.len());
    Some(Written { bytes: out.bytes, owned: out.owned })
}

fn allowed(page: &Page<'_>, edit: &Edit) -> bool {
    let within = |block: usize| {
        let range = &page.blocks[block].at;
        range.start <= edit.at.start && edit.at.end <= range.end
    };
    edit.at.is_empty() || matches!(edit.owner, Owner::Block(block) if within(block))
}

struct Writer<'a, 's> {
    page: &'a Page<'s>,
    text_done: usize,
    raw_done: usize,
    bytes: Vec<u8>,
    owned: Vec<(Owner, RawSpan)>,
}

impl Writer<'_, '_> {
    /// Copies the page as stored up to a place in its text.
    fn copy_to(&mut self, end: usize) {
        let page = self.page;
        let first = page.blocks.partition_point(|block| block.at.end <= self.text_done);
        for block in page.blocks[first..].iter().take_while(|block| block.at.start < end) {
            self.copy(block.at.start.min(end), Owner::Page);
            self.copy(block.at.end.min(end), Owner::Block(block.index));
        }
        self.copy(end, Owner::Page);
    }

    fn copy(&mut self, end: usize, owner: Owner) {
        if end > self.text_done || end == self.page.text.len() {
            let (from, to) = (self.raw_done, raw_at(self.page, end));
            self.push(owner, &self.page.source.raw()[from..to.max(from)]);
            self.skip_to(end);
        }
    }

    fn skip_to(&mut self, end: usize) {
        if end > self.text_done || end == self.page.text.len() {
            self.raw_done = raw_at(self.page, end).max(self.raw_done);
            self.text_done = end;
        }
    }

    fn push(&mut self, owner: Owner, bytes: &[u8]) {
        if bytes.is_empty() {
            return;
        }
        let span = RawSpan { start: self.bytes.len(), end: self.bytes.len() + bytes.len() };
        self.bytes.extend_from_slice(bytes);
        match self.owned.last_mut() {
            Some((last, run)) if *last == owner && run.end == span.start => run.end = span.end,
            _ if owner == Owner::Page => {}
            _ => self.owned.push((owner, span)),
        }
    }
}

/// The byte at which a place in the text begins.
fn raw_at(page: &Page<'_>, text: usize) -> usize {
    if text >= page.text.len() {
        return page.source.raw().len();
    }
    if text == 0 {
        return 0;
    }
    let next = text + page.text[text..].chars().next().map_or(1, char::len_utf8);
    page.source.to_raw(TextSpan::new(text, next)).start
}
