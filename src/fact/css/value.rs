//! Reading CSS values that measure: lengths with their arithmetic, clip shapes, transforms.
use cssparser::{ParseError, Parser, Token};

/// Deepest nesting of functions and parentheses that is evaluated.
const MAX_DEPTH: u32 = 8;

/// CSS px of one `em` or `rem` where the font is not known: every browser's default.
const EM_PX: f32 = 16.0;

/// CSS px of one per cent of a window: a 1000 px wide one, between phones and desktops.
const WINDOW_PERCENT_PX: f32 = 10.0;

/// CSS px of a `clip` edge from which the cut is no longer the corner of a sprite.
/// Source: docs/techniques.md T25 (380–500 px).
const FAR_CLIP_PX: f32 = 100.0;

/// Result of reading a value; the reason of a failure does not matter, a browser ignores them all.
pub(super) type Parsed<T> = Result<T, ParseError<()>>;

pub(super) fn invalid<T>() -> Parsed<T> {
    Err(ParseError::custom(()))
}

/// A length, a percentage, a plain number, or a sum of them.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub(super) struct Length {
    /// Absolute part, CSS px (font- and window-relative units by their usual size).
    pub(super) px: f32,
    /// Percentage part, 100 for 100 %.
    pub(super) percent: f32,
    /// Part without unit.
    pub(super) number: f32,
}

impl Length {
    /// As an offset in a window, CSS px. A plain number counts as px: that is quirks mode.
    pub(super) fn offset_px(self) -> f32 {
        self.px + self.number + self.percent * WINDOW_PERCENT_PX
    }

    /// As a letter's size, CSS px.
    pub(super) fn font_px(self) -> f32 {
        self.px + self.number + self.percent / 100.0 * EM_PX
    }

    fn scale(self, by: f32) -> Length {
        Length { px: self.px * by, percent: self.percent * by, number: self.number * by }
    }

    fn add(self, other: Length) -> Length {
        Length {
            px: self.px + other.px,
            percent: self.percent + other.percent,
            number: self.number + other.number,
        }
    }
}

/// One length; `auto` and other words are an error.
pub(super) fn length(input: &mut Parser<'_>) -> Parsed<Length> {
    factor(input, 0)
}

/// One length, or `None` for a word such as `auto`.
pub(super) fn length_or_word(input: &mut Parser<'_>) -> Parsed<Option<Length>> {
    if input.try_parse(|i| i.expect_ident().map(|_| ())).is_ok() { Ok(None) } else { length(input).map(Some) }
}

/// One to four lengths or words, spread over top, right, bottom, left as CSS does.
pub(super) fn four_sides(input: &mut Parser<'_>) -> Parsed<[Option<Length>; 4]> {
    let mut sides = [None; 4];
    let mut count = 0;
    while count < 4 {
        match input.try_parse(length_or_word) {
            Ok(side) => sides[count] = side,
            Err(_) => break,
        }
        count += 1;
    }
    match count {
        0 => return invalid(),
        1 => sides = [sides[0]; 4],
        2 => sides = [sides[0], sides[1], sides[0], sides[1]],
        3 => sides[3] = sides[1],
        _ => {}
    }
    Ok(sides)
}

fn factor(input: &mut Parser<'_>, depth: u32) -> Parsed<Length> {
    if depth > MAX_DEPTH {
        return invalid();
    }
    let kind = match input.next()? {
        Token::Number { value, .. } => return Ok(Length { number: *value, ..Length::default() }),
        Token::Percentage { unit_value, .. } => {
            return Ok(Length { percent: *unit_value * 100.0, ..Length::default() });
        }
        Token::Dimension { value, unit, .. } => return dimension(*value, unit),
        Token::Delim('-') if depth > 0 => return Ok(factor(input, depth + 1)?.scale(-1.0)),
        Token::Delim('+') if depth > 0 => return factor(input, depth + 1),
        Token::ParenthesisBlock if depth > 0 => Function::Sum,
        Token::Function(name) => match Function::named(name) {
            Some(function) => function,
            None => return invalid(),
        },
        _ => return invalid(),
    };
    input.parse_nested_block(|inner| {
        let mut value = sum(inner, depth + 1)?;
        let mut nth = 1;
        while inner.try_parse(|i| i.expect_comma()).is_ok() {
            let next = sum(inner, depth + 1)?;
            let replace = match function_order(kind, nth) {
                Order::Smallest => next.offset_px() < value.offset_px(),
                Order::Largest => next.offset_px() > value.offset_px(),
                Order::Keep => false,
            };
            if replace {
                value = next;
            }
            nth += 1;
        }
        Ok(value)
    })
}

