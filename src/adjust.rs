//! What the choice of blocks owes to the page around them, which no score of one block sees.
//!
//! Each step is a sentence that holds for any page; what a block looks like by itself belongs into a feature.
use crate::block::page::{NONE, Target};
use crate::block::{BlockKind, C};
use crate::decide::Chosen;
use crate::page::ReadPage;
use crate::verdict::Verdict;

/// All steps, in order.
///
/// `sure` tells of a candidate whether it is cut on as much as a visible one would have to be.
pub(crate) fn adjust(page: &ReadPage<'_>, chosen: &mut Vec<Chosen>, sure: impl Fn(usize) -> bool) {
    if chosen.is_empty() {
        return;
    }
    shells(page, chosen);
    companions(page, chosen, sure);
    hold_back(page, chosen);
    credits(page, chosen);
    join(page, chosen);
}

/// Reports instead of cutting where all that speaks against a block is one hidden thank-you to who made the template or
/// the tool: whether that was agreed to, the page does not tell. Several of them to different sites are an injection.
///
/// Source: docs/techniques.md, "Look-alikes": one link whose words name a tool or brand of the same kind.
fn credits(page: &ReadPage<'_>, chosen: &mut [Chosen]) {
    let mut credits: Vec<usize> = Vec::new();
    let mut hosts: Vec<u32> = Vec::new();
    for (at, choice) in chosen.iter().enumerate().filter(|(_, choice)| choice.verdict == Verdict::Spam) {
        if page.stats(choice.index).is_credit() {
            credits.push(at);
            let range = page.blocks.candidates[choice.index].range;
            let links = &page.blocks.facts.links;
            let from = links.partition_point(|link| link.token < range.0);
            let inside = links[from..].iter().take_while(|link| link.token < range.1);
            let host = inside.filter(|link| link.target == Target::OffSite).map(|link| link.host).next();
            hosts.extend(host.filter(|host| !hosts.contains(host)));
        }
    }
    if hosts.len() == 1 {
        credits.iter().for_each(|at| chosen[*at].verdict = Verdict::Suspect);
    }
}

/// A bare text at the page's edge is cut only beside a block that is: alone it could be an author's name.
fn hold_back(page: &ReadPage<'_>, chosen: &mut [Chosen]) {
    let text = page.source.text();
    // A bullet or list number of the extracted text may stand between.
    let white = |from: u32, to: u32| {
        from <= to && to - from < 64 && !text[from as usize..to as usize].chars().any(char::is_alphabetic)
    };
    for at in 0..chosen.len() {
        if chosen[at].verdict != Verdict::Spam || page.kind(chosen[at].index) != BlockKind::EdgeText {
            continue;
        }
        let bare = page.blocks.candidates[chosen[at].index].range;
        if bare.1 - bare.0 > 1 {
            continue;
        }
        let beside = |other: Option<&Chosen>| {
            other.is_some_and(|o| {
                let (left, right) =
                    if o.start < chosen[at].start { (o, &chosen[at]) } else { (&chosen[at], o) };
                o.verdict == Verdict::Spam && white(left.end, right.start)
            })
        };
        let confirmed =
            beside(at.checked_sub(1).and_then(|before| chosen.get(before))) || beside(chosen.get(at + 1));
        if !confirmed {
            chosen[at].verdict = Verdict::Suspect;
        }
    }
}

