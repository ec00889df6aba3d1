//! One page: its prediction laid over its labels, byte by byte.
use super::ink::{is_ink, text_ranges};
use super::page::{Prediction, TruthAction, TruthPage};
use crate::span::RawSpan;
use crate::verdict::Verdict;
use std::ops::Range;

/// Bytes shown of a mistake.
const EXCERPT_BYTES: usize = 160;

// What is known of a byte: one bit each.
const CUT: u8 = 1;
const NOTICED: u8 = 2;
const REQUIRED: u8 = 4;
const NEUTRAL: u8 = 8;
const LEGITIMATE: u8 = REQUIRED | NEUTRAL; // neither bit is set

/// A labelled span and what became of it.
#[derive(Clone, Debug)]
pub struct JudgedSpan {
    /// First byte.
    pub start: usize,
    /// One past the last byte.
    pub end: usize,
    /// As labelled.
    pub family: String,
    /// As labelled.
    pub technique: String,
    /// As labelled.
    pub action: TruthAction,
    /// As labelled.
    pub extra: Vec<(String, String)>,
    /// Bytes that count.
    pub ink: usize,
    /// Those of them that `Spam` blocks cover.
    pub cut: usize,
    /// Those of them that `Spam` or `Suspect` blocks cover.
    pub noticed: usize,
    /// Start of the span as text; empty where nine tenths were found.
    pub excerpt: String,
}

impl JudgedSpan {
    /// Share of the ink that is cut, in [0, 1]; 1 for a span without ink.
    pub fn found(&self) -> f64 {
        share(self.cut, self.ink)
    }

    /// Share of the ink that is cut or suspected, in [0, 1]; 1 for a span without ink.
    pub fn noticed_share(&self) -> f64 {
        share(self.noticed, self.ink)
    }

    /// Whether it counts for recall: it must go, and there is something of it.
    pub(super) fn is_required(&self) -> bool {
        self.action != TruthAction::Report && self.ink > 0
    }
}

fn share(part: usize, whole: usize) -> f64 {
    if whole == 0 { 1.0 } else { part as f64 / whole as f64 }
}

/// A block that a tool cuts and how much of it is spam.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct JudgedBlock {
    /// Ink of it that must go.
    pub hit: usize,
    /// Ink of it that must stay.
    pub lost: usize,
}

impl JudgedBlock {
    /// Share of its ink that must go, spans to report only left out; `None` where it holds nothing else.
    pub fn right(&self) -> Option<f64> {
        (self.hit + self.lost > 0).then(|| share(self.hit, self.hit + self.lost))
    }
}

/// A look-alike and what became of it.
#[derive(Clone, Debug)]
pub struct JudgedHardNegative {
    /// What it is.
    pub kind: String,
    /// Whether legitimate ink of it was cut.
    pub cut: bool,
    /// Whether ink of it was suspected or cut.
    pub noticed: bool,
}

/// A page's counts, in bytes of ink: all that [`crate::evaluate::Evaluation`] needs, without the page's bytes.
#[derive(Clone, Debug)]
pub struct JudgedPage {
    /// As labelled.
    pub path: String,
    /// As labelled.
    pub site: String,
    /// As labelled.
    pub dataset: String,
    /// As labelled.
    pub language: String,
    /// Whether a byte of it must go.
    pub infected: bool,
    /// Whether there was no prediction: then it counts as judged clean.
    pub missing: bool,
    /// Whether a `Spam` block lies outside the page or ends before it starts.
    pub invalid: bool,
    /// The tool's verdict.
    pub verdict: Verdict,
    /// The tool's probability, where given.
    pub probability: Option<f64>,
    /// Ink that must go.
    pub required: usize,
    /// Ink that must go and is cut.
    pub hit: usize,
    /// Ink that must stay.
    pub legitimate: usize,
    /// Ink that must stay and is cut.
    pub lost: usize,
    /// Of [`lost`](Self::lost), the part outside tags, comments, scripts and styles.
    pub lost_text: usize,
    /// Where what is lost begins and ends; empty where nothing is.
    pub lost_range: Range<usize>,
    /// The labelled spans, in the order given.
    pub spans: Vec<JudgedSpan>,
    /// The blocks that are cut, in the order given.
    pub blocks: Vec<JudgedBlock>,
    /// The look-alikes, in the order given.
    pub hard_negatives: Vec<JudgedHardNegative>,
    /// What was lost first, as text; empty where nothing was.
    pub excerpt: String,
}