#[derive(Clone, Copy)]
enum Function {
    Sum,
    Min,
    Max,
    Clamp,
}

impl Function {
    fn named(name: &str) -> Option<Function> {
        const NAMES: &[(&str, Function)] = &[
            ("calc", Function::Sum),
            ("-webkit-calc", Function::Sum),
            ("-moz-calc", Function::Sum),
            // Internet Explorer up to 7 evaluates it as JScript; kits write `expression(1-900)`.
            ("expression", Function::Sum),
            ("min", Function::Min),
            ("max", Function::Max),
            ("clamp", Function::Clamp),
        ];
        NAMES.iter().find(|(n, _)| name.eq_ignore_ascii_case(n)).map(|n| n.1)
    }
}

enum Order {
    Smallest,
    Largest,
    Keep,
}

/// How the `nth` (from 1) further argument combines with the value so far.
fn function_order(function: Function, nth: u32) -> Order {
    match (function, nth) {
        (Function::Min, _) | (Function::Clamp, 2) => Order::Smallest,
        (Function::Max, _) | (Function::Clamp, 1) => Order::Largest,
        _ => Order::Keep,
    }
}

/// A sum of products. Two terms without an operator are added: `1-900` is the tokens `1` and `-900`.
fn sum(input: &mut Parser<'_>, depth: u32) -> Parsed<Length> {
    let mut total = product(input, depth)?;
    loop {
        let state = input.state();
        let sign = match input.next() {
            Err(_) => return Ok(total),
            Ok(Token::Delim('+')) => 1.0,
            Ok(Token::Delim('-')) => -1.0,
            Ok(Token::Comma) => {
                input.reset(&state);
                return Ok(total);
            }
            Ok(_) => {
                input.reset(&state);
                1.0
            }
        };
        total = total.add(product(input, depth)?.scale(sign));
    }
}

fn product(input: &mut Parser<'_>, depth: u32) -> Parsed<Length> {
    let mut value = factor(input, depth.max(1))?;
    loop {
        let state = input.state();
        match input.next() {
            Ok(Token::Delim('*')) => {
                let by = factor(input, depth.max(1))?;
                // One side of a product is a plain number.
                value = if by.px == 0.0 && by.percent == 0.0 {
                    value.scale(by.number)
                } else {
                    by.scale(value.number)
                };
            }
            Ok(Token::Delim('/')) => value = value.scale(1.0 / factor(input, depth.max(1))?.number),
            _ => {
                input.reset(&state);
                return Ok(value);
            }
        }
    }
}

fn dimension(value: f32, unit: &str) -> Parsed<Length> {
    const UNITS: &[(&str, f32)] = &[
        ("px", 1.0),
        ("em", EM_PX),
        ("rem", EM_PX),
        ("pt", 96.0 / 72.0),
        ("vw", WINDOW_PERCENT_PX),
        ("vh", WINDOW_PERCENT_PX),
        ("vmin", WINDOW_PERCENT_PX),
        ("vmax", WINDOW_PERCENT_PX),
        ("ex", EM_PX / 2.0),
        ("ch", EM_PX / 2.0),
        ("pc", 16.0),
        ("in", 96.0),
        ("cm", 96.0 / 2.54),
        ("mm", 96.0 / 25.4),
        ("q", 96.0 / 101.6),
    ];
    match UNITS.iter().find(|(name, _)| unit.eq_ignore_ascii_case(name)) {
        Some((_, px)) => Ok(Length { px: value * px, ..Length::default() }),
        None => invalid(),
    }
}

/// What a clip leaves to see.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Clip {
    /// Something, or all.
    Seen,
    /// Nothing, by the screen-reader pattern.
    ScreenReader,
    /// Nothing, by an unusual shape.
    Nothing,
}

/// `clip: rect(top, right, bottom, left)`, commas optional.
pub(super) fn clip_rect(input: &mut Parser<'_>) -> Parsed<Clip> {
    if input.try_parse(|i| i.expect_ident().map(|_| ())).is_ok() {
        return Ok(Clip::Seen);
    }
    input.expect_function_matching("rect")?;
    input.parse_nested_block(|i| {
        let mut sides = [None; 4];
        for (nth, side) in sides.iter_mut().enumerate() {
            if nth > 0 {
                let _ = i.try_parse(|i| i.expect_comma());
            }
            *side = length_or_word(i)?.map(Length::offset_px);
        }
        let [top, right, bottom, left] = sides;
        let (top, left) = (top.unwrap_or(0.0), left.unwrap_or(0.0));
        let seen = right.unwrap_or(f32::MAX) - left > 1.0 && bottom.unwrap_or(f32::MAX) - top > 1.0;
        let small = [Some(top), right, bottom, Some(left)].iter().flatten().all(|px| px.abs() <= 1.0);
        Ok(match (seen, small) {
            (false, true) => Clip::ScreenReader,
            (false, false) => Clip::Nothing,
            (true, _) if top >= FAR_CLIP_PX || left >= FAR_CLIP_PX => Clip::Nothing,
            (true, _) => Clip::Seen,
        })
    })
}

