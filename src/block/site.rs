//! Which site a page belongs to: without that every menu is "off-site".
use crate::block::hosts::Domain;
use crate::fact::{hosts, link};

/// Fewest links to one domain, and the share of all links, that make it the page's own.
const OWN_MIN_LINKS: u32 = 8;
const OWN_MIN_SHARE: f64 = 0.4;

/// Different hosts under one domain from which it is an institution's own, however many links are relative: a
/// university links to its library and its sports centre. Spam goes to many domains, or to one host.
const OWN_MIN_HOSTS: u32 = 3;

/// Shortest label that two domains must share to be one owner's (`cnn.com`, `cnnchile.com` need the containment rule).
const OWN_MIN_LABEL: usize = 5;

/// Collects the hints.
#[derive(Debug, Default)]
pub(crate) struct OwnSite {
    declared: Vec<String>,
    links: u32,
    relative: u32,
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

    /// A link leads to a host.
    pub(crate) fn saw_host(&mut self) {
        self.links += 1;
    }

    /// A link has no host: such a page does not spell out its own.
    pub(crate) fn saw_relative(&mut self) {
        self.relative += 1;
    }

    /// `seen` are the domains that links lead to.
    pub(crate) fn decide(&self, seen: &[Domain]) -> Own {
        let mut domains = self.declared.clone();
        // Ties are broken by name: the answer may not depend on the order of the links.
        let linked = seen.iter().filter(|domain| domain.links > 0);
        let most = linked.max_by(|a, b| a.links.cmp(&b.links).then_with(|| b.name.cmp(&a.name)));
        if let Some(seen) = most {
            let share = f64::from(seen.links) / f64::from(self.links);
            let spelled_out = self.relative < seen.links || seen.hosts >= OWN_MIN_HOSTS;
            if domains.is_empty()
                && seen.links >= OWN_MIN_LINKS
                && share >= OWN_MIN_SHARE
                && spelled_out
                && !hosts::is_popular(&seen.name)
            {
                domains.push(seen.name.to_string());
            }
        }
        Own { domains }
    }
}

impl Own {
    pub(crate) fn is_own(&self, domain: &str) -> bool {
        fn label(domain: &str) -> &str {
            &domain[..memchr::memchr(b'.', domain.as_bytes()).unwrap_or(domain.len())]
        }
        if self.domains.is_empty() {
            return false;
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
    use crate::block::hosts::Hosts;

    fn linked(links: &[&str], relative: u32) -> Own {
        let (mut site, mut hosts) = (OwnSite::new(None), Hosts::new());
        for link in links {
            let host = hosts.number((*link).into());
            hosts.link(host);
            site.saw_host();
        }
        (0..relative).for_each(|_| site.saw_relative());
        site.decide(&hosts.domains)
    }

    #[test]
    fn the_own_site_is_declared_or_the_one_most_linked_to() {
        let mut links = ["shop.com"; 9];
        links[8] = "other.net";
        let own = linked(&links, 0);
        assert!(own.is_own("shop.com") && own.is_own("shop.de") && !own.is_own("other.net"));
        let own = OwnSite::new(Some("https://www.example.org/a")).decide(&[]);
        assert!(own.is_own("example.org") && !own.is_own("shop.com"));
    }

    #[test]
    fn of_two_domains_linked_to_alike_the_first_by_name_is_the_own_one() {
        let mut links = ["b-shop.com"; 16];
        links[8..].fill("a-shop.net");
        let own = linked(&links, 0);
        assert!(own.is_own("a-shop.net") && !own.is_own("b-shop.com"));
    }

    #[test]
    fn links_to_many_hosts_of_a_domain_outweigh_relative_ones() {
        for (hosts, own) in
            [(&["www.uni.edu"; 3][..], false), (&["www.uni.edu", "lib.uni.edu", "sport.uni.edu"][..], true)]
        {
            let links: Vec<&str> = hosts.iter().copied().cycle().take(9).collect();
            assert_eq!(linked(&links, 18).is_own("uni.edu"), own, "{hosts:?}");
        }
    }
}
