//! What the documents point at exists.
#![allow(clippy::unwrap_used, clippy::print_stdout, reason = "helpers of tests are tests")]
use std::fs;
use std::path::{Path, PathBuf};

/// Folders that hold no documents of ours.
const SKIPPED: &[&str] = &["target", ".git", "node_modules"];

#[test]
fn every_relative_link_leads_to_a_file() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let documents = files_below(root, "md");
    assert!(!documents.is_empty());
    let mut dead = Vec::new();
    for document in documents {
        let folder = document.parent().unwrap();
        for link in links(&fs::read_to_string(&document).unwrap()) {
            let file = link.split(['#', '?']).next().unwrap();
            if !file.is_empty() && !folder.join(file).exists() {
                dead.push(format!("{}: {link}", document.strip_prefix(root).unwrap().display()));
            }
        }
    }
    assert!(dead.is_empty(), "links to nothing:\n{}", dead.join("\n"));
}

#[test]
fn every_decision_is_in_the_index_under_its_own_title() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("docs").join("adr");
    let index = fs::read_to_string(folder.join("README.md")).unwrap();
    for (number, path) in
        (1..).zip(files_below(&folder, "md").into_iter().filter(|p| !p.ends_with("README.md")))
    {
        let name = path.file_name().unwrap().to_str().unwrap();
        assert!(name.starts_with(&format!("{number:04}-")), "{name} is not decision {number}");
        let text = fs::read_to_string(&path).unwrap();
        let title =
            text.lines().next().unwrap().strip_prefix(&format!("# {number}. ")).expect("title with number");
        assert!(index.contains(&format!("{number}. [{title}]({name})")), "{name} is not in the index");
    }
}

#[cfg(feature = "train")]
#[test]
fn every_technique_that_is_made_is_described() {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("docs").join("techniques.md");
    let text = fs::read_to_string(path).unwrap();
    for technique in despam::synth::techniques() {
        let id = technique.id.split('-').next().unwrap();
        assert!(text.contains(id), "{id} is not described");
        let family = technique.family.name();
        assert!(text.contains(&format!("`{family}`")), "{family} is not described");
    }
}

#[test]
fn links_are_read_from_prose_and_not_from_code() {
    let text = "[a](b.md) `[x](y)` [c](https://e.org) ![d](e.png \"t\")\n```\n[f](g)\n```\n[h](#i)";
    assert_eq!(links(text), ["b.md", "e.png", "#i"]);
}

/// Sorted by path.
fn files_below(folder: &Path, extension: &str) -> Vec<PathBuf> {
    let mut entries: Vec<_> = fs::read_dir(folder).unwrap().map(|entry| entry.unwrap()).collect();
    entries.sort_by_key(|entry| entry.path());
    let mut files = Vec::new();
    for entry in entries {
        let path = entry.path();
        if entry.file_type().unwrap().is_dir() {
            if !SKIPPED.iter().any(|name| path.ends_with(name)) {
                files.extend(files_below(&path, extension));
            }
        } else if path.extension().is_some_and(|e| e == extension) {
            files.push(path);
        }
    }
    files
}

/// The targets of Markdown links without a scheme.
fn links(text: &str) -> Vec<String> {
    let mut found = Vec::new();
    let mut in_fence = false;
    for line in text.lines() {
        if line.trim_start().starts_with("```") {
            in_fence = !in_fence;
        } else if !in_fence {
            // Every other piece between backticks is code.
            let prose: String = line.split('`').step_by(2).collect::<Vec<_>>().join("``");
            found.extend(
                prose.split("](").skip(1).filter_map(|tail| tail.split([')', ' ']).next()).map(str::to_owned),
            );
        }
    }
    found.retain(|link| !link.contains("://") && !link.starts_with("mailto:"));
    found
}
