//! The report for people: one paragraph per page, styled for a terminal.
//!
//! Styles are always written; a caller whose output is no terminal strips them (`anstream` does). Whatever comes
//! from the page or a file name is escaped first.
use crate::report::escape::Escaped;
use crate::report::fit::fit;
use crate::report::words::{self, Phrase, counted};
use crate::verdict::{Action, Finding, PageReport, Verdict};
use anstyle::{AnsiColor, Style};
use std::io::{self, Write};

/// Most reasons shown for one block; the weaker ones are in the other formats and in `explain`.
const MAX_REASONS: usize = 4;

/// Columns when the output is no terminal.
pub const DEFAULT_COLUMNS: usize = 100;

/// Left margin of what belongs to a block, in columns.
const INDENT: usize = 4;

/// The style of a verdict.
pub fn style(verdict: Verdict) -> Style {
    match verdict {
        Verdict::Clean => AnsiColor::Green.on_default(),
        Verdict::Suspect => AnsiColor::Yellow.on_default(),
        Verdict::Spam => AnsiColor::Red.on_default().bold(),
    }
}

/// Writes a page's verdict and its blocks, excerpts cut to `columns`.
pub fn write_page(
    out: &mut impl Write,
    path: &str,
    report: &PageReport,
    columns: usize,
    phrase: Phrase<'_>,
) -> io::Result<()> {
    let bold = Style::new().bold();
    write!(out, "{bold}{}{bold:#}: ", Escaped(path))?;
    write_verdict(out, report.verdict, report.probability)?;
    writeln!(out, "  ({}, {})", counted(report.bytes as u64, "byte"), report.encoding)?;
    // With blocks to cut the page score says nothing new, and would read as if all of the page were spam.
    if report.page_is_spam && !report.findings.iter().any(Finding::is_cut) {
        writeln!(out, "  the page as a whole is spam; there is no block to cut")?;
    }
    report.findings.iter().try_for_each(|finding| write_finding(out, finding, columns, phrase))
}

/// Writes a verdict in its colour, and its probability.
pub fn write_verdict(out: &mut impl Write, verdict: Verdict, probability: f64) -> io::Result<()> {
    let style = style(verdict);
    write!(out, "{style}{}{style:#} {}", words::verdict(verdict), words::probability(probability))
}

fn write_finding(
    out: &mut impl Write,
    finding: &Finding,
    columns: usize,
    phrase: Phrase<'_>,
) -> io::Result<()> {
    write!(out, "  line {}, bytes {}..{}: ", finding.line, finding.span.start, finding.span.end)?;
    write_verdict(out, finding.verdict, finding.probability)?;
    writeln!(out, ", {}, {}", finding.kind, fate(finding))?;
    let dim = Style::new().dimmed();
    let width = columns.saturating_sub(INDENT);
    writeln!(out, "    {dim}{}{dim:#}", fit(&finding.preview, width))?;
    if let Some(text) = &finding.replacement {
        writeln!(out, "    becomes {}", fit(text, width.saturating_sub("becomes ".len())))?;
    }
    for (at, reason) in finding.reasons.iter().take(MAX_REASONS).enumerate() {
        let lead = if at == 0 { "because" } else { "    and" };
        writeln!(out, "    {lead} {}", fit(&phrase(reason), width.saturating_sub(lead.len() + 1)))?;
    }
    Ok(())
}

/// What `clean` does about a block.
fn fate(finding: &Finding) -> &'static str {
    match (finding.is_cut(), finding.action) {
        (true, Action::Restore) => "restored by clean",
        (true, _) => "cut by clean",
        (false, Action::Report) => "reported only: the owner decides",
        (false, _) => "not cut",
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::report::sample;

    fn shown(path: &str, report: &PageReport, columns: usize) -> String {
        let mut out = Vec::new();
        write_page(&mut out, path, report, columns, &words::plain).unwrap();
        anstream::adapter::strip_str(&String::from_utf8(out).unwrap()).to_string()
    }

    #[test]
    fn a_block_says_where_it_is_what_it_is_and_why() {
        let want = "a.html: spam 0.9991  (5,047 bytes, UTF-8)\n\
                    \x20 line 1, bytes 0..614: spam 0.9998, run, cut by clean\n\
                    \x20   <span id=\"rz99h\">\n\
                    \x20   because same id share 1\n";
        assert_eq!(shown("a.html", &sample::report(vec![sample::finding()]), 80), want);
    }

    #[test]
    fn a_clean_page_is_one_line() {
        assert_eq!(
            shown("a.html", &sample::report(vec![]), 80),
            "a.html: clean 0.0030  (5,047 bytes, UTF-8)\n"
        );
    }

    #[test]
    fn what_becomes_of_a_block_follows_verdict_and_action() {
        for (verdict, action, want) in [
            (Verdict::Spam, Action::Delete, "cut by clean"),
            (Verdict::Spam, Action::Restore, "restored by clean"),
            (Verdict::Spam, Action::Report, "reported only: the owner decides"),
            (Verdict::Suspect, Action::Delete, "not cut"),
            (Verdict::Suspect, Action::Report, "reported only: the owner decides"),
        ] {
            let mut finding = sample::finding();
            (finding.verdict, finding.action) = (verdict, action);
            assert_eq!(fate(&finding), want);
        }
    }

    #[test]
    fn a_page_that_is_spam_as_a_whole_says_so_where_nothing_is_cut() {
        let mut report = sample::report(vec![]);
        report.page_is_spam = true;
        assert!(shown("a", &report, 80).contains("as a whole is spam; there is no block to cut"));
        let mut report = sample::report(vec![sample::finding()]);
        report.page_is_spam = true;
        assert!(!shown("a", &report, 80).contains("as a whole"));
    }

    #[test]
    fn neither_page_nor_path_reaches_the_terminal_unescaped() {
        let mut finding = sample::finding();
        finding.preview = "\x1b[2J\u{9b}31m\r\n".repeat(50);
        finding.replacement = Some("\x1b]0;owned\x07".to_owned());
        let mut out = Vec::new();
        let report = sample::report(vec![finding]);
        write_page(&mut out, "x\x1b[31m\n.html", &report, 60, &words::plain).unwrap();
        let text = String::from_utf8(out).unwrap();
        assert!(text.contains("becomes \\u{1b}]0;owned\\u{7}"));
        assert!(text.contains("x\\u{1b}[31m\\n.html"));
        // What remains are the report's own styles and line ends: nothing but `ESC [ digits m`.
        let own = anstream::adapter::strip_str(&text).to_string();
        assert!(!own.contains(|c: char| c.is_control() && c != '\n'), "{own:?}");
        assert_eq!(own.lines().count(), 5);
        assert!(text.split('\x1b').skip(1).all(|t| t.starts_with('[') && !t.starts_with("[2J")));
        assert!(own.lines().skip(2).take(1).all(|line| line.len() <= 60 + 2), "{own:?}");
    }
}
