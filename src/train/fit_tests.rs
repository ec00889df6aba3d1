use super::*;
use crate::model::{LinearModel, probability};
use crate::train::standardise::Scaling;
use linfa::DatasetBase;
use linfa::traits::Fit;
use linfa_logistic::LogisticRegression;

/// 300 rows of three columns, labels from the first two and noise, weights 1–4. `shift` sets which class is the
/// larger. The same numbers as in the Python text below.
fn data(shift: f64) -> (Matrix, Vec<bool>, Vec<f64>) {
    let mut seed: u64 = 42;
    let mut next = || {
        seed = (seed * 1_103_515_245 + 12_345) % (1 << 31);
        seed as f64 / (1u64 << 31) as f64
    };
    let (mut rows, mut labels, mut weights) = (Vec::new(), Vec::new(), Vec::new());
    for _ in 0..300 {
        let x = [next() * 4.0 - 2.0, next() * 4.0 - 2.0, next() * 4.0 - 2.0];
        labels.push(1.5 * x[0] - 0.7 * x[1] + shift + (next() - 0.5) * 4.0 > 0.0);
        weights.push(1.0 + (next() * 4.0).floor());
        rows.push(x);
    }
    (Matrix::from_rows(&rows).unwrap(), labels, weights)
}

fn near(got: &Fitted, weight: &[f64], bias: f64, tolerance: f64) {
    assert!(got.converged, "{got:?}");
    let pairs = got.weight.iter().zip(weight).chain([(&got.bias, &bias)]);
    for (got, want) in pairs {
        assert!((got - want).abs() <= tolerance, "{got} against {want}");
    }
}

/// scikit-learn 1.9.1, numbers printed by (with `X, y, w` as in [`data`]):
/// `LogisticRegression(C=1/2.0, solver='newton-cholesky', tol=1e-13, max_iter=500).fit(X, y, sample_weight=w)`
#[test]
fn newton_finds_the_weights_of_scikit_learn() {
    for (shift, weighted, positives, weight, bias) in [
        (
            -1.0,
            false,
            95,
            [1.9213984704518798, -1.1091974383267462, 0.29609226310867565],
            -1.5813291097494087,
        ),
        (-1.0, true, 95, [2.0239789882932384, -1.1241478482755485, 0.2356483662459683], -1.5745287933258987),
        (1.0, false, 196, [1.9297183010422445, -1.0008390081354916, 0.2887793170258524], 1.4012670169637316),
        (1.0, true, 196, [1.9692815015432232, -1.114622692223379, 0.20549394727910486], 1.5555681077773578),
    ] {
        let (x, y, mut w) = data(shift);
        assert_eq!(y.iter().filter(|label| **label).count(), positives, "not the same data");
        if !weighted {
            w.fill(1.0);
        }
        near(&fit(&x, &y, &w, 2.0, Solver::Newton).unwrap(), &weight, bias, 1e-8);
    }
}

/// 12,000 rows of the same numbers: enough for the search to begin on a sample. 40 sites with weights from ⅛ to 5,
/// spam of a quarter of that.
fn sites() -> (Vec<[f64; 3]>, Vec<bool>, Vec<f64>) {
    let mut seed: u64 = 42;
    let mut next = || {
        seed = (seed * 1_103_515_245 + 12_345) % (1 << 31);
        seed as f64 / (1u64 << 31) as f64
    };
    let (mut rows, mut labels, mut weights) = (Vec::new(), Vec::new(), Vec::new());
    for _ in 0..12_000 {
        let x = [next() * 4.0 - 2.0, next() * 4.0 - 2.0, next() * 4.0 - 2.0];
        let label = 1.5 * x[0] - 0.7 * x[1] - 3.0 + (next() - 0.5) * 4.0 > 0.0;
        let site = (next() * 40.0).floor();
        labels.push(label);
        weights.push((site + 1.0) / 8.0 * if label { 0.25 } else { 1.0 });
        rows.push(x);
    }
    (rows, labels, weights)
}

/// scikit-learn 1.9.1, numbers printed by (with `X, y, w` as in [`sites`]):
/// `LogisticRegression(C=1/penalty, solver='newton-cholesky', tol=1e-13, max_iter=500).fit(X, y, sample_weight=w)`
#[test]
fn a_search_begun_on_a_sample_ends_at_the_weights_of_scikit_learn() {
    let (rows, labels, weights) = sites();
    assert_eq!(labels.iter().filter(|label| **label).count(), 1228, "not the same data");
    let matrix = Matrix::from_rows(&rows).unwrap();
    for (penalty, weight, bias) in [
        (2.0, [2.3315635654195415, -1.048272598057243, 0.028088653411799797], -5.934166670339239),
        (300.0, [1.1495177695485226, -0.6462733352971202, 0.010862148880730619], -4.277868262672817),
    ] {
        near(&fit(&matrix, &labels, &weights, penalty, Solver::Newton).unwrap(), &weight, bias, 1e-7);
    }
}

