//! A start tag in one pass: its end and its attributes together.
use crate::html::extent::{ends_tag_name, is_space};
use crate::html::markup::{AttrRecord, Markup};
use crate::html::names::attribute_of;
use crate::html::short_names::{Name, find_soon, read_name};
use crate::html::text::decode_attribute;
use crate::html::{AttrName, MAX_TAG_BYTES};
use crate::span::TextSpan;
use memchr::{memchr, memchr2};

/// Most attributes of a tag that are compared pair by pair to leave out repeated names; it is a good deal more than
/// ordinary tags have.
const MANY_ATTRIBUTES: u32 = 32;

/// What reading found.
pub(crate) enum Found {
    /// A tag, all of its attributes in the markup.
    Tag {
        /// Its name.
        name: Name,
        /// One past the `>`.
        end: usize,
        /// `/` stands right before the `>`.
        self_closing: bool,
    },
    /// Something that ordinary tags do not have; it must be read another way.
    Odd,
    /// The text ends first.
    Cut,
}

/// The page and where its attributes go.
pub(crate) struct TagReader<'t> {
    pub(crate) text: &'t str,
    /// Whether the page holds a CR or a NUL: nothing else but `&` makes a value other than its source.
    pub(crate) has_odd_bytes: bool,
    /// Its buffer starts with the text.
    pub(crate) markup: Markup,
}

impl TagReader<'_> {
    /// Reads the tag whose `<` is at `at`, before a letter. Only after [`Found::Tag`] the new attributes mean anything.
    pub(crate) fn read(&mut self, at: usize) -> Found {
        let bytes = self.text.as_bytes();
        let Some(name) = read_name(bytes, at + 1) else { return Found::Cut };
        if !ends_tag_name(name.stop) {
            return Found::Odd;
        }
        let mut at_byte = name.end;
        let mut attributes = Attributes { first: self.markup.attributes.len(), count: 0, seen: 0 };
        let mut self_closing = false;
        loop {
            let Some(&byte) = bytes.get(at_byte) else { return Found::Cut };
            match byte {
                b'>' => break,
                b'\t' | b'\n' | b'\x0C' | b'\r' | b' ' | b'/' => {
                    self_closing = byte == b'/';
                    at_byte += 1;
                }
                _ => {
                    self_closing = false;
                    match self.attribute(at_byte, &mut attributes) {
                        Ok(next) => at_byte = next,
                        Err(found) => return found,
                    }
                }
            }
        }
        let end = at_byte + 1;
        if end - at > MAX_TAG_BYTES {
            return Found::Odd;
        }
        Found::Tag { name, end, self_closing }
    }

    /// Reads the attribute that starts at `start`; returns where to go on.
    #[inline]
    fn attribute(&mut self, start: usize, attributes: &mut Attributes) -> Result<usize, Found> {
        let bytes = self.text.as_bytes();
        let name = read_name(bytes, start).ok_or(Found::Cut)?;
        let (mut at, mut stop) = (name.end, name.stop);
        attributes.count += 1;
        // A leading `=` would belong to the name.
        if at == start || stop == 0 || attributes.count > MANY_ATTRIBUTES {
            return Err(Found::Odd);
        }
        while is_space(stop) {
            at += 1;
            stop = *bytes.get(at).ok_or(Found::Cut)?;
        }
        let (mut value_start, mut value_end, mut has_reference) = (name.end, name.end, false);
        if stop == b'=' {
            at += 1;
            stop = *bytes.get(at).ok_or(Found::Cut)?;
            while is_space(stop) {
                at += 1;
                stop = *bytes.get(at).ok_or(Found::Cut)?;
            }
            if stop == b'"' || stop == b'\'' {
                value_start = at + 1;
                let rest = &bytes[value_start..];
                let mut len = find_soon(stop, b'&', rest).ok_or(Found::Cut)?;
                has_reference = rest[len] == b'&';
                if has_reference {
                    len += memchr(stop, &rest[len..]).ok_or(Found::Cut)?;
                }
                value_end = value_start + len;
                at = value_end + 1;
            } else {
                value_start = at;
                while !is_space(stop) && stop != b'>' {
                    has_reference |= stop == b'&';
                    at += 1;
                    stop = *bytes.get(at).ok_or(Found::Cut)?;
                }
                value_end = at;
            }
        }
        let known = attribute_of(name.key, &bytes[start..name.end]);
        self.push(
            attributes,
            known,
            (start, name.end, name.has_upper),
            (value_start, value_end, has_reference),
        );
        Ok(at)
    }

    /// Appends an attribute, unless its name stood there before.
    #[inline]
    fn push(
        &mut self,
        attributes: &mut Attributes,
        name: AttrName,
        (name_start, name_end, has_upper): (usize, usize, bool),
        (value_start, value_end, has_reference): (usize, usize, bool),
    ) {
        let Markup { buffer, attributes: list, .. } = &mut self.markup;
        let mut name_text = TextSpan { start: name_start as u32, end: name_end as u32 };
        if has_upper {
            let start = buffer.len();
            buffer.push_str(&self.text[name_start..name_end]);
            buffer[start..].make_ascii_lowercase();
            name_text = TextSpan::new(start, buffer.len());
        }
        let bit = 1 << name as u64;
        if attributes.seen & bit != 0 {
            let same =
                |a: &AttrRecord| a.name == name && buffer[a.name_text.range()] == buffer[name_text.range()];
            if list[attributes.first..].iter().any(same) {
                return;
            }
        }
        attributes.seen |= bit;
        let mut value = TextSpan { start: value_start as u32, end: value_end as u32 };
        let bytes = &self.text.as_bytes()[value_start..value_end];
        if has_reference || self.has_odd_bytes && memchr2(b'\r', 0, bytes).is_some() {
            let source = &self.text[value_start..value_end];
            let decoded = decode_attribute(source);
            if *decoded != *source {
                let start = buffer.len();
                buffer.push_str(&decoded);
                value = TextSpan::new(start, buffer.len());
            }
        }
        list.push(AttrRecord { name, name_text, value });
    }
}

/// The attributes of the tag that is being read.
struct Attributes {
    /// Index of the first.
    first: usize,
    /// How many there are, repeated ones counted.
    count: u32,
    /// A bit for every [`AttrName`] there is.
    seen: u64,
}
