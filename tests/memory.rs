//! The program's memory: 64 MiB, and twelve times the largest page for each job. `cargo bench --bench program` measures
//! more shapes.
#![cfg(target_os = "linux")]
use std::fmt::Write;
use std::fs;
use std::path::Path;
use std::process::{Command, Stdio};
use std::time::Duration;

/// A page of 1 kB an article: tags, attributes, text, links, a script.
fn page(articles: usize) -> String {
    let mut page = String::from("<!DOCTYPE html><html lang=en><head><title>News</title></head><body>\n");
    for article in 0..articles {
        let words =
            "The river was high in the morning, and the station by the old bridge stayed closed. ".repeat(6);
        let _ = writeln!(
            page,
            "<div class=\"card wide\" id=\"n{article}\"><h3><a href=\"/news/{article}\">News {article}</a></h3><p>{words}</p>\
             <img src=\"/i/{article}.jpg\" alt=\"\"><a href=\"https://host{}.example/p{article}\">more</a></div>\
             <script>var seen = seen || []; if (seen.length < {article}) {{ seen.push({{id: {article}, at: 'list'}}) }}</script>",
            article % 50
        );
    }
    page + "</body></html>\n"
}

/// The most memory a scan of these files held, in bytes. It only grows, so that the last look before the end tells it.
fn peak(paths: &[&Path], jobs: usize) -> usize {
    let mut child = Command::new(env!("CARGO_BIN_EXE_despam"))
        .args(["scan", "--quiet", "--format", "jsonl", "--jobs", &jobs.to_string()])
        .args(paths)
        .stdout(Stdio::null())
        .stderr(Stdio::null())
        .spawn()
        .expect("the program can be started");
    let status = format!("/proc/{}/status", child.id());
    let mut peak = 0;
    let code = loop {
        if let Some(code) = child.try_wait().expect("the program can be waited for") {
            break code;
        }
        let text = fs::read_to_string(&status).unwrap_or_default();
        let line = text.lines().find_map(|line| line.strip_prefix("VmHWM:"));
        peak = line
            .and_then(|line| line.split_whitespace().next()?.parse().ok())
            .map_or(peak, |kib: usize| kib * 1024);
        std::thread::sleep(Duration::from_millis(1));
    };
    assert!(matches!(code.code(), Some(0 | 1)), "{code}");
    peak
}

#[test]
fn a_scan_holds_64_mib_and_twelve_times_the_largest_page_of_each_job_at_most() {
    let folder = tempfile::tempdir().unwrap();
    let page = page(12_000);
    let [first, second] = ["a.html", "b.html"].map(|name| folder.path().join(name));
    fs::write(&first, &page).unwrap();
    fs::write(&second, &page).unwrap();
    for (paths, jobs) in [(&[&*first][..], 1), (&[&*first, &*second], 1), (&[&*first, &*second], 2)] {
        let (peak, allowed) = (peak(paths, jobs), 64 * 1024 * 1024 + jobs * 12 * page.len());
        assert!(peak > page.len(), "the measurement saw {peak} bytes for a page of {}", page.len());
        assert!(peak <= allowed, "{jobs} jobs held {peak} bytes; {allowed} are allowed");
    }
}
