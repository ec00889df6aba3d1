//! The plots, each with the numbers behind it as a table.
use super::Picture;
use super::plot::{Axis, Plot, Point, Series, Spread};
use super::reliability;
use super::scale::Scale;
use super::text::{Estimate, NOTHING, Safe, counted_share, estimate, percent};
use crate::evaluate::{CurvePoint, PadRow, Share};
use crate::report::words::grouped;
use std::fmt::{self, Write};

pub(super) fn write(out: &mut String, picture: &Picture<'_>) -> fmt::Result {
    let padding = picture.padding;
    let curve = picture.curve;
    let has_pages = curve.iter().any(|p| p.page_recall.n > 0);
    let has_clean = curve.iter().any(|p| p.clean_touched.n > 0);
    let reliable = picture.pages.pairs + picture.blocks.pairs > 0;
    if !(has_pages || reliable || padding.len() > 1) {
        return Ok(());
    }
    writeln!(out, "<div class=\"figures\">")?;
    if has_pages {
        let table = |out: &mut String| curve_table(out, curve);
        let text = if has_clean { OPERATING } else { THRESHOLDS };
        figure(out, "Found and harmed", text, &operating(curve, has_clean), Table::Folded(&table))?;
        figure(out, "Precision and recall", PRECISION, &precision(curve), Table::None)?;
    }
    if reliable {
        let table = |out: &mut String| reliability::table(out, picture);
        let below = |out: &mut String| reliability::summary(out, picture);
        figure(
            out,
            "Do the probabilities hold?",
            RELIABILITY,
            &reliability::plot(picture),
            Table::Beside(&table, &below),
        )?;
    }
    if padding.len() > 1 {
        let table = |out: &mut String| padding_table(out, padding);
        figure(
            out,
            "Recall against padding",
            PADDING,
            &padding_plot(padding),
            Table::Beside(&table, &|_| Ok(())),
        )?;
    }
    writeln!(out, "</div>")
}

const OPERATING: &str = "Every cut threshold is moved by the same log-odds, from −6 to +4, and every page decided again. \
                         Up is better, left is safer. The ring is the threshold as shipped.";
const THRESHOLDS: &str = "Every cut threshold is moved by the same log-odds, from −6 to +4, and every page decided again. \
                          There are no clean pages here to harm. The ring is the threshold as shipped.";
const PRECISION: &str = "The same thresholds, counted in bytes: of what is cut, how much is injected, and of what is \
                         injected, how much is cut. Up and right is better.";
const RELIABILITY: &str = "Among everything given a similar probability, the share that is spam. On the diagonal a \
                           probability means what it says; below it, it claims too much.";
const PADDING: &str = "The same injected blocks with honest words added inside them: a detector that can be talked out \
                       of its verdict falls to the right.";

/// The numbers behind a plot.
enum Table<'a> {
    /// Beside another plot.
    None,
    /// Below it, for who asks.
    Folded(&'a dyn Fn(&mut String) -> fmt::Result),
    /// In sight, on the other half of a panel as wide as the page; a shorter one below the plot.
    Beside(&'a dyn Fn(&mut String) -> fmt::Result, &'a dyn Fn(&mut String) -> fmt::Result),
}

fn figure(out: &mut String, heading: &str, text: &str, plot: &Plot, table: Table<'_>) -> fmt::Result {
    let id = plot.id;
    let class = if matches!(table, Table::Beside(..)) { "panel broad" } else { "panel" };
    writeln!(out, "<section class=\"{class}\" aria-labelledby=\"{id}\">\n<h2 id=\"{id}\">{heading}</h2>")?;
    writeln!(out, "<p class=\"note\">{text}</p>\n<div>\n<figure>")?;
    plot.write(out)?;
    writeln!(out, "</figure>")?;
    if let Table::Beside(_, below) = table {
        below(out)?;
    }
    writeln!(out, "</div>")?;
    match table {
        Table::None => {}
        Table::Folded(table) => {
            writeln!(out, "<details>\n<summary>The numbers of both curves</summary>\n<div class=\"wide\">")?;
            table(out)?;
            writeln!(out, "</div>\n</details>")?;
        }
        Table::Beside(table, _) => {
            writeln!(out, "<div class=\"wide\">")?;
            table(out)?;
            writeln!(out, "</div>")?;
        }
    }
    writeln!(out, "</section>")
}

