//! Any bytes get a report that is in order: spans inside the page, sorted, disjoint; probabilities in [0, 1].
#![no_main]
use despam::scanner::{PageContext, Scanner};
use despam::verdict::Verdict;
use libfuzzer_sys::fuzz_target;
use std::sync::LazyLock;

static SCANNER: LazyLock<Scanner> = LazyLock::new(|| Scanner::embedded().expect("the embedded model is of this build"));

fuzz_target!(|data: &[u8]| {
    let Ok(report) = SCANNER.scan(data, &PageContext::default()) else { return };
    assert_eq!(report.bytes, data.len());
    assert!((0.0..=1.0).contains(&report.probability));
    let mut at = 0;
    for finding in &report.findings {
        assert!(finding.span.start >= at, "{:?} overlaps or is out of order", finding.span);
        assert!(finding.span.start <= finding.span.end && finding.span.end <= data.len(), "{:?}", finding.span);
        assert!((0.0..=1.0).contains(&finding.probability));
        assert_ne!(finding.verdict, Verdict::Clean);
        assert!(!finding.is_cut() || report.verdict == Verdict::Spam);
        at = finding.span.end;
    }
    let again = SCANNER.scan(data, &PageContext::default());
    assert_eq!(again.ok().as_ref(), Some(&report), "two scans differ");
});
