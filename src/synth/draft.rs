//! A page being changed: insertions and replacements in clean bytes, and the truth about them.
use super::markup::ascii_only;
use super::place::Landmarks;
use super::{Family, TruthSpan};
use crate::verdict::Action;
use std::ops::Range;

/// What an injected piece is.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Label {
    pub(crate) technique: &'static str,
    pub(crate) family: Family,
    pub(crate) action: Action,
    pub(crate) visible: bool,
    /// Where it stands; empty for a replacement or a text.
    pub(crate) place: &'static str,
    /// One of several forms of the technique: `measured`, `varied`; empty where there is one.
    pub(crate) variant: &'static str,
    /// Its words are disguised.
    pub(crate) evasive: bool,
    /// End tags were lost or swapped.
    pub(crate) malformed: bool,
}

impl Label {
    /// A label with nothing but the essentials.
    pub(crate) fn of(technique: &'static str, family: Family, action: Action, visible: bool) -> Self {
        Label { technique, family, action, visible, place: "", variant: "", evasive: false, malformed: false }
    }

    /// The span from `start` to `end`.
    pub(crate) fn span(self, start: usize, end: usize, replacement: Option<Vec<u8>>) -> TruthSpan {
        let Label { technique, family, action, visible, place, variant, evasive, malformed } = self;
        let family = family.name();
        TruthSpan {
            start,
            end,
            technique,
            family,
            action,
            replacement,
            visible,
            place,
            variant,
            evasive,
            malformed,
        }
    }
}

/// One change. Without a label it is honest: part of the page a cleaner must keep.
#[derive(Debug)]
struct Edit {
    at: Range<usize>,
    bytes: Vec<u8>,
    label: Option<Label>,
}

/// Clean bytes, what is known about them, and the changes so far.
#[derive(Debug)]
pub(crate) struct Draft<'a> {
    pub(crate) clean: &'a [u8],
    pub(crate) marks: Landmarks,
    /// The page is not UTF-8: everything inserted has to be ASCII.
    pub(crate) ascii: bool,
    edits: Vec<Edit>,
}

/// The changed page.
#[derive(Debug)]
pub(crate) struct Finished {
    pub(crate) bytes: Vec<u8>,
    pub(crate) truth: Vec<TruthSpan>,
    /// The page with the honest changes only, plus what is only to be reported.
    pub(crate) restored: Vec<u8>,
}

impl<'a> Draft<'a> {
    /// `None` for pages no byte-wise insertion can be trusted in: UTF-16, ISO-2022 and binary files.
    pub(crate) fn new(clean: &'a [u8]) -> Option<Self> {
        let foreign = clean.starts_with(b"\xFF\xFE") || clean.starts_with(b"\xFE\xFF");
        if foreign || memchr::memchr2(0, 0x1B, clean).is_some() {
            return None;
        }
        let ascii = std::str::from_utf8(clean).is_err();
        Some(Draft { clean, marks: Landmarks::find(clean), ascii, edits: Vec::new() })
    }

    /// Inserts at one place; pieces at the same place keep their order. False if the place is being replaced.
    pub(crate) fn insert(&mut self, at: usize, markup: &str, label: Option<Label>) -> bool {
        self.change(at..at, markup, label)
    }

    /// Replaces a range of clean bytes. False if another change touches the range.
    pub(crate) fn replace(&mut self, range: Range<usize>, markup: &str, label: Option<Label>) -> bool {
        self.change(range, markup, label)
    }

    fn change(&mut self, at: Range<usize>, markup: &str, label: Option<Label>) -> bool {
        let overlaps = |edit: &Edit| {
            let (a, b) = (&edit.at, &at);
            (!a.is_empty() || !b.is_empty()) && a.start < b.end && b.start < a.end
        };
        // Insertions never clash with each other; only replacements need the look.
        if (!at.is_empty() && self.edits.iter().any(overlaps))
            || self.edits.iter().filter(|edit| !edit.at.is_empty()).any(overlaps)
        {
            return false;
        }
        let bytes = if self.ascii { ascii_only(markup) } else { markup.to_owned() }.into_bytes();
        self.edits.push(Edit { at, bytes, label });
        true
    }

