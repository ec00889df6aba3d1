//! What a host name looks like.
use super::super::ids::id_shape;
use std::net::Ipv4Addr;

/// What the top of a host name says about who holds it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum TldClass {
    /// Government or military, in any country: the usual victim.
    Gov,
    /// School or university, in any country: the usual victim.
    Edu,
    /// `com`, `net`, `org`, `info`, `int`, `biz`, …
    Generic,
    /// A country's own.
    Country,
    /// Sold for next to nothing and known from abuse reports.
    Cheap,
    /// An IP address.
    Ip,
    /// No listed suffix: a local name, a misspelling.
    Unknown,
}

/// Top-level domains that abuse statistics (Spamhaus, Interisle, SURBL) name again and again. Sorted.
const CHEAP_TLDS: &[&str] = &[
    "asia",
    "bar",
    "beauty",
    "bet",
    "bid",
    "biz",
    "bond",
    "buzz",
    "casino",
    "cc",
    "cf",
    "cfd",
    "christmas",
    "click",
    "club",
    "country",
    "cricket",
    "cyou",
    "date",
    "download",
    "faith",
    "fit",
    "fun",
    "ga",
    "gdn",
    "gq",
    "hair",
    "help",
    "icu",
    "info",
    "kim",
    "lat",
    "life",
    "link",
    "live",
    "loan",
    "lol",
    "makeup",
    "men",
    "ml",
    "mom",
    "monster",
    "online",
    "ooo",
    "party",
    "pics",
    "poker",
    "porn",
    "press",
    "pro",
    "pw",
    "quest",
    "racing",
    "red",
    "rest",
    "review",
    "rocks",
    "sbs",
    "science",
    "sex",
    "shop",
    "site",
    "skin",
    "space",
    "store",
    "stream",
    "su",
    "support",
    "surf",
    "tech",
    "tk",
    "today",
    "tokyo",
    "top",
    "trade",
    "uno",
    "vip",
    "wang",
    "webcam",
    "website",
    "win",
    "work",
    "world",
    "ws",
    "xin",
    "xxx",
    "xyz",
    "yachts",
    "zone",
];

/// Second-level labels under country domains that mean government, military or education.
const GOV_LABELS: &[&str] = &["go", "gob", "gouv", "gov", "govt", "gub", "mil"];
const EDU_LABELS: &[&str] = &["ac", "edu", "sch", "school"];

/// What a host name looks like.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct HostFacts {
    /// Length in bytes.
    pub len: u32,
    /// Labels between dots.
    pub labels: u32,
    /// Share of ASCII digits in the registrable name's own label, in `[0, 1]`.
    pub digit_share: f32,
    /// Hyphens in the registrable name's own label, punycode's own apart.
    pub hyphens: u32,
    /// How random that label looks, in `[0, 1]` ([`id_shape`]).
    pub looks_random: f32,
    /// What its top says.
    pub tld: TldClass,
    /// Not ASCII: written so, or as `xn--`.
    pub international: bool,
}

/// The registrable domain of a host by the public suffix list, private part included: what one
/// holder controls. The host itself for IP addresses, suffixes and unknown names.
pub fn registrable(host: &str) -> &str {
    if is_ip(host) {
        return host;
    }
    match psl::domain(host.as_bytes()) {
        Some(domain) if domain.suffix().is_known() => {
            // A domain is the tail of its host, and begins at a label, so at a character.
            let start = host.len().saturating_sub(domain.as_bytes().len());
            host.get(start..).unwrap_or(host)
        }
        _ => host,
    }
}

/// What a host name (as [`super::Href::host`] gives it) looks like.
pub fn host_facts(host: &str) -> HostFacts {
    let tld = tld_class(host);
    let (name, _) = registrable(host).split_once('.').unwrap_or((host, ""));
    let name = if tld == TldClass::Ip { "" } else { name };
    let plain = name.strip_prefix("xn--").unwrap_or(name);
    let digits = plain.bytes().filter(u8::is_ascii_digit).count();
    HostFacts {
        len: host.len() as u32,
        labels: host.split('.').count() as u32,
        digit_share: digits as f32 / plain.len().max(1) as f32,
        hyphens: plain.bytes().filter(|&b| b == b'-').count() as u32,
        looks_random: if plain.len() == name.len() { id_shape(name).looks_random } else { 0.0 },
        tld,
        international: !host.is_ascii() || host.split('.').any(|label| label.starts_with("xn--")),
    }
}

