use super::*;
use crate::fact::lexicon::Category;
use proptest::prelude::*;

fn counted(raw: &str) -> TextCounts {
    let mut counts = TextCounts::default();
    count(raw, Lexicon::builtin(), &mut counts);
    counts
}

/// Checks one count over texts.
fn table(field: fn(&TextCounts) -> u32, cases: &[(&str, u32)]) {
    for (raw, want) in cases {
        assert_eq!(field(&counted(raw)), *want, "{raw:?}");
    }
}

#[test]
fn bytes_are_the_sources_and_characters_the_decoded() {
    for (raw, bytes, ink, chars) in [
        ("", 0, 0, 0),
        (" \n", 2, 0, 0),
        ("a b", 3, 2, 2),
        ("中 文", 7, 6, 2),
        ("&#20013;", 8, 8, 1),
        ("&nbsp;&#160;&#32;", 17, 0, 0),
        ("&amp;x", 6, 6, 2),
        ("AT&T", 4, 4, 4),
        ("&notit;", 7, 7, 4),
        ("&#;&;&", 6, 6, 6),
        ("&hellip;", 8, 8, 1),
        ("\u{3000}x", 4, 1, 1),
    ] {
        let got = counted(raw);
        assert_eq!((got.bytes, got.ink, got.chars), (bytes, ink, chars), "{raw:?}");
    }
}

#[test]
fn letters_are_counted_by_script() {
    let got = counted("Слово Word 中文 かなカナ 한국어 سلام ไทย Ωμ 12３");
    assert_eq!((got.cyrillic, got.latin, got.han, got.kana), (5, 4, 2, 4));
    assert_eq!((got.hangul, got.arabic, got.thai, got.other_letters, got.digits), (3, 4, 3, 2, 3));
    assert_eq!((got.upper_latin, got.upper_other), (1, 2));
    assert_eq!(got.letters(), 27);
}

#[test]
fn words_are_those_of_spaced_scripts() {
    table(
        |c| c.words,
        &[("", 0), ("one two", 2), ("don't l’été", 2), ("a1b2", 1), ("中文字", 0), ("中word文", 1)],
    );
    table(|c| c.words, &[("한국 말", 2), ("é&#233;&eacute;", 1), ("a-b", 2), ("12 34", 0), ("ไทย", 0)]);
}

#[test]
fn sentences_end_where_they_end() {
    table(
        |c| c.sentence_ends,
        &[("One. Two.", 2), ("1.5 example.com", 0), ("Wait... what?!", 2), ("好。好！好…", 3)],
    );
    table(
        |c| c.sentence_ends,
        &[("He said \"go.\" Then", 1), ("a.b.c", 0), ("End.", 1), ("！！！", 1), (".", 1)],
    );
}

#[test]
fn separators_set_items_apart_and_do_not_join_words() {
    table(
        |c| c.separators,
        &[("a, b, c", 2), ("1,000", 0), ("1, 2", 1), ("彩票、娱乐，网", 2), ("high-quality", 0)],
    );
    table(
        |c| c.separators,
        &[("a - b", 1), ("a- b", 1), ("网-站_页", 2), ("A | B | C", 2), ("and/or", 0), ("x·y", 1)],
    );
    table(|c| c.separators, &[("end,", 1), ("5,", 1), ("end-", 1)]);
}

#[test]
fn references_that_honest_pages_do_not_write_are_told_apart() {
    for (raw, entities, ascii, surrogate) in [
        ("&#20013;&#x6587;", 2, 0, 0),
        ("&#112;&#103;", 2, 2, 0),
        ("&#39;&#34;&#064;", 3, 0, 0),
        ("&#x70", 1, 1, 0),
        ("&#55357;&#56832;", 2, 0, 2),
        ("&#0;&#99999999999999999999;", 2, 0, 0),
        ("&eacute;&amp;", 0, 0, 0),
        ("&#145;", 1, 0, 0),
    ] {
        let got = counted(raw);
        assert_eq!(
            (got.entities, got.ascii_entities, got.surrogate_entities),
            (entities, ascii, surrogate),
            "{raw}"
        );
    }
    assert_eq!(counted("&#20013;").hist, counted("中").hist);
}

#[test]
fn what_nobody_sees_is_seen() {
    table(
        |c| c.controls,
        &[("a\u{5}b\u{11}\u{7}", 3), ("\t\r\n\u{c}", 0), ("\u{1b}", 0), ("&#6;", 1), ("\u{b}", 1)],
    );
    table(
        |c| c.control_before_punct,
        &[("好\u{6}，", 1), ("好\u{6}x，", 0), ("好，", 0), ("\u{7}，\u{8}。", 2)],
    );
    table(|c| c.ornament_before_punct, &[("好★，好♀♂。", 2), ("好，", 0), ("★ ，", 0)]);
    table(
        |c| c.zero_width,
        &[("a\u{200b}b", 1), ("中&#8203;文", 1), ("\u{feff}a", 0), ("می\u{200c}خواهم", 0)],
    );
    table(|c| c.zero_width, &[("👩\u{200d}👩", 0), ("co\u{ad}op", 0)]);
    table(|c| c.fullwidth, &[("ＡＢ１", 3), ("，（！", 0)]);
}

