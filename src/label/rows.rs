//! The rows one labelled page gives to training.
use crate::dataset::{Action, Label, LabelledSpan, RowLabel, RowMeta};
use crate::feature::{block_row, page_row};
use crate::input::{InputError, Limits};
use crate::label::blocks::{BlockLabel, label_blocks};
use crate::page::ReadPage;
use crate::span::RawSpan;
use std::sync::Arc;

/// Which candidates of a page become rows.
#[derive(Clone, Copy, Debug)]
pub struct Extract {
    /// Most ham candidates taken at random from one page; all if `None`.
    pub random: Option<usize>,
    /// Ham candidates taken besides: the ones an earlier model scores highest.
    pub hardest: usize,
    /// Ham containers of spam taken besides.
    pub containers: usize,
}

impl Extract {
    /// Every candidate.
    pub const ALL: Extract = Extract { random: None, hardest: 0, containers: usize::MAX };
}

/// What is known about a page that rows are taken from.
#[derive(Clone, Debug)]
pub struct Part {
    /// Name of the page in the rows.
    pub path: Arc<str>,
    /// Its site.
    pub site: Arc<str>,
    /// What may not straddle training and testing.
    pub group: Arc<str>,
    /// The collection.
    pub dataset: Arc<str>,
    /// All spam of the page is labelled, so the rest may serve as ham.
    pub complete: bool,
    /// Only spam candidates and their containers are wanted: the page's ham is already in the table.
    pub only_spam: bool,
}

/// Rows of one page.
#[derive(Clone, Debug, Default)]
pub struct PageRows {
    /// One per chosen candidate.
    pub blocks: Vec<(RowMeta, Vec<f64>)>,
    /// The page itself.
    pub page: Vec<(RowMeta, Vec<f64>)>,
}

/// Reads a labelled page and gives its rows. `rank` scores a block row by an earlier model, to find hard ham.
///
/// # Errors
/// The page exceeds a limit.
pub fn extract(
    bytes: &[u8],
    spans: &[LabelledSpan],
    part: &Part,
    extract: &Extract,
    rank: &dyn Fn(&[f64]) -> f64,
) -> Result<PageRows, InputError> {
    let page = ReadPage::new(bytes, None, None, &Limits::default())?;
    let raw = |span: &LabelledSpan| RawSpan { start: span.start, end: span.end.min(bytes.len()) };
    let wanted = |span: &&LabelledSpan| span.label == Label::Spam && span.start < bytes.len();
    let spam: Vec<&LabelledSpan> =
        spans.iter().filter(wanted).filter(|s| s.action != Action::Report).collect();
    let neutral: Vec<RawSpan> =
        spans.iter().filter(wanted).filter(|s| s.action == Action::Report).map(raw).collect();
    let ranges: Vec<RawSpan> = spam.iter().map(|span| raw(span)).collect();
    let labels = label_blocks(&page, &ranges, &neutral, part.complete);

    let meta = |label, family: &str, kind: &str, span: Option<RawSpan>| RowMeta {
        path: part.path.clone(),
        site: part.site.clone(),
        group: part.group.clone(),
        dataset: part.dataset.clone(),
        family: Arc::from(family),
        kind: Arc::from(kind),
        start: span.map(|s| s.start),
        end: span.map(|s| s.end),
        label,
        ..RowMeta::default()
    };
    let mut out = PageRows::default();
    let mut row = Vec::new();
    let mut ham: Vec<(f64, u64, bool, usize)> = Vec::new();
    for (index, label) in labels.iter().enumerate() {
        match label {
            // A row for reading, not for training, where all candidates are asked for.
            BlockLabel::Neither if extract.random.is_none() => {
                let stats = page.stats(index);
                block_row(&stats, &mut row);
                let place = page.source.to_raw(page.span(index));
                out.blocks.push((meta(RowLabel::Ignore, "", stats.row_kind(), Some(place)), row.clone()));
            }
            BlockLabel::Neither => {}
            BlockLabel::Spam(span) => {
                let stats = page.stats(index);
                block_row(&stats, &mut row);
                let place = page.source.to_raw(page.span(index));
                let kind = stats.row_kind();
                out.blocks.push((meta(RowLabel::Spam, &spam[*span].family, kind, Some(place)), row.clone()));
            }
            BlockLabel::Ham { container } if *container || !part.only_spam => {
                let lot = lot(&part.path, index);
                ham.push((0.0, lot, *container, index));
            }
            BlockLabel::Ham { .. } => {}
        }
    }
    for (index, weight) in choose(&page, ham, extract, rank) {
        let stats = page.stats(index);
        block_row(&stats, &mut row);
        let place = page.source.to_raw(page.span(index));
        let container = matches!(labels[index], BlockLabel::Ham { container: true });
        let kind = if container { "container" } else { stats.row_kind() };
        let meta = RowMeta { weight, ..meta(RowLabel::Ham, "", kind, Some(place)) };
        out.blocks.push((meta, row.clone()));
    }
    page_row(&page.blocks.whole(&page.markup, &page.tree), &mut row);
    let label = if !spam.is_empty() {
        RowLabel::Spam
    } else if neutral.is_empty() && part.complete {
        RowLabel::Ham
    } else {
        RowLabel::Ignore
    };
    let family = spam.first().map_or("", |span| span.family.as_str());
    out.page.push((meta(label, family, "page", None), row));
    Ok(out)
}

