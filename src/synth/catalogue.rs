//! Every technique there is a generator for, and what a generator works with.
use super::dice::Dice;
use super::draft::{Draft, Label};
use super::kit::Kit;
use super::place::Place;
use super::{banner, head, iframe, links, malformed, noise, prose, script, sheet, visible};
use crate::verdict::Action;

/// Kinds of injection. The names are those of the hand-labelled truth where it has the kind.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Family {
    /// Runs of empty tags with ids (A).
    IdNoise,
    /// Rewritten title and metas (C).
    HeadRewrite,
    /// Many links in a `display:none` box (D).
    DisplayNone,
    /// One hidden link in its own box (D).
    SingleLink,
    /// Links moved off the screen (D).
    Offscreen,
    /// Links in a box of no size (D).
    ZeroBox,
    /// Links in a marquee too small or too slow to read (D).
    Marquee,
    /// Links in the background's colour, of no size, or transparent (D).
    SameColour,
    /// Links hidden by a style rule (E).
    StyleClass,
    /// A payload appended to many database fields (E).
    DbField,
    /// Links hidden by a script (F).
    JsHidden,
    /// Links whose hidden wrapper is written by a script (F).
    DocWrite,
    /// An obfuscated loader or redirect (F).
    HexJs,
    /// A hidden frame (F).
    Iframe,
    /// Links inside `<noscript>`.
    Noscript,
    /// Keyword lines and headings (B, T11).
    Banner,
    /// Thousands of hidden keywords (A, T04).
    KeywordCloud,
    /// Machine-made prose with anchors, visible (G).
    WordSalad,
    /// The same, off screen.
    HiddenSalad,
    /// An anchor dropped into a genuine sentence (G).
    Spliced,
    /// An extra item in a genuine list (G).
    Mimic,
    /// Visible foreign links in the footer (H).
    FooterLinks,
    /// Visible links after the end of the page (H).
    AfterHtml,
    /// Runs of links between hacked sites (H).
    LinkWheel,
    /// A hidden credit of a template or tool: only reported.
    Credit,
    /// A link that a widget brings along: only reported.
    Widget,
}

impl Family {
    /// Every family.
    pub const ALL: [Family; 26] = [
        Family::IdNoise,
        Family::HeadRewrite,
        Family::DisplayNone,
        Family::SingleLink,
        Family::Offscreen,
        Family::ZeroBox,
        Family::Marquee,
        Family::SameColour,
        Family::StyleClass,
        Family::DbField,
        Family::JsHidden,
        Family::DocWrite,
        Family::HexJs,
        Family::Iframe,
        Family::Noscript,
        Family::Banner,
        Family::KeywordCloud,
        Family::WordSalad,
        Family::HiddenSalad,
        Family::Spliced,
        Family::Mimic,
        Family::FooterLinks,
        Family::AfterHtml,
        Family::LinkWheel,
        Family::Credit,
        Family::Widget,
    ];

