//! JavaScript text → tokens with their brackets paired. Good enough to follow strings, not a parser.
use std::borrow::Cow;

/// Most tokens kept; the rest of a longer script is not read.
const MAX_TOKENS: usize = 300_000;

/// No partner, no token.
pub(super) const NONE: u32 = u32::MAX;

/// What a token is. Operators that matter are told apart, others are their first byte.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Kind {
    Ident,
    Str,
    Template,
    Number,
    Regex,
    /// `=`.
    Assign,
    /// `+=`.
    Append,
    /// Any other mark: its byte, or [`OPERATOR`] for those of several characters.
    Mark(u8),
}

/// An operator of several characters (`==`, `&&`, `=>`, …).
pub(super) const OPERATOR: u8 = 0;

/// One token.
#[derive(Clone, Copy, Debug)]
pub(super) struct Token {
    pub(super) kind: Kind,
    pub(super) start: u32,
    pub(super) end: u32,
    /// For a bracket that is paired: its partner's index; else [`NONE`].
    pub(super) pair: u32,
}

/// Figures about the literals of a script.
#[derive(Clone, Debug, Default)]
pub(super) struct Counts {
    pub(super) literal_bytes: u32,
    pub(super) longest_literal: u32,
    /// Bytes of `\xHH` and `\uHHHH`.
    pub(super) hex_bytes: u32,
    /// Bytes of `%HH`.
    pub(super) percent_bytes: u32,
    pub(super) numeric_strings: u32,
    pub(super) longest_number_list: u32,
    pub(super) histogram: Histogram,
}

/// How often each byte occurs in literals.
#[derive(Clone, Debug)]
pub(super) struct Histogram(pub(super) Box<[u32; 256]>);

impl Default for Histogram {
    fn default() -> Histogram {
        Histogram(Box::new([0; 256]))
    }
}

/// Fewest digits of a literal that is no phone number or date but coded text.
const NUMERIC_STRING_DIGITS: usize = 12;

/// Cuts a script into tokens.
pub(super) fn lex(script: &str, counts: &mut Counts) -> Vec<Token> {
    let bytes = script.as_bytes();
    let mut tokens: Vec<Token> = Vec::with_capacity((bytes.len() / 5).min(MAX_TOKENS));
    let mut open: Vec<u32> = Vec::new();
    let (mut at, mut numbers) = (0, 0_u32);
    while at < bytes.len() && tokens.len() < MAX_TOKENS {
        let start = at;
        let byte = bytes[at];
        let next = bytes.get(at + 1).copied().unwrap_or(0);
        let kind = match byte {
            b' ' | b'\t' | b'\n' | b'\r' | 0x0b | 0x0c => {
                at += 1;
                continue;
            }
            b'/' if next == b'/' => {
                at = line_end(bytes, at);
                continue;
            }
            b'/' if next == b'*' => {
                at = memchr::memmem::find(&bytes[at + 2..], b"*/").map_or(bytes.len(), |n| at + n + 4);
                continue;
            }
            // A comment to the end of the line, left from browsers without scripts.
            b'<' if bytes[at..].starts_with(b"<!--") => {
                at = line_end(bytes, at);
                continue;
            }
            b'"' | b'\'' => {
                at = string_end(bytes, at);
                count_literal(&bytes[start..at], counts);
                Kind::Str
            }
            b'`' => {
                at = string_end(bytes, at);
                count_literal(&bytes[start..at], counts);
                Kind::Template
            }
            b'0'..=b'9' => {
                at += 1;
                while at < bytes.len()
                    && (bytes[at].is_ascii_alphanumeric() || matches!(bytes[at], b'.' | b'_'))
                {
                    at += 1;
                }
                Kind::Number
            }
            b'/' if regex_may_start(tokens.last(), script) => match regex_end(bytes, at) {
                Some(end) => {
                    at = end;
                    Kind::Regex
                }
                None => {
                    at += 1;
                    Kind::Mark(b'/')
                }
            },
            _ if is_ident_byte(byte) => {
                while at < bytes.len() && is_ident_byte(bytes[at]) {
                    at += 1;
                }
                Kind::Ident
            }
            b'=' if !matches!(next, b'=' | b'>') => {
                at += 1;
                Kind::Assign
            }
            b'+' if next == b'=' => {
                at += 2;
                Kind::Append
            }
            b'=' | b'!' | b'<' | b'>' | b'&' | b'|' | b'?' | b'+' | b'-'
                if matches!(next, b'=' | b'>' | b'&' | b'|') || (byte == next && byte != b'!') =>
            {
                at += 2;
                while at < bytes.len() && matches!(bytes[at], b'=' | b'>') {
                    at += 1;
                }
                Kind::Mark(OPERATOR)
            }
            _ => {
                at += 1;
                Kind::Mark(byte)
            }
        };
        numbers = match kind {
            Kind::Number => numbers + 1,
            Kind::Mark(b',' | b'-') => numbers,
            _ => 0,
        };
        counts.longest_number_list = counts.longest_number_list.max(numbers);
        let index = tokens.len() as u32;
        let mut pair = NONE;
        match kind {
            Kind::Mark(b'(' | b'[' | b'{') => open.push(index),
            Kind::Mark(close @ (b')' | b']' | b'}')) => {
                // A wrong bracket is left alone, so that one slip does not unpair the whole script.
                let matches = open
                    .last()
                    .is_some_and(|&o| script.as_bytes()[tokens[o as usize].start as usize] == opener(close));
                if matches && let Some(partner) = open.pop() {
                    pair = partner;
                    tokens[partner as usize].pair = index;
                }
            }
            _ => {}
        }
        tokens.push(Token { kind, start: start as u32, end: at as u32, pair });
    }
    tokens
}

