//! Word pools: invented keywords by language and trade, host names, sentence pieces, words of honest sites.
//! The pools are the CSV files under `data/synth`; a row's last cell is a list separated by `|`.
use super::dice::Dice;
use std::sync::OnceLock;

const KEYWORDS: &str = include_str!("../../data/synth/keywords.csv");
const HOSTS: &str = include_str!("../../data/synth/hosts.csv");
const PROSE: &str = include_str!("../../data/synth/prose.csv");
const HAM: &str = include_str!("../../data/synth/ham.csv");

/// Words of one trade in one language.
#[derive(Debug, Default)]
pub(crate) struct Trade {
    /// ISO 639-1 code.
    pub(crate) language: &'static str,
    /// What is sold: `gambling`, `pharma`, …
    pub(crate) sector: &'static str,
    heads: Vec<&'static str>,
    mods: Vec<&'static str>,
    tails: Vec<&'static str>,
}

impl Trade {
    /// Whether the language writes words without spaces between them.
    fn is_dense(&self) -> bool {
        matches!(self.language, "zh" | "ja" | "th")
    }

    /// One keyword: a head, often with a modifier before or a tail after it.
    pub(crate) fn keyword(&self, dice: &mut Dice) -> String {
        let gap = if self.is_dense() { "" } else { " " };
        let head = *dice.pick(&self.heads);
        let mut word = match dice.range(0..=9) {
            0..=3 => head.to_owned(),
            4..=5 => format!("{}{gap}{head}", dice.pick(&self.mods)),
            6..=7 => format!("{head}{gap}{}", dice.pick(&self.tails)),
            _ => format!("{}{gap}{head}{gap}{}", dice.pick(&self.mods), dice.pick(&self.tails)),
        };
        // Letter case follows the wave: most write it plain, some Title Case, a few shout.
        match dice.range(0..=11) {
            0..=1 if !self.is_dense() => word = title_case(&word),
            2 if !self.is_dense() => word = word.to_uppercase(),
            _ => {}
        }
        word
    }
}

fn title_case(text: &str) -> String {
    let mut start = true;
    let mut out = String::with_capacity(text.len());
    for c in text.chars() {
        if start {
            out.extend(c.to_uppercase())
        } else {
            out.push(c)
        }
        start = c == ' ';
    }
    out
}

/// Rows of one CSV: every cell but the last, then the list.
fn rows(csv: &'static str) -> impl Iterator<Item = (Vec<&'static str>, Vec<&'static str>)> {
    csv.lines().skip(1).filter(|line| !line.is_empty()).map(|line| {
        // The lists hold no comma and no quote (a test says so): a plain split is the whole format.
        let mut cells: Vec<&str> = line.split(',').collect();
        let list = cells.pop().unwrap_or_default().split('|').collect();
        (cells, list)
    })
}

/// Every trade, in the file's order.
pub(crate) fn trades() -> &'static [Trade] {
    static TRADES: OnceLock<Vec<Trade>> = OnceLock::new();
    TRADES.get_or_init(|| {
        let mut trades: Vec<Trade> = Vec::new();
        for (cells, list) in rows(KEYWORDS) {
            let &[language, sector, role] = cells.as_slice() else { continue };
            if !trades.last().is_some_and(|t| t.language == language && t.sector == sector) {
                trades.push(Trade { language, sector, ..Trade::default() });
            }
            if let Some(trade) = trades.last_mut() {
                match role {
                    "head" => trade.heads = list,
                    "mod" => trade.mods = list,
                    _ => trade.tails = list,
                }
            }
        }
        trades
    })
}

/// A trade: languages first, so that the many trades of one language do not crowd out the others; the languages of
/// the large waves (`FLOODED`) come up twice as often.
pub(crate) fn some_trade(dice: &mut Dice) -> &'static Trade {
    let mut languages: Vec<&'static str> = Vec::new();
    for trade in trades() {
        if !languages.contains(&trade.language) {
            languages.push(trade.language);
        }
    }
    let language = if dice.chance(0.5) { dice.word(&FLOODED) } else { dice.word(&languages) };
    let fits: Vec<&'static Trade> = trades().iter().filter(|trade| trade.language == language).collect();
    if fits.is_empty() { dice.pick(trades()) } else { fits[dice.range(0..=fits.len() - 1)] }
}

/// Languages of the large waves.
const FLOODED: [&str; 5] = ["en", "zh", "id", "tr", "ja"];

/// One CSV, split once.
type Table = OnceLock<Vec<(Vec<&'static str>, Vec<&'static str>)>>;

static HOST_TABLE: Table = OnceLock::new();
static PROSE_TABLE: Table = OnceLock::new();
static HAM_TABLE: Table = OnceLock::new();

