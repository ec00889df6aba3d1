//! Wording: scripts of writing, lexicon, entities, the marks of keyword lists and of mirror kits.
use crate::block::C;
use crate::block::sweep::spam_hits;
use crate::fact::lexicon::Category;
use crate::feature::{FeatureDef, Unit::*, both, log, share};

pub(super) const FEATURES: &[FeatureDef] = &[
    both("log_ink", LogCount, "Non-white bytes of text.", |b| log(f64::from(b.counts.text.ink))),
    both("text_share", Ratio, "Share of bytes that are text.", |b| {
        share(f64::from(b.counts.text.ink), f64::from(b.bytes))
    }),
    both("log_lexicon", LogCount, "Lexicon hits in the text.", |b| log(spam(b))),
    both(
        "lexicon_density",
        Ratio,
        "Lexicon hits per eight words or characters of Han, kana and hangul.",
        |b| share(8.0 * spam(b), words(b)),
    ),
    both("lexicon_gambling", LogCount, "Lexicon hits: gambling.", |b| log(hits(b, Category::Gambling))),
    both("lexicon_adult", LogCount, "Lexicon hits: adult.", |b| log(hits(b, Category::Adult))),
    both("lexicon_pharma", LogCount, "Lexicon hits: pharmacy.", |b| log(hits(b, Category::Pharma))),
    both("lexicon_replica", LogCount, "Lexicon hits: brand goods.", |b| log(hits(b, Category::Replica))),
    both("lexicon_credit", LogCount, "Words of template and widget makers.", |b| {
        log(hits(b, Category::Credit))
    }),
    both("lexicon_finance", LogCount, "Lexicon hits: loans.", |b| log(hits(b, Category::Finance))),
    both("lexicon_essay", LogCount, "Lexicon hits: essays to order.", |b| log(hits(b, Category::Essay))),
    both("lexicon_warez_seo", LogCount, "Lexicon hits: link trade, pirated goods.", |b| {
        log(hits(b, Category::WarezSeo))
    }),
    both("lexicon_strong", LogCount, "Lexicon hits on terms with hardly an everyday use.", |b| {
        log(Category::ALL
            .iter()
            .filter(|c| c.is_spam())
            .map(|c| f64::from(b.counts.text.strong[c.index()]))
            .sum())
    }),
    both("lexicon_disguised", LogCount, "Lexicon hits that only folding made readable.", |b| {
        log(f64::from(b.counts.text.disguised_hits))
    }),
    both("lexicon_links", Ratio, "Share of off-site links whose anchor hits the lexicon.", |b| {
        share(b.f(C::OffSiteLexiconLinks), b.f(C::OffSite))
    }),
    both(
        "credit_links",
        Ratio,
        "Share of off-site links whose anchor names a template or widget maker.",
        |b| share(b.f(C::OffSiteCredit), b.f(C::OffSite)),
    ),
    both("entity_share", Ratio, "Numeric references over characters.", |b| {
        share(f64::from(b.counts.text.entities), f64::from(b.counts.text.chars))
    }),
    both("ascii_entity_share", Ratio, "Numeric references that spell ASCII over characters.", |b| {
        share(f64::from(b.counts.text.ascii_entities), f64::from(b.counts.text.chars))
    }),
    both(
        "head_ascii_entity_share",
        Ratio,
        "The same in title, keywords and description, per ink byte.",
        |b| share(6.0 * b.f(C::HeadAsciiEntities), b.f(C::HeadInk)),
    ),
    both(
        "head_entity_share",
        Ratio,
        "Numeric references in title, keywords and description, per ink byte.",
        |b| share(8.0 * b.f(C::HeadEntities), b.f(C::HeadInk)),
    ),
    both("head_lexicon", LogCount, "Lexicon hits in title, keywords and description.", |b| {
        log(b.f(C::HeadLexicon))
    }),
    both("control_characters", LogCount, "Control characters in the text.", |b| {
        log(f64::from(b.counts.text.controls))
    }),
    both("pinyin", LogCount, "Han characters followed by their pinyin in parentheses.", |b| {
        log(f64::from(b.counts.text.pinyin_parens))
    }),
    both("handles", LogCount, "Messenger names with a handle.", |b| log(f64::from(b.counts.text.handles))),
    both("domain_words", LogCount, "Domain names spelled in the text.", |b| {
        log(f64::from(b.counts.text.domain_words))
    }),
    both("zero_width", LogCount, "Zero-width characters where no script needs them.", |b| {
        log(f64::from(b.counts.text.zero_width))
    }),
    both("surrogate_entities", LogCount, "References to half a surrogate pair.", |b| {
        log(f64::from(b.counts.text.surrogate_entities))
    }),
    both("separator_share", Ratio, "List separators over characters.", |b| {
        share(f64::from(b.counts.text.separators), f64::from(b.counts.text.chars))
    }),
    both("sentence_share", Ratio, "Sentence ends per forty characters.", |b| {
        share(40.0 * f64::from(b.counts.text.sentence_ends), f64::from(b.counts.text.chars))
    }),
    both("digit_share", Ratio, "Digits over characters.", |b| {
        share(f64::from(b.counts.text.digits), f64::from(b.counts.text.chars))
    }),
    both("han_share", Ratio, "Han characters over characters.", |b| {
        share(f64::from(b.counts.text.han), f64::from(b.counts.text.chars))
    }),
    both("markdown_links", LogCount, "Links written as in Markdown.", |b| {
        log(f64::from(b.counts.text.markdown_links))
    }),
    both("texts_each", LogCount, "Texts per element.", |b| log(b.f(C::Texts) / (1.0 + b.f(C::Elements)))),
];

fn hits(b: &crate::block::BlockStats<'_>, category: Category) -> f64 {
    f64::from(b.counts.text.hits[category.index()])
}

/// All hits that speak of spam.
fn spam(b: &crate::block::BlockStats<'_>) -> f64 {
    f64::from(spam_hits(&b.counts.text))
}

/// Words, with a Han, kana or hangul character counted as half of one.
fn words(b: &crate::block::BlockStats<'_>) -> f64 {
    let t = &b.counts.text;
    f64::from(t.words) + 0.5 * f64::from(t.han + t.kana + t.hangul)
}
