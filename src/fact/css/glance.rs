//! A glance at a list of declarations: whether it may hide anything at all. Most lists cannot, and need not be read.
//!
//! The list is cut at every `;` and each piece at its first `:`, quotes and brackets or not. Every declaration that a
//! browser sees begins at such a cut, so none is missed; what the cuts make up besides only makes the answer less sure.
use super::Property;
use crate::fact::color::Rgb;

/// What a glance tells.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(in crate::fact) enum Glance {
    /// Hides nothing, takes back nothing.
    Nothing,
    /// Hides nothing, may take back what was hidden.
    Shows,
    /// Hides by `display: none` and by nothing else, takes back nothing.
    DisplayNone,
    /// May hide something.
    Unclear,
}

/// Space kept from each bound of [`super::cascade`], lest the last digit decide.
const MARGIN: f32 = 0.01;

/// The bytes that end a name, or the glance.
static NAME_STOPS: [bool; 256] = {
    let mut table = [false; 256];
    let mut nth = 0;
    let bytes = b":;\\{/";
    while nth < bytes.len() {
        table[bytes[nth] as usize] = true;
        nth += 1;
    }
    table
};

/// Glances at a list of declarations.
pub(in crate::fact) fn glance(style: &str) -> Glance {
    let bytes = style.as_bytes();
    let mut seen = Seen::default();
    let mut start = 0;
    let mut at = 0;
    // The name, up to `:`.
    while let Some(found) = bytes[at..].iter().position(|&b| NAME_STOPS[b as usize]) {
        at += found + 1;
        match bytes[at - 1] {
            b':' => {}
            b';' => {
                start = at;
                continue;
            }
            b'/' if bytes.get(at) != Some(&b'*') => continue,
            // What an escape, a comment or a block hides from the cuts.
            _ => return Glance::Unclear,
        }
        let (name, value) = (start, at);
        let end = match memchr::memchr2(b';', b'{', &bytes[value..]) {
            Some(n) if bytes[value + n] == b'{' => return Glance::Unclear,
            Some(n) => value + n,
            None => bytes.len(),
        };
        if let Some(property) = Property::named(style[name..value - 1].trim_ascii())
            && !seen.is_harmless(property, style[value..end].trim_ascii())
            && !seen.is_display_none(property, style[value..end].trim_ascii())
        {
            return Glance::Unclear;
        }
        at = bytes.len().min(end + 1);
        start = at;
    }
    match seen.verdict() {
        Glance::Nothing if seen.gone => {
            // Only without quotes and brackets is every cut one that a browser makes too.
            if super::is_plain(style) { Glance::DisplayNone } else { Glance::Unclear }
        }
        _ if seen.gone => Glance::Unclear,
        verdict => verdict,
    }
}

/// What a `background…` comes to.
#[derive(Clone, Copy, Debug, Default)]
enum Ground {
    /// No ground that text could vanish on: no colour, or a picture over it.
    #[default]
    None,
    Solid(Rgb),
    Unknown,
}

/// What the declarations so far come to together.
#[derive(Debug, Default)]
struct Seen {
    shows: bool,
    /// `display: none`, once.
    gone: bool,
    color: Option<Rgb>,
    colors: u32,
    ground: Ground,
    grounds: u32,
}

impl Seen {
    fn verdict(&self) -> Glance {
        let same = match (self.color, self.ground) {
            (None, _) if self.colors == 0 => false,
            _ if self.grounds == 0 => false,
            // Which of several holds is not for a glance.
            _ if self.colors > 1 || self.grounds > 1 => true,
            (Some(text), Ground::Solid(ground)) => text.is_same_to_the_eye(ground),
            (_, Ground::Unknown) => true,
            (None, _) | (_, Ground::None) => false,
        };
        match (same, self.shows) {
            (true, _) => Glance::Unclear,
            (false, true) => Glance::Shows,
            (false, false) => Glance::Nothing,
        }
    }

