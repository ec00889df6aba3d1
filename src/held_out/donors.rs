//! Where the blocks of graft pages may come from: their rows carry the site of the page they were put into.
//!
//! `despam synth --graft` puts a block only into pages of its own site's group and keeps its family, so group and
//! family name the few sites it can be from. Where the page it was cut from is among the labels, its bytes tell.
use super::Read;
use crate::dataset::{Action, FeatureTable, Label, LabelledPage, RowLabel, RowMeta};
use crate::label::group::group_number;
use std::collections::{BTreeMap, BTreeSet, HashMap};
use std::sync::Arc;

/// Marks graft pages by the collection's name, as `despam synth` writes it.
const GRAFT: &str = "synth-graft";

/// A made page by collection and path: two collections may use one path.
type Name = (Arc<str>, Arc<str>);

/// Which sites a graft may come from.
#[derive(Clone, Debug, Default)]
pub struct Donors {
    /// Sites with a real block of the family in the group.
    sites: BTreeMap<u32, BTreeMap<String, BTreeSet<String>>>,
    /// Families of the blocks on each graft page that gave rows.
    families: BTreeMap<Name, BTreeSet<String>>,
    /// Site of a real block, by the hash of its bytes. Only looked up, so its order does not matter.
    by_bytes: HashMap<[u8; 32], String>,
    /// Site of the block on a labelled graft page, where its bytes are those of a real block.
    exact: BTreeMap<Name, BTreeSet<String>>,
}

impl Donors {
    /// What labels and rows tell.
    pub fn of(pages: &[LabelledPage], block: &FeatureTable, page: &FeatureTable, read: Read<'_>) -> Self {
        let mut donors = Donors::default();
        let rows = block.meta().iter().chain(page.meta());
        for meta in rows.filter(|meta| meta.label == RowLabel::Spam) {
            if meta.dataset.starts_with(GRAFT) {
                donors.families.entry(name(meta)).or_default().insert(meta.family.to_string());
            } else if !meta.is_synthetic() {
                donors.add(&meta.site, &meta.family);
            }
        }
        for page in pages.iter().filter(|page| !page.dataset.starts_with("synth")) {
            for (family, bytes) in spam(page, read) {
                donors.add(&page.site, &family);
                donors.by_bytes.entry(*blake3::hash(&bytes).as_bytes()).or_insert_with(|| page.site.clone());
            }
        }
        for page in pages.iter().filter(|page| page.dataset.starts_with(GRAFT)) {
            let blocks = spam(page, read);
            let sites: Option<BTreeSet<String>> = blocks
                .iter()
                .map(|(_, bytes)| donors.by_bytes.get(blake3::hash(bytes).as_bytes()).cloned())
                .collect();
            if let Some(sites) = sites.filter(|sites| !sites.is_empty()) {
                donors.exact.insert(page_name(page), sites);
            }
        }
        donors
    }

    fn add(&mut self, site: &str, family: &str) {
        let group = self.sites.entry(group_number(site)).or_default();
        group.entry(family.to_owned()).or_default().insert(site.to_owned());
    }

    /// Sites that a row's block may come from; none for rows that are no graft.
    pub fn of_row(&self, meta: &RowMeta) -> BTreeSet<&str> {
        if !meta.dataset.starts_with(GRAFT) {
            return BTreeSet::new();
        }
        // By group and family only: rows may be of another run of `despam synth` than the pages at hand.
        self.possible(&meta.site, self.families.get(&name(meta)))
    }

    /// The same for a labelled page.
    pub fn of_page(&self, page: &LabelledPage) -> BTreeSet<&str> {
        if !page.dataset.starts_with(GRAFT) {
            return BTreeSet::new();
        }
        if let Some(sites) = self.exact.get(&page_name(page)) {
            return sites.iter().map(String::as_str).collect();
        }
        self.possible(&page.site, Some(&page.spans.iter().map(|span| span.family.clone()).collect()))
    }

    fn possible(&self, site: &str, families: Option<&BTreeSet<String>>) -> BTreeSet<&str> {
        let Some(group) = self.sites.get(&group_number(site)) else { return BTreeSet::new() };
        let told = |family: &String| families.is_none_or(|families| families.contains(family));
        let sites = group.iter().filter(|(family, _)| told(family)).flat_map(|(_, sites)| sites);
        sites.map(String::as_str).collect()
    }
}

fn name(meta: &RowMeta) -> Name {
    (meta.dataset.clone(), meta.path.clone())
}

fn page_name(page: &LabelledPage) -> Name {
    (Arc::from(page.dataset.as_str()), Arc::from(page.name.as_str()))
}

/// Family and bytes of a page's spam spans; none where it cannot be read, which is told when it is judged.
fn spam(page: &LabelledPage, read: Read<'_>) -> Vec<(String, Vec<u8>)> {
    let spans = page.spans.iter().filter(|s| s.label == Label::Spam && s.action != Action::Report);
    let spans: Vec<_> = spans.collect();
    if spans.is_empty() {
        return Vec::new();
    }
    let bytes = read(&page.path).unwrap_or_default();
    let block = |at: std::ops::Range<usize>| bytes.get(at).map(<[u8]>::to_vec);
    spans.iter().filter_map(|s| Some((s.family.clone(), block(s.start..s.end)?))).collect()
}
