//! Look-alikes that link to other sites: friends, partners, sponsors, sources, shown and hidden.
use super::dice::Dice;
use super::words::{self, ham_word};

/// An address of another, small, honest site: the same kinds of hosts that are hacked and linked by spam.
pub(crate) fn honest_url(dice: &mut Dice) -> String {
    let scheme = dice.word(&["http://", "https://", "https://"]);
    let host = words::small_host(dice);
    match dice.range(0..=9) {
        0..=4 => format!("{scheme}{host}/"),
        5..=6 => format!("{scheme}{host}"),
        7 => format!("{scheme}{host}/{}/", words::name(dice)),
        8 => format!("{scheme}{host}/{}{}", words::name(dice), words::host_word(dice, "extension")),
        _ => format!("{scheme}{host}/?{}={}", words::host_word(dice, "syllable"), dice.range(1..=999)),
    }
}

/// One link to an honest site; mostly bare, as spam's are.
pub(crate) fn honest_link(dice: &mut Dice, language: &str) -> String {
    let url = honest_url(dice);
    let role = dice.weighted_word(&[("friend", 4), ("tag", 1)]);
    let text = ham_word(dice, role, language);
    match dice.range(0..=9) {
        0..=4 => format!("<a href=\"{url}\">{text}</a>"),
        5 => format!("<a href='{url}'>{text}</a>"),
        6 => format!("<a href={url}>{text}</a>"),
        7..=8 => format!("<a href=\"{url}\" target=\"_blank\" title=\"{text}\">{text}</a>"),
        _ => format!("<a rel=\"noopener\" href=\"{url}\" target=\"_blank\">{text}</a>"),
    }
}

fn links(dice: &mut Dice, language: &str, least: usize, most: usize) -> Vec<String> {
    (0..dice.range(least..=most)).map(|_| honest_link(dice, language)).collect()
}

pub(crate) fn friend_table(dice: &mut Dice, language: &str) -> String {
    let columns = dice.range(2..=6);
    let list = links(dice, language, 4, 48);
    let rows: Vec<String> = list
        .chunks(columns)
        .map(|row| {
            format!("<tr>{}</tr>", row.iter().map(|link| format!("<td>{link}</td>")).collect::<String>())
        })
        .collect();
    let head = ham_word(dice, "friendhead", language);
    let id = dice.word(&["", " id=\"table1\"", " class=\"links\"", " width=\"100%\" border=\"0\""]);
    format!("<table{id}><tr><th colspan=\"{columns}\">{head}</th></tr>\n{}</table>", rows.join("\n"))
}

pub(crate) fn blogroll(dice: &mut Dice, language: &str) -> String {
    let list = links(dice, language, 3, 40).join("</li>\n<li>");
    let head = ham_word(dice, "friendhead", language);
    match dice.range(0..=2) {
        0 => format!("<aside><h2>{head}</h2><ul class=\"blogroll\"><li>{list}</li></ul></aside>"),
        1 => {
            format!("<div id=\"linkcat-2\" class=\"widget\"><h3>{head}</h3>\n<ul><li>{list}</li></ul></div>")
        }
        _ => format!("<h4>{head}</h4><ul><li>{list}</li></ul>"),
    }
}

pub(crate) fn webring(dice: &mut Dice, language: &str) -> String {
    let name = ham_word(dice, "tag", language);
    format!(
        "<div align=\"center\"><a href=\"{}\">&lt;&lt;</a> <a href=\"{}\">{name} webring</a> <a href=\"{}\">&gt;&gt;</a></div>",
        honest_url(dice),
        honest_url(dice),
        honest_url(dice)
    )
}

pub(crate) fn directory(dice: &mut Dice, language: &str) -> String {
    (0..dice.range(4..=25))
        .map(|_| {
            format!("<dt>{}</dt><dd>{}</dd>", honest_link(dice, language), ham_word(dice, "notice", language))
        })
        .collect::<Vec<_>>()
        .join("\n")
        + "<br>"
}