    /// Whether the declaration hides nothing, by itself or with others that are harmless.
    fn is_harmless(&mut self, property: Property, value: &str) -> bool {
        use Property as P;
        let bytes = value.as_bytes();
        let first = bytes.first().map_or(0, u8::to_ascii_lowercase);
        match property {
            P::Display => {
                let harmless = !matches!(first, b'n' | b'/' | b'\\');
                self.shows |= harmless;
                harmless
            }
            P::Visibility => {
                self.shows = true;
                !matches!(first, b'h' | b'c' | b'/' | b'\\')
            }
            P::Opacity => {
                self.shows = true;
                each(bytes, |v| v.number + v.percent / 100.0 > 0.1 + MARGIN)
            }
            // They make room, or cover, or matter only where something else is out of bounds.
            P::Position | P::Padding | P::PaddingSide | P::Overflow | P::BackgroundClip | P::TextShadow => {
                true
            }
            P::Side(_) | P::Inset => each(bytes, |v| (-399.0..4999.0).contains(&v.offset_px())),
            P::Margin | P::MarginSide(_) => each(bytes, |v| (-999.0..4999.0).contains(&v.offset_px())),
            P::TextIndent => each(bytes, |v| {
                (-399.0..4999.0).contains(&(v.px + v.number)) && (-99.0..99.0).contains(&v.percent)
            }),
            P::Width | P::Height | P::MaxWidth | P::MaxHeight => {
                each(bytes, |v| v.percent > 0.0 || v.px + v.number > 2.0 + MARGIN)
            }
            P::FontSize => each(bytes, |v| v.font_px() > 4.0 + MARGIN),
            P::Font => font(bytes),
            P::ZIndex => each(bytes, |v| v.number >= 0.0),
            P::Filter | P::Transform | P::Translate | P::Scale | P::Clip | P::ClipPath => {
                bytes.iter().all(|b| b.is_ascii_alphabetic() || matches!(b, b'-' | b' ' | b'!'))
            }
            P::ContentVisibility => false,
            P::Color => self.color(value),
            P::Background | P::BackgroundColor => {
                self.grounds += 1;
                self.ground = ground(value);
                true
            }
            P::BackgroundImage => {
                self.grounds += 1;
                self.ground = Ground::Unknown;
                true
            }
        }
    }

    /// Whether the declaration, which is not harmless, is the first `display: none`.
    fn is_display_none(&mut self, property: Property, value: &str) -> bool {
        let Some(behind) = (property == Property::Display && !self.gone)
            .then(|| value.split_at_checked("none".len()))
            .flatten()
            .filter(|(word, _)| word.eq_ignore_ascii_case("none"))
            .map(|(_, behind)| behind.trim_ascii_start())
        else {
            return false;
        };
        self.gone = behind.is_empty() || behind.eq_ignore_ascii_case("!important");
        self.gone
    }

    fn color(&mut self, value: &str) -> bool {
        let word = first_word(value);
        let next = value.as_bytes().get(word.len()).copied().unwrap_or(b' ');
        // No colour at all.
        if value.is_empty() {
            return true;
        }
        match next {
            b'(' if word.eq_ignore_ascii_case("rgb") || word.eq_ignore_ascii_case("rgba") => {
                let Some(rgb) = channels(&value[word.len() + 1..]) else { return false };
                self.color = Some(rgb);
                self.colors += 1;
                return !rgb.is_almost_white();
            }
            // What a variable holds is not known.
            b'(' if word.eq_ignore_ascii_case("var") => return true,
            b' ' | b'!' | b'\t' | b'\n' | b'\r' => {}
            _ => return false,
        }
        const UNKNOWN: [&str; 5] = ["inherit", "initial", "currentcolor", "unset", "auto"];
        if let Some(rgb) = solid(word) {
            self.color = Some(rgb);
            self.colors += 1;
            return !rgb.is_almost_white();
        }
        UNKNOWN.iter().any(|w| word.eq_ignore_ascii_case(w))
    }
}

fn ground(value: &str) -> Ground {
    let word = first_word(value);
    let rest = value[word.len()..].trim_ascii_start();
    if word.eq_ignore_ascii_case("url") && rest.starts_with('(') {
        return Ground::None;
    }
    if !rest.is_empty() && !rest.starts_with('!') {
        return Ground::Unknown;
    }
    match solid(word) {
        Some(rgb) => Ground::Solid(rgb),
        None if word.eq_ignore_ascii_case("none") || word.eq_ignore_ascii_case("transparent") => Ground::None,
        None => Ground::Unknown,
    }
}

/// A colour word, or `#` with three or six digits.
fn solid(word: &str) -> Option<Rgb> {
    if word.starts_with('#') && !matches!(word.len(), 4 | 7) {
        return None;
    }
    Rgb::from_css_word(word)
}

/// The colour of `1, 2, 3)` or `1, 2, 3, 0.4)`, what follows `rgb(`, if it is written so and can be seen.
fn channels(arguments: &str) -> Option<Rgb> {
    let mut parts = arguments.split_once(')')?.0.split(',').map(str::trim_ascii);
    // A sign or an exponent is not for a glance.
    let mut digits = |longest, marks: &[u8]| {
        let plain = |part: &&str| part.bytes().all(|b| b.is_ascii_digit() || marks.contains(&b));
        parts.next().map(|part| Some(part).filter(|part| part.len() <= longest).filter(plain))
    };
    let mut channel = || digits(3, b"")??.parse().ok();
    let rgb = Rgb::new(channel()?, channel()?, channel()?);
    let seen = match digits(6, b".") {
        Some(alpha) => alpha?.parse::<f32>().ok()? > 0.05 + MARGIN,
        None => true,
    };
    (seen && parts.next().is_none()).then_some(rgb)
}

