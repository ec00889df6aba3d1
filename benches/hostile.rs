//! What shapes made to be slow cost per byte, as a multiple of ordinary pages in the same run, each at three sizes:
//! `cargo bench --bench hostile`. Linear work costs the same at each size; more than [`MOST`] times an ordinary page is
//! marked. `--only NAME` takes the shapes whose name holds it.
#![allow(clippy::print_stdout, reason = "the table is the result")]
use std::hint::black_box;
use support::clock::seconds;
use support::{HOSTILE, HOSTILE_SIZES, stages};

mod support;

/// What a hostile byte may cost, in ordinary bytes.
const MOST: f64 = 10.0;

const ROUNDS: usize = 3;

type Stage<'a> = &'a dyn Fn(&[u8]) -> usize;

fn main() {
    let arguments: Vec<String> = std::env::args().collect();
    let has = |name: &str| arguments.iter().any(|argument| argument == name);
    if has("--list") || has("--test") {
        return;
    }
    let only =
        arguments.iter().position(|argument| argument == "--only").map(|at| arguments[at + 1].as_str());
    let ordinary = support::generated_classes().pop().expect("ordinary pages come last");
    let scanner = stages::scanner();
    let each_byte = |run: &dyn Fn() -> usize, bytes: usize| {
        let rounds = (0..ROUNDS).map(|_| seconds(run));
        rounds.fold(f64::INFINITY, f64::min) / bytes as f64
    };
    let stages: [(&str, Stage<'_>); 2] = [
        ("tokens", &|page| std::str::from_utf8(page).map_or(0, stages::tokens)),
        ("scan", &|page| stages::scan(&scanner, page)),
    ];
    print!("{:<9}{:<28}", "", "");
    HOSTILE_SIZES.iter().for_each(|size| print!("{size:>10}"));
    println!("   bytes: x the cost of an ordinary byte");
    for (stage, run) in stages {
        let usual = each_byte(
            &|| ordinary.pages.iter().map(|page| run(black_box(page))).sum::<usize>(),
            ordinary.bytes(),
        );
        for (name, shape) in HOSTILE.iter().filter(|(name, _)| only.is_none_or(|only| name.contains(only))) {
            print!("{stage:<9}{name:<28}");
            let mut worst = 0.0f64;
            for size in HOSTILE_SIZES {
                let page = shape(size);
                let times = each_byte(&|| run(black_box(page.as_bytes())), page.len()) / usual;
                worst = worst.max(times);
                print!("{times:>10.2}");
            }
            println!("{}", if worst > MOST { "   too much" } else { "" });
        }
    }
}