/// Lays a prediction over a page's labels. `bytes` is the page as stored.
///
/// Time is linear in the page plus the lengths of spans and blocks; memory is one byte per byte.
/// Spans and blocks are cut at the page's end.
pub fn judge(truth: &TruthPage, prediction: Option<&Prediction>, bytes: &[u8]) -> JudgedPage {
    let blocks = prediction.map(|p| p.blocks.as_slice()).unwrap_or_default();
    let marks = marks(truth, blocks, bytes.len());
    let legitimate_ink = |i: usize| is_ink(bytes[i]) && marks[i] & LEGITIMATE == 0;
    let lost_ink = |i: usize| marks[i] & CUT != 0 && legitimate_ink(i);
    let count = |range: Range<usize>, mark: u8| {
        range.filter(|&i| marks[i] & mark == mark && is_ink(bytes[i])).count()
    };
    let all = 0..bytes.len();

    let spans = truth.spans.iter().map(|span| {
        let range = clamp(span.start, span.end, bytes.len());
        let mut judged = JudgedSpan {
            start: span.start,
            end: span.end,
            family: span.family.clone(),
            technique: span.technique.clone(),
            action: span.action,
            extra: span.extra.clone(),
            ink: count(range.clone(), 0),
            cut: count(range.clone(), CUT),
            noticed: count(range.clone(), NOTICED),
            excerpt: String::new(),
        };
        if judged.found() < super::summary::FOUND {
            judged.excerpt = excerpt(bytes, range);
        }
        judged
    });
    let hard_negatives = truth.hard_negatives.iter().map(|negative| {
        let range = negative.span.map_or(all.clone(), |s| clamp(s.start, s.end, bytes.len()));
        JudgedHardNegative {
            kind: negative.kind.clone(),
            cut: range.clone().any(lost_ink),
            noticed: count(range, NOTICED) > 0,
        }
    });

    let cut = blocks.iter().filter(|(_, verdict)| *verdict == Verdict::Spam);
    let judged_blocks = cut.map(|(span, _)| {
        let range = clamp(span.start, span.end, bytes.len());
        JudgedBlock {
            hit: count(range.clone(), REQUIRED),
            lost: range.filter(|&i| legitimate_ink(i)).count(),
        }
    });
    let lost = all.clone().filter(|&i| lost_ink(i)).count();
    let (lost_text, lost_range) = if lost == 0 { (0, 0..0) } else { loss(bytes, lost_ink) };
    JudgedPage {
        path: truth.path.clone(),
        site: truth.site.clone(),
        dataset: truth.dataset.clone(),
        language: truth.language.clone(),
        infected: marks.iter().any(|mark| mark & REQUIRED != 0),
        missing: prediction.is_none(),
        invalid: blocks.iter().any(|(span, verdict)| {
            *verdict == Verdict::Spam && (span.start > span.end || span.end > bytes.len())
        }),
        verdict: prediction.map_or(Verdict::Clean, |p| p.verdict),
        probability: prediction.and_then(|p| p.probability),
        required: count(all.clone(), REQUIRED),
        hit: count(all.clone(), REQUIRED | CUT),
        legitimate: all.clone().filter(|&i| legitimate_ink(i)).count(),
        lost,
        lost_text,
        excerpt: excerpt(bytes, lost_range.clone()),
        lost_range,
        spans: spans.collect(),
        blocks: judged_blocks.collect(),
        hard_negatives: hard_negatives.collect(),
    }
}

fn marks(truth: &TruthPage, blocks: &[(RawSpan, Verdict)], len: usize) -> Vec<u8> {
    let mut marks = vec![0u8; len];
    let mut set = |start: usize, end: usize, bits: u8| {
        marks[clamp(start, end, len)].iter_mut().for_each(|mark| *mark |= bits);
    };
    for (span, verdict) in blocks {
        match verdict {
            Verdict::Spam => set(span.start, span.end, CUT | NOTICED),
            Verdict::Suspect => set(span.start, span.end, NOTICED),
            Verdict::Clean => {}
        }
    }
    for span in &truth.spans {
        set(span.start, span.end, if span.action == TruthAction::Report { NEUTRAL } else { REQUIRED });
    }
    marks
}

fn clamp(start: usize, end: usize, len: usize) -> Range<usize> {
    let end = end.min(len);
    start.min(end)..end
}

/// How much of what is lost is text, and where it stands.
fn loss(bytes: &[u8], lost: impl Fn(usize) -> bool) -> (usize, Range<usize>) {
    let text = text_ranges(bytes).into_iter().flatten().filter(|&i| lost(i)).count();
    let first = (0..bytes.len()).find(|&i| lost(i)).unwrap_or_default();
    let last = (first..bytes.len()).rfind(|&i| lost(i)).unwrap_or(first);
    (text, first..(last + 1).min(bytes.len()))
}

