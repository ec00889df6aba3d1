//! Family F: hidden or written by a script, loaders and redirects.
use super::catalogue::Job;
use super::dice::Dice;
use super::head;
use super::hide::Hide;
use super::kit::Kit;
use super::links::{self, ANYWHERE};
use super::obfuscate::{evaluated, expression, literal, variable};
use super::place::Place;
use super::words;

/// Statements that hide the element with this id or class, one of many ways.
fn hiding_code(dice: &mut Dice, key: &str, name: &str) -> String {
    // Parts of the code may be disguised one by one.
    let plain: f64 = if dice.chance(0.6) { 1.0 } else { 0.3 };
    let quoted = expression(dice, name, plain.max(0.7));
    let find = match (key, dice.range(0..=3)) {
        ("class", 0..=1) => format!("document.getElementsByClassName({quoted})[0]"),
        ("class", _) => format!("document.querySelector('.'+{quoted})"),
        (_, 0) => format!("document.all[{quoted}]"),
        (_, 1) => {
            let call = expression(dice, "getElementById", 0.4);
            format!("document[{call}]({quoted})")
        }
        _ => format!("document.getElementById({quoted})"),
    };
    let none = expression(dice, "none", plain);
    let hidden = expression(dice, "hidden", plain);
    let away = format!("-{}px", dice.range(900..=10_000));
    let style =
        if dice.chance(0.75) { ".style".to_owned() } else { format!("[{}]", expression(dice, "style", 0.2)) };
    let display = match dice.range(0..=2) {
        0 => format!("[{}]", expression(dice, "display", 0.4)),
        _ => ".display".to_owned(),
    };
    let code = match dice.range(0..=9) {
        0..=2 => {
            format!("if({find}!=null){{{find}.style.visibility={hidden};{find}{style}{display}={none};}}")
        }
        3 => format!("{find}{style}{display}={none};"),
        4 => format!("{find}{style}.visibility={hidden};"),
        5 => {
            let css = expression(dice, "display:none", plain);
            format!("{find}.style.cssText={css};")
        }
        6 => {
            let css = expression(dice, &format!("position:absolute;left:{away}"), plain);
            format!("{find}.setAttribute({},{css});", literal(dice, "style"))
        }
        7 => {
            let node = variable(dice);
            format!("var {node}={find};{node}.style.position='absolute';{node}.style.left='{away}';")
        }
        8 => {
            let mark = if key == "class" { "." } else { "#" };
            format!(
                "jQuery({}).{};",
                literal(dice, &format!("{mark}{name}")),
                dice.pick(&["hide()", "css('display','none')", "remove()"])
            )
        }
        _ => format!("{find}.style.height='0px';{find}.style.overflow={hidden};"),
    };
    match dice.range(0..=9) {
        0 => format!("window.onload=function(){{{code}}};"),
        1 => format!("setTimeout(function(){{{code}}},{});", dice.range(0..=500)),
        2 => format!("(function(){{{code}}})();"),
        3 => evaluated(dice, &code),
        4 => {
            let function = variable(dice);
            format!("function {function}(){{{code}}}{function}();")
        }
        _ => code,
    }
}

fn script(dice: &mut Dice, kit: &Kit, code: &str) -> String {
    let kind = dice.word(&["", "", " type='text/javascript'", " language=\"JavaScript\""]);
    let gap = if dice.chance(0.3) { kit.markup.gap } else { "" };
    let (open, close) = if dice.chance(0.08) { ("<!--\n", "\n//-->") } else { ("", "") };
    format!("<{}{kind}>{gap}{open}{code}{close}{gap}</script>", kit.markup.case("script"))
}

