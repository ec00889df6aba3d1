//! Which encoding a page is in, and which rule says so.
//!
//! Order: byte order mark, what the caller knows, what the page declares, what the bytes look like. A declaration
//! that the bytes plainly contradict is passed over.
use super::letters::by_letters;
use super::prescan;
use encoding_rs::{Encoding, ISO_2022_JP, UTF_8, UTF_16BE, UTF_16LE};

/// Malformed sequences from which on a page declared UTF-8 may be called something else. Below it stays UTF-8:
/// a few damaged bytes are common, and so little text decides nothing.
const MIN_MALFORMED: usize = 8;

/// How many times one kind of sequence (malformed, well-formed multi-byte) must outnumber the other to settle
/// UTF-8 or not. Measured on some 50 Chinese, Japanese and Korean pages in legacy encodings: read as UTF-8 they have
/// 3.2 to 11 malformed sequences for each accidental character; Cyrillic ones have more. Damaged UTF-8
/// pages of the same corpus have a dozen or more characters for each malformed sequence.
const OUTNUMBERS: usize = 2;

/// Multi-byte characters, and no malformed sequence, that make UTF-8 of a page declared as a multi-byte encoding.
/// A hanzi of GBK is well-formed UTF-8 at most one time in three, so eight in a row by chance are one in
/// 6,000, on pages so short.
const MIN_MULTIBYTE: usize = 8;

/// The same for a page declared as a single-byte encoding, in which every pair would have to be an (upper-case)
/// letter and a symbol: `Ã©`, `Ð°`.
const MIN_MULTIBYTE_SINGLE: usize = 2;

/// Bytes examined for the NUL pattern of UTF-16.
const UTF16_PROBE_BYTES: usize = 2048;

/// What settled a page's encoding.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum EncodingRule {
    /// A byte order mark.
    Bom,
    /// The caller's label, usually from the HTTP header.
    Hint,
    /// The page's own `<meta>` or XML declaration.
    Meta,
    /// The bytes themselves.
    Detected,
    /// Nothing did: the page is plain ASCII, or empty.
    Default,
}

impl EncodingRule {
    /// The name used in reports.
    pub fn as_str(self) -> &'static str {
        match self {
            EncodingRule::Bom => "bom",
            EncodingRule::Hint => "hint",
            EncodingRule::Meta => "meta",
            EncodingRule::Detected => "detected",
            EncodingRule::Default => "default",
        }
    }
}

pub(super) struct Choice {
    pub(super) encoding: &'static Encoding,
    pub(super) rule: EncodingRule,
    /// Length of the byte order mark, which is no part of the text.
    pub(super) bom: usize,
}

/// Settles the encoding. `valid_utf8` is what `raw`, without any byte order mark, is as UTF-8, if well-formed.
pub(super) fn choose(raw: &[u8], hint: Option<&str>, valid_utf8: Option<&str>) -> Choice {
    if let Some((encoding, bom)) = Encoding::for_bom(raw) {
        return Choice { encoding, rule: EncodingRule::Bom, bom };
    }
    let (encoding, rule) = without_bom(raw, hint, valid_utf8);
    Choice { encoding, rule, bom: 0 }
}

fn without_bom(
    raw: &[u8],
    hint: Option<&str>,
    valid_utf8: Option<&str>,
) -> (&'static Encoding, EncodingRule) {
    let hint = hint.and_then(|label| prescan::usable(label.as_bytes()));
    if let Some(encoding) = hint
        && (encoding != UTF_8 || valid_utf8.is_some() || !Utf8Health::of(raw).contradicts())
    {
        return (encoding, EncodingRule::Hint);
    }
    if let Some(encoding) = prescan::declared(raw) {
        let contradicted = match valid_utf8 {
            // Pages saved or mirrored as UTF-8 keep the <meta> of the encoding they were served in.
            Some(text) => encoding != UTF_8 && has_multibyte(text, encoding),
            None => encoding == UTF_8 && Utf8Health::of(raw).contradicts(),
        };
        if !contradicted {
            return (encoding, EncodingRule::Meta);
        }
    }
    detect(raw, valid_utf8)
}

