//! How one kit writes tags: quotes, case, spaces and line breaks are its handwriting.
use super::dice::Dice;

/// Characters allowed in an unquoted attribute value here; narrower than HTML allows, so never ambiguous.
fn is_bare(value: &str) -> bool {
    !value.is_empty() && value.bytes().all(|b| b.is_ascii_alphanumeric() || b".-_:/?#%".contains(&b))
}

/// The handwriting of a kit.
#[derive(Clone, Debug)]
pub(crate) struct Markup {
    quote: Option<char>,
    upper: bool,
    space_before_end: bool,
    style_space: &'static str,
    style_end: &'static str,
    rotate: usize,
    /// Between the pieces of a block: nothing, LF, CRLF, LF and a tab, …
    pub(crate) gap: &'static str,
}

impl Markup {
    pub(crate) fn new(dice: &mut Dice) -> Self {
        Markup {
            quote: *dice.weighted(&[(Some('"'), 14), (Some('\''), 4), (None, 2)]),
            upper: dice.chance(0.07),
            space_before_end: dice.chance(0.06),
            style_space: if dice.chance(0.5) { " " } else { "" },
            style_end: if dice.chance(0.65) { ";" } else { "" },
            rotate: dice.range(0..=2),
            gap: dice.weighted_word(&[
                ("\n", 8),
                ("", 7),
                ("\r\n", 3),
                ("\n\n", 1),
                ("\n\t", 2),
                ("\n    ", 2),
                (" ", 2),
            ]),
        }
    }

    /// A start tag. Attributes with an empty value are written bare (`hidden`).
    pub(crate) fn open(&self, name: &str, attributes: &[(&str, &str)]) -> String {
        let mut out = format!("<{}", self.case(name));
        for at in 0..attributes.len() {
            let (key, value) = attributes[(at + self.rotate) % attributes.len()];
            out.push(' ');
            out.push_str(&self.case(key));
            if value.is_empty() {
                continue;
            }
            out.push('=');
            match self.quote {
                None if is_bare(value) => out.push_str(value),
                Some('\'') if !value.contains('\'') => out.push_str(&format!("'{value}'")),
                _ => out.push_str(&format!("\"{value}\"")),
            }
        }
        out.push_str(if self.space_before_end { " >" } else { ">" });
        out
    }

    /// An end tag.
    pub(crate) fn close(&self, name: &str) -> String {
        format!("</{}>", self.case(name))
    }

    /// `open`, `inside`, `close`.
    pub(crate) fn wrap(&self, name: &str, attributes: &[(&str, &str)], inside: &str) -> String {
        format!("{}{inside}{}", self.open(name, attributes), self.close(name))
    }

    /// A style attribute's value.
    pub(crate) fn style(&self, declarations: &[(&str, &str)]) -> String {
        let mut out = String::new();
        for (at, (property, value)) in declarations.iter().enumerate() {
            if at > 0 {
                out.push(';');
                out.push_str(self.style_space);
            }
            out.push_str(&format!("{property}:{}{value}", self.style_space));
        }
        out + self.style_end
    }

    /// The name in this kit's letter case.
    pub(crate) fn case(&self, name: &str) -> String {
        if self.upper { name.to_ascii_uppercase() } else { name.to_owned() }
    }
}

/// Every character as a decimal or four-digit hexadecimal reference. With `split_astral` a character outside the
/// basic plane becomes two surrogate references, as kits written over UTF-16 do.
pub(crate) fn entities(text: &str, hex: bool, split_astral: bool) -> String {
    let mut out = String::with_capacity(text.len() * 4);
    let mut push =
        |code: u32| out.push_str(&if hex { format!("&#x{code:04X};") } else { format!("&#{code};") });
    for c in text.chars() {
        if split_astral {
            let mut units = [0; 2];
            c.encode_utf16(&mut units).iter().for_each(|unit| push(u32::from(*unit)));
        } else {
            push(u32::from(c));
        }
    }
    out
}

/// Only the characters outside ASCII as decimal references.
pub(crate) fn foreign_entities(text: &str) -> String {
    let mut out = String::with_capacity(text.len() * 2);
    for c in text.chars() {
        if c.is_ascii() { out.push(c) } else { out.push_str(&format!("&#{};", u32::from(c))) }
    }
    out
}

/// The body of a JavaScript string literal in either quote: quotes, backslashes, `<` and line ends escaped.
pub(crate) fn js_string(text: &str) -> String {
    let mut out = String::with_capacity(text.len() + 8);
    for c in text.chars() {
        match c {
            '\\' | '"' | '\'' => {
                out.push('\\');
                out.push(c);
            }
            '\n' => out.push_str("\\n"),
            '\r' => {}
            '<' => out.push_str("\\x3C"),
            c => out.push(c),
        }
    }
    out
}

/// Markup in ASCII only, meaning the same: `\u` inside `<script>`, `\` hex inside `<style>`, references elsewhere.
/// For pages in a legacy charset, whose bytes would read UTF-8 as something else.
pub(crate) fn ascii_only(markup: &str) -> String {
    if markup.is_ascii() {
        return markup.to_owned();
    }
    let lower = markup.to_ascii_lowercase();
    let mut out = String::with_capacity(markup.len() * 2);
    let mut inside: Option<&str> = None;
    for (at, c) in markup.char_indices() {
        if c == '<' {
            let rest = &lower[at..];
            inside = match inside {
                None if rest.starts_with("<script") => Some("</script"),
                None if rest.starts_with("<style") => Some("</style"),
                Some(end) if rest.starts_with(end) => None,
                same => same,
            };
        }
        match inside {
            _ if c.is_ascii() => out.push(c),
            Some("</script") => {
                let mut units = [0; 2];
                for unit in c.encode_utf16(&mut units) {
                    out.push_str(&format!("\\u{unit:04x}"));
                }
            }
            Some(_) => out.push_str(&format!("\\{:06x}", u32::from(c))),
            None => out.push_str(&format!("&#{};", u32::from(c))),
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn handwriting_keeps_attributes_readable() {
        for n in 0..200u8 {
            let markup = Markup::new(&mut Dice::of(&[&[n]]));
            let tag = markup.open("div", &[("id", "a1"), ("style", "left: -9px"), ("hidden", "")]);
            let lower = tag.to_ascii_lowercase();
            assert!(lower.starts_with("<div ") && lower.ends_with('>'), "{tag}");
            assert!(lower.contains("\"left: -9px\"") || lower.contains("'left: -9px'"), "{tag}");
            assert!(lower.contains("id=") && lower.contains("hidden"), "{tag}");
        }
    }

    #[test]
    fn text_outside_ascii_is_written_in_each_language() {
        for (markup, want) in [
            ("<b>é</b>", "<b>&#233;</b>"),
            ("<script>'é😀'</script>é", "<script>'\\u00e9\\ud83d\\ude00'</script>&#233;"),
            ("<STYLE>é</STYLE>", "<STYLE>\\0000e9</STYLE>"),
        ] {
            assert_eq!(ascii_only(markup), want);
        }
        assert_eq!(entities("a😀", false, true), "&#97;&#55357;&#56832;");
        assert_eq!(entities("é", true, false), "&#x00E9;");
        assert_eq!(foreign_entities("aé"), "a&#233;");
        assert_eq!(js_string("a'</b>\n"), "a\\'\\x3C/b>\\n");
    }
}
