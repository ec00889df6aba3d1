//! Leave one family out: what is found of a kind of injection that training never saw.
use super::donors::Donors;
use super::{HeldOutError, Judged, Read, keeping, scan, trained};
use crate::dataset::{Action, FeatureTable, Label, LabelledPage, RowMeta};
use crate::scanner::Scanner;
use crate::train::TrainOptions;
use rayon::prelude::*;
use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

/// A page by collection and path: two collections may use one path.
type Name = (Arc<str>, Arc<str>);

/// One family, the pages it is judged on, and what its model may not see.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct FamilyTest {
    /// The family.
    pub family: String,
    /// Places of the labelled pages that hold a span of it to cut.
    pub pages: Vec<usize>,
    /// Their sites.
    pub sites: BTreeSet<String>,
    /// Pages whose rows are left out, by collection and path: all on which labels or rows name the family.
    tainted: BTreeSet<Name>,
}

impl FamilyTest {
    /// Whether the family's model may be trained on a row: not of a page with the family, nor of a site that it is
    /// judged on, nor with a block that may come from such a site.
    pub fn may_train(&self, donors: &Donors, meta: &RowMeta) -> bool {
        !self.tainted.contains(&(meta.dataset.clone(), meta.path.clone()))
            && !self.sites.contains(&*meta.site)
            && donors.of_row(meta).into_iter().all(|site| !self.sites.contains(site))
    }
}

/// One test per family with a span to cut, in the order of names.
///
/// Ham and ignored rows of a page name no family, so what is left out goes by page: every page of which a label, a
/// block row or a page row names the family. A made page that is known by its rows alone, none of which names the
/// family because no candidate matched the block, stays; it holds no positive example of it.
pub fn family_tests(pages: &[LabelledPage], block: &FeatureTable, page: &FeatureTable) -> Vec<FamilyTest> {
    let mut tests: BTreeMap<&str, FamilyTest> = BTreeMap::new();
    let mut named: BTreeMap<&str, BTreeSet<Name>> = BTreeMap::new();
    for (at, page) in pages.iter().enumerate() {
        for span in page.spans.iter().filter(|span| span.label == Label::Spam) {
            let name = (Arc::from(page.dataset.as_str()), Arc::from(page.name.as_str()));
            named.entry(&span.family).or_default().insert(name);
            if span.action != Action::Report {
                let test = tests.entry(&span.family).or_default();
                if test.pages.last() != Some(&at) {
                    test.pages.push(at);
                }
                test.sites.insert(page.site.clone());
            }
        }
    }
    for meta in block.meta().iter().chain(page.meta()) {
        named.entry(&meta.family).or_default().insert((meta.dataset.clone(), meta.path.clone()));
    }
    let complete = |(family, test): (&str, FamilyTest)| FamilyTest {
        family: family.to_owned(),
        tainted: named.remove(family).unwrap_or_default(),
        ..test
    };
    tests.into_iter().map(complete).collect()
}

/// Per test its pages (by place) with the verdicts of a model that saw neither the family nor their sites.
///
/// # Errors
/// What is left cannot be trained on.
pub fn judge_families(
    tests: &[FamilyTest],
    pages: &[LabelledPage],
    tables: (&FeatureTable, &FeatureTable),
    donors: &Donors,
    options: &TrainOptions,
    read: Read<'_>,
) -> Result<Vec<Vec<(usize, Judged)>>, HeldOutError> {
    each_family(tests, pages, tables, donors, options, read, |_, scanner, _, bytes| scan(scanner, bytes))
}

/// The pages of one test, by place, each with what was made of it.
type Looked<T> = Vec<(usize, Result<T, String>)>;