/// Random ham, the hardest ham, and containers, without repetition, in page order, with their weights.
///
/// A row that was drawn by lot stands for others that were not; the hardest stand for themselves only. Without that they
/// would be a third of all ham and bend the model around themselves (measured: 77 instead of 89 of 136 labelled blocks
/// found at three clean pages touched). They are kept because thresholds are set on each page's highest score.
fn choose(
    page: &ReadPage<'_>,
    mut ham: Vec<(f64, u64, bool, usize)>,
    extract: &Extract,
    rank: &dyn Fn(&[f64]) -> f64,
) -> Vec<(usize, f64)> {
    let Some(random) = extract.random else {
        return ham.into_iter().map(|(.., index)| (index, 1.0)).collect();
    };
    let mut hardest = Vec::new();
    let mut row = Vec::new();
    if extract.hardest > 0 {
        for entry in &mut ham {
            block_row(&page.stats(entry.3), &mut row);
            entry.0 = rank(&row);
        }
        ham.sort_by(|a, b| b.0.total_cmp(&a.0).then(a.3.cmp(&b.3)));
        hardest.extend(ham.drain(..extract.hardest.min(ham.len())));
    }
    let (mut containers, mut others): (Vec<_>, Vec<_>) =
        ham.into_iter().partition(|(_, _, container, _)| *container);
    containers.sort_by_key(|(_, lot, ..)| *lot);
    others.sort_by_key(|(_, lot, ..)| *lot);
    let drawn = (random as f64 / others.len() as f64).min(1.0);
    let mut chosen: Vec<(usize, f64)> = hardest
        .into_iter()
        .map(|(.., container, index)| (index, if container { 1.0 } else { drawn }))
        .collect();
    chosen.extend(containers.into_iter().take(extract.containers).map(|(.., index)| (index, 1.0)));
    chosen.extend(others.into_iter().take(random).map(|(.., index)| (index, 1.0)));
    chosen.sort_unstable_by_key(|(index, _)| *index);
    chosen
}

/// A stable random number for one candidate of one page.
fn lot(path: &str, index: usize) -> u64 {
    let mut hasher = blake3::Hasher::new();
    hasher.update(path.as_bytes());
    hasher.update(&(index as u64).to_le_bytes());
    let mut first = [0; 8];
    first.copy_from_slice(&hasher.finalize().as_bytes()[..8]);
    u64::from_le_bytes(first)
}
