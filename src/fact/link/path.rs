//! What a path looks like: a keyword slug, a hijacked directory, a kind of file.
use super::super::ids::id_shape;

/// Longest part of a path that is looked at, in bytes. Longer ones are tokens and data.
const MAX_PATH: usize = 2048;

/// Fewest words in a slug that names a search phrase rather than a page: `cheap-ugg-boots`.
const SLUG_WORDS: usize = 3;

/// Longest ending that is known, in bytes: `torrent`.
const LONGEST_EXTENSION: usize = 7;

/// Directories that belong to the software, where no page has any business. Kits drop theirs there.
const SYSTEM_DIRS: &[&str] = &[
    ".git",
    ".well-known",
    ".tmb",
    "admin",
    "assets",
    "cache",
    "cgi-bin",
    "components",
    "config",
    "css",
    "data",
    "demo",
    "ext",
    "files",
    "fonts",
    "image",
    "images",
    "img",
    "inc",
    "include",
    "includes",
    "js",
    "languages",
    "layouts",
    "lib",
    "libraries",
    "logs",
    "media",
    "modules",
    "old",
    "plugins",
    "public",
    "scripts",
    "storage",
    "system",
    "temp",
    "templates",
    "test",
    "tmp",
    "upload",
    "uploads",
    "userfiles",
    "vendor",
    "wp-admin",
    "wp-content",
    "wp-includes",
];

/// Kind of file by its ending.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Extension {
    /// None: a directory or a clean address.
    None,
    /// `html`, `php`, `aspx`, …
    Page,
    /// A picture, sound or film.
    Media,
    /// A style, script or font.
    Asset,
    /// Something to save: archive, document, program.
    Download,
    /// Anything else.
    Other,
}

/// What a path looks like.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct PathFacts {
    /// Length in bytes.
    pub len: u32,
    /// Directories and the file.
    pub depth: u32,
    /// Words of letters in the last part, between hyphens, underscores, plus signs or `%20`.
    pub slug_words: u32,
    /// A slug of three words or more, with no number before them as in dated addresses.
    pub keyword_slug: bool,
    /// A page within a directory that belongs to the software: `/wp-includes/casino/`.
    pub hijacked_dir: bool,
    /// A directory called `-`: `/assets/-/slot/`.
    pub dash_dir: bool,
    /// An `amp` directory or ending, where mobile doorways live.
    pub amp: bool,
    /// Kind of file.
    pub extension: Extension,
    /// How random the last part looks, in `[0, 1]`; 0 for slugs and empty ones.
    pub looks_random: f32,
    /// The query is one bare word or slug (`?slot-gacor`), as doorway scripts take it.
    pub keyword_query: bool,
}

/// What a path and query ([`super::Href::path`], [`super::Href::query`]) look like.
pub fn path_facts(path: &str, query: &str) -> PathFacts {
    let len = path.len() as u32;
    let end = (0..=path.len().min(MAX_PATH)).rev().find(|at| path.is_char_boundary(*at));
    let path = &path[..end.unwrap_or(0)];
    let parts = || path.split(['/', '\\']).filter(|p| !p.is_empty());
    let last = if path.ends_with(['/', '\\']) { None } else { parts().next_back() };
    let (name, extension) = last.map_or(("", Extension::None), split_extension);
    let slug = if name.is_empty() { parts().next_back().unwrap_or("") } else { name };
    let words = words(slug);
    let shows = matches!(extension, Extension::None | Extension::Page);
    let folders = parts().count().saturating_sub(usize::from(last.is_some()));
    // The last part of `/images/` is the directory itself: an index, seldom linked, never a keyword.
    let inside = parts().count() > 1 || folders == 0;
    PathFacts {
        len,
        depth: parts().count() as u32,
        slug_words: words as u32,
        keyword_slug: shows && words >= SLUG_WORDS && !slug.starts_with(|c: char| c.is_ascii_digit()),
        hijacked_dir: shows
            && inside
            && parts().take(folders.max(1)).any(|p| is_system_dir(p.as_bytes()))
            && parts().count() > 1,
        dash_dir: parts().any(|p| p == "-"),
        amp: parts().any(|p| p.eq_ignore_ascii_case("amp")) || name.to_ascii_lowercase().ends_with(".amp"),
        extension,
        looks_random: if words > 1 { 0.0 } else { id_shape(slug).looks_random },
        keyword_query: is_keyword_query(query),
    }
}

