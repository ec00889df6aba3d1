//! The program as its users meet it: arguments, files, standard streams, exit codes.
#![expect(clippy::unwrap_used, reason = "a test that cannot go on has failed")]
use serde_json::Value;
use std::fs;
use std::io::{Read, Write};
use std::path::{Path, PathBuf};
use std::process::{Command, Output, Stdio};

/// The injected block of an infected page: nonsense tags that share one random id, as kits write them.
fn injection() -> String {
    let tags = ["span", "th", "strike", "progress", "video", "noframes"];
    let line = |n: usize| {
        let (a, b) = (tags[n % 6], tags[(n * 5 + 2) % 6]);
        format!("<{a} id=\"qk7vz\"></{a}><{b} id=\"qk7vz\"><{a} id=\"qk7vz\"></{a}></{b}>\n")
    };
    let block: String = (0..24).map(line).collect();
    format!("<span id=\"qk7vz\"></span>{block}<span id=\"qk7vz\"></span>")
}

const CLEAN: &str = "<!DOCTYPE html>\n<html lang=\"en\"><head><title>Bird walks</title></head>\n<body>\n\
    <h1>Bird walks in spring</h1>\n<p>We meet at seven at the north gate of the park. Bring a coat: the meadow is \
    wet until nine. Last year we counted forty-one kinds of birds, among them two pairs of red kites.</p>\n\
    <p>Children are welcome. Dogs stay at home, please.</p>\n<p><a href=\"/contact.html\">Write to us</a></p>\n\
    </body></html>\n";

fn infected() -> String {
    CLEAN.replace("<body>\n", &format!("<body>\n{}", injection()))
}

/// A directory with pages of all kinds.
struct Site {
    dir: tempfile::TempDir,
}

impl Site {
    fn new() -> Self {
        let site = Site { dir: tempfile::tempdir().unwrap() };
        site.add("clean.html", CLEAN.as_bytes());
        site.add("spam.html", infected().as_bytes());
        site.add("empty.html", b"");
        site.add("image.html", b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR\0\0\0\x01\0\0\0\x01\x08\x02");
        site
    }

    fn add(&self, name: &str, bytes: &[u8]) -> PathBuf {
        let path = self.dir.path().join(name);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(&path, bytes).unwrap();
        path
    }

    fn command(&self, line: &str) -> Command {
        let mut command = Command::new(env!("CARGO_BIN_EXE_despam"));
        command.current_dir(self.dir.path()).args(line.split_whitespace()).stdin(Stdio::null());
        command
    }

    fn run(&self, line: &str) -> Ran {
        Ran::new(self.command(line).output().unwrap())
    }

    fn pipe(&self, line: &str, input: &[u8]) -> Ran {
        let mut command = self.command(line);
        let mut child =
            command.stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().unwrap();
        child.stdin.take().unwrap().write_all(input).unwrap();
        Ran::new(child.wait_with_output().unwrap())
    }

    fn read(&self, name: &str) -> String {
        fs::read_to_string(self.dir.path().join(name)).unwrap()
    }
}

struct Ran {
    code: i32,
    out: String,
    err: String,
}

impl Ran {
    fn new(output: Output) -> Self {
        let text = |bytes| String::from_utf8(bytes).unwrap();
        Ran { code: output.status.code().unwrap(), out: text(output.stdout), err: text(output.stderr) }
    }

