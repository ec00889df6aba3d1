//! Training: the solver, its memory, and how fast feature rows are read. docs/training.md says how to run it and
//! what it measured.
//!
//! Without arguments: a fit of 300,000 × 80 and of 50,000 × 207, and the reading of a table. `--fit FILE`: the fit
//! on the rows that scripts/bench_train.py wrote, told as one line of JSON. `--rows N`: a table of N × 207 in
//! memory, a fit on it, and the most memory the process held.
#![expect(clippy::unwrap_used, clippy::print_stdout, reason = "a benchmark reports on standard output")]
use despam::dataset::{FeatureTable, FeatureWriter, Level, RowLabel, RowMeta, parse_features};
use despam::train::cross_validate::fit_rows;
use despam::train::{Newton, TrainOptions};
use linfa::DatasetBase;
use linfa::traits::Fit;
use ndarray::{Array1, Array2, ShapeBuilder};
use std::io::{Cursor, Read};
use std::sync::Arc;
use std::time::{Duration, Instant};

/// Columns of a block row when this was measured.
const COLUMNS: usize = 207;

fn main() {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let after = |name: &str| {
        let at = arguments.iter().position(|argument| argument == name)?;
        arguments.get(at + 1)
    };
    if let Some(file) = after("--fit") {
        fit_file(file);
    } else if let Some(rows) = after("--rows") {
        fit_table(rows.replace('_', "").parse().unwrap());
    } else if let Some(file) = after("--read") {
        read(std::fs::read(file).unwrap());
    } else {
        fit_matrix(300_000, 80);
        fit_table(50_000);
        read(written(&table(20_000)));
    }
}

/// Wall and CPU time, and what came of it.
fn timed<T>(work: impl FnOnce() -> T) -> (Duration, Duration, T) {
    let (cpu, wall) = (cpu_time(), Instant::now());
    let done = work();
    (wall.elapsed(), cpu_time().saturating_sub(cpu), done)
}

/// CPU time of all threads of this process; Linux tells it in nanoseconds per thread. 0 elsewhere.
fn cpu_time() -> Duration {
    let Ok(threads) = std::fs::read_dir("/proc/self/task") else { return Duration::ZERO };
    let of = |thread: std::fs::DirEntry| {
        let text = std::fs::read_to_string(thread.path().join("schedstat")).ok()?;
        text.split(' ').next()?.parse::<u64>().ok()
    };
    Duration::from_nanos(threads.flatten().filter_map(of).sum())
}

/// Most memory this process held, in MB; 0 where Linux does not tell.
fn peak_megabytes() -> u64 {
    let status = std::fs::read_to_string("/proc/self/status").unwrap_or_default();
    let line = status.lines().find(|line| line.starts_with("VmHWM"));
    line.and_then(|line| line.split_whitespace().nth(1)?.parse::<u64>().ok())
        .map_or(0, |kib| kib * 1024 / 1_000_000)
}

/// SplitMix64: numbers that are the same everywhere.
struct Numbers(u64);

impl Numbers {
    fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9E37_79B9_7F4A_7C15);
        let mut z = self.0;
        z = (z ^ (z >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
        z ^ (z >> 31)
    }

    /// In [0, 1).
    fn share(&mut self) -> f32 {
        (self.next() >> 40) as f32 / (1u64 << 24) as f32
    }
}

/// One row like a block's: a third of the columns is mostly 0, neighbours are correlated, four decimals as written.
fn row(numbers: &mut Numbers, values: &mut [f32]) -> bool {
    let (size, mut last, mut score) = (numbers.share(), 0.0, -2.0 - 0.027 * values.len() as f32);
    for (at, value) in values.iter_mut().enumerate() {
        let bits = numbers.next();
        let (a, b) = ((bits & 0xFF_FFFF) as f32 / 16_777_216.0, ((bits >> 32) & 0xFF) as f32 / 256.0);
        let drawn = match at % 3 {
            0 if b < 0.9 => 0.0,
            0 => (a * 4.0).floor() + 1.0,
            1 => a * 0.6 + 0.4 * size,
            _ => a * 0.3 + 0.7 * last,
        };
        *value = (drawn * 1e4).round() / 1e4;
        last = *value;
        score += match at % 7 {
            0 => 0.25 * *value,
            3 => 0.12 * *value,
            _ => 0.0,
        };
    }
    score + (numbers.share() - 0.5) * 4.0 > 0.0
}

/// Rows of 40 to a page and 800 to a site.
fn table(rows: usize) -> FeatureTable {
    let columns = (0..COLUMNS).map(|at| format!("column_{at}")).collect();
    let mut table = FeatureTable::new(Level::Block, columns);
    let (mut numbers, mut values) = (Numbers(1), [0.0; COLUMNS]);
    let mut meta = RowMeta { dataset: "bench".into(), kind: "element".into(), ..RowMeta::default() };
    for at in 0..rows {
        if at % 800 == 0 {
            meta.site = Arc::from(format!("site{}.example", at / 800));
        }
        if at % 40 == 0 {
            meta.path = Arc::from(format!("{}/page{}.html", meta.site, at / 40));
        }
        meta.label = if row(&mut numbers, &mut values) { RowLabel::Spam } else { RowLabel::Ham };
        (meta.start, meta.end) = (Some(at % 40 * 100), Some(at % 40 * 100 + 99));
        table.push(meta.clone(), &values).unwrap();
    }
    table
}

