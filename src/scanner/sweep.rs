//! One page decided at many cut thresholds: the scores are computed once.
use super::{PageContext, Scanner};
use crate::decide::Scored;
use crate::error::Error;
use crate::model::NEVER;
use crate::verdict::PageReport;

impl Scanner {
    /// Judges one page once per shift, every cut threshold moved by that many log-odds: below zero more is cut, above
    /// zero less. Zero is the model's own choice, except that a page is not scanned again after cutting.
    ///
    /// What may never be cut never is. What makes a page spam as a whole does not move; what makes a block suspect moves
    /// only where the cut threshold would fall below it, or where the cut threshold is what tells.
    ///
    /// # Errors
    /// The page exceeds a limit.
    pub fn sweep(
        &self,
        bytes: &[u8],
        context: &PageContext<'_>,
        shifts: &[f64],
    ) -> Result<Vec<PageReport>, Error> {
        let page = self.read(bytes, context)?;
        let scored = self.score(&page, f64::NEG_INFINITY);
        Ok(shifts
            .iter()
            .map(|shift| {
                let scanner = self.shifted(*shift);
                scanner.report(&page, &scanner.rebound(&scored, *shift)).0
            })
            .collect())
    }

    /// The same scanner with its cut thresholds moved.
    fn shifted(&self, shift: f64) -> Scanner {
        let mut mode = self.mode.clone();
        let own = [&mut mode.block_cut_silent, &mut mode.block_cut_loader, &mut mode.block_cut_head];
        for bound in own.into_iter().flatten().chain([&mut mode.block_cut]) {
            // What is never cut stays so: that is no point on a scale.
            if bound.log_odds < NEVER {
                bound.log_odds += shift;
            }
        }
        Scanner { mode, ..self.clone() }
    }

