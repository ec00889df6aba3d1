//! What the table of features promises, on every page at hand; and `docs/features.md`, which is made from it.
//! `UPDATE_GOLDEN=1 cargo test --test registry` writes that page anew.
#![allow(clippy::unwrap_used, reason = "helpers of tests are tests")]
use despam::feature::{BLOCK_FEATURES, FeatureDef, PAGE_FEATURES, Scope, Unit};
use despam::input::Limits;
use despam::page::ReadPage;
use std::collections::BTreeMap;
use std::fmt::Write;
use std::fs;
use std::path::Path;

#[path = "support/infect.rs"]
mod infect;
#[path = "support/pages.rs"]
mod pages;
#[path = "support/rare.rs"]
mod rare;
use infect::{Recipe, page};
use pages::{cases, clean_pages};
use rare::RARE;

/// Every case, every clean and every rare page, and enough made pages that each family of injections is among them.
fn pages() -> Vec<(String, Vec<u8>)> {
    let mut pages: Vec<(String, Vec<u8>)> =
        clean_pages().into_iter().map(|(name, page)| (name.to_owned(), page)).collect();
    for case in cases() {
        pages.push((format!("{}/page.html", case.name), case.page));
        pages.push((format!("{}/expected.html", case.name), case.expected));
    }
    pages.extend(RARE.iter().map(|(name, page)| ((*name).to_owned(), page.as_bytes().to_vec())));
    for seed in 0..1200 {
        let host = seed as usize % clean_pages().len();
        let recipe = Recipe { host, seed, kind: if seed % 5 == 0 { 3 } else { 1 }, damage: Vec::new() };
        pages.push((format!("{recipe:?}"), page(&recipe)));
    }
    pages
}

/// Calls `see` with every feature's value, as it was computed: blocks with the block model's columns, pages with theirs.
fn every_value(mut see: impl FnMut(&str, &FeatureDef, Scope, f64)) {
    for (name, bytes) in pages() {
        let page = ReadPage::new(&bytes, None, None, &Limits::default()).unwrap();
        let whole = page.blocks.whole(&page.markup, &page.tree);
        PAGE_FEATURES.iter().for_each(|def| see(&name, def, Scope::Page, (def.extract)(&whole)));
        for index in 0..page.len() {
            let stats = page.blocks.stats(&page.markup, &page.tree, index);
            BLOCK_FEATURES.iter().for_each(|def| see(&name, def, Scope::Block, (def.extract)(&stats)));
        }
    }
}

#[test]
fn names_are_unique_and_snake_case() {
    for features in [&*BLOCK_FEATURES, &*PAGE_FEATURES] {
        let mut names: Vec<&str> = features.iter().map(|def| def.name).collect();
        for name in &names {
            let snake = name.split('_').all(|word| {
                !word.is_empty() && word.bytes().all(|b| b.is_ascii_lowercase() || b.is_ascii_digit())
            });
            assert!(snake && name.starts_with(|c: char| c.is_ascii_lowercase()), "{name}");
        }
        names.sort_unstable();
        let count = names.len();
        names.dedup();
        assert_eq!(names.len(), count, "a name stands twice");
    }
}

#[test]
fn every_feature_says_in_one_sentence_what_it_measures() {
    for def in all() {
        let doc = def.doc;
        assert!(doc.ends_with('.') && doc.len() > 5 && !doc.contains('\n'), "{}: {doc:?}", def.name);
        assert!(doc.starts_with(|c: char| c.is_uppercase()), "{}: {doc:?}", def.name);
    }
}

#[test]
fn a_columns_scope_is_that_of_the_models_that_have_it() {
    let named = |features: &[FeatureDef], name| features.iter().any(|def| def.name == name);
    for def in all() {
        let (block, page) = (named(&BLOCK_FEATURES, def.name), named(&PAGE_FEATURES, def.name));
        assert_eq!((block, page), (def.scope != Scope::Page, def.scope != Scope::Block), "{}", def.name);
    }
}

#[test]
fn values_are_finite_and_in_the_range_of_their_unit() {
    let mut wrong = BTreeMap::new();
    every_value(|page, def, level, value| {
        let fits = match def.unit {
            Unit::Ratio => (0.0..=1.0).contains(&value),
            Unit::Flag => value == 0.0 || value == 1.0,
            Unit::Difference => (-1.0..=1.0).contains(&value),
            Unit::LogCount | Unit::Product => value >= 0.0,
        };
        if !value.is_finite() || !fits {
            wrong.entry(def.name).or_insert_with(|| format!("{}: {value} ({level:?}) in {page}", def.name));
        }
    });
    let wrong: Vec<String> = wrong.into_values().collect();
    assert!(wrong.is_empty(), "out of range:\n{}", wrong.join("\n"));
}

