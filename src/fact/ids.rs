//! The shape of an `id` or class name: a person's word, a machine's counter, or noise.
use std::sync::LazyLock;

/// Words of ids, classes and ordinary English, with some German, French, Spanish and pinyin: the
/// letter pairs of names people give. Written down from general knowledge; only its pairs matter.
const NAMES: &str = "\
header footer nav menu main content sidebar wrapper container page post article section title logo search form input \
button submit link image gallery slider banner block box row column left right top bottom center middle inner outer \
first last next previous home about contact news blog comment author date time list item table cell body head text \
widget module plugin theme template style script layer modal popup dialog overlay loader spinner progress tab panel \
accordion collapse dropdown toggle switch breadcrumb pagination copyright privacy cookie notice alert message error \
warning success login logout register user profile account password email phone address map location social share \
facebook twitter google youtube instagram video audio player music photo picture thumbnail caption description price \
cart shop product category order checkout payment shipping total quantity review rating star related recent popular \
archive tag feed subscribe newsletter download upload file document print language translate currency country city \
state code number value option select checkbox radio label field group wrap holder area zone region position layout \
grid flex float clear hidden visible active current selected disabled open close show hide back forward scroll anchor \
jump skip level sub super parent child node leaf branch tree root base core common global local primary secondary \
mobile desktop tablet screen responsive small medium large wide narrow full half quarter third white black red green \
blue yellow orange purple gray dark light bright color background border shadow round square circle icon arrow bullet \
question answer help support service team company partner client customer event calendar schedule program project \
portfolio work career job school student course class lesson book library magazine journal report paper research \
science history culture health travel hotel restaurant food recipe sport game play win prize gift offer sale special \
feature highlight summary detail more less read write view edit delete save cancel confirm reset update refresh \
the and for that this with from have are was were will would there their what when which who how your they been has \
you all can had her his one our out day get him see two way its may she use many then them these some into only other \
could people over know water than call may down side been now find long made part thing world still every great think \
where through much before line mean old any same tell boy follow came want also around another three must because does \
even place well such here why ask went men need land different off turn against again kind change house spell air away \
animal point mother earth near self father stand own should found keep eye never let thought under those might while \
inhalt seite suche kopf fuss spalte bild inhaltsbereich navigation bereich startseite impressum datenschutz karte \
contenu recherche accueil pied entete colonne actualites menu titre contenido buscar inicio pie cabecera noticias \
conteudo busca rodape cabecalho risultati ricerca contenuto testata piede zhuye wenzhang liuyan xinwen gongsi chanpin \
lianxi shouye neirong daohang biaoti fenlei youce zuoce dibu toubu tupian zhongxin guanyu jianjie anniu wangzhan \
control wrapper element component render section fragment slot portal viewport template ajax jquery bootstrap yahoo \
microsoft adobe wordpress joomla drupal magento sharepoint blogger gadget gizmo sticky carousel masonry lightbox \
fancybox tooltip sitemap skyscraper leaderboard sponsor advert advertisement analytics tracking pixel counter captcha \
hero teaser jumbotron cluster bundle stack sheet drawer badge chip avatar toolbar statusbar ribbon splash landing intro";

/// How many pairs of unseen letters each letter is taken to have been followed by, shared out by how
/// common the second letter is (a Dirichlet prior): keeps `qz` rarer than `qe`.
const PRIOR: f32 = 6.0;

/// Surprise per letter, in bits, between which rarity grows from 0 to 1. Of [`NAMES`], half are below
/// 3.5 and 99 % below 4.6; of five letters drawn from a hat, half are above 6.2.
const ORDINARY_BITS: f32 = 4.5;
const HOPELESS_BITS: f32 = 7.5;

/// Below this many characters a name is too short to look like anything: judged in proportion.
const SHORT: f32 = 4.0;

/// What kind of name an id is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum IdClass {
    /// Letters that read like words, perhaps joined: `nav-menu`, `mainContent`.
    Word,
    /// Words and separate or trailing numbers: `post-1234`, `ctl00_Main`, `yui_3_17`.
    WordNumber,
    /// Hexadecimal digits with a letter and a digit among them, five or more: `bdb3f`, an MD5.
    Hex,
    /// One run of letters and digits that reads like nothing: `rz99h`, `6fatj`, `eeeea`.
    RandomAlnum,
    /// Anything else: empty, numbers, other scripts, punctuation, `{{placeholders}}`.
    Other,
}

/// What an id looks like.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct IdShape {
    /// Length in bytes.
    pub len: u32,
    /// Kind of name.
    pub class: IdClass,
    /// From 0, a name a person would give, to 1, drawn from a hat. Two independent doubts joined
    /// (1 − (1−a)(1−b)): rare letter pairs, and digits standing inside or before letters.
    pub looks_random: f32,
}

