//! The obvious lexer, and reading every token of every script: what the fast ways must agree with.
use super::detect;
use super::lexer::{Kind, MAX_TOKENS, NONE, OPERATOR, Token, line_end, regex_end, regex_may_start};
use super::literal::Counts;
use super::*;
use proptest::prelude::*;

/// Cuts a script into tokens, a byte at a time.
pub(super) fn lex(script: &str, counts: &mut Counts) -> Vec<Token> {
    let bytes = script.as_bytes();
    let mut tokens: Vec<Token> = Vec::with_capacity((bytes.len() / 5).min(MAX_TOKENS));
    let mut open: Vec<u32> = Vec::new();
    let mut at = 0;
    while at < bytes.len() && tokens.len() < MAX_TOKENS {
        let start = at;
        let byte = bytes[at];
        let next = bytes.get(at + 1).copied().unwrap_or(0);
        let kind = match byte {
            b' ' | b'\t' | b'\n' | b'\r' | 0x0b | 0x0c => {
                at += 1;
                continue;
            }
            b'/' if next == b'/' => {
                at = line_end(bytes, at);
                continue;
            }
            b'/' if next == b'*' => {
                at = memchr::memmem::find(&bytes[at + 2..], b"*/").map_or(bytes.len(), |n| at + n + 4);
                continue;
            }
            // A comment to the end of the line, left from browsers without scripts.
            b'<' if bytes[at..].starts_with(b"<!--") => {
                at = line_end(bytes, at);
                continue;
            }
            b'"' | b'\'' => {
                at = string_end(bytes, at);
                counts.add(&bytes[start..at], true);
                Kind::Str
            }
            b'`' => {
                at = string_end(bytes, at);
                counts.add(&bytes[start..at], true);
                Kind::Template
            }
            b'0'..=b'9' => {
                at += 1;
                while at < bytes.len()
                    && (bytes[at].is_ascii_alphanumeric() || matches!(bytes[at], b'.' | b'_'))
                {
                    at += 1;
                }
                Kind::Number
            }
            b'/' if regex_may_start(tokens.last(), script) => match regex_end(bytes, at) {
                Some(end) => {
                    at = end;
                    Kind::Regex
                }
                None => {
                    at += 1;
                    Kind::Mark(b'/')
                }
            },
            _ if is_ident_byte(byte) => {
                while at < bytes.len() && is_ident_byte(bytes[at]) {
                    at += 1;
                }
                Kind::Ident
            }
            b'=' if !matches!(next, b'=' | b'>') => {
                at += 1;
                Kind::Assign
            }
            b'+' if next == b'=' => {
                at += 2;
                Kind::Append
            }
            b'=' | b'!' | b'<' | b'>' | b'&' | b'|' | b'?' | b'+' | b'-'
                if matches!(next, b'=' | b'>' | b'&' | b'|') || (byte == next && byte != b'!') =>
            {
                at += 2;
                while at < bytes.len() && matches!(bytes[at], b'=' | b'>') {
                    at += 1;
                }
                Kind::Mark(OPERATOR)
            }
            _ => {
                at += 1;
                Kind::Mark(byte)
            }
        };
        let index = tokens.len() as u32;
        let mut pair = NONE;
        match kind {
            Kind::Mark(b'(' | b'[' | b'{') => open.push(index),
            Kind::Mark(close @ (b')' | b']' | b'}')) => {
                // A wrong bracket is left alone, so that one slip does not unpair the whole script.
                let matches = open
                    .last()
                    .is_some_and(|&o| script.as_bytes()[tokens[o as usize].start as usize] == opener(close));
                if matches && let Some(partner) = open.pop() {
                    pair = partner;
                    tokens[partner as usize].pair = index;
                }
            }
            _ => {}
        }
        tokens.push(Token { kind, start: start as u32, end: at as u32, pair });
    }
    tokens
}

