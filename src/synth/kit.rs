//! What all pages of one hacked domain have in common: its kit.
use super::dice::{Dice, hash};
use super::markup::Markup;
use super::wording::{References, Wording};
use super::words::{self, Trade};
use super::{SynthOptions, Variants};

/// Pages in a row (by index) that share one kit. Blocks are constant per domain, so a few pages per kit show that;
/// more would only repeat bytes. Source: pages of one site that were seen with identical blocks.
const PAGES_PER_KIT: u64 = 4;

/// One campaign on one domain.
#[derive(Clone, Debug)]
pub(crate) struct Kit {
    key: [u8; 32],
    /// Group for splitting training from test pages.
    pub(crate) site: String,
    /// What it sells.
    pub(crate) trade: &'static Trade,
    /// How it writes.
    pub(crate) markup: Markup,
    /// Where its links go.
    hosts: Vec<String>,
    paths: Paths,
    extras: LinkExtras,
    /// A few keywords that are used over and over.
    favourites: Vec<String>,
    /// Blocks are drawn anew for each page instead of once for the domain.
    pub(crate) fresh_blocks: bool,
    /// Share of end tags lost; 0 for most kits.
    pub(crate) malformed: f64,
    /// How it disguises words.
    pub(crate) wording: Wording,
    references: References,
    /// Which forms it may take.
    variants: Variants,
    /// The page is a copy of another site's: what mirror kits do to a whole page.
    pub(crate) mirror: bool,
}

/// How the path of a link is made.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Paths {
    Home,
    Folder,
    Page,
    Query,
    Mixed,
}

/// What stands in the link tag next to `href`.
#[derive(Clone, Debug)]
struct LinkExtras {
    blank: bool,
    title: bool,
    rel: Option<&'static str>,
    style: Option<&'static str>,
    class: Option<String>,
    bold: Option<&'static str>,
}

impl Kit {
    /// The kit of page `index` of `site`.
    pub(crate) fn of(site: &str, index: u64, options: &SynthOptions) -> Self {
        let (seed, malformed) = (options.seed, options.malformed);
        let number = index / PAGES_PER_KIT;
        let key = hash(&[b"kit", site.as_bytes(), &seed.to_le_bytes(), &number.to_le_bytes()]);
        let mut dice = Dice::of(&[&key, b"traits"]);
        let trade = words::some_trade(&mut dice);
        let markup = Markup::new(&mut dice);
        let hosts = (0..dice.log_range(1..=60)).map(|_| words::host(&mut dice)).collect();
        let paths = *dice.weighted(&[
            (Paths::Home, 5),
            (Paths::Folder, 4),
            (Paths::Page, 5),
            (Paths::Query, 1),
            (Paths::Mixed, 4),
        ]);
        let extras = LinkExtras {
            blank: dice.chance(0.25),
            title: dice.chance(0.3),
            rel: *dice.weighted(&[
                (None, 14),
                (Some("dofollow"), 3),
                (Some("noopener"), 1),
                (Some("nofollow"), 1),
                (Some("follow"), 1),
            ]),
            style: *dice.weighted(&[
                (None, 16),
                (Some("color:#fff"), 1),
                (Some("text-decoration:none"), 1),
                (Some("outline:none;color:black;background-color:#fff"), 1),
            ]),
            class: dice.chance(0.06).then(|| words::name(&mut dice)),
            bold: *dice.weighted(&[(None, 16), (Some("strong"), 2), (Some("b"), 1), (Some("u"), 1)]),
        };
        let favourites = (0..dice.range(1..=6)).map(|_| trade.keyword(&mut dice)).collect();
        let fresh_blocks = dice.chance(0.4);
        let (wording, references) = (Wording::draw(&mut dice), References::draw(&mut dice));
        let mirror = dice.chance(0.35);
        let malformed = if dice.chance(0.5) { malformed.clamp(0.0, 1.0) } else { 0.0 };
        let site = format!("{site}~{number:x}");
        Kit {
            key,
            site,
            trade,
            markup,
            hosts,
            paths,
            extras,
            favourites,
            fresh_blocks,
            malformed,
            wording,
            references,
            variants: options.variants,
            mirror,
        }
    }

    /// Chance that is the same on every page of the kit.
    pub(crate) fn dice(&self, purpose: &str) -> Dice {
        Dice::of(&[&self.key, purpose.as_bytes()])
    }

    /// True where a constant seen in the wild may be used, with probability `p`: always where only seen forms are
    /// asked for, never where only unseen ones are.
    pub(crate) fn seen(&self, dice: &mut Dice, p: f64) -> bool {
        let drawn = dice.chance(p);
        match self.variants {
            Variants::All => drawn,
            Variants::Seen => true,
            Variants::HeldOut => false,
        }
    }

    /// A keyword of the kit's trade, in the kit's wording.
    pub(crate) fn keyword(&self, dice: &mut Dice) -> String {
        let word =
            if dice.chance(0.35) { dice.pick(&self.favourites).clone() } else { self.trade.keyword(dice) };
        self.wording.dress(dice, &word)
    }

