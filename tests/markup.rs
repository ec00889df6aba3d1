//! The markup stage against html5ever's own tokenizer, and on shapes made to hurt.
#![allow(clippy::unwrap_used, clippy::print_stdout, reason = "a test")]
mod markup_support;

use despam::html::{AttrName, MAX_ATTRIBUTES, MAX_TAG_BYTES, Markup, Tag, TokenKind, Tokenizer, tokenize};
use markup_support::{assert_sound, html5ever};
use proptest::prelude::*;

/// Pieces that bring a tokenizer into its odd states.
const NASTY: &[&str] = &[
    "<",
    ">",
    "/",
    "=",
    "\"",
    "'",
    "!",
    "?",
    "-",
    "--",
    "-->",
    "--!>",
    "<!--",
    "<!-->",
    "<!--->",
    "<!",
    "</",
    "</>",
    "<?",
    "a",
    "b=c",
    " ",
    "\n",
    "\r",
    "\r\n",
    "\0",
    "\x0C",
    "\t",
    "é",
    "\u{FEFF}",
    "😀",
    "&",
    "&amp",
    "&amp;",
    "&notit;",
    "&NotEqualTilde;",
    "&#",
    "&#x41;",
    "&#0;",
    "&#13;",
    "<a>",
    "<A HREF=x>",
    "<a b='c' B=d>",
    "<a/>",
    "</a>",
    "</A b>",
    "<br/ >",
    "<title>",
    "</title>",
    "</title ",
    "</titl",
    "<textarea>",
    "</TEXTAREA/>",
    "<style>",
    "</style>",
    "<script>",
    "</script>",
    "<script",
    "</script",
    "<script/>",
    "<svg>",
    "<svg/>",
    "</svg>",
    "<math>",
    "</math>",
    "<p>",
    "<![CDATA[",
    "]]>",
    "]",
    "<!doctype html>",
    "<!DOCTYPE a PUBLIC \"b>",
    "<!doctyp",
    "<noframes>",
    "</noframes>",
    "<xmp>",
    "<plaintext>",
    "<iframe>",
    "x\0y",
    "<x\0y>",
    "<a \0='\0'>",
    "ſcript",
    "<ſcript>",
    "</ſtyle>",
    "<K>",
];

fn check(text: &str) {
    let markup = tokenize(text);
    assert_sound(&markup, text);
    assert_eq!(markup, Tokenizer::Html5ever.read(text), "{text:?}");
    assert_eq!(markup_support::from_markup(&markup, text), html5ever(text), "{text:?}");
}

fn mash() -> impl Strategy<Value = String> {
    let piece = prop_oneof![
        20 => proptest::sample::select(NASTY).prop_map(str::to_owned),
        1 => any::<char>().prop_map(String::from),
    ];
    proptest::collection::vec(piece, 0..24).prop_map(|pieces| pieces.concat())
}

/// A page like those in the wild, cut up: deletes, doubles and moves some of its stretches.
fn mutated_page() -> impl Strategy<Value = String> {
    const PAGE: &str = "<!DOCTYPE html>\r\n<html lang=en><head><meta charset=\"utf-8\"><title>A &amp; B</title>\
        <style type='text/css'>p > a:before { content: \"<b>\" }</style><script>if (a<b && c) { document.write(\
        '<script src=\"x\"><\\/script>') }</script><script><!--\nx='<script>'--></script></head><body class=\"a b\" \
        onload='f(\"x\")'><span id=rz99h><noframes><th id=\"rz99h\"><a href=\"https://x.example/?a=1&copy=2&lt;\">\
        caf\u{e9} \u{1F600}</a></span><svg viewBox='0 0 1 1'><title>t</title><style>a<b</style><![CDATA[x & y]]></svg>\
        <!-- c -- d --><textarea rows=2>x<p></textarea><img src=a.png alt=\"\"/><br/><?php x ?></body></html>";
    let cut = (0..PAGE.len(), 0..40_usize, 0..3_u8, 0..PAGE.len());
    proptest::collection::vec(cut, 0..8).prop_map(|cuts| {
        let mut page = PAGE.to_owned();
        for (start, len, action, to) in cuts {
            let boundary = |page: &str, at: usize| {
                (0..=at.min(page.len())).rev().find(|&at| page.is_char_boundary(at)).unwrap()
            };
            let (start, end) = (boundary(&page, start), boundary(&page, start + len));
            let piece = page[start..end].to_owned();
            if action != 1 {
                page.replace_range(start..end, "");
            }
            if action > 0 {
                let to = boundary(&page, to);
                page.insert_str(to, &piece);
            }
        }
        page
    })
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(1_500))]

    #[test]
    fn any_mash_of_odd_pieces_reads_as_html5ever_reads_it(text in mash()) {
        check(&text);
    }

    #[test]
    fn a_mutated_page_reads_as_html5ever_reads_it(text in mutated_page()) {
        check(&text);
    }

    #[test]
    fn scripts_end_where_html5ever_ends_them(
        pieces in proptest::collection::vec(
            proptest::sample::select(&["<!--", "-->", "<script>", "</script>", "--!>", "-", "<", "x"][..]),
            0..16,
        )
    ) {
        check(&format!("<script>{}", pieces.concat()));
    }

    #[test]
    fn attributes_after_many_others_are_those_html5ever_reads(text in mash()) {
        // More than are read one way, fewer than the limit.
        let many: String = (0..MAX_ATTRIBUTES / 2).map(|i| format!(" q{i}=''")).collect();
        check(&format!("<a{many} {text}"));
    }
}

