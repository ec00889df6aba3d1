//! Splits a style sheet into rules without reading them: bytes of interest only.
use cssparser::{ParseError, Parser, Token};

/// Deepest nesting of `@media`, `@supports` and the like that is followed.
const MAX_DEPTH: usize = 8;

/// Widest `min-width` (CSS px) that every screen has. Source: the narrowest phones sold, 320 px.
const EVERY_SCREEN_PX: f32 = 320.0;

/// Narrowest `max-width` (CSS px) that no screen exceeds.
const NO_SCREEN_PX: f32 = 5000.0;

/// The bytes that may begin something that a search goes over.
static SKIPS: [bool; 256] = {
    let mut table = [false; 256];
    let mut nth = 0;
    let bytes = b"\"'/\\(";
    while nth < bytes.len() {
        table[bytes[nth] as usize] = true;
        nth += 1;
    }
    table
};

/// Walks the rules of a style sheet.
pub(super) struct Scanner<'a> {
    text: &'a str,
    at: usize,
}

/// What ended a search.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Stop {
    Open,
    Close,
    Semicolon,
    End,
}

/// Receives selector, body and whether the rule holds on every screen.
type OnRule<'f> = dyn FnMut(&str, &str, bool) + 'f;

impl<'a> Scanner<'a> {
    pub(super) fn new(text: &'a str) -> Scanner<'a> {
        Scanner { text, at: 0 }
    }

    /// Hands over every style rule, in order, those in conditional groups too.
    pub(super) fn rules(&mut self, on_rule: &mut OnRule<'_>) {
        // One entry for each open group: whether rules in it hold everywhere.
        let mut groups: Vec<bool> = Vec::new();
        loop {
            let start = self.at;
            let (stop, end) = self.find();
            let prelude = trim(&self.text[start..end]);
            match stop {
                Stop::End => return,
                Stop::Close => {
                    groups.pop();
                }
                // `@import …;`, or rubbish before a `;`, which belongs to the selector of the next rule for a
                // browser and so voids that rule; reading it as a rule of its own errs on the side of seeing.
                Stop::Semicolon => {}
                Stop::Open => {
                    let applies = groups.last().copied().unwrap_or(true);
                    match group(prelude) {
                        Some(holds) if groups.len() < MAX_DEPTH => groups.push(applies && holds),
                        _ => {
                            let body = self.block();
                            if !prelude.starts_with('@') {
                                on_rule(prelude, body, applies);
                            }
                        }
                    }
                }
            }
        }
    }

    /// Goes to just behind the next `{`, `}` or `;`, over comments, strings and `url(…)`.
    fn find(&mut self) -> (Stop, usize) {
        let bytes = self.text.as_bytes();
        let next =
            |from: usize| memchr::memchr3(b'{', b'}', b';', &bytes[from..]).map_or(bytes.len(), |n| from + n);
        let mut end = next(self.at);
        if !is_plain(&bytes[self.at..end]) {
            while let Some(found) = bytes[self.at..end].iter().position(|&b| SKIPS[b as usize]) {
                self.at += found + 1;
                self.skip(bytes[self.at - 1]);
                // Searched again only once it is passed, lest many strings before one far end cost their square.
                if self.at > end {
                    end = next(self.at);
                }
            }
        }
        self.at = bytes.len().min(end + 1);
        let stop = match bytes.get(end) {
            Some(b'{') => Stop::Open,
            Some(b'}') => Stop::Close,
            Some(_) => Stop::Semicolon,
            None => Stop::End,
        };
        (stop, end)
    }

    /// The text up to the `}` that closes the block just opened.
    fn block(&mut self) -> &'a str {
        let start = self.at;
        let rest = &self.text.as_bytes()[start..];
        // Most often there is no block within, and nothing that could hide the end.
        if let Some(length) = memchr::memchr(b'}', rest)
            && is_plain_block(&rest[..length])
        {
            self.at += length + 1;
            return &self.text[start..start + length];
        }
        let mut depth = 1_u32;
        loop {
            let (stop, end) = self.find();
            match stop {
                Stop::Open => depth += 1,
                Stop::Close => depth -= 1,
                Stop::Semicolon => continue,
                Stop::End => depth = 0,
            }
            if depth == 0 {
                return &self.text[start..end];
            }
        }
    }

