//! Family A: runs of empty tags that share an id (T01), random tag names (T02, T03). The numbers are those of
//! docs/techniques.md, measured on raw pages; half of the kits go beyond them.
use super::catalogue::Job;
use super::chains::{Shape, chains, id, subset, write};
use super::dice::Dice;
use super::draft::Label;
use super::family::Family;
use super::hide::Hide;
use super::kit::Kit;
use super::markup::{Markup, js_string};
use super::place::Place;
use super::stamp::Stamp;

/// Where T01 blocks stand: mostly a pair of top and bottom.
pub(crate) const TOP: [(Place, u32); 3] = [(Place::BodyTop, 8), (Place::Boundary, 1), (Place::Start, 1)];
pub(crate) const BOTTOM: [(Place, u32); 6] = [
    (Place::BodyEnd, 4),
    (Place::LastScript, 3),
    (Place::AfterBody, 3),
    (Place::AfterHtml, 4),
    (Place::Footer, 1),
    (Place::Boundary, 1),
];

/// Puts a wrapper around a block: the two seen, and what may come.
pub(crate) fn wrap(dice: &mut Dice, kit: &Kit, value: &str, inside: &str) -> String {
    let markup = &kit.markup;
    let class = if kit.seen(dice, 0.15) { "pl_css_ganrao".to_owned() } else { kit.identifier("noise class") };
    let gap = markup.gap;
    let inside = format!("{gap}{inside}{gap}");
    let tag = dice.weighted_word(&[("div", 16), ("span", 2), ("section", 1), ("p", 1), ("center", 1)]);
    let seen = kit.seen(dice, 0.5);
    match if seen { dice.range(0..=7) } else { dice.range(7..=14) } {
        0..=2 => {
            let (key, hide) = Hide::Display.attribute(dice, markup);
            markup.wrap(tag, &[("id", value), ("class", &class), (key, &hide)], &inside)
        }
        3 => {
            let (key, hide) = Hide::Display.attribute(dice, markup);
            markup.wrap(tag, &[("id", &class), (key, &hide)], &inside)
        }
        4 => {
            let (key, hide) = Hide::Display.attribute(dice, markup);
            let inner = markup.wrap(tag, &[("id", &class), (key, &hide)], &inside);
            markup.wrap("div", &[(key, &hide)], &format!("{gap}{inner}{gap}"))
        }
        5..=6 => {
            let style = markup.style(&[("position", "fixed"), ("left", "-9000px"), ("top", "-9000px")]);
            markup.wrap(tag, &[("style", &style)], &inside)
        }
        7 => {
            let rule = Hide::Display.rule(dice);
            format!("<style>#{class}{rule}</style>{gap}{}", markup.wrap(tag, &[("id", &class)], &inside))
        }
        8 => {
            let rule = dice.pick(&[Hide::Display, Hide::Offscreen, Hide::Thin]).rule(dice);
            format!("<style>.{class}{rule}</style>{gap}{}", markup.wrap(tag, &[("class", &class)], &inside))
        }
        9..=10 => inside.trim().to_owned(),
        11 => markup.wrap(tag, &[("class", &class), ("id", value)], &inside),
        12 => markup.wrap(tag, &[("id", value), ("hidden", "")], &inside),
        _ => {
            let hide = *dice.pick(&Hide::ANY);
            let (key, hide) = hide.attribute(dice, markup);
            markup.wrap(tag, &[(key, &hide)], &inside)
        }
    }
}

