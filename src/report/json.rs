//! One JSON object per page and line: the stable format, schema [`SCHEMA`]. Other formats are renderings of it.
use crate::report::PageId;
use crate::report::escape::is_unsafe;
use crate::report::words;
use crate::verdict::{Finding, PageReport, Reason};
use serde::Serialize;
use serde_json::Serializer;
use serde_json::ser::Formatter;
use std::io::{self, Write};

/// Version of the line's shape. A key may be added under the same number; none is renamed or removed.
pub const SCHEMA: u32 = 1;

#[derive(Serialize)]
struct PageLine<'a> {
    schema: u32,
    path: &'a str,
    record: Option<&'a str>,
    url: Option<&'a str>,
    bytes: Option<usize>,
    encoding: Option<&'a str>,
    verdict: Option<&'a str>,
    probability: Option<f64>,
    model: &'a str,
    blocks: Vec<BlockLine<'a>>,
    error: Option<&'a str>,
}

#[derive(Serialize)]
struct BlockLine<'a> {
    start: usize,
    end: usize,
    verdict: &'a str,
    probability: f64,
    kind: &'a str,
    action: &'a str,
    replacement: Option<&'a str>,
    reasons: Vec<ReasonLine<'a>>,
    preview: &'a str,
}

#[derive(Serialize)]
struct ReasonLine<'a> {
    feature: &'a str,
    value: f64,
    contribution: f64,
}

/// Writes the line of a page that was judged.
pub fn write_page(
    out: &mut impl Write,
    page: PageId<'_>,
    model: &str,
    report: &PageReport,
) -> io::Result<()> {
    let line = PageLine {
        schema: SCHEMA,
        path: page.path,
        record: page.record,
        url: page.url,
        bytes: Some(report.bytes),
        encoding: Some(report.encoding),
        verdict: Some(words::verdict(report.verdict)),
        probability: Some(finite(report.probability)),
        model,
        blocks: report.findings.iter().map(block_line).collect(),
        error: None,
    };
    write_line(out, &line)
}

/// Writes the line of a page that could not be judged: no verdict, no blocks, the reason in `error`.
pub fn write_error(out: &mut impl Write, page: PageId<'_>, model: &str, error: &str) -> io::Result<()> {
    let line = PageLine {
        schema: SCHEMA,
        path: page.path,
        record: page.record,
        url: page.url,
        bytes: None,
        encoding: None,
        verdict: None,
        probability: None,
        model,
        blocks: Vec::new(),
        error: Some(error),
    };
    write_line(out, &line)
}

fn block_line(finding: &Finding) -> BlockLine<'_> {
    BlockLine {
        start: finding.span.start,
        end: finding.span.end,
        verdict: words::verdict(finding.verdict),
        probability: finite(finding.probability),
        kind: finding.kind,
        action: words::action(finding.action),
        replacement: finding.replacement.as_deref(),
        reasons: finding.reasons.iter().map(reason_line).collect(),
        preview: &finding.preview,
    }
}

fn reason_line(reason: &Reason) -> ReasonLine<'_> {
    ReasonLine {
        feature: reason.feature,
        value: finite(reason.value),
        contribution: finite(reason.contribution),
    }
}

/// JSON has no infinities: the largest number of that sign instead, 0 for what is not a number.
fn finite(value: f64) -> f64 {
    if value.is_nan() { 0.0 } else { value.clamp(f64::MIN, f64::MAX) }
}

fn write_line(out: &mut impl Write, line: &PageLine<'_>) -> io::Result<()> {
    line.serialize(&mut Serializer::with_formatter(&mut *out, Printable))?;
    out.write_all(b"\n")
}

/// Compact JSON that is also safe on a terminal: the same strings, unsafe characters as `\uXXXX`.
struct Printable;

impl Formatter for Printable {
    fn write_string_fragment<W: ?Sized + Write>(&mut self, out: &mut W, fragment: &str) -> io::Result<()> {
        let mut rest = fragment;
        while let Some(at) = rest.find(is_unsafe) {
            out.write_all(&rest.as_bytes()[..at])?;
            let mut tail = rest[at..].chars();
            if let Some(c) = tail.next() {
                for unit in c.encode_utf16(&mut [0; 2]) {
                    write!(out, "\\u{unit:04x}")?;
                }
            }
            rest = tail.as_str();
        }
        out.write_all(rest.as_bytes())
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::report::sample;
    use serde_json::Value;

    fn line(report: &PageReport) -> String {
        let mut out = Vec::new();
        write_page(&mut out, PageId::file("a.html"), "despam-v1@1f0c", report).unwrap();
        String::from_utf8(out).unwrap()
    }

    #[test]
    fn a_page_is_one_line_with_the_documented_keys_in_order() {
        let want = concat!(
            r#"{"schema":1,"path":"a.html","record":null,"url":null,"bytes":5047,"encoding":"UTF-8","#,
            r#""verdict":"spam","probability":0.9991,"model":"despam-v1@1f0c","blocks":[{"start":0,"#,
            r#""end":614,"verdict":"spam","probability":0.9998,"kind":"run","action":"delete","#,
            r#""replacement":null,"reasons":[{"feature":"same_id_share","value":1.0,"contribution":4.2}],"#,
            r#""preview":"<span id=\"rz99h\">"}],"error":null}"#,
            "\n"
        );
        assert_eq!(line(&sample::report(vec![sample::finding()])), want);
    }

    #[test]
    fn an_error_has_no_verdict_but_every_key() {
        let mut out = Vec::new();
        write_error(&mut out, PageId::file("gone.html"), "m", "no such file").unwrap();
        let want = concat!(
            r#"{"schema":1,"path":"gone.html","record":null,"url":null,"bytes":null,"encoding":null,"#,
            r#""verdict":null,"probability":null,"model":"m","blocks":[],"error":"no such file"}"#,
            "\n"
        );
        assert_eq!(String::from_utf8(out).unwrap(), want);
    }

    #[test]
    fn unsafe_characters_are_escaped_but_read_back_the_same() {
        let mut finding = sample::finding();
        finding.preview = "\u{9b}31m \u{202e} \u{e0041} \x1b \x7f \" \\ 統 😀".to_owned();
        let text = line(&sample::report(vec![finding.clone()]));
        assert!(!text.trim_end().contains(is_unsafe), "{text}");
        let value: Value = serde_json::from_str(&text).unwrap();
        assert_eq!(value["blocks"][0]["preview"], finding.preview);
    }

    #[test]
    fn numbers_are_always_finite() {
        let mut finding = sample::finding();
        finding.probability = f64::NAN;
        finding.reasons[0].value = f64::INFINITY;
        finding.reasons[0].contribution = f64::NEG_INFINITY;
        let value: Value = serde_json::from_str(&line(&sample::report(vec![finding]))).unwrap();
        let block = &value["blocks"][0];
        assert_eq!(block["probability"], 0.0);
        assert_eq!(block["reasons"][0]["value"], f64::MAX);
        assert_eq!(block["reasons"][0]["contribution"], f64::MIN);
    }
}