/// As [`judge_families`], with `look` in the place of scanning: it is given the test, the model that saw nothing of
/// it, the page and its bytes.
///
/// # Errors
/// What is left cannot be trained on.
pub fn each_family<T: Send>(
    tests: &[FamilyTest],
    pages: &[LabelledPage],
    tables: (&FeatureTable, &FeatureTable),
    donors: &Donors,
    options: &TrainOptions,
    read: Read<'_>,
    look: impl Fn(&FamilyTest, &Scanner, &LabelledPage, &[u8]) -> Result<T, String> + Sync,
) -> Result<Vec<Looked<T>>, HeldOutError> {
    // One after the other: each holds a copy of the rows, and a fit uses every thread there is.
    let one = |test: &FamilyTest| {
        let keep = |meta: &RowMeta| test.may_train(donors, meta);
        let scanner = trained(&keeping(tables.0, keep), &keeping(tables.1, keep), options)?;
        let look = |&at: &usize| {
            let bytes = read(&pages[at].path).map_err(|error| error.to_string());
            (at, bytes.and_then(|bytes| look(test, &scanner, &pages[at], &bytes)))
        };
        Ok(test.pages.par_iter().map(look).collect())
    };
    tests.iter().map(one).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::dataset::{LabelledSpan, Level, PageLabel, RowLabel};

    fn page(name: &str, site: &str, families: &[(&str, Action)]) -> LabelledPage {
        let span = |(at, (family, action)): (usize, &(&str, Action))| LabelledSpan {
            start: 10 * at,
            end: 10 * at + 5,
            label: Label::Spam,
            family: (*family).into(),
            technique: String::new(),
            action: *action,
            extra: Vec::new(),
        };
        LabelledPage {
            path: name.into(),
            name: name.into(),
            site: site.into(),
            dataset: "real-spam".into(),
            language: String::new(),
            spans: families.iter().enumerate().map(span).collect(),
            page_label: PageLabel::Spam,
        }
    }

    #[test]
    fn no_row_of_a_left_out_family_or_of_its_sites_is_trained_on() {
        use RowLabel::{Ham, Ignore, Spam};
        let pages = [
            page("1", "a", &[("x", Action::Delete), ("y", Action::Restore)]),
            page("2", "b", &[("y", Action::Delete), ("y", Action::Delete), ("z", Action::Report)]),
        ];
        // (path, site, dataset, family, label)
        let rows = [
            ("1", "a", "real-spam", "x", Spam),
            ("1", "a", "real-spam", "", Ham),
            ("2", "b", "real-spam", "y", Spam),
            ("2", "b", "real-spam", "", Ignore),
            ("9", "a", "real-ham", "", Ham),
            ("m1", "c", "synth", "x", Spam),
            ("m1", "c", "synth", "", Ham),
            ("m1", "c", "synth", "y", Spam),
            ("m1", "d", "synth-graft", "y", Spam),
            ("8", "c", "real-ham", "", Ham),
        ];
        let mut block = FeatureTable::new(Level::Block, Vec::new());
        for (path, site, dataset, family, label) in rows {
            let (path, site, dataset, family) = (path.into(), site.into(), dataset.into(), family.into());
            block.push(RowMeta { path, site, dataset, family, label, ..RowMeta::default() }, &[]).unwrap();
        }
        let none = FeatureTable::new(Level::Page, Vec::new());
        let tests = family_tests(&pages, &block, &none);
        let names: Vec<(&str, &[usize])> =
            tests.iter().map(|t| (t.family.as_str(), t.pages.as_slice())).collect();
        assert_eq!(names, [("x", &[0][..]), ("y", &[0, 1])], "a family to report only is not tested");
        let kept = |test: &FamilyTest| {
            let kept = keeping(&block, |meta| test.may_train(&Donors::default(), meta));
            kept.meta().iter().map(|m| format!("{} {}", m.path, m.dataset)).collect::<Vec<_>>()
        };
        assert_eq!(kept(&tests[0]), ["2 real-spam", "2 real-spam", "m1 synth-graft", "8 real-ham"]);
        assert_eq!(kept(&tests[1]), ["8 real-ham"]);
    }
}
