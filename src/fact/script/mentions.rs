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

    /// Whether [`Mentions::name`] can say yes for a script that holds no other, told by its text alone: far faster than
    /// gathering the names. The answer no is certain.
    pub fn may_name(script: &str, name: &str) -> bool {
        let script = prefix(script, MAX_SCRIPT_BYTES);
        let is_plain = |b: u8| b.is_ascii_alphanumeric() || matches!(b, b'-' | b'_');
        if !name.bytes().all(is_plain) || memchr::memmem::find(script.as_bytes(), name.as_bytes()).is_some() {
            return true;
        }
        // A name that does not stand there as it is can only be put together: around the hole of a template, or with an
        // escape that stands for a letter, a digit, `-`, `_` or nothing.
        let mut signs = memchr::memchr2_iter(b'\\', b'$', script.as_bytes());
        signs.any(|at| match script.as_bytes().get(at + 1) {
            Some(b'{') => script.as_bytes()[at] == b'$',
            Some(b'n' | b'r' | b't') => false,
            Some(next) => script.as_bytes()[at] == b'\\' && (is_plain(*next) || !next.is_ascii_punctuation()),
            None => false,
        })
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

#[cfg(test)]
mod tests {
    use super::*;
    use crate::fact::script::analyse;
    use proptest::prelude::*;

    proptest! {
        #[test]
        fn what_is_named_may_be_named(
            parts in proptest::collection::vec(
                proptest::sample::select(&[
                    "hid", "den", "_", "-", "'", "\"", "`", "\\", "\\x64", "\\u0068", "\\\n", "\\-", "\\/", "\\n", "\\d", "${x}", "$", "{", "}",
                    " ", "\n", ";", "+", "(", ")", "eval('", "')", "document.write(", "unescape('%68id", "a.b=", "/", "[", "]", "//", "/*", "*/",
                ][..]),
                0..14,
            ),
            name in proptest::sample::select(&["hid", "den", "hidden", "hid-den", "hid_den", "d", "-", "hid.den", "hid\nden"][..]),
        ) {
            let script = parts.concat();
            if Mentions::read(&script).name(name) {
                prop_assert!(analyse(&script).holds_scripts || Mentions::may_name(&script, name), "{:?} in {:?}", name, script);
            }
        }
    }

    #[test]
    fn most_names_are_told_to_be_absent_without_reading_the_script() {
        let script = r#"var re = /a\/b/; f("say \"no\"\n", 'it\'s', `${'$'}`.length, $('#menu'))"#
            .replace("`${'$'}`", "'$'");
        assert!(!Mentions::may_name(&script, "sidebar"));
        assert!(Mentions::may_name(&script, "menu"));
        assert!(Mentions::may_name(r"f('side\x62ar')", "sidebar"));
    }
}
