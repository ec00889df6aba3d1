//! A small plotting layer: axes with round ticks, lines with markers, bands and bars of uncertainty, as inline SVG.
//!
//! Colours and fonts are the page's, by class, so that light, dark and print need no second drawing. Every mark has a
//! title; the plot has a title and a description for who does not see it.
use super::scale::Scale;
use super::text::Safe;
use std::fmt::{self, Write};

// Units of the drawing. Half of a wide page and the whole of a narrow one show it at about its own size.
const WIDTH: f64 = 520.0;
const HEIGHT: f64 = 348.0;
const LEFT: f64 = 58.0;
const RIGHT: f64 = 20.0;
const TOP: f64 = 30.0;
const BOTTOM: f64 = 48.0;

/// About the width of a letter of a name.
const LETTER: f64 = 7.2;

/// Half the size of a marker.
const MARK: f64 = 3.6;

/// One direction of a plot.
pub(super) struct Axis {
    pub(super) label: &'static str,
    pub(super) scale: Scale,
    /// What a tick is called.
    pub(super) tick: fn(f64) -> String,
    /// A tick at the very start, with its own name: where a logarithmic axis keeps its zero.
    pub(super) origin: Option<&'static str>,
}

/// One mark.
pub(super) struct Point {
    pub(super) x: f64,
    pub(super) y: f64,
    /// Vertical extent of uncertainty.
    pub(super) y_range: Option<(f64, f64)>,
    /// Horizontal extent of uncertainty; drawn for a highlighted point only.
    pub(super) x_range: Option<(f64, f64)>,
    /// What the mark says when pointed at.
    pub(super) title: String,
    /// Ringed and called by this name.
    pub(super) name: Option<&'static str>,
}

/// How uncertainty is drawn.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Spread {
    /// As an area along the line.
    Band,
    /// As a bar through each mark; marks of different series stand side by side where they share a place.
    Bars,
}

/// Marks that belong together. The first series is a filled circle, the second an open square.
pub(super) struct Series {
    pub(super) name: &'static str,
    pub(super) points: Vec<Point>,
    pub(super) line: bool,
    pub(super) spread: Spread,
}

/// A drawing.
pub(super) struct Plot {
    /// Unique in the page; the parts' ids begin with it.
    pub(super) id: &'static str,
    pub(super) title: &'static str,
    /// What there is to see, in words.
    pub(super) description: String,
    pub(super) x: Axis,
    pub(super) y: Axis,
    pub(super) series: Vec<Series>,
    /// A line from corner to corner.
    pub(super) diagonal: Option<&'static str>,
}

