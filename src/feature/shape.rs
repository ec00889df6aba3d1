//! Columns that follow from one counter, or from it and what it is a part of, in a way that needs no look at the rest.
#[cfg(test)]
use crate::block::BlockStats;
use crate::block::{C, Counts};
use crate::feature::relative::{CHARS, ELEMENTS, LINKS};
#[cfg(test)]
use crate::feature::{log, relative::against, share};

/// How a column's value is made of the counter that stands guard over it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Shape {
    /// `ln(1 + count)`.
    Log,
    /// Its share of a whole.
    Share(Whole),
    /// A part's share of a whole that is the counter, less that in the rest of the page; as `relative::against`.
    Against(Whole, C),
}

/// What counters are parts of.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Whole {
    /// [`C::Elements`].
    Elements,
    /// [`C::Links`].
    Links,
    /// [`C::OffSite`].
    OffSite,
    /// Non-white bytes of text.
    Ink,
}

impl Whole {
    /// How much of it is counted.
    #[inline]
    pub(crate) fn of(self, counts: &Counts) -> u32 {
        match self {
            Whole::Elements => counts.get(C::Elements),
            Whole::Links => counts.get(C::Links),
            Whole::OffSite => counts.get(C::OffSite),
            Whole::Ink => counts.text.ink,
        }
    }

    /// How much of it, in the rest of the page, counts as much as no knowledge at all.
    pub(crate) fn prior(self) -> f64 {
        match self {
            Whole::Elements => ELEMENTS,
            Whole::Links | Whole::OffSite => LINKS,
            Whole::Ink => CHARS,
        }
    }
}

impl Shape {
    /// The shape of a column, if it has one.
    pub(super) fn of(name: &str) -> Option<Shape> {
        if LOGS.contains(&name) {
            return Some(Shape::Log);
        }
        let share = SHARES.iter().find(|(_, names)| names.contains(&name));
        let against = AGAINST.iter().find(|(of, ..)| *of == name);
        share.map(|(whole, _)| Shape::Share(*whole)).or(against.map(|(_, shape)| *shape))
    }

    /// The columns that have a shape.
    #[cfg(test)]
    pub(super) fn names() -> impl Iterator<Item = &'static str> {
        let shares = SHARES.iter().flat_map(|(_, names)| *names);
        LOGS.iter().chain(shares).copied().chain(AGAINST.iter().map(|(name, _)| *name))
    }

    /// The value of a column of this shape.
    #[cfg(test)]
    pub(super) fn value(self, counter: C, b: &BlockStats<'_>) -> f64 {
        match self {
            Shape::Log => log(b.f(counter)),
            Shape::Share(whole) => share(b.f(counter), f64::from(whole.of(&b.counts))),
            Shape::Against(whole, part) => against(b, part, counter, whole.prior()),
        }
    }
}

const LOGS: &[&str] = &[
    "log_stray_ends",
    "void_ends",
    "log_hooks",
    "log_media",
    "log_controls",
    "log_scripts",
    "log_iframes",
    "log_empty_plain",
    "log_odd_empty",
    "log_repeated_id_full",
    "log_elements",
    "log_links",
    "log_internal",
    "log_off_site",
    "log_hidden",
    "hidden_display",
    "hidden_off_screen",
    "hidden_zero",
    "hidden_colour",
    "hidden_marquee",
    "hidden_by_sheet",
    "hidden_by_script",
    "hidden_media",
    "hidden_hooks",
    "log_hidden_off_site",
    "log_iframe_off_site",
    "iframe_hidden_off_site",
    "script_off_site",
    "log_script_bytes",
    "script_hides",
    "script_writes_hidden",
    "script_writes_closer",
    "script_writes_loader",
    "script_asks_bot",
    "script_redirects",
    "script_sets_title",
    "script_packed",
    "server_code",
    "server_cloak",
    "head_lexicon",
];

const SHARES: &[(Whole, &[&str])] = &[
    (
        Whole::Elements,
        &[
            "hook_share",
            "media_share",
            "control_share",
            "empty_share",
            "empty_plain_share",
            "empty_nested_share",
            "odd_empty_share",
            "unclosed_share",
            "unknown_tag_share",
            "custom_tag_share",
            "obsolete_share",
            "out_of_context_share",
            "browser_raw_share",
            "inline_share",
            "same_in_same_share",
            "only_child_share",
            "list_share",
            "paragraph_share",
            "div_share",
            "break_share",
            "heading_share",
            "table_part_share",
            "upper_case_share",
            "bare_share",
            "class_share",
            "style_share",
            "id_share",
            "id_only_share",
            "repeated_id_share",
            "repeated_id_empty_share",
            "random_id_share",
            "referenced_id_share",
            "hidden_element_share",
        ],
    ),
    (
        Whole::Links,
        &["popular_share", "internal_share", "nowhere_share", "off_site_share", "hidden_off_site_share"],
    ),
    (
        Whole::OffSite,
        &[
            "off_site_root_share",
            "nofollow_share",
            "dofollow_share",
            "blank_share",
            "bare_link_share",
            "unquoted_share",
            "title_is_anchor_share",
            "image_link_share",
            "hijack_path_share",
            "victim_host_share",
            "abused_host_share",
            "odd_host_share",
            "url_anchor_share",
            "lexicon_links",
            "credit_links",
        ],
    ),
    (Whole::Ink, &["link_density", "off_site_ink_share", "hidden_ink_share"]),
];

const AGAINST: &[(&str, Shape)] = &[
    ("off_site_vs_page", Shape::Against(Whole::Links, C::OffSite)),
    ("internal_vs_page", Shape::Against(Whole::Links, C::Internal)),
    ("class_vs_page", Shape::Against(Whole::Elements, C::WithClass)),
    ("empty_vs_page", Shape::Against(Whole::Elements, C::Empty)),
    ("hidden_vs_page", Shape::Against(Whole::Elements, C::HiddenElements)),
    ("upper_vs_page", Shape::Against(Whole::Elements, C::UpperTags)),
    ("nofollow_vs_page", Shape::Against(Whole::OffSite, C::Nofollow)),
];
