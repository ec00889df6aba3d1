//! The lexicon at work on one text.
use super::super::fold::FoldSink;
use super::starts::FIRST;
use super::trie::ROOT;
use super::{Category, Hits, Lexicon};

/// The lexicon at work on one text: feed it folded text, read the hits.
pub struct Matcher<'l> {
    lexicon: &'l Lexicon,
    /// Node of the trie.
    state: u32,
    /// Folded bytes seen.
    at: u32,
    /// Position of the last disguise, one past; 0 before any.
    disguised_at: u32,
    /// Some term was found.
    any: bool,
    /// Per category: end of the last counted term.
    last: [u32; Category::COUNT],
    /// A bit per category: whether that term was strong.
    last_strong: u16,
    /// What was found so far.
    pub hits: Hits,
}

impl<'l> Matcher<'l> {
    /// A matcher at the start of a text.
    pub fn new(lexicon: &'l Lexicon) -> Self {
        Matcher {
            lexicon,
            state: lexicon.blank,
            at: 1,
            disguised_at: 0,
            any: false,
            last: [0; Category::COUNT],
            last_strong: 0,
            hits: Hits::default(),
        }
    }

    /// The hits, if there are any.
    #[inline]
    pub(in crate::fact) fn found(&self) -> Option<&Hits> {
        self.any.then_some(&self.hits)
    }

    /// The lexicon at work.
    #[inline]
    pub(in crate::fact) fn lexicon(&self) -> &'l Lexicon {
        self.lexicon
    }

    /// Whether no term is begun.
    #[inline]
    pub(in crate::fact) fn at_rest(&self) -> bool {
        self.state == ROOT || self.state == self.lexicon.blank
    }

    /// From rest, words passed that [no term begins with](Lexicon::may_begin), so many bytes of the source. In folded text they
    /// may be more or fewer: of positions only the order matters, and no term found after these began before them.
    #[inline]
    pub(in crate::fact) fn passed(&mut self, bytes: usize) {
        self.skip(bytes);
        self.state = ROOT;
    }

    /// From rest, whether a term may begin with this character of a script without spaces.
    #[inline]
    pub(in crate::fact) fn may_begin(&self, c: char) -> bool {
        self.lexicon.starts.may_begin(c)
    }

    /// As [`Matcher::may_begin`], with the next one, of such a script too.
    #[inline]
    pub(in crate::fact) fn may_begin_pair(&self, first: char, second: char) -> bool {
        self.lexicon.starts.may_begin_pair(first, second)
    }

    /// From rest, whether a term may begin with the word whose first letters these are in folded text, blanks after them if it
    /// has fewer: all of ASCII or none.
    #[inline]
    pub(in crate::fact) fn may_begin_word(&self, first: &[char; FIRST]) -> bool {
        if first[0].is_ascii() {
            let ascii = first.map(|c| c as u8);
            let letters = ascii.iter().take_while(|b| **b != b' ').count();
            return self.lexicon.starts.may_begin_word(&ascii[..letters], letters < FIRST);
        }
        self.lexicon.starts.may_begin_first(first)
    }

    /// Takes ASCII letters of a word: all of them, or as many as it takes to find a messenger's name; how many.
    /// `ends` tells that the word has no further letter or digit.
    #[inline]
    pub(in crate::fact) fn letters(&mut self, letters: &[u8], ends: bool) -> usize {
        let lexicon = self.lexicon;
        // Back to the longest beginning that goes on with this letter.
        while self.state != ROOT && self.state != lexicon.blank {
            if lexicon.trie.child(self.state, u32::from(letters[0] | 0x20)).is_some() {
                return self.search(letters);
            }
            self.state = lexicon.trie.fail(self.state);
        }
        // No term begins inside a word: what is left of an ASCII word after a miss cannot match.
        if self.state == lexicon.blank && self.state != ROOT {
            if lexicon.starts.may_begin_word(letters, ends) {
                return self.search(letters);
            }
            self.state = ROOT;
        }
        self.skip(letters.len());
        letters.len()
    }

    fn search(&mut self, letters: &[u8]) -> usize {
        let contacts = self.hits.all[Category::Contact as usize];
        for (index, &b) in letters.iter().enumerate() {
            self.at = self.at.saturating_add(1);
            self.step(u32::from(b | 0x20));
            if self.state == ROOT {
                self.skip(letters.len() - index - 1);
                break;
            }
            if self.hits.all[Category::Contact as usize] != contacts {
                return index + 1;
            }
        }
        letters.len()
    }

    #[inline]
    fn skip(&mut self, bytes: usize) {
        self.at = self.at.saturating_add(bytes as u32);
    }

    /// Takes a character whose bytes are counted already.
    #[inline]
    fn step(&mut self, label: u32) {
        self.state = self.lexicon.trie.step(self.state, label);
        if self.lexicon.trie.ends_term(self.state) {
            self.record();
        }
    }

    #[cold]
    fn record(&mut self) {
        self.any = true;
        let lexicon = self.lexicon;
        for term in lexicon.trie.terms(self.state) {
            let term = lexicon.terms[term];
            let (c, start) = (term.category.index(), self.at.saturating_sub(term.len));
            let bit = u16::from(term.strong) << c;
            if start < self.last[c] {
                // `casino online` within `best casino online`: one find, as strong as its strongest.
                self.hits.strong[c] += u32::from(bit & !self.last_strong != 0);
                self.last_strong |= bit;
                continue;
            }
            self.hits.all[c] += 1;
            self.hits.strong[c] += u32::from(term.strong);
            self.hits.disguised += u32::from(term.category.is_spam() && self.disguised_at > start);
            self.last[c] = self.at - term.shared;
            self.last_strong = self.last_strong & !(1 << c) | bit;
        }
    }
}

impl FoldSink for Matcher<'_> {
    #[inline]
    fn byte(&mut self, b: u8) {
        self.at = self.at.saturating_add(1);
        if self.state == ROOT {
            // Terms begin after a blank, or with a character of a script without blanks.
            if b == b' ' {
                self.state = self.lexicon.blank;
            }
            return;
        }
        self.step(u32::from(b));
    }

    #[inline]
    fn spaced(&mut self, c: char) {
        self.skip(c.len_utf8());
        if self.state != ROOT {
            self.step(c as u32);
        }
    }

    #[inline]
    fn unspaced(&mut self, c: char) {
        self.skip(c.len_utf8());
        let nothing_yet = self.state == ROOT || self.state == self.lexicon.blank;
        if nothing_yet && !self.lexicon.starts.may_begin(c) {
            self.state = ROOT;
            return;
        }
        self.step(c as u32);
    }

    fn disguise(&mut self) {
        self.disguised_at = self.at.saturating_add(1);
    }
}
