//! The page that `despam eval --html` writes: well-formed, safe against hostile pages, and as expected.
//! `UPDATE_GOLDEN=1 cargo test --test html_report` writes the expected page anew.
#![allow(clippy::unwrap_used, clippy::print_stdout, reason = "helpers of tests are tests")]
use despam::evaluate::{
    CurvePoint, Evaluation, HardNegative, JudgedPage, LeaveOut, Pair, Prediction, Reliability, SweptPage,
    Tally, TruthAction, TruthPage, TruthSpan, by_padding, curve, judge, page_pairs,
};
use despam::model::{Bound, Guarantee, Mode};
use despam::report::html::Picture;
use despam::span::RawSpan;
use despam::verdict::Verdict;
use html5ever::tendril::StrTendril;
use html5ever::tokenizer::{
    BufferQueue, TagKind, Token, TokenSink, TokenSinkResult, Tokenizer, TokenizerOpts,
};
use std::cell::RefCell;
use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;

const PAGE: &[u8] = b"<p>honest words</p><div style=display:none><a href=//x.example>pills</a></div>";
const SPAM: std::ops::Range<usize> = 19..78;

/// `(path, site, words of padding in its block or none for a clean page, what is cut, probability)`.
type Row<'a> = (&'a str, &'a str, Option<&'a str>, Option<(usize, usize)>, f64);

const ROWS: [Row<'_>; 5] = [
    ("a/1.html", "a", Some("0"), Some((19, 78)), 0.999_5),
    ("a/2.html", "a", Some("30"), Some((19, 78)), 0.97),
    ("b/1.html", "b", Some("150"), None, 0.4),
    ("c/1.html", "c", None, None, 0.002),
    ("c/2.html", "d", None, Some((3, 15)), 0.96),
];

fn judged(row: &Row<'_>, family: &str) -> JudgedPage {
    let (path, site, pad, cut, probability) = *row;
    let span = pad.map(|pad| TruthSpan {
        start: SPAM.start,
        end: SPAM.end,
        family: family.to_owned(),
        technique: format!("{family}-{pad}"),
        action: TruthAction::Delete,
        extra: vec![("pad".to_owned(), pad.to_owned())],
    });
    let look_alike = HardNegative { kind: "menu".into(), span: None };
    let truth = TruthPage {
        path: path.into(),
        site: site.into(),
        dataset: "tiny".into(),
        language: "en".into(),
        hard_negatives: if pad.is_none() { vec![look_alike] } else { Vec::new() },
        spans: span.into_iter().collect(),
    };
    let prediction = Prediction {
        path: path.into(),
        verdict: if cut.is_some() { Verdict::Spam } else { Verdict::Clean },
        probability: Some(probability),
        blocks: cut.map(|(start, end)| (RawSpan { start, end }, Verdict::Spam)).into_iter().collect(),
    };
    judge(&truth, Some(&prediction), PAGE)
}

fn points(pages: &[JudgedPage]) -> Vec<CurvePoint> {
    let swept: Vec<SweptPage> = pages
        .iter()
        .map(|page| {
            let now = Tally::of(page);
            let all = Tally { found: now.spans, hit: now.required, lost: 10, ..now };
            let none = Tally { found: 0, hit: 0, lost: 0, ..now };
            SweptPage { site: page.site.clone(), tallies: vec![all, now, none] }
        })
        .collect();
    curve(&[-6.0, 0.0, 4.0], &swept)
}

fn mode() -> Mode {
    let bound = |log_odds| Bound {
        log_odds,
        guarantee: Guarantee {
            alpha: 0.003,
            clean_pages: 3376,
            clean_sites: 1811,
            pages_above: 10,
            sites_above: 9,
            achieved_upper_bound_95: 0.005,
            site_upper_bound_95: 0.0087,
            proven: false,
            method: "made up".into(),
        },
    };
    let (block_cut, block_suspect) = (bound(2.5), bound(-0.25));
    Mode {
        block_cut,
        block_cut_silent: None,
        block_cut_empty: None,
        block_cut_loader: None,
        block_cut_head: None,
        block_suspect,
        page_spam: bound(1.0),
        page_suspect: Bound::never(),
        text_loss: None,
    }
}

