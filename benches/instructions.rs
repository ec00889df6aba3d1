//! How many instructions each stage takes for each class of generated pages, counted by valgrind's callgrind: the
//! same on a busy machine as on an idle one, so a test can hold them.
//!
//! `cargo bench --bench instructions` compares with benches/instructions.csv and fails where a count is more than
//! [`MARGIN`] above; `-- --update` writes that file anew. Counts of another compiler or processor differ: a table is
//! good for the toolchain it was made with.
#![allow(clippy::print_stdout, clippy::print_stderr, reason = "the table is the result")]
use std::collections::BTreeMap;
use std::hint::black_box;
use std::process::{Command, ExitCode};
use support::{Class, peers, stages};

mod support;

/// By how much a count may exceed the recorded one. Seeded hash tables alone move it by a few in a thousand, a
/// processor for which the libraries choose other routines by some in a hundred.
const MARGIN: f64 = 0.05;

const RECORD: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/benches/instructions.csv");

const STAGES: [&str; 6] = ["html5ever-tokenizer", "decode", "tokens", "features", "scan", "clean"];

fn main() -> ExitCode {
    let arguments: Vec<String> = std::env::args().collect();
    let has = |name: &str| arguments.iter().any(|argument| argument == name);
    if has("--list") || has("--test") {
        return ExitCode::SUCCESS;
    }
    if let Some(at) = arguments.iter().position(|argument| argument == "--run") {
        run(&arguments[at + 1], &arguments[at + 2]);
        return ExitCode::SUCCESS;
    }
    let recorded = recorded();
    let mut table = String::from("stage,class,bytes,instructions\n");
    let mut worse = 0;
    println!(
        "{:<22}{:<14}{:>10}{:>16}{:>10}{:>12}",
        "stage", "class", "bytes", "instructions", "per byte", "recorded"
    );
    for stage in STAGES {
        for class in support::generated_classes() {
            let count = match counted(stage, class.name) {
                Ok(count) => count,
                Err(problem) => {
                    eprintln!("instructions: {problem}");
                    return ExitCode::from(2);
                }
            };
            let bytes = class.bytes();
            table += &format!("{stage},{},{bytes},{count}\n", class.name);
            let before = recorded.get(&(stage.to_owned(), class.name.to_owned()));
            let change = before.map(|before| count as f64 / *before as f64 - 1.0);
            let said = match change {
                None => "new".to_owned(),
                Some(change) => format!("{:+.1} %", change * 100.0),
            };
            let too_many = change.is_none_or(|change| change > MARGIN);
            worse += u32::from(too_many);
            let mark = if too_many { "  too many" } else { "" };
            let each = count as f64 / bytes as f64;
            println!("{stage:<22}{:<14}{bytes:>10}{count:>16}{each:>10.2}{said:>12}{mark}", class.name);
        }
    }
    if has("--update") {
        std::fs::write(RECORD, table).expect("the table can be written");
        println!("written: benches/instructions.csv");
        return ExitCode::SUCCESS;
    }
    if worse > 0 {
        eprintln!(
            "instructions: {worse} counts are more than {:.0} % above benches/instructions.csv. Find what became slower; \
             if it is worth it, record it: cargo bench --bench instructions -- --update",
            MARGIN * 100.0
        );
        return ExitCode::FAILURE;
    }
    ExitCode::SUCCESS
}

fn recorded() -> BTreeMap<(String, String), u64> {
    let text = std::fs::read_to_string(RECORD).unwrap_or_default();
    let rows = text.lines().skip(1).filter_map(|line| {
        let cells: Vec<&str> = line.split(',').collect();
        let [stage, class, _, count] = cells[..] else { return None };
        Some(((stage.to_owned(), class.to_owned()), count.parse().ok()?))
    });
    rows.collect()
}

/// Runs this program under callgrind, which counts only what [`measured`] does.
fn counted(stage: &str, class: &str) -> Result<u64, String> {
    let program = std::env::current_exe().map_err(|error| error.to_string())?;
    let output = Command::new("valgrind")
        .args([
            "--tool=callgrind",
            "--callgrind-out-file=/dev/null",
            "--toggle-collect=*instructions*measured*",
        ])
        .arg(program)
        .args(["--run", stage, class])
        .output()
        .map_err(|error| {
            format!("valgrind could not be run ({error}); install it: apt-get install valgrind")
        })?;
    let said = String::from_utf8_lossy(&output.stderr);
    let line = said.lines().find_map(|line| line.split_once("Collected :"));
    let count = line.and_then(|(_, count)| count.trim().parse().ok()).filter(|count| *count > 0);
    count.ok_or_else(|| format!("callgrind counted nothing for {stage} of {class}:\n{said}"))
}

fn run(stage: &str, class: &str) {
    let classes = support::generated_classes();
    let class = classes.iter().find(|known| known.name == class).expect("a known class");
    let texts = class.texts();
    let scanner = stages::scanner();
    // Tables that are made once are made before.
    black_box(stages::scan(&scanner, b"<p>warm"));
    let pages =
        |run: &dyn Fn(&[u8]) -> usize| measured(class, &|| class.pages.iter().map(|page| run(page)).sum());
    let each_text =
        |run: &dyn Fn(&str) -> usize| measured(class, &|| texts.iter().map(|text| run(text)).sum());
    match stage {
        "html5ever-tokenizer" => each_text(&peers::bare_tokenizer),
        "decode" => pages(&stages::decode),
        "tokens" => each_text(&stages::tokens),
        "features" => pages(&stages::features),
        "scan" => pages(&|page| stages::scan(&scanner, page)),
        "clean" => pages(&|page| stages::cleaned(&scanner, page)),
        _ => unreachable!("stages are those of STAGES"),
    }
}

/// What is counted.
#[inline(never)]
fn measured(class: &Class, work: &dyn Fn() -> usize) {
    black_box(class.name);
    black_box(work());
}
