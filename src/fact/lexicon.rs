//! Spam vocabulary: terms by category, all matched in one pass over folded text.
//!
//! The lists are `data/lexicon/<category>.csv`, embedded. Terms are written by hand from general
//! knowledge; see `data/lexicon/README.md`. Terms and text are folded alike ([`super::fold`]), so a
//! term is written once, in its ordinary spelling.
use super::chars::{Class, class};
use super::fold::{FoldSink, Folder, fold};
use aho_corasick::automaton::{Automaton, StateID};
use aho_corasick::nfa::contiguous::NFA;
use aho_corasick::{Anchored, MatchKind};
use std::sync::LazyLock;

/// Longest folded term, in bytes. Keeps a term a phrase, not a sentence.
const MAX_TERM_BYTES: usize = 64;

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
    automaton: NFA,
    terms: Vec<Term>,
    /// State of an automaton that has seen nothing of use.
    root: StateID,
    /// State after a blank: the start of a text.
    blank: StateID,
    /// Whether some term may begin with these three letters, by [`three`].
    beginnings: Box<[bool; LETTERS * LETTERS * LETTERS]>,
    /// A bit for each character of the basic plane: whether some term may begin with it, with or without a blank.
    openings: Box<[u64; 1024]>,
}

/// Letters of ASCII.
const LETTERS: usize = 26;

/// Number of a word's first three letters, of either case.
#[inline]
fn three(a: u8, b: u8, c: u8) -> usize {
    let n = |b: u8| usize::from((b | 0x20).wrapping_sub(b'a')) % LETTERS;
    (n(a) * LETTERS + n(b)) * LETTERS + n(c)
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
        let mut patterns = Vec::new();
        let mut terms = Vec::new();
        for (category, text) in files {
            let mut reader = csv::Reader::from_reader(text.as_bytes());
            for (index, row) in reader.records().enumerate() {
                let error = |problem: String| LexiconError {
                    category: category.name(),
                    line: index as u64 + 2,
                    problem,
                };
                let row = row.map_err(|e| error(e.to_string()))?;
                let (pattern, shared) = pattern(row.get(0).unwrap_or("")).map_err(&error)?;
                let strong = match row.get(2).unwrap_or("") {
                    "1" | "" => false,
                    "2" => true,
                    other => return Err(error(format!("weight `{other}` is neither 1 nor 2"))),
                };
                terms.push(Term { category, strong, len: pattern.len() as u32, shared });
                patterns.push(pattern);
            }
        }
        Lexicon::compile(&patterns, terms).map_err(|problem| LexiconError {
            category: "(all)",
            line: 0,
            problem,
        })
    }

    fn compile(patterns: &[String], terms: Vec<Term>) -> Result<Lexicon, String> {
        let automaton = NFA::builder()
            .match_kind(MatchKind::Standard)
            .prefilter(false)
            .build(patterns)
            .map_err(|e| e.to_string())?;
        let root = automaton.start_state(Anchored::No).map_err(|e| e.to_string())?;
        let blank = automaton.next_state(Anchored::No, root, b' ');
        let mut lexicon = Lexicon { automaton, terms, root, blank, beginnings: Box::new([true; LETTERS.pow(3)]), openings: Box::new([u64::MAX; 1024]) };
        lexicon.note_beginnings();
        lexicon.note_openings(patterns);
        Ok(lexicon)
    }

    /// After a character that begins no term, nothing is under way: the automaton is back at its root.
    fn note_openings(&mut self, patterns: &[String]) {
        *self.openings = [0; 1024];
        for pattern in patterns {
            let Some(c) = pattern.trim_start_matches(' ').chars().next() else { continue };
            if let Some(word) = self.openings.get_mut(c as usize / 64) {
                *word |= 1 << (c as u32 % 64);
            }
        }
    }

    /// Asks the automaton once for every three letters after a blank what it must be asked for each word otherwise.
    fn note_beginnings(&mut self) {
        let next = |state: StateID, b: u8| {
            let state = self.automaton.next_state(Anchored::No, state, b);
            (state, self.automaton.is_match(state))
        };
        let mut beginnings = Box::new([true; LETTERS.pow(3)]);
        for a in b'a'..=b'z' {
            let (first, found_first) = next(self.blank, a);
            for b in b'a'..=b'z' {
                let (second, found_second) = next(first, b);
                for c in b'a'..=b'z' {
                    let (third, found_third) = next(second, c);
                    let found = found_first || found_second || found_third;
                    beginnings[three(a, b, c)] = found || third != self.root;
                }
            }
        }
        self.beginnings = beginnings;
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

/// The folded bytes a term matches: between blanks where it begins or ends with a word of a spaced
/// script; a final `*` stands for any ending. Second: whether it ends in a blank (1 or 0).
fn pattern(term: &str) -> Result<(String, u32), String> {
    let (stem, open_end) = match term.strip_suffix('*') {
        Some(stem) => (stem, true),
        None => (term, false),
    };
    let folded = fold(stem);
    let (Some(first), Some(last)) = (folded.chars().next(), folded.chars().next_back()) else {
        return Err(format!("term `{term}` has no letter or digit"));
    };
    if folded.len() > MAX_TERM_BYTES {
        return Err(format!("term `{term}` is longer than {MAX_TERM_BYTES} bytes"));
    }
    let unspaced =
        |c| matches!(class(c), Class::Han | Class::Kana | Class::Hangul | Class::Thai | Class::Mark);
    let left = if unspaced(first) { "" } else { " " };
    let right = if open_end || unspaced(last) { "" } else { " " };
    Ok((format!("{left}{folded}{right}"), right.len() as u32))
}

/// The lexicon at work on one text: feed it folded text, read the hits.
pub struct Matcher<'l> {
    lexicon: &'l Lexicon,
    state: StateID,
    /// Folded bytes seen.
    at: u32,
    /// Position of the last disguise, one past; 0 before any.
    disguised_at: u32,
    /// Per category: end of the last counted term; whether it was strong.
    last: [(u32, bool); Category::COUNT],
    /// What was found so far.
    pub hits: Hits,
}

