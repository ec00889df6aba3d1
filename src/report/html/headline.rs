//! The top of the page: one sentence, then the figures that matter with their intervals.
use super::Picture;
use super::figures::short_percent;
use super::plot::small_bar;
use super::scale::nice_above;
use super::text::{Estimate, NOTHING, Safe, counted_share, estimate, interval, percent};
use crate::evaluate::{Evaluation, Harm, NATURAL_CLEAN};
use crate::report::words::{counted, grouped};
use std::fmt::{self, Write};

/// One figure.
struct Card {
    label: &'static str,
    value: Option<Estimate>,
    /// End of its bar: 1, or less where the value is always small.
    end: f64,
    note: String,
}

pub(super) fn write(out: &mut String, picture: &Picture<'_>) -> fmt::Result {
    let evaluation = picture.evaluation;
    writeln!(out, "<header>\n<p class=\"kicker\">despam evaluation</p>\n<h1>{}</h1>", Safe(picture.name))?;
    writeln!(out, r#"<p class="lede">{}</p>"#, Safe(&lede(evaluation)))?;
    let (missing, invalid) = (evaluation.missing_predictions, evaluation.invalid_offsets);
    if missing > 0 || invalid > 0 {
        let text = format!(
            "{} could not be judged and count as judged clean; on {} a block lay outside the page.",
            counted(missing as u64, "page"),
            counted(invalid as u64, "page")
        );
        writeln!(out, r#"<p class="warning">{text}</p>"#)?;
    }
    writeln!(out, "</header>\n<section aria-labelledby=\"headline\">")?;
    writeln!(out, "<h2 id=\"headline\" class=\"quiet\">Headline figures</h2>\n<div class=\"cards\">")?;
    for card in cards(evaluation) {
        card.write(out)?;
    }
    writeln!(
        out,
        "</div>\n<p class=\"note\">In brackets and as a line: 95 % intervals. Pages of one site resemble each other, so an interval “by site” draws whole sites.</p>\n</section>"
    )
}

fn lede(evaluation: &Evaluation) -> String {
    let mut parts = Vec::new();
    if let Some(recall) = &evaluation.block_recall90 {
        let (k, n) = (grouped(recall.share.k), counted(recall.share.n, "injected block"));
        let pages = counted(evaluation.infected as u64, "infected page");
        let verb = if recall.share.k == 1 { "is" } else { "are" };
        parts.push(format!("Of {n} on {pages}, {k} {verb} cut to nine tenths or more."));
    }
    if let Some(harm) = clean(evaluation) {
        let (k, n) = (grouped(harm.pages.k), counted(harm.pages.n, "clean page"));
        let sites = counted(harm.sites.n, "site");
        parts.push(match harm.pages.k {
            0 => format!("Of {n} of {sites}, none loses a byte."),
            1 => format!("Of {n} of {sites}, one loses a byte."),
            _ => format!("Of {n} of {sites}, {k} lose a byte."),
        });
    }
    if parts.is_empty() { "No page could be judged.".to_owned() } else { parts.join(" ") }
}

/// Pages that are clean by nature, where there are any: among the others may be pages with blocks to report only, and
/// planted look-alikes.
fn clean(evaluation: &Evaluation) -> Option<&Harm> {
    evaluation.clean_by_dataset.get(NATURAL_CLEAN).or(evaluation.clean_pages.as_ref())
}

fn cards(evaluation: &Evaluation) -> Vec<Card> {
    let mut cards = Vec::new();
    let by_site = |ratio| format!("by site {}", estimate(Estimate::of_ratio(ratio)));
    if let Some(recall) = &evaluation.block_recall90 {
        let (value, note) =
            (Estimate::of_share(&recall.share), bare_interval(Estimate::of_ratio(&recall.boot)));
        let note = format!("{} of {} · by site {note}", recall.share.k, recall.share.n);
        cards.push(Card { label: "Blocks found", value, end: 1.0, note });
    }
    if let Some(recall) = &evaluation.page_recall {
        let value = Estimate::of_share(&recall.by_overlap);
        let verdict = recall.by_verdict.value.map_or_else(|| NOTHING.to_owned(), percent);
        let note =
            format!("{} of {} cut into · judged spam {verdict}", recall.by_overlap.k, recall.by_overlap.n);
        cards.push(Card { label: "Infected pages found", value, end: 1.0, note });
    }
    for (label, ratio, note) in [
        ("Byte recall", &evaluation.byte_recall, "of the bytes that must go, cut"),
        ("Byte precision", &evaluation.byte_precision, "of the bytes cut, injected"),
    ] {
        if let Some(ratio) = ratio {
            cards.push(Card { label, value: Estimate::of_ratio(ratio), end: 1.0, note: note.to_owned() });
        }
    }
    if let Some(harm) = clean(evaluation) {
        let value = Estimate::of_share(&harm.pages);
        let note = format!("{} of {} · {}", harm.pages.k, grouped(harm.pages.n), by_site(&harm.pages_boot));
        let end = nice_above(harm.pages.hi).min(1.0);
        cards.push(Card { label: "Clean pages touched", value, end, note });
    }
    if let Some(precision) = evaluation.precision_at_prevalence.get("1:100") {
        let value = Some(Estimate { value: precision.value, lo: precision.lo, hi: precision.hi });
        let note = match evaluation.precision_at_prevalence.get("1:1000") {
            Some(rarer) => format!("where 1 page in 100 is infected; 1 in 1,000: {}", percent(rarer.value)),
            None => "where 1 page in 100 is infected".to_owned(),
        };
        cards.push(Card { label: "Precision of “spam”", value, end: 1.0, note });
    }
    cards
}

fn bare_interval(of: Option<Estimate>) -> String {
    of.map_or_else(|| NOTHING.to_owned(), |e| format!("[{}]", interval(e.lo, e.hi)))
}

impl Card {
    fn write(&self, out: &mut String) -> fmt::Result {
        let value = self.value.map_or_else(|| NOTHING.to_owned(), |e| percent(e.value));
        writeln!(out, "<div class=\"card\">\n<h3>{}</h3>", self.label)?;
        writeln!(out, r#"<p class="figure">{value} <span>{}</span></p>"#, bare_interval(self.value))?;
        if let Some(e) = self.value {
            small_bar(out, e.value, (e.lo, e.hi), self.end)?;
            writeln!(
                out,
                r#"<p class="scale" aria-hidden="true"><span>0</span><span>{}</span></p>"#,
                short_percent(self.end)
            )?;
        }
        writeln!(out, "<p>{}</p>\n</div>", Safe(&self.note))
    }
}

/// A named share with its interval and its counts: for the protocol.
pub(super) fn share_line(label: &str, share: &crate::evaluate::Share) -> String {
    format!("{label}: {}", counted_share(share))
}
