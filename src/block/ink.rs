//! Ink: the bytes of a text that are not white space, the measure of every share here and of the yardstick.

/// Bytes that are looked at together.
const LINE: usize = 16;

/// Lines whose white bytes are counted column by column before the columns are added up: a sum fits a byte.
const LINES: usize = 255;

/// Bytes that are no space, tab, newline, vertical tab, form feed or carriage return.
pub(crate) fn ink(text: &str) -> u32 {
    let (lines, rest) = text.as_bytes().as_chunks::<LINE>();
    let mut white = 0;
    for lines in lines.chunks(LINES) {
        white += white_in_lines(lines);
    }
    let (words, rest) = rest.as_chunks::<8>();
    for word in words {
        white += white_in_word(u64::from_le_bytes(*word));
    }
    if !rest.is_empty() {
        // The rest as the end of the last eight bytes: those before it have been counted, zeros in their place are ink.
        white += white_in_word(match text.as_bytes().last_chunk::<8>() {
            Some(last) => u64::from_le_bytes(*last) >> (64 - 8 * rest.len()),
            None => rest.iter().fold(0, |word, byte| word << 8 | u64::from(*byte)),
        });
    }
    text.len() as u32 - white
}

/// White bytes of at most [`LINES`] lines.
#[inline]
fn white_in_lines(lines: &[[u8; LINE]]) -> u32 {
    // A sum for each column is what the compiler makes vectors of.
    let mut columns = [0u8; LINE];
    for line in lines {
        #[expect(clippy::needless_range_loop, reason = "a loop over two arrays is what becomes one vector")]
        for at in 0..LINE {
            let byte = line[at];
            columns[at] += u8::from(byte.wrapping_sub(b'\t') <= b'\r' - b'\t') | u8::from(byte == b' ');
        }
    }
    let mut sum = 0;
    for column in columns {
        sum += u32::from(column);
    }
    sum
}

/// White bytes among the eight of a word.
#[inline]
fn white_in_word(word: u64) -> u32 {
    const ONES: u64 = u64::from_le_bytes([1; 8]);
    const TOPS: u64 = ONES << 7;
    // Without its top bit a byte plus at most 0x80 does not carry into the next one; its top bit then tells whether it
    // was at least 0x80 less that.
    let low = word & !TOPS;
    let at_least = |byte: u8| low + ONES * u64::from(0x80 - byte);
    let is_space = !((low ^ ONES * u64::from(b' ')) + ONES * 0x7f);
    let white = (at_least(b'\t') & !at_least(b'\r' + 1) | is_space) & !word & TOPS;
    // Eight bytes of 0 or 1, summed up in the highest one.
    ((white >> 7).wrapping_mul(ONES) >> 56) as u32
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    /// Byte by byte: what the fast count is held to.
    fn plain(text: &str) -> u32 {
        text.bytes().filter(|b| !matches!(b, b' ' | b'\t' | b'\n' | 0x0b | 0x0c | b'\r')).count() as u32
    }

    #[test]
    fn each_byte_is_white_or_ink_wherever_it_stands() {
        for byte in 0..128u8 {
            for at in 0..40 {
                let text: String =
                    (0..40).map(|here| if here == at { char::from(byte) } else { 'x' }).collect();
                assert_eq!(ink(&text), plain(&text), "{byte} at {at}");
                assert_eq!(ink(&text[..=at]), plain(&text[..=at]), "{byte} at the end of {}", at + 1);
            }
        }
    }

    #[test]
    fn more_white_bytes_than_a_byte_counts_are_counted() {
        for len in [255 * LINE, 256 * LINE, 600 * LINE + 7] {
            assert_eq!((ink(&" ".repeat(len)), ink(&"x\n".repeat(len))), (0, len as u32));
        }
    }

    proptest! {
        #[test]
        fn any_text_has_the_ink_it_has_byte_by_byte(text in "[ \\t\\n\\x0b\\x0c\\ra\\x08\\x0e!\\u{a0}é中\\u{10ffff}]{0,80}", any in any::<String>()) {
            prop_assert_eq!(ink(&text), plain(&text));
            prop_assert_eq!(ink(&any), plain(&any));
        }
    }
}
