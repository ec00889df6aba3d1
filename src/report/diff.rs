//! A unified diff of a cleaned page, for reading.
//!
//! The changes are known ([`Cleaned::edits`]), so nothing is searched for: the work is linear in the page and the
//! diff shows exactly what was cut. Long lines are shortened around the change and unsafe characters escaped, so
//! this is not for `patch`.
use crate::clean::Cleaned;
use crate::report::escape::Escaped;
use crate::report::fit::ends;
use crate::report::words::size;
use anstyle::{AnsiColor, Style};
use std::io::{self, Write};

/// Unchanged lines shown before and after a change, as in `diff -u`.
const CONTEXT: usize = 3;

/// Where a stretch of text stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Mark {
    /// In both pages.
    Kept,
    /// In the original only.
    Removed,
    /// In the cleaned page only.
    Inserted,
}

/// A line as its stretches, without its line feed.
#[derive(Clone, Debug, Default)]
struct Line<'t> {
    stretches: Vec<(Mark, &'t str)>,
    /// A line feed follows: false only for the last line of a page.
    ended: bool,
}

impl Line<'_> {
    fn is_empty(&self) -> bool {
        self.stretches.is_empty() && !self.ended
    }

    fn same_text(&self, other: &Line<'_>) -> bool {
        self.ended == other.ended && self.bytes().eq(other.bytes())
    }

    fn bytes(&self) -> impl Iterator<Item = u8> {
        self.stretches.iter().flat_map(|(_, text)| text.bytes())
    }
}

/// Consecutive lines that are the same in both pages, or stand for each other.
enum Rows<'t> {
    Same(Line<'t>),
    Changed { old: Vec<Line<'t>>, new: Vec<Line<'t>> },
}

/// Writes the difference between a page and its cleaned form; nothing where there is none. `decode` turns bytes
/// of the page's encoding into text.
pub fn write(
    out: &mut impl Write,
    path: &str,
    original: &[u8],
    cleaned: &Cleaned,
    decode: &dyn Fn(&[u8]) -> String,
) -> io::Result<()> {
    if cleaned.edits.is_empty() {
        return Ok(());
    }
    let pieces = pieces(original, cleaned, decode);
    let mut rows = Vec::new();
    let mut lines = Lines::default();
    for (mark, text) in &pieces {
        lines.add(*mark, text, &mut rows);
    }
    lines.finish(&mut rows);
    let bold = Style::new().bold();
    writeln!(out, "{bold}--- {}{bold:#}", Escaped(path))?;
    writeln!(out, "{bold}+++ {} (cleaned){bold:#}", Escaped(path))?;
    write_hunks(out, &rows)
}

fn pieces(original: &[u8], cleaned: &Cleaned, decode: &dyn Fn(&[u8]) -> String) -> Vec<(Mark, String)> {
    let mut pieces = Vec::with_capacity(cleaned.edits.len() * 3 + 1);
    let mut copied = 0;
    for edit in &cleaned.edits {
        pieces.push((Mark::Kept, decode(&original[copied..edit.removed.start])));
        pieces.push((Mark::Removed, decode(&original[edit.removed.range()])));
        pieces.push((Mark::Inserted, decode(&cleaned.bytes[edit.inserted.range()])));
        copied = edit.removed.end;
    }
    pieces.push((Mark::Kept, decode(&original[copied..])));
    pieces
}

/// Splits both pages into lines at once.
#[derive(Default)]
struct Lines<'t> {
    old: Line<'t>,
    new: Line<'t>,
    old_done: Vec<Line<'t>>,
    new_done: Vec<Line<'t>>,
    /// Something since the last common line end is in one page only.
    changed: bool,
}

impl<'t> Lines<'t> {
    fn add(&mut self, mark: Mark, text: &'t str, rows: &mut Vec<Rows<'t>>) {
        for part in text.split_inclusive('\n') {
            if mark == Mark::Kept && self.old.is_empty() && self.new.is_empty() {
                self.flush(rows);
            }
            self.changed |= mark != Mark::Kept;
            let line = part.strip_suffix('\n');
            let stretch = (mark, line.unwrap_or(part));
            let ended = line.is_some();
            if mark != Mark::Inserted {
                extend(&mut self.old, &mut self.old_done, stretch, ended);
            }
            if mark != Mark::Removed {
                extend(&mut self.new, &mut self.new_done, stretch, ended);
            }
            if mark == Mark::Kept && ended {
                self.flush(rows);
            }
        }
    }

