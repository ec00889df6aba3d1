//! Deals sites into folds so that no site is ever tested on itself.
use super::error::TrainError;
use crate::dataset::{FeatureTable, RowLabel};
use std::collections::BTreeMap;

/// Which fold each row of a table belongs to.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Folds {
    /// Per row, below [`Folds::count`].
    pub of_row: Vec<usize>,
    /// Number of folds, 2 or more.
    pub count: usize,
}

/// What one group of rows brings into a fold.
#[derive(Default)]
struct Group {
    spam: usize,
    ham: usize,
    rows: Vec<usize>,
}

/// What a fold holds so far. Compared in this order: spam sites first, as each counts the same in training.
#[derive(Clone, Default, PartialEq, Eq, PartialOrd, Ord)]
struct Load {
    spam_groups: usize,
    spam: usize,
    rows: usize,
}

/// Deals the groups of a table ([`RowMeta::split_key`](crate::dataset::RowMeta::split_key)) into at most
/// `most` folds.
///
/// The largest spam groups are dealt first, each into the fold with the fewest of them; then groups without spam,
/// each into the fold with the fewest rows. Ties follow a hash of seed and name, so neither the order of the rows
/// nor that of the names matters. There are never more folds than groups with spam.
pub(crate) fn deal(table: &FeatureTable, most: usize, seed: u64) -> Result<Folds, TrainError> {
    let mut groups: BTreeMap<&str, Group> = BTreeMap::new();
    for (row, meta) in table.meta().iter().enumerate() {
        let group = groups.entry(meta.split_key()).or_default();
        group.spam += usize::from(meta.label == RowLabel::Spam);
        group.ham += usize::from(meta.label == RowLabel::Ham);
        group.rows.push(row);
    }
    let spam_groups = groups.values().filter(|group| group.spam > 0).count();
    let ham_groups = groups.values().filter(|group| group.ham > 0).count();
    for (label, found) in [("spam", spam_groups), ("ham", ham_groups)] {
        if found < 2 {
            return Err(TrainError::Sites { kind: "sites", label, found, expected: 2 });
        }
    }
    let count = most.min(spam_groups).max(2);
    let mut order: Vec<(&str, Group)> = groups.into_iter().collect();
    order.sort_by_cached_key(|(name, group)| {
        let size = |count: usize| std::cmp::Reverse(count);
        (size(group.spam), size(group.rows.len()), shuffled(seed, name))
    });
    let mut loads = vec![Load::default(); count];
    let mut of_row = vec![0; table.len()];
    for (_, group) in order {
        let fold = if group.spam > 0 {
            (0..count).min_by_key(|&fold| loads[fold].clone())
        } else {
            (0..count).min_by_key(|&fold| loads[fold].rows)
        };
        let fold = fold.expect("at least two folds");
        loads[fold].spam_groups += usize::from(group.spam > 0);
        loads[fold].spam += group.spam;
        loads[fold].rows += group.rows.len();
        group.rows.into_iter().for_each(|row| of_row[row] = fold);
    }
    Ok(Folds { of_row, count })
}

/// A number that is the same on every machine and unrelated to the alphabet.
fn shuffled(seed: u64, name: &str) -> [u8; 32] {
    let mut hasher = blake3::Hasher::new();
    hasher.update(&seed.to_le_bytes()).update(name.as_bytes());
    *hasher.finalize().as_bytes()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::dataset::{Level, RowMeta};

    fn table(rows: &[(&str, RowLabel)]) -> FeatureTable {
        let mut table = FeatureTable::new(Level::Block, vec!["f".into()]);
        for (site, label) in rows {
            let meta = RowMeta { site: (*site).into(), label: *label, ..RowMeta::default() };
            table.push(meta, &[0.0]).unwrap();
        }
        table
    }

    /// Sites s0… with 1, 2, … spam rows, and as many sites with ham only.
    fn sites(spam: usize) -> FeatureTable {
        let mut rows = Vec::new();
        let names: Vec<(String, String)> = (0..spam).map(|i| (format!("s{i}"), format!("h{i}"))).collect();
        for (i, (s, h)) in names.iter().enumerate() {
            rows.extend(std::iter::repeat_n((s.as_str(), RowLabel::Spam), i + 1));
            rows.extend([
                (s.as_str(), RowLabel::Ham),
                (h.as_str(), RowLabel::Ham),
                (h.as_str(), RowLabel::Ignore),
            ]);
        }
        table(&rows)
    }

    #[test]
    fn no_site_is_in_two_folds_and_spam_sites_are_spread_evenly() {
        let table = sites(23);
        let folds = deal(&table, 5, 7).unwrap();
        let mut fold_of = BTreeMap::new();
        for (meta, fold) in table.meta().iter().zip(&folds.of_row) {
            assert_eq!(*fold_of.entry(meta.site.clone()).or_insert(*fold), *fold, "{}", meta.site);
        }
        for fold in 0..5 {
            let spam = fold_of.iter().filter(|(site, at)| site.starts_with('s') && **at == fold).count();
            assert!((4..=5).contains(&spam), "{spam} spam sites in fold {fold}");
        }
    }

    #[test]
    fn the_order_of_rows_does_not_matter() {
        let forward = sites(9);
        let mut backward = FeatureTable::new(Level::Block, vec!["f".into()]);
        for row in (0..forward.len()).rev() {
            backward.push(forward.meta()[row].clone(), forward.row(row)).unwrap();
        }
        let mut folds = deal(&backward, 3, 1).unwrap().of_row;
        folds.reverse();
        assert_eq!(deal(&forward, 3, 1).unwrap().of_row, folds);
    }

    #[test]
    fn a_group_holds_its_sites_together() {
        let mut table = sites(8);
        for meta in table.meta_mut() {
            if ["s1", "s3", "s6"].contains(&&*meta.site) {
                meta.group = "campaign".into();
            }
        }
        let folds = deal(&table, 4, 1).unwrap();
        let together = table.meta().iter().zip(&folds.of_row).filter(|(meta, _)| !meta.group.is_empty());
        let mut seen: Vec<usize> = together.map(|(_, fold)| *fold).collect();
        seen.dedup();
        assert_eq!(seen.len(), 1);
    }

    #[test]
    fn there_are_no_more_folds_than_spam_sites() {
        assert_eq!(deal(&sites(3), 5, 1).unwrap().count, 3);
        let message = deal(&sites(1), 5, 1).unwrap_err().to_string();
        assert!(message.starts_with("1 sites with spam rows, at least 2 are needed"), "{message}");
    }
}
