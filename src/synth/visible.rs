//! Family H: links in plain sight, link wheels, and the credits that are only reported.
use super::catalogue::Job;
use super::hide::Hide;
use super::links;
use super::obfuscate::variable;
use super::place::Place;
use super::words;

/// T38: a box of exchange links, no separators.
pub(crate) fn exchange(job: &mut Job<'_, '_>) -> bool {
    let (kit, dice) = (job.kit, &mut job.block);
    let class = if kit.seen(dice, 0.2) { "fflink".to_owned() } else { kit.identifier("exchange") };
    let count = if dice.chance(0.5) { dice.range(30..=45) } else { dice.log_range(4..=90) };
    let inside = if dice.chance(0.6) {
        (0..count).map(|_| kit.link(dice)).collect::<String>()
    } else {
        links::run(dice, kit, count)
    };
    let block = kit.markup.wrap("div", &[("class", &class)], &inside);
    job.put(&[(Place::BodyEnd, 6), (Place::Footer, 2), (Place::AfterHtml, 1)], &block)
}

/// T39: a table of links.
pub(crate) fn table(job: &mut Job<'_, '_>) -> bool {
    let (kit, dice) = (job.kit, &mut job.block);
    let gap = kit.markup.gap;
    let columns = dice.range(1..=6);
    let mut rows = Vec::new();
    for _ in 0..dice.log_range(1..=15) {
        let cells: String = (0..columns)
            .map(|_| {
                let link = kit.link(dice);
                kit.markup.wrap("td", &[], &link)
            })
            .collect();
        rows.push(kit.markup.wrap("tr", &[], &cells));
    }
    let inside = format!("{gap}{}{gap}", rows.join(gap));
    let id = if kit.seen(dice, 0.3) { "table1".to_owned() } else { kit.identifier("table") };
    let block = kit.markup.wrap("table", &[("id", &id)], &inside);
    job.put(&[(Place::BodyEnd, 5), (Place::Eof, 3), (Place::AfterHtml, 2)], &block)
}

/// A short visible run in the footer, bare or in a box.
pub(crate) fn footer(job: &mut Job<'_, '_>) -> bool {
    let (kit, dice) = (job.kit, &mut job.block);
    let count = dice.log_range(1..=12);
    let run = links::run(dice, kit, count);
    let block = match dice.range(0..=7) {
        0..=2 => run,
        // Bare links, one a line, without quotes.
        5..=6 => {
            let join = dice.word(&["\n", " ", "<br>\n", " | ", ", "]);
            (0..count)
                .map(|_| {
                    let word = kit.keyword(dice);
                    format!("<a href={}>{}</a>", kit.url(dice, &word), kit.written(dice, &word))
                })
                .collect::<Vec<_>>()
                .join(join)
        }
        7 => {
            let class = dice.word(&["textwidget", "footer-links", "widget", "copyright", "links"]);
            kit.markup.wrap("div", &[("class", class)], &run)
        }
        3 => kit.markup.wrap("p", &[], &run),
        _ => {
            let script = format!(
                "<script src=\"http://{}/{}.js\" type=\"text/javascript\"></script>",
                kit.host(dice),
                variable(dice)
            );
            format!("{script}{run}")
        }
    };
    job.put(&[(Place::Footer, 8), (Place::BodyEnd, 2), (Place::Boundary, 2)], &block)
}

/// T40: paragraphs after the end of the page.
pub(crate) fn tail_paragraphs(job: &mut Job<'_, '_>) -> bool {
    let (kit, dice) = (job.kit, &mut job.block);
    let word = kit.keyword(dice);
    let url = kit.url(dice, &word);
    let one_address = dice.chance(0.6);
    let tag = dice.weighted_word(&[("p", 8), ("div", 2), ("h2", 1), ("li", 1)]);
    let lines: Vec<String> = (0..dice.range(1..=6))
        .map(|_| {
            let link = if one_address {
                let word = kit.keyword(dice);
                kit.markup.wrap("a", &[("href", &url)], &word)
            } else {
                kit.link(dice)
            };
            kit.markup.wrap(tag, &[], &link)
        })
        .collect();
    job.put(&[(Place::AfterHtml, 7), (Place::AfterBody, 2), (Place::Eof, 1)], &lines.join("\n"))
}

