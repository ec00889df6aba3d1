//! Renderings of what was found. Decides nothing: every line follows from a [`crate::verdict::PageReport`].
pub mod csv;
pub mod escape;
pub mod html;
pub mod json;
pub mod summary;
pub mod words;

#[cfg(feature = "cli")]
pub mod diff;
#[cfg(feature = "cli")]
pub mod fit;
#[cfg(feature = "cli")]
pub mod text;

/// Which page a line is about.
#[derive(Clone, Copy, Debug)]
pub struct PageId<'a> {
    /// The file as the caller named it; `-` for standard input.
    pub path: &'a str,
    /// The record within an archive, if the page came from one.
    pub record: Option<&'a str>,
    /// The page's address, if known.
    pub url: Option<&'a str>,
}

impl<'a> PageId<'a> {
    /// A page that is a whole file of unknown address.
    pub fn file(path: &'a str) -> Self {
        PageId { path, record: None, url: None }
    }
}

/// Reports made by hand for the tests of the renderings.
#[cfg(test)]
pub(crate) mod sample {
    use crate::span::RawSpan;
    use crate::verdict::{Action, Finding, PageReport, Reason, Verdict};

    pub(crate) fn finding() -> Finding {
        Finding {
            span: RawSpan { start: 0, end: 614 },
            line: 1,
            verdict: Verdict::Spam,
            probability: 0.9998,
            kind: "run",
            action: Action::Delete,
            replacement: None,
            reasons: vec![Reason { feature: "same_id_share", value: 1.0, contribution: 4.2 }],
            preview: "<span id=\"rz99h\">".to_owned(),
        }
    }

    pub(crate) fn report(findings: Vec<Finding>) -> PageReport {
        let spam = findings.iter().any(|f| f.verdict == Verdict::Spam);
        let verdict = match (spam, findings.is_empty()) {
            (true, _) => Verdict::Spam,
            (false, false) => Verdict::Suspect,
            (false, true) => Verdict::Clean,
        };
        PageReport {
            bytes: 5047,
            encoding: "UTF-8",
            encoding_rule: "detected",
            verdict,
            probability: if spam { 0.9991 } else { 0.003 },
            page_is_spam: false,
            findings,
        }
    }
}