/// Links to the hosts of one institution: its library, its press, its sports centre. What makes them honest is that they
/// are one owner's; a hidden list of bare links to a lottery of domains is spam, whatever the words say.
fn house_links(dice: &mut Dice, language: &str, least: usize, most: usize) -> Vec<String> {
    let house = words::small_host(dice);
    let house = house.strip_prefix("www.").unwrap_or(&house).to_owned();
    let scheme = dice.word(&["http://", "https://"]);
    (0..dice.range(least..=most))
        .map(|_| {
            let host = match dice.range(0..=2) {
                0 => format!("www.{house}"),
                1 => format!("{}.{house}", words::name(dice)),
                _ => format!(
                    "{}.{house}",
                    dice.word(&["lib", "news", "jobs", "sport", "press", "shop", "en", "my"])
                ),
            };
            let text = ham_word(dice, "friend", language);
            let blank = dice.word(&["", "", " target=\"_blank\""]);
            format!("<a href=\"{scheme}{host}/{}\"{blank}>{text}</a>", words::name(dice))
        })
        .collect()
}

/// A hidden menu of related sites, as on pages of universities: off-site links without class in `display:none`.
pub(crate) fn hidden_partners(dice: &mut Dice, language: &str) -> String {
    let list = house_links(dice, language, 2, 40);
    let head = ham_word(dice, "friendhead", language);
    let hide =
        dice.word(&["display:none", "display: none;", "display:none;", "visibility:hidden", "display:none;"]);
    let id = words::name(dice);
    match dice.range(0..=5) {
        0 => format!("<ul class=\"sub\" style=\"{hide}\"><li>{}</li></ul>", list.join("</li><li>")),
        1 => format!("<div id=\"{id}\" style=\"{hide}\">{}</div>", list.join("\n")),
        2 => format!(
            "<dl class=\"select\"><dt>{head}</dt><dd style=\"{hide}\">{}</dd></dl>",
            list.join("<br />")
        ),
        3 => format!(
            "<a href=\"#\" onclick=\"toggle('{id}')\">{head}</a><div id=\"{id}\" style=\"{hide}\"><ul><li>{}</li></ul></div>",
            list.join("</li>\n<li>")
        ),
        4 => format!(
            "<style>#{id}{{display:none}}</style><div id=\"{id}\"><p>{}</p></div>",
            list.join("</p><p>")
        ),
        _ => format!("<div class=\"tab-pane\" hidden>{}</div>", list.join(" ")),
    }
}

/// A drop-down of related sites.
pub(crate) fn site_select(dice: &mut Dice, language: &str) -> String {
    let options: String = (0..dice.range(3..=30))
        .map(|_| {
            format!("<option value=\"{}\">{}</option>", honest_url(dice), ham_word(dice, "friend", language))
        })
        .collect();
    let head = ham_word(dice, "friendhead", language);
    format!("<select onchange=\"window.open(this.value)\"><option>{head}</option>{options}</select>")
}

/// A few plain links in the footer: the parent body, the press, who made the page.
pub(crate) fn footer_partners(dice: &mut Dice, language: &str) -> String {
    let join = dice.word(&[" | ", "\n", " ", "<br>\n", " · ", ", "]);
    let list = links(dice, language, 1, 12).join(join);
    match dice.range(0..=3) {
        0..=1 => list,
        2 => format!("<p>{list}</p>"),
        _ => format!("<p>{} {list}</p>", ham_word(dice, "friendhead", language)),
    }
}

/// A paragraph that names its sources.
pub(crate) fn sources(dice: &mut Dice, language: &str) -> String {
    let text: Vec<String> = (0..dice.range(1..=5))
        .map(|_| format!("{} ({})", ham_word(dice, "notice", language), honest_link(dice, language)))
        .collect();
    format!("<p>{}</p>", text.join(" "))
}

/// A visitor's comment with a home page.
pub(crate) fn guest_book(dice: &mut Dice, language: &str) -> String {
    (0..dice.range(1..=8))
        .map(|_| {
            format!(
                "<div class=\"entry\"><b>{}</b> <a href=\"{}\">Homepage</a><p>{}</p></div>",
                words::host_word(dice, "given"),
                honest_url(dice),
                ham_word(dice, "notice", language)
            )
        })
        .collect()
}
