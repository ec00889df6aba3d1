//! Where raw text ends: the content of `<script>`, `<style>`, `<textarea>` and `<title>`.
//!
//! Every question is "is there an end tag ahead?", asked at ever later places of the text. Answers are kept, so
//! that all of them together cost one pass over the text, whatever the text is.
use crate::html::extent::ends_tag_name;
use crate::html::tag::Tag;
use memchr::{memchr, memchr2, memmem};

/// Remembers where something occurs next, for askers that only move forward.
#[derive(Debug, Default)]
pub(crate) struct Ahead {
    known: Option<usize>,
    exhausted: bool,
}

impl Ahead {
    /// The first occurrence at or after `from`, which must not be below an earlier `from`. `find` searches from a
    /// given place; each stretch of text is searched once.
    pub(crate) fn at_or_after(
        &mut self,
        from: usize,
        find: impl FnOnce(usize) -> Option<usize>,
    ) -> Option<usize> {
        if self.known.is_none_or(|at| at < from) && !self.exhausted {
            self.known = find(from);
            self.exhausted = self.known.is_none();
        }
        self.known.filter(|&at| at >= from)
    }
}

/// The first `</name` at or after `from` that is followed by white space, `/` or `>`; `name` in lower case.
pub(crate) fn find_end_tag(bytes: &[u8], from: usize, name: &str) -> Option<usize> {
    let mut at = from;
    while let Some(offset) = memchr(b'<', &bytes[at..]) {
        at += offset;
        if bytes.get(at + 1) == Some(&b'/') && is_named(&bytes[at + 2..], name) {
            return Some(at);
        }
        at += 1;
    }
    None
}

/// Whether a tag name starts here and is `name`.
fn is_named(bytes: &[u8], name: &str) -> bool {
    bytes.get(..name.len()).is_some_and(|found| found.eq_ignore_ascii_case(name.as_bytes()))
        && bytes.get(name.len()).is_some_and(|&byte| ends_tag_name(byte))
}

/// Finds the ends of raw text in one page, front to back.
#[derive(Debug, Default)]
pub(crate) struct RawText {
    style: Ahead,
    textarea: Ahead,
    title: Ahead,
    script: Ahead,
    /// Built when a script first swallows the rest of the page although an end tag lies ahead.
    swallowed: Option<Swallowed>,
}

impl RawText {
    /// Where the raw text starting at `from` ends, that is where its end tag starts. `None` where the element's
    /// content is ordinary markup: another element, or no end tag ahead would end it.
    pub(crate) fn end(&mut self, bytes: &[u8], tag: Tag, from: usize) -> Option<usize> {
        let ahead = match tag {
            Tag::SCRIPT => return self.script_end(bytes, from),
            Tag::STYLE => &mut self.style,
            Tag::TEXTAREA => &mut self.textarea,
            Tag::TITLE => &mut self.title,
            _ => return None,
        };
        ahead.at_or_after(from, |from| find_end_tag(bytes, from, tag.known_name()?))
    }

    fn script_end(&mut self, bytes: &[u8], from: usize) -> Option<usize> {
        if self.swallowed.as_ref().is_some_and(|swallowed| !swallowed.script_ends(from)) {
            return None;
        }
        let first = self.script.at_or_after(from, |from| find_end_tag(bytes, from, "script"))?;
        if memmem::find(&bytes[from..first], b"<!--").is_none() {
            return Some(first);
        }
        let mut state = Escape::Unescaped;
        let mut events = ScriptEvents { bytes, at: from };
        let end = events.find(|&(_, event)| {
            let next = state.after(event);
            state = next.unwrap_or(state);
            next.is_none()
        });
        if end.is_none() {
            self.swallowed = Some(Swallowed::build(ScriptEvents { bytes, at: from }));
        }
        end.map(|(at, _)| at)
    }
}

/// The families of script data states (HTML §13.2.5.4, .17 to .31).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Escape {
    Unescaped,
    /// After `<!--`.
    Escaped,
    /// After `<!-- <script`: one `</script` does not end the element.
    Double,
}

/// What moves between those families.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum ScriptEvent {
    /// `<!--`
    Open,
    /// `-->`, whose dashes may be those of `<!--`.
    Close,
    /// `<script` and the end of a name.
    Start,
    /// `</script` and the end of a name.
    End,
}

impl Escape {
    /// The state after the event; `None` if the event is the element's end tag.
    fn after(self, event: ScriptEvent) -> Option<Escape> {
        match (self, event) {
            (Escape::Double, ScriptEvent::End) => Some(Escape::Escaped),
            (_, ScriptEvent::End) => None,
            (_, ScriptEvent::Close) => Some(Escape::Unescaped),
            (Escape::Unescaped, ScriptEvent::Open) => Some(Escape::Escaped),
            (Escape::Escaped, ScriptEvent::Start) => Some(Escape::Double),
            (state, ScriptEvent::Open | ScriptEvent::Start) => Some(state),
        }
    }
}

