//! What the frequencies of letters say about an undeclared encoding.
use chardetng::{EncodingDetector, Iso2022JpDetection, Utf8Detection};
use encoding_rs::Encoding;

/// Bytes shown to the detector at a time: one window at the start, one more where the first is nearly all ASCII.
/// At chardetng's 100 MB/s or so that is about a millisecond a page, and a few hundred letters are enough.
const DETECT_BYTES: usize = 64 * 1024;

/// Fewest non-ASCII bytes the first window must show for the detector to be content with it.
const DETECT_NON_ASCII: usize = 256;

/// Bytes of ASCII after which nothing that stood before them is still awaited: the longest character that holds ASCII
/// has four bytes, and a word's end is told by the byte after it.
const SETTLED: usize = 8;

/// Bytes of ASCII in a row from which it pays to leave some out.
const LONG: usize = 64;

/// What the frequencies of letters suggest; never UTF-8, which validation settles better.
pub(super) fn by_letters(raw: &[u8]) -> &'static Encoding {
    let telling = |b: u8| b >= 0x80 || b == 0x1B;
    let (japanese, feed): (_, fn(&mut EncodingDetector, &[u8], bool)) = if memchr::memchr(0x1B, raw).is_some()
    {
        // In ISO-2022-JP what looks like ASCII can be letters.
        (Iso2022JpDetection::Allow, feed_all)
    } else {
        (Iso2022JpDetection::Deny, feed_telling)
    };
    let mut detector = EncodingDetector::new(japanese);
    let (head, tail) = raw.split_at(raw.len().min(DETECT_BYTES));
    feed(&mut detector, head, tail.is_empty());
    if !tail.is_empty() && head.iter().filter(|&&b| telling(b)).count() < DETECT_NON_ASCII {
        // Long scripts come first on many pages; go to where the letters start. The cut is after ASCII,
        // except where the head ended inside a character, and one misread character decides nothing.
        if let Some(first) = tail.iter().position(|&b| telling(b)) {
            let window = &tail[first.saturating_sub(2)..tail.len().min(first + DETECT_BYTES)];
            feed(&mut detector, window, first + DETECT_BYTES >= tail.len());
        }
    }
    detector.guess(None, Utf8Detection::Deny)
}

fn feed_all(detector: &mut EncodingDetector, bytes: &[u8], last: bool) {
    detector.feed(bytes, last);
}

/// Feeds bytes without an escape byte, the inside of long stretches of ASCII left out: the detector comes to the same
/// scores, a pass over each byte for each of its 27 encodings spared.
///
/// Two ASCII bytes next to each other score nothing in any of them ("ASCII pairs never contribute to the score", says
/// chardetng). They only move its states, which at the end of a stretch do not depend on what is left out: multi-byte
/// decoders have met a character's end long before, and of ASCII remember the last byte. Single-byte ones remember the
/// kind of the last byte, the case of the last two letters of a word, and what begins like an ordinal (`N.º`, `XXIII º`)
/// since the last byte that is neither letter nor digit; a blank forgets them all.
fn feed_telling(detector: &mut EncodingDetector, bytes: &[u8], last: bool) {
    let (mut fed, mut at) = (0, 0);
    while at < bytes.len() {
        let end = at + Encoding::ascii_valid_up_to(&bytes[at..]);
        if end - at >= LONG {
            let from = at + SETTLED;
            if let Some(blank) = memchr::memrchr(b' ', &bytes[from..end]) {
                detector.feed(&bytes[fed..from], false);
                fed = from + blank;
            }
        }
        at = end + bytes[end..].iter().take_while(|b| !b.is_ascii()).count();
    }
    detector.feed(&bytes[fed..], last);
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    /// What each country's pages would be taken for: that tells more of the scores than the best one does.
    fn guesses(feed: fn(&mut EncodingDetector, &[u8], bool), bytes: &[u8]) -> Vec<&'static str> {
        let mut detector = EncodingDetector::new(Iso2022JpDetection::Deny);
        feed(&mut detector, bytes, true);
        let countries =
            ["com", "de", "ru", "ua", "jp", "cn", "tw", "kr", "gr", "il", "tr", "th", "vn", "ir", "pl", "lv"];
        let guess = |tld: &&str| detector.guess(Some(tld.as_bytes()), Utf8Detection::Allow).name();
        countries.iter().map(guess).collect()
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(1000))]

        #[test]
        fn what_is_left_out_changes_no_guess(
            parts in proptest::collection::vec(
                (proptest::collection::vec(0x80u8..=0xFF, 0..6), "[ -~\\n]{0,12}|[XVIN. a]{0,90}|[A-Z]{60,80}|[a-z <>=\"]{50,150}"),
                0..12,
            ),
        ) {
            let bytes: Vec<u8> =
                parts.iter().flat_map(|(letters, ascii)| letters.iter().chain(ascii.as_bytes())).copied().collect();
            prop_assert_eq!(guesses(feed_telling, &bytes), guesses(feed_all, &bytes));
        }

        #[test]
        fn what_is_left_out_changes_no_guess_on_texts(
            words in proptest::collection::vec((0usize..9, 0usize..4), 0..30),
            encoding in 0usize..9,
        ) {
            use encoding_rs::{BIG5, EUC_JP, EUC_KR, GBK, SHIFT_JIS, WINDOWS_1251, WINDOWS_1252, WINDOWS_1253, WINDOWS_1254};
            let encodings =
                [BIG5, EUC_JP, EUC_KR, GBK, SHIFT_JIS, WINDOWS_1251, WINDOWS_1252, WINDOWS_1253, WINDOWS_1254];
            let texts = ["N.º ", "数字政", "これは", "한국어", "Это", "Übergröße", "ελληνικά", "3ª ", "İstanbul’da © "];
            let between = ["", " ", "<div class=\"abc def\">", "<p>It is a long way XXXIV to the next word that is not ASCII, at least N. 64 bytes NIX"];
            let text: String = words.iter().flat_map(|(word, gap)| [texts[*word], between[*gap]]).collect();
            let bytes = encodings[encoding].encode(&text).0;
            prop_assert_eq!(guesses(feed_telling, &bytes), guesses(feed_all, &bytes));
        }
    }
}
