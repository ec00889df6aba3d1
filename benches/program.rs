//! The program as a whole: start-up, memory, `--jobs`, and how the cost grows with the size of a page, the number of its
//! blocks and the number of pages: `cargo bench --bench program`. Pages are generated; for `--jobs` those below
//! `DESPAM_BENCH_DIR` where it is set.
#![allow(clippy::print_stdout, reason = "the table is the result")]
use std::fs;
use std::hint::black_box;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::time::{Duration, Instant};
use support::clock::seconds;
use support::stages;

mod support;

const PROGRAM: &str = env!("CARGO_BIN_EXE_despam");

fn main() {
    let arguments: Vec<String> = std::env::args().collect();
    if arguments.iter().any(|argument| argument == "--list" || argument == "--test") {
        return;
    }
    let folder = tempfile::tempdir().expect("a temporary folder");
    start_up(folder.path());
    growth();
    pages(folder.path());
    memory(folder.path());
    jobs(folder.path());
}

/// From the start of the process to its end, with one small page judged by the model that is built in.
fn start_up(folder: &Path) {
    let page = written(folder, "small.html", support::ordinary(0, 4).as_bytes());
    let mut times: Vec<Duration> = (0..41).map(|_| run(&[&page], &[]).wall).collect();
    times.sort();
    println!(
        "start-up to the first verdict, a page of 5 kB, wall-clock time of the whole process: median {:.1} ms, least {:.1} ms",
        times[20].as_secs_f64() * 1e3,
        times[0].as_secs_f64() * 1e3
    );
}

/// Nanoseconds of CPU time per byte, by size of page and by number of blocks.
fn growth() {
    let scanner = stages::scanner();
    let each_byte = |page: &str| {
        let rounds = (0..3).map(|_| seconds(&|| stages::scan(&scanner, black_box(page.as_bytes()))));
        rounds.fold(f64::INFINITY, f64::min) * 1e9 / page.len() as f64
    };
    println!("\ngrowth with the size of a page");
    println!("{:>12}{:>14}", "bytes", "ns per byte");
    for items in [1, 10, 100, 1000, 10_000] {
        let page = support::ordinary(1, items);
        println!("{:>12}{:>14.2}", page.len(), each_byte(&page));
    }
    println!("\ngrowth with the number of off-site links, each a block, in pages of 1 MB");
    println!("{:>12}{:>14}{:>14}", "links", "ns per byte", "us per link");
    let mut before = None;
    for links in [0, 100, 1000, 10_000] {
        let page = support::linked(1, 950, links);
        let cost = each_byte(&page);
        let none = *before.get_or_insert(cost * page.len() as f64);
        let each = if links > 0 { (cost * page.len() as f64 - none) / links as f64 / 1e3 } else { 0.0 };
        println!("{links:>12}{cost:>14.2}{each:>14.2}");
    }
}

/// Wall-clock time of a scan, and its memory, by number of pages.
fn pages(folder: &Path) {
    println!("\ngrowth with the number of pages of 10 kB, one job");
    println!("{:>12}{:>14}{:>14}", "pages", "us per page", "peak bytes");
    let all = folder.join("many");
    fs::create_dir(&all).expect("a folder for pages");
    let mut written_so_far = 0;
    for count in [10, 100, 1000, 10_000] {
        for page in written_so_far..count {
            written(&all, &format!("{page}.html"), support::ordinary(page % 64, 10).as_bytes());
        }
        written_so_far = count;
        let runs: Vec<Run> = (0..3).map(|_| run(&[&all], &["--jobs", "1"])).collect();
        let least = runs.iter().map(|run| run.wall).min().unwrap_or_default();
        let peak = runs.iter().map(|run| run.peak).max().unwrap_or_default();
        println!("{count:>12}{:>14.1}{peak:>14}", least.as_secs_f64() * 1e6 / count as f64);
    }
}

