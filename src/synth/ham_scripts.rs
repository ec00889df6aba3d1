//! Look-alikes among scripts and frames: advertising, counting, protection, honest packing, and what networks add.
use super::dice::Dice;
use super::ham_links::honest_url;
use super::ham_parts::own;
use super::markup::entities;
use super::obfuscate::{packed, variable};
use super::words::{self, ham_word};

pub(crate) fn frame(dice: &mut Dice, _: &str) -> String {
    let host = words::small_host(dice);
    let number = dice.range(1_000..=9_999_999);
    let size = dice.word(&["0", "1", "1", "2"]);
    match dice.range(0..=6) {
        0 => format!(
            "<iframe src=\"https://{host}/track?uid={number}\" width=\"{size}\" height=\"{size}\" frameborder=\"0\" style=\"display:none\" title=\"tracking\"></iframe>"
        ),
        1 => format!(
            "<iframe name=\"_sync\" src=\"//sync.{host}/match?partner={number}\" style=\"display:none\"></iframe>"
        ),
        2 => format!(
            "<noscript><iframe src=\"//{host}/ns.html?id={number}\" height=\"0\" width=\"0\" style=\"display:none;visibility:hidden\"></iframe></noscript>"
        ),
        3 => "<iframe id=\"upload_target\" name=\"upload_target\" src=\"about:blank\" style=\"width:0;height:0;border:0\"></iframe>".to_owned(),
        4 => format!(
            "<iframe src=\"{}\" width=\"560\" height=\"315\" frameborder=\"0\" allowfullscreen></iframe>",
            honest_url(dice)
        ),
        5 => format!(
            "<iframe src=\"https://ads.{host}/banner.php?zone={number}\" width=\"468\" height=\"60\" scrolling=\"no\" frameborder=\"0\"></iframe>"
        ),
        _ => format!("<iframe src=\"{}\" style=\"display:none\" name=\"history\"></iframe>", own(dice)),
    }
}

pub(crate) fn pixel(dice: &mut Dice, _: &str) -> String {
    let host = words::small_host(dice);
    let number = dice.range(1_000..=9_999_999);
    match dice.range(0..=4) {
        0 => format!(
            "<noscript><img src=\"https://{host}/piwik.php?idsite={number}\" style=\"border:0\" alt=\"\" /></noscript>"
        ),
        1 => format!(
            "<noscript><a href=\"http://{host}/\"><img src=\"http://{host}/count.php?id={number}\" alt=\"counter\" width=\"1\" height=\"1\"></a></noscript>"
        ),
        2 => format!(
            "<img src=\"//{host}/p.gif?e={number}\" width=\"1\" height=\"1\" style=\"position:absolute;left:-9999px\" alt=\"\">"
        ),
        3 => format!(
            "<div style=\"position:absolute;top:0;left:-5000px\"><img src=\"//stat.{host}/{number}\" alt=\"\"></div>"
        ),
        _ => format!(
            "<a href=\"http://{host}/stats/\" title=\"web counter\"><img src=\"http://{host}/c/{number}.gif\" border=\"0\" alt=\"\"></a>"
        ),
    }
}

pub(crate) fn copy_protection(dice: &mut Dice, _: &str) -> String {
    (dice.word(&[
        "<script>document.oncontextmenu=function(){return false;};document.onselectstart=function(){return false;};</script>",
        "<script>function clickIE4(){if(event.button==2){alert('Copying is not allowed');return false;}}document.onmousedown=clickIE4;</script>",
        "<script type=\"text/javascript\">document.addEventListener('copy',function(e){e.clipboardData.setData('text/plain',location.href);e.preventDefault();});</script>",
        "<noscript><iframe src=*.html></iframe></noscript><script>if(top!=self)top.location=self.location;</script>",
        "<script>window.onerror=function(){return true;};</script>",
    ]))
    .to_owned()
}