/// Longest dotted IPv4 address, in bytes.
const MAX_IPV4: usize = "255.255.255.255".len();

fn is_ip(host: &str) -> bool {
    let ends = host.as_bytes().first().zip(host.as_bytes().last());
    let (Some((first, last)), true) = (ends, host.len() <= MAX_IPV4 || host.starts_with('[')) else {
        return false;
    };
    *first == b'[' || first.is_ascii_digit() && last.is_ascii_digit() && host.parse::<Ipv4Addr>().is_ok()
}

fn tld_class(host: &str) -> TldClass {
    if is_ip(host) {
        return TldClass::Ip;
    }
    let mut labels = host.rsplit('.');
    let top = labels.next().unwrap_or("");
    let second = labels.next().unwrap_or("");
    let country = top.len() == 2;
    match top {
        "gov" | "mil" => TldClass::Gov,
        "edu" => TldClass::Edu,
        _ if country && GOV_LABELS.contains(&second) && labels.next().is_some() => TldClass::Gov,
        _ if country && EDU_LABELS.contains(&second) && host.split('.').count() > 2 => TldClass::Edu,
        _ if CHEAP_TLDS.binary_search(&top).is_ok() => TldClass::Cheap,
        _ if !psl::suffix(host.as_bytes()).is_some_and(|s| s.is_known()) => TldClass::Unknown,
        _ if country || !top.is_ascii() || top.starts_with("xn--") => TldClass::Country,
        _ => TldClass::Generic,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn the_registrable_domain_follows_the_public_suffix_list() {
        for (host, want) in [
            ("example.com", "example.com"),
            ("a.b.example.co.uk", "example.co.uk"),
            ("shop.blogspot.com", "shop.blogspot.com"),
            ("a.b.github.io", "b.github.io"),
            ("co.uk", "co.uk"),
            ("192.168.0.1", "192.168.0.1"),
            ("[::1]", "[::1]"),
            ("localhost", "localhost"),
            ("host.nosuchtld", "host.nosuchtld"),
            ("例子.中国", "例子.中国"),
            ("", ""),
            (".", "."),
        ] {
            assert_eq!(registrable(host), want, "{host}");
        }
    }

    #[test]
    fn the_top_of_a_host_tells_who_holds_it() {
        use TldClass::*;
        for (host, want) in [
            ("nasa.gov", Gov),
            ("dinas.bandung.go.id", Gov),
            ("x.gob.mx", Gov),
            ("go.id", Country),
            ("mit.edu", Edu),
            ("uni.ac.id", Edu),
            ("x.edu.cn", Edu),
            ("example.com", Generic),
            ("example.org", Generic),
            ("example.de", Country),
            ("example.top", Cheap),
            ("10.0.0.1", Ip),
            ("localhost", Unknown),
            ("a.nosuchtld", Unknown),
        ] {
            assert_eq!(host_facts(host).tld, want, "{host}");
        }
    }

    #[test]
    fn facts_are_about_the_name_that_was_bought() {
        let facts = host_facts("www2.cheap-ugg-boots99.com");
        assert_eq!((facts.labels, facts.hyphens), (3, 2));
        assert!((facts.digit_share - 2.0 / 17.0).abs() < 1e-6, "{facts:?}");
        assert!(host_facts("xkqzvw.top").looks_random > host_facts("flowers.com").looks_random);
        assert!(host_facts("xn--fiqs8s.com").international);
        assert_eq!(host_facts("1.2.3.4").digit_share, 0.0);
    }

    #[test]
    fn the_cheap_list_is_sorted() {
        assert!(CHEAP_TLDS.is_sorted_by(|a, b| a < b));
    }

    proptest! {
        #[test]
        fn any_host_has_facts_and_ends_in_its_registrable_domain(host in any::<String>()) {
            let facts = host_facts(&host);
            prop_assert!((0.0..=1.0).contains(&facts.digit_share));
            prop_assert!(host.ends_with(registrable(&host)));
        }
    }
}
