//! What one list of CSS declarations (a `style` attribute, the body of a rule) hides.
//!
//! Read as a browser reads it: escapes (`dis\70 lay`), comments, upper case, `!important`, later
//! declarations over earlier ones, invalid ones ignored.
use crate::fact::hiding::Hiding;
use cssparser::{Delimiter, ParseError, Parser, Token, parse_important};

mod cascade;
mod glance;
mod paint;
mod value;

use cascade::{Cascade, Set};
pub(in crate::fact) use glance::{Glance, glance};
use value::Parsed;

/// What a list of declarations says about seeing its element.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct StyleFacts {
    /// The ways in which it hides the element's content.
    pub hiding: Hiding,
    /// The ways of hiding that it takes back (`display: block`, `visibility: visible`, `opacity: 1`).
    pub shows: Hiding,
}

impl StyleFacts {
    /// Some kind of hiding keeps the content from a person: [`Hiding::is_strong`].
    pub fn is_strong(&self) -> bool {
        self.hiding.is_strong()
    }
}

/// Longest property name that is looked at, in bytes (`-webkit-background-clip`).
const MAX_PROPERTY_BYTES: usize = 24;

/// What a list of declarations hides: [`StyleFacts::hiding`], found faster.
pub fn hiding(style: &str) -> Hiding {
    match glance(style) {
        Glance::Nothing | Glance::Shows => Hiding::NONE,
        Glance::DisplayNone => Hiding::DISPLAY_NONE,
        Glance::Unclear => read(style).hiding,
    }
}

/// Reads a list of declarations. Never fails: what a browser ignores is ignored.
pub fn declarations(style: &str) -> StyleFacts {
    match glance(style) {
        Glance::Nothing => StyleFacts::default(),
        Glance::DisplayNone => StyleFacts { hiding: Hiding::DISPLAY_NONE, shows: Hiding::NONE },
        Glance::Shows | Glance::Unclear => read(style),
    }
}

/// Reads every declaration of a list.
pub(in crate::fact) fn read(style: &str) -> StyleFacts {
    if !is_plain(style) {
        let mut cascade = Cascade::default();
        general(&mut Parser::new(style), &mut cascade);
        return cascade.finish();
    }
    // Most styles name no property that hides: they shall not pay for the bookkeeping.
    let mut cascade: Option<Cascade> = None;
    for declaration in style.split(';') {
        let Some((name, value)) = declaration.split_once(':') else { continue };
        let Some(property) = Property::named(name.trim_ascii()) else { continue };
        if let Ok((set, important)) = property_value(property, &mut Parser::new(value)) {
            cascade.get_or_insert_default().apply(set, important);
        }
    }
    cascade.map_or_else(StyleFacts::default, |c| c.finish())
}

/// No byte that could hide a `;` or `:` from a split: escapes, comments, strings, brackets.
fn is_plain(style: &str) -> bool {
    style
        .bytes()
        .all(|b| !matches!(b, b'\\' | b'/' | b'"' | b'\'' | b'(' | b'{' | b'[' | b'}' | b')' | b']' | b'<'))
}

fn general(input: &mut Parser<'_>, cascade: &mut Cascade) {
    loop {
        input.skip_whitespace();
        if input.is_exhausted() {
            return;
        }
        let read = input.parse_until_before(Delimiter::Semicolon | Delimiter::CurlyBracketBlock, |i| {
            let property = Property::named(i.expect_ident()?);
            i.expect_colon()?;
            match property {
                Some(property) => property_value(property, i).map(Some),
                None => {
                    // Everything up to the delimiter is skipped by the caller.
                    while i.next().is_ok() {}
                    Ok(None)
                }
            }
        });
        // A declaration that runs into a block is a nested rule, not a declaration.
        let ends_in_block = matches!(input.next(), Ok(Token::CurlyBracketBlock));
        if let (Ok(Some((set, important))), false) = (read, ends_in_block) {
            cascade.apply(set, important);
        }
    }
}

/// The properties that can hide.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
enum Property {
    Display,
    Visibility,
    Opacity,
    Filter,
    Position,
    Side(u8),
    Inset,
    Margin,
    MarginSide(u8),
    Padding,
    PaddingSide,
    TextIndent,
    Transform,
    Translate,
    Scale,
    Width,
    Height,
    MaxWidth,
    MaxHeight,
    Overflow,
    FontSize,
    Font,
    Clip,
    ClipPath,
    Color,
    Background,
    BackgroundColor,
    BackgroundImage,
    BackgroundClip,
    TextShadow,
    ZIndex,
    ContentVisibility,
}

