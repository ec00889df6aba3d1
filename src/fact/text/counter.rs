//! The state that characters of one token are counted with.
use super::super::chars::{Class, ascii_class, ends_sentence, is_clause_punct};
use super::super::fold::Folder;
use super::super::lexicon::{Category, Hits, Lexicon, Matcher};
use super::counts::{TextCounts, bucket, pair};
use super::pattern::{Domain, Handle, LinkOpener, Markup, Pinyin};
use super::plain::{self, After, Before, End};
use super::seen::Seen;

mod runs;

/// Counts one token, character by character; [`Counter::finish`] ends it.
pub(super) struct Counter<'l, 'o> {
    out: &'o mut TextCounts,
    folder: Folder,
    matcher: Matcher<'l>,
    /// The last character that takes room; a blank at the start.
    prev: char,
    prev_class: Class,
    /// Lower-case letter before, for pairs; 0 outside a word.
    letter: u32,
    in_word: bool,
    /// A full stop, or a separator after an ASCII word, waits for what follows.
    stop: bool,
    separator: bool,
    bracket: bool,
    /// Some shape below is being followed: the next character must be shown to it.
    watching: bool,
    pinyin: Pinyin,
    opener: LinkOpener,
    domain: Domain,
    handle: Handle,
    contacts: u32,
    /// Since an at-sign, only letters, digits and `_` came.
    after_at: bool,
}

impl<'l, 'o> Counter<'l, 'o> {
    pub(super) fn new(lexicon: &'l Lexicon, out: &'o mut TextCounts) -> Self {
        Counter {
            out,
            folder: Folder::new(),
            matcher: Matcher::new(lexicon),
            prev: ' ',
            prev_class: Class::White,
            letter: 0,
            in_word: false,
            stop: false,
            separator: false,
            bracket: false,
            watching: false,
            pinyin: Pinyin::default(),
            opener: LinkOpener::default(),
            domain: Domain::default(),
            handle: Handle::default(),
            contacts: 0,
            after_at: false,
        }
    }

    /// Counts the plain part that the rest of a text begins with, if a word may begin here and nothing waits for it; its
    /// length in bytes.
    #[inline]
    pub(super) fn plain(&mut self, text: &str) -> usize {
        // Where the matcher rests, no messenger's name is about to be found either. A letter before pairs with the next one,
        // also where folding makes it the end of a word (`ŀ`).
        let at_rest = self.letter == 0
            && !self.watching
            && !self.after_at
            && self.folder.between_words()
            && self.matcher.at_rest();
        if !at_rest {
            return 0;
        }
        let before = Before { prev: self.prev, in_word: self.in_word };
        let after = plain::count(text, before, self.matcher.lexicon(), self.out);
        self.passed(&text[..after.len], &after);
        after.len
    }

    /// Takes over after a plain part, or goes on after it.
    pub(super) fn passed(&mut self, plain: &str, after: &After) {
        let Some(end) = End::of(plain) else { return };
        (self.prev, self.prev_class, self.letter) = (end.last, end.class, end.letter);
        self.in_word = after.in_word;
        self.folder.passed(end.word, end.inside);
        if end.word.is_some() {
            self.matcher.passed(after.len);
        }
    }

    /// One ASCII byte of the source.
    #[inline]
    pub(super) fn ascii(&mut self, b: u8) {
        let kind = ascii_class(b);
        let c = b as char;
        if self.watching {
            self.watch(c, kind);
        }
        match kind {
            Class::Latin => {
                self.out.latin += 1;
                self.out.upper_latin += u32::from(b.is_ascii_uppercase());
                self.word_letter(u32::from(b | 0x20));
            }
            Class::White => {
                self.end_word();
                self.after_at = false;
                self.folder.push_ascii(b, &mut self.matcher);
                self.prev = c;
                self.prev_class = kind;
                return self.follow();
            }
            Class::Digit => {
                self.out.digits += 1;
                self.letter = 0;
            }
            _ => self.sign(c, kind),
        }
        self.out.ink += 1;
        self.out.chars += 1;
        if matches!(kind, Class::Punct | Class::Symbol) {
            self.folder.push_separator(b, &mut self.matcher);
        } else {
            self.folder.push_ascii(b, &mut self.matcher);
        }
        self.prev = c;
        self.prev_class = kind;
        self.follow();
    }