    fn flush(&mut self, rows: &mut Vec<Rows<'t>>) {
        let (mut old, mut new) = (std::mem::take(&mut self.old_done), std::mem::take(&mut self.new_done));
        if !std::mem::take(&mut self.changed) {
            return rows.extend(old.into_iter().map(Rows::Same));
        }
        // A cut that starts at the end of one line and stops at the end of another leaves the first as it was.
        let same = old.iter().zip(&new).take_while(|(a, b)| a.same_text(b)).count();
        rows.extend(old.drain(..same).map(Rows::Same));
        new.drain(..same);
        let same = old.iter().rev().zip(new.iter().rev()).take_while(|(a, b)| a.same_text(b)).count();
        let after = old.split_off(old.len() - same);
        new.truncate(new.len() - same);
        rows.push(Rows::Changed { old, new });
        rows.extend(after.into_iter().map(Rows::Same));
    }

    fn finish(mut self, rows: &mut Vec<Rows<'t>>) {
        if !self.old.is_empty() {
            self.old_done.push(std::mem::take(&mut self.old));
        }
        if !self.new.is_empty() {
            self.new_done.push(std::mem::take(&mut self.new));
        }
        self.flush(rows);
    }
}

fn extend<'t>(line: &mut Line<'t>, done: &mut Vec<Line<'t>>, stretch: (Mark, &'t str), ended: bool) {
    if !stretch.1.is_empty() {
        line.stretches.push(stretch);
    }
    if ended {
        line.ended = true;
        done.push(std::mem::take(line));
    }
}

