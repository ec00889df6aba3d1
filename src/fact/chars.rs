//! What kind of character a character is, in the few classes the counts need.
//!
//! Classes follow Unicode blocks, not the full script property: exact for the living scripts of the
//! web, close enough for the rest, and a handful of comparisons instead of a table of 1.1 million.

mod table;

pub(crate) use table::CharTable;

/// The class of a character.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[repr(u8)]
pub enum Class {
    /// Blank: ASCII white space, no-break, em and ideographic spaces.
    White,
    /// C0 and C1 controls that are not white space.
    Control,
    /// Takes no room: zero-width spaces and joiners, bidi marks, soft hyphen, byte order mark.
    ZeroWidth,
    /// Latin letter, full-width and mathematical forms included.
    Latin,
    /// Cyrillic letter.
    Cyrillic,
    /// Arabic letter.
    Arabic,
    /// Chinese character in any of its uses.
    Han,
    /// Hiragana or katakana.
    Kana,
    /// Hangul syllable or jamo.
    Hangul,
    /// Thai letter or vowel sign.
    Thai,
    /// Letter of any other script.
    Letter,
    /// Sign that modifies the character before it.
    Mark,
    /// Digit of any script.
    Digit,
    /// Punctuation.
    Punct,
    /// Anything else that shows: currency, arrows, ornaments, emoji.
    Symbol,
}

impl Class {
    /// A letter of a script that puts spaces between words. Hangul does too.
    pub fn is_spaced_letter(self) -> bool {
        matches!(self, Class::Latin | Class::Cyrillic | Class::Arabic | Class::Hangul | Class::Letter)
    }

    /// A letter of any script.
    pub fn is_letter(self) -> bool {
        self.is_spaced_letter() || matches!(self, Class::Han | Class::Kana | Class::Thai)
    }
}

const ASCII: [Class; 128] = {
    let mut table = [Class::Punct; 128];
    let mut i = 0;
    while i < 128 {
        let b = i as u8;
        table[i] = if b.is_ascii_alphabetic() {
            Class::Latin
        } else if b.is_ascii_digit() {
            Class::Digit
        } else if b == b' ' || (b >= 9 && b <= 13 && b != 11) {
            Class::White
        } else if b < 32 || b == 127 {
            Class::Control
        } else if matches!(b, b'$' | b'+' | b'<' | b'=' | b'>' | b'^' | b'`' | b'~') {
            Class::Symbol
        } else {
            Class::Punct
        };
        i += 1;
    }
    table
};

/// The class of an ASCII byte; [`Class::Symbol`] for any other byte.
#[inline]
pub const fn ascii_class(b: u8) -> Class {
    if b < 128 { ASCII[b as usize] } else { Class::Symbol }
}

/// The class of any character.
#[inline]
pub fn class(c: char) -> Class {
    match c as u32 {
        n @ 0..0x80 => ASCII[n as usize],
        0x4E00..=0x9FFF => Class::Han,
        0xAC00..=0xD7FF => Class::Hangul,
        0x0400..=0x0482 | 0x048A..=0x052F => Class::Cyrillic,
        _ => class_of_rest(c),
    }
}