/// Whether well-formed UTF-8 text has enough multi-byte characters to be that and not what was declared.
fn has_multibyte(text: &str, declared: &'static Encoding) -> bool {
    let least = if declared.is_single_byte() { MIN_MULTIBYTE_SINGLE } else { MIN_MULTIBYTE };
    // A lead byte is the only byte of a multi-byte character from 0xC0 up.
    !text.is_ascii() && text.bytes().filter(|&b| b >= 0xC0).nth(least - 1).is_some()
}

fn detect(raw: &[u8], valid_utf8: Option<&str>) -> (&'static Encoding, EncodingRule) {
    if let Some(encoding) = utf16_by_nuls(raw) {
        return (encoding, EncodingRule::Detected);
    }
    let ascii = valid_utf8.is_some_and(str::is_ascii);
    if ascii {
        // ISO-2022-JP is seven-bit: only its escape sequences give it away.
        let japanese = memchr::memchr(0x1B, raw).is_some() && by_letters(raw) == ISO_2022_JP;
        return if japanese { (ISO_2022_JP, EncodingRule::Detected) } else { (UTF_8, EncodingRule::Default) };
    }
    let encoding = if valid_utf8.is_some() || Utf8Health::of(raw).mostly_well_formed() {
        UTF_8
    } else {
        by_letters(raw)
    };
    (encoding, EncodingRule::Detected)
}

/// UTF-16 without a byte order mark: every other byte is NUL wherever the text is ASCII, and markup is.
fn utf16_by_nuls(raw: &[u8]) -> Option<&'static Encoding> {
    let probe = &raw[..raw.len().min(UTF16_PROBE_BYTES)];
    memchr::memchr(0, probe)?;
    let units = probe.chunks_exact(2);
    let (total, mut little, mut big) = (units.len(), 0, 0);
    for unit in units {
        let text = |b: u8| matches!(b, b'\t' | b'\n' | b'\r' | b' '..=b'~');
        little += usize::from(unit[1] == 0 && text(unit[0]));
        big += usize::from(unit[0] == 0 && text(unit[1]));
    }
    // A quarter is enough: CJK text without markup around it has few ASCII characters, and no page in another
    // encoding has NULs in only the even or only the odd places.
    if total < 4 {
        None
    } else if little * 4 >= total && big * 16 <= little {
        Some(UTF_16LE)
    } else if big * 4 >= total && little * 16 <= big {
        Some(UTF_16BE)
    } else {
        None
    }
}

/// How well bytes that are not valid UTF-8 pass for it.
struct Utf8Health {
    malformed: usize,
    multibyte: usize,
}

impl Utf8Health {
    fn of(raw: &[u8]) -> Self {
        let mut health = Utf8Health { malformed: 0, multibyte: 0 };
        for chunk in raw.utf8_chunks() {
            health.malformed += usize::from(!chunk.invalid().is_empty());
            health.multibyte += chunk.valid().bytes().filter(|&b| b >= 0xC0).count();
        }
        health
    }

    fn contradicts(&self) -> bool {
        self.malformed >= MIN_MALFORMED && self.malformed > OUTNUMBERS * self.multibyte
    }

