//! Cleaning takes exactly what the report names, leaves clean pages alone, and has nothing left to do after.
#![no_main]
use despam::clean::clean;
use despam::input::{Limits, Source};
use despam::scanner::{PageContext, Scanner};
use despam::verdict::{Action, PageReport};
use libfuzzer_sys::fuzz_target;
use std::sync::LazyLock;

static SCANNER: LazyLock<Scanner> = LazyLock::new(|| Scanner::embedded().expect("the embedded model is of this build"));

/// A page with one injected block in front: random bytes alone seldom get as far as a cut.
const INJECTED: &[u8] = b"<span id=\"rz99h\"></span><th id=\"rz99h\"><noframes id=\"rz99h\"><th id=\"rz99h\"></th>\
<th id=\"rz99h\"><noframes id=\"rz99h\"><span id=\"rz99h\"></span><span id=\"rz99h\"><video id=\"rz99h\">\
<span id=\"rz99h\"></span></video></span><progress id=\"rz99h\"></progress><progress id=\"rz99h\">\
<noframes id=\"rz99h\"><strike id=\"rz99h\"><noframes id=\"rz99h\"><strike id=\"rz99h\"></strike>";

fuzz_target!(|data: &[u8]| {
    let Some((choice, rest)) = data.split_first() else { return };
    let page = if choice % 2 == 0 { rest.to_vec() } else { [INJECTED, rest].concat() };
    let Some((report, cleaned)) = scan_and_clean(&page) else { return };
    assert_eq!(cleaned, without_findings(&page, &report), "more or less than the findings was cut");
    if let Some((_, twice)) = scan_and_clean(&cleaned) {
        assert_eq!(twice, cleaned, "cleaning a second time cut more");
    }
});

fn scan_and_clean(page: &[u8]) -> Option<(PageReport, Vec<u8>)> {
    let report = SCANNER.scan(page, &PageContext::default()).ok()?;
    let source = Source::decode(page, None, &Limits::default()).ok()?;
    let cleaned = clean(page, &report, |text| source.encode(text)).expect("the report is about this page");
    Some((report, cleaned.bytes))
}

/// The slow, obvious way: byte by byte.
fn without_findings(page: &[u8], report: &PageReport) -> Vec<u8> {
    let source = Source::decode(page, None, &Limits::default()).expect("it was decoded before");
    let mut kept = Vec::new();
    for (at, byte) in page.iter().enumerate() {
        let restored = report.findings.iter().filter(|f| f.is_cut() && f.span.start == at);
        for text in restored.filter(|f| f.action == Action::Restore).filter_map(|f| f.replacement.as_deref()) {
            kept.extend(source.encode(text));
        }
        if !report.findings.iter().any(|f| f.is_cut() && f.span.range().contains(&at)) {
            kept.push(*byte);
        }
    }
    kept
}
