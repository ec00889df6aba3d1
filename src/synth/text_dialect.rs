//! Extracted text: the article's lines with what leaks of a block when an extractor drops tags.
//! Of a chain only what stood inside its outermost raw-text element survives, up to the
//! first end tag of that element's name; empty elements outside vanish; list items leave bullets and numbers.
use super::article::article;
use super::banner::keyword_line;
use super::catalogue::Family;
use super::chains::{Shape, Stamp};
use super::dice::Dice;
use super::kit::Kit;
use super::words;
use super::{Dialect, SynthOptions, SynthPage, TruthSpan};
use crate::verdict::Action;

/// Elements an HTML parser reads as raw text in the body.
const RAW: [&str; 4] = ["noframes", "xmp", "noembed", "iframe"];

/// A page of text, with or without leaked blocks; `None` if the clean page has too little text.
pub(crate) fn generate(
    clean: &[u8],
    kit: &Kit,
    dice: &mut Dice,
    options: &SynthOptions,
    ham_only: bool,
) -> Option<SynthPage> {
    let wanted = |family| options.families.as_ref().is_none_or(|list| list.contains(&family));
    let lines = article(clean)?;
    let mut page = Page { newline: if dice.chance(0.1) { "\r\n" } else { "\n" }, ..Page::default() };
    let mut hard_negatives = Vec::new();
    let forms: Vec<(Form, u32)> = [
        (Form::Leak, 6, Family::IdNoise),
        (Form::Keywords, 2, Family::Banner),
        (Form::Salad, 2, Family::WordSalad),
        (Form::Wheel, 1, Family::LinkWheel),
    ]
    .into_iter()
    .filter(|(.., family)| wanted(*family))
    .map(|(form, weight, _)| (form, weight))
    .collect();
    if forms.is_empty() && !ham_only {
        return None;
    }
    let form = (!ham_only).then(|| *dice.weighted(&forms));
    let (top, bottom) = *dice.weighted(&[((true, true), 5), ((true, false), 2), ((false, true), 3)]);
    let fragments = leak(kit, dice);
    let keyword_before = wanted(Family::Banner) && dice.chance(0.3);
    let keyword_after = wanted(Family::Banner) && dice.chance(0.4);
    let middle = dice.range(1..=lines.len().saturating_sub(1).max(1));
    let put = |page: &mut Page, dice: &mut Dice, first: bool| match form {
        Some(Form::Leak) => {
            if first && keyword_before {
                page.piece("T11-text", Family::Banner, true, &keyword_line(dice, kit));
            }
            page.piece("T01-text", Family::IdNoise, true, &fragments);
            if !first && keyword_after {
                let word = kit.keyword(dice);
                page.piece("T11-text", Family::Banner, true, &word);
            }
        }
        Some(Form::Keywords) => page.piece("T11-text", Family::Banner, true, &keyword_line(dice, kit)),
        _ => {}
    };
    if top {
        put(&mut page, dice, true);
    }
    for (at, line) in lines.iter().enumerate() {
        if at == middle {
            match form {
                Some(Form::Salad) => page.piece("T32-text", Family::WordSalad, true, &salad(dice, kit)),
                Some(Form::Wheel) => page.piece("T40-text", Family::LinkWheel, true, &wheel(dice, kit)),
                _ => {}
            }
            if form.is_none() && dice.chance(0.5) || dice.chance(options.hard_negative_share * 0.4) {
                let (name, text) = honest(dice);
                page.line(&text);
                hard_negatives.push(name);
            }
        }
        page.line(line);
    }
    if bottom {
        put(&mut page, dice, false);
    }
    Some(SynthPage {
        restored: page.restored(),
        bytes: page.text.into_bytes(),
        truth: page.truth,
        kit_site: kit.site.clone(),
        dialect: Dialect::Text,
        hard_negatives,
    })
}

/// What a page of text suffers from.
#[derive(Clone, Copy, Debug)]
enum Form {
    Leak,
    Keywords,
    Salad,
    Wheel,
}

/// Lines so far. A line break stands before each line but the first, outside every span.
#[derive(Debug, Default)]
struct Page {
    text: String,
    truth: Vec<TruthSpan>,
    newline: &'static str,
}

impl Page {
    fn line(&mut self, line: &str) {
        if !self.text.is_empty() {
            self.text.push_str(self.newline);
        }
        self.text.push_str(line);
    }

    fn piece(&mut self, technique: &'static str, family: Family, visible: bool, text: &str) {
        let text = text.trim();
        if text.is_empty() {
            return;
        }
        self.line(text);
        let (end, start) = (self.text.len(), self.text.len() - text.len());
        let family = family.name();
        self.truth.push(TruthSpan {
            start,
            end,
            technique,
            family,
            action: Action::Delete,
            replacement: None,
            visible,
        });
    }

    fn restored(&self) -> Vec<u8> {
        let mut out = Vec::new();
        let mut done = 0;
        for span in &self.truth {
            out.extend_from_slice(&self.text.as_bytes()[done..span.start]);
            done = span.end;
        }
        out.extend_from_slice(&self.text.as_bytes()[done..]);
        out
    }
}

