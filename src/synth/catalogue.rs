//! Every technique there is a generator for, and what a generator works with.
use super::dice::Dice;
use super::draft::{Draft, Label};
use super::family::Family;
use super::kit::Kit;
use super::place::Place;
use super::{
    banner, endings, head, iframe, links, malformed, noise, prose, reported, script, server, sheet, stubs,
    traps, visible,
};
use crate::verdict::Action;

/// One technique and its generator.
#[derive(Clone, Copy, Debug)]
pub struct Technique {
    /// Identifier in docs/techniques.md, with a suffix for one of several forms.
    pub id: &'static str,
    /// What kind it is.
    pub family: Family,
    /// What a cleaner should do.
    pub action: Action,
    /// Whether a visitor sees it.
    pub visible: bool,
    /// How often a kit chooses it, against the other weights. Reported shares differ a thousandfold between families;
    /// here no technique has more than eight times the weight of another and no family to cut less than a fiftieth
    /// of the whole, since a family too rare to train on is of no use. An engineering choice, not a count.
    pub(crate) weight: u32,
    /// Puts it into the page; false if it found no place.
    pub(crate) build: fn(&mut Job<'_, '_>) -> bool,
}

const fn hidden(
    id: &'static str,
    family: Family,
    weight: u32,
    build: fn(&mut Job<'_, '_>) -> bool,
) -> Technique {
    Technique { id, family, action: Action::Delete, visible: false, weight, build }
}

const fn shown(
    id: &'static str,
    family: Family,
    weight: u32,
    build: fn(&mut Job<'_, '_>) -> bool,
) -> Technique {
    Technique { id, family, action: Action::Delete, visible: true, weight, build }
}

const fn restored(
    id: &'static str,
    family: Family,
    weight: u32,
    build: fn(&mut Job<'_, '_>) -> bool,
) -> Technique {
    Technique { id, family, action: Action::Restore, visible: false, weight, build }
}

const fn reported(
    id: &'static str,
    family: Family,
    weight: u32,
    build: fn(&mut Job<'_, '_>) -> bool,
) -> Technique {
    Technique { id, family, action: Action::Report, visible: false, weight, build }
}

const TECHNIQUES: &[Technique] = &[
    hidden("T01", Family::IdNoise, 16, noise::one_id),
    hidden("T01-own-ids", Family::IdNoise, 5, noise::own_ids),
    hidden("T01-ancestor", Family::IdNoise, 3, noise::ancestor),
    hidden("T02", Family::IdNoise, 5, noise::random_pairs),
    hidden("T03", Family::IdNoise, 4, noise::random_labels),
    hidden("T42", Family::IdNoise, 4, traps::raw_text),
    hidden("T44", Family::IdNoise, 4, traps::table_parts),
    hidden("T46", Family::IdNoise, 4, traps::left_open),
    reported("T01-rule", Family::NoiseRule, 2, traps::rule),
    hidden("T04", Family::KeywordCloud, 7, banner::cloud),
    hidden("T05", Family::Offscreen, 3, banner::internal_list),
    shown("T11-heading", Family::Banner, 5, banner::heading),
    shown("T11-line", Family::Banner, 5, banner::line),
    shown("T11-tail", Family::Banner, 4, banner::tail_link),
    hidden("T12", Family::Stub, 4, stubs::comment),
    hidden("T12-counter", Family::Stub, 3, stubs::counter),
    reported("T12-script", Family::Loader, 3, stubs::local_script),
    restored("T13", Family::HeadRewrite, 9, head::gated),
    restored("T14", Family::HeadRewrite, 9, head::plain),
    reported("T15", Family::HeadNoise, 3, stubs::head_lines),
    hidden("T16", Family::HeadRewrite, 4, head::metas_only),
    hidden("T17", Family::DisplayNone, 8, links::display_none),
    hidden("T18", Family::DisplayNone, 5, links::display_none_paragraphs),
    hidden("T19", Family::SingleLink, 9, links::one_box_each),
    hidden("T20", Family::Offscreen, 8, links::offscreen),
    hidden("T20-each", Family::Offscreen, 6, links::offscreen_each),
    hidden("T20-anchor", Family::Offscreen, 4, links::offscreen_anchor),
    hidden("T21", Family::ZeroBox, 6, links::thin_box),
    hidden("T22", Family::ZeroBox, 5, links::no_box),
    hidden("T23", Family::Marquee, 7, links::marquee),
    hidden("T23-shell", Family::Marquee, 2, links::marquee_shell),
    hidden("T24", Family::SameColour, 5, links::invisible),
    hidden("T24-colour", Family::SameColour, 6, links::same_colour),
    hidden("T25", Family::DbField, 6, sheet::field_style),
    hidden("T25-script", Family::DbField, 5, sheet::field_script),
    hidden("T27", Family::StyleClass, 8, sheet::class_rule),
    hidden("T26", Family::JsHidden, 4, script::written_rule),
    hidden("T28", Family::JsHidden, 8, script::hidden_after),
    hidden("T29", Family::DocWrite, 7, script::written_halves),
    hidden("T30", Family::HexJs, 4, script::loader),
    hidden("T31", Family::HexJs, 4, script::redirect),
    hidden("T22-iframe", Family::Iframe, 6, iframe::hidden),
    hidden("T22-iframe-script", Family::Iframe, 2, iframe::written),
    hidden("T29-noscript", Family::Noscript, 7, links::noscript),
    shown("T31-server", Family::Cloaked, 7, server::cloaked_links),
    hidden("T31-agent", Family::HexJs, 4, server::agent_test),
    shown("T32", Family::WordSalad, 5, prose::salad),
    hidden("T32-hidden", Family::HiddenSalad, 7, prose::hidden_salad),
    shown("T33", Family::Spliced, 7, prose::spliced),
    shown("T34", Family::Mimic, 7, prose::mimic),
    hidden("T35", Family::DisplayNone, 4, links::record_append),
    reported("T36", Family::UserContent, 3, reported::user_content),
    shown("T37", Family::WordSalad, 4, prose::pharma_paragraph),
    shown("T38", Family::FooterLinks, 5, visible::exchange),
    shown("T39", Family::FooterLinks, 4, visible::table),
    shown("T39-footer", Family::FooterLinks, 7, visible::footer),
    shown("T40", Family::AfterHtml, 7, visible::tail_paragraphs),
    shown("T40-wheel", Family::LinkWheel, 7, visible::wheel),
    reported("T41", Family::PaidLinks, 3, reported::paid),
    hidden("T43", Family::DisplayNone, 3, endings::cut_short),
    hidden("T45", Family::DisplayNone, 4, endings::after_the_end),
    hidden("T47", Family::DisplayNone, 4, endings::second_body),
    hidden("T48", Family::DisplayNone, 4, endings::odd_comments),
    reported("credit", Family::Credit, 4, visible::credit),
    reported("widget", Family::Widget, 3, visible::widget),
];

