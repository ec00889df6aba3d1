//! Which elements a script hides: from the style it sets back to the id or class it set it on.
use super::MAX_NAMES;
use super::detect::Walk;
use super::fold::{Targets, Value};
use super::lexer::Kind;
use super::literal::literal_value;
use crate::fact::css;
use foldhash::{HashSet, HashSetExt};
use std::borrow::Cow;

impl<'s> Walk<'_, 's, '_> {
    /// `….style.display = 'none'`.
    pub(super) fn style_set(&mut self, name: &str, subject: Option<usize>, next: usize) {
        let Some(element) = self.owner(subject, "style") else { return };
        let value = self.fold.text_from(next + 1);
        if value.text.is_empty() {
            return;
        }
        let style = match name {
            "cssText" => value.text,
            "textIndent" => format!("text-indent:{}", value.text),
            "fontSize" => format!("font-size:{}", value.text),
            _ => format!("position:absolute;{name}:{}", value.text),
        };
        self.hide_if(&style, Some(element));
    }

    /// `$('#x').css('display', 'none')`, `$('#x').css({display: 'none'})`.
    pub(super) fn css_call(&mut self, subject: Option<usize>, open: usize) {
        let (property, value) = self.two_texts(open);
        if self.fold.is_mark(open + 1, b'{') {
            let mut style = String::from("position:absolute");
            for (start, end) in self.fold.arguments(open + 1) {
                let key = match self.fold.kind(start) {
                    Some(Kind::Str) => literal_value(self.fold.raw(start)).0,
                    _ => self.fold.name(start),
                };
                if self.fold.is_mark(start + 1, b':') {
                    let value = self.fold.all(start + 2, end).text;
                    style.push_str(&format!(";{}:{value}", kebab(&key)));
                }
            }
            self.hide_if(&style, subject);
        } else if !value.is_empty() {
            self.hide_if(&format!("position:absolute;{}:{value}", kebab(&property)), subject);
        }
    }

    pub(super) fn two_texts(&mut self, open: usize) -> (String, String) {
        let arguments = self.fold.arguments(open);
        let mut text =
            |n: usize| arguments.get(n).map_or_else(String::new, |&(s, e)| self.fold.all(s, e).text);
        (text(0), text(1))
    }

    pub(super) fn hide_if(&mut self, style: &str, subject: Option<usize>) {
        if css::hiding(style).is_strong() {
            self.hide(subject);
        }
    }

    pub(super) fn hide(&mut self, subject: Option<usize>) {
        let Some(targets) = subject.and_then(|s| self.targets(s, 0)) else { return };
        let lists = [
            (targets.ids, &mut self.facts.hides_ids, &mut self.streams.ids),
            (targets.classes, &mut self.facts.hides_classes, &mut self.streams.classes),
        ];
        for (from, into, seen) in lists {
            for name in from {
                if !name.is_empty() && into.len() < MAX_NAMES && seen.insert(name.clone()) {
                    into.push(name);
                }
            }
        }
    }

    /// For `X.property` or `X['property']` that ends at `subject`: the last token of `X`.
    pub(super) fn owner(&mut self, subject: Option<usize>, property: &str) -> Option<usize> {
        let end = subject?;
        let (name, before) = self.last_name(end)?;
        if name == property { before } else { None }
    }

    /// The name at the end of a chain, and the last token of what stands before it.
    pub(super) fn last_name(&mut self, end: usize) -> Option<(Cow<'s, str>, Option<usize>)> {
        if self.fold.is_mark(end, b']') {
            let open = self.fold.pair(end)?;
            let (name, _) = self.fold.member(open, 0)?;
            return Some((name, open.checked_sub(1)));
        }
        if self.fold.kind(end) != Some(Kind::Ident) {
            return None;
        }
        let dotted = end >= 2 && self.fold.is_mark(end - 1, b'.');
        Some((self.fold.name(end), if dotted { Some(end - 2) } else { None }))
    }

    pub(super) fn is_document(&mut self, subject: Option<usize>) -> bool {
        let Some((name, _)) = subject.and_then(|s| self.last_name(s)) else { return false };
        name == "document" || matches!(self.fold.variables.get(&*name), Some(Value::Document))
    }

    pub(super) fn is_window(&mut self, subject: usize) -> bool {
        const WINDOWS: &[&str] = &["window", "document", "top", "self", "parent", "globalThis"];
        self.last_name(subject).is_some_and(|(name, _)| WINDOWS.contains(&&*name))
    }

