use super::*;
use proptest::prelude::*;

#[test]
fn ids_that_a_script_hides_are_found() {
    for (script, id) in [
        ("document.getElementById('x1').style.display='none'", "x1"),
        ("document.getElementById(\"x1\").style.visibility = \"hidden\";", "x1"),
        (
            "if(document.getElementById('HiddenDiv') != null){document.getElementById('HiddenDiv').style.visibility = 'hidden';}",
            "HiddenDiv",
        ),
        ("document['getElementById']('x1')['style']['display']='none'", "x1"),
        ("document.getElementById('s'+'b'+'j3').style.display='no'+'ne'", "sbj3"),
        ("document.getElementById('\\x78\\u0031').style.display='\\x6eone'", "x1"),
        ("var e=document.getElementById('x1');e.style.display='none'", "x1"),
        ("var n='none',i='x'+1; document.getElementById(i).style.display=n", "x1"),
        ("document.all.x1.style.display='none'", "x1"),
        ("document.all['x1'].style.display='none'", "x1"),
        ("x1.style.display='none'", "x1"),
        ("document.getElementById('x1').style.cssText='position:absolute;left:-9999px'", "x1"),
        ("document.getElementById('x1').style.left='-9999px'", "x1"),
        ("document.getElementById('x1').style.setProperty('display','none')", "x1"),
        ("document.getElementById('x1').setAttribute('style','display:none')", "x1"),
        ("document.getElementById('x1').setAttribute('hidden','')", "x1"),
        ("document.getElementById('x1').hidden=true", "x1"),
        ("document.getElementById('x1').remove()", "x1"),
        ("$('#x1').hide()", "x1"),
        ("jQuery(\"#x1\").css('display','none')", "x1"),
        ("$('#x1').css({color:'red', 'display':'none'})", "x1"),
        ("$(function(){ $('div, #a #x1').hide(); })", "x1"),
        ("document.querySelector('#x1').style.display='none'", "x1"),
        ("document.querySelectorAll('#x1')[0].style.display='none'", "x1"),
        ("eval(\"document.getElementById('x1').style.display='none'\")", "x1"),
        (
            "eval(unescape('%64%6F%63%75%6D%65%6E%74.getElementById(%27x1%27).style.display=%27none%27'))",
            "x1",
        ),
        ("eval(atob('ZG9jdW1lbnQuZ2V0RWxlbWVudEJ5SWQoJ3gxJykuc3R5bGUuZGlzcGxheT0nbm9uZSc='))", "x1"),
        ("window['ev'+'al'](\"x1.style.display='none'\")", "x1"),
        ("\\u0065val(\"x1.style.display='none'\")", "x1"),
        ("setTimeout(\"x1.style.display='none'\", 10)", "x1"),
        ("new Function(\"x1.style.display='none'\")()", "x1"),
        (
            "var _0=['none','display','style','getElementById','x1'];document[_0[3]](_0[4])[_0[2]][_0[1]]=_0[0]",
            "x1",
        ),
        (
            "document.getElementById(['x','1'].join('')).style.display='enon'.split('').reverse().join('')",
            "x1",
        ),
        ("document.getElementById('1x'.split('').reverse().join('')).style.display='none'", "x1"),
        ("document.getElementById('x_1'.replace(/_/g,'')).style.display='none'", "x1"),
        ("document.getElementById(`x1`).style.display=`none`", "x1"),
        ("<!--\ndocument.getElementById('x1').style.display='none';\n//-->", "x1"),
        ("/* it's */ var r=/'/; x1.style.display='none'", "x1"),
    ] {
        assert_eq!(analyse(script).hides_ids, [id], "{script}");
    }
}

#[test]
fn showing_and_unknown_elements_hide_nothing() {
    for script in [
        "document.getElementById('x').style.display='block'",
        "document.getElementById('x').style.display=='none'",
        "var s='document.getElementById(\"x\").style.display=\"none\"'",
        "function f(el){el.style.display='none'}",
        "this.style.display='none'",
        "var el=find();el.style.display='none'",
        "$('#x').show()",
        "$(this).hide()",
        "// document.getElementById('x').style.display='none'",
        "<!-- document.getElementById('x').style.display='none'",
        "a.b.style.display='none'",
    ] {
        let facts = analyse(script);
        assert!(
            facts.hides_ids.is_empty() && facts.hides_classes.is_empty(),
            "{script}: {:?}",
            facts.hides_ids
        );
    }
}

