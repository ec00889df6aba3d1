//! What mirror kits and old editors do to a page as a whole (T06–T10, handwriting). No cleaner undoes it, so it is done to
//! the clean page before anything is put in, and carries no label.
use super::dice::Dice;
use super::kit::Kit;
use super::restyle::{Style, restyle};
use std::collections::HashMap;
use std::sync::OnceLock;

const HAN: &str = include_str!("../../data/synth/han.csv");

/// Fewest Han characters of a page that counts as Chinese.
const LEAST_HAN: usize = 60;

/// A page after the changes.
#[derive(Debug, Default)]
pub(crate) struct Changed {
    /// `None`: nothing was changed.
    pub(crate) page: Option<Vec<u8>>,
    /// What was done, in order.
    pub(crate) names: Vec<&'static str>,
}

/// Pairs of the conversion tables.
struct Tables {
    traditional: HashMap<char, char>,
    pinyin: HashMap<char, &'static str>,
}

fn tables() -> &'static Tables {
    static TABLES: OnceLock<Tables> = OnceLock::new();
    TABLES.get_or_init(|| {
        let mut tables = Tables { traditional: HashMap::new(), pinyin: HashMap::new() };
        for line in HAN.lines().skip(1) {
            let cells: Vec<&str> = line.split(',').collect();
            let &[kind, from, to] = cells.as_slice() else { continue };
            let (Some(from), Some(first)) = (from.chars().next(), to.chars().next()) else { continue };
            match kind {
                "traditional" => drop(tables.traditional.insert(from, first)),
                _ => drop(tables.pinyin.insert(from, to)),
            }
        }
        tables
    })
}

/// Changes the page with probability `share`. Mirror kits change Chinese pages; handwriting is any page's.
pub(crate) fn apply(page: &[u8], kit: &Kit, dice: &mut Dice, share: f64, ham_only: bool) -> Changed {
    let mut changed = Changed::default();
    if !dice.chance(share) {
        return changed;
    }
    if dice.chance(0.4) {
        let style = *dice.pick(&Style::ALL);
        changed.page = Some(restyle(page, style));
        changed.names.push(style.name());
    }
    let now = changed.page.as_deref().unwrap_or(page);
    let Ok(text) = std::str::from_utf8(now) else { return changed };
    let chinese = text.chars().filter(|c| ('\u{4e00}'..='\u{9fff}').contains(c)).count() >= LEAST_HAN
        && !text.chars().any(|c| ('\u{3041}'..='\u{30ff}').contains(&c));
    // A page without spam may be written in traditional characters; the rest only mirror kits do.
    let mirror = kit.mirror && !ham_only;
    let mut text = std::borrow::Cow::Borrowed(text);
    if chinese && (mirror || dice.chance(0.3)) {
        text = traditional(&text).into();
        changed.names.push("T06");
    }
    if chinese && mirror {
        if dice.chance(0.35) {
            text = pinyin(&text, dice).into();
            changed.names.push("T07");
        }
        if dice.chance(0.35) {
            text = ornaments(&text, dice).into();
            changed.names.push("T08");
        }
    }
    if mirror && dice.chance(0.5) {
        text = mangled(&text, dice).into();
        changed.names.push("T10");
    }
    if let std::borrow::Cow::Owned(text) = text {
        changed.page = Some(text.into_bytes());
    }
    changed
}

/// T06: character by character, attributes and scripts included.
fn traditional(text: &str) -> String {
    let table = &tables().traditional;
    text.chars().map(|c| table.get(&c).copied().unwrap_or(c)).collect()
}

/// T07: `字(zì)` after some or all known characters, in text only. On converted pages only what the conversion changed.
fn pinyin(text: &str, dice: &mut Dice) -> String {
    let tables = tables();
    let share = if dice.chance(0.4) { 1.0 } else { 0.05 + 0.5 * dice.unit() };
    let simplified: HashMap<char, char> = tables.traditional.iter().map(|(a, b)| (*b, *a)).collect();
    let only_converted = dice.chance(0.5);
    in_text(text, |c, out| {
        out.push(c);
        let plain = simplified.get(&c).copied();
        let sound = tables.pinyin.get(&plain.unwrap_or(c));
        if let Some(sound) = sound
            && (!only_converted || plain.is_some())
            && dice.chance(share)
        {
            out.push('(');
            out.push_str(sound);
            out.push(')');
        }
    })
}

