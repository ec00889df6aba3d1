//! Look-alikes of noise and keyword lines: foreign vocabularies, layout helpers, repeated ids, lists of words.
use super::chains;
use super::dice::Dice;
use super::ham_links::honest_url;
use super::ham_parts::own;
use super::words::{self, ham_word};

/// Office markup, `<font>` soup, Angular, SVG, MathML, raw XML: names a parser does not know, with content.
pub(crate) fn vocabulary(dice: &mut Dice, language: &str) -> String {
    let text = ham_word(dice, "notice", language);
    let times = dice.range(1..=12);
    let one = match dice.range(0..=6) {
        0 => format!("<p class=\"MsoNormal\"><span style=\"font-family:宋体\">{text}<o:p></o:p></span></p>"),
        1 => format!("<font size=\"2\"><font color=\"#000080\"><b><font face=\"Arial\">{text}</font></b></font></font>"),
        2 => format!("<li ng-repeat=\"x in list\" class=\"ng-scope\"><ng-include src=\"'x'\"></ng-include><span ng-bind=\"x\" class=\"ng-binding\">{text}</span></li>"),
        3 => "<svg width=\"0\" height=\"0\" style=\"position:absolute\"><symbol id=\"i\"><path d=\"M0 0h24v24H0z\"></path></symbol></svg>".to_owned(),
        4 => "<math><mrow><mi>a</mi><mo>+</mo><msup><mi>b</mi><mn>2</mn></msup></mrow></math>".to_owned(),
        5 => format!("<record><author>{}</author><title2>{text}</title2><empty></empty></record>", words::name(dice)),
        _ => format!("<st1:place w:st=\"on\">{text}</st1:place><o:p>&nbsp;</o:p>"),
    };
    one.repeat(times)
}

/// Empty helpers: floats ended, lines, anchors, hooks of frameworks.
pub(crate) fn helpers(dice: &mut Dice, _: &str) -> String {
    let times = dice.range(2..=14);
    let name = words::name(dice);
    let one = match dice.range(0..=8) {
        0 => "<div class=\"clearfix\"></div>\n".to_owned(),
        1 => "<div style=\"clear:both\"></div>\n".to_owned(),
        2 => format!(
            "<!----><div data-v-{} class=\"{name}\"></div><!---->",
            dice.letters("0123456789abcdef", 8)
        ),
        3 => "<!--$--><!--/$--><div class=\"css-0\"></div>".to_owned(),
        4 => format!("<a name=\"{name}\"></a><a id=\"{name}\"></a>\n"),
        5 => "<span></span><em></em><strong></strong>\n".to_owned(),
        6 => "<p></p>\n<p>&nbsp;</p>\n".to_owned(),
        7 => {
            "<b class=\"rtop\"><b class=\"r1\"></b><b class=\"r2\"></b><b class=\"r3\"></b></b>\n".to_owned()
        }
        _ => format!(
            "<div class=\"loader\"><span></span><span></span><span></span></div><i data-icon=\"{name}\"></i>"
        ),
    };
    one.repeat(times)
}

/// One random id on many elements that have content: a mirror's stamp, a sloppy loop, a page builder.
pub(crate) fn same_id(dice: &mut Dice, language: &str) -> String {
    let length = dice.range(4..=12);
    let value = chains::id(dice, length);
    let fresh = dice.chance(0.4);
    let list: Vec<String> = (0..dice.range(4..=30))
        .map(|_| {
            let value = if fresh { chains::id(dice, length) } else { value.clone() };
            let tag = dice.word(&["div", "p", "span", "li", "h3", "td"]);
            let inside = match dice.range(0..=3) {
                0 => format!("<a href=\"{}\">{}</a>", own(dice), ham_word(dice, "menu", language)),
                1 => format!("<img src=\"/{}.jpg\" alt=\"\">", words::name(dice)),
                _ => ham_word(dice, "notice", language).to_owned(),
            };
            format!("<{tag} id=\"{value}\">{inside}</{tag}>")
        })
        .collect();
    list.join("\n") + "<br>"
}

