//! Hosts that honest pages link to everywhere: a link there says nothing about spam.
//!
//! The list is `data/hosts/popular.csv` (`host,kind`), embedded; written by hand from general
//! knowledge, so that nothing of any labelled page is in it.
use std::sync::LazyLock;

/// Most labels a listed host has; longer names are looked up by their last ones.
const MAX_LABELS: usize = 5;

macro_rules! kinds {
    ($($(#[$doc:meta])* $variant:ident $name:literal),* $(,)?) => {
        /// What a popular host is.
        #[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
        pub enum HostKind { $($(#[$doc])* $variant),* }

        impl HostKind {
            /// All kinds.
            pub const ALL: &'static [HostKind] = &[$(HostKind::$variant),*];

            /// The name in the list.
            pub fn name(self) -> &'static str {
                match self { $(HostKind::$variant => $name),* }
            }
        }
    };
}

kinds! {
    /// Advertising networks.
    Ads "ads",
    /// Visitor counters and measurement.
    Analytics "analytics",
    /// Blog and page platforms. Their subdomains belong to users, so only the host itself counts.
    Blog "blog",
    /// Delivery of scripts, fonts, images.
    Cdn "cdn",
    /// Public authorities and registrars of sites.
    Gov "gov",
    /// Maps and travel widgets.
    Maps "maps",
    /// News and reference.
    News "news",
    /// Payment and donations.
    Payment "payment",
    /// Domain registries, hosting, certificates.
    Registry "registry",
    /// Search engines and portals.
    Search "search",
    /// Shops and app stores.
    Shop "shop",
    /// Social networks, messengers, share buttons.
    Social "social",
    /// Standards bodies and licences.
    Standards "standards",
    /// Software makers: browsers, CMS, themes, plugins.
    Vendor "vendor",
    /// Video, audio, pictures.
    Video "video",
}

static HOSTS: LazyLock<foldhash::HashMap<&str, HostKind>> = LazyLock::new(|| {
    include_str!("../../data/hosts/popular.csv").lines().skip(1).filter_map(entry).collect()
});

fn entry(line: &'static str) -> Option<(&'static str, HostKind)> {
    let (host, kind) = line.split_once(',')?;
    Some((host, *HostKind::ALL.iter().find(|k| k.name() == kind)?))
}

/// What kind of popular host this is, by itself or as a subdomain of one.
///
/// Give a host in lower case without `www.` ([`super::link::Href::host`]), or a registrable domain.
pub fn popular_kind(host: &str) -> Option<HostKind> {
    let mut name = tail(host);
    loop {
        if let Some(&kind) = HOSTS.get(name) {
            return (kind != HostKind::Blog || name == host).then_some(kind);
        }
        let dot = memchr::memchr(b'.', name.as_bytes())?;
        name = &name[dot + 1..];
    }
}

/// Whether honest pages link to this host everywhere; see [`popular_kind`].
pub fn is_popular(host: &str) -> bool {
    popular_kind(host).is_some()
}

fn tail(host: &str) -> &str {
    match memchr::memrchr_iter(b'.', host.as_bytes()).nth(MAX_LABELS - 1) {
        Some(dot) => &host[dot + 1..],
        None => host,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn hosts_everyone_links_to_are_known_with_their_subdomains() {
        for (host, want) in [
            ("facebook.com", Some(HostKind::Social)),
            ("de-de.facebook.com", Some(HostKind::Social)),
            ("fonts.googleapis.com", Some(HostKind::Cdn)),
            ("a.b.c.d.e.f.g.facebook.com", Some(HostKind::Social)),
            ("beian.miit.gov.cn", Some(HostKind::Gov)),
            ("wordpress.org", Some(HostKind::Vendor)),
            ("blogspot.com", Some(HostKind::Blog)),
            ("cheap-pills.blogspot.com", None),
            ("notfacebook.com", None),
            ("facebook.com.example.net", None),
            ("example.com", None),
            ("com", None),
            ("", None),
            ("..", None),
        ] {
            assert_eq!(popular_kind(host), want, "{host}");
            assert_eq!(is_popular(host), want.is_some());
        }
    }

    #[test]
    fn every_line_of_the_list_is_read() {
        let lines = include_str!("../../data/hosts/popular.csv").lines().skip(1).count();
        assert_eq!(HOSTS.len(), lines);
        assert!(HOSTS.iter().all(|(host, _)| host.split('.').count() <= MAX_LABELS));
    }
}
