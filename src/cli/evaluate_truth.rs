//! Labels and verdicts as the judge of `despam eval` takes them.
use despam::dataset::{Action, Label, LabelledPage};
use despam::evaluate::{Prediction, TruthAction, TruthPage, TruthSpan};
use despam::held_out::Donors;
use despam::span::RawSpan;
use despam::verdict::{PageReport, Verdict};

/// Column that tells a page's dialect.
const DIALECT: &str = "dialect";

/// What is true of a page.
pub(crate) fn truth(page: &LabelledPage, donors: &Donors) -> TruthPage {
    let action = |action| match action {
        Action::Delete => TruthAction::Delete,
        Action::Restore => TruthAction::Restore,
        Action::Report => TruthAction::Report,
    };
    let spans = page.spans.iter().filter(|span| span.label == Label::Spam).map(|span| {
        let mut extra = span.extra.clone();
        if extra.iter().all(|(column, _)| column != DIALECT) {
            extra.push((DIALECT.to_owned(), dialect(page).to_owned()));
        }
        TruthSpan {
            start: span.start,
            end: span.end,
            family: span.family.clone(),
            technique: span.technique.clone(),
            action: action(span.action),
            extra,
        }
    });
    // What is independent among grafts is the block, not the page it was put into.
    let donors: Vec<&str> = donors.of_page(page).into_iter().collect();
    TruthPage {
        path: page.name.clone(),
        site: if donors.is_empty() { page.site.clone() } else { donors.join("|") },
        dataset: page.dataset.clone(),
        language: page.language.clone(),
        spans: spans.collect(),
        ..TruthPage::default()
    }
}

/// The same where one family is asked for: other blocks of the page are neither required nor wrong to find.
pub(crate) fn truth_of_family(page: &LabelledPage, donors: &Donors, family: &str) -> TruthPage {
    let mut truth = truth(page, donors);
    for span in truth.spans.iter_mut().filter(|span| span.family != family) {
        span.action = TruthAction::Report;
    }
    truth
}

/// Whether a page is markup as served, an excerpt of it, or extracted text: told by name or collection.
fn dialect(page: &LabelledPage) -> &'static str {
    if page.name.ends_with(".text.html") || page.name.ends_with(".txt") || page.dataset.contains("text") {
        "text"
    } else if page.name.ends_with(".block.html") || page.dataset.contains("excerpt") {
        "excerpt"
    } else {
        "html"
    }
}

/// What a report says of the page of this path.
pub(crate) fn prediction(path: &str, report: &PageReport) -> Prediction {
    Prediction {
        path: path.to_owned(),
        verdict: report.verdict,
        probability: Some(report.probability),
        blocks: report.findings.iter().map(|finding| (finding.span, finding.verdict)).collect(),
    }
}

/// What a rule says that only cuts: a page is spam when something of it is cut.
pub(crate) fn cut(path: &str, cuts: &[RawSpan]) -> Prediction {
    Prediction {
        path: path.to_owned(),
        verdict: if cuts.is_empty() { Verdict::Clean } else { Verdict::Spam },
        probability: None,
        blocks: cuts.iter().map(|span| (*span, Verdict::Spam)).collect(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use despam::dataset::{LabelledSpan, PageLabel};

    fn page(name: &str, extra: &[(&str, &str)]) -> LabelledPage {
        let span = |family: &str| LabelledSpan {
            start: 0,
            end: 1,
            label: Label::Spam,
            family: family.to_owned(),
            technique: String::new(),
            action: Action::Delete,
            extra: extra.iter().map(|(a, b)| ((*a).to_owned(), (*b).to_owned())).collect(),
        };
        LabelledPage {
            path: name.into(),
            name: name.into(),
            site: "s".into(),
            dataset: "real".into(),
            language: String::new(),
            spans: vec![span("x"), span("y")],
            page_label: PageLabel::Spam,
        }
    }

    #[test]
    fn the_dialect_is_told_once_and_the_labels_word_is_taken() {
        for (name, extra, want) in [
            ("a.html", &[][..], "html"),
            ("a.text.html", &[], "text"),
            ("a.text.html", &[("dialect", "markdown")], "markdown"),
        ] {
            let truth = truth(&page(name, extra), &Donors::default());
            assert_eq!(truth.spans[0].extra, [("dialect".to_owned(), want.to_owned())], "{name}");
        }
    }

    #[test]
    fn where_a_family_is_asked_for_only_its_blocks_are_required() {
        let truth = truth_of_family(&page("a.html", &[]), &Donors::default(), "y");
        let actions: Vec<_> = truth.spans.iter().map(|span| span.action).collect();
        assert_eq!(actions, [TruthAction::Report, TruthAction::Delete]);
    }
}
