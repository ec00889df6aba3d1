//! One writer for each honest look-alike.
use super::dice::Dice;
use super::ham_machine::{
    cache_comment, copy_box, custom_elements, honeypot, keyword_metas, late_script, menu_script,
    mobile_hints, quoted_spam, sdk_box, state_json, tag_manager, title_script, tracking_pixel,
};
use super::place::Place;
use super::words::{self, ham_word};
use super::{ham_hidden, ham_links, ham_markup, ham_prose, ham_scripts};

/// A look-alike: its name, where it stands, and what writes it for a language.
#[derive(Debug)]
pub(crate) struct Part {
    pub(crate) name: &'static str,
    pub(crate) places: &'static [(Place, u32)],
    pub(crate) write: fn(&mut Dice, &str) -> String,
}

const INSIDE: &[(Place, u32)] = &[(Place::Boundary, 5), (Place::BodyTop, 2), (Place::BodyEnd, 2)];
const TOP: &[(Place, u32)] = &[(Place::BodyTop, 1)];
const BOTTOM: &[(Place, u32)] = &[(Place::BodyEnd, 4), (Place::Footer, 2)];
const LAST: &[(Place, u32)] = &[(Place::AfterHtml, 3), (Place::AfterBody, 1), (Place::Eof, 1)];
const HEAD: &[(Place, u32)] = &[(Place::Head, 1)];

const fn part(
    name: &'static str,
    places: &'static [(Place, u32)],
    write: fn(&mut Dice, &str) -> String,
) -> Part {
    Part { name, places, write }
}

/// Every look-alike that is a piece of markup of its own.
pub(crate) const PARTS: &[Part] = &[
    part("mega-menu", INSIDE, mega_menu),
    part("modal", INSIDE, modal),
    part("sr-only", INSIDE, sr_only),
    part("honeypot", INSIDE, honeypot),
    part("tracking-pixel", BOTTOM, tracking_pixel),
    part("tag-manager", TOP, tag_manager),
    part("sdk-box", TOP, sdk_box),
    part("copy-box", BOTTOM, copy_box),
    part("icons", INSIDE, icons),
    part("skeleton", INSIDE, skeleton),
    part("empty-cells", INSIDE, empty_cells),
    part("ad-slots", INSIDE, ad_slots),
    part("word-ids", INSIDE, word_ids),
    part("state-json", BOTTOM, state_json),
    part("friend-links", BOTTOM, friend_links),
    part("tag-cloud", INSIDE, tag_cloud),
    part("partner-logos", BOTTOM, partner_logos),
    part("languages", INSIDE, languages),
    part("notice", INSIDE, notice),
    part("title-script", HEAD, title_script),
    part("menu-script", BOTTOM, menu_script),
    part("quoted-spam", INSIDE, quoted_spam),
    part("cache-comment", LAST, cache_comment),
    part("late-script", LAST, late_script),
    part("mobile-hints", HEAD, mobile_hints),
    part("custom-elements", INSIDE, custom_elements),
    part("visible-credit", BOTTOM, visible_credit),
    part("nofollow-comments", INSIDE, nofollow_comments),
    part("hidden-tabs", INSIDE, hidden_tabs),
    part("keyword-metas", HEAD, keyword_metas),
    part("friend-table", BOTTOM, ham_links::friend_table),
    part("blogroll", INSIDE, ham_links::blogroll),
    part("webring", BOTTOM, ham_links::webring),
    part("directory", INSIDE, ham_links::directory),
    part("hidden-partners", INSIDE, ham_links::hidden_partners),
    part("hidden-partners-footer", BOTTOM, ham_links::hidden_partners),
    part("site-select", BOTTOM, ham_links::site_select),
    part("footer-partners", BOTTOM, ham_links::footer_partners),
    part("sources", INSIDE, ham_links::sources),
    part("guest-book", INSIDE, ham_links::guest_book),
    part("hidden-login", INSIDE, ham_hidden::login),
    part("share-panel", INSIDE, ham_hidden::share_panel),
    part("script-texts", BOTTOM, ham_hidden::script_texts),
    part("editor-template", BOTTOM, ham_hidden::editor_template),
    part("cookie-notice", BOTTOM, ham_hidden::cookie_notice),
    part("hidden-related", INSIDE, ham_hidden::hidden_related),
    part("hidden-single", INSIDE, ham_hidden::hidden_single),
    part("effects", INSIDE, ham_hidden::effects),
    part("noscript-text", INSIDE, ham_hidden::noscript),
    part("honest-frame", BOTTOM, ham_scripts::frame),
    part("honest-pixel", BOTTOM, ham_scripts::pixel),
    part("copy-protection", HEAD, ham_scripts::copy_protection),
    part("written-ad", INSIDE, ham_scripts::written_ad),
    part("packed-code", HEAD, ham_scripts::packed_code),
    part("mail-address", INSIDE, ham_scripts::mail),
    part("agent-script", HEAD, ham_scripts::agent_script),
    part("after-the-end", LAST, ham_scripts::after_the_end),
    part("vocabulary", INSIDE, ham_markup::vocabulary),
    part("helpers", INSIDE, ham_markup::helpers),
    part("same-id", INSIDE, ham_markup::same_id),
    part("frames-text", INSIDE, ham_markup::frames),
    part("sounds", INSIDE, ham_markup::sounds),
    part("word-lines", INSIDE, ham_markup::word_lines),
    part("word-lines-top", TOP, ham_markup::word_lines),
    part("reference-metas", HEAD, ham_markup::reference_metas),
    part("trade-article", INSIDE, ham_prose::trade_article),
    part("trade-menu", INSIDE, ham_prose::trade_menu),
    part("quoted-trade", INSIDE, ham_prose::quoted),
    part("ticker", INSIDE, ham_prose::ticker),
];

