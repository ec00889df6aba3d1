//! Where log-odds become verdicts, and what each of these points promises.
use super::budget::Budget;
use super::error::{ModelError, ModelProblem};
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

/// The mode every model has.
pub const DEFAULT_MODE: &str = "default";

/// Log-odds no score reaches: the decision is never taken. A number, as JSON has no infinity.
pub const NEVER: f64 = 1e9;

/// The decision points of a model, one set per mode.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Thresholds {
    /// Mode name → decision points. [`DEFAULT_MODE`] is always present in a model file.
    pub modes: BTreeMap<String, Mode>,
}

/// The decision points of one mode. A score **above** a bound (not at it) takes the decision.
///
/// Each [`Budget`] of blocks may have a cut bound of its own. Files of format 1 have only `block_cut`, which silent
/// blocks and heads then share; loaders are never cut then.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Mode {
    /// A visible block scoring above is spam and may be cut. Also what a block that may not be cut has to exceed to be
    /// told.
    pub block_cut: Bound,
    /// The same for blocks that show nothing; `block_cut` where absent.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub block_cut_silent: Option<Bound>,
    /// The same for blocks of nothing but empty elements; as for silent ones where absent.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub block_cut_empty: Option<Bound>,
    /// The same for what only loads something; never where absent.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub block_cut_loader: Option<Bound>,
    /// The same for heads; `block_cut` where absent. A head is restored, never cut, and only where the page still holds
    /// what stood there.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub block_cut_head: Option<Bound>,
    /// A block scoring above is at least suspect.
    pub block_suspect: Bound,
    /// A page scoring above is spam as a whole, even without a block to cut.
    pub page_spam: Bound,
    /// A page scoring above is at least suspect.
    pub page_suspect: Bound,
    /// What the cut bounds together cost clean pages in visible text; absent where it was not measured.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub text_loss: Option<TextLoss>,
}

/// One decision point.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Bound {
    /// Log-odds a score has to exceed.
    pub log_odds: f64,
    /// What is known about clean pages above it.
    pub guarantee: Guarantee,
}

/// What is known about how many clean pages exceed a bound. Sites are the independent units; pages of one site
/// resemble each other, so the bound by page is the optimistic one.
///
/// The bound by site holds for the share of clean sites with at least one such page, hence also for the share of pages
/// when one page is drawn from each of many sites; for a crawl that takes most of its pages from few sites it says
/// nothing. It holds for sites drawn as those at hand were, and the scores are those of models trained on the other
/// folds' sites, which stand for the shipped one.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Guarantee {
    /// The share of clean pages that was aimed at, in [0, 1].
    pub alpha: f64,
    /// Clean pages the bound was set on, none of them seen by the model that scored it.
    pub clean_pages: usize,
    /// Different sites of these pages.
    pub clean_sites: usize,
    /// How many of these pages exceed the bound.
    pub pages_above: usize,
    /// How many of these sites have a page that exceeds the bound.
    pub sites_above: usize,
    /// With 95 % confidence at most this share of clean pages exceeds it (Clopper–Pearson, one-sided).
    pub achieved_upper_bound_95: f64,
    /// The same by site: at most this share of clean sites has such a page.
    pub site_upper_bound_95: f64,
    /// Whether `alpha` is proven: with 95 % confidence at most this share of clean sites has a page above. Else it is
    /// what was aimed at for the pages at hand.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub proven: bool,
    /// How the bound was set.
    pub method: String,
}

/// The share of its visible text that a page of a clean site loses. Each site counts once, by the mean of its pages.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct TextLoss {
    /// Clean sites it was measured on.
    pub sites: usize,
    /// Those that lose any.
    pub sites_losing: usize,
    /// Mean share lost, in [0, 1].
    pub mean: f64,
    /// `n/(n+1) · mean + 1/(n+1)`: the least expected share on a new site for which conformal risk control accepts
    /// these bounds (Angelopoulos, Bates, Fisch, Lei and Schuster, ICLR 2024).
    pub bound: f64,
}

