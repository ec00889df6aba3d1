//! What is judged: the labels of a page, and what a tool said about it.
use crate::span::RawSpan;
use crate::verdict::Verdict;

/// What should become of a labelled span.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum TruthAction {
    /// Its bytes must go.
    Delete,
    /// Its bytes must go and others take their place.
    Restore,
    /// Neutral: neither required nor legitimate. Cutting it is listed apart.
    Report,
}

impl TruthAction {
    /// The name labelled files use for it.
    pub fn name(self) -> &'static str {
        match self {
            TruthAction::Delete => "delete",
            TruthAction::Restore => "restore",
            TruthAction::Report => "report",
        }
    }

    /// Reads the name labelled files use; `None` for any other word.
    pub fn from_name(name: &str) -> Option<Self> {
        [TruthAction::Delete, TruthAction::Restore, TruthAction::Report]
            .into_iter()
            .find(|a| a.name() == name)
    }
}

/// One labelled span of a page.
#[derive(Clone, Debug)]
pub struct TruthSpan {
    /// First byte, in the page as stored.
    pub start: usize,
    /// One past the last byte. What lies beyond the page's end counts for nothing.
    pub end: usize,
    /// Family of the injection; empty where unknown.
    pub family: String,
    /// Technique within the family; empty where unknown.
    pub technique: String,
    /// What should become of it.
    pub action: TruthAction,
    /// Further columns by name (`visible`, `place`, `pad`, …): each gets a table of its own.
    pub extra: Vec<(String, String)>,
}

/// A legitimate thing that looks like spam, planted or known to be on a clean page.
#[derive(Clone, Debug)]
pub struct HardNegative {
    /// What it is.
    pub kind: String,
    /// Where it is; `None` stands for the whole page.
    pub span: Option<RawSpan>,
}

impl HardNegative {
    /// Reads the column `hardneg`: `kind@start-end`, several joined by `+`, the range optional.
    /// A range that is not two numbers is read as none.
    pub fn parse_list(column: &str) -> Vec<Self> {
        let kinds = column.split('+').filter(|item| !item.is_empty());
        kinds
            .map(|item| {
                let (kind, range) = item.split_once('@').unwrap_or((item, ""));
                let span = range.split_once('-').and_then(|(start, end)| {
                    Some(RawSpan { start: start.parse().ok()?, end: end.parse().ok()? })
                });
                HardNegative { kind: kind.to_owned(), span }
            })
            .collect()
    }
}

/// The labels of one page. A page without a span to delete or restore counts as clean.
#[derive(Clone, Debug, Default)]
pub struct TruthPage {
    /// Name of the page in the results.
    pub path: String,
    /// Site or campaign: the unit of every cluster bootstrap. Use the path where unknown.
    pub site: String,
    /// The data set it comes from; see [`crate::evaluate::NATURAL_CLEAN`].
    pub dataset: String,
    /// Language code; empty where unknown.
    pub language: String,
    /// The labelled spans, in any order; they may nest or overlap.
    pub spans: Vec<TruthSpan>,
    /// Look-alikes on the page.
    pub hard_negatives: Vec<HardNegative>,
}

/// What a tool said about one page.
#[derive(Clone, Debug)]
pub struct Prediction {
    /// Name of the page, for messages; pairing with the labels is the caller's work.
    pub path: String,
    /// The verdict on the page.
    pub verdict: Verdict,
    /// P(the page carries injected spam) in [0, 1]; `None` where the tool gives none.
    pub probability: Option<f64>,
    /// The blocks that are not clean, in bytes of the page as stored. Only `Spam` blocks count as cut.
    pub blocks: Vec<(RawSpan, Verdict)>,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn hard_negatives_are_read_with_and_without_a_range() {
        let read = HardNegative::parse_list("menu@3-9+modal+odd@x-2");
        let got: Vec<_> = read.iter().map(|h| (h.kind.as_str(), h.span.map(|s| (s.start, s.end)))).collect();
        assert_eq!(got, [("menu", Some((3, 9))), ("modal", None), ("odd", None)]);
        assert!(HardNegative::parse_list("").is_empty());
    }

    #[test]
    fn an_action_is_read_from_its_own_name() {
        for action in [TruthAction::Delete, TruthAction::Restore, TruthAction::Report] {
            assert_eq!(TruthAction::from_name(action.name()), Some(action));
        }
        assert_eq!(TruthAction::from_name("cut"), None);
    }
}
