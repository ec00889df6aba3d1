//! Which files of a directory carry pages, by name.
use std::path::Path;

/// Extensions, lower case and sorted, of files that are served as pages or hold text of pages.
///
/// Static pages; pages made by PHP, ASP, ASP.NET, JSP and ColdFusion and the templates they include, where
/// injected markup is found in hacked sites; plain text, as extracted corpora come. A file without an extension
/// is as often a licence or a program: name it to have it read.
const EXTENSIONS: [&str; 23] = [
    "asp", "aspx", "cfm", "do", "htm", "html", "inc", "jsp", "jspx", "php", "php3", "php4", "php5", "php7",
    "php8", "phtml", "shtm", "shtml", "text", "tpl", "txt", "xht", "xhtml",
];

/// Whether a walked file is taken for a page. Case does not matter; what wget keeps of a query
/// (`index.php?id=3`) does not either.
pub(crate) fn carries_a_page(path: &Path) -> bool {
    let Some(name) = path.file_name().map(|name| name.to_string_lossy()) else { return false };
    let name = name.split('?').next().unwrap_or_default();
    let Some((_, extension)) = name.rsplit_once('.') else { return false };
    EXTENSIONS.binary_search(&extension.to_ascii_lowercase().as_str()).is_ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn extensions_are_sorted_and_lower_case() {
        assert!(EXTENSIONS.is_sorted());
        assert!(EXTENSIONS.iter().all(|e| *e == e.to_ascii_lowercase()));
    }

    #[test]
    fn names_of_pages_are_told_from_others() {
        for (name, want) in [
            ("index.html", true),
            ("INDEX.HTM", true),
            ("a/b.c/wp-config.php", true),
            (".hidden.php", true),
            ("index.php?id=3", true),
            ("view.php?file=a.png", true),
            ("notes.txt", true),
            ("photo.png", false),
            ("photo.png?x=a.html", false),
            ("page.html.gz", false),
            ("LICENSE", false),
            ("html", false),
            ("style.css", false),
            ("", false),
        ] {
            assert_eq!(carries_a_page(Path::new(name)), want, "{name}");
        }
    }
}
