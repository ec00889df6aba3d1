//! Decoding against the standard's own reference implementation, its test suite, and real pages.
use despam::input::{EncodingRule, Limits, Source};
use despam::span::{RawSpan, TextSpan};
use encoding_rs::Encoding;
use proptest::prelude::*;
use std::path::PathBuf;

/// Every encoding of the WHATWG standard but `replacement`, which erases what it decodes.
const ENCODINGS: &[&str] = &[
    "UTF-8",
    "IBM866",
    "ISO-8859-2",
    "ISO-8859-3",
    "ISO-8859-4",
    "ISO-8859-5",
    "ISO-8859-6",
    "ISO-8859-7",
    "ISO-8859-8",
    "ISO-8859-8-I",
    "ISO-8859-10",
    "ISO-8859-13",
    "ISO-8859-14",
    "ISO-8859-15",
    "ISO-8859-16",
    "KOI8-R",
    "KOI8-U",
    "macintosh",
    "windows-874",
    "windows-1250",
    "windows-1251",
    "windows-1252",
    "windows-1253",
    "windows-1254",
    "windows-1255",
    "windows-1256",
    "windows-1257",
    "windows-1258",
    "x-mac-cyrillic",
    "GBK",
    "gb18030",
    "Big5",
    "EUC-JP",
    "ISO-2022-JP",
    "Shift_JIS",
    "EUC-KR",
    "UTF-16BE",
    "UTF-16LE",
    "x-user-defined",
];

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

fn boundaries(text: &str) -> Vec<usize> {
    (0..=text.len()).filter(|&at| text.is_char_boundary(at)).collect()
}

/// Every position in the bytes that splits them as position `at` splits the text. Says nothing where there is
/// none, and slow, but knows no encoding.
fn splits(raw: &[u8], text: &str, name: &str, at: usize) -> Vec<usize> {
    (0..=raw.len())
        .filter(|&split| {
            reference(&raw[..split], name) == text[..at] && reference(&raw[split..], name) == text[at..]
        })
        .collect()
}

/// Feeds a decoder byte by byte: the number of bytes after which the text first is `at` long.
fn first_reached(raw: &[u8], name: &str) -> impl Fn(usize) -> Option<usize> {
    let mut decoder = encoding(name).new_decoder_without_bom_handling();
    let mut reached = vec![(0, 0)];
    let mut text = String::with_capacity(raw.len() * 4 + 64);
    for (at, byte) in raw.iter().enumerate() {
        let last = at + 1 == raw.len();
        let (_, read, _) = decoder.decode_to_string(&[*byte], &mut text, last);
        assert_eq!(read, 1);
        reached.push((text.len(), at + 1));
    }
    move |at| reached.iter().find(|(text, _)| *text == at).map(|(_, raw)| *raw)
}

/// Bytes that make decoders stumble: leads, trails, escape sequences, markup, surrogates, and noise.
fn nasty_bytes() -> impl Strategy<Value = Vec<u8>> {
    let token = prop_oneof![
        4 => any::<u8>().prop_map(|b| vec![b]),
        4 => (0x80u8..).prop_map(|b| vec![b]),
        3 => prop::sample::select(&b"<>/ \n\x5C\x7E0129AZaz@~"[..]).prop_map(|b| vec![b]),
        2 => (0x81u8..0xFF, 0x30u8..0xFF).prop_map(|(lead, trail)| vec![lead, trail]),
        2 => (0x81u8..0xFF, b'0'..=b'9', 0x81u8..0xFF, b'0'..=b'9').prop_map(|(a, b, c, d)| vec![a, b, c, d]),
        1 => (0x81u8..0xFF, b'0'..=b'9', 0x81u8..0xFF).prop_map(|(a, b, c)| vec![a, b, c]),
        2 => prop::sample::select(&[&b"\x1B$B"[..], b"\x1B$@", b"\x1B(B", b"\x1B(J", b"\x1B(I", b"\x1B$", b"\x1B"][..])
            .prop_map(<[u8]>::to_vec),
        1 => prop::sample::select(&[&b"\x88\x62"[..], b"\x88\xA3", b"\x8F\xB0", b"\xF0\x90\x80", b"\xE4\xB8"][..])
            .prop_map(<[u8]>::to_vec),
        1 => any::<[u8; 2]>().prop_map(|[a, b]| vec![a, 0xD8 | (b & 7), a, 0xDC | (b & 3)]),
        1 => Just(b"<div class=x>".to_vec()),
    ];
    prop::collection::vec(token, 0..24).prop_map(|tokens| tokens.concat())
}