    pub(super) fn is_location(&mut self, subject: Option<usize>) -> bool {
        subject.and_then(|s| self.last_name(s)).is_some_and(|(name, _)| name == "location")
    }

    /// The elements that a chain ending at `end` stands for.
    pub(super) fn targets(&mut self, end: usize, depth: u32) -> Option<Targets> {
        if depth > 8 || !self.fold.burn(1) {
            return None;
        }
        let one_id = |id: String| Some(Targets { ids: vec![id], classes: Vec::new() });
        if self.fold.is_mark(end, b')') {
            let open = self.fold.pair(end)?;
            let (name, before) = self.last_name(open.checked_sub(1)?)?;
            let argument = self.fold.all(open + 1, end);
            return match &*name {
                "getElementById" => one_id(argument.text),
                "getElementsByClassName" => Some(Targets {
                    ids: Vec::new(),
                    classes: argument.text.split_ascii_whitespace().map(String::from).collect(),
                }),
                "$" | "jQuery" | "querySelector" | "querySelectorAll" | "$$" => {
                    Some(selected(&argument.text))
                }
                // jQuery gives the same elements back.
                "css" | "attr" | "stop" | "show" | "addClass" | "removeClass" | "on" | "bind" => {
                    self.targets(before?, depth + 1)
                }
                _ => None,
            };
        }
        let (name, before) = self.last_name(end).or_else(|| {
            // `getElementsByClassName('x')[i]`
            let open = self.fold.pair(end)?;
            Some((Cow::Borrowed("0"), open.checked_sub(1)))
        })?;
        if let Some(before) = before {
            if name.bytes().all(|b| b.is_ascii_digit()) {
                return self.targets(before, depth + 1);
            }
            let all = self.last_name(before).is_some_and(|(n, _)| n == "all");
            return if all { one_id(name.into_owned()) } else { None };
        }
        if let Some(value) = self.fold.variables.get(&*name) {
            return match value {
                Value::Elements(targets) => Some(targets.clone()),
                _ => None,
            };
        }
        // A window has its elements' ids as names; one that the script declares is something else.
        if name == "this" || name == "window" || self.declares(&name) {
            None
        } else {
            one_id(name.into_owned())
        }
    }

    fn declares(&mut self, name: &str) -> bool {
        let fold = &self.fold;
        let declared = self.declared.get_or_insert_with(|| {
            let mut names = HashSet::new();
            let is_ident = |at: usize| fold.kind(at) == Some(Kind::Ident);
            for at in 1..fold.tokens.len() {
                if fold.kind(at) == Some(Kind::Assign) && is_ident(at - 1) {
                    names.insert(fold.raw(at - 1));
                }
                // Parameters and lists of variables: names between brackets, commas and keywords.
                if is_ident(at) {
                    let after = || matches!(fold.kind(at + 1), Some(Kind::Mark(b',' | b')' | b';')) | None);
                    let declared = match fold.kind(at - 1) {
                        Some(Kind::Mark(b',' | b'(')) => after(),
                        Some(Kind::Ident) => match fold.raw(at - 1) {
                            "var" => true,
                            "let" | "const" => after(),
                            _ => false,
                        },
                        _ => false,
                    };
                    if declared {
                        names.insert(fold.raw(at));
                    }
                }
            }
            names
        });
        declared.contains(name)
    }
}

/// `textIndent` → `text-indent`.
fn kebab(name: &str) -> String {
    let mut out = String::with_capacity(name.len() + 2);
    for c in name.chars() {
        if c.is_ascii_uppercase() {
            out.push('-');
        }
        out.push(c.to_ascii_lowercase());
    }
    out
}

/// The ids and classes that a selector's last compounds name.
fn selected(selector: &str) -> Targets {
    let mut out = Targets::default();
    for part in selector.split(',').take(16) {
        let last =
            part.split(|c: char| c.is_ascii_whitespace() || c == '>').rfind(|p| !p.is_empty()).unwrap_or("");
        let mut rest = last;
        while let Some(at) = rest.find(['#', '.']) {
            let is_id = rest.as_bytes()[at] == b'#';
            rest = &rest[at + 1..];
            let end =
                rest.find(|c: char| !(c.is_alphanumeric() || c == '-' || c == '_')).unwrap_or(rest.len());
            let list = if is_id { &mut out.ids } else { &mut out.classes };
            if end > 0 {
                list.push(rest[..end].to_owned());
            }
            rest = &rest[end..];
        }
    }
    out
}
