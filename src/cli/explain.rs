//! `despam explain`: every candidate block of one page, with what spoke for and against it.
use crate::cli::args::{ExplainArgs, GlobalArgs};
use crate::cli::exit::Outcome;
use crate::cli::input::is_stdin;
use crate::cli::model::scanner;
use crate::cli::output::{Output, columns};
use crate::cli::read::read;
use crate::cli::run;
use anstyle::{AnsiColor, Style};
use despam::report::escape::Escaped;
use despam::report::fit::fit;
use despam::report::text;
use despam::report::words::{Phrase, counted, number, plain};
use despam::scanner::{ExplainedBlock, Explanation};
use despam::verdict::{Reason, Verdict};
use std::io::{self, Write};

/// Features shown per candidate unless all are asked for.
const TOP_FEATURES: usize = 8;

/// Columns of the longest bar.
const BAR: usize = 16;

pub(crate) fn run(global: &GlobalArgs, args: &ExplainArgs) -> anyhow::Result<Outcome> {
    let scanner = scanner(global)?;
    let path = (!is_stdin(&args.path)).then_some(args.path.as_path());
    let name = args.path.to_string_lossy();
    let fail = |why: String| anyhow::anyhow!("{name}: {why}");
    let bytes = read(path, args.page.max_bytes).map_err(fail)?;
    let explanation =
        scanner.explain(&bytes, &run::context(&args.page)).map_err(|error| fail(error.to_string()))?;
    let layout = if args.all {
        Layout { candidates: usize::MAX, features: usize::MAX, columns: columns() }
    } else {
        Layout { candidates: args.top, features: TOP_FEATURES, columns: columns() }
    };
    let mut out = Vec::new();
    write(&mut out, &name, &scanner.model().id(), &explanation, &layout, &plain)?;
    let mut output = Output::styled(global.color);
    output.write(&out)?;
    output.flush()?;
    Ok(Outcome { found: explanation.report.verdict == Verdict::Spam, failed: false })
}

/// How much is shown.
struct Layout {
    candidates: usize,
    features: usize,
    columns: usize,
}

fn write(
    out: &mut impl Write,
    path: &str,
    model: &str,
    explanation: &Explanation,
    layout: &Layout,
    phrase: Phrase<'_>,
) -> io::Result<()> {
    let bold = Style::new().bold();
    let report = &explanation.report;
    write!(out, "{bold}{}{bold:#}: ", Escaped(path))?;
    text::write_verdict(out, report.verdict, report.probability)?;
    let size = counted(report.bytes as u64, "byte");
    writeln!(out, "  ({size}, {} by {}, model {})", report.encoding, report.encoding_rule, Escaped(model))?;
    if !explanation.page_reasons.is_empty() {
        writeln!(out, "\n{bold}the page as a whole{bold:#}")?;
        write_reasons(out, &explanation.page_reasons, layout, phrase)?;
    }
    for (at, block) in explanation.candidates.iter().take(layout.candidates).enumerate() {
        write_block(out, at + 1, block, layout, phrase)?;
    }
    let hidden = explanation.candidates.len().saturating_sub(layout.candidates);
    if hidden > 0 {
        writeln!(out, "\n{} less suspicious; --all shows them", counted(hidden as u64, "more candidate"))?;
    }
    Ok(())
}

fn write_block(
    out: &mut impl Write,
    number: usize,
    block: &ExplainedBlock,
    layout: &Layout,
    phrase: Phrase<'_>,
) -> io::Result<()> {
    let bold = Style::new().bold();
    write!(out, "\n{bold}#{number}{bold:#} ")?;
    text::write_verdict(out, block.verdict, block.probability)?;
    let (start, end) = (block.span.start, block.span.end);
    writeln!(
        out,
        " (margin {:+.2} as {}), {}, line {}, bytes {start}..{end}",
        block.margin, block.budget, block.kind, block.line
    )?;
    let dim = Style::new().dimmed();
    writeln!(out, "   {dim}{}{dim:#}", fit(&block.preview, layout.columns.saturating_sub(3)))?;
    write_reasons(out, &block.reasons, layout, phrase)
}