#[test]
fn conversion_marks_are_counted() {
    table(
        |c| c.pinyin_parens,
        &[("產(chǎn)品", 1), ("應（yīng）用（yòng）", 2), ("她(Alice)", 0), ("字(de)", 0)],
    );
    table(
        |c| c.pinyin_parens,
        &[("字(a\u{304})", 1), ("产( chǎn)", 0), ("x(chǎn)", 0), ("字(chǎngchǎng)", 0), ("字(", 0)],
    );
    table(|c| c.brackets, &[("【网址】", 1), ("】【", 0), ("【【】】", 1), ("【a】【b】", 2)]);
}

#[test]
fn spelled_domains_are_counted_and_look_alikes_are_not() {
    table(
        |c| c.domain_words,
        &[("【brand:abc123.com】", 1), ("see www.Example.COM.", 1), ("a.com b.net", 2)],
    );
    table(
        |c| c.domain_words,
        &[("index.php", 0), ("done.Top of", 0), ("me@example.com", 0), ("1.5", 0), ("e.g. x", 0)],
    );
    table(
        |c| c.domain_words,
        &[("http://a.com/x", 1), ("a.com.cn", 1), ("网址abc.vip登录", 1), ("&#97;.&#99;om", 1)],
    );
    table(
        |c| c.domain_words,
        &[("com", 0), (".com", 0), ("a.comx", 0), ("first.last@a.b.com", 0), ("x.com", 1)],
    );
}

#[test]
fn a_messenger_with_a_number_or_name_is_a_handle() {
    table(
        |c| c.handles,
        &[("QQ:123456", 1), ("QQ123456", 1), ("微信：abc12345", 1), ("加微信 13800138000", 1)],
    );
    table(
        |c| c.handles,
        &[("WhatsApp +62 812-3456", 1), ("Telegram: @some_name", 1), ("Telegram channel", 0)],
    );
    table(|c| c.handles, &[("QQ音乐", 0), ("12345", 0), ("微信，2023年", 0), ("Telegram @ab", 0)]);
}

#[test]
fn links_written_for_other_markup_are_counted() {
    table(
        |c| c.markdown_links,
        &[("[x](http://a.com)", 1), ("[x] (http://a)", 0), ("[x](/a)", 0), ("[[x]](HTTPS://a)", 1)],
    );
    table(
        |c| c.bbcode_links,
        &[("[url=http://a]x[/url]", 1), ("[URL=x] [link=y]", 2), ("[url]", 0), ("[b]", 0)],
    );
}

#[test]
fn lexicon_terms_are_found_through_references_and_disguise() {
    let gambling = Category::Gambling.index();
    for (raw, hits, disguised) in [
        ("online casino", 1, 0),
        ("&#99;&#97;sino", 1, 0),
        ("c\u{200b}asino", 1, 1),
        ("саsino", 1, 1),
        ("&#21338;&#24425;", 1, 0),
        ("博&#8203;彩", 1, 1),
        ("honest", 0, 0),
    ] {
        let got = counted(raw);
        assert_eq!((got.hits[gambling], got.disguised_hits), (hits, disguised), "{raw}");
    }
}

#[test]
fn the_histogram_is_stable() {
    // The numbers are part of the feature definition: a model trained with others would misread.
    let place = |raw: &str| counted(raw).hist.iter().position(|&n| n > 0);
    assert_eq!(place("中"), Some((0x4E2Du32.wrapping_mul(2_654_435_761) >> 26) as usize));
    let pair = (97u32 * 0x1_0001) ^ 98;
    assert_eq!(place("ab"), Some((pair.wrapping_mul(2_654_435_761) >> 26) as usize));
    assert_eq!(place("ab"), place("AB"));
    assert_eq!(counted("ab cd").hist.iter().sum::<u32>(), 2);
    assert_eq!(counted("a b 1 2").hist.iter().sum::<u32>(), 0);
}

#[test]
fn unlike_texts_diverge_and_short_ones_do_not() {
    let english = counted(
        "the quick brown fox jumps over the lazy dog while the other animals are watching from there",
    );
    let more = counted(
        "there were many other animals watching the fox and the dog over the quick brown hill and there",
    );
    let chinese =
        counted("数字政务时代要让公共服务像网购一样方便中国信息协会发布报告指出各地政府网站建设取得进展");
    let same = divergence(&english.hist, &more.hist);
    let other = divergence(&english.hist, &chinese.hist);
    assert!(same < 0.05 && other > 0.2, "{same} {other}");
    let often = |h: &[u32; HIST]| h.map(|n| 9 * n);
    assert!(divergence(&often(&english.hist), &often(&chinese.hist)) > 0.45, "the more text, the surer");
    assert_eq!(divergence(&english.hist, &english.hist), 0.0);
    assert_eq!(divergence(&counted("hi").hist, &chinese.hist), 0.0);
    assert_eq!(divergence(&[0; HIST], &english.hist), 0.0);
    assert!(script_divergence(&english, &chinese) > 0.7);
    assert_eq!(script_divergence(&english, &more), 0.0);
    assert!(script_divergence(&counted("IT"), &chinese) < 0.2);
}