/// T08: one to four of the site's ornaments, or one to ten control characters, before punctuation.
fn ornaments(text: &str, dice: &mut Dice) -> String {
    const POOL: [char; 20] = [
        '♀', '♂', '◇', '◆', '□', '■', '△', '▲', '○', '●', '☆', '★', '※', '〓', '♪', '§', '＃', '＆', '↔', '↘',
    ];
    const CONTROL: [char; 6] = ['\u{5}', '\u{6}', '\u{7}', '\u{8}', '\u{10}', '\u{11}'];
    let control = dice.chance(0.5);
    let symbols: Vec<char> =
        (0..4).map(|_| if control { *dice.pick(&CONTROL) } else { *dice.pick(&POOL) }).collect();
    in_text(text, |c, out| {
        if "，。！？：、；".contains(c) {
            for _ in 0..dice.range(1..=if control { 10 } else { 4 }) {
                out.push(*dice.pick(&symbols));
            }
        }
        out.push(c);
    })
}

/// Calls `each` for the characters outside tags, scripts and styles.
fn in_text(text: &str, mut each: impl FnMut(char, &mut String)) -> String {
    let mut out = String::with_capacity(text.len() * 2);
    let mut sealed: Option<&str> = None;
    let (mut tag, mut quote) = (false, None);
    for (at, c) in text.char_indices() {
        if c == '<' && !tag {
            let rest = &text.as_bytes()[at..];
            let is = |name: &str| {
                rest.get(..name.len()).is_some_and(|start| start.eq_ignore_ascii_case(name.as_bytes()))
            };
            match sealed {
                Some(end) if is(end) => sealed = None,
                Some(_) => {}
                None if is("<script") => sealed = Some("</script"),
                None if is("<style") => sealed = Some("</style"),
                None if is("<!--") => sealed = Some("-->"),
                None => {}
            }
            let next = rest.get(1).copied().unwrap_or(b' ');
            tag = next == b'/' || next == b'!' || next.is_ascii_alphabetic();
        }
        // A comment ends at its own mark; a `<` inside it opens nothing.
        if sealed == Some("-->") {
            if text[at..].starts_with("-->") {
                sealed = None;
                tag = true;
            }
            out.push(c);
            if sealed.is_none() {
                continue;
            } else {
                tag = false;
                continue;
            }
        }
        match (tag, quote) {
            (true, Some(open)) if open == c => quote = None,
            (true, None) if c == '>' => {
                tag = false;
                out.push(c);
                continue;
            }
            (true, None) if (c == '"' || c == '\'') && out.ends_with('=') => quote = Some(c),
            _ => {}
        }
        if tag || sealed.is_some() { out.push(c) } else { each(c, &mut out) }
    }
    out
}

/// T10: words that scripts look for get a letter more; links away get `nofollow` or lead nowhere.
fn mangled(text: &str, dice: &mut Dice) -> String {
    const WORDS: [(&str, &str); 6] = [
        ("iphone", "iphones"),
        ("eval(", "evals("),
        ("location", "locations"),
        ("mobile", "mobiles"),
        ("cnzz.com", "cnzz.co"),
        ("<option ", "<option rel=\"nofollow\" "),
    ];
    let mut out = text.to_owned();
    for (from, to) in WORDS {
        if dice.chance(0.6) {
            out = out.replace(from, to);
        }
    }
    if dice.chance(0.5) {
        out = out.replace("<a href=\"http", "<a rel=\"nofollow\" href=\"http");
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_change_does_what_it_says_to_text_only() {
        let page = "<p title=\"学\">学习，国际</p><script>'，学'</script><!-- ，学 --><b>问</b>";
        let mut dice = Dice::of(&[b"context"]);
        assert!(traditional(page).contains("title=\"學\">學習，國際"));
        let annotated = (0..20).map(|_| pinyin(page, &mut dice)).find(|text| text.contains("学(xué)"));
        let annotated = annotated.expect("some annotate everything");
        assert!(
            annotated.contains("title=\"学\"")
                && annotated.contains("'，学'")
                && annotated.contains("<!-- ，学 -->")
        );
        let stuffed = ornaments(page, &mut dice);
        assert!(
            !stuffed.contains("学习，") && stuffed.contains("'，学'") && stuffed.contains("<!-- ，学 -->"),
            "{stuffed}"
        );
        assert!(stuffed.ends_with("<b>问</b>"));
    }

    #[test]
    fn the_tables_are_plain() {
        for line in HAN.lines() {
            assert_eq!(line.split(',').count(), 3, "{line}");
        }
        assert!(tables().traditional.len() > 400 && tables().pinyin.len() > 150);
        assert_eq!(tables().traditional.get(&'后'), Some(&'後'), "naive, as kits do it");
    }
}
