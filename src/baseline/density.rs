//! Link density: a block whose text is mostly links, many of them off-site (boilerpipe's feature, turned on spam).
use super::learned::labels;
use super::placed::{Bounds, Highest, Placed, chosen, is_clean, placed};
use super::{Cuts, Setting};
use crate::block::C;
use crate::dataset::LabelledPage;
use crate::label::BlockLabel;
use crate::train::TrainError;
use rayon::prelude::*;
use std::collections::BTreeSet;

/// Shares of text in links to choose from.
const SHARES: [f64; 9] = [0.0, 0.2, 0.4, 0.6, 0.7, 0.8, 0.9, 0.95, 1.0];

/// One page: candidates scored by their off-site links, their shares of text in links, their truth.
struct Measured {
    placed: Vec<Placed>,
    shares: Vec<f64>,
    labels: Vec<BlockLabel>,
}

impl Measured {
    fn of(page: &LabelledPage, setting: &Setting<'_>) -> Result<Self, String> {
        let (mut shares, mut truth) = (Vec::new(), Vec::new());
        let placed = placed(page, setting, |read, index, _| {
            if index == 0 && !page.spans.is_empty() {
                truth = labels(page, read);
            }
            let stats = read.stats(index);
            let ink = f64::from(stats.counts.text.ink);
            shares.push(if ink > 0.0 { (stats.f(C::AnchorInk) / ink).min(1.0) } else { 0.0 });
            stats.f(C::OffSite)
        })?;
        Ok(Measured { placed, shares, labels: truth })
    }

    /// Off-site links of the candidate, or none where too little of it is link text.
    fn score(&self, at: usize, share: f64) -> f64 {
        if self.shares[at] >= share { self.placed[at].scored.score } else { 0.0 }
    }

    fn highest(&self, share: f64) -> Highest {
        let mut highest = Highest::default();
        (0..self.placed.len()).for_each(|at| highest.add(self.placed[at].budget, self.score(at, share)));
        highest
    }

    /// Truth spans with a candidate above its bound.
    fn found(&self, share: f64, bounds: &Bounds) -> usize {
        let is_above = |at: usize| self.score(at, share) > bounds.cut(self.placed[at].budget);
        let above = self.labels.iter().enumerate().filter(|(at, _)| is_above(*at));
        let spans = above.filter_map(|(_, label)| match label {
            BlockLabel::Spam(span) => Some(*span),
            _ => None,
        });
        spans.collect::<BTreeSet<usize>>().len()
    }
}

/// The share is chosen, and the number of links set, on the other folds' pages.
pub(super) fn judge(setting: &Setting<'_>) -> Result<Vec<Cuts>, TrainError> {
    let measured: Vec<Result<Measured, String>> =
        setting.pages.par_iter().map(|page| Measured::of(page, setting)).collect();
    let mut rules = Vec::new();
    for fold in 0..setting.plan.folds() {
        let seen = |page: &LabelledPage| setting.plan.may_train_page(fold, page);
        let pages = setting.pages.iter().zip(&measured).filter(|(page, _)| seen(page));
        let pages: Vec<(&LabelledPage, &Measured)> =
            pages.filter_map(|(page, measured)| Some((page, measured.as_ref().ok()?))).collect();
        let mut best: Option<(usize, f64, Bounds)> = None;
        for share in SHARES {
            let clean = pages.iter().filter(|(page, _)| is_clean(page));
            let links =
                Bounds::single(clean.map(|(page, measured)| (*page, measured.highest(share))), setting)?;
            let found = pages.iter().map(|(_, measured)| measured.found(share, &links)).sum();
            if best.as_ref().is_none_or(|(most, ..)| found >= *most) {
                best = Some((found, share, links));
            }
        }
        rules.extend(best);
    }
    let cut = |(page, measured): (&LabelledPage, Result<Measured, String>)| {
        let fold = setting.plan.fold_of_page(page).ok_or("no fold may judge it")?;
        let (_, share, links) = &rules[fold as usize];
        let mut measured = measured?;
        for at in 0..measured.placed.len() {
            measured.placed[at].scored.score = measured.score(at, *share);
        }
        Ok(chosen(&measured.placed, links))
    };
    Ok(setting.pages.iter().zip(measured).map(cut).collect())
}
