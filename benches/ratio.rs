//! The speed of each stage, and of others' readers, as a multiple of html5ever's bare tokenizer, within one run:
//! `cargo bench --bench ratio`. docs/performance.md has the results and says how to read them.
//!
//! A busy machine moves MB/s by a fifth from run to run, so variants take turns, round by round, and medians of
//! the thread's CPU time are compared (wall-clock time where the system does not tell CPU time).
//!
//! `--classes`: one table per class of pages as well. `--rounds N`: so many instead of 9. `--seconds`: no table, but
//! the seconds of each variant over all pages, one line of JSON per round, for scripts/bench_peers.py.
#![allow(clippy::print_stdout, reason = "the table is the result")]
use std::hint::black_box;
use support::clock::{clock_name, seconds};
use support::{Class, peers, stages};

mod support;

/// Odd, so that the median is a measurement.
const ROUNDS: usize = 9;

fn main() {
    let arguments: Vec<String> = std::env::args().collect();
    let has = |name: &str| arguments.iter().any(|argument| argument == name);
    // `cargo test --benches` and `cargo bench -- --list` only want to know that it starts.
    if has("--list") || has("--test") {
        return;
    }
    let after = |name: &str| arguments.get(arguments.iter().position(|argument| argument == name)? + 1);
    let rounds = after("--rounds").map_or(ROUNDS, |rounds| rounds.parse().expect("--rounds takes a number"));
    let classes = support::classes();
    let all = support::together(&classes);
    if has("--seconds") {
        for round in measure(&all, rounds) {
            println!("{}", serde_json::json!({ "bytes": all.bytes(), "seconds": round }));
        }
        return;
    }
    table(&all, rounds);
    if has("--classes") {
        classes.iter().for_each(|class| table(class, rounds));
    }
}

fn table(class: &Class, rounds: usize) {
    let megabytes = class.bytes() as f64 / 1e6;
    let (pages, clock) = (class.pages.len(), clock_name());
    println!("{}: {pages} pages, {megabytes:.1} MB, median of {rounds} rounds, {clock}", class.name);
    println!("{:<30}{:>8}{:>12}{:>17}", "", "MB/s", "x tokenizer", "(quartiles)");
    let rounds = measure(class, rounds);
    let base = |round: &[(&str, f64)]| round[0].1;
    for variant in 0..rounds[0].len() {
        let seconds = sorted(rounds.iter().map(|round| round[variant].1));
        // Ratios within a round: what slows the machine for a while slows both.
        let ratios = sorted(rounds.iter().map(|round| base(round) / round[variant].1));
        let quarter = ratios.len() / 4;
        println!(
            "{:<30}{:>8.1}{:>12.2}{:>17}",
            rounds[0][variant].0,
            megabytes / seconds[seconds.len() / 2],
            ratios[ratios.len() / 2],
            format!("{:.2}-{:.2}", ratios[quarter], ratios[ratios.len() - 1 - quarter])
        );
    }
}

fn sorted(values: impl Iterator<Item = f64>) -> Vec<f64> {
    let mut values: Vec<f64> = values.collect();
    values.sort_by(f64::total_cmp);
    values
}

/// Seconds per variant, round by round; the tokenizer first.
fn measure(class: &Class, rounds: usize) -> Vec<Vec<(&'static str, f64)>> {
    let texts = class.texts();
    let scanner = stages::scanner();
    let each_text =
        |run: &dyn Fn(&str) -> usize| texts.iter().map(|text| run(black_box(text))).sum::<usize>();
    let each_page =
        |run: &dyn Fn(&[u8]) -> usize| class.pages.iter().map(|page| run(black_box(page))).sum::<usize>();
    let variants: [(&str, &dyn Fn() -> usize); 10] = [
        ("html5ever tokenizer alone", &|| each_text(&peers::bare_tokenizer)),
        ("html5ever tree", &|| each_text(&peers::tree)),
        ("lol_html, no handler", &|| each_text(&|text| peers::rewriter(text, false))),
        ("lol_html, every element", &|| each_text(&|text| peers::rewriter(text, true))),
        ("tl (not to the standard)", &|| each_text(&peers::tl)),
        ("decode", &|| each_page(&stages::decode)),
        ("tokens", &|| each_text(&stages::tokens)),
        ("features of every block", &|| each_page(&stages::features)),
        ("scan", &|| each_page(&|page| stages::scan(&scanner, page))),
        ("clean", &|| each_page(&|page| stages::cleaned(&scanner, page))),
    ];
    let round = || variants.iter().map(|(name, run)| (*name, seconds(run))).collect();
    // The first round only warms up.
    let _: Vec<(&str, f64)> = round();
    (0..rounds).map(|_| round()).collect()
}