/// Markup and text that somebody could have written, in many scripts.
fn page_text() -> impl Strategy<Value = String> {
    let token = prop_oneof![
        3 => prop::sample::select(&["<p>", "</p>", "<a href='x'>", "</a>", "\n", " ", "<br>", "a-z.", "~\\¥‾"][..])
            .prop_map(str::to_owned),
        2 => "[\u{3041}-\u{3093}\u{4E00}-\u{4FFF}\u{30A1}-\u{30F3}，。]{1,6}",
        1 => "[가-힣]{1,4}",
        1 => "[А-я]{1,6}",
        1 => "[À-ÿ€]{1,4}",
        1 => "[ｱ-ﾝ]{1,3}",
        1 => "[\u{20000}-\u{2A000}🦀]{1,2}",
        1 => "[א-ת]{1,3}",
    ];
    prop::collection::vec(token, 0..30).prop_map(|tokens| tokens.concat())
}

/// The text, less what the encoding lacks, in that encoding; ISO-2022-JP as a browser or mailer writes it.
fn encoded(text: &str, name: &str) -> (Vec<u8>, String) {
    let kept: String = text
        .chars()
        .filter(|c| {
            let alone = c.to_string();
            let bytes = Source::decode(b"", Some(name), &Limits::default()).unwrap().encode(&alone);
            reference(&bytes, name) == alone
        })
        .collect();
    let bytes = Source::decode(b"", Some(name), &Limits::default()).unwrap().encode(&kept);
    (bytes, kept)
}

fn any_encoding() -> impl Strategy<Value = &'static str> {
    // The encodings where characters have several bytes deserve most of the cases.
    prop_oneof![
        1 => prop::sample::select(ENCODINGS),
        2 => prop::sample::select(&["GBK", "gb18030", "Big5", "EUC-JP", "Shift_JIS", "EUC-KR", "UTF-8"][..]),
        1 => prop::sample::select(&["ISO-2022-JP", "UTF-16LE", "UTF-16BE"][..]),
    ]
}

