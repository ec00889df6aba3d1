//! Where log-odds become verdicts, and what each of these points promises.
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

/// The four decision points of one mode. A score **above** a bound (not at it) takes the decision.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Mode {
    /// A block scoring above is spam and may be cut.
    pub block_cut: Bound,
    /// A block scoring above is at least suspect.
    pub block_suspect: Bound,
    /// A page scoring above is spam as a whole, even without a block to cut.
    pub page_spam: Bound,
    /// A page scoring above is at least suspect.
    pub page_suspect: Bound,
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
    /// How the bound was set.
    pub method: String,
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
    /// The four bounds with their names in the file.
    pub fn bounds(&self) -> [(&'static str, &Bound); 4] {
        [
            ("block_cut", &self.block_cut),
            ("block_suspect", &self.block_suspect),
            ("page_spam", &self.page_spam),
            ("page_suspect", &self.page_suspect),
        ]
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
