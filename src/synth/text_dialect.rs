//! Extracted text: the article's lines with one to three kinds of what injected blocks leave in it, at the top, at the bottom
//! or between two lines.
use super::article::article;
use super::banner::keyword_line;
use super::dice::Dice;
use super::draft::Label;
use super::family::Family;
use super::kit::Kit;
use super::text_ham::honest;
use super::text_leak::leak;
use super::words;
use super::{Dialect, SynthOptions, SynthPage, TruthSpan};
use crate::verdict::Action;

/// A page of text, with or without leaked blocks; `None` if the clean page has too little text.
pub(crate) fn generate(
    clean: &[u8],
    kit: &Kit,
    dice: &mut Dice,
    options: &SynthOptions,
    ham_only: bool,
) -> Option<SynthPage> {
    let lines = article(clean)?;
    let mut page = Page { newline: if dice.chance(0.1) { "\r\n" } else { "\n" }, ..Page::default() };
    let pieces = if ham_only { Vec::new() } else { pieces(kit, dice, options, lines.len()) };
    if pieces.is_empty() && !ham_only {
        return None;
    }
    let mut hard_negatives = Vec::new();
    let mut asides: Vec<(usize, String)> = Vec::new();
    if ham_only || dice.chance(options.hard_negative_share) {
        for _ in 0..dice.range(1..=3) {
            let (name, text) = honest(dice, kit);
            hard_negatives.push(name);
            asides.push((dice.range(0..=lines.len()), text));
        }
    }
    for at in 0..=lines.len() {
        pieces.iter().filter(|piece| piece.line == at).for_each(|piece| page.piece(piece, kit.is_evasive()));
        asides.iter().filter(|(line, _)| *line == at).for_each(|(_, text)| page.line(text));
        if let Some(line) = lines.get(at) {
            page.line(line);
        }
    }
    Some(SynthPage {
        restored: page.restored(),
        bytes: page.text.into_bytes(),
        language: if page.truth.is_empty() { "" } else { kit.trade.language },
        truth: page.truth,
        kit_site: kit.site.clone(),
        dialect: Dialect::Text,
        hard_negatives,
        context: Vec::new(),
        encoding: "",
    })
}

/// What a page of text suffers from.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Form {
    /// Fragments of a noise block (T01).
    Leak,
    /// A keyword line first, last or both (T11).
    Keywords,
    /// Many lines of keywords (T04).
    Cloud,
    /// Sentences with anchors (T32).
    Salad,
    /// A fluent paragraph about one product (T37).
    Paragraph,
    /// A list of links that was hidden in the page (T17).
    List,
    /// A link or two behind a sentence's line (T39).
    Footer,
    /// Links between hacked sites (T40).
    Wheel,
}

const FORMS: [(Form, u32, Family); 8] = [
    (Form::Leak, 8, Family::IdNoise),
    (Form::Keywords, 5, Family::Banner),
    (Form::Cloud, 2, Family::KeywordCloud),
    (Form::Salad, 3, Family::WordSalad),
    (Form::Paragraph, 3, Family::WordSalad),
    (Form::List, 4, Family::DisplayNone),
    (Form::Footer, 3, Family::FooterLinks),
    (Form::Wheel, 2, Family::LinkWheel),
];

/// A piece and the line it stands before.
#[derive(Debug)]
struct Piece {
    line: usize,
    technique: &'static str,
    family: Family,
    text: String,
    place: &'static str,
}

fn pieces(kit: &Kit, dice: &mut Dice, options: &SynthOptions, lines: usize) -> Vec<Piece> {
    let wanted = |family: &Family| options.families.as_ref().is_none_or(|list| list.contains(family));
    let mut pool: Vec<(Form, u32)> = FORMS
        .iter()
        .filter(|(.., family)| wanted(family))
        .map(|(form, weight, _)| (*form, *weight))
        .collect();
    let mut out = Vec::new();
    for _ in 0..dice.range(options.per_page.clone()).max(1) {
        if pool.is_empty() {
            break;
        }
        let form = *dice.weighted(&pool);
        pool.retain(|(other, _)| *other != form);
        add(&mut out, form, kit, dice, lines, wanted(&Family::Banner));
    }
    // Keyword lines stand outside of the blocks they come with: before those of the top, after those of the bottom.
    out.sort_by_key(|piece| (piece.line, (piece.technique == "T11-text") != (piece.line == 0)));
    out
}

