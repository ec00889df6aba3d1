//! An evaluation as text for people.
use super::bootstrap::Ratio;
use super::harm::Harm;
use super::interval::Share;
use super::operating::Operating;
use super::summary::Evaluation;
use super::worst::Mistake;
use std::fmt::Write;

/// Characters shown of a mistake's excerpt.
const EXCERPT_CHARS: usize = 110;

impl Evaluation {
    /// The figures as lines of text, percentages with their 95 % intervals in brackets.
    pub fn render_text(&self, name: &str) -> String {
        let mut out = String::new();
        // Writing to a `String` cannot fail.
        let _ = self.render(name, &mut out);
        out
    }

    fn render(&self, name: &str, out: &mut String) -> std::fmt::Result {
        let Evaluation { pages, infected, clean, missing_predictions, invalid_offsets, .. } = self;
        writeln!(out, "== {name}: {pages} pages, {infected} infected, {clean} clean")?;
        if *missing_predictions > 0 || *invalid_offsets > 0 {
            writeln!(
                out,
                "no prediction for {missing_predictions}; blocks outside the page on {invalid_offsets}"
            )?;
        }
        self.render_recall(out)?;
        if let Some(harm) = &self.clean_pages {
            render_harm(out, "all", harm)?;
        }
        for (dataset, harm) in &self.clean_by_dataset {
            render_harm(out, dataset, harm)?;
        }
        for (prevalence, p) in &self.precision_at_prevalence {
            writeln!(
                out,
                "precision at {prevalence:<13} {}",
                percent(Some(p.value), Some(p.lo), Some(p.hi))
            )?;
        }
        for (rate, at) in &self.recall_at_fpr {
            match at {
                Operating::Reached { pages, sites, .. } => {
                    let by_site = ratio(sites);
                    writeln!(out, "page recall at FPR {rate:<6} {}  by site {by_site}", share(pages))?;
                }
                Operating::Refused { clean_pages, needed } => writeln!(
                    out,
                    "page recall at FPR {rate:<6} not told: {clean_pages} clean pages, {needed} are needed"
                )?,
            }
        }
        let report = self.report_spans;
        writeln!(
            out,
            "report-only spans {}: noticed {}, removed {}",
            report.n, report.noticed, report.removed
        )?;
        self.render_tables(out)?;
        self.render_evasion(out)?;
        self.render_worst(out)
    }

    fn render_recall(&self, out: &mut String) -> std::fmt::Result {
        if let Some(recall) = &self.page_recall {
            let by_site = ratio(&recall.by_verdict_boot);
            writeln!(out, "page recall by verdict    {}  by site {by_site}", share(&recall.by_verdict))?;
            let by_site = ratio(&recall.by_overlap_boot);
            writeln!(out, "page recall by overlap    {}  by site {by_site}", share(&recall.by_overlap))?;
            writeln!(out, "  mean over sites         {:.2} %", 100.0 * recall.site_macro)?;
        }
        for (from, recall) in [(90, &self.block_recall90), (50, &self.block_recall50)] {
            if let Some(recall) = recall {
                let by_site = ratio(&recall.boot);
                writeln!(out, "block recall (>= {from} %)    {}  by site {by_site}", share(&recall.share))?;
            }
        }
        for (from, precision) in [(90, &self.block_precision90), (50, &self.block_precision50)] {
            if let Some(precision) = precision {
                let (by_site, k, n) = (ratio(&precision.boot), precision.share.k, precision.share.n);
                writeln!(
                    out,
                    "block precision (>= {from} %) {} ({k}/{n})  by site {by_site}",
                    share(&precision.share)
                )?;
                writeln!(out, "block F1 (>= {from} %)        {}", ratio(&precision.f1))?;
            }
        }
        for (what, value) in [("byte recall", &self.byte_recall), ("byte precision", &self.byte_precision)] {
            if let Some(value) = value {
                writeln!(out, "{what:<25} {}", ratio(value))?;
            }
        }
        if let Some(harm) = &self.infected_collateral {
            let (pages, text) = (share(&harm.pages), harm.text_bytes_lost);
            writeln!(
                out,
                "infected pages hurt       {pages}  text bytes: mean {:.2}, p99 {:.0}, p99.9 {:.0}, max {}",
                text.mean, text.p99, text.p999, text.max
            )?;
        }
        Ok(())
    }