#[test]
fn rows_of_a_table_give_the_weights_of_their_matrix_and_the_same_bits_on_any_number_of_threads() {
    use crate::dataset::{FeatureTable, Level, RowMeta};
    let (rows, labels, weights) = sites();
    let mut table = FeatureTable::new(Level::Block, ["a", "b", "c"].map(String::from).to_vec());
    rows.iter().for_each(|row| table.push(RowMeta::default(), &row.map(|value| value as f32)).unwrap());
    let even: Vec<usize> = (0..rows.len()).filter(|row| row % 11 != 0).collect();
    let labels: Vec<bool> = even.iter().map(|row| labels[*row]).collect();
    let weights: Vec<f64> = even.iter().map(|row| weights[*row]).collect();
    for signs in [&[][..], &[Some(Sign::Spam), Some(Sign::Spam), None]] {
        let run = || {
            let scaling = Scaling::of(&table, &even, &weights, 1.5);
            let rows = Standardised { table: &table, rows: &even, scaling: &scaling };
            let fitted = fit_standardised(&rows, &labels, &weights, 2.0, Solver::Newton, signs).unwrap();
            (scaling, fitted)
        };
        let (scaling, fitted) = run();
        let matrix = scaling.matrix(&table, &even);
        let copied = fit_signed(&matrix, &labels, &weights, 2.0, Solver::Newton, signs).unwrap();
        near(&fitted, &copied.weight, copied.bias, 1e-9);
        for jobs in [1, 2, 3, 7] {
            let pool = rayon::ThreadPoolBuilder::new().num_threads(jobs).build().unwrap();
            assert_eq!(pool.install(run), (scaling.clone(), fitted.clone()), "{jobs} threads");
        }
    }
}

#[test]
fn both_solvers_agree_whichever_class_is_larger() {
    for shift in [-3.0, -1.0, 0.0, 1.0, 3.0] {
        let (x, y, _) = data(shift);
        for lambda in [0.1, 2.0, 50.0] {
            let newton = fit(&x, &y, &[1.0; 300], lambda, Solver::Newton).unwrap();
            let linfa = fit(&x, &y, &[1.0; 300], lambda, Solver::LinfaLogistic).unwrap();
            near(&linfa, &newton.weight, newton.bias, 1e-4);
            assert!(newton.weight[0] > 0.0, "the sign is that of `true`");
        }
    }
}

#[test]
fn a_whole_weight_counts_like_that_many_rows() {
    let (x, y, w) = data(0.5);
    let (mut rows, mut labels) = (Vec::new(), Vec::new());
    for row in 0..x.rows() {
        for _ in 0..w[row] as usize {
            rows.push([x.column(0)[row], x.column(1)[row], x.column(2)[row]]);
            labels.push(y[row]);
        }
    }
    let repeated = Matrix::from_rows(&rows).unwrap();
    let weighted = fit(&x, &y, &w, 1.0, Solver::Newton).unwrap();
    let copies = fit(&repeated, &labels, &vec![1.0; rows.len()], 1.0, Solver::Newton).unwrap();
    near(&weighted, &copies.weight, copies.bias, 1e-9);
}

#[test]
fn many_rows_in_many_pieces_give_the_same_bits_each_time() {
    let (x, y, w) = data(0.0);
    let row =
        |at: usize| [x.column(0)[at % 300] + at as f64 * 1e-6, x.column(1)[at % 300], x.column(2)[at % 300]];
    let rows: Vec<[f64; 3]> = (0..40_000).map(row).collect();
    let labels: Vec<bool> = (0..40_000).map(|at| y[at % 300]).collect();
    let weights: Vec<f64> = (0..40_000).map(|at| w[at % 300]).collect();
    let matrix = Matrix::from_rows(&rows).unwrap();
    let first = fit(&matrix, &labels, &weights, 1.0, Solver::Newton).unwrap();
    let alone = rayon::ThreadPoolBuilder::new().num_threads(1).build().unwrap();
    let second = alone.install(|| fit(&matrix, &labels, &weights, 1.0, Solver::Newton).unwrap());
    assert_eq!(first, second);
    assert!(first.converged);
}

