//! Training from feature rows to a model that can be saved, as anyone with a CSV would do it.
#![cfg(feature = "train")]
#![expect(clippy::unwrap_used, reason = "helpers of tests are tests to a reader")]
use despam::dataset::{FeatureTable, Level, RowLabel, RowMeta};
use despam::model::{DEFAULT_MODE, Model, NEVER};
use despam::train::cross_validate::score_rows;
use despam::train::thresholds::{Of, bound, page_maxima};
use despam::train::{Criterion, LINFA_VERSION, Proof, Solver, TrainError, TrainOptions, train};

/// Numbers in [0, 1) that are the same everywhere.
struct Numbers(u64);

impl Numbers {
    fn next(&mut self) -> f32 {
        self.0 = self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        (self.0 >> 40) as f32 / (1u64 << 24) as f32
    }
}

/// 20 spam sites and 60 clean ones. `signal` and `cross` tell spam, `noise` does not, `flat` is constant, and
/// `site_mark` tells every site apart: it helps only a model that is tested on sites it has seen.
fn blocks() -> FeatureTable {
    let columns = ["signal", "cross", "noise", "flat", "site_mark"].map(str::to_owned).to_vec();
    let mut table = FeatureTable::new(Level::Block, columns);
    let mut numbers = Numbers(1);
    let mut row = |table: &mut FeatureTable, site: String, page: usize, label: RowLabel, mark: f32| {
        let shift = if label == RowLabel::Spam { 1.5 } else { 0.0 };
        let values = [
            numbers.next() + numbers.next() + shift,
            numbers.next() * 3.0 + shift,
            numbers.next(),
            0.3,
            mark,
        ];
        let family = if label == RowLabel::Spam { ["links", "ids"][page % 2] } else { "" };
        let path = format!("{site}/{page}.html").into();
        let meta = RowMeta { path, site: site.into(), family: family.into(), label, ..RowMeta::default() };
        table.push(meta, &values).unwrap();
    };
    for site in 0..80 {
        let spam_site = site < 20;
        let mark = numbers_of_site(site);
        for page in 0..5 {
            for block in 0..6 {
                let label = match (spam_site, block) {
                    (true, 0) => RowLabel::Spam,
                    (true, 1) => RowLabel::Ignore,
                    _ => RowLabel::Ham,
                };
                row(&mut table, format!("s{site}"), page, label, mark);
            }
        }
    }
    table
}

fn numbers_of_site(site: usize) -> f32 {
    Numbers(site as u64 * 977 + 5).next() * 10.0
}

/// One row per page of [`blocks`]: its highest `signal`.
fn pages() -> FeatureTable {
    let blocks = blocks();
    let mut table = FeatureTable::new(Level::Page, vec!["highest_signal".into()]);
    for rows in (0..blocks.len()).collect::<Vec<_>>().chunks(6) {
        let signals = rows.iter().map(|&row| blocks.row(row)[0]);
        let highest = signals.fold(f32::MIN, f32::max);
        let mut meta = blocks.meta()[rows[0]].clone();
        meta.start = None;
        table.push(meta, &[highest]).unwrap();
    }
    table
}

#[test]
fn a_model_learns_what_tells_spam_apart() {
    let outcome = train(&blocks(), Some(&pages()), &TrainOptions::default()).unwrap();
    let weight = |name: &str| {
        let at = outcome.model.block.features.iter().position(|feature| feature == name).unwrap();
        outcome.model.block.weight[at]
    };
    assert!(weight("signal") > 0.3 && weight("cross") > 0.3, "{:?}", outcome.model.block.weight);
    assert!(weight("noise").abs() < weight("signal") / 3.0);
    assert_eq!(weight("flat"), 0.0);
    assert!(outcome.model.page.weight[0] > 0.2, "{:?}", outcome.model.page.weight);
    let mode = &outcome.metrics.block.modes["eager"];
    assert!(mode.recall_by_site > 0.2 && mode.clean_pages_above <= 3, "{mode:?}");
    assert_eq!((mode.spam.rows, mode.spam.pages, outcome.metrics.block.clean_pages), (100, 100, 300));
    let families = &outcome.metrics.block.families;
    assert_eq!(families.values().map(|found| found.rows).sum::<usize>(), 100);
    assert!(
        outcome.metrics.block.fit.converged
            && outcome.metrics.block.fold_fits.iter().all(|fit| fit.converged)
    );
}

#[test]
fn the_same_rows_give_the_same_bytes_whatever_the_threads() {
    let run = || train(&blocks(), Some(&pages()), &TrainOptions::default()).unwrap();
    let many = run();
    let one = rayon::ThreadPoolBuilder::new().num_threads(1).build().unwrap().install(run);
    assert_eq!(one.model.to_json(), many.model.to_json());
    assert_eq!(serde_json::to_string(&one.metrics).unwrap(), serde_json::to_string(&many.metrics).unwrap());
    let again = Model::from_json(&one.model.to_json()).unwrap();
    assert_eq!(again, one.model);
    let other = TrainOptions { seed: 2, ..TrainOptions::default() };
    let other = train(&blocks(), Some(&pages()), &other).unwrap();
    assert_ne!(other.model.id(), one.model.id());
}

#[test]
fn scores_are_those_of_the_model_that_never_saw_the_site() {
    let table = blocks();
    let outcome = train(&table, None, &TrainOptions::default()).unwrap().block;
    for (fold, model) in outcome.models.iter().enumerate() {
        let rows: Vec<usize> = (0..table.len()).filter(|&row| outcome.folds.of_row[row] == fold).collect();
        let want: Vec<f64> = rows.iter().map(|&row| outcome.scores[row]).collect();
        assert_eq!(score_rows(model, &table, &rows), want);
    }
    // A model tested on its own sites would profit from telling them apart; these do not get to.
    let mut shuffled = table.clone();
    for meta in shuffled.meta_mut() {
        meta.group = meta.path.clone();
    }
    let leaky = train(&shuffled, None, &TrainOptions::default()).unwrap().block;
    assert_ne!(leaky.scores, outcome.scores);
}

