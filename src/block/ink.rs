//! Ink: the bytes of a text that are not white space, the measure of every share here and of the yardstick.

/// Words whose white bytes are counted place by place before the places are added up: each count fits a byte.
const WORDS: usize = 255;

/// Bytes that are no space, tab, newline, vertical tab, form feed or carriage return.
pub(crate) fn ink(text: &str) -> u32 {
    let (words, rest) = text.as_bytes().as_chunks::<8>();
    let mut white = 0;
    for words in words.chunks(WORDS) {
        let mut places = 0;
        for word in words {
            places += white_places(u64::from_le_bytes(*word));
        }
        white += sum_of_bytes(places);
    }
    if !rest.is_empty() {
        // The rest as the end of the last eight bytes: those before it have been counted, zeros in their place are ink.
        let word = match text.as_bytes().last_chunk::<8>() {
            Some(last) => u64::from_le_bytes(*last) >> (64 - 8 * rest.len()),
            None => rest.iter().fold(0, |word, byte| word << 8 | u64::from(*byte)),
        };
        white += sum_of_bytes(white_places(word));
    }
    text.len() as u32 - white
}

const ONES: u64 = u64::from_le_bytes([1; 8]);

/// For each byte of a word, one if it is white.
#[inline]
fn white_places(word: u64) -> u64 {
    const TOPS: u64 = ONES << 7;
    // Without its top bit a byte plus at most 0x80 does not carry into the next one; its top bit then tells whether it
    // was at least 0x80 less that.
    let low = word & !TOPS;
    let at_least = |byte: u8| low + ONES * u64::from(0x80 - byte);
    let is_space = !((low ^ (ONES * u64::from(b' '))) + ONES * 0x7f);
    let white = (at_least(b'\t') & !at_least(b'\r' + 1) | is_space) & !word & TOPS;
    white >> 7
}

#[inline]
fn sum_of_bytes(word: u64) -> u32 {
    // Pairs first: all eight together may be more than a byte holds.
    const LOW: u64 = u64::from_le_bytes([255, 0, 255, 0, 255, 0, 255, 0]);
    const ONE_PER_PAIR: u64 = LOW / 255;
    let pairs = (word & LOW) + (word >> 8 & LOW);
    // Summed up in the highest pair.
    (pairs.wrapping_mul(ONE_PER_PAIR) >> 48) as u32
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
        for len in [255 * 8, 256 * 8, 600 * 8 + 7] {
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
