//! The two tokenizers read every page alike: the fast path, and html5ever from the first byte to the last.
#![allow(clippy::unwrap_used, clippy::print_stdout, reason = "a test")]
mod markup_support;
#[path = "support/pages.rs"]
mod pages;

use despam::html::{MAX_ATTRIBUTES, MAX_TAG_BYTES, Tokenizer, tokenize};
use despam::input::{Limits, Source};
use despam::scanner::{PageContext, Scanner};
use std::path::Path;

fn assert_alike(text: &str, what: &str) {
    let (fast, plain) = (tokenize(text), Tokenizer::Html5ever.read(text));
    if fast == plain {
        return;
    }
    let at = fast.tokens().iter().zip(plain.tokens()).position(|(a, b)| {
        let said = |markup: &despam::html::Markup, token| {
            markup.attributes(token).map(|a| format!("{a:?}")).collect::<Vec<_>>()
        };
        (a.kind, a.span, a.tag, a.self_closing, a.oversize)
            != (b.kind, b.span, b.tag, b.self_closing, b.oversize)
            || said(&fast, a) != said(&plain, b)
    });
    let at = at.unwrap_or(fast.tokens().len().min(plain.tokens().len()));
    let of = |markup: &despam::html::Markup| {
        let token = markup.tokens().get(at).copied();
        let attributes =
            token.map(|token| markup.attributes(&token).map(|a| format!("{a:?}")).collect::<Vec<_>>());
        let shown = token.map(|token| text[token.span.range()].chars().take(200).collect::<String>());
        format!("{token:?}\n  {shown:?}\n  {attributes:?}")
    };
    panic!("{what}, token {at}:\nfast  {}\nplain {}", of(&fast), of(&plain));
}

#[test]
fn every_page_of_the_corpus_is_read_alike() {
    let mut bytes = 0;
    for path in markup_support::pages() {
        let page = std::fs::read(&path).unwrap();
        let source = Source::decode(&page, None, &Limits::default()).unwrap();
        assert_alike(source.text(), &path.display().to_string());
        bytes += page.len();
    }
    println!("{bytes} bytes compared");
}

#[test]
fn our_own_cases_are_read_alike() {
    for case in pages::cases() {
        for (part, page) in [("page", &case.page), ("expected", &case.expected)] {
            let source = Source::decode(page, None, &Limits::default()).unwrap();
            assert_alike(source.text(), &format!("{part} of {}", case.name));
        }
    }
    for (name, page) in pages::clean_pages() {
        let source = Source::decode(&page, None, &Limits::default()).unwrap();
        assert_alike(source.text(), name);
    }
}

#[test]
fn the_inputs_of_html5libs_tests_are_read_alike() {
    let Some(directory) = markup_support::shared("html5lib-tests") else { return };
    let mut count = 0;
    read_below(&directory, &mut |name, text| {
        assert_alike(text, name);
        count += 1;
        if name.ends_with(".test") {
            for input in inputs(text) {
                assert_alike(&input, name);
                count += 1;
            }
        }
        // Tree construction tests: the page stands after this line.
        for part in text.split("#data\n").skip(1) {
            assert_alike(part.split("\n#errors").next().unwrap_or(part), name);
            count += 1;
        }
    });
    println!("{count} inputs compared");
    assert!(count > 5_000, "{count}");
}

fn read_below(directory: &Path, each: &mut impl FnMut(&str, &str)) {
    for entry in std::fs::read_dir(directory).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            read_below(&path, each);
        } else if let Ok(text) = std::fs::read_to_string(&path) {
            each(&path.display().to_string(), &text);
        }
    }
}

