//! One page from bytes to verdicts: wires the stages together.
use crate::block::page::NONE;
use crate::block::{BlockKind, BlockStats, C};
use crate::decide::{self, Chosen, Scored};
use crate::error::Error;
use crate::feature::{self, BLOCK_FEATURES, FeatureDef, PAGE_FEATURES, block_columns, page_columns};
use crate::input::Limits;
use crate::model::{LinearModel, Model, probability};
use crate::page::ReadPage;
use crate::restore;
use crate::settle::settle;
use crate::span::{RawSpan, TextSpan};
use crate::verdict::{Action, Finding, PageReport, Reason, Verdict};
use std::sync::Arc;

mod sweep;

/// Reasons kept with a finding.
const REASONS: usize = 5;

/// Bytes of text in a preview.
const PREVIEW: usize = 160;

/// What the caller knows about a page besides its bytes.
#[derive(Clone, Copy, Debug, Default)]
pub struct PageContext<'a> {
    /// Encoding label from the HTTP header, if any.
    pub charset: Option<&'a str>,
    /// The page's address, if known: tells own links from off-site ones.
    pub url: Option<&'a str>,
}

/// Finds injected blocks with one model. Cheap to share between threads.
#[derive(Clone, Debug)]
pub struct Scanner {
    model: Arc<Model>,
    cut: f64,
    suspect: f64,
    page_spam: f64,
    page_suspect: f64,
    limits: Limits,
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
    /// The page score's features, strongest (by absolute value) first.
    pub page_reasons: Vec<Reason>,
}

impl Scanner {
    /// A scanner with this model in its `default` mode.
    ///
    /// # Errors
    /// The model was trained on other features than this build computes.
    pub fn new(model: Model) -> Result<Self, Error> {
        model.check_schema(&page_columns(), &block_columns())?;
        let mode = model.thresholds.mode("default")?;
        let cut = mode.block_cut.log_odds;
        let suspect = mode.block_suspect.log_odds.min(cut);
        let (page_spam, page_suspect) = (mode.page_spam.log_odds, mode.page_suspect.log_odds);
        Ok(Scanner {
            cut,
            suspect,
            page_spam,
            page_suspect,
            model: Arc::new(model),
            limits: Limits::default(),
        })
    }

    /// A scanner with the model that is built in.
    ///
    /// # Errors
    /// The embedded model is not of this build's features: only while features are being changed.
    pub fn embedded() -> Result<Self, Error> {
        Scanner::new(Model::embedded().clone())
    }

    /// The same scanner with other limits.
    #[must_use]
    pub fn with_limits(mut self, limits: Limits) -> Self {
        self.limits = limits;
        self
    }

    /// The model in use.
    pub fn model(&self) -> &Model {
        &self.model
    }

    /// Judges one page.
    ///
    /// # Errors
    /// The page exceeds a limit.
    pub fn scan(&self, bytes: &[u8], context: &PageContext<'_>) -> Result<PageReport, Error> {
        settle(bytes, context.charset, &self.limits, |bytes| self.scan_once(bytes, context))
    }

    fn scan_once(&self, bytes: &[u8], context: &PageContext<'_>) -> Result<PageReport, Error> {
        let page = ReadPage::new(bytes, context.charset, context.url, &self.limits)?;
        let scored = self.score(&page);
        Ok(self.report(&page, &scored).0)
    }

    /// Judges one page and keeps every candidate.
    ///
    /// # Errors
    /// The page exceeds a limit.
    pub fn explain(&self, bytes: &[u8], context: &PageContext<'_>) -> Result<Explanation, Error> {
        let page = ReadPage::new(bytes, context.charset, context.url, &self.limits)?;
        let scored = self.score(&page);
        let (_, chosen) = self.report(&page, &scored);
        let mut row = Vec::new();
        let mut order: Vec<&Scored> = scored.iter().filter(|s| s.ink > 0).collect();
        order.sort_by(|a, b| b.score.total_cmp(&a.score).then(a.start.cmp(&b.start)));
        let candidates = order
            .into_iter()
            .map(|s| {
                page.block_row(s.index, &mut row);
                let span = page.source.to_raw(TextSpan { start: s.start, end: s.end });
                ExplainedBlock {
                    span,
                    line: page.source.line_of(span.start),
                    kind: page.kind(s.index).as_str(),
                    probability: probability(s.score),
                    margin: s.score - self.cut,
                    verdict: chosen.iter().find(|c| c.index == s.index).map_or(Verdict::Clean, |c| c.verdict),
                    reasons: reasons(&self.model.block, &BLOCK_FEATURES, &row, |a| a.abs(), usize::MAX),
                    preview: preview(&page.source.text()[s.start as usize..s.end as usize]),
                }
            })
            .collect();
        page.page_row(&mut row);
        let page_reasons = reasons(&self.model.page, &PAGE_FEATURES, &row, |a| a.abs(), usize::MAX);
        Ok(Explanation { report: self.scan(bytes, context)?, candidates, page_reasons })
    }

