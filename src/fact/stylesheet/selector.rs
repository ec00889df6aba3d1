//! Selectors: those of one compound taken apart, and the ids in any.
use cssparser::{Parser, Token};

/// Most selectors of one rule that are read.
const MAX_SELECTORS: usize = 64;

/// Most classes of one compound; one with more is not kept.
const MAX_CLASSES: usize = 4;

/// A selector of one compound: all of it must hold for one element.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Compound {
    /// Lower case.
    pub(super) tag: Option<Box<str>>,
    pub(super) id: Option<Box<str>>,
    pub(super) classes: Vec<Box<str>>,
}

impl Compound {
    /// The element has all that is asked for; `has_class` tells whether it has a class.
    pub(super) fn matches(&self, tag: &str, id: Option<&str>, has_class: impl Fn(&str) -> bool) -> bool {
        self.tag.as_deref().is_none_or(|t| t == tag)
            && self.id.as_deref().is_none_or(|i| Some(i) == id)
            && self.classes.iter().all(|want| has_class(want))
    }

    fn is_empty(&self) -> bool {
        self.tag.is_none() && self.id.is_none() && self.classes.is_empty()
    }

    /// `html`, `body` or `*`: says nothing about where its descendant stands.
    fn is_everywhere(&self) -> bool {
        self.id.is_none()
            && self.classes.is_empty()
            && self.tag.as_deref().is_none_or(|t| matches!(t, "html" | "body"))
    }
}

/// Hands over the selectors of a rule that are one compound, by themselves or below `html`, `body`, `*`.
pub(super) fn compounds(prelude: &str, on_compound: &mut dyn FnMut(Compound)) {
    let mut input = Parser::new(prelude);
    let (mut current, mut valid, mut gap, mut count) = (Compound::default(), true, false, 0);
    while let Ok(token) = input.next_including_whitespace().cloned() {
        match token {
            Token::Comma => {
                if valid && !current.is_empty() {
                    on_compound(std::mem::take(&mut current));
                }
                (current, valid, gap) = (Compound::default(), true, false);
                count += 1;
                if count >= MAX_SELECTORS {
                    return;
                }
                continue;
            }
            Token::WhiteSpace(_) | Token::Comment(_) => {
                gap = true;
                continue;
            }
            Token::Delim('>') => {
                gap = true;
                continue;
            }
            _ => {}
        }
        if gap && !current.is_empty() {
            valid &= current.is_everywhere();
            current = Compound::default();
        }
        gap = false;
        match token {
            Token::Ident(name) if current.is_empty() => current.tag = Some(name.to_ascii_lowercase().into()),
            Token::IDHash(name) | Token::Hash(name) if current.id.is_none() => {
                current.id = Some((*name).into())
            }
            Token::Delim('*') => {}
            Token::Delim('.') => match input.next_including_whitespace() {
                Ok(Token::Ident(name)) if current.classes.len() < MAX_CLASSES => {
                    current.classes.push((**name).into())
                }
                _ => valid = false,
            },
            Token::SquareBracketBlock => match input.parse_nested_block(attribute) {
                Ok((true, value)) if current.id.is_none() => current.id = Some(value),
                Ok((false, value)) if current.classes.len() < MAX_CLASSES => current.classes.push(value),
                _ => valid = false,
            },
            _ => valid = false,
        }
    }
    if valid && !current.is_empty() {
        on_compound(current);
    }
}

/// Whether [`compounds`] may find anything: a glance at the bytes, `true` where they do not tell.
///
/// Of most rules every selector has several compounds or a pseudo-class, and what such rules say does not matter.
pub(super) fn may_hold_compound(prelude: &str) -> bool {
    let mut rest = prelude.as_bytes();
    loop {
        if may_be_compound(rest) {
            return true;
        }
        let Some(comma) = memchr::memchr(b',', rest) else { return false };
        rest = &rest[comma + 1..];
    }
}

/// The same of the first selector. A comma in brackets or quotes cuts it too; what then matters is the part before, for
/// which the answer is `true` where such a thing begins.
fn may_be_compound(selectors: &[u8]) -> bool {
    // A compound that says where the next one has to stand.
    let mut narrows = false;
    let mut rest = selectors;
    loop {
        let length = rest.iter().position(|&b| !IN_COMPOUND[b as usize]).unwrap_or(rest.len());
        if narrows && length > 0 {
            return false;
        }
        let (word, behind) = rest.split_at(length);
        match behind.first() {
            None | Some(b',') => return true,
            Some(b' ' | b'\t' | b'\n' | b'\r' | b'\x0C' | b'>') => narrows |= !is_everywhere(word),
            // Pseudo-classes and other combinators.
            Some(b':' | b'+' | b'~') => return false,
            Some(_) => return true,
        }
        rest = &behind[1..];
    }
}

/// The bytes of which most compounds are made: of names, and the marks before them.
static IN_COMPOUND: [bool; 256] = {
    let mut table = [false; 256];
    let mut byte = 0;
    while byte < 256 {
        table[byte] = is_name_byte(byte as u8) || matches!(byte as u8, b'.' | b'#' | b'*');
        byte += 1;
    }
    table
};

/// Perhaps nothing but `html`, `body` or `*`, see [`Compound::is_everywhere`].
fn is_everywhere(word: &[u8]) -> bool {
    word.is_empty()
        || word.eq_ignore_ascii_case(b"html")
        || word.eq_ignore_ascii_case(b"body")
        || word.contains(&b'*')
}