#[test]
fn classes_that_a_script_hides_are_found() {
    for script in [
        "$('.c1').hide()",
        "document.getElementsByClassName('c1')[0].style.display='none'",
        "document.querySelector('div.c1').style.display='none'",
    ] {
        assert_eq!(analyse(script).hides_classes, ["c1"], "{script}");
    }
}

#[test]
fn written_markup_is_put_together() {
    for (script, markup) in [
        ("document.write('<b>')", "<b>"),
        ("document.writeln('<d' + 'iv st' + 'yle' + '=\"x\"' + '>');", "<div style=\"x\">"),
        ("document.write ('<' + '/d' + 'i' +   'v>');", "</div>"),
        ("document.write('a','b')", "ab"),
        ("document.write(String.fromCharCode(60,0x64,105,118,62))", "<div>"),
        ("document.write(String['fromCharCode'](60)+'i>')", "<i>"),
        ("document.write(unescape('%3Cdiv%3E'))", "<div>"),
        ("document.write(decodeURIComponent('%3Cdiv%3E'))", "<div>"),
        ("document.write(('<a'+'>').concat('b'))", "<a>b"),
        ("var h='<div>';h+='<p>';document.write(h)", "<div><p>"),
        ("var d=document;d.write('<b>')", "<b>"),
        ("document['wr'+'ite']('<b>')", "<b>"),
        ("e.innerHTML='<b>'", "<b>"),
        ("e.insertAdjacentHTML('beforeend','<b>')", "<b>"),
        ("eval('document.write(\"<b>\")')", "<b>"),
        (
            "document.write('<scr'+'ipt>document.write(\"x\")</scr'+'ipt>')",
            "<script>document.write(\"x\")</script>x",
        ),
    ] {
        let facts = analyse(script);
        assert_eq!(facts.written_markup, markup, "{script}");
        assert!(!facts.writes_computed, "{script}");
    }
    for script in [
        "document.write('<a'+x+'>')",
        "document.write(x[0])",
        "document.write(a?'<b>':'<i>')",
        "document.write(`<${x}>`)",
    ] {
        assert!(analyse(script).writes_computed, "{script}");
    }
}

#[test]
fn halves_of_a_wrapper_are_told_apart() {
    let opener = "document.write ('<d' + 'iv st' + 'yle' + '=\"po' + 'si' + 'tio' + 'n:a' + 'bso' + 'lu' + 'te;l' + 'ef' + 't:' + '-'  +  '10' + '00' + '0' + 'p' + 'x;' + '\"' + '>');";
    assert_eq!(analyse(opener).writes_hidden_opener, Hiding::OFFSCREEN);
    for script in [
        "document.write('<div style=display:none>')",
        "document.write('<style>.q{display:none}</style><div class=q>')",
        "document.write('<p hidden>')",
        "document.write(String.fromCharCode(60,100,105,118,32,104,105,100,100,101,110,62))",
    ] {
        let facts = analyse(script);
        assert!(facts.writes_hidden_opener.is_strong() && !facts.writes_closer, "{script}");
    }
    for script in
        ["document.write('</div>')", "document.write('</'+'div></div>')", "document.write('<\\/div>')"]
    {
        assert!(analyse(script).writes_closer, "{script}");
    }
    for script in [
        "document.write('<div style=display:none>x</div>')",
        "document.write('<div>')",
        "document.write('<img style=display:none>')",
    ] {
        let facts = analyse(script);
        assert!(facts.writes_hidden_opener.is_empty() && !facts.writes_closer, "{script}");
    }
    assert!(analyse("document.write('<!-'+'-')").writes_swallowing_opener);
    assert!(analyse("document.write('<noscript>')").writes_swallowing_opener);
    assert!(!analyse("document.write('<!-- x --><b></b>')").writes_swallowing_opener);
}

#[test]
fn written_rules_scripts_and_frames_are_seen() {
    let facts = analyse(
        "document.write('<style>.vb {filter: alpha(opacity=0);opacity: 0.0;}</style><div class=\"vb\"><iframe height=\"150\" src=\"http://A.example/x.php\"></iframe></div>');",
    );
    assert_eq!(facts.writes_style_rule.class("vb"), Hiding::OPACITY_ZERO);
    assert_eq!(facts.writes_hidden, Hiding::OPACITY_ZERO);
    assert_eq!(facts.frame_hosts, ["a.example"]);
    let facts = analyse(
        "document.write('<script src=\"//b.example/a.js\"></'+'script>');var s=document.createElement('script');s.src='https://c.example:8080/d.js'",
    );
    assert_eq!(facts.script_hosts, ["b.example"]);
    assert_eq!(facts.loads_hosts, ["c.example"]);
}

