//! Comma-separated values: one row per block that is not clean, one row for a page without such a block.
use crate::report::PageId;
use crate::report::escape::Escaped;
use crate::report::words;
use crate::verdict::{Finding, PageReport, Reason};
use std::io::{self, Write};

/// The columns. A page without findings leaves those from `start` to `preview` empty; a page that could not be
/// read has only `path` and `error`. Unsafe characters of paths are escaped here; JSON lines keep them exactly.
pub const COLUMNS: [&str; 13] = [
    "path",
    "verdict",
    "probability",
    "start",
    "end",
    "line",
    "block_verdict",
    "block_probability",
    "kind",
    "action",
    "reasons",
    "preview",
    "error",
];

/// Writes the header row.
pub fn write_header(out: &mut impl Write) -> io::Result<()> {
    write_rows(out, [COLUMNS.map(str::to_owned)])
}

/// Writes the rows of a page that was judged.
pub fn write_page(out: &mut impl Write, page: PageId<'_>, report: &PageReport) -> io::Result<()> {
    let path = Escaped(page.path).to_string();
    let head = [path, words::verdict(report.verdict).to_owned(), report.probability.to_string()];
    if report.findings.is_empty() {
        let [path, verdict, probability] = head;
        let mut row: Row = Default::default();
        (row[0], row[1], row[2]) = (path, verdict, probability);
        return write_rows(out, [row]);
    }
    write_rows(out, report.findings.iter().map(|finding| finding_row(&head, finding)))
}

/// Writes the row of a page that could not be judged.
pub fn write_error(out: &mut impl Write, page: PageId<'_>, error: &str) -> io::Result<()> {
    let mut row: Row = Default::default();
    row[0] = Escaped(page.path).to_string();
    row[COLUMNS.len() - 1] = Escaped(error).to_string();
    write_rows(out, [row])
}

type Row = [String; COLUMNS.len()];

fn finding_row(head: &[String; 3], finding: &Finding) -> Row {
    let [path, verdict, probability] = head.clone();
    [
        path,
        verdict,
        probability,
        finding.span.start.to_string(),
        finding.span.end.to_string(),
        finding.line.to_string(),
        words::verdict(finding.verdict).to_owned(),
        finding.probability.to_string(),
        finding.kind.to_owned(),
        words::action(finding.action).to_owned(),
        reasons(finding),
        preview(finding),
        String::new(),
    ]
}

/// `name=value` of each reason, strongest first.
fn reasons(finding: &Finding) -> String {
    let one = |reason: &Reason| format!("{}={}", reason.feature, words::number(reason.value));
    finding.reasons.iter().map(one).collect::<Vec<_>>().join("; ")
}

/// The page's own words, on one line. Spreadsheets run a cell that starts like a formula
/// (<https://owasp.org/www-community/attacks/CSV_Injection>): a quote mark in front makes it text.
fn preview(finding: &Finding) -> String {
    let text = Escaped(&finding.preview).to_string();
    if text.starts_with(['=', '+', '-', '@']) { format!("'{text}") } else { text }
}

fn write_rows(out: &mut impl Write, rows: impl IntoIterator<Item = Row>) -> io::Result<()> {
    let mut writer = csv::Writer::from_writer(out);
    rows.into_iter().try_for_each(|row| writer.write_record(&row))?;
    writer.flush()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::report::sample;

    fn rows(report: &PageReport) -> Vec<csv::StringRecord> {
        let mut out = Vec::new();
        write_header(&mut out).unwrap();
        write_page(&mut out, PageId::file("a,b.html"), report).unwrap();
        write_error(&mut out, PageId::file("gone"), "no such file").unwrap();
        let mut reader = csv::ReaderBuilder::new().has_headers(false).from_reader(&out[..]);
        reader.records().collect::<Result<_, _>>().unwrap()
    }

    #[test]
    fn every_finding_is_a_row() {
        let mut second = sample::finding();
        (second.span.start, second.line) = (613, 7);
        let rows = rows(&sample::report(vec![sample::finding(), second]));
        assert_eq!(rows.len(), 4);
        assert_eq!(rows[0].iter().collect::<Vec<_>>(), COLUMNS);
        let want = [
            "a,b.html",
            "spam",
            "0.9991",
            "0",
            "614",
            "1",
            "spam",
            "0.9998",
            "run",
            "delete",
            "same_id_share=1",
            "<span id=\"rz99h\">",
            "",
        ];
        assert_eq!(rows[1].iter().collect::<Vec<_>>(), want);
        assert_eq!((&rows[2][3], &rows[2][5]), ("613", "7"));
    }

    #[test]
    fn a_clean_page_and_an_error_are_one_row_each() {
        let rows = rows(&sample::report(vec![]));
        let clean = ["a,b.html", "clean", "0.003", "", "", "", "", "", "", "", "", "", ""];
        let error = ["gone", "", "", "", "", "", "", "", "", "", "", "", "no such file"];
        assert_eq!(rows[1].iter().collect::<Vec<_>>(), clean);
        assert_eq!(rows[2].iter().collect::<Vec<_>>(), error);
    }

    #[test]
    fn a_preview_is_never_a_formula_or_a_second_line() {
        let mut finding = sample::finding();
        for (preview, want) in
            [("=cmd|'/c calc'!A1", "'=cmd|'/c calc'!A1"), ("a\nb\x1b", "a\\nb\\u{1b}"), ("<p>", "<p>")]
        {
            finding.preview = preview.to_owned();
            assert_eq!(&rows(&sample::report(vec![finding.clone()]))[1][11], want);
        }
    }
}