/// `[id=x]` (`true`) and `[class=x]`, `[class~=x]` (`false`), which say what `#x` and `.x` say.
fn attribute(input: &mut Parser<'_>) -> Result<(bool, Box<str>), cssparser::ParseError<()>> {
    let invalid = || cssparser::ParseError::custom(());
    let name = input.expect_ident()?.to_ascii_lowercase();
    let is_id = match name.as_str() {
        "id" => true,
        "class" => false,
        _ => return Err(invalid()),
    };
    match input.next()? {
        Token::Delim('=') => {}
        Token::IncludeMatch if !is_id => {}
        _ => return Err(invalid()),
    }
    let value: Box<str> = (**input.expect_ident_or_string()?).into();
    input.expect_exhausted()?;
    Ok((is_id, value))
}

/// The runs of letters and marks that names are made of, escapes and quotes aside.
pub(super) fn plain_names(prelude: &str) -> impl Iterator<Item = &str> {
    prelude.split(|c: char| c.is_ascii() && !is_name_byte(c as u8)).filter(|name| !name.is_empty())
}

/// Hands over the hash of every id that a selector names, wherever it stands.
pub(super) fn ids(prelude: &str, on_id: &mut dyn FnMut(u64)) {
    let bytes = prelude.as_bytes();
    let mut at = 0;
    while let Some(found) = memchr::memchr(b'#', &bytes[at..]) {
        let start = at + found + 1;
        let length = bytes[start..].iter().position(|&b| !is_name_byte(b)).unwrap_or(bytes.len() - start);
        at = start + length;
        if bytes.get(at) == Some(&b'\\') {
            at += escaped_name(&prelude[start..], on_id);
        } else if length > 0 {
            on_id(name_hash(&bytes[start..at]));
        }
    }
}

const fn is_name_byte(byte: u8) -> bool {
    byte.is_ascii_alphanumeric() || byte == b'-' || byte == b'_' || byte >= 0x80
}

/// Reads a name with escapes; gives the bytes to go on by, at least 1 and on a character's edge.
fn escaped_name(rest: &str, on_id: &mut dyn FnMut(u64)) -> usize {
    // A name of sane length: what is longer is not what an element is called.
    let end = rest.char_indices().nth(128).map_or(rest.len(), |c| c.0);
    if let Ok(name) = Parser::new(&rest[..end]).expect_ident() {
        on_id(name_hash(name.as_bytes()));
    }
    1
}

/// FNV-1a of a name. Two names with one hash are taken for one, which does no harm.
pub(super) fn name_hash(name: &[u8]) -> u64 {
    let step = |hash: u64, byte: &u8| (hash ^ u64::from(*byte)).wrapping_mul(0x0100_0000_01b3);
    name.iter().fold(0xcbf2_9ce4_8422_2325, step)
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn holds_compound(prelude: &str) -> bool {
        let mut any = false;
        compounds(prelude, &mut |_| any = true);
        any
    }

    /// [`may_hold_compound`], a byte at a time.
    fn may_hold_slowly(prelude: &str) -> bool {
        prelude.as_bytes().split(|&b| b == b',').any(|selector| {
            let mut narrows = false;
            let mut word = 0;
            for (at, &byte) in selector.iter().enumerate() {
                match byte {
                    b' ' | b'\t' | b'\n' | b'\r' | b'\x0C' | b'>' => {
                        narrows |= !is_everywhere(&selector[word..at]);
                        word = at + 1;
                    }
                    b':' | b'+' | b'~' => return false,
                    b'.' | b'#' | b'*' if narrows => return false,
                    b'.' | b'#' | b'*' => {}
                    _ if !is_name_byte(byte) => return true,
                    _ if narrows => return false,
                    _ => {}
                }
            }
            true
        })
    }

    #[test]
    fn a_glance_passes_over_what_has_no_compound() {
        for (prelude, may) in [
            (".a", true),
            ("a, .b .c", true),
            (".a .b, #c > d", false),
            ("html body .x", true),
            ("* .x", true),
            ("html* .x", true),
            ("*html>.x", true),
            ("html.a .x", false),
            (".a:hover,.b::before", false),
            (".a:not(.b)", false),
            ("p + .x, p ~ .x", false),
            (".a .b,", true),
            ("[class=x]", true),
            (".a [class=x]", true),
        ] {
            assert_eq!(may_hold_compound(prelude), may, "{prelude}");
        }
    }

    proptest! {
        #[test]
        fn a_glance_passes_over_nothing_that_has_a_compound(words in proptest::collection::vec(
            proptest::sample::select(vec![",", " ", ">", "+", "~", ":", ".", "#", "*", "html", "BODY", "a", "x1", "1", "-", "--", "(", ")",
                "[", "]", "=", "\"", "'", "\\", "/*", "*/", "é", "\n", "|", "<!--", "id", "class", "\0", "@", "%"]), 0..12)) {
            let prelude = words.concat();
            prop_assert_eq!(may_hold_compound(&prelude), may_hold_slowly(&prelude), "{:?}", prelude);
            if holds_compound(&prelude) {
                prop_assert!(may_hold_compound(&prelude), "{prelude:?}");
            }
        }
    }
}
