//! Names to numbers: tags and attributes.
use crate::html::markup::AttrName;
use crate::html::short_names::{Name, NameTable};
use crate::html::tag::Tag;
use foldhash::HashMap;

/// The page's tag names that HTML does not know, numbered in order of appearance.
#[derive(Debug, Default)]
pub(crate) struct TagNames {
    unknown: HashMap<Box<str>, usize>,
    list: Vec<Box<str>>,
    scratch: String,
}

impl TagNames {
    /// The tag of the name at `start`, which holds no NUL.
    #[inline(always)]
    pub(crate) fn tag_of(&mut self, text: &str, start: usize, name: Name) -> Tag {
        Tag::from_key(name.key, &text.as_bytes()[start..name.end])
            .unwrap_or_else(|| self.tag_of_source(&text[start..name.end]))
    }

    /// The tag of a name as it stands in the source: letters of either case, NULs still in it.
    #[cold]
    pub(crate) fn tag_of_source(&mut self, name: &str) -> Tag {
        let mut lower = std::mem::take(&mut self.scratch);
        lower.clear();
        push_normalized_name(&mut lower, name);
        let tag = self.tag(&lower);
        self.scratch = lower;
        tag
    }

    /// The tag of a lower-case name. Names past [`Tag::MAX_UNKNOWN`] share the last number.
    pub(crate) fn tag(&mut self, name: &str) -> Tag {
        if let Some(tag) = Tag::from_name(name) {
            return tag;
        }
        if let Some(&index) = self.unknown.get(name) {
            return Tag::unknown(index);
        }
        let index = self.list.len();
        if index < Tag::MAX_UNKNOWN {
            self.list.push(name.into());
            self.unknown.insert(name.into(), index);
        }
        Tag::unknown(index)
    }

    /// All unknown names by number.
    pub(crate) fn into_list(self) -> Vec<Box<str>> {
        self.list
    }
}

/// Appends a tag or attribute name as the tokenizer would give it: ASCII letters in lower case, NUL as U+FFFD.
pub(crate) fn push_normalized_name(out: &mut String, name: &str) {
    let start = out.len();
    if name.contains('\0') {
        out.extend(name.chars().map(|c| if c == '\0' { char::REPLACEMENT_CHARACTER } else { c }));
    } else {
        out.push_str(name);
    }
    out[start..].make_ascii_lowercase();
}

static BY_NAME: NameTable<AttrName, 128> = NameTable::new(ATTRIBUTES, AttrName::Other);

const ATTRIBUTES: &[(&str, AttrName)] = &[
    ("id", AttrName::Id),
    ("class", AttrName::Class),
    ("style", AttrName::Style),
    ("href", AttrName::Href),
    ("src", AttrName::Src),
    ("rel", AttrName::Rel),
    ("target", AttrName::Target),
    ("title", AttrName::Title),
    ("hidden", AttrName::Hidden),
    ("width", AttrName::Width),
    ("height", AttrName::Height),
    ("color", AttrName::Color),
    ("size", AttrName::Size),
    ("name", AttrName::Name),
    ("content", AttrName::Content),
    ("property", AttrName::Property),
    ("http-equiv", AttrName::HttpEquiv),
    ("charset", AttrName::Charset),
    ("type", AttrName::Type),
    ("for", AttrName::For),
    ("alt", AttrName::Alt),
    ("value", AttrName::Value),
    ("datetime", AttrName::Datetime),
    ("face", AttrName::Face),
    ("bgcolor", AttrName::Bgcolor),
    ("scrollamount", AttrName::Scrollamount),
    ("scrolldelay", AttrName::Scrolldelay),
    ("frameborder", AttrName::Frameborder),
    ("srcdoc", AttrName::Srcdoc),
    ("action", AttrName::Action),
    ("data", AttrName::Data),
    ("role", AttrName::Role),
    ("lang", AttrName::Lang),
];

/// The attribute of a name as it stands in the source, letters of either case; `key` is that of [`NameTable::get`].
#[inline]
pub(crate) fn attribute_of(key: u64, source: &[u8]) -> AttrName {
    BY_NAME.get(key, source).unwrap_or_else(|| by_prefix(source))
}

/// The attribute of a name that is not in the table; letters of either case.
fn by_prefix(name: &[u8]) -> AttrName {
    let is = |prefix: &[u8]| name.get(..prefix.len()).is_some_and(|head| head.eq_ignore_ascii_case(prefix));
    match name.first() {
        Some(b'd' | b'D') if is(b"data-") => AttrName::DataPrefix,
        Some(b'a' | b'A') if is(b"aria-") => AttrName::Aria,
        Some(b'o' | b'O') if name.len() > 2 && is(b"on") => AttrName::Event,
        _ => AttrName::Other,
    }
}

impl AttrName {
    /// The attribute of this ASCII-lower-case name.
    pub fn from_name(name: &str) -> AttrName {
        BY_NAME.of(name).unwrap_or_else(|| by_prefix(name.as_bytes()))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn attributes_are_known_by_name_or_prefix() {
        for (name, want) in [
            ("href", AttrName::Href),
            ("http-equiv", AttrName::HttpEquiv),
            ("data", AttrName::Data),
            ("data-src", AttrName::DataPrefix),
            ("aria-hidden", AttrName::Aria),
            ("onclick", AttrName::Event),
            ("on", AttrName::Other),
            ("hreflang", AttrName::Other),
            ("", AttrName::Other),
        ] {
            assert_eq!(AttrName::from_name(name), want, "{name}");
        }
    }

    #[test]
    fn unknown_names_are_numbered_until_the_numbers_run_out() {
        let mut names = TagNames::default();
        assert_eq!(names.tag_of_source("DIV"), Tag::DIV);
        let first = names.tag_of_source("Delect");
        assert_eq!(names.tag("delect"), first);
        assert_eq!(names.tag_of_source("x\0"), names.tag("x\u{FFFD}"));
        for i in 0..Tag::MAX_UNKNOWN + 10 {
            names.tag(&format!("x-{i}"));
        }
        let (late, later) = (names.tag("late"), names.tag("later"));
        assert_eq!(late, later);
        assert!(late.unknown_index() < names.into_list().len());
    }
}
