//! A rewritten head is put back where the page still says what stood there: the literal in the title script.
use crate::decide::Chosen;
use crate::html::{NodeKind, Tag};
use crate::page::ReadPage;
use crate::verdict::{Action, Verdict};

/// What to do about a head block: a title gets its literal back, spam metas go, a title without a literal is reported.
pub(crate) fn head(page: &ReadPage<'_>, choice: &Chosen) -> (Verdict, Action, Option<String>) {
    let candidate = page.blocks.candidates[choice.index];
    let holds_title = page
        .tree
        .nodes()
        .iter()
        .skip_while(|node| node.token < candidate.range.0)
        .take_while(|node| node.token < candidate.range.1)
        .any(|node| node.kind == NodeKind::Element && node.tag == Tag::TITLE);
    if !holds_title {
        return (Verdict::Spam, Action::Delete, None);
    }
    match title(page) {
        Some(title) => (Verdict::Spam, Action::Restore, Some(format!("<title>{}</title>", escape(title)))),
        None => (Verdict::Suspect, Action::Report, None),
    }
}

/// The title that a script gives back to people while search engines see another.
pub(crate) fn title<'p>(page: &'p ReadPage<'_>) -> Option<&'p str> {
    page.blocks
        .facts
        .scripts
        .iter()
        .filter(|s| s.script.reads_user_agent)
        .find_map(|s| s.script.sets_title.as_deref())
}

/// As element content: `&` and `<` are the only characters that could be taken for markup.
fn escape(title: &str) -> String {
    title.replace('&', "&amp;").replace('<', "&lt;")
}