    /// Goes over what begins with `byte`, which stands just before `self.at`.
    fn skip(&mut self, byte: u8) {
        let bytes = self.text.as_bytes();
        let rest = &bytes[self.at..];
        match byte {
            // An escape may be of a character of several bytes; those are of no interest, one is enough.
            b'\\' => self.at = (self.at + 1).min(bytes.len()),
            b'/' if rest.first() == Some(&b'*') => {
                let end = memchr::memmem::find(&rest[1..], b"*/").map_or(rest.len(), |n| n + 3);
                self.at += end;
            }
            b'"' | b'\'' => {
                while let Some(&next) = bytes.get(self.at) {
                    self.at += 1;
                    match next {
                        b'\\' => self.at = (self.at + 1).min(bytes.len()),
                        // A string ends with its line, closed or not.
                        b'\n' | b'\r' => return,
                        _ if next == byte => return,
                        _ => {}
                    }
                }
            }
            b'(' => {
                let name = &bytes[..self.at - 1];
                let is_url = name.len() >= 3 && name[name.len() - 3..].eq_ignore_ascii_case(b"url");
                let quoted =
                    rest.iter().find(|b| !b.is_ascii_whitespace()).is_some_and(|b| matches!(b, b'"' | b'\''));
                if is_url && !quoted {
                    self.at += memchr::memchr(b')', rest).map_or(rest.len(), |n| n + 1);
                }
            }
            _ => {}
        }
    }
}

/// Nothing that [`Scanner::skip`] goes over.
fn is_plain(bytes: &[u8]) -> bool {
    // Most often there is no bracket either.
    none(bytes, |b| (b == b'"') | (b == b'\'') | (b == b'/') | (b == b'\\') | (b == b'('))
        || none(bytes, |b| (b == b'"') | (b == b'\'') | (b == b'/') | (b == b'\\')) && !may_name_url(bytes)
}

/// The same, and no block.
fn is_plain_block(bytes: &[u8]) -> bool {
    is_plain(bytes) && none(bytes, |b| b == b'{')
}

/// Some `(` may be that of `url(`. What is before the first byte is no letter: it ended a search, or begins the text.
fn may_name_url(bytes: &[u8]) -> bool {
    memchr::memchr_iter(b'(', bytes).any(|at| at > 0 && matches!(bytes[at - 1], b'l' | b'L'))
}

/// No byte is one of these. Without a way out within a chunk, which the compiler makes vectors of.
#[inline]
fn none(bytes: &[u8], is: impl Fn(u8) -> bool) -> bool {
    let any = |chunk: &[u8; 16]| chunk.iter().fold(0, |any, &b| any | u8::from(is(b))) != 0;
    // The last chunk may look at bytes a second time.
    let Some(last) = bytes.last_chunk() else { return !bytes.iter().any(|&b| is(b)) };
    !bytes.as_chunks().0.iter().any(any) && !any(last)
}

/// Strips white space, comments and the `<!--` `-->` of old pages from the front and white space from the end.
fn trim(prelude: &str) -> &str {
    let mut text = prelude.trim_ascii();
    loop {
        let rest = if text.starts_with("/*") {
            text.find("*/").map_or("", |n| &text[n + 2..])
        } else if let Some(rest) = text.strip_prefix("<!--").or_else(|| text.strip_prefix("-->")) {
            rest
        } else {
            return text;
        };
        text = rest.trim_ascii_start();
    }
}

/// For an at-rule that holds rules: whether they hold on every screen.
fn group(prelude: &str) -> Option<bool> {
    let name = prelude.strip_prefix('@')?;
    let end = name.find(|c: char| !c.is_ascii_alphanumeric() && c != '-').unwrap_or(name.len());
    let (name, condition) = name.split_at(end);
    match name.to_ascii_lowercase().as_str() {
        "media" => Some(media_applies(condition)),
        "supports" | "layer" | "document" | "-moz-document" | "scope" => Some(true),
        // Holds in containers of some size only.
        "container" => Some(false),
        _ => None,
    }
}

/// A media query (the `media` attribute, or what follows `@media`) holds on every screen.
///
/// Print and speech do not; nor does a query that asks for a size, a pointer, a preference, unless the
/// size is one that every screen has.
pub fn media_applies(query: &str) -> bool {
    let mut input = Parser::new(query);
    if input.is_exhausted() {
        return true;
    }
    let on_screens = |i: &mut Parser<'_>| if query_applies(i)? { Ok(()) } else { Err(no()) };
    !input.parse_comma_separated_ignoring_errors(on_screens).is_empty()
}

