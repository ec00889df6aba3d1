//! Fits text of a page into the columns of a terminal.
use crate::report::escape::{is_unsafe, write_escape};
use unicode_width::UnicodeWidthChar;

/// The text, escaped, on at most `columns` columns; what was left out shows as `…`.
///
/// Work is bounded by `columns`, not by the length of the text: a column holds at most a handful of characters
/// (`MAX_MARKS`).
pub fn fit(text: &str, columns: usize) -> String {
    let mut out = String::new();
    let (mut used, mut marks) = (0, 0);
    // Where the text ended last while there was still a column for the ellipsis.
    let mut safe_end = 0;
    let mut piece = String::new();
    for c in text.chars() {
        piece.clear();
        if is_unsafe(c) {
            let _ = write_escape(&mut piece, c);
        } else {
            piece.push(c);
        }
        let width = if is_unsafe(c) { piece.len() } else { c.width().unwrap_or(0) };
        marks = if width == 0 { marks + 1 } else { 0 };
        if used + width > columns || marks > MAX_MARKS {
            out.truncate(safe_end);
            if columns > 0 {
                out.push('…');
            }
            return out;
        }
        out.push_str(&piece);
        used += width;
        if used < columns {
            safe_end = out.len();
        }
    }
    out
}

/// Most characters without width in a row, such as combining marks. The longest legitimate stacks have four or
/// five (Unicode's Stream-Safe format allows 30); more is meant to spill over neighbouring lines.
const MAX_MARKS: usize = 8;

/// Head and tail of a text too long to show, and how many bytes lie between; nothing if it fits.
pub(crate) fn ends(text: &str, head: usize, tail: usize) -> Option<(&str, &str, usize)> {
    if text.len() <= head + tail {
        return None;
    }
    let head_end = text.char_indices().nth(head).map_or(text.len(), |(at, _)| at);
    let tail_start = match tail {
        0 => text.len(),
        n => text.char_indices().nth_back(n - 1).map_or(0, |(at, _)| at),
    };
    (head_end < tail_start).then(|| (&text[..head_end], &text[tail_start..], tail_start - head_end))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn text_is_cut_to_columns_not_to_characters() {
        for (case, text, columns, want) in [
            ("fits", "abc", 3, "abc"),
            ("one over", "abcd", 3, "ab…"),
            ("wide characters take two", "數字政務", 8, "數字政務"),
            ("wide character does not fit half", "數字政務", 6, "數字…"),
            ("escapes count as printed", "a\x1bb", 8, "a\\u{1b}b"),
            ("an escape is not cut in two", "a\x1bb", 6, "a…"),
            ("combining marks are free", "e\u{301}e\u{301}", 2, "e\u{301}e\u{301}"),
            ("no column", "abc", 0, ""),
            ("one column", "abc", 1, "…"),
            ("empty", "", 5, ""),
        ] {
            assert_eq!(fit(text, columns), want, "{case}");
        }
    }

    #[test]
    fn a_tower_of_combining_marks_is_cut() {
        let tower = format!("a{}", "\u{301}".repeat(100_000));
        assert!(fit(&tower, 80).chars().count() <= MAX_MARKS + 2);
    }

    #[test]
    fn ends_keep_characters_whole() {
        assert_eq!(ends("abcdef", 3, 3), None);
        assert_eq!(ends("abcdefg", 3, 3), Some(("abc", "efg", 1)));
        assert_eq!(ends("數字政務時代", 1, 2), Some(("數", "時代", 9)));
        assert_eq!(ends("數字政務", 2, 2), None);
        assert_eq!(ends("abcdef", 2, 0), Some(("ab", "", 4)));
        assert_eq!(ends("abcdef", 0, 2), Some(("", "ef", 4)));
    }
}
