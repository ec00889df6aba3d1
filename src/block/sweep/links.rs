//! Counting what leads somewhere: links, frames, scripts from elsewhere.
use super::{Anchor, Counter};
use crate::block::counts::C;
use crate::block::page::{Link, Target};
use crate::fact::link::{self, TldClass};
use crate::html::{AttrName, Attribute, Close, Node, Tag};

impl Counter<'_> {
    /// An element with an address; `hidden` if it hides itself or stands in what is hidden.
    pub(super) fn address(&mut self, index: usize, node: &Node, link: &Link, hidden: bool) {
        match node.tag {
            Tag::A | Tag::AREA => self.link(index, node, link, hidden),
            Tag::IFRAME | Tag::FRAME | Tag::EMBED => self.frame(node, link, hidden),
            Tag::SCRIPT => self.now.inc_if(link.target == Target::OffSite, C::ScriptOffSite),
            _ => {}
        }
    }

    fn frame(&mut self, node: &Node, link: &Link, hidden: bool) {
        let now = &mut self.now;
        now.inc_if(hidden, C::IframeHidden);
        if link.target != Target::OffSite {
            return;
        }
        now.inc(C::IframeOffSite);
        now.inc_if(hidden, C::IframeHiddenOffSite);
        let host = &self.facts.hosts[link.name as usize];
        if let Some(facts) = &host.facts {
            let cheap = matches!(facts.tld, TldClass::Cheap | TldClass::Ip);
            let odd = facts.looks_random >= 0.5 || facts.digit_share > 0.0 || link.has_port;
            // Authorities show each other's pages; what is injected lives on what was bought or broken into.
            let authority = host.name.contains(".gov.") || host.name.ends_with(".gov");
            now.inc_if((cheap || odd) && !authority, C::IframeOdd);
        }
        // Who embeds a frame on purpose names it, or says how it is framed.
        let described = |a: Attribute<'_>| {
            let size = matches!(a.name, AttrName::Width | AttrName::Height | AttrName::Style);
            !size && a.name != AttrName::Src
        };
        let token = &self.markup.tokens()[node.token as usize];
        now.inc_if(!self.markup.attributes(token).any(described), C::IframeBare);
    }

    fn link(&mut self, index: usize, node: &Node, link: &Link, hidden: bool) {
        let off_site = link.target == Target::OffSite;
        let end = if node.close == Close::Unclosed { node.token + 2 } else { node.end_token };
        self.anchor = Some(Anchor { until: end, off_site, hit: false });
        let now = &mut self.now;
        now.inc(C::Links);
        now.inc_if(hidden, C::HiddenLinks);
        match link.target {
            Target::Nowhere => now.inc(C::Nowhere),
            Target::Own => now.inc(C::Internal),
            Target::Popular => now.inc(C::Popular),
            Target::OffSite => self.off_site(index, node, link, hidden),
        }
    }

    fn off_site(&mut self, index: usize, node: &Node, link: &Link, hidden: bool) {
        let markup = self.markup;
        let token = &markup.tokens()[node.token as usize];
        let now = &mut self.now;
        now.inc(C::OffSite);
        now.inc_if(hidden, C::HiddenOffSite);
        let mut attributes = 0;
        let mut title = None;
        for attribute in markup.attributes(token) {
            attributes += 1;
            match attribute.name {
                AttrName::Rel => {
                    let (nofollow, dofollow) = relation(attribute.value.as_bytes());
                    now.inc_if(nofollow, C::Nofollow);
                    now.inc_if(dofollow, C::Dofollow);
                }
                AttrName::Target => now.inc_if(attribute.value.eq_ignore_ascii_case("_blank"), C::Blank),
                AttrName::Title => title = Some(attribute.value.trim()),
                AttrName::Href => {
                    let href = link::parse_href(attribute.value);
                    let (has_parts, doorway) = link::is_doorway(href.path());
                    now.inc_if(!has_parts && href.query().is_empty(), C::OffSiteRoot);
                    now.inc_if(doorway, C::HijackPath);
                }
                _ => {}
            }
        }
        let source = &self.text[token.span.range()];
        if let Some(at) = memchr::memchr(b'=', source.as_bytes()) {
            let quoted = source[at + 1..].trim_start().starts_with(['"', '\'']);
            now.inc_if(!quoted, C::Unquoted);
        }
        now.inc_if(attributes == 1, C::OffSiteBare);
        if let Some(host) = &self.facts.hosts[link.name as usize].facts {
            now.inc_if(matches!(host.tld, TldClass::Gov | TldClass::Edu), C::VictimHost);
            now.inc_if(host.tld == TldClass::Cheap, C::AbusedHost);
            now.inc_if(host.digit_share > 0.0 || host.hyphens >= 2 || host.looks_random >= 0.5, C::OddHost);
        }
        if node.close != Close::Unclosed {
            let inside = self.facts.between((node.token, node.end_token));
            now.inc_if(inside.shows > inside.ink, C::OffSiteImage);
            if let Some(title) = title {
                let (from, to) = (token.span.end as usize, self.tree.span(markup, index as u32).end as usize);
                let anchor = &self.text[from..to];
                now.inc_if(!title.is_empty() && anchor.starts_with(title), C::TitleIsAnchor);
            }
        }
    }
}

/// Whether a `rel` holds `nofollow`, `ugc` or `sponsored` anywhere, and whether `dofollow` as a word, in any case.
fn relation(rel: &[u8]) -> (bool, bool) {
    let (mut nofollow, mut dofollow) = (false, false);
    let mut before = b' ';
    for (at, byte) in rel.iter().enumerate() {
        let word = match byte | 0x20 {
            b'n' => "nofollow",
            b'u' => "ugc",
            b's' => "sponsored",
            b'd' if before.is_ascii_whitespace() => "dofollow",
            _ => "",
        };
        before = *byte;
        let found = rel.get(at..at + word.len()).is_some_and(|it| it.eq_ignore_ascii_case(word.as_bytes()));
        if word.is_empty() || !found {
            continue;
        }
        if word == "dofollow" {
            dofollow |= rel.get(at + word.len()).is_none_or(u8::is_ascii_whitespace);
        } else {
            nofollow = true;
        }
    }
    (nofollow, dofollow)
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn plain(rel: &str) -> (bool, bool) {
        let rel = rel.to_ascii_lowercase();
        let has = |word| rel.contains(word);
        let nofollow = has("nofollow") || has("ugc") || has("sponsored");
        (nofollow, rel.split_ascii_whitespace().any(|word| word == "dofollow"))
    }

    #[test]
    fn relations_are_read_in_any_case_and_place() {
        for (rel, nofollow, dofollow) in [
            ("", false, false),
            ("noopener noreferrer", false, false),
            ("external NoFollow", true, false),
            ("xnofollowx", true, false),
            ("ugc", true, false),
            ("dofollow", false, true),
            ("x DoFollow\tugc", true, true),
            ("dofollows", false, false),
            ("adofollow", false, false),
            ("nofollo", false, false),
        ] {
            assert_eq!(relation(rel.as_bytes()), (nofollow, dofollow), "{rel}");
            assert_eq!(plain(rel), (nofollow, dofollow), "{rel}");
        }
    }

    proptest! {
        #[test]
        fn any_relation_is_read_as_by_its_words(rel in "((no|do|DO|d|u|ug)?(follow|FOLLOW|gc|sponsored|é)?[ \\t]?){0,6}") {
            prop_assert_eq!(relation(rel.as_bytes()), plain(&rel));
        }
    }
}
