//! Server code that leaked into a page: `<?php … ?>` and its like.
use aho_corasick::{AhoCorasick, AhoCorasickBuilder};
use std::sync::LazyLock;

/// What a piece of server code does, as far as its words tell.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct ServerCode {
    /// Reads the visitor's user agent.
    pub reads_user_agent: bool,
    /// … and names a search engine or a bot.
    pub tests_spider: bool,
    /// Reads the address the visitor came from.
    pub reads_referrer: bool,
    /// Compares the address asked for with a list.
    pub tests_request_uri: bool,
    /// Fetches something from another host.
    pub fetches: bool,
    /// Prints.
    pub echoes: bool,
    /// Runs a text as code.
    pub evals: bool,
    /// Decodes a hidden text.
    pub decodes: bool,
    /// Sends the visitor elsewhere.
    pub redirects: bool,
}

impl ServerCode {
    /// Shows search engines what people do not see, or runs hidden code.
    pub fn is_cloaking(&self) -> bool {
        self.tests_spider && (self.fetches || self.echoes || self.redirects) || (self.evals && self.decodes)
    }
}

#[derive(Clone, Copy)]
enum Word {
    UserAgent,
    Referrer,
    RequestUri,
    List,
    Fetch,
    Echo,
    Eval,
    Decode,
    Redirect,
}

const WORDS: &[(&str, Word)] = &[
    ("http_user_agent", Word::UserAgent),
    ("get_browser(", Word::UserAgent),
    ("http_referer", Word::Referrer),
    ("request_uri", Word::RequestUri),
    ("in_array(", Word::List),
    ("array(", Word::List),
    ("preg_match(", Word::List),
    ("curl_exec", Word::Fetch),
    ("curl_init", Word::Fetch),
    ("file_get_contents(", Word::Fetch),
    ("fsockopen(", Word::Fetch),
    ("wp_remote_get(", Word::Fetch),
    ("echo", Word::Echo),
    ("print", Word::Echo),
    ("eval(", Word::Eval),
    ("assert(", Word::Eval),
    ("create_function(", Word::Eval),
    ("base64_decode", Word::Decode),
    ("gzinflate", Word::Decode),
    ("gzuncompress", Word::Decode),
    ("str_rot13", Word::Decode),
    ("header(", Word::Redirect),
    ("wp_redirect(", Word::Redirect),
];

static FINDER: LazyLock<AhoCorasick> = LazyLock::new(|| {
    AhoCorasickBuilder::new()
        .ascii_case_insensitive(true)
        .build(WORDS.iter().map(|w| w.0))
        .expect("a short list of short words fits any automaton")
});

/// Reads server code: the text from `<?` on, as it stands in a bogus comment.
pub fn analyse_php(text: &str) -> ServerCode {
    let mut out = ServerCode::default();
    let (mut uri, mut list) = (false, false);
    for found in FINDER.find_overlapping_iter(text) {
        // `request_uri_x`, `printer`: a word of its own ends here.
        let behind = text.as_bytes().get(found.end()).copied().unwrap_or(b' ');
        let word = WORDS[found.pattern().as_usize()];
        if !word.0.ends_with('(') && (behind.is_ascii_alphanumeric() || behind == b'_') {
            continue;
        }
        match word.1 {
            Word::UserAgent => out.reads_user_agent = true,
            Word::Referrer => out.reads_referrer = true,
            Word::RequestUri => uri = true,
            Word::List => list = true,
            Word::Fetch => out.fetches = true,
            Word::Echo => out.echoes = true,
            Word::Eval => out.evals = true,
            Word::Decode => out.decodes = true,
            Word::Redirect => out.redirects = true,
        }
    }
    out.tests_request_uri = uri && list;
    out.tests_spider = out.reads_user_agent && super::words::names_spider(text);
    out
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn a_fetch_for_search_engines_is_cloaking() {
        let code = analyse_php(
            "<?php $b = mb_strtolower($_SERVER[HTTP_USER_AGENT]);if (strpos($b,\"google\")){$ch = curl_init();echo curl_exec($ch);}",
        );
        assert!(
            code.reads_user_agent && code.tests_spider && code.fetches && code.echoes && code.is_cloaking()
        );
        assert!(!code.evals && !code.decodes && !code.tests_request_uri);
    }

    #[test]
    fn each_sign_is_seen() {
        type Sign = fn(&ServerCode) -> bool;
        let signs: &[(&str, Sign)] = &[
            ("if (in_array($_SERVER['REQUEST_URI'], array('/a')))", |c| c.tests_request_uri),
            ("eval(gzinflate(base64_decode('x')))", |c| c.is_cloaking()),
            ("EVAL( BASE64_DECODE('x') )", |c| c.evals && c.decodes),
            ("preg_match('/Baiduspider/i', $_SERVER['HTTP_USER_AGENT']) and header('Location: x')", |c| {
                c.is_cloaking()
            }),
            ("$_SERVER['HTTP_REFERER']", |c| c.reads_referrer),
        ];
        for (text, sign) in signs {
            assert!(sign(&analyse_php(text)), "{text}");
        }
    }

    #[test]
    fn ordinary_code_is_no_cloaking() {
        for text in [
            "<?php echo $title; ?>",
            "<?php wp_head(); ?>",
            "<?xml version='1.0'?>",
            "<?= $bottom ?>",
            "printer",
            "",
        ] {
            assert!(!analyse_php(text).is_cloaking(), "{text}");
        }
        assert_eq!(analyse_php("printer echoes"), ServerCode::default());
    }

    proptest! {
        #[test]
        fn no_text_panics(text in "\\PC{0,300}") {
            let _ = analyse_php(&text);
        }
    }
}
