//! Which elements the rules of a `<style>` hide, and which ids any of its selectors names.
//!
//! Only rules whose selector is one compound (`#id`, `.class`, `tag`, `tag.class`, …) are kept: longer
//! ones depend on the tree, and no kit seen so far uses them.
use crate::fact::css;
use crate::fact::hiding::Hiding;
use foldhash::{HashMap, HashSet};
use std::cell::OnceCell;

mod scan;
mod selector;

use scan::Scanner;
pub use scan::media_applies;
use selector::Compound;

/// Most hiding rules kept of one style sheet; bounds memory, far above what a person writes.
const MAX_RULES: usize = 8192;

/// Most rules kept for one id, class or tag: bounds the work of a look-up.
const MAX_PER_NAME: usize = 16;

/// Most distinct names remembered as referenced.
const MAX_REFERENCED: usize = 65_536;

/// Classes of one element from which on they are sorted to be looked up.
const MANY_CLASSES: usize = 16;

/// What the rules of a page say about one name.
#[derive(Clone, Debug, PartialEq)]
struct Rule {
    compound: Compound,
    hiding: Hiding,
    shows: Hiding,
}

/// The hiding rules of one or more style sheets, by the name their selector hangs on.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct HiddenBy {
    ids: HashMap<Box<str>, Vec<Rule>>,
    classes: HashMap<Box<str>, Vec<Rule>>,
    tags: HashMap<Box<str>, Vec<Rule>>,
    rules: usize,
}

impl HiddenBy {
    /// No rule hides anything.
    pub fn is_empty(&self) -> bool {
        self.rules == 0
    }

    /// Some rule hangs on a tag.
    pub(crate) fn names_tags(&self) -> bool {
        !self.tags.is_empty()
    }

    /// Some rule hangs on this id.
    pub(crate) fn names_id(&self, id: &str) -> bool {
        self.ids.contains_key(id)
    }

    /// Some rule hangs on this class.
    pub(crate) fn names_class(&self, class: &str) -> bool {
        self.classes.contains_key(class)
    }

    /// How the rules hide an element. `tag` in lower case; ids and classes as written.
    pub fn element<'a>(
        &self,
        tag: &str,
        id: Option<&str>,
        classes: impl Iterator<Item = &'a str> + Clone,
    ) -> Hiding {
        if self.rules == 0 {
            return Hiding::NONE;
        }
        let mut hiding = Hiding::NONE;
        // An element with thousands of classes must not cost their square.
        let sorted = OnceCell::new();
        let has_class = |want: &str| {
            let sorted = sorted.get_or_init(|| {
                classes.clone().nth(MANY_CLASSES).map(|_| {
                    let mut all: Vec<&str> = classes.clone().collect();
                    all.sort_unstable();
                    all
                })
            });
            match sorted {
                Some(all) => all.binary_search(&want).is_ok(),
                None => classes.clone().any(|class| class == want),
            }
        };
        let lists = self.tags.get(tag).into_iter();
        let of_classes = (!self.classes.is_empty()).then(|| classes.clone());
        let lists = lists.chain(of_classes.into_iter().flatten().filter_map(|c| self.classes.get(c)));
        // Ids last: the stronger selector takes back what a weaker one hid.
        for rule in lists.chain(id.and_then(|i| self.ids.get(i))).flatten() {
            if rule.compound.matches(tag, id, has_class) {
                hiding = (hiding - rule.shows) | rule.hiding;
            }
        }
        hiding
    }

    /// How rules for this id alone hide.
    pub fn id(&self, id: &str) -> Hiding {
        self.element("", Some(id), std::iter::empty())
    }

    /// How rules for this class alone hide.
    pub fn class(&self, class: &str) -> Hiding {
        self.element("", None, std::iter::once(class))
    }

    /// How rules for this tag alone hide.
    pub fn tag(&self, tag: &str) -> Hiding {
        self.element(tag, None, std::iter::empty())
    }

    /// Adds the rules that hide of another style sheet, as if it came later.
    ///
    /// What that sheet shows again and never hid itself is not known here; [`Stylesheet::add`] knows it.
    pub fn merge(&mut self, other: &HiddenBy) {
        for (mine, theirs) in
            [(&mut self.ids, &other.ids), (&mut self.classes, &other.classes), (&mut self.tags, &other.tags)]
        {
            for (name, rules) in theirs {
                for rule in rules {
                    // No limit here: which rules fell under it would depend on the map's order.
                    self.rules += usize::from(add(mine, name, rule));
                }
            }
        }
    }

    /// Some name in the selectors may be one that a rule hangs on.
    fn may_know(&self, prelude: &str) -> bool {
        if self.rules == 0 {
            return false;
        }
        // Names in escapes and quotes are not looked for.
        if memchr::memchr2(b'\\', b'[', prelude.as_bytes()).is_some() {
            return true;
        }
        selector::plain_names(prelude).any(|name| {
            self.classes.contains_key(name)
                || self.ids.contains_key(name)
                || self.tags.contains_key(name)
                || name.bytes().any(|b| b.is_ascii_uppercase())
                    && self.tags.contains_key(name.to_ascii_lowercase().as_str())
        })
    }

    fn insert(&mut self, compound: Compound, hiding: Hiding, shows: Hiding) {
        if self.rules >= MAX_RULES {
            return;
        }
        let (map, name) = if let Some(id) = &compound.id {
            (&mut self.ids, id.clone())
        } else if let Some(class) = compound.classes.last() {
            (&mut self.classes, class.clone())
        } else if let Some(tag) = &compound.tag {
            (&mut self.tags, tag.clone())
        } else {
            return;
        };
        self.rules += usize::from(add(map, &name, &Rule { compound, hiding, shows }));
    }
}