impl<'l> Matcher<'l> {
    /// A matcher at the start of a text.
    pub fn new(lexicon: &'l Lexicon) -> Self {
        let last = [(0, false); Category::COUNT];
        Matcher { lexicon, state: lexicon.blank, at: 1, disguised_at: 0, last, hits: Hits::default() }
    }

    /// Whether nothing seen so far matters: no term is under way, and none begins inside an ASCII word.
    #[inline]
    pub(super) fn is_lost(&self) -> bool {
        self.state == self.lexicon.root
    }

    /// Passes over letters that follow in a word in which it [is lost](Matcher::is_lost).
    #[inline]
    pub(super) fn skip(&mut self, letters: u32) {
        self.at = self.at.saturating_add(letters);
    }

    /// Passes over a word of ASCII letters that no term begins with; `false` (and nothing done) if one may.
    #[inline]
    pub(super) fn skip_word(&mut self, word: &[u8]) -> bool {
        let &[a, b, c, ..] = word else { return false };
        if self.state != self.lexicon.blank || self.lexicon.beginnings[three(a, b, c)] {
            return false;
        }
        self.state = self.lexicon.root;
        self.skip(word.len() as u32);
        true
    }

    #[cold]
    fn record(&mut self) {
        let automaton = &self.lexicon.automaton;
        for i in 0..automaton.match_len(self.state) {
            let term = self.lexicon.terms[automaton.match_pattern(self.state, i).as_usize()];
            let (c, start) = (term.category.index(), self.at.saturating_sub(term.len));
            let (last_end, last_strong) = self.last[c];
            if start < last_end {
                // `casino online` within `best casino online`: one find, as strong as its strongest.
                if term.strong && !last_strong {
                    self.hits.strong[c] += 1;
                    self.last[c].1 = true;
                }
                continue;
            }
            self.hits.all[c] += 1;
            self.hits.strong[c] += u32::from(term.strong);
            self.hits.disguised += u32::from(term.category.is_spam() && self.disguised_at > start);
            self.last[c] = (self.at - term.shared, term.strong);
        }
    }
}

