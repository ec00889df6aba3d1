//! Pages made to be slow, deep or endless: every one is finished, its spans hold, and what was built for it stays in
//! proportion to its bytes. Counts are compared, not seconds; a watchdog only turns a hang into a failure.
#![allow(clippy::unwrap_used, clippy::print_stdout, reason = "helpers of tests are tests")]
use despam::clean::clean;
use despam::input::{Limits, Source};
use despam::page::ReadPage;
use despam::scanner::{PageContext, Scanner};
use despam::verdict::PageReport;
use std::sync::mpsc::{RecvTimeoutError, channel};
use std::thread;
use std::time::Duration;

/// How long one page may take before it counts as hung: a hundred times what the slowest needs on a slow machine.
const HUNG: Duration = Duration::from_secs(300);

/// Size of the largest page, in bytes. Unoptimised code gets a tenth.
const LARGE: usize = if cfg!(debug_assertions) { 5_000_000 } else { 50_000_000 };

/// Makes one page.
type Make = fn() -> Vec<u8>;

const PAGES: &[(&str, Make)] = &[
    ("a large page of ordinary markup", || {
        fill("<div class=\"post\"><p>Some words and <a href=\"/a\">a link</a>.</p></div>\n")
    }),
    ("a large page of off-site links", || fill("<a href=\"http://a.example/b\">casino</a> ")),
    ("a large page of one word", || vec![b'a'; LARGE]),
    ("a large page of angle brackets", || vec![b'<'; LARGE]),
    ("a large page of empty stamped elements", || fill("<i id=\"q7x2k\"></i>")),
    ("a million nested tags", || repeated("<b>", 1_000_000)),
    ("a million nested tags, closed", || {
        [repeated("<div>", 1_000_000), repeated("</div>", 1_000_000)].concat()
    }),
    ("a million end tags", || repeated("</p>", 1_000_000)),
    ("nested hidden elements", || repeated("<div style=\"display:none\" id=a>", 100_000)),
    ("nested links to elsewhere", || repeated("<ul><li><a href=http://a.example>", 100_000)),
    ("a million attributes", || [b"<p ".to_vec(), repeated("a ", 1_000_000), b">x".to_vec()].concat()),
    ("a million different attributes", || {
        [b"<p ".to_vec(), numbered(1_000_000, |n| format!("a{n}=1 ")), b">x".to_vec()].concat()
    }),
    ("a hundred thousand unclosed titles", || repeated("<title>", 100_000)),
    ("a hundred thousand unclosed scripts", || repeated("<script>var a;", 100_000)),
    ("a hundred thousand unclosed comments", || repeated("<!--", 100_000)),
    ("a hundred thousand unclosed noframes", || repeated("<noframes id=rz99h>", 100_000)),
    ("a hundred thousand different ids", || numbered(100_000, |n| format!("<i id=i{n}></i>"))),
    ("a hundred thousand different hosts", || {
        numbered(100_000, |n| format!("<a href=http://h{n}.example/>x</a>"))
    }),
    ("a hundred thousand different tags", || numbered(100_000, |n| format!("<t{n}>"))),
    ("scripts and what they hide", || {
        numbered(20_000, |n| {
            format!(
                "<script>document.getElementById('h{n}').style.display='none'</script><div id=h{n}>x</div>"
            )
        })
    }),
    ("one style sheet of many rules and many elements", || {
        let rules = numbered(20_000, |n| format!(".c{n}{{display:none}}"));
        [
            b"<style>".to_vec(),
            rules,
            b"</style>".to_vec(),
            numbered(20_000, |n| format!("<p class=c{n}>x</p>")),
        ]
        .concat()
    }),
    ("an element with many classes and a sheet", || {
        let classes = numbered(50_000, |n| format!("c{n} "));
        let rules = numbered(20_000, |n| format!(".c{n} .d{{display:none}}"));
        [b"<style>".to_vec(), rules, b"</style><p class=\"".to_vec(), classes, b"\">x".to_vec()].concat()
    }),
    ("a million references", || repeated("&#x63;", 1_000_000)),
    ("many comments that are the same", || repeated("<!--a-->x", 100_000)),
    ("many hidden siblings", || repeated("<p hidden><a href=http://a.example>casino</a></p>", 50_000)),
    ("many zero bytes", || vec![0; 1_000_000]),
    ("zero bytes between tags", || repeated("<\0p\0 id=\0a>\0</p\0>", 100_000)),
    ("broken characters", || repeated_bytes(b"<p>\xff\xfe\xc3</p>\x81", 100_000)),
    ("half of everything", || repeated("<a href=\"http://a.example/?<div id='<script>'", 50_000)),
];

