//! What a generated page promises: exact spans, the same bytes for the same inputs, every technique in reach.
use despam::synth::{Dialect, Family, SynthOptions, SynthPage, generate, graft, techniques};
use despam::verdict::Action;
use proptest::prelude::*;
use std::collections::{BTreeMap, BTreeSet};

/// A page with everything a technique may need.
fn host(site: &str) -> Vec<u8> {
    let items: String = (0..6).map(|n| format!("<li><a href=\"/p{n}.html\">Item {n}</a></li>\n")).collect();
    let text: String = (0..8)
        .map(|n| {
            format!(
                "<div class=\"post\"><h3>Heading {n}</h3>\n<p>The {n} sentence of {site} is written in plain words so \
                 that there is running text to splice something into.</p></div>\n"
            )
        })
        .collect();
    format!(
        "<!DOCTYPE html>\n<html lang=\"en\">\n<head>\n  <meta charset=\"utf-8\">\n  <title>News of {site} — café</title>\n  \
         <link rel=\"stylesheet\" href=\"/a.css\">\n</head>\n<body class=\"home\">\n<div id=\"top\"><ul>\n{items}</ul></div>\n\
         <div id=\"main\">\n{text}</div>\n<footer>\n<p>Copyright {site}</p>\n</footer>\n<script src=\"/a.js\"></script>\n\
         </body>\n</html>\n"
    )
    .into_bytes()
}

fn plain(seed: u64) -> SynthOptions {
    SynthOptions {
        seed,
        malformed: 0.0,
        hard_negative_share: 0.0,
        ham_share: 0.0,
        text_share: 0.0,
        ..Default::default()
    }
}

fn cut(page: &SynthPage) -> Vec<u8> {
    let mut out = Vec::new();
    let mut done = 0;
    for span in &page.truth {
        assert!(span.start >= done && span.end > span.start && span.end <= page.bytes.len(), "{span:?}");
        out.extend_from_slice(&page.bytes[done..span.start]);
        match span.action {
            Action::Delete => assert_eq!(span.replacement, None),
            Action::Restore => {
                out.extend_from_slice(span.replacement.as_deref().expect("a restore").as_bytes())
            }
            Action::Report => out.extend_from_slice(&page.bytes[span.start..span.end]),
        }
        done = span.end;
    }
    out.extend_from_slice(&page.bytes[done..]);
    out
}

#[test]
fn cutting_the_spans_gives_the_clean_page_back() {
    for n in 0..600 {
        let site = format!("site{}", n / 6);
        let clean = host(&site);
        let Some(page) = generate(&clean, &site, n, &SynthOptions { malformed: 0.3, ..plain(3) }) else {
            panic!("page {n} cannot host")
        };
        assert!(!page.truth.is_empty() && page.hard_negatives.is_empty());
        let back = cut(&page);
        assert_eq!(back, page.restored);
        if page.truth.iter().all(|span| span.action != Action::Report) {
            assert_eq!(String::from_utf8_lossy(&back), String::from_utf8_lossy(&clean), "{:?}", page.truth);
        }
        for span in &page.truth {
            let text = std::str::from_utf8(&page.bytes[span.start..span.end]).expect("whole characters");
            if span.technique != "T33" {
                assert_eq!(text.trim(), text, "{} spans its outer white space", span.technique);
            }
        }
    }
}

#[test]
fn look_alikes_stay_when_the_spans_are_cut() {
    let options = SynthOptions { hard_negative_share: 1.0, malformed: 0.2, ..plain(5) };
    let mut names = BTreeSet::new();
    for n in 0..400 {
        let site = format!("ham{}", n / 4);
        let clean = host(&site);
        let page = generate(&clean, &site, n, &options).expect("hosts");
        assert_eq!(cut(&page), page.restored, "page {n}");
        if !page.hard_negatives.is_empty() {
            assert_ne!(page.restored, clean);
        }
        names.extend(page.hard_negatives);
    }
    assert!(names.len() >= 30, "{names:?}");
    for name in ["stamped-ids", "entity-title", "quoted-spam", "friend-links", "state-json", "mega-menu"] {
        assert!(names.contains(name), "{name} was never added");
    }
}

