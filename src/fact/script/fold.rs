//! Works out what string expressions come to, without running anything.
use super::decode;
use super::lexer::{Kind, NONE, Token};
use super::literal::{literal_value, unescape_one};
use foldhash::{HashMap, HashMapExt};
use std::borrow::Cow;

/// Deepest nesting of expressions that is followed.
const MAX_DEPTH: u32 = 24;

/// Work allowed for one script: steps and bytes, in all, whatever it does.
const FUEL_BASE: usize = 200_000;

/// Further work for each byte of the script.
const FUEL_PER_BYTE: usize = 4;

/// Longest text that a variable is followed with.
const MAX_TEXT: usize = 256 * 1024;

/// Most items of an array.
pub(super) const MAX_ITEMS: usize = 65_536;

/// What an expression comes to.
#[derive(Clone, Debug, Default)]
pub(super) struct Folded {
    /// The parts that are known, joined.
    pub(super) text: String,
    /// Some part is not known.
    pub(super) computed: bool,
    /// Index of the first token behind the expression.
    pub(super) next: usize,
}

/// What a variable holds.
#[derive(Clone, Debug)]
pub(super) enum Value {
    Text {
        text: String,
        computed: bool,
    },
    Array(Vec<String>),
    /// Elements, by id and class.
    Elements(Targets),
    /// `document` under another name.
    Document,
    Unknown,
}

/// Elements that an expression stands for.
#[derive(Clone, Debug, Default)]
pub(super) struct Targets {
    pub(super) ids: Vec<String>,
    pub(super) classes: Vec<String>,
}

/// A script's tokens and the variables seen so far.
pub(super) struct Folder<'s> {
    pub(super) source: &'s str,
    pub(super) tokens: &'s [Token],
    pub(super) variables: HashMap<&'s str, Value>,
    /// Work left, see [`fuel_for`].
    pub(super) fuel: usize,
}

/// The work allowed for a script and all that it runs or writes.
pub(super) fn fuel_for(script: &str) -> usize {
    FUEL_BASE + FUEL_PER_BYTE * script.len()
}