    fn lines(&self) -> Vec<Value> {
        self.out.lines().map(|line| serde_json::from_str(line).unwrap()).collect()
    }
}

#[test]
fn arguments_and_help_are_as_documented() {
    trycmd::TestCases::new().case("tests/cmd/*.toml");
}

/// `TRYCMD=overwrite` writes what the program says today into the file; a new model changes the numbers.
#[test]
fn what_the_readme_shows_is_what_the_program_says() {
    trycmd::TestCases::new().case("README.md");
}

#[test]
fn exit_codes_are_the_same_in_every_format() {
    let site = Site::new();
    for format in ["human", "jsonl", "csv"] {
        for (paths, want) in [
            ("clean.html", 0),
            ("empty.html", 0),
            ("spam.html", 1),
            ("clean.html spam.html", 1),
            ("spam.html --exit-zero", 0),
            ("clean.html gone.html", 2),
            ("spam.html gone.html", 2),
            ("spam.html gone.html --exit-zero", 2),
            ("image.html", 2),
        ] {
            let ran = site.run(&format!("scan --format {format} {paths}"));
            assert_eq!(ran.code, want, "{format}: {paths}\n{}", ran.err);
        }
    }
}

#[test]
fn jsonl_has_the_documented_keys_in_the_documented_order() {
    let site = Site::new();
    let ran = site.run("scan --format jsonl spam.html gone.html");
    let order = |line: &str| {
        let keys = [
            "schema",
            "path",
            "record",
            "url",
            "bytes",
            "encoding",
            "verdict",
            "probability",
            "model",
            "blocks",
        ];
        let at: Vec<_> = keys.iter().map(|key| line.find(&format!("\"{key}\":")).unwrap()).collect();
        assert!(at.is_sorted() && line.ends_with('}'), "{line}");
    };
    ran.out.lines().for_each(order);
    let lines = ran.lines();
    assert_eq!(lines.len(), 2);
    assert_eq!((&lines[0]["schema"], &lines[0]["path"]), (&1.into(), &"spam.html".into()));
    assert_eq!((&lines[0]["verdict"], &lines[0]["error"]), (&"spam".into(), &Value::Null));
    assert!(lines[0]["model"].as_str().unwrap().contains('@'));
    let page = infected();
    for block in lines[0]["blocks"].as_array().unwrap() {
        for key in
            ["start", "end", "verdict", "probability", "kind", "action", "replacement", "reasons", "preview"]
        {
            assert!(block.get(key).is_some(), "{key}");
        }
        let (start, end) =
            (block["start"].as_u64().unwrap() as usize, block["end"].as_u64().unwrap() as usize);
        assert!(page[start..end].contains("qk7vz"));
    }
    assert!(lines[1]["error"].as_str().unwrap().starts_with("no such file"), "{}", lines[1]);
    assert_eq!((&lines[1]["verdict"], &lines[1]["blocks"]), (&Value::Null, &Value::Array(vec![])));
}

#[test]
fn one_bad_input_does_not_stop_the_others() {
    let site = Site::new();
    let ran = site.run("scan --format jsonl gone.html clean.html image.html spam.html empty.html");
    let verdicts: Vec<_> = ran.lines().iter().map(|line| line["verdict"].clone()).collect();
    assert_eq!(verdicts, [Value::Null, "clean".into(), Value::Null, "spam".into(), "clean".into()]);
    assert!(ran.err.contains("despam: gone.html: no such file or directory; check"), "{}", ran.err);
    assert!(
        ran.err.contains("despam: image.html: looks like PNG image; expected HTML or text"),
        "{}",
        ran.err
    );
    assert!(
        ran.err.contains("3 pages") && ran.err.contains("1 spam") && ran.err.contains("2 errors"),
        "{}",
        ran.err
    );
}

#[test]
fn output_is_in_input_order_whatever_the_number_of_threads() {
    let site = Site::new();
    for n in 0..60 {
        // Sizes differ, so that later pages are done before earlier ones.
        let filler = "<p>Nothing to see here, only words.</p>\n".repeat(if n % 7 == 0 { 3000 } else { n });
        let page = if n % 3 == 0 { infected() } else { CLEAN.to_owned() } + &filler;
        site.add(&format!("many/{:02}/page{n}.html", n % 10), page.as_bytes());
    }
    for format in ["jsonl", "csv", "human --all"] {
        let one = site.run(&format!("scan --format {format} many spam.html many/03 --jobs 1"));
        for jobs in [2, 4, 16] {
            let many = site.run(&format!("scan --format {format} many spam.html many/03 --jobs {jobs}"));
            assert_eq!((&many.out, many.code), (&one.out, one.code), "{format}, {jobs} jobs");
        }
    }
    let paths: Vec<_> =
        site.run("scan --format jsonl many").lines().iter().map(|l| l["path"].to_string()).collect();
    assert!(paths.is_sorted() && paths.len() == 60);
}

#[test]
fn output_does_not_depend_on_the_tokenizer() {
    let site = Site::new();
    let text = "keyword casino\r\nslot gacor\r\n";
    site.add("many/text.html", format!("{text}{}</html>{text}", infected()).as_bytes());
    site.add(
        "many/odd.html",
        b"<svg><![CDATA[x]]></svg></><title>a<b></title ><!-- --!><p a\0=\"&lt;\r\n\" A=2 b=&amp>x<p ",
    );
    for command in
        ["scan --format jsonl many spam.html", "scan --format human --all spam.html", "explain spam.html"]
    {
        let fast = site.run(&format!("{command} --tokenizer fast"));
        let plain = site.run(&format!("{command} --tokenizer html5ever"));
        assert_eq!((&plain.out, plain.code), (&fast.out, fast.code), "{command}");
        assert_eq!(site.run(command).out, fast.out, "{command}");
    }
}

#[test]
fn a_directory_is_walked_for_pages_only_and_links_are_left_alone() {
    let site = Site::new();
    site.add("www/.well-hidden/x.php", infected().as_bytes());
    site.add("www/style.css", infected().as_bytes());
    site.add("www/index.html", CLEAN.as_bytes());
    #[cfg(unix)]
    std::os::unix::fs::symlink(site.dir.path(), site.dir.path().join("www/loop")).unwrap();
    let ran = site.run("scan --format jsonl www");
    let paths: Vec<_> = ran.lines().iter().map(|line| line["path"].as_str().unwrap().to_owned()).collect();
    let own = |parts: &[&str]| parts.iter().collect::<PathBuf>().to_string_lossy().into_owned();
    assert_eq!(paths, [own(&["www", ".well-hidden", "x.php"]), own(&["www", "index.html"])]);
    let ran = site.run("scan --format jsonl www/style.css");
    assert_eq!((ran.lines().len(), ran.code), (1, 1), "a named file is read whatever its name");
}

#[test]
fn a_directory_without_pages_is_noted_but_no_failure() {
    let site = Site::new();
    site.add("css/style.css", b"p {}");
    let ran = site.run("scan css");
    assert_eq!((ran.code, ran.out.as_str()), (0, ""));
    assert!(ran.err.contains("despam: css: no file in this directory has a page's name"), "{}", ran.err);
}

#[cfg(unix)]
#[test]
fn a_dangling_link_and_a_locked_directory_are_errors_with_a_way_out() {
    use std::os::unix::fs::PermissionsExt;
    let site = Site::new();
    std::os::unix::fs::symlink("nowhere", site.dir.path().join("link.html")).unwrap();
    let ran = site.run("scan --format jsonl link.html clean.html");
    assert_eq!((ran.code, ran.lines().len()), (2, 2));
    assert!(ran.err.contains("link.html: a symbolic link to nothing"), "{}", ran.err);
    site.add("www/locked/a.html", b"x");
    site.add("www/open.html", CLEAN.as_bytes());
    let locked = site.dir.path().join("www/locked");
    fs::set_permissions(&locked, fs::Permissions::from_mode(0o000)).unwrap();
    let bound = fs::read_dir(&locked).is_err();
    let ran = site.run("scan --format jsonl www");
    fs::set_permissions(&locked, fs::Permissions::from_mode(0o755)).unwrap();
    if !bound {
        return eprintln!("skipped: permissions do not bind this user");
    }
    assert_eq!((ran.code, ran.lines().len()), (2, 2));
    assert!(ran.err.contains("permission denied"), "{}", ran.err);
}

#[test]
fn human_output_lists_named_pages_and_findings_and_escapes_names() {
    let site = Site::new();
    site.add("www/clean.html", CLEAN.as_bytes());
    assert!(site.run("scan clean.html").out.starts_with("clean.html: clean 0."));
    assert_eq!(site.run("scan www").out, "");
    assert!(site.run("scan --all www").out.contains("clean.html: clean 0."));
    let ran = site.run("scan spam.html");
    assert!(ran.out.contains("spam.html: spam ") && ran.out.contains("cut by clean"), "{}", ran.out);
    assert!(!ran.out.contains('\x1b'), "no colour into a pipe");
    assert!(site.run("scan --color always spam.html").out.contains("\x1b["));
    let ran = site.run("scan --quiet spam.html");
    assert_eq!(ran.err, "");
    #[cfg(unix)]
    {
        let name = "www/\u{1b}[2Jevil.html";
        site.add(name, infected().as_bytes());
        for format in ["human", "jsonl", "csv"] {
            let ran = site.run(&format!("scan --format {format} www"));
            assert!(!ran.out.contains('\x1b') && ran.out.contains("evil.html"), "{format}: {}", ran.out);
        }
    }
}

#[test]
fn standard_input_is_a_page_too() {
    let site = Site::new();
    let ran = site.pipe("scan --format jsonl -", infected().as_bytes());
    assert_eq!((ran.code, &ran.lines()[0]["path"]), (1, &"-".into()));
    let ran = site.pipe("scan --format jsonl clean.html - spam.html", CLEAN.as_bytes());
    let paths: Vec<_> = ran.lines().iter().map(|line| line["path"].clone()).collect();
    assert_eq!(paths, ["clean.html", "-", "spam.html"]);
    let ran = site.run("scan - -");
    assert_eq!(ran.code, 2);
    assert!(ran.err.contains("standard input can be read only once"), "{}", ran.err);
}

#[test]
fn a_page_that_is_too_large_is_refused_with_the_option_that_helps() {
    let site = Site::new();
    let ran = site.run("scan --max-bytes 100 clean.html empty.html");
    assert_eq!(ran.code, 2);
    assert!(
        ran.err.contains("clean.html: larger than 100 bytes") && ran.err.contains("--max-bytes"),
        "{}",
        ran.err
    );
}

#[test]
fn clean_cuts_the_block_and_nothing_else() {
    let site = Site::new();
    let ran = site.pipe("clean", infected().as_bytes());
    assert_eq!(ran.code, 1);
    assert!(!ran.out.contains("qk7vz"), "{}", ran.out);
    assert_eq!(ran.out.split_whitespace().collect::<Vec<_>>(), CLEAN.split_whitespace().collect::<Vec<_>>());
    assert_eq!(site.run("clean spam.html").out, ran.out);
    assert_eq!(site.pipe("clean -", infected().as_bytes()).out, ran.out);
    let again = site.pipe("clean", ran.out.as_bytes());
    assert_eq!((again.code, again.out), (0, ran.out));
}

#[test]
fn cleaned_is_the_original_without_the_blocks_that_scan_reports() {
    let site = Site::new();
    let line = site.run("scan --format jsonl spam.html").lines().remove(0);
    let mut page = infected().into_bytes();
    for block in line["blocks"].as_array().unwrap().iter().rev() {
        let at = |key: &str| block[key].as_u64().unwrap() as usize;
        if block["verdict"] == "spam" && block["action"] == "delete" {
            page.drain(at("start")..at("end"));
        }
    }
    assert_eq!(site.run("clean spam.html").out.into_bytes(), page);
}

#[test]
fn a_clean_page_passes_through_unchanged() {
    let site = Site::new();
    let odd = format!("\u{feff}{}", CLEAN.replace('\n', "\r\n"));
    for page in [CLEAN, "", &odd, "no newline at the end"] {
        let ran = site.pipe("clean", page.as_bytes());
        assert_eq!((ran.code, ran.out.as_str()), (0, page));
    }
}

#[test]
fn out_dir_mirrors_the_paths_and_leaves_the_originals() {
    let site = Site::new();
    site.add("www/a/spam.html", infected().as_bytes());
    site.add("www/clean.html", CLEAN.as_bytes());
    let ran = site.run("clean www spam.html --out-dir out");
    assert_eq!((ran.code, ran.out.as_str()), (1, ""));
    assert_eq!(site.read("out/www/clean.html"), CLEAN);
    assert!(!site.read("out/www/a/spam.html").contains("qk7vz"));
    assert_eq!(site.read("out/spam.html"), site.read("out/www/a/spam.html"));
    assert_eq!(site.read("www/a/spam.html"), infected());
    // What is there already is replaced: a second run gives the same.
    assert_eq!(site.run("clean www spam.html --out-dir out").code, 1);
    assert!(!site.read("out/spam.html").contains("qk7vz"));
}

#[test]
fn clean_refuses_what_could_destroy_something() {
    let site = Site::new();
    site.add("www/clean.html", CLEAN.as_bytes());
    for (line, why) in [
        ("clean spam.html clean.html", "--out-dir"),
        ("clean www", "--out-dir"),
        ("clean spam.html --out-dir .", "would overwrite the page itself"),
        ("clean ../spam.html --out-dir out", "`..`"),
        ("clean www --out-dir www/out", "lies inside"),
        ("clean www ./www --out-dir out", "same place"),
        ("clean - --out-dir out", "standard input has no name"),
    ] {
        let ran = site.run(line);
        assert_eq!(ran.code, 2, "{line}");
        assert!(ran.err.contains(why) && ran.out.is_empty(), "{line}: {}", ran.err);
    }
    assert_eq!(site.read("spam.html"), infected());
    assert!(!site.dir.path().join("out").exists());
}

#[test]
fn diff_and_dry_run_show_what_would_be_cut_and_write_nothing() {
    let site = Site::new();
    let before = listing(site.dir.path());
    let ran = site.run("clean --diff spam.html clean.html");
    assert_eq!(ran.code, 1);
    assert!(ran.out.starts_with("--- spam.html\n+++ spam.html (cleaned)\n@@ -"), "{}", ran.out);
    assert!(ran.out.contains("\n-<span id=\"qk7vz\">") && !ran.out.contains("clean.html"), "{}", ran.out);
    let ran = site.run("clean --dry-run spam.html clean.html");
    assert_eq!(ran.code, 1);
    assert!(ran.out.contains("cut by clean") && !ran.out.contains("clean.html"), "{}", ran.out);
    assert!(ran.err.contains("would cut"), "{}", ran.err);
    assert_eq!(listing(site.dir.path()), before);
}

fn listing(dir: &Path) -> Vec<(PathBuf, u64)> {
    let entries = fs::read_dir(dir).unwrap().map(|entry| entry.unwrap());
    let mut all: Vec<_> = entries.map(|entry| (entry.path(), entry.metadata().unwrap().len())).collect();
    all.sort();
    all
}

#[test]
fn explain_shows_candidates_with_their_features() {
    let site = Site::new();
    let ran = site.run("explain spam.html --top 1");
    assert_eq!(ran.code, 1);
    assert!(ran.out.contains("\n#1 spam ") && !ran.out.contains("\n#2 "), "{}", ran.out);
    assert!(ran.out.contains("model ") && ran.out.contains("margin +"), "{}", ran.out);
    assert_eq!(site.run("explain clean.html").code, 0);
    let ran = site.run("explain gone.html");
    assert_eq!(ran.code, 2);
    assert!(ran.err.contains("gone.html: no such file"), "{}", ran.err);
}

#[test]
fn eval_draws_a_page_of_its_figures() {
    let site = Site::new();
    let end = infected().find("<h1>").unwrap();
    let start = infected().find("<span").unwrap();
    let labels = format!(
        "path,start,end,label,family,site,pad\nspam.html,{start},{end},spam,noise,a.example,30\nclean.html,,,ham,,b.example,\n"
    );
    site.add("labels.csv", labels.as_bytes());
    let ran = site.run("eval labels.csv --html figures.html");
    assert_eq!((ran.code, ran.err.as_str()), (0, ""), "{}", ran.out);
    let html = site.read("figures.html");
    for part in [
        "Of 1 injected block on 1 infected page, 1 is cut",
        "<h3>By family</h3>",
        "<h3>By pad</h3>",
        "id=\"operating\"",
        "id=\"reliability\"",
        "One finished model",
        ">block cut<",
    ] {
        assert!(html.contains(part), "{part} not in\n{html}");
    }
    // 26 points of the curve, from which more is cut to which less is; then the page ends.
    assert!(html.contains("−6.0") && html.contains("+4.0") && html.ends_with("</html>\n"));
    let ran = site.run("eval labels.csv --html gone/figures.html");
    assert_eq!(ran.code, 2);
    assert!(ran.err.contains("gone/figures.html: cannot be written"), "{}", ran.err);
}

#[test]
fn a_reader_who_has_seen_enough_is_no_error() {
    let site = Site::new();
    for n in 0..400 {
        site.add(&format!("many/{n}.html"), infected().as_bytes());
    }
    for line in ["scan --format jsonl many", "scan many", "completions bash", "clean --diff many"] {
        let mut child = site.command(line).stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().unwrap();
        drop(child.stdout.take());
        let mut err = String::new();
        child.stderr.take().unwrap().read_to_string(&mut err).unwrap();
        assert_eq!((child.wait().unwrap().code(), err.as_str()), (Some(0), ""), "{line}");
    }
}

#[test]
fn a_model_that_is_not_there_is_named() {
    let site = Site::new();
    for line in ["scan clean.html --model nowhere", "model info nowhere", "model verify nowhere"] {
        let ran = site.run(line);
        assert_eq!((ran.code, ran.out.as_str()), (2, ""), "{line}");
        assert!(ran.err.contains("nowhere") && ran.err.contains("model"), "{line}: {}", ran.err);
    }
}

#[test]
fn the_built_in_model_is_intact_and_describes_itself() {
    let site = Site::new();
    let verify = site.run("model verify");
    assert_eq!(verify.code, 0, "{}", verify.err);
    assert!(verify.out.contains("intact"), "{}", verify.out);
    let info = site.run("model info");
    assert_eq!(info.code, 0, "{}", info.err);
    let id = verify.out.split(':').next().unwrap();
    assert!(info.out.contains(id) && info.out.contains("block_cut"), "{}", info.out);
}
