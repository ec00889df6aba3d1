//! Family A: runs of empty tags that share an id (T01), random tag names (T02, T03). The numbers are those of
//! TECHNIQUES.md, "T01 as measured on raw pages"; half of the kits go beyond them.
use super::catalogue::{Family, Job};
use super::dice::Dice;
use super::draft::Label;
use super::hide::Hide;
use super::kit::Kit;
use super::markup::{Markup, js_string};
use super::place::Place;

/// Chains in a measured block.
pub(crate) const CHAINS: usize = 150;

/// Tag names seen in T01 blocks; four at the end are no HTML elements.
pub(crate) const NAMES: [&str; 88] = [
    "abbr",
    "acronym",
    "address",
    "b",
    "bdo",
    "big",
    "blockquote",
    "button",
    "center",
    "cite",
    "code",
    "dd",
    "del",
    "dfn",
    "div",
    "dl",
    "em",
    "fieldset",
    "font",
    "form",
    "i",
    "input",
    "ins",
    "kbd",
    "label",
    "legend",
    "li",
    "listing",
    "mark",
    "menu",
    "menuitem",
    "meter",
    "nav",
    "nobr",
    "noframes",
    "noscript",
    "object",
    "ol",
    "optgroup",
    "option",
    "output",
    "p",
    "pre",
    "progress",
    "rp",
    "rt",
    "ruby",
    "s",
    "samp",
    "small",
    "source",
    "span",
    "strike",
    "strong",
    "style",
    "sub",
    "sup",
    "table",
    "tbody",
    "td",
    "tfoot",
    "th",
    "thead",
    "tr",
    "track",
    "tt",
    "u",
    "ul",
    "var",
    "video",
    "wbr",
    "xmp",
    "dt",
    "a",
    "section",
    "aside",
    "figure",
    "summary",
    "details",
    "time",
    "bdi",
    "q",
    "h5",
    "h6",
    "delect",
    "thread",
    "order",
    "book",
];

/// Where T01 blocks stand: mostly a pair of top and bottom.
const TOP: [(Place, u32); 3] = [(Place::BodyTop, 8), (Place::Boundary, 1), (Place::Start, 1)];
const BOTTOM: [(Place, u32); 6] = [
    (Place::BodyEnd, 4),
    (Place::LastScript, 3),
    (Place::AfterBody, 3),
    (Place::AfterHtml, 4),
    (Place::Footer, 1),
    (Place::Boundary, 1),
];

/// Lower-case letters and digits, all or of one parity: half of the seen ids use one parity only.
pub(crate) fn id(dice: &mut Dice, length: usize) -> String {
    match dice.range(0..=9) {
        0..=3 => dice.letters("abcdefghijklmnopqrstuvwxyz0123456789", length),
        4 => dice.letters("acegikmoqsuwy02468", length),
        5 => dice.letters("bdfhjlnprtvxz13579", length),
        6 => dice.letters("abcdef0123456789", length),
        7 => dice.letters("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789", length),
        _ => dice.letters("abcdefghijklmnopqrstuvwxyz", length),
    }
}

/// The shape of a block of chains.
#[derive(Debug)]
pub(crate) struct Shape {
    /// Tag names to draw from.
    pub(crate) names: Vec<String>,
    /// Each chain: names from the outside in.
    pub(crate) chains: Vec<Vec<String>>,
}

impl Shape {
    /// As measured: 150 chains over 68–72 names; one element for half of the chains, else 2–4.
    pub(crate) fn measured(dice: &mut Dice) -> Self {
        let names = subset(dice, 68..=72, 0.0);
        Shape { chains: chains(dice, &names, CHAINS, 4), names }
    }

    /// Beyond what was measured.
    pub(crate) fn varied(dice: &mut Dice) -> Self {
        let foreign = if dice.chance(0.3) { 0.5 } else { 0.05 };
        let names = subset(dice, 4..=90, foreign);
        let count = dice.log_range(3..=450);
        let deepest = dice.range(1..=5);
        Shape { chains: chains(dice, &names, count, deepest), names }
    }
}

fn subset(dice: &mut Dice, size: std::ops::RangeInclusive<usize>, foreign: f64) -> Vec<String> {
    let size = dice.range(size);
    let mut pool = NAMES.to_vec();
    dice.shuffle(&mut pool);
    (0..size)
        .map(|at| match pool.get(at) {
            Some(name) if !dice.chance(foreign) => (*name).to_owned(),
            _ => {
                let length = dice.range(2..=7);
                let mut name = dice.letters("abcdefghijklmnopqrstuvwxyz", length);
                if dice.chance(0.15) {
                    name.insert(length / 2 + 1, '-');
                    name.push('x');
                }
                name
            }
        })
        .collect()
}

fn chains(dice: &mut Dice, names: &[String], count: usize, deepest: usize) -> Vec<Vec<String>> {
    (0..count)
        .map(|_| {
            let length = if deepest < 2 || dice.chance(0.5) { 1 } else { dice.range(2..=deepest) };
            (0..length).map(|_| dice.pick(names).clone()).collect()
        })
        .collect()
}

/// What each element of a block carries.
#[derive(Debug)]
pub(crate) struct Stamp {
    /// The attribute: `id`, `class`, `data-…`; empty for none.
    pub(crate) key: String,
    /// Its value on every element.
    pub(crate) value: String,
    second: Option<(String, String)>,
    text: f64,
}