fn write_hunks(out: &mut impl Write, rows: &[Rows<'_>]) -> io::Result<()> {
    let changes: Vec<usize> =
        (0..rows.len()).filter(|&at| matches!(rows[at], Rows::Changed { .. })).collect();
    let (mut old_line, mut new_line, mut counted) = (1, 1, 0);
    // Changes whose context touches share a hunk.
    for hunk in changes.chunk_by(|a, b| b - a <= 2 * CONTEXT + 1) {
        let start = hunk[0].saturating_sub(CONTEXT);
        let end = (hunk[hunk.len() - 1] + CONTEXT + 1).min(rows.len());
        let (old, new) = lengths(&rows[counted..start]);
        (old_line, new_line) = (old_line + old, new_line + new);
        let (old, new) = lengths(&rows[start..end]);
        let cyan = AnsiColor::Cyan.on_default();
        let (old_at, new_at) = (position(old_line, old), position(new_line, new));
        writeln!(out, "{cyan}@@ -{old_at},{old} +{new_at},{new} @@{cyan:#}")?;
        rows[start..end].iter().try_for_each(|row| write_rows(out, row))?;
        (old_line, new_line, counted) = (old_line + old, new_line + new, end);
    }
    Ok(())
}

/// Number of lines in the original and in the cleaned page.
fn lengths(rows: &[Rows<'_>]) -> (usize, usize) {
    rows.iter().fold((0, 0), |(o, n), row| match row {
        Rows::Same(_) => (o + 1, n + 1),
        Rows::Changed { old, new } => (o + old.len(), n + new.len()),
    })
}

/// Where a range of lines starts; an empty one stands after the line before it, as in `diff -u`.
fn position(line: usize, length: usize) -> usize {
    if length == 0 { line - 1 } else { line }
}

fn write_rows(out: &mut impl Write, rows: &Rows<'_>) -> io::Result<()> {
    match rows {
        Rows::Same(line) => write_line(out, ' ', Style::new(), line),
        Rows::Changed { old, new } => {
            old.iter().try_for_each(|line| write_line(out, '-', AnsiColor::Red.on_default(), line))?;
            new.iter().try_for_each(|line| write_line(out, '+', AnsiColor::Green.on_default(), line))
        }
    }
}

fn write_line(out: &mut impl Write, sign: char, style: Style, line: &Line<'_>) -> io::Result<()> {
    write!(out, "{style}{sign}{style:#}")?;
    let last = line.stretches.len().saturating_sub(1);
    for (at, &(mark, text)) in line.stretches.iter().enumerate() {
        // The end of a CRLF line end is no news.
        let text = if at == last { text.strip_suffix('\r').unwrap_or(text) } else { text };
        let style = if mark == Mark::Kept { style } else { style.bold() };
        // Enough of the unchanged to recognise the place, more of the change.
        let (head, tail) = match (mark, at == 0, at == last) {
            (Mark::Kept, true, true) => (160, 0),
            (Mark::Kept, true, false) => (0, 60),
            (Mark::Kept, false, true) => (60, 0),
            (Mark::Kept, false, false) => (40, 40),
            _ => (120, 40),
        };
        write!(out, "{style}")?;
        match ends(text, head, tail) {
            None => write_text(out, text)?,
            Some((head, tail, between)) => {
                write_text(out, head)?;
                write!(out, "…[{}]…", size(between as u64))?;
                write_text(out, tail)?;
            }
        }
        write!(out, "{style:#}")?;
    }
    writeln!(out)?;
    if line.ended { Ok(()) } else { writeln!(out, "\\ No newline at end of file") }
}

/// Escaped, but tabs stay: they indent half of all pages and harm nobody.
fn write_text(out: &mut impl Write, text: &str) -> io::Result<()> {
    for (at, part) in text.split('\t').enumerate() {
        let tab = if at == 0 { "" } else { "\t" };
        write!(out, "{tab}{}", Escaped(part))?;
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::clean::Edit;
    use crate::span::RawSpan;
    use proptest::prelude::*;

    fn text(bytes: &[u8]) -> String {
        String::from_utf8_lossy(bytes).into_owned()
    }

    /// The page without `cuts`, each replaced by its text.
    fn cleaned(page: &str, cuts: &[(usize, usize, &str)]) -> Cleaned {
        let mut cleaned = Cleaned { bytes: Vec::new(), edits: Vec::new() };
        let mut copied = 0;
        for &(start, end, replacement) in cuts {
            cleaned.bytes.extend_from_slice(&page.as_bytes()[copied..start]);
            let at = cleaned.bytes.len();
            cleaned.bytes.extend_from_slice(replacement.as_bytes());
            let inserted = RawSpan { start: at, end: cleaned.bytes.len() };
            cleaned.edits.push(Edit { removed: RawSpan { start, end }, inserted });
            copied = end;
        }
        cleaned.bytes.extend_from_slice(&page.as_bytes()[copied..]);
        cleaned
    }

    fn shown(page: &str, cleaned: &Cleaned) -> String {
        let mut out = Vec::new();
        write(&mut out, "p", page.as_bytes(), cleaned, &text).unwrap();
        anstream::adapter::strip_str(&String::from_utf8(out).unwrap()).to_string()
    }

    /// The hunks for cutting the first `what` out of `page`.
    fn without(page: &str, what: &str, replacement: &str) -> String {
        let start = page.find(what).unwrap();
        let diff = shown(page, &cleaned(page, &[(start, start + what.len(), replacement)]));
        diff.strip_prefix("--- p\n+++ p (cleaned)\n").unwrap().to_owned()
    }

    #[test]
    fn a_cut_shows_the_lines_it_touches() {
        for (case, page, what, replacement, want) in [
            ("in a line", "a\nb SPAM c\nd\n", " SPAM", "", "@@ -1,3 +1,3 @@\n a\n-b SPAM c\n+b c\n d\n"),
            ("a whole line", "a\nSPAM\nb\n", "SPAM\n", "", "@@ -1,3 +1,2 @@\n a\n-SPAM\n b\n"),
            ("from line end to line end", "a\nSPAM\nb\n", "\nSPAM", "", "@@ -1,3 +1,2 @@\n a\n-SPAM\n b\n"),
            ("joining lines", "a SP\nAM b\n", " SP\nAM", "", "@@ -1,2 +1,1 @@\n-a SP\n-AM b\n+a b\n"),
            ("restored", "<t>SPAM</t>\n", "SPAM", "x", "@@ -1,1 +1,1 @@\n-<t>SPAM</t>\n+<t>x</t>\n"),
            ("everything", "SPAM\n", "SPAM\n", "", "@@ -1,1 +0,0 @@\n-SPAM\n"),
            (
                "last line without end",
                "a\nSPAM",
                "SPAM",
                "",
                "@@ -1,2 +1,1 @@\n a\n-SPAM\n\\ No newline at end of file\n",
            ),
            ("CRLF", "a\r\nSPAM\r\n", "SPAM\r\n", "", "@@ -1,2 +1,1 @@\n a\n-SPAM\n"),
        ] {
            assert_eq!(without(page, what, replacement), want, "{case}");
        }
    }

    #[test]
    fn changes_far_apart_stand_in_hunks_of_their_own() {
        let line = |n: usize| if n % 10 == 5 { format!("{n} SPAM\n") } else { format!("{n}\n") };
        let page: String = (1..=20).map(line).collect();
        let cuts: Vec<_> = page.match_indices(" SPAM").map(|(at, m)| (at, at + m.len(), "")).collect();
        let diff = shown(&page, &cleaned(&page, &cuts));
        let hunks: Vec<&str> = diff.lines().filter(|l| l.starts_with("@@")).collect();
        assert_eq!(hunks, ["@@ -2,7 +2,7 @@", "@@ -12,7 +12,7 @@"]);
    }

    #[test]
    fn a_long_line_is_shortened_around_the_change() {
        let page = format!("{}SPAM{}{}", "a".repeat(50_000), "x".repeat(50_000), "b".repeat(50_000));
        let diff = without(&page, &format!("SPAM{}", "x".repeat(50_000)), "");
        assert!(diff.len() < 1_000, "{} bytes", diff.len());
        assert!(
            diff.contains("aaaSPAMxxx") && diff.contains("xxxbbb") && diff.contains("[49.9 kB]"),
            "{diff}"
        );
    }

    #[test]
    fn nothing_a_terminal_obeys_is_printed() {
        let diff = without("\x1b[2J SPAM\x1b]0;x\x07 \tb\n", " SPAM\x1b]0;x\x07", "");
        assert_eq!(diff, "@@ -1,1 +1,1 @@\n-\\u{1b}[2J SPAM\\u{1b}]0;x\\u{7} \tb\n+\\u{1b}[2J \tb\n");
    }

    #[test]
    fn an_unchanged_page_shows_nothing() {
        assert_eq!(shown("a\nb\n", &cleaned("a\nb\n", &[])), "");
    }

    /// What `patch` does, for diffs without shortened lines.
    fn patch(page: &str, diff: &str) -> String {
        let old: Vec<&str> = page.split_inclusive('\n').collect();
        let (mut out, mut copied) = (String::new(), 0);
        let mut lines = diff.lines().skip(2).peekable();
        while let Some(line) = lines.next() {
            let (sign, text) = line.split_at(1);
            let end = if lines.peek().is_some_and(|l| l.starts_with('\\')) { "" } else { "\n" };
            match sign {
                "@" => {
                    let range = text.split(' ').nth(1).unwrap();
                    let (at, len) = range[1..].split_once(',').unwrap();
                    let at: usize = at.parse().unwrap();
                    let at = if len == "0" { at } else { at - 1 };
                    out.extend(old[copied..at].iter().copied());
                    copied = at;
                }
                "\\" => {}
                "+" => out.push_str(&format!("{text}{end}")),
                _ => {
                    assert_eq!(old[copied], format!("{text}{end}"));
                    copied += 1;
                    if sign == " " {
                        out.push_str(&format!("{text}{end}"));
                    }
                }
            }
        }
        out.extend(old[copied..].iter().copied());
        out
    }

    proptest! {
        #[test]
        fn applying_the_diff_gives_the_cleaned_page(
            page in "[ab\n]{0,120}",
            at in prop::collection::btree_set(0..121_usize, 0..8),
            new in "[c\n]{0,3}",
        ) {
            let at: Vec<usize> = at.into_iter().filter(|&a| a <= page.len()).collect();
            let cuts: Vec<_> =
                at.chunks_exact(2).enumerate().map(|(n, c)| (c[0], c[1], if n % 2 == 0 { "" } else { &*new })).collect();
            let cleaned = cleaned(&page, &cuts);
            prop_assert_eq!(patch(&page, &shown(&page, &cleaned)), text(&cleaned.bytes));
        }
    }
}