/// `clip-path`: `inset(50%)`, `circle(0)`, `polygon(0 0, 0 0, …)`.
pub(super) fn clip_path(input: &mut Parser<'_>) -> Parsed<Clip> {
    let name = match input.next()? {
        Token::Function(name) => name.clone(),
        Token::Ident(_) | Token::UnquotedUrl(_) => return Ok(Clip::Seen),
        _ => return invalid(),
    };
    input.parse_nested_block(|i| {
        if name.eq_ignore_ascii_case("inset") {
            let sides = four_sides(i)?.map(|s| s.unwrap_or_default());
            while i.next().is_ok() {}
            let gone = |a: Length, b: Length| a.percent + b.percent >= 100.0 || a.px + b.px >= 4000.0;
            let nothing = gone(sides[0], sides[2]) || gone(sides[1], sides[3]);
            return Ok(if nothing { Clip::ScreenReader } else { Clip::Seen });
        }
        let shape = ["circle", "ellipse", "polygon"].iter().any(|s| name.eq_ignore_ascii_case(s));
        // Only the numbers count: a shape whose every number is 0 has no area.
        let (mut numbers, mut nonzero) = (0, false);
        while let Ok(token) = i.next() {
            match token {
                Token::Ident(at) if at.eq_ignore_ascii_case("at") => break,
                Token::Number { value, .. } | Token::Dimension { value, .. } => {
                    (numbers, nonzero) = (1, nonzero || *value != 0.0)
                }
                Token::Percentage { unit_value, .. } => {
                    (numbers, nonzero) = (1, nonzero || *unit_value != 0.0)
                }
                _ => {}
            }
        }
        while i.next().is_ok() {}
        Ok(if shape && numbers > 0 && !nonzero { Clip::Nothing } else { Clip::Seen })
    })
}

/// How far `translate…()` moves along an axis, and whether `scale…()` shrinks to nothing.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub(super) struct Transform {
    /// Farthest move along an axis: CSS px.
    pub(super) px: f32,
    /// Farthest move along an axis: per cent of the element's own size.
    pub(super) percent: f32,
    /// Scaled to (almost) nothing.
    pub(super) vanishes: bool,
}

impl Transform {
    fn moved(&mut self, by: Length) {
        self.px = self.px.max((by.px + by.number).abs());
        self.percent = self.percent.max(by.percent.abs());
    }
}

/// `transform`: any list of functions, of which only translations and scalings are looked at.
pub(super) fn transform(input: &mut Parser<'_>) -> Parsed<Transform> {
    let mut out = Transform::default();
    loop {
        let state = input.state();
        let name = match input.next() {
            Err(_) => return Ok(out),
            Ok(Token::Function(name)) => name.to_ascii_lowercase(),
            Ok(Token::Delim('!')) => {
                input.reset(&state);
                return Ok(out);
            }
            Ok(Token::Ident(_)) => continue,
            Ok(_) => return invalid(),
        };
        input.parse_nested_block(|i| {
            // The third argument of translate3d and scale3d is depth, which hides nothing.
            let arguments = if name.ends_with('z') { 0 } else { 2 };
            for _ in 0..arguments {
                let Ok(by) = i.try_parse(length) else { break };
                if name.starts_with("translate") {
                    out.moved(by);
                } else if name.starts_with("scale") {
                    out.vanishes |= (by.number + by.percent / 100.0).abs() <= 0.01;
                }
                let _ = i.try_parse(|i| i.expect_comma());
            }
            while i.next().is_ok() {}
            Ok::<(), ParseError<()>>(())
        })?;
    }
}

/// `translate: x y`.
pub(super) fn translate(input: &mut Parser<'_>) -> Parsed<Transform> {
    let mut out = Transform::default();
    for _ in 0..2 {
        if let Ok(by) = input.try_parse(length) {
            out.moved(by);
        }
    }
    Ok(out)
}

/// `scale: x y`.
pub(super) fn scale(input: &mut Parser<'_>) -> Parsed<Transform> {
    let mut out = Transform::default();
    for _ in 0..2 {
        if let Ok(by) = input.try_parse(length) {
            out.vanishes |= (by.number + by.percent / 100.0).abs() <= 0.01;
        }
    }
    Ok(out)
}