fn page(name: &str, pages: &[JudgedPage]) -> String {
    page_with(name, pages, None)
}

fn page_with(name: &str, pages: &[JudgedPage], families: Option<&LeaveOut>) -> String {
    let pair = |probability, spam| Pair { probability, spam, weight: 1.0 };
    let blocks = [pair(0.999, true), pair(0.998, true), pair(0.96, false), pair(0.6, true)];
    Picture {
        name,
        labels: "labels.csv",
        split: "One model judges every page.",
        evaluation: &Evaluation::of(pages),
        curve: &points(pages),
        pages: &Reliability::of(&page_pairs(pages)),
        blocks: &Reliability::of(&blocks),
        padding: &by_padding(pages),
        families,
        models: &[(name.to_owned(), mode())],
    }
    .render()
}

fn tiny() -> String {
    page("despam-v1@0123abcd", &ROWS.map(|row| judged(&row, "links")))
}

#[test]
fn a_tiny_evaluation_gives_the_expected_page() {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/html/tiny.html");
    let found = tiny();
    if std::env::var_os("UPDATE_GOLDEN").is_some() {
        std::fs::create_dir_all(path.parent().unwrap()).unwrap();
        std::fs::write(&path, &found).unwrap();
    }
    let wanted = std::fs::read_to_string(&path).unwrap_or_default();
    assert!(found == wanted, "{} differs: UPDATE_GOLDEN=1 cargo test --test html_report", path.display());
}

#[test]
fn every_page_is_well_formed_and_its_references_meet() {
    for (case, html) in [("tiny", tiny()), ("empty", page("m", &[])), ("hostile", hostile())] {
        let seen = read(&html);
        assert!(seen.errors.is_empty(), "{case}: {:?}", seen.errors);
        let unique: BTreeSet<&String> = seen.ids.iter().collect();
        assert_eq!(unique.len(), seen.ids.len(), "{case}: an id stands twice in {:?}", seen.ids);
        for reference in &seen.references {
            assert!(unique.contains(reference), "{case}: nothing has the id {reference}");
        }
    }
}

#[test]
fn the_page_needs_nothing_from_elsewhere_and_runs_nothing() {
    for html in [tiny(), hostile()] {
        let seen = read(&html);
        for name in ["script", "link", "iframe", "img", "object", "embed", "form", "base", "a"] {
            assert!(!seen.tags.contains_key(name), "<{name}>");
        }
        assert!(
            seen.attributes.iter().all(|name| !name.starts_with("on") && name != "href" && name != "src")
        );
        assert!(!html.contains("url(") && !html.contains("@import"));
    }
}

#[test]
fn every_drawing_says_what_it_shows_and_every_heading_cell_what_it_heads() {
    let seen = read(&tiny());
    assert_eq!(seen.tags["svg"], seen.drawings, "a drawing is an image with a name, or hidden");
    assert_eq!(seen.tags["th"], seen.scoped);
    assert_eq!(seen.tags["caption"], seen.tags["table"]);
    for figure in ["id=\"operating\"", "id=\"precision\"", "id=\"reliability\"", "id=\"padding\""] {
        assert!(tiny().contains(figure), "{figure}");
    }
}

const ATTACK: &str = "</code></pre><script>alert(1)</script>\"'><svg onload=alert(1)>\u{202e}&amp;";

fn hostile() -> String {
    let pages: Vec<JudgedPage> = ROWS
        .iter()
        .map(|row| {
            let mut page = judged(row, ATTACK);
            for text in
                [&mut page.path, &mut page.site, &mut page.dataset, &mut page.language, &mut page.excerpt]
            {
                text.push_str(ATTACK);
            }
            for span in &mut page.spans {
                span.excerpt.push_str(ATTACK);
                span.extra.push((format!("column{ATTACK}"), ATTACK.to_owned()));
            }
            for negative in &mut page.hard_negatives {
                negative.kind.push_str(ATTACK);
            }
            page
        })
        .collect();
    let families = LeaveOut::of(&BTreeMap::from([(ATTACK.to_owned(), pages.clone())]));
    assert_eq!(families.families.len(), 1);
    page_with(ATTACK, &pages, Some(&families))
}

