//! The word and host lists are what their README says, and do what they are for.
#![allow(clippy::unwrap_used, clippy::print_stdout, reason = "helpers of tests are tests")]
use despam::fact::fold::fold;
use despam::fact::hosts::{HostKind, popular_kind};
use despam::fact::lexicon::{Category, Lexicon};
use despam::fact::link::registrable;
use despam::fact::text::{TextCounts, count};
use std::collections::HashMap;
use std::path::{Path, PathBuf};

/// Language tags in use; a new one belongs here first.
const LANGUAGES: &[&str] = &[
    "de", "en", "es", "fr", "id", "it", "ja", "ko", "nl", "pl", "pt", "ru", "sv", "th", "tr", "vi", "zh",
    "zh-Hant",
];

fn data(path: &str) -> String {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("data").join(path);
    std::fs::read_to_string(&path).unwrap_or_else(|e| panic!("{}: {e}", path.display()))
}

fn rows(category: Category) -> Vec<Vec<String>> {
    let text = data(&format!("lexicon/{}.csv", category.name()));
    let (header, body) = text.split_once('\n').unwrap();
    assert_eq!(header, "term,language,weight");
    body.lines().map(|line| line.split(',').map(str::to_owned).collect()).collect()
}

#[test]
fn every_list_is_sorted_and_well_formed() {
    for &category in Category::ALL {
        let rows = rows(category);
        assert!(rows.len() >= 40, "{} has {} terms", category.name(), rows.len());
        for row in &rows {
            let [term, language, weight] = row.as_slice() else { panic!("{row:?}") };
            assert_eq!(term.trim(), term, "{row:?}");
            assert!(LANGUAGES.contains(&language.as_str()), "{row:?}");
            assert!(weight == "1" || weight == "2", "{row:?}");
            assert!(fold(term).chars().count() > 1, "{row:?} is one letter after folding");
        }
        assert!(rows.is_sorted_by(|a, b| a[0] < b[0]), "{}", category.name());
    }
}

#[test]
fn no_two_terms_fold_to_the_same() {
    let mut seen: HashMap<String, String> = HashMap::new();
    for &category in Category::ALL {
        for row in rows(category) {
            let name = format!("{} {}", category.name(), row[0]);
            if let Some(other) = seen.insert(fold(&row[0]), name.clone()) {
                panic!("`{other}` and `{name}` fold to `{}`", fold(&row[0]));
            }
        }
    }
}

#[test]
fn the_readme_names_every_list() {
    let readme = data("lexicon/README.md");
    for category in Category::ALL {
        assert!(readme.contains(&format!("`{}.csv`", category.name())), "{}", category.name());
    }
}

#[test]
fn chinese_spam_words_are_there_in_both_scripts() {
    let lexicon = Lexicon::builtin();
    for (simplified, traditional) in [
        ("娱乐城", "娛樂城"),
        ("时时彩", "時時彩"),
        ("亚洲无码", "亞洲無碼"),
        ("传奇私服", "傳奇私服"),
        ("代写论文", "代寫論文"),
    ] {
        assert!(lexicon.hits(simplified).strong_spam() > 0, "{simplified}");
        assert!(lexicon.hits(traditional).strong_spam() > 0, "{traditional}");
    }
}

#[test]
fn every_wave_of_spam_speaks_the_lexicon() {
    use Category::*;
    for (text, category) in [
        ("Situs Judi Slot Gacor Hari Ini Terpercaya", Gambling),
        ("bandar togel online deposit pulsa", Gambling),
        ("世界杯外-围投注_澳门娱乐城官网", Gambling),
        ("重庆时时彩开奖结果,北京赛车pk10", Gambling),
        ("KAÇAK BAHİS siteleri deneme bonusu", Gambling),
        ("สล็อตเว็บตรง บาคาร่า", Gambling),
        ("nhà cái uy tín, tài xỉu online", Gambling),
        ("онлайн казино вулкан", Gambling),
        ("亚洲av无码国产精品久久", Adult),
        ("şişli escort bayan", Adult),
        ("無修正動画 人妻 中出し", Adult),
        ("buy generic viagra online without prescription", Pharma),
        ("Cheap Cialis, Levitra & Tramadol", Pharma),
        ("payday loans no credit check", Finance),
        ("Cheap UGG Boots Outlet, louis vuitton handbags", Replica),
        ("スーパーコピー 激安通販", Replica),
        ("custom essay writing service", Essay),
        ("hacklink satın al", WarezSeo),
        ("新开传奇私服发布网", WarezSeo),
        ("Free Joomla templates by", Credit),
        ("Powered by Discuz! 技术支持：", Credit),
    ] {
        let hits = Lexicon::builtin().hits(text);
        assert!(hits.strong[category.index()] > 0, "{text}: {hits:?}");
    }
}

