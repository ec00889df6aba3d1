//! From labelled pages to the table of recalls: `synth --evade`, then `eval`.
#![allow(clippy::unwrap_used, reason = "helpers of tests are tests")]
use std::fs;
use std::path::Path;
use std::process::{Command, Output};

const TOP: &str = "<!DOCTYPE html><html lang=en><head><title>Vale Rowing Club</title></head><body>\
    <h1>Members' regatta</h1><p>The club rows on the river every Sunday morning from April, and new members are \
    welcome at the boat house.</p><p>Training begins with the ice gone; bring warm clothes and a towel.</p>";
const BLOCK: &str = "<div style=\"display:none\"><a href=\"http://cheap-pills.example/viagra\">buy viagra online</a> \
    <a href=\"http://casino-x.example/poker\">online casino poker</a> <a href=\"http://loans.example/pay\">payday \
    loans</a> <a href=\"http://replica.example/w\">replica watches</a></div>";
const END: &str = "</body></html>";

fn despam(dir: &Path, line: &str) -> Output {
    Command::new(env!("CARGO_BIN_EXE_despam")).args(line.split(' ')).current_dir(dir).output().unwrap()
}

fn labelled() -> tempfile::TempDir {
    let dir = tempfile::tempdir().unwrap();
    fs::write(dir.path().join("p.html"), [TOP, BLOCK, END].concat()).unwrap();
    let (start, end) = (TOP.len(), TOP.len() + BLOCK.len());
    let row = format!("p.html,{start},{end},display-none-links,delete,\"rowing, vale\",0");
    fs::write(dir.path().join("truth.csv"), format!("file,start,end,family,action,site,visible\n{row}\n"))
        .unwrap();
    dir
}

#[test]
fn the_two_names_of_the_mutation_that_changes_nothing_are_one() {
    assert_eq!(despam::evade::UNCHANGED, despam::evaluate::UNCHANGED);
}

#[test]
fn rewritten_pages_are_labelled_and_judged_against_the_page_as_it_was() {
    let dir = labelled();
    let made = despam(dir.path(), "synth truth.csv -o out --evade pad-30,sheet-head,fresh-ids --seed 4");
    assert!(made.status.success(), "{made:?}");
    let csv = fs::read_to_string(dir.path().join("out/labels.csv")).unwrap();
    let mut lines = csv.lines();
    let header = "file,start,end,technique,family,action,visible,site,language,dataset,pad,evasive,origin";
    assert_eq!(lines.next(), Some(header));
    let rows: Vec<&str> = lines.collect();
    let (start, end) = (TOP.len(), TOP.len() + BLOCK.len());
    let tail = "display-none-links,delete,0,\"rowing, vale\",,evade";
    assert_eq!(rows[0], format!("none/000000.html,{start},{end},,{tail},0,none,p.html#0"));
    assert!(rows[1].starts_with("pad-30/") && rows[1].ends_with(",30,pad-30,p.html#0"), "{}", rows[1]);
    // The style in the head is injected, and no block of its own; ids there are none.
    assert!(rows[2].ends_with("evade,,,") && rows[3].ends_with(",0,sheet-head,p.html#0"), "{csv}");
    assert_eq!(rows.len(), 4);
    assert_eq!(
        fs::read(dir.path().join("out/none/000000.html")).unwrap(),
        [TOP, BLOCK, END].concat().as_bytes()
    );

    let judged = despam(dir.path(), "eval out/labels.csv --json figures.json");
    assert!(judged.status.success(), "{judged:?}");
    let text = String::from_utf8(judged.stdout).unwrap();
    assert!(text.contains("-- evasion") && text.contains("pad-30 "), "{text}");
    let json: serde_json::Value =
        serde_json::from_slice(&fs::read(dir.path().join("figures.json")).unwrap()).unwrap();
    let rows = json["evasion"].as_array().unwrap();
    assert_eq!(rows.len(), 2);
    // A plain list of hidden links is found: without that no ratio would mean anything.
    assert!(rows.iter().all(|row| row["blocks"] == 1 && row["without"]["k"] == 1), "{json}");
}

#[test]
fn a_name_that_is_no_mutation_is_refused_with_those_that_are() {
    let dir = labelled();
    let made = despam(dir.path(), "synth truth.csv -o out --evade pad-31");
    let said = String::from_utf8(made.stderr).unwrap();
    assert!(
        !made.status.success() && said.contains("`pad-31`") && said.contains("pad-30, pad-150"),
        "{said}"
    );
    assert!(!dir.path().join("out").exists());
}
