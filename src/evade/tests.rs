//! What every mutation must keep, and what each does to one block.
use super::*;
use crate::synth::{SynthOptions, generate};
use proptest::prelude::*;

const CLEAN: &str = "<html><head><title>Vale Rowing Club</title></head><body class=\"home page\">\
    <h1>Members' regatta</h1><p>The club rows on the river every Sunday morning from April, and new members are \
    welcome at the boat house.</p><ul><li><a href=\"/fees\">Fees</a></li><li><a href=\"/crews\">Crews</a></li></ul>\
    <div><p>Training begins with the ice gone; bring warm clothes, a towel and a bottle of water.</p></div>\
    <p>Boats are booked by telephone or at the desk.</p></body></html>";

const BOX: &str = "<div style=\"display:none\" id='k7'><a href=\"http://x.example/a\" id=k7>cheap pills</a> \
    <b id=k7></b><a href='http://y.example/b?c=1' class=m>poker</a> <i>now</i></div>";

/// The page with `block` before its last paragraph, and where it stands.
fn infected(block: &str) -> (Vec<u8>, Vec<Target>) {
    let at = CLEAN.find("<p>Boats").unwrap();
    let page = [&CLEAN[..at], block, &CLEAN[at..]].concat();
    (page.into_bytes(), vec![Target { span: RawSpan { start: at, end: at + block.len() }, mutable: true }])
}

fn named(name: &str) -> &'static Mutation {
    mutations().iter().find(|mutation| mutation.name == name).unwrap()
}

/// The page without the ranges, which are sorted and disjoint.
fn outside(bytes: &[u8], spans: impl Iterator<Item = RawSpan>) -> Vec<u8> {
    let (mut rest, mut done) = (Vec::new(), 0);
    for span in spans {
        assert!(span.start >= done && span.end > span.start && span.end <= bytes.len(), "{span:?}");
        rest.extend_from_slice(&bytes[done..span.start]);
        done = span.end;
    }
    rest.extend_from_slice(&bytes[done..]);
    rest
}

/// Rewrites with every mutation and checks what holds for all; gives the number that applied.
fn check(bytes: &[u8], targets: &[Target]) -> usize {
    let mut joined: Vec<RawSpan> = targets.iter().map(|t| t.span).filter(|span| !span.is_empty()).collect();
    joined.sort();
    joined.dedup_by(|later, earlier| {
        let overlaps = later.start < earlier.end;
        if overlaps {
            earlier.end = earlier.end.max(later.end);
        }
        overlaps
    });
    let before = outside(bytes, joined.iter().copied());
    let mut applied = 0;
    for mutation in mutations() {
        let Some(page) = evade(bytes, targets, mutation, 7) else { continue };
        applied += 1;
        assert_eq!(
            evade(bytes, targets, mutation, 7).as_ref(),
            Some(&page),
            "{}: the same bytes",
            mutation.name
        );
        let after = outside(&page.bytes, page.spans.iter().map(|span| span.span));
        if mutation.name == "page-padding" {
            let mut rest = after.iter();
            assert!(before.iter().all(|byte| rest.any(|other| other == byte)), "only added to");
            let blocks = page.spans.iter().map(|span| &page.bytes[span.span.range()]);
            assert!(blocks.zip(&joined).all(|(block, span)| block == &bytes[span.range()]));
        } else {
            assert_eq!(after, before, "{}", mutation.name);
        }
        for span in page.spans.iter().filter(|span| span.changed) {
            assert!(targets[span.target].mutable, "{}", mutation.name);
        }
    }
    applied
}

#[test]
fn names_are_unique_and_the_first_changes_nothing() {
    let names: std::collections::BTreeSet<_> = mutations().iter().map(|mutation| mutation.name).collect();
    assert_eq!(names.len(), mutations().len());
    let (bytes, targets) = infected(BOX);
    let page = evade(&bytes, &targets, &mutations()[0], 1).unwrap();
    assert_eq!((mutations()[0].name, &page.bytes), (UNCHANGED, &bytes));
    assert_eq!(page.spans, [EvadedSpan { span: targets[0].span, target: 0, changed: true }]);
}