    /// A word of ASCII letters that `text` begins with, or as much of it as needs no closer look; how many bytes it took.
    #[inline]
    pub(super) fn word(&mut self, text: &[u8]) -> usize {
        // The blank before the word may complete a messenger's name, which `ascii` then sees.
        if self.watching || !self.folder.begin_word(&mut self.matcher) || self.named_contact() {
            self.ascii(text[0]);
            return 1;
        }
        self.folder.took_letters();
        let len = self.letters(text);
        let took = self.matcher.letters(&text[..len], ends_word(text.get(len)));
        if self.named_contact() {
            self.take_back(&text[took - 1..len]);
            self.follow();
        }
        took
    }

    /// Counts the ASCII letters that `text` begins with, at least one; how many.
    #[inline]
    fn letters(&mut self, text: &[u8]) -> usize {
        let out = &mut *self.out;
        let mut last = text[0];
        let mut before = u32::from(last | 0x20);
        if self.letter != 0 {
            out.hist[bucket(pair(self.letter, before))] += 1;
        }
        let mut upper = u32::from(last < b'a');
        let mut len = 1;
        while let Some(&b) = text.get(len) {
            let letter = b | 0x20;
            if !letter.is_ascii_lowercase() {
                break;
            }
            let letter = u32::from(letter);
            out.hist[bucket(pair(before, letter))] += 1;
            upper += u32::from(b < b'a');
            before = letter;
            last = b;
            len += 1;
        }
        let n = len as u32;
        out.latin += n;
        out.ink += n;
        out.chars += n;
        out.upper_latin += upper;
        out.words += u32::from(!self.in_word);
        self.in_word = true;
        self.letter = before;
        self.prev = char::from(last);
        self.prev_class = Class::Latin;
        len
    }

    /// Undoes the counting of all but the first of these letters of one word.
    #[cold]
    fn take_back(&mut self, letters: &[u8]) {
        let lower = |b: u8| u32::from(b | 0x20);
        for two in letters.windows(2) {
            self.out.latin -= 1;
            self.out.ink -= 1;
            self.out.chars -= 1;
            self.out.upper_latin -= u32::from(two[1].is_ascii_uppercase());
            self.out.hist[bucket(pair(lower(two[0]), lower(two[1])))] -= 1;
        }
        self.letter = lower(letters[0]);
        self.prev = char::from(letters[0]);
    }

    /// A run of white space: beyond two of it, only the last one says something.
    #[inline]
    pub(super) fn white(&mut self, run: &[u8]) {
        if self.watching {
            return run.iter().for_each(|&b| self.ascii(b));
        }
        self.folder.push_white(run, &mut self.matcher);
        self.end_word();
        self.after_at = false;
        self.prev = char::from(run[run.len() - 1]);
        self.prev_class = Class::White;
        self.follow();
    }

    /// A sign of ASCII that only has to be counted, if nothing waits for it.
    #[inline]
    pub(super) fn plain_sign(&mut self, b: u8) {
        if self.watching {
            return self.ascii(b);
        }
        let kind = ascii_class(b);
        *if kind == Class::Symbol { &mut self.out.symbols } else { &mut self.out.punctuation } += 1;
        self.out.ink += 1;
        self.out.chars += 1;
        self.end_word();
        self.after_at = false;
        self.folder.push_separator(b, &mut self.matcher);
        self.prev = char::from(b);
        self.prev_class = kind;
        self.follow();
    }

    /// A character outside ASCII, of `source` bytes.
    pub(super) fn other(&mut self, c: char, source: u32) {
        let Seen { class: kind, lower, .. } = Seen::of(c);
        if kind == Class::ZeroWidth {
            return self.zero_width(c, source);
        }
        if self.watching {
            self.watch(c, kind);
        }
        if kind == Class::White {
            self.letter = 0;
            self.in_word = false;
        } else {
            self.out.ink += source;
            self.out.chars += 1;
            self.visible(c, kind, lower);
        }
        self.folder.push(c, &mut self.matcher);
        self.prev = c;
        self.prev_class = kind;
        self.follow();
    }

