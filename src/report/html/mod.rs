//! An evaluation as one page for a browser: self-contained, without scripts, in light and dark, for screen and print.
mod figures;
mod headline;
mod mistakes;
mod plot;
mod protocol;
mod reliability;
mod scale;
mod tables;
mod text;

use crate::evaluate::{CurvePoint, Evaluation, LeaveOut, PadRow, Reliability};
use crate::model::Mode;
use std::fmt::{self, Write};
use text::Safe;

/// The whole of the page's style; the page's policy allows nothing else to be loaded.
const STYLE: &str = include_str!("style.css");

/// What one page shows.
#[derive(Clone, Debug)]
pub struct Picture<'a> {
    /// What was judged: a model's id, or the way of making models.
    pub name: &'a str,
    /// The labels, as the caller named them.
    pub labels: &'a str,
    /// How pages were kept apart from what the model was made of, in one or two sentences.
    pub split: &'a str,
    /// The figures.
    pub evaluation: &'a Evaluation,
    /// The operating curve; empty where there is none.
    pub curve: &'a [CurvePoint],
    /// Whether the probabilities of pages hold.
    pub pages: &'a Reliability,
    /// Whether the probabilities of reported blocks hold.
    pub blocks: &'a Reliability,
    /// Recall against padding; empty where no label tells of padding.
    pub padding: &'a [PadRow],
    /// What is found of families that training never saw; `None` where that was not asked.
    pub families: Option<&'a LeaveOut>,
    /// The models that decided, each with the thresholds it used.
    pub models: &'a [(String, Mode)],
}

impl Picture<'_> {
    /// The page. The same picture gives the same bytes.
    pub fn render(&self) -> String {
        let mut out = String::new();
        // Writing to a `String` cannot fail.
        let _ = self.write(&mut out);
        out
    }

    fn write(&self, out: &mut String) -> fmt::Result {
        let name = Safe(self.name);
        writeln!(out, "<!DOCTYPE html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\">")?;
        writeln!(out, r#"<meta name="viewport" content="width=device-width, initial-scale=1">"#)?;
        writeln!(out, r#"<meta name="color-scheme" content="light dark">"#)?;
        let policy = "default-src 'none'; style-src 'unsafe-inline'";
        writeln!(out, r#"<meta http-equiv="Content-Security-Policy" content="{policy}">"#)?;
        writeln!(
            out,
            "<title>despam evaluation: {name}</title>\n<style>\n{STYLE}</style>\n</head>\n<body>\n<main>"
        )?;
        headline::write(out, self)?;
        figures::write(out, self)?;
        tables::write(out, self.evaluation, self.families)?;
        mistakes::write(out, &self.evaluation.worst)?;
        protocol::write(out, self)?;
        writeln!(out, "</main>\n</body>\n</html>")
    }
}
