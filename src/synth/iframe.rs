//! Hidden frames, alone or stacked, written out or by a script.
use super::catalogue::Job;
use super::dice::Dice;
use super::hide::Hide;
use super::kit::Kit;
use super::markup::entities;
use super::obfuscate::{evaluated, expression};
use super::place::Place;
use super::words;

const PLACES: [(Place, u32); 7] = [
    (Place::AfterHtml, 6),
    (Place::BodyEnd, 4),
    (Place::BodyTop, 3),
    (Place::Boundary, 3),
    (Place::AfterBody, 1),
    (Place::Eof, 2),
    (Place::Footer, 1),
];

/// An address of a drive-by kind: a port, a short script, a counter.
fn address(dice: &mut Dice, kit: &Kit) -> String {
    let host = kit.host(dice);
    let port = match dice.range(0..=9) {
        0..=5 => String::new(),
        6..=7 => ":8080".to_owned(),
        _ => format!(":{}", dice.range(81..=65_000)),
    };
    let scheme = dice.word(&["http://", "http://", "https://", "//"]);
    let name = words::name(dice);
    let path = match dice.range(0..=9) {
        7 => format!("cgi-bin/{name}.cgi?p={}", dice.range(1..=99)),
        8 => format!("{name}/?t={}", dice.range(1..=9)),
        9 => format!("go.php?sid={}", dice.range(1..=9)),
        0 => format!("in.cgi?{}", dice.range(2..=99)),
        1 => format!("ts/in.cgi?{name}{}", dice.range(1..=99)),
        2 => format!("{}.php", words::host_word(dice, "syllable")),
        3 => format!("{name}.html"),
        4 => format!("?go={}", dice.range(1..=9)),
        5 => String::new(),
        _ => format!("{name}/index.php?id={}", dice.range(1..=9_999)),
    };
    format!("{scheme}{host}{port}/{path}")
}

/// One frame. `written` ones go through a script string.
fn frame(dice: &mut Dice, kit: &Kit) -> String {
    let url = address(dice, kit);
    let url = if dice.chance(0.15) { entities(&url, false, false) } else { url };
    let size = if dice.chance(0.7) { dice.range(0..=2) } else { dice.range(3..=12) }.to_string();
    let other = if dice.chance(0.7) { size.clone() } else { dice.range(0..=12).to_string() };
    let large = dice.range(50..=400).to_string();
    let hide = *dice.weighted(&[
        (Hide::Visibility, 4),
        (Hide::Display, 5),
        (Hide::Offscreen, 3),
        (Hide::Opacity, 1),
        (Hide::Attribute, 1),
    ]);
    let (key, value) = hide.attribute(dice, &kit.markup);
    match dice.range(0..=6) {
        0..=1 => kit.markup.wrap(
            "iframe",
            &[("src", &url), ("width", &size), ("height", &other), (key, &value)],
            "",
        ),
        2 => kit.markup.wrap(
            "iframe",
            &[("src", &url), ("width", &large), ("height", &large), (key, &value)],
            "",
        ),
        3 => kit.markup.wrap(
            "iframe",
            &[("src", &url), ("width", &size), ("height", &other), ("frameborder", "0")],
            "",
        ),
        4 => kit.markup.wrap("iframe", &[("src", &url), (key, &value)], ""),
        5 => {
            let inner =
                kit.markup.wrap("iframe", &[("src", &url), ("width", &large), ("height", &large)], "");
            kit.markup.wrap(dice.word(&["div", "span"]), &[(key, &value)], &inner)
        }
        _ => {
            let class = kit.identifier("frame");
            let rule = hide.rule(dice);
            let inner =
                kit.markup.wrap("iframe", &[("height", &large), ("width", &large), ("src", &url)], "");
            format!("<style>.{class}{rule}</style>{}", kit.markup.wrap("div", &[("class", &class)], &inner))
        }
    }
}

/// One frame, or the same or another again: pages are infected more than once.
pub(crate) fn hidden(job: &mut Job<'_, '_>) -> bool {
    let (kit, dice) = (job.kit, &mut job.block);
    let count = *dice.weighted(&[(1, 7), (2, 2), (3, 1), (6, 1)]);
    let first = frame(dice, kit);
    let same = dice.chance(0.5);
    let frames: Vec<String> =
        (0..count).map(|_| if same { first.clone() } else { frame(dice, kit) }).collect();
    if dice.chance(0.5) {
        job.put_each(&PLACES, &frames)
    } else {
        job.put(&PLACES, &frames.join(kit.markup.gap))
    }
}

/// The frame in a disguised `document.write`.
pub(crate) fn written(job: &mut Job<'_, '_>) -> bool {
    let (kit, dice) = (job.kit, &mut job.block);
    let frame = frame(dice, kit);
    let mut code = format!("document.write({});", expression(dice, &frame, 0.15));
    if dice.chance(0.3) {
        code = evaluated(dice, &code);
    }
    job.put(&PLACES, &format!("<script>{code}</script>"))
}
