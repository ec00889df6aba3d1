//! Family G: machine-made prose with anchors, anchors dropped into genuine sentences, copied list items.
use super::catalogue::Job;
use super::dice::Dice;
use super::hide::Hide;
use super::kit::Kit;
use super::links::hidden_box;
use super::place::Place;
use super::words;
use memchr::memmem;

/// Sentences with anchors: some name the keyword as text first and then again as the anchor.
fn text(dice: &mut Dice, kit: &Kit, sentences: usize) -> String {
    let twice = dice.chance(0.4);
    let markdown = dice.chance(0.1);
    words::sentences(dice, kit.trade.language, sentences, |dice| {
        let word = kit.keyword(dice);
        let link = if markdown {
            format!("[{word}]({})", kit.url(dice, &word))
        } else {
            kit.link_to(dice, &word, &[])
        };
        match dice.range(0..=9) {
            0..=6 if twice => format!("{word} {link}"),
            0..=1 => word,
            _ => link,
        }
    })
}

fn paragraphs(dice: &mut Dice, kit: &Kit) -> String {
    let count = *dice.weighted(&[(1, 6), (2, 2), (4, 1)]);
    let mut out = Vec::new();
    for _ in 0..count {
        let sentences = dice.range(2..=16);
        let text = text(dice, kit, sentences);
        out.push(match dice.range(0..=3) {
            0 if count == 1 => text,
            1 => kit.markup.wrap("div", &[], &text),
            _ => kit.markup.wrap("p", &[], &text),
        });
    }
    out.join(kit.markup.gap)
}

/// T32: visible.
pub(crate) fn salad(job: &mut Job<'_, '_>) -> bool {
    let block = paragraphs(&mut job.block, job.kit);
    job.put(&[(Place::Boundary, 6), (Place::BodyEnd, 3), (Place::Footer, 2), (Place::AfterHtml, 1)], &block)
}

/// T37: a fluent paragraph about a drug or a game, in front of what the page says; the keyword comes again and again.
pub(crate) fn pharma_paragraph(job: &mut Job<'_, '_>) -> bool {
    let (kit, dice) = (job.kit, &mut job.block);
    let word = kit.keyword(dice);
    let sentences = dice.range(3..=7);
    let links = dice.range(0..=2);
    let mut left = links;
    let text = words::sentences(dice, kit.trade.language, sentences, |dice| {
        if left > 0 && dice.chance(0.5) {
            left -= 1;
            kit.link_to(dice, &word, &[])
        } else {
            word.clone()
        }
    });
    let tag = dice.weighted_word(&[("p", 6), ("div", 2), ("h2", 1)]);
    let mut block = kit.markup.wrap(tag, &[], &text);
    if dice.chance(0.3) {
        block = format!("{}{}{block}", kit.markup.wrap("h2", &[], &word), kit.markup.gap);
    }
    job.put(&[(Place::BodyTop, 4), (Place::Boundary, 5), (Place::BodyEnd, 1)], &block)
}

/// T32 in a hidden box.
pub(crate) fn hidden_salad(job: &mut Job<'_, '_>) -> bool {
    let (kit, dice) = (job.kit, &mut job.block);
    let inside = paragraphs(dice, kit);
    let hide =
        *dice.weighted(&[(Hide::Offscreen, 5), (Hide::Display, 3), (Hide::Thin, 2), (Hide::Indent, 1)]);
    let tag = dice.weighted_word(&[("div", 8), ("span", 1), ("font", 1)]);
    let block = hidden_box(dice, kit, tag, hide, &inside);
    job.put(&[(Place::Boundary, 6), (Place::BodyEnd, 3), (Place::BodyTop, 2), (Place::Field, 1)], &block)
}

/// T33: the anchor brings the space that its removal takes away again.
pub(crate) fn spliced(job: &mut Job<'_, '_>) -> bool {
    let (kit, dice) = (job.kit, &mut job.block);
    let word = kit.keyword(dice);
    let style = dice.chance(0.3).then_some(("style", "outline:none;color:black;background-color:#fff"));
    let more: Vec<(&str, &str)> = style.into_iter().collect();
    let link = kit.link_to(dice, &word, &more);
    let block = if dice.chance(0.3) { format!(" &nbsp;{link}") } else { format!(" {link}") };
    let mut done = false;
    for _ in 0..job.page.range(1..=3) {
        if let Some(at) = job.spot(&[(Place::Words, 1)]) {
            let label = job.label();
            done |= job.draft.insert(at, &block, Some(label));
        }
    }
    done
}

/// T34: a copy of a genuine item, with its inner structure, for another address and text.
pub(crate) fn mimic(job: &mut Job<'_, '_>) -> bool {
    let items = job.draft.marks.items.clone();
    if items.is_empty() {
        return false;
    }
    let from = job.page.pick(&items).clone();
    let Ok(item) = std::str::from_utf8(&job.draft.clean[from.clone()]) else { return false };
    let word = job.kit.keyword(&mut job.block);
    let url = job.kit.url(&mut job.block, &word);
    let Some(copy) = retarget(item, &url, &word) else { return false };
    // Before or after the sibling it copies, or a few times after it.
    let at = if job.page.chance(0.3) { from.start } else { from.end };
    let mut block = copy;
    for _ in 0..*job.block.weighted(&[(0, 6), (1, 2), (4, 1)]) {
        let word = job.kit.keyword(&mut job.block);
        let url = job.kit.url(&mut job.block, &word);
        block.extend(retarget(item, &url, &word));
    }
    job.put_at(at, &block)
}

/// The item with the first `href` and the first text inside its first link replaced.
fn retarget(item: &str, url: &str, word: &str) -> Option<String> {
    let href = memmem::find(item.as_bytes(), b"href=")? + 5;
    let quote = *item.as_bytes().get(href)?;
    if quote != b'"' && quote != b'\'' {
        return None;
    }
    let value_end = href + 1 + item[href + 1..].find(char::from(quote))?;
    let mut text_start = value_end + item[value_end..].find('>')? + 1;
    // Past icons and spans in front of the text.
    while item[text_start..].trim_start().starts_with('<')
        && !item[text_start..].trim_start().starts_with("</a")
    {
        text_start += item[text_start..].find('>')? + 1;
    }
    let text_end = text_start + item[text_start..].find('<')?;
    Some(format!("{}{url}{}{word}{}", &item[..=href], &item[value_end..text_start], &item[text_end..]))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_copied_item_keeps_its_structure() {
        for (item, want) in [
            ("<li><a href=\"/x\">y</a></li>", Some("<li><a href=\"U\">W</a></li>")),
            (
                "<li class=a><a class=b href='/x' title=t><img src=i><i></i> y z</a> </li>",
                Some("<li class=a><a class=b href='U' title=t><img src=i><i></i>W</a> </li>"),
            ),
            ("<li><a href=x>y</a></li>", None),
            ("<li>y</li>", None),
        ] {
            assert_eq!(retarget(item, "U", "W").as_deref(), want, "{item}");
        }
    }
}
