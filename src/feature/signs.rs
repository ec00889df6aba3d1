//! Features that can only speak one way, whatever a few campaigns suggest. All others are free.

/// Their weights are at least 0.
pub const FOR_SPAM: &[&str] = &[
    // nonsense markup
    "void_ends", "out_of_context_share", "log_empty_plain", "empty_plain_share", "unknown_tag_share",
    "id_only_share", "same_id_share", "log_same_id", "repeated_id_empty_share", "random_id_share",
    "same_id_x_empty", "same_id_x_tags", "empty_x_tags", "empty_x_context", "empty_x_unknown", "empty_x_random_id",
    "distinct_tags", "log_stray_ends", "kind_id_run", "empty_vs_page",
    // links away
    "log_off_site", "off_site_share", "off_site_ink_share", "log_hosts", "exclusive_host_share", "exclusive_x_density",
    "hijack_path_share", "victim_host_share", "abused_host_share", "odd_host_share", "unquoted_share", "dofollow_share",
    "title_is_anchor_share", "same_host_share", "host_spread", "off_site_vs_page", "link_density",
    "bare_x_off_site", "classless_x_off_site", "tail_x_off_site", "edge_x_off_site", "before_x_off_site", "pair_x_off_site",
    // hiding
    "root_hidden", "root_hidden_inline", "root_unclosed_hidden", "log_hidden_off_site", "hidden_off_site_share",
    "hidden_x_hosts", "hidden_x_lexicon", "hidden_x_density", "hidden_x_bare", "script_hidden_x_off_site",
    "sheet_hidden_x_off_site", "written_x_off_site", "off_screen_x_off_site", "zero_x_off_site", "hidden_root_x_pure",
    "plain_hidden_root_x_pure", "hidden_root_x_links", "hidden_root_x_lexicon", "iframe_hidden_off_site",
    "iframe_odd_x_hidden", "iframe_bare_x_hidden", "tail_x_hidden", "tail_x_loader", "hidden_off_screen", "hidden_zero",
    "hidden_colour", "hidden_marquee", "hidden_by_script", "hidden_display", "hidden_vs_page", "stray_title_x_payload",
    "hidden_ink_share", "log_hidden",
    // words
    "log_lexicon", "lexicon_density", "lexicon_gambling", "lexicon_adult", "lexicon_pharma", "lexicon_replica",
    "lexicon_finance", "lexicon_essay", "lexicon_warez_seo", "lexicon_strong", "lexicon_disguised", "lexicon_links",
    "lexicon_x_off_site", "lexicon_x_density", "lexicon_vs_page", "edge_text_x_lexicon", "edge_text_x_noise",
    "edge_text_x_entities", "ascii_entity_share", "head_ascii_entity_share", "head_lexicon", "head_x_title_script",
    "control_characters", "pinyin", "surrogate_entities", "zero_width", "writing_vs_page", "letters_vs_page",
    // scripts
    "script_writes_hidden", "script_writes_closer", "script_asks_bot", "script_packed", "script_escaped_share",
    "server_cloak", "bot_x_title", "packed_x_escapes", "script_alone_x_escapes",
];

/// Their weights are at most 0.
pub const FOR_HAM: &[&str] = &[
    "class_share", "class_vs_page", "hook_share", "log_hooks", "root_hook", "referenced_id_share", "log_repeated_id_full",
    "media_share", "log_media", "control_share", "log_controls", "popular_share", "internal_share", "log_internal",
    "internal_vs_page", "nowhere_share", "nofollow_share", "image_link_share", "hidden_media", "hidden_hooks",
    "hidden_x_internal", "lexicon_credit", "credit_links", "hidden_x_credit", "edge_text_x_noise_long", "sentence_share",
];