    fn score(&self, page: &ReadPage<'_>) -> Vec<Scored> {
        let mut row = Vec::with_capacity(BLOCK_FEATURES.len());
        (0..page.len())
            .map(|index| {
                let stats = page.stats(index);
                feature::block_row(&stats, &mut row);
                let span = page.span(index);
                // White space at its ends, which the span leaves out, is no ink.
                let ink = page.blocks.ink(index);
                let score = self.model.block.score(&row);
                Scored { index, start: span.start, end: span.end, score, ink, may_cut: may_cut(page, &stats) }
            })
            .collect()
    }

    fn report(&self, page: &ReadPage<'_>, scored: &[Scored]) -> (PageReport, Vec<Chosen>) {
        let mut chosen = decide::decide(scored, self.cut, self.suspect);
        shells(page, &mut chosen);
        companions(page, &mut chosen);
        hold_back(page, &mut chosen);
        join(page, &mut chosen);
        let mut row = Vec::new();
        let mut findings: Vec<Finding> = Vec::with_capacity(chosen.len());
        for choice in &chosen {
            let s = &scored[choice.index];
            page.block_row(choice.index, &mut row);
            let span = page.source.to_raw(TextSpan { start: choice.start, end: choice.end });
            let mut verdict = choice.verdict;
            let mut action = if verdict == Verdict::Spam { Action::Delete } else { Action::Report };
            let mut replacement = None;
            if verdict == Verdict::Spam && page.kind(choice.index) == BlockKind::Head {
                (verdict, action, replacement) = restore::head(page, choice);
            }
            if verdict == Verdict::Spam && !page.source.can_cut(span) {
                (verdict, action) = (Verdict::Suspect, Action::Report);
            }
            findings.push(Finding {
                span,
                line: page.source.line_of(span.start),
                verdict,
                probability: probability(s.score),
                kind: page.kind(choice.index).as_str(),
                action,
                replacement,
                reasons: reasons(&self.model.block, &BLOCK_FEATURES, &row, |a| a, REASONS),
                preview: preview(&page.source.text()[choice.start as usize..choice.end as usize]),
            });
        }
        page.page_row(&mut row);
        let page_score = self.model.page.score(&row);
        let page_is_spam = page_score > self.page_spam;
        let worst = findings.iter().map(|f| f.verdict).max().unwrap_or(Verdict::Clean);
        let of_page = match page_score {
            s if s > self.page_spam => Verdict::Spam,
            s if s > self.page_suspect => Verdict::Suspect,
            _ => Verdict::Clean,
        };
        let block = findings.iter().map(|f| f.probability).fold(0.0, f64::max);
        let report = PageReport {
            bytes: page.source.raw().len(),
            encoding: page.source.encoding(),
            encoding_rule: page.source.rule().as_str(),
            verdict: worst.max(of_page),
            probability: probability(page_score).max(block),
            page_is_spam,
            findings,
        };
        (report, chosen)
    }
}

/// Whether a candidate may be cut at all: not what only loads something, and a head only where the page still holds
/// the title that was there.
fn may_cut(page: &ReadPage<'_>, stats: &BlockStats<'_>) -> bool {
    !stats.is_loader() && (stats.kind != BlockKind::Head || restore::title(page).is_some())
}

/// A bare text at the page's edge is cut only beside a block that is: alone it could be an author's name.
fn hold_back(page: &ReadPage<'_>, chosen: &mut [Chosen]) {
    let text = page.source.text();
    // A bullet or list number of the extracted text may stand between.
    let white = |from: u32, to: u32| {
        from <= to && to - from < 64 && !text[from as usize..to as usize].chars().any(char::is_alphabetic)
    };
    for at in 0..chosen.len() {
        if chosen[at].verdict != Verdict::Spam || page.kind(chosen[at].index) != BlockKind::EdgeText {
            continue;
        }
        let bare = page.blocks.candidates[chosen[at].index].range;
        if bare.1 - bare.0 > 1 {
            continue;
        }
        let beside = |other: Option<&Chosen>| {
            other.is_some_and(|o| {
                let (left, right) =
                    if o.start < chosen[at].start { (o, &chosen[at]) } else { (&chosen[at], o) };
                o.verdict == Verdict::Spam && white(left.end, right.start)
            })
        };
        let confirmed =
            beside(at.checked_sub(1).and_then(|before| chosen.get(before))) || beside(chosen.get(at + 1));
        if !confirmed {
            chosen[at].verdict = Verdict::Suspect;
        }
    }
}

