//! A learned baseline: one model per fold and per pair of folds, thresholds from pages that neither saw.
//!
//! The model without folds *k* and *j* scores the clean pages of *j* for the threshold of *k*, and those of *k* for
//! that of *j*: the thresholds of a fold come from models that saw nothing of it, at half the fits of a nested split.
use super::linear::{Example, Weights};
use super::placed::{Bounds, Highest, Placed, chosen, is_clean, placed};
use super::{Cuts, Setting};
use crate::dataset::{Action, Label, LabelledPage, PageLabel};
use crate::input::Limits;
use crate::label::{BlockLabel, label_blocks};
use crate::page::ReadPage;
use crate::span::RawSpan;
use crate::train::TrainError;
use rayon::prelude::*;
use std::collections::BTreeMap;

/// Ham candidates of a page that are learned from. Source: what the model's own rows are made with.
const HAM_ROWS: usize = 24;

/// Containers of spam learned from besides.
const CONTAINERS: usize = 8;

/// A family of made spam is drawn like this many sites: as the model weighs it.
const MADE_FAMILY_SITES: usize = 2;

/// Writes the buckets of one candidate.
pub(super) type Describe = fn(&ReadPage<'_>, usize, &mut Vec<u32>);

/// One page: its candidates as its own fold's model scores them, and its highest scores without each of the folds.
struct Seen {
    placed: Vec<Placed>,
    /// By fold; of clean pages only.
    maxima: Vec<Highest>,
}

/// Judges every page with its fold's model.
pub(super) fn judge(setting: &Setting<'_>, describe: Describe) -> Result<Vec<Cuts>, TrainError> {
    let folds = setting.plan.folds();
    let learn: Vec<&LabelledPage> = setting.pages.iter().chain(setting.further).collect();
    let examples: Vec<Vec<Example>> =
        learn.par_iter().map(|page| examples(page, setting, describe)).collect();
    let pairs: Vec<(u32, u32)> = (0..folds).flat_map(|k| (k..folds).map(move |j| (k, j))).collect();
    let fit = |&(k, j): &(u32, u32)| {
        let may = |page: &LabelledPage| [k, j].iter().all(|fold| setting.plan.may_train_page(*fold, page));
        let seen = learn.iter().zip(&examples).filter(|(page, _)| may(page)).flat_map(|(_, rows)| rows);
        ((k, j), Weights::fit(&seen.collect::<Vec<_>>()))
    };
    let models: BTreeMap<(u32, u32), Weights> = pairs.par_iter().map(fit).collect();
    drop(examples);

    let score = |page: &LabelledPage| -> Result<Seen, String> {
        let own = setting.plan.fold_of_page(page).ok_or("no fold may judge it")?;
        let clean = is_clean(page);
        let others: Vec<&Weights> = (0..folds).map(|k| &models[&(k.min(own), k.max(own))]).collect();
        let mut maxima = vec![Highest::default(); folds as usize];
        let mut buckets = Vec::new();
        let placed = placed(page, setting, |page, index, budget| {
            describe(page, index, &mut buckets);
            if clean {
                for (highest, model) in maxima.iter_mut().zip(&others) {
                    highest.add(budget, model.score(&buckets));
                }
            }
            others[own as usize].score(&buckets)
        })?;
        Ok(Seen { placed, maxima })
    };
    let scored: Vec<Result<Seen, String>> = setting.pages.par_iter().map(score).collect();
    let mut bounds = Vec::new();
    for fold in 0..folds {
        let outside = |page: &LabelledPage| is_clean(page) && setting.plan.fold_of_page(page) != Some(fold);
        let pages = setting.pages.iter().zip(&scored).filter(|(page, _)| outside(page));
        let highest =
            pages.filter_map(|(page, scored)| Some((page, scored.as_ref().ok()?.maxima[fold as usize])));
        bounds.push(Bounds::of(highest, setting)?);
    }
    let cut = |(page, scored): (&LabelledPage, Result<Seen, String>)| {
        let fold = setting.plan.fold_of_page(page).ok_or("no fold may judge it")?;
        Ok(chosen(&scored?.placed, &bounds[fold as usize]))
    };
    Ok(setting.pages.iter().zip(scored).map(cut).collect())
}

/// The truth labels of a page's candidates.
pub(super) fn labels(page: &LabelledPage, read: &ReadPage<'_>) -> Vec<BlockLabel> {
    let len = read.source.raw().len();
    let ranges = |report: bool| -> Vec<RawSpan> {
        let wanted = page.spans.iter().filter(|s| s.label == Label::Spam && s.start < len);
        let wanted = wanted.filter(|s| (s.action == Action::Report) == report);
        wanted.map(|s| RawSpan { start: s.start, end: s.end.min(len) }).collect()
    };
    label_blocks(read, &ranges(false), &ranges(true), !page.dataset.contains("partial"))
}

/// Examples of one page; none where it cannot be read, which is told when it is judged.
fn examples(page: &LabelledPage, setting: &Setting<'_>, describe: Describe) -> Vec<Example> {
    let Ok(bytes) = (setting.read)(&page.path) else { return Vec::new() };
    let Ok(read) = ReadPage::new(&bytes, None, None, &Limits::default()) else { return Vec::new() };
    let made = page.dataset.starts_with("synth");
    let mut spam = Vec::new();
    let (mut containers, mut ham): (Vec<usize>, Vec<usize>) = (Vec::new(), Vec::new());
    for (index, label) in labels(page, &read).into_iter().enumerate() {
        match label {
            BlockLabel::Spam(span) => spam.push((index, span)),
            BlockLabel::Ham { container: true } => containers.push(index),
            // The ham of a made page is that of the page it was made from.
            BlockLabel::Ham { .. } if !made || page.page_label == PageLabel::Ham => ham.push(index),
            BlockLabel::Ham { .. } | BlockLabel::Neither => {}
        }
    }
    let cut: Vec<&str> = page
        .spans
        .iter()
        .filter(|s| s.label == Label::Spam && s.action != Action::Report && s.start < bytes.len())
        .map(|s| s.family.as_str())
        .collect();
    let unit = |span: usize| match (made, cut.get(span)) {
        (true, Some(family)) => (format!("made {family}"), MADE_FAMILY_SITES),
        _ => (format!("site {}", page.site), 1),
    };
    let mut buckets = Vec::new();
    let mut example = |index: usize, unit: Option<(String, usize)>| {
        describe(&read, index, &mut buckets);
        Example { buckets: buckets.clone(), unit }
    };
    let mut out: Vec<Example> = spam.iter().map(|(index, span)| example(*index, Some(unit(*span)))).collect();
    for index in evenly(&containers, CONTAINERS).chain(evenly(&ham, HAM_ROWS)) {
        out.push(example(index, None));
    }
    out
}

/// At most `most` of the items, spread over the page.
fn evenly(items: &[usize], most: usize) -> impl Iterator<Item = usize> + '_ {
    let taken = items.len().min(most);
    (0..taken).map(move |at| items[at * items.len() / taken])
}

