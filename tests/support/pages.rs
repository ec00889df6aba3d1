//! Pages of our own that tests share: the cases below `tests/pages`, and small clean ones.
#![allow(clippy::unwrap_used, reason = "helpers of tests are tests")]
#![allow(dead_code, reason = "each test binary uses a part of it")]
use std::fs;
use std::path::{Path, PathBuf};

/// One folder below `tests/pages`.
pub(crate) struct Case {
    /// Its path below `tests/pages`, such as `seed/01-literal`.
    pub(crate) name: String,
    pub(crate) folder: PathBuf,
    /// The page as found.
    pub(crate) page: Vec<u8>,
    /// What a perfect cleaner gives back.
    pub(crate) expected: Vec<u8>,
}

/// Every folder with a `page.html`, by name.
pub(crate) fn cases() -> Vec<Case> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests").join("pages");
    let mut cases = Vec::new();
    collect(&root, &root, &mut cases);
    assert!(!cases.is_empty(), "no case below {}", root.display());
    cases
}

fn collect(root: &Path, folder: &Path, cases: &mut Vec<Case>) {
    if folder.join("page.html").is_file() {
        let parts = folder.strip_prefix(root).unwrap().iter().map(|part| part.to_string_lossy());
        cases.push(Case {
            name: parts.collect::<Vec<_>>().join("/"),
            folder: folder.to_owned(),
            page: fs::read(folder.join("page.html")).unwrap(),
            expected: fs::read(folder.join("expected.html"))
                .unwrap_or_else(|error| panic!("{}/expected.html: {error}", folder.display())),
        });
    }
    let mut inside: Vec<_> = fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path()).collect();
    inside.sort();
    inside.iter().filter(|path| path.is_dir()).for_each(|path| collect(root, path, cases));
}

/// Small honest pages: served and extracted, short and empty, in several encodings.
pub(crate) fn clean_pages() -> Vec<(&'static str, Vec<u8>)> {
    let gbk = encoding_rs::GBK.encode(CHINESE).0.into_owned();
    let latin = encoding_rs::WINDOWS_1252.encode(FRENCH).0.into_owned();
    let utf_16 = [0xff, 0xfe].into_iter().chain(BLOG.encode_utf16().flat_map(u16::to_le_bytes)).collect();
    vec![
        ("blog", BLOG.as_bytes().to_vec()),
        ("blog, CRLF", BLOG.replace('\n', "\r\n").into_bytes()),
        ("blog, UTF-16", utf_16),
        ("french, windows-1252", latin),
        ("chinese, GBK", gbk),
        ("shop", SHOP.as_bytes().to_vec()),
        ("text", TEXT.as_bytes().to_vec()),
        ("no end tags", b"<title>Notes</title><p>One.<p>Two.<ul><li>a<li>b".to_vec()),
        ("one line", b"Nothing but a line of words.".to_vec()),
        ("empty", Vec::new()),
    ]
}

const BLOG: &str = r#"<!DOCTYPE html>
<html lang="en">
<head>
<meta charset="utf-8">
<title>Bird walks — the spring programme</title>
<link rel="stylesheet" href="/style.css">
<style>.menu li { display: inline } .closed { display: none }</style>
</head>
<body class="home">
<ul class="menu"><li><a href="/">Home</a></li><li><a href="/walks.html">Walks</a></li><li><a href="/about.html">About us</a></li></ul>
<div id="main">
<h1>Bird walks in spring</h1>
<p>We meet at seven at the north gate of the park. Bring a coat: the meadow is wet until nine. Last year we counted
forty-one kinds of birds, among them two pairs of red kites.</p>
<p>Children are welcome. Dogs stay at home, please. Our <a href="https://www.openstreetmap.org/">map</a> shows the way.</p>
<div class="closed"><p>The walk on Sunday is full.</p></div>
</div>
<footer><p>© Friends of the park · <a href="/contact.html">Write to us</a></p></footer>
<script>document.documentElement.className += " js";</script>
</body>
</html>
"#;

const FRENCH: &str = r#"<html>
<head>
<meta http-equiv="Content-Type" content="text/html; charset=windows-1252">
<title>L'atelier du potier — cours d'été</title>
</head>
<body bgcolor="white">
<table width="100%"><tr><td><a href="index.html">Accueil</a></td><td><a href="cours.html">Cours</a></td></tr></table>
<h2>Cours d'été</h2>
<p>Pour la première fois, l'atelier ouvre ses portes aux débutants. Le prix est de 45 € par séance, terre comprise.</p>
<p>Renseignements à l'accueil, de 9 h à 17 h.</p>
</body>
</html>
"#;

const CHINESE: &str = r#"<!DOCTYPE html>
<html><head><meta charset="gbk"><title>社区图书馆开放时间</title></head>
<body>
<div class="nav"><a href="/">首页</a> <a href="/news/">新闻</a></div>
<p>图书馆每天早上九点开门，晚上六点关门。周末座位有限，请提前预约。</p>
<p>儿童阅览室在二楼，家长可以陪同。自习室需要刷卡进入，请保持安静。</p>
<div class="footer"><ul><li>馆务公告</li><li>读者来信</li></ul></div>
</body></html>
"#;

const SHOP: &str = r#"<!doctype html>
<html lang="en"><head><meta charset="utf-8"><title>Garden tools</title></head>
<body>
<header><a href="/"><img src="/logo.png" alt="Garden tools"></a>
<nav><a href="/spades">Spades</a><a href="/rakes">Rakes</a><a href="/seeds">Seeds</a></nav></header>
<main>
<article id="p1"><h3>Spade, ash handle</h3><p>A spade for heavy ground.</p><b>24.90</b></article>
<article id="p2"><h3>Rake, twelve teeth</h3><p>Made of one piece.</p><b>17.50</b></article>
<form action="/search" hidden><input name="q"><button>Search</button></form>
</main>
<footer><a href="https://www.facebook.com/">Facebook</a> <a href="/terms">Terms</a></footer>
</body></html>
"#;

const TEXT: &str = "Minutes of the meeting\n\nPresent: nine members. The minutes of the last meeting were read and accepted.\n\n\
    The roof of the boathouse leaks. Two offers were asked for; the cheaper one is valid until May.\n\nThe next meeting is \
    on the first Tuesday of the month.\n";