    fn mostly_well_formed(&self) -> bool {
        self.multibyte > OUTNUMBERS * self.malformed
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use encoding_rs::{BIG5, EUC_JP, EUC_KR, GB18030, GBK, SHIFT_JIS, WINDOWS_1251, WINDOWS_1252};

    fn chosen(raw: &[u8], hint: Option<&str>) -> (&'static str, &'static str) {
        let choice = choose(raw, hint, std::str::from_utf8(raw).ok());
        (choice.encoding.name(), choice.rule.as_str())
    }

    #[test]
    fn the_first_rule_that_speaks_decides() {
        for (case, raw, hint, want) in [
            ("empty", &b""[..], None, ("UTF-8", "default")),
            ("ascii", b"<p>x</p>", None, ("UTF-8", "default")),
            ("bom before all", b"\xEF\xBB\xBF<meta charset=gbk>", Some("big5"), ("UTF-8", "bom")),
            ("utf-16 bom", b"\xFF\xFEa\0", Some("utf-8"), ("UTF-16LE", "bom")),
            ("hint before meta", b"<meta charset=gbk>", Some(" Big5 "), ("Big5", "hint")),
            ("unknown hint", b"<meta charset=gbk>", Some("klingon"), ("GBK", "meta")),
            ("erasing hint", b"<meta charset=gbk>", Some("iso-2022-kr"), ("GBK", "meta")),
            ("utf-8 unasked", "ein schöner Tag".as_bytes(), None, ("UTF-8", "detected")),
            ("utf-16 unasked", b"<\0h\0t\0m\0l\0>\0", None, ("UTF-16LE", "detected")),
            ("utf-16be unasked", b"\0<\0h\0t\0m\0l\0>", None, ("UTF-16BE", "detected")),
            ("escape in ascii", b"a \x1B[0m b", None, ("UTF-8", "default")),
            ("iso-2022-jp", b"<p>\x1B$B$3$s$K$A$O\x1B(B</p>", None, ("ISO-2022-JP", "detected")),
            ("few bad bytes", b"<meta charset=utf-8>caf\xE9 cr\xE8me", None, ("UTF-8", "meta")),
        ] {
            assert_eq!(chosen(raw, hint), want, "{case}");
        }
    }

    #[test]
    fn letters_give_an_undeclared_encoding_away() {
        let texts = [
            (GBK, "数字政务时代要让公共服务像网购一样方便，协会要闻与通知公告"),
            (BIG5, "數字政務時代要讓公共服務像網購一樣方便，協會要聞與通知公告"),
            (SHIFT_JIS, "これは日本語の文章です。文字コードを自動で判別します。"),
            (EUC_JP, "これは日本語の文章です。文字コードを自動で判別します。"),
            (EUC_KR, "한국어로 쓰인 문장입니다. 문자 인코딩을 자동으로 판별합니다."),
            (WINDOWS_1251, "Это русский текст, кодировка которого определяется сама."),
            (WINDOWS_1252, "Übergrößenträger müssen für schöne Häuser später zählen"),
        ];
        for (encoding, text) in texts {
            for padding in [0, 100_000] {
                let mut page = vec![b' '; padding];
                page.extend_from_slice(&encoding.encode(text).0);
                assert_eq!(chosen(&page, None), (encoding.name(), "detected"));
            }
        }
    }

    #[test]
    fn a_declaration_the_bytes_contradict_is_passed_over() {
        let chinese = "数字政务时代要让公共服务像网购一样方便，协会要闻与通知公告";
        let declared = |label: &str, bytes: &[u8]| {
            let mut page = format!("<meta charset={label}>").into_bytes();
            page.extend_from_slice(bytes);
            page
        };
        let gbk = GBK.encode(chinese).0.into_owned();
        assert_eq!(chosen(&declared("utf-8", &gbk), None), ("GBK", "detected"));
        assert_eq!(chosen(&declared("gb2312", &gbk), Some("utf-8")), ("GBK", "meta"));
        assert_eq!(chosen(&declared("gb2312", chinese.as_bytes()), None), ("UTF-8", "detected"));
        assert_eq!(chosen(&declared("gb2312", "联通".as_bytes()), None), ("GBK", "meta"), "too little");
        let cut = &chinese.as_bytes()[1..];
        assert_eq!(chosen(&declared("utf-8", cut), None), ("UTF-8", "meta"));
        assert_eq!(chosen(cut, None), ("UTF-8", "detected"), "one damaged character");
        assert_eq!(chosen(&declared("gb18030", &GB18030.encode(chinese).0), None), ("gb18030", "meta"));
    }
}