/// Distances and hiding as honest themes write them.
fn none(dice: &mut Dice) -> &'static str {
    dice.word(&["display:none", "display: none;", "display:none;", "display: none"])
}

/// An address on the page's own site.
pub(crate) fn own(dice: &mut Dice) -> String {
    match dice.range(0..=3) {
        0 => format!("/{}", words::name(dice)),
        1 => format!("/{}/{}.html", words::name(dice), words::name(dice)),
        2 => format!("{}.php?id={}", words::name(dice), dice.range(1..=999)),
        _ => format!("#{}", words::name(dice)),
    }
}

/// The site of an honest neighbour.
pub(crate) fn other(dice: &mut Dice) -> String {
    ham_links::honest_url(dice)
}

/// Menu items that lead to the page's own site.
pub(crate) fn items(dice: &mut Dice, language: &str, count: usize) -> String {
    (0..count)
        .map(|_| format!("<li><a href=\"{}\">{}</a></li>", own(dice), ham_word(dice, "menu", language)))
        .collect::<Vec<_>>()
        .join("\n")
}

fn mega_menu(dice: &mut Dice, language: &str) -> String {
    let count = dice.range(4..=40);
    let class = dice.word(&["sub-menu", "mega-menu", "dropdown-menu", "submenu level2", "nav-panel"]);
    let items = items(dice, language, count);
    match dice.range(0..=2) {
        0 => format!("<ul class=\"{class}\" style=\"{}\">\n{items}\n</ul>", none(dice)),
        1 => format!("<div class=\"{class}\" style=\"{}\"><ul>\n{items}\n</ul></div>", none(dice)),
        _ => format!("<nav id=\"mobile-nav\" class=\"{class}\" hidden><ul>{items}</ul></nav>"),
    }
}

fn modal(dice: &mut Dice, language: &str) -> String {
    let id = words::name(dice);
    format!(
        "<div class=\"modal fade\" id=\"{id}\" tabindex=\"-1\" style=\"{}\" aria-hidden=\"true\"><div class=\"modal-dialog\">\
         <h4 class=\"modal-title\">{}</h4><p>{}</p><button type=\"button\" class=\"close\" data-dismiss=\"modal\">&times;</button>\
         <a class=\"btn\" href=\"{}\">{}</a></div></div>",
        none(dice),
        ham_word(dice, "menu", language),
        ham_word(dice, "notice", language),
        own(dice),
        ham_word(dice, "menu", language)
    )
}

