//! What is known of a character outside ASCII by itself.
use super::super::chars::{CharTable, Class, class};
use super::super::fold::Simple;

/// What is asked of a character outside ASCII.
#[derive(Clone, Copy)]
pub(super) struct Seen {
    pub(super) class: Class,
    /// The key it has in pairs of letters: its lower case.
    pub(super) lower: char,
    /// A letter only if its class is that of one.
    pub(super) simple: Simple,
}

static SEEN: CharTable<Seen> = CharTable::new(|c| {
    let class = class(c);
    let simple = match Simple::of(c) {
        // A sign that stands for a letter: `Ⅰ`, `℃`.
        Simple::Letter(_) if !class.is_spaced_letter() => Simple::Other,
        simple => simple,
    };
    Seen { class, lower: c.to_lowercase().next().unwrap_or(c), simple }
});

impl Seen {
    #[inline]
    pub(super) fn of(c: char) -> Seen {
        match c as u32 {
            0x4E00..=0x9FFF => Seen { class: Class::Han, lower: c, simple: Simple::Unspaced(c) },
            0xAC00..=0xD7A3 => Seen { class: Class::Hangul, lower: c, simple: Simple::Unspaced(c) },
            _ => SEEN.get(c),
        }
    }

    /// Whether it is a Latin letter that is folded to one of ASCII.
    #[inline]
    pub(super) fn is_accented(self) -> bool {
        matches!(self.simple, Simple::Letter(letter) if letter.is_ascii()) && self.class == Class::Latin
    }
}