/// T28: a box of links and a script that hides it, next to it or at the end of the page.
pub(crate) fn hidden_after(job: &mut Job<'_, '_>) -> bool {
    const SEEN: [&str; 4] = ["hideMe", "HiddenDiv", "anlian", "hidden_links"];
    let (kit, dice) = (job.kit, &mut job.block);
    let name = if kit.seen(dice, 0.2) { dice.word(&SEEN).to_owned() } else { kit.identifier("script box") };
    let key = dice.weighted_word(&[("id", 8), ("class", 2)]);
    let count = dice.log_range(1..=30);
    let inside = if dice.chance(0.4) {
        words::sentences(dice, kit.trade.language, count, |dice| {
            format!("{} {}", kit.keyword(dice), kit.link(dice))
        })
    } else {
        links::run(dice, kit, count)
    };
    let gap = kit.markup.gap;
    let tag = dice.weighted_word(&[("div", 10), ("span", 1), ("p", 1), ("ul", 1), ("font", 1)]);
    let block = kit.markup.wrap(tag, &[(key, &name)], &format!("{gap}{inside}{gap}"));
    let code = hiding_code(dice, key, &name);
    let script = script(dice, kit, &code);
    let apart = dice.chance(0.12);
    let places = [
        (Place::BodyTop, 6),
        (Place::BodyEnd, 4),
        (Place::Boundary, 4),
        (Place::Footer, 2),
        (Place::AfterHtml, 1),
    ];
    if apart {
        return job.put(&places, &block)
            && job.put(&[(Place::BodyEnd, 3), (Place::AfterHtml, 1), (Place::Head, 1)], &script);
    }
    let between = if dice.chance(0.5) { gap } else { "" };
    job.put(&places, &format!("{block}{between}{script}"))
}

/// T26: a script writes the rule that hides the paragraph after it; a comment may stand before and after.
pub(crate) fn written_rule(job: &mut Job<'_, '_>) -> bool {
    let (kit, dice) = (job.kit, &mut job.block);
    let length = dice.range(3..=5);
    let class = dice.letters("abcdefghijklmnopqrstuvwxyz", length);
    let hide = *dice.weighted(&[(Hide::Offscreen, 5), (Hide::Display, 2), (Hide::Thin, 1), (Hide::Clip, 1)]);
    let sheet = format!("<style>.{class}{}</style>", hide.rule(dice));
    let write = format!("document.write({});", expression(dice, &sheet, 0.1));
    let code = match dice.range(0..=2) {
        0 => {
            let function = format!("{class}ViewState");
            format!("\nfunction {function}()\n{{\n    {write}\n}}\n{function}();\n")
        }
        1 => write,
        _ => {
            let numbers: Vec<String> = sheet.bytes().map(|b| (usize::from(b) + 19).to_string()).collect();
            format!(
                "var x=[{}],o='';for(var i=0;i<x.length;i++)o+=String.fromCharCode(x[i]-19);document.write(o);",
                numbers.join(",")
            )
        }
    };
    let count = dice.range(1..=6);
    let inside = format!("By {} {}", words::name(dice), links::run(dice, kit, count));
    let paragraph = kit.markup.wrap(dice.word(&["p", "p", "div", "span"]), &[("class", &class)], &inside);
    let comment = if dice.chance(0.5) {
        format!("<!-- {} -->", dice.letters("0123456789abcdef", 10))
    } else {
        String::new()
    };
    let block = format!("{comment}{}\n{paragraph}{comment}", script(dice, kit, &code));
    job.put(&[(Place::BodyTop, 5), (Place::Boundary, 3), (Place::BodyEnd, 2)], &block)
}

