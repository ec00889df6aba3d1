//! Decoding against the standard's own reference implementation, its test suite, and real pages.
#![allow(clippy::unwrap_used, clippy::print_stdout, reason = "helpers of tests are tests")]

use despam::input::{EncodingRule, Limits, Source};
use despam::span::{RawSpan, TextSpan};
use encoding_rs::Encoding;

#[path = "encoding/properties.rs"]
mod properties;
#[path = "encoding/real.rs"]
mod real;
mod support;

fn encoding(name: &str) -> &'static Encoding {
    Encoding::for_label(name.as_bytes()).expect("a name is a label of itself")
}

fn decode<'a>(raw: &'a [u8], name: &str) -> Source<'a> {
    let source = Source::decode(raw, Some(name), &Limits::default()).unwrap();
    assert_eq!((source.encoding(), source.rule()), (name, EncodingRule::Hint));
    source
}

/// What the reference implementation makes of the bytes.
fn reference(raw: &[u8], name: &str) -> String {
    encoding(name).decode_without_bom_handling(raw).0.into_owned()
}

fn without(raw: &[u8], cut: RawSpan) -> Vec<u8> {
    [&raw[..cut.start], &raw[cut.end..]].concat()
}

#[test]
fn valid_utf_8_is_borrowed_and_a_byte_order_mark_only_shifts_it() {
    for (raw, rule, shift) in [
        (&b"plain"[..], EncodingRule::Default, 0),
        ("漢<b>".as_bytes(), EncodingRule::Detected, 0),
        ("\u{FEFF}漢<b>".as_bytes(), EncodingRule::Bom, 3),
        ("\u{FEFF}\u{FEFF}x".as_bytes(), EncodingRule::Bom, 3),
    ] {
        let source = Source::decode(raw, None, &Limits::default()).unwrap();
        assert_eq!((source.encoding(), source.rule()), ("UTF-8", rule));
        assert_eq!(source.text().as_ptr(), raw[shift..].as_ptr(), "not copied");
        assert_eq!(source.text().as_bytes(), &raw[shift..]);
        let end = source.text().len();
        assert_eq!(source.to_raw(TextSpan::new(0, end)), RawSpan { start: shift, end: raw.len() });
        assert_eq!(source.to_text(RawSpan { start: 0, end: raw.len() }), TextSpan::new(0, end));
        assert!(source.can_cut(RawSpan { start: shift, end: raw.len() }));
        assert!(shift == 0 || !source.can_cut(RawSpan { start: 0, end: raw.len() }));
    }
}

#[test]
fn malformed_bytes_keep_their_place() {
    for (name, raw, text, want) in [
        ("UTF-8", &b"a\xE4\xB8<p>"[..], "a\u{FFFD}<p>", 1..3),
        ("GBK", b"a\x81<p>", "a\u{FFFD}<p>", 1..2),
        ("UTF-16LE", b"a\0\x00\xD8<\0p\0>\0", "a\u{FFFD}<p>", 2..4),
        ("ISO-2022-JP", b"a\xFF<p>", "a\u{FFFD}<p>", 1..2),
    ] {
        let source = decode(raw, name);
        assert_eq!(source.text(), text);
        assert_eq!(source.to_raw(TextSpan::new(1, 4)).range(), want, "{name}");
        let tag = source.to_raw(TextSpan::new(4, 7));
        assert_eq!(tag.range(), want.end..raw.len(), "{name}");
        assert!(source.can_cut(tag));
    }
}

#[test]
fn a_character_torn_apart_may_be_rejoined_and_no_other_be_swallowed() {
    let span = |source: &Source<'_>, tag: &str| {
        let start = source.text().find(tag).unwrap();
        source.to_raw(TextSpan::new(start, start + tag.len()))
    };
    // 你 is C4 E3 in GBK, 好 BA C3.
    for (raw, ok) in
        [(&b"\xC4<x>\xE3\n"[..], true), (b"\xC4<x>\xBA\xC3\n", false), (b"\xC4<x>\n\xBA\xC3", true)]
    {
        let source = decode(raw, "GBK");
        assert_eq!(source.can_cut(span(&source, "<x>")), ok, "{raw:?}");
    }
}

