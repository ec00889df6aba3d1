//! The figures of `despam eval` as text.
use super::clean_sites::CleanSites;
use despam::evaluate::{ClusterMacro, Evaluation, NATURAL_CLEAN, Ratio, Share};
use serde::Serialize;
use std::fmt::Write as _;

/// The figures of one split, or of a model as it stands.
#[derive(Serialize)]
pub(crate) struct Figures {
    #[serde(flatten)]
    pub(crate) evaluation: Evaluation,
    /// With every campaign counting once.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) campaigns: Option<ClusterMacro>,
    /// Real blocks in clean pages, by the site the block is from.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) grafts: Option<ClusterMacro>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub(crate) baselines: Vec<BaselineRow>,
    /// What was measured on clean sites; for people only.
    #[serde(skip)]
    pub(crate) clean: CleanSites,
}

/// What is said of one way of finding blocks.
#[derive(Serialize)]
pub(crate) struct BaselineRow {
    pub(crate) name: &'static str,
    pub(crate) figures: Evaluation,
}

impl Figures {
    /// As lines of text under the name of what was judged.
    pub(crate) fn render_text(&self, id: &str) -> String {
        let mut text = self.evaluation.render_text(id);
        if let Some(campaigns) = &self.campaigns {
            text += &campaigns.render_text();
        }
        if let Some(grafts) = &self.grafts {
            text += &grafts.render_text().replace("campaign", "source site");
        }
        text += &self.clean.to_string();
        if !self.baselines.is_empty() {
            // Writing to a `String` cannot fail.
            let _ = writeln!(text, "-- baselines on the same pages and folds");
            text += &baseline_row("this model", &self.evaluation);
            self.baselines.iter().for_each(|row| text += &baseline_row(row.name, &row.figures));
        }
        text
    }
}

fn baseline_row(name: &str, e: &Evaluation) -> String {
    let percent = |value: Option<f64>, lo: Option<f64>, hi: Option<f64>| match (value, lo, hi) {
        (Some(value), Some(lo), Some(hi)) => {
            format!("{:6.2} % [{:.1}, {:.1}]", 100.0 * value, 100.0 * lo, 100.0 * hi)
        }
        _ => "—".to_owned(),
    };
    let pages = e.page_recall.as_ref().map(|recall| recall.by_overlap);
    let blocks = e.block_recall90.as_ref().map(|recall| recall.share);
    // Pages that only carry spans to report are clean to the judge and no sample of the web.
    let natural = e.clean_by_dataset.get(NATURAL_CLEAN).or(e.clean_pages.as_ref());
    let touched = natural.map(|harm| harm.pages);
    let share = |share: Option<Share>| {
        share.map_or("—".to_owned(), |share| percent(share.value, Some(share.lo), Some(share.hi)))
    };
    let ratio = |ratio: &Option<Ratio>| {
        ratio.map_or("—".to_owned(), |ratio| percent(ratio.value, ratio.lo, ratio.hi))
    };
    format!(
        "   {name:<30} pages {:<23} blocks {:<23} byte precision {:<23} byte recall {:<23} clean pages touched {}\n",
        share(pages),
        share(blocks),
        ratio(&e.byte_precision),
        ratio(&e.byte_recall),
        share(touched)
    )
}
