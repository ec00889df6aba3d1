//! What each element of a noise block carries: as measured one `id` of five characters, and everything it may become.
use super::chains::{id, measured_id};
use super::dice::Dice;
use super::markup::Markup;

const LETTERS: &str = "abcdefghijklmnopqrstuvwxyz";

/// An attribute of every element of a block.
#[derive(Clone, Debug)]
struct Attribute {
    key: String,
    /// The same on all elements, or `None`: drawn anew for each with this length.
    value: Option<String>,
    length: usize,
    /// Probability that an element has it.
    share: f64,
}

/// What each element of a block carries.
#[derive(Clone, Debug)]
pub(crate) struct Stamp {
    attributes: Vec<Attribute>,
    value: String,
    text: f64,
}

impl Stamp {
    /// As measured: `id`, five characters, nothing else.
    pub(crate) fn measured(dice: &mut Dice) -> Self {
        let value = measured_id(dice, 5);
        Stamp { attributes: vec![Attribute::fixed("id", value.clone())], value, text: 0.0 }
    }

    /// Other lengths (3–12), other attributes, a second one, fresh values, text inside.
    pub(crate) fn varied(dice: &mut Dice) -> Self {
        // The measured length is left to the measured form.
        let length = *dice.pick(&[3, 4, 4, 6, 6, 7, 8, 8, 9, 10, 10, 11, 12]);
        let value = id(dice, length);
        let key = match dice.range(0..=19) {
            0..=10 => "id".to_owned(),
            11..=12 => "class".to_owned(),
            13 => "name".to_owned(),
            14 => String::new(),
            _ => data_key(dice),
        };
        let mut attributes = Vec::new();
        if !key.is_empty() {
            let fresh = dice.chance(0.25);
            attributes.push(Attribute {
                value: (!fresh).then(|| value.clone()),
                length,
                share: if dice.chance(0.85) { 1.0 } else { 0.5 + 0.5 * dice.unit() },
                key,
            });
        }
        if dice.chance(0.35) {
            let key = match dice.range(0..=7) {
                0..=1 => "class".to_owned(),
                2 => "lang".to_owned(),
                3 => "title".to_owned(),
                4 => "dir".to_owned(),
                5 => "name".to_owned(),
                _ => data_key(dice),
            };
            let length = dice.range(2..=8);
            if attributes.iter().all(|known| known.key != key) {
                let value = match key.as_str() {
                    "lang" => dice.word(&["zh", "en", "zh-CN", "ja", "de"]).to_owned(),
                    "dir" => dice.word(&["ltr", "rtl", "auto"]).to_owned(),
                    _ => id(dice, length),
                };
                let value = dice.chance(0.6).then_some(value);
                let share = if dice.chance(0.5) { 1.0 } else { dice.unit() };
                attributes.push(Attribute { key, value, length, share });
            }
        }
        let text = if dice.chance(0.12) { 0.05 + 0.5 * dice.unit() } else { 0.0 };
        Stamp { attributes, value, text }
    }

    /// The value that stands for the block, on its wrapper too.
    pub(crate) fn value(&self) -> &str {
        &self.value
    }

    /// Probability that a chain holds a little text.
    pub(crate) fn text(&self) -> f64 {
        self.text
    }

    /// Names of the attributes.
    #[cfg(test)]
    pub(crate) fn attributes(&self) -> Vec<&str> {
        self.attributes.iter().map(|attribute| attribute.key.as_str()).collect()
    }

    /// A start tag. `dice` is used only where values are fresh or attributes missing on some.
    pub(crate) fn open(&self, dice: &mut Dice, markup: &Markup, name: &str) -> String {
        let mut list: Vec<(&str, String)> = Vec::new();
        for attribute in &self.attributes {
            if attribute.share < 1.0 && !dice.chance(attribute.share) {
                continue;
            }
            let value = attribute.value.clone().unwrap_or_else(|| id(dice, attribute.length));
            list.push((&attribute.key, value));
        }
        let borrowed: Vec<(&str, &str)> = list.iter().map(|(key, value)| (*key, value.as_str())).collect();
        markup.open(name, &borrowed)
    }
}

impl Attribute {
    fn fixed(key: &str, value: String) -> Self {
        Attribute { key: key.to_owned(), length: value.len(), value: Some(value), share: 1.0 }
    }
}

fn data_key(dice: &mut Dice) -> String {
    let length = dice.range(1..=6);
    format!("data-{}", dice.letters(LETTERS, length))
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::collections::BTreeSet;

    #[test]
    fn varied_stamps_cover_the_held_out_forms() {
        let mut lengths = BTreeSet::new();
        let mut forms = BTreeSet::new();
        for n in 0..400u16 {
            let mut dice = Dice::of(&[b"stamp", &n.to_le_bytes()]);
            let stamp = Stamp::varied(&mut dice);
            lengths.insert(stamp.value().len());
            let markup = Markup::new(&mut dice);
            let tags = [stamp.open(&mut dice, &markup, "b"), stamp.open(&mut dice, &markup, "b")];
            forms.insert(match stamp.attributes().as_slice() {
                [] => "none",
                ["id"] if tags[0] != tags[1] => "fresh id",
                ["id"] => "id",
                ["id", "class"] => "id and class",
                ["id", "lang" | "title"] => "id and lang or title",
                [key] if key.starts_with("data-") => "data",
                [_, _] => "two",
                _ => "other",
            });
        }
        assert_eq!(lengths, BTreeSet::from([3, 4, 6, 7, 8, 9, 10, 11, 12]));
        for form in ["none", "fresh id", "id", "id and class", "id and lang or title", "data", "two"] {
            assert!(forms.contains(form), "{form} is never made: {forms:?}");
        }
    }
}
