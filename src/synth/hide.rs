//! Ways to hide a box, with values beyond those seen.
use super::dice::Dice;
use super::markup::Markup;

/// How a box is hidden.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Hide {
    /// `display:none`.
    Display,
    /// `visibility:hidden`, collapsed or not.
    Visibility,
    /// `position` with a far `left`, `top`, `right`.
    Offscreen,
    /// `text-indent`, `margin` or `transform` far away.
    Indent,
    /// `overflow:hidden` with no height to speak of.
    Thin,
    /// `height:0pt;width:0pt;overflow:auto;position:fixed`.
    NoBox,
    /// `font-size` and `line-height` of 0 or 1.
    TinyFont,
    /// Text in the background's colour.
    Colour,
    /// Transparent.
    Opacity,
    /// Behind everything.
    Behind,
    /// `clip` to nothing.
    Clip,
    /// The `hidden` attribute.
    Attribute,
}

/// Distances in pixels or other units that take a box off the screen.
fn far(dice: &mut Dice) -> String {
    const SEEN: [usize; 12] = [999, 1000, 1213, 1620, 2000, 3000, 5000, 9000, 9999, 10000, 99999, 100000];
    let number = match dice.range(0..=9) {
        0..=5 => *dice.pick(&SEEN),
        6..=8 => dice.range(600..=12_000),
        _ => dice.range(100_000..=9_999_999),
    };
    let unit = dice.weighted_word(&[("px", 30), ("em", 3), ("pt", 2), ("rem", 1)]);
    format!("-{number}{unit}")
}

fn shade(dice: &mut Dice) -> String {
    let low = dice.range(0..=3) as u8;
    match dice.range(0..=4) {
        0 => "#fff".to_owned(),
        1 => "#ffffff".to_owned(),
        2 => "white".to_owned(),
        3 => format!("#fffff{:x}", 15 - low),
        _ => format!("rgb({0},{0},{0})", 255 - low),
    }
}

impl Hide {
    /// Ways in which no other family specialises.
    pub(crate) const ANY: [Hide; 12] = [
        Hide::Display,
        Hide::Visibility,
        Hide::Offscreen,
        Hide::Indent,
        Hide::Thin,
        Hide::NoBox,
        Hide::TinyFont,
        Hide::Colour,
        Hide::Opacity,
        Hide::Behind,
        Hide::Clip,
        Hide::Attribute,
    ];