/// The name at the beginning, its `#` with it.
fn first_word(value: &str) -> &str {
    let end = value
        .bytes()
        .position(|b| !(b.is_ascii_alphanumeric() || matches!(b, b'#' | b'-' | b'_') || b >= 0x80));
    &value[..end.unwrap_or(value.len())]
}

/// A plain number with its unit; one of the three is not 0 at most.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
struct Plain {
    px: f32,
    percent: f32,
    number: f32,
}

impl Plain {
    /// As [`super::value::Length::offset_px`].
    fn offset_px(self) -> f32 {
        self.px + self.number + self.percent * 10.0
    }

    /// As [`super::value::Length::font_px`].
    fn font_px(self) -> f32 {
        self.px + self.number + self.percent / 100.0 * 16.0
    }
}

/// What stands next in a value.
enum Next {
    Number(Plain),
    Word,
    End,
    /// Something that a glance does not read.
    Other,
}

/// Whether a value is words and plain numbers, and all numbers pass.
fn each(bytes: &[u8], passes: impl Fn(Plain) -> bool) -> bool {
    let mut at = 0;
    loop {
        match next(bytes, &mut at) {
            Next::Number(number) if passes(number) => {}
            Next::Word => {}
            Next::End => return true,
            _ => return false,
        }
    }
}

/// Whether a `font` asks for letters that can be read: only its first length counts, plain numbers are weights.
fn font(bytes: &[u8]) -> bool {
    let mut at = 0;
    loop {
        match next(bytes, &mut at) {
            Next::Number(n) if n.number != 0.0 => {}
            Next::Number(n) => return n.font_px() > 4.0 + MARGIN,
            Next::Word => {}
            Next::End => return true,
            Next::Other => return false,
        }
    }
}

fn next(bytes: &[u8], at: &mut usize) -> Next {
    while bytes.get(*at).is_some_and(u8::is_ascii_whitespace) {
        *at += 1;
    }
    let rest = &bytes[*at..];
    // What stands behind `!` belongs to no value.
    let Some(&first) = rest.first().filter(|b| **b != b'!') else { return Next::End };
    let is_name = |b: &u8| b.is_ascii_alphanumeric() || matches!(b, b'-' | b'_');
    let signed = matches!(first, b'-' | b'+');
    if first.is_ascii_digit()
        || first == b'.'
        || signed && rest.get(1).is_some_and(|b| b.is_ascii_digit() || *b == b'.')
    {
        return match number(&rest[usize::from(signed)..]) {
            Some((number, used)) => {
                *at += used + usize::from(signed);
                let sign = if first == b'-' { -1.0 } else { 1.0 };
                Next::Number(Plain {
                    px: number.px * sign,
                    percent: number.percent * sign,
                    number: number.number * sign,
                })
            }
            None => Next::Other,
        };
    }
    if first.is_ascii_alphabetic() || first == b'-' && rest.get(1).is_some_and(u8::is_ascii_alphabetic) {
        let end = rest.iter().position(|b| !is_name(b)).unwrap_or(rest.len());
        *at += end;
        // A function, an escape, a comment, another alphabet.
        let behind = rest.get(end).copied().unwrap_or(b' ');
        return if behind.is_ascii_whitespace() || behind == b'!' { Next::Word } else { Next::Other };
    }
    Next::Other
}

/// Reads digits and a unit; gives the bytes read. `None` for anything but a few digits and the usual units.
fn number(bytes: &[u8]) -> Option<(Plain, usize)> {
    let (mut value, mut at, mut digits, mut scale) = (0.0_f32, 0, 0, 0.0_f32);
    loop {
        match bytes.get(at) {
            Some(digit @ b'0'..=b'9') => {
                value = value * 10.0 + f32::from(digit - b'0');
                scale *= 10.0;
                digits += 1;
            }
            Some(b'.') if scale == 0.0 => scale = 1.0,
            _ => break,
        }
        at += 1;
    }
    // More digits than a float tells apart are off by less than a hundred thousandth, far less than the margins.
    if digits == 0 || digits > 15 {
        return None;
    }
    if scale > 0.0 {
        value /= scale;
    }
    let unit = &bytes[at..];
    let length = unit.iter().position(|b| !(b.is_ascii_alphanumeric() || matches!(b, b'%' | b'-' | b'_')));
    let unit = &unit[..length.unwrap_or(unit.len())];
    let behind = bytes.get(at + unit.len()).copied().unwrap_or(b' ');
    if !(behind.is_ascii_whitespace() || matches!(behind, b'!' | b'/')) {
        return None;
    }
    let mut plain = Plain::default();
    match unit {
        b"" => plain.number = value,
        b"%" => plain.percent = value,
        b"px" | b"PX" => plain.px = value,
        b"em" | b"rem" => plain.px = value * 16.0,
        b"pt" => plain.px = value * (96.0 / 72.0),
        _ => return None,
    }
    Some((plain, at + unit.len()))
}