fn fit_matrix(rows: usize, columns: usize) {
    let (mut numbers, mut values) = (Numbers(1), vec![0.0; columns]);
    let mut x = Array2::zeros((rows, columns).f());
    let mut labels = Array1::from_elem(rows, false);
    for at in 0..rows {
        labels[at] = row(&mut numbers, &mut values);
        x.row_mut(at).iter_mut().zip(&values).for_each(|(into, value)| *into = f64::from(*value));
    }
    let weights: Array1<f32> = (0..rows).map(|at| 1.0 + (at % 4) as f32).collect();
    let data = DatasetBase::new(x, labels).with_weights(weights);
    let (wall, cpu, fitted) = timed(|| Newton::new(1.0).fit(&data).unwrap());
    println!(
        "fit {rows} × {columns} behind linfa's Fit: wall {wall:.2?}, CPU {cpu:.2?}, {:?} steps, converged {}, gradient {:.1e}",
        fitted.iterations, fitted.converged, fitted.gradient_norm
    );
}

fn fit_table(rows: usize) {
    let (wall, _, table) = timed(|| table(rows));
    let spam = table.meta().iter().filter(|meta| meta.label == RowLabel::Spam).count();
    println!("table {rows} × {COLUMNS}: {spam} spam, made in {wall:.1?}, peak {} MB", peak_megabytes());
    let all: Vec<usize> = (0..rows).collect();
    let options = TrainOptions::default();
    let (wall, cpu, mut fitted) = timed(|| fit_rows(&table, &all, &[300.0], &options).unwrap());
    let (_, report) = fitted.remove(0);
    println!(
        "fit {rows} × {COLUMNS} on a table: wall {wall:.2?}, CPU {cpu:.2?}, {:?} steps, converged {}, gradient {:.1e}, peak {} MB",
        report.iterations,
        report.converged,
        report.gradient_norm,
        peak_megabytes()
    );
}

/// `rows columns lambda` and a line feed; then, little-endian: values as f32 row after row, weights as f32, labels as
/// one byte each.
fn fit_file(file: &str) {
    let bytes = std::fs::read(file).unwrap();
    let line = bytes.iter().position(|byte| *byte == b'\n').unwrap();
    let head = std::str::from_utf8(&bytes[..line]).unwrap();
    let head: Vec<f64> = head.split(' ').map(|number| number.parse().unwrap()).collect();
    let (rows, columns, lambda) = (head[0] as usize, head[1] as usize, head[2]);
    let mut rest = &bytes[line + 1..];
    let mut floats = |count: usize| {
        let (now, later) = rest.split_at(count * 4);
        rest = later;
        now.chunks_exact(4).map(|four| f32::from_le_bytes(four.try_into().unwrap())).collect::<Vec<f32>>()
    };
    let (values, weights) = (floats(rows * columns), floats(rows));
    let mut x = Array2::zeros((rows, columns).f());
    x.iter_mut().zip(&values).for_each(|(into, value)| *into = f64::from(*value));
    let labels: Array1<bool> = rest.iter().map(|label| *label == 1).collect();
    let data = DatasetBase::new(x, labels).with_weights(Array1::from(weights));
    let (wall, cpu, fitted) = timed(|| Newton::new(lambda).fit(&data).unwrap());
    println!(
        "{}",
        serde_json::json!({
            "wall": wall.as_secs_f64(), "cpu": cpu.as_secs_f64(), "iterations": fitted.iterations,
            "converged": fitted.converged, "gradient_norm": fitted.gradient_norm,
            "weight": fitted.weight, "bias": fitted.bias,
        })
    );
}

fn written(table: &FeatureTable) -> Vec<u8> {
    let (wall, cpu, text) = timed(|| {
        let mut writer = FeatureWriter::new(Vec::new(), table.level, table.columns()).unwrap();
        for (at, meta) in table.meta().iter().enumerate() {
            writer.write(meta, table.row(at)).unwrap();
        }
        writer.finish().unwrap()
    });
    println!("write: {}", rate(text.len(), wall, cpu));
    text
}

fn read(text: Vec<u8>) {
    let (mut best, bytes) = (None::<(Duration, Duration)>, text.len());
    let mut lines = 0;
    for _ in 0..3 {
        let input: Box<dyn Read + Send> = Box::new(Cursor::new(text.clone()));
        let (wall, cpu, (table, errors)) = timed(|| parse_features("bench", input));
        assert!(errors.is_empty(), "{}", errors[0]);
        lines = table.len();
        if best.is_none_or(|(known, _)| wall < known) {
            best = Some((wall, cpu));
        }
    }
    let (wall, cpu) = best.unwrap();
    println!("read {lines} rows: {}", rate(bytes, wall, cpu));
}

fn rate(bytes: usize, wall: Duration, cpu: Duration) -> String {
    let megabytes = bytes as f64 / 1e6;
    format!(
        "{megabytes:.0} MB in {wall:.2?} ({:.0} MB/s), CPU {cpu:.2?} ({:.0} MB/s)",
        megabytes / wall.as_secs_f64(),
        megabytes / cpu.as_secs_f64()
    )
}
