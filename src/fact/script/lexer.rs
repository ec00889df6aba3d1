//! JavaScript text → tokens with their brackets paired. Good enough to follow strings, not a parser.
use super::acts::is_word;
use super::literal::Counts;
use super::runs::{literal_run, name_run, white_run};

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

// What a byte continues.
pub(super) const NAME: u8 = 1;
/// Continues a number.
const NUMERIC: u8 = 4;
pub(super) const WHITE: u8 = 8;

/// The classes of each byte. `\\` is no part of a name here: it begins an escaped letter of one, which is rare.
static CLASS: [u8; 256] = {
    let mut table = [0; 256];
    let mut byte = 0;
    while byte < 256 {
        let b = byte as u8;
        if b.is_ascii_alphanumeric() || b == b'_' {
            table[byte] = NAME | NUMERIC;
        } else if b == b'$' || b >= 0x80 {
            table[byte] = NAME;
        } else if b == b'.' {
            table[byte] = NUMERIC;
        } else if matches!(b, b' ' | b'\t' | b'\n' | b'\r' | 0x0b | 0x0c) {
            table[byte] = WHITE;
        }
        byte += 1;
    }
    table
};

#[inline]
pub(super) fn is(byte: u8, class: u8) -> bool {
    CLASS[byte as usize] & class != 0
}

/// What a byte begins.
#[derive(Clone, Copy)]
enum Begins {
    White,
    Name,
    /// A name whose first letter is escaped.
    Escape,
    Number,
    Literal,
    Slash,
    /// `(` or `{`.
    Open,
    Index,
    Close,
    /// `=` or `+`, or an operator that begins so.
    Assignment,
    /// An operator of one or more characters.
    Operator,
    Mark,
}

static BEGINS: [Begins; 256] = {
    let mut table = [Begins::Mark; 256];
    let mut byte = 0;
    while byte < 256 {
        table[byte] = match byte as u8 {
            b' ' | b'\t' | b'\n' | b'\r' | 0x0b | 0x0c => Begins::White,
            b'0'..=b'9' => Begins::Number,
            b'a'..=b'z' | b'A'..=b'Z' | b'_' | b'$' | 0x80.. => Begins::Name,
            b'\\' => Begins::Escape,
            b'"' | b'\'' | b'`' => Begins::Literal,
            b'/' => Begins::Slash,
            b'(' | b'{' => Begins::Open,
            b'[' => Begins::Index,
            b')' | b']' | b'}' => Begins::Close,
            b'=' | b'+' => Begins::Assignment,
            b'!' | b'<' | b'>' | b'&' | b'|' | b'?' | b'-' => Begins::Operator,
            _ => Begins::Mark,
        };
        byte += 1;
    }
    table
};