/// Takes an element whole where all it shows is cut anyway and it is hidden, or is a bare wrapper that the page has no
/// class, id or hook on: what would be left is an empty shell. Table parts stay: they hold the table's shape.
fn shells(page: &ReadPage<'_>, chosen: &mut Vec<Chosen>) {
    let facts = &page.blocks.facts;
    let range = |c: &Chosen| page.blocks.candidates[c.index].range;
    for (index, candidate) in page.blocks.candidates.iter().enumerate() {
        let fact = &facts.nodes[candidate.node as usize];
        let bare = fact.id == NONE
            && !fact.classed
            && !fact.hook
            && !page.tree.node(candidate.node).tag.is_table_part();
        if candidate.kind != BlockKind::Element || !(fact.hiding.is_strong() || bare) {
            continue;
        }
        let span = page.span(index);
        let from = chosen.partition_point(|c| c.end <= span.start);
        let to = chosen.partition_point(|c| c.start < span.end);
        let inside = &chosen[from..to];
        let cut = |c: &Chosen| c.verdict == Verdict::Spam && c.start >= span.start && c.end <= span.end;
        if inside.is_empty() || !inside.iter().all(cut) || inside[0].index == index {
            continue;
        }
        let shown: u32 = inside.iter().map(|c| facts.between(range(c)).shows).sum();
        if shown > 0 && shown == facts.between(candidate.range).shows {
            let whole = Chosen { index, start: span.start, end: span.end, verdict: Verdict::Spam };
            chosen.splice(from..to, [whole]);
        }
    }
}

/// Most characters of a companion: a name or a line of keywords, not an article.
const COMPANION_CHARS: u32 = 160;

/// Empty elements from which a cut block is a kit's noise.
const NOISE_EMPTIES: f64 = 6.0;

/// Cuts the keyword line that such kits leave at the very start or end of the page, outside of their noise. Alone it
/// could be an author's name; beside a confirmed block, with the page's text on the other side, it is the kit's. Such a
/// line is seen by visitors: the block has to be as `sure` as a visible one.
fn companions(page: &ReadPage<'_>, chosen: &mut Vec<Chosen>, sure: impl Fn(usize) -> bool) {
    let text = page.source.text();
    let noise: Vec<Chosen> = chosen
        .iter()
        .filter(|c| c.verdict == Verdict::Spam && sure(c.index))
        .filter(|c| page.stats(c.index).f(C::EmptyPlain) >= NOISE_EMPTIES)
        .copied()
        .collect();
    if noise.is_empty() {
        return;
    }
    for index in 0..page.len() {
        let taken = |c: &Chosen| c.index == index && c.verdict == Verdict::Spam;
        if page.kind(index) != BlockKind::EdgeText || chosen.iter().any(taken) {
            continue;
        }
        let span = page.span(index);
        let beside = |from: u32, to: u32| {
            from <= to && to - from < 64 && !text[from as usize..to as usize].chars().any(char::is_alphabetic)
        };
        let stats = page.stats(index);
        let words = &stats.counts.text;
        let short = (1..=COMPANION_CHARS).contains(&words.chars) && words.sentence_ends == 0;
        let ends = stats.at_end || stats.last_in_body;
        let starts = stats.at_start || stats.first_in_body;
        let outer = noise
            .iter()
            .any(|n| (ends && beside(n.end, span.start)) || (starts && beside(span.end, n.start)));
        let overlaps =
            chosen.iter().any(|c| c.start < span.end && span.start < c.end && c.verdict == Verdict::Spam);
        if short && outer && !overlaps && page.blocks.page.counts.text.chars > 4 * words.chars {
            chosen.retain(|c| c.end <= span.start || c.start >= span.end);
            chosen.push(Chosen { index, start: span.start, end: span.end, verdict: Verdict::Spam });
        }
    }
    chosen.sort_unstable_by_key(|c| c.start);
}

/// Joins cut blocks with nothing but white space between them into one.
fn join(page: &ReadPage<'_>, chosen: &mut Vec<Chosen>) {
    let text = page.source.text();
    let head = |c: &Chosen| page.kind(c.index) == BlockKind::Head;
    let mut out: Vec<Chosen> = Vec::with_capacity(chosen.len());
    for next in chosen.drain(..) {
        if let Some(last) = out.last_mut() {
            let gap = &text[last.end as usize..next.start as usize];
            let both = last.verdict == Verdict::Spam && next.verdict == Verdict::Spam;
            if both && gap.trim().is_empty() && !head(last) && !head(&next) {
                last.end = next.end;
                continue;
            }
        }
        out.push(next);
    }
    *chosen = out;
}