/// Adds a rule under a name; `false` where it changed an existing one or changes nothing.
fn add(map: &mut HashMap<Box<str>, Vec<Rule>>, name: &str, rule: &Rule) -> bool {
    let Some(list) = map.get_mut(name) else {
        // A rule that only shows matters where an earlier one hides.
        if rule.hiding.is_empty() {
            return false;
        }
        map.insert(name.into(), vec![rule.clone()]);
        return true;
    };
    if let Some(known) = list.iter_mut().find(|r| r.compound == rule.compound) {
        known.hiding = (known.hiding - rule.shows) | rule.hiding;
        known.shows = (known.shows - rule.hiding) | rule.shows;
        return false;
    }
    let room = list.len() < MAX_PER_NAME;
    if room {
        list.push(rule.clone());
    }
    room
}

/// What the style sheets of a page say.
#[derive(Clone, Debug, Default)]
pub struct Stylesheet {
    /// The rules that hide.
    pub hidden: HiddenBy,
    /// Hashes of the ids that some selector names.
    referenced: HashSet<u64>,
    /// Style rules seen, whatever they say; saturates.
    pub rules: u32,
}

impl Stylesheet {
    /// Reads the text of a `<style>` element. Never fails, linear in the text.
    ///
    /// Rules for print and for windows of some size only do not hide; their selectors count as
    /// referenced all the same.
    pub fn parse(text: &str) -> Stylesheet {
        let mut sheet = Stylesheet::default();
        sheet.add(text);
        sheet
    }

    /// Reads a further `<style>` of the same page; its rules take back what earlier ones hid.
    pub fn add(&mut self, text: &str) {
        Scanner::new(text).rules(&mut |prelude, body, applies| self.rule(prelude, body, applies));
    }

    /// Adds another style sheet already read, see [`HiddenBy::merge`].
    pub fn merge(&mut self, other: &Stylesheet) {
        self.hidden.merge(&other.hidden);
        self.referenced.extend(&other.referenced);
        self.rules = self.rules.saturating_add(other.rules);
    }

    /// Some selector names this id.
    pub fn references_id(&self, id: &str) -> bool {
        !self.referenced.is_empty() && self.referenced.contains(&selector::name_hash(id.as_bytes()))
    }

    fn rule(&mut self, prelude: &str, body: &str, applies: bool) {
        self.rules = self.rules.saturating_add(1);
        selector::ids(prelude, &mut |hash| {
            if self.referenced.len() < MAX_REFERENCED {
                self.referenced.insert(hash);
            }
        });
        if !applies || !selector::may_hold_compound(prelude) {
            return;
        }
        let facts = match css::glance(body) {
            css::Glance::Nothing => return,
            // What only shows matters where something hid before.
            css::Glance::Shows if !self.hidden.may_know(prelude) => return,
            css::Glance::Shows | css::Glance::Unclear => css::read(body),
            css::Glance::DisplayNone => css::StyleFacts { hiding: Hiding::DISPLAY_NONE, shows: Hiding::NONE },
        };
        if facts.hiding.is_empty() && facts.shows.is_empty() {
            return;
        }
        selector::compounds(prelude, &mut |compound| self.hidden.insert(compound, facts.hiding, facts.shows));
    }
}

#[cfg(test)]
mod tests;