fn opener(close: u8) -> u8 {
    match close {
        b')' => b'(',
        b']' => b'[',
        _ => b'{',
    }
}

fn is_ident_byte(byte: u8) -> bool {
    // A backslash outside a string can only begin an escaped letter of a name.
    byte.is_ascii_alphanumeric() || matches!(byte, b'_' | b'$' | b'\\') || byte >= 0x80
}

fn line_end(bytes: &[u8], from: usize) -> usize {
    memchr::memchr2(b'\n', b'\r', &bytes[from..]).map_or(bytes.len(), |n| from + n)
}

/// Just behind the closing quote; of an unclosed string, the end of its line.
fn string_end(bytes: &[u8], start: usize) -> usize {
    let quote = bytes[start];
    let mut at = start + 1;
    while at < bytes.len() {
        let Some(found) =
            memchr::memchr3(quote, b'\\', if quote == b'`' { quote } else { b'\n' }, &bytes[at..])
        else {
            return bytes.len();
        };
        at += found;
        match bytes[at] {
            // A quoted line end (also CR LF) continues the string.
            b'\\' => at += if bytes[at + 1..].starts_with(b"\r\n") { 3 } else { 2 },
            b'\n' => return at,
            _ => return at + 1,
        }
    }
    // An escape at the very end may have stepped over it.
    bytes.len()
}

/// A `/` here begins a regular expression: no value stands before it.
fn regex_may_start(last: Option<&Token>, script: &str) -> bool {
    match last.map(|t| t.kind) {
        None => true,
        Some(Kind::Mark(b')' | b']' | b'}')) => false,
        Some(Kind::Mark(_) | Kind::Assign | Kind::Append) => true,
        Some(Kind::Ident) => {
            let word = last.map_or("", |t| &script[t.start as usize..t.end as usize]);
            matches!(word, "return" | "typeof" | "case" | "in" | "of" | "delete" | "void" | "else" | "do")
        }
        Some(_) => false,
    }
}

fn regex_end(bytes: &[u8], start: usize) -> Option<usize> {
    let (mut at, mut in_class) = (start + 1, false);
    while let Some(&byte) = bytes.get(at) {
        match byte {
            b'\\' => at += 1,
            b'[' => in_class = true,
            b']' => in_class = false,
            b'\n' | b'\r' => return None,
            b'/' if !in_class => {
                at += 1;
                while bytes.get(at).is_some_and(|b| b.is_ascii_alphabetic()) {
                    at += 1;
                }
                return Some(at);
            }
            _ => {}
        }
        at += 1;
    }
    None
}

fn count_literal(raw: &[u8], counts: &mut Counts) {
    let inner = inner_range(raw);
    let inner = &raw[inner];
    counts.literal_bytes = counts.literal_bytes.saturating_add(inner.len() as u32);
    counts.longest_literal = counts.longest_literal.max(inner.len() as u32);
    if inner.len() >= NUMERIC_STRING_DIGITS && inner.iter().all(u8::is_ascii_digit) {
        counts.numeric_strings += 1;
    }
    for &byte in inner {
        counts.histogram.0[byte as usize] += 1;
    }
    for found in memchr::memchr2_iter(b'\\', b'%', inner) {
        let rest = &inner[found + 1..];
        let hex = |n: usize| rest.len() >= n && rest[..n].iter().all(u8::is_ascii_hexdigit);
        match (inner[found], rest.first()) {
            (b'%', _) if hex(2) && spells_ascii(rest.get(..2)) => counts.percent_bytes += 3,
            (b'\\', Some(b'x')) if spells_ascii(rest.get(1..3)) => counts.hex_bytes += 4,
            (b'\\', Some(b'u')) if spells_ascii(rest.get(3..5)) && rest[1..3] == *b"00" => {
                counts.hex_bytes += 6
            }
            _ => {}
        }
    }
}

