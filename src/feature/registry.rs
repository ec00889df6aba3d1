//! The one table of features, assembled from the families. A new feature goes last in its family and the models are retrained.
use crate::block::BlockStats;
use crate::feature::{
    FeatureDef, Scope, cross, hiding, identity, link, place, relative, script, structure, wording,
};
use std::sync::LazyLock;

/// The families, in matrix order.
const FAMILIES: &[&[FeatureDef]] = &[
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

fn of(scopes: &[Scope]) -> Vec<FeatureDef> {
    FAMILIES
        .iter()
        .flat_map(|family| family.iter())
        .filter(|def| scopes.contains(&def.scope))
        .copied()
        .collect()
}

/// The columns of the block model.
pub static BLOCK_FEATURES: LazyLock<Vec<FeatureDef>> = LazyLock::new(|| of(&[Scope::Block, Scope::Both]));

/// The columns of the page model.
pub static PAGE_FEATURES: LazyLock<Vec<FeatureDef>> = LazyLock::new(|| of(&[Scope::Page, Scope::Both]));

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
    fill(&BLOCK_FEATURES, stats, out);
}

/// The page model's features of a page seen as one block, into `out`.
pub fn page_row(stats: &BlockStats<'_>, out: &mut Vec<f64>) {
    fill(&PAGE_FEATURES, stats, out);
}

fn fill(features: &[FeatureDef], stats: &BlockStats<'_>, out: &mut Vec<f64>) {
    out.clear();
    out.extend(features.iter().map(|def| {
        let value = (def.extract)(stats);
        if value.is_finite() { value } else { 0.0 }
    }));
}
