//! When a column can be anything but 0: most are 0 for most blocks, and need not be worked out to know it.
use crate::block::{BlockKind, BlockStats, C, Counts};
use crate::fact::text::TextCounts;

/// A condition without which every column that stands under it is 0, whatever else was counted.
#[derive(Clone, Copy)]
pub(crate) enum Guard {
    /// Always met.
    Always,
    /// There is some of it.
    Some(C),
    /// There is some of any counter from the first to the second, as [`C`] lists them.
    Any(C, C),
    /// It says so of the counts of the text, of which more cannot make it say no.
    Text(fn(&TextCounts) -> bool),
    /// It says so.
    If(fn(&BlockStats<'_>) -> bool),
}

impl Guard {
    /// Whether it is met.
    #[inline]
    pub(crate) fn holds(self, b: &BlockStats<'_>) -> bool {
        match self {
            Guard::Always => true,
            Guard::Some(counter) => b.counts.get(counter) != 0,
            Guard::Any(first, last) => b.counts.any(first, last),
            Guard::Text(says) => says(&b.counts.text),
            Guard::If(says) => says(b),
        }
    }

    /// Whether it may be met by a block of a page with these counts. No block has more of anything than its page.
    #[inline]
    pub(crate) fn may_hold(self, page: &Counts) -> bool {
        match self {
            Guard::Some(counter) => page.get(counter) != 0,
            Guard::Any(first, last) => page.any(first, last),
            Guard::Text(says) => says(&page.text),
            Guard::Always | Guard::If(_) => true,
        }
    }
}

/// Columns that are 0 unless the section's guard and their own hold.
pub(super) struct Section {
    pub(super) guard: Guard,
    pub(super) groups: &'static [(Guard, &'static [&'static str])],
}

use Guard::{Always, Any, If, Some, Text};

/// Every column of the block model that is computed from counts, once.
pub(super) const SECTIONS: &[Section] = &[
    Section {
        guard: Always,
        groups: &[
            (If(|b| b.distinct_tags > 0), &["distinct_tags"]),
            (If(|b| b.distinct_nestings > 0), &["distinct_nestings"]),
            (Some(C::Comments), &["comment_share"]),
            (Some(C::StrayEnds), &["log_stray_ends"]),
            (Some(C::VoidEnds), &["void_ends"]),
            (Some(C::WithHook), &["hook_share", "log_hooks"]),
            (Some(C::Media), &["media_share", "log_media"]),
            (Some(C::Controls), &["control_share", "log_controls"]),
            (Some(C::Scripts), &["log_scripts"]),
            (Some(C::Iframes), &["log_iframes"]),
            (Some(C::Texts), &["texts_each"]),
            (
                Some(C::EmptyPlain),
                &[
                    "empty_plain_share",
                    "log_empty_plain",
                    "empty_x_tags",
                    "empty_x_context",
                    "empty_x_random_id",
                ],
            ),
            (Some(C::EmptyOdd), &["odd_empty_share", "log_odd_empty", "odd_empty_x_tags"]),
            (Some(C::IdRepeatedFull), &["log_repeated_id_full"]),
            (
                If(repeats_id),
                &["same_id_share", "log_same_id", "same_id_x_empty", "same_id_x_tags", "stamped_empties"],
            ),
            (If(at_an_end), &["first_in_body", "last_in_body", "after_body", "after_html"]),
            (If(|b| b.before_document || b.in_head), &["before_document", "in_head", "before_x_off_site"]),
            (If(|b| b.after_body), &["tail_x_off_site", "tail_x_hidden", "tail_x_loader"]),
            (
                If(|b| b.edge),
                &[
                    "edge",
                    "edge_text_x_noise",
                    "edge_text_x_noise_long",
                    "edge_text_x_lexicon",
                    "edge_text_x_entities",
                ],
            ),
            (If(|b| b.kind == BlockKind::IdRun), &["kind_id_run"]),
            (If(|b| b.kind == BlockKind::Head), &["kind_head"]),
            (If(|b| b.kind == BlockKind::Pair), &["kind_pair", "stray_title_x_payload", "pair_x_off_site"]),
            (If(|b| b.root_hidden), &["root_hidden", "root_unclosed_hidden"]),
            (If(|b| b.root_hook), &["root_hook"]),
            (
                If(|b| b.root_inline),
                &[
                    "root_hidden_inline",
                    "hidden_root_x_pure",
                    "plain_hidden_root_x_pure",
                    "hidden_root_x_links",
                    "hidden_root_x_lexicon",
                ],
            ),
            (If(|b| b.inside_hidden), &["inside_hidden"]),
        ],
    },
    Section {
        guard: Some(C::Elements),
        groups: &[
            (
                Always,
                &[
                    "log_elements",
                    "distinct_shapes",
                    "class_vs_page",
                    "empty_vs_page",
                    "hidden_vs_page",
                    "upper_vs_page",
                ],
            ),
            (Some(C::Empty), &["empty_share", "empty_x_unknown"]),
            (Some(C::EmptyNested), &["empty_nested_share"]),
            (Some(C::Unclosed), &["unclosed_share"]),
            (Some(C::UnknownTags), &["unknown_tag_share"]),
            (Some(C::CustomTags), &["custom_tag_share"]),
            (Some(C::Obsolete), &["obsolete_share"]),
            (Some(C::OutOfContext), &["out_of_context_share"]),
            (Some(C::BrowserRaw), &["browser_raw_share"]),
            (Some(C::Inline), &["inline_share"]),
            (Some(C::SameInSame), &["same_in_same_share"]),
            (Some(C::OnlyChild), &["only_child_share"]),
            (Some(C::Li), &["list_share"]),
            (Some(C::P), &["paragraph_share"]),
            (Some(C::Div), &["div_share"]),
            (Some(C::Br), &["break_share"]),
            (Some(C::Headings), &["heading_share"]),
            (Some(C::TableParts), &["table_part_share"]),
            (Some(C::UpperTags), &["upper_case_share"]),
            (Some(C::Attributes), &["attributes_each"]),
            (Some(C::Bare), &["bare_share"]),
            (Some(C::WithClass), &["class_share"]),
            (Some(C::WithStyle), &["style_share"]),
        ],
    },
    Section {
        guard: Some(C::WithId),
        groups: &[(Always, &["id_share"]), (If(|b| b.distinct_ids > 0), &["distinct_id_share"])],
    },
    Section {
        guard: Any(C::IdOnly, C::IdReferenced),
        groups: &[
            (Some(C::IdOnly), &["id_only_share"]),
            (Some(C::IdRepeated), &["repeated_id_share"]),
            (Some(C::IdRepeatedEmpty), &["repeated_id_empty_share"]),
            (Some(C::IdRandom), &["random_id_share"]),
            (Some(C::IdReferenced), &["referenced_id_share"]),
        ],
    },
    Section {
        guard: Any(C::Links, C::OffSiteCredit),
        groups: &[
            (Some(C::Links), &["log_links", "off_site_vs_page", "internal_vs_page"]),
            (Some(C::AnchorInk), &["link_density"]),
            (Some(C::Popular), &["popular_share"]),
            (Some(C::Internal), &["internal_share", "log_internal"]),
            (Some(C::Nowhere), &["nowhere_share"]),
            (Some(C::OffSiteInk), &["off_site_ink_share"]),
            (Some(C::OffSiteLexicon), &["hidden_x_lexicon", "lexicon_x_off_site", "lexicon_x_density"]),
        ],
    },
    Section {
        guard: Some(C::OffSite),
        groups: &[
            (
                Always,
                &[
                    "log_off_site",
                    "off_site_share",
                    "anchor_length",
                    "classless_x_off_site",
                    "edge_x_off_site",
                    "nofollow_vs_page",
                ],
            ),
            (If(|b| b.most_same_host >= 3), &["same_host_share"]),
            (Some(C::OffSiteRoot), &["off_site_root_share"]),
            (Some(C::Nofollow), &["nofollow_share"]),
            (Some(C::Dofollow), &["dofollow_share"]),
            (Some(C::Blank), &["blank_share"]),
            (Some(C::OffSiteBare), &["bare_link_share", "bare_x_off_site"]),
            (Some(C::Unquoted), &["unquoted_share"]),
            (Some(C::TitleIsAnchor), &["title_is_anchor_share"]),
            (Some(C::OffSiteImage), &["image_link_share"]),
            (Some(C::HijackPath), &["hijack_path_share"]),
            (Some(C::VictimHost), &["victim_host_share"]),
            (Some(C::AbusedHost), &["abused_host_share"]),
            (Some(C::OddHost), &["odd_host_share"]),
            (Some(C::UrlAnchor), &["url_anchor_share"]),
            (Some(C::OffSiteLexiconLinks), &["lexicon_links"]),
            (Some(C::OffSiteCredit), &["credit_links"]),
        ],
    },
    Section {
        guard: If(|b| b.distinct_hosts > 0),
        groups: &[
            (Always, &["log_hosts", "host_spread", "hidden_x_hosts"]),
            (If(|b| b.exclusive_hosts > 0), &["exclusive_host_share"]),
        ],
    },
    Section { guard: If(|b| b.exclusive_hosts > 0), groups: &[(Always, &["exclusive_x_density"])] },
    Section {
        guard: Any(C::Hidden, C::HiddenElements),
        groups: &[
            (Some(C::Hidden), &["log_hidden"]),
            (Some(C::HiddenInk), &["hidden_ink_share"]),
            (Some(C::HiddenElements), &["hidden_element_share", "hidden_x_internal"]),
            (Some(C::HiddenDisplay), &["hidden_display"]),
            (Some(C::HiddenOff), &["hidden_off_screen"]),
            (Some(C::HiddenZero), &["hidden_zero"]),
            (Some(C::HiddenColour), &["hidden_colour"]),
            (Some(C::HiddenMarquee), &["hidden_marquee"]),
            (Some(C::HiddenBySheet), &["hidden_by_sheet"]),
            (Some(C::HiddenByScript), &["hidden_by_script", "script_hidden_x_off_site"]),
            (Some(C::HiddenMedia), &["hidden_media"]),
            (Some(C::HiddenHooks), &["hidden_hooks"]),
            (
                Some(C::HiddenOffSite),
                &[
                    "log_hidden_off_site",
                    "hidden_off_site_share",
                    "hidden_x_density",
                    "hidden_x_bare",
                    "hidden_x_credit",
                    "sheet_hidden_x_off_site",
                    "off_screen_x_off_site",
                    "zero_x_off_site",
                ],
            ),
        ],
    },
    Section {
        guard: Any(C::IframeOffSite, C::ServerCode),
        groups: &[
            (Some(C::IframeOffSite), &["log_iframe_off_site"]),
            (
                Some(C::IframeHiddenOffSite),
                &["iframe_hidden_off_site", "iframe_odd_x_hidden", "iframe_bare_x_hidden"],
            ),
            (Some(C::ScriptOffSite), &["script_off_site"]),
            (Some(C::ScriptBytes), &["log_script_bytes"]),
            (Some(C::ScriptHides), &["script_hides"]),
            (Some(C::ScriptWritesHidden), &["script_writes_hidden", "written_x_off_site"]),
            (Some(C::ScriptWritesCloser), &["script_writes_closer"]),
            (Some(C::ScriptWritesLoader), &["script_writes_loader"]),
            (Some(C::ScriptAsksBot), &["script_asks_bot", "bot_x_title"]),
            (Some(C::ScriptRedirects), &["script_redirects"]),
            (Some(C::ScriptSetsTitle), &["script_sets_title"]),
            (Some(C::ScriptPacked), &["script_packed", "packed_x_escapes"]),
            (Some(C::ScriptEscapedBytes), &["script_escaped_share", "script_alone_x_escapes"]),
            (Some(C::ServerCode), &["server_code"]),
            (Some(C::ServerCloak), &["server_cloak"]),
        ],
    },
    Section {
        guard: Any(C::HeadInk, C::HeadLexicon),
        groups: &[
            (Some(C::HeadAsciiEntities), &["head_ascii_entity_share", "head_x_title_script"]),
            (Some(C::HeadEntities), &["head_entity_share"]),
            (Some(C::HeadLexicon), &["head_lexicon"]),
        ],
    },
    Section { guard: Text(|t| t.ink > 0), groups: &[(Always, &["log_ink", "text_share"])] },
    Section {
        guard: Text(|t| t.chars > 0),
        groups: &[
            (Text(|t| t.entities > 0), &["entity_share"]),
            (Text(|t| t.ascii_entities > 0), &["ascii_entity_share"]),
            (Text(|t| t.separators > 0), &["separator_share"]),
            (Text(|t| t.sentence_ends > 0), &["sentence_share"]),
            (Text(|t| t.digits > 0), &["digit_share"]),
            (Text(|t| t.han > 0), &["han_share"]),
        ],
    },
    Section {
        guard: Text(has_rarities),
        groups: &[(
            Always,
            &[
                "control_characters",
                "pinyin",
                "handles",
                "domain_words",
                "zero_width",
                "surrogate_entities",
                "markdown_links",
            ],
        )],
    },
    Section {
        guard: Text(has_terms),
        groups: &[(
            Always,
            &[
                "log_lexicon",
                "lexicon_density",
                "lexicon_gambling",
                "lexicon_adult",
                "lexicon_pharma",
                "lexicon_replica",
                "lexicon_credit",
                "lexicon_finance",
                "lexicon_essay",
                "lexicon_warez_seo",
                "lexicon_strong",
                "lexicon_disguised",
                "lexicon_vs_page",
            ],
        )],
    },
];

/// Columns that compare all letters of the block with all others of its page: they are worked out last, and only for
/// blocks that they could still matter to.
pub(super) const LATE: &[&str] = &["writing_vs_page", "letters_vs_page"];

fn repeats_id(b: &BlockStats<'_>) -> bool {
    b.most_same_id > 1
}

fn at_an_end(b: &BlockStats<'_>) -> bool {
    b.first_in_body || b.last_in_body || b.after_body || b.after_html
}

/// Marks of a text that few texts have.
fn has_rarities(t: &TextCounts) -> bool {
    (t.controls
        | t.pinyin_parens
        | t.handles
        | t.domain_words
        | t.zero_width
        | t.surrogate_entities
        | t.markdown_links)
        != 0
}

fn has_terms(t: &TextCounts) -> bool {
    t.hits.iter().chain(&t.strong).fold(t.disguised_hits, |all, n| all | n) != 0
}
