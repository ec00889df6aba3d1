//! Labelled training pages: injected blocks of every family in docs/techniques.md, put into given clean pages, and the
//! honest markup that looks like them. Same inputs, same bytes.

mod article;
mod banner;
mod catalogue;
mod chains;
mod context;
mod dice;
mod draft;
mod encode;
mod endings;
mod family;
mod graft;
mod ham;
mod ham_hidden;
mod ham_links;
mod ham_machine;
mod ham_markup;
mod ham_parts;
mod ham_prose;
mod ham_scripts;
mod head;
mod hide;
mod iframe;
mod kit;
mod links;
mod malformed;
mod markup;
mod noise;
mod obfuscate;
mod place;
mod prose;
mod reported;
mod restyle;
mod script;
mod server;
mod sheet;
mod stamp;
mod stubs;
mod text_dialect;
mod text_ham;
mod text_leak;
mod traps;
mod visible;
mod wording;
mod words;

pub use catalogue::{Technique, techniques};
pub use family::Family;
pub use graft::graft;

use crate::verdict::Action;
use catalogue::Job;
pub(crate) use dice::Dice;
use draft::Draft;
use kit::Kit;
use std::ops::RangeInclusive;

/// Which forms of a technique are made.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub enum Variants {
    /// Half of them as measured, the rest beyond.
    #[default]
    All,
    /// Constants as seen in the wild: class names, lengths of ids, wrappers.
    Seen,
    /// None of the constants seen: a test of what was learnt from the others.
    HeldOut,
}

/// What to generate.
#[derive(Clone, Debug, PartialEq)]
pub struct SynthOptions {
    /// Names the whole set: another seed, other kits and other pages.
    pub seed: u64,
    /// How many techniques one page carries, 1 or more. Source: infected pages that were seen carry 1 to 3.
    pub per_page: RangeInclusive<usize>,
    /// Share of end tags lost or swapped in the half of the kits that are careless, 0–0.3 (not enforced).
    pub malformed: f64,
    /// Only these families; `None` for all.
    pub families: Option<Vec<Family>>,
    /// Probability that a page also carries honest look-alikes, unlabelled, 0–1.
    pub hard_negative_share: f64,
    /// Probability that a page carries look-alikes only and no spam at all, 0–1.
    pub ham_share: f64,
    /// Probability that the page is emitted as extracted text, 0–1.
    pub text_share: f64,
    /// Which forms of the techniques are made.
    pub variants: Variants,
    /// Probability that a page in UTF-8 is emitted in a legacy encoding of its language, 0–1.
    pub encoding_share: f64,
    /// Probability that the whole page is changed as mirror kits and old editors do (script, pinyin, letter case,
    /// quotes), which no cleaner undoes, 0–1.
    pub context_share: f64,
}

impl Default for SynthOptions {
    fn default() -> Self {
        SynthOptions {
            seed: 1,
            per_page: 1..=3,
            malformed: 0.1,
            families: None,
            // With one to five look-alikes where there are any, more than one for each page with spam.
            hard_negative_share: 0.7,
            ham_share: 0.2,
            text_share: 0.15,
            variants: Variants::All,
            encoding_share: 0.1,
            context_share: 0.35,
        }
    }
}

/// What kind of page was written.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Dialect {
    /// Served HTML.
    Html,
    /// Text taken from a page by an extractor, with leaked tags.
    Text,
}

impl Dialect {
    /// Lower-case name, as in reports and CSV.
    pub fn name(self) -> &'static str {
        match self {
            Dialect::Html => "html",
            Dialect::Text => "text",
        }
    }
}

/// One injected piece.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct TruthSpan {
    /// First byte, in the page as written.
    pub start: usize,
    /// One past the last byte.
    pub end: usize,
    /// Identifier in docs/techniques.md, with a suffix for one of several forms: `T24-colour`.
    pub technique: &'static str,
    /// Family, as in the hand-labelled truth: `id-noise-tags`, `display-none-links`, …
    pub family: &'static str,
    /// What a cleaner should do.
    pub action: Action,
    /// The bytes that stood here before (`Restore` only), in the page's encoding.
    pub replacement: Option<Vec<u8>>,
    /// Whether a visitor sees it.
    pub visible: bool,
    /// Kind of place: `body-top`, `after-html`, …; empty for a replacement and in text.
    pub place: &'static str,
    /// Form of the technique where it has several: `measured`, `varied`; else empty.
    pub variant: &'static str,
    /// Whether its words are disguised: character references, look-alike letters, letters between.
    pub evasive: bool,
    /// Whether end tags were lost or swapped.
    pub malformed: bool,
}

