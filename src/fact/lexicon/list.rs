//! The lists as they are written: one term, its language and its weight on a line.
use super::super::chars::{Class, class};
use super::super::fold::fold;
use super::{Category, LexiconError, Term};

/// Longest folded term, in bytes. Keeps a term a phrase, not a sentence.
const MAX_TERM_BYTES: usize = 64;

/// Reads a list, giving each term as it is matched.
pub(super) fn read(
    category: Category,
    text: &str,
    mut take: impl FnMut(&str, Term),
) -> Result<(), LexiconError> {
    let mut pattern = String::new();
    for (index, line) in text.lines().enumerate().skip(1) {
        let error = |problem| LexiconError { category: category.name(), line: index as u64 + 1, problem };
        if line.is_empty() {
            continue;
        }
        let mut fields = line.split(',');
        let (Some(term), Some(_), Some(weight), None) =
            (fields.next(), fields.next(), fields.next(), fields.next())
        else {
            return Err(error("not a term, a language and a weight, set apart by commas".to_owned()));
        };
        let shared = write_pattern(term, &mut pattern).map_err(&error)?;
        let strong = match weight {
            "1" | "" => false,
            "2" => true,
            other => return Err(error(format!("weight `{other}` is neither 1 nor 2"))),
        };
        take(&pattern, Term { category, strong, len: pattern.len() as u32, shared });
    }
    Ok(())
}

/// The folded text a term matches: between blanks where it begins or ends with a word of a spaced
/// script; a final `*` stands for any ending. Returns whether it ends in a blank (1 or 0).
fn write_pattern(term: &str, out: &mut String) -> Result<u32, String> {
    let (stem, open_end) = match term.strip_suffix('*') {
        Some(stem) => (stem, true),
        None => (term, false),
    };
    out.clear();
    if is_folded(stem.as_bytes()) {
        out.push(' ');
        out.push_str(stem);
        if !open_end {
            out.push(' ');
        }
    } else {
        let folded = fold(stem);
        let (Some(first), Some(last)) = (folded.chars().next(), folded.chars().next_back()) else {
            return Err(format!("term `{term}` has no letter or digit"));
        };
        let unspaced =
            |c| matches!(class(c), Class::Han | Class::Kana | Class::Hangul | Class::Thai | Class::Mark);
        if !unspaced(first) {
            out.push(' ');
        }
        out.push_str(&folded);
        if !open_end && !unspaced(last) {
            out.push(' ');
        }
    }
    if out.trim_matches(' ').len() > MAX_TERM_BYTES {
        return Err(format!("term `{term}` is longer than {MAX_TERM_BYTES} bytes"));
    }
    Ok(u32::from(out.ends_with(' ')))
}

/// Whether folding would change nothing: ASCII words in lower case, one blank between two.
fn is_folded(stem: &[u8]) -> bool {
    let mut word = false;
    for &b in stem {
        match b {
            b'a'..=b'z' | b'0'..=b'9' => word = true,
            b' ' if word => word = false,
            _ => return false,
        }
    }
    word
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    proptest! {
        #[test]
        fn what_is_taken_as_folded_is_folded(stem in "[a-c1 ]{0,8}|[a-cA-Zé彩. ]{0,8}") {
            if is_folded(stem.as_bytes()) {
                prop_assert_eq!(fold(&stem), stem);
            }
        }
    }
}