    #[inline]
    fn visible(&mut self, c: char, kind: Class, lower: char) {
        self.out.count_letter(kind);
        match kind {
            Class::Han | Class::Kana => {
                self.end_word();
                self.out.hist[bucket(c as u32)] += 1;
            }
            Class::Hangul => {
                self.out.hist[bucket(c as u32)] += 1;
                self.word_letter(0);
            }
            // Thai has no blanks between words: pairs, but no words.
            Class::Thai => {
                if self.letter != 0 {
                    self.out.hist[bucket(pair(self.letter, c as u32))] += 1;
                }
                self.in_word = false;
                self.letter = c as u32;
            }
            Class::Digit => {
                self.out.digits += 1;
                self.letter = 0;
            }
            Class::Mark => {}
            _ if kind.is_spaced_letter() => {
                if lower != c {
                    *if kind == Class::Latin {
                        &mut self.out.upper_latin
                    } else {
                        &mut self.out.upper_other
                    } += 1;
                }
                self.word_letter(lower as u32);
            }
            _ => self.sign(c, kind),
        }
        let styled = matches!(c as u32, 0xFF10..=0xFF19 | 0xFF21..=0xFF3A | 0xFF41..=0xFF5A);
        self.out.fullwidth += u32::from(styled);
    }

    /// A character that a reference of `source` bytes stands for.
    pub(super) fn decoded(&mut self, c: char, source: u32) {
        if c.is_ascii() {
            self.ascii(c as u8);
            if self.prev_class != Class::White {
                // `ascii` counted the one byte it knew of; later characters of a reference have none.
                self.out.ink = (self.out.ink + source).saturating_sub(1);
            }
        } else {
            self.other(c, source);
        }
    }

    /// A numeric reference to `value`, which decodes to `c`.
    pub(super) fn numeric_reference(&mut self, value: u32, c: char, source: u32) {
        self.out.entities += 1;
        self.out.ascii_entities += u32::from(c.is_ascii_alphanumeric());
        self.out.surrogate_entities += u32::from(matches!(value, 0xD800..=0xDFFF));
        self.decoded(c, source);
    }

    fn zero_width(&mut self, c: char, source: u32) {
        let counts = matches!(
            self.prev_class,
            Class::Latin | Class::Cyrillic | Class::Han | Class::Kana | Class::Digit
        );
        self.out.zero_width += u32::from(counts && c != '\u{ad}');
        self.out.ink += source;
        self.out.chars += 1;
        self.folder.push(c, &mut self.matcher);
    }

    /// A letter of a spaced script; `key` 0 leaves it out of the pairs.
    #[inline]
    fn word_letter(&mut self, key: u32) {
        if self.letter != 0 && key != 0 {
            self.out.hist[bucket(pair(self.letter, key))] += 1;
        }
        self.letter = key;
        if !self.in_word {
            self.out.words += 1;
            self.in_word = true;
        }
    }

    fn end_word(&mut self) {
        self.letter = 0;
        self.in_word = false;
    }

    /// Punctuation, symbols, controls.
    fn sign(&mut self, c: char, kind: Class) {
        match kind {
            Class::Control => self.out.controls += u32::from(matches!(c, '\u{5}'..='\u{11}')),
            Class::Symbol => self.out.symbols += 1,
            _ => self.out.punctuation += 1,
        }
        if is_clause_punct(c) {
            self.out.control_before_punct +=
                u32::from(matches!(self.prev, '\u{5}'..='\u{11}') && self.prev_class == Class::Control);
            self.out.ornament_before_punct += u32::from(self.prev_class == Class::Symbol);
        }
        self.after_at = c == '@' || (self.after_at && c == '_');
        let after_word = self.prev.is_ascii_alphanumeric();
        match c {
            '\'' | '’' if self.in_word => return self.letter = 0,
            '.' if !ends_sentence(self.prev) && self.prev != '.' => self.stop = true,
            ',' if self.prev.is_ascii_digit() => self.separator = true,
            '_' | '-' | '/' if after_word => self.separator = true,
            ',' | '，' | '、' | '|' | '｜' | '·' | '•' | '・' | '_' | '-' | '/' => {
                self.out.separators += 1
            }
            '【' => self.bracket = true,
            '】' => self.out.brackets += u32::from(std::mem::take(&mut self.bracket)),
            _ if ends_sentence(c) && !ends_sentence(self.prev) && self.prev != '.' => {
                self.out.sentence_ends += 1
            }
            _ => {}
        }
        self.begin_shapes(c);
        self.end_word();
    }

