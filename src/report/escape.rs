//! Makes text from a page or a file name safe to print: a page must not be able to drive the terminal.
use std::fmt::{self, Write};

/// Whether printing `c` could move the cursor, start a terminal sequence, reorder or hide text.
///
/// C0, DEL and C1 controls (terminals read U+009B as the start of a sequence, also in UTF-8); line and paragraph
/// separators; the bidirectional controls (CVE-2021-42574, "Trojan Source"); invisible characters other than the
/// joiners U+200C and U+200D, which Persian, Indic scripts and emoji need; tag characters.
pub fn is_unsafe(c: char) -> bool {
    matches!(c,
        '\0'..='\x1f' | '\x7f'..='\u{9f}'
        | '\u{ad}' | '\u{61c}' | '\u{180e}'
        | '\u{200b}' | '\u{200e}' | '\u{200f}'
        | '\u{2028}'..='\u{202e}' | '\u{2060}'..='\u{206f}'
        | '\u{feff}' | '\u{fff9}'..='\u{fffb}'
        | '\u{e0000}'..='\u{e007f}')
}

/// Text whose unsafe characters are shown as `\n`, `\t`, `\r` or `\u{…}`. All else, backslashes too, stays.
#[derive(Clone, Copy, Debug)]
pub struct Escaped<'a>(pub &'a str);

impl fmt::Display for Escaped<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let mut rest = self.0;
        while let Some(at) = rest.find(is_unsafe) {
            f.write_str(&rest[..at])?;
            let mut tail = rest[at..].chars();
            tail.by_ref().take(1).try_for_each(|c| write_escape(f, c))?;
            rest = tail.as_str();
        }
        f.write_str(rest)
    }
}

/// The escape of one unsafe character.
pub(crate) fn write_escape(out: &mut impl Write, c: char) -> fmt::Result {
    match c {
        '\n' => out.write_str("\\n"),
        '\r' => out.write_str("\\r"),
        '\t' => out.write_str("\\t"),
        _ => write!(out, "\\u{{{:x}}}", u32::from(c)),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn nothing_a_terminal_obeys_survives() {
        for (case, text, want) in [
            ("plain", "<p class=\"a\">é 統</p>", "<p class=\"a\">é 統</p>"),
            ("colour", "\x1b[31mred", "\\u{1b}[31mred"),
            ("eight-bit sequence start", "\u{9b}2J", "\\u{9b}2J"),
            ("window title", "\x1b]0;x\x07", "\\u{1b}]0;x\\u{7}"),
            ("lines", "a\r\nb\tc", "a\\r\\nb\\tc"),
            ("reordered", "a\u{202e}b", "a\\u{202e}b"),
            ("zero width", "ca\u{200b}sino", "ca\\u{200b}sino"),
            ("joiners stay", "می\u{200c}خواهم", "می\u{200c}خواهم"),
            ("backslash stays", "C:\\x", "C:\\x"),
            ("at both ends", "\0x\x7f", "\\u{0}x\\u{7f}"),
        ] {
            assert_eq!(Escaped(text).to_string(), want, "{case}");
        }
    }
}
