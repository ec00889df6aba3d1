//! What the methods of strings and arrays that kits use make of a known value.
use super::fold::{Folder, MAX_ITEMS, Value};
use super::lexer::Kind;
use super::literal::literal_value;

impl Folder<'_> {
    /// A method of a known text or array.
    pub(super) fn call(&mut self, value: Value, name: &str, open: usize, close: usize, depth: u32) -> Value {
        match value {
            Value::Text { text, computed } => {
                self.burn(text.len());
                let known = |text: String| Value::Text { text, computed };
                match name {
                    "concat" => {
                        let more = self.all_at(open + 1, close, depth);
                        Value::Text { text: text + &more.text, computed: computed || more.computed }
                    }
                    "toLowerCase" => known(text.to_lowercase()),
                    "toUpperCase" => known(text.to_uppercase()),
                    "toString" | "valueOf" | "trim" => known(text),
                    "split" => {
                        let by = self.sum(open + 1, close, depth);
                        let items: Vec<String> = if by.text.is_empty() {
                            text.chars().take(MAX_ITEMS).map(String::from).collect()
                        } else {
                            text.split(&*by.text).take(MAX_ITEMS).map(String::from).collect()
                        };
                        Value::Array(items)
                    }
                    "replace" | "replaceAll" => {
                        let old = match self.kind(open + 1) {
                            Some(Kind::Regex) => plain_regex(self.raw(open + 1)),
                            Some(Kind::Str) => {
                                Some((literal_value(self.raw(open + 1)).0.into_owned(), name == "replaceAll"))
                            }
                            _ => None,
                        };
                        let Some((old, everywhere)) =
                            old.filter(|o| !o.0.is_empty() && self.is_mark(open + 2, b','))
                        else {
                            return Value::Text { text, computed: true };
                        };
                        let new = self.sum(open + 3, close, depth).text;
                        let limit = if everywhere { usize::MAX } else { 1 };
                        let growth = new.len().saturating_mul(text.len() / old.len() + 1);
                        if !self.burn(growth) {
                            return Value::Unknown;
                        }
                        known(text.replacen(&old, &new, limit))
                    }
                    _ => Value::Unknown,
                }
            }
            Value::Array(mut items) => match name {
                "reverse" => {
                    items.reverse();
                    Value::Array(items)
                }
                "join" => {
                    let by = if close == open + 1 {
                        ",".to_owned()
                    } else {
                        self.sum(open + 1, close, depth).text
                    };
                    let size =
                        by.len().saturating_mul(items.len()) + items.iter().map(String::len).sum::<usize>();
                    if !self.burn(size) {
                        return Value::Unknown;
                    }
                    Value::Text { text: items.join(&by), computed: false }
                }
                _ => Value::Unknown,
            },
            _ => Value::Unknown,
        }
    }
}

/// A regular expression that is a plain text, perhaps with `\` before marks: the text, and whether it is global.
fn plain_regex(raw: &str) -> Option<(String, bool)> {
    let (body, flags) = raw.strip_prefix('/')?.rsplit_once('/')?;
    let (mut text, mut escaped) = (String::new(), false);
    for c in body.chars() {
        match c {
            '\\' if !escaped => {
                escaped = true;
                continue;
            }
            c if escaped && c.is_ascii_alphanumeric() => return None,
            '.' | '*' | '+' | '?' | '(' | ')' | '[' | ']' | '{' | '}' | '|' | '^' | '$' if !escaped => {
                return None;
            }
            c => text.push(c),
        }
        escaped = false;
    }
    Some((text, flags.contains('g')))
}
