//! The plain part of a text: words of letters that are folded to ASCII which no term of the lexicon begins with, blanks, and
//! signs that the characters next to them explain. Nearly all text is that, and it needs none of the state a
//! [`Counter`](super::counter::Counter) keeps.
use super::super::chars::{Class, ascii_class, ends_sentence, is_clause_punct};
use super::super::fold::Simple;
use super::super::lexicon::Lexicon;
use super::counts::{HIST, TextCounts, bucket, pair};
use super::seen::Seen;

/// What is done with a byte.
#[derive(Clone, Copy, PartialEq)]
enum Act {
    Letter,
    Digit,
    White,
    /// Punctuation that is only counted.
    Punctuation,
    Symbol,
    /// Punctuation that is explained by its neighbours.
    Neighbours,
    /// Of a character outside ASCII.
    Other,
    /// Begins or ends something longer, stands for another character, or shows nothing: not plain.
    Hard,
}

const ACTS: [Act; 256] = {
    let mut acts = [Act::Other; 256];
    let mut b = 0u8;
    while b < 128 {
        acts[b as usize] = match ascii_class(b) {
            Class::Latin => Act::Letter,
            Class::Digit => Act::Digit,
            Class::White => Act::White,
            Class::Symbol => Act::Symbol,
            Class::Punct => match b {
                b'&' | b'@' | b'[' | b']' => Act::Hard,
                b'!' | b'?' | b'.' | b',' | b'\'' | b'_' | b'-' | b'/' | b'|' => Act::Neighbours,
                _ => Act::Punctuation,
            },
            _ => Act::Hard,
        };
        b += 1;
    }
    acts
};

/// Where a plain part begins: at the start of a word or between words, with nothing waiting for what comes.
pub(super) struct Before {
    /// The last character that takes room.
    pub(super) prev: char,
    /// The word before may go on.
    pub(super) in_word: bool,
}

/// What a plain part leaves behind.
pub(super) struct After {
    /// Its length in bytes.
    pub(super) len: usize,
    /// The word before may go on.
    pub(super) in_word: bool,
}

/// Counts the plain part that `text` begins with.
///
/// A word belongs to it only if no term can begin there, so that the matcher, at rest before, is at rest after it.
pub(super) fn count(text: &str, before: Before, lexicon: &Lexicon, out: &mut TextCounts) -> After {
    let bytes = text.as_bytes();
    let mut in_word = before.in_word;
    let mut at = 0;
    // Bytes of white space, and those of other characters beyond their first.
    let (mut white, mut further) = (0, 0);
    while let Some(&b) = bytes.get(at) {
        let (sign, len) = match ACTS[b as usize] {
            Act::White => {
                white += 1;
                in_word = false;
                at += 1;
                continue;
            }
            Act::Letter | Act::Digit => {
                let letters = Letters::count(bytes, at, &mut out.hist);
                if lexicon.may_begin(text, at, letters.end) {
                    letters.take_back(bytes, at, &mut out.hist);
                    break;
                }
                out.latin += (letters.end - at) as u32;
                out.upper_latin += letters.upper;
                let mut has_letters = letters.end > at;
                at = letters.end;
                if let Some(b'0'..=b'9' | 0x80..) = bytes.get(at) {
                    let more = word_from(text, at, out);
                    has_letters |= more.letters;
                    further += more.further;
                    at = more.end;
                }
                out.words += u32::from(has_letters & !in_word);
                in_word |= has_letters;
                continue;
            }
            Act::Punctuation => (Sign::Nothing, 1),
            Act::Symbol => (Sign::Symbol, 1),
            Act::Neighbours => match explain(text, at, before_char(text, at, &before)) {
                Some(sign) => (sign, 1),
                None => break,
            },
            Act::Other => match outside_ascii(text, at, &before) {
                Some((Sign::White, len)) => {
                    white += len;
                    in_word = false;
                    at += len;
                    continue;
                }
                Some((Sign::Letter, _)) => {
                    if lexicon.may_go_on(text, at, at) {
                        break;
                    }
                    let word = word_from(text, at, out);
                    out.words += u32::from(!in_word);
                    in_word = true;
                    further += word.further;
                    at = word.end;
                    continue;
                }
                Some(read) => read,
                None => break,
            },
            Act::Hard => break,
        };
        at += len;
        further += len - 1;
        in_word &= matches!(sign, Sign::Apostrophe);
        sign.count(out);
    }
    let ink = at - white;
    out.ink += ink as u32;
    out.chars += (ink - further) as u32;
    After { len: at, in_word }
}

/// The character before `at`.
#[inline]
fn before_char(text: &str, at: usize, before: &Before) -> char {
    match at.checked_sub(1).map(|last| text.as_bytes()[last]) {
        Some(b) if b.is_ascii() => char::from(b),
        Some(_) => text[..at].chars().next_back().unwrap_or(before.prev),
        None => before.prev,
    }
}

