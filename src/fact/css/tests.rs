use super::*;
use proptest::prelude::*;

/// As a full reading finds it; a glance must agree.
fn hiding(style: &str) -> Hiding {
    glance_agrees(style);
    read(style).hiding
}

fn glance_agrees(style: &str) {
    let full = read(style);
    assert_eq!(super::hiding(style), full.hiding, "{style}");
    assert_eq!(declarations(style), full, "{style}");
    match glance(style) {
        Glance::Nothing => assert_eq!(full, StyleFacts::default(), "{style}"),
        Glance::Shows => assert!(full.hiding.is_empty(), "{style}"),
        Glance::DisplayNone => {
            assert_eq!(full, StyleFacts { hiding: Hiding::DISPLAY_NONE, shows: Hiding::NONE }, "{style}");
        }
        Glance::Unclear => {}
    }
}

#[test]
fn ordinary_styles_hide_nothing() {
    for style in [
        "",
        "color:#333;font-size:12px",
        "color:#fff",
        "display:block;position:absolute;left:-180px",
        "position:absolute;left:50%;margin-left:-1200px",
        "margin-left:-180px",
        "background:url(a.png) no-repeat -500px -900px",
        "background-position:-9999px 0",
        "overflow:hidden;width:100%;height:0;padding-bottom:56.25%",
        "opacity:.5;filter:alpha(opacity=50)",
        "clip:rect(0px,60px,200px,0px);position:absolute",
        "transform:translate(-50%,-50%)",
        "transform:translateX(-100%)",
        "height:1px;width:100%",
        "float:left;margin:0 0 -9999px;padding:0 0 9999px",
        "font:bold 12px/1.5 Arial",
        "color:transparent;-webkit-background-clip:text",
        "color:#fff;background:#fff url(a.png)",
        "display:none;display:block",
        "display:none!important;display:inline !important",
        "/*display:none*/color:red",
        "content:'display:none;'",
        "content:\"a;display:none\"",
        "background:url(x;display:none)",
        "*display:none",
        "display:none foo",
        "display none",
        "xdisplay:none",
        "a{display:none}",
    ] {
        assert_eq!(hiding(style), Hiding::NONE, "{style}");
    }
}