/// The list whose first cells are `keys`; else the first whose first cell is `keys[0]`.
fn list(table: &'static Table, csv: &'static str, keys: &[&str]) -> &'static [&'static str] {
    let rows = table.get_or_init(|| rows(csv).collect());
    let exact = rows.iter().find(|(cells, _)| cells.iter().zip(keys).all(|(a, b)| a == b));
    let found = exact.or_else(|| rows.iter().find(|(cells, _)| cells.first() == keys.first()));
    found.map_or(&["x"], |(_, list)| list.as_slice())
}

/// One word of `hosts.csv`.
pub(crate) fn host_word(dice: &mut Dice, role: &str) -> &'static str {
    dice.word(list(&HOST_TABLE, HOSTS, &[role]))
}

/// A language that the honest words have.
pub(crate) fn ham_language(dice: &mut Dice) -> &'static str {
    const HONEST: [&str; 17] = [
        "en", "zh", "de", "ru", "es", "id", "fr", "it", "pt", "ja", "ko", "tr", "vi", "th", "pl", "ar", "nl",
    ];
    dice.word(&HONEST)
}

/// One word of an honest site: a menu label, a friend's name, …
pub(crate) fn ham_word(dice: &mut Dice, role: &str, language: &str) -> &'static str {
    dice.word(list(&HAM_TABLE, HAM, &[role, language]))
}

/// `count` sentences of machine-made text, in pieces that do not quite fit. `link` is called for what each
/// sentence is about and may return an anchor.
pub(crate) fn sentences(
    dice: &mut Dice,
    language: &str,
    count: usize,
    mut link: impl FnMut(&mut Dice) -> String,
) -> String {
    let language = if PROSE_LANGUAGES.contains(&language) { language } else { "en" };
    let gap = if matches!(language, "zh" | "ja" | "th") { "" } else { " " };
    let (open, middle, close) = (
        list(&PROSE_TABLE, PROSE, &[language, "open"]),
        list(&PROSE_TABLE, PROSE, &[language, "middle"]),
        list(&PROSE_TABLE, PROSE, &[language, "close"]),
    );
    let mut out = String::new();
    for at in 0..count {
        if at > 0 {
            out.push_str(if gap.is_empty() && dice.chance(0.7) { "" } else { " " });
        }
        for (pieces, p) in [(open, 0.9), (middle, 0.85)] {
            if dice.chance(p) {
                out.push_str(dice.word(pieces));
                out.push_str(gap);
            }
        }
        out.push_str(&link(dice));
        out.push_str(gap);
        if dice.chance(0.4) {
            out.push_str(dice.word(middle));
            out.push_str(gap);
        }
        out.push_str(dice.word(close));
    }
    out
}

/// Languages with sentence pieces; any other speaks English.
const PROSE_LANGUAGES: [&str; 16] =
    ["en", "zh", "id", "ru", "tr", "de", "ja", "fr", "es", "it", "pt", "vi", "th", "ko", "pl", "ar"];

/// An invented, pronounceable name: 2–4 syllables, sometimes with an English word.
pub(crate) fn name(dice: &mut Dice) -> String {
    let mut name = String::new();
    for _ in 0..dice.range(2..=3) {
        name.push_str(host_word(dice, "syllable"));
    }
    name.push_str(host_word(dice, "ending"));
    match dice.range(0..=9) {
        0..=2 => name.push_str(host_word(dice, "word")),
        3 => {
            name.push('-');
            name.push_str(host_word(dice, "word"));
        }
        _ => {}
    }
    name
}

/// The name of a small site: an invented name, a family's, a trade in a place, letters without sense.
fn label(dice: &mut Dice) -> String {
    let join = dice.weighted_word(&[("", 6), ("-", 3)]);
    match dice.range(0..=11) {
        0..=3 => name(dice),
        4 => format!("{}{join}{}", host_word(dice, "surname"), host_word(dice, "word")),
        5 => format!("{}{join}{}", host_word(dice, "given"), host_word(dice, "surname")),
        6 => format!("{}{join}{}", host_word(dice, "word"), host_word(dice, "word")),
        7 => format!("{}{join}{}", host_word(dice, "word"), name(dice)),
        8 => format!("{}{}{}", host_word(dice, "word"), join, dice.range(1..=2030)),
        9 => {
            let length = dice.range(4..=9);
            dice.letters("abcdefghijklmnopqrstuvwxyz", length)
        }
        10 => {
            let length = dice.range(2..=4);
            dice.letters("bcdfghjklmnpqrstvwxyz", length) + host_word(dice, "word")
        }
        _ => format!("{}{join}{}{join}{}", host_word(dice, "given"), host_word(dice, "word"), name(dice)),
    }
}

