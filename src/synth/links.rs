//! Family D: links in boxes hidden by an inline style.
use super::catalogue::Job;
use super::dice::Dice;
use super::hide::Hide;
use super::kit::Kit;
use super::place::Place;
use super::words;

/// Where hidden boxes stand.
pub(crate) const ANYWHERE: [(Place, u32); 8] = [
    (Place::BodyTop, 4),
    (Place::BodyEnd, 6),
    (Place::Footer, 3),
    (Place::AfterBody, 2),
    (Place::AfterHtml, 3),
    (Place::Boundary, 6),
    (Place::LastScript, 2),
    (Place::Eof, 1),
];

/// A run of `count` links, in one of the ways runs are written.
pub(crate) fn run(dice: &mut Dice, kit: &Kit, count: usize) -> String {
    let gap = kit.markup.gap;
    let links: Vec<String> = {
        let one = kit.keyword(dice);
        let same = dice.chance(0.15);
        (0..count).map(|_| if same { kit.link_to(dice, &one, &[]) } else { kit.link(dice) }).collect()
    };
    match dice.range(0..=14) {
        0..=4 => links.join(if gap.is_empty() { " " } else { gap }),
        5 => links.join(", "),
        6 => links.join(dice.word(&[" | ", "、", " - ", ". ", "&nbsp;", "|"])),
        7 => links.join(&format!("{}{gap}", dice.pick(&["<br>", "<br/>", "<br />"]))),
        8 => links.iter().map(|link| kit.markup.wrap("p", &[], link)).collect::<Vec<_>>().join(gap),
        9..=10 => {
            let items =
                links.iter().map(|link| kit.markup.wrap("li", &[], link)).collect::<Vec<_>>().join(gap);
            if dice.chance(0.6) { kit.markup.wrap("ul", &[], &format!("{gap}{items}{gap}")) } else { items }
        }
        11 => links.concat(),
        12 => links
            .iter()
            .map(|link| kit.markup.wrap(dice.word(&["span", "div", "h2", "h3"]), &[], link))
            .collect::<Vec<_>>()
            .join(gap),
        13 => links
            .iter()
            .map(|link| if dice.chance(0.5) { format!("{link} {}", kit.keyword(dice)) } else { link.clone() })
            .collect::<Vec<_>>()
            .join(", "),
        _ => {
            let mut links = links.into_iter();
            words::sentences(dice, kit.trade.language, count, |_| links.next().unwrap_or_default())
        }
    }
}

/// A hidden box around `inside`.
pub(crate) fn hidden_box(dice: &mut Dice, kit: &Kit, tag: &str, hide: Hide, inside: &str) -> String {
    let gap = kit.markup.gap;
    let (key, value) = hide.attribute(dice, &kit.markup);
    let name = kit.identifier("box");
    let mut attributes = vec![(key, value.as_str())];
    match dice.range(0..=9) {
        0 => attributes.push(("class", &name)),
        1 => attributes.push(("id", &name)),
        2 => attributes.insert(0, ("class", &name)),
        _ => {}
    }
    kit.markup.wrap(tag, &attributes, &format!("{gap}{inside}{gap}"))
}

fn box_tag(dice: &mut Dice) -> &'static str {
    dice.weighted_word(&[
        ("div", 20),
        ("span", 4),
        ("p", 3),
        ("font", 2),
        ("b", 1),
        ("u", 1),
        ("ul", 1),
        ("strong", 1),
        ("section", 1),
        ("h6", 1),
        ("center", 1),
        ("li", 1),
        ("form", 1),
        ("noindex", 1),
    ])
}

fn many(job: &mut Job<'_, '_>, hide: &[(Hide, u32)], count: std::ops::RangeInclusive<usize>) -> bool {
    let (kit, dice) = (job.kit, &mut job.block);
    let count = dice.log_range(count);
    let inside = run(dice, kit, count);
    let tag = box_tag(dice);
    let hide = *dice.weighted(hide);
    let block = hidden_box(dice, kit, tag, hide, &inside);
    job.put(&ANYWHERE, &block)
}

/// T17: a list in `display:none`; now and then in a second `<body>`, its wrapper unclosed.
pub(crate) fn display_none(job: &mut Job<'_, '_>) -> bool {
    if !job.block.chance(0.12) {
        return many(job, &[(Hide::Display, 10), (Hide::Attribute, 1), (Hide::Visibility, 1)], 2..=120);
    }
    let (kit, dice) = (job.kit, &mut job.block);
    let count = dice.range(10..=40);
    let inside = run(dice, kit, count);
    let block = hidden_box(dice, kit, "div", Hide::Display, &inside);
    let unclosed = block.strip_suffix(&kit.markup.close("div")).unwrap_or(&block).trim_end();
    let block = if dice.chance(0.5) { format!("<body>\n{unclosed}\n</body>") } else { unclosed.to_owned() };
    job.put(&[(Place::AfterBody, 3), (Place::AfterHtml, 2), (Place::Eof, 1)], &block)
}

