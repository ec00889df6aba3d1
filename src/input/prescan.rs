//! The encoding a page declares for itself: `<meta>`, or an XML declaration.
//!
//! WHATWG HTML, "prescan a byte stream to determine its encoding", "get an attribute" and "get an XML encoding"
//! (<https://html.spec.whatwg.org/multipage/parsing.html#prescan-a-byte-stream-to-determine-its-encoding>).
//! Nothing is copied and no byte is looked at twice.
use encoding_rs::{Encoding, REPLACEMENT, UTF_8, UTF_16BE, UTF_16LE, WINDOWS_1252, X_USER_DEFINED};
use memchr::memmem;

/// Bytes the standard lets a prescan wait for. Source: WHATWG HTML, encoding sniffing algorithm, step 5.
const PRESCAN_BYTES: usize = 1024;

/// Bytes searched for a late `<meta>`. A browser's tree builder obeys one wherever it meets it and starts over;
/// 64 KiB holds any sane `<head>` and bounds the cost of pages that declare nothing.
const LATE_META_BYTES: usize = 64 * 1024;

/// The attribute, or the word in `content`, that names an encoding.
const CHARSET: &[u8] = b"charset";

/// The declared encoding, or `None` where nothing usable is declared.
pub(super) fn declared(raw: &[u8]) -> Option<&'static Encoding> {
    if raw.starts_with(b"<\0?\0x\0") {
        return Some(UTF_16LE);
    }
    if raw.starts_with(b"\0<\0?\0x") {
        return Some(UTF_16BE);
    }
    let early = &raw[..raw.len().min(PRESCAN_BYTES)];
    let late = &raw[..raw.len().min(LATE_META_BYTES)];
    let in_meta = |bytes| if mentions_charset(bytes) { meta(bytes) } else { None };
    in_meta(early)
        .or_else(|| xml_declaration(early))
        .or_else(|| (raw.len() > PRESCAN_BYTES).then(|| in_meta(late)).flatten())
}

/// Whether the word stands anywhere, in any case: no `<meta>` declares an encoding without it.
fn mentions_charset(bytes: &[u8]) -> bool {
    memchr::memchr2_iter(b'c', b'C', bytes)
        .any(|at| bytes[at..].get(..CHARSET.len()).is_some_and(|word| word.eq_ignore_ascii_case(CHARSET)))
}

/// An encoding by its label; `replacement` counts as no encoding, since it would erase the whole page.
pub(super) fn usable(label: &[u8]) -> Option<&'static Encoding> {
    Encoding::for_label(label).filter(|&encoding| encoding != REPLACEMENT)
}

/// What a declaration readable as ASCII can mean: not UTF-16, and not `x-user-defined` by way of `<meta>`.
fn corrected(encoding: &'static Encoding) -> &'static Encoding {
    if encoding == UTF_16BE || encoding == UTF_16LE {
        UTF_8
    } else if encoding == X_USER_DEFINED {
        WINDOWS_1252
    } else {
        encoding
    }
}

fn meta(bytes: &[u8]) -> Option<&'static Encoding> {
    let mut at = Cursor { bytes, pos: 0 };
    loop {
        at.pos += memchr::memchr(b'<', &bytes[at.pos..])?;
        let rest = &bytes[at.pos..];
        if rest.starts_with(b"<!--") {
            // The two hyphens may be the opening ones: `<!-->` is a whole comment.
            at.pos += 2 + memmem::find(&rest[2..], b"-->")? + 2;
        } else if is_meta(rest) {
            at.pos += b"<meta".len();
            if let Some(encoding) = at.meta_encoding()? {
                return Some(encoding);
            }
        } else if is_tag(rest) {
            at.pos += rest.iter().position(|&b| is_space(b) || b == b'>')?;
            while at.attribute()?.is_some() {}
        } else if matches!(rest.get(1), Some(b'!' | b'/' | b'?')) {
            at.pos += memchr::memchr(b'>', rest)?;
        }
        at.pos += 1;
        if at.pos >= bytes.len() {
            return None;
        }
    }
}

fn is_meta(rest: &[u8]) -> bool {
    rest.len() > 5 && rest[..5].eq_ignore_ascii_case(b"<meta") && (is_space(rest[5]) || rest[5] == b'/')
}

