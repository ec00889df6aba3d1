//! Products: what is only telling together. A linear model cannot find them itself.
use crate::block::{BlockKind, BlockStats, C};
use crate::feature::{FeatureDef, Unit::*, block, both, flag, log, share};

pub(super) const FEATURES: &[FeatureDef] = &[
    both(
        "same_id_x_empty",
        Product,
        "Log of the most repeated id's count times the share of plain empty elements.",
        |b| log(f64::from(b.most_same_id.saturating_sub(1))) * share(b.f(C::EmptyPlain), b.f(C::Elements)),
    ),
    both(
        "same_id_x_tags",
        Product,
        "Log of the most repeated id's count times distinct names over root elements.",
        |b| log(f64::from(b.most_same_id.saturating_sub(1))) * names(b),
    ),
    both(
        "stamped_empties",
        Product,
        "Log of the most repeated id's count times share of empty elements with such an id times distinct names over root elements.",
        |b| {
            log(f64::from(b.most_same_id.saturating_sub(1)))
                * share(b.f(C::IdRepeatedEmpty), b.f(C::Elements))
                * names(b)
        },
    ),
    both(
        "empty_x_tags",
        Product,
        "Share of plain empty elements times distinct names over root elements.",
        |b| share(b.f(C::EmptyPlain), b.f(C::Elements)) * names(b),
    ),
    both(
        "odd_empty_x_tags",
        Product,
        "Share of elements that are empty without a use times distinct names over root elements.",
        |b| share(b.f(C::EmptyOdd), b.f(C::Elements)) * names(b),
    ),
    both(
        "empty_x_context",
        Product,
        "Share of plain empty elements times share of elements out of context.",
        |b| share(b.f(C::EmptyPlain), b.f(C::Elements)) * share(b.f(C::OutOfContext), b.f(C::Elements)),
    ),
    both("empty_x_unknown", Product, "Share of empty elements times share of unknown names.", |b| {
        share(b.f(C::Empty), b.f(C::Elements)) * share(b.f(C::UnknownTags), b.f(C::Elements))
    }),
    both(
        "empty_x_random_id",
        Product,
        "Share of plain empty elements times share of random ids times log of elements.",
        |b| {
            share(b.f(C::EmptyPlain), b.f(C::Elements))
                * share(b.f(C::IdRandom), b.f(C::Elements))
                * log(b.f(C::Elements))
        },
    ),
    both("log_hidden_off_site", LogCount, "Off-site links inside hidden elements.", |b| {
        log(b.f(C::HiddenOffSite))
    }),
    both("hidden_off_site_share", Ratio, "Share of links that are off-site and hidden.", |b| {
        share(b.f(C::HiddenOffSite), b.f(C::Links))
    }),
    both(
        "hidden_x_hosts",
        Product,
        "Log of off-site domains times the share of off-site links that are hidden.",
        |b| log(f64::from(b.distinct_hosts)) * hidden_links(b),
    ),
    both(
        "hidden_x_lexicon",
        Product,
        "Log of lexicon hits in off-site links times the share of them that are hidden.",
        |b| log(b.f(C::OffSiteLexicon)) * hidden_links(b),
    ),
    both(
        "hidden_x_density",
        Product,
        "Link density times the share of off-site links that are hidden.",
        |b| share(b.f(C::OffSiteInk), f64::from(b.counts.text.ink)) * hidden_links(b),
    ),
    both(
        "hidden_x_bare",
        Product,
        "Share of off-site links without other attributes times the share of them that are hidden.",
        |b| share(b.f(C::OffSiteBare), b.f(C::OffSite)) * hidden_links(b),
    ),
    both(
        "hidden_x_credit",
        Product,
        "Share of off-site links to template makers times the share of them that are hidden.",
        |b| share(b.f(C::OffSiteCredit), b.f(C::OffSite)) * hidden_links(b),
    ),
    both("hidden_x_internal", Product, "Share of internal links times the share of hidden elements.", |b| {
        share(b.f(C::Internal), b.f(C::Links)) * share(b.f(C::HiddenElements), b.f(C::Elements))
    }),
    both(
        "script_hidden_x_off_site",
        Product,
        "Whether a script hides an element times the share of off-site links.",
        |b| flag(b.f(C::HiddenByScript) > 0.0) * share(b.f(C::OffSite), b.f(C::Links)),
    ),
    both(
        "sheet_hidden_x_off_site",
        Product,
        "Whether a style sheet hides an element times the share of hidden off-site links.",
        |b| flag(b.f(C::HiddenBySheet) > 0.0) * hidden_links(b),
    ),
    both(
        "written_x_off_site",
        Product,
        "Whether a script writes a hidden wrapper times the share of off-site links.",
        |b| flag(b.f(C::ScriptWritesHidden) > 0.0) * share(b.f(C::OffSite), b.f(C::Links)),
    ),
    both(
        "off_screen_x_off_site",
        Product,
        "Log of elements moved off screen times the share of hidden off-site links.",
        |b| log(b.f(C::HiddenOff)) * hidden_links(b),
    ),
    both(
        "zero_x_off_site",
        Product,
        "Log of boxes of nothing times the share of hidden off-site links.",
        |b| log(b.f(C::HiddenZero)) * hidden_links(b),
    ),
    block(
        "hidden_root_x_pure",
        Product,
        "Its first element hides itself inline and holds off-site links only: their share of the ink.",
        |b| flag(b.root_inline) * flag(pure(b)) * share(b.f(C::OffSiteInk), f64::from(b.counts.text.ink)),
    ),
    block(
        "plain_hidden_root_x_pure",
        Product,
        "The same, where that element has neither class, id nor hook.",
        |b| {
            flag(b.root_inline && b.root_plain)
                * flag(pure(b))
                * share(b.f(C::OffSiteInk), f64::from(b.counts.text.ink))
        },
    ),
    block(
        "hidden_root_x_links",
        Product,
        "Its first element hides itself inline: log of off-site links, where there is no internal one.",
        |b| flag(b.root_inline && b.f(C::Internal) == 0.0) * log(b.f(C::OffSite)),
    ),
    block(
        "hidden_root_x_lexicon",
        Product,
        "Its first element hides itself inline: log of lexicon hits in off-site links.",
        |b| flag(b.root_inline) * log(b.f(C::OffSiteLexicon)),
    ),
    both("iframe_odd_x_hidden", Product, "Hidden off-site frames on odd hosts.", |b| {
        log(b.f(C::IframeOdd)) * log(b.f(C::IframeHiddenOffSite))
    }),
    both(
        "iframe_bare_x_hidden",
        Product,
        "Hidden off-site frames with nothing but an address, a size and a style.",
        |b| log(b.f(C::IframeBare)) * log(b.f(C::IframeHiddenOffSite)),
    ),
    both("iframe_hidden_off_site", LogCount, "Hidden frames from other sites.", |b| {
        log(b.f(C::IframeHiddenOffSite))
    }),
    both(
        "lexicon_x_off_site",
        Product,
        "Log of lexicon hits in off-site links times the off-site share of links.",
        |b| log(b.f(C::OffSiteLexicon)) * share(b.f(C::OffSite), b.f(C::Links)),
    ),
    both(
        "lexicon_x_density",
        Product,
        "Log of lexicon hits in off-site links times their share of the ink.",
        |b| log(b.f(C::OffSiteLexicon)) * share(b.f(C::OffSiteInk), f64::from(b.counts.text.ink)),
    ),
    both(
        "bare_x_off_site",
        Product,
        "Log of off-site links times the share of them without other attributes.",
        |b| log(b.f(C::OffSite)) * share(b.f(C::OffSiteBare), b.f(C::OffSite)),
    ),
    both(
        "classless_x_off_site",
        Product,
        "Log of off-site links times the share of elements without a class.",
        |b| log(b.f(C::OffSite)) * (1.0 - share(b.f(C::WithClass), b.f(C::Elements))),
    ),
    block(
        "exclusive_x_density",
        Product,
        "Log of off-site domains only this block links to times their share of the ink.",
        |b| log(f64::from(b.exclusive_hosts)) * share(b.f(C::OffSiteInk), f64::from(b.counts.text.ink)),
    ),
    block("tail_x_off_site", Product, "After the body: log of off-site links.", |b| {
        flag(b.after_body) * log(b.f(C::OffSite))
    }),
    block("tail_x_hidden", Product, "After the body: log of hidden elements.", |b| {
        flag(b.after_body) * log(b.f(C::Hidden))
    }),
    block("tail_x_loader", Product, "After the body: log of off-site frames and scripts.", |b| {
        flag(b.after_body) * log(b.f(C::IframeOffSite) + b.f(C::ScriptOffSite))
    }),
    block(
        "edge_x_off_site",
        Product,
        "First or last in the body: log of off-site links times their share of the ink.",
        |b| {
            flag(b.first_in_body || b.last_in_body)
                * log(b.f(C::OffSite))
                * share(b.f(C::OffSiteInk), f64::from(b.counts.text.ink))
        },
    ),
    block("before_x_off_site", Product, "Before the doctype: log of off-site links.", |b| {
        flag(b.before_document) * log(b.f(C::OffSite))
    }),
    block(
        "edge_text_x_noise",
        Product,
        "Text at the page's very edge, with a heap of stamped empties on its inner side.",
        |b| flag(edge_text(b)) * flag(touches_noise(b)) * brevity(b),
    ),
    block("edge_text_x_noise_long", Product, "The same, for a long text.", |b| {
        flag(edge_text(b)) * flag(touches_noise(b)) * (1.0 - brevity(b))
    }),
    block(
        "edge_text_x_lexicon",
        Product,
        "First text of the page or body: log of lexicon hits times brevity.",
        |b| flag(b.edge) * log(hits(b)) * brevity(b),
    ),
    block(
        "edge_text_x_entities",
        Product,
        "First or last text of the page or body: share of references that spell ASCII.",
        |b| flag(b.edge) * share(f64::from(b.counts.text.ascii_entities), f64::from(b.counts.text.chars)),
    ),
    block("stray_title_x_payload", Product, "A stray end tag before hidden or off-site content.", |b| {
        flag(b.kind == BlockKind::Pair && b.f(C::StrayEnds) > 0.0)
            * log(b.f(C::HiddenOffSite) + b.f(C::ScriptOffSite) + b.f(C::IframeOffSite))
    }),
    block("pair_x_off_site", Product, "A rule or script with what it hides: log of off-site links.", |b| {
        flag(b.kind == BlockKind::Pair) * log(b.f(C::OffSite))
    }),
    both("bot_x_title", Product, "Scripts that ask for search engines and set the title.", |b| {
        log(b.f(C::ScriptAsksBot)) * log(b.f(C::ScriptSetsTitle))
    }),
    both(
        "head_x_title_script",
        Product,
        "Entity-coded title, keywords or description beside a title script.",
        |b| {
            share(6.0 * b.f(C::HeadAsciiEntities), b.f(C::HeadInk))
                * flag(b.page.counts.f(C::ScriptSetsTitle) > 0.0)
        },
    ),
    both("packed_x_escapes", Product, "Packed scripts times their share of escapes.", |b| {
        log(b.f(C::ScriptPacked)) * share(b.f(C::ScriptEscapedBytes), b.f(C::ScriptBytes))
    }),
    block(
        "script_alone_x_escapes",
        Product,
        "A script of its own: share of its bytes that are escapes or digit strings.",
        |b| {
            flag(b.f(C::Elements) == b.f(C::Scripts)) * share(b.f(C::ScriptEscapedBytes), b.f(C::ScriptBytes))
        },
    ),
];

