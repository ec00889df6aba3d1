//! Labelled CSV: every contract is read, every mistake is named, and no mistake ends the reading.
#![expect(clippy::unwrap_used, clippy::print_stdout, reason = "helpers of tests are tests to a reader")]
use despam::dataset::{
    Action, Contract, FeatureTable, FeatureWriter, Label, LabelledPage, Level, MAX_ROW_ERRORS, PageLabel,
    RowError, RowLabel, RowMeta, parse_features, read_features, read_pages,
};
use proptest::prelude::*;
use std::fs;
use std::io::Write;
use std::path::{Path, PathBuf};

fn pages(text: &str) -> (Vec<LabelledPage>, Vec<RowError>) {
    let dir = tempfile::tempdir().unwrap();
    let file = dir.path().join("labels.csv");
    fs::write(&file, text).unwrap();
    let (mut pages, mut errors) = read_pages(&file);
    for page in &mut pages {
        page.path = page.path.strip_prefix(dir.path()).unwrap().to_owned();
    }
    errors.iter_mut().for_each(|error| error.file = "labels.csv".into());
    (pages, errors)
}

fn features(text: &str) -> (FeatureTable, Vec<String>) {
    let (table, errors) = parse_features("rows.csv", std::io::Cursor::new(text.to_owned()));
    (table, errors.iter().map(ToString::to_string).collect())
}

#[test]
fn the_header_row_decides_the_contract() {
    let dir = tempfile::tempdir().unwrap();
    for (header, want) in [
        ("path,start,end,label", Some(Contract::Spans)),
        ("path,start,end,label,family,site,notes", Some(Contract::Spans)),
        (
            "file,start,end,technique,family,action,visible,site,language,encoding,dataset",
            Some(Contract::Truth),
        ),
        ("site,label,path", Some(Contract::Pages)),
        ("level,path,site,start,end,label,links", Some(Contract::Features)),
        ("label,site,links,ids", Some(Contract::Features)),
        ("path,start,end", None),
        ("", None),
        ("path,path,label", None),
    ] {
        let file = dir.path().join("x.csv");
        fs::write(&file, format!("{header}\n")).unwrap();
        let got = Contract::of(&file);
        assert_eq!(got.as_ref().ok().copied(), want, "{header}");
        if let Err(error) = got {
            assert_eq!(error.line, 1, "{error}");
        }
    }
    assert!(Contract::of(&dir.path().join("none.csv")).is_err());
}

#[test]
fn spans_of_one_page_are_gathered_and_sorted() {
    let (pages, errors) = pages(
        "\u{feff}path,start,end,label,family,site\r\na/b.html,50,60,spam,links,s1\r\nc.html,,,ham,,s2\r\n\
         a/b.html,5,9,ham,,s1\r\n\"d, e.html\",1,2,ham,,\r\n",
    );
    assert_eq!(errors, []);
    let found: Vec<_> =
        pages.iter().map(|page| (page.path.as_path(), &*page.site, page.page_label)).collect();
    let want = [
        (Path::new("a/b.html"), "s1", PageLabel::Spam),
        (Path::new("c.html"), "s2", PageLabel::Ham),
        (Path::new("d, e.html"), "d, e.html", PageLabel::Ham),
    ];
    assert_eq!(found, want);
    let spans: Vec<_> = pages[0].spans.iter().map(|span| (span.start, span.end, span.label)).collect();
    assert_eq!(spans, [(5, 9, Label::Ham), (50, 60, Label::Spam)]);
    assert_eq!((pages[0].spans[1].family.as_str(), pages[0].spans[1].action), ("links", Action::Delete));
}

#[test]
fn further_columns_go_with_their_span() {
    let (pages, errors) = pages(
        "path,start,pad,end,label,evasive\na.html,5,30,9,spam, padded \na.html,20,,30,spam,\nb.html,,7,,ham,x\n",
    );
    assert_eq!(errors, []);
    let extra: Vec<&[(String, String)]> = pages[0].spans.iter().map(|span| span.extra.as_slice()).collect();
    let cell = |name: &str, value: &str| (name.to_owned(), value.to_owned());
    assert_eq!(extra, [&[cell("pad", "30"), cell("evasive", "padded")][..], &[]]);
    assert!(pages[1].spans.is_empty());
}