pub(crate) fn written_ad(dice: &mut Dice, _: &str) -> String {
    let host = words::small_host(dice);
    let number = dice.range(1_000..=9_999_999);
    match dice.range(0..=5) {
        0 => format!(
            "<script>document.write('<scr'+'ipt src=\"//ads.{host}/show.js?z={number}\"></scr'+'ipt>');</script>"
        ),
        1 => format!(
            "<script type=\"text/javascript\">document.write(unescape(\"%3Cscript src='//{host}/ga.js' type='text/javascript'%3E%3C/script%3E\"));</script>"
        ),
        2 => format!(
            "<script>var _bdhmProtocol=((\"https:\"==document.location.protocol)?\"https://\":\"http://\");document.write(unescape(\"%3Cscript src='\"+_bdhmProtocol+\"hm.baidu.com/h.js%3F{number}' type='text/javascript'%3E%3C/script%3E\"));</script>"
        ),
        3 => format!("<script>document.write('<div class=\"ad\" id=\"ad{number}\"></div>');</script>"),
        4 => format!(
            "<script>document.write('<a href=\"http://{host}/\" target=\"_blank\"><img src=\"http://{host}/c?id={number}\" width=\"88\" height=\"31\"></a>');</script>"
        ),
        _ => "<script>document.write('&copy; '+new Date().getFullYear());</script>".to_owned(),
    }
}

/// Honest code that was packed to save bytes.
pub(crate) fn packed_code(dice: &mut Dice, _: &str) -> String {
    let (a, b) = (words::name(dice).replace('-', ""), variable(dice));
    let code = match dice.range(0..=2) {
        0 => format!(
            "(function($){{$.fn.{a}=function({b}){{return this.each(function(){{$(this).slideToggle({b}.speed);}});}};}})(jQuery);"
        ),
        1 => format!(
            "var {a}={{init:function(){{this.{b}=document.getElementById('slider');this.{b}.style.display='block';}}}};{a}.init();"
        ),
        _ => format!(
            "function {a}({b}){{if({b}.length>0){{var d=new Date();document.cookie='{a}='+{b}+';expires='+d.toGMTString();}}}}"
        ),
    };
    format!("<script type=\"text/javascript\">{}</script>", packed(dice, &code))
}

/// A mail address hidden from harvesters.
pub(crate) fn mail(dice: &mut Dice, _: &str) -> String {
    let address = format!("info@{}", words::small_host(dice));
    let text = entities(&address, dice.chance(0.3), false);
    match dice.range(0..=2) {
        0 => format!("<a href=\"{}{text}\">{text}</a>", entities("mailto:", false, false)),
        1 => format!(
            "<script>var a=[{}];var s='';for(var i=0;i<a.length;i++)s+=String.fromCharCode(a[i]);document.write('<a href=\"mailto:'+s+'\">'+s+'</a>');</script>",
            address.bytes().map(|b| b.to_string()).collect::<Vec<_>>().join(",")
        ),
        _ => format!("<p>{text}</p>"),
    }
}

pub(crate) fn agent_script(dice: &mut Dice, _: &str) -> String {
    let path = own(dice);
    match dice.range(0..=3) {
        0 => format!("<script>if(/Android|iPhone|iPad|Mobile/i.test(navigator.userAgent)){{location.href='/m{path}';}}</script>"),
        1 => "<script>if(navigator.userAgent.indexOf('MSIE')>-1){document.title=document.title+' - please update';}</script>".to_owned(),
        2 => "<script>var router={titles:{'/':'Home'},go:function(p){document.title=this.titles[p]||'…';}};</script>".to_owned(),
        _ => "<script>(function(){var n=0,t=document.title;window.notify=function(){n++;document.title='('+n+') '+t;};})();</script>".to_owned(),
    }
}

/// What providers, hosts and tools add behind the page.
pub(crate) fn after_the_end(dice: &mut Dice, language: &str) -> String {
    let number = dice.range(1_000..=9_999_999);
    let host = words::small_host(dice);
    match dice.range(0..=7) {
        0 => format!("<!-- Served by node-{number} in 0.0{} s -->", dice.range(10..=99)),
        1 => format!("<script src=\"http://{host}/isp/{number}.js\"></script><!-- ISP notice -->"),
        2 => format!(
            "<div id=\"debugbar\" style=\"display:none\"><ul><li>{number} queries</li><li>memory</li></ul></div>"
        ),
        3 => format!("<!-- Cached copy from {host}, key {number} -->"),
        4 => format!("<script>console.log('render {number}ms');</script>"),
        5 => "</body>\n</html>".to_owned(),
        6 => format!("<body>\n<p>{}</p>\n</body>", ham_word(dice, "notice", language)),
        _ => format!("<!--\n{} {number}\n-->", ham_word(dice, "credit", language)),
    }
}
