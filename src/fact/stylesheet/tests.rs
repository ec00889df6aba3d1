use super::*;
use proptest::prelude::*;

fn hidden_class(css: &str) -> Hiding {
    Stylesheet::parse(css).hidden.class("x")
}

#[test]
fn rules_of_one_compound_hide() {
    for css in [
        ".x{display:none}",
        ".x { DISPLAY: none !important }",
        "a,.x,b{display:none}",
        "<!-- .x{display:none} -->",
        "/* .x{} */ .x /* */ {display:none}",
        "@import 'a.css'; .x{display:none}",
        "@charset \"utf-8\";\n@media screen{.x{display:none}}",
        "@media all and (min-width:1px){.x{display:none}}",
        "@media screen, print{.x{display:none}}",
        "@media not print{.x{display:none}}",
        "@supports (display:grid){@media screen{.x{display:none}}}",
        "@font-face{font-family:a;src:url(a{b)}.x{display:none}",
        "@keyframes k{from{left:0}to{left:1px}}.x{display:none}",
        "@media print{.y{display:block}}.x{display:none}",
        "a{background:url(data:image/svg+xml;utf8,<svg viewBox='0 0{)}.x{display:none}",
        "a{content:'}'}.x{display:none}",
        "a{content:\"\\\"}\"}.x{display:none}",
        "[class=x]{display:none}",
        "[class~='x']{display:none}",
        ".\\78 {display:none}",
        "*.x{display:none}",
        "body .x{display:none}",
        "html > body > .x{display:none}",
        ".x{color:red}.x{dis\\70 lay:none}",
        ".x{display:none",
        ".x{display:block}.x{display:none}",
    ] {
        assert_eq!(hidden_class(css), Hiding::DISPLAY_NONE, "{css}");
    }
}

#[test]
fn other_rules_do_not() {
    for css in [
        ".x .y{display:none}",
        ".y .x{display:none}",
        ".x:hover{display:none}",
        ".x::before{display:none}",
        ".x + .x{display:none}",
        ".X{display:none}",
        ".x{display:none}.x{display:block}",
        "@media print{.x{display:none}}",
        "@media (max-width:600px){.x{display:none}}",
        "@media screen and (min-width:1024px){.x{display:none}}",
        "@media not screen{.x{display:none}}",
        "@media (prefers-reduced-motion){.x{display:none}}",
        "@keyframes x{.x{display:none}}",
        "/* .x{display:none} */",
        "a{content:'.x{display:none}'}",
        ".x.y{display:none}",
        "p.x{display:none}",
        "",
    ] {
        assert_eq!(hidden_class(css), Hiding::NONE, "{css}");
    }
}

