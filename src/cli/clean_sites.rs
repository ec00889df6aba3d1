//! What was measured on clean sites, and what that proves.
use despam::clean::clean;
use despam::dataset::{LabelledPage, PageLabel};
use despam::input::Limits;
use despam::model::TextLoss;
use despam::page::ReadPage;
use despam::report::words::grouped;
use despam::train::binomial::upper_bound;
use despam::verdict::{Finding, PageReport};
use std::collections::BTreeMap;
use std::fmt;

/// Confidence of what is said to be proven.
const CONFIDENCE: f64 = 0.95;

/// The clean pages that were found, not made, site by site.
#[derive(Default)]
pub(crate) struct CleanSites {
    /// Site → whether each page was touched, and the share of its visible text that was cut.
    sites: BTreeMap<String, Vec<(bool, f64)>>,
}

impl CleanSites {
    /// Counts a page, if it is clean.
    pub(crate) fn add(&mut self, page: &LabelledPage, report: &PageReport, bytes: &[u8]) {
        if page.page_label != PageLabel::Ham || page.dataset.starts_with("synth") {
            return;
        }
        let site = if page.site.is_empty() { &page.name } else { &page.site };
        let touched = report.findings.iter().any(Finding::is_cut);
        let lost = if touched { lost_share(report, bytes) } else { 0.0 };
        self.sites.entry(site.clone()).or_default().push((touched, lost));
    }
}

/// The share of a page's visible ink that is gone after cleaning; all where the page cannot be read again.
fn lost_share(report: &PageReport, bytes: &[u8]) -> f64 {
    let read = |bytes| ReadPage::new(bytes, None, None, &Limits::default()).ok();
    let (Some(page), limits) = (read(bytes), Limits::default()) else { return 1.0 };
    let Ok(cleaned) = clean(bytes, report, |text| page.source.encode(text)) else { return 1.0 };
    let Ok(rest) = ReadPage::new(&cleaned.bytes, None, None, &limits) else { return 1.0 };
    let (before, after) = (visible_ink(&page), visible_ink(&rest));
    if before > 0.0 { ((before - after) / before).clamp(0.0, 1.0) } else { 0.0 }
}

fn visible_ink(page: &ReadPage<'_>) -> f64 {
    let counts = &page.blocks.page.counts;
    f64::from(counts.text.ink) - counts.f(despam::block::C::HiddenInk)
}

impl fmt::Display for CleanSites {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let sites = self.sites.len();
        if sites == 0 {
            return Ok(());
        }
        let touched = self.sites.values().filter(|pages| pages.iter().any(|page| page.0)).count();
        let loss = TextLoss::of_pages(
            self.sites.iter().flat_map(|(site, pages)| pages.iter().map(move |page| (site.as_str(), page.1))),
        );
        let percent = |share: f64| format!("{:.3} %", share * 100.0);
        writeln!(f, "clean sites: {} of {} touched", grouped(touched as u64), grouped(sites as u64))?;
        writeln!(
            f,
            "  with 95 % confidence at most {} of clean sites have a page that is touched",
            percent(upper_bound(touched, sites, CONFIDENCE))
        )?;
        writeln!(
            f,
            "  visible text lost: {} on average; {} to be expected of a new site at most (conformal risk control)",
            percent(loss.mean),
            percent(loss.bound)
        )
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use despam::span::RawSpan;
    use despam::verdict::{Action, Verdict};

    fn report(bytes: &[u8], cut: Option<(usize, usize)>) -> PageReport {
        let finding = |(start, end)| Finding {
            span: RawSpan { start, end },
            line: 1,
            verdict: Verdict::Spam,
            probability: 1.0,
            kind: "element",
            action: Action::Delete,
            replacement: None,
            reasons: Vec::new(),
            preview: String::new(),
        };
        PageReport {
            bytes: bytes.len(),
            encoding: "UTF-8",
            encoding_rule: "hint",
            verdict: Verdict::Clean,
            probability: 0.0,
            page_is_spam: false,
            findings: cut.map(finding).into_iter().collect(),
        }
    }

    #[test]
    fn what_is_lost_is_what_a_visitor_no_longer_sees() {
        let page = b"<p>abcdef</p><p>gh</p><div style=\"display:none\"><p>hidden text</p></div>";
        for (cut, want) in [((0, 13), 0.75), ((13, 22), 0.25), ((22, page.len()), 0.0)] {
            assert_eq!(lost_share(&report(page, Some(cut)), page), want, "{cut:?}");
        }
        assert_eq!(lost_share(&report(b"", None), page), 1.0, "a report of another page");
    }
}