/// T18: each link in a paragraph; addresses may hold a line break.
pub(crate) fn display_none_paragraphs(job: &mut Job<'_, '_>) -> bool {
    let (kit, dice) = (job.kit, &mut job.block);
    let broken = dice.chance(0.3);
    let mut inside = String::new();
    for _ in 0..dice.range(4..=20) {
        let mut link = kit.link(dice);
        if broken && dice.chance(0.4) {
            link = link.replacen("://", "://\n", 1);
        }
        inside.push_str(&kit.markup.wrap("p", &[], &link));
    }
    let block = hidden_box(dice, kit, "div", Hide::Display, &inside);
    job.put(&[(Place::Footer, 5), (Place::BodyEnd, 2), (Place::Boundary, 2)], &block)
}

/// T19: a box for each link.
pub(crate) fn one_box_each(job: &mut Job<'_, '_>) -> bool {
    let (kit, dice) = (job.kit, &mut job.block);
    let count = *dice.weighted(&[(1, 6), (2, 3), (4, 2), (8, 2), (25, 1)]);
    let hide = *dice.weighted(&[(Hide::Display, 10), (Hide::Visibility, 1), (Hide::Attribute, 1)]);
    let one_tag = dice.chance(0.7).then(|| box_tag(dice));
    let boxes: Vec<String> = (0..count)
        .map(|_| {
            let link = kit.link(dice);
            let tag = one_tag.unwrap_or_else(|| box_tag(dice));
            let (key, value) = hide.attribute(dice, &kit.markup);
            kit.markup.wrap(tag, &[(key, &value)], &link)
        })
        .collect();
    if dice.chance(0.5) { job.put_each(&ANYWHERE, &boxes) } else { job.put(&ANYWHERE, &boxes.join("\n")) }
}

/// T20: moved away.
pub(crate) fn offscreen(job: &mut Job<'_, '_>) -> bool {
    many(job, &[(Hide::Offscreen, 8), (Hide::Indent, 2)], 1..=40)
}

/// T20, one link in each of many boxes side by side, as a template's file was appended to again and again.
pub(crate) fn offscreen_each(job: &mut Job<'_, '_>) -> bool {
    let (kit, dice) = (job.kit, &mut job.block);
    let count = *dice.weighted(&[(1, 2), (3, 3), (8, 4), (16, 2), (40, 1)]);
    let count = dice.range(count..=count + count / 2);
    let hide = *dice.weighted(&[(Hide::Offscreen, 8), (Hide::Indent, 1), (Hide::Thin, 1), (Hide::Clip, 1)]);
    let tag = dice.weighted_word(&[("div", 12), ("span", 3), ("p", 2), ("h3", 1), ("li", 1)]);
    // Mostly the same declarations on every box.
    let (key, fixed) = hide.attribute(dice, &kit.markup);
    let same = dice.chance(0.7);
    let boxes: Vec<String> = (0..count)
        .map(|_| {
            let link = kit.link(dice);
            let value = if same { fixed.clone() } else { hide.attribute(dice, &kit.markup).1 };
            kit.markup.wrap(tag, &[(key, &value)], &link)
        })
        .collect();
    if dice.chance(0.6) {
        job.put_each(&ANYWHERE, &boxes)
    } else {
        job.put(&ANYWHERE, &boxes.join(kit.markup.gap))
    }
}

/// T20 on the anchor itself, in a text field or between blocks.
pub(crate) fn offscreen_anchor(job: &mut Job<'_, '_>) -> bool {
    let (kit, dice) = (job.kit, &mut job.block);
    let hide = *dice.weighted(&[(Hide::Offscreen, 6), (Hide::Display, 2), (Hide::Indent, 1)]);
    let mut block = String::new();
    for at in 0..dice.log_range(1..=6) {
        let (key, value) = hide.attribute(dice, &kit.markup);
        let word = kit.keyword(dice);
        if at > 0 {
            block.push_str(kit.markup.gap);
        }
        block.push_str(&kit.link_to(dice, &word, &[(key, &value)]));
    }
    job.put(&[(Place::Field, 3), (Place::Boundary, 3), (Place::BodyEnd, 2), (Place::Words, 1)], &block)
}

/// T21: a box one or two pixels high.
pub(crate) fn thin_box(job: &mut Job<'_, '_>) -> bool {
    many(job, &[(Hide::Thin, 1)], 1..=12)
}

/// T22: a box of no size, now and then with the exchange's marker.
pub(crate) fn no_box(job: &mut Job<'_, '_>) -> bool {
    let (kit, dice) = (job.kit, &mut job.block);
    let count = dice.log_range(1..=10);
    let inside = run(dice, kit, count);
    let mut block = hidden_box(dice, kit, "div", Hide::NoBox, &inside);
    if dice.chance(0.25) {
        let marker = kit.identifier("marker");
        block = format!("{}<p><p>", kit.markup.wrap("span", &[("datas", &marker)], &block));
    }
    job.put(&ANYWHERE, &block)
}

