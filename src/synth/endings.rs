//! Blocks around the end of the page and what parsers make of it (T43, T45, T47, T48).
use super::catalogue::Job;
use super::hide::Hide;
use super::links::{hidden_box, run};
use super::place::Place;

fn block(job: &mut Job<'_, '_>) -> String {
    let (kit, dice) = (job.kit, &mut job.block);
    let count = dice.log_range(2..=40);
    let inside = run(dice, kit, count);
    let hide = *dice.weighted(&[(Hide::Display, 5), (Hide::Offscreen, 3), (Hide::Thin, 1)]);
    let tag = dice.weighted_word(&[("div", 6), ("span", 1), ("p", 1), ("ul", 1)]);
    hidden_box(dice, kit, tag, hide, &inside)
}

/// T43: the input ends inside the block, or inside a raw-text element that is never closed.
pub(crate) fn cut_short(job: &mut Job<'_, '_>) -> bool {
    let block = block(job);
    let dice = &mut job.block;
    let block = match dice.range(0..=3) {
        0 => format!(
            "{}{block}",
            dice.word(&["<noframes>", "<xmp>", "<!--", "<textarea style=\"display:none\">"])
        ),
        _ => {
            let mut cut = dice.range(block.len() / 2..=block.len() - 1);
            while !block.is_char_boundary(cut) {
                cut -= 1;
            }
            block[..cut].to_owned()
        }
    };
    // Only at the very end: what is left open would take the rest of the page with it.
    let Some(at) = job.spot(&[(Place::Eof, 1)]) else { return false };
    if at < job.draft.clean.trim_ascii_end().len() {
        return false;
    }
    let label = super::draft::Label { malformed: true, ..job.label() };
    job.draft.insert(at, block.trim(), Some(label))
}

/// T45: after `</body>` or `</html>`, where parsers move it back into the body.
pub(crate) fn after_the_end(job: &mut Job<'_, '_>) -> bool {
    let block = block(job);
    job.put(&[(Place::AfterBody, 3), (Place::AfterHtml, 4), (Place::Eof, 1)], &block)
}

/// T47: a second body around the block, or links and a bare `<body>` where the end tag belongs.
pub(crate) fn second_body(job: &mut Job<'_, '_>) -> bool {
    let block = block(job);
    let markup = &job.kit.markup;
    let (open, close) = (markup.open("body", &[]), markup.close("body"));
    let gap = markup.gap;
    let whole = match job.block.range(0..=4) {
        0..=1 => format!("{open}{gap}{block}{gap}{close}"),
        2 => format!("<html>{open}{block}{close}</html>"),
        3 => format!("{block}{gap}{open}"),
        _ => format!("{open}{gap}{block}"),
    };
    job.put(&[(Place::AfterBody, 3), (Place::AfterHtml, 3), (Place::BodyEnd, 2)], &whole)
}

/// T48: comments that end in an odd way, conditional comments and stray ends next to the block.
pub(crate) fn odd_comments(job: &mut Job<'_, '_>) -> bool {
    let block = block(job);
    let dice = &mut job.block;
    let word = super::words::name(dice);
    let whole = match dice.range(0..=5) {
        0 => format!("<!-- {word} --!>{block}"),
        1 => format!("<!--{word}-->{block}<!--/{word}-->"),
        2 => format!("<!--[if !IE]>-->{block}<!--<![endif]-->"),
        3 => format!("]]>{block}"),
        4 => format!("<!-- {word} -- >{block}<!-- -->"),
        _ => format!("-->{block}<!-- {word} -->"),
    };
    let label = super::draft::Label { malformed: true, ..job.label() };
    let places = [
        (Place::BodyTop, 3),
        (Place::BodyEnd, 4),
        (Place::AfterHtml, 3),
        (Place::Boundary, 2),
        (Place::Footer, 1),
    ];
    let Some(at) = job.spot(&places) else { return false };
    let place = job.label().place;
    job.draft.insert(at, &whole, Some(super::draft::Label { place, ..label }))
}
