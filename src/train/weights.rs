//! How much each row counts: sites, not rows, are what there are many or few of.
use super::error::TrainError;
use crate::dataset::{FeatureTable, RowLabel, RowMeta};
use std::collections::BTreeMap;

/// How much rows count.
#[derive(Clone, Debug, PartialEq)]
pub struct WeightOptions {
    /// Total weight of spam rows as a share of that of ham rows; above 0.
    ///
    /// An engineering choice: as much as the ham.
    pub spam_share: f64,
    /// A family of made spam counts like this many spam sites. An engineering choice.
    pub synthetic_family_sites: f64,
    /// A site's ham rows count at most like those of this many middling (median) sites. A site with
    /// thousands of pages would otherwise be what "clean" means.
    pub ham_site_cap: f64,
}

impl Default for WeightOptions {
    fn default() -> Self {
        WeightOptions { spam_share: 1.0, synthetic_family_sites: 2.0, ham_site_cap: 3.0 }
    }
}

impl WeightOptions {
    pub(super) fn check(&self) -> Result<(), TrainError> {
        for (option, found) in [
            ("spam_share", self.spam_share),
            ("synthetic_family_sites", self.synthetic_family_sites),
            ("ham_site_cap", self.ham_site_cap),
        ] {
            if !(found.is_finite() && found > 0.0) {
                let expected = "a finite number above 0";
                return Err(TrainError::Option { option, found: found.to_string(), expected });
            }
        }
        Ok(())
    }
}

/// One weight per entry of `rows`.
///
/// Ham: the row's own weight, less where its site has more rows than the cap; the mean over ham rows is 1. Spam:
/// every site, and every family of made spam, shares out a fixed total by the rows' own weights; all of them make
/// up `spam_share` of the ham total. Ignored rows weigh nothing.
pub fn weigh(table: &FeatureTable, rows: &[usize], options: &WeightOptions) -> Vec<f64> {
    let meta = |row: &usize| &table.meta()[*row];
    let of = |label: RowLabel| rows.iter().map(meta).filter(move |meta| meta.label == label);
    let mut spam_units: BTreeMap<Unit<'_>, f64> = BTreeMap::new();
    of(RowLabel::Spam).for_each(|meta| *spam_units.entry(Unit::of(meta)).or_default() += meta.weight);
    let mut ham_sites: BTreeMap<&str, usize> = BTreeMap::new();
    of(RowLabel::Ham).for_each(|meta| *ham_sites.entry(site(meta)).or_default() += 1);
    let cap = options.ham_site_cap * median(ham_sites.values().copied().collect());

    let mut weights: Vec<f64> = rows
        .iter()
        .map(meta)
        .map(|meta| match meta.label {
            RowLabel::Ignore => 0.0,
            RowLabel::Ham => meta.weight * (cap / ham_sites[site(meta)] as f64).min(1.0),
            RowLabel::Spam => {
                let unit = Unit::of(meta);
                let total = spam_units[&unit];
                if total > 0.0 { meta.weight / total * unit.sites(options) } else { 0.0 }
            }
        })
        .collect();

    let ham_rows = of(RowLabel::Ham).count() as f64;
    for (label, wanted) in [(RowLabel::Ham, ham_rows), (RowLabel::Spam, ham_rows * options.spam_share)] {
        let total: f64 =
            rows.iter().zip(&weights).filter(|(row, _)| meta(row).label == label).map(|(_, w)| w).sum();
        if total > 0.0 {
            let of_label = rows.iter().zip(&mut weights).filter(|(row, _)| meta(row).label == label);
            of_label.for_each(|(_, weight)| *weight *= wanted / total);
        }
    }
    weights
}

/// What counts once among spam.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Unit<'a> {
    Site(&'a str),
    MadeFamily(&'a str),
}

impl<'a> Unit<'a> {
    fn of(meta: &'a RowMeta) -> Self {
        if meta.is_synthetic() { Unit::MadeFamily(&meta.family) } else { Unit::Site(site(meta)) }
    }

    fn sites(self, options: &WeightOptions) -> f64 {
        match self {
            Unit::Site(_) => 1.0,
            Unit::MadeFamily(_) => options.synthetic_family_sites,
        }
    }
}

fn site(meta: &RowMeta) -> &str {
    if meta.site.is_empty() { &meta.path } else { &meta.site }
}

/// The middle one, the upper of two; 0 of none.
fn median(mut counts: Vec<usize>) -> f64 {
    counts.sort_unstable();
    counts.get(counts.len() / 2).map_or(0.0, |count| *count as f64)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::dataset::Level;

    /// (site, family, dataset, label, weight)
    type Row = (&'static str, &'static str, &'static str, RowLabel, f64);

    fn weights(rows: &[Row], options: &WeightOptions) -> Vec<f64> {
        let mut table = FeatureTable::new(Level::Block, vec!["f".into()]);
        for (site, family, dataset, label, weight) in rows {
            let (site, family, dataset) = ((*site).into(), (*family).into(), (*dataset).into());
            let meta =
                RowMeta { site, family, dataset, label: *label, weight: *weight, ..RowMeta::default() };
            table.push(meta, &[0.0]).unwrap();
        }
        weigh(&table, &(0..table.len()).collect::<Vec<_>>(), options)
    }

    fn close(got: &[f64], want: &[f64]) {
        let near =
            got.len() == want.len() && got.iter().zip(want).all(|(got, want)| (got - want).abs() < 1e-12);
        assert!(near, "{got:?} against {want:?}");
    }

    fn five_percent() -> WeightOptions {
        WeightOptions { spam_share: 0.05, ..WeightOptions::default() }
    }

    #[test]
    fn every_spam_site_counts_the_same_and_a_made_family_like_two() {
        use RowLabel::{Ham, Ignore, Spam};
        let rows = [
            ("a", "x", "real", Spam, 1.0),
            ("a", "x", "real", Spam, 3.0),
            ("b", "x", "real", Spam, 1.0),
            ("c", "y", "synthetic", Spam, 1.0),
            ("d", "y", "synthetic", Spam, 1.0),
            ("a", "x", "real", Ignore, 1.0),
            ("e", "", "real", Ham, 1.0),
            ("f", "", "real", Ham, 1.0),
        ];
        // Two ham rows: spam totals 0.1, a quarter per site, half for the made family.
        let want = [0.00625, 0.01875, 0.025, 0.025, 0.025, 0.0, 1.0, 1.0];
        close(&weights(&rows, &five_percent()), &want);
    }

    #[test]
    fn a_large_clean_site_is_capped_and_row_weights_are_kept() {
        use RowLabel::{Ham, Spam};
        let mut rows = vec![("s", "", "", Spam, 1.0), ("a", "", "", Ham, 5.0), ("b", "", "", Ham, 1.0)];
        rows.extend(std::iter::repeat_n(("big", "", "", Ham, 1.0), 6));
        // Median 1 row a site, so at most 3 rows' worth: 5 + 1 + 3 = 9, scaled to 8 rows.
        let mut want = vec![0.4, 40.0 / 9.0, 8.0 / 9.0];
        want.extend([4.0 / 9.0; 6]);
        close(&weights(&rows, &five_percent()), &want);
    }

    #[test]
    fn rows_of_no_weight_and_missing_classes_give_zeros_not_nonsense() {
        use RowLabel::{Ham, Spam};
        close(&weights(&[("s", "", "", Spam, 0.0), ("h", "", "", Ham, 1.0)], &five_percent()), &[0.0, 1.0]);
        close(&weights(&[("s", "", "", Spam, 1.0)], &five_percent()), &[0.0]);
        close(&weights(&[], &five_percent()), &[]);
    }
}