    /// The CSS declarations.
    pub(crate) fn declarations(self, dice: &mut Dice) -> Vec<(&'static str, String)> {
        let own = |value: &str| value.to_owned();
        let mut list = match self {
            Hide::Display | Hide::Attribute => {
                vec![("display", own(if dice.chance(0.06) { "none !important" } else { "none" }))]
            }
            Hide::Visibility => vec![("visibility", own(dice.word(&["hidden", "hidden", "collapse"])))],
            Hide::Offscreen => {
                let mut list = vec![("position", own(dice.weighted_word(&[("absolute", 7), ("fixed", 3)])))];
                match dice.range(0..=6) {
                    0..=2 => list.push(("left", far(dice))),
                    3 => list.push(("top", far(dice))),
                    4 => list.push(("right", far(dice))),
                    _ => {
                        list.push(("left", far(dice)));
                        let same = list[1].1.clone();
                        list.push(("top", if dice.chance(0.6) { same } else { far(dice) }));
                    }
                }
                list
            }
            Hide::Indent => match dice.range(0..=2) {
                0 => vec![("text-indent", far(dice))],
                1 => vec![(dice.word(&["margin-left", "margin-top", "margin-right"]), far(dice))],
                _ => vec![("transform", format!("translateX({})", far(dice)))],
            },
            Hide::Thin => {
                let size = format!("{}{}", dice.range(0..=2), dice.word(&["px", "px", "pt", "em"]));
                let mut list = vec![("overflow", own("hidden"))];
                list.push((dice.weighted_word(&[("height", 6), ("max-height", 1)]), size.clone()));
                if dice.chance(0.4) {
                    list.push(("width", size));
                }
                list
            }
            Hide::NoBox => {
                let unit = dice.word(&["pt", "px", ""]);
                vec![
                    ("overflow", own(dice.word(&["auto", "hidden", "scroll"]))),
                    ("position", own(dice.word(&["fixed", "absolute"]))),
                    ("height", format!("0{unit}")),
                    ("width", format!("0{unit}")),
                ]
            }
            Hide::TinyFont => {
                let size = format!("{}px", dice.range(0..=1));
                let mut list = vec![("font-size", size.clone())];
                if dice.chance(0.5) {
                    list.push(("line-height", size));
                }
                list
            }
            Hide::Colour => {
                let shade = shade(dice);
                let mut list = vec![("color", shade.clone())];
                if dice.chance(0.6) {
                    list.push((dice.word(&["background", "background-color"]), shade));
                }
                list
            }
            Hide::Opacity => match dice.range(0..=2) {
                0 => vec![("opacity", own("0"))],
                1 => vec![("opacity", own("0.0")), ("filter", own("alpha(opacity=0)"))],
                _ => vec![("opacity", format!("0.0{}", dice.range(0..=1)))],
            },
            Hide::Behind => vec![
                ("position", own(dice.word(&["absolute", "fixed"]))),
                ("z-index", format!("-{}", dice.log_range(1..=99_999))),
            ],
            Hide::Clip => {
                let rect = match dice.range(0..=2) {
                    0 => own("rect(0,0,0,0)"),
                    _ => format!("rect({}px,auto,auto,{}px)", dice.range(380..=500), dice.range(380..=500)),
                };
                vec![("position", own("absolute")), ("clip", rect)]
            }
        };
        // Belt and braces: a second way, or declarations that mean nothing.
        match dice.range(0..=9) {
            0 => list.push(("overflow", own("hidden"))),
            1 => list.push(("width", format!("{}px", dice.range(0..=1)))),
            2 => list.insert(0, ("display", own(if self == Hide::Display { "none" } else { "block" }))),
            _ => {}
        }
        if dice.chance(0.3) {
            dice.shuffle(&mut list);
        }
        list
    }

    /// The attribute that hides: `style="…"`, or `hidden`.
    pub(crate) fn attribute(self, dice: &mut Dice, markup: &Markup) -> (&'static str, String) {
        if self == Hide::Attribute {
            return ("hidden", if dice.chance(0.3) { "hidden".to_owned() } else { String::new() });
        }
        let list = self.declarations(dice);
        let borrowed: Vec<(&str, &str)> = list.iter().map(|(key, value)| (*key, value.as_str())).collect();
        ("style", markup.style(&borrowed))
    }

    /// The body of a style rule.
    pub(crate) fn rule(self, dice: &mut Dice) -> String {
        let list = self.declarations(dice);
        let space = dice.word(&["", " "]);
        // A rule has to win against the page's own.
        let last = dice.weighted_word(&[("", 8), (" !important", 2), (" !Important", 1)]);
        let parts: Vec<String> = list
            .iter()
            .map(|(key, value)| {
                let last = if value.contains('!') { "" } else { last };
                format!("{key}:{space}{value}{last}")
            })
            .collect();
        let end = dice.word(&["", ";"]);
        format!("{{{space}{}{end}{space}}}", parts.join(&format!(";{space}")))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_way_writes_what_hides() {
        let mut dice = Dice::of(&[b"hide"]);
        let markup = Markup::new(&mut dice);
        for (hide, needle) in [
            (Hide::Display, "display"),
            (Hide::Offscreen, "-"),
            (Hide::Thin, "overflow"),
            (Hide::Clip, "rect("),
            (Hide::Attribute, ""),
        ] {
            for _ in 0..50 {
                let (key, value) = hide.attribute(&mut dice, &markup);
                assert!(value.contains(needle), "{hide:?} {key}={value}");
                assert!(hide.rule(&mut dice).starts_with('{'));
            }
        }
    }
}