fn sr_only(dice: &mut Dice, _: &str) -> String {
    let text = ham_word(dice, "srtext", "en");
    match dice.range(0..=4) {
        0 => format!("<a class=\"skip-link screen-reader-text\" href=\"#content\">{text}</a>"),
        1 => format!("<span class=\"sr-only\">{text}</span>"),
        2 => format!(
            "<a href=\"#main\" style=\"position:absolute;left:-{}px\">{text}</a>",
            dice.pick(&["9999", "999", "10000", "9000"])
        ),
        3 => format!(
            "<span style=\"position:absolute;width:1px;height:1px;overflow:hidden;clip:rect(1px,1px,1px,1px)\">{text}</span>"
        ),
        _ => format!(
            "<style>.visually-hidden{{position:absolute;clip:rect(1px,1px,1px,1px)}}</style><span class=\"visually-hidden\">{text}</span>"
        ),
    }
}

fn icons(dice: &mut Dice, _: &str) -> String {
    const NAMES: [&str; 10] =
        ["home", "search", "user", "cart", "phone", "star", "star-o", "facebook", "rss", "angle-right"];
    let set = dice.word(&["fa fa-", "icon icon-", "glyphicon glyphicon-", "bi bi-"]);
    let tag = dice.word(&["i", "span"]);
    (0..dice.range(3..=30))
        .map(|_| format!("<{tag} class=\"{set}{}\"></{tag}>", dice.pick(&NAMES)))
        .collect::<Vec<_>>()
        .join("\n")
}

fn skeleton(dice: &mut Dice, _: &str) -> String {
    let line = dice.word(&[
        "<div class=\"skeleton-line\"></div>",
        "<span class=\"placeholder col-6\"></span>",
        "<div class=\"bar\"><div class=\"bar-inner\"></div></div>",
    ]);
    format!("<div class=\"skeleton\" aria-hidden=\"true\">{}</div>", line.repeat(dice.range(3..=24)))
}

fn empty_cells(dice: &mut Dice, _: &str) -> String {
    let columns = dice.range(3..=12);
    let cell = dice.word(&["<td></td>", "<td>&nbsp;</td>", "<td class=\"day\"></td>"]);
    let row = format!("<tr>{}</tr>\n", cell.repeat(columns));
    format!("<table class=\"grid\"><tbody>\n{}</tbody></table>", row.repeat(dice.range(2..=15)))
}

fn ad_slots(dice: &mut Dice, _: &str) -> String {
    (0..dice.range(2..=8))
        .map(|at| format!("<div id=\"ad-{}-{at}\" class=\"adslot\"></div>", words::name(dice)))
        .collect::<Vec<_>>()
        .join("\n")
}

fn word_ids(dice: &mut Dice, language: &str) -> String {
    let id = dice.word(&["item", "title", "content", "product", "row", "box", "link"]);
    let tag = dice.word(&["div", "li", "p"]);
    let list: Vec<String> = (0..dice.range(5..=40))
        .map(|_| {
            format!(
                "<{tag} id=\"{id}\"><a href=\"{}\">{}</a> {}</{tag}>",
                own(dice),
                ham_word(dice, "menu", language),
                dice.range(1..=999)
            )
        })
        .collect();
    format!("<div class=\"list\">{}</div>", list.join("\n"))
}

fn friend_links(dice: &mut Dice, language: &str) -> String {
    let list: Vec<String> = (0..dice.range(3..=30))
        .map(|_| {
            format!(
                "<a href=\"{}\" target=\"_blank\">{}</a>",
                other(dice),
                ham_word(dice, "friend", language)
            )
        })
        .collect();
    let head = ham_word(dice, "friendhead", language);
    let join = dice.word(&[" ", "\n", " | ", "&nbsp;&nbsp;"]);
    match dice.range(0..=2) {
        0 => format!("<div class=\"links\"><h3>{head}</h3>{}</div>", list.join(join)),
        1 => format!("<dl class=\"friend-link\"><dt>{head}</dt><dd>{}</dd></dl>", list.join(join)),
        _ => {
            format!("<div id=\"flink\"><span>{head}</span><ul><li>{}</li></ul></div>", list.join("</li><li>"))
        }
    }
}