/// A frameset's text for old browsers, or an example of it.
pub(crate) fn frames(dice: &mut Dice, language: &str) -> String {
    let text = ham_word(dice, "notice", language);
    match dice.range(0..=2) {
        0 => format!(
            "<noframes><p>{text}</p><a href=\"{}\">{}</a></noframes>",
            own(dice),
            ham_word(dice, "menu", language)
        ),
        1 => format!("<noframes>\n<body bgcolor=\"#FFFFFF\">\n{text}\n</body>\n</noframes>"),
        _ => format!("<xmp>\n{text}\n</xmp>"),
    }
}

/// Hanzi with their sound: lessons and children's books.
pub(crate) fn sounds(dice: &mut Dice, _: &str) -> String {
    const PAIRS: [(&str, &str); 12] = [
        ("鹦", "yīng"),
        ("鹉", "wǔ"),
        ("饕", "tāo"),
        ("餮", "tiè"),
        ("蜻", "qīng"),
        ("蜓", "tíng"),
        ("你", "nǐ"),
        ("好", "hǎo"),
        ("学", "xué"),
        ("习", "xí"),
        ("葡", "pú"),
        ("萄", "táo"),
    ];
    let ruby = dice.chance(0.5);
    let list: String = (0..dice.range(4..=30))
        .map(|_| {
            let (sign, sound) = *dice.pick(&PAIRS);
            if ruby { format!("<ruby>{sign}<rt>{sound}</rt></ruby>") } else { format!("{sign}({sound}) ") }
        })
        .collect();
    format!("<p>{list}</p>")
}

/// Lines of words: where the page stands, variants of a product, a glossary, suggested searches.
pub(crate) fn word_lines(dice: &mut Dice, language: &str) -> String {
    let count = dice.range(3..=25);
    let role = dice.weighted_word(&[("tag", 7), ("menu", 3)]);
    let list: Vec<&'static str> = (0..count).map(|_| ham_word(dice, role, language)).collect();
    match dice.range(0..=6) {
        0 => format!(
            "<div class=\"breadcrumb\">{}</div>",
            list.join(dice.word(&[" &gt; ", " | ", " / ", " » "]))
        ),
        1 => format!("<p>{}</p>", list.join(dice.word(&[", ", "，", "、", " | ", " "]))),
        2 => format!("<dl>{}</dl>", list.iter().map(|word| format!("<dt>{word}</dt>")).collect::<String>()),
        3 => format!(
            "<div class=\"hot-search\">{}</div>",
            list.iter()
                .map(|word| format!("<a href=\"/s?q={}\">{word}</a>", words::name(dice)))
                .collect::<Vec<_>>()
                .join(" ")
        ),
        4 => format!("<h1>{}</h1>", list[..list.len().min(4)].join(dice.word(&[" - ", " | ", "_", ","]))),
        5 => format!(
            "<div style=\"display:none\" class=\"seo-tags\">{}</div>",
            list.iter()
                .map(|word| format!("<a href=\"/tag/{}\">{word}</a>", words::name(dice)))
                .collect::<String>()
        ),
        _ => format!("<p>Size: S, M, L, XL | Colour: {}</p>", list.join(", ")),
    }
}

/// Title and metas of an honest page that writes references, all characters or those outside ASCII.
pub(crate) fn reference_metas(dice: &mut Dice, language: &str) -> String {
    let list: Vec<&'static str> = (0..dice.range(3..=12)).map(|_| ham_word(dice, "tag", language)).collect();
    let text = super::markup::foreign_entities(&list.join(dice.word(&[", ", ",", "、"])));
    match dice.range(0..=2) {
        0 => format!("<meta name=\"description\" content=\"{text}\">"),
        1 => format!(
            "<meta property=\"og:title\" content=\"{text}\"><meta property=\"og:url\" content=\"{}\">",
            honest_url(dice)
        ),
        _ => format!(
            "<meta name=\"keywords\" content=\"{text}\" />\n<meta name=\"author\" content=\"{}\" />",
            words::name(dice)
        ),
    }
}
