//! Verdicts → bytes: the page without its injected blocks, every other byte as it was.
use crate::span::RawSpan;
use crate::verdict::{Action, PageReport};

/// One change to a page: these bytes went, those came in their place.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Edit {
    /// What was cut, in bytes of the original.
    pub removed: RawSpan,
    /// What stands there now, in bytes of the cleaned page; empty where nothing was put back.
    pub inserted: RawSpan,
}

/// A cleaned page and how it differs from the original.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Cleaned {
    /// The page as it should be stored.
    pub bytes: Vec<u8>,
    /// The changes, in source order; empty when the page was left alone.
    pub edits: Vec<Edit>,
}

impl Cleaned {
    /// How many bytes of the original are gone.
    pub fn removed_bytes(&self) -> usize {
        self.edits.iter().map(|edit| edit.removed.len()).sum()
    }
}

/// Why a report could not be carried out. Nothing has been changed then.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum CleanError {
    /// The report was made for other bytes.
    #[error("the report is about a page of {reported} bytes, this one has {found}; scan the page again")]
    OtherPage {
        /// Size the report states, in bytes.
        reported: usize,
        /// Size of the page given, in bytes.
        found: usize,
    },
    /// A block ends before it starts, after the page, or lies before the end of its predecessor.
    #[error(
        "the block at bytes {}..{} is out of order or outside the page of {page} bytes; \
         expected sorted, disjoint blocks: scan the page again",
        span.start, span.end
    )]
    BadSpan {
        /// The block that cannot be cut.
        span: RawSpan,
        /// Size of the page, in bytes.
        page: usize,
    },
    /// A block is to be restored, but its report does not say to what.
    #[error(
        "the block at bytes {}..{} is to be restored but has no replacement text; scan the page again",
        span.start, span.end
    )]
    NoReplacement {
        /// The block that cannot be restored.
        span: RawSpan,
    },
}

