//! Whether a term begins with the next word of a text, told by looking ahead in its bytes.
use super::super::chars::{Class, ascii_class};
use super::Lexicon;
use super::starts::FOLDED;

/// What bytes are folded to: letters in lower case and digits, a blank for what separates words, 0 for what may be anything.
const FOLD: [u8; 256] = {
    let mut fold = [0; 256];
    let mut b = 0u8;
    while b < 128 {
        fold[b as usize] = match ascii_class(b) {
            _ if b == b'&' => 0,
            Class::Latin => b | 0x20,
            Class::Digit => b,
            Class::White | Class::Punct | Class::Symbol => b' ',
            // Controls are passed over, perhaps inside a word.
            _ => 0,
        };
        b += 1;
    }
    fold
};

impl Lexicon {
    /// Whether a term may begin with the word that `text` goes on with: ASCII letters and digits after a blank.
    ///
    /// The answer no is certain, also of terms of several words. The answer yes may be too careful: where a term could only
    /// be told by what a character reference or a character outside ASCII stands for.
    #[inline]
    pub(in crate::fact) fn may_begin(&self, text: &[u8]) -> bool {
        // Three words of four are told apart by their first letters, nearly all others by what comes next. The search itself
        // goes through tables that are rarely at hand.
        self.starts.may_begin_text(text) && self.goes_on(text) && self.begins(text)
    }

    /// Whether a term may begin with this word, told by the first bytes of the folded text.
    #[inline(never)]
    fn goes_on(&self, text: &[u8]) -> bool {
        let mut folded = [b' '; FOLDED];
        let mut len = 0;
        for &b in text {
            let label = FOLD[b as usize];
            if label == 0 {
                return true;
            }
            // One blank for all that stands between two words.
            if label == b' ' && folded[(len + FOLDED - 1) % FOLDED] == b' ' {
                continue;
            }
            folded[len] = label;
            len += 1;
            if len == FOLDED {
                break;
            }
        }
        // After the end of a text comes one blank. No term has two, so that the further ones make none.
        self.starts.may_begin_folded(folded)
    }

    /// Follows the folded text as far as some term goes. The links back to shorter beginnings need not be followed: no term
    /// begins inside an ASCII word, and those that begin with a later word are asked for there.
    #[inline(never)]
    fn begins(&self, text: &[u8]) -> bool {
        let mut node = self.blank;
        let mut blank = false;
        for &b in text {
            let label = FOLD[b as usize];
            if label == 0 {
                return true;
            }
            if label == b' ' && blank {
                continue;
            }
            blank = label == b' ';
            match self.trie.child(node, u32::from(label)) {
                Some(child) => node = child,
                None => return false,
            }
            if self.trie.ends_term(node) {
                return true;
            }
        }
        // The end of a text is a blank after its last word.
        !blank && self.trie.child(node, u32::from(b' ')).is_some_and(|end| self.trie.ends_term(end))
    }
}