#[test]
fn honest_sentences_say_nothing_strong() {
    for text in [
        "The committee met on Tuesday to discuss the school budget and the new library.",
        "Adult education: evening courses in pottery and German.",
        "Our jackets are waterproof; see the size chart for details.",
        "成人教育学院2020年招生简章，欢迎报名。",
        "国产大飞机首飞成功，经久不衰。",
        "數字政務時代 要讓公共服務像網購一樣方便",
        "Die Sitzung des Gemeinderats findet am Montag statt.",
        "Le conseil municipal se réunira mardi prochain.",
        "Rapat dinas pendidikan kabupaten dibuka oleh bupati.",
        "Городская администрация сообщает о ремонте дорог.",
        "東京の天気は晴れ、最高気温は二十度です。",
        "학교 운영위원회 회의 결과를 알려드립니다.",
        "Belediye meclisi pazartesi günü toplanıyor.",
        "He studied the cipro river basin, not medicine; analysis of results.",
    ] {
        assert_eq!(Lexicon::builtin().hits(text).strong_spam(), 0, "{text}");
    }
}

#[test]
fn popular_hosts_are_sorted_lower_case_names_of_known_kinds() {
    let text = data("hosts/popular.csv");
    let (header, body) = text.split_once('\n').unwrap();
    assert_eq!(header, "host,kind");
    let hosts: Vec<&str> = body.lines().map(|line| line.split_once(',').unwrap().0).collect();
    assert!(hosts.len() >= 400 && hosts.is_sorted_by(|a, b| a < b));
    for (host, line) in hosts.iter().zip(body.lines()) {
        let kind = popular_kind(host).unwrap_or_else(|| panic!("{host}"));
        assert!(line.ends_with(kind.name()), "{line}");
        assert_eq!(&host.to_ascii_lowercase(), host);
        assert!(host.contains('.') && !host.starts_with("www."), "{host}");
        // A suffix under which anyone may register must not vouch for what is registered there.
        if psl_suffix(host) {
            let registered = format!("some-tenant.{host}");
            let vouched = matches!(kind, HostKind::Cdn | HostKind::Gov);
            assert!(
                vouched || popular_kind(&registered).is_none(),
                "{host} is a public suffix: make it `blog`"
            );
        }
    }
}

fn psl_suffix(host: &str) -> bool {
    let under = format!("some-tenant.{host}");
    registrable(&under) == under
}

fn shared() -> Option<PathBuf> {
    let root = std::env::var_os("DESPAM_SHARED")
        .map_or_else(|| Path::new(env!("CARGO_MANIFEST_DIR")).join("../shared"), PathBuf::from);
    if root.join("seed.txt").is_file() {
        return Some(root);
    }
    assert!(std::env::var_os("CI").is_none(), "{} not found", root.display());
    println!("skipped: {} not found", root.display());
    None
}

#[test]
fn the_seed_page_counts_as_chinese_text_without_spam_words() {
    let Some(root) = shared() else { return };
    let text = std::fs::read_to_string(root.join("seed.txt")).unwrap();
    let mut counts = TextCounts::default();
    text.split(['<', '>']).step_by(2).for_each(|token| {
        count(token, Lexicon::builtin(), &mut counts);
    });
    assert!(counts.han > 500 && counts.kana == 0 && counts.latin < 100, "{counts:?}");
    assert!(counts.strong.iter().sum::<u32>() <= 1, "{counts:?}");
}