/// T29: a script writes the hidden opener, plain links follow, another writes the closer (or nothing does).
pub(crate) fn written_halves(job: &mut Job<'_, '_>) -> bool {
    let (kit, dice) = (job.kit, &mut job.block);
    let tag = dice.weighted_word(&[("div", 8), ("span", 1), ("font", 1), ("noindex", 1)]);
    let hide = *dice.weighted(&[(Hide::Display, 5), (Hide::Offscreen, 5), (Hide::Thin, 1), (Hide::NoBox, 1)]);
    let (key, value) = hide.attribute(dice, &kit.markup);
    let quote = dice.word(&["\"", "\"", ""]);
    let quote = if value.contains(' ') { "\"" } else { quote };
    let opener = if value.is_empty() {
        format!("<{tag} {key}>")
    } else {
        format!("<{tag} {key}={quote}{value}{quote}>")
    };
    let call = dice.word(&["document.write(", "document.write (", "document.writeln(", "document['write']("]);
    let first = format!("{call}{});", expression(dice, &opener, 0.15));
    let count = dice.log_range(1..=30);
    let mut inside = links::run(dice, kit, count);
    if dice.chance(0.3) {
        inside = kit.markup.wrap("div", &[], &inside);
    }
    let gap = kit.markup.gap;
    let mut block = format!("{}{gap}{inside}", script(dice, kit, &first));
    if dice.chance(0.75) {
        let last = format!("{call}{});", expression(dice, &format!("</{tag}>"), 0.2));
        block.push_str(gap);
        block.push_str(&script(dice, kit, &last));
    }
    job.put(&ANYWHERE, &block)
}

/// T30: only a loader, disguised.
pub(crate) fn loader(job: &mut Job<'_, '_>) -> bool {
    let (kit, dice) = (job.kit, &mut job.block);
    let block = if dice.chance(0.7) {
        head::remote(dice, kit)
    } else {
        let (key, value) = Hide::NoBox.attribute(dice, &kit.markup);
        let word = kit.keyword(dice);
        let link = kit.link_to(dice, &word, &[(key, &value)]);
        let write = format!("document.body.innerHTML+={};", expression(dice, &link, 0.1));
        script(dice, kit, &write)
    };
    let block = match dice.range(0..=9) {
        // The counter stub of mirror kits: a script in a hidden box.
        0 => kit.markup.wrap("div", &[("style", "display:none;")], &block),
        _ => block,
    };
    job.put(
        &[
            (Place::Head, 5),
            (Place::BodyEnd, 3),
            (Place::BodyTop, 2),
            (Place::AfterHtml, 2),
            (Place::Start, 1),
        ],
        &block,
    )
}

/// T31: visitors from a search engine are sent away.
pub(crate) fn redirect(job: &mut Job<'_, '_>) -> bool {
    const ENGINES: [&str; 8] = ["baidu", "sogou", "google", "bing", "so.com", "yahoo", "yandex", "haosou"];
    let (kit, dice) = (job.kit, &mut job.block);
    let word = kit.keyword(dice);
    let url = kit.url(dice, &word);
    let mut engines = ENGINES.to_vec();
    dice.shuffle(&mut engines);
    engines.truncate(dice.range(1..=5));
    let to = expression(dice, &url, 0.3);
    let go = dice.word(&[
        "location.href=",
        "window.location=",
        "top.location.href=",
        "window['location']['href']=",
    ]);
    let list = engines.join("|");
    let code = match dice.range(0..=3) {
        0 => format!("if(/{list}/i.test(document.referrer)){{{go}{to};}}"),
        1 => format!("var r=document.referrer;if(r.indexOf('{}')>-1){{{go}{to}}}", engines[0]),
        2 => format!(
            "if(document.referrer.match(/{list}/)&&!document.cookie.match('{0}=')){{document.cookie='{0}=1';{go}{to}}}",
            variable(dice)
        ),
        _ => {
            let test = expression(dice, &list, 0.0);
            format!("if(new RegExp({test},'i').test(document['referrer'])){{{go}{to}}}")
        }
    };
    let code = if dice.chance(0.45) { evaluated(dice, &code) } else { code };
    let block = script(dice, kit, &code);
    job.put(&[(Place::Head, 5), (Place::BodyTop, 2), (Place::BodyEnd, 2), (Place::AfterHtml, 2)], &block)
}