impl Property {
    fn named(name: &str) -> Option<Property> {
        use Property as P;
        // Almost every declaration of a page is some other property: decide by the first letter and the length.
        if name.len() > MAX_PROPERTY_BYTES
            || LENGTHS[usize::from(*name.as_bytes().first()?)] >> name.len() & 1 == 0
        {
            return None;
        }
        let mut buffer = [0; MAX_PROPERTY_BYTES];
        let lower = &mut buffer[..name.len()];
        lower.copy_from_slice(name.as_bytes());
        lower.make_ascii_lowercase();
        Some(match &*lower {
            b"display" => P::Display,
            b"visibility" => P::Visibility,
            b"opacity" | b"-moz-opacity" | b"-khtml-opacity" => P::Opacity,
            b"filter" | b"-ms-filter" | b"-webkit-filter" => P::Filter,
            b"position" => P::Position,
            b"top" => P::Side(0),
            b"right" => P::Side(1),
            b"bottom" => P::Side(2),
            b"left" => P::Side(3),
            b"inset" => P::Inset,
            b"margin" => P::Margin,
            b"margin-top" => P::MarginSide(0),
            b"margin-left" => P::MarginSide(3),
            b"padding" => P::Padding,
            b"padding-top" | b"padding-bottom" => P::PaddingSide,
            b"text-indent" => P::TextIndent,
            b"transform" | b"-webkit-transform" | b"-ms-transform" | b"-moz-transform" => P::Transform,
            b"translate" => P::Translate,
            b"scale" => P::Scale,
            b"width" => P::Width,
            b"height" => P::Height,
            b"max-width" => P::MaxWidth,
            b"max-height" => P::MaxHeight,
            b"overflow" | b"overflow-x" | b"overflow-y" => P::Overflow,
            b"font-size" => P::FontSize,
            b"font" => P::Font,
            b"clip" => P::Clip,
            b"clip-path" | b"-webkit-clip-path" => P::ClipPath,
            b"color" => P::Color,
            b"background" => P::Background,
            b"background-color" => P::BackgroundColor,
            b"background-image" => P::BackgroundImage,
            b"background-clip" | b"-webkit-background-clip" => P::BackgroundClip,
            b"text-shadow" => P::TextShadow,
            b"z-index" => P::ZIndex,
            b"content-visibility" => P::ContentVisibility,
            _ => return None,
        })
    }
}

/// The names that [`Property::named`] knows.
const PROPERTIES: &[&str] = &[
    "-khtml-opacity",
    "-moz-opacity",
    "-moz-transform",
    "-ms-filter",
    "-ms-transform",
    "-webkit-background-clip",
    "-webkit-clip-path",
    "-webkit-filter",
    "-webkit-transform",
    "background",
    "background-clip",
    "background-color",
    "background-image",
    "bottom",
    "clip",
    "clip-path",
    "color",
    "content-visibility",
    "display",
    "filter",
    "font",
    "font-size",
    "height",
    "inset",
    "left",
    "margin",
    "margin-left",
    "margin-top",
    "max-height",
    "max-width",
    "opacity",
    "overflow",
    "overflow-x",
    "overflow-y",
    "padding",
    "padding-bottom",
    "padding-top",
    "position",
    "right",
    "scale",
    "text-indent",
    "text-shadow",
    "top",
    "transform",
    "translate",
    "visibility",
    "width",
    "z-index",
];

/// For each first byte, in either case, the lengths of the properties that begin with it, a bit each.
static LENGTHS: [u32; 256] = {
    let mut table = [0; 256];
    let mut nth = 0;
    while nth < PROPERTIES.len() {
        let name = PROPERTIES[nth].as_bytes();
        table[name[0] as usize] |= 1 << name.len();
        table[name[0].to_ascii_uppercase() as usize] |= 1 << name.len();
        nth += 1;
    }
    table
};

/// Words that `display` takes, `none` aside.
const DISPLAYS: &[&str] = &[
    "block",
    "inline",
    "inline-block",
    "flex",
    "inline-flex",
    "grid",
    "inline-grid",
    "table",
    "inline-table",
    "table-row",
    "table-cell",
    "table-row-group",
    "table-header-group",
    "table-footer-group",
    "table-column",
    "table-column-group",
    "table-caption",
    "list-item",
    "contents",
    "flow-root",
    "flow",
    "run-in",
    "ruby",
    "-webkit-box",
    "-webkit-inline-box",
    "-webkit-flex",
    "-moz-box",
    "-ms-flexbox",
    "-ms-grid",
    "initial",
    "inherit",
    "unset",
    "revert",
];

