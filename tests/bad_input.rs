//! Bad files and bad labels on the command line: what is wrong is told with file, place and mend, everything else is
//! still done, and the exit code is 2.
#![allow(clippy::unwrap_used, clippy::print_stdout, reason = "helpers of tests are tests")]
use despam::model::{MODEL_FILE, Model};
use std::fmt::Write as _;
use std::fs;
use std::path::Path;
use std::process::{Command, Stdio};

#[path = "support/infect.rs"]
mod infect;
#[path = "support/pages.rs"]
mod pages;
use infect::{Recipe, page};
use pages::clean_pages;

/// A folder with an honest page, an infected one, and whatever a test adds.
struct Folder(tempfile::TempDir);

impl Folder {
    fn new() -> Self {
        let folder = Folder(tempfile::tempdir().unwrap());
        folder.add("clean.html", &clean_pages()[0].1);
        folder.add("made.html", &infected(0));
        folder
    }

    fn path(&self) -> &Path {
        self.0.path()
    }

    fn add(&self, name: &str, bytes: &[u8]) {
        fs::create_dir_all(self.path().join(name).parent().unwrap()).unwrap();
        fs::write(self.path().join(name), bytes).unwrap();
    }

    /// Exit code, standard output, standard error.
    fn run(&self, line: &str) -> (i32, String, String) {
        let mut command = Command::new(env!("CARGO_BIN_EXE_despam"));
        command.current_dir(self.path()).args(line.split_whitespace()).stdin(Stdio::null());
        let output = command.output().unwrap();
        let text = |bytes| String::from_utf8(bytes).unwrap();
        (output.status.code().unwrap(), text(output.stdout), text(output.stderr))
    }

    /// Runs a line that cannot be finished; what it says on standard error has all of `parts`.
    fn fails(&self, line: &str, parts: &[&str]) -> String {
        let (code, out, err) = self.run(line);
        assert_eq!(code, 2, "{line}: {err}");
        for part in parts {
            assert!(err.contains(part), "{line}: no {part:?} in:\n{err}");
        }
        assert!(!err.contains("panicked") && !err.contains("mistake in this program"), "{line}: {err}");
        out
    }
}

fn infected(seed: u64) -> Vec<u8> {
    page(&Recipe { host: 0, seed, kind: 3, damage: Vec::new() })
}

/// Bytes of the injected block of a page made by [`infected`].
fn injected(page: &[u8]) -> (usize, usize) {
    let text = std::str::from_utf8(page).unwrap();
    let start = text.find("<div style=\"position:absolute").unwrap();
    (start, start + text[start..].find("</div>").unwrap() + "</div>".len())
}

#[test]
fn every_bad_file_is_named_with_a_way_out_and_the_others_are_judged() {
    let folder = Folder::new();
    folder.add("empty.html", b"");
    folder.add("zip.html", b"PK\x03\x04\x14\0\0\0\x08\0\0\0\0\0\0\0\0\0\0\0");
    folder.add("tar/none.css", b"p {}");
    for command in ["scan --format jsonl", "clean --out-dir out", "clean --dry-run"] {
        let line = format!("{command} gone.html clean.html zip.html empty.html");
        folder.fails(
            &line,
            &[
                "gone.html: no such file or directory; check",
                "zip.html: looks like ",
                "; expected HTML or text",
            ],
        );
    }
    let out = folder.fails("scan --format jsonl gone.html clean.html zip.html empty.html", &[]);
    let verdicts: Vec<bool> = out.lines().map(|line| line.contains("\"verdict\":null")).collect();
    assert_eq!(verdicts, [true, false, true, false], "{out}");
    assert_eq!(fs::read(folder.path().join("out/clean.html")).unwrap(), clean_pages()[0].1);
    assert!(!folder.path().join("out/gone.html").exists() && !folder.path().join("out/zip.html").exists());
    let (code, out, err) = folder.run("scan empty.html");
    assert_eq!(code, 0, "an empty page has nothing in it: {out}{err}");
}

/// A superuser may read any directory, so this only bites for others; for a superuser the dangling link stands in.
#[cfg(unix)]
#[test]
fn what_cannot_be_entered_or_leads_nowhere_is_told() {
    use std::os::unix::fs::{PermissionsExt, symlink};
    let folder = Folder::new();
    symlink("nowhere", folder.path().join("link.html")).unwrap();
    let out =
        folder.fails("scan --format jsonl link.html clean.html", &["link.html: a symbolic link to nothing"]);
    assert_eq!(out.lines().count(), 2);
    folder.add("site/locked/a.html", b"x");
    folder.add("site/open.html", &clean_pages()[0].1);
    let locked = folder.path().join("site/locked");
    fs::set_permissions(&locked, fs::Permissions::from_mode(0o000)).unwrap();
    if fs::read_dir(&locked).is_err() {
        let out = folder.fails("scan --format jsonl site", &["locked: permission denied"]);
        assert_eq!(out.lines().count(), 2);
    } else {
        println!("skipped: permissions do not bind this user");
    }
    fs::set_permissions(&locked, fs::Permissions::from_mode(0o755)).unwrap();
}

