//! Every mutation there is, what it costs, and where it is known from.
use super::page::{Block, Page};
use super::write::Edit;
use super::{attributes, company, hiding, ids, layout, letters, padding, tags, wrap};
use crate::synth::Dice;

/// Name of the mutation that changes nothing: the recall the others are measured against.
pub const UNCHANGED: &str = "none";

/// One way to rewrite injected blocks.
#[derive(Clone, Copy, Debug)]
pub struct Mutation {
    /// Lower-case name with hyphens, unique.
    pub name: &'static str,
    /// What is done, and to which blocks it applies.
    pub what: &'static str,
    /// What the attacker spends or gives up.
    pub budget: &'static str,
    /// Where it was seen or proposed.
    pub source: &'static str,
    /// Good words added to a block.
    pub words: usize,
    pub(crate) build: Build,
}

/// Changes to a page, and the blocks they rewrite.
pub(crate) type Changes = (Vec<Edit>, Vec<usize>);

/// How a mutation is made.
#[derive(Clone, Copy, Debug)]
pub(crate) enum Build {
    /// Block by block; `None` where it does not apply.
    Block(fn(&Page<'_>, &Block, &mut Dice) -> Option<Vec<Edit>>),
    /// All at once.
    Page(fn(&Page<'_>, &mut Dice) -> Option<Changes>),
    /// Not at all.
    Nothing,
}

/// Lowd and Meek, "Good Word Attacks on Statistical Spam Filters", CEAS 2005.
const LOWD_MEEK: &str = "Lowd & Meek, CEAS 2005: 150 words passive, 30 active";
/// Kits as seen on infected pages, `docs/techniques.md`.
const KITS: &str = "kits seen on infected pages";
/// White-box attacks on a model that reads markup.
const WHITE_BOX: &str = "white-box against a linear model of markup";
/// What parsers of CSS and HTML must accept as the same.
const STANDARD: &str = "equal by the HTML or CSS standard";

const fn block(
    name: &'static str,
    what: &'static str,
    budget: &'static str,
    source: &'static str,
    build: fn(&Page<'_>, &Block, &mut Dice) -> Option<Vec<Edit>>,
) -> Mutation {
    Mutation { name, what, budget, source, words: 0, build: Build::Block(build) }
}

const fn page(
    name: &'static str,
    what: &'static str,
    budget: &'static str,
    source: &'static str,
    build: fn(&Page<'_>, &mut Dice) -> Option<Changes>,
) -> Mutation {
    Mutation { name, what, budget, source, words: 0, build: Build::Page(build) }
}

const fn pads(mutation: Mutation, words: usize) -> Mutation {
    Mutation { words, ..mutation }
}

const MUTATIONS: &[Mutation] = &[
    Mutation {
        name: UNCHANGED,
        what: "Nothing is changed.",
        budget: "none",
        source: "the baseline",
        words: 0,
        build: Build::Nothing,
    },
    // Names.
    block("fresh-ids", "Every id becomes one of its own.", "a random word per element", KITS, ids::fresh),
    block("same-id", "All ids of a block with several become the same.", "none", KITS, ids::same),
    block("no-ids", "Ids are dropped.", "ids can no longer mark the block", WHITE_BOX, ids::none),
    block(
        "other-tags",
        "Tags are replaced by others that take the same content.",
        "none where the block is hidden",
        KITS,
        tags::other,
    ),
    // Good words.
    pads(
        block("pad-30", "30 words of the page between the elements.", "30 words", LOWD_MEEK, padding::thirty),
        30,
    ),
    pads(
        block(
            "pad-150",
            "150 words of the page between the elements.",
            "150 words",
            LOWD_MEEK,
            padding::many,
        ),
        150,
    ),
    pads(
        block(
            "pad-30-end",
            "30 words of the page in one paragraph at the end.",
            "30 words",
            LOWD_MEEK,
            padding::thirty_last,
        ),
        30,
    ),
    pads(
        block(
            "pad-150-end",
            "150 words of the page in one paragraph at the end.",
            "150 words",
            LOWD_MEEK,
            padding::many_last,
        ),
        150,
    ),
    page(
        "page-padding",
        "The page's own words are added to it, until it has twice as many.",
        "visible paragraphs; write access to the page's text",
        WHITE_BOX,
        padding::page,
    ),
    // Good company.
    block(
        "benign-links",
        "Ten links of the page's own to its own site are added.",
        "10 elements; link weight shared with the site",
        WHITE_BOX,
        company::links,
    ),
    block(
        "benign-elements",
        "An image, a form, a list, a heading and a paragraph are added.",
        "12 elements",
        WHITE_BOX,
        company::elements,
    ),
    block(
        "classes",
        "Every element without a class gets one of the page's.",
        "an attribute per element",
        WHITE_BOX,
        company::classes,
    ),
    block(
        "nofollow",
        "Links get rel=nofollow.",
        "the link weight, which is what is sold",
        WHITE_BOX,
        company::nofollow,
    ),
    // Layout.
    block("split", "A wrapped block becomes three, side by side.", "two wrappers", WHITE_BOX, layout::split),
    page(
        "split-moved",
        "A block becomes three, the second and third elsewhere on the page.",
        "two wrappers; write access to the page's text",
        WHITE_BOX,
        layout::split_moved,
    ),
    page("merge", "All blocks of a page move to the first.", "none", WHITE_BOX, layout::merge),
    page(
        "nested",
        "The block moves into the genuine element beside it.",
        "write access to the page's text",
        WHITE_BOX,
        layout::nested,
    ),
    block("minified", "White space between tags is dropped.", "none", STANDARD, layout::minified),
    block("crlf", "Every tag begins a line.", "none", STANDARD, layout::lines),
    block(
        "comments",
        "Comments of the page's words between the elements.",
        "a comment per element",
        KITS,
        wrap::comments,
    ),
    // Hiding.
    block(
        "css-escapes",
        "A letter of each word of a style attribute is escaped.",
        "none",
        STANDARD,
        hiding::escapes,
    ),
    block("css-comments", "Comments inside style attributes.", "none", STANDARD, hiding::comments),
    block("other-hiding", "A style that hides becomes another that hides.", "none", KITS, hiding::other),
    block(
        "sheet-beside",
        "Style attributes become rules of a style element in the block.",
        "one element",
        KITS,
        hiding::beside,
    ),
    block(
        "sheet-head",
        "Style attributes become rules of a style element in the head.",
        "write access to the head",
        KITS,
        hiding::head,
    ),
    // Letters.
    block(
        "entities",
        "Letters of the text become character references.",
        "bytes: four to six per letter",
        STANDARD,
        letters::entities,
    ),
    block(
        "href-entities",
        "Letters of link addresses become character references.",
        "bytes: four to six per letter",
        STANDARD,
        letters::href_entities,
    ),
    block(
        "homoglyphs",
        "Half of the letters become Cyrillic or Greek ones that look alike.",
        "keywords no longer match",
        KITS,
        letters::homoglyphs,
    ),
    block(
        "full-width",
        "ASCII letters and digits of the text become full-width.",
        "looks odd; search engines fold it",
        KITS,
        letters::full_width,
    ),
    block(
        "zero-width",
        "Zero-width spaces inside words.",
        "keywords may no longer match",
        KITS,
        letters::zero_width,
    ),
    block(
        "punctuation",
        "Dots and stars inside words of anchors.",
        "keywords no longer match",
        KITS,
        letters::punctuation,
    ),
    // Wrapping.
    block(
        "noscript",
        "The block goes into a noscript element.",
        "seen only without scripts",
        KITS,
        wrap::noscript,
    ),
    block(
        "noembed",
        "The block goes into a noembed element.",
        "raw text to browsers: links are lost to some",
        KITS,
        wrap::noembed,
    ),
    // The same markup, written otherwise.
    block("attr-order", "Attributes change their order.", "none", STANDARD, attributes::order),
    block(
        "attr-quotes",
        "Double quotes become single, single none where that can be, none double.",
        "none",
        STANDARD,
        attributes::quotes,
    ),
    block("upper-case", "Names of tags and attributes in capitals.", "none", STANDARD, attributes::upper),
];

/// All mutations, the one that changes nothing first.
pub fn mutations() -> &'static [Mutation] {
    MUTATIONS
}