/// How a plain part ends.
pub(super) struct End {
    /// The last character, and its class.
    pub(super) last: char,
    pub(super) class: Class,
    /// The last character's key in pairs if it is a letter, or 0.
    pub(super) letter: u32,
    /// Whether the last word has a letter, if there is a word.
    pub(super) word: Option<bool>,
    /// It ends inside that word.
    pub(super) inside: bool,
}

impl End {
    /// Of a plain part that is not empty.
    pub(super) fn of(plain: &str) -> Option<End> {
        let last = plain.chars().next_back()?;
        let (class, lower) = if last.is_ascii() {
            (ascii_class(last as u8), last.to_ascii_lowercase())
        } else {
            let seen = Seen::of(last);
            (seen.class, seen.lower)
        };
        let letter = if class == Class::Latin { u32::from(lower) } else { 0 };
        let of_word = |c: &char| c.is_ascii_alphanumeric() || !c.is_ascii() && Seen::of(*c).is_accented();
        let mut word = plain.chars().rev().skip_while(|c| !of_word(c)).take_while(of_word).peekable();
        let word = word.peek().is_some().then(|| word.any(|c| !c.is_ascii_digit()));
        Some(End { last, class, letter, word, inside: of_word(&last) })
    }
}

/// Letters of ASCII that were read.
struct Letters {
    end: usize,
    /// Capitals among them.
    upper: u32,
}

impl Letters {
    /// Counts the pairs of the letters from `at` on.
    #[inline]
    fn count(text: &[u8], at: usize, hist: &mut [u32; HIST]) -> Letters {
        let Some((first, rest)) = text[at..].split_first() else { return Letters { end: at, upper: 0 } };
        if !first.is_ascii_alphabetic() {
            return Letters { end: at, upper: 0 };
        }
        let mut upper = u32::from(*first < b'a');
        let mut before = u32::from(first | 0x20);
        let mut end = at + 1;
        for b in rest {
            let mut b = *b;
            if !b.is_ascii_lowercase() {
                // Capitals inside a word are rare.
                if !b.is_ascii_uppercase() {
                    break;
                }
                b |= 0x20;
                upper += 1;
            }
            let letter = u32::from(b);
            hist[bucket(pair(before, letter))] += 1;
            before = letter;
            end += 1;
        }
        Letters { end, upper }
    }

    /// Undoes that.
    #[cold]
    fn take_back(&self, text: &[u8], at: usize, hist: &mut [u32; HIST]) {
        for two in text[at..self.end].windows(2) {
            hist[bucket(pair(u32::from(two[0] | 0x20), u32::from(two[1] | 0x20)))] -= 1;
        }
    }
}

/// What a word has besides the letters it begins with.
struct More {
    end: usize,
    /// There are letters.
    letters: bool,
    /// Bytes of its characters beyond their first.
    further: usize,
}

/// Counts digits, letters of ASCII and such as are folded to ASCII from `at` on.
#[inline(never)]
fn word_from(text: &str, mut at: usize, out: &mut TextCounts) -> More {
    let bytes = text.as_bytes();
    let mut more = More { end: at, letters: false, further: 0 };
    loop {
        while bytes.get(at).is_some_and(u8::is_ascii_digit) {
            out.digits += 1;
            at += 1;
        }
        if bytes.get(at).is_some_and(|b| !b.is_ascii()) {
            let accents = accents(text, at, out);
            at += accents.len;
            more.further += accents.len - accents.letters;
            more.letters |= accents.letters > 0;
        }
        let letters = Letters::count(bytes, at, &mut out.hist);
        out.latin += (letters.end - at) as u32;
        out.upper_latin += letters.upper;
        more.letters |= letters.end > at;
        at = letters.end;
        if at == more.end {
            return more;
        }
        more.end = at;
    }
}

/// Letters outside ASCII that are folded to ASCII.
#[derive(Default)]
struct Accents {
    /// Their length in bytes.
    len: usize,
    letters: usize,
}

/// Reads such letters from `at` on, and counts their pairs with each other and the letters around them.
#[inline(never)]
fn accents(text: &str, at: usize, out: &mut TextCounts) -> Accents {
    let bytes = text.as_bytes();
    let ascii = |b: &u8| if b.is_ascii_alphabetic() { u32::from(b | 0x20) } else { 0 };
    let mut before = at.checked_sub(1).map_or(0, |last| ascii(&bytes[last]));
    let hist = &mut out.hist;
    let mut pair_with = |letter: u32| {
        if before != 0 && letter != 0 {
            hist[bucket(pair(before, letter))] += 1;
        }
        before = letter;
    };
    let mut read = Accents::default();
    for c in text[at..].chars() {
        let seen = match c {
            '\0'..='\x7F' => break,
            _ => Seen::of(c),
        };
        if !seen.is_accented() {
            break;
        }
        pair_with(u32::from(seen.lower));
        out.upper_latin += u32::from(seen.lower != c);
        read.letters += 1;
        read.len += c.len_utf8();
    }
    if read.len > 0 {
        bytes.get(at + read.len).into_iter().for_each(|b| pair_with(ascii(b)));
    }
    out.latin += read.letters as u32;
    read
}