#[test]
fn each_kind_of_hiding_is_seen() {
    for (style, want) in [
        ("display:none", Hiding::DISPLAY_NONE),
        ("display: none;", Hiding::DISPLAY_NONE),
        ("visibility:hidden", Hiding::VISIBILITY_HIDDEN),
        ("visibility:collapse", Hiding::VISIBILITY_HIDDEN),
        ("opacity:0", Hiding::OPACITY_ZERO),
        ("opacity:0.01", Hiding::OPACITY_ZERO),
        ("opacity:1%", Hiding::OPACITY_ZERO),
        ("filter:alpha(opacity=0)", Hiding::OPACITY_ZERO),
        ("filter: Alpha( Opacity = 0 )", Hiding::OPACITY_ZERO),
        ("filter:progid:DXImageTransform.Microsoft.Alpha(opacity=0)", Hiding::OPACITY_ZERO),
        ("-ms-filter:\"progid:DXImageTransform.Microsoft.Alpha(Opacity=0)\"", Hiding::OPACITY_ZERO),
        ("filter:opacity(0%)", Hiding::OPACITY_ZERO),
        ("position:absolute;left:-9999px", Hiding::OFFSCREEN),
        ("position:fixed;top:-1620px", Hiding::OFFSCREEN),
        ("position: absolute; top: -999PX", Hiding::OFFSCREEN),
        ("position:relative;right:-1000pt", Hiding::OFFSCREEN),
        ("position:absolute;bottom:-50em", Hiding::OFFSCREEN),
        ("position:absolute;left:-1000%", Hiding::OFFSCREEN),
        ("position:absolute;left:-100vw", Hiding::OFFSCREEN),
        ("position:absolute;left:9999px", Hiding::OFFSCREEN),
        ("position:absolute;left:-9999", Hiding::OFFSCREEN),
        ("position:absolute;left:-152413851px", Hiding::OFFSCREEN),
        ("position: absolute; left: -2086000000000000000000px;", Hiding::OFFSCREEN),
        ("position:absolute;left:calc(0px - 999px)", Hiding::OFFSCREEN),
        ("position:absolute;left:calc(-1 * (500px + 5em))", Hiding::OFFSCREEN),
        ("position:absolute;left:min(0px, -999px)", Hiding::OFFSCREEN),
        ("position:absolute;left:clamp(-999px, -2000px, 5px)", Hiding::OFFSCREEN),
        ("position:absolute;top:expression(1-900)", Hiding::OFFSCREEN),
        ("position:absolute;inset:-9999px auto auto 0", Hiding::OFFSCREEN),
        ("margin-left:-9999px", Hiding::OFFSCREEN),
        ("margin:-3000px 0 0 0", Hiding::OFFSCREEN),
        ("transform:translate(-9999px, 0)", Hiding::OFFSCREEN),
        ("-webkit-transform: translateY(-500em)", Hiding::OFFSCREEN),
        ("transform:translateX(-1000%)", Hiding::OFFSCREEN),
        ("translate:-9999px", Hiding::OFFSCREEN),
        ("text-indent:-469em", Hiding::TEXT_INDENT),
        ("text-indent:-1213px", Hiding::TEXT_INDENT),
        ("text-indent:100%;white-space:nowrap;overflow:hidden", Hiding::TEXT_INDENT),
        ("overflow:hidden;height:1px", Hiding::ZERO_BOX),
        ("display:block;overflow:hidden;height:2px;width:2px;", Hiding::ZERO_BOX),
        ("overflow:auto;position:fixed;height:0pt;width:0pt", Hiding::ZERO_BOX),
        ("position:absolute;width:0;height:0", Hiding::ZERO_BOX),
        ("max-height:0;overflow:hidden", Hiding::ZERO_BOX),
        ("overflow:hidden;width:0%", Hiding::ZERO_BOX),
        ("transform:scale(0)", Hiding::ZERO_BOX),
        ("scale:0", Hiding::ZERO_BOX),
        ("font-size:0", Hiding::ZERO_FONT),
        ("font-size:1px;line-height:1px", Hiding::ZERO_FONT),
        ("font-size:0.05em", Hiding::ZERO_FONT),
        ("font:0/0 a", Hiding::ZERO_FONT),
        ("font:normal 1px/1px Arial", Hiding::ZERO_FONT),
        ("position:absolute;clip:rect(429px,auto,auto,467px);", Hiding::CLIPPED),
        ("clip:rect(429px auto auto 467px)", Hiding::CLIPPED),
        ("clip:rect(20px,20px,20px,20px)", Hiding::CLIPPED),
        ("clip-path:circle(0)", Hiding::CLIPPED),
        ("clip-path:polygon(0 0,0 0,0 0)", Hiding::CLIPPED),
        ("clip:rect(0,0,0,0)", Hiding::SR_ONLY),
        ("clip:rect(1px 1px 1px 1px)", Hiding::SR_ONLY),
        ("clip-path:inset(50%)", Hiding::SR_ONLY),
        (
            "position:absolute;width:1px;height:1px;margin:-1px;overflow:hidden;clip:rect(0,0,0,0)",
            Hiding::SR_ONLY,
        ),
        ("color:#fff;background:#fff", Hiding::SAME_COLOUR),
        ("color:white;background-color:rgb(254,255,253)", Hiding::SAME_COLOUR),
        ("color:hsl(0,0%,100%);background-color:#fffffe", Hiding::SAME_COLOUR),
        ("color: #FFFFFE !Important;", Hiding::SAME_COLOUR),
        ("color:rgba(0,0,0,0)", Hiding::SAME_COLOUR),
        ("color:transparent", Hiding::SAME_COLOUR),
        ("z-index:-1", Hiding::WEAK),
        ("opacity:.05", Hiding::WEAK),
        ("left:-9999px", Hiding::WEAK),
        ("content-visibility:hidden", Hiding::CONTENT_VIS),
    ] {
        assert_eq!(hiding(style), want, "{style}");
    }
}

#[test]
fn evasions_are_read_as_a_browser_reads_them() {
    for style in [
        "DISPLAY : NONE !important",
        "dis\\70 lay:none",
        "display:n\\6fne",
        "\\64\\69\\73\\70\\6c\\61\\79:\\6eone",
        "a:b c:d;display:none",
        "foo;display:none",
        ";;;display:none",
        "dis/**/x:1;display:/*x*/none/*y*/",
        "display:none;display:bogus",
        "display:none!important;display:block",
        "display:none ! important",
        "display\t:\nnone",
        "a:'unclosed\n;display:none",
        "a:(;);display:none",
        "{}display:none",
        ".x{a:b}display:none",
        "color:red}display:none;display:none",
        "display:none;",
        "display:none;}",
    ] {
        assert_eq!(hiding(style), Hiding::DISPLAY_NONE, "{style}");
    }
}

#[test]
fn showing_takes_hiding_back() {
    let facts = declarations("display:block;visibility:visible;opacity:1");
    assert_eq!(facts.shows, Hiding::DISPLAY_NONE | Hiding::VISIBILITY_HIDDEN | Hiding::OPACITY_ZERO);
    assert!(facts.hiding.is_empty());
}

#[test]
fn kinds_add_up() {
    let style = "position: absolute; left: -9999px; top: -9999px; width: 1px; height: 1px; overflow: hidden;";
    assert_eq!(hiding(style), Hiding::OFFSCREEN | Hiding::ZERO_BOX);
}

#[test]
fn deep_nesting_is_survived() {
    for style in ["(".repeat(100_000), "left:".to_owned() + &"calc(".repeat(50_000), "{".repeat(50_000)] {
        let _ = declarations(&style);
    }
}