    fn render_tables(&self, out: &mut String) -> std::fmt::Result {
        for (column, rows) in &self.tables {
            writeln!(out, "-- {column}")?;
            for (value, row) in rows {
                let (recall, half, bytes) = (share(&row.recall90), 100.0 * row.recall50, 100.0 * row.bytes);
                let (spans, sites) = (row.spans, row.sites);
                write!(out, "   {value:<28} spans {spans:>5} sites {sites:>4}  recall90 {recall:<26} ")?;
                writeln!(out, "recall50 {half:6.2} %  bytes {bytes:6.2} %")?;
            }
        }
        if !self.hardneg.is_empty() {
            writeln!(out, "-- look-alikes touched (suspected or cut)")?;
        }
        for (kind, row) in &self.hardneg {
            writeln!(out, "   {kind:<28} {}/{} ({})", row.touched, row.pages, row.suspected)?;
        }
        Ok(())
    }

    fn render_evasion(&self, out: &mut String) -> std::fmt::Result {
        if !self.evasion.is_empty() {
            writeln!(out, "-- evasion: blocks found as they were, rewritten, and the second by the first")?;
        }
        for row in &self.evasion {
            let (without, with, kept) = (share(&row.without), share(&row.with), ratio(&row.ratio));
            write!(out, "   {:<16} blocks {:>5} sites {:>4}  ", row.mutation, row.blocks, row.sites)?;
            writeln!(out, "without {without:<26} with {with:<26} ratio {kept}")?;
        }
        Ok(())
    }

    fn render_worst(&self, out: &mut String) -> std::fmt::Result {
        if !self.worst.is_empty() {
            writeln!(out, "-- worst mistakes")?;
        }
        for mistake in &self.worst {
            let (kind, path, place, excerpt) = match mistake {
                Mistake::Lost { kind, path, start, end, bytes, text_bytes, excerpt } => {
                    let place = format!("{start}..{end}, {bytes} bytes, {text_bytes} of text");
                    (kind, path, place, excerpt)
                }
                Mistake::Missed { kind, path, start, end, excerpt, .. } => {
                    (kind, path, format!("{start}..{end}"), excerpt)
                }
            };
            let excerpt: String = excerpt.chars().take(EXCERPT_CHARS).collect();
            writeln!(out, "   {kind} {path} {place}: {excerpt:?}")?;
        }
        Ok(())
    }
}

fn render_harm(out: &mut String, name: &str, harm: &Harm) -> std::fmt::Result {
    let (pages, sites, text) = (harm.pages, harm.sites, harm.text_bytes_lost);
    write!(out, "clean [{name}] touched pages {} ({}/{}), ", share(&pages), pages.k, pages.n)?;
    write!(out, "sites {} ({}/{}); judged spam {}; ", share(&sites), sites.k, sites.n, harm.verdict_spam.k)?;
    write!(out, "text bytes lost: mean {:.3}, p99 {:.0}, ", text.mean, text.p99)?;
    write!(out, "p99.9 {:.0}, max {}; ", text.p999, text.max)?;
    writeln!(out, "legitimate bytes lost {:.4} %", 100.0 * harm.legit_share_lost)
}

pub(super) fn share(share: &Share) -> String {
    percent(share.value, Some(share.lo), Some(share.hi))
}

pub(super) fn ratio(ratio: &Ratio) -> String {
    percent(ratio.value, ratio.lo, ratio.hi)
}

fn percent(value: Option<f64>, lo: Option<f64>, hi: Option<f64>) -> String {
    match (value, lo, hi) {
        (Some(value), Some(lo), Some(hi)) => {
            format!("{:.2} % [{:.2}, {:.2}]", 100.0 * value, 100.0 * lo, 100.0 * hi)
        }
        _ => "—".to_owned(),
    }
}
