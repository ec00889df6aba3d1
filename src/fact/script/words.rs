//! Names that cloaking code compares with: search engines and their robots.

/// Names of search engines and robots, lower case; `true` where a letter behind makes it another word.
const SPIDERS: &[(&str, bool)] = &[
    ("baidu", false),
    ("google", false),
    ("bot", true),
    ("spider", false),
    ("sogou", false),
    ("360se", false),
    ("haosou", false),
    ("yisou", false),
    ("so.com", true),
    ("bing", true),
    ("slurp", false),
    ("yandex", false),
    ("crawl", false),
    ("duckduck", false),
    ("yahoo", false),
    ("naver", true),
    ("toutiao", false),
    ("bytespider", false),
];

/// Bytes of the shortest of them.
const SHORTEST: usize = 3;

static FINDER: std::sync::LazyLock<aho_corasick::AhoCorasick> = std::sync::LazyLock::new(|| {
    aho_corasick::AhoCorasickBuilder::new()
        .ascii_case_insensitive(true)
        .build(SPIDERS.iter().map(|s| s.0))
        .expect("a short list of short words fits any automaton")
});

/// The text names a search engine or a robot.
pub(super) fn names_spider(text: &str) -> bool {
    // Most texts name none, which is found out faster where no match need be told.
    text.len() >= SHORTEST
        && FINDER.is_match(text)
        && FINDER.find_overlapping_iter(text).any(|found| {
            let behind = text.as_bytes().get(found.end()).copied().unwrap_or(b' ');
            !SPIDERS[found.pattern().as_usize()].1 || !behind.is_ascii_alphabetic()
        })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn no_name_is_shorter_than_the_shortest() {
        assert_eq!(SPIDERS.iter().map(|s| s.0.len()).min(), Some(SHORTEST));
    }

    #[test]
    fn spiders_are_told_from_words_like_them() {
        for text in ["baidu", "Googlebot", "/bot|crawler/i", "Baiduspider", "sogou|360spider|yisou"] {
            assert!(names_spider(text), "{text}");
        }
        for text in ["bottom", "binge", "", "MSIE 6", "naverage"] {
            assert!(!names_spider(text), "{text}");
        }
    }
}
