//! The one table of features, assembled from the families. A new feature goes last in its family and the models are retrained.
use crate::block::BlockStats;
use crate::feature::{
    FeatureDef, Scope, cross, hiding, identity, link, live_columns, live_late_columns, place, presence,
    relative, script, structure, wording,
};
use std::sync::LazyLock;

/// The families that are computed from counts, in matrix order.
const COUNTED: &[&[FeatureDef]] = &[
    structure::FEATURES,
    identity::FEATURES,
    link::FEATURES,
    hiding::FEATURES,
    place::FEATURES,
    wording::FEATURES,
    script::FEATURES,
    relative::FEATURES,
    cross::FEATURES,
];

/// Where a computed feature stands, for [`counted`].
///
/// # Panics
/// There is none of that name; as a constant, that is an error of compilation.
pub(super) const fn place(name: &str) -> usize {
    let (mut at, mut family) = (0, 0);
    while family < COUNTED.len() {
        let mut member = 0;
        while member < COUNTED[family].len() {
            if same(COUNTED[family][member].name, name) {
                return at;
            }
            (at, member) = (at + 1, member + 1);
        }
        family += 1;
    }
    panic!("no computed feature has this name")
}

/// `==` of strings, for constants.
const fn same(a: &str, b: &str) -> bool {
    let (a, b) = (a.as_bytes(), b.as_bytes());
    if a.len() != b.len() {
        return false;
    }
    let mut at = 0;
    while at < a.len() {
        if a[at] != b[at] {
            return false;
        }
        at += 1;
    }
    true
}

/// The computed feature at a [`place`].
pub(super) const fn counted(place: usize) -> &'static FeatureDef {
    let (mut family, mut rest) = (0, place);
    while rest >= COUNTED[family].len() {
        rest -= COUNTED[family].len();
        family += 1;
    }
    &COUNTED[family][rest]
}

fn of(scopes: &[Scope]) -> Vec<FeatureDef> {
    let families = COUNTED.iter().chain(std::iter::once(&presence::FEATURES));
    families.flat_map(|family| family.iter()).filter(|def| scopes.contains(&def.scope)).copied().collect()
}

/// The columns of the block model.
pub static BLOCK_FEATURES: LazyLock<Vec<FeatureDef>> = LazyLock::new(|| of(&[Scope::Block, Scope::Both]));

/// The columns of the page model.
pub static PAGE_FEATURES: LazyLock<Vec<FeatureDef>> = LazyLock::new(|| of(&[Scope::Page, Scope::Both]));

/// The presence columns of the block model: the column each is made from, and its own.
pub(super) fn presence_of() -> Vec<(usize, usize)> {
    let column = |name: &str| BLOCK_FEATURES.iter().position(|def| def.name == name);
    let first = BLOCK_FEATURES.len() - presence::OF.len();
    let made = presence::OF.iter().enumerate();
    made.map(|(at, of)| (column(of).expect("made from a column of the block model"), first + at)).collect()
}

/// Names of the block model's columns.
pub fn block_columns() -> Vec<&'static str> {
    BLOCK_FEATURES.iter().map(|def| def.name).collect()
}

/// Names of the page model's columns.
pub fn page_columns() -> Vec<&'static str> {
    PAGE_FEATURES.iter().map(|def| def.name).collect()
}

/// The block model's features of one block, into `out`.
pub fn block_row(stats: &BlockStats<'_>, out: &mut Vec<f64>) {
    out.clear();
    out.resize(BLOCK_FEATURES.len(), 0.0);
    live_columns(stats, |at, value| out[at] = value);
    live_late_columns(stats, |at, value| out[at] = value);
}

/// By column of the block model, that of the page model.
static IN_PAGE: LazyLock<Vec<Option<usize>>> = LazyLock::new(|| {
    let place = |def: &FeatureDef| PAGE_FEATURES.iter().position(|of_page| of_page.name == def.name);
    BLOCK_FEATURES.iter().map(place).collect()
});

/// The page model's features of a page seen as one block, into `out`.
pub fn page_row(stats: &BlockStats<'_>, out: &mut Vec<f64>) {
    out.clear();
    out.resize(PAGE_FEATURES.len(), 0.0);
    live_columns(stats, |at, value| {
        if let Some(at) = IN_PAGE[at] {
            out[at] = value;
        }
    });
}

/// Every feature by its own definition.
#[cfg(test)]
pub(super) fn fill(features: &[FeatureDef], stats: &BlockStats<'_>, out: &mut Vec<f64>) {
    out.clear();
    out.extend(features.iter().map(|def| {
        let value = (def.extract)(stats);
        if value.is_finite() { value } else { 0.0 }
    }));
}
