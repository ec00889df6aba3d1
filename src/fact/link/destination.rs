//! Where an address leads, without the rest of it: pages hold thousands of links, and few are worth a second look.
use super::{HrefKind, MAX_SCHEME, parse_href, trim_host};
use std::borrow::Cow;

/// Kind and host of an address: what [`parse_href`] says of them.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Destination<'a> {
    /// Where it leads.
    pub kind: HrefKind,
    /// The host as [`super::Href::host`] gives it.
    pub host: Option<Cow<'a, str>>,
    /// Bytes up to the end of the host, if every address has this host that begins with them and then ends or goes on
    /// with `/`, `\`, `?` or `#`; else 0.
    pub origin: usize,
}

/// Where an address leads. The usual spellings are read byte by byte up to the end of the host; all others are taken
/// apart by [`parse_href`], and the answer is the same.
pub fn destination(href: &str) -> Destination<'_> {
    plain(href).unwrap_or_else(|| {
        let href = parse_href(href);
        Destination { kind: href.kind, host: href.host, origin: 0 }
    })
}

/// Addresses whose beginning leaves no doubt: no tab or newline inside of it, no odd slashes, a plain host.
fn plain(href: &str) -> Option<Destination<'_>> {
    let bytes = href.as_bytes();
    let blanks = bytes.iter().take_while(|b| **b <= b' ').count();
    let bytes = &bytes[blanks..];
    let of = |kind| Some(Destination { kind, host: None, origin: 0 });
    let Some(first) = bytes.first() else { return of(HrefKind::Empty) };
    match first {
        b'#' => of(HrefKind::Fragment),
        b'?' => of(HrefKind::Relative),
        b'/' => match bytes.get(1) {
            Some(b'/') => host(href, blanks + 2, HrefKind::ProtocolRelative),
            Some(b'\\' | b'\t' | b'\n' | b'\r') => None,
            _ => of(HrefKind::Relative),
        },
        b'\\' => None,
        b'h' if bytes.starts_with(b"https://") => host(href, blanks + 8, HrefKind::Absolute),
        b'h' if bytes.starts_with(b"http://") => host(href, blanks + 7, HrefKind::Absolute),
        b'j' if bytes.starts_with(b"javascript:") => of(HrefKind::Script),
        b'm' if bytes.starts_with(b"mailto:") => of(HrefKind::Mail),
        // What no scheme may hold before any colon: there is none.
        _ => match bytes.iter().take(MAX_SCHEME).find(|b| CLASS[usize::from(**b)] & SCHEME == 0) {
            Some(b':' | b'\t' | b'\n' | b'\r') => None,
            Some(_) => of(HrefKind::Relative),
            None if bytes.len() < MAX_SCHEME => of(HrefKind::Relative),
            None => None,
        },
    }
}

/// The address of this kind whose authority begins at `start`, if it is nothing but a plain host name.
fn host(href: &str, start: usize, kind: HrefKind) -> Option<Destination<'_>> {
    let bytes = &href.as_bytes()[start..];
    let len = bytes.iter().take_while(|b| CLASS[usize::from(**b)] & HOST != 0).count();
    let host = trim_host(&href[start..start + len]);
    (ends_authority(bytes.get(len)) && !host.is_empty()).then_some(Destination {
        kind,
        host: Some(Cow::Borrowed(host)),
        origin: start + len,
    })
}

/// Whether a host name ends before this byte, or the end.
fn ends_authority(byte: Option<&u8>) -> bool {
    matches!(byte, None | Some(b'/' | b'\\' | b'?' | b'#'))
}

/// Whether an address begins with this origin, see [`Destination::origin`], and has its host.
pub fn has_origin(href: &str, origin: &str) -> bool {
    let rest = href.as_bytes().strip_prefix(origin.as_bytes());
    !origin.is_empty() && rest.is_some_and(|rest| ends_authority(rest.first()))
}

/// May stand in a scheme.
const SCHEME: u8 = 1;
/// May stand in a host name that is looked up as it is written.
const HOST: u8 = 2;

const CLASS: [u8; 256] = {
    let mut class = [0; 256];
    let mut b = 0;
    while b < 256 {
        let byte = b as u8;
        if byte.is_ascii_alphanumeric() || matches!(byte, b'+' | b'-' | b'.') {
            class[b] |= SCHEME;
        }
        if byte.is_ascii_lowercase() || byte.is_ascii_digit() || matches!(byte, b'-' | b'.' | b'_') {
            class[b] |= HOST;
        }
        b += 1;
    }
    class
};

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn agrees(href: &str) {
        let (fast, slow) = (destination(href), parse_href(href));
        assert_eq!((fast.kind, fast.host.as_deref()), (slow.kind, slow.host()), "{href:?}");
        let origin = &href[..fast.origin];
        assert!(fast.origin == 0 || has_origin(href, origin), "{href:?}");
        for end in ["", "/", "\\x", "?a:b@c", "#/", ".", ":80", "x", "@y.z", "\t", "%"] {
            let other = origin.to_owned() + end;
            if has_origin(&other, origin) {
                assert_eq!(parse_href(&other).host(), slow.host(), "{other:?} as {href:?}");
            }
        }
    }

    #[test]
    fn the_beginning_of_an_address_says_what_the_whole_says() {
        for head in [
            "",
            " ",
            "#",
            "/",
            "//",
            "\\\\",
            "/\\",
            "/\t/",
            "?",
            "http:",
            "https:",
            "HTTP:",
            "ht\ntp:",
            "javascript:",
            "mailto:",
            "tel:",
            "a:",
            "_:",
            "www.",
            ".",
            "é:",
            " \n",
        ] {
            for middle in ["", "/", "//", "///", "//www.", "//a.", "//@", "//\t", "www."] {
                for tail in [
                    "",
                    "/",
                    "a",
                    "com",
                    "www.com",
                    "a.com",
                    "A.com",
                    "a.com.",
                    "a.com/x:y",
                    "a.com:80/",
                    "a\tb.com",
                    "a.com ",
                    "a.com?x#y",
                    "a.com\\x",
                    "a b",
                    "é.com",
                    "a.com\n/",
                    "...",
                    "a_b.com#",
                    "abcdefghijklmnopqrstuvwxyzabcdefghijklmnop:x",
                ] {
                    agrees(&format!("{head}{middle}{tail}"));
                }
            }
        }
    }

    proptest! {
        #[test]
        fn any_text_leads_where_the_whole_says(href in any::<String>()) {
            agrees(&href);
        }

        #[test]
        fn near_addresses_lead_where_the_whole_says(
            href in "[ \\t\\n]?(http|https|HTTPS|ftp|data|javascript|mailto)?:?[/\\\\]{0,3}(www\\.)?[a-zA-Z@.:%é/?#\\[\\] \\t-]{0,24}"
        ) {
            agrees(&href);
        }
    }
}