    fn begin_shapes(&mut self, c: char) {
        let after_word = self.prev.is_ascii_alphanumeric();
        match c {
            '(' | '（' if self.prev_class == Class::Han => self.pinyin.start(),
            '.' if after_word => self.domain.dot(),
            '@' if after_word || matches!(self.prev, '.' | '_' | '-') => self.domain.at_sign(),
            '[' | ']' if !self.opener.open() => {
                self.opener.push(c);
            }
            _ => {}
        }
        self.watching = self.stop
            || self.separator
            || self.pinyin.open()
            || self.domain.open()
            || self.opener.open()
            || self.handle.open();
    }

    /// Shows the next character to what waits for it, before it is counted itself.
    fn watch(&mut self, c: char, kind: Class) {
        if self.stop && c != '.' {
            self.stop = false;
            let closes = kind == Class::White || matches!(c, '"' | '\'' | ')' | ']' | '”' | '’' | '»' | '<');
            self.out.sentence_ends +=
                u32::from(closes || ends_sentence(c) || matches!(kind, Class::Han | Class::Kana));
        }
        if self.separator {
            self.separator = false;
            let inside = if self.prev == ',' { c.is_ascii_digit() } else { c.is_ascii_alphanumeric() };
            self.out.separators += u32::from(!inside);
        }
        if self.pinyin.open() {
            self.out.pinyin_parens += u32::from(self.pinyin.push(c));
        }
        if self.opener.open() {
            match self.opener.push(c) {
                Some(Markup::Markdown) => self.out.markdown_links += 1,
                Some(Markup::Bbcode) => self.out.bbcode_links += 1,
                None => {}
            }
        }
        // A further dot or at-sign is taken by `begin_shapes`, with what is known so far.
        if self.domain.open() && !(matches!(c, '.' | '@') && self.prev.is_ascii_alphanumeric()) {
            self.out.domain_words += u32::from(self.domain.push(c));
        }
        if self.handle.open() {
            self.out.handles += u32::from(self.handle.push(c));
        }
        self.watching =
            self.stop || self.pinyin.open() || self.domain.open() || self.opener.open() || self.handle.open();
    }

    /// The lexicon has seen a messenger's name that [`Counter::follow`] has not yet acted on.
    #[inline]
    fn named_contact(&self) -> bool {
        self.matcher.hits.all[Category::Contact as usize] != self.contacts
    }

    /// Opens the window for a handle when the lexicon has just seen a messenger's name.
    #[inline]
    fn follow(&mut self) {
        if self.named_contact() {
            self.contacts = self.matcher.hits.all[Category::Contact as usize];
            self.handle.start();
            // A whole-word name is known to be complete only when the next word has begun.
            if self.after_at {
                self.handle.push('@');
            }
            if self.prev.is_ascii_alphanumeric() {
                self.handle.push(self.prev);
            }
            self.watching = true;
        }
    }

    /// The token ends: what waited is settled. The terms found, if any.
    pub(super) fn finish(&mut self) -> Option<Hits> {
        self.out.sentence_ends += u32::from(self.stop);
        self.out.separators += u32::from(self.separator);
        self.out.domain_words += u32::from(self.domain.end());
        self.folder.finish(&mut self.matcher);
        let hits = self.matcher.found()?;
        self.out.find(hits);
        Some(*hits)
    }
}

/// Whether a word of ASCII letters is over, seen what follows it: a reference or a character outside ASCII may be a
/// letter, and a control is passed over.
#[inline]
fn ends_word(next: Option<&u8>) -> bool {
    next.is_none_or(|&b| !matches!(b, b'0'..=b'9' | b'&' | 0x80..) && ascii_class(b) != Class::Control)
}
