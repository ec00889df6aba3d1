//! What a generated page promises: exact spans, the same bytes for the same inputs, every technique in reach.
use despam::synth::{Dialect, Family, SynthOptions, SynthPage, Variants, generate, graft, techniques};
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
        encoding_share: 0.0,
        context_share: 0.0,
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
            Action::Restore => out.extend_from_slice(span.replacement.as_deref().expect("a restore")),
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
    for n in 0..1_500 {
        let site = format!("ham{}", n / 4);
        let clean = host(&site);
        let page = generate(&clean, &site, n, &options).expect("hosts");
        assert_eq!(cut(&page), page.restored, "page {n}");
        if !page.hard_negatives.is_empty() {
            assert_ne!(page.restored, clean);
        }
        names.extend(page.hard_negatives);
    }
    assert!(names.len() >= 70, "{}: {names:?}", names.len());
    for name in [
        "stamped-ids",
        "entity-title",
        "quoted-spam",
        "friend-links",
        "state-json",
        "mega-menu",
        "hidden-partners",
        "honest-frame",
    ] {
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
            let title = format!("<title>News of {site} — café</title>");
            assert_eq!(span.replacement.as_deref(), Some(title.as_bytes()));
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
    assert_eq!(
        techniques.into_iter().collect::<Vec<_>>(),
        ["T01-text", "T04-text", "T11-text", "T17-text", "T32-text", "T37-text", "T39-text", "T40-text"]
    );
}

#[test]
fn legacy_pages_stay_in_their_charset() {
    let mut clean = b"<html><head><meta charset=gbk><title>\xD6\xD0</title></head><body>".to_vec();
    for _ in 0..4 {
        clean.extend_from_slice(b"<div><p>\xD6\xD0\xCE\xC4</p></div>\n");
    }
    clean.extend_from_slice(b"</body></html>");
    let (mut pages, mut raw) = (0, 0);
    for n in 0..100 {
        let site = format!("gbk{n}");
        let Some(page) = generate(&clean, &site, n, &SynthOptions { hard_negative_share: 0.5, ..plain(9) })
        else {
            continue;
        };
        pages += 1;
        assert_eq!(cut(&page), page.restored);
        let foreign = |bytes: &[u8]| bytes.iter().filter(|b| !b.is_ascii()).count();
        if page.encoding.is_empty() {
            assert_eq!(foreign(&page.bytes), foreign(&clean), "something was inserted that is not ASCII");
        } else {
            raw += 1;
            assert_eq!(page.encoding, "GBK");
            assert!(!encoding_rs::GBK.decode(&page.bytes).2, "not GBK");
        }
    }
    assert!(pages > 80, "{pages}");
    assert!((20..80).contains(&raw), "{raw} of {pages} are written in their own charset");
}

/// Pages in five scripts, with all places a technique may need.
fn hosts(site: &str) -> Vec<Vec<u8>> {
    let english = String::from_utf8(host(site)).expect("UTF-8");
    let mut pages = vec![english.clone().into_bytes()];
    for word in ["新闻，学习：国际问题。", "ニュースのページです。", "Новости дня и города ", "뉴스 소식 "]
    {
        let text = english.replace("is written in plain words", &format!("{} and", word.repeat(4)));
        pages.push(text.replace("café", word.trim()).replace(" — ", " ").into_bytes());
    }
    pages
}

