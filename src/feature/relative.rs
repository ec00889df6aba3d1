//! The block against the rest of its page, shrunk where the rest is too small to compare with.
use crate::block::{BlockStats, C};
use crate::fact::text;
use crate::feature::{FeatureDef, Unit::*, block, share};

/// How many links, elements and characters of the rest count as much as no knowledge at all.
pub(super) const LINKS: f64 = 10.0;
pub(super) const ELEMENTS: f64 = 60.0;
pub(super) const CHARS: f64 = 400.0;

pub(super) const FEATURES: &[FeatureDef] = &[
    block(
        "off_site_vs_page",
        Difference,
        "Off-site share of links, less that of the rest of the page.",
        |b| against(b, C::OffSite, C::Links, LINKS),
    ),
    block(
        "internal_vs_page",
        Difference,
        "Internal share of links, less that of the rest of the page.",
        |b| against(b, C::Internal, C::Links, LINKS),
    ),
    block(
        "class_vs_page",
        Difference,
        "Share of elements with a class, less that of the rest of the page.",
        |b| against(b, C::WithClass, C::Elements, ELEMENTS),
    ),
    block("empty_vs_page", Difference, "Share of empty elements, less that of the rest of the page.", |b| {
        against(b, C::Empty, C::Elements, ELEMENTS)
    }),
    block(
        "hidden_vs_page",
        Difference,
        "Share of hidden elements, less that of the rest of the page.",
        |b| against(b, C::HiddenElements, C::Elements, ELEMENTS),
    ),
    block("upper_vs_page", Difference, "Share of upper-case tags, less that of the rest of the page.", |b| {
        against(b, C::UpperTags, C::Elements, ELEMENTS)
    }),
    block(
        "nofollow_vs_page",
        Difference,
        "Share of off-site links marked nofollow, less that of the rest of the page.",
        |b| against(b, C::Nofollow, C::OffSite, LINKS),
    ),
    block(
        "writing_vs_page",
        Ratio,
        "How far the mix of writing systems is from that of the rest of the page.",
        |b| shrunk(b, f64::from(text::script_divergence(&b.counts.text, &b.rest_text()))),
    ),
    block(
        "letters_vs_page",
        Ratio,
        "How far the frequencies of letters are from those of the rest of the page.",
        |b| shrunk(b, f64::from(text::divergence(&b.counts.text.hist, &b.rest_text().hist))),
    ),
    block("lexicon_vs_page", Ratio, "Share of the page's lexicon hits that stand in the block.", |b| {
        let hits = |t: &text::TextCounts| f64::from(crate::block::sweep::spam_hits(t));
        share(hits(&b.counts.text), hits(&b.page.counts.text) + 2.0)
    }),
    block(
        "exclusive_host_share",
        Ratio,
        "Share of the block's off-site domains that only it links to.",
        |b| share(f64::from(b.exclusive_hosts), f64::from(b.distinct_hosts)),
    ),
];

/// Difference of two shares, scaled by how much of the page is left to compare with.
pub(super) fn against(b: &BlockStats<'_>, part: C, whole: C, prior: f64) -> f64 {
    if b.f(whole) == 0.0 {
        return 0.0;
    }
    let rest = b.rest(whole);
    (share(b.f(part), b.f(whole)) - share(b.rest(part), rest)) * rest / (rest + prior)
}

fn shrunk(b: &BlockStats<'_>, divergence: f64) -> f64 {
    let rest = f64::from(b.page.counts.text.chars.saturating_sub(b.counts.text.chars));
    divergence * rest / (rest + CHARS)
}
