//! Recall by what is known about a block, and harm by what is known about a clean page: tables with small bars.
use super::figures::{TABLE_END, table_head, table_row};
use super::plot::small_bar;
use super::text::{Estimate, NOTHING, Safe, counted_share, estimate, interval, percent};
use crate::evaluate::{Evaluation, FamilyRow, GroupRow, Harm, LeaveOut, Share};
use crate::report::words::grouped;
use std::collections::BTreeMap;
use std::fmt::{self, Write};

/// The columns people ask for first; the others follow by name.
const FIRST: [&str; 7] = ["family", "technique", "language", "dialect", "dataset", "action", "evasive"];

/// Longer tables are folded, with their size in sight; not the first, which is what people come for.
const LONG: usize = 20;

pub(super) fn write(out: &mut String, evaluation: &Evaluation, unseen: Option<&LeaveOut>) -> fmt::Result {
    if !evaluation.tables.is_empty() {
        writeln!(out, "<section aria-labelledby=\"recall\">\n<h2 id=\"recall\">What is found</h2>")?;
        writeln!(
            out,
            "<p class=\"note\">Blocks that must go, and the share of them with nine tenths of their bytes cut: the bar, with its 95 % interval as a line. The column “bytes”, where there is room for it, is the share of all their bytes that is cut.</p>\n<div class=\"tables\">"
        )?;
        for (at, name) in order(&evaluation.tables).into_iter().enumerate() {
            group(out, name, &evaluation.tables[name], at > 0)?;
        }
        writeln!(out, "</div>\n</section>")?;
    }
    if let Some(unseen) = unseen.filter(|unseen| !unseen.families.is_empty()) {
        families(out, unseen)?;
    }
    if evaluation.clean_pages.is_some() {
        harm(out, evaluation)?;
    }
    Ok(())
}

/// The tables that say something, [`FIRST`] first: a column whose one value is empty says nothing.
fn order(tables: &BTreeMap<String, BTreeMap<String, GroupRow>>) -> Vec<&str> {
    let known = FIRST.into_iter().filter(|name| tables.contains_key(*name));
    let others = tables.keys().map(String::as_str).filter(|name| !FIRST.contains(name));
    known.chain(others).filter(|name| tables[*name].keys().any(|value| !value.is_empty())).collect()
}

fn group(out: &mut String, name: &str, rows: &BTreeMap<String, GroupRow>, may_fold: bool) -> fmt::Result {
    let mut rows: Vec<(&String, &GroupRow)> = rows.iter().collect();
    // Numbers in their order, names by how much speaks for them.
    if rows.iter().all(|(value, _)| value.is_empty() || value.parse::<f64>().is_ok()) {
        rows.sort_by(|a, b| {
            a.0.parse::<f64>().unwrap_or(-1.0).total_cmp(&b.0.parse::<f64>().unwrap_or(-1.0))
        });
    } else {
        rows.sort_by(|a, b| b.1.spans.cmp(&a.1.spans).then(a.0.cmp(b.0)));
    }
    let long = may_fold && rows.len() > LONG;
    writeln!(out, "<div class=\"group\">\n<h3>By {}</h3>", Safe(name))?;
    if long {
        writeln!(out, "<details>\n<summary>{} values</summary>", rows.len())?;
    }
    bars_head(out, name)?;
    for (value, row) in rows {
        let value = if value.is_empty() { "(not told)" } else { value };
        bar(out, value, &row.recall90, row.sites, row.bytes)?;
    }
    writeln!(out, "{TABLE_END}")?;
    if long {
        writeln!(out, "</details>")?;
    }
    writeln!(out, "</div>")
}