/// Surprise of each pair in bits; index 26 is the edge of a word.
static BITS: LazyLock<[[f32; 27]; 27]> = LazyLock::new(|| {
    let mut seen = [[0.0f32; 27]; 27];
    let mut letters = [1.0f32; 27];
    for name in NAMES.split_ascii_whitespace() {
        let mut before = 26;
        for after in name.bytes().map(letter).chain([26]) {
            seen[before][after] += 1.0;
            letters[after] += 1.0;
            before = after;
        }
    }
    let all: f32 = letters.iter().sum();
    seen.map(|row| {
        let total: f32 = row.iter().sum();
        std::array::from_fn(|i| -((row[i] + PRIOR * letters[i] / all) / (total + PRIOR)).log2())
    })
});

fn letter(b: u8) -> usize {
    usize::from((b | 0x20).wrapping_sub(b'a').min(25))
}

/// What a byte of a name is, as bits beside the number of its letter (26 for none).
mod byte {
    pub(super) const LETTER: u8 = 0x1f;
    pub(super) const LOWER: u8 = 0x20;
    pub(super) const UPPER: u8 = 0x40;
    pub(super) const DIGIT: u8 = 0x80;
    /// A byte that no name holds.
    pub(super) const ALIEN: u8 = 27;
    /// What joins the parts of a name.
    pub(super) const JOINT: u8 = 26;
}

const BYTES: [u8; 256] = {
    let mut bytes = [byte::ALIEN; 256];
    let mut b = 0;
    while b < 256 {
        bytes[b] = match b as u8 {
            b'a'..=b'z' => byte::LOWER | (b as u8 - b'a'),
            b'A'..=b'Z' => byte::UPPER | (b as u8 - b'A'),
            b'0'..=b'9' => byte::DIGIT | byte::JOINT,
            b'-' | b'_' | b':' | b'.' => byte::JOINT,
            _ => byte::ALIEN,
        };
        b += 1;
    }
    bytes
};

/// What an id or class name looks like.
pub fn id_shape(id: &str) -> IdShape {
    let id = id.trim();
    let len = id.len() as u32;
    let Some(runs) = Runs::of(id.as_bytes()) else {
        return IdShape { len, class: IdClass::Other, looks_random: 0.0 };
    };
    let rarity = runs.rarity();
    let interleaved = (runs.digit_then_letter as f32 / 2.0).min(1.0);
    let short = (len as f32 / SHORT).min(1.0);
    let looks_random = (1.0 - (1.0 - rarity) * (1.0 - interleaved)) * short;
    IdShape { len, class: runs.class(id, looks_random), looks_random }
}

/// What one walk over a name finds.
#[derive(Default)]
struct Runs {
    bits: f32,
    pairs: u32,
    /// Letters standing three or more times in a row.
    triples: u32,
    digit_then_letter: u32,
    digits: u32,
    joined: bool,
}

impl Runs {
    /// None for what is no name: a byte that none holds, or no letter.
    fn of(id: &[u8]) -> Option<Runs> {
        let surprise = &*BITS;
        let mut runs = Runs::default();
        let edge = usize::from(byte::JOINT);
        let mut before = edge;
        let (mut last, mut last_is) = (b'-', byte::JOINT);
        let mut repeats = 0;
        for &b in id {
            let is = BYTES[usize::from(b)];
            let letter = usize::from(is & byte::LETTER);
            if letter < edge {
                runs.digit_then_letter += u32::from(last_is & byte::DIGIT != 0);
                if is & byte::UPPER != 0 && last_is & byte::LOWER != 0 {
                    runs.joined = true;
                    runs.pair(surprise[before][edge]);
                    before = edge;
                }
                runs.pair(surprise[before][letter]);
                before = letter;
                repeats = if b == last { repeats + 1 } else { 0 };
                runs.triples += u32::from(repeats == 2);
            } else if is == byte::ALIEN {
                return None;
            } else {
                if before != edge {
                    runs.pair(surprise[before][edge]);
                    before = edge;
                }
                let digit = is & byte::DIGIT != 0;
                runs.digits += u32::from(digit);
                runs.joined |= !digit;
            }
            (last, last_is) = (b, is);
        }
        if before != edge {
            runs.pair(surprise[before][edge]);
        }
        // Each letter is the second of a pair.
        (runs.pairs > 0).then_some(runs)
    }

    fn pair(&mut self, bits: f32) {
        self.bits += bits;
        self.pairs += 1;
    }

    /// How rare the letter pairs are, in `[0, 1]`.
    fn rarity(&self) -> f32 {
        let mean = self.bits / self.pairs.max(1) as f32;
        let rare = ((mean - ORDINARY_BITS) / (HOPELESS_BITS - ORDINARY_BITS)).clamp(0.0, 1.0);
        // Who joins parts has a scheme, however odd the parts: `yui_3_17`, `wpcf7-f12`.
        let rare = if self.joined { rare / 2.0 } else { rare };
        // No word has a letter three times in a row (`www` and `xxx` are not names of parts).
        if self.triples > 0 { rare.max(0.75) } else { rare }
    }