/// Takes an element whole where all it shows is cut anyway and it is hidden, or is a bare wrapper that the page has no
/// class, id or hook on: what would be left is an empty shell. Table parts stay: they hold the table's shape.
fn shells(page: &ReadPage<'_>, chosen: &mut Vec<Chosen>) {
    let facts = &page.blocks.facts;
    let range = |c: &Chosen| page.blocks.candidates[c.index].range;
    for (index, candidate) in page.blocks.candidates.iter().enumerate() {
        let fact = &facts.nodes[candidate.node as usize];
        let bare = fact.id == NONE
            && !fact.classed
            && !fact.hook
            && !page.tree.node(candidate.node).tag.is_table_part();
        if candidate.kind != BlockKind::Element || !(fact.hiding.is_strong() || bare) {
            continue;
        }
        let span = page.span(index);
        let from = chosen.partition_point(|c| c.end <= span.start);
        let to = chosen.partition_point(|c| c.start < span.end);
        let inside = &chosen[from..to];
        let cut = |c: &Chosen| c.verdict == Verdict::Spam && c.start >= span.start && c.end <= span.end;
        if inside.is_empty() || !inside.iter().all(cut) || inside[0].index == index {
            continue;
        }
        let shown: u32 = inside.iter().map(|c| facts.between(range(c)).shows).sum();
        if shown > 0 && shown == facts.between(candidate.range).shows {
            let whole = Chosen { index, start: span.start, end: span.end, verdict: Verdict::Spam };
            chosen.splice(from..to, [whole]);
        }
    }
}

/// Most characters of a companion: a name or a line of keywords, not an article.
const COMPANION_CHARS: u32 = 160;

/// Empty elements from which a cut block is a kit's noise.
const NOISE_EMPTIES: f64 = 6.0;

/// Cuts the keyword line that such kits leave at the very start or end of the page, outside of their noise. Alone it
/// could be an author's name; beside a confirmed block, with the page's text on the other side, it is the kit's.
fn companions(page: &ReadPage<'_>, chosen: &mut Vec<Chosen>) {
    let text = page.source.text();
    let noise: Vec<Chosen> = chosen
        .iter()
        .filter(|c| c.verdict == Verdict::Spam && page.stats(c.index).f(C::EmptyPlain) >= NOISE_EMPTIES)
        .copied()
        .collect();
    if noise.is_empty() {
        return;
    }
    for index in 0..page.len() {
        let taken = |c: &Chosen| c.index == index && c.verdict == Verdict::Spam;
        if page.kind(index) != BlockKind::EdgeText || chosen.iter().any(taken) {
            continue;
        }
        let span = page.span(index);
        let beside = |from: u32, to: u32| {
            from <= to && to - from < 64 && !text[from as usize..to as usize].chars().any(char::is_alphabetic)
        };
        let stats = page.stats(index);
        let words = &stats.counts.text;
        let short = (1..=COMPANION_CHARS).contains(&words.chars) && words.sentence_ends == 0;
        let ends = stats.at_end || stats.last_in_body;
        let starts = stats.at_start || stats.first_in_body;
        let outer = noise
            .iter()
            .any(|n| (ends && beside(n.end, span.start)) || (starts && beside(span.end, n.start)));
        let overlaps =
            chosen.iter().any(|c| c.start < span.end && span.start < c.end && c.verdict == Verdict::Spam);
        if short && outer && !overlaps && page.blocks.page.counts.text.chars > 4 * words.chars {
            chosen.retain(|c| c.end <= span.start || c.start >= span.end);
            chosen.push(Chosen { index, start: span.start, end: span.end, verdict: Verdict::Spam });
        }
    }
    chosen.sort_unstable_by_key(|c| c.start);
}

/// Joins cut blocks with nothing but white space between them into one.
fn join(page: &ReadPage<'_>, chosen: &mut Vec<Chosen>) {
    let text = page.source.text();
    let head = |c: &Chosen| page.kind(c.index) == BlockKind::Head;
    let mut out: Vec<Chosen> = Vec::with_capacity(chosen.len());
    for next in chosen.drain(..) {
        if let Some(last) = out.last_mut() {
            let gap = &text[last.end as usize..next.start as usize];
            let both = last.verdict == Verdict::Spam && next.verdict == Verdict::Spam;
            if both && gap.trim().is_empty() && !head(last) && !head(&next) {
                last.end = next.end;
                continue;
            }
        }
        out.push(next);
    }
    *chosen = out;
}

/// The strongest contributions of a row to a score.
fn reasons(
    model: &LinearModel,
    features: &[FeatureDef],
    row: &[f64],
    by: fn(f64) -> f64,
    most: usize,
) -> Vec<Reason> {
    let mut all: Vec<Reason> = model
        .contributions(row)
        .into_iter()
        .enumerate()
        .filter(|(_, contribution)| by(*contribution) > 1e-6)
        .map(|(at, contribution)| Reason { feature: features[at].name, value: row[at], contribution })
        .collect();
    all.sort_by(|a, b| by(b.contribution).total_cmp(&by(a.contribution)));
    all.truncate(most);
    all
}

/// The first bytes of a block on one line, cut at a character.
fn preview(text: &str) -> String {
    let mut out = String::with_capacity(PREVIEW + 8);
    for word in text.split_whitespace() {
        if !out.is_empty() {
            out.push(' ');
        }
        for c in word.chars() {
            if out.len() + c.len_utf8() > PREVIEW {
                out.push('…');
                return out;
            }
            out.push(c);
        }
    }
    out
}