/// Whether a path has parts at all, and whether it is one that doorways have: [`PathFacts::depth`] is not 0, and
/// [`PathFacts::hijacked_dir`], [`PathFacts::dash_dir`] or [`PathFacts::keyword_slug`], in one walk over the path.
pub fn is_doorway(path: &str) -> (bool, bool) {
    let end = (0..=path.len().min(MAX_PATH)).rev().find(|at| path.is_char_boundary(*at));
    let path = &path[..end.unwrap_or(0)];
    let bytes = path.as_bytes();
    // The last part, and how many stand before it; whether one of those, or the last, belongs to the software.
    let (mut last, mut before) = (0..0, 0);
    let (mut system, mut last_is_system) = (false, false);
    let mut at = 0;
    while at < bytes.len() {
        let len = bytes[at..].iter().take_while(|b| !matches!(b, b'/' | b'\\')).count();
        if len > 0 {
            before += usize::from(!last.is_empty());
            system |= last_is_system;
            last = at..at + len;
            let part = &bytes[last.clone()];
            if part == b"-" {
                return (true, true);
            }
            last_is_system = is_system_dir(part);
        }
        at += len + 1;
    }
    if last.is_empty() {
        return (false, false);
    }
    let part = &path[last.clone()];
    let is_file = last.end == bytes.len();
    let (name, extension) = if is_file { split_extension(part) } else { ("", Extension::None) };
    let slug = if name.is_empty() { part } else { name };
    let shows = matches!(extension, Extension::None | Extension::Page);
    let hijacked = before > 0 && (system || !is_file && last_is_system);
    let keyword = || !slug.as_bytes()[0].is_ascii_digit() && words(slug) >= SLUG_WORDS;
    (true, shows && (hijacked || keyword()))
}

/// Lengths of the [`SYSTEM_DIRS`] that begin with each letter (or sign below it), one bit each.
const SYSTEM_LENGTHS: [u16; 32] = {
    let mut lengths = [0; 32];
    let mut at = 0;
    while at < SYSTEM_DIRS.len() {
        let dir = SYSTEM_DIRS[at].as_bytes();
        lengths[(dir[0] % 32) as usize] |= 1 << dir.len();
        at += 1;
    }
    lengths
};

fn is_system_dir(part: &[u8]) -> bool {
    let lengths = part.first().map_or(0, |first| SYSTEM_LENGTHS[usize::from(first % 32)]);
    part.len() < 16
        && lengths >> part.len() & 1 == 1
        && SYSTEM_DIRS.iter().any(|dir| part.eq_ignore_ascii_case(dir.as_bytes()))
}

/// Runs of two or more letters, the words of a slug.
fn words(slug: &str) -> usize {
    if slug.is_ascii() { ascii_words(slug.as_bytes()) } else { any_words(slug) }
}

fn ascii_words(slug: &[u8]) -> usize {
    let (mut words, mut letters, mut other) = (0, 0, false);
    let mut at = 0;
    while at < slug.len() {
        let blank = slug[at] == b'%' && slug[at..].starts_with(b"%20");
        if blank || matches!(slug[at], b'-' | b'_' | b'+' | b' ' | b',') {
            words += usize::from(letters > 1 && !other);
            (letters, other) = (0, false);
        } else if slug[at].is_ascii_alphabetic() {
            letters += 1;
        } else {
            other = true;
        }
        at += if blank { 3 } else { 1 };
    }
    words + usize::from(letters > 1 && !other)
}

/// [`words`] of any script, and what [`ascii_words`] is held to.
fn any_words(slug: &str) -> usize {
    slug.replace("%20", "-")
        .split(['-', '_', '+', ' ', ','])
        .filter(|w| w.chars().count() > 1 && w.chars().all(char::is_alphabetic))
        .count()
}

fn split_extension(file: &str) -> (&str, Extension) {
    let Some(dot) = memchr::memrchr(b'.', file.as_bytes()) else { return (file, Extension::None) };
    let (name, ending) = (&file[..dot], &file.as_bytes()[dot + 1..]);
    let mut lower = [0; LONGEST_EXTENSION];
    let Some(lower) = lower.get_mut(..ending.len()) else { return (file, Extension::Other) };
    lower.copy_from_slice(ending);
    lower.make_ascii_lowercase();
    let extension = match std::str::from_utf8(lower).unwrap_or("") {
        "html" | "htm" | "shtml" | "xhtml" | "php" | "php3" | "php5" | "asp" | "aspx" | "jsp" | "jspx"
        | "cfm" | "do" | "action" | "cgi" | "pl" | "amp" => Extension::Page,
        "jpg" | "jpeg" | "png" | "gif" | "webp" | "svg" | "bmp" | "ico" | "avif" | "mp3" | "mp4" | "webm"
        | "avi" | "wav" | "ogg" | "flv" | "swf" | "mov" => Extension::Media,
        "css" | "js" | "mjs" | "json" | "xml" | "rss" | "woff" | "woff2" | "ttf" | "eot" | "map" => {
            Extension::Asset
        }
        "pdf" | "zip" | "rar" | "7z" | "gz" | "tar" | "exe" | "msi" | "dmg" | "apk" | "ipa" | "doc"
        | "docx" | "xls" | "xlsx" | "ppt" | "pptx" | "epub" | "iso" | "torrent" | "csv" | "txt" => {
            Extension::Download
        }
        _ => return (file, Extension::Other),
    };
    (name, extension)
}