#[test]
fn all_pairs_and_many_triples_of_odd_pieces_read_as_html5ever_reads_them() {
    for (i, a) in NASTY.iter().enumerate() {
        for (j, b) in NASTY.iter().enumerate() {
            check(&format!("{a}{b}"));
            check(&format!("{a}{b}{}", NASTY[(i * 7 + j * 3) % NASTY.len()]));
        }
    }
}

#[test]
fn only_four_elements_hold_raw_text_and_only_if_they_end() {
    for (text, raw) in [
        ("<title>a<b>c</title>", Some("a<b>c")),
        ("<TITLE>a<b>c</title >", Some("a<b>c")),
        ("<title>a<b>c</titles>", None),
        ("<title></title>", None),
        ("<textarea><b></TEXTAREA/", Some("<b>")),
        ("<style><b></style>", Some("<b>")),
        ("<script>'<b>'</script>", Some("'<b>'")),
        ("<script><!--<script></script>", None),
        ("<script><!--<script></script>--></script>", Some("<!--<script></script>-->")),
        ("<noframes><b></noframes>", None),
        ("<xmp><b></xmp><plaintext><b>", None),
        ("<svg><title><b></title></svg>", None),
        ("<svg><title><b></title>", Some("<b>")),
        ("<svg/><title><b></title></svg>", Some("<b>")),
    ] {
        let markup = tokenize(text);
        let found = markup.tokens().iter().find(|token| token.kind == TokenKind::RawText);
        assert_eq!(found.map(|token| &text[token.span.range()]), raw, "{text}");
    }
}

#[test]
fn a_tag_knows_its_attributes() {
    let text = "<A HREF='x?a&amp;b' onClick=f data-x ARIA-LABEL=\"y\" href=z Foo=1>";
    let markup = tokenize(text);
    let token = &markup.tokens()[0];
    let attributes: Vec<_> = markup.attributes(token).map(|a| (a.name, a.name_text, a.value)).collect();
    assert_eq!(
        attributes,
        [
            (AttrName::Href, "href", "x?a&b"),
            (AttrName::Event, "onclick", "f"),
            (AttrName::DataPrefix, "data-x", ""),
            (AttrName::Aria, "aria-label", "y"),
            (AttrName::Other, "foo", "1"),
        ]
    );
    assert_eq!(markup.attribute(token, AttrName::Href), Some("x?a&b"));
    assert_eq!(markup.attribute(token, AttrName::Src), None);
    assert!(!token.oversize && !token.self_closing);
}

#[test]
fn an_oversize_tag_says_so_and_keeps_its_first_attributes() {
    let many: String = (0..=MAX_ATTRIBUTES).map(|i| format!(" A{i}='&lt;\r\n'")).collect();
    let page = format!("<div{many}/>x");
    let markup = tokenize(&page);
    let token = &markup.tokens()[0];
    assert!(token.oversize && token.self_closing);
    assert_eq!(token.tag, Tag::DIV);
    assert_eq!(markup.attributes(token).len(), MAX_ATTRIBUTES);
    let last = markup.attributes(token).last().unwrap();
    assert_eq!((last.name_text, last.value), ("a255", "<\n"));

    let page = format!("<img src='{}' alt=x alt=y>", "y".repeat(MAX_TAG_BYTES));
    let markup = tokenize(&page);
    let token = &markup.tokens()[0];
    assert!(token.oversize);
    assert_eq!(markup.attribute(token, AttrName::Src), None, "does not fit");
    assert_eq!(markup.attribute(token, AttrName::Alt), Some("x"));
}

