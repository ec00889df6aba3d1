//! JavaScript text → tokens with their brackets paired. Good enough to follow strings, not a parser.
use super::acts::is_word;
use super::literal::Counts;

/// Most tokens kept; the rest of a longer script is not read.
pub(super) const MAX_TOKENS: usize = 300_000;

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
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Token {
    pub(super) kind: Kind,
    pub(super) start: u32,
    pub(super) end: u32,
    /// For a bracket that is paired: its partner's index; else [`NONE`].
    pub(super) pair: u32,
}

/// Tokens of a script, and which of them matter.
#[derive(Debug, Default)]
pub(super) struct Lexed {
    pub(super) tokens: Vec<Token>,
    /// Indices of the tokens by which a script may do something, see [`super::acts::is_word`]: in order.
    pub(super) acts: Vec<u32>,
}

// What a byte begins or continues.
const NAME: u8 = 1;
const DIGIT: u8 = 2;
/// Continues a number.
const NUMERIC: u8 = 4;
const WHITE: u8 = 8;
/// May end a literal, or begin an escape in it.
const STOP: u8 = 16;

/// The classes of each byte. `\\` is no part of a name here: it begins an escaped letter of one, which is rare.
static CLASS: [u8; 256] = {
    let mut table = [0; 256];
    let mut byte = 0;
    while byte < 256 {
        let b = byte as u8;
        if b.is_ascii_digit() {
            table[byte] = NAME | DIGIT | NUMERIC;
        } else if b.is_ascii_alphabetic() || b == b'_' {
            table[byte] = NAME | NUMERIC;
        } else if b == b'$' || b >= 0x80 {
            table[byte] = NAME;
        } else if b == b'.' {
            table[byte] = NUMERIC;
        } else if matches!(b, b' ' | b'\t' | b'\n' | b'\r' | 0x0b | 0x0c) {
            table[byte] = WHITE;
        }
        if matches!(b, b'"' | b'\'' | b'`' | b'\\' | b'\n' | b'%') {
            table[byte] |= STOP;
        }
        byte += 1;
    }
    table
};

fn is(byte: u8, class: u8) -> bool {
    CLASS[byte as usize] & class != 0
}

/// Where a run of bytes of this class that begins at `at` or before ends.
#[inline]
fn run_end(bytes: &[u8], at: usize, class: u8) -> usize {
    bytes[at..].iter().position(|&b| !is(b, class)).map_or(bytes.len(), |n| at + n)
}

/// Cuts a script into tokens.
pub(super) fn lex(script: &str, counts: &mut Counts) -> Lexed {
    let bytes = script.as_bytes();
    let mut tokens: Vec<Token> = Vec::with_capacity((bytes.len() / 4 + 8).min(MAX_TOKENS));
    let mut acts: Vec<u32> = Vec::with_capacity((bytes.len() / 64 + 8).min(MAX_TOKENS));
    let mut open: Vec<u32> = Vec::with_capacity(32);
    let mut at = 0;
    while at < bytes.len() && tokens.len() < MAX_TOKENS {
        let start = at;
        let byte = bytes[at];
        let index = tokens.len() as u32;
        let mut pair = NONE;
        let kind = if is(byte, WHITE) {
            at = run_end(bytes, at + 1, WHITE);
            continue;
        } else if is(byte, DIGIT) {
            at = run_end(bytes, at + 1, NUMERIC);
            Kind::Number
        } else if is(byte, NAME) || byte == b'\\' {
            at = run_end(bytes, at, NAME);
            let escaped = at < bytes.len() && bytes[at] == b'\\';
            if escaped {
                while at < bytes.len() && (is(bytes[at], NAME) || bytes[at] == b'\\') {
                    at += 1;
                }
            }
            if escaped || is_word(&bytes[start..at]) {
                acts.push(index);
            }
            Kind::Ident
        } else {
            let next = bytes.get(at + 1).copied().unwrap_or(0);
            match byte {
                b'"' | b'\'' | b'`' => {
                    let escapes;
                    (at, escapes) = string_end(bytes, at);
                    counts.add(&bytes[start..at], escapes);
                    if byte == b'`' { Kind::Template } else { Kind::Str }
                }
                b'(' | b'{' => {
                    open.push(index);
                    at += 1;
                    Kind::Mark(byte)
                }
                b'[' => {
                    // An index of a value; which name it may be is looked at where it counts.
                    if matches!(tokens.last().map(|t| t.kind), Some(Kind::Ident | Kind::Mark(b')' | b']'))) {
                        acts.push(index);
                    }
                    open.push(index);
                    at += 1;
                    Kind::Mark(byte)
                }
                b')' | b']' | b'}' => {
                    // A wrong bracket is left alone, so that one slip does not unpair the whole script.
                    let opener = match byte {
                        b')' => b'(',
                        b']' => b'[',
                        _ => b'{',
                    };
                    let closes = open.last().is_some_and(|&o| tokens[o as usize].kind == Kind::Mark(opener));
                    if closes && let Some(partner) = open.pop() {
                        pair = partner;
                        tokens[partner as usize].pair = index;
                    }
                    at += 1;
                    Kind::Mark(byte)
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
                b'=' if !matches!(next, b'=' | b'>') => {
                    at += 1;
                    acts.push(index);
                    Kind::Assign
                }
                b'+' if next == b'=' => {
                    at += 2;
                    acts.push(index);
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
            }
        };
        tokens.push(Token { kind, start: start as u32, end: at as u32, pair });
    }
    Lexed { tokens, acts }
}

pub(super) fn line_end(bytes: &[u8], from: usize) -> usize {
    memchr::memchr2(b'\n', b'\r', &bytes[from..]).map_or(bytes.len(), |n| from + n)
}

/// Bytes of a literal that are looked at one by one: most end within them, which no vector search repays.
const NEAR: usize = 32;

/// Just behind the closing quote; of an unclosed string, the end of its line. The flag: it may hold a `\` or `%`.
fn string_end(bytes: &[u8], start: usize) -> (usize, bool) {
    let quote = bytes[start];
    let line = if quote == b'`' { quote } else { b'\n' };
    let (mut at, mut escapes) = (start + 1, false);
    let near = bytes.len().min(at + NEAR);
    while let Some(found) = bytes[at..near].iter().position(|&b| is(b, STOP)) {
        at += found;
        let byte = bytes[at];
        if byte == quote {
            return (at + 1, escapes);
        }
        if byte == b'\\' || byte == line {
            break;
        }
        escapes |= byte == b'%';
        at += 1;
    }
    (far_string_end(bytes, at, quote, line), true)
}

/// The same for a literal that goes on at `at`.
fn far_string_end(bytes: &[u8], mut at: usize, quote: u8, line: u8) -> usize {
    while at < bytes.len() {
        let Some(found) = memchr::memchr3(quote, b'\\', line, &bytes[at..]) else {
            return bytes.len();
        };
        at += found;
        match bytes[at] {
            // A quoted line end (also CR LF) continues the string.
            b'\\' => at += if bytes[at + 1..].starts_with(b"\r\n") { 3 } else { 2 },
            b'\n' if quote != b'`' => return at,
            _ => return at + 1,
        }
    }
    // An escape at the very end may have stepped over it.
    bytes.len()
}

/// A `/` here begins a regular expression: no value stands before it.
pub(super) fn regex_may_start(last: Option<&Token>, script: &str) -> bool {
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

pub(super) fn regex_end(bytes: &[u8], start: usize) -> Option<usize> {
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