fn repeated(piece: &str, times: usize) -> Vec<u8> {
    piece.repeat(times).into_bytes()
}

fn repeated_bytes(piece: &[u8], times: usize) -> Vec<u8> {
    piece.repeat(times)
}

fn fill(piece: &str) -> Vec<u8> {
    repeated(piece, LARGE / piece.len())
}

fn numbered(count: usize, piece: impl Fn(usize) -> String) -> Vec<u8> {
    (0..count).map(piece).collect::<String>().into_bytes()
}

#[test]
fn every_page_is_finished_and_its_spans_hold() {
    for (name, make) in PAGES {
        let page = make();
        let report = within(name, page.clone(), |page| {
            Scanner::embedded().unwrap().scan(page, &PageContext::default()).unwrap()
        });
        check(name, &page, &report);
    }
}

#[test]
fn what_is_built_for_a_page_is_in_proportion_to_its_bytes() {
    let limits = Limits::default();
    for (name, make) in PAGES {
        let page = make();
        let bytes = page.len();
        let (tokens, nodes, candidates, deepest) = within(name, page, move |page| {
            let page = ReadPage::new(page, None, None, &limits).unwrap();
            let deepest = deepest(&page);
            (page.markup.tokens().len(), page.tree.nodes().len(), page.len(), deepest)
        });
        // A token has at least one byte, a node one token of its own; the rest is the document node.
        assert!(tokens <= bytes + 1, "{name}: {tokens} tokens for {bytes} bytes");
        assert!(
            nodes <= tokens + 1 && nodes <= limits.max_nodes,
            "{name}: {nodes} nodes for {tokens} tokens"
        );
        assert!(candidates <= limits.max_blocks, "{name}: {candidates} candidates");
        assert!(deepest <= limits.max_depth + 1, "{name}: {deepest} levels");
    }
}

#[test]
fn a_page_over_the_limit_is_refused_before_it_is_read() {
    let limits = Limits { max_bytes: 1000, ..Limits::default() };
    let scanner = Scanner::embedded().unwrap().with_limits(limits);
    let error = scanner.scan(&[b'<'; 1001], &PageContext::default()).unwrap_err().to_string();
    assert!(error.contains("1001 bytes") && error.contains("1000"), "{error}");
    assert!(scanner.scan(&[b'<'; 1000], &PageContext::default()).is_ok());
}

#[test]
fn small_limits_end_the_work_and_not_the_program() {
    let limits = Limits { max_depth: 3, max_nodes: 20, max_blocks: 2, ..Limits::default() };
    let scanner = Scanner::embedded().unwrap().with_limits(limits);
    for (name, make) in PAGES.iter().filter(|(name, _)| !name.contains("large")) {
        let mut page = make();
        page.truncate(200_000);
        let report = scanner.scan(&page, &PageContext::default()).unwrap();
        check(name, &page, &report);
    }
}

fn check(name: &str, page: &[u8], report: &PageReport) {
    let source = Source::decode(page, None, &Limits::default()).unwrap();
    let mut end = 0;
    for finding in &report.findings {
        let span = finding.span;
        assert!(
            end <= span.start && span.start < span.end && span.end <= page.len(),
            "{name}: {span:?} after {end}"
        );
        end = span.end;
        assert!(!finding.is_cut() || source.can_cut(span), "{name}: {span:?} cannot be cut");
    }
    let cleaned = clean(page, report, |text| source.encode(text)).unwrap();
    assert!(cleaned.bytes.len() + cleaned.removed_bytes() >= page.len(), "{name}");
}

/// Most elements around one.
fn deepest(page: &ReadPage<'_>) -> usize {
    let nodes = page.tree.nodes();
    let mut depth = vec![0usize; nodes.len()];
    for (at, node) in nodes.iter().enumerate().skip(1) {
        depth[at] = depth[node.parent as usize] + 1;
    }
    depth.into_iter().max().unwrap_or(0)
}

/// Does the work on a thread with the stack that threads have, and fails where it never ends.
fn within<T: Send + 'static>(name: &str, page: Vec<u8>, work: impl FnOnce(&[u8]) -> T + Send + 'static) -> T {
    let (done, result) = channel();
    let begun = std::time::Instant::now();
    let worker = thread::spawn(move || {
        let _ = done.send(work(&page));
    });
    match result.recv_timeout(HUNG) {
        Ok(result) => {
            println!("{name}: {:.1} s", begun.elapsed().as_secs_f64());
            result
        }
        Err(RecvTimeoutError::Timeout) => panic!("{name}: not finished after {HUNG:?}"),
        Err(RecvTimeoutError::Disconnected) => {
            panic!("{name}: panicked: {:?}", worker.join().err().map(|_| ()))
        }
    }
}