#[test]
fn truth_rows_without_a_range_are_clean_and_reported_ranges_are_neutral() {
    let (pages, errors) = pages(
        "file,start,end,technique,family,action,visible,site,language,encoding,dataset\n\
         h.html,,,,clean,,,s1,en,utf-8,real-ham\n\
         s.html,1,5,real:x,x,delete,0,s2,de,,real-spam\n\
         s.html,7,9,real:x,y,report,0,s2,de,,real-spam\n\
         t.html,7,9,real:x,y,restore,0,s3,de,,real-spam\n\
         r.html,7,9,real:x,y,report,0,s3,de,,real-spam\n",
    );
    assert_eq!(errors, []);
    let labels: Vec<PageLabel> = pages.iter().map(|page| page.page_label).collect();
    assert_eq!(labels, [PageLabel::Ham, PageLabel::Spam, PageLabel::Spam, PageLabel::Neutral]);
    assert_eq!((pages[1].spans[1].action, pages[2].spans[0].action), (Action::Report, Action::Restore));
    assert_eq!(
        (&*pages[1].dataset, &*pages[1].language, &*pages[1].spans[0].technique),
        ("real-spam", "de", "real:x")
    );
    assert!(pages[0].spans.is_empty());
}

#[test]
fn page_labels_need_no_range() {
    let (pages, errors) = pages("path,label,site\na.html,spam,s\nb.html,ham,\na.html,ham,s\n");
    assert_eq!(
        pages.iter().map(|page| page.page_label).collect::<Vec<_>>(),
        [PageLabel::Spam, PageLabel::Ham]
    );
    assert_eq!(errors.len(), 1);
    assert_eq!((errors[0].line, &*errors[0].column), (4, "label"));
}

#[test]
fn every_bad_row_is_named_and_the_good_ones_are_kept() {
    let (pages, errors) = pages(
        "path,start,end,label,site,action\n\
         good.html,1,2,spam,s,delete\n\
         a.html,1,2,spma,s,\n\
         b.html,x,2,spam,s,\n\
         c.html,9,3,spam,s,\n\
         d.html,5,,spam,s,\n\
         ,5,6,spam,s,\n\
         e.html,5,6,spam,s\n\
         f.html,,,spam,s,\n\
         good.html,5,6,spam,other,\n\
         g.html,5,6,spam,s,cut\n\
         h.html,4,4,spam,s,\n\
         i.html,-1,4,spam,s,\n\
         last.html,,,ham,s,\n",
    );
    let messages: Vec<String> = errors.iter().map(ToString::to_string).collect();
    let want = [
        "labels.csv:3: column `label`: found `spma`, expected `spam` or `ham`; correct the label or remove the row",
        "labels.csv:4: column `start`: found `x`, expected a byte offset: a whole number, 0 or above; correct the number",
        "labels.csv:5: column `end`: found `3`, expected an offset above start (9); ranges are half-open and not empty",
        "labels.csv:6: column `end`: found an empty cell, expected a byte offset; fill in both, or neither for a clean page",
        "labels.csv:7: column `path`: found an empty cell, expected the path of a page; fill it in or remove the row",
        "labels.csv:8: found 5 cells, expected 6 as in the header; check commas and quotes in this row",
        "labels.csv:9: column `start`: found an empty cell, expected the range of the spam in bytes; fill in the range; \
         a page that is spam as a whole goes into a CSV `path,label,site`",
        "labels.csv:10: column `site`: found `other`, expected `s` as in an earlier row of this page; give a page one site",
        "labels.csv:11: column `action`: found `cut`, expected `delete`, `restore` or `report`; correct the action or \
         remove the row",
        "labels.csv:12: column `end`: found `4`, expected an offset above start (4); ranges are half-open and not empty",
        "labels.csv:13: column `start`: found `-1`, expected a byte offset: a whole number, 0 or above; correct the number",
    ];
    assert_eq!(messages, want);
    assert_eq!(pages.iter().map(|page| &*page.name).collect::<Vec<_>>(), ["good.html", "last.html"]);
    assert_eq!(pages[0].spans.len(), 1);
}

#[test]
fn a_file_full_of_errors_is_not_listed_to_the_end() {
    let text = "path,label\n".to_owned() + &"a.html,x\n".repeat(MAX_ROW_ERRORS * 3);
    let (_, errors) = pages(&text);
    assert_eq!(errors.len(), MAX_ROW_ERRORS + 1);
    assert!(errors[MAX_ROW_ERRORS].to_string().contains("more errors"));
}