#[test]
fn titles_that_a_script_restores_are_read() {
    for (script, want) in [
        (
            "if(navigator.userAgent.toLocaleLowerCase().indexOf(\"baidu\") == -1){document.title = \"焊接H型钢\"}",
            Some("焊接H型钢"),
        ),
        ("document.title='\\u4e2d\\x41'", Some("中A")),
        ("document['title'] = 'a'+'b';", Some("ab")),
        ("document.title = x + 'a'", None),
        ("document.title = ok ? 'a' : 'b'", None),
        ("document.title == 'a'", None),
        ("item.title = 'a'", None),
        ("var t = document.title", None),
    ] {
        assert_eq!(analyse(script).sets_title.as_deref(), want, "{script}");
    }
}

#[test]
fn spider_and_referrer_tests_are_seen() {
    for (script, spider, referrer) in [
        ("if(navigator.userAgent.toLowerCase().indexOf('baidu')==-1){}", true, false),
        ("if(!/baiduspider|sogou|360spider|yisou/i.test(navigator.userAgent)){}", true, false),
        ("var r=document.referrer;if(r.indexOf('google')>0)location='http://a.example/'", false, true),
        ("if(navigator.userAgent.match(/MSIE 6/)){x('bottom')}", false, false),
        ("s.src='//hm.baidu.com/hm.js';u=navigator.userAgent", false, false),
        ("x='googlebot'", false, false),
    ] {
        let facts = analyse(script);
        assert_eq!((facts.tests_spider, facts.tests_search_referrer), (spider, referrer), "{script}");
    }
}

#[test]
fn redirects_are_seen() {
    for script in [
        "location='http://a.example'",
        "window.location = x",
        "window.location.href='x'",
        "document.location.replace('x')",
        "top.location.assign(x)",
        "window['location']['href']='x'",
        "var _0=['href','location'];window[_0[1]][_0[0]]= a+ b",
    ] {
        assert!(analyse(script).redirects, "{script}");
    }
    for script in [
        "if(location.href=='x'){}",
        "var x=location.href",
        "s.replace('a','b')",
        "a.location=1;".replace("a.", "my.").as_str(),
        "link.href='x'",
    ] {
        assert!(!analyse(script).redirects, "{script}");
    }
}

#[test]
fn the_packer_is_followed() {
    let facts = analyse(
        "eval(function(p,a,c,k,e,d){e=function(c){return c};if(!''.replace(/^/,String)){while(c--){d[c]=k[c]||c}k=[function(e){return d[e]}];e=function(){return'\\\\w+'};c=1};while(c--){if(k[c]){p=p.replace(new RegExp('\\\\b'+e(c)+'\\\\b','g'),k[c])}}return p}('0.1(\\'<2 3=\"4://5.6/7.8\"></2>\\');',9,9,'document|write|script|src|https|host|example|xx|js'.split('|'),0,{}))",
    );
    assert!(facts.packed);
    assert_eq!(facts.script_hosts, ["host.example"]);
}

#[test]
fn what_a_loop_computes_leaves_signs() {
    let script = "function dnnViewState(){var a=0,m,v,t,z,x=new Array('9091968376','8887918192818786347374918784939277359287883421333333338896','778787','949990793917947998942577939317'),l=x.length;while(++a<=l){m=x[l-a];t=z='';for(v=0;v<m.length;){t+=m.charAt(v++);if(t.length==2){z+=String.fromCharCode(parseInt(t)+25-l+a);t='';}}x[l-a]=z;}document.write('<'+x[0]+' '+x[4]+'>.'+x[2]+'{'+x[1]+'}</'+x[0]+'>');}dnnViewState();";
    let facts = analyse(script);
    assert_eq!((facts.numeric_strings, facts.char_code_calls), (2, 1));
    assert!(facts.writes_computed);
    assert_eq!(facts.written_markup, "< >.{}</>");
    let mentions = Mentions::read(script);
    assert!(mentions.name("dnn") && mentions.name("ViewState") && mentions.name("dnnViewState"));
    assert!(!mentions.name("nn") && !mentions.name("nnView") && !mentions.name(""));
}

#[test]
fn names_are_mentioned_as_words() {
    let mentions = Mentions::read("$('#menu .item-2').slider({navigator:1}); show('tab3')");
    for name in ["menu", "item-2", "item", "slider", "tab3", "navigator"] {
        assert!(mentions.name(name), "{name}");
    }
    for name in ["nav", "men", "enu", "ab3"] {
        assert!(!mentions.name(name), "{name}");
    }
}