fn is_tag(rest: &[u8]) -> bool {
    let name = if rest.get(1) == Some(&b'/') { 2 } else { 1 };
    rest.get(name).is_some_and(u8::is_ascii_alphabetic)
}

fn is_space(byte: u8) -> bool {
    matches!(byte, b'\t' | b'\n' | 0x0C | b'\r' | b' ')
}

struct Cursor<'a> {
    bytes: &'a [u8],
    pos: usize,
}

struct Attribute<'a> {
    name: &'a [u8],
    value: &'a [u8],
}

/// Every method gives `None` where the bytes run out, which ends the prescan without a result.
impl<'a> Cursor<'a> {
    fn peek(&self) -> Option<u8> {
        self.bytes.get(self.pos).copied()
    }

    /// The next byte.
    #[inline]
    fn step(&mut self) -> Option<u8> {
        self.pos += 1;
        self.peek()
    }

    fn skip(&mut self, skipped: impl Fn(u8) -> bool) -> Option<u8> {
        self.pos += self.bytes[self.pos..].iter().position(|&b| !skipped(b))?;
        self.peek()
    }

    fn take(&mut self, ends: impl Fn(u8) -> bool) -> Option<&'a [u8]> {
        let start = self.pos;
        self.skip(|b| !ends(b))?;
        Some(&self.bytes[start..self.pos])
    }

    /// "Get an attribute"; the inner `None` is the end of the tag.
    fn attribute(&mut self) -> Option<Option<Attribute<'a>>> {
        let mut next = self.peek()?;
        while is_space(next) || next == b'/' {
            next = self.step()?;
        }
        if next == b'>' {
            return Some(None);
        }
        let start = self.pos;
        // A leading `=` belongs to the name.
        next = self.step()?;
        while !(is_space(next) || matches!(next, b'=' | b'/' | b'>')) {
            next = self.step()?;
        }
        let name = &self.bytes[start..self.pos];
        while is_space(next) {
            next = self.step()?;
        }
        if next != b'=' {
            return Some(Some(Attribute { name, value: b"" }));
        }
        self.pos += 1;
        let value = match self.skip(is_space)? {
            quote @ (b'"' | b'\'') => {
                self.pos += 1;
                let start = self.pos;
                self.pos += memchr::memchr(quote, &self.bytes[start..])? + 1;
                &self.bytes[start..self.pos - 1]
            }
            b'>' => b"",
            _ => self.take(|b| is_space(b) || b == b'>')?,
        };
        Some(Some(Attribute { name, value }))
    }

    /// The encoding of the `<meta` tag just entered; the inner `None` where the tag declares none.
    fn meta_encoding(&mut self) -> Option<Option<&'static Encoding>> {
        let (mut seen_pragma, mut seen_content, mut seen_charset) = (false, false, false);
        let (mut got_pragma, mut need_pragma) = (false, None);
        let mut found: Option<Option<&'static Encoding>> = None;
        while let Some(Attribute { name, value }) = self.attribute()? {
            let is = |wanted: &[u8], seen: &mut bool| {
                name.eq_ignore_ascii_case(wanted) && !std::mem::replace(seen, true)
            };
            if is(b"http-equiv", &mut seen_pragma) {
                got_pragma = value.eq_ignore_ascii_case(b"content-type");
            } else if is(b"content", &mut seen_content) {
                if found.is_none()
                    && let Some(encoding) = charset_in_content(value)
                {
                    found = Some(Some(encoding));
                    need_pragma = Some(true);
                }
            } else if is(CHARSET, &mut seen_charset) {
                found = Some(usable(value));
                need_pragma = Some(false);
            }
        }
        let counts = need_pragma.is_some_and(|needed| !needed || got_pragma);
        Some(found.flatten().filter(|_| counts).map(corrected))
    }
}

/// "Extract a character encoding from a `meta` element": the `charset=…` inside `content`.
fn charset_in_content(content: &[u8]) -> Option<&'static Encoding> {
    let mut at = Cursor { bytes: content, pos: 0 };
    loop {
        at.pos += content[at.pos..].windows(CHARSET.len()).position(|w| w.eq_ignore_ascii_case(CHARSET))?
            + CHARSET.len();
        if at.skip(is_space)? != b'=' {
            continue;
        }
        at.pos += 1;
        return match at.skip(is_space)? {
            quote @ (b'"' | b'\'') => {
                at.pos += 1;
                usable(at.take(|b| b == quote)?)
            }
            _ => {
                let rest = &content[at.pos..];
                let end = rest.iter().position(|&b| is_space(b) || b == b';').unwrap_or(rest.len());
                usable(&rest[..end])
            }
        };
    }
}