/// T01. One or two blocks, sometimes three of one wrapper, with companions.
pub(crate) fn one_id(job: &mut Job<'_, '_>) -> bool {
    let dice = &mut job.block;
    let measured = job.kit.seen(dice, 0.5);
    job.variant_of(measured);
    let dice = &mut job.block;
    let mut blocks = Vec::new();
    let shape = if measured { Shape::measured(dice) } else { Shape::varied(dice) };
    for _ in 0..2 {
        let stamp = if measured { Stamp::measured(dice) } else { Stamp::varied(dice) };
        let again = if measured {
            Shape::measured(dice)
        } else {
            Shape { chains: chains(dice, &shape.names, shape.chains.len(), 4), names: Vec::new() }
        };
        let shape = if blocks.is_empty() { &shape } else { &again };
        let mut inside = write(dice, &job.kit.markup, shape, &stamp);
        if dice.chance(0.15) {
            let word = job.kit.keyword(dice);
            inside.push_str(&format!("<time id=\"{}\">{word}</time>", stamp.value()));
        }
        blocks.push(wrap(dice, job.kit, stamp.value(), &inside));
    }
    // Top and bottom the same bytes, different ids, or one only.
    let (top, bottom) = match dice.range(0..=9) {
        0..=2 => (Some(0), Some(0)),
        3..=5 => (Some(0), Some(1)),
        6..=7 => (None, Some(0)),
        _ => (Some(0), None),
    };
    let mut done = false;
    if let Some(block) = top
        && let Some(at) = job.spot(&TOP)
    {
        if job.block.chance(0.35) {
            companion(job, at, true);
        }
        done |= job.put_at(at, &blocks[block]);
    }
    if let Some(block) = bottom
        && let Some(at) = job.spot(&BOTTOM)
    {
        done |= job.put_at(at, &blocks[block]);
        if job.block.chance(0.35) {
            companion(job, at, false);
        }
    }
    done
}

/// What comes with a block: a keyword line or heading before, a stray keyword, link or script after it (T11).
fn companion(job: &mut Job<'_, '_>, at: usize, top: bool) {
    let label = Label { technique: "T11-companion", family: Family::Banner, visible: true, ..job.label() };
    let dice = &mut job.block;
    let word = job.kit.keyword(dice);
    let piece = match (top, dice.range(0..=3)) {
        (true, 0..=1) => job.kit.markup.wrap(dice.word(&["h1", "h1", "h2"]), &[], &word),
        (true, _) => super::banner::keyword_line(dice, job.kit),
        (false, 0) => job.kit.link_to(dice, &word, &[]),
        (false, 1) => {
            let path = js_string(&super::words::slug(dice, &word));
            format!("<script>var V_PATH=\"/{path}\";window.onerror=function(){{return true;}};</script>")
        }
        (false, _) => word,
    };
    job.draft.insert(at, &piece, Some(label));
}

/// T01, variant B: trees of depth at most 3 whose elements have ids of their own, some used twice to four times.
pub(crate) fn own_ids(job: &mut Job<'_, '_>) -> bool {
    let dice = &mut job.block;
    let markup = &job.kit.markup;
    let names = subset(dice, 20..=80, 0.05);
    let length = dice.range(3..=8);
    let mut used: Vec<String> = Vec::new();
    let mut inside = String::new();
    let trees = if dice.chance(0.5) { dice.range(27..=39) } else { dice.log_range(6..=200) };
    for _ in 0..trees {
        tree(dice, markup, &names, length, 3, &mut used, &mut inside);
        inside.push_str(markup.gap);
    }
    let value = id(dice, length);
    let block = wrap(dice, job.kit, &value, inside.trim_end());
    let top = dice.chance(0.4);
    job.put(if top { &TOP } else { &BOTTOM }, &block)
}

fn tree(
    dice: &mut Dice,
    markup: &Markup,
    names: &[String],
    length: usize,
    depth: usize,
    used: &mut Vec<String>,
    out: &mut String,
) {
    let value =
        if !used.is_empty() && dice.chance(0.15) { dice.pick(used).clone() } else { id(dice, length) };
    used.push(value.clone());
    let name = dice.pick(names).clone();
    out.push_str(&markup.open(&name, &[("id", &value)]));
    if depth > 1 {
        for _ in 0..*dice.weighted(&[(0, 5), (1, 4), (2, 2), (3, 1)]) {
            tree(dice, markup, names, length, depth - 1, used, out);
        }
    }
    out.push_str(&markup.close(&name));
}

