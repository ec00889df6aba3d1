//! Small machines that watch for a shape while characters pass: pinyin, markdown, domains, handles.
use super::super::chars::{Class, class};

/// Longest toned syllable: `zhuāng`, and one to spare.
const MAX_SYLLABLE: u8 = 7;

/// How far after a messenger's name its number may be, in characters: `微信客服 (24小时): +86 138…`.
const HANDLE_REACH: u8 = 24;

/// Fewest digits of a messenger number: QQ numbers begin at five.
const HANDLE_DIGITS: u8 = 5;

/// Top-level domains that people write domain names with in running text. Left out: those that are
/// also English words or file endings (`it`, `in`, `to`, `is`, `my`, `so`, `md`, `py`, `zip`, …).
/// Sorted.
const SPELLED_TLDS: &[&str] = &[
    "app", "asia", "au", "bet", "biz", "br", "buzz", "ca", "casino", "cc", "ch", "click", "club", "cn", "co", "com",
    "cyou", "cz", "de", "dev", "edu", "es", "eu", "fr", "fun", "games", "gov", "hk", "hu", "icu", "id", "info", "io",
    "ir", "jp", "ke", "kr", "link", "live", "lol", "me", "mobi", "mx", "net", "ng", "nl", "nz", "one", "online", "org",
    "pe", "ph", "pk", "poker", "porn", "pro", "pw", "ro", "ru", "sbs", "sex", "shop", "site", "space", "store", "su",
    "th", "tk", "top", "tr", "tv", "tw", "ua", "uk", "vip", "vn", "wang", "website", "win", "work", "world", "ws",
    "xin", "xxx", "xyz",
];

/// 產(chǎn): a Chinese character, an opening parenthesis, one syllable with a tone mark, a closing one.
#[derive(Default)]
pub(super) struct Pinyin {
    open: bool,
    letters: u8,
    toned: bool,
}

impl Pinyin {
    /// Whether the shape is being followed and needs the next character.
    pub(super) fn open(&self) -> bool {
        self.open
    }

    /// An opening parenthesis right after a Chinese character.
    pub(super) fn start(&mut self) {
        *self = Pinyin { open: true, letters: 0, toned: false };
    }

    /// The next character; true when it completes the shape.
    pub(super) fn push(&mut self, c: char) -> bool {
        let tone = is_toned_vowel(c);
        if tone || c.is_ascii_lowercase() || c == 'ü' {
            self.letters += u8::from(class(c) != Class::Mark);
            self.toned |= tone;
            self.open = self.letters <= MAX_SYLLABLE;
            return false;
        }
        self.open = false;
        matches!(c, ')' | '）') && self.toned && self.letters > 0
    }
}

fn is_toned_vowel(c: char) -> bool {
    matches!(c, 'ā' | 'á' | 'ǎ' | 'à' | 'ē' | 'é' | 'ě' | 'è' | 'ī' | 'í' | 'ǐ' | 'ì' | 'ō' | 'ó' | 'ǒ' | 'ò')
        || matches!(c, 'ū' | 'ú' | 'ǔ' | 'ù' | 'ǖ' | 'ǘ' | 'ǚ' | 'ǜ' | 'ă' | 'ĕ' | 'ĭ' | 'ŏ' | 'ŭ')
        || matches!(c, '\u{300}' | '\u{301}' | '\u{304}' | '\u{30c}')
}

/// The link openers of markdown and bulletin boards.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Markup {
    Markdown,
    Bbcode,
}

const OPENERS: [(&[u8], Markup); 3] =
    [(b"](http", Markup::Markdown), (b"[url=", Markup::Bbcode), (b"[link=", Markup::Bbcode)];

/// Watches for [`OPENERS`].
#[derive(Default)]
pub(super) struct LinkOpener {
    /// Lower-case bytes since the bracket; none begins inside another.
    seen: [u8; 6],
    len: usize,
}

impl LinkOpener {
    pub(super) fn open(&self) -> bool {
        self.len > 0
    }

