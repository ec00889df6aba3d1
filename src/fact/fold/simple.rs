//! What a character comes to that is folded by itself, whatever stands beside it.
use super::super::chars::CharTable;
use super::{Part, Role, is_styled, parts};

/// What is left of a character in the folded text, if it stands between others like it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(in crate::fact) enum Simple {
    /// This letter of a script with spaces, in a word that has no look-alikes of another script.
    Letter(char),
    /// This one of a script without spaces, perhaps with a mark.
    Unspaced(char),
    /// A separator, or several.
    Separator,
    /// What takes a closer look: a disguise, a digit, something hidden, a mark, more than one letter.
    Other,
}

static SIMPLE: CharTable<Simple> = CharTable::new(Simple::worked_out);

impl Simple {
    /// Of a character outside ASCII.
    #[inline]
    pub(in crate::fact) fn of(c: char) -> Simple {
        SIMPLE.get(c)
    }

    /// As [`Simple::of`], for what is kept elsewhere.
    fn worked_out(c: char) -> Simple {
        // As `Folder::push`: these are not decomposed.
        if matches!(c as u32, 0x4E00..=0x9FFF | 0xAC00..=0xD7A3) {
            return Simple::Unspaced(c);
        }
        if is_styled(c) {
            return Simple::Other;
        }
        let mut simple = None;
        parts(c, |part, _| {
            let next = match part {
                Part(Role::Nothing, _) => return,
                Part(Role::Letter, d) => Simple::Letter(d),
                Part(Role::Ascii, d) if d.is_ascii_alphabetic() => Simple::Letter(d.to_ascii_lowercase()),
                Part(Role::Ascii, d) if d.is_ascii_digit() || d.is_ascii_control() => Simple::Other,
                Part(Role::Ascii | Role::Separator, _) => Simple::Separator,
                Part(Role::Unspaced, d) => Simple::Unspaced(d),
                Part(Role::Mark, _) if matches!(simple, Some(Simple::Unspaced(_))) => return,
                _ => Simple::Other,
            };
            simple = match (simple, next) {
                (None, _) | (Some(Simple::Separator), Simple::Separator) => Some(next),
                _ => Some(Simple::Other),
            };
        });
        simple.unwrap_or(Simple::Other)
    }
}