/// Text no count reaches across: words of no list, longer than a handle's reach.
const FILLER: &str = " zzzz zzzz zzzz zzzz zzzz zzzz zzzz ";

fn pieces() -> impl Strategy<Value = String> {
    let piece = prop_oneof![
        any::<String>(),
        "[ -~]{0,20}",
        "[a-z&#;0-9x]{0,12}",
        prop::sample::select(vec![
            "casino", "博彩", "【", "】", "(chǎn)", "產", "QQ:12", "345", "a.com", "@", "[x](http", "&#99;",
            "&nbsp;", ". ", "、", "\u{200b}", "\u{6}", "，", "саs", "ino", "&#55357;",
        ])
        .prop_map(str::to_owned),
    ];
    prop::collection::vec(piece, 0..8).prop_map(|p| p.concat())
}

/// The counts of a text without references, a character at a time.
fn one_by_one(text: &str) -> TextCounts {
    let mut counts = TextCounts { bytes: text.len() as u32, ..TextCounts::default() };
    let mut counter = super::counter::Counter::new(Lexicon::builtin(), &mut counts);
    for c in text.chars() {
        if c.is_ascii() { counter.ascii(c as u8) } else { counter.other(c, c.len_utf8() as u32) }
    }
    counter.finish();
    counts
}

#[test]
fn a_sign_that_folds_to_a_letter_is_none() {
    for text in ["Part Ⅰ: end", "20℃ a", "x Ⅳé"] {
        assert_eq!(counted(text), one_by_one(text), "{text}");
    }
}

#[test]
fn a_letter_that_folds_to_the_end_of_a_word_pairs_with_the_next_one() {
    for text in ["zqŀlzq", "coŀlegi", "ͺzq", "\u{FE70}zq"] {
        assert_eq!(counted(text), one_by_one(text), "{text}");
    }
}

proptest! {
    #[test]
    fn runs_of_letters_and_blanks_count_like_their_characters(
        parts in prop::collection::vec(prop::sample::select(vec![
            "casino", "CASINO", "best", " ", "  \n\t ", "\u{b}", "telegram", "@", "whatsapp", "+86 138 0013 8000", "cаsino",
            "сasino", "кa", "é", "彩票", "中", ".", ",", "example.com", "[url=", "](http", "x", "-", "9", "slot gacor", "ag",
            "真人", "'", "weixin: abc12345", "wechatter", "skyper", "QQabc", "\u{5}", "\u{200b}", "ｗechat", "!", ":", ";", "(", "₽",
            "Ж", "ß", "한국", "が", "\u{301}", "telegramme@abcdef", "?", "|", "$", "ŀ", "ͺ", "\u{FE70}", "zq",
            "société", "naïve", "Été", "crédit", "’", "…", "·", "\u{a0}", "”", "»", "–", "★", "программа", "Не", "слот", "казино",
            "саs", "Ⅰ", "ª", "²", "½", "世界", "彩", "金", "博", "外", "カジノ", "ｶ", "سلام", "ไทย", "카지노", "，", "、", "【", "】",
            "αβ", "й", "ŋ", "ĳ", "₂", "1é", "é1", "…!", "ﬁ",
        ]), 0..14),
    ) {
        let text = parts.concat();
        prop_assert_eq!(counted(&text), one_by_one(&text), "{:?}", text);
    }

    #[test]
    fn any_text_is_counted_within_its_size(raw in pieces()) {
        let got = counted(&raw);
        prop_assert_eq!(got.bytes as usize, raw.len());
        prop_assert!(got.ink <= got.bytes && got.letters() + got.digits <= got.chars);
        prop_assert!(got.words <= got.letters() && got.hist.iter().sum::<u32>() <= got.letters());
    }

    #[test]
    fn counts_of_parts_add_up_to_the_whole(a in pieces(), b in pieces()) {
        // 【 and 】 pair within a token, so one may be open across the filler.
        let b = b.replace('】', "");
        let whole = counted(&format!("{a}{FILLER}{b}"));
        let mut sum = counted(&a);
        sum.add(&counted(FILLER));
        sum.add(&counted(&b));
        prop_assert_eq!(&sum, &whole);
        sum.sub(&counted(&b));
        sum.sub(&counted(FILLER));
        prop_assert_eq!(sum, counted(&a));
    }

    #[test]
    fn writing_a_letter_as_a_reference_changes_only_what_counts_the_source(text in "[a-zA-Z中文 .,]{0,20}") {
        let encoded: String = text.chars().map(|c| format!("&#{};", c as u32)).collect();
        let mut plain = counted(&text);
        let coded = counted(&encoded);
        (plain.bytes, plain.ink) = (coded.bytes, coded.ink);
        (plain.entities, plain.ascii_entities) = (coded.entities, coded.ascii_entities);
        prop_assert_eq!(plain, coded);
    }
}