/// The host of a small site anywhere: what is hacked, linked by friends and linked by spam alike.
pub(crate) fn small_host(dice: &mut Dice) -> String {
    let www = if dice.chance(0.4) { "www." } else { "" };
    match dice.range(0..=13) {
        0..=8 => format!("{www}{}.{}", label(dice), host_word(dice, "tld")),
        9 => {
            let sub = dice.word(&["blog", "shop", "forum", "old", "m", "news", "en", "web", "mail", "test"]);
            format!("{sub}.{}.{}", label(dice), host_word(dice, "tld"))
        }
        10 => format!("{}.{}", label(dice), host_word(dice, "freehost")),
        11..=12 => {
            let place = name(dice);
            let tld = host_word(dice, "victimtld");
            let word = host_word(dice, "victimword");
            match dice.range(0..=2) {
                0 => format!("{word}.{place}.{tld}"),
                1 => format!("{word}{place}.{tld}"),
                _ => format!("{www}{place}.{tld}"),
            }
        }
        _ => {
            let length = dice.range(4..=12);
            format!(
                "xn--{}.{}",
                dice.letters("abcdefghijklmnopqrstuvwxyz0123456789", length),
                host_word(dice, "tld")
            )
        }
    }
}

/// An invented host of a link seller: a hacked small site, a domain of the trade itself, now and then a bare address.
pub(crate) fn host(dice: &mut Dice) -> String {
    match dice.range(0..=29) {
        0..=19 => small_host(dice),
        20 => format!(
            "{}.{}.{}.{}",
            dice.range(11..=223),
            dice.range(0..=255),
            dice.range(0..=255),
            dice.range(1..=254)
        ),
        _ => {
            let www = if dice.chance(0.4) { "www." } else { "" };
            let mut label = String::new();
            if dice.chance(0.6) {
                label.push_str(host_word(dice, "syllable"));
                label.push_str(host_word(dice, "syllable"));
            }
            label.push_str(host_word(dice, "spamword"));
            label.push_str(dice.weighted_word(&[("", 6), ("-", 2)]));
            let role = if dice.chance(0.6) { "spamword" } else { "word" };
            label.push_str(host_word(dice, role));
            if dice.chance(0.15) {
                label.push_str(&dice.range(1..=999).to_string());
            }
            format!("{www}{label}.{}", host_word(dice, "tld"))
        }
    }
}

/// A file name for a keyword: ASCII letters and digits joined by `-`, or a made-up name.
pub(crate) fn slug(dice: &mut Dice, keyword: &str) -> String {
    let plain: String = keyword
        .chars()
        .map(|c| if c.is_ascii_alphanumeric() { c.to_ascii_lowercase() } else { '-' })
        .collect();
    let parts: Vec<&str> = plain.split('-').filter(|part| !part.is_empty()).collect();
    // Words of other scripts, and words taken apart, leave single letters: no file name.
    let torn = parts.iter().filter(|part| part.len() < 2).count() * 2 > parts.len();
    if parts.is_empty() || torn || dice.chance(0.15) {
        return match dice.range(0..=2) {
            0 => dice.range(100..=9_999_999).to_string(),
            1 => dice.letters("abcdefghijklmnopqrstuvwxyz0123456789", 6),
            _ => name(dice),
        };
    }
    parts.join(if dice.chance(0.8) { "-" } else { "_" })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_pool_is_filled_and_plain() {
        assert!(trades().len() >= 20, "{} trades", trades().len());
        for trade in trades() {
            for (role, list) in [("head", &trade.heads), ("mod", &trade.mods), ("tail", &trade.tails)] {
                assert!(
                    list.len() >= 6,
                    "{} {} has {} {role} words",
                    trade.language,
                    trade.sector,
                    list.len()
                );
            }
        }
        for (file, columns) in [(KEYWORDS, 4), (HOSTS, 2), (PROSE, 3), (HAM, 3)] {
            for line in file.lines() {
                assert_eq!(line.split(',').count(), columns, "{line}");
                assert!(!line.contains(['"', '<', '>', '&', '\'']), "{line}");
            }
        }
    }

    #[test]
    fn hosts_are_host_names() {
        let mut dice = Dice::of(&[b"hosts"]);
        for _ in 0..500 {
            let host = host(&mut dice);
            assert!(host.contains('.') && !host.contains(".."), "{host}");
            assert!(host.bytes().all(|b| b.is_ascii_alphanumeric() || b == b'.' || b == b'-'), "{host}");
        }
    }

    #[test]
    fn keywords_vary() {
        let mut dice = Dice::of(&[b"vary"]);
        let trade = &trades()[0];
        let seen: std::collections::BTreeSet<String> = (0..200).map(|_| trade.keyword(&mut dice)).collect();
        assert!(seen.len() > 100, "{} of 200 differ", seen.len());
    }
}
