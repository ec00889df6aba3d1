//! Look-alikes that hide something for a good reason: forms, panels, texts of scripts, effects.
use super::dice::Dice;
use super::ham_links::{honest_link, honest_url};
use super::ham_parts::{items, own};
use super::words::{self, ham_word};

fn none(dice: &mut Dice) -> &'static str {
    dice.word(&[
        "display:none",
        "display: none;",
        "display:none;",
        "display:none !important",
        "visibility: hidden",
    ])
}

pub(crate) fn login(dice: &mut Dice, language: &str) -> String {
    let (action, hide) = (own(dice), none(dice));
    let text = ham_word(dice, "menu", language);
    match dice.range(0..=3) {
        0 => format!(
            "<div id=\"login\" style=\"{hide}\"><form action=\"{action}\" method=\"post\"><input name=\"user\"><input type=\"password\" name=\"pass\"><a href=\"{}\">{text}</a></form></div>",
            own(dice)
        ),
        1 => format!("<a href=\"/wp-login.php\" style=\"{hide}\">{text}</a>"),
        2 => format!("<p style=\"{hide}\"><a href=\"{action}\" rel=\"nofollow\">{text}</a></p>"),
        _ => format!("<div style=\"{hide}\"><a href=\"/admin/{}\">admin</a></div>", words::name(dice)),
    }
}

pub(crate) fn share_panel(dice: &mut Dice, language: &str) -> String {
    let url = honest_url(dice);
    let text = ham_word(dice, "tag", language);
    let list: String = [
        "facebook.com/sharer.php?u=",
        "twitter.com/share?url=",
        "vk.com/share.php?url=",
        "service.weibo.com/share/share.php?url=",
    ]
    .iter()
    .map(|site| {
        format!(
            "<a href=\"https://{site}{url}\" target=\"_blank\" title=\"{text}\"><i class=\"share\"></i></a>"
        )
    })
    .collect();
    format!("<div class=\"share-panel\" style=\"{}\">{list}</div>", none(dice))
}

pub(crate) fn script_texts(dice: &mut Dice, language: &str) -> String {
    let spans: String = (0..dice.range(2..=12))
        .map(|_| {
            format!("<span data-key=\"{}\">{}</span>", words::name(dice), ham_word(dice, "notice", language))
        })
        .collect();
    format!("<div id=\"i18n\" style=\"{}\">{spans}</div>", none(dice))
}

pub(crate) fn editor_template(dice: &mut Dice, language: &str) -> String {
    let text = ham_word(dice, "menu", language);
    let inside = format!("<div class=\"row\"><a href=\"{{{{url}}}}\">{text}</a><button>x</button></div>");
    match dice.range(0..=2) {
        0 => format!("<template id=\"row\">{inside}</template>"),
        1 => format!("<script type=\"text/x-template\" id=\"row\">{inside}</script>"),
        _ => format!("<div id=\"template\" style=\"{}\">{inside}</div>", none(dice)),
    }
}

pub(crate) fn cookie_notice(dice: &mut Dice, language: &str) -> String {
    let (text, button) = (ham_word(dice, "notice", language), ham_word(dice, "menu", language));
    format!(
        "<div id=\"cookie-law\" role=\"dialog\" style=\"{}\"><p>{text} <a href=\"{}\">{button}</a></p><button>OK</button></div>",
        none(dice),
        own(dice)
    )
}

/// Related articles that a script shows later: many links of the own site, without a class.
pub(crate) fn hidden_related(dice: &mut Dice, language: &str) -> String {
    let list: Vec<String> = (0..dice.range(2..=20))
        .map(|_| format!("<a href=\"{}\">{}</a>", own(dice), ham_word(dice, "notice", language)))
        .collect();
    format!("<div style=\"{}\">{}</div>", none(dice), list.join(dice.word(&["\n", "<br>", " ", ", "])))
}

