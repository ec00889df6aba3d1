//! Pages made from the small clean ones: infected, with a block put in, damaged. The same numbers give the same page.
#![allow(clippy::unwrap_used, reason = "helpers of tests are tests")]
#![allow(dead_code, reason = "each test binary uses a part of it")]
use super::pages::clean_pages;
use despam::synth::{SynthOptions, generate, graft};
use proptest::prelude::*;

/// A hidden list of links, as kits write them.
const PAYLOAD: &str = r#"<div style="position:absolute;left:-9999px;top:-9999px"><a href="http://cheap-pills.example/viagra">buy viagra online</a> <a href="http://slot-gacor.example/">slot gacor hari ini</a> <a href="http://replica.example/watches">replica watches</a> <a href="http://loans.example/payday">payday loans no credit check</a></div>"#;

/// How a page is made from a clean one.
#[derive(Clone, Debug)]
pub(crate) struct Recipe {
    /// Which of [`clean_pages`].
    pub(crate) host: usize,
    /// Seed of what is put in.
    pub(crate) seed: u64,
    /// 0: nothing, 1 and 2: made blocks, 3: a fixed block at a drawn place.
    pub(crate) kind: u8,
    /// Damage: where, as a share of the page, and what.
    pub(crate) damage: Vec<(f64, Damage)>,
}

/// One thing done to a page's bytes.
#[derive(Clone, Debug)]
pub(crate) enum Damage {
    /// Puts this byte in.
    Insert(u8),
    /// Takes some bytes out.
    Remove(usize),
    /// Puts this byte in the place of another.
    Replace(u8),
    /// Ends the page here.
    End,
    /// Repeats some bytes.
    Repeat(usize),
    /// Puts this markup in.
    Markup(&'static str),
}

const MARKUP: &[&str] = &[
    "<",
    ">",
    "</div>",
    "<div>",
    "<noframes>",
    "<script>",
    "</script>",
    "<title>",
    "</title>",
    "<!--",
    "-->",
    "<table>",
    "<td id=a>",
    "</p>",
    "\"",
    "'",
    "&#60;",
    "<?php ",
    "\u{feff}",
    "<svg>",
    "<![CDATA[",
];

pub(crate) fn recipes() -> impl Strategy<Value = Recipe> {
    let damage = prop_oneof![
        any::<u8>().prop_map(Damage::Insert),
        (1usize..60).prop_map(Damage::Remove),
        any::<u8>().prop_map(Damage::Replace),
        Just(Damage::End),
        (1usize..200).prop_map(Damage::Repeat),
        prop::sample::select(MARKUP).prop_map(Damage::Markup),
    ];
    let damage = prop::collection::vec((0.0..1.0f64, damage), 0..4);
    let hosts = clean_pages().len();
    (0..hosts, 0..5000u64, 0..4u8, damage).prop_map(|(host, seed, kind, damage)| Recipe {
        host,
        seed,
        kind,
        damage,
    })
}

/// The page of a recipe. A clean page that cannot host anything stays as it is.
pub(crate) fn page(recipe: &Recipe) -> Vec<u8> {
    let (site, clean) = clean_pages().swap_remove(recipe.host);
    let mut page = match recipe.kind {
        0 => clean,
        3 => graft(&clean, PAYLOAD.as_bytes(), recipe.seed).bytes,
        _ => {
            let options = SynthOptions { seed: recipe.seed, ..SynthOptions::default() };
            generate(&clean, site, recipe.seed, &options).map_or(clean, |page| page.bytes)
        }
    };
    for (share, damage) in &recipe.damage {
        let at = (page.len() as f64 * share) as usize;
        match damage {
            Damage::Insert(byte) => page.insert(at, *byte),
            Damage::Remove(count) => drop(page.drain(at..page.len().min(at + count))),
            Damage::Replace(byte) => page.iter_mut().skip(at).take(1).for_each(|old| *old = *byte),
            Damage::End => page.truncate(at),
            Damage::Repeat(count) => {
                let piece = page[at..page.len().min(at + count)].to_vec();
                page.splice(at..at, piece);
            }
            Damage::Markup(markup) => drop(page.splice(at..at, markup.bytes()).collect::<Vec<_>>()),
        }
    }
    page
}