#[test]
fn figures_describe_the_literals() {
    let facts = analyse("var a=['\\x41\\x42','%41%42','abcdefgh'], b=[1,2,3,-4,5]; eval(a)");
    assert_eq!(facts.literal_bytes, 8 + 6 + 8);
    assert!((facts.hex_share - 8.0 / 22.0).abs() < 1e-6 && (facts.percent_share - 6.0 / 22.0).abs() < 1e-6);
    assert_eq!(facts.eval_calls, 1);
    // What needs escapes, or what programs escape by custom, hides nothing.
    let honest = analyse(r"var a=['\u0438\u043d','\x3cb\x3e','%2Fa%3Db%28'];");
    assert_eq!((honest.hex_share, honest.percent_share), (0.0, 0.0));
    let nothing = analyse("");
    assert_eq!((nothing.hex_share, nothing.literal_bytes), (0.0, 0));
    assert!(!nothing.acts_on_page());
}

#[test]
fn hostile_scripts_cost_linear_time() {
    let started = std::time::Instant::now();
    for script in [
        "(".repeat(300_000),
        "document.write(".repeat(50_000),
        "document.write(".repeat(20_000) + &")".repeat(20_000),
        "[".repeat(200_000) + &"]".repeat(200_000),
        "a[".repeat(100_000) + &"]".repeat(100_000),
        "'".repeat(500_000),
        "`${".repeat(100_000),
        "/".repeat(500_000),
        "\\".repeat(500_000),
        format!("var a='{}';{}document.write(a)", "x".repeat(10_000), "a=a+a+a+a;".repeat(1_000)),
        format!("var a=['{}'];{}", "x".repeat(100_000), "document.write(a);".repeat(10_000)),
        format!("{}eval(x){}", "eval('".repeat(1000), "')".repeat(1000)),
        format!("var a='{}'.replace(/x/g,'{}')", "x".repeat(100_000), "y".repeat(100_000)),
        "a=b.style.display='none';".repeat(20_000),
        "document.write('<div ".to_owned() + &"a=b ".repeat(100_000),
        format!("document.write('{}')", "<div>".repeat(50_000)),
        format!("document.write('{}')", "<script>".repeat(30_000)),
        format!("document.write('{}')", "</b>".repeat(50_000)),
        format!("document.write('{}')", "<script></b>".repeat(20_000)),
        "x.a(b)".repeat(30_000),
        ".a().b".repeat(50_000),
        "function(".repeat(100_000),
        "new ".repeat(100_000),
        "a=window.".to_owned() + &"window.".repeat(100_000),
        "document.write(".to_owned() + &"'a'.concat(".repeat(50_000) + &")".repeat(50_001),
        "document.write(".to_owned() + &"unescape(".repeat(50_000) + &")".repeat(50_001),
        format!("eval(\"a='x';{}\");", "a=a+a;".repeat(30)).repeat(5_000),
        "document.write('<script>document.write(1)</script>');".repeat(10_000),
    ] {
        let _ = analyse(&script);
    }
    // Far above what it takes, far below what a quadratic step would.
    assert!(started.elapsed().as_secs() < 20, "{:?}", started.elapsed());
}

proptest! {
    #[test]
    fn no_text_panics(script in "\\PC{0,300}") {
        let _ = analyse(&script);
        let _ = Mentions::read(&script).name(&script);
    }

    #[test]
    fn no_bytes_panic(bytes in proptest::collection::vec(any::<u8>(), 0..300)) {
        let _ = analyse(&String::from_utf8_lossy(&bytes));
    }

    #[test]
    fn no_mix_of_script_words_panics(words in proptest::collection::vec(
        proptest::sample::select(vec!["document", ".", "write", "(", ")", "[", "]", "{", "}", "'", "\"", "`", "${", "\\", "\\u", "\\x4",
            "eval", "unescape", "String", "fromCharCode", "60", ",", "+", "=", "+=", "==", "$", "#x", "style", "display", "none", "é",
            "/", "/*", "//", "\n", "<!--", "var ", "a", ";", "<div ", "style=", "<script>", "</script", ">", "%41", "split", "join",
            "replace", "function", "new ", "Array", "getElementById", "location", "title", "css", "arguments", "all"]), 0..80)) {
        let _ = Mentions::read(&words.concat()).name("a");
    }

    #[test]
    fn no_written_markup_panics(markup in "[<>a-z/!\\-='\" é]{0,200}") {
        let _ = written::read(&markup);
        let _ = written::host(&markup);
    }
}
