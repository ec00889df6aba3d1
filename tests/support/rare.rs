//! Pages with what made pages seldom or never have, a few shapes each, so that every feature is seen to work.

/// Each with its name.
pub(crate) const RARE: &[(&str, &str)] = &[
    (
        "links before the doctype",
        "<div style=\"display:none\"><a href=\"http://a.example/\">slot gacor</a> <a href=\"http://b.example/\">casino online</a></div>\n\
         <!DOCTYPE html><html><head><title>t</title></head><body><p>An article of a few words.</p></body></html>",
    ),
    (
        "disguised words",
        "<html><body><p>An article.</p><div style=\"display:none\"><a href=\"http://a.example/\">x</a>buy v&#105;\u{200b}agra and c\u{0456}alis, pharm\u{0430}cy onl\u{0456}ne, \u{24e5}\u{24d8}\u{24d0}\u{24d6}\u{24e1}\u{24d0}, \
         ca\u{200b}sino, \u{1d5c4}\u{1d5ba}\u{1d5cc}\u{1d5c2}\u{1d5c7}\u{1d5c8} \u{ff56}\u{ff49}\u{ff41}\u{ff47}\u{ff52}\u{ff41}</div></body></html>",
    ),
    (
        "control characters, half surrogates",
        "<html><body><p>An article.</p><div style=\"display:none\"><a href=\"http://a.example/\">x</a>cas\u{7}ino \u{1}\u{2}slots &#55357;&#56832; and &#xd83d;</div></body></html>",
    ),
    (
        "pinyin and handles",
        "<html><body><p>產(chǎn)品的質(zhì)量</p><div style=\"display:none\"><a href=\"http://a.example/\">x</a>加微信: 13800138000 QQ: 123456789 telegram: @seller_99</div></body></html>",
    ),
    (
        "server code that cloaks",
        "<html><body><p>An article.</p><?php if (preg_match('/googlebot|baiduspider/i', $_SERVER['HTTP_USER_AGENT'])) { \
         echo file_get_contents('http://a.example/links.txt'); exit; } ?><p>More.</p>\
         <div style=\"display:none\"><a href=\"http://a.example/\">x</a><?php echo date('Y'); ?></div></body></html>",
    ),
    (
        "packed script",
        "<html><body><p>An article.</p><script>eval(unescape('%64%6f%63%75%6d%65%6e%74%2e%77%72%69%74%65%28%22%68%65%6c%6c%6f%22%29%3b%20%20%20\
         %64%6f%63%75%6d%65%6e%74%2e%77%72%69%74%65'));</script></body></html>",
    ),
    (
        "a script that asks for search engines and sets no title",
        "<html><head><title>t</title><script>if(/baiduspider|googlebot/i.test(navigator.userAgent)){location.href='http://a.example/'}</script>\
         </head><body><p>An article.</p></body></html>",
    ),
    (
        "a script that hides two elements",
        "<html><body><p>An article.</p><div class=\"q\"><a href=\"http://a.example/\">x</a></div><div class=\"q\"><a href=\"http://b.example/\">y</a></div>\
         <script>document.getElementsByClassName('q')[0].style.display='none';document.getElementById('r').style.display='none'</script>\
         <div id=\"r\"><a href=\"http://c.example/\">z</a></div></body></html>",
    ),
    (
        "a script that sets a title and asks nobody",
        "<html><head><script>document.title='Club of friends';</script></head><body><p>An article.</p></body></html>",
    ),
    (
        "frames from elsewhere, one shown and one hidden",
        "<html><body><p>An article.</p><div><iframe src=\"https://player.example/1\" width=\"640\" height=\"360\"></iframe></div>\
         <iframe src=\"http://a.example/x\" width=\"0\" height=\"0\"></iframe><iframe src=\"http://x7q2k9.xyz/x\" width=\"0\" height=\"0\"></iframe><iframe src=\"http://b.example/y\" width=400 height=300></iframe></body></html>",
    ),
];
