//! What kits leave behind next to their blocks (T12), and the head lines they add (T15).
use super::catalogue::Job;
use super::dice::Dice;
use super::hide::Hide;
use super::kit::Kit;
use super::place::Place;
use super::words;

/// T12: comments with the kit's domain, its timing, a marker on both sides of nothing, a malformed address.
pub(crate) fn comment(job: &mut Job<'_, '_>) -> bool {
    let (kit, dice) = (job.kit, &mut job.block);
    let host = kit.host(dice);
    let number = format!("0.{}", dice.range(1_000..=9_999_999));
    let (block, places): (String, &[(Place, u32)]) = match dice.range(0..=5) {
        0 => (format!("<!--{host}-->"), &[(Place::Start, 6), (Place::BodyTop, 1)]),
        1 => (
            // Only the kits' own wording: honest caches tell their timing, too.
            format!("<!--{}{number}秒-->", dice.pick(&["耗时", "用时"])),
            &[(Place::AfterHtml, 5), (Place::Eof, 1)],
        ),
        2 => {
            let word = kit.keyword(dice);
            (
                format!("<!-- {} --!><!-- -->", kit.url(dice, &word)),
                &[(Place::BodyTop, 2), (Place::BodyEnd, 2)],
            )
        }
        3 => {
            let list: Vec<String> = (0..dice.range(2..=12)).map(|_| kit.keyword(dice)).collect();
            (
                format!("<!-- {} -->", list.join(dice.word(&[",", "|", " "]))),
                &[(Place::AfterHtml, 3), (Place::BodyEnd, 2), (Place::Start, 1)],
            )
        }
        4 => {
            let mark = dice.letters("0123456789abcdef", 10);
            let link = kit.link(dice);
            (format!("<!-- {mark} -->{link}<!-- {mark} -->"), &[(Place::BodyTop, 3), (Place::BodyEnd, 2)])
        }
        _ => (format!("<!--{host}|{}-->", kit.keyword(dice)), &[(Place::Start, 3), (Place::AfterHtml, 3)]),
    };
    job.put(places, &block)
}

/// T12: the counter of mirror kits, a remote script in a hidden box.
pub(crate) fn counter(job: &mut Job<'_, '_>) -> bool {
    let (kit, dice) = (job.kit, &mut job.block);
    let host = kit.host(dice);
    let file = match dice.range(0..=3) {
        0 => "tj.js".to_owned(),
        1 => "tongji.js".to_owned(),
        2 => format!("{}.js", dice.letters("abcdefghijklmnopqrstuvwxyz0123456789", 5)),
        _ => format!("{}/{}.js", words::name(dice), words::name(dice)),
    };
    let scheme = dice.word(&["//", "https://", "http://"]);
    let script = format!("<script src=\"{scheme}{host}/{file}\"></script>");
    let (key, value) = Hide::Display.attribute(dice, &kit.markup);
    let block = kit.markup.wrap("div", &[(key, &value)], &script);
    job.put(&[(Place::BodyEnd, 4), (Place::BodyTop, 2), (Place::AfterHtml, 2), (Place::Footer, 1)], &block)
}

/// T12: a script of the kit under a name without sense, from the page's own host. To be reported: one line says too little.
pub(crate) fn local_script(job: &mut Job<'_, '_>) -> bool {
    let dice = &mut job.block;
    let length = dice.range(5..=12);
    let name = match dice.range(0..=2) {
        0 => dice.letters("abcdefghijklmnopqrstuvwxyz", length),
        1 => dice.letters("0123456789abcdef", 8) + "-" + &dice.letters("0123456789abcdef", 12) + "-head",
        _ => dice.letters("abcdefghijklmnopqrstuvwxyz0123456789", length),
    };
    let folder = dice.word(&["", "", "wwwroot/js/", "js/", "static/"]);
    let block = format!("<script src=\"/{folder}{name}.js\"></script>");
    let Some(at) = job.spot(&[(Place::Head, 5), (Place::BodyEnd, 2)]) else { return false };
    let label = job.label();
    job.draft.insert(at, &block, Some(label))
}

/// T15: the bundle of lines for mobile search, five or more in a row. To be reported: honest templates have it too.
pub(crate) fn head_lines(job: &mut Job<'_, '_>) -> bool {
    let host = job.kit.host(&mut job.block);
    let block = mobile_lines(&mut job.block, job.kit, &host, 5).join("\n");
    let Some(at) = job.spot(&[(Place::Head, 1)]) else { return false };
    let label = job.label();
    job.draft.insert(at, &block, Some(label))
}

fn mobile_lines(dice: &mut Dice, kit: &Kit, host: &str, least: usize) -> Vec<String> {
    let url = format!("{}{host}/", dice.word(&["http://", "https://", "//"]));
    let mut lines = vec![
        kit.markup.open("link", &[("rel", "canonical"), ("href", &url)]),
        kit.markup.open("meta", &[("name", "mobile-agent"), ("content", &format!("format=html5;url={url}"))]),
        kit.markup.open("meta", &[("name", "mobile-agent"), ("content", &format!("format=xhtml;url={url}"))]),
        kit.markup.open("meta", &[("http-equiv", "Cache-Control"), ("content", "no-siteapp")]),
        kit.markup.open("meta", &[("http-equiv", "Cache-Control"), ("content", "no-transform")]),
        kit.markup.open("meta", &[("name", "applicable-device"), ("content", "pc,mobile")]),
    ];
    for width in [640, 960, 480] {
        let media = format!("only screen and (max-width: {width}px)");
        lines.push(kit.markup.open("link", &[("rel", "alternate"), ("media", &media), ("href", &url)]));
    }
    lines.truncate(dice.range(least..=lines.len()));
    lines
}