/// Most memory of the process, against what is allowed: 64 MiB and twelve times the largest page per job.
fn memory(folder: &Path) {
    println!("\npeak memory (VmHWM)");
    println!("{:<26}{:>6}{:>12}{:>12}{:>12}", "page", "jobs", "page bytes", "peak bytes", "allowed");
    for (name, items, jobs) in
        [("ordinary", 100, 1), ("ordinary", 8000, 1), ("ordinary", 32_000, 1), ("ordinary", 32_000, 2)]
    {
        let page = support::ordinary(2, items);
        peak(folder, name, page.as_bytes(), jobs);
    }
    for (name, shape) in support::HOSTILE {
        peak(folder, name, shape(8_000_000).as_bytes(), 1);
    }
}

fn peak(folder: &Path, name: &str, page: &[u8], jobs: usize) {
    let paths: Vec<PathBuf> = (0..jobs).map(|job| written(folder, &format!("{job}.html"), page)).collect();
    let paths: Vec<&PathBuf> = paths.iter().collect();
    let run = run(&paths, &["--jobs", &jobs.to_string()]);
    let allowed = 64 * 1024 * 1024 + 12 * page.len() * jobs;
    let mark = if run.peak > allowed { "   too much" } else { "" };
    println!("{name:<26}{jobs:>6}{:>12}{:>12}{allowed:>12}{mark}", page.len(), run.peak);
}

/// Wall-clock time of one job and of two, in turns.
fn jobs(folder: &Path) {
    let pages = std::env::var_os("DESPAM_BENCH_DIR").map_or_else(
        || {
            let pages = folder.join("pages");
            fs::create_dir(&pages).expect("a folder for pages");
            for seed in 0..400 {
                written(&pages, &format!("{seed}.html"), support::ordinary(seed, 100).as_bytes());
            }
            pages
        },
        PathBuf::from,
    );
    let mut ratios = Vec::new();
    let mut walls = [Vec::new(), Vec::new()];
    for _ in 0..9 {
        let [one, two] = ["1", "2"].map(|jobs| run(&[&pages], &["--jobs", jobs]).wall.as_secs_f64());
        ratios.push(one / two);
        walls[0].push(one);
        walls[1].push(two);
    }
    ratios.sort_by(f64::total_cmp);
    walls.iter_mut().for_each(|wall| wall.sort_by(f64::total_cmp));
    println!(
        "\n--jobs 2 is {:.2} times as fast as --jobs 1 (median of 9 pairs, {:.2} to {:.2}); median seconds {:.3} and {:.3}",
        ratios[4], ratios[0], ratios[8], walls[0][4], walls[1][4]
    );
}

fn written(folder: &Path, name: &str, page: &[u8]) -> PathBuf {
    let path = folder.join(name);
    fs::write(&path, page).expect("the page can be written");
    path
}

struct Run {
    wall: Duration,
    /// Bytes; 0 where the system does not tell.
    peak: usize,
}

fn run(paths: &[&PathBuf], options: &[&str]) -> Run {
    let start = Instant::now();
    let mut command = Command::new(PROGRAM);
    command.args(["scan", "--quiet", "--format", "jsonl"]).args(options).args(paths);
    let mut child =
        command.stdout(Stdio::null()).stderr(Stdio::null()).spawn().expect("the program can be started");
    let mut peak = 0;
    let status = format!("/proc/{}/status", child.id());
    while child.try_wait().expect("the program can be waited for").is_none() {
        // It only ever grows, so the last look before the end tells it.
        let text = fs::read_to_string(&status).unwrap_or_default();
        let line = text.lines().find_map(|line| line.strip_prefix("VmHWM:"));
        let kib = line.and_then(|line| line.split_whitespace().next()?.parse::<usize>().ok());
        peak = peak.max(kib.unwrap_or(0) * 1024);
        std::thread::sleep(Duration::from_micros(200));
    }
    Run { wall: start.elapsed(), peak }
}
