//! What a page's truth spans say about each candidate.
use crate::page::ReadPage;
use crate::span::{RawSpan, TextSpan};

/// What training makes of a candidate.
#[derive(Clone, Debug, PartialEq)]
pub enum BlockLabel {
    /// It is a truth span, near enough: at least half of the union, at least nine tenths inside. Holds the span's number.
    Spam(usize),
    /// It holds no truth byte, or it is a container of one and of other things.
    Ham {
        /// It holds a truth span among other things: what a greedy cut would take.
        container: bool,
    },
    /// An inner part of a truth span, which alone looks harmless, or a stretch that is only to be reported.
    Neither,
}

/// Intersection over union from which a candidate stands for a truth span.
const SAME: f64 = 0.5;

/// Share of a candidate's ink inside truth from which it is no container.
const INSIDE: f64 = 0.9;

/// Between this and [`INSIDE`] a candidate is too near to be called wrong.
const NEARLY_INSIDE: f64 = 0.75;

/// Labels every candidate of a page. `spam` and `neutral` are byte ranges of the page as stored; `complete` says that
/// all spam of the page is among them, so that the rest may serve as ham.
pub fn label_blocks(
    page: &ReadPage<'_>,
    spam: &[RawSpan],
    neutral: &[RawSpan],
    complete: bool,
) -> Vec<BlockLabel> {
    let ink = InkSum::new(page.source.text());
    let to_text = |spans: &[RawSpan]| -> Vec<TextSpan> {
        spans.iter().map(|span| page.source.to_text(*span)).collect()
    };
    let (spam, neutral) = (to_text(spam), to_text(neutral));
    (0..page.len())
        .map(|index| {
            let span = page.span(index);
            let own = ink.of(span);
            if own == 0 || overlap(&ink, span, &neutral) * 10 >= own {
                return BlockLabel::Neither;
            }
            let inside = overlap(&ink, span, &spam);
            if inside == 0 {
                return if complete { BlockLabel::Ham { container: false } } else { BlockLabel::Neither };
            }
            let share = f64::from(inside) / f64::from(own);
            // A pair or run may stand for several truth spans at once: compare with all it touches.
            let touched: Vec<usize> =
                (0..spam.len()).filter(|at| common(&ink, span, spam[*at]) > 0).collect();
            let together: u32 = touched.iter().map(|at| ink.of(spam[*at])).sum();
            let union = own + together - inside;
            let alone = touched.iter().any(|at| {
                let both = common(&ink, span, spam[*at]);
                f64::from(both) >= SAME * f64::from(own + ink.of(spam[*at]) - both)
            });
            if share >= INSIDE && (alone || f64::from(inside) >= SAME * f64::from(union)) {
                let most = touched.iter().max_by_key(|at| common(&ink, span, spam[**at]));
                return BlockLabel::Spam(most.copied().unwrap_or(0));
            }
            if share >= NEARLY_INSIDE {
                BlockLabel::Neither
            } else if complete || share < 0.5 {
                BlockLabel::Ham { container: true }
            } else {
                BlockLabel::Neither
            }
        })
        .collect()
}

fn common(ink: &InkSum, a: TextSpan, b: TextSpan) -> u32 {
    let (start, end) = (a.start.max(b.start), a.end.min(b.end));
    if start < end { ink.of(TextSpan { start, end }) } else { 0 }
}

fn overlap(ink: &InkSum, span: TextSpan, others: &[TextSpan]) -> u32 {
    others.iter().map(|other| common(ink, span, *other)).sum()
}

/// Non-white bytes before each byte.
struct InkSum(Vec<u32>);

impl InkSum {
    fn new(text: &str) -> Self {
        let mut sums = Vec::with_capacity(text.len() + 1);
        let mut sum = 0;
        sums.push(0);
        for byte in text.bytes() {
            sum += u32::from(!matches!(byte, b'\t' | b'\n' | 0x0b | 0x0c | b'\r' | b' '));
            sums.push(sum);
        }
        InkSum(sums)
    }

    fn of(&self, span: TextSpan) -> u32 {
        self.0[span.end as usize] - self.0[span.start as usize]
    }
}
