//! JavaScript expressions for a string, in the disguises injected scripts wear.
use super::dice::Dice;

/// An expression whose value is `text` (ASCII). `plain` is the chance of an undisguised literal.
pub(crate) fn expression(dice: &mut Dice, text: &str, plain: f64) -> String {
    let text = &text.chars().filter(char::is_ascii).collect::<String>();
    if dice.chance(plain) {
        return literal(dice, text);
    }
    match dice.range(0..=9) {
        0..=2 => pieces(dice, text),
        3 => format!("unescape('{}')", text.bytes().map(|b| format!("%{b:02x}")).collect::<String>()),
        4 => format!("\"{}\"", text.bytes().map(|b| format!("\\x{b:02X}")).collect::<String>()),
        5 => {
            let codes: Vec<String> = text.bytes().map(|b| b.to_string()).collect();
            format!("String.fromCharCode({})", codes.join(","))
        }
        6 => format!(
            "'{}'.split('').reverse().join('')",
            escape(&text.chars().rev().collect::<String>(), '\'')
        ),
        7 => format!("\"{}\"", text.bytes().map(|b| format!("\\u{b:04x}")).collect::<String>()),
        8 => {
            let junk = dice.word(&["#", "@", "~", "!x", "qq"]);
            let noisy: String = text
                .chars()
                .map(|c| if dice.chance(0.3) { format!("{c}{junk}") } else { c.to_string() })
                .collect();
            format!("'{}'.replace(/{junk}/g,'')", escape(&noisy, '\''))
        }
        _ => {
            let shift = dice.range(1..=9) as u8;
            let codes: Vec<String> = text.bytes().map(|b| (b + shift).to_string()).collect();
            format!(
                "[{}].map(function(c){{return String.fromCharCode(c-{shift})}}).join('')",
                codes.join(",")
            )
        }
    }
}

/// A literal in either quote.
pub(crate) fn literal(dice: &mut Dice, text: &str) -> String {
    let quote = *dice.pick(&['\'', '"']);
    format!("{quote}{}{quote}", escape(text, quote))
}

/// The literal cut into 2–20 pieces joined by `+`.
fn pieces(dice: &mut Dice, text: &str) -> String {
    let longest = (text.len() / dice.range(2..=20)).max(1);
    let space = dice.word(&["", " "]);
    let quote = *dice.pick(&['\'', '"']);
    let mut parts = Vec::new();
    let mut rest = text;
    while !rest.is_empty() {
        let (piece, after) = rest.split_at(dice.range(1..=longest + 1).min(rest.len()));
        parts.push(format!("{quote}{}{quote}", escape(piece, quote)));
        rest = after;
    }
    if parts.is_empty() { "''".to_owned() } else { parts.join(&format!("{space}+{space}")) }
}

fn escape(text: &str, quote: char) -> String {
    let mut out = String::with_capacity(text.len());
    for (at, c) in text.char_indices() {
        match c {
            '\n' => out.push_str("\\n"),
            '\r' => {}
            // `</` would end the script it stands in.
            '/' if at > 0 && text.as_bytes()[at - 1] == b'<' => out.push_str("\\/"),
            c if c == quote || c == '\\' => {
                out.push('\\');
                out.push(c);
            }
            c => out.push(c),
        }
    }
    out
}

/// A variable name: `_0x5059`, `a`, `kq`.
pub(crate) fn variable(dice: &mut Dice) -> String {
    match dice.range(0..=2) {
        0 => format!("_0x{}", dice.letters("0123456789abcdef", 4)),
        1 => dice.letters("abcdefghijklmnopqrstuvwxyz", 1),
        _ => {
            let length = dice.range(2..=7);
            dice.letters("abcdefghijklmnopqrstuvwxyz", length)
        }
    }
}

/// Code run through `eval`, disguised.
pub(crate) fn evaluated(dice: &mut Dice, code: &str) -> String {
    let expression = expression(dice, code, 0.0);
    match dice.range(0..=3) {
        0 => format!("eval({expression});"),
        1 => format!("(new Function({expression}))();"),
        2 => {
            let name = variable(dice);
            format!("var {name}={expression};eval({name});")
        }
        _ => format!("window['ev'+'al']({expression})"),
    }
}

/// The well-known packer's shape around a word list.
pub(crate) fn packed(dice: &mut Dice, code: &str) -> String {
    let mut words: Vec<&str> = Vec::new();
    let mut body = String::new();
    let mut at = 0;
    let is_word = |b: u8| b.is_ascii_alphanumeric() || b == b'_';
    let bytes = code.as_bytes();
    while at < bytes.len() {
        let from = at;
        let word = is_word(bytes[at]);
        while at < bytes.len() && is_word(bytes[at]) == word && bytes[at].is_ascii() {
            at += 1;
        }
        // Anything outside ASCII is dropped: packed code is ASCII.
        at = at.max(from + 1);
        let Some(piece) = code.get(from..at).filter(|piece| piece.is_ascii()) else { continue };
        if word {
            let index = words.iter().position(|w| *w == piece).unwrap_or_else(|| {
                words.push(piece);
                words.len() - 1
            });
            body.push_str(&base36(index));
        } else {
            body.push_str(&escape(piece, '\''));
        }
    }
    let (count, radix) = (words.len(), *dice.pick(&[36usize, 62]));
    format!(
        "eval(function(p,a,c,k,e,{last}){{e=function(c){{return c.toString(36)}};if(!''.replace(/^/,String)){{while(c--)\
         d[c.toString(a)]=k[c]||c.toString(a);k=[function(e){{return d[e]}}];e=function(){{return'\\\\w+'}};c=1}};\
         while(c--)if(k[c])p=p.replace(new RegExp('\\\\b'+e(c)+'\\\\b','g'),k[c]);return p}}\
         ('{body}',{radix},{count},'{list}'.split('|'),0,{{}}))",
        last = dice.pick(&["d", "r"]),
        list = words.join("|"),
    )
}

fn base36(mut n: usize) -> String {
    let mut digits = Vec::new();
    loop {
        digits.push(char::from_digit((n % 36) as u32, 36).unwrap_or('0'));
        n /= 36;
        if n == 0 {
            return digits.iter().rev().collect();
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn no_disguise_ends_its_script_or_its_line() {
        let mut dice = Dice::of(&[b"disguise"]);
        for _ in 0..300 {
            for text in ["</div>", "a'b\"c\\d\ne", ""] {
                let out = expression(&mut dice, text, 0.2);
                assert!(!out.contains("</") && !out.contains('\n'), "{out}");
            }
        }
    }

    #[test]
    fn packed_code_lists_its_words_once() {
        let out = packed(&mut Dice::of(&[b"packed"]), "document.write('a');document.x");
        assert!(out.contains("'document|write|a|x'.split('|')"), "{out}");
        assert!(out.contains("0.1(\\'2\\');0.3"), "{out}");
    }
}
