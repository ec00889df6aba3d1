//! The shape of id noise: which tags, how deep, what each element carries.
use super::dice::Dice;
use super::markup::Markup;
use super::stamp::Stamp;

/// Chains in a measured block.
const CHAINS: usize = 150;

/// Tag names seen in T01 blocks; four at the end are no HTML elements.
const NAMES: [&str; 88] = [
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

/// The 36 digits of base 36 by the parity of their value.
const EVEN: &str = "02468acegikmoqsuwy";
const ODD: &str = "13579bdfhjlnprtvxz";
const BASE36: &str = "0123456789abcdefghijklmnopqrstuvwxyz";

/// As measured: base 36; half of the seen ids keep to digits of one parity.
pub(crate) fn measured_id(dice: &mut Dice, length: usize) -> String {
    let alphabet = *dice.weighted(&[(BASE36, 2), (EVEN, 1), (ODD, 1)]);
    dice.letters(alphabet, length)
}

/// An id of any alphabet: as measured, hexadecimal, mixed case, letters only.
pub(crate) fn id(dice: &mut Dice, length: usize) -> String {
    match dice.range(0..=9) {
        0..=5 => measured_id(dice, length),
        6 => dice.letters("abcdef0123456789", length),
        7 => dice.letters("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789", length),
        _ => dice.letters("abcdefghijklmnopqrstuvwxyz", length),
    }
}

/// Elements a parser reads as raw text (T42).
pub(crate) const RAW_TEXT: [&str; 7] =
    ["noframes", "xmp", "noembed", "iframe", "style", "noscript", "textarea"];

/// Elements a parser drops outside a table (T44).
pub(crate) const TABLE_PARTS: [&str; 8] =
    ["td", "th", "tr", "tbody", "thead", "tfoot", "caption", "colgroup"];

/// Elements a parser opens again in later paragraphs if they are left open (T46).
pub(crate) const FORMATTING: [&str; 12] =
    ["b", "i", "em", "strike", "font", "nobr", "big", "small", "tt", "u", "strong", "code"];

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

/// Some of the seen names; each is replaced by an invented one with probability `foreign`.
pub(crate) fn subset(dice: &mut Dice, size: std::ops::RangeInclusive<usize>, foreign: f64) -> Vec<String> {
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

/// `count` chains of at most `deepest` names, half of them of one.
pub(crate) fn chains(dice: &mut Dice, names: &[String], count: usize, deepest: usize) -> Vec<Vec<String>> {
    (0..count)
        .map(|_| {
            let length = if deepest < 2 || dice.chance(0.5) { 1 } else { dice.range(2..=deepest) };
            (0..length).map(|_| dice.pick(names).clone()).collect()
        })
        .collect()
}

/// Writes the chains, each closed in order.
pub(crate) fn write(dice: &mut Dice, markup: &Markup, shape: &Shape, stamp: &Stamp) -> String {
    let mut out = String::new();
    for (at, chain) in shape.chains.iter().enumerate() {
        if at > 0 {
            out.push_str(markup.gap);
        }
        for name in chain {
            out.push_str(&stamp.open(dice, markup, name));
        }
        if dice.chance(stamp.text()) {
            let length = dice.range(1..=9);
            out.push_str(&dice.letters("abcdefghijklmnopqrstuvwxyz0123456789", length));
        }
        for name in chain.iter().rev() {
            out.push_str(&markup.close(name));
        }
    }
    out
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
            assert!(stamp.value().len() == 5 && stamp.attributes() == ["id"]);
        }
        let total = 40.0 * 150.0;
        assert!((0.47..0.53).contains(&(singles as f64 / total)), "{singles}");
        for (length, count) in lengths.iter().enumerate().skip(2) {
            let share = *count as f64 / total;
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
        assert_eq!(text.matches(stamp.value()).count(), elements);
    }

    #[test]
    fn half_of_the_measured_ids_use_one_parity_only() {
        let mut dice = Dice::of(&[b"parity"]);
        let one_parity = (0..400)
            .filter(|_| {
                let id = measured_id(&mut dice, 5);
                let odd = id.chars().filter(|c| c.to_digit(36).is_some_and(|digit| digit % 2 == 1)).count();
                odd == 0 || odd == 5
            })
            .count();
        assert!((180..=280).contains(&one_parity), "{one_parity} of 400");
    }
}
