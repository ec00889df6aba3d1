//! The reliability plot: predicted against observed, both even in log-odds, and the numbers behind it.
use super::Picture;
use super::figures::{TABLE_END, short_percent, table_head, table_row};
use super::plot::{Axis, Plot, Point, Series, Spread};
use super::scale::Scale;
use super::text::{Estimate, NOTHING, estimate, percent};
use crate::evaluate::{Bin, Reliability};
use crate::report::words::grouped;
use std::fmt::{self, Write};

/// Nearest to 0 and 1 that the reliability plot tells apart.
const LOGIT_END: f64 = 0.0005;

/// Both kinds of probability against what was true.
pub(super) fn plot(picture: &Picture<'_>) -> Plot {
    let series = |name, of: &Reliability| {
        let points = of.bins.iter().map(|bin| Point {
            x: bin.predicted,
            y: bin.observed,
            y_range: Some((bin.lo, bin.hi)),
            x_range: None,
            title: format!("{} with {}: {} are spam", bin.pairs, bin_name(bin), percent(bin.observed)),
            name: None,
        });
        Series { name, points: points.collect(), line: false, spread: Spread::Bars }
    };
    let sentence = |name: &str, of: &Reliability| {
        let bins = of
            .bins
            .iter()
            .map(|b| format!("predicted {}, observed {}", percent(b.predicted), percent(b.observed)));
        format!("{name}: {}.", bins.collect::<Vec<_>>().join("; "))
    };
    Plot {
        id: "reliability",
        title: "Observed share of spam against predicted probability",
        description: format!("{} {}", sentence("Pages", picture.pages), sentence("Blocks", picture.blocks)),
        x: Axis {
            label: "predicted probability, even in log-odds",
            scale: Scale::Logit { from: LOGIT_END },
            tick: short_percent,
            origin: None,
        },
        y: Axis {
            label: "share that is spam; none and all at the edges",
            scale: Scale::Logit { from: LOGIT_END },
            tick: short_percent,
            origin: None,
        },
        series: vec![series("pages", picture.pages), series("reported blocks", picture.blocks)],
        diagonal: Some("as predicted"),
    }
}

fn bin_name(bin: &Bin) -> String {
    let from = short_percent(bin.from);
    format!("{}–{}", from.trim_end_matches(['%', '\u{a0}']), short_percent(bin.to))
}

/// The figures that sum up the plot.
pub(super) fn summary(out: &mut String, picture: &Picture<'_>) -> fmt::Result {
    let columns = ["", "judged", "spam", "Brier score", "calibration error", "spam above 99\u{a0}%"];
    writeln!(out, "<div class=\"wide\">")?;
    table_head(out, "In short: of the two errors, 0 is best", &columns)?;
    for (name, of) in [("pages", picture.pages), ("reported blocks", picture.blocks)] {
        let figure = |value: Option<f64>| value.map_or_else(|| NOTHING.to_owned(), |v| format!("{v:.3}"));
        let tail = of.tail.map_or_else(|| NOTHING.to_owned(), |tail| percent(tail.observed));
        let (judged, spam) = (grouped(of.pairs as u64), grouped(of.spam as u64));
        table_row(out, name, &[judged, spam, figure(of.brier), figure(of.ece), tail])?;
    }
    writeln!(out, "{TABLE_END}\n</div>")
}

/// Every bin, and the tail.
pub(super) fn table(out: &mut String, picture: &Picture<'_>) -> fmt::Result {
    for (caption, of) in [("Pages", picture.pages), ("Reported blocks", picture.blocks)] {
        table_head(out, caption, &["probability", "number", "mean predicted", "observed"])?;
        let tail = of.tail.iter().map(|bin| (format!("all above {}", short_percent(bin.from)), bin));
        for (name, bin) in of.bins.iter().map(|bin| (bin_name(bin), bin)).chain(tail) {
            let observed = Estimate { value: bin.observed, lo: bin.lo, hi: bin.hi };
            let cells = [grouped(bin.pairs as u64), percent(bin.predicted), estimate(Some(observed))];
            table_row(out, &name, &cells)?;
        }
        writeln!(out, "{TABLE_END}")?;
    }
    Ok(())
}