fn add(out: &mut Vec<Piece>, form: Form, kit: &Kit, dice: &mut Dice, lines: usize, banner: bool) {
    let mut put = |line: usize, technique, family, text: String| {
        let place = if line == 0 {
            "top"
        } else if line == lines {
            "bottom"
        } else {
            "middle"
        };
        out.push(Piece { line, technique, family, text, place });
    };
    let (top, bottom) = *dice.weighted(&[((true, true), 5), ((true, false), 3), ((false, true), 3)]);
    let anywhere = match dice.range(0..=4) {
        0 => 0,
        1..=2 => lines,
        _ => dice.range(1..=lines.saturating_sub(1).max(1)),
    };
    match form {
        Form::Leak => {
            if top {
                put(0, "T01-text", Family::IdNoise, leak(kit, dice, false));
                if banner && dice.chance(0.3) {
                    put(0, "T11-text", Family::Banner, keyword_line(dice, kit));
                }
            }
            if bottom {
                put(lines, "T01-text", Family::IdNoise, leak(kit, dice, true));
                if banner && dice.chance(0.4) {
                    let word = if dice.chance(0.7) { kit.keyword(dice) } else { keyword_line(dice, kit) };
                    put(lines, "T11-text", Family::Banner, word);
                }
            }
        }
        Form::Keywords => {
            let first = keyword_line(dice, kit);
            if top {
                put(0, "T11-text", Family::Banner, first.clone());
            }
            if bottom {
                let last = if dice.chance(0.5) { first } else { keyword_line(dice, kit) };
                put(lines, "T11-text", Family::Banner, last);
            }
        }
        Form::Cloud => {
            let join = dice.word(&["\n", "\n", " ", "  "]);
            let list: Vec<String> = (0..dice.log_range(20..=300)).map(|_| kit.keyword(dice)).collect();
            put(if bottom { lines } else { 0 }, "T04-text", Family::KeywordCloud, list.join(join));
        }
        Form::Salad => put(anywhere, "T32-text", Family::WordSalad, salad(dice, kit)),
        Form::Paragraph => {
            let word = kit.keyword(dice);
            let count = dice.range(3..=7);
            let text = words::sentences(dice, kit.trade.language, count, |_| word.clone());
            put(if dice.chance(0.5) { 0 } else { anywhere }, "T37-text", Family::WordSalad, text);
        }
        Form::List => {
            let count = dice.log_range(2..=40);
            put(anywhere, "T17-text", Family::DisplayNone, list(dice, kit, count));
        }
        Form::Footer => {
            let count = dice.range(1..=5);
            put(lines, "T39-text", Family::FooterLinks, list(dice, kit, count));
        }
        Form::Wheel => put(anywhere, "T40-text", Family::LinkWheel, wheel(dice, kit)),
    }
}

/// Lines so far. A line break stands before each line but the first, outside every span.
#[derive(Debug, Default)]
struct Page {
    text: String,
    truth: Vec<TruthSpan>,
    newline: &'static str,
}

impl Page {
    fn line(&mut self, line: &str) {
        if !self.text.is_empty() {
            self.text.push_str(self.newline);
        }
        self.text.push_str(line);
    }

    fn piece(&mut self, piece: &Piece, evasive: bool) {
        let text = piece.text.as_str();
        let text = text.trim();
        if text.is_empty() {
            return;
        }
        self.line(text);
        let (end, start) = (self.text.len(), self.text.len() - text.len());
        let label = Label::of(piece.technique, piece.family, Action::Delete, true);
        self.truth.push(Label { evasive, place: piece.place, ..label }.span(start, end, None));
    }

    fn restored(&self) -> Vec<u8> {
        let mut out = Vec::new();
        let mut done = 0;
        for span in &self.truth {
            out.extend_from_slice(&self.text.as_bytes()[done..span.start]);
            done = span.end;
        }
        out.extend_from_slice(&self.text.as_bytes()[done..]);
        out
    }
}

/// Links as extractors write them: Markdown, the address behind the text, or the text alone.
fn list(dice: &mut Dice, kit: &Kit, count: usize) -> String {
    let form = dice.range(0..=3);
    let join = dice.word(&["\n", "\n", " ", " | ", ", "]);
    let bullet = if join == "\n" { dice.word(&["", "* ", "- ", "  • "]) } else { "" };
    (0..count)
        .map(|_| {
            let word = kit.keyword(dice);
            let url = kit.url(dice, &word);
            match form {
                0..=1 => format!("{bullet}[{word}]({url})"),
                2 => format!("{bullet}{word} {url}"),
                _ => format!("{bullet}{word}"),
            }
        })
        .collect::<Vec<_>>()
        .join(join)
}

fn salad(dice: &mut Dice, kit: &Kit) -> String {
    let count = dice.range(2..=12);
    let form = dice.range(0..=3);
    words::sentences(dice, kit.trade.language, count, |dice| {
        let word = kit.keyword(dice);
        match form {
            0..=1 => format!("[{word}]({})", kit.url(dice, &word)),
            2 => format!("{word} {word}"),
            _ => word,
        }
    })
}

fn wheel(dice: &mut Dice, kit: &Kit) -> String {
    let join = dice.word(&[", ", " ", " | ", "\n"]);
    (0..dice.range(6..=30))
        .map(|_| {
            let word = kit.trade.keyword(dice);
            format!("{word} {}", kit.url(dice, &word))
        })
        .collect::<Vec<_>>()
        .join(join)
}