impl Plot {
    /// The key and the drawing.
    pub(super) fn write(&self, out: &mut String) -> fmt::Result {
        self.key(out)?;
        let id = self.id;
        writeln!(
            out,
            r#"<svg class="plot" viewBox="0 0 {WIDTH} {HEIGHT}" role="img" aria-labelledby="{id}-title {id}-desc">"#
        )?;
        writeln!(out, r#"<title id="{id}-title">{}</title>"#, Safe(self.title))?;
        writeln!(out, r#"<desc id="{id}-desc">{}</desc>"#, Safe(&self.description))?;
        self.axes(out)?;
        if let Some(name) = self.diagonal {
            let (x0, y0, x1, y1) = (LEFT, HEIGHT - BOTTOM, WIDTH - RIGHT, TOP);
            writeln!(out, r#"<line class="diagonal" x1="{x0}" y1="{y0}" x2="{x1}" y2="{y1}"/>"#)?;
            // Left of the line near its upper end: the line falls away under the text.
            let (x, y) = (x0 + 0.9 * (x1 - x0) - 10.0, y0 + 0.9 * (y1 - y0) - 2.0);
            writeln!(
                out,
                r#"<text class="hint" x="{x:.1}" y="{y:.1}" text-anchor="end">{}</text>"#,
                Safe(name)
            )?;
        }
        for (at, series) in self.series.iter().enumerate() {
            self.series(out, at, series)?;
        }
        for (at, series) in self.series.iter().enumerate() {
            for point in series.points.iter().filter(|point| point.name.is_some()) {
                self.highlight(out, at, point)?;
            }
        }
        writeln!(out, "</svg>")
    }

    fn key(&self, out: &mut String) -> fmt::Result {
        write!(out, r#"<ul class="key">"#)?;
        for (at, series) in self.series.iter().enumerate() {
            write!(out, r#"<li><svg class="swatch s{at}" viewBox="0 0 26 12" aria-hidden="true">"#)?;
            if series.line {
                write!(out, r#"<line class="line" x1="1" y1="6" x2="25" y2="6"/>"#)?;
            }
            mark(out, at, 13.0, 6.0, "")?;
            write!(out, "</svg>{}</li>", Safe(series.name))?;
        }
        writeln!(out, "</ul>")
    }

    fn axes(&self, out: &mut String) -> fmt::Result {
        let bottom = HEIGHT - BOTTOM;
        writeln!(out, r#"<g class="axes">"#)?;
        for tick in self.y.scale.ticks() {
            let y = self.y_of(tick);
            writeln!(
                out,
                r#"<line class="grid" x1="{LEFT}" y1="{y:.1}" x2="{:.1}" y2="{y:.1}"/>"#,
                WIDTH - RIGHT
            )?;
            let (x, y, name) = (LEFT - 8.0, y + 4.0, (self.y.tick)(tick));
            writeln!(out, r#"<text x="{x:.1}" y="{y:.1}" text-anchor="end">{}</text>"#, Safe(&name))?;
        }
        let origin = self.x.origin.map(|name| (LEFT, name.to_owned()));
        let ticks = self.x.scale.ticks().into_iter().map(|tick| (self.x_of(tick), (self.x.tick)(tick)));
        for (x, name) in origin.into_iter().chain(ticks) {
            writeln!(
                out,
                r#"<line class="tick" x1="{x:.1}" y1="{bottom}" x2="{x:.1}" y2="{:.1}"/>"#,
                bottom + 5.0
            )?;
            let y = bottom + 20.0;
            writeln!(out, r#"<text x="{x:.1}" y="{y:.1}" text-anchor="middle">{}</text>"#, Safe(&name))?;
        }
        writeln!(
            out,
            r#"<line class="axis" x1="{LEFT}" y1="{bottom}" x2="{:.1}" y2="{bottom}"/>"#,
            WIDTH - RIGHT
        )?;
        let (middle, low) = ((LEFT + WIDTH - RIGHT) / 2.0, HEIGHT - 8.0);
        writeln!(
            out,
            r#"<text class="label" x="{middle:.1}" y="{low:.1}" text-anchor="middle">{}</text>"#,
            Safe(self.x.label)
        )?;
        writeln!(out, r#"<text class="label" x="4" y="14">{}</text>"#, Safe(self.y.label))?;
        writeln!(out, "</g>")
    }

    fn series(&self, out: &mut String, at: usize, series: &Series) -> fmt::Result {
        writeln!(out, r#"<g class="s{at}">"#)?;
        let aside = self.aside(at);
        let ranged = || series.points.iter().filter_map(|point| Some((point, point.y_range?)));
        match series.spread {
            Spread::Band if ranged().count() > 1 => {
                let place = |x: f64, y: f64| format!("{:.1},{:.1}", self.x_of(x), self.y_of(y));
                let upper = ranged().map(|(point, (_, hi))| place(point.x, hi));
                let lower: Vec<String> = ranged().map(|(point, (lo, _))| place(point.x, lo)).collect();
                let outline: Vec<String> = upper.chain(lower.into_iter().rev()).collect();
                writeln!(out, r#"<polygon class="band" points="{}"/>"#, outline.join(" "))?;
            }
            Spread::Band => {}
            Spread::Bars => {
                for (point, range) in ranged() {
                    self.bar(out, self.x_of(point.x) + aside, range)?;
                }
            }
        }
        if series.line && series.points.len() > 1 {
            let place = |point: &Point| format!("{:.1},{:.1}", self.x_of(point.x), self.y_of(point.y));
            let points: Vec<String> = series.points.iter().map(place).collect();
            writeln!(out, r#"<polyline class="line" points="{}"/>"#, points.join(" "))?;
        }
        for point in series.points.iter().filter(|point| point.name.is_none()) {
            mark(out, at, self.x_of(point.x) + aside, self.y_of(point.y), &point.title)?;
        }
        writeln!(out, "</g>")
    }

    /// How far a series' marks stand from their place: only loose marks may, a line must not bend.
    fn aside(&self, at: usize) -> f64 {
        let loose = self.series.iter().all(|series| series.spread == Spread::Bars && !series.line);
        let middle = (self.series.len() as f64 - 1.0) / 2.0;
        if loose { (at as f64 - middle) * 2.0 * MARK } else { 0.0 }
    }

    /// `x` in units of the drawing.
    fn bar(&self, out: &mut String, x: f64, (lo, hi): (f64, f64)) -> fmt::Result {
        let (lo, hi) = (self.y_of(lo), self.y_of(hi));
        writeln!(out, r#"<line class="bar" x1="{x:.1}" y1="{lo:.1}" x2="{x:.1}" y2="{hi:.1}"/>"#)
    }

    /// The ring, the cross of uncertainty and the name of a highlighted point, over everything else.
    fn highlight(&self, out: &mut String, at: usize, point: &Point) -> fmt::Result {
        let (x, y) = (self.x_of(point.x), self.y_of(point.y));
        writeln!(out, r#"<g class="s{at}">"#)?;
        if let Some(range) = point.y_range {
            self.bar(out, x, range)?;
        }
        if let Some((lo, hi)) = point.x_range {
            let (lo, hi) = (self.x_of(lo), self.x_of(hi));
            writeln!(out, r#"<line class="bar" x1="{lo:.1}" y1="{y:.1}" x2="{hi:.1}" y2="{y:.1}"/>"#)?;
        }
        writeln!(out, r#"<circle class="ring" cx="{x:.1}" cy="{y:.1}" r="8"/>"#)?;
        mark(out, at, x, y, &point.title)?;
        let (tx, ty, anchor) = self.free_place(x, y, point.name.unwrap_or_default());
        let name = Safe(point.name.unwrap_or_default());
        writeln!(out, r#"<text class="name" x="{tx:.1}" y="{ty:.1}" text-anchor="{anchor}">{name}</text>"#)?;
        writeln!(out, "</g>")
    }

    /// Where a name beside a ring covers least of what is drawn.
    fn free_place(&self, x: f64, y: f64, name: &str) -> (f64, f64, &'static str) {
        let width = name.chars().count() as f64 * LETTER;
        let drawn: Vec<(f64, f64)> = self.series.iter().flat_map(|series| self.drawn(series)).collect();
        let places =
            [(13.0, 24.0), (13.0, -12.0), (-13.0, 24.0), (-13.0, -12.0), (13.0, 42.0), (-13.0, 42.0)];
        let boxed = places.map(|(dx, dy)| {
            let left = if dx > 0.0 { x + dx } else { x + dx - width };
            let (right, top, bottom) = (left + width, y + dy - 13.0, y + dy + 5.0);
            let covers = |&&(px, py): &&(f64, f64)| {
                (left - 4.0..right + 4.0).contains(&px) && (top - 2.0..bottom + 2.0).contains(&py)
            };
            let outside = left < LEFT || right > WIDTH || top < 0.0 || bottom > HEIGHT - BOTTOM;
            let covered = if outside { usize::MAX } else { drawn.iter().filter(covers).count() };
            (covered, x + dx, y + dy, if dx > 0.0 { "start" } else { "end" })
        });
        let best = boxed.into_iter().min_by_key(|(covered, ..)| *covered);
        best.map_or((x, y, "start"), |(_, x, y, anchor)| (x, y, anchor))
    }

    /// Places along a series' line, close enough to find what covers it.
    fn drawn(&self, series: &Series) -> Vec<(f64, f64)> {
        let marks: Vec<(f64, f64)> = series.points.iter().map(|p| (self.x_of(p.x), self.y_of(p.y))).collect();
        if !series.line {
            return marks;
        }
        let between = marks.windows(2).flat_map(|pair| {
            let ((x0, y0), (x1, y1)) = (pair[0], pair[1]);
            let steps = ((x1 - x0).abs().max((y1 - y0).abs()) / 4.0).ceil().max(1.0) as u32;
            (0..=steps).map(move |step| {
                let t = f64::from(step) / f64::from(steps);
                (x0 + t * (x1 - x0), y0 + t * (y1 - y0))
            })
        });
        between.collect()
    }

    fn x_of(&self, value: f64) -> f64 {
        LEFT + self.x.scale.place(value) * (WIDTH - LEFT - RIGHT)
    }

    fn y_of(&self, value: f64) -> f64 {
        HEIGHT - BOTTOM - self.y.scale.place(value) * (HEIGHT - TOP - BOTTOM)
    }
}

/// A marker whose shape tells the series apart where colour does not.
fn mark(out: &mut String, series: usize, x: f64, y: f64, title: &str) -> fmt::Result {
    let title = if title.is_empty() { String::new() } else { format!("<title>{}</title>", Safe(title)) };
    if series == 0 {
        writeln!(out, r#"<circle class="mark" cx="{x:.1}" cy="{y:.1}" r="{MARK}">{title}</circle>"#)
    } else {
        let (x, y, side) = (x - MARK, y - MARK, 2.0 * MARK);
        writeln!(
            out,
            r#"<rect class="mark" x="{x:.1}" y="{y:.1}" width="{side}" height="{side}">{title}</rect>"#
        )
    }
}

/// A thin bar for a table cell or a card: the value as a filled length, its interval as a line. Only for the eye: the
/// numbers stand beside it.
pub(super) fn small_bar(out: &mut String, value: f64, (lo, hi): (f64, f64), end: f64) -> fmt::Result {
    const LENGTH: f64 = 120.0;
    let place = |v: f64| Scale::Linear { from: 0.0, to: end }.place(v) * LENGTH;
    let (v, lo, hi) = (place(value), place(lo), place(hi));
    write!(
        out,
        r#"<svg class="small" viewBox="0 0 {LENGTH} 12" preserveAspectRatio="none" aria-hidden="true">"#
    )?;
    write!(out, r#"<rect class="track" x="0" y="3" width="{LENGTH}" height="6"/>"#)?;
    write!(out, r#"<rect class="fill" x="0" y="3" width="{v:.1}" height="6"/>"#)?;
    write!(out, r#"<line class="whisker" x1="{lo:.1}" y1="6" x2="{hi:.1}" y2="6"/></svg>"#)
}