/// What a tokenizer test gives to the tokenizer, as it stands and with its second escaping undone, also after the start
/// tags of raw text.
fn inputs(file: &str) -> Vec<String> {
    let file: serde_json::Value = serde_json::from_str(file).unwrap();
    let mut inputs = Vec::new();
    for test in file["tests"].as_array().into_iter().flatten() {
        let input = test["input"].as_str().unwrap_or_default();
        let unescaped = serde_json::from_str::<String>(&format!("\"{}\"", input.replace('"', "\\\""))).ok();
        for input in [Some(input.to_owned()), unescaped].into_iter().flatten() {
            for tag in ["title", "textarea", "style", "script"] {
                inputs.push(format!("<{tag}>{input}</{tag}>"));
                inputs.push(format!("<{tag}>{}</{tag}>", input.replace("xmp", tag)));
            }
            inputs.push(format!("<svg><![CDATA[{input}]]></svg>"));
            inputs.push(format!("<a {input}>"));
            inputs.push(input);
        }
    }
    inputs
}

#[test]
fn tags_around_the_limits_are_read_alike() {
    let list =
        |count: usize, name: &str| (0..count).map(|i| format!(" {name}{i}='&lt;\r\n'")).collect::<String>();
    for count in [31, 32, 33, MAX_ATTRIBUTES - 1, MAX_ATTRIBUTES, MAX_ATTRIBUTES + 1, 2_000, 20_000] {
        for tail in ["", " a=1 b=2 a=3 x0", "/", " x\0=\0 X0 x1"] {
            assert_alike(
                &format!("a<i{}{tail}>b</i{}>c<p", list(count, "x"), list(count, "y")),
                "many attributes",
            );
            assert_alike(
                &format!("<script{}{tail}>a<b</script{}>c", list(count, "x"), list(count, "y")),
                "script",
            );
            assert_alike(
                &format!("<title{}{tail}>a<b&lt;</title{}", list(count, "x"), list(count, "y")),
                "cut",
            );
        }
        assert_alike(&format!("<a{}>", " b=c".repeat(count)), "one name");
    }
    for length in
        [MAX_TAG_BYTES - 20, MAX_TAG_BYTES - 9, MAX_TAG_BYTES - 8, MAX_TAG_BYTES - 7, MAX_TAG_BYTES, 200_000]
    {
        let long = "é>".repeat(length / 3) + &"x".repeat(length % 3);
        for page in [
            format!("</><p a='{long}'>b</p>"),
            format!("<p b a='{long}' b=c>b</p></></>"),
            format!("<title>x</title a='{long}'>b</>"),
            format!("</><title a='{long}'>x<b></title>b&amp;"),
            format!("<svg><![CDATA[{long}]]><title a='{long}'>x<b></title></svg>b"),
            format!("<!--{long}--><script a='{long}'><!--<script></script>--></script>"),
            format!("<p a='{long}"),
            format!("<x{0}></x{0}>", "y".repeat(length)),
        ] {
            assert_alike(&page, "a long tag");
        }
    }
}

#[test]
fn html5ever_takes_linear_time_for_hostile_pages() {
    for piece in [
        "<",
        "</>",
        "<a ",
        "<a",
        "&",
        "&amp",
        "\0",
        "<title>",
        "<script>",
        "<script><!--<script>",
        "<svg>",
        "<!--",
        "\r",
        "<svg><title>",
        "<svg><![CDATA[",
        "</title ",
        "<a b='",
        "<title></title a='",
        "</a b='c'",
        "&NotEqualTilde;</>",
    ] {
        let page = piece.repeat(300_000 / piece.len());
        assert_alike(&page, piece);
        assert_alike(&format!("{page}'></title></style></svg>]]></script>"), piece);
    }
}

#[test]
fn scans_with_either_tokenizer_find_the_same() {
    let fast = Scanner::embedded().unwrap();
    let plain = fast.clone().with_tokenizer(Tokenizer::Html5ever);
    for case in pages::cases() {
        let scan = |scanner: &Scanner| scanner.scan(&case.page, &PageContext::default()).unwrap();
        assert_eq!(format!("{:?}", scan(&fast)), format!("{:?}", scan(&plain)), "{}", case.name);
    }
}
