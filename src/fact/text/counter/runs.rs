//! Words and runs of characters outside ASCII that no term of the lexicon begins with: all that is done with them is to count.
use super::super::super::chars::Class;
use super::super::super::fold::Simple;
use super::super::super::lexicon::FIRST;
use super::super::counts::{bucket, pair};
use super::super::seen::Seen;
use super::Counter;

impl Counter<'_, '_> {
    /// Counts the run of characters without spaces or the word that `text` begins with, if nothing waits for it and no term
    /// can begin in it; its length in bytes, 0 if it takes a closer look.
    pub(in super::super) fn run(&mut self, text: &str) -> usize {
        if self.watching || !self.folder.at_rest() || !self.matcher.at_rest() {
            return 0;
        }
        let len = self.unspaced(text);
        if len > 0 {
            return len;
        }
        if self.folder.between_words()
            && let Some(len) = self.plain_word(text)
        {
            self.count_word(&text[..len]);
            self.folder.passed_word();
            self.matcher.passed(len);
            return len;
        }
        0
    }

    /// Counts the characters of scripts without spaces that `text` begins with, up to one that a term begins with; their
    /// length in bytes.
    fn unspaced(&mut self, text: &str) -> usize {
        let (mut len, mut count) = (0, 0);
        while let Some(c) = text[len..].chars().next() {
            let seen = Seen::of(c);
            let Simple::Unspaced(folded) = seen.simple else { break };
            let end = len + c.len_utf8();
            // What an inserted sign disguises is a term, if anything.
            if self.matcher.may_begin(folded) && self.may_go_on(folded, &text[end..]) {
                break;
            }
            match seen.class {
                Class::Han => {
                    self.out.han += 1;
                    self.out.hist[bucket(c as u32)] += 1;
                    self.end_word();
                }
                _ => self.visible(c, seen.class, seen.lower),
            }
            (self.prev, self.prev_class) = (c, seen.class);
            len = end;
            count += 1;
        }
        if count > 0 {
            self.out.ink += len as u32;
            self.out.chars += count;
            self.folder.passed_unspaced(count);
            self.matcher.passed(len);
        }
        len
    }

    /// Whether a term may begin with this character, seen what follows it.
    fn may_go_on(&self, first: char, rest: &str) -> bool {
        match rest.chars().next().filter(|c| !c.is_ascii()).map(|c| Seen::of(c).simple) {
            Some(Simple::Unspaced(second)) => self.matcher.may_begin_pair(first, second),
            // Hidden or inserted characters may stand in the middle of a term.
            _ => true,
        }
    }

    /// Length of the word that `text` begins with, in bytes, if no term begins with it, it is of one script, and what follows it
    /// is no part of it.
    fn plain_word(&self, text: &str) -> Option<usize> {
        let mut first = [' '; FIRST];
        let mut letters = 0;
        let mut len = 0;
        for c in text.chars() {
            let folded = match c {
                'a'..='z' | 'A'..='Z' => c.to_ascii_lowercase(),
                '&' | '0'..='9' => return None,
                ' '..='~' | '\t' | '\n' | '\r' | '\x0C' => break,
                '\0'..='\x7F' => return None,
                _ => match Seen::of(c).simple {
                    Simple::Letter(folded) => folded,
                    Simple::Separator | Simple::Unspaced(_) => break,
                    Simple::Other => return None,
                },
            };
            // Letters of ASCII and others may pass for one another.
            if letters > 0 && folded.is_ascii() != first[0].is_ascii() {
                return None;
            }
            if letters < FIRST {
                first[letters] = folded;
            }
            letters += 1;
            len += c.len_utf8();
        }
        (letters > 0 && !self.matcher.may_begin_word(&first)).then_some(len)
    }

    /// Counts a word.
    fn count_word(&mut self, word: &str) {
        let out = &mut *self.out;
        for c in word.chars() {
            let (class, lower) = if c.is_ascii() {
                (Class::Latin, c.to_ascii_lowercase())
            } else {
                let seen = Seen::of(c);
                (seen.class, seen.lower)
            };
            out.count_letter(class);
            out.chars += 1;
            if lower != c {
                *if class == Class::Latin { &mut out.upper_latin } else { &mut out.upper_other } += 1;
            }
            if self.letter != 0 {
                out.hist[bucket(pair(self.letter, lower as u32))] += 1;
            }
            self.letter = lower as u32;
            (self.prev, self.prev_class) = (c, class);
        }
        out.ink += word.len() as u32;
        out.words += u32::from(!self.in_word);
        self.in_word = true;
    }
}
