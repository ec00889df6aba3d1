//! How a kit words its keywords: disguises a reader sees through and a word list does not, and character references.
use super::dice::Dice;
use super::markup::{entities, foreign_entities};

/// What a kit does to the letters of a keyword.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Wording {
    /// Nothing.
    Plain,
    /// A hyphen, dot, space or star between letters: 世界杯外-围, v.i.a.g.r.a.
    Split,
    /// Digits and letters in full width.
    FullWidth,
    /// Letters of other scripts that look alike: Cyrillic о for Latin o, 0 for o.
    LookAlike,
    /// Zero-width characters between letters.
    ZeroWidth,
    /// Brackets, a middle dot with a suffix, stars and emoji around it.
    Framed,
    /// Characters that sound alike: 菠菜 for 博彩.
    SoundAlike,
}

/// How a kit writes text in markup.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum References {
    /// As it is.
    None,
    /// Every character in decimal; characters outside the basic plane as two surrogates.
    Decimal,
    /// Every character in four hexadecimal digits.
    Hex,
    /// Characters outside ASCII only.
    Foreign,
    /// Each character with even odds.
    Half,
    /// Every character, with a stray `&#0;` now and then.
    Stray,
}

/// Pairs that look alike; the left side is what a word list has.
const LOOK_ALIKE: [(char, char); 16] = [
    ('a', 'а'),
    ('e', 'е'),
    ('o', 'о'),
    ('p', 'р'),
    ('c', 'с'),
    ('x', 'х'),
    ('i', 'і'),
    ('s', 'ѕ'),
    ('y', 'у'),
    ('o', '0'),
    ('i', '1'),
    ('e', '3'),
    ('a', '@'),
    ('s', '$'),
    ('l', '1'),
    ('j', 'ј'),
];

/// Pairs that sound or look alike in Chinese.
const SOUND_ALIKE: [(char, char); 14] = [
    ('博', '菠'),
    ('彩', '菜'),
    ('赌', '睹'),
    ('场', '厂'),
    ('钱', '前'),
    ('投', '头'),
    ('注', '住'),
    ('色', '涩'),
    ('微', '薇'),
    ('信', '芯'),
    ('票', '漂'),
    ('真', '珍'),
    ('网', '綱'),
    ('盘', '磐'),
];

impl Wording {
    /// Five of six kits write plainly.
    pub(crate) fn draw(dice: &mut Dice) -> Self {
        *dice.weighted(&[
            (Wording::Plain, 85),
            (Wording::Framed, 5),
            (Wording::Split, 3),
            (Wording::FullWidth, 2),
            (Wording::LookAlike, 3),
            (Wording::ZeroWidth, 2),
            (Wording::SoundAlike, 2),
        ])
    }

    /// The keyword in this disguise.
    pub(crate) fn dress(self, dice: &mut Dice, word: &str) -> String {
        match self {
            Wording::Plain => word.to_owned(),
            Wording::Split => {
                let mark = dice.word(&["-", ".", " ", "*", "_", "·", "丨"]);
                let letters = word.chars().count();
                // One cut in most words, a cut after every letter in some.
                let all = dice.chance(0.2);
                let at = dice.range(1..=letters.saturating_sub(1).max(1));
                join(word, |n, _| if n > 0 && (all || n == at) { mark } else { "" })
            }
            Wording::FullWidth => word.chars().map(|c| full_width(c, dice)).collect(),
            Wording::LookAlike => word.chars().map(|c| swapped(c, &LOOK_ALIKE, dice)).collect(),
            Wording::SoundAlike => word.chars().map(|c| swapped(c, &SOUND_ALIKE, dice)).collect(),
            Wording::ZeroWidth => {
                let mark = dice.word(&["\u{200b}", "\u{200c}", "\u{200d}", "\u{feff}", "\u{ad}", "\u{2060}"]);
                let share = 0.2 + 0.8 * dice.unit();
                let mut out = String::new();
                for (n, c) in word.chars().enumerate() {
                    if n > 0 && dice.chance(share) {
                        out.push_str(mark);
                    }
                    out.push(c);
                }
                out
            }
            Wording::Framed => match dice.range(0..=7) {
                0..=1 => format!("【{word}】"),
                2 => format!("{word}·(中国)官方网站"),
                3 => format!("★{word}★"),
                4 => format!("{}{word}", dice.word(&["🎰", "✅", "⚽️", "🔥", "💊", "❤", "▶", "☎", "⭐"])),
                5 => format!("『{word}』"),
                6 => format!("{word}™"),
                _ => format!("[{word}]"),
            },
        }
    }
}