    /// Inserts bytes as they are: a payload in the page's own encoding.
    pub(crate) fn insert_raw(&mut self, at: usize, bytes: &[u8], label: Label) {
        self.edits.push(Edit { at: at..at, bytes: bytes.to_vec(), label: Some(label) });
    }

    /// How many changes carry a label.
    pub(crate) fn labelled(&self) -> usize {
        self.edits.iter().filter(|edit| edit.label.is_some()).count()
    }

    /// Whether something of this family was put in.
    pub(crate) fn carries(&self, family: Family) -> bool {
        self.edits.iter().any(|edit| edit.label.is_some_and(|label| label.family == family))
    }

    /// Forgets the changes after the first `count`.
    pub(crate) fn rewind(&mut self, count: usize) {
        self.edits.truncate(count);
    }

    /// Number of changes.
    pub(crate) fn len(&self) -> usize {
        self.edits.len()
    }

    /// Writes the page.
    pub(crate) fn finish(mut self) -> Finished {
        self.edits.sort_by_key(|edit| (edit.at.start, edit.at.end));
        let mut out = Finished { bytes: Vec::new(), truth: Vec::new(), restored: Vec::new() };
        let mut done = 0;
        for edit in &self.edits {
            out.bytes.extend_from_slice(&self.clean[done..edit.at.start]);
            out.restored.extend_from_slice(&self.clean[done..edit.at.start]);
            let original = &self.clean[edit.at.clone()];
            let start = out.bytes.len();
            out.bytes.extend_from_slice(&edit.bytes);
            done = edit.at.end;
            let Some(label) = edit.label else {
                out.restored.extend_from_slice(&edit.bytes);
                continue;
            };
            let replacement = match label.action {
                Action::Restore => Some(original.to_vec()),
                Action::Delete | Action::Report => None,
            };
            out.restored.extend_from_slice(if label.action == Action::Report {
                &edit.bytes
            } else {
                original
            });
            out.truth.push(label.span(start, out.bytes.len(), replacement));
        }
        out.bytes.extend_from_slice(&self.clean[done..]);
        out.restored.extend_from_slice(&self.clean[done..]);
        out
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn spam() -> Label {
        Label::of("T17", Family::DisplayNone, Action::Delete, false)
    }

    #[test]
    fn honest_and_injected_changes_are_told_apart() {
        let mut draft = Draft::new(b"<p>old</p>").expect("text");
        assert!(draft.insert(0, "<i>", Some(spam())));
        assert!(draft.insert(0, "<b>", None));
        assert!(draft.replace(3..6, "new", Some(Label { action: Action::Restore, ..spam() })));
        assert!(!draft.insert(4, "x", None), "inside a replacement");
        assert!(!draft.replace(2..4, "x", None), "overlaps a replacement");
        assert!(draft.insert(6, "!", Some(Label { action: Action::Report, ..spam() })));
        let page = draft.finish();
        assert_eq!(page.bytes, b"<i><b><p>new!</p>");
        assert_eq!(page.restored, b"<b><p>old!</p>");
        let spans: Vec<_> = page.truth.iter().map(|t| (t.start, t.end, t.replacement.as_deref())).collect();
        assert_eq!(spans, [(0, 3, None), (9, 12, Some(&b"old"[..])), (12, 13, None)]);
    }

    #[test]
    fn legacy_pages_get_ascii_and_odd_files_get_nothing() {
        let mut draft = Draft::new(b"<p>\xB0\xA1</p>").expect("text");
        draft.insert(0, "é", None);
        assert!(draft.finish().bytes.starts_with(b"&#233;"));
        for odd in [&b"\xFF\xFEa\0"[..], b"\x1B$B", b"a\0b"] {
            assert!(Draft::new(odd).is_none());
        }
    }
}
