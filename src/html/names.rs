//! Names to numbers: tags and attributes.
use crate::html::markup::AttrName;
use crate::html::tag::Tag;
use foldhash::HashMap;

/// The page's tag names that HTML does not know, numbered in order of appearance.
#[derive(Debug, Default)]
pub(crate) struct TagNames {
    unknown: HashMap<Box<str>, usize>,
    list: Vec<Box<str>>,
    scratch: String,
    memo: Memo<Tag>,
}

impl TagNames {
    /// The tag of a name as it stands in the source: letters of either case, NULs still in it.
    pub(crate) fn tag_of_source(&mut self, name: &str) -> Tag {
        if let Some(tag) = self.memo.get(name) {
            return tag;
        }
        let mut lower = std::mem::take(&mut self.scratch);
        lower.clear();
        push_normalized_name(&mut lower, name);
        let tag = self.tag(&lower);
        self.scratch = lower;
        self.memo.set(name, tag);
        tag
    }

    /// The tag of a lower-case name. Names past [`Tag::MAX_UNKNOWN`] share the last number.
    fn tag(&mut self, name: &str) -> Tag {
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

/// The names of one page's attributes.
#[derive(Debug, Default)]
pub(crate) struct AttrNames {
    memo: Memo<AttrName>,
}

impl AttrNames {
    /// The attribute of a lower-case name.
    pub(crate) fn attribute(&mut self, name: &str) -> AttrName {
        self.memo.get(name).unwrap_or_else(|| {
            let attribute = AttrName::from_name(name);
            self.memo.set(name, attribute);
            attribute
        })
    }
}

/// What the last few short names stood for: pages repeat few names, and hashing each for a map costs a quarter of
/// this stage.
#[derive(Debug)]
struct Memo<T> {
    slots: Vec<(u64, Option<T>)>,
}

impl<T> Default for Memo<T> {
    fn default() -> Self {
        Memo { slots: (0..Memo::<T>::SLOTS).map(|_| (0, None)).collect() }
    }
}

impl<T> Memo<T> {
    /// More than the names on most pages.
    const SLOTS: usize = 256;

    /// The name's bytes as a number, and its slot. `None` for names that do not fit, or do not start like one.
    fn key(name: &str) -> Option<(u64, usize)> {
        if name.is_empty() || name.len() > 8 || name.starts_with('\0') {
            return None;
        }
        let key = name.bytes().fold(0, |key, byte| key << 8 | u64::from(byte));
        // Fibonacci hashing: the top byte depends on all bits.
        Some((key, (key.wrapping_mul(0x9E37_79B9_7F4A_7C15) >> 56) as usize))
    }
}

impl<T: Copy> Memo<T> {
    fn get(&self, name: &str) -> Option<T> {
        let (key, slot) = Self::key(name)?;
        let (found, value) = self.slots[slot];
        value.filter(|_| found == key)
    }

    fn set(&mut self, name: &str, value: T) {
        if let Some((key, slot)) = Self::key(name) {
            self.slots[slot] = (key, Some(value));
        }
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

static BY_NAME: phf::Map<&'static str, AttrName> = phf::phf_map! {
    "id" => AttrName::Id, "class" => AttrName::Class, "style" => AttrName::Style, "href" => AttrName::Href,
    "src" => AttrName::Src, "rel" => AttrName::Rel, "target" => AttrName::Target, "title" => AttrName::Title,
    "hidden" => AttrName::Hidden, "width" => AttrName::Width, "height" => AttrName::Height,
    "color" => AttrName::Color, "size" => AttrName::Size, "name" => AttrName::Name,
    "content" => AttrName::Content, "property" => AttrName::Property, "http-equiv" => AttrName::HttpEquiv,
    "charset" => AttrName::Charset, "type" => AttrName::Type, "for" => AttrName::For, "alt" => AttrName::Alt,
    "value" => AttrName::Value, "datetime" => AttrName::Datetime, "face" => AttrName::Face,
    "bgcolor" => AttrName::Bgcolor, "scrollamount" => AttrName::Scrollamount,
    "scrolldelay" => AttrName::Scrolldelay, "frameborder" => AttrName::Frameborder,
    "srcdoc" => AttrName::Srcdoc, "action" => AttrName::Action, "data" => AttrName::Data,
    "role" => AttrName::Role, "lang" => AttrName::Lang,
};

impl AttrName {
    /// The attribute of this ASCII-lower-case name.
    pub fn from_name(name: &str) -> AttrName {
        if let Some(&known) = BY_NAME.get(name) {
            known
        } else if name.starts_with("data-") {
            AttrName::DataPrefix
        } else if name.starts_with("aria-") {
            AttrName::Aria
        } else if name.len() > 2 && name.starts_with("on") {
            AttrName::Event
        } else {
            AttrName::Other
        }
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