/// One labelled page.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SynthPage {
    /// The page.
    pub bytes: Vec<u8>,
    /// What was injected: sorted, disjoint, none empty. Empty for a page of look-alikes only.
    pub truth: Vec<TruthSpan>,
    /// What a perfect cleaner gives back: `bytes` without the spans to delete and with those to restore restored.
    /// Equal to the clean page where no look-alike was added, the page as a whole was not changed (`context`) and
    /// the encoding is the page's own (HTML dialect).
    pub restored: Vec<u8>,
    /// `site~kit`: pages that share it share block bytes. Split by what stands before the `~`.
    pub kit_site: String,
    /// Served HTML or extracted text.
    pub dialect: Dialect,
    /// Names of the honest look-alikes that were added.
    pub hard_negatives: Vec<&'static str>,
    /// What was done to the page as a whole and stays: `T06`, `T07`, `T10`, `upper-case`, `legacy-encoding`, …
    pub context: Vec<&'static str>,
    /// WHATWG name of the encoding the page was converted to; empty where it is the clean page's own.
    pub encoding: &'static str,
    /// Language of the injected words, ISO 639-1; empty without any.
    pub language: &'static str,
}

/// Makes one labelled page from a clean one. The same arguments give the same page; pages `4n` to `4n+3` of a site
/// share a kit. `None` if the page cannot host what the options ask for (no body, UTF-16, nothing fits).
pub fn generate(clean: &[u8], site: &str, index: u64, options: &SynthOptions) -> Option<SynthPage> {
    let kit = Kit::of(site, index, options);
    let number = index.to_le_bytes();
    let page_key = dice::hash(&[b"page", &options.seed.to_le_bytes(), site.as_bytes(), &number, clean]);
    let mut dice = Dice::of(&[&page_key]);
    let ham_only = dice.chance(options.ham_share);
    if dice.chance(options.text_share) {
        return text_dialect::generate(clean, &kit, &mut dice, options, ham_only);
    }
    let target = encode::choose(clean, &mut dice, options.encoding_share);
    let (host, mut context) = match &target {
        Some(target) => (target.page.as_slice(), vec!["legacy-encoding"]),
        None => (clean, Vec::new()),
    };
    let changed = context::apply(host, &kit, &mut dice, options.context_share, ham_only);
    context.extend_from_slice(&changed.names);
    let host = changed.page.as_deref().unwrap_or(host);
    let mut draft = Draft::new(host)?;
    if !draft.marks.can_host() {
        return None;
    }
    if !ham_only {
        let most = dice.range(options.per_page.clone()).max(1);
        inject(&mut draft, &kit, &page_key, most, options.families.as_deref());
        if draft.labelled() == 0 {
            return None;
        }
    }
    let mut hard_negatives = Vec::new();
    if ham_only || dice.chance(options.hard_negative_share) {
        hard_negatives = ham::add(&mut draft, &kit, &mut dice);
    }
    let mut page = draft.finish();
    let mut encoding = "";
    if let Some(target) = &target {
        encoding = target.encoding.name();
        page = target.encode(&page);
    }
    Some(SynthPage {
        language: if page.truth.is_empty() { "" } else { kit.trade.language },
        bytes: page.bytes,
        truth: page.truth,
        restored: page.restored,
        kit_site: kit.site,
        dialect: Dialect::Html,
        hard_negatives,
        context,
        encoding,
    })
}

/// Puts up to `most` techniques of the kit into the draft. A kit's order of preference is the same on all its pages;
/// a technique that finds no place on this page gives way to the next.
fn inject(draft: &mut Draft<'_>, kit: &Kit, page_key: &[u8; 32], most: usize, families: Option<&[Family]>) {
    let mut order = kit.dice("techniques");
    let mut pool: Vec<(&'static Technique, u32)> = techniques()
        .iter()
        .filter(|technique| families.is_none_or(|wanted| wanted.contains(&technique.family)))
        .map(|technique| (technique, technique.weight))
        .collect();
    let mut placed = 0;
    while placed < most && !pool.is_empty() {
        let technique = *order.weighted(&pool);
        pool.retain(|(other, _)| other.id != technique.id);
        let before = draft.len();
        let done = (technique.build)(&mut Job::new(technique, kit, draft, page_key));
        if done && draft.len() > before {
            placed += 1;
        } else {
            draft.rewind(before);
        }
    }
}
