//! Tag patterns: how many elements of which kind, how they nest, how well they are formed.
use crate::block::C;
use crate::feature::{FeatureDef, Unit::*, both, log, share};

pub(super) const FEATURES: &[FeatureDef] = &[
    both("log_elements", LogCount, "Elements.", |b| log(b.f(C::Elements))),
    both("empty_share", Ratio, "Share of elements that show nothing.", |b| {
        share(b.f(C::Empty), b.f(C::Elements))
    }),
    both(
        "empty_plain_share",
        Ratio,
        "Share of elements that show nothing and have no class, style or hook.",
        |b| share(b.f(C::EmptyPlain), b.f(C::Elements)),
    ),
    both("log_empty_plain", LogCount, "Elements that show nothing and have no class, style or hook.", |b| {
        log(b.f(C::EmptyPlain))
    }),
    both("empty_nested_share", Ratio, "Share of elements that show nothing and hold others.", |b| {
        share(b.f(C::EmptyNested), b.f(C::Elements))
    }),
    both(
        "odd_empty_share",
        Ratio,
        "Share of elements that are empty and that no page has a use for when empty.",
        |b| share(b.f(C::EmptyOdd), b.f(C::Elements)),
    ),
    both("log_odd_empty", LogCount, "Empty elements that no page has a use for.", |b| log(b.f(C::EmptyOdd))),
    both("unclosed_share", Ratio, "Share of elements that are never closed.", |b| {
        share(b.f(C::Unclosed), b.f(C::Elements))
    }),
    both("log_stray_ends", LogCount, "End tags without a start.", |b| log(b.f(C::StrayEnds))),
    both("void_ends", LogCount, "End tags of elements that have none, as in </input>.", |b| {
        log(b.f(C::VoidEnds))
    }),
    both("unknown_tag_share", Ratio, "Share of elements with a name HTML does not know.", |b| {
        share(b.f(C::UnknownTags), b.f(C::Elements))
    }),
    both("custom_tag_share", Ratio, "Share of elements with a hyphen or colon in the name.", |b| {
        share(b.f(C::CustomTags), b.f(C::Elements))
    }),
    both("obsolete_share", Ratio, "Share of obsolete elements.", |b| {
        share(b.f(C::Obsolete), b.f(C::Elements))
    }),
    both(
        "out_of_context_share",
        Ratio,
        "Share of elements that stand where HTML gives them no meaning, as td outside a table.",
        |b| share(b.f(C::OutOfContext), b.f(C::Elements)),
    ),
    both(
        "browser_raw_share",
        Ratio,
        "Share of elements whose content a browser takes as raw text, as noframes.",
        |b| share(b.f(C::BrowserRaw), b.f(C::Elements)),
    ),
    both("inline_share", Ratio, "Share of phrasing elements.", |b| share(b.f(C::Inline), b.f(C::Elements))),
    both("same_in_same_share", Ratio, "Share of elements directly inside one of the same name.", |b| {
        share(b.f(C::SameInSame), b.f(C::Elements))
    }),
    both("only_child_share", Ratio, "Share of elements that are an element's only child.", |b| {
        share(b.f(C::OnlyChild), b.f(C::Elements))
    }),
    both("distinct_tags", Product, "Distinct tag names over the square root of elements.", |b| {
        f64::from(b.distinct_tags) / (1.0 + b.f(C::Elements)).sqrt()
    }),
    both(
        "distinct_nestings",
        Product,
        "Distinct pairs of parent and child names over the square root of elements.",
        |b| f64::from(b.distinct_nestings) / (1.0 + b.f(C::Elements)).sqrt(),
    ),
    both("distinct_shapes", Ratio, "Distinct makes (name, class, style) over elements.", |b| {
        share(f64::from(b.distinct_shapes), b.f(C::Elements))
    }),
    both("list_share", Ratio, "Share of list items.", |b| share(b.f(C::Li), b.f(C::Elements))),
    both("paragraph_share", Ratio, "Share of paragraphs.", |b| share(b.f(C::P), b.f(C::Elements))),
    both("div_share", Ratio, "Share of div elements.", |b| share(b.f(C::Div), b.f(C::Elements))),
    both("break_share", Ratio, "Share of line breaks.", |b| share(b.f(C::Br), b.f(C::Elements))),
    both("heading_share", Ratio, "Share of headings.", |b| share(b.f(C::Headings), b.f(C::Elements))),
    both("table_part_share", Ratio, "Share of table parts.", |b| share(b.f(C::TableParts), b.f(C::Elements))),
    both("media_share", Ratio, "Share of pictures and other media.", |b| {
        share(b.f(C::Media), b.f(C::Elements))
    }),
    both("log_media", LogCount, "Pictures and other media.", |b| log(b.f(C::Media))),
    both("control_share", Ratio, "Share of form controls.", |b| share(b.f(C::Controls), b.f(C::Elements))),
    both("log_controls", LogCount, "Form controls.", |b| log(b.f(C::Controls))),
    both("comment_share", Ratio, "Comments over comments and elements.", |b| {
        share(b.f(C::Comments), b.f(C::Comments) + b.f(C::Elements))
    }),
    both("upper_case_share", Ratio, "Share of tags not written in lower case.", |b| {
        share(b.f(C::UpperTags), b.f(C::Elements))
    }),
    both("attributes_each", LogCount, "Attributes per element.", |b| {
        if b.f(C::Elements) > 0.0 { log(b.f(C::Attributes) / b.f(C::Elements)) } else { 0.0 }
    }),
    both("bare_share", Ratio, "Share of elements without attributes.", |b| {
        share(b.f(C::Bare), b.f(C::Elements))
    }),
    both("class_share", Ratio, "Share of elements with a class.", |b| {
        share(b.f(C::WithClass), b.f(C::Elements))
    }),
    both("style_share", Ratio, "Share of elements with a style attribute.", |b| {
        share(b.f(C::WithStyle), b.f(C::Elements))
    }),
    both("hook_share", Ratio, "Share of elements that scripts or screen readers address.", |b| {
        share(b.f(C::WithHook), b.f(C::Elements))
    }),
    both(
        "log_hooks",
        LogCount,
        "Elements that scripts or screen readers address.",
        |b| log(b.f(C::WithHook)),
    ),
];
