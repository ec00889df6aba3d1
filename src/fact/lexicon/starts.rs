//! Whether some term may begin with a word: the question that spares nearly every word of a text the search.

use super::super::chars::{Class, ascii_class, class};

/// Letters of a word that are looked at.
const LETTERS: usize = 4;

/// Letters of a word whose beginning is known that are looked at then.
const MORE: usize = 8;

/// Characters of a first word that are looked at where it is not of ASCII alone.
pub(in crate::fact) const FIRST: usize = 4;

/// Bytes of folded text that are looked at before a term is searched for: two words of most.
pub(super) const FOLDED: usize = 8;

/// Sets of word beginnings, kept as bits by hash: they may say yes for too many, never no for a member.
pub(super) struct Starts {
    words: Box<[u64; 2048]>,
    /// Those of `words` that a term begins with that does not end there, nor with the word.
    open: Box<[u64; 2048]>,
    /// The first [`MORE`] letters of the first words of terms.
    longer: Box<[u64; 2048]>,
    /// The first [`FOLDED`] bytes of terms, zeros after those that have fewer.
    folded: Box<[u64; 2048]>,
    /// The first three bytes of the others, five bits each; all there may be for one that has fewer.
    short: Box<[u64; 512]>,
    /// The first words of terms that are not of ASCII alone, or their first [`FIRST`] characters.
    first: Box<[u64; 2048]>,
    /// Some term goes on in any way after fewer characters.
    any_first: bool,
    /// The first two characters of terms that begin with a script without spaces, marks apart.
    pairs: Box<[u64; 2048]>,
    /// Some such term has but one.
    any_pair: bool,
    /// A bit for each character of the basic plane that begins a term.
    chars: Box<[u64; 1024]>,
}

impl Starts {
    pub(super) fn new() -> Self {
        Starts {
            words: Box::new([0; 2048]),
            open: Box::new([0; 2048]),
            longer: Box::new([0; 2048]),
            folded: Box::new([0; 2048]),
            short: Box::new([0; 512]),
            first: Box::new([0; 2048]),
            any_first: false,
            pairs: Box::new([0; 2048]),
            any_pair: false,
            chars: Box::new([0; 1024]),
        }
    }

    /// Takes in a term as it is matched: after a blank if it begins with a word, before one if it ends with a whole word.
    pub(super) fn add(&mut self, pattern: &str) {
        let term = pattern.trim_start_matches(' ');
        if let Some(c) = term.chars().next()
            && let Some(word) = self.chars.get_mut(c as usize / 64)
        {
            *word |= 1 << (c as u32 % 64);
        }
        match (pattern.starts_with(' '), term.is_ascii()) {
            (true, true) => {}
            (true, false) => self.add_first(term),
            (false, _) => self.add_pair(term),
        }
        match term.as_bytes().first_chunk() {
            Some(first) => insert(&mut self.folded, folded(*first)),
            None => {
                let mut first = [0; FOLDED];
                first[..term.len()].copy_from_slice(term.as_bytes());
                insert(&mut self.folded, folded(first));
                short_range(term.as_bytes()).for_each(|at| insert(&mut self.short, at));
            }
        }
        let letters = term.bytes().take_while(u8::is_ascii_lowercase).count();
        let mut first = [0; LETTERS];
        let seen = letters.min(LETTERS);
        first[..seen].copy_from_slice(&term.as_bytes()[..seen]);
        let whole = term.as_bytes().get(letters) == Some(&b' ');
        if whole || letters >= MORE {
            insert(&mut self.longer, longer(&term.as_bytes()[..letters]));
        } else if letters > 0 && letters == term.len() {
            self.extend(first, seen);
        }
        // `h5 …`: the text's run of letters ends at what is no letter, and is not looked up.
        if whole || letters >= LETTERS {
            insert(&mut self.words, place(first));
        }
    }

    /// Takes in a term that begins with a script without spaces.
    fn add_pair(&mut self, term: &str) {
        let mut chars = term.chars().filter(|c| class(*c) != Class::Mark);
        match (chars.next(), chars.next()) {
            (Some(first), Some(second)) => insert(&mut self.pairs, pair_place(first, second)),
            (_, _) => self.any_pair = true,
        }
    }

    /// Takes in a term that begins with a word.
    fn add_first(&mut self, term: &str) {
        let mut first = [' '; FIRST];
        let word = term.chars().take_while(|c| *c != ' ');
        let letters = first.iter_mut().zip(word).map(|(slot, c)| *slot = c).count();
        self.any_first |= letters < FIRST && !term.contains(' ');
        insert(&mut self.first, first_place(&first));
    }

    /// `qq*`: the beginning as it stands, and with any letters after it.
    fn extend(&mut self, first: [u8; LETTERS], letters: usize) {
        insert(&mut self.words, place(first));
        insert(&mut self.open, place(first));
        if letters < LETTERS {
            for letter in b'a'..=b'z' {
                let mut longer = first;
                longer[letters] = letter;
                self.extend(longer, letters + 1);
            }
        }
    }

    /// Whether a term may begin with the word that begins with these ASCII letters, of either case. `ends` tells that
    /// the word has no further letter or digit; the answer is yes for a short one of which that is not known.
    #[inline]
    pub(super) fn may_begin_word(&self, letters: &[u8], ends: bool) -> bool {
        let first = match *letters {
            [a, b, c, d, ..] => [a | 0x20, b | 0x20, c | 0x20, d | 0x20],
            _ if !ends => return true,
            [a, b, c] => [a | 0x20, b | 0x20, c | 0x20, 0],
            [a, b] => [a | 0x20, b | 0x20, 0, 0],
            [a] => [a | 0x20, 0, 0, 0],
            [] => return true,
        };
        let at = place(first);
        contains(&self.words, at)
            && (!ends && letters.len() < MORE
                || contains(&self.longer, longer(letters))
                || contains(&self.open, at))
    }