    /// The next character, from a bracket on; what it completes.
    pub(super) fn push(&mut self, c: char) -> Option<Markup> {
        if matches!(c, '[' | ']') {
            self.len = 0;
        }
        self.seen[self.len] = if c.is_ascii() { (c as u8).to_ascii_lowercase() } else { 0 };
        self.len += 1;
        let seen = &self.seen[..self.len];
        let Some((opener, markup)) = OPENERS.iter().find(|(opener, _)| opener.starts_with(seen)) else {
            self.len = 0;
            return None;
        };
        if opener.len() > self.len {
            return None;
        }
        self.len = 0;
        Some(*markup)
    }
}

/// The label after the latest dot of a run of host-name characters.
#[derive(Default)]
pub(super) struct Domain {
    label: [u8; 8],
    len: usize,
    upper: usize,
    open: bool,
    /// The label before the latest dot was a top-level domain, the dot perhaps a full stop.
    before: bool,
    /// An at-sign came before: a mail address.
    mail: bool,
}

impl Domain {
    pub(super) fn open(&self) -> bool {
        self.open || self.mail
    }

    /// A dot after a letter or digit.
    pub(super) fn dot(&mut self) {
        *self = Domain { open: true, before: self.open && self.is_tld(), mail: self.mail, ..Domain::default() };
    }

    /// An at-sign after a letter or digit.
    pub(super) fn at_sign(&mut self) {
        *self = Domain { mail: true, ..Domain::default() };
    }

    /// The next character that is no dot; true when it ends a domain name.
    pub(super) fn push(&mut self, c: char) -> bool {
        if c.is_ascii_alphanumeric() || c == '-' || c == '_' {
            if let Some(slot) = self.label.get_mut(self.len) {
                *slot = c.to_ascii_lowercase() as u8;
            }
            // Past the array it is just too long.
            self.len = (self.len + 1).min(self.label.len() + 1);
            self.upper += usize::from(c.is_ascii_uppercase());
            return false;
        }
        self.end()
    }

    /// The run is over; whether it was a domain name.
    pub(super) fn end(&mut self) -> bool {
        let found = self.open && !self.mail && if self.len == 0 { self.before } else { self.is_tld() };
        *self = Domain::default();
        found
    }

    fn is_tld(&self) -> bool {
        let label = self.label.get(..self.len).and_then(|l| std::str::from_utf8(l).ok()).unwrap_or("");
        // `done.Top` is a missing blank; `EXAMPLE.COM` is not.
        let one_case = self.upper == 0 || self.upper == self.len;
        one_case && SPELLED_TLDS.binary_search(&label).is_ok()
    }
}

/// What follows a messenger's name.
#[derive(Default)]
pub(super) struct Handle {
    left: u8,
    digits: u8,
    /// Letters since an at-sign, plus one; 0 before one.
    name: u8,
}

impl Handle {
    pub(super) fn open(&self) -> bool {
        self.left > 0
    }

    /// A messenger's name ended here.
    pub(super) fn start(&mut self) {
        *self = Handle { left: HANDLE_REACH, digits: 0, name: 0 };
    }

    /// The next character; true when it completes a number or an @name.
    pub(super) fn push(&mut self, c: char) -> bool {
        self.left -= 1;
        if matches!(c, '\n' | ',' | ';' | '。' | '，' | '；' | '、') {
            self.left = 0;
        }
        self.digits += u8::from(c.is_ascii_digit());
        self.name = match c {
            '@' => 1,
            _ if self.name > 0 && (c.is_ascii_alphanumeric() || c == '_') => self.name + 1,
            _ => 0,
        };
        // Names have at least five letters on Telegram; four leaves room for others.
        let found = self.digits >= HANDLE_DIGITS || self.name > 4;
        if found {
            self.left = 0;
        }
        found
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn spelled_top_level_domains_are_sorted_real_and_fit_the_label() {
        assert!(SPELLED_TLDS.is_sorted_by(|a, b| a < b));
        for tld in SPELLED_TLDS {
            assert!(tld.len() <= Domain::default().label.len(), "{tld}");
            let suffix = psl::suffix(tld.as_bytes()).unwrap();
            assert!(suffix.is_known(), "{tld}");
        }
    }
}
