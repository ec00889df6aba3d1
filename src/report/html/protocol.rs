//! How the figures came about, in words: the part that decides whether to believe the rest.
use super::Picture;
use super::figures::{TABLE_END, table_head, table_row};
use super::headline::share_line;
use super::text::{Safe, percent};
use crate::model::NEVER;
use crate::report::words::{counted, grouped};
use std::fmt::{self, Write};

pub(super) fn write(out: &mut String, picture: &Picture<'_>) -> fmt::Result {
    let evaluation = picture.evaluation;
    writeln!(out, "<section aria-labelledby=\"protocol\">\n<h2 id=\"protocol\">Protocol</h2>\n<dl>")?;
    item(out, "Judged", picture.name)?;
    item(out, "Labels", picture.labels)?;
    item(out, "Split", picture.split)?;
    item(out, "Sample", &sample(picture))?;
    if let Some(fpr) = &evaluation.page_fpr {
        item(out, "False alarms", &share_line("Clean pages judged spam or touched", fpr))?;
    }
    let report = evaluation.report_spans;
    if report.n > 0 {
        let text = format!(
            "{} that are somebody’s to decide: neither required nor wrong to find. {} noticed, {} cut.",
            counted(report.n as u64, "block"),
            report.noticed,
            report.removed
        );
        item(out, "Report only", &text)?;
    }
    item(out, "Bytes", "White space never counts, so that a cut may take a line break more or less.")?;
    item(
        out,
        "Found",
        "A block is found when nine tenths of its bytes are cut; a page, when one labelled byte is.",
    )?;
    item(
        out,
        "Intervals",
        "95 %. Shares of pages and blocks: Wilson, and Clopper–Pearson near 0 and 1. Shares of bytes, and whatever is \
         called “by site”: percentile bootstrap over whole sites, 1,000 samples, fixed seed.",
    )?;
    item(
        out,
        "Curves",
        "Scores are computed once and decided again at each threshold; unlike the headline figures, pages are not \
         scanned a second time after cutting, so the ringed point may differ from them a little.",
    )?;
    item(
        out,
        "Probabilities",
        "A page counts as spam when it carries a byte that must go; a reported block, when most of its bytes must go. \
         Blocks that are not reported have no probability here, so the lower end is thin. Calibration error: 15 bins \
         of equal weight.",
    )?;
    writeln!(out, "</dl>")?;
    if !picture.models.is_empty() {
        thresholds(out, picture)?;
    }
    writeln!(out, "</section>")
}

fn item(out: &mut String, term: &str, text: &str) -> fmt::Result {
    writeln!(out, "<dt>{term}</dt><dd>{}</dd>", Safe(text))
}

fn sample(picture: &Picture<'_>) -> String {
    let evaluation = picture.evaluation;
    let mut text = counted(evaluation.pages as u64, "page");
    let kinds = [
        ("infected", evaluation.infected, &evaluation.infected_collateral),
        ("clean", evaluation.clean, &evaluation.clean_pages),
    ];
    for (kind, pages, harm) in kinds {
        let sites = harm.as_ref().map_or(0, |harm| harm.sites.n);
        text += &format!("; {} {kind}, of {}", grouped(pages as u64), counted(sites, "site"));
    }
    if let Some(recall) = &evaluation.block_recall90 {
        text += &format!("; {} that must go", counted(recall.share.n, "block"));
    }
    text
}

fn thresholds(out: &mut String, picture: &Picture<'_>) -> fmt::Result {
    writeln!(
        out,
        "<h3>Thresholds</h3>\n<p class=\"note\">Each was set on clean pages that its model had not seen. The bound: with 95 % confidence, at most this share of such pages lies above it.</p>\n<div class=\"wide\">"
    )?;
    let columns =
        ["decision", "log-odds", "aimed at", "clean pages above", "bound", "sites above", "bound by site"];
    for (name, mode) in picture.models {
        table_head(out, name, &columns)?;
        for (decision, bound) in mode.bounds() {
            let g = &bound.guarantee;
            let never = bound.log_odds >= NEVER;
            let cells = if never {
                ["never", "", "", "", "", ""].map(str::to_owned)
            } else {
                [
                    format!("{:.3}", bound.log_odds).replace('-', "−"),
                    percent(g.alpha),
                    format!("{} of {}", g.pages_above, grouped(g.clean_pages as u64)),
                    percent(g.achieved_upper_bound_95),
                    format!("{} of {}", g.sites_above, grouped(g.clean_sites as u64)),
                    percent(g.site_upper_bound_95),
                ]
            };
            table_row(out, &decision.replace('_', " "), &cells)?;
        }
        writeln!(out, "{TABLE_END}")?;
    }
    writeln!(out, "</div>")
}