#[test]
fn the_whole_compound_must_match() {
    let sheet = Stylesheet::parse(
        "p.x{display:none} #a{visibility:hidden} delect{opacity:0} .a.b{font-size:0} div#c{text-indent:-999em}",
    );
    let hidden = &sheet.hidden;
    let element = |tag, id, classes: &[&'static str]| hidden.element(tag, id, classes.iter().copied());
    assert_eq!(element("p", None, &["y", "x"]), Hiding::DISPLAY_NONE);
    assert_eq!(element("div", None, &["x"]), Hiding::NONE);
    assert_eq!(element("div", Some("a"), &[]), Hiding::VISIBILITY_HIDDEN);
    assert_eq!(element("delect", None, &[]), Hiding::OPACITY_ZERO);
    assert_eq!(element("i", None, &["b", "a"]), Hiding::ZERO_FONT);
    assert_eq!(element("i", None, &["b"]), Hiding::NONE);
    assert_eq!(element("div", Some("c"), &[]), Hiding::TEXT_INDENT);
    assert_eq!(element("p", Some("c"), &["x"]), Hiding::DISPLAY_NONE);
    assert_eq!(hidden.tag("delect"), Hiding::OPACITY_ZERO);
    assert_eq!(hidden.id("a"), Hiding::VISIBILITY_HIDDEN);
}

#[test]
fn an_id_rule_takes_back_what_a_class_hid() {
    let sheet = Stylesheet::parse(".x{display:none}#a{display:none}#a{display:block}");
    assert_eq!(sheet.hidden.element("p", Some("a"), ["x"].into_iter()), Hiding::NONE);
}

#[test]
fn every_selector_counts_as_a_reference() {
    let sheet = Stylesheet::parse("#a > .b:not(.c)~#d{} @media print{#e{}} #f\\:g{} .h:hover{color:red}");
    for id in ["a", "d", "e", "f:g"] {
        assert!(sheet.references_id(id), "{id}");
    }
    assert!(!sheet.references_id("b"));
    assert_eq!(sheet.rules, 4);
}

#[test]
fn numbers_in_values_are_no_references() {
    let sheet = Stylesheet::parse("a{opacity:.5;color:#abc}");
    assert!(!sheet.references_id("abc"));
}

#[test]
fn sheets_add_up() {
    let mut page = Stylesheet::parse(".x{display:none}");
    page.add("#y{opacity:0} .x{display:block}");
    assert_eq!(page.hidden.class("x"), Hiding::NONE);
    page.merge(&Stylesheet::parse("#z{opacity:0} .x{visibility:hidden}"));
    assert_eq!(page.hidden.class("x"), Hiding::VISIBILITY_HIDDEN);
    assert_eq!((page.hidden.id("y"), page.hidden.id("z")), (Hiding::OPACITY_ZERO, Hiding::OPACITY_ZERO));
    assert!(page.references_id("y") && !page.references_id("x"));
}

#[test]
fn the_classes_of_known_kits_are_found() {
    for (css, class, want) in [
        (".a0vu{position:absolute;clip:rect(429px,auto,auto,467px);}", "a0vu", Hiding::CLIPPED),
        (".dnn{position:absolute;top:-9999px}", "dnn", Hiding::OFFSCREEN),
        (".bbb{color: #FFFFFE !Important;}", "bbb", Hiding::SAME_COLOUR),
        (".v{filter: alpha(opacity=0);opacity: 0.0;width: 200px;height: 150px;}", "v", Hiding::OPACITY_ZERO),
    ] {
        assert_eq!(Stylesheet::parse(css).hidden.class(class), want, "{css}");
    }
}

#[test]
fn media_queries_are_weighed() {
    for (query, want) in [
        ("", true),
        ("screen", true),
        ("ALL", true),
        ("print", false),
        ("print, screen", true),
        ("only screen and (min-width: 320px)", true),
        ("screen and (max-width: 600px)", false),
        ("(max-width: 99999px)", true),
        ("not all and (min-width:1px)", false),
        ("speech", false),
    ] {
        assert_eq!(media_applies(query), want, "{query}");
    }
}

#[test]
fn hostile_sheets_cost_linear_time() {
    for css in [
        "{".repeat(200_000),
        "@media{".repeat(100_000),
        "\\".repeat(200_000),
        ".\\".repeat(100_000),
        "/*".repeat(100_000),
        ".x,".repeat(100_000) + "{display:none}",
        "(".repeat(200_000) + "{display:none}",
        "url(".repeat(50_000),
        (0..30_000).map(|n| format!(".c{n}{{display:none}}")).collect(),
        (0..30_000).map(|n| format!("p.x.c{n}{{display:none}}.x{{display:none}}")).collect(),
    ] {
        let sheet = Stylesheet::parse(&css);
        assert!(sheet.hidden.rules <= MAX_RULES);
    }
}

/// Reads every rule in full.
fn parse_slowly(text: &str) -> Stylesheet {
    let mut sheet = Stylesheet::default();
    Scanner::new(text).rules(&mut |prelude, body, applies| {
        if applies {
            let facts = css::read(body);
            if facts != css::StyleFacts::default() {
                selector::compounds(prelude, &mut |c| sheet.hidden.insert(c, facts.hiding, facts.shows));
            }
        }
    });
    sheet
}

#[test]
fn rules_that_show_are_read_where_they_matter() {
    for css in [
        ".x{display:none}.x{display:block}",
        ".x{display:none}.y{display:block}.Y,.x:hover,a.x{display:block}",
        "#x{display:none}div#x{display:block}#x{opacity:1}",
        "delect{display:none}DELECT{display:block}",
        ".x{display:none}[class=x]{display:block}",
        ".x{display:none}[class='x']{display:block}",
        ".x{display:none}.\\78 {display:block}",
        ".é{display:none}.é{display:block}",
        ".x{display:block}.x{display:none}",
    ] {
        assert_eq!(Stylesheet::parse(css).hidden, parse_slowly(css).hidden, "{css}");
    }
}

proptest! {
    #[test]
    fn any_mix_of_rules_is_read_alike(rules in proptest::collection::vec((
        proptest::sample::select(vec![".x", "#x", "p", "P", ".y.x", "p.x", "[class=x]", ".x, .y", "body .x", ".\\78 ", "*"]),
        proptest::sample::select(vec!["display:none", "display:block", "opacity:0", "opacity:1", "color:red", "visibility:visible",
            "visibility:hidden", "width:0;overflow:hidden", "color:#fff;background:#fff"])), 0..12)) {
        let css: String = rules.iter().map(|(selector, body)| format!("{selector}{{{body}}}")).collect();
        prop_assert_eq!(Stylesheet::parse(&css).hidden, parse_slowly(&css).hidden);
    }

    #[test]
    fn no_text_panics(css in "\\PC{0,300}") {
        let _ = Stylesheet::parse(&css);
        let _ = media_applies(&css);
    }

    #[test]
    fn no_bytes_panic(bytes in proptest::collection::vec(any::<u8>(), 0..300)) {
        let _ = Stylesheet::parse(&String::from_utf8_lossy(&bytes));
    }

    #[test]
    fn no_mix_of_sheet_words_panics(words in proptest::collection::vec(
        proptest::sample::select(vec!["{", "}", ";", "@media", "@import", "(", ")", "url(", "'", "\"", "\\", "/*", "*/", ".x", "#é",
            "é", ",", ">", " ", "\n", "[class=", "]", "display:none", "<!--", "-->", ":"]), 0..60)) {
        let _ = Stylesheet::parse(&words.concat());
    }
}
