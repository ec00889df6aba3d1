//! Shapes made to be slow, each at three sizes: the bytes per second must not fall with the size.
use despam::html::tokenize;
use despam::scanner::{PageContext, Scanner};
use divan::counter::BytesCount;
use divan::{Bencher, black_box};

mod support;

fn main() {
    divan::main();
}

fn cases() -> impl Iterator<Item = String> {
    let sizes = || support::HOSTILE_SIZES.into_iter();
    support::HOSTILE.into_iter().flat_map(move |(name, _)| sizes().map(move |size| format!("{name}, {size}")))
}

fn page(case: &str) -> String {
    let (name, size) = case.rsplit_once(", ").expect("a case is a name and a size");
    let (_, shape) = support::HOSTILE.into_iter().find(|(other, _)| *other == name).expect("a known shape");
    shape(size.parse().expect("a size"))
}

#[divan::bench(args = cases(), sample_count = 5, sample_size = 1)]
fn our_tokens(bencher: Bencher<'_, '_>, case: &str) {
    let page = page(case);
    bencher.counter(BytesCount::new(page.len())).bench_local(|| tokenize(black_box(&page)).tokens().len());
}

#[divan::bench(args = cases(), sample_count = 5, sample_size = 1)]
fn scan(bencher: Bencher<'_, '_>, case: &str) {
    let page = page(case);
    let scanner = Scanner::embedded().expect("the embedded model is of this build");
    bencher
        .counter(BytesCount::new(page.len()))
        .bench_local(|| scanner.scan(black_box(page.as_bytes()), &PageContext::default()).is_ok());
}