/// The page without the blocks whose [`is_cut`](crate::verdict::Finding::is_cut) holds, with the replacement
/// where there is one. `encode` turns replacement text into bytes of the page's encoding.
pub fn clean(
    bytes: &[u8],
    report: &PageReport,
    encode: impl Fn(&str) -> Vec<u8>,
) -> Result<Cleaned, CleanError> {
    if report.bytes != bytes.len() {
        return Err(CleanError::OtherPage { reported: report.bytes, found: bytes.len() });
    }
    let mut cleaned = Cleaned { bytes: Vec::with_capacity(bytes.len()), edits: Vec::new() };
    let mut copied = 0;
    for finding in report.findings.iter().filter(|finding| finding.is_cut()) {
        let span = finding.span;
        if span.start < copied || span.end < span.start || span.end > bytes.len() {
            return Err(CleanError::BadSpan { span, page: bytes.len() });
        }
        cleaned.bytes.extend_from_slice(&bytes[copied..span.start]);
        copied = span.end;
        let start = cleaned.bytes.len();
        if finding.action == Action::Restore {
            let text = finding.replacement.as_deref().ok_or(CleanError::NoReplacement { span })?;
            cleaned.bytes.extend_from_slice(&encode(text));
        }
        let inserted = RawSpan { start, end: cleaned.bytes.len() };
        cleaned.edits.push(Edit { removed: span, inserted });
    }
    cleaned.bytes.extend_from_slice(&bytes[copied..]);
    Ok(cleaned)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::verdict::{Finding, Verdict};
    use proptest::prelude::*;

    fn finding(start: usize, end: usize, verdict: Verdict, action: Action) -> Finding {
        let replacement = (action == Action::Restore).then(|| "né".to_owned());
        Finding {
            span: RawSpan { start, end },
            line: 1,
            verdict,
            probability: 0.9,
            kind: "run",
            action,
            replacement,
            reasons: Vec::new(),
            preview: String::new(),
        }
    }

    fn report(bytes: usize, findings: Vec<Finding>) -> PageReport {
        PageReport {
            bytes,
            encoding: "UTF-8",
            encoding_rule: "detected",
            verdict: Verdict::Spam,
            probability: 0.9,
            page_is_spam: false,
            findings,
        }
    }

    fn utf8(text: &str) -> Vec<u8> {
        text.as_bytes().to_vec()
    }

    /// What `clean` means, byte by byte: slow and obvious.
    fn oracle(bytes: &[u8], report: &PageReport) -> Vec<u8> {
        let mut out = Vec::new();
        for at in 0..=bytes.len() {
            for f in report.findings.iter().filter(|f| f.is_cut() && f.span.start == at) {
                out.extend(f.replacement.as_deref().unwrap_or_default().bytes());
            }
            let gone = report.findings.iter().any(|f| f.is_cut() && f.span.range().contains(&at));
            if at < bytes.len() && !gone {
                out.push(bytes[at]);
            }
        }
        out
    }

    #[test]
    fn only_spam_blocks_that_may_be_changed_are_changed() {
        for (case, verdict, action, want) in [
            ("spam to delete", Verdict::Spam, Action::Delete, "ab|gh"),
            ("spam to restore", Verdict::Spam, Action::Restore, "ab|négh"),
            ("spam to report", Verdict::Spam, Action::Report, "ab|cdefgh"),
            ("suspect to delete", Verdict::Suspect, Action::Delete, "ab|cdefgh"),
            ("suspect to restore", Verdict::Suspect, Action::Restore, "ab|cdefgh"),
        ] {
            let page = b"ab|cdefgh";
            let cleaned = clean(page, &report(9, vec![finding(3, 7, verdict, action)]), utf8).unwrap();
            assert_eq!(String::from_utf8_lossy(&cleaned.bytes), want, "{case}");
            assert_eq!(cleaned.edits.is_empty(), want == "ab|cdefgh", "{case}");
        }
    }

    #[test]
    fn a_page_without_findings_comes_back_identical() {
        let page = b"\xff\x00 any bytes \xc3";
        assert_eq!(clean(page, &report(page.len(), vec![]), utf8).unwrap().bytes, page);
    }

    #[test]
    fn replacement_text_goes_through_the_pages_encoding() {
        let found = vec![finding(1, 2, Verdict::Spam, Action::Restore)];
        let latin1 = |text: &str| text.chars().map(|c| c as u8).collect();
        assert_eq!(clean(b"<x>", &report(3, found), latin1).unwrap().bytes, b"<n\xe9>");
    }

    #[test]
    fn a_report_that_does_not_fit_the_page_is_refused() {
        let cut = |start, end| finding(start, end, Verdict::Spam, Action::Delete);
        let span = |start, end| RawSpan { start, end };
        let mut bare = finding(0, 1, Verdict::Spam, Action::Restore);
        bare.replacement = None;
        for (case, size, findings, want) in [
            ("other size", 4, vec![], CleanError::OtherPage { reported: 4, found: 5 }),
            ("past the end", 5, vec![cut(4, 6)], CleanError::BadSpan { span: span(4, 6), page: 5 }),
            ("backwards", 5, vec![cut(3, 2)], CleanError::BadSpan { span: span(3, 2), page: 5 }),
            ("overlap", 5, vec![cut(0, 3), cut(2, 4)], CleanError::BadSpan { span: span(2, 4), page: 5 }),
            ("unsorted", 5, vec![cut(3, 4), cut(0, 1)], CleanError::BadSpan { span: span(0, 1), page: 5 }),
            ("no replacement", 5, vec![bare], CleanError::NoReplacement { span: span(0, 1) }),
        ] {
            assert_eq!(clean(b"abcde", &report(size, findings), utf8), Err(want), "{case}");
        }
    }

    prop_compose! {
        fn page_with_findings()(bytes in prop::collection::vec(any::<u8>(), 0..200))(
            cuts in prop::collection::btree_set(0..=bytes.len(), 0..12),
            kinds in prop::collection::vec(0..5_u8, 6),
            bytes in Just(bytes),
        ) -> (Vec<u8>, PageReport) {
            let cuts: Vec<usize> = cuts.into_iter().collect();
            let findings = cuts.chunks_exact(2).zip(kinds).map(|(pair, kind)| {
                let (verdict, action) = match kind {
                    0 => (Verdict::Suspect, Action::Delete),
                    1 => (Verdict::Spam, Action::Report),
                    2 => (Verdict::Spam, Action::Restore),
                    _ => (Verdict::Spam, Action::Delete),
                };
                finding(pair[0], pair[1], verdict, action)
            });
            let report = report(bytes.len(), findings.collect());
            (bytes, report)
        }
    }

    proptest! {
        #[test]
        fn cleaned_is_the_original_minus_the_spans_plus_the_restored_text((bytes, report) in page_with_findings()) {
            let cleaned = clean(&bytes, &report, utf8).unwrap();
            prop_assert_eq!(&cleaned.bytes, &oracle(&bytes, &report));
            let inserted: usize = cleaned.edits.iter().map(|e| e.inserted.len()).sum();
            prop_assert_eq!(cleaned.bytes.len() + cleaned.removed_bytes(), bytes.len() + inserted);
        }

        #[test]
        fn edits_lead_back_to_the_original((bytes, report) in page_with_findings()) {
            let cleaned = clean(&bytes, &report, utf8).unwrap();
            let (mut back, mut copied) = (Vec::<u8>::new(), 0);
            for edit in &cleaned.edits {
                back.extend(&cleaned.bytes[copied..edit.inserted.start]);
                back.extend(&bytes[edit.removed.range()]);
                copied = edit.inserted.end;
            }
            back.extend(&cleaned.bytes[copied..]);
            prop_assert_eq!(back, bytes);
        }
    }
}
