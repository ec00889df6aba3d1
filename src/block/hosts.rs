//! The hosts a page points to, each looked up once: pages link to few, again and again.
use crate::fact::link::{self, HostFacts};
use foldhash::{HashMap, HashMapExt};
use std::borrow::Cow;

/// One host that links, frames or scripts of the page name.
#[derive(Clone, Debug)]
pub struct Host {
    /// Its full name ([`link::Href::host`]).
    pub name: Box<str>,
    /// Number of its registrable domain, in order of appearance.
    pub domain: u32,
    /// What the name looks like. Only of hosts that a link or frame leads off the site to.
    pub facts: Option<HostFacts>,
}

/// A registrable domain, and how the page links to it.
#[derive(Debug)]
pub(crate) struct Domain {
    pub(crate) name: Box<str>,
    /// Links to it.
    pub(crate) links: u32,
    /// Different hosts of it that are linked to.
    pub(crate) hosts: u32,
}

/// Numbers hosts and domains in order of appearance.
pub(crate) struct Hosts<'p> {
    by_name: HashMap<Cow<'p, str>, u32>,
    by_domain: HashMap<Box<str>, u32>,
    /// By number.
    pub(crate) hosts: Vec<Host>,
    /// Which of them a link names.
    linked: Vec<bool>,
    /// By number.
    pub(crate) domains: Vec<Domain>,
    /// The number last given: the next link often leads to the same host.
    last: u32,
    /// How the address began that it was given for, or nothing.
    origin: &'p str,
}

impl<'p> Hosts<'p> {
    pub(crate) fn new() -> Self {
        Hosts {
            by_name: HashMap::new(),
            by_domain: HashMap::new(),
            hosts: Vec::new(),
            linked: Vec::new(),
            domains: Vec::new(),
            last: 0,
            origin: "",
        }
    }

    /// The number of the host of an address, if it begins as the last one did.
    #[inline]
    pub(crate) fn again(&self, address: &str) -> Option<u32> {
        link::has_origin(address, self.origin).then_some(self.last)
    }

    /// The number of the host of an address.
    pub(crate) fn of(&mut self, address: &'p str, host: Cow<'p, str>, origin: usize) -> u32 {
        self.origin = &address[..origin];
        self.number(host)
    }

    /// The number of a host.
    pub(crate) fn number(&mut self, name: Cow<'p, str>) -> u32 {
        if self.hosts.get(self.last as usize).is_some_and(|last| *last.name == *name) {
            return self.last;
        }
        self.last = match self.by_name.get(&name) {
            Some(known) => *known,
            None => self.add(name),
        };
        self.last
    }

    fn add(&mut self, name: Cow<'p, str>) -> u32 {
        let number = self.hosts.len() as u32;
        let domain = link::registrable(&name);
        let domain = match self.by_domain.get(domain) {
            Some(known) => *known,
            None => {
                let number = self.domains.len() as u32;
                self.by_domain.insert(Box::from(domain), number);
                self.domains.push(Domain { name: Box::from(domain), links: 0, hosts: 0 });
                number
            }
        };
        self.hosts.push(Host { name: Box::from(&*name), domain, facts: None });
        self.linked.push(false);
        self.by_name.insert(name, number);
        number
    }

    /// A link leads to the host of this number.
    pub(crate) fn link(&mut self, host: u32) {
        let domain = &mut self.domains[self.hosts[host as usize].domain as usize];
        domain.links += 1;
        domain.hosts += u32::from(!std::mem::replace(&mut self.linked[host as usize], true));
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_address_that_begins_as_the_last_one_has_its_host() {
        let mut hosts = Hosts::new();
        assert_eq!(hosts.again("/own"), None);
        for (address, known) in [
            ("http://a.example/x", None),
            ("http://a.example", Some(0)),
            ("http://a.example/y#z", Some(0)),
            ("http://a.example.net/", None),
            ("http://a.example", None),
            ("//a.example?q", None),
            ("//a.example/", Some(0)),
            ("http:\\\\a.example/", None),
            ("http:\\\\a.example/", None),
        ] {
            assert_eq!(hosts.again(address), known, "{address}");
            let to = link::destination(address);
            let number = hosts.of(address, to.host.unwrap(), to.origin);
            assert!(known.is_none_or(|known| known == number), "{address}");
        }
    }

    #[test]
    fn hosts_and_domains_are_numbered_once_and_counted_by_link() {
        let mut hosts = Hosts::new();
        let names = ["a.example.com", "b.example.com", "example.net", "a.example.com", "a.example.com"];
        let numbers = names.map(|name| {
            let number = hosts.number(Cow::Owned(name.to_owned()));
            hosts.link(number);
            number
        });
        assert_eq!(numbers, [0, 1, 2, 0, 0]);
        let domains: Vec<_> = hosts.domains.iter().map(|d| (&*d.name, d.links, d.hosts)).collect();
        assert_eq!(domains, [("example.com", 4, 2), ("example.net", 1, 1)]);
        assert_eq!(hosts.hosts.iter().map(|host| host.domain).collect::<Vec<_>>(), [0, 0, 1]);
    }
}