#[cfg(test)]
mod tests {
    use super::super::hashed;
    use super::*;
    use crate::dataset::LabelledSpan;
    use crate::held_out::Plan;
    use crate::train::Proof;
    use std::path::Path;

    fn body(name: &str) -> String {
        let number: usize = name[1..].parse().unwrap();
        let block = if name.starts_with('s') {
            format!("<div class=q><a href=\"http://t{number}.example/\">casino slots</a></div>")
        } else {
            format!("<div class=n><a href=\"/news/{number}\">parish news</a></div>")
        };
        format!("<html><body><p>Minutes of meeting {number}.</p>{block}<p>The end.</p></body></html>")
    }

    fn read(path: &Path) -> std::io::Result<Vec<u8>> {
        Ok(body(path.to_str().unwrap()).into_bytes())
    }

    fn page(name: &str) -> LabelledPage {
        let body = body(name);
        let spans = body.find("<div class=q>").map(|start| LabelledSpan {
            start,
            end: body.find("</div>").unwrap() + 6,
            label: Label::Spam,
            family: "f".into(),
            technique: String::new(),
            action: Action::Delete,
            extra: Vec::new(),
        });
        LabelledPage {
            path: name.into(),
            name: name.into(),
            site: format!("{name}.example"),
            dataset: "real".into(),
            language: String::new(),
            page_label: if spans.is_some() { PageLabel::Spam } else { PageLabel::Ham },
            spans: spans.into_iter().collect(),
        }
    }

    #[test]
    fn learned_baselines_find_what_is_alike_on_sites_they_never_saw() {
        let mut pages: Vec<LabelledPage> = (0..40).map(|n| page(&format!("h{n}"))).collect();
        pages.extend((0..12).map(|n| page(&format!("s{n}"))));
        let plan = Plan::by_site(3);
        let setting = Setting {
            pages: &pages,
            further: &[],
            plan: &plan,
            alpha: 0.05,
            proof: Proof::Quantile,
            read: &read,
        };
        for describe in [hashed::byte_grams as Describe, hashed::markup] {
            let cuts = judge(&setting, describe).unwrap();
            for (page, cuts) in pages.iter().zip(cuts) {
                let want: Vec<(usize, usize)> = page.spans.iter().map(|s| (s.start, s.end)).collect();
                let got: Vec<(usize, usize)> = cuts.unwrap().iter().map(|c| (c.start, c.end)).collect();
                assert_eq!(got, want, "{}", page.name);
            }
        }
        let clean_pages_alone = Setting { pages: &pages[40..], ..setting };
        assert!(judge(&clean_pages_alone, hashed::markup).is_err(), "no clean page, no threshold");
    }
}
