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
    /// May hide something.
    Unclear,
}

/// Space kept from each bound of [`super::cascade`], lest the last digit decide.
const MARGIN: f32 = 0.01;

/// Glances at a list of declarations.
pub(in crate::fact) fn glance(style: &str) -> Glance {
    let bytes = style.as_bytes();
    let mut seen = Seen::default();
    let mut at = 0;
    while at < bytes.len() {
        // The name, up to `:`.
        let start = at;
        let mut colon = None;
        while at < bytes.len() {
            match bytes[at] {
                b':' => {
                    colon = Some(at);
                    break;
                }
                b';' => break,
                // What an escape, a comment or a block hides from the cuts.
                b'\\' | b'{' => return Glance::Unclear,
                b'/' if bytes.get(at + 1) == Some(&b'*') => return Glance::Unclear,
                _ => at += 1,
            }
        }
        let Some(colon) = colon else {
            at += 1;
            continue;
        };
        let end = colon + 1;
        let mut block = false;
        let length = bytes[end..].iter().position(|&b| {
            block |= b == b'{';
            b == b';'
        });
        if block {
            return Glance::Unclear;
        }
        at = length.map_or(bytes.len(), |n| end + n);
        let name = style[start..colon].trim_ascii();
        if let Some(property) = Property::named(name)
            && !seen.is_harmless(property, style[end..at].trim_ascii())
        {
            return Glance::Unclear;
        }
        at += 1;
    }
    seen.verdict()
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
                self.shows = true;
                !matches!(first, b'n' | b'/' | b'\\')
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

    fn color(&mut self, value: &str) -> bool {
        let word = first_word(value);
        let next = value.as_bytes().get(word.len()).copied().unwrap_or(b' ');
        match next {
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
    // Beyond, a float no longer tells the digits apart.
    if digits == 0 || digits > 6 {
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
