//! The carelessness of kits: lost, swapped and unfinished end tags.
use super::dice::Dice;
use memchr::memchr;
use std::ops::Range;

/// Elements whose end tag is never lost: without it the rest of the page would be their text, which no kit serves.
const KEPT: [&str; 7] = ["script", "style", "title", "textarea", "iframe", "noscript", "xmp"];

/// Loses each end tag with probability `share`, half of the time by swapping it with the next, and the last one
/// (the wrapper's) once more. Share 0 changes nothing.
pub(crate) fn spoil(markup: &str, share: f64, dice: &mut Dice) -> String {
    if share <= 0.0 {
        return markup.to_owned();
    }
    let tags = end_tags(markup);
    let mut text: Vec<&str> = tags.iter().map(|tag| &markup[tag.clone()]).collect();
    for at in 0..text.len() {
        let last = at + 1 == text.len();
        if !(dice.chance(share) || last && dice.chance(share)) {
            continue;
        }
        if !last && dice.chance(0.5) { text.swap(at, at + 1) } else { text[at] = "" }
    }
    let mut out = String::with_capacity(markup.len());
    let mut done = 0;
    for (tag, text) in tags.iter().zip(text) {
        out.push_str(&markup[done..tag.start]);
        out.push_str(text);
        done = tag.end;
    }
    out + &markup[done..]
}

/// The end tags that may be lost, outside scripts and styles.
fn end_tags(markup: &str) -> Vec<Range<usize>> {
    let lower = markup.to_ascii_lowercase();
    let mut tags = Vec::new();
    let mut at = 0;
    while let Some(hit) = memchr(b'<', &lower.as_bytes()[at..]) {
        at += hit;
        let rest = &lower[at..];
        if let Some(sealed) = ["script", "style"].iter().find(|name| rest[1..].starts_with(**name)) {
            at += rest.find(&format!("</{sealed}")).unwrap_or(rest.len()).max(1);
            at = at.min(lower.len());
            if lower[at..].starts_with("</") {
                at += 2;
            }
            continue;
        }
        let Some(name) = rest.strip_prefix("</") else {
            at += 1;
            continue;
        };
        let Some(end) = memchr(b'>', rest.as_bytes()) else { break };
        if !KEPT.iter().any(|kept| name.starts_with(kept)) {
            tags.push(at..at + end + 1);
        }
        at += end + 1;
    }
    tags
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_share_of_lost_end_tags_follows_the_knob() {
        let markup = "<b><i></i></b>".repeat(1_000);
        let left = |share| {
            let out = spoil(&markup, share, &mut Dice::of(&[b"knob"]));
            out.matches("</").count() as f64 / 2_000.0
        };
        assert_eq!(left(0.0), 1.0);
        let lost = 1.0 - left(0.2);
        assert!((0.07..0.13).contains(&lost), "half of 20 % are swapped, half lost: {lost}");
    }

    #[test]
    fn scripts_and_styles_always_end() {
        let markup = "<div><script>'</b>'</script><STYLE>x</STYLE><p></p></div>";
        let out = spoil(markup, 1.0, &mut Dice::of(&[b"all"]));
        assert!(out.contains("<script>'</b>'</script><STYLE>x</STYLE>"), "{out}");
        assert!(!out.ends_with("</p></div>"), "{out}");
        assert_eq!(end_tags("<script>").len() + end_tags("</").len() + end_tags("<").len(), 0);
    }
}
