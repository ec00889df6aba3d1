//! Attributes into a [`Markup`], by the limits that hold whichever tokenizer read the tag.
use crate::html::extent::tag_extent;
use crate::html::markup::{AttrName, AttrRecord, Markup};
use crate::html::names::push_normalized_name;
use crate::html::text::decode_attribute;
use crate::html::{MAX_ATTRIBUTES, MAX_TAG_BYTES};
use crate::span::TextSpan;
use foldhash::{HashSet, HashSetExt};

impl Markup {
    /// Appends one attribute: its normalized name, its decoded value.
    pub(crate) fn push_attribute(&mut self, name: &str, value: &str) {
        let start = self.buffer.len();
        self.buffer.push_str(name);
        let middle = self.buffer.len();
        self.buffer.push_str(value);
        self.attributes.push(AttrRecord {
            name: AttrName::from_name(name),
            name_text: TextSpan::new(start, middle),
            value: TextSpan::new(middle, self.buffer.len()),
        });
    }

    /// Appends the first [`MAX_ATTRIBUTES`] attributes of the start tag at `at`, repeated names aside but counted,
    /// leaving out those that no longer fit into [`MAX_TAG_BYTES`] together with the ones before.
    ///
    /// The tag must end before `text` does. Linear whatever the tag holds: slow and obvious, for tags seldom seen.
    pub(crate) fn push_limited_attributes(&mut self, text: &str, at: usize) {
        let mut seen = HashSet::new();
        let (mut count, mut room) = (0, MAX_TAG_BYTES);
        let mut name = String::new();
        let _ = tag_extent(text.as_bytes(), at + 1, |name_range, value_range| {
            count += 1;
            let bytes = name_range.len() + value_range.len();
            if count > MAX_ATTRIBUTES || bytes > room {
                return;
            }
            room -= bytes;
            name.clear();
            push_normalized_name(&mut name, &text[name_range]);
            if seen.insert(name.clone()) {
                self.push_attribute(&name, &decode_attribute(&text[value_range]));
            }
        });
    }
}