impl Stamp {
    /// As measured: `id`, five characters, nothing else.
    pub(crate) fn measured(dice: &mut Dice) -> Self {
        Stamp { key: "id".to_owned(), value: id(dice, 5), second: None, text: 0.0 }
    }

    /// Other lengths, other attributes, a second one, text inside.
    pub(crate) fn varied(dice: &mut Dice) -> Self {
        let length = dice.range(3..=12);
        let key = match dice.range(0..=19) {
            0..=12 => "id".to_owned(),
            13..=14 => "class".to_owned(),
            15 => "name".to_owned(),
            16 => String::new(),
            _ => {
                let length = dice.range(1..=5);
                format!("data-{}", dice.letters("abcdefghijklmnopqrstuvwxyz", length))
            }
        };
        let second = dice.chance(0.15).then(|| {
            let key = *dice.pick(&["class", "name", "lang", "title", "data-id", "dir"]);
            let length = dice.range(2..=8);
            (key.to_owned(), id(dice, length))
        });
        let text = if dice.chance(0.12) { 0.05 + 0.5 * dice.unit() } else { 0.0 };
        Stamp { key, value: id(dice, length), second, text }
    }

    pub(crate) fn open(&self, markup: &Markup, name: &str) -> String {
        let mut attributes = Vec::new();
        if !self.key.is_empty() {
            attributes.push((self.key.as_str(), self.value.as_str()));
        }
        attributes.extend(self.second.as_ref().map(|(key, value)| (key.as_str(), value.as_str())));
        markup.open(name, &attributes)
    }
}

/// Writes the chains, each closed in order.
fn write(dice: &mut Dice, markup: &Markup, shape: &Shape, stamp: &Stamp) -> String {
    let mut out = String::new();
    for (at, chain) in shape.chains.iter().enumerate() {
        if at > 0 {
            out.push_str(markup.gap);
        }
        for name in chain {
            out.push_str(&stamp.open(markup, name));
        }
        if dice.chance(stamp.text) {
            let length = dice.range(1..=9);
            out.push_str(&dice.letters("abcdefghijklmnopqrstuvwxyz0123456789", length));
        }
        for name in chain.iter().rev() {
            out.push_str(&markup.close(name));
        }
    }
    out
}

/// Puts a wrapper around a block: the two seen, and what may come.
fn wrap(dice: &mut Dice, kit: &Kit, value: &str, inside: &str) -> String {
    let markup = &kit.markup;
    let class = if dice.chance(0.15) { "pl_css_ganrao".to_owned() } else { kit.identifier("noise class") };
    let gap = markup.gap;
    let inside = format!("{gap}{inside}{gap}");
    let tag = *dice.weighted(&[("div", 16), ("span", 2), ("section", 1), ("p", 1), ("center", 1)]);
    match dice.range(0..=11) {
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
        9 => inside.trim().to_owned(),
        10 => markup.wrap(tag, &[("class", &class), ("id", value)], &inside),
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
    let measured = dice.chance(0.5);
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
            inside.push_str(&format!("<time id=\"{}\">{word}</time>", stamp.value));
        }
        blocks.push(wrap(dice, job.kit, &stamp.value, &inside));
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
        (true, 0..=1) => job.kit.markup.wrap(*dice.pick(&["h1", "h1", "h2"]), &[], &word),
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
    let prefix = if job.block.chance(0.3) { "body_jx".to_owned() } else { job.kit.identifier("pairs") };
    let separator = *job.block.pick(&["\r\n\r\n", "\n", ""]);
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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn measured_blocks_have_the_measured_numbers() {
        let mut singles = 0;
        let mut lengths = [0usize; 5];
        for n in 0..40u8 {
            let mut dice = Dice::of(&[b"measured", &[n]]);
            let shape = Shape::measured(&mut dice);
            assert_eq!(shape.chains.len(), 150);
            let mut names = shape.names.clone();
            names.sort();
            names.dedup();
            assert!((68..=72).contains(&names.len()), "{} names", names.len());
            for chain in &shape.chains {
                lengths[chain.len()] += 1;
            }
            singles += shape.chains.iter().filter(|chain| chain.len() == 1).count();
            let stamp = Stamp::measured(&mut dice);
            assert!(stamp.value.len() == 5 && stamp.key == "id");
        }
        let total = 40.0 * 150.0;
        assert!((0.47..0.53).contains(&(singles as f64 / total)), "{singles}");
        for length in 2..=4 {
            let share = lengths[length] as f64 / total;
            assert!((0.14..0.20).contains(&share), "length {length}: {share}");
        }
    }

    #[test]
    fn written_chains_are_balanced() {
        let mut dice = Dice::of(&[b"balanced"]);
        let markup = Markup::new(&mut dice);
        let (shape, stamp) = (Shape::measured(&mut dice), Stamp::measured(&mut dice));
        let text = write(&mut dice, &markup, &shape, &stamp);
        let elements: usize = shape.chains.iter().map(Vec::len).sum();
        assert_eq!(text.matches("</").count(), elements);
        assert_eq!(text.matches(&stamp.value).count(), elements);
    }

    #[test]
    fn some_ids_use_one_parity_only() {
        let mut dice = Dice::of(&[b"parity"]);
        let one_parity = (0..400)
            .filter(|_| {
                let id = id(&mut dice, 5);
                let odd = id.bytes().filter(|b| b % 2 == 1).count();
                odd == 0 || odd == 5
            })
            .count();
        assert!(one_parity > 60, "{one_parity} of 400");
    }
}