/// Distinct tag names over the square root of elements, at most 3.
fn names(b: &BlockStats<'_>) -> f64 {
    (f64::from(b.distinct_tags) / (1.0 + b.f(C::Elements)).sqrt()).min(3.0)
}

/// Off-site links and nothing that a page would hide for its own use.
fn pure(b: &BlockStats<'_>) -> bool {
    b.f(C::OffSite) > 0.0
        && b.f(C::Internal) + b.f(C::Nowhere) + b.f(C::Media) + b.f(C::Controls) + b.f(C::WithHook) == 0.0
}

/// Share of off-site links that are hidden.
fn hidden_links(b: &BlockStats<'_>) -> f64 {
    share(b.f(C::HiddenOffSite), b.f(C::OffSite))
}

fn hits(b: &BlockStats<'_>) -> f64 {
    f64::from(crate::block::sweep::spam_hits(&b.counts.text))
}

fn edge_text(b: &BlockStats<'_>) -> bool {
    b.edge
}

/// A stamped heap lies on the side where the page goes on.
fn touches_noise(b: &BlockStats<'_>) -> bool {
    (b.at_end || b.last_in_body) && b.noise_before >= 2
        || (b.at_start || b.first_in_body) && b.noise_after >= 2
}

/// 1 for a word, 1/2 at sixty characters, towards 0 for an article.
fn brevity(b: &BlockStats<'_>) -> f64 {
    60.0 / (60.0 + f64::from(b.counts.text.chars))
}
