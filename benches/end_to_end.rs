//! Bytes per second of each stage and of others' readers, by class of page: `cargo bench --bench end_to_end`.
//!
//! For comparisons read `ratio`: it measures all of them in turns.
use divan::counter::BytesCount;
use divan::{Bencher, black_box};
use support::{Class, peers, stages};

mod support;

fn main() {
    divan::main();
}

fn class(name: &str) -> Option<Class> {
    support::classes().into_iter().find(|class| class.name == name)
}

fn texts(bencher: Bencher<'_, '_>, name: &str, run: impl Fn(&str) -> usize) {
    let Some(class) = class(name) else { return };
    let texts = class.texts();
    bencher
        .counter(BytesCount::new(class.bytes()))
        .bench_local(|| texts.iter().map(|text| run(black_box(text))).sum::<usize>());
}

fn pages(bencher: Bencher<'_, '_>, name: &str, run: impl Fn(&[u8]) -> usize) {
    let Some(class) = class(name) else { return };
    bencher
        .counter(BytesCount::new(class.bytes()))
        .bench_local(|| class.pages.iter().map(|page| run(black_box(page))).sum::<usize>());
}

#[divan::bench(args = support::CLASSES)]
fn a_html5ever_tokenizer(bencher: Bencher<'_, '_>, class: &str) {
    texts(bencher, class, peers::bare_tokenizer);
}

#[divan::bench(args = support::CLASSES)]
fn b_html5ever_tree(bencher: Bencher<'_, '_>, class: &str) {
    texts(bencher, class, peers::tree);
}

#[divan::bench(args = support::CLASSES)]
fn c_lol_html_every_element(bencher: Bencher<'_, '_>, class: &str) {
    texts(bencher, class, |text| peers::rewriter(text, true));
}

#[divan::bench(args = support::CLASSES)]
fn d_tl(bencher: Bencher<'_, '_>, class: &str) {
    texts(bencher, class, peers::tl);
}

#[divan::bench(args = support::CLASSES)]
fn e_decode(bencher: Bencher<'_, '_>, class: &str) {
    pages(bencher, class, stages::decode);
}

#[divan::bench(args = support::CLASSES)]
fn f_tokens(bencher: Bencher<'_, '_>, class: &str) {
    texts(bencher, class, stages::tokens);
}

#[divan::bench(args = support::CLASSES)]
fn g_features(bencher: Bencher<'_, '_>, class: &str) {
    pages(bencher, class, stages::features);
}

#[divan::bench(args = support::CLASSES)]
fn h_scan(bencher: Bencher<'_, '_>, class: &str) {
    let scanner = stages::scanner();
    pages(bencher, class, |page| stages::scan(&scanner, page));
}

#[divan::bench(args = support::CLASSES)]
fn i_clean(bencher: Bencher<'_, '_>, class: &str) {
    let scanner = stages::scanner();
    pages(bencher, class, |page| stages::cleaned(&scanner, page));
}
