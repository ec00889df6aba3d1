//! How much of what is cut is spam, block by block, and what precision and recall come to together.
use super::bootstrap::{Ratio, cluster_ratio, cluster_statistic};
use super::interval::Share;
use super::judge::{JudgedBlock, JudgedPage};
use super::summary::{flag, required};
use serde::Serialize;

/// Cut blocks that are right, and what follows with the spans found. Both at one share of ink.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct BlockPrecision {
    /// Cut blocks of which that share is spam, as if independent; blocks of nothing but neutral ink are left out.
    #[serde(flatten)]
    pub share: Share,
    /// With an interval over sites.
    pub boot: Ratio,
    /// Harmonic mean of this and block recall, with an interval over sites.
    pub f1: Ratio,
}

/// Over blocks of which at least `from` of the ink is spam.
pub(super) fn block_precision(pages: &[JudgedPage], from: f64) -> BlockPrecision {
    let of_page = |page: &'_ JudgedPage| {
        let rights: Vec<f64> = page.blocks.iter().filter_map(JudgedBlock::right).collect();
        rights.into_iter().map(|right| right >= from).collect::<Vec<_>>()
    };
    let all: Vec<(&str, bool)> = pages
        .iter()
        .flat_map(|page| of_page(page).into_iter().map(|right| (page.site.as_str(), right)))
        .collect();
    let right = all.iter().filter(|(_, right)| *right).count();
    // Terms: right and all cut blocks, found and all spans.
    let cut = all.iter().map(|(site, right)| ([flag(*right), 1.0, 0.0, 0.0], *site));
    let infected: Vec<&JudgedPage> = pages.iter().filter(|p| p.infected).collect();
    let spans: Vec<_> = required(&infected).collect();
    let spans = spans.iter().map(|(site, s)| ([0.0, 0.0, flag(s.found() >= from), 1.0], *site));
    BlockPrecision {
        share: Share::new(right, all.len()),
        boot: cluster_ratio(all.iter().map(|(site, right)| (flag(*right), 1.0, *site))),
        f1: cluster_statistic(cut.chain(spans), f1),
    }
}

/// From right and all cut blocks, found and all spans; 0 where nothing is right, `None` without spans.
fn f1([right, cut, found, spans]: [f64; 4]) -> Option<f64> {
    let (precision, recall) = (right / cut.max(1.0), found / spans.max(1.0));
    (spans > 0.0)
        .then(|| if precision + recall > 0.0 { 2.0 * precision * recall / (precision + recall) } else { 0.0 })
}