/// Whether two hexadecimal digits spell an ASCII letter or digit, which needs no escape: who escapes it hides it.
/// Other characters are escaped by honest programs too (JSON in ASCII, `\x3c` before `/script`).
fn spells_ascii(digits: Option<&[u8]>) -> bool {
    digits
        .and_then(|digits| std::str::from_utf8(digits).ok())
        .and_then(|digits| u8::from_str_radix(digits, 16).ok())
        .is_some_and(|byte| byte.is_ascii_alphanumeric())
}

/// The bytes between the quotes.
fn inner_range(raw: &[u8]) -> std::ops::Range<usize> {
    let closed = raw.len() >= 2 && raw[raw.len() - 1] == raw[0];
    1.min(raw.len())..if closed { raw.len() - 1 } else { raw.len() }
}

/// What a quoted literal stands for; of a template, without its `${…}` (then the flag is set).
pub(super) fn literal_value(raw: &str) -> (Cow<'_, str>, bool) {
    let inner = &raw[inner_range(raw.as_bytes())];
    let is_template = raw.starts_with('`');
    let coded = inner.contains('\\') || (is_template && inner.contains("${"));
    if !coded {
        return (Cow::Borrowed(inner), false);
    }
    let (mut out, mut holes) = (String::with_capacity(inner.len()), false);
    let mut rest = inner;
    while let Some(at) = rest.find(['\\', '$']) {
        out.push_str(&rest[..at]);
        rest = &rest[at..];
        if let Some(hole) = rest.strip_prefix("${").filter(|_| is_template) {
            holes = true;
            rest = hole.find('}').map_or("", |end| &hole[end + 1..]);
        } else if let Some(escape) = rest.strip_prefix('\\') {
            rest = unescape_one(escape, &mut out);
        } else {
            out.push('$');
            rest = &rest[1..];
        }
    }
    out.push_str(rest);
    (Cow::Owned(out), holes)
}

/// Reads one escape, `rest` being what follows its backslash; gives what follows the escape.
pub(super) fn unescape_one<'s>(rest: &'s str, out: &mut String) -> &'s str {
    let mut chars = rest.chars();
    let Some(first) = chars.next() else { return "" };
    let after = chars.as_str();
    let code = |digits: &str| u32::from_str_radix(digits, 16).ok();
    let (value, after) = match first {
        'n' => (Some('\n'), after),
        't' => (Some('\t'), after),
        'r' => (Some('\r'), after),
        'b' => (Some('\u{8}'), after),
        'f' => (Some('\u{c}'), after),
        'v' => (Some('\u{b}'), after),
        '\r' => return after.strip_prefix('\n').unwrap_or(after),
        '\n' | '\u{2028}' | '\u{2029}' => return after,
        'x' => match after.get(..2).and_then(code) {
            Some(n) => (char::from_u32(n), &after[2..]),
            None => (Some('x'), after),
        },
        'u' if after.starts_with('{') => match after.find('}').filter(|&end| end <= 9) {
            Some(end) => (code(&after[1..end]).and_then(char::from_u32), &after[end + 1..]),
            None => (Some('u'), after),
        },
        'u' => match after.get(..4).and_then(code) {
            Some(high @ 0xd800..=0xdbff) => {
                let low =
                    after.get(4..6).filter(|p| *p == "\\u").and_then(|_| after.get(6..10)).and_then(code);
                match low.filter(|n| (0xdc00..=0xdfff).contains(n)) {
                    Some(low) => {
                        (char::from_u32(0x10000 + ((high - 0xd800) << 10) + (low - 0xdc00)), &after[10..])
                    }
                    None => (None, &after[4..]),
                }
            }
            Some(n) => (char::from_u32(n), &after[4..]),
            None => (Some('u'), after),
        },
        '0'..='7' => {
            let more = after.bytes().take(2).take_while(|b| matches!(b, b'0'..=b'7')).count();
            (u32::from_str_radix(&rest[..1 + more], 8).ok().and_then(char::from_u32), &after[more..])
        }
        other => (Some(other), after),
    };
    out.push(value.unwrap_or(char::REPLACEMENT_CHARACTER));
    after
}