/// "Get an XML encoding": `<?xml … encoding="…"`.
fn xml_declaration(bytes: &[u8]) -> Option<&'static Encoding> {
    if !bytes.starts_with(b"<?xml") {
        return None;
    }
    let declaration = &bytes[..memchr::memchr(b'>', bytes)?];
    let mut at = Cursor { bytes: declaration, pos: 0 };
    at.pos = memmem::find(declaration, b"encoding")? + b"encoding".len();
    if at.skip(|b| b <= b' ')? != b'=' {
        return None;
    }
    at.pos += 1;
    let quote = at.skip(|b| b <= b' ').filter(|b| matches!(b, b'"' | b'\''))?;
    at.pos += 1;
    let label = at.take(|b| b == quote)?;
    // Only `<meta>` mends x-user-defined, but nobody has ever meant it in XML either.
    if label.iter().any(|&b| b <= b' ') { None } else { usable(label).map(corrected) }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_declaration_is_found_where_the_standard_finds_it() {
        for (page, want) in [
            ("", None),
            ("<", None),
            ("<meta charset=gbk>", Some("GBK")),
            ("<META/CHARSET = 'koi8-r'/>", Some("KOI8-R")),
            ("<meta charset=gbk", None),
            ("<metacharset=gbk>", None),
            ("<!--><meta charset=gbk>", Some("GBK")),
            ("<!-- <meta charset=gbk> ", None),
            ("<!-- <meta charset=gbk> --><meta charset=big5>", Some("Big5")),
            ("<p title='<meta charset=gbk>'><meta charset=big5>", Some("Big5")),
            ("</p title='<meta charset=gbk>'>", None),
            ("<!doctype x><?php <meta charset=gbk>", None),
            ("<meta charset=utf-16le>", Some("UTF-8")),
            ("<meta charset=x-user-defined>", Some("windows-1252")),
            ("<meta charset=iso-2022-kr>", None),
            ("<meta charset=bogus><meta charset=gbk>", Some("GBK")),
            ("<meta charset=bogus charset=gbk>", None),
            ("<meta content='text/html; charset=gbk'>", None),
            ("<meta content='text/html; charset=gbk' http-equiv=Content-Type>", Some("GBK")),
            ("<meta content='charset charset = \"gbk\"' http-equiv=content-type>", Some("GBK")),
            ("<meta content='charset=\"gbk' http-equiv=content-type>", None),
            ("<meta content='charset=' http-equiv=content-type>", None),
            ("<meta content='charset=gbk' charset=big5>", Some("Big5")),
            ("<?xml version='1.0' encoding='shift_jis'?><html>", Some("Shift_JIS")),
            ("<?xml version='1.0' encoding='shift_jis'?><meta charset=gbk>", Some("GBK")),
            ("<?xml version='1.0'?><p encoding='shift_jis'>", None),
            ("<\0?\0x\0", Some("UTF-16LE")),
            ("\0<\0?\0x", Some("UTF-16BE")),
        ] {
            assert_eq!(declared(page.as_bytes()).map(Encoding::name), want, "{page:?}");
        }
    }

    #[test]
    fn a_late_meta_counts_unless_the_head_is_absurd() {
        for (padding, want) in [(1000, true), (1024, true), (30_000, true), (70_000, false)] {
            let page = format!("<!--{}--><meta charset=gbk>", "x".repeat(padding));
            assert_eq!(declared(page.as_bytes()).is_some(), want, "{padding}");
        }
    }

    #[test]
    fn every_cut_of_a_declaration_is_survived() {
        let page = b"<?xml a encoding='x'?><!-- x --><p a=b c='d'><meta http-equiv=content-type content='a;charset = \"gbk\"'>";
        for end in 0..=page.len() {
            assert_eq!(declared(&page[..end]).is_some(), end == page.len(), "{end}");
        }
    }
}