fn no() -> ParseError<()> {
    ParseError::custom(())
}

fn query_applies(input: &mut Parser<'_>) -> Result<bool, ParseError<()>> {
    let (mut holds, mut negated) = (true, false);
    loop {
        match input.next() {
            Err(_) => return Ok(holds != negated),
            Ok(Token::Ident(word)) => match word.to_ascii_lowercase().as_str() {
                "not" => negated = true,
                "only" | "and" | "screen" | "all" => {}
                // Any other medium, or `or`.
                _ => holds = false,
            },
            Ok(Token::ParenthesisBlock) => holds &= input.parse_nested_block(feature_applies)?,
            Ok(_) => return Err(no()),
        }
    }
}

fn feature_applies(input: &mut Parser<'_>) -> Result<bool, ParseError<()>> {
    let name = input.expect_ident()?.to_ascii_lowercase();
    if input.expect_colon().is_err() {
        return Ok(name == "color");
    }
    let value = match input.next()? {
        Token::Dimension { value, unit, .. } if unit.ends_with("em") => *value * 16.0,
        Token::Dimension { value, .. } | Token::Number { value, .. } => *value,
        _ => return Ok(false),
    };
    while input.next().is_ok() {}
    Ok(match name.as_str() {
        "min-width" | "min-device-width" | "min-height" => value <= EVERY_SCREEN_PX,
        "max-width" | "max-device-width" | "max-height" => value >= NO_SCREEN_PX,
        _ => false,
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    /// [`Scanner::find`], a byte at a time.
    fn find_slowly(scanner: &mut Scanner<'_>) -> (Stop, usize) {
        let bytes = scanner.text.as_bytes();
        while let Some(&byte) = bytes.get(scanner.at) {
            scanner.at += 1;
            let stop = match byte {
                b'{' => Stop::Open,
                b'}' => Stop::Close,
                b';' => Stop::Semicolon,
                _ => {
                    scanner.skip(byte);
                    continue;
                }
            };
            return (stop, scanner.at - 1);
        }
        scanner.at = bytes.len();
        (Stop::End, bytes.len())
    }

    /// [`Scanner::block`] by that.
    fn block_slowly<'a>(scanner: &mut Scanner<'a>) -> &'a str {
        let (start, mut depth) = (scanner.at, 1);
        loop {
            let (stop, end) = find_slowly(scanner);
            match stop {
                Stop::Open => depth += 1,
                Stop::Close => depth -= 1,
                Stop::Semicolon => continue,
                Stop::End => depth = 0,
            }
            if depth == 0 {
                return &scanner.text[start..end];
            }
        }
    }

    fn agrees(text: &str) {
        let mut fast = Scanner::new(text);
        let mut slow = Scanner::new(text);
        loop {
            let stop = fast.find();
            assert!(stop == find_slowly(&mut slow) && fast.at == slow.at, "{text:?} at {}", slow.at);
            let mut fast = Scanner { text, at: fast.at };
            let mut slow = Scanner { text, at: slow.at };
            assert_eq!(fast.block(), block_slowly(&mut slow), "{text:?}");
            assert_eq!(fast.at, slow.at, "{text:?}");
            if stop.0 == Stop::End {
                return;
            }
        }
    }

    #[test]
    fn searches_end_alike_whatever_stands_between() {
        for text in [
            "",
            "a{b:c}d{e}",
            "a{b:'}'}c{}",
            "a /* { */ b { c: url(;}) ; d } e",
            "a{b:url( ';' )}",
            "a:not(.b){c:d}",
            "url(",
            "a\\{b{c}",
            "'a\n;b'",
            "/* a",
            "a{b{c}d}e",
            "a { background: URL(x;y) ; content: \"}\" } b { c }",
        ] {
            agrees(text);
        }
    }

    proptest! {
        #[test]
        fn searches_end_alike_in_any_mix(words in proptest::collection::vec(
            proptest::sample::select(vec!["{", "}", ";", "(", ")", "url(", "URL(", "l(", "'", "\"", "\\", "/*", "*/", "/", "é", " ", "\n",
                "a", "sixteen bytes are", "#x", ".y"]), 0..40)) {
            agrees(&words.concat());
        }
    }
}
