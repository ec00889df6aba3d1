//! Keyword lines, headings and clouds (T04, T05, T11).
use super::catalogue::Job;
use super::dice::Dice;
use super::hide::Hide;
use super::kit::Kit;
use super::markup::entities;
use super::place::Place;
use super::words;

/// A plain line of 3–30 keywords joined in one of the seen ways.
pub(crate) fn keyword_line(dice: &mut Dice, kit: &Kit) -> String {
    let join = dice.word(&[",", "，", "-", "_", "|", " I ", "、", " ", ", ", " | ", " - "]);
    let count = dice.log_range(3..=30);
    let list: Vec<String> = (0..count).map(|_| kit.keyword(dice)).collect();
    list.join(join)
}

/// T11a: a heading of the trade first in the body, or before the doctype.
pub(crate) fn heading(job: &mut Job<'_, '_>) -> bool {
    let dice = &mut job.block;
    let word = job.kit.keyword(dice);
    let text = match dice.range(0..=9) {
        0..=2 => entities(&word, dice.chance(0.2), true),
        _ => job.kit.written(dice, &word),
    };
    let inside = if dice.chance(0.5) { job.kit.link_to(dice, &word, &[]) } else { text };
    let tag = dice.weighted_word(&[("h1", 8), ("h2", 2), ("p", 1), ("strong", 1)]);
    let attribute = job.kit.identifier("heading");
    let attributes: &[(&str, &str)] = if dice.chance(0.25) { &[("id", attribute.as_str())] } else { &[] };
    let block = job.kit.markup.wrap(tag, attributes, &inside);
    job.put(&[(Place::BodyTop, 8), (Place::Start, 1), (Place::Boundary, 1)], &block)
}

/// T11b: the line itself, bare or in a tag.
pub(crate) fn line(job: &mut Job<'_, '_>) -> bool {
    let dice = &mut job.block;
    let line = keyword_line(dice, job.kit);
    let line = job.kit.written(dice, &line);
    let block = match dice.range(0..=5) {
        0..=3 => line,
        4 => job.kit.markup.wrap(dice.word(&["p", "div", "h1", "center", "marquee"]), &[], &line),
        _ => line + "<br>",
    };
    job.put(&[(Place::BodyTop, 6), (Place::BodyEnd, 2), (Place::AfterHtml, 2), (Place::Footer, 1)], &block)
}

/// T11c: a home link with a keyword, often with a site map link, at the end.
pub(crate) fn tail_link(job: &mut Job<'_, '_>) -> bool {
    let dice = &mut job.block;
    let word = job.kit.keyword(dice);
    let id = if job.kit.seen(dice, 0.4) { "__overflow_a".to_owned() } else { job.kit.identifier("tail") };
    let more: &[(&str, &str)] = if dice.chance(0.5) { &[("id", id.as_str())] } else { &[] };
    let mut block = job.kit.link_to(dice, &word, more);
    for _ in 0..*dice.weighted(&[(0, 4), (1, 3), (3, 2), (6, 1)]) {
        block.push_str(job.kit.markup.gap);
        block.push_str(&job.kit.link(dice));
    }
    if dice.chance(0.4) {
        block.push_str(job.kit.markup.gap);
        block.push_str("<a href=\"/sitemap.xml\">sitemap</a>");
    }
    job.put(&[(Place::BodyEnd, 6), (Place::AfterHtml, 3), (Place::AfterBody, 2)], &block)
}

/// T04: up to thousands of keywords, often every character as a reference, in one hidden box, no links.
pub(crate) fn cloud(job: &mut Job<'_, '_>) -> bool {
    let dice = &mut job.block;
    let count = dice.log_range(30..=900);
    let written = dice.range(0..=2);
    let join = dice.word(&[" ", " ", ",", "\n", "、"]);
    let list: Vec<String> = (0..count)
        .map(|_| {
            let word = job.kit.keyword(dice);
            match written {
                0 => entities(&word, false, true),
                1 => {
                    word.chars()
                        .map(|c| {
                            if dice.chance(0.5) {
                                entities(&c.to_string(), false, true)
                            } else {
                                c.to_string()
                            }
                        })
                        .collect()
                }
                _ => word,
            }
        })
        .collect();
    let hide =
        *dice.weighted(&[(Hide::Offscreen, 5), (Hide::Display, 3), (Hide::Thin, 1), (Hide::TinyFont, 1)]);
    let (key, value) = hide.attribute(dice, &job.kit.markup);
    let block = job.kit.markup.wrap("div", &[(key, &value)], &list.join(join));
    job.put(&[(Place::BodyEnd, 5), (Place::BodyTop, 3), (Place::AfterHtml, 1)], &block)
}

/// T05: generated pages of the hacked site itself, off the screen.
pub(crate) fn internal_list(job: &mut Job<'_, '_>) -> bool {
    let dice = &mut job.block;
    let folder = words::name(dice);
    let mut lines = Vec::new();
    for _ in 0..dice.range(4..=24) {
        let word = job.kit.keyword(dice);
        let page = match dice.range(0..=2) {
            0 => format!("/{folder}/{}.html", dice.range(100..=999_999)),
            1 => format!("/{folder}/{}/list.html", dice.range(1..=90)),
            _ => format!("/{}/{}.html", words::name(dice), words::slug(dice, &word)),
        };
        let link = job.kit.markup.wrap("a", &[("href", &page)], &word);
        lines.push(job.kit.markup.wrap("li", &[], &link));
    }
    let inside = lines.join(job.kit.markup.gap);
    let (key, value) = Hide::Offscreen.attribute(dice, &job.kit.markup);
    let block = job.kit.markup.wrap("div", &[(key, &value)], &inside);
    job.put(&[(Place::BodyTop, 5), (Place::BodyEnd, 4)], &block)
}
