//! Honest markup that looks injected, put into pages without a label: what the model must learn to leave alone.
//! Each look-alike is the nearest honest neighbour of a technique in docs/techniques.md.
use super::chains;
use super::dice::Dice;
use super::draft::Draft;
use super::family::Family;
use super::ham_parts::PARTS;
use super::kit::Kit;
use super::markup::foreign_entities;
use super::words::ham_language;
use memchr::memmem;

/// Elements that get an id stamped at most; pages of mirror kits have hundreds.
const MOST_STAMPS: usize = 400;

/// Runs of control characters at most.
const MOST_SYMBOLS: usize = 200;

/// Adds one to five look-alikes and returns their names. Placement and bytes are the page's own: honest sites differ
/// from each other more than the pages of one kit do.
pub(crate) fn add(draft: &mut Draft<'_>, kit: &Kit, dice: &mut Dice) -> Vec<&'static str> {
    let mut names = Vec::new();
    for _ in 0..dice.range(1..=5) {
        let part = dice.pick(PARTS);
        if names.contains(&part.name) {
            continue;
        }
        let place = *dice.weighted(part.places);
        // Half of the time the injected words' language, so that the language alone tells nothing.
        let language = if dice.chance(0.4) { kit.trade.language } else { ham_language(dice) };
        let markup = (part.write)(dice, language);
        let Some(at) = draft.marks.spot(draft.clean, place, dice) else { continue };
        if draft.insert(at, &markup, None) {
            names.push(part.name);
        }
    }
    let mirrored = draft.carries(Family::IdNoise);
    if dice.chance(if mirrored { 0.4 } else { 0.12 }) && stamp(draft, dice) {
        names.push("stamped-ids");
    }
    if dice.chance(0.12) && entity_title(draft) {
        names.push("entity-title");
    }
    // Only mirror kits stuff control characters; honest pages have none.
    if mirrored && dice.chance(0.3) && stuff(draft, dice) {
        names.push("control-characters");
    }
    names
}

/// T09: ids stamped on real elements: one for the page, or one each.
fn stamp(draft: &mut Draft<'_>, dice: &mut Dice) -> bool {
    let one = match dice.range(0..=3) {
        0..=1 => Some(dice.letters("0123456789abcdef", 10)),
        2 => {
            let length = dice.range(7..=12);
            Some(chains::id(dice, length))
        }
        _ => None,
    };
    let share = 0.3 + 0.7 * dice.unit();
    let places = draft.marks.stampable.clone();
    let mut done = false;
    for at in places.into_iter().take(MOST_STAMPS) {
        if dice.chance(share) {
            let value = one.clone().unwrap_or_else(|| chains::id(dice, 7));
            done |= draft.insert(at, &format!(" id=\"{value}\""), None);
        }
    }
    done
}

/// A legacy system writes every character outside ASCII as a reference; ASCII stays.
fn entity_title(draft: &mut Draft<'_>) -> bool {
    let Some(range) = draft.marks.title_text.clone() else { return false };
    let Ok(text) = std::str::from_utf8(&draft.clean[range.clone()]) else { return false };
    !text.is_ascii() && draft.replace(range, &foreign_entities(text), None)
}

/// T08: runs of control characters before Chinese punctuation.
fn stuff(draft: &mut Draft<'_>, dice: &mut Dice) -> bool {
    if draft.ascii {
        return false;
    }
    let mut done = 0;
    let clean = draft.clean;
    for mark in ["，", "。", "、", "！", "？"] {
        for at in memmem::find_iter(clean, mark) {
            if done < MOST_SYMBOLS && dice.chance(0.5) {
                let length = dice.range(1..=10);
                let run = dice.letters("\u{5}\u{6}\u{7}\u{8}", length);
                done += usize::from(draft.insert(at, &run, None));
            }
        }
    }
    done > 0
}
