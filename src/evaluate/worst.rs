//! The mistakes worth a look first.
use super::judge::{JudgedPage, JudgedSpan};
use super::summary::FOUND;
use serde::Serialize;

/// Mistakes listed of each kind.
const LISTED: usize = 10;

/// Text is what a reader misses: a byte of it weighs this many times more than a byte of markup.
const TEXT_WEIGHT: usize = 3;

/// One mistake.
#[derive(Clone, Debug, PartialEq, Serialize)]
#[serde(untagged)]
#[expect(missing_docs, reason = "fields are named as in the counts they repeat")]
pub enum Mistake {
    /// Legitimate bytes cut.
    Lost {
        kind: String,
        path: String,
        start: usize,
        end: usize,
        bytes: usize,
        text_bytes: usize,
        excerpt: String,
    },
    /// A span that must go and stayed.
    Missed { kind: String, path: String, start: usize, end: usize, found: f64, excerpt: String },
}

/// The pages that lost most, then the spans of which most is left.
pub(super) fn worst(pages: &[JudgedPage]) -> Vec<Mistake> {
    let mut lost: Vec<&JudgedPage> = pages.iter().filter(|p| p.lost > 0).collect();
    lost.sort_by_key(|p| std::cmp::Reverse(p.lost_text * TEXT_WEIGHT + p.lost));
    let infected = pages.iter().filter(|p| p.infected);
    let spans = infected.flat_map(|p| p.spans.iter().map(move |s| (p, s)));
    let mut missed: Vec<_> = spans.filter(|(_, s)| s.is_required() && s.found() < FOUND).collect();
    missed.sort_by_key(|(_, s)| std::cmp::Reverse(s.ink - s.cut));
    let lost = lost.into_iter().take(LISTED).map(lost_mistake);
    lost.chain(missed.into_iter().take(LISTED).map(missed_mistake)).collect()
}

fn lost_mistake(page: &JudgedPage) -> Mistake {
    let state = if page.infected { "infected" } else { "clean" };
    Mistake::Lost {
        kind: format!("legit lost on {state} page"),
        path: page.path.clone(),
        start: page.lost_range.start,
        end: page.lost_range.end,
        bytes: page.lost,
        text_bytes: page.lost_text,
        excerpt: page.excerpt.clone(),
    }
}

fn missed_mistake((page, span): (&JudgedPage, &JudgedSpan)) -> Mistake {
    Mistake::Missed {
        kind: format!("missed {}", span.technique),
        path: page.path.clone(),
        start: span.start,
        end: span.end,
        found: (span.found() * 1000.0).round() / 1000.0,
        excerpt: span.excerpt.clone(),
    }
}