#[test]
fn each_mutation_does_what_it_says() {
    for (name, block, want) in [
        ("fresh-ids", "<b id=aaaa></b>", &["<b id=\""][..]),
        ("same-id", "<b id=x></b><b id=y></b>", &["<b id=\"x\"></b><b id=\"x\"></b>"]),
        ("no-ids", "<b id=x class=y></b>", &["<b  class=y></b>"]),
        ("nofollow", "<a href=/x>y</a>", &["<a rel=\"nofollow\" href=/x>y</a>"]),
        (
            "split",
            "<p hidden><a>1</a><a>2</a><a>3</a></p>",
            &["<p hidden><a>1</a></p><p hidden><a>2</a></p><p hidden><a>3</a></p>"],
        ),
        ("minified", "<p> <a> x </a>\n</p>", &["<p><a>x</a></p>"]),
        ("crlf", "<p><a>x</a></p>", &["<p>\r\n<a>x\r\n</a>\r\n</p>"]),
        ("sheet-beside", "<p style='top:-9px'>x</p>", &["<style>.", "{top:-9px}</style><p class=\""]),
        ("css-comments", "<p style='top:-9px'>x</p>", &["style='top/**/:/*", "*/-9px'"]),
        ("entities", "<p>ab</p>", &["<p>&#", ";</p>"]),
        ("full-width", "<p>a1&amp;</p>", &["<p>ａ１&amp;</p>"]),
        ("noscript", "<p>x</p>", &["<noscript><p>x</p></noscript>"]),
        ("attr-order", "<p a=1 b=2>x</p>", &["<p b=2  a=1 >x</p>"]),
        ("attr-quotes", "<p a=\"1\" b='2' c=3 d>x</p>", &["<p a='1' b=2  c=\"3\"  d>x</p>"]),
        ("upper-case", "<p a=b>x</p>", &["<P A=b>x</P>"]),
        ("nested", "<p>x</p>", &["bottle of water.</p><p>x</p></div>"]),
    ] {
        let (bytes, targets) = infected(block);
        let page = evade(&bytes, &targets, named(name), 3).unwrap_or_else(|| panic!("{name} does not apply"));
        let text = String::from_utf8(page.bytes).unwrap();
        for part in want {
            assert!(text.contains(part), "{name}: {part} not in {text}");
        }
    }
}

#[test]
fn padding_adds_as_many_words_as_it_says_inside_the_wrapper() {
    let (bytes, targets) = infected(BOX);
    let count = |bytes: &[u8]| String::from_utf8_lossy(bytes).split_whitespace().count();
    for name in ["pad-30", "pad-150", "pad-30-end", "pad-150-end"] {
        let page = evade(&bytes, &targets, named(name), 1).unwrap();
        let [span] = page.spans[..] else { panic!("{name}: one block") };
        let block = &page.bytes[span.span.range()];
        assert!(block.starts_with(b"<div style") && block.ends_with(b"</div>"), "{name}");
        // A word set between two tags may make three of one.
        let added = count(&page.bytes) - count(&bytes);
        assert!(added.abs_diff(named(name).words) <= 8, "{name}: {added}");
    }
}

#[test]
fn a_mutation_that_does_not_apply_says_so() {
    for (name, block) in [
        ("fresh-ids", "<b>x</b>"),
        ("same-id", "<b id=x></b><b id=x></b>"),
        ("css-escapes", "<b>x</b>"),
        ("sheet-head", "x"),
        ("split", "<b>x</b>"),
        // What hides the block would no longer find it.
        ("fresh-ids", "<script>hide('k1')</script><b id=k1>x</b>"),
        ("split", "<b id=k1><i>1</i><i>2</i><i>3</i></b><script>hide('k1')</script>"),
        ("merge", "<b>x</b>"),
        ("noembed", "<noembed>x</noembed>"),
        ("punctuation", "<b>x</b>"),
    ] {
        let (bytes, targets) = infected(block);
        assert_eq!(evade(&bytes, &targets, named(name), 1), None, "{name}");
    }
    // Nothing to borrow words from.
    let all = Target { span: RawSpan { start: 0, end: BOX.len() }, mutable: true };
    assert_eq!(evade(BOX.as_bytes(), &[all], named("pad-30"), 1), None);
}

#[test]
fn blocks_that_are_not_to_be_rewritten_keep_their_bytes() {
    let (mut bytes, mut targets) = infected(BOX);
    let start = bytes.len();
    bytes.extend_from_slice(BOX.as_bytes());
    targets.push(Target { span: RawSpan { start, end: bytes.len() }, mutable: false });
    assert!(check(&bytes, &targets) > 20);
    let page = evade(&bytes, &targets, named("pad-150"), 1).unwrap();
    let kept = page.spans.iter().find(|span| span.target == 1).unwrap();
    assert_eq!((&page.bytes[kept.span.range()], kept.changed), (BOX.as_bytes(), false));
}