    /// Whether a term may begin with the word that is at `at` in a text, told by the ASCII letters it begins with, which go as far as
    /// `end`: by the first [`LETTERS`] of them, or by all if there are fewer and the word ends there.
    #[inline]
    pub(super) fn may_begin_letters(&self, text: &[u8], at: usize, end: usize) -> bool {
        let first = match text[at..].first_chunk() {
            Some(first) => u32::from_le_bytes(*first) | 0x2020_2020,
            None => text[at..end].iter().rev().fold(0, |first, b| first << 8 | u32::from(b | 0x20)),
        };
        let letters = end - at;
        if letters >= LETTERS {
            return contains(&self.words, place(first.to_le_bytes()));
        }
        let first = first & ((1 << (8 * letters)) - 1);
        // As long as the text shows no more of it, the word may be any.
        contains(&self.words, place(first.to_le_bytes())) || text.get(end).is_some_and(|next| goes_on(*next))
    }

    /// Whether a term may begin where folded text, after a blank, goes on with these bytes.
    #[inline]
    pub(super) fn may_begin_folded(&self, first: [u8; FOLDED]) -> bool {
        contains(&self.folded, folded(first))
            || contains(&self.short, short(&first))
                && (1..FOLDED).any(|len| contains(&self.folded, folded(cut(first, len))))
    }

    /// Whether a term may begin with the word of which these are the first letters, blanks after them if it has fewer.
    #[inline]
    pub(super) fn may_begin_first(&self, first: &[char; FIRST]) -> bool {
        self.any_first || contains(&self.first, first_place(first))
    }

    /// Whether a term may begin with these two characters of scripts without spaces, with or without marks between them.
    #[inline]
    pub(super) fn may_begin_pair(&self, first: char, second: char) -> bool {
        self.any_pair || contains(&self.pairs, pair_place(first, second))
    }

    /// Whether a term may begin with this character.
    #[inline]
    pub(super) fn may_begin(&self, c: char) -> bool {
        self.chars.get(c as usize / 64).is_none_or(|word| word >> (c as u32 % 64) & 1 != 0)
    }
}

const GOES_ON: [bool; 256] = {
    let mut goes_on = [true; 256];
    let mut b = 0;
    while b < 128 {
        goes_on[b as usize] = matches!(b, b'0'..=b'9' | b'&') || matches!(ascii_class(b), Class::Control);
        b += 1;
    }
    goes_on
};

/// Whether a word may go on with this byte where its ASCII letters end: it is a digit, may stand for a letter, or is passed over.
#[inline]
pub(super) fn goes_on(next: u8) -> bool {
    GOES_ON[next as usize]
}

/// Bit of a beginning, 0 to 2¹⁷ − 1.
#[inline]
fn place(first: [u8; LETTERS]) -> usize {
    (u32::from_le_bytes(first).wrapping_mul(0x9E37_79B1) >> 15) as usize
}

/// Bit of two characters, 0 to 2¹⁷ − 1.
#[inline]
fn pair_place(first: char, second: char) -> usize {
    ((u64::from(first) << 32 | u64::from(second)).wrapping_mul(0x9E37_79B9_7F4A_7C15) >> 47) as usize
}

/// Bit of a first word, 0 to 2¹⁷ − 1.
#[inline]
fn first_place(first: &[char; FIRST]) -> usize {
    let key = first.iter().fold(0, |key: u64, c| key.rotate_left(16) ^ u64::from(*c));
    (key.wrapping_mul(0x9E37_79B9_7F4A_7C15) >> 47) as usize
}

/// Bit of a longer beginning, 0 to 2¹⁷ − 1.
#[inline]
fn longer(letters: &[u8]) -> usize {
    let key = letters.iter().take(MORE).fold(0, |key: u64, b| key << 8 | u64::from(b | 0x20));
    (key.wrapping_mul(0x9E37_79B9_7F4A_7C15) >> 47) as usize
}

/// Bit of the first bytes of folded text, 0 to 2¹⁷ − 1.
#[inline]
fn folded(first: [u8; FOLDED]) -> usize {
    (u64::from_le_bytes(first).wrapping_mul(0x9E37_79B9_7F4A_7C15) >> 47) as usize
}

/// The first so many of these bytes, and zeros.
#[inline]
fn cut(first: [u8; FOLDED], len: usize) -> [u8; FOLDED] {
    (u64::from_le_bytes(first) & ((1 << (8 * len)) - 1)).to_le_bytes()
}

/// Bit of what begins with these bytes, at most three: 0 to 2¹⁵ − 1.
#[inline]
fn short(first: &[u8]) -> usize {
    first.iter().take(3).fold(0, |key, b| key << 5 | usize::from(b & 31))
}

/// Bits of all that begins with these bytes.
fn short_range(first: &[u8]) -> std::ops::Range<usize> {
    let (key, open) = (short(first), 5 * 3usize.saturating_sub(first.len()));
    key << open..(key + 1) << open
}

#[inline]
fn insert<const N: usize>(bits: &mut [u64; N], at: usize) {
    bits[at / 64] |= 1 << (at % 64);
}

#[inline]
fn contains<const N: usize>(bits: &[u64; N], at: usize) -> bool {
    bits[at / 64] >> (at % 64) & 1 != 0
}
