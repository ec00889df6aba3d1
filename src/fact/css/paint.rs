//! Reading CSS values that paint: colours, grounds, filters.
use super::value::{Parsed, invalid};
use crate::fact::color::Rgb;
use cssparser::{ParseError, Parser, Token};

/// The opacity a `filter` value asks for, in `[0, 1]`, if it does.
///
/// `alpha(opacity=0)`, `progid:DXImageTransform.Microsoft.Alpha(Opacity=0)` (also as a string), `opacity(0)`.
pub(super) fn filter_opacity(text: &str) -> Option<f32> {
    let bytes = text.as_bytes();
    let at = bytes.windows(7).position(|w| w.eq_ignore_ascii_case(b"opacity"))? + 7;
    let rest = text[at..].trim_ascii_start();
    let (rest, scale) = match rest.as_bytes().first()? {
        b'=' => (&rest[1..], 0.01),
        b'(' => (&rest[1..], 1.0),
        _ => return None,
    };
    let rest = rest.trim_ascii_start();
    let end = rest.find(|c: char| !c.is_ascii_digit() && c != '.').unwrap_or(rest.len());
    let number: f32 = rest[..end].parse().ok()?;
    let scale = if rest[end..].starts_with('%') { 0.01 } else { scale };
    Some((number * scale).clamp(0.0, 1.0))
}

/// A colour value.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Colour {
    /// Opaque enough to be seen.
    Solid(Rgb),
    /// (Almost) invisible.
    Transparent,
    /// A colour whose value is not known here (`currentcolor`, `var()`, wide-gamut functions).
    Unknown,
}

/// One colour: a word, `#hex`, or a function.
pub(super) fn colour(input: &mut Parser<'_>) -> Parsed<Colour> {
    const UNKNOWN_WORDS: &[&str] = &["currentcolor", "inherit", "initial", "unset", "revert", "auto"];
    let name = match input.next()? {
        Token::Hash(hex) | Token::IDHash(hex) => {
            let hex = hex.as_bytes();
            return match cssparser::color::parse_hash_color(hex) {
                Ok((_, _, _, alpha)) if alpha <= 0.05 => Ok(Colour::Transparent),
                Ok((r, g, b, _)) => Ok(Colour::Solid(Rgb::new(r, g, b))),
                Err(()) => invalid(),
            };
        }
        Token::Ident(word) if word.eq_ignore_ascii_case("transparent") => return Ok(Colour::Transparent),
        Token::Ident(word) if UNKNOWN_WORDS.iter().any(|w| word.eq_ignore_ascii_case(w)) => {
            return Ok(Colour::Unknown);
        }
        Token::Ident(word) => {
            return Rgb::from_css_word(word).map(Colour::Solid).ok_or_else(|| ParseError::custom(()));
        }
        Token::Function(name) => name.to_ascii_lowercase(),
        _ => return invalid(),
    };
    let is_rgb = matches!(name.as_str(), "rgb" | "rgba");
    let is_hsl = matches!(name.as_str(), "hsl" | "hsla");
    let known = ["var", "color", "lab", "lch", "oklab", "oklch", "hwb", "color-mix", "light-dark"];
    if !is_rgb && !is_hsl && !known.contains(&name.as_str()) {
        return invalid();
    }
    input.parse_nested_block(|i| {
        let mut channels = [0.0_f32; 4];
        channels[3] = 1.0;
        let mut count = 0;
        while let Ok(token) = i.next() {
            let value = match token {
                Token::Number { value, .. } => *value,
                // Hue in degrees; other angles are rare enough.
                Token::Dimension { value, .. } => *value,
                Token::Percentage { unit_value, .. } if count == 3 || is_hsl => *unit_value,
                Token::Percentage { unit_value, .. } => *unit_value * 255.0,
                _ => continue,
            };
            if count < 4 {
                channels[count] = value;
            }
            count += 1;
        }
        if !(is_rgb || is_hsl) || count < 3 {
            return Ok(Colour::Unknown);
        }
        if channels[3] <= 0.05 {
            return Ok(Colour::Transparent);
        }
        let [a, b, c, _] = channels;
        let rgb = if is_rgb { [a, b, c] } else { hsl_to_rgb(a, b, c) };
        let [r, g, b] = rgb.map(|c| c.round().clamp(0.0, 255.0) as u8);
        Ok(Colour::Solid(Rgb::new(r, g, b)))
    })
}

/// Hue in degrees, saturation and lightness in `[0, 1]` → channels in `[0, 255]` (CSS Color 4 §7.1).
fn hsl_to_rgb(hue: f32, saturation: f32, lightness: f32) -> [f32; 3] {
    [0.0, 8.0, 4.0].map(|n: f32| {
        let k = (n + hue / 30.0).rem_euclid(12.0);
        let a = saturation * lightness.min(1.0 - lightness);
        255.0 * (lightness - a * (k - 3.0).min(9.0 - k).clamp(-1.0, 1.0))
    })
}

/// What `background` says: its colour, and whether a picture covers it.
pub(super) fn background(input: &mut Parser<'_>) -> Parsed<(Option<Colour>, bool)> {
    let (mut found, mut picture) = (None, false);
    loop {
        let state = input.state();
        if let Ok(value) = input.try_parse(colour) {
            found = Some(value);
            continue;
        }
        match input.next() {
            Err(_) => return Ok((found, picture)),
            Ok(Token::Delim('!')) => {
                input.reset(&state);
                return Ok((found, picture));
            }
            Ok(Token::UnquotedUrl(_) | Token::Function(_)) => picture = true,
            Ok(_) => {}
        }
    }
}
