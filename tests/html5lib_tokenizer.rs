//! The markup stage on html5lib's tokenizer tests.
mod markup_support;

use markup_support::{Plain, assert_sound, from_markup, normalize_newlines, push_text};
use serde_json::Value;
use std::collections::BTreeMap;

/// States our policies never enter: `<plaintext>` is an ordinary element.
const NEVER_ENTERED: &[&str] = &["PLAINTEXT state"];

/// A test's page, what it must read as, and its name.
struct Case {
    state: String,
    description: String,
    input: String,
    last_start_tag: Option<String>,
    output: Vec<Plain>,
}

/// Undoes the second escaping some tests have. `None` for a lone surrogate: no Rust string holds one.
fn unescape_twice(text: &str) -> Option<String> {
    serde_json::from_str(&format!("\"{}\"", text.replace('"', "\\\"").replace('\n', "\\n"))).ok()
}

fn cases(file: &Value) -> Vec<Case> {
    let mut cases = Vec::new();
    for test in file["tests"].as_array().into_iter().flatten() {
        let twice = test["doubleEscaped"].as_bool().unwrap_or(false);
        let string = |value: &Value| -> Option<String> {
            let text = value.as_str()?;
            if twice { unescape_twice(text) } else { Some(text.to_owned()) }
        };
        let (Some(input), Some(output)) = (string(&test["input"]), output(&test["output"], &string)) else {
            // Holds a lone surrogate, which no Rust string can.
            continue;
        };
        let states = test["initialStates"].as_array().map_or(vec!["Data state"], |states| {
            states.iter().map(|state| state.as_str().unwrap()).collect()
        });
        for state in states {
            cases.push(Case {
                state: state.to_owned(),
                description: test["description"].as_str().unwrap().to_owned(),
                input: input.clone(),
                last_start_tag: test["lastStartTag"].as_str().map(str::to_owned),
                output: output.clone(),
            });
        }
    }
    cases
}

fn output(expected: &Value, string: &impl Fn(&Value) -> Option<String>) -> Option<Vec<Plain>> {
    let mut tokens = Vec::new();
    for token in expected.as_array().unwrap() {
        match token[0].as_str().unwrap() {
            "DOCTYPE" => tokens.push(Plain::Doctype),
            "EndTag" => tokens.push(Plain::End(string(&token[1])?)),
            "Comment" => tokens.push(Plain::Comment(string(&token[1])?)),
            "Character" => push_text(&mut tokens, &string(&token[1])?),
            "StartTag" => {
                let mut attributes = Vec::new();
                for (name, value) in token[2].as_object().unwrap() {
                    attributes.push((string(&Value::String(name.clone()))?, string(value)?));
                }
                attributes.sort();
                let self_closing = token[3].as_bool().unwrap_or(false);
                tokens.push(Plain::Start { name: string(&token[1])?, attributes, self_closing });
            }
            other => panic!("unknown token {other}"),
        }
    }
    Some(tokens)
}

/// The test as a page in which our tokenizer comes into the initial state, and ends in an end tag where the
/// test does not, for without one ahead no element holds raw text.
fn as_page(case: &Case) -> Option<(String, Vec<Plain>)> {
    let (open, name, close) = match &*case.state {
        "Data state" => return Some((case.input.clone(), case.output.clone())),
        "CDATA section state" if case.input.contains("]]>") => ("<svg><![CDATA[", "svg", "</svg>"),
        "CDATA section state" => ("<svg><![CDATA[", "svg", "]]></svg>"),
        "RCDATA state" => ("<title>", "title", "</title>"),
        "RAWTEXT state" => ("<style>", "style", "</style>"),
        "Script data state" => ("<script>", "script", "--></script>"),
        state => {
            assert!(NEVER_ENTERED.contains(&state), "unknown state {state}");
            return None;
        }
    };
    let start = Plain::Start { name: name.to_owned(), attributes: Vec::new(), self_closing: false };
    let (mut input, mut output) = (case.input.clone(), vec![start]);
    // Most tests have `xmp` for the element, which holds no raw text here.
    let rename = |text: &str| match case.last_start_tag.as_deref() {
        Some("xmp") => text.replace("xmp", name).replace("XMP", &name.to_uppercase()).replace("xMp", name),
        _ => text.to_owned(),
    };
    input = rename(&input);
    let mut ended = false;
    for token in &case.output {
        match token {
            Plain::Text(text) => push_text(&mut output, &rename(text)),
            Plain::End(end) => {
                ended = true;
                output.push(Plain::End(rename(end)));
            }
            other => output.push(other.clone()),
        }
    }
    if !ended {
        input.push_str(close);
        if close.starts_with("--") {
            push_text(&mut output, "-->");
        }
        output.push(Plain::End(name.to_owned()));
    }
    Some((format!("{open}{input}"), output))
}

fn actual(page: &str) -> Vec<Plain> {
    let markup = despam::html::tokenize(page);
    assert_sound(&markup, page);
    let mut tokens = from_markup(&markup, page);
    for token in &mut tokens {
        if let Plain::Start { attributes, .. } = token {
            attributes.sort();
        }
    }
    tokens
}

#[test]
fn the_html5lib_tokenizer_tests_pass() {
    let Some(directory) = markup_support::shared("html5lib-tests/tokenizer") else { return };
    let mut passed: BTreeMap<String, usize> = BTreeMap::new();
    let mut failed = Vec::new();
    for entry in std::fs::read_dir(directory).unwrap() {
        let path = entry.unwrap().path();
        if path.extension().is_none_or(|extension| extension != "test") {
            continue;
        }
        let file: Value = serde_json::from_str(&std::fs::read_to_string(&path).unwrap()).unwrap();
        for case in cases(&file) {
            let Some((page, output)) = as_page(&case) else { continue };
            let found = actual(&page);
            if found == output {
                *passed.entry(case.state).or_default() += 1;
            } else {
                failed.push(format!(
                    "{} [{}] {}\n  page {page:?}\n  want {output:?}\n  got  {found:?}",
                    path.file_name().unwrap().display(),
                    case.state,
                    case.description
                ));
            }
        }
    }
    println!("passed {passed:?}");
    assert!(failed.is_empty(), "{} failed\n{}", failed.len(), failed.join("\n"));
    assert!(passed["Data state"] > 6_000, "{passed:?}");
    assert!(passed.len() == 5 && passed.values().all(|&count| count > 40), "{passed:?}");
}

#[test]
fn newlines_are_normalized_as_the_standard_wants() {
    assert_eq!(normalize_newlines("a\r\nb\rc\n\r\n"), "a\nb\nc\n\n");
}