/// Cuts a script into tokens.
pub(super) fn lex(script: &str, counts: &mut Counts) -> Lexed {
    let bytes = script.as_bytes();
    let mut tokens: Vec<Token> = Vec::with_capacity((bytes.len() / 4 + 8).min(MAX_TOKENS));
    let mut acts: Vec<u32> = Vec::with_capacity((bytes.len() / 64 + 8).min(MAX_TOKENS));
    // Brackets not closed yet: the token, and the byte that closes it.
    let mut open: Vec<(u32, u8)> = Vec::with_capacity(32);
    let mut at = 0;
    while let Some(&byte) = bytes.get(at)
        && tokens.len() < MAX_TOKENS
    {
        let start = at;
        let index = tokens.len() as u32;
        let mut pair = NONE;
        at += 1;
        let kind = match BEGINS[byte as usize] {
            Begins::White => {
                at = white_run(bytes, at);
                continue;
            }
            Begins::Name => {
                at = name_run(bytes, at);
                let escaped = bytes.get(at) == Some(&b'\\');
                if escaped {
                    at = escaped_name_end(bytes, at);
                }
                if escaped || is_word(&bytes[start..at]) {
                    acts.push(index);
                }
                Kind::Ident
            }
            Begins::Mark => Kind::Mark(byte),
            Begins::Open => {
                open.push((index, if byte == b'(' { b')' } else { b'}' }));
                Kind::Mark(byte)
            }
            Begins::Close => {
                // A wrong bracket is left alone, so that one slip does not unpair the whole script.
                if let Some((partner, _)) = open.pop_if(|(_, closer)| *closer == byte) {
                    pair = partner;
                    tokens[partner as usize].pair = index;
                }
                Kind::Mark(byte)
            }
            Begins::Index => {
                // An index of a value; which name it may be is looked at where it counts.
                if matches!(tokens.last().map(|t| t.kind), Some(Kind::Ident | Kind::Mark(b')' | b']'))) {
                    acts.push(index);
                }
                open.push((index, b']'));
                Kind::Mark(byte)
            }
            Begins::Literal => {
                let escapes;
                (at, escapes) = string_end(bytes, start);
                counts.add(&bytes[start..at], escapes);
                if byte == b'`' { Kind::Template } else { Kind::Str }
            }
            Begins::Number => {
                while bytes.get(at).is_some_and(|&b| is(b, NUMERIC)) {
                    at += 1;
                }
                Kind::Number
            }
            Begins::Assignment => match (byte, bytes.get(at)) {
                (b'=', Some(b'=' | b'>')) => {
                    at = operator_end(bytes, start);
                    Kind::Mark(OPERATOR)
                }
                (b'=', _) => {
                    acts.push(index);
                    Kind::Assign
                }
                (_, Some(b'=')) => {
                    at += 1;
                    acts.push(index);
                    Kind::Append
                }
                _ => {
                    at = operator_end(bytes, start);
                    Kind::Mark(if at - start > 1 { OPERATOR } else { byte })
                }
            },
            Begins::Operator => {
                // A comment to the end of the line, left from browsers without scripts.
                if byte == b'<' && bytes[start..].starts_with(b"<!--") {
                    at = line_end(bytes, start);
                    continue;
                }
                at = operator_end(bytes, start);
                Kind::Mark(if at - start > 1 { OPERATOR } else { byte })
            }
            Begins::Slash => {
                if let Some(end) = comment_end(bytes, start) {
                    at = end;
                    continue;
                }
                match regex_may_start(tokens.last(), script).then(|| regex_end(bytes, start)).flatten() {
                    Some(end) => {
                        at = end;
                        Kind::Regex
                    }
                    None => Kind::Mark(byte),
                }
            }
            Begins::Escape => {
                at = escaped_name_end(bytes, start);
                acts.push(index);
                Kind::Ident
            }
        };
        tokens.push(Token { kind, start: start as u32, end: at as u32, pair });
    }
    Lexed { tokens, acts }
}

/// Where a name with an escape at `at` ends.
#[cold]
fn escaped_name_end(bytes: &[u8], mut at: usize) -> usize {
    while bytes.get(at).is_some_and(|&b| is(b, NAME) || b == b'\\') {
        at += 1;
    }
    at
}

/// Where an operator ends: behind its first byte, unless a second makes it one of several characters.
#[inline]
fn operator_end(bytes: &[u8], start: usize) -> usize {
    let (byte, mut at) = (bytes[start], start + 1);
    let next = bytes.get(at).copied().unwrap_or(0);
    if matches!(next, b'=' | b'>' | b'&' | b'|') || (byte == next && byte != b'!') {
        at += 1;
        while matches!(bytes.get(at), Some(b'=' | b'>')) {
            at += 1;
        }
    }
    at
}

/// Where the comment ends that begins with the `/` at `start`, if one does.
#[inline(never)]
fn comment_end(bytes: &[u8], start: usize) -> Option<usize> {
    match bytes.get(start + 1)? {
        b'/' => Some(line_end(bytes, start)),
        b'*' => Some(memchr::memmem::find(&bytes[start + 2..], b"*/").map_or(bytes.len(), |n| start + n + 4)),
        _ => None,
    }
}

pub(super) fn line_end(bytes: &[u8], from: usize) -> usize {
    memchr::memchr2(b'\n', b'\r', &bytes[from..]).map_or(bytes.len(), |n| from + n)
}

/// Bytes of a literal that are looked at in small steps: most end within them, which no vector search repays.
const NEAR: usize = 64;

/// Just behind the closing quote; of an unclosed string, the end of its line. The flag: it may hold a `\` or `%`.
fn string_end(bytes: &[u8], start: usize) -> (usize, bool) {
    let quote = bytes[start];
    let line = if quote == b'`' { quote } else { b'\n' };
    let (mut at, mut escapes) = (start + 1, false);
    let near = bytes.len().min(at + NEAR);
    loop {
        at = literal_run(&bytes[..near], at, quote, line);
        match bytes[..near].get(at) {
            Some(b'%') => {
                escapes = true;
                at += 1;
            }
            Some(&byte) if byte == quote => return (at + 1, escapes),
            _ => return (far_string_end(bytes, at, quote, line), true),
        }
    }
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
