//! Keeps `src/` readable in pipeline order: a module names only the modules listed for it, and third-party crates
//! have one door each. Code below `#[cfg(test)]` may name anything.
#![allow(clippy::unwrap_used, clippy::print_stdout, reason = "helpers of tests are tests")]
use std::fs;
use std::path::{Path, PathBuf};

/// `(module, what it may name besides itself)`. The table is ARCHITECTURE.md's, in pipeline order.
const MAY_NAME: &[(&str, &[&str])] = &[
    ("span", &[]),
    ("input", &["span"]),
    ("html", &["span", "input"]),
    ("fact", &["span"]),
    ("block", &["span", "input", "html", "fact"]),
    ("feature", &["span", "input", "html", "fact", "block"]),
    ("page", &["span", "input", "html", "block", "feature"]),
    ("model", &[]),
    ("verdict", &["span"]),
    ("decide", &["span", "verdict"]),
    ("restore", &["span", "html", "block", "page", "verdict", "decide"]),
    ("adjust", &["block", "page", "verdict", "decide"]),
    ("clean", &["span", "verdict"]),
    ("error", &["input", "model", "clean"]),
    ("settle", &["span", "input", "verdict", "clean", "error"]),
    (
        "scanner",
        &[
            "span", "input", "html", "block", "feature", "page", "model", "verdict", "decide", "restore",
            "adjust", "settle", "error",
        ],
    ),
    ("dataset", &["span", "verdict"]),
    ("label", &["span", "input", "html", "block", "feature", "page", "verdict", "dataset"]),
    ("synth", &["span", "input", "verdict"]),
    ("evade", &["span", "input", "html", "synth"]),
    ("train", &["model", "dataset"]),
    ("held_out", &["input", "html", "fact", "verdict", "error", "scanner", "dataset", "label", "train"]),
    (
        "baseline",
        &[
            "span", "input", "html", "block", "feature", "page", "model", "verdict", "decide", "dataset",
            "label", "train", "held_out",
        ],
    ),
    ("evaluate", &["span", "verdict", "dataset"]),
    ("report", &["span", "feature", "model", "verdict", "clean", "scanner", "dataset", "train", "evaluate"]),
];

/// `(crate, the modules that may name it)`.
const DOORS: &[(&str, &[&str])] = &[
    ("encoding_rs", &["input", "synth"]),
    ("chardetng", &["input"]),
    ("html5ever", &["html"]),
    ("markup5ever", &["html"]),
    ("cssparser", &["fact"]),
    ("psl", &["fact"]),
    ("linfa", &["train"]),
    ("linfa_logistic", &["train"]),
    ("ndarray", &["train"]),
    ("csv", &["fact", "dataset", "report"]),
    ("flate2", &["dataset", "report"]),
    ("zstd", &["dataset", "report"]),
    ("clap", &[]),
    ("clap_complete", &[]),
    ("anyhow", &[]),
    ("indicatif", &[]),
    ("anstream", &[]),
];

/// What no library module may do: print, read the clock, read the environment. A caller decides all three.
const FORBIDDEN: &[&str] = &[
    "println!",
    "eprintln!",
    "print!",
    "eprint!",
    "dbg!",
    "SystemTime",
    "Instant::now",
    "env::",
    "todo!",
    "unimplemented!",
];

#[test]
fn modules_name_only_what_stands_before_them() {
    check(|file| {
        let row = MAY_NAME.iter().find(|(name, _)| *name == file.module);
        let Some((_, allowed)) = row else { return vec!["add this module to MAY_NAME".to_owned()] };
        let named = named_modules(&file.code, file.depth).into_iter();
        let named = named.filter(|used| *used != file.module && !allowed.contains(&used.as_str()));
        named.map(|used| format!("names crate::{used}")).collect()
    });
}

#[test]
fn the_table_and_the_crate_are_in_pipeline_order() {
    let names: Vec<&str> = MAY_NAME.iter().map(|(name, _)| *name).collect();
    for (at, (module, allowed)) in MAY_NAME.iter().enumerate() {
        for name in *allowed {
            assert!(names[..at].contains(name), "{module} may name {name}, which does not stand before it");
        }
    }
    let crate_root = fs::read_to_string(Path::new(env!("CARGO_MANIFEST_DIR")).join("src/lib.rs")).unwrap();
    let declared = crate_root.lines().filter_map(|line| line.trim_start_matches("pub ").strip_prefix("mod "));
    assert_eq!(declared.map(|name| name.trim_end_matches(';')).collect::<Vec<_>>(), names);
}

#[test]
fn third_party_crates_have_one_door_each() {
    check(|file| {
        let closed = DOORS.iter().filter(|(_, modules)| !modules.contains(&file.module.as_str()));
        let used = closed.filter(|(name, _)| names_crate(&file.code, name));
        used.map(|(name, modules)| format!("names {name}, whose doors are {modules:?}")).collect()
    });
}

#[test]
fn the_library_neither_prints_nor_reads_clock_or_environment() {
    check(|file| {
        let used = FORBIDDEN.iter().filter(|word| has_word(&file.code, word));
        used.map(|word| format!("uses {word}")).collect()
    });
}