/// Padding that makes a page long enough for several checkpoints, with no byte to cut after, or many.
fn padding() -> impl Strategy<Value = (String, usize)> {
    (prop::sample::select(&["", "x", "<b>", "漢", "字\n", "я"][..]).prop_map(str::to_owned), 0usize..1500)
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(3000))]

    #[test]
    fn any_bytes_decode_as_the_reference_does_and_map_back_to_where_they_split(
        name in any_encoding(), raw in nasty_bytes(),
    ) {
        prop_assume!(Encoding::for_bom(&raw).is_none());
        prop_assume!(name != "UTF-8" || Source::decode(&raw, Some(name), &Limits::default()).unwrap().rule() == EncodingRule::Hint);
        let source = decode(&raw, name);
        let text = reference(&raw, name);
        prop_assert_eq!(source.text(), &text);
        prop_assert_eq!(source.raw(), &raw);
        let reached = first_reached(&raw, name);
        let mut before = 0;
        for at in boundaries(&text).into_iter().filter(|&at| at > 0) {
            let span = source.to_raw(TextSpan::new(0, at));
            if name == "ISO-2022-JP" {
                // State crosses any split; but the text is there as soon as its bytes are, and not earlier.
                if at < text.len() && let Some(want) = reached(at) {
                    prop_assert!(span.end <= want, "{} {:?} > {}", at, span, want);
                    prop_assert!(reference(&raw[..span.end], name).starts_with(&text[..at]));
                }
            } else {
                let oracle = splits(&raw, &text, name, at);
                prop_assert!(oracle.is_empty() || oracle.contains(&span.end), "{}: {:?} not in {:?}", at, span, oracle);
            }
            prop_assert!(span.end >= before && span.end <= raw.len());
            before = span.end;
        }
        prop_assert_eq!(source.to_raw(TextSpan::new(0, text.len())).end, raw.len());
    }

    #[test]
    fn spans_tile_the_page_and_come_back(name in any_encoding(), raw in nasty_bytes(), (pad, times) in padding()) {
        let pad = encoded(&pad, name).0.repeat(times);
        let raw = [&pad[..], &raw, &pad[..]].concat();
        prop_assume!(Encoding::for_bom(&raw).is_none());
        let source = Source::decode(&raw, Some(name), &Limits::default()).unwrap();
        prop_assert_eq!(source.text(), reference(&raw, source.encoding()));
        let all = boundaries(source.text());
        let mut end = 0;
        for pair in all.windows(2).step_by(1 + all.len() / 200) {
            let text = TextSpan::new(pair[0], pair[1]);
            let span = source.to_raw(text);
            prop_assert!(span.start < span.end && span.end <= raw.len());
            // The two code points of a Big5 pair share its bytes.
            prop_assert!(span.start >= end || source.encoding() == "Big5", "{:?} {}", span, end);
            end = span.end;
            let back = source.to_text(span);
            prop_assert!(back == text || source.encoding() == "Big5", "{:?} {:?} {:?}", text, span, back);
        }
        for at in (0..=raw.len()).step_by(1 + raw.len() / 100) {
            let text = source.to_text(RawSpan { start: at, end: at });
            prop_assert!(source.text().is_char_boundary(text.start as usize));
            prop_assert!(source.text().is_char_boundary(text.end as usize));
            let around = source.to_raw(text);
            prop_assert!(text.is_empty() || around.start <= at && at <= around.end, "{} {:?} {:?}", at, text, around);
        }
    }

    #[test]
    fn cutting_bytes_cuts_their_text_and_nothing_else(
        name in any_encoding(), text in page_text(), (pad, times) in padding(), ends in any::<[prop::sample::Index; 2]>(),
    ) {
        let (raw, text) = encoded(&(pad.repeat(times) + &text), name);
        let source = decode(&raw, name);
        prop_assert_eq!(source.text(), &text);
        let all = boundaries(&text);
        let mut ends = ends.map(|end| all[end.index(all.len())]);
        ends.sort_unstable();
        let span = TextSpan::new(ends[0], ends[1]);
        let cut = source.to_raw(span);
        prop_assert!(source.can_cut(cut) || name == "ISO-2022-JP");
        let want = format!("{}{}", &text[..ends[0]], &text[ends[1]..]);
        if source.can_cut(cut) {
            prop_assert_eq!(reference(&without(&raw, cut), name), want);
        } else {
            prop_assert_ne!(reference(&without(&raw, cut), name), want);
        }
    }

    #[test]
    fn markup_can_be_cut_whatever_the_encoding(name in any_encoding(), before in page_text(), after in page_text()) {
        let block = "<div><a href=x>spam</a></div>";
        let (raw, text) = encoded(&format!("{before}{block}\n{after}"), name);
        let source = decode(&raw, name);
        let start = text.find(block).unwrap();
        let cut = source.to_raw(TextSpan::new(start, start + block.len()));
        prop_assert!(source.can_cut(cut));
        let want = text.replacen(block, "", 1);
        prop_assert_eq!(reference(&without(&raw, cut), name), want);
    }

    #[test]
    fn a_cut_that_is_allowed_breaks_no_character(name in any_encoding(), raw in nasty_bytes(), ends in any::<[prop::sample::Index; 2]>()) {
        prop_assume!(Encoding::for_bom(&raw).is_none());
        let source = Source::decode(&raw, Some(name), &Limits::default()).unwrap();
        let name = source.encoding();
        let all = boundaries(source.text());
        let mut ends = ends.map(|end| all[end.index(all.len())]);
        ends.sort_unstable();
        let cut = source.to_raw(TextSpan::new(ends[0], ends[1]));
        if source.can_cut(cut) {
            let kept = source.to_text(cut);
            let want = format!("{}{}", &source.text()[..kept.start as usize], &source.text()[kept.end as usize..]);
            let got = reference(&without(&raw, cut), name);
            let broken = |text: &str| text.matches('\u{FFFD}').count();
            prop_assert!(got == want || broken(&got) < broken(&want), "{:?} {:?}", got, want);
        }
    }

    #[test]
    fn no_bytes_and_no_label_upset_the_choice(raw in nasty_bytes(), label in "[a-z0-9-]{0,12}", repeat in 1usize..40) {
        let raw = raw.repeat(repeat);
        let source = Source::decode(&raw, Some(&label), &Limits::default()).unwrap();
        let body = &raw[raw.len() - source.to_raw(TextSpan::new(0, source.text().len())).len()..];
        prop_assert_eq!(source.text(), reference(body, source.encoding()));
        for at in 0..raw.len() {
            prop_assert!(source.line_of(at) <= source.line_of(at + 1));
        }
    }
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
        let raw = [b"<meta charset=utf-8>", &raw[..]].concat();
        let begun = std::time::Instant::now();
        let source = Source::decode(&raw, Some(name), &Limits::default()).unwrap();
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