#[test]
fn features_keep_meta_and_values_apart() {
    let (table, errors) = features(
        "level,site,path,links,label,weight,start,end,ids\nblock,s,p,0.5,spam,2,10,20,7\nblock,s,p,-1e-3,ignore,,,,12\n",
    );
    assert_eq!(errors, [""; 0]);
    assert_eq!((table.level, table.columns()), (Level::Block, &["links".to_owned(), "ids".to_owned()][..]));
    assert_eq!((table.row(0), table.row(1)), (&[0.5, 7.0][..], &[-1e-3, 12.0][..]));
    let meta = &table.meta()[0];
    assert_eq!((&*meta.site, &*meta.path, meta.label, meta.weight), ("s", "p", RowLabel::Spam, 2.0));
    assert_eq!(
        (meta.start, meta.end, table.meta()[1].start, table.meta()[1].weight),
        (Some(10), Some(20), None, 1.0)
    );
}

#[test]
fn feature_rows_with_mistakes_are_named_and_left_out() {
    let (table, errors) = features(
        "level,label,weight,start,links,ids\nblock,spam,1,,1,2\nblock,spam,1,,,2\nblock,spam,1,,1,NaN\npage,spam,1,,1,2\n\
         block,yes,1,,1,2\nblock,ham,-1,,1,2\nblock,ham,1,a,1,2\nblock,ham,1,,1,1e99\nblock,ham,1,,3,4\n",
    );
    assert_eq!(table.len(), 2);
    let want = [
        "rows.csv:3: column `links`: found an empty cell, expected a finite number",
        "rows.csv:4: column `ids`: found `NaN`, expected a finite number",
        "rows.csv:5: column `level`: found page, expected the level of the rows before",
        "rows.csv:6: column `label`: found `yes`, expected `spam` or `ham` or `ignore`",
        "rows.csv:7: column `weight`: found `-1`, expected a finite number, 0 or above",
        "rows.csv:8: column `start`: found `a`, expected a byte offset",
        "rows.csv:9: column `ids`: found `1e99`, expected a finite number",
    ];
    assert_eq!(errors.len(), want.len(), "{errors:#?}");
    errors.iter().zip(want).for_each(|(got, want)| assert!(got.starts_with(want), "{got}"));
}

#[test]
fn a_file_of_another_contract_is_refused_with_the_mend() {
    let (table, errors) = features("path,label\na,spam\n");
    assert!(
        table.is_empty() && errors[0].contains("labelled pages, expected a table of features"),
        "{errors:?}"
    );
    let (_, errors) = features("label,site\nspam,s\n");
    assert!(errors[0].contains("no feature column"), "{errors:?}");
    let (found, errors) = pages("level,label,x\nblock,spam,1\n");
    assert!(found.is_empty() && errors[0].to_string().contains("a table of features"), "{errors:?}");
}

fn sample() -> FeatureTable {
    let mut table = FeatureTable::new(Level::Page, vec!["a".into(), "b, \"quoted\"".into()]);
    for at in 0..500usize {
        let meta = RowMeta {
            path: format!(" päge \"{at}\".html").into(),
            record: "r,1".into(),
            site: format!("s{}", at % 7).into(),
            family: "zero, size".into(),
            start: Some(at),
            end: (at % 2 == 0).then_some(at + 9),
            label: [RowLabel::Spam, RowLabel::Ham, RowLabel::Ignore][at % 3],
            weight: at as f64 / 3.0,
            ..RowMeta::default()
        };
        let value = at as f32;
        table.push(meta, &[value.sin() * 10f32.powi(at as i32 % 60 - 30), value / 7.0]).unwrap();
    }
    table
}

#[test]
fn a_written_table_reads_back_unchanged_compressed_or_not() {
    let dir = tempfile::tempdir().unwrap();
    let table = sample();
    let mut sizes = Vec::new();
    for name in ["t.csv", "t.csv.gz", "t.csv.zst"] {
        let file = dir.path().join(name);
        for _ in 0..2 {
            let mut writer = FeatureWriter::create(&file, table.level, table.columns()).unwrap();
            (0..table.len()).for_each(|row| writer.write(&table.meta()[row], table.row(row)).unwrap());
            assert!(writer.write(&RowMeta::default(), &[1.0]).is_err(), "one value is missing");
            writer.close().unwrap();
            sizes.push(fs::read(&file).unwrap());
        }
        let (again, errors) = read_features(&file);
        assert_eq!(errors, []);
        assert_eq!(again, table);
        assert_eq!(again.digest(), table.digest());
    }
    assert!(sizes[2].len() * 2 < sizes[0].len() && sizes[4].len() * 2 < sizes[0].len());
    assert_eq!((&sizes[2], &sizes[4]), (&sizes[3], &sizes[5]), "the same rows give the same bytes");
}