/// The ancestor of T01: one pattern of a few descriptive ids, repeated many times.
pub(crate) fn ancestor(job: &mut Job<'_, '_>) -> bool {
    const PARTS: [&str; 16] = [
        "top", "con", "list", "main", "foot", "left", "pic", "text", "new", "menu", "item", "info", "nav",
        "tit", "bot", "sub",
    ];
    let dice = &mut job.block;
    let markup = &job.kit.markup;
    let names = subset(dice, 3..=8, 0.0);
    let mut pattern = String::new();
    let mut closers = Vec::new();
    for _ in 0..dice.range(3..=8) {
        let name = dice.pick(&names).clone();
        let value = format!("{}_{}", &dice.pick(&PARTS)[..2], dice.pick(&PARTS));
        pattern.push_str(&markup.open(&name, &[("id", &value)]));
        if dice.chance(0.5) {
            pattern.push_str(&markup.close(&name));
        } else {
            closers.push(name);
        }
    }
    closers.iter().rev().for_each(|name| pattern.push_str(&markup.close(name)));
    pattern.push_str(markup.gap);
    let times = if dice.chance(0.4) { 256 } else { dice.log_range(12..=300) };
    let mut block = pattern.repeat(times).trim_end().to_owned();
    if dice.chance(0.4) {
        let value = id(dice, 5);
        block = wrap(dice, job.kit, &value, &block);
    }
    job.put(&[(Place::AfterHtml, 5), (Place::BodyEnd, 2), (Place::AfterBody, 1)], &block)
}

/// T02: wrappers off the screen with pairs of random names, ids and classes, all fresh.
pub(crate) fn random_pairs(job: &mut Job<'_, '_>) -> bool {
    let one = job.block.chance(0.4);
    let wrappers = if one { 1 } else { job.block.range(2..=5) };
    let prefix =
        if job.kit.seen(&mut job.block, 0.3) { "body_jx".to_owned() } else { job.kit.identifier("pairs") };
    let separator = job.block.word(&["\r\n\r\n", "\n", ""]);
    let mut block = String::new();
    for at in 0..wrappers {
        if at > 0 {
            block.push_str(separator);
        }
        let dice = &mut job.block;
        let count = if one { 300 } else { dice.range(80..=200) };
        let count = if dice.chance(0.3) { dice.log_range(6..=300) } else { count };
        let inside = pairs(dice, count, 2..=5, 6..=6, 2..=5, 5..=5);
        let number = dice.letters("123456789", 6);
        block.push_str(&outer(dice, &job.kit.markup, &format!("{prefix}_{number}"), &inside));
    }
    job.put(&[(Place::BodyEnd, 5), (Place::BodyTop, 4), (Place::AfterHtml, 1), (Place::AfterBody, 1)], &block)
}

/// T03: the newer form with longer labels, on fresh lines after the body tag.
pub(crate) fn random_labels(job: &mut Job<'_, '_>) -> bool {
    let wrappers = job.block.range(2..=6);
    let mut block = String::new();
    for at in 0..wrappers {
        if at > 0 {
            block.push_str("\n\n");
        }
        let dice = &mut job.block;
        let count = dice.range(20..=120);
        let inside = pairs(dice, count, 2..=5, 5..=7, 3..=5, 6..=8);
        let value = id(dice, 7);
        block.push_str(&outer(dice, &job.kit.markup, &value, &inside));
    }
    job.put(&[(Place::BodyTop, 6), (Place::BodyEnd, 2)], &block)
}

type Lengths = std::ops::RangeInclusive<usize>;

fn pairs(
    dice: &mut Dice,
    count: usize,
    outer: Lengths,
    id: Lengths,
    inner: Lengths,
    class: Lengths,
) -> String {
    const LETTERS: &str = "abcdefghijklmnopqrstuvwxyz";
    let mut out = String::new();
    let mut word = |lengths: &Lengths| {
        let length = dice.range(lengths.clone());
        dice.letters(LETTERS, length)
    };
    for _ in 0..count {
        let (outer, id, inner, class) = (word(&outer), word(&id), word(&inner), word(&class));
        out.push_str(&format!("<{outer} id=\"{id}\"><{inner} class=\"{class}\"></{inner}></{outer}>"));
    }
    out
}

fn outer(dice: &mut Dice, markup: &Markup, id: &str, inside: &str) -> String {
    if dice.chance(0.6) {
        let style = markup.style(&[("position", "fixed"), ("left", "-9000px"), ("top", "-9000px")]);
        return markup.wrap("div", &[("id", id), ("style", &style)], inside);
    }
    let hide = *dice.pick(&[Hide::Offscreen, Hide::Display, Hide::Attribute, Hide::Thin]);
    let (key, value) = hide.attribute(dice, markup);
    markup.wrap("div", &[("id", id), (key, &value)], inside)
}
