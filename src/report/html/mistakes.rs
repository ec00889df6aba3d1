//! The worst mistakes with their first bytes: what a reader should look at before believing the figures.
use super::text::{Safe, percent};
use crate::evaluate::Mistake;
use crate::report::words::counted;
use std::fmt::{self, Write};

pub(super) fn write(out: &mut String, worst: &[Mistake]) -> fmt::Result {
    if worst.is_empty() {
        return Ok(());
    }
    writeln!(out, "<section aria-labelledby=\"mistakes\">\n<h2 id=\"mistakes\">Worst mistakes</h2>")?;
    writeln!(
        out,
        "<p class=\"note\">The pages that lose most, then the injected blocks of which most stays, each with its first bytes, white space folded.</p>\n<div class=\"mistakes\">"
    )?;
    for (heading, lost) in [("Cut by mistake", true), ("Missed", false)] {
        let of_kind: Vec<&Mistake> =
            worst.iter().filter(|m| matches!(m, Mistake::Lost { .. }) == lost).collect();
        if of_kind.is_empty() {
            continue;
        }
        writeln!(out, "<div>\n<h3>{heading}</h3>\n<ol>")?;
        for mistake in of_kind {
            item(out, mistake)?;
        }
        writeln!(out, "</ol>\n</div>")?;
    }
    writeln!(out, "</div>\n</section>")
}

fn item(out: &mut String, mistake: &Mistake) -> fmt::Result {
    let (class, kind, path, size, excerpt) = match mistake {
        Mistake::Lost { kind, path, bytes, text_bytes, excerpt, .. } => {
            let size = format!("{} lost, {} of it visible text", counted(*bytes as u64, "byte"), text_bytes);
            ("lost", kind, path, size, excerpt)
        }
        Mistake::Missed { kind, path, start, end, found, excerpt } => {
            let size = format!("bytes {start}–{end}, {} of them cut", percent(*found));
            ("missed", kind, path, size, excerpt)
        }
    };
    let excerpt = excerpt.split_whitespace().collect::<Vec<_>>().join(" ");
    writeln!(
        out,
        r#"<li class="{class}"><p><b>{}</b> <span class="path">{}</span></p>"#,
        Safe(kind),
        Safe(path)
    )?;
    writeln!(
        out,
        "<p class=\"note\">{}</p>\n<pre dir=\"ltr\"><code>{}</code></pre></li>",
        Safe(&size),
        Safe(&excerpt)
    )
}
