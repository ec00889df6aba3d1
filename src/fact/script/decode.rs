//! The decoders that scripts hide text behind: percent escapes, base64, and Dean Edwards' packer.

/// What `unescape` and `decodeURIComponent` make of a text: `%HH` and `%uHHHH` resolved.
///
/// Bytes that are no UTF-8 are taken as Latin-1, as `unescape` does.
pub(super) fn percent(text: &str) -> String {
    let bytes = text.as_bytes();
    let mut out: Vec<u8> = Vec::with_capacity(bytes.len());
    let hex = |range: std::ops::Range<usize>| {
        text.get(range)
            .filter(|d| d.bytes().all(|b| b.is_ascii_hexdigit()))
            .and_then(|d| u32::from_str_radix(d, 16).ok())
    };
    let mut at = 0;
    while at < bytes.len() {
        if bytes[at] == b'%' {
            if let Some(code) = hex(at + 1..at + 3) {
                out.push(code as u8);
                at += 3;
                continue;
            }
            if matches!(bytes.get(at + 1), Some(b'u' | b'U'))
                && let Some(code) = hex(at + 2..at + 6)
            {
                let character = char::from_u32(code).unwrap_or(char::REPLACEMENT_CHARACTER);
                out.extend_from_slice(character.encode_utf8(&mut [0; 4]).as_bytes());
                at += 6;
                continue;
            }
        }
        out.push(bytes[at]);
        at += 1;
    }
    utf8_or_latin1(out)
}

/// What `atob` makes of a text; `None` where it would throw.
pub(super) fn base64(text: &str) -> Option<String> {
    let mut out = Vec::with_capacity(text.len() / 4 * 3);
    let (mut bits, mut held) = (0_u32, 0);
    for byte in text.bytes() {
        let value = match byte {
            b'A'..=b'Z' => byte - b'A',
            b'a'..=b'z' => byte - b'a' + 26,
            b'0'..=b'9' => byte - b'0' + 52,
            b'+' | b'-' => 62,
            b'/' | b'_' => 63,
            b'=' => break,
            b' ' | b'\t' | b'\n' | b'\r' => continue,
            _ => return None,
        };
        bits = (bits << 6) | u32::from(value);
        held += 6;
        if held >= 8 {
            held -= 8;
            out.push((bits >> held) as u8);
        }
    }
    Some(utf8_or_latin1(out))
}

fn utf8_or_latin1(bytes: Vec<u8>) -> String {
    String::from_utf8(bytes).unwrap_or_else(|e| e.as_bytes().iter().map(|&b| char::from(b)).collect())
}

/// Undoes the packer: each word of `payload` is a number in base `radix` that names a word of `dictionary`.
///
/// Stops at `budget` bytes: a long word named often would make more.
pub(super) fn unpack(payload: &str, radix: u32, dictionary: &[&str], budget: usize) -> String {
    let mut out = String::with_capacity(payload.len().min(budget));
    let is_word = |c: char| c.is_ascii_alphanumeric() || c == '_';
    let mut rest = payload;
    while !rest.is_empty() && out.len() < budget {
        let end = rest.find(|c| !is_word(c)).unwrap_or(rest.len());
        if end == 0 {
            let gap = rest.find(is_word).unwrap_or(rest.len());
            out.push_str(&rest[..gap]);
            rest = &rest[gap..];
            continue;
        }
        let word = &rest[..end];
        let named = packed_number(word, radix).and_then(|n| dictionary.get(n)).filter(|w| !w.is_empty());
        out.push_str(named.copied().unwrap_or(word));
        rest = &rest[end..];
    }
    out
}

/// A number in the packer's digits: 0–9, a–z, A–Z.
fn packed_number(word: &str, radix: u32) -> Option<usize> {
    word.bytes().try_fold(0_usize, |number, byte| {
        let digit = match byte {
            b'0'..=b'9' => byte - b'0',
            b'a'..=b'z' => byte - b'a' + 10,
            b'A'..=b'Z' => byte - b'A' + 36,
            _ => return None,
        };
        if u32::from(digit) >= radix {
            return None;
        }
        number.checked_mul(radix as usize)?.checked_add(digit as usize)
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn percent_escapes_are_resolved() {
        for (text, want) in [
            ("%64%6F%63", "doc"),
            ("%u0064oc", "doc"),
            ("%E4%B8%AD", "中"),
            ("%E9", "é"),
            ("100%", "100%"),
            ("%zz%4", "%zz%4"),
            ("%é1", "%é1"),
        ] {
            assert_eq!(percent(text), want, "{text}");
        }
    }

    #[test]
    fn base64_is_decoded() {
        assert_eq!(base64("PGRpdj4=").as_deref(), Some("<div>"));
        assert_eq!(base64("PGRpdj4").as_deref(), Some("<div>"));
        assert_eq!(base64("<div>"), None);
    }

    #[test]
    fn the_packer_is_undone() {
        let words = ["document", "write", "x"];
        assert_eq!(unpack("0.1('2 3')", 36, &words, 1000), "document.write('x 3')");
        assert!(unpack(&"0 ".repeat(1000), 36, &words, 100).len() < 200);
    }
}