#[test]
fn a_page_of_look_alikes_has_no_truth() {
    let options = SynthOptions { ham_share: 1.0, hard_negative_share: 1.0, ..plain(1) };
    for n in 0..50 {
        let page = generate(&host("x"), "x", n, &options).expect("hosts");
        assert!(page.truth.is_empty() && page.restored == page.bytes);
    }
}

#[test]
fn the_same_inputs_give_the_same_page() {
    let clean = host("same");
    let options = SynthOptions::default();
    let page =
        |site: &str, index, seed| generate(&clean, site, index, &SynthOptions { seed, ..options.clone() });
    for n in 0..40 {
        assert_eq!(page("same", n, 1), page("same", n, 1));
    }
    let differs = |a: Option<SynthPage>, b: Option<SynthPage>| a.map(|p| p.bytes) != b.map(|p| p.bytes);
    assert!((0..10).any(|n| differs(page("same", n, 1), page("same", n, 2))));
    assert!((0..10).any(|n| differs(page("same", n, 1), page("other", n, 1))));
}

#[test]
fn every_technique_is_reached_and_keeps_its_family() {
    let mut seen = BTreeMap::new();
    for n in 0..2_000 {
        let site = format!("reach{n}");
        let page =
            generate(&host(&site), &site, 0, &SynthOptions { per_page: 3..=3, ..plain(11) }).expect("hosts");
        for span in &page.truth {
            seen.insert(span.technique, span.family);
        }
    }
    for technique in techniques() {
        assert_eq!(seen.get(technique.id), Some(&technique.family.name()), "{}", technique.id);
    }
}

#[test]
fn only_the_families_asked_for_are_used() {
    for family in Family::ALL {
        let options = SynthOptions { families: Some(vec![family]), per_page: 1..=1, ..plain(2) };
        let mut pages = 0;
        for n in 0..12 {
            let site = format!("only{n}");
            let Some(page) = generate(&host(&site), &site, n, &options) else { continue };
            pages += 1;
            // Noise blocks bring keyword lines along; that is what they do.
            let allowed = [family.name(), if family == Family::IdNoise { "keyword-banner" } else { "" }];
            assert!(
                page.truth.iter().all(|span| allowed.contains(&span.family)),
                "{family:?}: {:?}",
                page.truth
            );
        }
        assert!(pages > 0, "{family:?}");
    }
}

#[test]
fn pages_of_one_kit_share_their_blocks() {
    let options = SynthOptions { families: Some(vec![Family::IdNoise]), per_page: 1..=1, ..plain(8) };
    let mut same = 0;
    for n in 0..40 {
        let site = format!("kit{n}");
        let pages: Vec<SynthPage> =
            (0..2).map(|index| generate(&host(&site), &site, index, &options).expect("hosts")).collect();
        assert_eq!(pages[0].kit_site, pages[1].kit_site);
        let block = |page: &SynthPage| {
            let span = page.truth.iter().max_by_key(|span| span.end - span.start).expect("one");
            page.bytes[span.start..span.end].to_vec()
        };
        same += usize::from(block(&pages[0]) == block(&pages[1]));
    }
    assert!((12..40).contains(&same), "{same} of 40 kits repeat their block");
}

#[test]
fn a_head_rewrite_gives_the_title_back() {
    let options = SynthOptions { families: Some(vec![Family::HeadRewrite]), ..plain(4) };
    let mut restores = 0;
    for n in 0..60 {
        let site = format!("head{n}");
        let page = generate(&host(&site), &site, n, &options).expect("hosts");
        for span in page.truth.iter().filter(|span| span.action == Action::Restore) {
            restores += 1;
            assert_eq!(span.replacement.as_deref(), Some(&*format!("<title>News of {site} — café</title>")));
            assert!(page.bytes[span.start..].starts_with(b"<title>"));
        }
    }
    assert!(restores > 30, "{restores}");
}

