//! Which site a page belongs to: without that every menu is "off-site".
use crate::fact::{hosts, link};
use foldhash::HashMap;

/// Fewest links to one domain, and the share of all links, that make it the page's own.
const OWN_MIN_LINKS: u32 = 8;
const OWN_MIN_SHARE: f64 = 0.4;

/// Different hosts under one domain from which it is an institution's own, however many links are relative: a
/// university links to its library and its sports centre. Spam goes to many domains, or to one host.
const OWN_MIN_HOSTS: usize = 3;

/// Shortest label that two domains must share to be one owner's (`cnn.com`, `cnnchile.com` need the containment rule).
const OWN_MIN_LABEL: usize = 5;

/// Collects the hints.
#[derive(Debug, Default)]
pub(crate) struct OwnSite {
    declared: Vec<String>,
    seen: HashMap<String, Seen>,
    links: u32,
    relative: u32,
}

/// How a domain is linked to.
#[derive(Debug, Default)]
struct Seen {
    links: u32,
    /// Its different hosts, no more than are asked for.
    hosts: Vec<String>,
}

/// The domains that are the page's own.
#[derive(Debug)]
pub(crate) struct Own {
    domains: Vec<String>,
}

impl OwnSite {
    pub(crate) fn new(url: Option<&str>) -> Self {
        let mut site = OwnSite::default();
        if let Some(url) = url {
            site.declare(url);
        }
        site
    }

    /// The page says, or its fetcher knows, that it lives at `url`.
    pub(crate) fn declare(&mut self, url: &str) {
        if let Some(host) = link::parse_href(url).host() {
            let domain = link::registrable(host).to_owned();
            if !self.declared.contains(&domain) && self.declared.len() < 4 {
                self.declared.push(domain);
            }
        }
    }

    /// A link leads to this host of this domain.
    pub(crate) fn saw(&mut self, domain: &str, host: &str) {
        self.links += 1;
        if !self.seen.contains_key(domain) {
            self.seen.insert(domain.to_owned(), Seen::default());
        }
        let Some(seen) = self.seen.get_mut(domain) else { return };
        seen.links += 1;
        if seen.hosts.len() < OWN_MIN_HOSTS && !seen.hosts.iter().any(|known| known == host) {
            seen.hosts.push(host.to_owned());
        }
    }

    /// A link has no host: such a page does not spell out its own.
    pub(crate) fn saw_relative(&mut self) {
        self.relative += 1;
    }

    pub(crate) fn decide(&self) -> Own {
        let mut domains = self.declared.clone();
        // Ties are broken by name: the answer may not depend on the map's order.
        let most = self.seen.iter().max_by(|a, b| a.1.links.cmp(&b.1.links).then_with(|| b.0.cmp(a.0)));
        if let Some((domain, seen)) = most {
            let share = f64::from(seen.links) / f64::from(self.links);
            let spelled_out = self.relative < seen.links || seen.hosts.len() >= OWN_MIN_HOSTS;
            if domains.is_empty()
                && seen.links >= OWN_MIN_LINKS
                && share >= OWN_MIN_SHARE
                && spelled_out
                && !hosts::is_popular(domain)
            {
                domains.push(domain.clone());
            }
        }
        Own { domains }
    }
}

impl Own {
    pub(crate) fn is_own(&self, domain: &str) -> bool {
        fn label(domain: &str) -> &str {
            domain.split('.').next().unwrap_or("")
        }
        let other = label(domain);
        self.domains.iter().any(|own| {
            let mine = label(own);
            own == domain
                || mine == other
                || (mine.len() >= OWN_MIN_LABEL && other.contains(mine))
                || (other.len() >= OWN_MIN_LABEL && mine.contains(other))
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_own_site_is_declared_or_the_one_most_linked_to() {
        let mut site = OwnSite::new(None);
        for _ in 0..8 {
            site.saw("shop.com", "shop.com");
        }
        site.saw("other.net", "other.net");
        let own = site.decide();
        assert!(own.is_own("shop.com") && own.is_own("shop.de") && !own.is_own("other.net"));
        let own = OwnSite::new(Some("https://www.example.org/a")).decide();
        assert!(own.is_own("example.org") && !own.is_own("shop.com"));
    }

    #[test]
    fn links_to_many_hosts_of_a_domain_outweigh_relative_ones() {
        for (hosts, own) in
            [(&["www.uni.edu"; 3][..], false), (&["www.uni.edu", "lib.uni.edu", "sport.uni.edu"][..], true)]
        {
            let mut site = OwnSite::new(None);
            for at in 0..9 {
                site.saw("uni.edu", hosts[at % 3]);
                site.saw_relative();
                site.saw_relative();
            }
            assert_eq!(site.decide().is_own("uni.edu"), own, "{hosts:?}");
        }
    }
}
