//! Which fold a page is judged in, and which rows that fold's model may be trained on.
use super::campaign::Campaigns;
use super::donors::Donors;
use crate::dataset::{LabelledPage, RowMeta};
use crate::label::group::{fold_of, group_number};
use std::collections::{BTreeMap, BTreeSet};

/// Said of a page that no fold may judge.
pub(super) const UNDECIDED: &str =
    "its block may come from sites of several folds: give the CSV that it was grafted from as well";

/// A deal of sites into folds.
#[derive(Clone, Debug)]
pub struct Plan {
    folds: u32,
    /// Folds of the sites that do not stay in the fold of their group.
    moved: BTreeMap<String, u32>,
    donors: Donors,
}

impl Plan {
    /// By site: each is tested in the fold of its group. Grafts stay in the group of both their sites, so the model
    /// that judges one has seen neither.
    pub fn by_site(folds: u32) -> Self {
        Plan { folds: folds.max(1), moved: BTreeMap::new(), donors: Donors::default() }
    }

    /// By campaign: all sites of one are tested in one fold, the largest campaigns (by pages) dealt first, each to the
    /// fold with the fewest infected pages so far. Clean sites stay in the fold of their group.
    ///
    /// A graft is judged in its block's fold by a model that may have seen the clean page that hosts it, never the
    /// block; no model is trained on a graft whose host or whose possible source it is tested on.
    pub fn by_campaign(folds: u32, campaigns: &Campaigns, donors: Donors) -> Self {
        let folds = folds.max(1);
        let mut all: Vec<(usize, &BTreeMap<String, usize>)> =
            campaigns.members().iter().map(|sites| (sites.values().sum(), sites)).collect();
        // Equally large ones in the order of their first site: the same on every machine.
        all.sort_by(|a, b| b.0.cmp(&a.0).then_with(|| a.1.keys().next().cmp(&b.1.keys().next())));
        let mut loads = vec![0usize; folds as usize];
        let mut moved = BTreeMap::new();
        for (pages, sites) in all {
            let fold = (0..loads.len()).min_by_key(|&fold| loads[fold]).expect("at least one fold");
            loads[fold] += pages;
            moved.extend(sites.keys().map(|site| (site.clone(), fold as u32)));
        }
        Plan { folds, moved, donors }
    }

    /// How many folds.
    pub fn folds(&self) -> u32 {
        self.folds
    }

    /// The fold a site is tested in.
    pub fn fold_of_site(&self, site: &str) -> u32 {
        self.moved.get(site).copied().unwrap_or_else(|| fold_of(group_number(site), self.folds))
    }

    /// The fold a page is judged in: that of its block's site for a graft; `None` where that could be several.
    pub fn fold_of_page(&self, page: &LabelledPage) -> Option<u32> {
        let donors = self.donors.of_page(page);
        let folds: BTreeSet<u32> = donors.into_iter().map(|site| self.fold_of_site(site)).collect();
        match folds.len() {
            0 => Some(self.fold_of_site(&page.site)),
            1 => folds.first().copied(),
            _ => None,
        }
    }

    /// Whether the model of `fold` may be trained on a row: nothing of it is tested there.
    pub fn may_train(&self, fold: u32, meta: &RowMeta) -> bool {
        self.fold_of_site(&meta.site) != fold
            && self.donors.of_row(meta).into_iter().all(|site| self.fold_of_site(site) != fold)
    }

