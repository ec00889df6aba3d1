//! Look-alikes that machines write: counters, tag managers, state, scripts, metas, caches.
use super::dice::Dice;
use super::ham_parts::{items, other, own};
use super::markup::foreign_entities;
use super::words::{self, ham_word};

pub(crate) fn honeypot(dice: &mut Dice, _: &str) -> String {
    let name = dice.word(&["website", "email_confirm", "url", "b_field", "phone2"]);
    format!(
        "<form action=\"{}\" method=\"post\"><input type=\"email\" name=\"email\"><div style=\"position: absolute; left: -{}px;\" \
         aria-hidden=\"true\"><input type=\"text\" name=\"{name}\" tabindex=\"-1\" value=\"\"></div><input type=\"submit\"></form>",
        own(dice),
        dice.range(4000..=9999)
    )
}

pub(crate) fn tracking_pixel(dice: &mut Dice, _: &str) -> String {
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

pub(crate) fn tag_manager(dice: &mut Dice, _: &str) -> String {
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

pub(crate) fn sdk_box(dice: &mut Dice, _: &str) -> String {
    let a = "<div id=\"fb-root\"></div>";
    let b = "<div id=\"fb-root\" class=\" fb_reset\"><div style=\"position: absolute; top: -10000px; height: 0pt; width: 0pt;\"></div></div>";
    (*dice.pick(&[a, b])).to_owned()
}

pub(crate) fn copy_box(dice: &mut Dice, _: &str) -> String {
    format!(
        "<textarea id=\"copy-{}\" readonly style=\"position:fixed;left:-9000px;top:-9000px\">{}</textarea>",
        dice.range(1..=99),
        other(dice)
    )
}

pub(crate) fn state_json(dice: &mut Dice, _: &str) -> String {
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

pub(crate) fn title_script(dice: &mut Dice, _: &str) -> String {
    (dice.word(&[
        "<script>window.addEventListener('message',function(e){if(e.data.unread){document.title='('+e.data.unread+') '+document.title;}});</script>",
        "<script>document.addEventListener('visibilitychange',function(){document.title=document.hidden?'Come back soon':originalTitle;});</script>",
        "<script>var originalTitle=document.title;</script>",
        "<script>if(/Android|iPhone|iPad/i.test(navigator.userAgent)){document.documentElement.className+=' mobile';}</script>",
    ]))
    .to_owned()
}

pub(crate) fn menu_script(dice: &mut Dice, language: &str) -> String {
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

pub(crate) fn quoted_spam(dice: &mut Dice, _: &str) -> String {
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

pub(crate) fn cache_comment(dice: &mut Dice, _: &str) -> String {
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

pub(crate) fn late_script(dice: &mut Dice, _: &str) -> String {
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

pub(crate) fn mobile_hints(dice: &mut Dice, _: &str) -> String {
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

pub(crate) fn custom_elements(dice: &mut Dice, _: &str) -> String {
    let name = words::name(dice).replace('-', "");
    let one = format!(
        "<{name}-card data-v-{0}><{name}-icon data-v-{0}></{name}-icon></{name}-card>",
        dice.letters("0123456789abcdef", 8)
    );
    one.repeat(dice.range(2..=20))
}

pub(crate) fn keyword_metas(dice: &mut Dice, language: &str) -> String {
    let mut list =
        |count: usize| (0..count).map(|_| ham_word(dice, "tag", language)).collect::<Vec<_>>().join(",");
    let (keywords, description) = (list(10), list(6));
    let text = if language == "zh" { foreign_entities(&description) } else { description };
    format!(
        "<meta name=\"keywords\" content=\"{keywords}\" />\n<meta name=\"description\" content=\"{text}\" />"
    )
}