/// Links between hacked sites: unquoted addresses in odd folders, anchors of two letters.
pub(crate) fn wheel(job: &mut Job<'_, '_>) -> bool {
    let (kit, dice) = (job.kit, &mut job.block);
    let join = dice.weighted_word(&[(", ", 6), (" ", 2), ("", 1), ("\n", 1), (" | ", 1)]);
    let quote = dice.weighted_word(&[("", 6), ("\"", 3), ("'", 1)]);
    let count = dice.log_range(8..=80);
    let length = dice.range(1..=3);
    let list: Vec<String> = (0..count)
        .map(|_| {
            let word = kit.trade.keyword(dice);
            let folder_length = dice.range(4..=9);
            let folder = dice.letters("abcdefghijklmnopqrstuvwxyz0123456789", folder_length);
            let url = format!("http://{}/{folder}/{}.html", words::host(dice), words::slug(dice, &word));
            let text = if dice.chance(0.9) {
                dice.letters("abcdefghijklmnopqrstuvwxyz0123456789", length)
            } else {
                word
            };
            format!("<a href={quote}{url}{quote}>{text}</a>")
        })
        .collect();
    let trailing = if dice.chance(0.5) { join.trim_end() } else { "" };
    let block = list.join(join) + trailing;
    job.put(&[(Place::Boundary, 5), (Place::BodyEnd, 4), (Place::Footer, 1)], &block)
}

/// A hidden credit of a template author: one link whose anchor names a tool. To be reported.
pub(crate) fn credit(job: &mut Job<'_, '_>) -> bool {
    let kit = job.kit;
    let (text, name) = credit_words(job);
    let dice = &mut job.block;
    let url = format!("http://www.{}.{}/", words::name(dice), words::host_word(dice, "tld"));
    let link = kit.markup.wrap("a", &[("href", &url), ("title", name)], name);
    let inside = if dice.chance(0.6) { format!("{text} {link}") } else { link };
    let block = if dice.chance(0.4) {
        kit.markup.wrap("div", &[("class", "copyrights")], &inside)
    } else {
        let (key, value) = Hide::Display.attribute(dice, &kit.markup);
        kit.markup.wrap("div", &[(key, &value)], &inside)
    };
    let label = job.label();
    let Some(at) = job.spot(&[(Place::BodyEnd, 4), (Place::Footer, 4), (Place::Boundary, 3)]) else {
        return false;
    };
    job.draft.insert(at, &block, Some(label))
}

/// The link a map or counter widget brings along, empty or hidden. To be reported.
pub(crate) fn widget(job: &mut Job<'_, '_>) -> bool {
    let (_, name) = credit_words(job);
    let dice = &mut job.block;
    let url = format!("https://{}.{}", words::name(dice), words::host_word(dice, "tld"));
    let text = if dice.chance(0.4) { "" } else { name };
    let block = match dice.range(0..=2) {
        0 => format!("<a href=\"{url}\" style=\"display:none\">{text}</a>"),
        1 => format!("<small style=\"font-size:1px\"><a href=\"{url}\">{text}</a></small>"),
        _ => format!("<a href=\"{url}\">{text}</a>"),
    };
    let label = job.label();
    let Some(at) = job.spot(&[(Place::Boundary, 1)]) else { return false };
    job.draft.insert(at, &block, Some(label))
}

fn credit_words(job: &mut Job<'_, '_>) -> (&'static str, &'static str) {
    let language = job.kit.trade.language;
    let text = words::ham_word(&mut job.block, "credit", language);
    (text, words::ham_word(&mut job.block, "creditname", "en"))
}