/// One line per feature: contribution, bar, name, value, meaning.
fn write_reasons(
    out: &mut impl Write,
    reasons: &[Reason],
    layout: &Layout,
    phrase: Phrase<'_>,
) -> io::Result<()> {
    let shown = &reasons[..reasons.len().min(layout.features)];
    let most = shown.iter().map(|reason| reason.contribution.abs()).fold(0.0, f64::max);
    let widest = shown.iter().map(|reason| reason.feature.len()).max().unwrap_or(0);
    for reason in shown {
        let style = if reason.contribution > 0.0 { AnsiColor::Red } else { AnsiColor::Green }.on_default();
        let bar = bar(reason.contribution, most);
        let (share, value) = (reason.contribution, number(reason.value));
        let line = format!("   {share:+8.2} ");
        let rest = format!(" {:widest$}  {value:>9}  {}", reason.feature, phrase(reason));
        let room = layout.columns.saturating_sub(line.len() + BAR);
        writeln!(out, "{line}{style}{bar:<BAR$}{style:#}{}", fit(&rest, room))?;
    }
    let hidden = &reasons[shown.len()..];
    if !hidden.is_empty() {
        let sum: f64 = hidden.iter().map(|reason| reason.contribution).sum();
        writeln!(out, "   {sum:+8.2} from {}", counted(hidden.len() as u64, "other feature"))?;
    }
    Ok(())
}

/// A bar as long as the contribution's share of the largest one; never empty for what is not zero.
fn bar(contribution: f64, most: f64) -> String {
    let share = contribution.abs() / most;
    if !share.is_finite() || share == 0.0 {
        return String::new();
    }
    "█".repeat(((share * BAR as f64).round() as usize).clamp(1, BAR))
}

#[cfg(test)]
mod tests {
    use super::*;
    use despam::model::Budget;
    use despam::span::RawSpan;
    use despam::verdict::PageReport;

    fn reason(feature: &'static str, value: f64, contribution: f64) -> Reason {
        Reason { feature, value, contribution }
    }

    fn block(probability: f64, preview: &str) -> ExplainedBlock {
        ExplainedBlock {
            span: RawSpan { start: 10, end: 624 },
            line: 2,
            kind: "run",
            probability,
            budget: Budget::Silent,
            margin: 4.2,
            verdict: Verdict::Spam,
            reasons: vec![reason("same_id_share", 1.0, 4.0), reason("visible_text", 0.25, -1.0)],
            preview: preview.to_owned(),
        }
    }

    fn shown(candidates: Vec<ExplainedBlock>, layout: &Layout) -> String {
        let report = PageReport {
            bytes: 5047,
            encoding: "UTF-8",
            encoding_rule: "detected",
            verdict: Verdict::Spam,
            probability: 0.9991,
            page_is_spam: false,
            findings: Vec::new(),
        };
        let page_reasons = vec![reason("empty_tags", 56.0, 2.0)];
        let explanation = Explanation { report, candidates, page_reasons };
        let mut out = Vec::new();
        write(&mut out, "a.html", "m@1", &explanation, layout, &plain).unwrap();
        anstream::adapter::strip_str(&String::from_utf8(out).unwrap()).to_string()
    }

    #[test]
    fn candidates_show_their_features_with_bars() {
        let layout = Layout { candidates: 1, features: 8, columns: 80 };
        let want = "\
a.html: spam 0.9991  (5,047 bytes, UTF-8 by detected, model m@1)

the page as a whole
      +2.00 ████████████████ empty_tags         56  empty tags 56

#1 spam 0.9998 (margin +4.20 as silent), run, line 2, bytes 10..624
   <span\\u{1b}>
      +4.00 ████████████████ same_id_share          1  same id share 1
      -1.00 ████             visible_text        0.25  visible text 0.25

1 more candidate less suspicious; --all shows them
";
        assert_eq!(shown(vec![block(0.9998, "<span\x1b>"), block(0.2, "x")], &layout), want);
    }

    #[test]
    fn features_left_out_are_summed_up() {
        let layout = Layout { candidates: 9, features: 1, columns: 80 };
        assert!(shown(vec![block(0.9, "x")], &layout).contains("   -1.00 from 1 other feature\n"));
    }

    #[test]
    fn a_bar_is_in_proportion_and_never_wrong_sized() {
        for (contribution, most, want) in [
            (4.0, 4.0, BAR),
            (-4.0, 4.0, BAR),
            (1.0, 4.0, BAR / 4),
            (0.001, 4.0, 1),
            (0.0, 4.0, 0),
            (0.0, 0.0, 0),
            (f64::NAN, 4.0, 0),
            (f64::INFINITY, f64::INFINITY, 0),
        ] {
            assert_eq!(bar(contribution, most).chars().count(), want, "{contribution} of {most}");
        }
    }
}