/// A table's head, its rows to follow. Numbers are right-aligned but in the first column.
pub(super) fn table_head(out: &mut String, caption: &str, columns: &[&str]) -> fmt::Result {
    writeln!(out, "<table>\n<caption>{}</caption>\n<thead><tr>", Safe(caption))?;
    for column in columns {
        if column.is_empty() {
            write!(out, "<td></td>")?;
        } else {
            write!(out, r#"<th scope="col">{}</th>"#, Safe(column))?;
        }
    }
    writeln!(out, "</tr></thead>\n<tbody>")
}

/// A row of a table: its first cell names it.
pub(super) fn table_row(out: &mut String, name: &str, cells: &[String]) -> fmt::Result {
    write!(out, r#"<tr><th scope="row">{}</th>"#, Safe(name))?;
    for cell in cells {
        write!(out, "<td>{}</td>", Safe(cell))?;
    }
    writeln!(out, "</tr>")
}

pub(super) const TABLE_END: &str = "</tbody>\n</table>";

fn shipped(point: &CurvePoint) -> Option<&'static str> {
    (point.shift == 0.0).then_some("as shipped")
}

fn shift_name(shift: f64) -> String {
    match shift {
        0.0 => "0 (as shipped)".to_owned(),
        s if s < 0.0 => format!("−{:.1}", -s),
        s => format!("+{s:.1}"),
    }
}

/// Against the clean pages touched, or against the threshold where there are none to touch.
fn operating(curve: &[CurvePoint], by_harm: bool) -> Plot {
    let clean = curve.iter().map(|p| p.clean_touched.n).max().unwrap_or(1).max(1);
    let series = |name, of: fn(&CurvePoint) -> &Share, named: bool| {
        let points = curve.iter().filter_map(|point| {
            let share = of(point);
            let y = Estimate::of_share(share)?;
            Some(Point {
                x: if by_harm { point.clean_touched.value? } else { point.shift },
                y: y.value,
                y_range: Some((y.lo, y.hi)),
                x_range: None,
                title: format!(
                    "threshold {}: {} of {} found, {} of {} clean pages touched",
                    shift_name(point.shift),
                    share.k,
                    share.n,
                    point.clean_touched.k,
                    point.clean_touched.n
                ),
                name: shipped(point).filter(|_| named),
            })
        });
        Series { name, points: points.collect(), line: true, spread: Spread::Band }
    };
    Plot {
        id: "operating",
        title: if by_harm {
            "Share found against share of clean pages touched"
        } else {
            "Share found against the threshold"
        },
        description: describe_curve(curve),
        x: if by_harm {
            Axis {
                label: "clean pages touched, each step ten times more",
                scale: Scale::Log { from: 0.5 / clean as f64, to: 1.0 },
                tick: short_percent,
                origin: Some("none"),
            }
        } else {
            let (first, last) = (curve.first(), curve.last());
            Axis {
                label: "log-odds added to every cut threshold",
                scale: Scale::Linear {
                    from: first.map_or(0.0, |point| point.shift),
                    to: last.map_or(1.0, |point| point.shift),
                },
                tick: shift_tick,
                origin: None,
            }
        },
        y: Axis {
            label: "found",
            scale: Scale::Linear { from: 0.0, to: 1.0 },
            tick: short_percent,
            origin: None,
        },
        series: vec![
            series("blocks, nine tenths cut", |p| &p.block_recall, true),
            series("infected pages cut into", |p| &p.page_recall, false),
        ],
        diagonal: None,
    }
}

fn shift_tick(shift: f64) -> String {
    if shift > 0.0 { format!("+{shift}") } else { format!("{shift}").replace('-', "−") }
}

fn precision(curve: &[CurvePoint]) -> Plot {
    let points = curve.iter().filter_map(|point| {
        let (x, y) = (Estimate::of_ratio(&point.byte_recall)?, Estimate::of_ratio(&point.byte_precision)?);
        let name = shipped(point);
        Some(Point {
            x: x.value,
            y: y.value,
            y_range: name.map(|_| (y.lo, y.hi)),
            x_range: name.map(|_| (x.lo, x.hi)),
            title: format!(
                "threshold {}: recall {}, precision {}",
                shift_name(point.shift),
                percent(x.value),
                percent(y.value)
            ),
            name,
        })
    });
    Plot {
        id: "precision",
        title: "Byte precision against byte recall",
        description: describe_curve(curve),
        x: Axis {
            label: "byte recall",
            scale: Scale::Linear { from: 0.0, to: 1.0 },
            tick: short_percent,
            origin: None,
        },
        y: Axis {
            label: "byte precision",
            scale: Scale::Linear { from: 0.0, to: 1.0 },
            tick: short_percent,
            origin: None,
        },
        series: vec![Series { name: "bytes", points: points.collect(), line: true, spread: Spread::Bars }],
        diagonal: None,
    }
}

fn describe_curve(curve: &[CurvePoint]) -> String {
    let ends = [curve.first(), curve.iter().find(|p| p.shift == 0.0), curve.last()];
    let lines = ends.into_iter().flatten().map(|p| {
        let value = |share: &Share| share.value.map_or_else(|| NOTHING.to_owned(), percent);
        format!(
            "Threshold {}: blocks found {}, infected pages {}, byte precision {}, byte recall {}, clean pages touched {}.",
            shift_name(p.shift),
            value(&p.block_recall),
            value(&p.page_recall),
            p.byte_precision.value.map_or_else(|| NOTHING.to_owned(), percent),
            p.byte_recall.value.map_or_else(|| NOTHING.to_owned(), percent),
            value(&p.clean_touched),
        )
    });
    lines.collect::<Vec<_>>().join(" ")
}

fn curve_table(out: &mut String, curve: &[CurvePoint]) -> fmt::Result {
    let columns = ["threshold", "blocks", "pages", "byte recall", "byte precision", "clean pages touched"];
    table_head(out, "Every point of the two curves, with 95 % intervals", &columns)?;
    for point in curve {
        let cells = [
            estimate(Estimate::of_share(&point.block_recall)),
            estimate(Estimate::of_share(&point.page_recall)),
            estimate(Estimate::of_ratio(&point.byte_recall)),
            estimate(Estimate::of_ratio(&point.byte_precision)),
            counted_share(&point.clean_touched),
        ];
        table_row(out, &shift_name(point.shift), &cells)?;
    }
    writeln!(out, "{TABLE_END}")
}

fn padding_plot(rows: &[PadRow]) -> Plot {
    let most = rows.iter().map(|row| f64::from(row.words)).fold(1.0, f64::max);
    let found = rows.iter().map(|row| Point {
        x: f64::from(row.words),
        y: row.found.value.unwrap_or(0.0),
        y_range: Some((row.found.lo, row.found.hi)),
        x_range: None,
        title: format!("{} words: {} of {} blocks found", row.words, row.found.k, row.found.n),
        name: None,
    });
    let bytes = rows.iter().map(|row| Point {
        x: f64::from(row.words),
        y: row.bytes,
        y_range: None,
        x_range: None,
        title: format!("{} words: {} of the bytes cut", row.words, percent(row.bytes)),
        name: None,
    });
    let describe = rows.iter().map(|row| {
        let (words, found) = (row.words, &row.found);
        format!(
            "{words} words: {} of {} blocks found, {} of the bytes.",
            found.k,
            found.n,
            percent(row.bytes)
        )
    });
    Plot {
        id: "padding",
        title: "Share of blocks found against words added inside them",
        description: describe.collect::<Vec<_>>().join(" "),
        x: Axis {
            label: "honest words added inside each block",
            scale: Scale::Linear { from: 0.0, to: most },
            tick: whole,
            origin: None,
        },
        y: Axis {
            label: "found",
            scale: Scale::Linear { from: 0.0, to: 1.0 },
            tick: short_percent,
            origin: None,
        },
        series: vec![
            Series {
                name: "blocks, nine tenths cut",
                points: found.collect(),
                line: true,
                spread: Spread::Bars,
            },
            Series { name: "bytes", points: bytes.collect(), line: true, spread: Spread::Bars },
        ],
        diagonal: None,
    }
}

fn padding_table(out: &mut String, rows: &[PadRow]) -> fmt::Result {
    table_head(out, "Recall by words added inside each block", &["words", "blocks found", "bytes cut"])?;
    for row in rows {
        table_row(out, &grouped(row.words.into()), &[counted_share(&row.found), percent(row.bytes)])?;
    }
    writeln!(out, "{TABLE_END}")
}

fn whole(value: f64) -> String {
    format!("{value}")
}

/// A share for an axis: no more digits than it needs.
pub(super) fn short_percent(share: f64) -> String {
    let value = 100.0 * share;
    let rounded = (value * 1000.0).round() / 1000.0;
    format!("{rounded}\u{a0}%")
}