impl TextLoss {
    /// From the site of each clean page and the share of its visible text that it loses, in [0, 1].
    pub fn of_pages<S: Ord>(pages: impl IntoIterator<Item = (S, f64)>) -> Self {
        let mut sites: BTreeMap<S, (f64, usize)> = BTreeMap::new();
        for (site, loss) in pages {
            let (lost, pages) = sites.entry(site).or_default();
            *lost += loss;
            *pages += 1;
        }
        TextLoss::of(&sites.values().map(|(lost, pages)| lost / *pages as f64).collect::<Vec<_>>())
    }

    /// From the share each clean site loses. Without sites nothing is known and the bound is 1.
    pub fn of(losses: &[f64]) -> Self {
        let sites = losses.len();
        let total: f64 = losses.iter().sum();
        TextLoss {
            sites,
            sites_losing: losses.iter().filter(|loss| **loss > 0.0).count(),
            mean: total / sites.max(1) as f64,
            // The unknown next site may lose all.
            bound: (total + 1.0) / (sites + 1) as f64,
        }
    }
}

impl Bound {
    /// A bound nothing exceeds, for a decision that cannot be taken.
    pub fn never() -> Self {
        let guarantee = Guarantee {
            alpha: 0.0,
            clean_pages: 0,
            clean_sites: 0,
            pages_above: 0,
            sites_above: 0,
            achieved_upper_bound_95: 0.0,
            site_upper_bound_95: 0.0,
            proven: false,
            method: "never: no model for this decision".into(),
        };
        Bound { log_odds: NEVER, guarantee }
    }

    /// Whether a score takes the decision.
    pub fn exceeded_by(&self, log_odds: f64) -> bool {
        log_odds > self.log_odds
    }
}

impl Mode {
    /// The bounds with their names in the file.
    pub fn bounds(&self) -> impl Iterator<Item = (&'static str, &Bound)> {
        [
            ("block_cut", Some(&self.block_cut)),
            ("block_cut_silent", self.block_cut_silent.as_ref()),
            ("block_cut_empty", self.block_cut_empty.as_ref()),
            ("block_cut_loader", self.block_cut_loader.as_ref()),
            ("block_cut_head", self.block_cut_head.as_ref()),
            ("block_suspect", Some(&self.block_suspect)),
            ("page_spam", Some(&self.page_spam)),
            ("page_suspect", Some(&self.page_suspect)),
        ]
        .into_iter()
        .filter_map(|(name, bound)| Some((name, bound?)))
    }

    /// What a block of this budget has to exceed to be cut; [`NEVER`] where none may be.
    pub fn cut(&self, budget: Budget) -> f64 {
        let (own, otherwise) = match budget {
            Budget::Visible => (None, self.block_cut.log_odds),
            Budget::Silent => (self.block_cut_silent.as_ref(), self.block_cut.log_odds),
            Budget::Empty => {
                (self.block_cut_empty.as_ref().or(self.block_cut_silent.as_ref()), self.block_cut.log_odds)
            }
            Budget::Credit => (self.block_cut_silent.as_ref(), self.block_cut.log_odds),
            Budget::Told => (None, NEVER),
            Budget::Loader => (self.block_cut_loader.as_ref(), NEVER),
            Budget::Head => (self.block_cut_head.as_ref(), self.block_cut.log_odds),
        };
        own.map_or(otherwise, |bound| bound.log_odds)
    }

    /// What a block of this budget has to exceed to be cut or, where none may be, told as what would be.
    pub fn cut_or_told(&self, budget: Budget) -> f64 {
        match self.cut(budget) {
            cut if cut < NEVER => cut,
            _ => self.block_cut.log_odds,
        }
    }
}