#[test]
fn text_pages_have_lines_and_exact_spans() {
    let options = SynthOptions { text_share: 1.0, ..plain(6) };
    let mut techniques = BTreeSet::new();
    for n in 0..200 {
        let site = format!("text{n}");
        let page = generate(&host(&site), &site, n, &options).expect("has text");
        assert_eq!(page.dialect, Dialect::Text);
        assert!(!page.truth.is_empty());
        assert_eq!(cut(&page), page.restored);
        let text = std::str::from_utf8(&page.bytes).expect("UTF-8");
        assert!(text.contains(&format!("Copyright {site}")), "{text}");
        techniques.extend(page.truth.iter().map(|span| span.technique));
    }
    assert_eq!(techniques.into_iter().collect::<Vec<_>>(), ["T01-text", "T11-text", "T32-text", "T40-text"]);
}

#[test]
fn legacy_pages_stay_in_their_charset() {
    let mut clean = b"<html><head><meta charset=gbk><title>\xD6\xD0</title></head><body>".to_vec();
    for _ in 0..4 {
        clean.extend_from_slice(b"<div><p>\xD6\xD0\xCE\xC4</p></div>\n");
    }
    clean.extend_from_slice(b"</body></html>");
    let mut pages = 0;
    for n in 0..100 {
        let site = format!("gbk{n}");
        let Some(page) = generate(&clean, &site, n, &SynthOptions { hard_negative_share: 0.5, ..plain(9) })
        else {
            continue;
        };
        pages += 1;
        assert_eq!(cut(&page), page.restored);
        let foreign = |bytes: &[u8]| bytes.iter().filter(|b| !b.is_ascii()).count();
        assert_eq!(foreign(&page.bytes), foreign(&clean), "something was inserted that is not ASCII");
    }
    assert!(pages > 80, "{pages}");
}

#[test]
fn careless_kits_lose_end_tags() {
    let closers = |malformed| {
        let options = SynthOptions { families: Some(vec![Family::DisplayNone]), malformed, ..plain(12) };
        let mut sum = 0;
        for n in 0..80 {
            let site = format!("loss{n}");
            let page = generate(&host(&site), &site, n, &options).expect("hosts");
            for span in &page.truth {
                let text = String::from_utf8_lossy(&page.bytes[span.start..span.end]).into_owned();
                sum += text.matches("</").count();
            }
        }
        sum
    };
    let (well, badly) = (closers(0.0), closers(0.3));
    assert!(badly < well * 98 / 100, "{badly} of {well} end tags are left");
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(300))]

    #[test]
    fn no_bytes_make_the_generator_fail(
        clean in prop_oneof![
            proptest::collection::vec(any::<u8>(), 0..600),
            proptest::collection::vec(
                prop_oneof![
                    Just("<title>"), Just("</title>"), Just("<body>"), Just("</body>"), Just("</html>"), Just("<div>"),
                    Just("</div>"), Just("<p>"), Just("</p>"), Just("<!--"), Just("-->"), Just("<script>"),
                    Just("</script>"), Just("<a href='"), Just("</a>"), Just("<li>"), Just("</li>"), Just(" é "),
                    Just("</head>"), Just("<pre>"), Just("<footer>"), Just("\n"), Just("some words of running text here"),
                ], 0..60).prop_map(|parts| parts.concat().into_bytes()),
        ],
        index in 0u64..64,
        seed in any::<u64>(),
    ) {
        let options = SynthOptions { seed, malformed: 0.3, ..Default::default() };
        if let Some(page) = generate(&clean, "any", index, &options) {
            prop_assert_eq!(cut(&page), page.restored.clone());
            prop_assert_eq!(page, generate(&clean, "any", index, &options).expect("again"));
        }
        let page = graft(&clean, b"<div>x</div>", seed);
        prop_assert_eq!(cut(&page), clean);
    }
}
