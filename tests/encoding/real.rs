//! The html5lib encoding suite and the corpus of real pages, where they are at hand.
use super::*;
use std::path::PathBuf;

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

/// Cases decided otherwise than the suite wants, by what their page contains, with what is said instead.
const EXCEPTIONS: &[(&str, EncodingRule, &str)] = &[
    // The page writes its own <meta> by script; no reading of bytes can know.
    ("ISO-8859-' + '2", EncodingRule::Default, "UTF-8"),
    // Declared EUC-JP, but the suite stores the page as UTF-8, which is a good deal more than browsers look at.
    ("<title>Yahoo! JAPAN", EncodingRule::Detected, "UTF-8"),
];

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
            if let Some((_, rule, instead)) = EXCEPTIONS.iter().find(|(mark, ..)| shown.contains(mark)) {
                assert_eq!((source.rule(), source.encoding()), (*rule, *instead), "{file}: {shown}");
                continue;
            }
            // The suite's default for pages that declare nothing is windows-1252.
            assert_eq!(got.to_ascii_lowercase(), want.to_ascii_lowercase(), "{file}: {shown}");
        }
        assert!(ran >= fewest, "{file}: only {ran} cases were read");
    }
}

#[test]
fn real_pages_decode_as_declared_and_every_tag_maps_back() {
    let (Some(list), Some(pages)) = (shared("corpus/ham.csv"), support::corpus()) else { return };
    let mut rules = std::collections::BTreeMap::<_, usize>::new();
    let (mut legacy, mut binary) = (0, Vec::new());
    for row in csv::Reader::from_path(list).unwrap().records() {
        let row = row.unwrap();
        let (path, noted) = (&row[0], &row[5]);
        let raw = std::fs::read(pages.join(path)).unwrap();
        let source = Source::decode(&raw, None, &Limits::default()).unwrap();
        if let Some(what) = despam::input::looks_binary(&raw) {
            binary.push((path.to_owned(), what));
        }
        *rules.entry((noted.to_owned(), source.encoding(), source.rule().as_str())).or_default() += 1;
        let text = source.text();
        let whole = source.to_raw(TextSpan::new(0, text.len()));
        assert_eq!(text, reference(&raw[whole.start..], source.encoding()), "{path}");
        let copied = text.len() == whole.len();
        legacy += usize::from(!copied);
        // Between tags and tags, the bytes tile the page, and each decodes to its own text.
        let mut at = 0;
        let mut from = whole.start;
        for end in memchr::memchr2_iter(b'<', b'>', text.as_bytes()).take(if copied { 100 } else { 20_000 }) {
            let span = TextSpan::new(at, end);
            let bytes = source.to_raw(span);
            assert_eq!(bytes.start, from, "{path} {span:?}");
            assert_eq!(reference(&raw[bytes.range()], source.encoding()), text[at..end], "{path} {span:?}");
            assert_eq!(source.to_text(bytes), span, "{path}");
            assert!(raw[bytes.end] == text.as_bytes()[end] && source.can_cut(bytes), "{path} {span:?}");
            (at, from) = (end, bytes.end);
        }
    }
    assert!(legacy >= 100, "only {legacy} pages were not copied");
    println!("{binary:?}");
    for (noted, count) in rules {
        println!("{noted:?}: {count}");
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