#[test]
fn every_technique_in_every_encoding_is_cut_exactly() {
    let mut utf8 = BTreeSet::new();
    let mut legacy = BTreeSet::new();
    let mut encodings = BTreeSet::new();
    for family in Family::ALL {
        for n in 0..48 {
            let site = format!("exact{n}");
            let page_hosts = hosts(&site);
            let clean = &page_hosts[n as usize % page_hosts.len()];
            for encoding_share in [0.0, 1.0] {
                let options = SynthOptions {
                    families: Some(vec![family]),
                    per_page: 3..=3,
                    malformed: if n % 2 == 0 { 0.3 } else { 0.0 },
                    encoding_share,
                    ..plain(21)
                };
                let Some(page) = generate(clean, &site, n, &options) else { continue };
                let back = cut(&page);
                assert_eq!(back, page.restored);
                let seen = if page.encoding.is_empty() { &mut utf8 } else { &mut legacy };
                seen.extend(page.truth.iter().map(|span| span.technique));
                if page.truth.iter().any(|span| span.action == Action::Report) {
                    continue;
                }
                let want = String::from_utf8_lossy(clean).into_owned();
                if page.encoding.is_empty() {
                    assert_eq!(String::from_utf8_lossy(&back), want, "{:?}", page.truth);
                    continue;
                }
                encodings.insert(page.encoding);
                let encoding = encoding_rs::Encoding::for_label(page.encoding.as_bytes()).expect("a name");
                let (text, _, failed) = encoding.decode(&page.bytes);
                assert!(!failed && !text.contains("charset=\"utf-8\""), "{}", page.encoding);
                let (text, _, _) = encoding.decode(&back);
                let name = text.split("charset=\"").nth(1).and_then(|rest| rest.split('"').next());
                let want = want.replacen("utf-8", name.expect("declared"), 1);
                assert_eq!(htmlize_dashes(&text), htmlize_dashes(&want), "{}", page.encoding);
            }
        }
    }
    for technique in techniques() {
        assert!(utf8.contains(technique.id), "{} was not made in UTF-8", technique.id);
        assert!(legacy.contains(technique.id), "{} was not made in a legacy encoding", technique.id);
    }
    assert!(encodings.len() >= 8, "{encodings:?}");
}

/// A character an encoding lacks is written as a reference, in the page and in the restored page.
fn htmlize_dashes(text: &str) -> String {
    text.replace("&#8212;", "—").replace("&#233;", "é")
}

#[test]
fn text_pages_are_cut_exactly_for_every_family_they_have() {
    let mut families = BTreeSet::new();
    for family in Family::ALL {
        for n in 0..24 {
            let site = format!("texts{n}");
            for clean in hosts(&site) {
                let options = SynthOptions {
                    families: Some(vec![family]),
                    text_share: 1.0,
                    hard_negative_share: 0.5,
                    ..plain(31)
                };
                let Some(page) = generate(&clean, &site, n, &options) else { continue };
                assert_eq!(cut(&page), page.restored);
                assert!(page.truth.iter().all(|span| span.family == family.name()));
                families.insert(family.name());
            }
        }
    }
    assert_eq!(families.len(), 7, "{families:?}");
}

#[test]
fn changes_of_the_whole_page_are_told_and_stay() {
    let mut names = BTreeSet::new();
    for n in 0..160 {
        let site = format!("context{n}");
        let clean = hosts(&site).swap_remove(1);
        let options = SynthOptions { context_share: 1.0, hard_negative_share: 0.3, ..plain(41) };
        let page = generate(&clean, &site, n * 4, &options).expect("hosts");
        assert_eq!(cut(&page), page.restored);
        if page.context.contains(&"T06") {
            let text = String::from_utf8(page.restored.clone()).expect("UTF-8");
            assert!(text.contains('聞') || text.contains("闻("), "{text}");
        }
        names.extend(page.context);
    }
    for name in ["T06", "T07", "T08", "T10", "upper-case", "single-quotes", "no-quotes"] {
        assert!(names.contains(name), "{name} was never done: {names:?}");
    }
}

#[test]
fn held_out_pages_use_no_constant_that_was_seen() {
    const SEEN: [&str; 7] =
        ["pl_css_ganrao", "body_jx", "fflink", "\"table1\"", "__overflow_a", "\"hideMe\"", "\"HiddenDiv\""];
    let pages = |variants| {
        let mut found = 0;
        for n in 0..400u64 {
            let site = format!("variant{n}");
            let options = SynthOptions { variants, per_page: 3..=3, ..plain(51) };
            let page = generate(&host(&site), &site, n, &options).expect("hosts");
            let text = String::from_utf8_lossy(&page.bytes);
            found += usize::from(SEEN.iter().any(|seen| text.contains(seen)));
        }
        found
    };
    assert_eq!(pages(Variants::HeldOut), 0);
    assert!(pages(Variants::Seen) > 40);
}

#[test]
fn look_alikes_are_at_least_as_many_as_pages_with_spam() {
    let (mut spam, mut look_alikes) = (0, 0);
    for n in 0..400 {
        let site = format!("ratio{n}");
        let Some(page) = generate(&host(&site), &site, n, &SynthOptions::default()) else { continue };
        if !page.truth.is_empty() {
            spam += 1;
            look_alikes += page.hard_negatives.len();
        }
    }
    assert!(spam > 200 && look_alikes >= spam, "{look_alikes} look-alikes on {spam} pages");
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