    /// Name in truth tables and on the command line.
    pub fn name(self) -> &'static str {
        match self {
            Family::IdNoise => "id-noise-tags",
            Family::HeadRewrite => "head-meta-replaced",
            Family::DisplayNone => "display-none-links",
            Family::SingleLink => "display-none-single-link",
            Family::Offscreen => "offscreen-links",
            Family::ZeroBox => "zero-size-box",
            Family::Marquee => "tiny-marquee",
            Family::SameColour => "same-colour-text",
            Family::StyleClass => "css-class-hidden-links",
            Family::DbField => "db-field-injection",
            Family::JsHidden => "js-hidden-div",
            Family::DocWrite => "docwrite-wrapped-links",
            Family::HexJs => "hexjs-head",
            Family::Iframe => "hidden-iframe",
            Family::Noscript => "noscript-links",
            Family::Banner => "keyword-banner",
            Family::KeywordCloud => "keyword-cloud",
            Family::WordSalad => "visible-wordsalad-para",
            Family::HiddenSalad => "offscreen-links-wordsalad",
            Family::Spliced => "spliced-anchor",
            Family::Mimic => "mimic-item",
            Family::FooterLinks => "footer-visible-links",
            Family::AfterHtml => "after-html-visible-links",
            Family::LinkWheel => "doorway-linkwheel",
            Family::Credit => "template-vendor-hidden",
            Family::Widget => "widget-backlink",
        }
    }

    /// The family of that name.
    pub fn of_name(name: &str) -> Option<Family> {
        Family::ALL.into_iter().find(|family| family.name() == name)
    }
}

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
    /// How often a kit chooses it, against the other weights. The sums by group follow how often each is
    /// reported, flattened: a family too rare to train on is of no use. An engineering choice, not a count.
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
    hidden("T01", Family::IdNoise, 20, noise::one_id),
    hidden("T01-own-ids", Family::IdNoise, 6, noise::own_ids),
    hidden("T01-ancestor", Family::IdNoise, 3, noise::ancestor),
    hidden("T02", Family::IdNoise, 6, noise::random_pairs),
    hidden("T03", Family::IdNoise, 4, noise::random_labels),
    hidden("T04", Family::KeywordCloud, 4, banner::cloud),
    hidden("T05", Family::Offscreen, 2, banner::internal_list),
    shown("T11-heading", Family::Banner, 4, banner::heading),
    shown("T11-line", Family::Banner, 4, banner::line),
    shown("T11-tail", Family::Banner, 3, banner::tail_link),
    restored("T13", Family::HeadRewrite, 12, head::gated),
    restored("T14", Family::HeadRewrite, 5, head::plain),
    hidden("T16", Family::HeadRewrite, 3, head::metas_only),
    hidden("T17", Family::DisplayNone, 8, links::display_none),
    hidden("T18", Family::DisplayNone, 5, links::display_none_paragraphs),
    hidden("T19", Family::SingleLink, 7, links::one_box_each),
    hidden("T20", Family::Offscreen, 9, links::offscreen),
    hidden("T20-anchor", Family::Offscreen, 3, links::offscreen_anchor),
    hidden("T21", Family::ZeroBox, 4, links::thin_box),
    hidden("T22", Family::ZeroBox, 3, links::no_box),
    hidden("T23", Family::Marquee, 4, links::marquee),
    hidden("T23-shell", Family::Marquee, 1, links::marquee_shell),
    hidden("T24", Family::SameColour, 3, links::invisible),
    hidden("T24-colour", Family::SameColour, 4, links::same_colour),
    hidden("T25", Family::DbField, 4, sheet::field_style),
    hidden("T25-script", Family::DbField, 3, sheet::field_script),
    hidden("T27", Family::StyleClass, 7, sheet::class_rule),
    hidden("T26", Family::JsHidden, 3, script::written_rule),
    hidden("T28", Family::JsHidden, 8, script::hidden_after),
    hidden("T29", Family::DocWrite, 6, script::written_halves),
    hidden("T30", Family::HexJs, 3, script::loader),
    hidden("T31", Family::HexJs, 3, script::redirect),
    hidden("T22-iframe", Family::Iframe, 6, iframe::hidden),
    hidden("T22-iframe-script", Family::Iframe, 2, iframe::written),
    hidden("T29-noscript", Family::Noscript, 3, links::noscript),
    shown("T32", Family::WordSalad, 4, prose::salad),
    hidden("T32-hidden", Family::HiddenSalad, 4, prose::hidden_salad),
    shown("T33", Family::Spliced, 3, prose::spliced),
    shown("T34", Family::Mimic, 3, prose::mimic),
    hidden("T35", Family::DisplayNone, 4, links::record_append),
    shown("T38", Family::FooterLinks, 4, visible::exchange),
    shown("T39", Family::FooterLinks, 3, visible::table),
    shown("T39-footer", Family::FooterLinks, 5, visible::footer),
    shown("T40", Family::AfterHtml, 4, visible::tail_paragraphs),
    shown("T40-wheel", Family::LinkWheel, 4, visible::wheel),
    reported("credit", Family::Credit, 3, visible::credit),
    reported("widget", Family::Widget, 2, visible::widget),
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
        Job { kit, draft, page, block, technique }
    }

    /// What is being put in.
    pub(crate) fn label(&self) -> Label {
        let Technique { id, family, action, visible, .. } = *self.technique;
        Label { technique: id, family, action, visible }
    }

    /// One of the places, by weight; another of them where the page lacks the first.
    pub(crate) fn spot(&mut self, places: &[(Place, u32)]) -> Option<usize> {
        let first = *self.page.weighted(places);
        std::iter::once(first)
            .chain(places.iter().map(|(place, _)| *place))
            .find_map(|place| self.draft.marks.spot(self.draft.clean, place, &mut self.page))
    }

    /// Puts a block in, with the kit's carelessness.
    pub(crate) fn put(&mut self, places: &[(Place, u32)], markup: &str) -> bool {
        let Some(at) = self.spot(places) else { return false };
        self.put_at(at, markup)
    }

    /// The same at a known offset.
    pub(crate) fn put_at(&mut self, at: usize, markup: &str) -> bool {
        let label = self.label();
        let markup = malformed::spoil(markup, self.kit.malformed, &mut self.page);
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