impl FoldSink for Matcher<'_> {
    #[inline]
    fn byte(&mut self, b: u8) {
        self.at = self.at.saturating_add(1);
        // No term begins inside a word: after a miss the rest of an ASCII word cannot match.
        if self.state == self.lexicon.root && b.is_ascii_alphanumeric() {
            return;
        }
        self.state = self.lexicon.automaton.next_state(Anchored::No, self.state, b);
        if self.lexicon.automaton.is_special(self.state) && self.lexicon.automaton.is_match(self.state) {
            self.record();
        }
    }

    #[inline]
    fn unspaced(&mut self, c: char) {
        let lexicon = self.lexicon;
        let nothing_yet = self.state == lexicon.root || self.state == lexicon.blank;
        if nothing_yet && lexicon.openings.get(c as usize / 64).is_some_and(|word| word >> (c as u32 % 64) & 1 == 0) {
            self.state = lexicon.root;
            self.skip(c.len_utf8() as u32);
            return;
        }
        let mut utf8 = [0; 4];
        for &b in c.encode_utf8(&mut utf8).as_bytes() {
            self.byte(b);
        }
    }

    fn disguise(&mut self) {
        self.disguised_at = self.at.saturating_add(1);
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn lexicon(gambling: &str, adult: &str) -> Lexicon {
        let header = "term,language,weight\n";
        let files = [
            (Category::Gambling, format!("{header}{gambling}")),
            (Category::Adult, format!("{header}{adult}")),
        ];
        Lexicon::from_csv(files.iter().map(|(c, text)| (*c, text.as_str()))).unwrap()
    }

    #[test]
    fn words_match_whole_and_chinese_matches_anywhere() {
        let lexicon = lexicon("slot,en,1\nslot gacor,id,2\ngacor*,id,2\n彩票,zh,1\nag真人,zh,2", "");
        let g = Category::Gambling.index();
        for (text, all, strong) in [
            ("", 0, 0),
            ("slot", 1, 0),
            ("slots", 0, 0),
            ("timeslot", 0, 0),
            ("a slot, a slot", 2, 0),
            ("slot slot", 2, 0),
            ("Slot-Gacor", 2, 1),
            ("gacor88 gacor", 2, 2),
            ("中国彩票网", 1, 0),
            ("彩票彩票", 2, 0),
            ("aAG真人b", 0, 0),
            ("玩AG真人b", 1, 1),
        ] {
            let hits = lexicon.hits(text);
            assert_eq!((hits.all[g], hits.strong[g]), (all, strong), "{text:?}");
        }
    }

    #[test]
    fn overlapping_terms_of_one_category_count_once_and_of_two_count_in_both() {
        let lexicon = lexicon("best casino,en,1\ncasino online,en,2", "casino,en,1");
        let hits = lexicon.hits("best casino online");
        assert_eq!(hits.all[Category::Gambling.index()], 1);
        assert_eq!(hits.strong[Category::Gambling.index()], 1, "as strong as the strongest");
        assert_eq!(hits.all[Category::Adult.index()], 1);
        assert_eq!((hits.spam(), hits.strong_spam()), (2, 1));
    }

    #[test]
    fn a_disguised_term_is_found_and_told_apart() {
        let lexicon = lexicon("casino,en,1\n世界杯外围,zh,2", "");
        for (text, all, disguised) in [
            ("CASINO", 1, 0),
            ("cаsino", 1, 1),
            ("саsino", 1, 1),
            ("ｃａｓｉｎｏ", 1, 1),
            ("\u{200b}x casino", 1, 0),
            ("cas\u{200b}ino casino", 2, 1),
            ("世界杯外围", 1, 0),
            ("世界杯外-围", 1, 1),
        ] {
            let hits = lexicon.hits(text);
            assert_eq!((hits.all[0], hits.disguised), (all, disguised), "{text:?}");
        }
    }

    #[test]
    fn a_bad_list_is_refused_with_its_line() {
        for (list, want) in [
            ("ok,en,1\n!!,en,1", "lexicon gambling, line 3: term `!!` has no letter or digit"),
            ("ok,en,9", "lexicon gambling, line 2: weight `9` is neither 1 nor 2"),
        ] {
            let text = format!("term,language,weight\n{list}");
            let error = Lexicon::from_csv([(Category::Gambling, text.as_str())]).err().unwrap();
            assert_eq!(error.to_string(), want);
        }
    }

    #[test]
    fn an_empty_lexicon_finds_nothing() {
        let lexicon = Lexicon::from_csv([]).unwrap();
        assert!(lexicon.is_empty());
        assert_eq!(lexicon.hits("casino 彩票"), Hits::default());
    }

    proptest! {
        #[test]
        fn any_text_is_searched_and_every_category_bounded(text in any::<String>()) {
            let hits = Lexicon::builtin().hits(&text);
            prop_assert!(hits.strong.iter().zip(&hits.all).all(|(s, a)| s <= a));
            prop_assert!(hits.spam() as usize <= text.chars().count() * Category::COUNT);
        }

        #[test]
        fn a_term_is_found_between_any_words(
            index in any::<prop::sample::Index>(), before in "[qx]{0,9}", after in "[qx]{0,9}",
        ) {
            let rows: Vec<(Category, String)> = FILES
                .iter()
                .flat_map(|(c, text)| text.lines().skip(1).map(|l| (*c, l.split(',').next().unwrap().replace('*', ""))))
                .collect();
            let (category, term) = index.get(&rows);
            let hits = Lexicon::builtin().hits(&format!("{before} {term} {after}"));
            prop_assert!(hits.all[category.index()] >= 1, "{term}");
        }
    }
}