/// All events from a place on.
struct ScriptEvents<'t> {
    bytes: &'t [u8],
    at: usize,
}

impl Iterator for ScriptEvents<'_> {
    type Item = (usize, ScriptEvent);

    fn next(&mut self) -> Option<Self::Item> {
        while let Some(offset) = memchr2(b'<', b'-', &self.bytes[self.at..]) {
            let found = self.at + offset;
            self.at = found + 1;
            let event = match &self.bytes[found..] {
                [b'-', b'-', b'>', ..] => ScriptEvent::Close,
                [b'<', b'!', b'-', b'-', ..] => ScriptEvent::Open,
                [b'<', b'/', rest @ ..] if is_named(rest, "script") => ScriptEvent::End,
                [b'<', rest @ ..] if is_named(rest, "script") => ScriptEvent::Start,
                _ => continue,
            };
            return Some((found, event));
        }
        None
    }
}

/// For every place: would a script whose content starts there end before the text does?
#[derive(Debug)]
struct Swallowed {
    /// `(place, answer)`, places falling: the answer holds for content that starts at or before this place but after
    /// the next one. After the first place the answer is no.
    answers: Vec<(usize, bool)>,
}

impl Swallowed {
    /// One pass forward for the events, one backward: what follows an event is known before the event is.
    fn build(events: ScriptEvents<'_>) -> Self {
        let events: Vec<_> = events.collect();
        let mut ends = [false; 3];
        let mut answers: Vec<(usize, bool)> = Vec::new();
        for &(at, event) in events.iter().rev() {
            ends = [Escape::Unescaped, Escape::Escaped, Escape::Double]
                .map(|state| state.after(event).is_none_or(|next| ends[next as usize]));
            if answers.last().is_some_and(|last| last.1) != ends[0] {
                answers.push((at, ends[0]));
            }
        }
        Swallowed { answers }
    }

    fn script_ends(&self, from: usize) -> bool {
        let reach = self.answers.partition_point(|&(at, _)| at >= from);
        reach > 0 && self.answers[reach - 1].1
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_script_ends_where_the_standard_says() {
        for (content, end) in [
            ("a<b</script>", Some(3)),
            ("</scripts></SCRIPT\n>", Some(10)),
            ("<!--</script>", Some(4)),
            ("<!--<script></script>--></script>", Some(24)),
            ("<!--<script></script></script>", Some(21)),
            ("<!--<scripts></script>", Some(13)),
            ("<!--><script></script>", Some(13)),
            ("<!---><script></script>", Some(14)),
            ("<!-- --!><script ></script></script>", Some(27)),
            ("<!--<script>--></script>", Some(15)),
            ("<!--<script></script>", None),
            ("</script", None),
            ("", None),
        ] {
            assert_eq!(RawText::default().end(content.as_bytes(), Tag::SCRIPT, 0), end, "{content}");
        }
    }

    #[test]
    fn the_table_of_swallowed_scripts_agrees_with_asking_anew() {
        let pieces = ["<!--", "-->", "<script>", "</script>", "-", "x", "<"];
        let mut seed = 7_u32;
        for _ in 0..2_000 {
            let mut text = String::from("<!--<script>");
            for _ in 0..12 {
                seed = seed.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
                text.push_str(pieces[(seed >> 16) as usize % pieces.len()]);
            }
            let bytes = text.as_bytes();
            let mut kept = RawText::default();
            for from in 0..bytes.len() {
                let anew = RawText::default().end(bytes, Tag::SCRIPT, from);
                assert_eq!(kept.end(bytes, Tag::SCRIPT, from), anew, "{text} from {from}");
            }
        }
    }

    #[test]
    fn content_without_an_end_tag_ahead_is_not_raw() {
        let bytes = b"a</style>b</TITLE >c";
        let mut raw = RawText::default();
        assert_eq!(raw.end(bytes, Tag::STYLE, 0), Some(1));
        assert_eq!(raw.end(bytes, Tag::STYLE, 2), None);
        assert_eq!(raw.end(bytes, Tag::TITLE, 0), Some(10));
        assert_eq!(raw.end(bytes, Tag::TITLE, 10), Some(10));
        assert_eq!(raw.end(bytes, Tag::TITLE, 11), None);
        assert_eq!(raw.end(bytes, Tag::TEXTAREA, 0), None);
        assert_eq!(raw.end(bytes, Tag::NOFRAMES, 0), None);
    }
}
