//! Character references, read where they stand.
use super::counter::Counter;

/// Longest name after `&` in the HTML standard, `CounterClockwiseContourIntegral`, with its `;`.
const MAX_NAME: usize = 32;

/// What numeric references 0x80–0x9F mean: they are read as Windows-1252 (HTML §13.2.5.80).
const WINDOWS_1252: [char; 32] = [
    '€', '\u{81}', '‚', 'ƒ', '„', '…', '†', '‡', 'ˆ', '‰', 'Š', '‹', 'Œ', '\u{8d}', 'Ž', '\u{8f}', //
    '\u{90}', '‘', '’', '“', '”', '•', '–', '—', '˜', '™', 'š', '›', 'œ', '\u{9d}', 'ž', 'Ÿ',
];

/// Counts what the `&` that `rest` begins with stands for; bytes read, at least 1.
pub(super) fn read(rest: &str, counter: &mut Counter) -> usize {
    if rest.as_bytes().get(1) == Some(&b'#') { numeric(rest, counter) } else { named(rest, counter) }
}

fn numeric(rest: &str, counter: &mut Counter) -> usize {
    let bytes = rest.as_bytes();
    let (radix, start) = if matches!(bytes.get(2), Some(b'x' | b'X')) { (16, 3) } else { (10, 2) };
    let mut at = start;
    let mut value = 0u32;
    while let Some(digit) = bytes.get(at).and_then(|&b| (b as char).to_digit(radix)) {
        value = value.saturating_mul(radix).saturating_add(digit);
        at += 1;
    }
    if at == start {
        counter.ascii(b'&');
        return 1;
    }
    at += usize::from(bytes.get(at) == Some(&b';'));
    let c = match value {
        0x80..=0x9F => WINDOWS_1252[(value - 0x80) as usize],
        0 => char::REPLACEMENT_CHARACTER,
        _ => char::from_u32(value).unwrap_or(char::REPLACEMENT_CHARACTER),
    };
    counter.numeric_reference(value, c, at as u32);
    at
}

fn named(rest: &str, counter: &mut Counter) -> usize {
    let bytes = rest.as_bytes();
    let name = bytes[1..].iter().take(MAX_NAME).take_while(|b| b.is_ascii_alphanumeric()).count();
    let end = 1 + name + usize::from(bytes.get(1 + name) == Some(&b';'));
    if name == 0 {
        counter.ascii(b'&');
        return 1;
    }
    let common = match &rest[1..end] {
        "nbsp;" => Some('\u{a0}'),
        "amp;" => Some('&'),
        "lt;" => Some('<'),
        "gt;" => Some('>'),
        "quot;" => Some('"'),
        _ => None,
    };
    if let Some(c) = common {
        counter.decoded(c, end as u32);
        return end;
    }
    let decoded = htmlize::unescape(&rest[..end]);
    if decoded == rest[..end] {
        counter.ascii(b'&');
        return 1;
    }
    // The whole slice stands for these characters: `&notit;` is `¬it;`.
    let mut source = end as u32;
    for c in decoded.chars() {
        counter.decoded(c, source);
        source = 0;
    }
    end
}