fn tag_cloud(dice: &mut Dice, language: &str) -> String {
    (0..dice.range(6..=40))
        .map(|_| {
            let size = dice.range(10..=22);
            format!(
                "<a href=\"/tag/{}\" class=\"tag-cloud-link\" style=\"font-size: {size}px;\">{}</a>",
                words::name(dice),
                ham_word(dice, "tag", language)
            )
        })
        .collect::<Vec<_>>()
        .join("\n")
}

fn partner_logos(dice: &mut Dice, _: &str) -> String {
    let list: Vec<String> = (0..dice.range(3..=12))
        .map(|_| {
            let site = other(dice);
            format!(
                "<a href=\"{site}\" rel=\"noopener\"><img src=\"/logos/{}.png\" alt=\"{}\"></a>",
                words::name(dice),
                ham_word(dice, "friend", "en")
            )
        })
        .collect();
    format!("<div class=\"partners\">{}</div>", list.join("\n"))
}

fn languages(dice: &mut Dice, _: &str) -> String {
    let list: Vec<String> = (0..dice.range(4..=20))
        .map(|_| {
            format!(
                "<li><a href=\"/{}/\" hreflang=\"x\">{}</a></li>",
                dice.letters("abcdefghijklmnoprstuvz", 2),
                ham_word(dice, "language", "en")
            )
        })
        .collect();
    let hidden = if dice.chance(0.5) { format!(" style=\"{}\"", none(dice)) } else { String::new() };
    format!("<ul class=\"lang-list\"{hidden}>{}</ul>", list.concat())
}

fn notice(dice: &mut Dice, language: &str) -> String {
    let (amount, height) = (dice.range(1..=6), dice.range(20..=200));
    let text = ham_word(dice, "notice", language);
    format!(
        "<marquee scrollamount=\"{amount}\" direction=\"{}\" height=\"{height}\" onmouseover=\"this.stop()\"><a href=\"{}\">{text}</a></marquee>",
        dice.pick(&["left", "up"]),
        own(dice)
    )
}

fn visible_credit(dice: &mut Dice, language: &str) -> String {
    let (text, name) = (ham_word(dice, "credit", language), ham_word(dice, "creditname", "en"));
    format!(
        "<p class=\"copyright\">&copy; 2019 {text} <a href=\"{}\" target=\"_blank\">{name}</a></p>",
        other(dice)
    )
}

fn nofollow_comments(dice: &mut Dice, _: &str) -> String {
    let list: Vec<String> = (0..dice.range(2..=10))
        .map(|_| {
            format!("<li class=\"comment\"><a rel=\"external nofollow ugc\" class=\"url\" href=\"{}\">{}</a><p>{}</p></li>", other(dice), words::name(dice), ham_word(dice, "notice", "en"))
        })
        .collect();
    format!("<ol class=\"comment-list\">{}</ol>", list.join("\n"))
}

fn hidden_tabs(dice: &mut Dice, language: &str) -> String {
    (0..dice.range(2..=6))
        .map(|at| {
            let hidden = if at == 0 { "" } else { " style=\"display: none;\"" };
            format!(
                "<div id=\"tab-{at}\" class=\"tab-panel\"{hidden}><p>{}</p><a href=\"{}\">{}</a></div>",
                ham_word(dice, "notice", language),
                own(dice),
                ham_word(dice, "tag", language)
            )
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn look_alikes_have_names_of_their_own_and_vary() {
        for (at, part) in PARTS.iter().enumerate() {
            assert!(PARTS[..at].iter().all(|other| other.name != part.name), "{}", part.name);
            for n in 0..30u8 {
                let text = (part.write)(&mut Dice::of(&[part.name.as_bytes(), &[n]]), "zh");
                assert!(text.contains('<') && text.trim_end().ends_with('>'), "{}: {text}", part.name);
            }
        }
    }
}