fn bars_head(out: &mut String, name: &str) -> fmt::Result {
    writeln!(
        out,
        "<table class=\"bars\">\n<caption class=\"quiet\">Blocks found by {}</caption>",
        Safe(name)
    )?;
    write!(out, r#"<thead><tr><th scope="col">{}</th><th scope="col" colspan="2">found</th>"#, Safe(name))?;
    write!(out, r#"<th scope="col">blocks</th><th scope="col" class="spare">sites</th>"#)?;
    writeln!(out, "<th scope=\"col\" class=\"spare\">bytes</th></tr></thead>\n<tbody>")
}

fn bar(out: &mut String, value: &str, share: &Share, sites: usize, bytes: f64) -> fmt::Result {
    write!(out, r#"<tr><th scope="row">{}</th><td class="meter">"#, Safe(value))?;
    small_bar(out, share.value.unwrap_or(0.0), (share.lo, share.hi), 1.0)?;
    let found = share.value.map_or_else(|| NOTHING.to_owned(), percent);
    write!(out, r#"</td><td>{found} <small>{}</small></td>"#, interval(share.lo, share.hi))?;
    write!(out, r#"<td>{}/{}</td><td class="spare">{sites}</td>"#, share.k, share.n)?;
    writeln!(out, r#"<td class="spare">{}</td></tr>"#, percent(bytes))
}

/// Families that the model judging them was never shown.
fn families(out: &mut String, unseen: &LeaveOut) -> fmt::Result {
    writeln!(out, "<section aria-labelledby=\"unseen\">\n<h2 id=\"unseen\">Families never seen</h2>")?;
    writeln!(
        out,
        "<p class=\"note\">Each family was left out of training in turn, with all pages that carry it and all sites that do; this is what is found of it then. Mean over families: {}. Over blocks: {}.</p>\n<div class=\"tables\">\n<div class=\"group\">",
        estimate(Estimate::of_ratio(&unseen.recall_macro)),
        estimate(Estimate::of_ratio(&unseen.recall_micro))
    )?;
    bars_head(out, "family left out")?;
    let mut rows: Vec<(&String, &FamilyRow)> = unseen.families.iter().collect();
    rows.sort_by(|a, b| b.1.spans.cmp(&a.1.spans).then(a.0.cmp(b.0)));
    for (family, row) in rows {
        let family = if family.is_empty() { "(not told)" } else { family };
        bar(out, family, &row.recall90, row.sites, row.bytes)?;
    }
    writeln!(out, "{TABLE_END}\n</div>\n</div>\n</section>")
}

fn harm(out: &mut String, evaluation: &Evaluation) -> fmt::Result {
    writeln!(out, "<section aria-labelledby=\"harm\">\n<h2 id=\"harm\">What is harmed</h2>")?;
    writeln!(
        out,
        "<p class=\"note\">A page is touched when one byte of it that should stay is cut, white space aside. Clean is a page with nothing that must go: among those of collections of spam are pages with blocks to report only.</p>\n<div class=\"wide\">"
    )?;
    let columns = [
        "pages",
        "touched",
        "sites touched",
        "judged spam",
        "visible bytes lost, mean",
        "99.9th percentile",
        "worst",
    ];
    table_head(out, "Losses by kind of page", &columns)?;
    let all = evaluation.clean_pages.iter().map(|harm| ("clean, all".to_owned(), harm));
    let sets = evaluation.clean_by_dataset.iter().filter(|_| evaluation.clean_by_dataset.len() > 1);
    let sets = sets.map(|(name, harm)| (format!("clean, {name}"), harm));
    for (name, harm) in all.chain(sets) {
        table_row(out, &name, &harm_cells(harm))?;
    }
    if let Some(harm) = &evaluation.infected_collateral {
        let mut cells = harm_cells(harm);
        // Judging these spam is no harm.
        cells[2] = NOTHING.to_owned();
        table_row(out, "infected, beside their spam", &cells)?;
    }
    writeln!(out, "{TABLE_END}\n</div>\n<div class=\"tables\">")?;
    languages(out, evaluation)?;
    if !evaluation.hardneg.is_empty() {
        writeln!(out, "<div class=\"group\">\n<h3>Look-alikes</h3>")?;
        table_head(
            out,
            "Legitimate things that look like spam",
            &["kind", "cut into", "suspected or cut", "all"],
        )?;
        for (kind, row) in &evaluation.hardneg {
            let cells = [row.touched, row.suspected, row.pages].map(|n| n.to_string());
            table_row(out, kind, &cells)?;
        }
        writeln!(out, "{TABLE_END}\n</div>")?;
    }
    writeln!(out, "</div>\n</section>")
}

fn harm_cells(harm: &Harm) -> [String; 6] {
    let text = harm.text_bytes_lost;
    [
        counted_share(&harm.pages),
        counted_share(&harm.sites),
        estimate(Estimate::of_share(&harm.verdict_spam)),
        format!("{:.2}", text.mean),
        format!("{:.0}", text.p999),
        grouped(text.max as u64),
    ]
}

/// Only languages with a touched page: of the others there is nothing to say but their number.
fn languages(out: &mut String, evaluation: &Evaluation) -> fmt::Result {
    let all = &evaluation.clean_by_language;
    let mut touched: Vec<_> = all.iter().filter(|(_, row)| row.touched > 0).collect();
    if touched.is_empty() {
        return Ok(());
    }
    touched.sort_by(|a, b| b.1.touched.cmp(&a.1.touched).then(a.0.cmp(b.0)));
    writeln!(out, "<div class=\"group\">\n<h3>Clean pages touched, by language</h3>")?;
    table_head(out, "Languages with a touched page", &["language", "touched", "pages"])?;
    for (language, row) in &touched {
        let name = if language.is_empty() { "(not told)" } else { language };
        table_row(out, name, &[row.touched.to_string(), grouped(row.pages as u64)])?;
    }
    let rest = all.len() - touched.len();
    writeln!(
        out,
        "{TABLE_END}\n<p class=\"note\">No clean page touched in {rest} other languages.</p>\n</div>"
    )
}
