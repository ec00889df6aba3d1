//! Pages in a legacy encoding: made in UTF-8, written in GBK, Shift_JIS, windows-1251, …
use super::TruthSpan;
use super::dice::Dice;
use super::draft::Finished;
use encoding_rs::{
    BIG5, EUC_JP, EUC_KR, Encoding, GB18030, GBK, KOI8_R, SHIFT_JIS, UTF_8, WINDOWS_1250, WINDOWS_1251,
    WINDOWS_1252, WINDOWS_1254,
};
use memchr::memmem;

/// How far down a declaration counts, in bytes. Source: the HTML standard's prescan.
const PRESCAN: usize = 1024;

/// Largest share of a page's characters outside ASCII that the encoding may lack; they become references.
const MOST_LACKING: f64 = 0.02;

/// A page to be made in UTF-8 and written in another encoding.
#[derive(Debug)]
pub(crate) struct Target {
    /// The page in UTF-8; its declaration names the other encoding already.
    pub(crate) page: Vec<u8>,
    pub(crate) encoding: &'static Encoding,
}

/// Whether, and in what, to write this page: a page in UTF-8 that declares so, with probability `share`; a legacy page in
/// its own encoding, half of the time (the other half gets ASCII insertions).
pub(crate) fn choose(clean: &[u8], dice: &mut Dice, share: f64) -> Option<Target> {
    let wanted = dice.chance(share);
    let own = dice.chance(0.5);
    match std::str::from_utf8(clean) {
        Ok(text) => {
            if !wanted {
                return None;
            }
            let encoding = fitting(text, dice)?;
            let page = redeclared(clean, encoding)?;
            Some(Target { page, encoding })
        }
        Err(_) if own => {
            let encoding = super::article::declared(clean)?;
            if encoding == UTF_8 || encoding.output_encoding() != encoding {
                return None;
            }
            let (text, _, failed) = encoding.decode(clean);
            let (back, _, lacking) = encoding.encode(&text);
            // Only pages that come back byte for byte: decoding may fold what encoding cannot unfold.
            (!failed && !lacking && back == clean)
                .then(|| Target { page: text.into_owned().into_bytes(), encoding })
        }
        Err(_) => None,
    }
}

/// A legacy encoding that has the page's letters.
fn fitting(text: &str, dice: &mut Dice) -> Option<&'static Encoding> {
    let (mut han, mut kana, mut hangul, mut cyrillic, mut latin) = (0, 0, 0, 0, 0usize);
    for c in text.chars().filter(|c| !c.is_ascii()) {
        match c {
            '\u{3040}'..='\u{30ff}' => kana += 1,
            '\u{4e00}'..='\u{9fff}' => han += 1,
            '\u{ac00}'..='\u{d7a3}' => hangul += 1,
            '\u{400}'..='\u{4ff}' => cyrillic += 1,
            _ => latin += 1,
        }
    }
    let total = han + kana + hangul + cyrillic + latin;
    let candidates: &[&'static Encoding] = if kana * 20 > total {
        &[SHIFT_JIS, EUC_JP]
    } else if hangul * 4 > total {
        &[EUC_KR]
    } else if han * 2 > total {
        &[GBK, GBK, BIG5, GB18030]
    } else if cyrillic * 2 > total {
        &[WINDOWS_1251, WINDOWS_1251, KOI8_R]
    } else {
        &[WINDOWS_1252, WINDOWS_1252, WINDOWS_1250, WINDOWS_1254]
    };
    let encoding = *dice.pick(candidates);
    let lacking = text.chars().filter(|c| !c.is_ascii()).take(4_000).filter(|c| lacks(encoding, *c)).count();
    (lacking as f64 <= MOST_LACKING * total.min(4_000) as f64).then_some(encoding)
}

fn lacks(encoding: &'static Encoding, c: char) -> bool {
    encoding.encode(c.encode_utf8(&mut [0; 4])).2
}

/// The page with its declarations of UTF-8 naming `encoding`; `None` if it makes none or starts with a mark.
fn redeclared(clean: &[u8], encoding: &'static Encoding) -> Option<Vec<u8>> {
    if clean.starts_with(b"\xEF\xBB\xBF") || clean.starts_with(b"<?xml") {
        return None;
    }
    let lower = clean[..clean.len().min(PRESCAN)].to_ascii_lowercase();
    let mut out = Vec::with_capacity(clean.len());
    let mut done = 0;
    for at in memmem::find_iter(&lower, b"charset=") {
        let value = at + 8 + usize::from(matches!(lower.get(at + 8), Some(b'"' | b'\'')));
        if lower.get(value..value + 5) == Some(b"utf-8") {
            out.extend_from_slice(&clean[done..value]);
            out.extend_from_slice(declared_name(encoding).as_bytes());
            done = value + 5;
        }
    }
    if done == 0 {
        return None;
    }
    out.extend_from_slice(&clean[done..]);
    Some(out)
}

/// The name pages write: `gb2312` rather than `GBK`.
fn declared_name(encoding: &'static Encoding) -> String {
    if encoding == GBK { "gb2312".to_owned() } else { encoding.name().to_ascii_lowercase() }
}

impl Target {
    /// The finished page in the encoding. The legacy encodings keep no state between characters, so piece by piece is
    /// the same as the whole; characters they lack become references.
    pub(crate) fn encode(&self, page: &Finished) -> Finished {
        let mut out = Finished { bytes: Vec::new(), truth: Vec::new(), restored: self.bytes(&page.restored) };
        let mut done = 0;
        for span in &page.truth {
            out.bytes.extend(self.bytes(&page.bytes[done..span.start]));
            let start = out.bytes.len();
            out.bytes.extend(self.bytes(&page.bytes[span.start..span.end]));
            done = span.end;
            let replacement = span.replacement.as_ref().map(|text| self.bytes(text));
            out.truth.push(TruthSpan { start, end: out.bytes.len(), replacement, ..span.clone() });
        }
        out.bytes.extend(self.bytes(&page.bytes[done..]));
        out
    }

    fn bytes(&self, text: &[u8]) -> Vec<u8> {
        self.encoding.encode(&String::from_utf8_lossy(text)).0.into_owned()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn page(text: &str) -> String {
        format!("<html><head><meta charset=\"utf-8\"><title>{text}</title></head><body>{text}</body></html>")
    }

    #[test]
    fn each_script_gets_an_encoding_that_has_it() {
        let mut dice = Dice::of(&[b"encode"]);
        for (text, names) in [
            ("中文网站的新闻", &["GBK", "Big5", "gb18030"][..]),
            ("日本語のページです", &["Shift_JIS", "EUC-JP"]),
            ("Новости сайта", &["windows-1251", "KOI8-R"]),
            ("한국어 소식", &["EUC-KR"]),
            ("café crème", &["windows-1252", "windows-1250", "windows-1254"]),
        ] {
            for _ in 0..12 {
                let Some(target) = choose(page(text).as_bytes(), &mut dice, 1.0) else { continue };
                assert!(names.contains(&target.encoding.name()), "{text}: {}", target.encoding.name());
                let written = target.bytes(&target.page);
                let (back, _, failed) = target.encoding.decode(&written);
                assert!(!failed && back.contains(text), "{back}");
                assert!(!back.contains("utf-8"), "{back}");
            }
        }
    }

    #[test]
    fn pages_without_a_declaration_stay() {
        let mut dice = Dice::of(&[b"none"]);
        assert!(choose(b"<html><body>caf\xC3\xA9", &mut dice, 1.0).is_none());
        assert!(choose(page("é").as_bytes(), &mut dice, 0.0).is_none());
    }
}
