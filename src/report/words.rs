//! Verdicts, actions, reasons and numbers in words.
use crate::verdict::{Action, Reason, Verdict};

/// Puts one reason into words. The feature registry knows its features' phrases; [`plain`] serves without it.
pub type Phrase<'a> = &'a (dyn Fn(&Reason) -> String + Sync);

/// The verdict as every format writes it.
pub fn verdict(verdict: Verdict) -> &'static str {
    match verdict {
        Verdict::Clean => "clean",
        Verdict::Suspect => "suspect",
        Verdict::Spam => "spam",
    }
}

/// The action as every format writes it.
pub fn action(action: Action) -> &'static str {
    match action {
        Action::Delete => "delete",
        Action::Restore => "restore",
        Action::Report => "report",
    }
}

/// A reason without a registry: the feature's name as words, and its value.
pub fn plain(reason: &Reason) -> String {
    format!("{} {}", reason.feature.replace('_', " "), number(reason.value))
}

/// A number for reading: whole numbers as such, others with about three significant digits.
pub fn number(value: f64) -> String {
    let size = value.abs();
    if value == value.trunc() && size < 1e15 {
        return format!("{value:.0}");
    }
    match size {
        s if !(1e-4..1e6).contains(&s) => format!("{value:.2e}"),
        s if s >= 100.0 => format!("{value:.0}"),
        s if s >= 10.0 => format!("{value:.1}"),
        s if s >= 0.1 => format!("{value:.2}"),
        _ => format!("{value:.4}"),
    }
}

/// A probability with four digits, rounded towards one half: only certainty prints as 0.0000 or 1.0000.
pub fn probability(p: f64) -> String {
    // 0.9998 is stored a little below itself: without slack, rounding down would print 0.9997.
    const SLACK: f64 = 1e-6;
    let scaled = p.clamp(0.0, 1.0) * 1e4;
    let digits = if p > 0.5 { (scaled + SLACK).floor() } else { (scaled - SLACK).ceil() };
    let certain = p <= 0.0 || p >= 1.0;
    let digits = if certain { digits.abs() } else { digits.clamp(1.0, 9999.0) };
    format!("{:.4}", digits / 1e4)
}

/// A size for reading, in powers of 1000: `5,047 bytes`, `12.3 MB`.
pub fn size(bytes: u64) -> String {
    const UNITS: [(f64, &str); 4] = [(1e12, "TB"), (1e9, "GB"), (1e6, "MB"), (1e3, "kB")];
    if bytes < 10_000 {
        return counted(bytes, "byte");
    }
    // 999,960 would print as `1000.0 kB`: the next unit takes over half a digit below its start.
    let value = bytes as f64;
    let fits = |unit: &&(f64, &str)| value >= unit.0 * 0.999_95;
    let (unit, name) = UNITS.iter().find(fits).unwrap_or(&UNITS[3]);
    format!("{:.1} {name}", value / unit)
}

/// A count with its noun: `1 page`, `2,048 pages`.
pub fn counted(count: u64, noun: &str) -> String {
    let plural = if count == 1 { "" } else { "s" };
    format!("{} {noun}{plural}", grouped(count))
}

/// A whole number with commas between the thousands.
pub fn grouped(count: u64) -> String {
    let digits = count.to_string();
    let mut out = String::with_capacity(digits.len() + digits.len() / 3);
    for (at, digit) in digits.chars().enumerate() {
        if at > 0 && (digits.len() - at).is_multiple_of(3) {
            out.push(',');
        }
        out.push(digit);
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_reason_without_phrase_is_its_name_and_value() {
        let reason = Reason { feature: "same_id_share", value: 0.875, contribution: 4.2 };
        assert_eq!(plain(&reason), "same id share 0.88");
    }

    #[test]
    fn numbers_keep_about_three_digits() {
        for (value, want) in [
            (0.0, "0"),
            (1.0, "1"),
            (56.0, "56"),
            (-2.0, "-2"),
            (0.123456, "0.12"),
            (0.012345, "0.0123"),
            (12.345, "12.3"),
            (123.45, "123"),
            (1234567.8, "1.23e6"),
            (0.00001234, "1.23e-5"),
        ] {
            assert_eq!(number(value), want);
        }
    }

    #[test]
    fn a_probability_never_looks_more_certain_than_it_is() {
        for (p, want) in [
            (0.0, "0.0000"),
            (1.0, "1.0000"),
            (0.99999, "0.9999"),
            (0.999999999999, "0.9999"),
            (0.00001, "0.0001"),
            (0.000000000001, "0.0001"),
            (0.9998, "0.9998"),
            (0.9991, "0.9991"),
            (0.003, "0.0030"),
            (0.5, "0.5000"),
        ] {
            assert_eq!(probability(p), want, "{p}");
        }
    }

    #[test]
    fn sizes_and_counts_read_well() {
        for (bytes, want) in [
            (0, "0 bytes"),
            (1, "1 byte"),
            (5047, "5,047 bytes"),
            (10_000, "10.0 kB"),
            (999_960, "1.0 MB"),
            (12_345_678, "12.3 MB"),
            (5_000_000_000, "5.0 GB"),
        ] {
            assert_eq!(size(bytes), want);
        }
        assert_eq!(counted(1, "page"), "1 page");
        assert_eq!(counted(1_234_567, "page"), "1,234,567 pages");
    }
}