impl<'s> Folder<'s> {
    pub(super) fn new(source: &'s str, tokens: &'s [Token], fuel: usize) -> Folder<'s> {
        Folder { source, tokens, variables: HashMap::new(), fuel }
    }

    pub(super) fn kind(&self, at: usize) -> Option<Kind> {
        self.tokens.get(at).map(|t| t.kind)
    }

    pub(super) fn is_mark(&self, at: usize, mark: u8) -> bool {
        self.kind(at) == Some(Kind::Mark(mark))
    }

    pub(super) fn raw(&self, at: usize) -> &'s str {
        self.tokens.get(at).map_or("", |t| &self.source[t.start as usize..t.end as usize])
    }

    /// The partner of a bracket.
    pub(super) fn pair(&self, at: usize) -> Option<usize> {
        self.tokens.get(at).map(|t| t.pair).filter(|&p| p != NONE).map(|p| p as usize)
    }

    /// A name, its escapes (`\u0065val`) resolved.
    pub(super) fn name(&self, at: usize) -> Cow<'s, str> {
        resolved_name(self.raw(at))
    }

    /// Takes `amount` of the work allowed; `false` when it is used up.
    pub(super) fn burn(&mut self, amount: usize) -> bool {
        let enough = self.fuel >= amount;
        self.fuel = self.fuel.saturating_sub(amount);
        enough
    }

    /// The start and end of each argument between two paired parentheses, 16 at most.
    pub(super) fn arguments(&mut self, open: usize) -> Vec<(usize, usize)> {
        let mut out = Vec::new();
        let Some(close) = self.pair(open) else { return out };
        let (mut start, mut at) = (open + 1, open + 1);
        while at < close && out.len() < 16 && self.burn(1) {
            if self.is_mark(at, b',') {
                out.push((start, at));
                start = at + 1;
            }
            at = self.after(at);
        }
        if start < close {
            out.push((start, close));
        }
        out
    }

    /// The token behind this one, or behind the bracket it opens.
    fn after(&self, at: usize) -> usize {
        self.pair(at).filter(|&p| p > at).unwrap_or(at) + 1
    }

    /// The whole of a range, its known parts joined whatever stands between them.
    pub(super) fn all(&mut self, start: usize, end: usize) -> Folded {
        self.all_at(start, end, 0)
    }

    pub(super) fn all_at(&mut self, start: usize, end: usize, depth: u32) -> Folded {
        let mut out = Folded { next: start, ..Folded::default() };
        while out.next < end {
            let part = self.sum(out.next, end, depth);
            out.text.push_str(&part.text);
            out.computed |= part.computed;
            out.next = part.next;
            if out.next < end {
                // `?`, `||`, … : which side holds is not known. A comma only parts two arguments.
                out.computed |= !self.is_mark(out.next, b',');
                out.next += 1;
            }
            if !self.burn(1 + part.text.len()) {
                break;
            }
        }
        out.next = end;
        out
    }

    /// The expression that begins here, up to the first token that does not continue a sum of strings.
    pub(super) fn value(&mut self, start: usize) -> Value {
        let end = self.tokens.len();
        let (first, next) = self.term(start, end, 0);
        match first {
            Value::Array(_) | Value::Elements(_) | Value::Document if !self.is_mark(next, b'+') => first,
            first => {
                let folded = self.sum_from(first, next, end, 0);
                if folded.text.is_empty() && folded.computed {
                    Value::Unknown
                } else {
                    Value::Text { text: folded.text, computed: folded.computed }
                }
            }
        }
    }

    /// Like [`Folder::value`], for a text.
    pub(super) fn text_from(&mut self, start: usize) -> Folded {
        self.sum(start, self.tokens.len(), 0)
    }

    /// A sum of strings within a range.
    pub(super) fn sum(&mut self, start: usize, end: usize, depth: u32) -> Folded {
        let (first, next) = self.term(start, end, depth);
        self.sum_from(first, next, end, depth)
    }

    fn sum_from(&mut self, first: Value, next: usize, end: usize, depth: u32) -> Folded {
        let mut out = Folded { next, ..Folded::default() };
        join(&mut out, first);
        while out.next < end && self.is_mark(out.next, b'+') && out.text.len() <= MAX_TEXT {
            let (term, next) = self.term(out.next + 1, end, depth);
            if !self.burn(match &term {
                Value::Text { text, .. } => 1 + text.len(),
                _ => 1,
            }) {
                break;
            }
            out.next = next;
            join(&mut out, term);
        }
        out
    }

    /// One operand with its methods.
    fn term(&mut self, start: usize, end: usize, depth: u32) -> (Value, usize) {
        if start >= end || depth > MAX_DEPTH || !self.burn(1) {
            return (Value::Unknown, end.max(start));
        }
        let closing = self.pair(start).filter(|&p| p > start && p < end);
        let text = |text: String, computed: bool| Value::Text { text, computed };
        let (value, next) = match (self.tokens[start].kind, closing) {
            (Kind::Str | Kind::Template, _) => {
                let (value, holes) = literal_value(self.raw(start));
                self.burn(value.len());
                (text(value.into_owned(), holes), start + 1)
            }
            (Kind::Number, _) => (text(number_text(self.raw(start)), false), start + 1),
            (Kind::Mark(b'('), Some(close)) => {
                let inner = self.sum(start + 1, close, depth + 1);
                (text(inner.text, inner.computed || inner.next < close), close + 1)
            }
            (Kind::Mark(b'['), Some(close)) => (self.items(start, close, depth + 1), close + 1),
            // `}` and the like end the operand; they belong to what is around it.
            (Kind::Mark(b')' | b']' | b'}' | b';' | b','), _) => return (Value::Unknown, start),
            (Kind::Ident, _) => self.named(start, end, depth),
            (_, Some(close)) => (Value::Unknown, close + 1),
            _ => (Value::Unknown, start + 1),
        };
        self.methods(value, next, end, depth)
    }

    /// An operand that begins with a name.
    fn named(&mut self, start: usize, end: usize, depth: u32) -> (Value, usize) {
        let name = self.name(start);
        let mut at = start + 1;
        match &*name {
            "new" => return self.term(at, end, depth + 1),
            "window" | "self" | "top" | "globalThis" | "parent" => {
                if self.is_mark(at, b'.') && self.kind(at + 1) == Some(Kind::Ident) {
                    return self.term(at + 1, end, depth + 1);
                }
                return (Value::Unknown, at);
            }
            "function" => {
                while at < end && !self.is_mark(at, b'{') && self.burn(1) {
                    at = self.after(at);
                }
                return (Value::Unknown, self.after(at).min(end.max(at)));
            }
            "String" if !self.is_mark(at, b'(') => {
                if let Some((method, open)) = self.member(at, depth)
                    && method == "fromCharCode"
                    && let Some(close) = self.pair(open).filter(|&c| c > open)
                {
                    return (self.char_codes(open + 1, close), close + 1);
                }
                return (Value::Unknown, at);
            }
            "document" if !self.is_mark(at, b'.') && !self.is_mark(at, b'[') => return (Value::Document, at),
            _ => {}
        }
        if self.is_mark(at, b'(')
            && let Some(close) = self.pair(at).filter(|&c| c > at && c < end)
        {
            if &*name == "Array" {
                return (self.items(at, close, depth + 1), close + 1);
            }
            if matches!(&*name, "unescape" | "decodeURIComponent" | "decodeURI" | "atob" | "String") {
                let inner = self.sum(at + 1, close, depth + 1);
                self.burn(inner.text.len());
                let decoded = match &*name {
                    "atob" => decode::base64(&inner.text),
                    "String" => Some(inner.text),
                    _ => Some(decode::percent(&inner.text)),
                };
                let computed = inner.computed || inner.next < close || decoded.is_none();
                return (Value::Text { text: decoded.unwrap_or_default(), computed }, close + 1);
            }
        }
        if self.variables.is_empty() {
            return (Value::Unknown, at);
        }
        match self.variables.get(&*name) {
            Some(Value::Array(items)) if self.is_mark(at, b'[') => {
                // Taken apart here: copying the array for each look-up would be quadratic.
                let Some(close) = self.pair(at).filter(|&c| c == at + 2 && c < end) else {
                    return (Value::Unknown, at);
                };
                let index = parse_number(self.raw(at + 1));
                let item = index.and_then(|n| items.get(n as usize)).cloned();
                self.burn(item.as_ref().map_or(0, String::len));
                (item.map_or(Value::Unknown, |text| Value::Text { text, computed: false }), close + 1)
            }
            Some(value) => {
                let size = match value {
                    Value::Text { text, .. } => text.len(),
                    Value::Array(items) => items.iter().map(String::len).sum::<usize>() + items.len(),
                    _ => 1,
                };
                let value = value.clone();
                if self.burn(size) { (value, at) } else { (Value::Unknown, at) }
            }
            None => (Value::Unknown, at),
        }
    }

    /// `.name` or `['name']` at `at`: the name, and the token behind it.
    pub(super) fn member(&mut self, at: usize, depth: u32) -> Option<(Cow<'s, str>, usize)> {
        if self.is_mark(at, b'.') && self.kind(at + 1) == Some(Kind::Ident) {
            return Some((self.name(at + 1), at + 2));
        }
        if self.is_mark(at, b'[') {
            let close = self.pair(at).filter(|&c| c > at)?;
            let folded = self.sum(at + 1, close, depth + 1);
            if !folded.computed && folded.next == close {
                return Some((Cow::Owned(folded.text), close + 1));
            }
        }
        None
    }

    /// The items of an array; those not known are empty.
    fn items(&mut self, open: usize, close: usize, depth: u32) -> Value {
        let (mut items, mut at) = (Vec::new(), open + 1);
        while at < close && items.len() < MAX_ITEMS && self.burn(1) {
            let item = self.sum(at, close, depth);
            items.push(item.text);
            at = item.next;
            while at < close && !self.is_mark(at, b',') && self.burn(1) {
                at = self.after(at);
            }
            at += 1;
        }
        Value::Array(items)
    }

    fn char_codes(&mut self, start: usize, end: usize) -> Value {
        let (mut text, mut computed, mut after_number) = (String::new(), false, false);
        for at in start..end {
            match self.tokens[at].kind {
                Kind::Number if !after_number => {
                    let character = parse_number(self.raw(at)).and_then(char::from_u32);
                    text.push(character.unwrap_or(char::REPLACEMENT_CHARACTER));
                    after_number = true;
                }
                Kind::Mark(b',') => after_number = false,
                _ => computed = true,
            }
        }
        self.burn(end - start);
        Value::Text { text, computed }
    }

    /// What methods and indices behind an operand make of it.
    fn methods(&mut self, mut value: Value, mut at: usize, end: usize, depth: u32) -> (Value, usize) {
        while at < end {
            if !self.burn(1) {
                return (Value::Unknown, end);
            }
            if self.is_mark(at, b'(') {
                let Some(close) = self.pair(at).filter(|&c| c > at && c < end) else { break };
                (value, at) = (Value::Unknown, close + 1);
                continue;
            }
            if self.is_mark(at, b'[')
                && let Some(close) = self.pair(at).filter(|&c| c > at && c < end)
                && !matches!(value, Value::Unknown)
            {
                let index = if close == at + 2 { parse_number(self.raw(at + 1)) } else { None };
                let picked = match (&value, index) {
                    (Value::Array(items), Some(n)) => items.get(n as usize).cloned(),
                    (Value::Text { text, .. }, Some(n)) => text.chars().nth(n as usize).map(String::from),
                    _ => None,
                };
                if picked.is_some() {
                    value = picked.map_or(Value::Unknown, |text| Value::Text { text, computed: false });
                    at = close + 1;
                    continue;
                }
            }
            let Some((name, next)) = (match &value {
                // What is not known stays so: step over the member without working it out.
                Value::Unknown => self.step(at, end).map(|next| (Cow::Borrowed(""), next)),
                _ => self.member(at, depth).or_else(|| self.step(at, end).map(|n| (Cow::Borrowed(""), n))),
            }) else {
                break;
            };
            let close = if self.is_mark(next, b'(') {
                self.pair(next).filter(|&c| c > next && c < end)
            } else {
                None
            };
            match close {
                Some(close) => {
                    value = self.call(value, &name, next, close, depth + 1);
                    at = close + 1;
                }
                None => {
                    value = Value::Unknown;
                    at = next;
                }
            }
        }
        (value, at)
    }

    /// Over a `.name` or `[…]`.
    fn step(&self, at: usize, end: usize) -> Option<usize> {
        if self.is_mark(at, b'.') && at + 1 < end {
            return Some(at + 2);
        }
        if self.is_mark(at, b'[') {
            self.pair(at).filter(|&c| c > at && c < end).map(|c| c + 1)
        } else {
            None
        }
    }
}

/// A name as it stands in the source, its escapes resolved.
pub(super) fn resolved_name(raw: &str) -> Cow<'_, str> {
    if !raw.contains('\\') {
        return Cow::Borrowed(raw);
    }
    let (mut out, mut rest) = (String::new(), raw);
    while let Some(found) = rest.find('\\') {
        out.push_str(&rest[..found]);
        rest = unescape_one(&rest[found + 1..], &mut out);
    }
    out.push_str(rest);
    Cow::Owned(out)
}

fn join(out: &mut Folded, term: Value) {
    match term {
        Value::Text { text, computed } => {
            out.computed |= computed;
            out.text.push_str(&text);
        }
        Value::Array(items) => out.text.push_str(&items.join(",")),
        _ => out.computed = true,
    }
}

/// A whole number, decimal or `0x…`.
pub(super) fn parse_number(raw: &str) -> Option<u32> {
    match raw.strip_prefix("0x").or_else(|| raw.strip_prefix("0X")) {
        Some(hex) => u32::from_str_radix(hex, 16).ok(),
        None => raw.parse().ok(),
    }
}

fn number_text(raw: &str) -> String {
    parse_number(raw).map_or_else(|| raw.to_owned(), |n| n.to_string())
}