    /// Text as the kit writes it in markup: most as it is, some as character references.
    pub(crate) fn written(&self, dice: &mut Dice, text: &str) -> String {
        self.references.write(dice, text)
    }

    /// Whether the kit hides its words from word lists.
    pub(crate) fn is_evasive(&self) -> bool {
        self.wording != Wording::Plain || self.references != References::None
    }

    /// One of the kit's hosts.
    pub(crate) fn host(&self, dice: &mut Dice) -> String {
        dice.pick(&self.hosts).clone()
    }

    /// An address for a keyword. Some contain `&`-free queries; none contains a quote, a space or `<`.
    pub(crate) fn url(&self, dice: &mut Dice, keyword: &str) -> String {
        let scheme = if self.dice("scheme").chance(0.55) { "https" } else { "http" };
        let host = self.host(dice);
        let paths = match self.paths {
            Paths::Mixed => *dice.pick(&[Paths::Home, Paths::Folder, Paths::Page]),
            one => one,
        };
        let slug = words::slug(dice, keyword);
        match paths {
            Paths::Home | Paths::Mixed => {
                format!("{scheme}://{host}{}", if self.dice("slash").chance(0.7) { "/" } else { "" })
            }
            Paths::Folder => format!("{scheme}://{host}/{}/{slug}/", words::host_word(dice, "path")),
            Paths::Page => {
                let folder = words::host_word(dice, "path");
                let extension = words::host_word(dice, "extension");
                if dice.chance(0.5) {
                    format!("{scheme}://{host}/{folder}/{slug}{extension}")
                } else {
                    format!("{scheme}://{host}/{slug}{extension}")
                }
            }
            Paths::Query => format!("{scheme}://{host}/?{}", slug.replace('-', "_")),
        }
    }

    /// One link with one keyword.
    pub(crate) fn link(&self, dice: &mut Dice) -> String {
        let keyword = self.keyword(dice);
        self.link_to(dice, &keyword, &[])
    }

    /// One link with this anchor text and further attributes.
    pub(crate) fn link_to(&self, dice: &mut Dice, keyword: &str, more: &[(&str, &str)]) -> String {
        let url = self.url(dice, keyword);
        let mut attributes = vec![("href", url.as_str())];
        let extras = &self.extras;
        if extras.blank {
            attributes.push(("target", "_blank"));
        }
        if extras.title {
            attributes.push(("title", keyword));
        }
        attributes.extend(extras.rel.map(|rel| ("rel", rel)));
        attributes.extend(
            extras.style.filter(|_| more.iter().all(|(key, _)| *key != "style")).map(|s| ("style", s)),
        );
        attributes.extend(extras.class.as_deref().map(|class| ("class", class)));
        attributes.extend_from_slice(more);
        let text = match (extras.bold, dice.range(0..=29)) {
            (_, 0) => url.clone(),
            (Some(tag), _) => self.markup.wrap(tag, &[], &self.written(dice, keyword)),
            (None, _) => self.written(dice, keyword),
        };
        self.markup.wrap("a", &attributes, &text)
    }

    /// An identifier in the kit's own fashion.
    pub(crate) fn identifier(&self, purpose: &str) -> String {
        let mut dice = self.dice(purpose);
        match dice.range(0..=3) {
            0 => words::name(&mut dice),
            1 => {
                let length = dice.range(1..=6);
                dice.letters("abcdefghijklmnopqrstuvwxyz", 1)
                    + &dice.letters("abcdefghijklmnopqrstuvwxyz0123456789", length)
            }
            2 => {
                let length = dice.range(3..=5);
                dice.letters("abcdefghijklmnopqrstuvwxyz", length)
            }
            _ => {
                const PARTS: [&str; 12] = [
                    "box", "wrap", "links", "ads", "hide", "hid", "nav", "foot", "mask", "seo", "list", "txt",
                ];
                let join = dice.word(&["", "_", "-"]);
                format!("{}{join}{}", dice.pick(&PARTS), dice.pick(&PARTS))
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn pages_of_one_domain_share_a_kit() {
        let options = SynthOptions { seed: 7, ..SynthOptions::default() };
        let kit = |site, index| Kit::of(site, index, &options);
        assert_eq!(kit("a", 0).key, kit("a", 3).key);
        assert_ne!(kit("a", 0).key, kit("a", 4).key);
        assert_ne!(kit("a", 0).key, kit("b", 0).key);
        assert_eq!(kit("a", 0).site, "a~0");
    }

    #[test]
    fn links_hold_an_address_and_a_keyword() {
        for index in 0..200 {
            let kit = Kit::of("site", index * PAGES_PER_KIT, &SynthOptions::default());
            let link = kit.link(&mut Dice::of(&[b"link"]));
            let lower = link.to_lowercase();
            assert!(lower.starts_with("<a ") && lower.ends_with("</a>") && lower.contains("://"), "{link}");
            assert_eq!(link.matches('<').count(), link.matches('>').count(), "{link}");
        }
    }
}