/// Bare hidden links, one box each: "back to top", an anchor, an edit link, an RSS feed.
pub(crate) fn hidden_single(dice: &mut Dice, language: &str) -> String {
    let text = ham_word(dice, "menu", language);
    let hide = none(dice);
    match dice.range(0..=6) {
        0 => format!("<a style=\"{hide}\" href=\"#top\">{text}</a>"),
        1 => format!("<div style=\"{hide}\"><a href=\"/feed/\">RSS</a></div>"),
        2 => format!("<span style=\"{hide}\"><a href=\"{}\">{text}</a></span>", own(dice)),
        3 => format!(
            "<div style=\"{hide}\" itemprop=\"publisher\" itemscope><a itemprop=\"url\" href=\"{}\">{text}</a></div>",
            honest_url(dice)
        ),
        4 => format!("<a rel=\"me\" href=\"{}\" style=\"{hide}\">{text}</a>", honest_url(dice)),
        5 => format!(
            "<link itemprop=\"url\" href=\"{}\"><meta itemprop=\"name\" content=\"{text}\">",
            honest_url(dice)
        ),
        _ => format!("<div style=\"{hide}\">{}</div>", ham_word(dice, "notice", language)),
    }
}

/// Effects that need invisible text: image replacement, sliders, gaps, tooltips, white on dark.
pub(crate) fn effects(dice: &mut Dice, language: &str) -> String {
    let (text, url) = (ham_word(dice, "menu", language), own(dice));
    let far = dice.range(999..=9999);
    match dice.range(0..=9) {
        0 => format!(
            "<h1 style=\"text-indent:-{far}px;background:url(/logo.png)\"><a href=\"/\">{text}</a></h1>"
        ),
        1 => {
            format!("<div style=\"font-size:0\"><a style=\"font-size:14px\" href=\"{url}\">{text}</a></div>")
        }
        2 => format!(
            "<div class=\"slide\" style=\"opacity:0\"><a href=\"{url}\"><img src=\"/s.jpg\" alt=\"{text}\"></a></div>"
        ),
        3 => {
            format!("<div style=\"background:#222\"><a href=\"{url}\" style=\"color:#fff\">{text}</a></div>")
        }
        4 => format!(
            "<div class=\"accordion\" style=\"height:0;overflow:hidden\"><ul>{}</ul></div>",
            items(dice, language, 4)
        ),
        5 => format!("<span class=\"tooltip\" style=\"visibility:hidden;position:absolute\">{text}</span>"),
        6 => format!(
            "<div style=\"position:absolute;z-index:-1;top:0;left:0\"><img src=\"/bg.jpg\" alt=\"{text}\"></div>"
        ),
        7 => format!(
            "<ul style=\"position:absolute;left:-{far}px\" class=\"sub-menu\">{}</ul>",
            items(dice, language, 6)
        ),
        8 => format!(
            "<span style=\"clip:rect(0 0 0 0);clip-path:inset(50%);height:1px;width:1px;overflow:hidden;position:absolute;white-space:nowrap\">{text}</span>"
        ),
        _ => "<div style=\"height:1px;overflow:hidden;background:#ccc\"></div><div style=\"clear:both;height:0;line-height:0;font-size:0\">&nbsp;</div>".to_owned(),
    }
}

/// What a browser without scripts is told.
pub(crate) fn noscript(dice: &mut Dice, language: &str) -> String {
    match dice.range(0..=4) {
        0 => "<noscript>This site needs JavaScript. <a href=\"https://www.enable-javascript.com/\">How to turn it on</a></noscript>".to_owned(),
        1 => format!("<noscript><ul>{}</ul></noscript>", items(dice, language, 6)),
        2 => format!("<noscript><p>{}</p></noscript>", ham_word(dice, "notice", language)),
        3 => format!("<noscript>{}</noscript>", honest_link(dice, language)),
        _ => format!("<noscript><a href=\"{}\">{}</a></noscript>", own(dice), ham_word(dice, "menu", language)),
    }
}