    /// The same for a whole page.
    pub fn may_train_page(&self, fold: u32, page: &LabelledPage) -> bool {
        self.fold_of_site(&page.site) != fold
            && self.donors.of_page(page).into_iter().all(|site| self.fold_of_site(site) != fold)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::dataset::{Action, FeatureTable, Label, LabelledSpan, Level, PageLabel, RowLabel};
    use std::path::Path;

    fn page(name: &str, site: &str, dataset: &str, family: &str, end: usize) -> LabelledPage {
        let span = LabelledSpan {
            start: 0,
            end,
            label: Label::Spam,
            family: family.into(),
            technique: String::new(),
            action: Action::Delete,
            extra: Vec::new(),
        };
        LabelledPage {
            path: name.into(),
            name: name.into(),
            site: site.into(),
            dataset: dataset.into(),
            language: String::new(),
            spans: vec![span],
            page_label: PageLabel::Spam,
        }
    }

    fn bytes(path: &Path) -> std::io::Result<Vec<u8>> {
        let link = |host: &str| format!("<p><a href='http://{host}/'>word</a></p>").into_bytes();
        Ok(match path.to_str().unwrap() {
            "a.html" | "b.html" => link("shared-target.example"),
            "graft.html" | "c.html" => link("alone.example"),
            other => link(&format!("{}.example", other.trim_end_matches(".html"))),
        })
    }

    #[test]
    fn no_campaign_straddles_two_folds_and_clean_sites_stay() {
        let mut pages: Vec<LabelledPage> =
            (0..30).map(|n| page(&format!("p{n}.html"), &format!("s{n}"), "real-spam", "f", 40)).collect();
        pages.push(page("a.html", "left.example", "real-spam", "f", 49));
        pages.push(page("b.html", "right.example", "real-spam", "f", 49));
        let campaigns = Campaigns::of(&pages, &bytes);
        assert_eq!((campaigns.count(), campaigns.largest()), (31, 2));
        for folds in 2..8 {
            let plan = Plan::by_campaign(folds, &campaigns, Donors::default());
            for sites in campaigns.members() {
                let seen: BTreeSet<u32> = sites.keys().map(|site| plan.fold_of_site(site)).collect();
                assert_eq!(seen.len(), 1, "{sites:?}");
            }
            let in_fold = |fold| pages.iter().filter(|page| plan.fold_of_page(page) == Some(fold)).count();
            let loads: Vec<usize> = (0..folds).map(in_fold).collect();
            assert!(loads.iter().max().unwrap() - loads.iter().min().unwrap() <= 1, "{loads:?}");
            assert_eq!(plan.fold_of_site("clean.example"), fold_of(group_number("clean.example"), folds));
        }
    }

    #[test]
    fn a_graft_is_judged_where_its_block_is_and_never_trained_on_there() {
        let donor = page("c.html", "donor.example", "real-spam", "f", 41);
        let group = group_number("donor.example");
        let host = (0..).map(|n| format!("h{n}")).find(|host| group_number(host) == group).unwrap();
        let graft = page("graft.html", &host, "synth-graft", "f", 41);
        let mut pages = vec![donor, graft];
        pages.extend((0..9).map(|n| page(&format!("p{n}.html"), &format!("s{n}"), "real-spam", "f", 40)));
        let campaigns = Campaigns::of(&pages, &bytes);
        let empty = |level| FeatureTable::new(level, Vec::new());
        let mut rows = empty(Level::Block);
        let meta = RowMeta {
            path: "graft.html".into(),
            site: host.as_str().into(),
            dataset: "synth-graft".into(),
            family: "f".into(),
            label: RowLabel::Spam,
            ..RowMeta::default()
        };
        rows.push(meta.clone(), &[]).unwrap();
        let donors = Donors::of(&pages, &rows, &empty(Level::Page), &bytes);
        for folds in 2..7 {
            let plan = Plan::by_campaign(folds, &campaigns, donors.clone());
            let home = plan.fold_of_site("donor.example");
            assert_eq!(plan.fold_of_page(&pages[1]), Some(home));
            assert!(!plan.may_train(home, &meta) && !plan.may_train(plan.fold_of_site(&host), &meta));
            let by_site = Plan::by_site(folds);
            assert_eq!(by_site.fold_of_page(&pages[1]), by_site.fold_of_page(&pages[0]));
        }
    }
}