/// Checks that twice the text gives no more than twice the tokens, attributes and bytes (and a fixed rest), and that
/// reading it ends at all: quadratic work on these sizes would take hours.
fn assert_linear(name: &str, page: impl Fn(usize) -> String) {
    let sizes = [10_000, 100_000, 1_000_000].map(|n| {
        let text = page(n);
        let markup = tokenize(&text);
        assert_sound_quickly(&markup, &text);
        (text.len(), weight(&markup))
    });
    for (bytes, weight) in sizes {
        assert!(weight <= 2 * bytes, "{name}: {weight} for {bytes}");
    }
}

/// Tokens, attributes and bytes kept for them.
fn weight(markup: &Markup) -> usize {
    let attributes = markup.tokens().iter().map(|token| markup.attributes(token));
    markup.tokens().len() + attributes.flatten().map(|a| 1 + a.name_text.len() + a.value.len()).sum::<usize>()
}

fn assert_sound_quickly(markup: &Markup, text: &str) {
    let mut at = 0;
    for token in markup.tokens() {
        assert_eq!(token.span.range().start, at);
        at = token.span.range().end;
        assert!(text.is_char_boundary(at));
    }
    assert_eq!(at, text.len());
}

#[test]
fn hostile_shapes_cost_linear_work() {
    let many = |piece: &'static str| move |n: usize| piece.repeat(n / 4);
    let shapes: &[&'static str] = &[
        "<",
        "</",
        "<!",
        "<?",
        "<!-",
        "<!--",
        "-->",
        "<!-->",
        "\0",
        "&",
        "&amp",
        "</>",
        ">",
        "<a ",
        "<a",
        "<a b='",
        "</a ",
        "<a/",
        "<div>",
        "</div>",
        "<x>",
        "<title>",
        "<textarea>",
        "<style>",
        "<script>",
        "<script><!--",
        "<script><!--<script>",
        "<script><!--<script>-->",
        "<script><!--<script>--!>",
        "<svg>",
        "<svg><title>",
        "<svg><![CDATA[",
        "<math><svg>",
        "<svg></svg>",
        "<![CDATA[",
        "<!doctype",
        "<!doctype '>",
        "<noframes>",
        "<plaintext>",
        "<a a=1 a=2>",
        "<a \"\"\"\"\"\"\"\">",
        "</script>",
        "<!--<script>",
    ];
    for &shape in shapes {
        assert_linear(shape, many(shape));
        // The same with an end for everything far away, so that looking ahead always finds something.
        assert_linear(shape, move |n| format!("{}</title></style></svg>]]></script>", shape.repeat(n / 4)));
        assert_linear(shape, move |n| format!("{}--><!--<script></script>", shape.repeat(n / 4)));
        assert_linear(shape, move |n| {
            format!("<script><!--<script>--!>{}--><!--<script></script>", shape.repeat(n / 4))
        });
    }
}

#[test]
fn a_million_attributes_cost_linear_work() {
    assert_linear("attributes", |n| {
        let attributes: String = (0..n).map(|i| format!(" a{i}=b")).collect();
        format!("<div{attributes}>")
    });
    assert_linear("equal attributes", |n| format!("<div{}>", " a=b".repeat(n)));
    assert_linear("attributes never ended", |n| format!("<div{}", " a='b'".repeat(n)));
    assert_linear("one long value", |n| format!("<div a='{}'>", "&lt;".repeat(n)));
    assert_linear("tags full to the limit", |n| {
        let attributes: String = (0..MAX_ATTRIBUTES).map(|i| format!(" {i}")).collect();
        format!("<div{attributes}>").repeat(n / 1_000)
    });
}

#[test]
fn unknown_names_of_all_kinds_cost_linear_work() {
    assert_linear("different", |n| (0..n / 4).map(|i| format!("<x{i}>")).collect());
    assert_linear("long", |n| format!("<{}><{}>", "X".repeat(n), "x\0".repeat(n)));
    let text: String = (0..200_000).map(|i| format!("<x{i}></x{i}>")).collect();
    let markup = tokenize(&text);
    assert_eq!(markup.tokens().len(), 400_000);
    assert_eq!(markup.tag_name(markup.tokens()[1].tag), "x0");
    assert_eq!(markup.tokens()[399_998].tag, markup.tokens()[399_999].tag);
}

#[test]
fn a_flood_without_markup_is_one_token() {
    for piece in ["<", "\0", "< ", "&", "\u{FEFF}", "<1", "<<=>"] {
        let text = piece.repeat(1_000_000);
        let markup = tokenize(&text);
        assert_eq!(markup.tokens().len(), 1, "{piece:?}");
        assert_eq!(markup.tokens()[0].kind, TokenKind::Text);
    }
    assert!(tokenize("").tokens().is_empty());
}