#[test]
fn broken_compression_is_an_error_not_an_end() {
    let dir = tempfile::tempdir().unwrap();
    let file = dir.path().join("t.csv.gz");
    let mut encoder = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::fast());
    let line = |at: u32| format!("spam,s,{at}.{}\n", at.wrapping_mul(2_654_435_761));
    encoder.write_all(b"label,site,x\n").unwrap();
    (0..50_000).for_each(|at| encoder.write_all(line(at).as_bytes()).unwrap());
    let bytes = encoder.finish().unwrap();
    fs::write(&file, &bytes[..bytes.len() / 2]).unwrap();
    let (table, errors) = read_features(&file);
    assert!(!table.is_empty(), "what came before is kept");
    assert!(errors[0].to_string().contains("the rest of the file was not read"), "{errors:?}");
    fs::write(&file, b"not gzip").unwrap();
    assert!(!read_features(&file).1.is_empty());
}

#[test]
fn a_digest_changes_with_every_part_of_a_table() {
    let table = sample();
    let mut digests = vec![table.digest()];
    let edits: [fn(&mut RowMeta); 4] = [
        |meta| meta.label = RowLabel::Ignore,
        |meta| meta.site = "x".into(),
        |meta| meta.end = None,
        |meta| meta.weight += 1.0,
    ];
    for edit in edits {
        let mut edited = table.clone();
        edit(&mut edited.meta_mut()[0]);
        digests.push(edited.digest());
    }
    digests.sort();
    digests.dedup();
    assert_eq!(digests.len(), 5);
}

#[test]
fn tables_join_only_with_equal_columns() {
    let mut table = sample();
    table.append(sample()).unwrap();
    assert_eq!((table.len(), table.row(500)), (1000, sample().row(0)));
    let message = |other| sample().append(other).unwrap_err().to_string();
    let blocks = FeatureTable::new(Level::Block, sample().columns().to_vec());
    assert!(message(blocks).contains("block rows, the first one page rows"));
    let other = FeatureTable::new(Level::Page, vec!["a".into()]);
    assert!(message(other).contains("column 2 is `(no column)`"));
}

/// The yardstick's corpus, where it is at hand.
fn shared() -> Option<PathBuf> {
    let beside = || Path::new(env!("CARGO_MANIFEST_DIR")).join("../shared");
    let path = std::env::var_os("DESPAM_SHARED").map_or_else(beside, PathBuf::from);
    if path.is_dir() {
        return Some(path);
    }
    assert!(std::env::var_os("CI").is_none(), "{} not found", path.display());
    println!("skipped: {} not found", path.display());
    None
}

#[test]
fn the_yardsticks_truth_is_read_without_an_error() {
    let Some(shared) = shared() else { return };
    let file = shared.join("corpus/truth.csv");
    let (pages, errors) = read_pages(&file);
    assert_eq!(errors, []);
    let rows = csv::Reader::from_path(&file).unwrap().into_records().map(Result::unwrap).collect::<Vec<_>>();
    let ranges = rows.iter().filter(|row| !row[1].is_empty()).count();
    assert_eq!(pages.iter().map(|page| page.spans.len()).sum::<usize>(), ranges);
    let clean = pages.iter().filter(|page| page.page_label == PageLabel::Ham).count();
    assert_eq!(clean, rows.iter().filter(|row| row[1].is_empty()).count());
    let (spans, errors) = read_pages(&shared.join("corpus/spam.csv"));
    assert!(!spans.is_empty(), "{errors:?}");
}

proptest! {
    #[test]
    fn no_file_makes_reading_panic(bytes in prop::collection::vec(any::<u8>(), 0..400), which in 0usize..4) {
        let headers = ["", "path,start,end,label\n", "label,x\n", "file,start,end,action\n"];
        let dir = tempfile::tempdir().unwrap();
        let file = dir.path().join("x.csv");
        let mut text = headers[which].as_bytes().to_vec();
        text.extend(&bytes);
        fs::write(&file, &text).unwrap();
        let _ = read_pages(&file);
        let _ = read_features(&file);
    }
}