#[test]
fn thresholds_hold_what_they_say_about_clean_pages() {
    let table = blocks();
    let outcome = train(&table, Some(&pages()), &TrainOptions::default()).unwrap();
    let maxima = page_maxima(&table, &outcome.block.scores, Of::Cuttable);
    for (name, mode) in &outcome.model.thresholds.modes {
        for bound in [&mode.block_cut, &mode.block_suspect] {
            let above = maxima.iter().filter(|page| bound.exceeded_by(page.score)).count();
            assert_eq!(above, bound.guarantee.pages_above, "{name}");
            assert!(above as f64 <= bound.guarantee.alpha * 300.0, "{name}");
            assert_eq!((bound.guarantee.clean_pages, bound.guarantee.clean_sites), (300, 60));
            assert!(bound.guarantee.achieved_upper_bound_95 < bound.guarantee.site_upper_bound_95);
        }
        assert!(mode.block_suspect.log_odds <= mode.block_cut.log_odds, "{name}");
        assert!(mode.page_suspect.log_odds <= mode.page_spam.log_odds, "{name}");
    }
    let proven = bound(&maxima, 0.05, Proof::Guaranteed).unwrap().guarantee;
    assert!(proven.site_upper_bound_95 <= 0.05 && proven.clean_sites == 60, "{proven:?}");
    let mut options = TrainOptions::default();
    (options.modes[0].proof, options.modes[0].block_cut) = (Proof::Guaranteed, 0.001);
    let error = train(&table, None, &options).unwrap_err();
    assert!(matches!(error, TrainError::Unproven { clean_sites: 60, needed: 2995, .. }), "{error}");
}

#[test]
fn without_page_rows_no_page_is_called_spam_by_its_score() {
    let outcome = train(&blocks(), None, &TrainOptions::default()).unwrap();
    assert!(outcome.model.page.features.is_empty() && outcome.metrics.page.is_none());
    assert_eq!(outcome.model.thresholds.mode(DEFAULT_MODE).unwrap().page_spam.log_odds, NEVER);
    assert!(
        outcome.model.check_schema(&["whatever"], &["signal", "cross", "noise", "flat", "site_mark"]).is_ok()
    );
    assert!(Model::from_json(&outcome.model.to_json()).is_ok());
}

#[test]
fn the_penalty_with_the_best_out_of_fold_result_is_kept() {
    let options =
        TrainOptions { criterion: Criterion::LogLoss, lambdas: vec![0.1, 1e6], ..TrainOptions::default() };
    let metrics = train(&blocks(), None, &options).unwrap().metrics.block;
    assert_eq!(metrics.lambda, 0.1);
    assert!(metrics.grid[0].log_loss < metrics.grid[1].log_loss);
    assert_eq!(metrics.log_loss, metrics.grid[0].log_loss);
}

#[test]
fn provenance_tells_what_the_model_was_made_from() {
    let outcome = train(&blocks(), Some(&pages()), &TrainOptions::default()).unwrap();
    let provenance = &outcome.model.provenance;
    let block = &provenance.block;
    assert_eq!(block.data_digest, blocks().digest());
    assert_eq!(
        (block.rows, block.positives, block.sites, block.spam_sites, block.folds),
        (2300, 100, 80, 20, 5)
    );
    assert_eq!((block.lambda, block.solver.as_str()), (outcome.metrics.block.lambda, "newton"));
    assert!(block.gradient_norm < 1e-9);
    assert_eq!(provenance.page.as_ref().unwrap().rows, 400);
}

#[test]
fn the_recorded_linfa_version_is_the_one_that_is_built_in() {
    let lock = std::fs::read_to_string(concat!(env!("CARGO_MANIFEST_DIR"), "/Cargo.lock")).unwrap();
    for name in ["linfa", "linfa-logistic"] {
        let entry = format!("name = \"{name}\"\nversion = \"{LINFA_VERSION}\"\n");
        assert!(lock.replace('\r', "").contains(&entry), "{name}");
    }
}

#[test]
fn what_cannot_be_trained_is_said() {
    let message =
        |table: &FeatureTable, options: &TrainOptions| train(table, None, options).unwrap_err().to_string();
    let default = TrainOptions::default();
    assert!(message(&pages(), &default).contains("these are page rows, block rows are needed"));
    let mut one_site = blocks();
    one_site.meta_mut().iter_mut().for_each(|meta| meta.site = "only".into());
    assert!(message(&one_site, &default).contains("1 sites with spam rows"));
    assert!(message(&FeatureTable::default(), &default).contains("0 sites with spam rows"));
    let linfa = TrainOptions { solver: Solver::LinfaLogistic, ..default.clone() };
    assert!(message(&blocks(), &linfa).contains("ignores row weights"));
    for (options, want) in [
        (TrainOptions { folds: 1, ..default.clone() }, "option folds is 1"),
        (TrainOptions { lambdas: vec![f64::NAN], ..default.clone() }, "option lambdas is [NaN]"),
        (TrainOptions { clip: 0.0, ..default.clone() }, "option clip is 0"),
        (TrainOptions { modes: Vec::new(), ..default.clone() }, "option modes is no mode `default`"),
        (
            TrainOptions { criterion: Criterion::Recall { alpha: 0.0 }, ..default.clone() },
            "option share of clean pages",
        ),
    ] {
        let message = message(&blocks(), &options);
        assert!(message.starts_with(want), "{message}");
    }
}