    /// Scores with the bounds of this scanner, whose cut thresholds were moved by `shift`: as its
    /// [`bounds`](Scanner::bounds), without asking again what each block shows.
    fn rebound(&self, scored: &[Scored], shift: f64) -> Vec<Scored> {
        let one = |s: &Scored| {
            let cut = s.cut + shift;
            let told = if cut.is_finite() {
                self.mode.block_suspect.log_odds.min(cut)
            } else {
                self.mode.block_cut.log_odds
            };
            Scored { cut, suspect: told, ..*s }
        };
        scored.iter().map(one).collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::feature::block_columns;
    use crate::model::{
        Bound, Budget, Calibrations, DEFAULT_MODE, LinearModel, Mode, Model, Provenance, Thresholds,
    };

    const PAGE: &[u8] = include_bytes!("../../tests/pages/seed/02-served/page.html");

    fn cut_bytes(report: &PageReport) -> usize {
        report
            .findings
            .iter()
            .filter(|finding| finding.is_cut())
            .map(|finding| finding.span.range().len())
            .sum()
    }

    /// A model that was not trained: ink, links and hiding speak for spam, by as much as makes every verdict occur.
    fn made_up() -> Model {
        let bound = |log_odds| Bound { log_odds, ..Bound::never() };
        let features = block_columns().into_iter().map(str::to_owned).collect::<Vec<_>>();
        let weight = |name: &String| match name.as_str() {
            "log_off_site" => 0.5,
            "hidden_ink_share" => 2.0,
            "log_ink" => 0.1,
            _ => 0.0,
        };
        let mode = Mode {
            block_cut: bound(2.0),
            block_cut_silent: Some(bound(1.0)),
            block_cut_empty: None,
            block_cut_loader: Some(Bound::never()),
            block_cut_head: None,
            block_suspect: bound(0.5),
            page_spam: bound(1.0),
            page_suspect: Bound::never(),
            text_loss: None,
        };
        Model {
            name: "made-up".into(),
            format: crate::model::FORMAT,
            page: LinearModel::empty(),
            block: LinearModel {
                mean: vec![0.0; features.len()],
                scale: vec![1.0; features.len()],
                weight: features.iter().map(weight).collect(),
                bias: 0.0,
                clip: 6.0,
                features,
            },
            thresholds: Thresholds { modes: [(DEFAULT_MODE.to_owned(), mode)].into() },
            calibration: Calibrations::default(),
            provenance: Provenance::default(),
        }
    }

    #[test]
    fn a_moved_threshold_decides_as_a_model_made_with_it_does() {
        let context = PageContext::default();
        let shifts = [-2.0, -0.75, 0.0, 0.5, 3.0];
        let swept = Scanner::new(made_up()).unwrap().sweep(PAGE, &context, &shifts).unwrap();
        for (shift, report) in shifts.iter().zip(&swept) {
            let mut model = made_up();
            let mode = model.thresholds.modes.get_mut(DEFAULT_MODE).unwrap();
            mode.block_cut.log_odds += shift;
            mode.block_cut_silent.as_mut().unwrap().log_odds += shift;
            let moved = Scanner::new(model).unwrap();
            assert_eq!(report, &moved.scan_once(PAGE, &context).unwrap(), "{shift}");
        }
        let cut: Vec<usize> = swept.iter().map(cut_bytes).collect();
        assert!(cut[0] > 0 && cut[4] < cut[0], "the shifts matter: {cut:?}");
    }

    #[test]
    fn what_is_never_cut_is_not_cut_at_any_shift() {
        let scanner = Scanner::new(made_up()).unwrap();
        let one = Scored { index: 0, start: 0, end: 1, score: 0.0, ink: 1, cut: f64::INFINITY, suspect: 2.0 };
        for shift in [-1e3, -0.5, 1e3] {
            let moved = scanner.shifted(shift);
            assert_eq!(moved.mode.cut(Budget::Loader), NEVER);
            assert_eq!(moved.mode.cut(Budget::Silent), 1.0 + shift);
            let got = moved.rebound(&[one, Scored { cut: 1.0, suspect: 0.5, ..one }], shift);
            assert_eq!((got[0].cut, got[0].suspect), moved.bounds(Budget::Loader));
            assert_eq!((got[1].cut, got[1].suspect), moved.bounds(Budget::Silent));
        }
    }

    #[test]
    fn what_cannot_be_told_needs_no_exact_score() {
        let seeds = std::fs::read_dir(concat!(env!("CARGO_MANIFEST_DIR"), "/tests/pages/seed")).unwrap();
        let pages: Vec<Vec<u8>> =
            seeds.filter_map(|seed| std::fs::read(seed.unwrap().path().join("page.html")).ok()).collect();
        for scanner in [Scanner::new(made_up()).unwrap(), Scanner::embedded().unwrap()] {
            let (mut all, mut told) = (0, 0);
            for page in &pages {
                let page = scanner.read(page, &PageContext::default()).unwrap();
                let every = scanner.score(&page, f64::NEG_INFINITY);
                let some = scanner.score(&page, scanner.least());
                assert!(some.iter().all(|s| every[s.index] == *s));
                let above = every.iter().filter(|s| s.score > scanner.least());
                assert!(above.into_iter().all(|s| some.iter().any(|other| other.index == s.index)));
                assert_eq!(scanner.report(&page, &some), scanner.report(&page, &every));
                all += page.len();
                told += some.len();
                assert_eq!(every.len(), page.len());
            }
            assert!(told > 0 && told < all, "{told} of {all}");
        }
    }

    #[test]
    fn an_unmoved_threshold_decides_as_one_scan_does() {
        let scanner = Scanner::embedded().unwrap();
        let context = PageContext::default();
        let swept = scanner.sweep(PAGE, &context, &[0.0]).unwrap();
        assert_eq!(swept, [scanner.scan_once(PAGE, &context).unwrap()]);
    }

    #[test]
    fn a_page_that_keeps_all_its_bytes_keeps_them_at_every_higher_threshold() {
        let scanner = Scanner::embedded().unwrap();
        // From where nearly all is cut to where nothing is.
        let shifts: Vec<f64> = (-6..=60).map(f64::from).collect();
        let seeds = std::fs::read_dir(concat!(env!("CARGO_MANIFEST_DIR"), "/tests/pages/seed")).unwrap();
        let (mut touched, mut untouched) = (0, 0);
        for seed in seeds {
            let dir = seed.unwrap().path();
            let Ok(page) = std::fs::read(dir.join("page.html")) else { continue };
            let swept = scanner.sweep(&page, &PageContext::default(), &shifts).unwrap();
            let cut: Vec<bool> = swept.iter().map(|report| cut_bytes(report) > 0).collect();
            assert!(cut.is_sorted_by(|a, b| a >= b), "{}: {cut:?}", dir.display());
            touched += cut.iter().filter(|cut| **cut).count();
            untouched += cut.iter().filter(|cut| !**cut).count();
        }
        assert!(touched > 0 && untouched > 0, "{touched} {untouched}");
    }

    #[test]
    fn a_threshold_out_of_reach_cuts_nothing_and_a_lower_one_cuts_more() {
        let scanner = Scanner::embedded().unwrap();
        let swept = scanner.sweep(PAGE, &PageContext::default(), &[-1000.0, 0.0, 1000.0]).unwrap();
        let cut: Vec<usize> = swept.iter().map(cut_bytes).collect();
        assert!(cut[0] > cut[1] && cut[1] > 0 && cut[2] == 0, "{cut:?}");
    }
}