/// Reads a value up to its end; the second part is `!important`.
fn property_value(property: Property, input: &mut Parser<'_>) -> Parsed<(Set, bool)> {
    use Property as P;
    let set = match property {
        P::Display => Set::Display(display(input)?),
        P::Visibility => {
            match word(input, &["visible", "hidden", "collapse", "inherit", "initial", "unset"])? {
                1 | 2 => Set::Visible(false),
                _ => Set::Visible(true),
            }
        }
        P::Opacity => {
            let value = value::length(input)?;
            Set::Opacity(value.number + value.percent / 100.0)
        }
        P::Filter => Set::Filter(paint::filter_opacity(rest(input))),
        P::Position => {
            let words = [
                "absolute",
                "fixed",
                "relative",
                "sticky",
                "-webkit-sticky",
                "static",
                "inherit",
                "initial",
                "unset",
            ];
            Set::Position { moved: word(input, &words)? < 5 }
        }
        P::Side(side) => Set::Side(side, value::length_or_word(input)?),
        P::Inset => Set::Sides(value::four_sides(input)?),
        P::Margin => Set::Margin(value::four_sides(input)?),
        P::MarginSide(side) => Set::MarginSide(side, value::length_or_word(input)?),
        P::Padding => {
            let sides = value::four_sides(input)?;
            Set::Padded([sides[0], sides[2]].iter().flatten().any(|l| l.offset_px() > 2.0))
        }
        P::PaddingSide => Set::Padded(value::length(input)?.offset_px() > 2.0),
        P::TextIndent => Set::TextIndent(value::length(input)?),
        P::Transform => Set::Transform(value::transform(input)?),
        P::Translate => Set::Translate(value::translate(input)?),
        P::Scale => Set::Scale(value::scale(input)?),
        P::Width => Set::Width(value::length_or_word(input)?),
        P::Height => Set::Height(value::length_or_word(input)?),
        P::MaxWidth => Set::MaxWidth(value::length_or_word(input)?),
        P::MaxHeight => Set::MaxHeight(value::length_or_word(input)?),
        P::Overflow => {
            let words = ["hidden", "auto", "scroll", "clip", "visible", "inherit", "initial", "unset"];
            let first = word(input, &words)?;
            let second = input.try_parse(|i| word(i, &words)).unwrap_or(first);
            Set::Clips(first < 4 || second < 4)
        }
        P::FontSize => Set::FontSize(match value::length_or_word(input)? {
            Some(length) => length.font_px(),
            // Words and keywords: all of them can be read.
            None => 16.0,
        }),
        P::Font => Set::FontSize(font_size(input)),
        P::Clip => Set::Clip(value::clip_rect(input)?),
        P::ClipPath => Set::ClipPath(value::clip_path(input)?),
        P::Color => Set::Color(paint::colour(input)?),
        P::Background => {
            let (colour, picture) = paint::background(input)?;
            Set::Background(colour, picture)
        }
        P::BackgroundColor => Set::BackgroundColor(paint::colour(input)?),
        P::BackgroundImage => Set::Picture(!rest(input).trim_ascii().eq_ignore_ascii_case("none")),
        P::BackgroundClip => Set::ClippedToText(rest(input).to_ascii_lowercase().contains("text")),
        P::TextShadow => Set::Shadow(!rest(input).to_ascii_lowercase().contains("none")),
        P::ZIndex => Set::ZIndex(value::length_or_word(input)?.map_or(0.0, |l| l.number)),
        P::ContentVisibility => {
            Set::ContentHidden(word(input, &["hidden", "auto", "visible", "initial"])? == 0)
        }
    };
    let important = input.try_parse(parse_important).is_ok();
    input.expect_exhausted()?;
    Ok((set, important))
}

/// `true` for `none`.
fn display(input: &mut Parser<'_>) -> Parsed<bool> {
    let name = input.expect_ident()?;
    if name.eq_ignore_ascii_case("none") {
        return Ok(true);
    }
    if !DISPLAYS.iter().any(|d| name.eq_ignore_ascii_case(d)) {
        return Err(ParseError::custom(()));
    }
    // `block flow`, `inline flow-root`, …
    while input.try_parse(|i| word(i, DISPLAYS)).is_ok() {}
    Ok(false)
}

/// Which of the words comes next.
fn word(input: &mut Parser<'_>, words: &[&str]) -> Parsed<usize> {
    let name = input.expect_ident()?;
    words.iter().position(|w| name.eq_ignore_ascii_case(w)).ok_or_else(|| ParseError::custom(()))
}

/// The text up to the value's end or its `!important`.
fn rest<'i>(input: &mut Parser<'i>) -> &'i str {
    let start = input.position();
    let end = loop {
        let state = input.state();
        match input.next() {
            Ok(Token::Delim('!')) => {
                input.reset(&state);
                break state.position();
            }
            Ok(_) => {}
            Err(_) => break input.position(),
        }
    };
    input.slice(start..end)
}

/// The size in a `font` shorthand, CSS px: its first length, which stands before a `/`.
fn font_size(input: &mut Parser<'_>) -> f32 {
    let mut size = None;
    loop {
        let state = input.state();
        if let Ok(length) = input.try_parse(value::length) {
            // A plain number is a weight, 0 aside.
            if size.is_none() && (length.number == 0.0 || length.px != 0.0) {
                size = Some(length.font_px());
            }
            continue;
        }
        match input.next() {
            Ok(Token::Delim('!')) => {
                input.reset(&state);
                break;
            }
            Ok(_) => {}
            Err(_) => break,
        }
    }
    size.unwrap_or(16.0)
}

#[cfg(test)]
mod tests;
