//! One page from bytes to verdicts: wires the stages together.
use crate::adjust::adjust;
use crate::block::{BlockKind, BlockStats};
use crate::decide::{self, Chosen, Scored};
use crate::error::Error;
use crate::feature::{BLOCK_FEATURES, FeatureDef, PAGE_FEATURES, block_columns, block_row, page_columns};
use crate::html::Tokenizer;
use crate::input::Limits;
use crate::model::{Budget, DEFAULT_MODE, LinearModel, Mode, Model, NEVER, ShownColumns, budget};
use crate::page::ReadPage;
use crate::restore;
use crate::settle::settle;
use crate::span::{RawSpan, TextSpan};
use crate::verdict::{Action, Finding, PageReport, Reason, Verdict};
use gains::Gains;
use rooms::Rooms;
use std::sync::Arc;

mod gains;
mod rooms;
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
    /// The block model, for telling what surely scores too little.
    gains: Arc<Gains>,
    mode: Mode,
    shown: Option<ShownColumns>,
    limits: Limits,
    tokenizer: Tokenizer,
    rooms: Arc<Rooms>,
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
    /// Which threshold it answers to.
    pub budget: Budget,
    /// Log-odds minus that threshold's: positive means cut-worthy, or worth a word where it may not be cut.
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
        let mode = model.thresholds.mode(DEFAULT_MODE)?.clone();
        let shown = ShownColumns::of(&model.block.features);
        let gains = Gains::new(&model.block);
        Ok(Scanner {
            mode,
            shown,
            model: Arc::new(model),
            gains: Arc::new(gains),
            limits: Limits::default(),
            tokenizer: Tokenizer::default(),
            rooms: Arc::default(),
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

    /// The same scanner with another reader of markup. It finds the same; see [`Tokenizer`].
    #[must_use]
    pub fn with_tokenizer(mut self, tokenizer: Tokenizer) -> Self {
        self.tokenizer = tokenizer;
        self
    }

    fn read<'p>(&self, bytes: &'p [u8], context: &PageContext<'_>) -> Result<ReadPage<'p>, Error> {
        let (charset, url) = (context.charset, context.url);
        Ok(ReadPage::with_tokenizer(bytes, charset, url, &self.limits, self.tokenizer)?)
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
        let room = self.rooms.take();
        let (charset, url) = (context.charset, context.url);
        let page = ReadPage::in_room(room, bytes, charset, url, &self.limits, self.tokenizer)?;
        let scored = self.score(&page, self.least());
        let report = self.report(&page, &scored).0;
        self.rooms.give_back(page.into_room(), bytes.len());
        Ok(report)
    }

    /// Judges one page and keeps every candidate.
    ///
    /// # Errors
    /// The page exceeds a limit.
    pub fn explain(&self, bytes: &[u8], context: &PageContext<'_>) -> Result<Explanation, Error> {
        let page = self.read(bytes, context)?;
        let scored = self.score(&page, f64::NEG_INFINITY);
        let (_, chosen) = self.report(&page, &scored);
        let mut row = Vec::new();
        let mut order: Vec<&Scored> = scored.iter().filter(|s| s.ink > 0).collect();
        order.sort_by(|a, b| b.score.total_cmp(&a.score).then(a.start.cmp(&b.start)));
        let candidates = order
            .into_iter()
            .map(|s| {
                page.block_row(s.index, &mut row);
                let span = page.source.to_raw(TextSpan { start: s.start, end: s.end });
                let budget = budget(self.shown.as_ref(), page.stats(s.index).row_kind(), &row);
                ExplainedBlock {
                    span,
                    line: page.source.line_of(span.start),
                    kind: page.kind(s.index).as_str(),
                    probability: self.model.block_probability(s.score),
                    budget,
                    margin: s.score - self.mode.cut_or_told(budget),
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

    /// The candidates that may score above `bound`, and all that do, by index.
    fn score(&self, page: &ReadPage<'_>, bound: f64) -> Vec<Scored> {
        let gains = self.gains.on(&page.blocks.page);
        let mut out = Vec::new();
        for index in 0..page.len() {
            let stats = page.stats(index);
            if !gains.is_below(&stats, bound) {
                out.push(self.score_one(page, index, &stats));
            }
        }
        out
    }

    /// The exact score of a candidate with these statistics, and what it answers to.
    fn score_one(&self, page: &ReadPage<'_>, index: usize, stats: &BlockStats<'_>) -> Scored {
        let mut row = Vec::new();
        block_row(stats, &mut row);
        let span = page.span(index);
        let (cut, suspect) = self.bounds(budget(self.shown.as_ref(), stats.row_kind(), &row));
        // White space at its ends, which the span leaves out, is no ink.
        let ink = page.ink(index);
        Scored {
            index,
            start: span.start,
            end: span.end,
            score: self.model.block.score(&row),
            ink,
            cut,
            suspect,
        }
    }

    /// Log-odds that a block of any budget has to exceed to be told.
    fn least(&self) -> f64 {
        Budget::ALL.iter().map(|budget| self.bounds(*budget).1).fold(f64::INFINITY, f64::min)
    }

    /// Log-odds above which a block of this budget is cut, and above which it is told.
    fn bounds(&self, budget: Budget) -> (f64, f64) {
        let cut = self.mode.cut(budget);
        if cut >= NEVER {
            return (f64::INFINITY, self.mode.cut_or_told(budget));
        }
        (cut, self.mode.block_suspect.log_odds.min(cut))
    }

    fn report(&self, page: &ReadPage<'_>, scored: &[Scored]) -> (PageReport, Vec<Chosen>) {
        let visible = self.mode.cut(Budget::Visible);
        let mut chosen = decide::decide(scored, self.mode.block_suspect.log_odds.min(visible));
        // What was chosen for what stands around it may score anything.
        let one = |index: usize| match scored.binary_search_by_key(&index, |s| s.index) {
            Ok(at) => scored[at],
            Err(_) => self.score_one(page, index, &page.stats(index)),
        };
        adjust(page, &mut chosen, |index| {
            // Whether it is cut on as much as a visible block would have to be.
            let s = one(index);
            s.cut >= visible || s.score > visible
        });
        let mut row = Vec::new();
        let mut findings: Vec<Finding> = Vec::with_capacity(chosen.len());
        for choice in &chosen {
            let s = one(choice.index);
            page.block_row(choice.index, &mut row);
            let span = page.source.to_raw(TextSpan { start: choice.start, end: choice.end });
            let mut verdict = choice.verdict;
            let mut action = if verdict == Verdict::Spam { Action::Delete } else { Action::Report };
            let mut replacement = None;
            if verdict == Verdict::Spam && page.kind(choice.index) == BlockKind::Head {
                (action, replacement) = restore::head(page, choice, &chosen);
            }
            if verdict == Verdict::Spam && !page.source.can_cut(span) {
                (verdict, action) = (Verdict::Suspect, Action::Report);
            }
            findings.push(Finding {
                span,
                line: page.source.line_of(span.start),
                verdict,
                probability: self.model.block_probability(s.score),
                kind: page.kind(choice.index).as_str(),
                action,
                replacement,
                reasons: reasons(&self.model.block, &BLOCK_FEATURES, &row, |a| a, REASONS),
                preview: preview(&page.source.text()[choice.start as usize..choice.end as usize]),
            });
        }
        page.page_row(&mut row);
        let page_score = self.model.page.score(&row);
        let page_is_spam = self.mode.page_spam.exceeded_by(page_score);
        let worst = findings.iter().map(|f| f.verdict).max().unwrap_or(Verdict::Clean);
        let of_page = match page_score {
            _ if page_is_spam => Verdict::Spam,
            s if self.mode.page_suspect.exceeded_by(s) => Verdict::Suspect,
            _ => Verdict::Clean,
        };
        let block = findings.iter().map(|f| f.probability).fold(0.0, f64::max);
        let report = PageReport {
            bytes: page.source.raw().len(),
            encoding: page.source.encoding(),
            encoding_rule: page.source.rule().as_str(),
            verdict: worst.max(of_page),
            probability: self.model.page_probability(page_score).max(block),
            page_is_spam,
            findings,
        };
        (report, chosen)
    }
}

/// The strongest contributions of a row to a score.
fn reasons(
    model: &LinearModel,
    features: &[FeatureDef],
    row: &[f64],
    by: fn(f64) -> f64,
    most: usize,
) -> Vec<Reason> {
    let all =
        model.contributions(row).into_iter().enumerate().filter(|(_, contribution)| by(*contribution) > 1e-6);
    // Of equals the first column.
    let order = |a: &(usize, f64), b: &(usize, f64)| by(b.1).total_cmp(&by(a.1)).then(a.0.cmp(&b.0));
    let strongest: Vec<(usize, f64)> = if most >= row.len() {
        let mut all: Vec<_> = all.collect();
        all.sort_unstable_by(order);
        all
    } else {
        // A page may have thousands of findings.
        all.fold(Vec::with_capacity(most + 1), |mut strongest, next| {
            if strongest.len() < most || strongest.last().is_some_and(|last| order(&next, last).is_lt()) {
                let at = strongest.partition_point(|one| order(one, &next).is_lt());
                strongest.insert(at, next);
                strongest.truncate(most);
            }
            strongest
        })
    };
    let reason = |(at, contribution): (usize, f64)| Reason {
        feature: features[at].name,
        value: row[at],
        contribution,
    };
    strongest.into_iter().map(reason).collect()
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
