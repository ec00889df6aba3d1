use super::*;
use crate::fact::fold::FoldSink;
use aho_corasick::AhoCorasick;
use proptest::prelude::*;

fn lexicon(gambling: &str, adult: &str) -> Lexicon {
    let header = "term,language,weight\n";
    let files =
        [(Category::Gambling, format!("{header}{gambling}")), (Category::Adult, format!("{header}{adult}"))];
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

/// Folded text in full, and after how many bytes of it something disguised came.
#[derive(Default)]
struct Folded {
    text: String,
    disguises: Vec<usize>,
}

impl FoldSink for Folded {
    fn byte(&mut self, b: u8) {
        self.text.push(char::from(b));
    }
    fn spaced(&mut self, c: char) {
        self.text.push(c);
    }
    fn unspaced(&mut self, c: char) {
        self.text.push(c);
    }
    fn disguise(&mut self) {
        self.disguises.push(self.text.len());
    }
}

/// All terms of the built-in lists with what finds them: the obvious way to do what the matcher does.
struct Oracle {
    terms: Vec<Term>,
    automaton: AhoCorasick,
}

impl Oracle {
    fn builtin() -> &'static Oracle {
        static ORACLE: LazyLock<Oracle> = LazyLock::new(|| {
            let (mut patterns, mut terms) = (Vec::new(), Vec::new());
            for (category, text) in FILES {
                list::read(category, text, |pattern, term| {
                    patterns.push(pattern.to_owned());
                    terms.push(term);
                })
                .unwrap();
            }
            Oracle { terms, automaton: AhoCorasick::new(&patterns).unwrap() }
        });
        &ORACLE
    }

    fn hits(&self, text: &str) -> Hits {
        let mut folded = Folded { text: " ".to_owned(), ..Folded::default() };
        let mut folder = Folder::new();
        text.chars().for_each(|c| folder.push(c, &mut folded));
        folder.finish(&mut folded);
        let mut hits = Hits::default();
        let mut last = [(0, false); Category::COUNT];
        for found in self.automaton.find_overlapping_iter(&folded.text) {
            let term = self.terms[found.pattern().as_usize()];
            let c = term.category.index();
            if found.start() < last[c].0 {
                hits.strong[c] += u32::from(term.strong && !last[c].1);
                last[c].1 |= term.strong;
                continue;
            }
            hits.all[c] += 1;
            hits.strong[c] += u32::from(term.strong);
            let disguised = folded.disguises.iter().any(|&at| (found.start()..found.end()).contains(&at));
            hits.disguised += u32::from(term.category.is_spam() && disguised);
            last[c] = (found.end() - term.shared as usize, term.strong);
        }
        hits
    }
}

#[test]
fn every_term_is_found_as_the_oracle_finds_it() {
    for (_, text) in FILES {
        for line in text.lines().skip(1) {
            let term = line.split(',').next().unwrap().replace('*', "s");
            for text in
                [term.to_uppercase(), format!("best {term}88 {term}"), term.replace(' ', "\u{200b}. ")]
            {
                assert_eq!(Lexicon::builtin().hits(&text), Oracle::builtin().hits(&text), "{text:?}");
            }
        }
    }
}

/// Texts of terms, their parts and what may stand between.
fn spammy() -> impl Strategy<Value = String> {
    let terms: Vec<&str> =
        FILES.iter().flat_map(|(_, text)| text.lines().skip(1).filter_map(|l| l.split(',').next())).collect();
    let words: Vec<&str> = terms.iter().flat_map(|term| term.split(' ')).collect();
    let between =
        ["", " ", "-", ". ", "\u{200b}", "9", "\u{5}", "é", "с", "中", "\u{301}", "ｃ", "ⓐ", "  ", "ß", "Ы"];
    let piece = prop_oneof![
        prop::sample::select(terms).prop_map(str::to_owned),
        prop::sample::select(words).prop_map(str::to_owned),
        prop::sample::select(between.to_vec()).prop_map(str::to_owned),
        prop::sample::select(between.to_vec()).prop_map(str::to_owned),
        "\\PC{0,3}",
        "[a-z]{1,5}",
    ];
    prop::collection::vec(piece, 0..12).prop_map(|pieces| pieces.concat())
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(2000))]

    #[test]
    fn texts_of_terms_are_searched_as_the_oracle_searches_them(text in spammy()) {
        prop_assert_eq!(Lexicon::builtin().hits(&text), Oracle::builtin().hits(&text), "{:?}", text);
    }
}