fn shared(path: &str) -> Option<PathBuf> {
    let root = std::env::var_os("DESPAM_SHARED")
        .map_or_else(|| PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("../shared"), PathBuf::from);
    let path = root.join(path);
    if path.exists() {
        return Some(path);
    }
    assert!(std::env::var_os("CI").is_none(), "{} not found", path.display());
    println!("skipped: {} not found", path.display());
    None
}

/// Tests of the suite that no reading of bytes can pass: the page writes its own `<meta>` by script.
const SCRIPTED: &[&str] = &["ISO-8859-' + '2"];

#[test]
fn the_html5lib_suite_is_decided_as_browsers_decide() {
    for (file, fewest) in
        [("tests1.dat", 55), ("tests2.dat", 20), ("test-yahoo-jp.dat", 1), ("scripted/tests1.dat", 1)]
    {
        let Some(path) = shared(&format!("html5lib-tests/encoding/{file}")) else { return };
        let suite = std::fs::read(path).unwrap();
        let mut ran = 0;
        for (data, want) in suite_cases(&suite) {
            ran += 1;
            let shown = String::from_utf8_lossy(&data[..data.len().min(200)]).into_owned();
            let source = Source::decode(data, None, &Limits::default()).unwrap();
            let declared = matches!(source.rule(), EncodingRule::Meta | EncodingRule::Bom);
            let got = if declared { source.encoding() } else { "windows-1252" };
            if SCRIPTED.iter().any(|mark| shown.contains(mark)) {
                assert!(!declared);
                continue;
            }
            // The suite's default for pages that declare nothing is windows-1252.
            assert_eq!(got.to_ascii_lowercase(), want.to_ascii_lowercase(), "{file}: {shown}");
        }
        assert!(ran >= fewest, "{file}: only {ran} cases were read");
    }
}

/// Cases of a suite file: `#data`, the page, `#encoding`, the label.
fn suite_cases(suite: &[u8]) -> Vec<(&[u8], String)> {
    let find = |from: usize, what: &[u8]| {
        suite[from..].windows(what.len()).position(|w| w == what).map(|at| from + at)
    };
    let mut cases = Vec::new();
    let mut at = 0;
    while let Some(start) = find(at, b"#data\n") {
        let start = start + b"#data\n".len();
        let end = find(start, b"\n#encoding\n").expect("every case names its encoding");
        let label = end + b"\n#encoding\n".len();
        at = find(label, b"\n").unwrap_or(suite.len());
        cases.push((&suite[start..end], String::from_utf8_lossy(&suite[label..at]).into_owned()));
    }
    cases
}
