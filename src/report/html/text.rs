//! Text and numbers as they stand in the page. Everything that comes from data goes through [`Safe`].
use crate::evaluate::{Ratio, Share};
use crate::report::escape::Escaped;
use std::fmt::{self, Write};

/// Text that cannot be markup, in content or in a quoted attribute; invisible and reordering characters are shown
/// as codes, as on a terminal.
pub(super) struct Safe<'a>(pub(super) &'a str);

impl fmt::Display for Safe<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for c in Escaped(self.0).to_string().chars() {
            match c {
                '&' => f.write_str("&amp;")?,
                '<' => f.write_str("&lt;")?,
                '>' => f.write_str("&gt;")?,
                '"' => f.write_str("&quot;")?,
                '\'' => f.write_str("&#39;")?,
                _ => f.write_char(c)?,
            }
        }
        Ok(())
    }
}

/// What stands where there is no number.
pub(super) const NOTHING: &str = "–";

/// A share in per cent: `0.30 %`, `65.4 %`, `100 %`. A share below one never reads as 100 %, one above zero never as 0.
pub(super) fn percent(share: f64) -> String {
    format!("{}\u{a0}%", percent_digits(share))
}

fn percent_digits(share: f64) -> String {
    let value = 100.0 * share;
    match value {
        v if v <= 0.0 => "0".into(),
        v if v >= 100.0 => "100".into(),
        v if v < 0.01 => "<0.01".into(),
        v if v < 1.0 => format!("{v:.2}"),
        v if v > 99.9 => ">99.9".into(),
        v => format!("{v:.1}"),
    }
}

/// An interval in per cent: `57 – 73 %`, finer where small.
pub(super) fn interval(lo: f64, hi: f64) -> String {
    format!("{}–{}\u{a0}%", percent_digits(lo), percent_digits(hi))
}

/// A value with its 95 % interval, each in [0, 1].
#[derive(Clone, Copy, Debug)]
pub(super) struct Estimate {
    pub(super) value: f64,
    pub(super) lo: f64,
    pub(super) hi: f64,
}

impl Estimate {
    pub(super) fn of_share(share: &Share) -> Option<Self> {
        share.value.map(|value| Estimate { value, lo: share.lo, hi: share.hi })
    }

    pub(super) fn of_ratio(ratio: &Ratio) -> Option<Self> {
        let value = ratio.value?;
        Some(Estimate { value, lo: ratio.lo.unwrap_or(value), hi: ratio.hi.unwrap_or(value) })
    }
}

/// A value with its interval in brackets; a dash for none.
pub(super) fn estimate(of: Option<Estimate>) -> String {
    of.map_or_else(|| NOTHING.to_owned(), |e| format!("{} [{}]", percent(e.value), interval(e.lo, e.hi)))
}

/// A share with its interval and its counts.
pub(super) fn counted_share(share: &Share) -> String {
    format!("{}, {} of {}", estimate(Estimate::of_share(share)), share.k, share.n)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn no_text_becomes_markup() {
        for (text, want) in [
            ("<script>alert(1)</script>", "&lt;script&gt;alert(1)&lt;/script&gt;"),
            ("\"><img src=x onerror='y'>", "&quot;&gt;&lt;img src=x onerror=&#39;y&#39;&gt;"),
            ("a & b &amp; c", "a &amp; b &amp;amp; c"),
            ("line\nbreak\u{202e}x\0", "line\\nbreak\\u{202e}x\\u{0}"),
        ] {
            assert_eq!(Safe(text).to_string(), want);
        }
    }

    #[test]
    fn per_cent_never_claims_all_or_nothing_falsely() {
        for (share, want) in [
            (0.0, "0"),
            (0.000_01, "<0.01"),
            (0.003, "0.30"),
            (0.654, "65.4"),
            (0.999_9, ">99.9"),
            (1.0, "100"),
        ] {
            assert_eq!(percent_digits(share), want);
        }
        assert_eq!(interval(0.0016, 0.0054), "0.16–0.54\u{a0}%");
    }
}