/// T23: a marquee nobody can read.
pub(crate) fn marquee(job: &mut Job<'_, '_>) -> bool {
    let (kit, dice) = (job.kit, &mut job.block);
    let count = dice.log_range(1..=30);
    let inside = run(dice, kit, count);
    let block = marquee_around(dice, kit, &inside);
    job.put(&ANYWHERE, &block)
}

/// T23 after a clean-up that took the links: the empty shell.
pub(crate) fn marquee_shell(job: &mut Job<'_, '_>) -> bool {
    let (kit, dice) = (job.kit, &mut job.block);
    let block = marquee_around(dice, kit, "");
    job.put(&ANYWHERE, &block)
}

fn marquee_around(dice: &mut Dice, kit: &Kit, inside: &str) -> String {
    let mut number = |range| dice.range(range).to_string();
    let (height, width) = (number(0..=6), number(0..=9));
    let (amount, delay) = (number(1000..=9000), number(1000..=60_000));
    match dice.range(0..=6) {
        0 => kit.markup.wrap("marquee", &[("style", "position: absolute; width: 0px;")], inside),
        5 => {
            let hide = *dice.pick(&[Hide::Thin, Hide::NoBox, Hide::Display, Hide::Opacity, Hide::Visibility]);
            let (key, value) = hide.attribute(dice, &kit.markup);
            kit.markup.wrap("marquee", &[("direction", "up"), (key, &value)], inside)
        }
        6 => {
            let style = kit.markup.style(&[
                ("width", &format!("{width}px")),
                ("height", &format!("{height}px")),
                ("overflow", "hidden"),
            ]);
            kit.markup.wrap("marquee", &[("scrollamount", &amount), ("style", &style)], inside)
        }
        1 => {
            let (key, value) = Hide::Offscreen.attribute(dice, &kit.markup);
            kit.markup.wrap("marquee", &[(key, &value)], inside)
        }
        2 => kit.markup.wrap("marquee", &[("width", &width), ("height", &height)], inside),
        _ => kit.markup.wrap(
            "marquee",
            &[("height", &height), ("width", &width), ("scrollamount", &amount), ("scrolldelay", &delay)],
            inside,
        ),
    }
}

/// T24: transparent, no font size, behind, clipped.
pub(crate) fn invisible(job: &mut Job<'_, '_>) -> bool {
    let ways =
        [(Hide::TinyFont, 3), (Hide::Opacity, 3), (Hide::Behind, 1), (Hide::Visibility, 2), (Hide::Clip, 2)];
    many(job, &ways, 1..=30)
}

/// T24: text in the background's colour, inline or by a class of its own on every element.
pub(crate) fn same_colour(job: &mut Job<'_, '_>) -> bool {
    if job.block.chance(0.5) {
        return many(job, &[(Hide::Colour, 1)], 1..=30);
    }
    let (kit, dice) = (job.kit, &mut job.block);
    let class = kit.identifier("colour");
    let rule = Hide::Colour.rule(dice);
    let count = dice.range(1..=9);
    let inside = words::sentences(dice, kit.trade.language, count, |dice| {
        let word = kit.keyword(dice);
        kit.link_to(dice, &word, &[("class", &class)])
    });
    let tag = dice.word(&["span", "h5", "div", "font"]);
    let block = format!(
        "<style type=\"text/css\">.{class}{rule}</style>{}",
        kit.markup.wrap(tag, &[("class", &class)], &inside)
    );
    job.put(&ANYWHERE, &block)
}

/// Links that only a browser without scripts would show.
pub(crate) fn noscript(job: &mut Job<'_, '_>) -> bool {
    let (kit, dice) = (job.kit, &mut job.block);
    let count = dice.log_range(1..=20);
    let inside = run(dice, kit, count);
    let inside = match dice.range(0..=4) {
        0 => kit.markup.wrap("div", &[], &inside),
        1 => hidden_box(dice, kit, "div", Hide::Display, &inside),
        2 => {
            let words = kit.keyword(dice);
            kit.markup.wrap("h1", &[], &words) + &inside
        }
        _ => inside,
    };
    let block = kit.markup.wrap("noscript", &[], &inside);
    job.put(&ANYWHERE, &block)
}

/// T35: a hidden box at the end of one article's HTML.
pub(crate) fn record_append(job: &mut Job<'_, '_>) -> bool {
    let (kit, dice) = (job.kit, &mut job.block);
    let count = dice.range(2..=5);
    let inside = run(dice, kit, count);
    let block = hidden_box(dice, kit, "div", Hide::Display, &inside);
    job.put(&[(Place::Boundary, 4), (Place::Field, 2)], &block)
}