/// Just behind the closing quote; of an unclosed string, the end of its line.
fn string_end(bytes: &[u8], start: usize) -> usize {
    let quote = bytes[start];
    let mut at = start + 1;
    while at < bytes.len() {
        let Some(found) =
            memchr::memchr3(quote, b'\\', if quote == b'`' { quote } else { b'\n' }, &bytes[at..])
        else {
            return bytes.len();
        };
        at += found;
        match bytes[at] {
            // A quoted line end (also CR LF) continues the string.
            b'\\' => at += if bytes[at + 1..].starts_with(b"\r\n") { 3 } else { 2 },
            b'\n' => return at,
            _ => return at + 1,
        }
    }
    // An escape at the very end may have stepped over it.
    bytes.len()
}

fn is_ident_byte(byte: u8) -> bool {
    // A backslash outside a string can only begin an escaped letter of a name.
    byte.is_ascii_alphanumeric() || matches!(byte, b'_' | b'$' | b'\\') || byte >= 0x80
}

fn opener(close: u8) -> u8 {
    match close {
        b')' => b'(',
        b']' => b'[',
        _ => b'{',
    }
}

/// Both ways give the same tokens, figures and facts.
fn agrees(script: &str) {
    let (mut counts, mut slow_counts) = (Counts::default(), Counts::default());
    let fast = lexer::lex(script, &mut counts);
    assert_eq!(fast.tokens, lex(script, &mut slow_counts), "{script}");
    assert_eq!(counts, slow_counts, "{script}");
    let mut slow = ScriptFacts { bytes: script.len() as u32, ..ScriptFacts::default() };
    detect::run_slowly(script, &mut slow);
    assert_eq!(analyse(script), slow, "{script}");
}

#[test]
fn scripts_of_all_kinds_are_read_alike() {
    for script in [
        "",
        " ",
        "\\",
        "'a",
        "'a\\",
        "\"a\\\r\nb\" 'c\nd'",
        "`a\nb`",
        "'a%41' + \"%\" + '\\x41\\u0041'",
        "'0123456789012'; 0x1F; 1.5e3; .5",
        "a\\u0062c = 'x'; \\u0065val('y')",
        "é.ünd = $a_1",
        "x.title = 'a'; document.title = 'b'; userAgent",
        "var a = 'userAgent', b = navigator[a]; 'baidu'",
        "eval('document.referrer'); x = 'google'",
        "document.write('<script>navigator.userAgent</script>'); a = /baidu/",
        "var s = 'sr' + 'c'; x[s] = '//a.example/'",
        "x['src'] = '//a.example/'; y['href']; z['\\x73rc'] = '//b.example/'",
        "a.b.style.left = x; e.style['left'] = '-9999px'; x1.style['left'] = '-9999px'",
        "location.replace('x'); 'a'.replace('b'); x['location'].replace('y')",
        "setTimeout('eval(1)', 1); setTimeout(f, 1); setInterval (\"location='x'\")",
        "'a'.length / 2; x = /['\"]/g; /* ' */ // \"\n<!-- x\n(a]b)",
        "String.fromCharCode(1); x.hidden = true; y.hidden = false; z.remove()",
    ] {
        agrees(script);
    }
}

proptest! {
    #[test]
    fn any_text_is_read_alike(script in "\\PC{0,200}") {
        agrees(&script);
    }

    #[test]
    fn any_mix_of_script_words_is_read_alike(words in proptest::collection::vec(
        proptest::sample::select(vec!["document", ".", ".", "write", "(", ")", "()", "[", "]", "{", "}", "'", "'", "\"", "`", "${", "\\",
            "\\u0065", "\\x41", "eval", "unescape", "String", "fromCharCode", "60", ",", "+", "=", "=", "+=", "==", "$", "'#x'", "style",
            "display", "'none'", "é", "/", "/*", "*/", "//", "\n", "\r\n", "<!--", "var ", "a", "b", ";", " ", "<div ", "%41", "'%41'",
            "split", "join", "replace", "function", "new ", "Array", "getElementById", "location", "title", "css", "href", "src",
            "'//a.example/'", "'src'", "'write'", "hidden", "true", "remove", "hide", "userAgent", "'baidu'", "/bot/", "referrer",
            "setTimeout", "setAttribute", "innerHTML", "'<b>'", "all", "window", "123456789012", "'123456789012'"]), 0..60)) {
        agrees(&words.concat());
    }
}