#[test]
fn blocks_that_move_together_keep_their_names() {
    let (mut bytes, mut targets) = infected(BOX);
    let start = bytes.len();
    bytes.extend_from_slice(BOX.as_bytes());
    targets.push(Target { span: RawSpan { start, end: bytes.len() }, mutable: true });
    let page = evade(&bytes, &targets, named("merge"), 1).unwrap();
    let got: Vec<_> = page.spans.iter().map(|span| (span.target, &page.bytes[span.span.range()])).collect();
    assert_eq!(got, [(0, BOX.as_bytes()), (1, BOX.as_bytes())]);
    let page = evade(&bytes, &targets, named("split-moved"), 1).unwrap();
    assert!(page.spans.len() > 3, "{:?}", page.spans);
}

#[test]
fn the_pages_encoding_is_kept() {
    let block = "<div style=\"display:none\"><a href=/x>caf\u{e9} casino</a> <a href=/y>poker</a> <a href=/z>spices</a></div>";
    let page = CLEAN.replace("<head>", "<head><meta charset=windows-1252>").replace("warm", "w\u{e4}rm");
    let narrow = |text: &str| text.chars().map(|c| u8::try_from(u32::from(c)).unwrap()).collect::<Vec<u8>>();
    let wide = |text: &str| text.encode_utf16().flat_map(u16::to_le_bytes).collect::<Vec<u8>>();
    for encode in [&narrow as &dyn Fn(&str) -> Vec<u8>, &|text| [b"\xFF\xFE".to_vec(), wide(text)].concat()] {
        let at = page.find("<p>Boats").unwrap();
        let start = encode(&page[..at]).len();
        let length = encode(&format!("{block}{}", &page[at..])).len() - encode(&page[at..]).len();
        let bytes = encode(&[&page[..at], block, &page[at..]].concat());
        let targets = [Target { span: RawSpan { start, end: start + length }, mutable: true }];
        assert!(check(&bytes, &targets) > 20);
        let new = evade(&bytes, &targets, named("homoglyphs"), 1).unwrap();
        let source = Source::decode(&new.bytes, None, &Limits::default()).unwrap();
        let twins =
            source.text().contains(['\u{430}', '\u{43e}', '\u{456}']) || source.text().contains("&#1");
        assert!(twins && source.text().contains("f\u{e9} "), "{}", source.text());
    }
}

#[test]
fn made_pages_of_every_kind_keep_all_that_is_not_injected() {
    let options = SynthOptions { ham_share: 0.0, ..SynthOptions::default() };
    let mut applied = 0;
    for index in 0..80 {
        let Some(page) = generate(CLEAN.as_bytes(), "vale.example", index, &options) else { continue };
        let target = |span: &crate::synth::TruthSpan| Target {
            span: RawSpan { start: span.start, end: span.end },
            mutable: true,
        };
        applied += check(&page.bytes, &page.truth.iter().map(target).collect::<Vec<_>>());
    }
    assert!(applied > 80 * 15, "{applied}");
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 200, ..ProptestConfig::default() })]

    /// Torn markup, blocks that begin and end anywhere, and overlap.
    #[test]
    fn any_page_with_any_ranges_is_kept_outside_of_them(
        parts in prop::collection::vec(prop::sample::select(&PARTS[..]), 0..24),
        cuts in prop::collection::vec((any::<prop::sample::Index>(), any::<prop::sample::Index>(), any::<bool>()), 0..4),
        raw in any::<bool>(),
    ) {
        let mut bytes = parts.concat().into_bytes();
        if raw {
            bytes.extend_from_slice(b"\xFF<\xC3");
        }
        let targets: Vec<Target> = cuts.iter().map(|(a, b, mutable)| {
            let (a, b) = (a.index(bytes.len() + 1), b.index(bytes.len() + 1));
            Target { span: RawSpan { start: a.min(b), end: a.max(b) }, mutable: *mutable }
        }).collect();
        check(&bytes, &targets);
    }
}

const PARTS: [&str; 20] = [
    "<div style=\"display:none;left:-9px\">",
    "</div>",
    "<a href=\"http://x.example/\" id=a1>",
    "</a>",
    "one two three four five six seven eight nine ten eleven twelve thirteen",
    " vier fünf 六七八九 &amp; &#65; ",
    "<p class='x' style='top:0'>",
    "</p>",
    "<script>document.write('<div style=\"display:none\">')</script>",
    "<style>.x{left:0}</style>",
    "<b id=k></b><i id=j>",
    "<!-- c -->",
    "<title>t</title></head>",
    "<noscript>",
    "<ul><li>x<li>y</ul>",
    "<br/><img src=x a=1 a=2>",
    "<a b='",
    "<zz-y q w=\"\"><qqq id=''>",
    "</zz-y>",
    "<table><tr><td>",
];
