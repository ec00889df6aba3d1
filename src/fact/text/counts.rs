//! The counts of a text, and their sums and differences.
use super::super::chars::Class;
use super::super::lexicon::{Category, Hits};

/// Buckets of the character histogram.
pub const HIST: usize = 64;

macro_rules! counts {
    ($($(#[$doc:meta])* $name:ident),* $(,)?) => {
        /// What was counted in a text. Every field is a number of occurrences.
        #[derive(Clone, Copy, Debug, PartialEq, Eq)]
        pub struct TextCounts {
            $($(#[$doc])* pub $name: u32,)*
            /// Characters by hash: Chinese, kana and hangul one by one, letters of other scripts in
            /// pairs within a word (lower-case). Bucket: the top six bits of `key × 0x9E3779B1`
            /// (mod 2³²), key the code point, or `first × 0x10001 ^ second` for a pair.
            pub hist: [u32; HIST],
            /// Lexicon terms per category ([`Category::index`]).
            pub hits: [u32; Category::COUNT],
            /// Those with hardly an everyday use.
            pub strong: [u32; Category::COUNT],
        }

        impl Default for TextCounts {
            fn default() -> Self {
                TextCounts { $($name: 0,)* hist: [0; HIST], hits: [0; Category::COUNT], strong: [0; Category::COUNT] }
            }
        }

        impl TextCounts {
            #[inline]
            fn zip(&mut self, other: &TextCounts, op: impl Fn(u32, u32) -> u32) {
                $(self.$name = op(self.$name, other.$name);)*
                let arrays = [
                    (&mut self.hist[..], &other.hist[..]),
                    (&mut self.hits[..], &other.hits[..]),
                    (&mut self.strong[..], &other.strong[..]),
                ];
                for (mine, theirs) in arrays {
                    mine.iter_mut().zip(theirs).for_each(|(a, &b)| *a = op(*a, b));
                }
            }
        }
    };
}

counts! {
    /// Bytes of the source.
    bytes,
    /// Bytes of the source that are not white space; a reference to a blank is blank.
    ink,
    /// Characters after decoding, white space apart.
    chars,
    /// Words of scripts that put blanks between them; digits and apostrophes continue a word.
    words,
    /// Chinese characters.
    han,
    /// Hiragana and katakana.
    kana,
    /// Hangul syllables.
    hangul,
    /// Cyrillic letters.
    cyrillic,
    /// Latin letters.
    latin,
    /// Arabic letters.
    arabic,
    /// Thai letters.
    thai,
    /// Letters of other scripts.
    other_letters,
    /// Latin capitals.
    upper_latin,
    /// Capitals of other scripts.
    upper_other,
    /// Digits of any script.
    digits,
    /// Punctuation.
    punctuation,
    /// Signs, ornaments, emoji.
    symbols,
    /// Ends of sentences: a run of `! ? 。 …` once, a full stop when a blank or the end follows.
    sentence_ends,
    /// Signs that set list items apart: `,，、|｜·•・` outside numbers, `_-/` outside ASCII words.
    separators,
    /// Numeric character references.
    entities,
    /// Those for an ASCII letter or digit, which honest pages write as it is. Punctuation does not
    /// count: template engines escape quotes, braces and at-signs.
    ascii_entities,
    /// Those for half a surrogate pair: the mark of a kit that splits UTF-16 units.
    surrogate_entities,
    /// Control characters U+0005 to U+0011 that are not white space.
    controls,
    /// Of those, the ones right before Chinese clause punctuation.
    control_before_punct,
    /// Ornaments right before Chinese clause punctuation (technique T08).
    ornament_before_punct,
    /// Zero-width characters right after a Latin, Cyrillic or Chinese character, kana or digit.
    /// Persian and Indic joiners, emoji sequences and soft hyphens are honest and do not count.
    zero_width,
    /// Full-width letters and digits. Full-width punctuation is ordinary Chinese.
    fullwidth,
    /// Chinese characters followed by their toned pinyin in parentheses: 產(chǎn).
    pinyin_parens,
    /// Pairs of 【 and 】.
    brackets,
    /// Domain names spelled in the text, with or without a scheme; mail addresses are not.
    domain_words,
    /// Messenger names with a number or @name after them.
    handles,
    /// Markdown links: `](http`.
    markdown_links,
    /// Bulletin-board links: `[url=` and `[link=`.
    bbcode_links,
    /// Spam terms that only folding made readable.
    disguised_hits,
}

impl TextCounts {
    /// Adds another text's counts.
    pub fn add(&mut self, other: &TextCounts) {
        self.zip(other, u32::saturating_add);
    }

    /// Takes a part's counts away; what is not there stays at zero.
    pub fn sub(&mut self, part: &TextCounts) {
        self.zip(part, u32::saturating_sub);
    }

    /// As [`TextCounts::sub`], for a part that is known to be there.
    #[inline]
    pub fn take(&mut self, part: &TextCounts) {
        self.zip(part, |all, some| {
            debug_assert!(some <= all, "a part is no more than the whole");
            all.wrapping_sub(some)
        });
    }

    /// Adds the terms found in a text.
    pub(super) fn find(&mut self, found: &Hits) {
        self.hits.iter_mut().zip(&found.all).for_each(|(sum, n)| *sum += n);
        self.strong.iter_mut().zip(&found.strong).for_each(|(sum, n)| *sum += n);
        self.disguised_hits += found.disguised;
    }

    /// Takes away the terms found in the text that was counted last: all that is said of them by category.
    pub fn forget(&mut self, found: &Hits) {
        self.hits.iter_mut().zip(&found.all).for_each(|(sum, n)| *sum -= n);
        self.strong.iter_mut().zip(&found.strong).for_each(|(sum, n)| *sum -= n);
    }

    /// Letters of all scripts.
    pub fn letters(&self) -> u32 {
        Script::ALL.iter().fold(0, |sum: u32, &s| sum.saturating_add(self.script(s)))
    }

    /// Letters of one script.
    pub fn script(&self, script: Script) -> u32 {
        match script {
            Script::Latin => self.latin,
            Script::Cyrillic => self.cyrillic,
            Script::Arabic => self.arabic,
            Script::Han => self.han,
            Script::Kana => self.kana,
            Script::Hangul => self.hangul,
            Script::Thai => self.thai,
            Script::Other => self.other_letters,
        }
    }

    pub(super) fn count_letter(&mut self, class: Class) {
        match class {
            Class::Latin => self.latin += 1,
            Class::Cyrillic => self.cyrillic += 1,
            Class::Arabic => self.arabic += 1,
            Class::Han => self.han += 1,
            Class::Kana => self.kana += 1,
            Class::Hangul => self.hangul += 1,
            Class::Thai => self.thai += 1,
            Class::Letter => self.other_letters += 1,
            _ => {}
        }
    }
}

/// A script that letters are counted by.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[expect(missing_docs, reason = "each is the script of that name")]
pub enum Script {
    Latin,
    Cyrillic,
    Arabic,
    Han,
    Kana,
    Hangul,
    Thai,
    Other,
}

impl Script {
    /// All scripts, in column order.
    pub const ALL: [Script; 8] = [
        Script::Latin,
        Script::Cyrillic,
        Script::Arabic,
        Script::Han,
        Script::Kana,
        Script::Hangul,
        Script::Thai,
        Script::Other,
    ];
}

/// Bucket of a character or pair of characters.
#[inline]
pub(super) const fn bucket(key: u32) -> usize {
    (key.wrapping_mul(0x9E37_79B1) >> 26) as usize
}

/// Key of a pair of letters.
#[inline]
pub(super) const fn pair(first: u32, second: u32) -> u32 {
    first.wrapping_mul(0x1_0001) ^ second
}