#[test]
fn a_glance_misses_nothing() {
    for style in [
        "color:#fefefe",
        "color:#fff;background:#fefefe",
        "background:#fff;color:#000;color:#fff",
        "background:url(a.png);color:#fff;background-color:#fff",
        "background:url(a.png) #fff;color:#fff",
        "background:url(a.png);background-image:none;color:#fff;background-color:#fff",
        "color:inherit;background:#fff",
        "color:var(--a);background:#fff",
        "width:3px;overflow:hidden",
        "width:2.001px;overflow:hidden",
        "width:0.5em;overflow:hidden;height:0%",
        "opacity:.11",
        "opacity:.12",
        "opacity:1e-9",
        "opacity:+.1",
        "left:-400px;position:absolute",
        "left:-30em;position:absolute",
        "left:-99%;position:absolute",
        "font:12px/0 a",
        "font:400 1px a",
        "font:bold 0 a",
        "font-size:.3em",
        "font-size:medium",
        "a:b/*;display:none;*/;c:d",
        "a:b/*;*/;display:none",
        "display/*;x:*/:none",
        "/*;*/display:none",
        "a:';display:none;'",
        "a:url(x;display:none;)",
        "{a:b}display:none",
        "a:{};display:none",
        "a:b{}display:none",
        "margin:0 auto !important;width:0!x",
        "z-index:-0;z-index:+1;z-index:calc(-1)",
        "filter:none;transform:none;clip:auto",
        "DISPLAY:None",
        "Visibility : Hidden",
        "width: 0",
        "width:;height:",
        ":none;display",
        "color:;background:#fff",
        "color:rgb(255,255,254)",
        "color:rgb(255, 255, 255);background:#fff",
        "color:rgb(9,9,9);color:rgb(255,255,255);background:#fff",
        "color:rgba(1,2,3,.05)",
        "color:rgba(1,2,3,0.051)",
        "color:rgba(1,2,3,.061);background:#010203",
        "color:RGB(300,1,1)",
        "color:rgb(1,2,3,1,1)",
        "color:rgb(1,2)",
        "color:rgb(1,2,3",
        "color:rgb(1,2,3)x;background:#fff",
        "font-size:4.00000000000001px",
        "font-size:13.3333333333333px",
        "font-size:0.000000000000001px",
        "opacity:0.100000000000001",
        "width:2.00000000000001px;overflow:hidden",
        "width:0.00000000000001%;overflow:hidden",
    ] {
        glance_agrees(style);
    }
}

#[test]
fn the_properties_are_those_that_have_a_name() {
    for name in PROPERTIES {
        assert!(
            Property::named(name).is_some() && Property::named(&name.to_ascii_uppercase()).is_some(),
            "{name}"
        );
    }
    assert_eq!(Property::named("border"), None);
}

proptest! {
    #[test]
    fn a_glance_misses_nothing_in_any_mix(words in proptest::collection::vec(
        proptest::sample::select(vec!["left", "display", "width", "color", "background", "font", "opacity", "overflow", "position",
            "text-indent", "margin", "z-index", "visibility", ":", ":", ":", ";", ";", ";", "none", "hidden", "absolute", "-", "9px",
            "0", "1", "400", ".05", "%", "em", " ", "#fff", "#fefefe", "red", "url(", "(", ")", "{", "}", "!important", "\\", "'",
            "\"", "/*", "*/", "/", "calc(", "rgb(", "rgba(", "255", ","]), 0..30)) {
        glance_agrees(&words.concat());
    }

    #[test]
    fn a_glance_misses_nothing_in_any_declaration(list in proptest::collection::vec((
        proptest::sample::select(PROPERTIES.to_vec()),
        proptest::collection::vec(proptest::sample::select(vec!["0", "1px", "2px", "3px", "-9999px", "9999px", "-30em", "5%", "-5%", "200%",
            "0.05", ".5", "12pt", "none", "hidden", "absolute", "auto", "#fff", "#fefefe", "#000", "white", "red", "url(a)", "bold", "!important",
            "inherit", "transparent", "block", "visible", "rgba(0,0,0,0)", "rgb(255,255,254)",
            "rgb(0, 0, 0)", "rgba(255,255,255,.06)", "rgba(255,255,255,.5)", "4.000000001px", "2.0100000000px", "/", ","]), 1..4)), 1..6)) {
        let style: Vec<String> = list.iter().map(|(name, value)| format!("{name}:{}", value.join(" "))).collect();
        glance_agrees(&style.join(";"));
    }

    #[test]
    fn no_text_panics(style in "\\PC{0,300}") {
        let _ = declarations(&style);
    }

    #[test]
    fn no_bytes_panic(bytes in proptest::collection::vec(any::<u8>(), 0..300)) {
        let _ = declarations(&String::from_utf8_lossy(&bytes));
    }

    #[test]
    fn no_mix_of_css_words_panics(words in proptest::collection::vec(
        proptest::sample::select(vec!["left", ":", ";", "calc(", ")", "-", "9px", "1e39", "*", "/", "clip", "rect(", ",",
            "transform", "translate(", "{", "}", "!", "important", "\\", "'", "\"", "/*", "%", "0", "font", "filter", "alpha(opacity=",
            "background", "rgb(", "#", "fff", "clip-path", "inset(", "url("]), 0..60)) {
        let _ = declarations(&words.concat());
    }
}
