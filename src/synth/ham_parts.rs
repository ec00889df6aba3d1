//! One writer for each honest look-alike.
use super::dice::Dice;
use super::place::Place;
use super::words::{self, ham_word};

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
];

/// Distances and hiding as honest themes write them.
fn none(dice: &mut Dice) -> &'static str {
    *dice.pick(&["display:none", "display: none;", "display:none;", "display: none"])
}

/// An address on the page's own site.
fn own(dice: &mut Dice) -> String {
    match dice.range(0..=3) {
        0 => format!("/{}", words::name(dice)),
        1 => format!("/{}/{}.html", words::name(dice), words::name(dice)),
        2 => format!("{}.php?id={}", words::name(dice), dice.range(1..=999)),
        _ => format!("#{}", words::name(dice)),
    }
}

/// The site of an honest neighbour.
fn other(dice: &mut Dice) -> String {
    format!("https://www.{}.{}/", words::name(dice), words::host_word(dice, "tld"))
}

fn items(dice: &mut Dice, language: &str, count: usize) -> String {
    (0..count)
        .map(|_| format!("<li><a href=\"{}\">{}</a></li>", own(dice), ham_word(dice, "menu", language)))
        .collect::<Vec<_>>()
        .join("\n")
}

fn mega_menu(dice: &mut Dice, language: &str) -> String {
    let count = dice.range(4..=40);
    let class = *dice.pick(&["sub-menu", "mega-menu", "dropdown-menu", "submenu level2", "nav-panel"]);
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

fn honeypot(dice: &mut Dice, _: &str) -> String {
    let name = *dice.pick(&["website", "email_confirm", "url", "b_field", "phone2"]);
    format!(
        "<form action=\"{}\" method=\"post\"><input type=\"email\" name=\"email\"><div style=\"position: absolute; left: -{}px;\" \
         aria-hidden=\"true\"><input type=\"text\" name=\"{name}\" tabindex=\"-1\" value=\"\"></div><input type=\"submit\"></form>",
        own(dice),
        dice.range(4000..=9999)
    )
}

fn tracking_pixel(dice: &mut Dice, _: &str) -> String {
    let number = dice.range(100_000..=99_999_999);
    match dice.range(0..=3) {
        0 => format!(
            "<noscript><div><img src=\"https://mc.yandex.ru/watch/{number}\" style=\"position:absolute; left:-9999px;\" alt=\"\" /></div></noscript>"
        ),
        1 => format!(
            "<noscript><img height=\"1\" width=\"1\" style=\"display:none\" src=\"https://www.facebook.com/tr?id={number}&amp;ev=PageView&amp;noscript=1\"/></noscript>"
        ),
        2 => format!(
            "<img src=\"/pixel.gif?p={number}\" width=\"1\" height=\"1\" style=\"visibility:hidden\" alt=\"\">"
        ),
        _ => format!(
            "<div style=\"display:none\"><script src=\"https://s{}.cnzz.com/z_stat.php?id={number}\"></script></div>",
            dice.range(1..=22)
        ),
    }
}

fn tag_manager(dice: &mut Dice, _: &str) -> String {
    let id = dice.letters("ABCDEFGHJKLMNPQRSTUVWXYZ23456789", 7);
    match dice.range(0..=2) {
        0..=1 => format!(
            "<noscript><iframe src=\"https://www.googletagmanager.com/ns.html?id=GTM-{id}\" height=\"0\" width=\"0\" style=\"display:none;visibility:hidden\"></iframe></noscript>"
        ),
        _ => format!(
            "<iframe src=\"/login_status?c={id}\" width=\"0\" height=\"0\" style=\"display:none\" title=\"session\"></iframe>"
        ),
    }
}

fn sdk_box(dice: &mut Dice, _: &str) -> String {
    let a = "<div id=\"fb-root\"></div>";
    let b = "<div id=\"fb-root\" class=\" fb_reset\"><div style=\"position: absolute; top: -10000px; height: 0pt; width: 0pt;\"></div></div>";
    (*dice.pick(&[a, b])).to_owned()
}

fn copy_box(dice: &mut Dice, _: &str) -> String {
    format!(
        "<textarea id=\"copy-{}\" readonly style=\"position:fixed;left:-9000px;top:-9000px\">{}</textarea>",
        dice.range(1..=99),
        other(dice)
    )
}

fn icons(dice: &mut Dice, _: &str) -> String {
    const NAMES: [&str; 10] =
        ["home", "search", "user", "cart", "phone", "star", "star-o", "facebook", "rss", "angle-right"];
    let set = *dice.pick(&["fa fa-", "icon icon-", "glyphicon glyphicon-", "bi bi-"]);
    let tag = *dice.pick(&["i", "span"]);
    (0..dice.range(3..=30))
        .map(|_| format!("<{tag} class=\"{set}{}\"></{tag}>", dice.pick(&NAMES)))
        .collect::<Vec<_>>()
        .join("\n")
}

fn skeleton(dice: &mut Dice, _: &str) -> String {
    let line = *dice.pick(&[
        "<div class=\"skeleton-line\"></div>",
        "<span class=\"placeholder col-6\"></span>",
        "<div class=\"bar\"><div class=\"bar-inner\"></div></div>",
    ]);
    format!("<div class=\"skeleton\" aria-hidden=\"true\">{}</div>", line.repeat(dice.range(3..=24)))
}

fn empty_cells(dice: &mut Dice, _: &str) -> String {
    let columns = dice.range(3..=12);
    let cell = *dice.pick(&["<td></td>", "<td>&nbsp;</td>", "<td class=\"day\"></td>"]);
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
    let id = *dice.pick(&["item", "title", "content", "product", "row", "box", "link"]);
    let tag = *dice.pick(&["div", "li", "p"]);
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

fn state_json(dice: &mut Dice, _: &str) -> String {
    let id = words::name(dice);
    let json = format!(
        "{{\"route\":\"{}\",\"items\":[{},{}],\"user\":null}}",
        own(dice),
        dice.range(1..=99),
        dice.range(1..=99)
    );
    match dice.range(0..=2) {
        0..=1 => format!("<noframes id=\"{id}-state\" style=\"display: none\">{json}</noframes>"),
        _ => format!("<script type=\"application/json\" id=\"{id}\">{json}</script>"),
    }
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
    let join = *dice.pick(&[" ", "\n", " | ", "&nbsp;&nbsp;"]);
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

fn title_script(dice: &mut Dice, _: &str) -> String {
    (*dice.pick(&[
        "<script>window.addEventListener('message',function(e){if(e.data.unread){document.title='('+e.data.unread+') '+document.title;}});</script>",
        "<script>document.addEventListener('visibilitychange',function(){document.title=document.hidden?'Come back soon':originalTitle;});</script>",
        "<script>var originalTitle=document.title;</script>",
        "<script>if(/Android|iPhone|iPad/i.test(navigator.userAgent)){document.documentElement.className+=' mobile';}</script>",
    ]))
    .to_owned()
}

fn menu_script(dice: &mut Dice, language: &str) -> String {
    let id = words::name(dice);
    let count = dice.range(3..=12);
    let items = items(dice, language, count);
    let code = match dice.range(0..=3) {
        0 => format!(
            "$(function(){{$('#{id}').hide();$('.toggle').click(function(){{$('#{id}').slideToggle();}});}});"
        ),
        1 => format!("jQuery(document).ready(function($){{$('#{id} ul').css('display','none');}});"),
        2 => format!(
            "document.getElementById('{id}').style.display='none';function toggle(){{var m=document.getElementById('{id}');m.style.display=m.style.display==='none'?'block':'none';}}"
        ),
        _ => format!("document.write('<style>#{id}{{display:none}}</style>');"),
    };
    format!("<div id=\"{id}\"><ul>{items}</ul></div>\n<script type=\"text/javascript\">{code}</script>")
}

fn quoted_spam(dice: &mut Dice, _: &str) -> String {
    let id = words::name(dice);
    let inner = match dice.range(0..=3) {
        0 => format!("<span id=\"{id}\"></span><th id=\"{id}\"><noframes id=\"{id}\"></noframes></th>"),
        1 => format!("<div style=\"display:none\"><a href=\"{}\">buy pills online</a></div>", other(dice)),
        2 => format!(
            "<div style=\"position:absolute;left:-9999px\"><a href=\"{}\">online casino</a></div>",
            other(dice)
        ),
        _ => format!("<iframe src=\"{}\" width=\"0\" height=\"0\"></iframe>", other(dice)),
    };
    let escaped = inner.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;");
    match dice.range(0..=2) {
        0 => format!("<pre>{escaped}</pre>"),
        1 => format!("<pre><code class=\"language-html\">{escaped}</code></pre>"),
        _ => format!("<p>The attacker adds <code>{escaped}</code> to the footer.</p>"),
    }
}

fn cache_comment(dice: &mut Dice, _: &str) -> String {
    let hash = dice.letters("0123456789abcdef", 10);
    match dice.range(0..=4) {
        0 => format!("<!-- Page cached by a disk cache in {} ms -->", dice.range(2..=900)),
        1 => format!(
            "<!-- Dynamic page generated in 0.{} seconds. -->\n<!-- {hash} -->",
            dice.range(100..=999)
        ),
        2 => format!("<!-- {} queries. -->", dice.range(1..=300)),
        3 => format!("<!-- {hash} {hash} -->"),
        _ => "<!-- generated -->".to_owned(),
    }
}

fn late_script(dice: &mut Dice, _: &str) -> String {
    let number = dice.range(1_000_000..=99_999_999);
    match dice.range(0..=3) {
        0 => format!(
            "<script>window.dataLayer=window.dataLayer||[];function gtag(){{dataLayer.push(arguments);}}gtag('js',new Date());gtag('config','UA-{number}-1');</script>"
        ),
        1 => format!(
            "<script async src=\"https://www.googletagmanager.com/gtag/js?id=G-{}\"></script>",
            dice.letters("ABCDEFGHJKLMNPQRSTUVWXYZ0123456789", 10)
        ),
        2 => format!(
            "<script>var _hmt=_hmt||[];(function(){{var hm=document.createElement('script');hm.src='https://hm.baidu.com/hm.js?{}';var s=document.getElementsByTagName('script')[0];s.parentNode.insertBefore(hm,s);}})();</script>",
            dice.letters("0123456789abcdef", 32)
        ),
        _ => format!("<script src=\"/js/{}.js\"></script>", words::name(dice)),
    }
}

fn mobile_hints(dice: &mut Dice, _: &str) -> String {
    let site = other(dice);
    let lines = [
        "<meta http-equiv=\"Cache-Control\" content=\"no-siteapp\" />".to_owned(),
        "<meta http-equiv=\"Cache-Control\" content=\"no-transform\" />".to_owned(),
        "<meta name=\"applicable-device\" content=\"pc,mobile\" />".to_owned(),
        format!("<meta name=\"mobile-agent\" content=\"format=html5;url={site}\" />"),
        format!("<link rel=\"alternate\" media=\"only screen and (max-width:640px)\" href=\"{site}\" />"),
        format!("<link rel=\"canonical\" href=\"{site}\" />"),
    ];
    let count = dice.range(2..=lines.len());
    lines[..count].join("\n")
}

fn custom_elements(dice: &mut Dice, _: &str) -> String {
    let name = words::name(dice).replace('-', "");
    let one = format!(
        "<{name}-card data-v-{0}><{name}-icon data-v-{0}></{name}-icon></{name}-card>",
        dice.letters("0123456789abcdef", 8)
    );
    one.repeat(dice.range(2..=20))
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

fn keyword_metas(dice: &mut Dice, language: &str) -> String {
    let mut list =
        |count: usize| (0..count).map(|_| ham_word(dice, "tag", language)).collect::<Vec<_>>().join(",");
    let (keywords, description) = (list(10), list(6));
    let text = if language == "zh" { super::markup::foreign_entities(&description) } else { description };
    format!(
        "<meta name=\"keywords\" content=\"{keywords}\" />\n<meta name=\"description\" content=\"{text}\" />"
    )
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
                assert!(text.contains('<') && text.ends_with('>'), "{}: {text}", part.name);
            }
        }
    }
}