impl Thresholds {
    /// The decision points of a mode.
    pub fn mode(&self, name: &str) -> Result<&Mode, ModelError> {
        self.modes.get(name).ok_or_else(|| {
            let known: Vec<_> = self.modes.keys().map(|name| format!("`{name}`")).collect();
            ModelProblem::Mode { found: name.into(), known: known.join(", ") }.at("model")
        })
    }

    /// Whether the default mode is there and every bound is usable.
    pub(super) fn check(&self) -> Result<(), ModelProblem> {
        if !self.modes.contains_key(DEFAULT_MODE) {
            let known = self.modes.keys().map(|name| format!("`{name}`")).collect::<Vec<_>>().join(", ");
            return Err(ModelProblem::Mode { found: DEFAULT_MODE.into(), known });
        }
        for (name, mode) in &self.modes {
            for (feature, bound) in mode.bounds() {
                let (found, level) = (bound.log_odds, format!("mode `{name}` of the"));
                if !found.is_finite() {
                    let feature = feature.to_owned();
                    let expected = "a finite number";
                    return Err(ModelProblem::Number { level, field: "threshold", feature, found, expected });
                }
            }
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn at(log_odds: f64) -> Bound {
        Bound { log_odds, ..Bound::never() }
    }

    fn mode() -> Mode {
        Mode {
            block_cut: at(3.0),
            block_cut_silent: None,
            block_cut_empty: None,
            block_cut_loader: None,
            block_cut_head: None,
            block_suspect: at(1.0),
            page_spam: at(2.0),
            page_suspect: at(0.0),
            text_loss: None,
        }
    }

    #[test]
    fn a_budget_without_a_bound_of_its_own_is_that_of_format_1() {
        let old = mode();
        let own = Mode {
            block_cut_silent: Some(at(2.0)),
            block_cut_empty: None,
            block_cut_loader: Some(at(5.0)),
            block_cut_head: Some(Bound::never()),
            ..mode()
        };
        for (budget, old_cut, own_cut, own_told) in [
            (Budget::Visible, 3.0, 3.0, 3.0),
            (Budget::Silent, 3.0, 2.0, 2.0),
            (Budget::Empty, 3.0, 2.0, 2.0),
            (Budget::Credit, 3.0, 2.0, 2.0),
            (Budget::Told, NEVER, NEVER, 3.0),
            (Budget::Loader, NEVER, 5.0, 5.0),
            (Budget::Head, 3.0, NEVER, 3.0),
        ] {
            assert_eq!((old.cut(budget), old.cut_or_told(budget)), (old_cut, 3.0), "{budget}");
            assert_eq!((own.cut(budget), own.cut_or_told(budget)), (own_cut, own_told), "{budget}");
        }
        assert_eq!((old.bounds().count(), own.bounds().count()), (4, 7));
    }

    #[test]
    fn the_conformal_bound_counts_the_next_site_as_lost() {
        // By hand: three sites lose 0, 0 and 0.2; (0.2 + 1) / 4.
        let loss = TextLoss::of(&[0.0, 0.2, 0.0]);
        assert!((loss.bound - 0.3).abs() < 1e-15 && (loss.mean - 0.2 / 3.0).abs() < 1e-15);
        assert_eq!((loss.sites, loss.sites_losing), (3, 1));
        assert_eq!(TextLoss::of(&[]).bound, 1.0);
        // 1e-4 needs 9,999 sites that lose nothing.
        assert!(TextLoss::of(&[0.0; 9_999]).bound <= 1e-4 && TextLoss::of(&[0.0; 9_998]).bound > 1e-4);
        let paged = TextLoss::of_pages([("a", 0.0), ("b", 0.1), ("c", 0.0), ("b", 0.3)]);
        assert!((paged.bound - loss.bound).abs() < 1e-15 && paged.sites == 3);
        // More loss anywhere never lowers it.
        assert!(TextLoss::of(&[0.0, 0.3, 0.0]).bound > loss.bound);
    }
}
