//! One page from bytes to verdicts: wires the stages together.
use crate::error::Error;
use crate::model::Model;
use crate::span::RawSpan;
use crate::verdict::{PageReport, Reason, Verdict};

/// What the caller knows about a page besides its bytes.
#[derive(Clone, Debug, Default)]
pub struct PageContext<'a> {
    /// Encoding label from the HTTP header, if any.
    pub charset: Option<&'a str>,
    /// The page's address, if known: tells own links from off-site ones.
    pub url: Option<&'a str>,
}

/// Finds injected blocks with one model. Cheap to share between threads.
#[derive(Clone, Debug)]
pub struct Scanner {
    model: Model,
}

/// One candidate block as `explain` shows it.
#[derive(Clone, Debug)]
pub struct ExplainedBlock {
    /// Where, in bytes of the page as stored.
    pub span: RawSpan,
    /// Line of the first byte, from 1.
    pub line: usize,
    /// What kind of candidate.
    pub kind: &'static str,
    /// P(spam) in [0, 1].
    pub probability: f64,
    /// Log-odds minus the threshold's: positive means cut-worthy.
    pub margin: f64,
    /// What became of it.
    pub verdict: Verdict,
    /// Every feature with a contribution, strongest (by absolute value) first.
    pub reasons: Vec<Reason>,
    /// The first bytes as text.
    pub preview: String,
}

/// A page's report with everything that was looked at.
#[derive(Clone, Debug)]
pub struct Explanation {
    /// The verdicts.
    pub report: PageReport,
    /// All candidates, by descending probability.
    pub candidates: Vec<ExplainedBlock>,
    /// The page score's features.
    pub page_reasons: Vec<Reason>,
}

impl Scanner {
    /// A scanner with this model.
    pub fn new(model: Model) -> Self {
        Scanner { model }
    }

    /// The model in use.
    pub fn model(&self) -> &Model {
        &self.model
    }

    /// Judges one page.
    pub fn scan(&self, bytes: &[u8], context: &PageContext<'_>) -> Result<PageReport, Error> {
        Ok(self.explain(bytes, context)?.report)
    }

    /// Judges one page and keeps every candidate.
    pub fn explain(&self, _bytes: &[u8], _context: &PageContext<'_>) -> Result<Explanation, Error> {
        unreachable!("being built")
    }
}