fn is_keyword_query(query: &str) -> bool {
    !query.contains(['=', '&', '/', '%']) && query.len() <= 64 && words(query) >= 2
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn doorway_paths_are_told_from_honest_ones() {
        for (path, slug, hijacked, dash) in [
            ("", false, false, false),
            ("/", false, false, false),
            ("/about", false, false, false),
            ("/images/", false, false, false),
            ("/images/logo.png", false, false, false),
            ("/wp-content/uploads/2020/01/photo.jpg", false, false, false),
            ("/2020/01/a-few-words-here.html", true, false, false),
            ("/cheap-ugg-boots-outlet.html", true, false, false),
            ("/20210401-a-dated-note", false, false, false),
            ("/images/casino/", false, true, false),
            ("/wp-includes/slot-gacor.php", false, true, false),
            ("/.well-known/slot/", false, true, false),
            ("/assets/-/slot/", false, true, true),
            ("/buy%20cheap%20viagra", true, false, false),
        ] {
            let facts = path_facts(path, "");
            assert_eq!(
                (facts.keyword_slug, facts.hijacked_dir, facts.dash_dir),
                (slug, hijacked, dash),
                "{path}"
            );
        }
    }

    #[test]
    fn endings_and_queries_are_read() {
        for (path, query, extension, keyword, amp) in [
            ("/a.PHP", "id=1", Extension::Page, false, false),
            ("/a", "slot-gacor", Extension::None, true, false),
            ("/a.jpg", "", Extension::Media, false, false),
            ("/a.min.js", "v2", Extension::Asset, false, false),
            ("/a.zip", "", Extension::Download, false, false),
            ("/a.b", "", Extension::Other, false, false),
            ("/amp/x", "x", Extension::None, false, true),
        ] {
            let facts = path_facts(path, query);
            assert_eq!(
                (facts.extension, facts.keyword_query, facts.amp),
                (extension, keyword, amp),
                "{path}?{query}"
            );
        }
        assert_eq!(path_facts("/a/b/c.html", "").depth, 3);
        assert!(path_facts("/x/q7w2kx", "").looks_random > 0.5);
    }

    fn doorway_agrees(path: &str) {
        let facts = path_facts(path, "");
        let doorway = facts.hijacked_dir || facts.dash_dir || facts.keyword_slug;
        assert_eq!(is_doorway(path), (facts.depth > 0, doorway), "{path:?}");
    }

    #[test]
    fn one_walk_over_a_path_says_what_its_facts_say() {
        let parts = [
            "",
            "-",
            "images",
            "Images",
            "a",
            ".php",
            "slot.php",
            "cheap-ugg-boots",
            "9-cheap-ugg-boots.html",
            "buy%20cheap%20shoes",
            "é-über-straße-x",
            "a.b.jpg",
            ".well-known",
            "%2",
            "x.torrents",
            "a-b-c",
        ];
        for first in parts {
            for second in parts {
                for third in parts {
                    for (a, b) in [("/", ""), ("", "\\"), ("//", "/")] {
                        doorway_agrees(&format!("{a}{first}/{second}/{third}{b}"));
                        doorway_agrees(&format!("{a}{first}{b}"));
                    }
                }
            }
        }
        doorway_agrees(&format!("/{}é/images/x", "a".repeat(MAX_PATH - 2)));
    }

    proptest! {
        #[test]
        fn any_path_is_a_doorway_by_its_facts(
            path in "([/\\\\]?(images|wp-admin|-|[a-zé0-9%+_, -]{0,12}|cheap-[a-z]{2}-[a-z]{2}|%20))*(\\.(php|jpg|x))?/?"
        ) {
            doorway_agrees(&path);
            prop_assert_eq!(words(&path), any_words(&path));
        }

        #[test]
        fn any_path_has_facts(path in any::<String>(), query in any::<String>()) {
            let facts = path_facts(&path, &query);
            prop_assert_eq!(facts.len as usize, path.len());
        }
    }
}