fn excerpt(bytes: &[u8], range: Range<usize>) -> String {
    let end = range.end.min(range.start + EXCERPT_BYTES);
    String::from_utf8_lossy(&bytes[range.start..end]).into_owned()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::evaluate::HardNegative;

    /// `bytes` where `D` bytes are labelled delete, `R` report, `S` cut by mistake, `s` suspected by mistake.
    fn page(bytes: &str) -> (TruthPage, Prediction) {
        let runs = |wanted: char| {
            let mut runs: Vec<(usize, usize)> = Vec::new();
            for (at, _) in bytes.match_indices(wanted) {
                match runs.last_mut() {
                    Some(run) if run.1 == at => run.1 += 1,
                    _ => runs.push((at, at + 1)),
                }
            }
            runs
        };
        let span = |action| {
            move |(start, end)| TruthSpan {
                start,
                end,
                family: "f".into(),
                technique: "t".into(),
                action,
                extra: Vec::new(),
            }
        };
        let delete = runs('D').into_iter().map(span(TruthAction::Delete));
        let report = runs('R').into_iter().map(span(TruthAction::Report));
        let block = |verdict| move |(start, end)| (RawSpan { start, end }, verdict);
        let blocks = runs('S')
            .into_iter()
            .map(block(Verdict::Spam))
            .chain(runs('s').into_iter().map(block(Verdict::Suspect)));
        let truth = TruthPage {
            path: "p".into(),
            site: "s".into(),
            spans: delete.chain(report).collect(),
            ..Default::default()
        };
        let prediction = Prediction {
            path: "p".into(),
            verdict: Verdict::Spam,
            probability: None,
            blocks: blocks.collect(),
        };
        (truth, prediction)
    }

    use crate::evaluate::TruthSpan;

    #[test]
    fn ink_is_counted_and_white_space_is_not() {
        let (truth, mut prediction) = page("abDDDDDDDDDDDD");
        prediction.blocks = vec![(RawSpan { start: 0, end: 7 }, Verdict::Spam)];
        let judged = judge(&truth, Some(&prediction), b"a <b>     </b>");
        let counts = (judged.required, judged.hit, judged.legitimate, judged.lost, judged.lost_text);
        assert_eq!(counts, (7, 3, 1, 1, 1));
        assert_eq!((judged.spans[0].ink, judged.spans[0].cut), (7, 3));
        assert_eq!(judged.excerpt, "a");
        assert_eq!(judged.spans[0].excerpt, "<b>     </b>");
    }

    #[test]
    fn a_page_with_only_report_spans_is_clean_and_cutting_them_is_no_loss() {
        let (truth, mut prediction) = page("xxRRRRxx");
        prediction.blocks = vec![(RawSpan { start: 2, end: 6 }, Verdict::Spam)];
        let judged = judge(&truth, Some(&prediction), b"xxlinkxx");
        assert!(!judged.infected);
        assert_eq!((judged.lost, judged.legitimate, judged.spans[0].found()), (0, 4, 1.0));
    }

    #[test]
    fn suspect_blocks_are_noticed_and_never_cut() {
        let (truth, _) = page("DDDD");
        let prediction = page("ssss").1;
        let judged = judge(&truth, Some(&prediction), b"spam");
        assert_eq!((judged.hit, judged.spans[0].found(), judged.spans[0].noticed_share()), (0, 0.0, 1.0));
    }

    #[test]
    fn a_block_is_right_by_its_ink_and_neutral_ink_does_not_count() {
        let (truth, mut prediction) = page("xxDDRRxxxx");
        prediction.blocks = [(0, 4), (4, 6), (2, 6), (6, 6)]
            .map(|(start, end)| (RawSpan { start, end }, Verdict::Spam))
            .to_vec();
        prediction.blocks.push((RawSpan { start: 6, end: 9 }, Verdict::Suspect));
        let judged = judge(&truth, Some(&prediction), b"abcdefghij");
        let right: Vec<_> = judged.blocks.iter().map(JudgedBlock::right).collect();
        assert_eq!(right, [Some(0.5), None, Some(1.0), None]);
        assert_eq!(judged.lost_range, 0..2);
    }

    #[test]
    fn blocks_outside_the_page_are_told_and_cut_off() {
        for (start, end, invalid, lost) in
            [(2, 9, true, 2), (3, 1, true, 0), (9, 9, true, 0), (4, 4, false, 0)]
        {
            let (truth, mut prediction) = page("xxxx");
            prediction.blocks = vec![(RawSpan { start, end }, Verdict::Spam)];
            let judged = judge(&truth, Some(&prediction), b"text");
            assert_eq!((judged.invalid, judged.lost), (invalid, lost), "{start}..{end}");
        }
    }

    #[test]
    fn a_page_without_prediction_is_judged_clean_and_missing() {
        let judged = judge(&page("xDDx").0, None, b"aspb");
        assert!(judged.missing && judged.infected);
        assert_eq!((judged.verdict, judged.hit), (Verdict::Clean, 0));
    }

    #[test]
    fn a_hard_negative_is_touched_where_it_stands() {
        let (mut truth, _) = page("xxxx");
        let at = |start, end| HardNegative { kind: "menu".into(), span: Some(RawSpan { start, end }) };
        truth.hard_negatives = vec![at(0, 2), at(2, 4), HardNegative { kind: "page".into(), span: None }];
        let prediction = page("SSxs").1;
        let judged = judge(&truth, Some(&prediction), b"abcd");
        let got: Vec<_> = judged.hard_negatives.iter().map(|h| (h.cut, h.noticed)).collect();
        assert_eq!(got, [(true, true), (false, true), (true, true)]);
    }
}
