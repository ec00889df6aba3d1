//! What was decided about a page and its blocks: plain data that reports render and `clean` obeys.
use crate::span::RawSpan;

/// The three answers, for a block or a page. Only `Spam` blocks are ever cut.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Verdict {
    /// Nothing to say.
    Clean,
    /// Worth a look; reported, never cut.
    Suspect,
    /// Injected.
    Spam,
}

/// What should be done about a block.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Action {
    /// Cut its bytes.
    Delete,
    /// Put [`Finding::replacement`] in its place.
    Restore,
    /// Only tell: the owner decides.
    Report,
}

/// One feature's share in a score.
#[derive(Clone, Debug, PartialEq)]
pub struct Reason {
    /// Name of the feature, as in the registry.
    pub feature: &'static str,
    /// The feature's value, in its own unit.
    pub value: f64,
    /// What it added to the log-odds of spam.
    pub contribution: f64,
}

/// One block that is not clean.
#[derive(Clone, Debug, PartialEq)]
pub struct Finding {
    /// Where, in bytes of the page as stored.
    pub span: RawSpan,
    /// Line of the first byte, from 1.
    pub line: usize,
    /// `Suspect` or `Spam`.
    pub verdict: Verdict,
    /// P(spam) in [0, 1].
    pub probability: f64,
    /// What kind of candidate it was: `element`, `run`, `text`, …
    pub kind: &'static str,
    /// What `clean` does about it. Obeyed only where the verdict is `Spam`.
    pub action: Action,
    /// The text to put in its place (`Restore` only).
    pub replacement: Option<String>,
    /// The features that spoke loudest for spam, strongest first.
    pub reasons: Vec<Reason>,
    /// The first bytes of the block as text, white space folded, cut at a character.
    pub preview: String,
}

impl Finding {
    /// Whether `clean` changes these bytes.
    pub fn is_cut(&self) -> bool {
        self.verdict == Verdict::Spam && self.action != Action::Report
    }
}

/// The verdict on one page.
#[derive(Clone, Debug, PartialEq)]
pub struct PageReport {
    /// Size as stored, in bytes.
    pub bytes: usize,
    /// WHATWG name of the encoding that was used.
    pub encoding: &'static str,
    /// The rule that chose it: `bom`, `hint`, `meta`, `detected`, …
    pub encoding_rule: &'static str,
    /// `Spam` when a block is cut-worthy or the page as a whole is spam.
    pub verdict: Verdict,
    /// P(the page carries injected spam) in [0, 1].
    pub probability: f64,
    /// Whether the page model alone says so: there may be nothing to cut.
    pub page_is_spam: bool,
    /// The blocks that are not clean: sorted by start, disjoint.
    pub findings: Vec<Finding>,
}
