//! The speed of each stage as a multiple of html5ever's bare tokenizer, within one run: `cargo bench --bench ratio`.
//!
//! A busy machine moves MB/s by a fifth from run to run, so variants take turns, round by round, and medians of
//! the thread's CPU time are compared (wall-clock time where the system does not tell CPU time).
#![allow(clippy::print_stdout, reason = "the table is the result")]
use despam::html::tokenize;
use despam::input::{Limits, Source};
use despam::scanner::{PageContext, Scanner};
use std::hint::black_box;
use std::time::{Duration, Instant};

mod support;

/// Odd, so that the median is a measurement.
const ROUNDS: usize = 9;

/// The kernel advances a thread's CPU time at its ticks, 1 to 10 ms apart: this keeps the error below a tenth.
const AT_LEAST: Duration = Duration::from_millis(100);

fn main() {
    // `cargo test --benches` and `cargo bench -- --list` only want to know that it starts.
    if std::env::args().any(|argument| argument == "--list" || argument == "--test") {
        return;
    }
    let pages = support::pages();
    let texts = support::texts(&pages);
    let scanner = Scanner::embedded().expect("the embedded model is of this build");
    let limits = Limits::default();
    let each_text =
        |run: &dyn Fn(&str) -> usize| texts.iter().map(|text| run(black_box(text))).sum::<usize>();
    let each_page =
        |run: &dyn Fn(&[u8]) -> usize| pages.iter().map(|page| run(black_box(page))).sum::<usize>();
    let variants: [(&str, &dyn Fn() -> usize); 6] = [
        ("html5ever tokenizer alone", &|| each_text(&support::bare_tokenizer)),
        ("lol_html, no handler", &|| each_text(&|text| rewrite(text, false))),
        ("lol_html, every element", &|| each_text(&|text| rewrite(text, true))),
        ("decode", &|| each_page(&|page| Source::decode(page, None, &limits).map_or(0, |s| s.text().len()))),
        ("our tokens", &|| each_text(&|text| tokenize(text).tokens().len())),
        ("scan", &|| {
            each_page(&|page| scanner.scan(page, &PageContext::default()).map_or(0, |r| r.findings.len()))
        }),
    ];

    let mut times = vec![Vec::new(); variants.len()];
    for round in 0..=ROUNDS {
        for (variant, (_, run)) in variants.iter().enumerate() {
            let spent = measure(run);
            // The first round only warms up.
            if round > 0 {
                times[variant].push(spent);
            }
        }
    }

    let megabytes = support::total(&pages) as f64 / 1e6;
    println!("{} pages, {megabytes:.1} MB, median of {ROUNDS} rounds, {}", pages.len(), clock_name());
    let medians: Vec<f64> = times.into_iter().map(median).collect();
    println!("{:<28}{:>10}{:>12}", "", "MB/s", "x tokenizer");
    for ((name, _), seconds) in variants.iter().zip(&medians) {
        println!("{name:<28}{:>10.0}{:>12.2}", megabytes / seconds, medians[0] / seconds);
    }
}

fn rewrite(text: &str, every_element: bool) -> usize {
    use lol_html::{HtmlRewriter, Settings, element};
    let mut written = 0;
    let mut settings = Settings::new().with_strict(false);
    if every_element {
        settings = settings.append_element_content_handler(element!("*", |_| Ok(())));
    }
    let mut rewriter = HtmlRewriter::new(settings, |chunk: &[u8]| written += chunk.len());
    let done = rewriter.write(text.as_bytes()).and_then(|()| rewriter.end());
    done.map_or(0, |()| written)
}

/// Seconds of one run, over as many runs as it takes to outlast the clock's step.
fn measure(run: &dyn Fn() -> usize) -> f64 {
    let (cpu, wall) = (thread_cpu_time(), Instant::now());
    let mut runs = 0;
    while runs == 0 || wall.elapsed() < AT_LEAST {
        black_box(run());
        runs += 1;
    }
    let wall = wall.elapsed();
    let spent = match (cpu, thread_cpu_time()) {
        (Some(before), Some(after)) => after.saturating_sub(before),
        _ => wall,
    };
    spent.as_secs_f64() / f64::from(runs)
}

/// CPU time of this thread: Linux writes it, in nanoseconds, as the first number of this file.
fn thread_cpu_time() -> Option<Duration> {
    let text = std::fs::read_to_string("/proc/thread-self/schedstat").ok()?;
    text.split(' ').next()?.parse().ok().map(Duration::from_nanos)
}

fn clock_name() -> &'static str {
    if thread_cpu_time().is_some() { "CPU time" } else { "wall-clock time" }
}

fn median(mut seconds: Vec<f64>) -> f64 {
    seconds.sort_by(f64::total_cmp);
    seconds[seconds.len() / 2]
}
