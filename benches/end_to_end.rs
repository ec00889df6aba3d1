//! Bytes per second, stage by stage, on ordinary pages. See `support` for which. `cargo bench --bench end_to_end`.
use despam::html::tokenize;
use despam::input::{Limits, Source};
use despam::scanner::{PageContext, Scanner};
use divan::counter::BytesCount;
use divan::{Bencher, black_box};

mod support;

fn main() {
    divan::main();
}

#[divan::bench]
fn html5ever_tokenizer_alone(bencher: Bencher<'_, '_>) {
    let pages = support::pages();
    let texts = support::texts(&pages);
    bencher
        .counter(BytesCount::new(support::total(&pages)))
        .bench_local(|| texts.iter().map(|text| support::bare_tokenizer(black_box(text))).sum::<usize>());
}

#[divan::bench]
fn decode(bencher: Bencher<'_, '_>) {
    let pages = support::pages();
    let limits = Limits::default();
    bencher.counter(BytesCount::new(support::total(&pages))).bench_local(|| {
        let decoded = pages.iter().filter_map(|page| Source::decode(black_box(page), None, &limits).ok());
        decoded.map(|source| source.text().len()).sum::<usize>()
    });
}

#[divan::bench]
fn our_tokens(bencher: Bencher<'_, '_>) {
    let pages = support::pages();
    let texts = support::texts(&pages);
    bencher
        .counter(BytesCount::new(support::total(&pages)))
        .bench_local(|| texts.iter().map(|text| tokenize(black_box(text)).tokens().len()).sum::<usize>());
}

#[divan::bench]
fn scan(bencher: Bencher<'_, '_>) {
    let pages = support::pages();
    let scanner = Scanner::embedded().expect("the embedded model is of this build");
    bencher.counter(BytesCount::new(support::total(&pages))).bench_local(|| {
        let reports =
            pages.iter().filter_map(|page| scanner.scan(black_box(page), &PageContext::default()).ok());
        reports.map(|report| report.findings.len()).sum::<usize>()
    });
}