/// What a sign, or a character outside ASCII, says.
#[derive(Clone, Copy)]
enum Sign {
    White,
    Letter,
    Nothing,
    /// It does not end a word.
    Apostrophe,
    Symbol,
    Separator,
    SentenceEnd,
}

impl Sign {
    // The loop over a text has no room for these sums.
    #[inline(never)]
    fn count(self, out: &mut TextCounts) {
        match self {
            Sign::Symbol => return out.symbols += 1,
            Sign::Separator => out.separators += 1,
            Sign::SentenceEnd => out.sentence_ends += 1,
            _ => {}
        }
        out.punctuation += 1;
    }
}

/// What a character outside ASCII says and its length in bytes, if that is all there is to know of it; of a letter, that it begins
/// a word.
#[inline(never)]
fn outside_ascii(text: &str, at: usize, before: &Before) -> Option<(Sign, usize)> {
    let c = text[at..].chars().next()?;
    let prev = before_char(text, at, before);
    let seen = Seen::of(c);
    let sign = match (seen.simple, seen.class) {
        // Where a word goes on with a letter, it was taken there, if it can be.
        _ if seen.is_accented() && (at == 0 || !prev.is_alphanumeric()) => Sign::Letter,
        (Simple::Separator, Class::White) => Sign::White,
        (Simple::Separator, Class::Symbol) => Sign::Symbol,
        (Simple::Separator, Class::Punct) => match c {
            '’' => Sign::Apostrophe,
            '｜' | '·' | '•' | '・' => Sign::Separator,
            // Looks back to a control or an ornament, or waits for its other half.
            '【' | '】' | '（' => return None,
            _ if is_clause_punct(c) => return None,
            _ if ends_sentence(c) && !ends_sentence(prev) && prev != '.' => Sign::SentenceEnd,
            _ => Sign::Nothing,
        },
        _ => return None,
    };
    Some((sign, c.len_utf8()))
}

/// What the sign at `at` says, seen what is before and after it, if that is all there is to know.
#[inline(never)]
fn explain(text: &str, at: usize, prev: char) -> Option<Sign> {
    let rest = &text[at + 1..];
    let next = rest.as_bytes().first().copied();
    let act = next.map_or(Act::White, |b| ACTS[b as usize]);
    if act == Act::Hard || act == Act::Other && other_after(rest).is_none() {
        return None;
    }
    let open = !ends_sentence(prev) && prev != '.';
    let says = |so, sign| Some(if so { sign } else { Sign::Nothing });
    match text.as_bytes()[at] {
        b'!' | b'?' => says(open, Sign::SentenceEnd),
        b',' => says(!(prev.is_ascii_digit() && act == Act::Digit), Sign::Separator),
        b'-' | b'_' | b'/' => {
            let inside = prev.is_ascii_alphanumeric() && matches!(act, Act::Letter | Act::Digit);
            says(!inside, Sign::Separator)
        }
        b'|' => Some(Sign::Separator),
        b'.' => {
            // `1.5`, `example.com`: the end of the label tells.
            let goes_on = matches!(act, Act::Letter | Act::Digit) || matches!(next, Some(b'-' | b'_'));
            if goes_on && prev.is_ascii_alphanumeric() {
                return None;
            }
            says(open && closes_sentence(rest)?, Sign::SentenceEnd)
        }
        _ => Some(Sign::Apostrophe),
    }
}

/// Whether a full stop ends a sentence that this follows; nothing if that cannot be told here.
#[inline]
fn closes_sentence(rest: &str) -> Option<bool> {
    let Some(at) = rest.bytes().position(|b| b != b'.') else { return Some(true) };
    let next = rest.as_bytes()[at];
    match ACTS[next as usize] {
        Act::Hard => None,
        Act::Other => {
            let (c, class) = other_after(&rest[at..])?;
            let closes = class == Class::White || matches!(c, '”' | '’' | '»') || ends_sentence(c);
            Some(closes || matches!(class, Class::Han | Class::Kana))
        }
        Act::White => Some(true),
        _ => Some(matches!(next, b'"' | b'\'' | b')' | b'<' | b'!' | b'?')),
    }
}

/// The character outside ASCII that a sign is followed by, and its class, unless it takes a closer look.
fn other_after(rest: &str) -> Option<(char, Class)> {
    let c = rest.chars().next()?;
    let seen = Seen::of(c);
    (seen.simple != Simple::Other).then_some((c, seen.class))
}