#[test]
fn a_row_holds_what_each_column_is_defined_to_be() {
    let mut row = Vec::new();
    for (name, bytes) in pages() {
        let page = ReadPage::new(&bytes, None, None, &Limits::default()).unwrap();
        for index in 0..page.len() {
            page.block_row(index, &mut row);
            let stats = page.blocks.stats(&page.markup, &page.tree, index);
            assert_eq!(row.len(), BLOCK_FEATURES.len());
            for (def, value) in BLOCK_FEATURES.iter().zip(&row) {
                assert_eq!((def.extract)(&stats), *value, "{} of candidate {index} of {name}", def.name);
            }
        }
    }
}

/// Whether a column only says that another is not 0: on as few pages as these, many of them never change or agree.
fn is_presence(def: &FeatureDef) -> bool {
    def.doc.starts_with("Whether `") && def.doc.ends_with("` is not 0.")
}

#[test]
fn no_two_columns_are_the_same() {
    for (level, features) in [(Scope::Block, &*BLOCK_FEATURES), (Scope::Page, &*PAGE_FEATURES)] {
        let mut columns: BTreeMap<&str, Vec<u64>> = BTreeMap::new();
        every_value(|_, def, of, value| {
            if of == level {
                columns.entry(def.name).or_default().push((value + 0.0).to_bits());
            }
        });
        let mut seen: BTreeMap<&[u64], &str> = BTreeMap::new();
        let mut twins = Vec::new();
        for def in features.iter().filter(|def| !is_presence(def)) {
            let column = &columns[def.name][..];
            // A column that never stirs here tells nothing about itself; `every_column_stirs` counts those.
            let stirs = column.iter().any(|value| *value != column[0]);
            if let Some(other) = stirs.then(|| seen.insert(column, def.name)).flatten() {
                twins.push(format!("{other} = {}", def.name));
            }
        }
        assert!(twins.is_empty(), "{level:?}: equal on every page: {}", twins.join(", "));
    }
}

#[test]
fn every_column_stirs() {
    for (level, features) in [(Scope::Block, &*BLOCK_FEATURES), (Scope::Page, &*PAGE_FEATURES)] {
        let mut range: BTreeMap<&str, (f64, f64)> = BTreeMap::new();
        every_value(|_, def, of, value| {
            if of == level {
                let (low, high) = range.entry(def.name).or_insert((value, value));
                (*low, *high) = (low.min(value), high.max(value));
            }
        });
        let counted = features.iter().filter(|def| !is_presence(def));
        let still: Vec<&str> =
            counted.map(|def| def.name).filter(|name| range[name].0 == range[name].1).collect();
        assert!(still.is_empty(), "{level:?}: the same value everywhere: {}", still.join(", "));
    }
}

#[test]
fn the_page_of_features_is_up_to_date() {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("docs").join("features.md");
    let wanted = document();
    if std::env::var_os("UPDATE_GOLDEN").is_some() {
        fs::write(&path, &wanted).unwrap();
    }
    let found = fs::read_to_string(&path).unwrap_or_default();
    assert!(found == wanted, "docs/features.md is out of date: UPDATE_GOLDEN=1 cargo test --test registry");
}

/// Every feature once, in the order of the columns.
fn all() -> Vec<&'static FeatureDef> {
    let mut all: Vec<&FeatureDef> = BLOCK_FEATURES.iter().collect();
    all.extend(PAGE_FEATURES.iter().filter(|def| def.scope == Scope::Page));
    all
}

fn document() -> String {
    let mut out = String::from(
        "# Features\n\nMade from the table in `src/feature`; do not edit. `UPDATE_GOLDEN=1 cargo test --test registry` writes \
         it anew.\n\nEvery row of `despam features` has these columns, in this order. A *ratio* is a share in [0, 1], a \
         *flag* 0 or 1, a *log count* ln(1 + n), a *difference* one of two shares, in [-1, 1], a *product* of others, \
         not negative. *Both* means: counted over a block for the block model and over the whole page for the page \
         model.\n\n",
    );
    let (blocks, pages) = (BLOCK_FEATURES.len(), PAGE_FEATURES.len());
    writeln!(out, "The block model has {blocks} columns, the page model {pages}.\n").unwrap();
    out.push_str("| column | unit | models | what it measures |\n|---|---|---|---|\n");
    for def in all() {
        let unit = match def.unit {
            Unit::Ratio => "ratio",
            Unit::Flag => "flag",
            Unit::LogCount => "log count",
            Unit::Difference => "difference",
            Unit::Product => "product",
        };
        let scope = match def.scope {
            Scope::Block => "block",
            Scope::Both => "both",
            Scope::Page => "page",
        };
        writeln!(out, "| `{}` | {unit} | {scope} | {} |", def.name, def.doc.replace('|', "\\|")).unwrap();
    }
    out
}