#[test]
fn the_checks_see_what_they_look_for() {
    let code = code_of(
        "use crate::{html::{Tag, x}, model};\n// crate::input\nfn f() { crate::block::y() }\n\
                        #[cfg(test)]\nmod tests { use crate::scanner; }\n",
    );
    assert_eq!(named_modules(&code, 1), ["html", "model", "block"]);
    assert_eq!(
        named_modules("use super::super::verdict::X; use super::super::X; use super::clean;", 2),
        ["verdict"]
    );
    assert_eq!(named_modules("use super::verdict::X;", 1), ["verdict"]);
    for (code, name, want) in [
        ("use csv::Reader;", "csv", true),
        ("use csv;", "csv", true),
        ("my_csv::x()", "csv", false),
        ("crate::report::csv::write()", "csv", false),
        ("mod csv;", "csv", false),
        ("use ::linfa::Fit;", "linfa", true),
    ] {
        assert_eq!(names_crate(code, name), want, "{code}");
    }
    assert!(has_word("std::env::var", "env::") && !has_word("eprintln!()", "println!"));
}

/// One file of the library.
struct Source {
    module: String,
    /// Steps of `super::` from the file's top level to the crate root.
    depth: usize,
    /// Without comments and tests.
    code: String,
}

/// Runs `judge` on every file of the library and fails with all that it says.
fn check(judge: impl Fn(&Source) -> Vec<String>) {
    let src = Path::new(env!("CARGO_MANIFEST_DIR")).join("src");
    let (mut files, mut wrong) = (0, Vec::new());
    for path in rust_files(&src) {
        let relative = path.strip_prefix(&src).unwrap();
        let parts: Vec<&str> = relative.iter().map(|part| part.to_str().unwrap()).collect();
        let module = parts[0].trim_end_matches(".rs").to_owned();
        // These only wire the others together; `cli` belongs to the binary.
        if ["lib", "main", "cli"].contains(&module.as_str()) || parts.last() == Some(&"tests.rs") {
            continue;
        }
        files += 1;
        let depth = parts.len() - usize::from(parts.len() > 1 && parts.last() == Some(&"mod.rs"));
        let source = Source { module, depth, code: code_of(&fs::read_to_string(&path).unwrap()) };
        wrong.extend(judge(&source).into_iter().map(|what| format!("src/{}: {what}", relative.display())));
    }
    assert!(files > 10, "only {files} files looked at");
    assert!(wrong.is_empty(), "\n{}", wrong.join("\n"));
}

fn rust_files(dir: &Path) -> Vec<PathBuf> {
    let mut paths: Vec<_> = fs::read_dir(dir).unwrap().map(|entry| entry.unwrap().path()).collect();
    paths.sort();
    let inside = |path: PathBuf| if path.is_dir() { rust_files(&path) } else { vec![path] };
    paths.into_iter().flat_map(inside).filter(|path| path.extension().is_some_and(|e| e == "rs")).collect()
}

/// The code above the tests, without line comments.
fn code_of(source: &str) -> String {
    let lines = source.lines().take_while(|line| !line.trim_start().starts_with("#[cfg(test)]"));
    lines.filter(|line| !line.trim_start().starts_with("//")).flat_map(|line| [line, "\n"]).collect()
}

/// The top-level modules that code names through `crate::` or through enough `super::`.
fn named_modules(code: &str, depth: usize) -> Vec<String> {
    let mut names = Vec::new();
    for tail in code.split("crate::").skip(1) {
        match tail.strip_prefix('{') {
            Some(group) => names.extend(group_heads(group)),
            None => names.push(identifier(tail)),
        }
    }
    let up = "super::".repeat(depth);
    let from_root = code.split(&up).skip(1).map(identifier);
    names.extend(from_root.filter(|name| MAY_NAME.iter().any(|(module, _)| module == name)));
    names
}

/// `a::{b, c}, d}` → `a`, `d`.
fn group_heads(group: &str) -> Vec<String> {
    let (mut heads, mut level, mut at_head) = (Vec::new(), 1, true);
    for (i, c) in group.char_indices() {
        match c {
            '{' => level += 1,
            '}' => level -= 1,
            ',' if level == 1 => at_head = true,
            c if at_head && level == 1 && c.is_alphabetic() => {
                heads.push(identifier(&group[i..]));
                at_head = false;
            }
            _ => {}
        }
        if level == 0 {
            break;
        }
    }
    heads
}

fn identifier(text: &str) -> String {
    text.chars().take_while(|&c| is_part(c)).collect()
}

fn is_part(c: char) -> bool {
    c.is_alphanumeric() || c == '_'
}

/// Whether the code imports the crate or names a path that starts with it.
fn names_crate(code: &str, name: &str) -> bool {
    code.match_indices(name).any(|(at, _)| {
        let (before, after) = (&code[..at], &code[at + name.len()..]);
        let imported = before.ends_with("use ") && after.starts_with([';', ' ']);
        let path = after.starts_with("::") && !before.ends_with(is_part) && !in_path(before);
        imported || path
    })
}

/// Whether what ends here is the inside of a longer path: `crate::report::`, but not a leading `::`.
fn in_path(before: &str) -> bool {
    before.strip_suffix("::").is_some_and(|rest| rest.ends_with(|c| is_part(c) || c == '>'))
}

/// Whether `word` stands in the code and does not merely end a longer one.
fn has_word(code: &str, word: &str) -> bool {
    code.match_indices(word).any(|(at, _)| !code[..at].ends_with(is_part))
}
