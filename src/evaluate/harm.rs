//! What is taken from pages that must keep it.
use super::bootstrap::{Ratio, cluster_ratio, quantile};
use super::interval::Share;
use super::judge::JudgedPage;
use crate::verdict::Verdict;
use serde::Serialize;
use std::collections::BTreeSet;

/// Visible-text bytes lost per page.
#[derive(Clone, Copy, Debug, PartialEq, Serialize)]
pub struct TextBytesLost {
    /// Over all pages, touched or not.
    pub mean: f64,
    /// 99th percentile of pages.
    pub p99: f64,
    /// 99.9th percentile of pages.
    pub p999: f64,
    /// The worst page.
    pub max: usize,
}

/// Losses over a set of pages. A page is *touched* when one legitimate byte of ink is cut.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Harm {
    /// Touched pages.
    pub pages: Share,
    /// The same share, with an interval over sites.
    pub pages_boot: Ratio,
    /// Sites with a touched page.
    pub sites: Share,
    /// Pages judged spam.
    pub verdict_spam: Share,
    /// Pages judged spam or suspect.
    pub verdict_not_clean: Share,
    /// Visible text lost per page.
    pub text_bytes_lost: TextBytesLost,
    /// Legitimate ink lost in all, in bytes.
    pub legit_bytes_lost: usize,
    /// The same as a share of all legitimate ink, in [0, 1]; 0 where there is none.
    pub legit_share_lost: f64,
}

impl Harm {
    pub(super) fn of(pages: &[&JudgedPage]) -> Self {
        let touched = |page: &JudgedPage| page.lost > 0;
        let count = |wanted: &dyn Fn(&JudgedPage) -> bool| pages.iter().filter(|p| wanted(p)).count();
        let sites: BTreeSet<&str> = pages.iter().map(|p| p.site.as_str()).collect();
        let touched_sites: BTreeSet<&str> =
            pages.iter().filter(|p| touched(p)).map(|p| p.site.as_str()).collect();
        let lost: usize = pages.iter().map(|p| p.lost).sum();
        let legitimate: usize = pages.iter().map(|p| p.legitimate).sum();
        let flag = |yes: bool| f64::from(u8::from(yes));
        Harm {
            pages: Share::new(count(&touched), pages.len()),
            pages_boot: cluster_ratio(pages.iter().map(|p| (flag(touched(p)), 1.0, p.site.as_str()))),
            sites: Share::new(touched_sites.len(), sites.len()),
            verdict_spam: Share::new(count(&|p| p.verdict == Verdict::Spam), pages.len()),
            verdict_not_clean: Share::new(count(&|p| p.verdict != Verdict::Clean), pages.len()),
            text_bytes_lost: text_bytes_lost(pages),
            legit_bytes_lost: lost,
            legit_share_lost: lost as f64 / legitimate.max(1) as f64,
        }
    }
}

fn text_bytes_lost(pages: &[&JudgedPage]) -> TextBytesLost {
    let mut lost: Vec<f64> = pages.iter().map(|p| p.lost_text as f64).collect();
    lost.sort_by(f64::total_cmp);
    TextBytesLost {
        mean: lost.iter().sum::<f64>() / lost.len().max(1) as f64,
        p99: quantile(&lost, 0.99).unwrap_or(0.0),
        p999: quantile(&lost, 0.999).unwrap_or(0.0),
        max: pages.iter().map(|p| p.lost_text).max().unwrap_or(0),
    }
}
