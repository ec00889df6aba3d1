//! Colours: the few things about them that tell whether text can be seen.
use cssparser::color::{parse_hash_color, parse_named_color};

/// Largest difference of a channel (0–255) at which text cannot be told from its ground.
/// Source: docs/techniques.md T24 (kits are off by 1–3); at 8 the contrast ratio is still below 1.1 : 1.
const SAME_WITHIN: u8 = 8;

/// Lowest channel value of a "nearly white" that kits use where the page is white.
/// Source: docs/techniques.md T24 (`#FFFFFE`, off by 1–3).
const NEAR_WHITE: u8 = 252;

/// Most characters of a legacy colour value that the HTML standard reads (HTML §2.4.6).
const LEGACY_MAX_CHARS: usize = 128;

/// An opaque sRGB colour, 8 bits a channel.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[expect(missing_docs, reason = "the three channels")]
pub struct Rgb {
    pub r: u8,
    pub g: u8,
    pub b: u8,
}

impl Rgb {
    /// The colour of these channels.
    pub const fn new(r: u8, g: u8, b: u8) -> Rgb {
        Rgb { r, g, b }
    }

    /// Largest difference of a channel, 0–255.
    pub fn distance(self, other: Rgb) -> u8 {
        self.r.abs_diff(other.r).max(self.g.abs_diff(other.g)).max(self.b.abs_diff(other.b))
    }

    /// A person cannot read text of the one colour on the other.
    pub fn is_same_to_the_eye(self, other: Rgb) -> bool {
        self.distance(other) <= SAME_WITHIN
    }

    /// White but for a little: nobody designs with it, kits use it to dodge a test for `#fff`.
    pub fn is_almost_white(self) -> bool {
        let lowest = self.r.min(self.g).min(self.b);
        (NEAR_WHITE..255).contains(&lowest)
    }

    /// A CSS keyword or `#hex`; `None` for anything else, and for what is (almost) transparent.
    pub fn from_css_word(word: &str) -> Option<Rgb> {
        let parsed = match word.strip_prefix('#') {
            Some(hex) => {
                parse_hash_color(hex.as_bytes()).ok().filter(|c| c.3 > 0.05).map(|c| (c.0, c.1, c.2))
            }
            None => parse_named_color(word).ok(),
        };
        parsed.map(|(r, g, b)| Rgb { r, g, b })
    }

    /// What `<font color>` and `bgcolor` make of a value: keywords, `#hex`, hex without `#`, and
    /// rubbish by the standard's rules for legacy colour values (HTML §2.4.6).
    pub fn from_legacy(value: &str) -> Option<Rgb> {
        let value = value.trim_matches(|c: char| c.is_ascii_whitespace());
        if value.is_empty() || value.eq_ignore_ascii_case("transparent") {
            return None;
        }
        if let Ok((r, g, b)) = parse_named_color(value) {
            return Some(Rgb { r, g, b });
        }
        let hex = value.strip_prefix('#').unwrap_or(value);
        if hex.len() == 3 && value.starts_with('#') && hex.bytes().all(|b| b.is_ascii_hexdigit()) {
            return Rgb::from_css_word(value);
        }
        let mut digits: Vec<u8> = Vec::with_capacity(LEGACY_MAX_CHARS + 4);
        for c in hex.chars().take(LEGACY_MAX_CHARS) {
            let digit = c.to_digit(16).unwrap_or(0) as u8;
            digits.push(digit);
            // A character outside the BMP counts for two zeros.
            if c > '\u{FFFF}' {
                digits.push(0);
            }
        }
        digits.truncate(LEGACY_MAX_CHARS);
        while digits.is_empty() || !digits.len().is_multiple_of(3) {
            digits.push(0);
        }
        let mut size = digits.len() / 3;
        let mut parts = [&digits[..size], &digits[size..2 * size], &digits[2 * size..]];
        if size > 8 {
            parts = parts.map(|p| &p[size - 8..]);
            size = 8;
        }
        while size > 2 && parts.iter().all(|p| p[0] == 0) {
            parts = parts.map(|p| &p[1..]);
            size -= 1;
        }
        let [r, g, b] = parts.map(|p| if size == 1 { p[0] } else { p[0] * 16 + p[1] });
        Some(Rgb { r, g, b })
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn words_and_hex_are_read_as_css_does() {
        for (word, want) in [
            ("white", Some(Rgb::new(255, 255, 255))),
            ("WHITE", Some(Rgb::new(255, 255, 255))),
            ("#fff", Some(Rgb::new(255, 255, 255))),
            ("#FFFFFE", Some(Rgb::new(255, 255, 254))),
            ("#ffffff00", None),
            ("transparent", None),
            ("#ggg", None),
            ("nonsense", None),
        ] {
            assert_eq!(Rgb::from_css_word(word), want, "{word}");
        }
    }

    #[test]
    fn legacy_values_are_read_as_html_does() {
        for (value, want) in [
            ("ffffff", Some(Rgb::new(255, 255, 255))),
            (" #FFFFFF ", Some(Rgb::new(255, 255, 255))),
            ("#f00", Some(Rgb::new(255, 0, 0))),
            ("red", Some(Rgb::new(255, 0, 0))),
            ("chucknorris", Some(Rgb::new(0xc0, 0, 0))),
            ("", None),
            ("transparent", None),
        ] {
            assert_eq!(Rgb::from_legacy(value), want, "{value}");
        }
    }

    #[test]
    fn nearly_white_is_not_white() {
        assert!(Rgb::new(255, 255, 254).is_almost_white());
        assert!(Rgb::new(252, 252, 252).is_almost_white());
        assert!(!Rgb::new(255, 255, 255).is_almost_white());
        assert!(!Rgb::new(250, 250, 250).is_almost_white());
        assert!(Rgb::new(255, 255, 255).is_same_to_the_eye(Rgb::new(250, 252, 255)));
        assert!(!Rgb::new(255, 255, 255).is_same_to_the_eye(Rgb::new(240, 240, 240)));
    }

    proptest! {
        #[test]
        fn no_value_panics(value in ".{0,200}") {
            let _ = Rgb::from_legacy(&value);
            let _ = Rgb::from_css_word(&value);
        }
    }
}
