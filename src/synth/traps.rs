//! Noise blocks built around what parsers do with them (T42, T44, T46), and the rule that hides one (T01-rule).
use super::catalogue::Job;
use super::chains::{FORMATTING, RAW_TEXT, Shape, TABLE_PARTS, chains, subset, write};
use super::hide::Hide;
use super::noise::{BOTTOM, TOP, wrap};
use super::place::Place;
use super::stamp::Stamp;

fn stamp(job: &mut Job<'_, '_>) -> Stamp {
    let measured = job.kit.seen(&mut job.block, 0.5);
    job.variant_of(measured);
    if measured { Stamp::measured(&mut job.block) } else { Stamp::varied(&mut job.block) }
}

fn place(job: &mut Job<'_, '_>, block: &str) -> bool {
    let done = job.page.chance(0.7) && job.put(&TOP, block);
    if done && job.page.chance(0.5) {
        return true;
    }
    job.put(&BOTTOM, block) || done
}

fn owned(names: &[&str]) -> Vec<String> {
    names.iter().map(|name| (*name).to_owned()).collect()
}

/// T42: chains with a raw-text element inside the same raw-text element; the inner end tag ends the outer one.
pub(crate) fn raw_text(job: &mut Job<'_, '_>) -> bool {
    let stamp = stamp(job);
    let dice = &mut job.block;
    let names = subset(dice, 4..=40, 0.0);
    let count = dice.log_range(6..=150);
    let raw = dice.word(&RAW_TEXT);
    let share = 0.2 + 0.8 * dice.unit();
    let mut list = chains(dice, &names, count, 4);
    for chain in &mut list {
        if dice.chance(share) {
            chain.insert(0, raw.to_owned());
            let at = dice.range(1..=chain.len());
            chain.insert(at, raw.to_owned());
        }
    }
    let inside = write(dice, &job.kit.markup, &Shape { names, chains: list }, &stamp);
    let block = wrap(dice, job.kit, stamp.value(), &inside);
    place(job, &block)
}

/// T44: nothing but parts of tables, in no table.
pub(crate) fn table_parts(job: &mut Job<'_, '_>) -> bool {
    let stamp = stamp(job);
    let dice = &mut job.block;
    let names = owned(&TABLE_PARTS);
    let count = dice.log_range(8..=120);
    let deepest = dice.range(1..=4);
    let list = chains(dice, &names, count, deepest);
    let inside = write(dice, &job.kit.markup, &Shape { names, chains: list }, &stamp);
    let block = wrap(dice, job.kit, stamp.value(), &inside);
    place(job, &block)
}

/// T46: formatting elements, a few of them left open.
pub(crate) fn left_open(job: &mut Job<'_, '_>) -> bool {
    let stamp = stamp(job);
    let dice = &mut job.block;
    let names = owned(&FORMATTING);
    let count = dice.log_range(8..=100);
    let list = chains(dice, &names, count, 3);
    let markup = &job.kit.markup;
    let mut pieces = Vec::new();
    for chain in &list {
        let mut piece: String = chain.iter().map(|name| stamp.open(dice, markup, name)).collect();
        for name in chain.iter().rev() {
            if !dice.chance(0.15) {
                piece.push_str(&markup.close(name));
            }
        }
        pieces.push(piece);
    }
    let block = wrap(dice, job.kit, stamp.value(), &pieces.join(markup.gap));
    place(job, &block)
}

/// The rule that hides a noise block, in the head: to be reported, since alone it does nothing.
pub(crate) fn rule(job: &mut Job<'_, '_>) -> bool {
    let dice = &mut job.block;
    let name =
        if job.kit.seen(dice, 0.3) { "pl_css_ganrao".to_owned() } else { job.kit.identifier("noise class") };
    let hide = *dice.weighted(&[(Hide::Display, 6), (Hide::Offscreen, 2)]);
    let block = format!("<style>#{name}{}</style>", hide.rule(dice));
    let label = job.label();
    let Some(at) = job.spot(&[(Place::Head, 4), (Place::BodyTop, 1)]) else { return false };
    let place = job.label().place;
    job.draft.insert(at, &block, Some(super::draft::Label { place, ..label }))
}