#[test]
fn families_that_were_left_out_are_told_where_they_were_judged() {
    let pages = ROWS.map(|row| judged(&row, "links"));
    let families = LeaveOut::of(&BTreeMap::from([("links".to_owned(), pages.to_vec())]));
    let html = page_with("m", &pages, Some(&families));
    let seen = read(&html);
    assert!(seen.errors.is_empty(), "{:?}", seen.errors);
    assert_eq!((seen.tags["th"], seen.tags["caption"]), (seen.scoped, seen.tags["table"]));
    let section = html.split("id=\"unseen\"").nth(1).unwrap().split("</section>").next().unwrap();
    assert!(
        section.contains("<th scope=\"row\">links</th>") && section.contains("<td>2/3</td>"),
        "{section}"
    );
    assert!(!tiny().contains("unseen"));
}

#[test]
fn nothing_from_a_page_becomes_markup() {
    let html = hostile();
    assert!(!html.contains("<script") && !html.contains("<svg onload") && !html.contains('\u{202e}'));
    // Names of the run, column, family, path and excerpt all came through, as text.
    assert!(html.matches("&lt;script&gt;alert(1)&lt;/script&gt;").count() >= 8);
    assert!(html.contains("&amp;amp;"));
}

/// What a browser's tokenizer finds in a page, and what is wrong with it.
#[derive(Default)]
struct Seen {
    errors: Vec<String>,
    open: Vec<String>,
    tags: BTreeMap<String, usize>,
    attributes: BTreeSet<String>,
    ids: Vec<String>,
    references: Vec<String>,
    /// `<svg>` that is hidden or an image with a name.
    drawings: usize,
    /// `<th>` with a scope.
    scoped: usize,
}

struct Sink(RefCell<Seen>);

impl TokenSink for Sink {
    type Handle = ();

    fn process_token(&self, token: Token, _line: u64) -> TokenSinkResult<()> {
        let mut seen = self.0.borrow_mut();
        match token {
            Token::ParseError(error) => seen.errors.push(error.to_string()),
            Token::TagToken(tag) if tag.kind == TagKind::EndTag => {
                let name = tag.name.to_string();
                let last = seen.open.pop();
                if last.as_ref() != Some(&name) {
                    seen.errors.push(format!("</{name}> closes {last:?}"));
                }
            }
            Token::TagToken(tag) => {
                let name = tag.name.to_string();
                let value = |wanted: &str| {
                    tag.attrs.iter().find(|a| &*a.name.local == wanted).map(|a| a.value.to_string())
                };
                seen.ids.extend(value("id"));
                let labels = value("aria-labelledby");
                seen.references.extend(labels.iter().flat_map(|l| l.split(' ')).map(str::to_owned));
                let image = value("role").as_deref() == Some("img") && labels.is_some();
                let hidden = value("aria-hidden").as_deref() == Some("true");
                seen.drawings += usize::from(name == "svg" && (image || hidden));
                seen.scoped += usize::from(name == "th" && value("scope").is_some());
                seen.attributes.extend(tag.attrs.iter().map(|a| a.name.local.to_string()));
                *seen.tags.entry(name.clone()).or_default() += 1;
                if !tag.self_closing && !["meta", "br", "hr"].contains(&name.as_str()) {
                    seen.open.push(name);
                }
            }
            _ => {}
        }
        TokenSinkResult::Continue
    }
}

fn read(html: &str) -> Seen {
    let options = TokenizerOpts { exact_errors: true, ..TokenizerOpts::default() };
    let tokenizer = Tokenizer::new(Sink(RefCell::default()), options);
    let queue = BufferQueue::default();
    queue.push_back(StrTendril::from_slice(html));
    let _ = tokenizer.feed(&queue);
    tokenizer.end();
    let mut seen = tokenizer.sink.0.into_inner();
    if !seen.open.is_empty() {
        seen.errors.push(format!("never closed: {:?}", seen.open));
    }
    seen
}
