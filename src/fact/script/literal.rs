//! Quoted literals: how much of them is escapes and digits, and what they stand for.
use std::borrow::Cow;

/// Figures about the literals of a script.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) struct Counts {
    /// Bytes inside quotes.
    pub(super) literal_bytes: u32,
    /// Bytes of `\xHH` and `\uHHHH`.
    pub(super) hex_bytes: u32,
    /// Bytes of `%HH`.
    pub(super) percent_bytes: u32,
    /// Literals of [`NUMERIC_STRING_DIGITS`] digits or more.
    pub(super) numeric_strings: u32,
}

/// Fewest digits of a literal that is no phone number or date but coded text.
const NUMERIC_STRING_DIGITS: usize = 12;

impl Counts {
    /// Counts a literal with its quotes. Without `escapes` it holds neither `\` nor `%`.
    pub(super) fn add(&mut self, raw: &[u8], escapes: bool) {
        let inner = &raw[inner_range(raw)];
        self.literal_bytes = self.literal_bytes.saturating_add(inner.len() as u32);
        if inner.len() >= NUMERIC_STRING_DIGITS && inner.iter().all(u8::is_ascii_digit) {
            self.numeric_strings += 1;
        }
        if escapes {
            self.add_escapes(inner);
        }
    }

    fn add_escapes(&mut self, inner: &[u8]) {
        for found in memchr::memchr2_iter(b'\\', b'%', inner) {
            let rest = &inner[found + 1..];
            let hex = |n: usize| rest.len() >= n && rest[..n].iter().all(u8::is_ascii_hexdigit);
            match (inner[found], rest.first()) {
                (b'%', _) if hex(2) && spells_ascii(rest.get(..2)) => self.percent_bytes += 3,
                (b'\\', Some(b'x')) if spells_ascii(rest.get(1..3)) => self.hex_bytes += 4,
                (b'\\', Some(b'u')) if spells_ascii(rest.get(3..5)) && rest[1..3] == *b"00" => {
                    self.hex_bytes += 6
                }
                _ => {}
            }
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
    let coded = memchr::memchr(b'\\', inner.as_bytes()).is_some() || (is_template && inner.contains("${"));
    if !coded {
        return (Cow::Borrowed(inner), false);
    }
    let (mut out, mut holes) = (String::with_capacity(inner.len()), false);
    let mut rest = inner;
    while let Some(at) = memchr::memchr2(b'\\', b'$', rest.as_bytes()) {
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
