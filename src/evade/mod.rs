//! Labelled pages rewritten the way an attacker who knows the model would: what a linear model is worth against it.
//!
//! ```text
//! page + its spans ─▶ Page ─▶ a Mutation's edits ─▶ write ─▶ page + the spans where they stand now
//! ```
//!
//! A mutation changes bytes of the labelled blocks, moves them, or adds to them; every other byte stays as it is (the
//! mutations that pad the page itself add to it and change nothing else). What a mutation costs the attacker is told
//! with it. Same inputs, same bytes.
mod attributes;
mod catalogue;
mod company;
mod hiding;
mod ids;
mod layout;
mod letters;
mod padding;
mod page;
mod raw_attr;
mod tags;
mod wrap;
mod write;

#[cfg(test)]
mod tests;

pub use catalogue::{Mutation, UNCHANGED, mutations};

use crate::input::{Limits, Source};
use crate::span::RawSpan;
use crate::synth::Dice;
use catalogue::Build;
use page::Page;
use write::{Owner, write};

/// One labelled range of the page to rewrite.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Target {
    /// Where it stands, in the page as stored.
    pub span: RawSpan,
    /// Whether it is to be rewritten; else it keeps its bytes and only moves along.
    pub mutable: bool,
}

/// A rewritten page.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct EvadedPage {
    /// The page.
    pub bytes: Vec<u8>,
    /// Where the labelled ranges are now: sorted, disjoint, none empty. A block that was split has several.
    pub spans: Vec<EvadedSpan>,
}

/// One labelled range of a rewritten page.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct EvadedSpan {
    /// Where it stands.
    pub span: RawSpan,
    /// The target it came from, by number.
    pub target: usize,
    /// Whether the mutation applied to that target: only then does it tell something about the mutation.
    pub changed: bool,
}

/// Rewrites the targets of a page. Targets that overlap are taken as one, named by the first.
///
/// `None` where the mutation applies to no target, and for pages that cannot be rewritten in place: beyond the size
/// limit, in a stateful encoding (ISO-2022-JP), or with a target that begins inside a character.
pub fn evade(raw: &[u8], targets: &[Target], mutation: &Mutation, seed: u64) -> Option<EvadedPage> {
    let source = Source::decode(raw, None, &Limits::default()).ok()?;
    if source.encoding() == "ISO-2022-JP" {
        return None;
    }
    let mut order: Vec<usize> = (0..targets.len()).filter(|&at| !targets[at].span.is_empty()).collect();
    order.sort_by_key(|&at| (targets[at].span.start, targets[at].span.end));
    order.dedup_by(|later, earlier| targets[*later].span == targets[*earlier].span);
    let mut numbers: Vec<usize> = Vec::new();
    let mut end = 0;
    for &at in &order {
        if targets[at].span.start >= end {
            numbers.push(at);
        }
        end = end.max(targets[at].span.end);
    }
    let sorted: Vec<(RawSpan, bool)> =
        order.iter().map(|&at| (targets[at].span, targets[at].mutable)).collect();
    let page = Page::new(&source, &sorted);
    let whole = order.iter().all(|&at| source.to_raw(source.to_text(targets[at].span)) == targets[at].span);
    if !whole || page.blocks.len() != numbers.len() {
        return None;
    }
    let mut changed = vec![false; page.blocks.len()];
    let mut edits = Vec::new();
    let name = mutation.name.as_bytes();
    match mutation.build {
        Build::Block(build) => {
            for block in page.blocks.iter().filter(|block| block.mutable) {
                let number = (block.index as u64).to_le_bytes();
                let mut dice = Dice::of(&[b"evade", &seed.to_le_bytes(), name, &number, raw]);
                if let Some(new) = build(&page, block, &mut dice).filter(|new| !new.is_empty()) {
                    edits.extend(new);
                    changed[block.index] = true;
                }
            }
        }
        Build::Page(build) => {
            let mut dice = Dice::of(&[b"evade", &seed.to_le_bytes(), name, raw]);
            if let Some((new, blocks)) = build(&page, &mut dice) {
                edits = new;
                blocks.into_iter().for_each(|block| changed[block] = true);
            }
        }
        Build::Nothing => page.blocks.iter().for_each(|block| changed[block.index] = block.mutable),
    }
    if !changed.contains(&true) {
        return None;
    }
    let written = write(&page, edits)?;
    let spans = written.owned.into_iter().filter_map(|(owner, span)| match owner {
        Owner::Block(block) => Some(EvadedSpan { span, target: numbers[block], changed: changed[block] }),
        Owner::Aside(block) => Some(EvadedSpan { span, target: numbers[block], changed: false }),
        Owner::Page => None,
    });
    Some(EvadedPage { spans: spans.collect(), bytes: written.bytes })
}
