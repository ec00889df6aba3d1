//! Which names a script mentions, in its code or its literals. Made when asked for: few scripts are.
use super::detect;
use super::lexer::{Kind, Token};
use super::literal::literal_value;
use super::{MAX_SCRIPT_BYTES, prefix};

/// Most bytes of names and literals kept.
const MAX_WORDS: usize = 64 * 1024;

/// Longest name or literal kept, bytes.
const MAX_WORD: usize = 256;

/// The names and short literals of a script and of all it runs or writes.
#[derive(Clone, Debug, Default)]
pub struct Mentions {
    /// A line each.
    words: String,
}

impl Mentions {
    /// Reads the script. Never fails; linear in its length.
    pub fn read(script: &str) -> Mentions {
        let mut words = String::new();
        if !script.trim_ascii().is_empty() {
            let script = prefix(script, MAX_SCRIPT_BYTES);
            detect::for_each_script(script, &mut |source, tokens| gather(source, tokens, &mut words));
        }
        Mentions { words }
    }

    /// A name or literal of the script is, or is made up with, this id or class.
    ///
    /// A part counts if it ends where a word of it ends: `dnnViewState` mentions `dnn` and `View`, not
    /// `nn`; `#menu .item` mentions `menu` and `item`.
    pub fn name(&self, name: &str) -> bool {
        if name.is_empty() {
            return false;
        }
        let words = self.words.as_bytes();
        let whole = |start: usize, end: usize| {
            let before = start.checked_sub(1).map_or(b'\n', |n| words[n]);
            let after = words.get(end).copied().unwrap_or(b'\n');
            starts_word(before, words[start]) && ends_word(words[end - 1], after)
        };
        memchr::memmem::find_iter(words, name.as_bytes()).any(|at| whole(at, at + name.len()))
    }

    /// What the script's literals name like a host, in lower case: `//hm.baidu.com/h.js` names `hm.baidu.com`, also
    /// where the rest of the address is worked out at run time.
    pub fn hosts(&self) -> impl Iterator<Item = String> + '_ {
        let part = |c: char| !(c.is_ascii_alphanumeric() || c == '.' || c == '-');
        self.words
            .split(part)
            .filter(|name| {
                let labels = name.split('.').count();
                let last = name.rsplit('.').next().unwrap_or("");
                (2..=6).contains(&labels)
                    && name.len() <= 64
                    && (2..=12).contains(&last.len())
                    && last.bytes().all(|b| b.is_ascii_alphabetic())
                    && name.split('.').all(|label| !label.is_empty())
            })
            .map(str::to_ascii_lowercase)
    }
}

/// Adds the names and short literals among the tokens of `source`.
fn gather(source: &str, tokens: &[Token], words: &mut String) {
    for token in tokens {
        let raw = &source[token.start as usize..token.end as usize];
        let word = match token.kind {
            Kind::Ident => super::fold::resolved_name(raw),
            Kind::Str | Kind::Template => literal_value(raw).0,
            _ => continue,
        };
        if word.len() <= MAX_WORD && words.len() + word.len() < MAX_WORDS {
            words.push_str(&word);
            words.push('\n');
        }
    }
}

/// A word begins between these two bytes.
fn starts_word(before: u8, first: u8) -> bool {
    !before.is_ascii_alphanumeric() || (before.is_ascii_lowercase() && !first.is_ascii_lowercase())
}

/// A word ends between these two bytes.
fn ends_word(last: u8, after: u8) -> bool {
    !after.is_ascii_alphanumeric() || (!last.is_ascii_uppercase() && !after.is_ascii_lowercase())
}