/// The fragments of a block after extraction; constant for the kit.
fn leak(kit: &Kit, page: &mut Dice) -> String {
    let mut dice = kit.dice("leak");
    let stamp = if dice.chance(0.7) { Stamp::measured(&mut dice) } else { Stamp::varied(&mut dice) };
    let mut shape = if dice.chance(0.4) { Shape::measured(&mut dice) } else { Shape::varied(&mut dice) };
    // Only raw-text roots show; the share of chains that have one is unknown and drawn.
    let share = 0.03 + 0.45 * dice.unit();
    let raw = dice.weighted_word(&[("noframes", 8), ("xmp", 3), ("noembed", 1), ("iframe", 1)]);
    for chain in &mut shape.chains {
        if dice.chance(share) {
            chain.insert(0, raw.to_owned());
            chain.truncate(4);
        }
        // Raw-text elements come back inside, which is what leaves start tags without an end.
        if chain.len() > 1 && dice.chance(0.35) {
            let at = dice.range(1..=chain.len() - 1);
            chain[at] = raw.to_owned();
        }
    }
    let mut out: Vec<String> = Vec::new();
    let mut number = 1;
    // Now and then the tool escaped nothing and everything shows.
    let whole = dice.chance(0.12);
    for chain in &shape.chains {
        if whole {
            out.push(project(&stamp, kit, chain, 0, false));
            continue;
        }
        let Some(root) = chain.iter().position(|name| RAW.contains(&name.as_str())) else {
            if chain.iter().any(|name| name == "li") {
                out.push("  •".to_owned());
            } else if chain.iter().any(|name| name == "ol") {
                out.push(format!("{number}."));
                number += 1;
            }
            continue;
        };
        out.push(project(&stamp, kit, chain, root + 1, true));
    }
    out.retain(|piece| !piece.is_empty());
    // Pages of the same kit differ only in how lines break and where the text is cut.
    let join = dice.weighted_word(&[("\n", 6), (" ", 2), ("", 2)]);
    let mut text = out.join(join);
    if page.chance(0.12) && text.len() > 40 {
        let mut cut = page.range(20..=text.len() - 1);
        while !text.is_char_boundary(cut) {
            cut -= 1;
        }
        text.truncate(cut);
    }
    if text.trim().is_empty() {
        // A block without raw-text roots leaves nothing; such a kit shows one start tag at least.
        text = stamp.open(&kit.markup, "noframes");
    }
    text
}

/// The text of a chain inside its raw root `chain[from - 1]`: start tags, then end tags up to the root's own name.
fn project(stamp: &Stamp, kit: &Kit, chain: &[String], from: usize, stop: bool) -> String {
    let mut out = String::new();
    for name in &chain[from..] {
        out.push_str(&stamp.open(&kit.markup, name));
    }
    for name in chain[from..].iter().rev() {
        if stop && from > 0 && *name == chain[from - 1] {
            break;
        }
        out.push_str(&kit.markup.close(name));
    }
    out
}

fn salad(dice: &mut Dice, kit: &Kit) -> String {
    let count = dice.range(2..=12);
    let markdown = dice.chance(0.5);
    words::sentences(dice, kit.trade.language, count, |dice| {
        let word = kit.keyword(dice);
        if markdown { format!("[{word}]({})", kit.url(dice, &word)) } else { word }
    })
}

fn wheel(dice: &mut Dice, kit: &Kit) -> String {
    let join = dice.word(&[", ", " ", " | "]);
    (0..dice.range(6..=30))
        .map(|_| {
            let word = kit.trade.keyword(dice);
            format!("{word} {}", kit.url(dice, &word))
        })
        .collect::<Vec<_>>()
        .join(join)
}

/// Lines an honest text has and that look leaked.
fn honest(dice: &mut Dice) -> (&'static str, String) {
    match dice.range(0..=3) {
        0 => (
            "text-tags",
            (0..dice.range(4..=12))
                .map(|_| words::ham_word(dice, "tag", "en"))
                .collect::<Vec<_>>()
                .join(", "),
        ),
        1 => (
            "text-menu",
            (0..dice.range(4..=10))
                .map(|_| words::ham_word(dice, "menu", "en"))
                .collect::<Vec<_>>()
                .join(" | "),
        ),
        2 => (
            "text-markup",
            "Use <noframes> and <span id=\"main\"></span> only where the page needs them.".to_owned(),
        ),
        _ => ("text-bullets", "  • one\n  • two\n  • three\n1. four\n2. five".to_owned()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn chains_project_as_the_seed_shows() {
        let kit = Kit::of("seed", 0, 1, 0.0);
        let stamp = Stamp::measured(&mut kit.dice("test"));
        let open = |name: &str| stamp.open(&kit.markup, name);
        let close = |name: &str| kit.markup.close(name);
        let owned = |chain: &[&str]| chain.iter().map(|s| (*s).to_owned()).collect::<Vec<_>>();
        for (chain, want) in [
            (vec!["noframes", "th"], open("th") + &close("th")),
            (
                vec!["noframes", "th", "noframes", "th"],
                open("th") + &open("noframes") + &open("th") + &close("th"),
            ),
            (vec!["noframes", "progress", "noframes"], open("progress") + &open("noframes")),
            (
                vec!["noframes", "span", "video", "span"],
                open("span")
                    + &open("video")
                    + &open("span")
                    + &close("span")
                    + &close("video")
                    + &close("span"),
            ),
        ] {
            assert_eq!(project(&stamp, &kit, &owned(&chain), 1, true), want, "{chain:?}");
        }
    }
}
