//! Look-alikes in words: honest pages about what spam sells, news about spam, and pages that quote it.
use super::dice::Dice;
use super::ham_links::{honest_link, honest_url};
use super::ham_parts::own;
use super::words::{self, ham_word};

/// A word of a trade in this language; English where there is none.
fn trade_word(dice: &mut Dice, language: &str) -> String {
    let fits: Vec<_> = words::trades().iter().filter(|trade| trade.language == language).collect();
    match fits.as_slice() {
        [] => words::some_trade(dice).keyword(dice),
        fits => fits[dice.range(0..=fits.len() - 1)].keyword(dice),
    }
}

/// Sentences of somebody who writes about a trade rather than for it.
pub(crate) fn about(dice: &mut Dice, language: &str, sentences: usize) -> String {
    let word = trade_word(dice, language);
    (0..sentences)
        .map(|_| {
            let other = if dice.chance(0.6) { word.clone() } else { trade_word(dice, language) };
            ham_word(dice, "about", language).replace("{w}", &other)
        })
        .collect::<Vec<_>>()
        .join(" ")
}

pub(crate) fn trade_article(dice: &mut Dice, language: &str) -> String {
    let head = trade_word(dice, language);
    let paragraphs: Vec<String> = (0..dice.range(1..=6))
        .map(|_| {
            let count = dice.range(1..=5);
            let text = about(dice, language, count);
            match dice.range(0..=3) {
                0 => format!("<p>{text} <a href=\"{}\">{}</a></p>", own(dice), trade_word(dice, language)),
                1 => format!("<p>{text} {}</p>", honest_link(dice, language)),
                _ => format!("<p>{text}</p>"),
            }
        })
        .collect();
    format!("<h2>{head}</h2>\n{}", paragraphs.join("\n"))
}

/// A menu or shop of an honest site of the trade: internal links with the trade's words.
pub(crate) fn trade_menu(dice: &mut Dice, language: &str) -> String {
    let items: Vec<String> = (0..dice.range(3..=20))
        .map(|_| format!("<li><a href=\"{}\">{}</a></li>", own(dice), trade_word(dice, language)))
        .collect();
    let class = dice.word(&["categories", "menu", "products", "topics", "nav"]);
    format!("<ul class=\"{class}\">{}</ul>", items.join("\n"))
}

/// Spam quoted in order to explain it: escaped markup in `pre` or `code`, addresses in a list, a screenshot's caption.
pub(crate) fn quoted(dice: &mut Dice, language: &str) -> String {
    let (word, url) = (trade_word(dice, language), honest_url(dice));
    let inner = match dice.range(0..=6) {
        0 => format!("<div style=\"display:none\"><a href=\"{url}\">{word}</a></div>"),
        1 => format!("<a href=\"{url}\" style=\"position:absolute;left:-9999px\">{word}</a>"),
        2 => format!("<title>{}</title>", super::markup::entities(&word, false, true)),
        3 => format!(
            "<?php if(strpos($_SERVER['HTTP_USER_AGENT'],'Googlebot')){{ echo file_get_contents('{url}'); }} ?>"
        ),
        4 => format!("<marquee width=\"1\" height=\"1\"><a href=\"{url}\">{word}</a></marquee>"),
        5 => "<script>eval(unescape('%64%6f%63%75%6d%65%6e%74'));</script>".to_owned(),
        _ => format!("<style>.x{{display:none}}</style><p class=\"x\">{word}</p>"),
    };
    let escaped = inner.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;");
    let text = about(dice, language, 1);
    match dice.range(0..=4) {
        0 => format!("<p>{text}</p><pre>{escaped}</pre>"),
        1 => format!("<p>{text}</p><pre class=\"prettyprint\"><code>{escaped}</code></pre>"),
        2 => format!("<p>{text} <code>{escaped}</code></p>"),
        3 => format!("<blockquote>{word} - {url}</blockquote><p>{text}</p>"),
        _ => format!("<textarea readonly rows=\"4\" cols=\"60\">{escaped}</textarea><p>{text}</p>"),
    }
}

/// A readable ticker.
pub(crate) fn ticker(dice: &mut Dice, language: &str) -> String {
    let (text, amount) = (ham_word(dice, "notice", language), dice.range(1..=10));
    let (width, height) = (dice.range(50..=900), dice.range(18..=220));
    match dice.range(0..=3) {
        0 => format!("<marquee width=\"{width}\" scrollamount=\"{amount}\">{text}</marquee>"),
        1 => format!(
            "<marquee style=\"width:{width}px;height:{height}px\" direction=\"up\" scrolldelay=\"{}\"><a href=\"{}\">{text}</a></marquee>",
            dice.range(60..=300),
            own(dice)
        ),
        2 => format!("<marquee behavior=\"alternate\">{} | {}</marquee>", text, honest_link(dice, language)),
        _ => format!(
            "<marquee width=\"100%\" height=\"{height}\" onmouseout=\"this.start()\">{text}</marquee>"
        ),
    }
}