#[test]
fn a_constant_column_gets_no_weight() {
    let (x, y, w) = data(0.0);
    let rows: Vec<[f64; 3]> = (0..300).map(|at| [x.column(0)[at], 0.0, x.column(1)[at]]).collect();
    for lambda in [0.0, 1.0] {
        let fitted = fit(&Matrix::from_rows(&rows).unwrap(), &y, &w, lambda, Solver::Newton).unwrap();
        assert!(fitted.converged);
        assert_eq!(fitted.weight[1], 0.0);
    }
}

#[test]
fn separable_classes_converge_thanks_to_the_penalty_and_are_reported_without_it() {
    let rows: Vec<[f64; 1]> = (0..100).map(|at| [at as f64 / 10.0 - 4.95]).collect();
    let labels: Vec<bool> = (0..100).map(|at| at >= 50).collect();
    let matrix = Matrix::from_rows(&rows).unwrap();
    for solver in [Solver::Newton, Solver::LinfaLogistic] {
        let fitted = fit(&matrix, &labels, &[1.0; 100], 0.1, solver).unwrap();
        assert!(fitted.converged && fitted.weight[0] > 1.0 && fitted.bias.abs() < 1e-4, "{fitted:?}");
    }
    let unbounded = Newton { max_iterations: 5, ..Newton::new(0.0) };
    let labels = ndarray::Array1::from(labels);
    let fitted = unbounded.fit(&DatasetBase::new(matrix.view(), labels)).unwrap();
    assert!(!fitted.converged && fitted.gradient_norm > 1e-9 && fitted.iterations == Some(5), "{fitted:?}");
}

#[test]
fn bad_input_is_an_error_that_says_what() {
    let (x, y, w) = data(0.0);
    let number = Matrix::from_rows(&[[1.0], [f64::NAN]]).unwrap();
    let message = |result: Result<Fitted, TrainError>| result.unwrap_err().to_string();
    for (got, want) in [
        (message(fit(&x, &y[1..], &w, 1.0, Solver::Newton)), "labels: found 299, expected 300"),
        (message(fit(&x, &y, &w[2..], 1.0, Solver::Newton)), "row weights: found 298, expected 300"),
        (message(fit(&x, &y, &w, -1.0, Solver::Newton)), "option lambda is -1"),
        (message(fit(&x, &y, &w, 1.0, Solver::LinfaLogistic)), "linfa-logistic ignores row weights"),
        (message(fit(&x, &[true; 300], &w, 1.0, Solver::Newton)), "no ham row has a weight above 0"),
        (
            message(fit(&number, &[true, false], &[1.0; 2], 1.0, Solver::Newton)),
            "a feature holds NaN in row 1",
        ),
        (message(fit(&x, &y, &[-1.0; 300], 1.0, Solver::Newton)), "the row weight holds -1 in row 0"),
        (x.scores(&[1.0], 0.0).unwrap_err().to_string(), "weights: found 1, expected 3"),
        (
            Matrix::from_rows(&[vec![1.0], vec![]]).unwrap_err().to_string(),
            "values in a row: found 0, expected 1",
        ),
        (
            message(fit(&Matrix::zeros(0, 3), &[], &[], 1.0, Solver::Newton)),
            "no spam row has a weight above 0",
        ),
    ] {
        assert!(got.starts_with(want), "{got}");
    }
}

#[test]
fn our_score_is_linfas_probability() {
    let (x, y, _) = data(-1.0);
    let labels = ndarray::Array1::from(y.clone());
    let theirs = LogisticRegression::default().fit(&DatasetBase::new(x.view(), labels)).unwrap();
    let ours = fit(&x, &y, &[1.0; 300], 1.0, Solver::LinfaLogistic).unwrap();
    let model = LinearModel {
        features: vec!["a".into(), "b".into(), "c".into()],
        mean: vec![0.0; 3],
        scale: vec![1.0; 3],
        weight: theirs.params().iter().map(|weight| -weight).collect(),
        bias: -theirs.intercept(),
        clip: 6.0,
    };
    assert!(!theirs.labels().pos.class, "the larger class, ham, is linfa's positive one");
    let probabilities = theirs.predict_probabilities(&x.view());
    let scores = x.scores(&ours.weight, ours.bias).unwrap();
    for row in 0..300 {
        let values = [x.column(0)[row], x.column(1)[row], x.column(2)[row]];
        let spam = 1.0 - probabilities[row];
        assert!((probability(model.score(&values)) - spam).abs() < 1e-12);
        assert!((probability(scores[row]) - spam).abs() < 1e-4);
    }
}