    fn class(&self, id: &str, looks_random: f32) -> IdClass {
        if self.joined {
            return if self.digits > 0 { IdClass::WordNumber } else { IdClass::Word };
        }
        let hex = id.len() >= 5 && self.digits > 0 && id.bytes().all(|b| b.is_ascii_hexdigit());
        match () {
            () if hex => IdClass::Hex,
            () if looks_random >= 0.5 => IdClass::RandomAlnum,
            () if self.digits > 0 => IdClass::WordNumber,
            () => IdClass::Word,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn ids_people_and_programs_write_are_told_from_noise() {
        use IdClass::*;
        for (id, class) in [
            ("header", Word),
            ("nav-menu", Word),
            ("mainContent", Word),
            ("comments", Word),
            ("MyGreatThing", Word),
            ("post-1234", WordNumber),
            ("yui_3_17", WordNumber),
            ("yui_3_17_2_1_1400000000000_12", WordNumber),
            ("ctl00_Main", WordNumber),
            ("menu2", WordNumber),
            ("h1", WordNumber),
            ("col3", WordNumber),
            ("bdb3f", Hex),
            ("9e107d9d37", Hex),
            ("9e107d9d372bb6826bd81d3542a419d6", Hex),
            ("6fatj", RandomAlnum),
            ("rz99h", RandomAlnum),
            ("eeeea", RandomAlnum),
            ("xkqzv", RandomAlnum),
            ("q7w2kx", RandomAlnum),
            ("", Other),
            ("1234", Other),
            ("{{id}}", Other),
            ("目录", Other),
        ] {
            assert_eq!(id_shape(id).class, class, "{id}: {:?}", id_shape(id));
        }
    }

    /// The walk written plainly: what the table is held to.
    fn plain_runs(id: &[u8]) -> Option<Runs> {
        let plain = |b: &u8| b.is_ascii_alphanumeric() || matches!(b, b'-' | b'_' | b':' | b'.');
        if !id.iter().all(plain) || !id.iter().any(u8::is_ascii_alphabetic) {
            return None;
        }
        let mut runs = Runs::default();
        let (mut before, mut last, mut repeats) = (26, b'-', 0);
        for &b in id {
            let camel = b.is_ascii_uppercase() && last.is_ascii_lowercase();
            runs.joined |= !b.is_ascii_alphanumeric() || camel;
            repeats = if b == last { repeats + 1 } else { 0 };
            runs.triples += u32::from(repeats == 2 && b.is_ascii_alphabetic());
            runs.digits += u32::from(b.is_ascii_digit());
            runs.digit_then_letter += u32::from(last.is_ascii_digit() && b.is_ascii_alphabetic());
            if before != 26 && (camel || !b.is_ascii_alphabetic()) {
                runs.pair(BITS[before][26]);
                before = 26;
            }
            if b.is_ascii_alphabetic() {
                runs.pair(BITS[before][letter(b)]);
                before = letter(b);
            }
            last = b;
        }
        if before != 26 {
            runs.pair(BITS[before][26]);
        }
        Some(runs)
    }

    fn walks_agree(id: &str) {
        let said = |runs: Option<Runs>| {
            runs.map(|r| (r.bits.to_bits(), r.pairs, r.triples, r.digit_then_letter, r.digits, r.joined))
        };
        assert_eq!(said(Runs::of(id.as_bytes())), said(plain_runs(id.as_bytes())), "{id:?}");
    }

    #[test]
    fn noise_looks_more_random_than_any_name() {
        let names =
            ["header", "nav-menu", "post-1234", "yui_3_17", "mainContent", "sidebar-left", "widget_text-2"];
        let noise = ["rz99h", "6fatj", "bdb3f", "eeeea", "pjuwbq", "xkqzv", "a0vu7", "zxjwxp"];
        let most = names.iter().map(|n| id_shape(n).looks_random).fold(0.0, f32::max);
        let least = noise.iter().map(|n| id_shape(n).looks_random).fold(1.0, f32::min);
        assert!(most < 0.35 && least > 0.45, "names up to {most}, noise from {least}");
    }

    proptest! {
        #[test]
        fn the_table_reads_names_as_the_plain_walk_does(name in "[a-zA-Z0-9_:.-]{0,24}", any in any::<String>()) {
            walks_agree(&name);
            walks_agree(&any);
        }

        #[test]
        fn any_id_has_a_shape_within_bounds(id in any::<String>()) {
            let shape = id_shape(&id);
            prop_assert!((0.0..=1.0).contains(&shape.looks_random));
            prop_assert_eq!(shape.len as usize, id.trim().len());
        }

        #[test]
        fn a_trailing_number_adds_no_doubt(word in "[a-z]{4,12}", number in "[0-9]{1,6}") {
            let bare = id_shape(&word).looks_random;
            let numbered = id_shape(&(word + &number)).looks_random;
            prop_assert!(numbered <= bare + 1e-6);
        }
    }
}