fn class_of_rest(c: char) -> Class {
    match c as u32 {
        0x80..=0x9F => Class::Control,
        0xA0 | 0x1680 | 0x2000..=0x200A | 0x2028 | 0x2029 | 0x202F | 0x205F | 0x3000 => Class::White,
        0xAD | 0x61C | 0x180E | 0x200B..=0x200F | 0x202A..=0x202E | 0x2060..=0x206F | 0xFEFF => {
            Class::ZeroWidth
        }
        0xE0000..=0xE007F => Class::ZeroWidth,
        0xAA | 0xBA | 0xC0..=0xD6 | 0xD8..=0xF6 | 0xF8..=0x2AF | 0x1E00..=0x1EFF => Class::Latin,
        0x2C60..=0x2C7F | 0xA720..=0xA7FF | 0xFB00..=0xFB06 | 0xFF21..=0xFF3A | 0xFF41..=0xFF5A => {
            Class::Latin
        }
        0x1D400..=0x1D7CD => Class::Latin,
        0xA1 | 0xA7 | 0xAB | 0xB6 | 0xB7 | 0xBB | 0xBF => Class::Punct,
        0xB2 | 0xB3 | 0xB9 => Class::Digit,
        0x300..=0x36F | 0x483..=0x489 | 0x591..=0x5C7 | 0x64B..=0x65F | 0x670 | 0x6D6..=0x6ED => Class::Mark,
        0x1AB0..=0x1AFF | 0x20D0..=0x20FF | 0x3099 | 0x309A | 0xFE00..=0xFE0F | 0xFF9E | 0xFF9F => {
            Class::Mark
        }
        0xE0100..=0xE01EF => Class::Mark,
        0x1C80..=0x1C8F | 0x2DE0..=0x2DFF | 0xA640..=0xA69F => Class::Cyrillic,
        0x60C | 0x61B | 0x61F | 0x66A..=0x66D | 0x6D4 | 0x964 | 0x965 | 0x5F3 | 0x5F4 => Class::Punct,
        0x660..=0x669 | 0x6F0..=0x6F9 | 0xE50..=0xE59 | 0xFF10..=0xFF19 | 0x1D7CE..=0x1D7FF => Class::Digit,
        0x620..=0x6FF | 0x750..=0x77F | 0x8A0..=0x8FF | 0xFB50..=0xFDFF | 0xFE70..=0xFEFC => Class::Arabic,
        0xE01..=0xE3A | 0xE40..=0xE4E => Class::Thai,
        0x1100..=0x11FF | 0x3130..=0x318F | 0xA960..=0xA97F | 0xFFA0..=0xFFDC => Class::Hangul,
        0x2010..=0x2027 | 0x2030..=0x205E | 0x2E00..=0x2E7F => Class::Punct,
        0x3001..=0x3003 | 0x3008..=0x3011 | 0x3014..=0x301F | 0x30A0 | 0x30FB => Class::Punct,
        0xFE30..=0xFE6F | 0xFF01..=0xFF0F | 0xFF1A..=0xFF20 | 0xFF3B..=0xFF40 | 0xFF5B..=0xFF65 => {
            Class::Punct
        }
        0x2E80..=0x2FDF | 0x3005..=0x3007 | 0x3021..=0x3029 | 0x3400..=0x4DBF | 0xF900..=0xFAFF => Class::Han,
        0x20000..=0x3FFFF => Class::Han,
        0x3041..=0x30FF | 0x31F0..=0x31FF | 0xFF66..=0xFF9D => Class::Kana,
        0x2070..=0x2BFF | 0x3200..=0x33FF | 0x1F000..=0x1FAFF => Class::Symbol,
        _ if c.is_alphabetic() => Class::Letter,
        _ if c.is_numeric() => Class::Digit,
        _ => Class::Symbol,
    }
}

/// Punctuation that ends a sentence wherever it stands; an ASCII full stop needs a look at what follows.
pub fn ends_sentence(c: char) -> bool {
    matches!(c, '!' | '?' | '。' | '！' | '？' | '…' | '｡' | '؟' | '।' | '۔' | '‼' | '⁉' | '．')
}

/// Chinese clause punctuation, before which mirror kits put ornaments (technique T08).
pub fn is_clause_punct(c: char) -> bool {
    matches!(c, '，' | '。' | '！' | '？' | '：' | '、' | '；')
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_script_has_its_class() {
        for (chars, want) in [
            (" \t\n\r\u{c}\u{a0}\u{3000}\u{2003}", Class::White),
            ("\u{5}\u{7}\u{b}\u{11}\u{7f}\u{85}", Class::Control),
            ("\u{200b}\u{200d}\u{feff}\u{ad}\u{2060}", Class::ZeroWidth),
            ("aZéßĀşỆÿＡｚ𝐜", Class::Latin),
            ("аЯёіҐ", Class::Cyrillic),
            ("سلامپ", Class::Arabic),
            ("中彩々豈〇\u{20000}", Class::Han),
            ("あアーｱゔ", Class::Kana),
            ("가힣ㄱ", Class::Hangul),
            ("กา่เ", Class::Thai),
            ("αΩאהअա", Class::Letter),
            ("\u{301}\u{3099}\u{fe0f}", Class::Mark),
            ("09٣９²", Class::Digit),
            (".,-_#@、。【】“”…·•，（）", Class::Punct),
            ("$+€→♥★⚽😀㈱", Class::Symbol),
        ] {
            for c in chars.chars() {
                assert_eq!(class(c), want, "{c:?} U+{:04X}", c as u32);
            }
        }
    }

    #[test]
    fn bytes_and_characters_agree_on_ascii() {
        for b in 0..128u8 {
            assert_eq!(ascii_class(b), class(b as char));
        }
        assert_eq!(ascii_class(0xff), Class::Symbol);
    }
}
