//! Lines an honest text has and that look leaked.
use super::dice::Dice;
use super::ham_links::honest_url;
use super::ham_prose::about;
use super::kit::Kit;
use super::words::{self, ham_word};

fn words_of(dice: &mut Dice, role: &str, language: &str, most: usize) -> Vec<&'static str> {
    (0..dice.range(3..=most)).map(|_| ham_word(dice, role, language)).collect()
}

/// One look-alike: its name and its lines.
pub(crate) fn honest(dice: &mut Dice, kit: &Kit) -> (&'static str, String) {
    let language = if dice.chance(0.5) { kit.trade.language } else { words::ham_language(dice) };
    match dice.range(0..=11) {
        0 => (
            "text-tags",
            words_of(dice, "tag", language, 16).join(dice.word(&[", ", "、", " ", " | ", "，"])),
        ),
        1 => {
            ("text-menu", words_of(dice, "menu", language, 14).join(dice.word(&[" | ", "\n", " · ", " > "])))
        }
        2 => {
            let id = words::name(dice);
            let text = match dice.range(0..=3) {
                0 => format!("Use <noframes> and <span id=\"{id}\"></span> only where the page needs them."),
                1 => format!("    <div id=\"{id}\"><p class=\"lead\">Hello</p></div>"),
                2 => format!("<table>\n<tr><th id=\"{id}\"></th><td></td></tr>\n</table>"),
                _ => format!("The element <video id=\"{id}\"> … </video> is new in HTML5."),
            };
            ("text-markup", text)
        }
        3 => {
            let items = words_of(dice, "tag", language, 9);
            let text = if dice.chance(0.5) {
                items.iter().map(|item| format!("  • {item}")).collect::<Vec<_>>()
            } else {
                items.iter().enumerate().map(|(n, item)| format!("{}. {item}", n + 1)).collect()
            };
            ("text-bullets", text.join("\n"))
        }
        4 => ("text-empty-bullets", "  •\n  •\n  •\n1.\n2.".to_owned()),
        5..=6 => {
            let list: Vec<String> = (0..dice.range(2..=20))
                .map(|_| format!("[{}]({})", ham_word(dice, "friend", language), honest_url(dice)))
                .collect();
            let bullet = dice.word(&["* ", "", "- "]);
            let head = ham_word(dice, "friendhead", language);
            ("text-links", format!("{head}\n{bullet}{}", list.join(&format!("\n{bullet}"))))
        }
        7 => {
            let text: Vec<String> = (0..dice.range(1..=4))
                .map(|_| format!("{} {}", ham_word(dice, "friend", language), honest_url(dice)))
                .collect();
            ("text-addresses", text.join("\n"))
        }
        8 => ("text-languages", words_of(dice, "language", "en", 20).join(dice.word(&[" ", " | ", "\n"]))),
        9 => (
            "text-breadcrumbs",
            words_of(dice, "menu", language, 5).join(dice.word(&[" > ", " » ", " / ", " - "])),
        ),
        10 => ("text-author", ham_word(dice, "creditname", "en").to_owned()),
        _ => ("text-about-trade", about(dice, kit.trade.language, 3)),
    }
}