impl References {
    /// Five of six kits write text as it is.
    pub(crate) fn draw(dice: &mut Dice) -> Self {
        *dice.weighted(&[
            (References::None, 50),
            (References::Decimal, 3),
            (References::Hex, 1),
            (References::Foreign, 2),
            (References::Half, 2),
            (References::Stray, 1),
        ])
    }

    /// The text as this kit writes it in markup.
    pub(crate) fn write(self, dice: &mut Dice, text: &str) -> String {
        match self {
            References::None => text.to_owned(),
            References::Decimal => entities(text, false, true),
            References::Hex => entities(text, true, false),
            References::Foreign => foreign_entities(text),
            References::Half => half(dice, text),
            References::Stray => {
                let mut out = entities(text, false, true);
                if dice.chance(0.5) {
                    out.push_str("&#0;");
                }
                out
            }
        }
    }
}

/// Each character raw or as a decimal reference, with even odds.
pub(crate) fn half(dice: &mut Dice, text: &str) -> String {
    text.chars()
        .map(|c| if dice.chance(0.5) { entities(&c.to_string(), false, true) } else { c.to_string() })
        .collect()
}

fn join(word: &str, mut mark: impl FnMut(usize, char) -> &'static str) -> String {
    let mut out = String::new();
    for (n, c) in word.chars().enumerate() {
        out.push_str(mark(n, c));
        out.push(c);
    }
    out
}

fn full_width(c: char, dice: &mut Dice) -> char {
    // Digits always, letters now and then: whole words in full width are rarer.
    let moved = c.is_ascii_digit() || c.is_ascii_alphabetic() && dice.chance(0.5);
    if moved { char::from_u32(u32::from(c) + 0xFEE0).unwrap_or(c) } else { c }
}

fn swapped(c: char, pairs: &[(char, char)], dice: &mut Dice) -> char {
    let fits: Vec<char> =
        pairs.iter().filter(|(from, _)| *from == c.to_ascii_lowercase()).map(|(_, to)| *to).collect();
    if fits.is_empty() || dice.chance(0.4) { c } else { *dice.pick(&fits) }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_disguise_changes_words_and_keeps_them_markup_free() {
        for (wording, word) in [
            (Wording::Split, "casino"),
            (Wording::FullWidth, "slot777"),
            (Wording::LookAlike, "cialis"),
            (Wording::ZeroWidth, "百家乐"),
            (Wording::Framed, "百家乐"),
            (Wording::SoundAlike, "博彩投注"),
        ] {
            let mut dice = Dice::of(&[b"dress", word.as_bytes()]);
            let forms: Vec<String> = (0..20).map(|_| wording.dress(&mut dice, word)).collect();
            assert!(forms.iter().any(|form| form != word), "{wording:?}");
            assert!(forms.iter().all(|form| !form.contains(['<', '>', '"', '\'', '&'])), "{forms:?}");
        }
    }

    #[test]
    fn references_say_the_same_text() {
        let mut dice = Dice::of(&[b"refs"]);
        for references in [References::Decimal, References::Hex, References::Foreign, References::Half] {
            let written = references.write(&mut dice, "a é 中");
            assert_eq!(htmlize::unescape(written.as_str()), "a é 中", "{references:?}");
        }
        assert_eq!(References::Decimal.write(&mut dice, "😀"), "&#55357;&#56832;");
    }
}
