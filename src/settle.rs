//! Scans until nothing is left to cut: what is cut changes what the rest of the page is compared with.
//!
//! "Cleaning twice equals cleaning once" is a promise, so the second cleaning is done here, and the third, and its
//! findings are told in the original page's bytes. Only pages with something to cut are read again.
use crate::clean::{Cleaned, Edit, clean};
use crate::error::Error;
use crate::input::{Limits, Source};
use crate::span::RawSpan;
use crate::verdict::{Finding, PageReport, Verdict};

/// Most rounds. Two suffice on real pages; a page that wants more keeps its last findings as suspect.
const ROUNDS: usize = 16;

/// Scans `bytes` with `scan` until a cleaned page has nothing left to cut.
///
/// # Errors
/// As `scan`.
pub(crate) fn settle(
    bytes: &[u8],
    charset: Option<&str>,
    limits: &Limits,
    scan: impl Fn(&[u8]) -> Result<PageReport, Error>,
) -> Result<PageReport, Error> {
    let mut report = scan(bytes)?;
    for round in 0..ROUNDS {
        if !report.findings.iter().any(Finding::is_cut) {
            return Ok(report);
        }
        let source = Source::decode(bytes, charset, limits)?;
        let Ok(cleaned) = clean(bytes, &report, |text| source.encode(text)) else { return Ok(report) };
        let again = scan(&cleaned.bytes)?;
        let further: Vec<&Finding> = again.findings.iter().filter(|f| changes(f, &cleaned.bytes)).collect();
        if further.is_empty() {
            return Ok(report);
        }
        let last = round + 1 == ROUNDS;
        for finding in further {
            // What stands in text that was put back has no bytes of its own in the original.
            let Some(span) = original(finding.span, &cleaned) else { continue };
            merge(&mut report, Finding { span, line: source.line_of(span.start), ..finding.clone() }, last);
        }
    }
    Ok(report)
}

/// Whether cutting this changes the page: a title may be restored to what it already is.
fn changes(finding: &Finding, bytes: &[u8]) -> bool {
    let same = |text: &String| bytes.get(finding.span.range()) == Some(text.as_bytes());
    finding.is_cut() && !finding.replacement.as_ref().is_some_and(same)
}

/// Where a span of the cleaned page stands in the original, cut parts inside it included.
fn original(span: RawSpan, cleaned: &Cleaned) -> Option<RawSpan> {
    let touches = |edit: &&Edit| {
        !edit.inserted.is_empty() && edit.inserted.start < span.end && span.start < edit.inserted.end
    };
    if cleaned.edits.iter().any(|edit| touches(&edit)) {
        return None;
    }
    // Bytes cut before a position move it back; at the span's end only those that lie inside.
    let shift = |before: &dyn Fn(&Edit) -> bool| -> isize {
        let moved = |edit: &Edit| edit.removed.len() as isize - edit.inserted.len() as isize;
        cleaned.edits.iter().filter(|edit| before(edit)).map(moved).sum()
    };
    let start = span.start as isize + shift(&|edit| edit.inserted.end <= span.start);
    let end = span.end as isize + shift(&|edit| edit.inserted.end < span.end);
    Some(RawSpan { start: start.max(0) as usize, end: end.max(start) as usize })
}

/// Adds a finding; what it overlaps becomes part of it.
fn merge(report: &mut PageReport, mut finding: Finding, as_suspect: bool) {
    if as_suspect {
        finding.verdict = Verdict::Suspect;
        finding.action = crate::verdict::Action::Report;
        let free = report
            .findings
            .iter()
            .all(|f| f.span.end <= finding.span.start || finding.span.end <= f.span.start);
        if !free {
            return;
        }
    } else {
        report.findings.retain(|old| {
            let apart = old.span.end <= finding.span.start || finding.span.end <= old.span.start;
            if !apart {
                finding.span.start = finding.span.start.min(old.span.start);
                finding.span.end = finding.span.end.max(old.span.end);
            }
            apart
        });
    }
    report.verdict = report.verdict.max(finding.verdict);
    let at = report.findings.partition_point(|f| f.span.start < finding.span.start);
    report.findings.insert(at, finding);
}
