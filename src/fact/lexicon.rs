//! Spam vocabulary: terms by category, all matched in one pass over folded text.
//!
//! The lists are `data/lexicon/<category>.csv`, embedded. Terms are written by hand from general
//! knowledge; see `data/lexicon/README.md`. Terms and text are folded alike ([`super::fold`]), so a
//! term is written once, in its ordinary spelling.
use super::fold::Folder;
use std::sync::LazyLock;

mod ahead;
mod list;
mod matcher;
mod starts;
mod trie;

pub use matcher::Matcher;
pub(super) use starts::FIRST;

use starts::Starts;
use trie::Trie;

macro_rules! categories {
    ($($(#[$doc:meta])* $variant:ident $name:literal),* $(,)?) => {
        /// What a term is about.
        #[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
        #[repr(u8)]
        pub enum Category { $($(#[$doc])* $variant),* }

        impl Category {
            /// All categories, in index order.
            pub const ALL: &'static [Category] = &[$(Category::$variant),*];
            /// How many there are.
            pub const COUNT: usize = Category::ALL.len();

            /// The name: of the file, of feature columns.
            pub fn name(self) -> &'static str {
                match self { $(Category::$variant => $name),* }
            }
        }

        const FILES: [(Category, &str); Category::COUNT] =
            [$((Category::$variant, include_str!(concat!("../../data/lexicon/", $name, ".csv")))),*];
    };
}

categories! {
    /// Casinos, slots, lotteries, betting.
    Gambling "gambling",
    /// Pornography, escorts.
    Adult "adult",
    /// Drugs sold without prescription.
    Pharma "pharma",
    /// Payday loans and their like.
    Finance "finance",
    /// Counterfeit goods and outlet phrases.
    Replica "replica",
    /// Essays written to order.
    Essay "essay",
    /// Link trade, cracked programs, pirated films, private game servers.
    WarezSeo "warez_seo",
    /// Template and widget credits: evidence of an honest, if grey, link.
    Credit "credit",
    /// Names of messengers, which a handle follows.
    Contact "contact",
}

impl Category {
    /// Position in the count arrays.
    pub fn index(self) -> usize {
        self as usize
    }

    /// Whether its terms speak for spam. Credits and messenger names do not by themselves.
    pub fn is_spam(self) -> bool {
        !matches!(self, Category::Credit | Category::Contact)
    }
}

/// How often terms of each category occur. Additive over texts that end at a word boundary.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Hits {
    /// Terms found, per category; of overlapping terms of one category only the first to end counts.
    pub all: [u32; Category::COUNT],
    /// Those of `all` whose term has hardly an everyday use (weight 2).
    pub strong: [u32; Category::COUNT],
    /// Terms of spam categories that only folding made readable (look-alikes, split words, …).
    pub disguised: u32,
}

impl Hits {
    /// Terms found in the spam categories together.
    pub fn spam(&self) -> u32 {
        Category::ALL.iter().filter(|c| c.is_spam()).map(|c| self.all[c.index()]).sum()
    }

    /// Those of [`Hits::spam`] with weight 2.
    pub fn strong_spam(&self) -> u32 {
        Category::ALL.iter().filter(|c| c.is_spam()).map(|c| self.strong[c.index()]).sum()
    }
}

/// Why a lexicon file was refused.
#[derive(Debug, thiserror::Error)]
#[error("lexicon {category}, line {line}: {problem}")]
pub struct LexiconError {
    /// File name without extension.
    pub category: &'static str,
    /// Line, from 1.
    pub line: u64,
    /// What is wrong and what would be right.
    pub problem: String,
}

#[derive(Clone, Copy)]
struct Term {
    category: Category,
    strong: bool,
    /// Length of the pattern in folded bytes, boundary blanks included.
    len: u32,
    /// Whether the pattern ends in a boundary blank, which the next term may share.
    shared: u32,
}

/// All terms, compiled.
pub struct Lexicon {
    trie: Trie,
    terms: Vec<Term>,
    /// Node after a blank: the start of a text.
    blank: u32,
    starts: Starts,
}

impl Lexicon {
    /// The lexicon built into the program.
    pub fn builtin() -> &'static Lexicon {
        static BUILTIN: LazyLock<Lexicon> =
            LazyLock::new(|| Lexicon::from_csv(FILES).expect("embedded lists are tested"));
        &BUILTIN
    }

    /// Compiles lists in the format of `data/lexicon/README.md`.
    pub fn from_csv<'a>(
        files: impl IntoIterator<Item = (Category, &'a str)>,
    ) -> Result<Lexicon, LexiconError> {
        let files: Vec<_> = files.into_iter().collect();
        // Two thirds of a list are languages, weights, and beginnings that terms share.
        let chars = files.iter().map(|(_, text)| text.len()).sum::<usize>() / 3;
        let mut trie = Trie::with_capacity(chars);
        let mut starts = Starts::new();
        let mut terms = Vec::with_capacity(chars / 6);
        for (category, text) in files {
            list::read(category, text, |pattern, term| {
                trie.insert(pattern);
                starts.add(pattern);
                terms.push(term);
            })?;
        }
        trie.link();
        let blank = trie.step(trie::ROOT, u32::from(b' '));
        Ok(Lexicon { trie, terms, blank, starts })
    }

    /// How many terms there are.
    pub fn len(&self) -> usize {
        self.terms.len()
    }

    /// Whether there is no term.
    pub fn is_empty(&self) -> bool {
        self.terms.is_empty()
    }

    /// Terms in a text whose character references are decoded: an attribute value, a URL path.
    pub fn hits(&self, text: &str) -> Hits {
        let mut matcher = Matcher::new(self);
        let mut folder = Folder::new();
        for c in text.chars() {
            folder.push(c, &mut matcher);
        }
        folder.finish(&mut matcher);
        matcher.hits
    }
}

#[cfg(test)]
mod tests;