#[test]
fn iso_2022_jp_is_cut_only_where_the_shift_state_allows() {
    let raw = b"x\x1B$B4A;z\x1B(B<a>y</a>\x1B$B4A\x1B(Bz";
    let source = decode(raw, "ISO-2022-JP");
    assert_eq!(source.text(), "x漢字<a>y</a>漢z");
    for (from, to, want, ok) in [
        ("<a>", "</a>", &b"x\x1B$B4A;z\x1B$B4A\x1B(Bz"[..], true),
        ("漢字", "字", b"x\x1B(B<a>y</a>\x1B$B4A\x1B(Bz", true),
        ("字", "字", b"x\x1B$B4A\x1B(B<a>y</a>\x1B$B4A\x1B(Bz", true),
        ("字", "<a>", b"", false),
    ] {
        let (start, end) = (source.text().find(from).unwrap(), source.text().find(to).unwrap() + to.len());
        let cut = source.to_raw(TextSpan::new(start, end));
        assert_eq!(source.can_cut(cut), ok, "{from}…{to}");
        if ok {
            assert_eq!(without(raw, cut), want, "{from}…{to}");
        }
    }
}

#[test]
fn replacement_text_is_written_in_the_pages_encoding() {
    for (name, want) in [
        ("UTF-8", "é漢".as_bytes()),
        ("windows-1252", b"\xE9&#28450;"),
        ("GBK", b"\xA8\xA6\x9D\x68"),
        ("UTF-16LE", b"\xE9\0\x22\x6F"),
        ("UTF-16BE", b"\0\xE9\x6F\x22"),
    ] {
        assert_eq!(decode(b"", name).encode("é漢"), want, "{name}");
    }
}

#[test]
fn pages_over_the_limit_are_refused() {
    let limits = Limits { max_bytes: 3, ..Limits::default() };
    assert!(Source::decode(b"abc", None, &limits).is_ok());
    let error = Source::decode(b"abcd", None, &limits).unwrap_err().to_string();
    assert_eq!(error, "page is 4 bytes, more than the 3 allowed; split it or raise the limit");
}

#[test]
fn hostile_pages_cost_linear_time() {
    // Two megabytes each, and ten thousand look-ups; anything quadratic would take minutes.
    for (name, unit) in [
        ("GBK", &b"\xC4\xE3"[..]),
        ("GBK", b"\x81"),
        ("gb18030", b"\x81\x30\x81"),
        ("UTF-8", b"\xFF"),
        ("UTF-8", b"\xF0\x90\x80"),
        ("windows-1251", b"\xE0"),
        ("ISO-2022-JP", b"\x1B$B"),
        ("ISO-2022-JP", b"\x1B$B!"),
        ("UTF-16LE", b"\0\xD8"),
        ("Big5", b"\x88\x62"),
        ("UTF-8", b"\xE4\xB8\xADx\xFFx"),
    ] {
        let raw = unit.repeat(2_000_000 / unit.len());
        // Only a byte order mark makes anybody read some of these as UTF-8.
        let mark = if name == "UTF-8" { &b"\xEF\xBB\xBF"[..] } else { b"" };
        let page = [mark, &raw].concat();
        let begun = std::time::Instant::now();
        let source = Source::decode(&page, Some(name), &Limits::default()).unwrap();
        assert_eq!(source.encoding(), name);
        assert!(source.text() == reference(&raw, name), "{name} {unit:?}");
        let len = source.text().len();
        for at in (0..10_000).map(|i| i * 7919 % len) {
            let span = source.to_raw(TextSpan::new(at, (at + 100).min(len)));
            assert!(span.start <= span.end);
            source.can_cut(span);
            source.line_of(span.start);
        }
        assert!(begun.elapsed().as_secs() < 20, "{name} {unit:?}: {:?}", begun.elapsed());
    }
}
