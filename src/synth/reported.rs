//! Links a cleaner must not decide about: what visitors wrote (T36) and what somebody paid for (T41).
use super::catalogue::Job;
use super::place::Place;
use super::words;

/// T36: a comment or profile with links, one a line or numbered.
pub(crate) fn user_content(job: &mut Job<'_, '_>) -> bool {
    let (kit, dice) = (job.kit, &mut job.block);
    let join = dice.word(&[",\n", "\n", "<br />\n", ", "]);
    let numbered = dice.chance(0.3);
    let list: Vec<String> = (0..dice.log_range(1..=15))
        .map(|at| {
            let word = kit.keyword(dice);
            let url = format!("{}#{}", kit.url(dice, &word), dice.range(1_000..=9_999));
            let link = kit.markup.wrap("a", &[("href", &url)], &word);
            if numbered { format!("{}, {link}", at + 1) } else { link }
        })
        .collect();
    let text = list.join(join);
    let class = dice.word(&["comment-content", "comment", "post-body", "profile", "guestbook-entry"]);
    let author = words::name(dice);
    let block = match dice.range(0..=2) {
        0 => format!("<div class=\"{class}\"><b>{author}</b><p>{text}</p></div>"),
        1 => format!("<li class=\"{class}\"><cite>{author}</cite> {text}</li>"),
        _ => format!("<blockquote class=\"{class}\">{text}</blockquote>"),
    };
    let Some(at) = job.spot(&[(Place::Boundary, 5), (Place::BodyEnd, 1)]) else { return false };
    let label = job.label();
    job.draft.insert(at, &block, Some(label))
}

/// T41: one to six links in short sentences, joined by what the seller's server says, in a footer or side bar.
pub(crate) fn paid(job: &mut Job<'_, '_>) -> bool {
    let (kit, dice) = (job.kit, &mut job.block);
    let join = dice.word(&[". ", " | ", " ", ", ", "<br>"]);
    let count = dice.range(1..=6);
    let list: Vec<String> =
        (0..count).map(|_| words::sentences(dice, kit.trade.language, 1, |dice| kit.link(dice))).collect();
    let mut block = list.join(join);
    if dice.chance(0.2) {
        let tag = dice.word(&["sape_noindex", "noindex", "linkfeed"]);
        block = format!("<{tag}>{block}</{tag}>");
    } else if dice.chance(0.4) {
        block = kit.markup.wrap(dice.word(&["div", "p", "small"]), &[], &block);
    }
    let Some(at) = job.spot(&[(Place::Footer, 6), (Place::BodyEnd, 2), (Place::Boundary, 2)]) else {
        return false;
    };
    let label = job.label();
    job.draft.insert(at, &block, Some(label))
}
