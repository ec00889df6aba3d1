//! Whether a term begins with the next word of a text, told by looking ahead in its bytes.
use super::super::chars::{Class, ascii_class};
use super::Lexicon;

impl Lexicon {
    /// Whether a term may begin with the word that `text` goes on with: ASCII letters and digits after a blank.
    ///
    /// The answer no is certain, also of terms of several words. The answer yes may be too careful: where a term could only
    /// be told by what a character reference or a character outside ASCII stands for.
    #[inline]
    pub(in crate::fact) fn may_begin(&self, text: &[u8]) -> bool {
        self.starts.may_begin_text(text) && self.begins(text)
    }

    /// Follows the text, folded, as far as some term goes: the links back to shorter beginnings need not be followed, as
    /// no term begins inside an ASCII word, and those that begin with a later word are asked for there.
    #[inline(never)]
    fn begins(&self, text: &[u8]) -> bool {
        let mut node = self.blank;
        let mut in_word = true;
        for &b in text {
            let label = match ascii_class(b) {
                _ if b >= 0x80 || b == b'&' => return true,
                Class::Control => return true,
                Class::Latin => b | 0x20,
                Class::Digit => b,
                _ if in_word => b' ',
                _ => continue,
            };
            in_word = label != b' ';
            match self.trie.child(node, u32::from(label)) {
                Some(child) => node = child,
                None => return false,
            }
            if self.trie.ends_term(node) {
                return true;
            }
        }
        // The end of a text is a blank after its last word.
        in_word && self.trie.child(node, u32::from(b' ')).is_some_and(|end| self.trie.ends_term(end))
    }
}