#[test]
fn a_bad_row_of_labels_is_told_with_line_and_column_and_the_other_rows_are_used() {
    let folder = Folder::new();
    let (start, end) = injected(&infected(0));
    folder.add("labels.csv", format!("path,start,end,label\nmade.html,{start},{end},spam\nmade.html,x,9,spam\nclean.html,,,ham\ngone.html,,,ham\nclean.html,9,3,spam\nclean.html,,,perhaps\n").as_bytes());
    let told = [
        "labels.csv:3: column `start`: found `x`",
        "labels.csv:6: ",
        "labels.csv:7: column `label`: found `perhaps`",
        "gone.html: ",
    ];
    let out = folder.fails("features --labels labels.csv --level page", &told);
    let rows: Vec<&str> = out.lines().skip(1).collect();
    assert!(
        rows.iter().any(|row| row.contains("made.html")) && rows.iter().any(|row| row.contains("clean.html")),
        "{out}"
    );
    assert!(folder.fails("eval labels.csv", &told).contains("recall"));
    folder.fails("train labels.csv --out model", &told);
    assert!(!folder.path().join("model").exists(), "one site is not enough to train on");
}

#[test]
fn a_file_that_is_no_labelled_csv_is_told_with_what_was_expected() {
    let folder = Folder::new();
    folder.add("header.csv", b"path,start,end\nclean.html,1,2\n");
    folder.add("empty.csv", b"");
    folder.add("broken.csv.gz", b"\x1f\x8b\x08\0\0\0");
    folder.add("binary.csv", b"path,label\n\xff\xfe\0,ham\n");
    for (file, parts) in [
        (
            "header.csv",
            &["header.csv:1: found `path,start,end`, expected a header row `path,start,end,label"][..],
        ),
        ("empty.csv", &["empty.csv:1: found no header row, expected column names"]),
        ("broken.csv.gz", &["broken.csv.gz", "expected"]),
        ("gone.csv", &["gone.csv: found ", "expected a CSV file; check the path"]),
        ("binary.csv", &["binary.csv:2: "]),
    ] {
        for command in ["train --out model", "features --labels", "eval"] {
            folder.fails(&format!("{command} {file}"), parts);
        }
    }
    assert!(!folder.path().join("model").exists());
}

#[test]
fn a_bad_feature_row_is_told_and_a_foreign_column_stops_training() {
    let folder = Folder::new();
    let mut labels = String::from("path,start,end,label,site\n");
    for n in 0..12u64 {
        let page = infected(n);
        let (start, end) = injected(&page);
        folder.add(&format!("spam{n}.html"), &page);
        folder.add(&format!("ham{n}.html"), &clean_pages()[n as usize % 6].1);
        writeln!(labels, "spam{n}.html,{start},{end},spam,s{n}.example\nham{n}.html,,,ham,h{n}.example")
            .unwrap();
    }
    folder.add("labels.csv", labels.as_bytes());
    for level in ["block", "page"] {
        let (code, _, err) =
            folder.run(&format!("features --labels labels.csv --level {level} -o {level}.csv"));
        assert_eq!(code, 0, "{err}");
    }
    let (code, _, err) = folder.run("train block.csv page.csv --out model --lambda 1");
    assert_eq!(code, 0, "{err}");
    assert!(Model::verify(&folder.path().join("model")).is_ok());

    let rows = fs::read_to_string(folder.path().join("block.csv")).unwrap();
    let (head, second) = rows.split_once('\n').unwrap();
    let at = head.split(',').position(|name| name == "log_elements").unwrap();
    let mut cells: Vec<&str> = second.lines().next().unwrap().split(',').collect();
    cells[at] = "oops";
    folder.add("oops.csv", format!("{rows}{}\n", cells.join(",")).as_bytes());
    let line = rows.lines().count() + 1;
    let told = format!("oops.csv:{line}: column `log_elements`: found `oops`");
    folder.fails("train oops.csv page.csv --out other --lambda 1", &[&told]);

    folder.add("foreign.csv", rows.replacen("log_elements", "log_elephants", 1).as_bytes());
    folder.fails("train block.csv foreign.csv page.csv --out third --lambda 1", &["log_ele"]);
    assert!(!folder.path().join("third").exists());
}

#[test]
fn a_model_of_other_features_is_refused_with_the_first_that_differs() {
    let folder = Folder::new();
    let mut model = Model::embedded().clone();
    let renamed = model.block.features[7].clone();
    model.block.features[7] = "moon_phase".to_owned();
    model.save(&folder.path().join("other")).unwrap();
    let told = format!("column 8 is `moon_phase`, this build has `{renamed}`; retrain");
    for line in
        ["scan clean.html --model other", "clean --dry-run clean.html --model other", "model verify other"]
    {
        assert_eq!(folder.fails(line, &["other", &told]), "", "{line}");
    }

    let text = fs::read_to_string(folder.path().join("other").join(MODEL_FILE)).unwrap();
    folder.add("edited/model.json", text.replacen("moon_phase", "sun_phase", 1).as_bytes());
    folder.fails(
        "scan clean.html --model edited",
        &["edited/model.json: the feature list's fingerprint is", "retrain"],
    );
    folder.add("cut/model.json", &text.as_bytes()[..text.len() / 2]);
    folder.fails("scan clean.html --model cut", &["cut/model.json: not a model file: EOF", "line"]);
    folder.fails("scan clean.html --model nowhere", &["nowhere: cannot read the model"]);
}

#[test]
fn synth_says_what_it_cannot_use() {
    let folder = Folder::new();
    folder.fails("synth gone --out made", &["gone: "]);
    folder.fails("synth . --out made --families weather", &["`weather` is no family; expected one of "]);
    folder.add("taken", b"");
    folder.fails("synth . --out taken", &["taken", "cannot be made"]);
}
