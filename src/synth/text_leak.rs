//! T01 in extracted text. Of a chain only what stood inside its outermost raw-text element survives, up to the first end
//! tag of that element's name; empty elements outside vanish; list items leave bullets and numbers.
use super::chains::Shape;
use super::dice::Dice;
use super::kit::Kit;
use super::stamp::Stamp;

/// Elements an HTML parser reads as raw text in the body.
const RAW: [&str; 4] = ["noframes", "xmp", "noembed", "iframe"];

/// The fragments of a block after extraction; constant for the kit.
pub(crate) fn leak(kit: &Kit, page: &mut Dice, bottom: bool) -> String {
    // Top and bottom are the same block twice, or two.
    let other = bottom && kit.dice("leak twice").chance(0.5);
    let mut dice = kit.dice(if other { "leak bottom" } else { "leak" });
    let seen = kit.seen(&mut dice, 0.6);
    let stamp = if seen { Stamp::measured(&mut dice) } else { Stamp::varied(&mut dice) };
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
    let marks = dice.chance(0.7);
    // Now and then the tool escaped nothing and everything shows.
    let whole = dice.chance(0.12);
    for chain in &shape.chains {
        if whole {
            out.push(project(&mut dice, &stamp, kit, chain, 0, false));
            continue;
        }
        let marker = marks.then(|| mark(chain, &mut number)).flatten();
        let Some(root) = chain.iter().position(|name| RAW.contains(&name.as_str())) else {
            out.extend(marker);
            continue;
        };
        // What an item or a list holds stands behind its mark.
        let inside = project(&mut dice, &stamp, kit, chain, root + 1, true);
        if let Some(marker) = marker {
            out.push(format!("{marker} {inside}"));
            continue;
        }
        if !inside.is_empty() {
            out.push(inside);
        }
    }
    out.retain(|piece| !piece.is_empty());
    // Pages of the same kit differ only in how lines break and where the text is cut.
    let join = dice.weighted_word(&[("\n", 6), (" ", 2), ("", 2)]);
    let mut text = out.join(join);
    if text.len() > 40 && page.chance(0.2) {
        let mut cut = page.range(20..=text.len() - 1);
        while !text.is_char_boundary(cut) {
            cut -= 1;
        }
        // Tools cut at either end; a cut in front leaves the tail of a tag.
        text = if page.chance(0.3) { text.split_off(cut) } else { text[..cut].to_owned() };
    }
    if text.trim().is_empty() {
        // A block without raw-text roots leaves nothing; such a kit shows one start tag at least.
        text = stamp.open(&mut dice, &kit.markup, "noframes");
    }
    text
}

/// What a list item or a list leaves of itself: a bullet, a number.
fn mark(chain: &[String], number: &mut usize) -> Option<String> {
    if chain.iter().any(|name| name == "li") {
        return Some("  •".to_owned());
    }
    chain.iter().any(|name| name == "ol").then(|| {
        *number += 1;
        format!("{}.", *number - 1)
    })
}

/// The text of a chain inside its raw root `chain[from - 1]`: start tags, then end tags up to the root's own name.
fn project(dice: &mut Dice, stamp: &Stamp, kit: &Kit, chain: &[String], from: usize, stop: bool) -> String {
    let mut out = String::new();
    for name in &chain[from..] {
        out.push_str(&stamp.open(dice, &kit.markup, name));
    }
    for name in chain[from..].iter().rev() {
        if stop && from > 0 && *name == chain[from - 1] {
            break;
        }
        out.push_str(&kit.markup.close(name));
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn chains_project_as_the_seed_shows() {
        let kit = Kit::of("seed", 0, &crate::synth::SynthOptions::default());
        let stamp = Stamp::measured(&mut kit.dice("test"));
        let open = |name: &str| stamp.open(&mut kit.dice("unused"), &kit.markup, name);
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
            assert_eq!(
                project(&mut kit.dice("unused"), &stamp, &kit, &owned(&chain), 1, true),
                want,
                "{chain:?}"
            );
        }
    }
}