/// Every technique with a generator.
pub fn techniques() -> &'static [Technique] {
    TECHNIQUES
}

/// One technique being put into one page.
pub(crate) struct Job<'j, 'p> {
    pub(crate) kit: &'j Kit,
    pub(crate) draft: &'j mut Draft<'p>,
    /// Chance of this page: places, order.
    pub(crate) page: Dice,
    /// Chance behind the block's bytes: the same on all pages of most kits.
    pub(crate) block: Dice,
    technique: &'static Technique,
    place: &'static str,
    variant: &'static str,
}

impl<'j, 'p> Job<'j, 'p> {
    pub(crate) fn new(
        technique: &'static Technique,
        kit: &'j Kit,
        draft: &'j mut Draft<'p>,
        page_key: &[u8; 32],
    ) -> Self {
        let page = Dice::of(&[page_key, technique.id.as_bytes()]);
        let block = if kit.fresh_blocks {
            Dice::of(&[page_key, technique.id.as_bytes(), b"block"])
        } else {
            kit.dice(technique.id)
        };
        Job { kit, draft, page, block, technique, place: "", variant: "" }
    }

    /// What is being put in.
    pub(crate) fn label(&self) -> Label {
        let Technique { id, family, action, visible, .. } = *self.technique;
        let evasive = self.kit.is_evasive();
        let (place, variant) = (self.place, self.variant);
        Label { place, variant, evasive, ..Label::of(id, family, action, visible) }
    }

    /// Names the form that is being put in, for the truth.
    pub(crate) fn form(&mut self, name: &'static str) {
        self.variant = name;
    }

    /// Names the form by whether it is as measured.
    pub(crate) fn variant_of(&mut self, measured: bool) {
        self.form(if measured { "measured" } else { "varied" });
    }

    /// One of the places, by weight; another of them where the page lacks the first.
    pub(crate) fn spot(&mut self, places: &[(Place, u32)]) -> Option<usize> {
        let first = *self.page.weighted(places);
        for place in std::iter::once(first).chain(places.iter().map(|(place, _)| *place)) {
            if let Some(at) = self.draft.marks.spot(self.draft.clean, place, &mut self.page) {
                self.place = place.name();
                return Some(at);
            }
        }
        None
    }

    /// Puts a block in, with the kit's carelessness.
    pub(crate) fn put(&mut self, places: &[(Place, u32)], markup: &str) -> bool {
        let Some(at) = self.spot(places) else { return false };
        self.put_at(at, markup)
    }

    /// The same at a known offset.
    pub(crate) fn put_at(&mut self, at: usize, markup: &str) -> bool {
        let spoiled = malformed::spoil(markup, self.kit.malformed, &mut self.page);
        let label = Label { malformed: spoiled != markup, ..self.label() };
        let markup = spoiled;
        // A lost wrapper leaves its line break behind; the span holds no outer white space.
        let markup = markup.trim();
        !markup.is_empty() && self.draft.insert(at, markup, Some(label))
    }

    /// Puts pieces in one after the other at one place, each with its own span and nothing between them.
    pub(crate) fn put_each(&mut self, places: &[(Place, u32)], pieces: &[String]) -> bool {
        let Some(at) = self.spot(places) else { return false };
        let mut done = false;
        for piece in pieces {
            done |= self.put_at(at, piece);
        }
        done
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn no_family_to_cut_is_rare() {
        let total: u32 = TECHNIQUES.iter().map(|t| t.weight).sum();
        for family in Family::ALL {
            let of = || TECHNIQUES.iter().filter(|t| t.family == family);
            let weight: u32 = of().map(|t| t.weight).sum();
            assert!(of().any(|t| t.action == Action::Report) || weight * 50 >= total, "{family:?}: {weight}");
        }
        let weights = || TECHNIQUES.iter().map(|t| t.weight);
        assert!(weights().max() <= weights().min().map(|least| least * 8));
    }

    #[test]
    fn families_and_techniques_have_names_of_their_own() {
        for family in Family::ALL {
            assert_eq!(Family::of_name(family.name()), Some(family));
            assert!(TECHNIQUES.iter().any(|t| t.family == family), "{family:?} has no technique");
        }
        for (at, technique) in TECHNIQUES.iter().enumerate() {
            assert!(TECHNIQUES[..at].iter().all(|other| other.id != technique.id), "{}", technique.id);
        }
    }
}
