//! Walks a script's tokens and notes what matters: hiding, writing, titles, tests, redirects.
use super::fold::{self, Folded, Folder, Targets, Value};
use super::lexer::{self, Kind, Lexed, Token};
use super::literal::{Counts, literal_value};
use super::{MAX_DEPTH, MAX_NAMES, MAX_WRITTEN, ScriptFacts, acts, decode, prefix, words, written};
use foldhash::HashSet;

/// Reads a script and all it runs or writes, into `facts`.
pub(super) fn run(script: &str, facts: &mut ScriptFacts) {
    run_with(script, facts, Streams { fuel: fold::fuel_for(script), ..Streams::default() });
}

/// The same, leaving out nothing that does nothing.
#[cfg(test)]
pub(super) fn run_slowly(script: &str, facts: &mut ScriptFacts) {
    let fuel = fold::fuel_for(script);
    run_with(script, facts, Streams { fuel, every_token: true, ..Streams::default() });
}

fn run_with(script: &str, facts: &mut ScriptFacts, mut streams: Streams<'_>) {
    let mut counts = Counts::default();
    let looked = pass(script, facts, &mut counts, &mut streams, 0);
    figures(&counts, facts);
    if facts.reads_user_agent || facts.reads_referrer {
        let unread = (!looked).then_some(script).into_iter().chain(streams.unread.iter().map(String::as_str));
        let spider = streams.names_spider || { unread }
            .any(|script| names_spider(script, &lexer::lex(script, &mut Counts::default()).tokens));
        facts.tests_spider = facts.reads_user_agent && spider;
        facts.tests_search_referrer = facts.reads_referrer && spider;
    }
}

/// Hands the source and the tokens of a script, and of each that it runs or writes, to `on_tokens`.
pub(super) fn for_each_script<'f>(script: &str, on_tokens: &'f mut OnTokens<'f>) {
    let mut streams =
        Streams { fuel: fold::fuel_for(script), on_tokens: Some(on_tokens), ..Streams::default() };
    pass(script, &mut ScriptFacts::default(), &mut Counts::default(), &mut streams, 0);
}

/// Receives the source and the tokens of a script.
type OnTokens<'f> = dyn FnMut(&str, &[Token]) + 'f;

/// What a script and its inner scripts share.
#[derive(Default)]
pub(super) struct Streams<'f> {
    /// Work left for this script and all in it.
    fuel: usize,
    names_spider: bool,
    /// Inner scripts whose literals were not searched for [`words::names_spider`] when they were read.
    unread: Vec<String>,
    pub(super) ids: HashSet<String>,
    pub(super) classes: HashSet<String>,
    on_tokens: Option<&'f mut OnTokens<'f>>,
    /// Looks at every token of every script, as tests do for comparison.
    every_token: bool,
}

fn figures(counts: &Counts, facts: &mut ScriptFacts) {
    facts.literal_bytes = counts.literal_bytes;
    facts.numeric_strings = counts.numeric_strings;
    let total = counts.literal_bytes as f32;
    if total > 0.0 {
        facts.hex_share = (counts.hex_bytes as f32 / total).min(1.0);
        facts.percent_share = (counts.percent_bytes as f32 / total).min(1.0);
    }
}

/// Reads one script, then those in it. `true` if its literals were searched for names of search engines: that is only
/// done once something has asked for the visitor's browser or origin.
fn pass(
    script: &str,
    facts: &mut ScriptFacts,
    counts: &mut Counts,
    streams: &mut Streams<'_>,
    depth: u32,
) -> bool {
    let Lexed { tokens, acts } = lexer::lex(script, counts);
    if let Some(on_tokens) = &mut streams.on_tokens {
        on_tokens(script, &tokens);
    }
    let fold = Folder::new(script, &tokens, streams.fuel);
    let acts = if streams.every_token { (0..tokens.len() as u32).collect() } else { acts };
    if !streams.every_token && !acts::any(&fold, &acts) {
        return false;
    }
    let mut walk = Walk {
        fold,
        facts,
        streams,
        document: String::new(),
        elements: String::new(),
        inner: Vec::new(),
        declared: None,
    };
    for at in acts {
        walk.token(at as usize);
    }
    let Walk { document, elements, inner, fold, .. } = walk;
    // Inner scripts get what is left, lest many small ones get much together.
    streams.fuel = fold.fuel;
    let look = facts.reads_user_agent || facts.reads_referrer;
    if look && !streams.names_spider {
        streams.names_spider = names_spider(script, &tokens);
    }
    let mut scripts = written_facts(&document, &elements, facts);
    scripts.extend(inner);
    facts.holds_scripts |= !scripts.is_empty();
    if depth < MAX_DEPTH {
        for inner in scripts {
            if !pass(&inner, facts, counts, streams, depth + 1) {
                streams.unread.push(inner);
            }
        }
    }
    look
}

/// Some literal names a search engine or robot.
fn names_spider(script: &str, tokens: &[Token]) -> bool {
    tokens.iter().any(|token| {
        let raw = || &script[token.start as usize..token.end as usize];
        let names = |text: &str| {
            // Addresses of a vendor's scripts name search engines too.
            text.len() <= 1024 && words::names_spider(text) && !text.contains("//")
        };
        match token.kind {
            Kind::Str | Kind::Template => names(&literal_value(raw()).0),
            Kind::Regex => names(raw()),
            _ => false,
        }
    })
}

/// Notes what written markup does; gives the scripts in it.
fn written_facts(document: &str, elements: &str, facts: &mut ScriptFacts) -> Vec<String> {
    let mut scripts = Vec::new();
    for (markup, flows) in [(document, true), (elements, false)] {
        if markup.trim_ascii().is_empty() {
            continue;
        }
        let wrote_before = !facts.written_markup.is_empty();
        let room = MAX_WRITTEN.saturating_sub(facts.written_markup.len());
        facts.written_markup.push_str(prefix(markup, room));
        let seen = written::read(markup);
        facts.writes_hidden |= seen.hides;
        facts.writes_style_rule.merge(&seen.rules);
        facts.script_hosts.extend(seen.script_hosts);
        facts.frame_hosts.extend(seen.frame_hosts);
        if flows {
            // Only what is written into the stream can wrap what follows in the page.
            facts.writes_hidden_opener |= seen.hidden_opener;
            facts.writes_swallowing_opener |= seen.swallowing_opener;
            facts.writes_closer = !wrote_before && seen.closers > 0 && seen.openers == 0;
            scripts.extend(Some(seen.scripts).filter(|s| !s.is_empty()));
        }
    }
    scripts
}

/// One pass over one script.
pub(super) struct Walk<'w, 's, 'f> {
    pub(super) fold: Folder<'s>,
    pub(super) facts: &'w mut ScriptFacts,
    pub(super) streams: &'w mut Streams<'f>,
    /// Written with `document.write`.
    document: String,
    /// Written with `innerHTML` and the like.
    elements: String,
    /// Scripts to be read in turn.
    inner: Vec<String>,
    /// Names that the script declares; made when first asked for.
    pub(super) declared: Option<HashSet<&'s str>>,
}

impl<'s> Walk<'_, 's, '_> {
    /// Looks at one token. What is no act (see [`Lexed::acts`]) does nothing.
    fn token(&mut self, at: usize) {
        match self.fold.tokens[at].kind {
            Kind::Ident => {
                let name = self.fold.name(at);
                let subject = if at >= 2 && self.fold.is_mark(at - 1, b'.') { Some(at - 2) } else { None };
                self.name(&name, subject, at + 1);
            }
            // `document['write']`, `window[_0x1f[3]]`: a name in brackets behind a value.
            Kind::Mark(b'[') if at > 0 && self.is_value_end(at - 1) => {
                // Not worth it for a plain index, which most are.
                let first = self.fold.kind(at + 1);
                let worth =
                    matches!(first, Some(Kind::Str | Kind::Template | Kind::Ident | Kind::Mark(b'(')));
                if worth && let Some((name, next)) = self.fold.member(at, 0) {
                    self.name(&name, Some(at - 1), next);
                }
            }
            Kind::Assign | Kind::Append if at > 0 => self.assignment(at),
            _ => {}
        }
    }

    fn is_value_end(&self, at: usize) -> bool {
        matches!(self.fold.kind(at), Some(Kind::Ident | Kind::Mark(b')' | b']')))
    }

    /// `name = value`, for names that stand alone.
    fn assignment(&mut self, at: usize) {
        let target = at - 1;
        if self.fold.is_mark(target, b']') {
            // `x[i] = …`: what the array held is no longer known.
            if let Some(array) = self.fold.pair(target).and_then(|open| open.checked_sub(1)) {
                let name = self.fold.raw(array);
                self.fold.variables.remove(name);
            }
            return;
        }
        if self.fold.kind(target) != Some(Kind::Ident) || (target > 0 && self.fold.is_mark(target - 1, b'.'))
        {
            return;
        }
        let name = self.fold.raw(target);
        if !self.may_be_known(at + 1) {
            self.fold.variables.remove(name);
            return;
        }
        let appends = self.fold.kind(at) == Some(Kind::Append);
        let value = match self.fold.value(at + 1) {
            Value::Unknown => match self.chain_targets(at + 1) {
                Some(targets) => Value::Elements(targets),
                None => Value::Unknown,
            },
            value => value,
        };
        match (self.fold.variables.get_mut(name), value) {
            (Some(Value::Text { text, computed }), Value::Text { text: more, computed: c }) if appends => {
                if text.len() + more.len() <= MAX_WRITTEN {
                    text.push_str(&more);
                }
                *computed |= c;
            }
            (_, Value::Unknown) => {
                self.fold.variables.remove(name);
            }
            (_, value) => {
                self.fold.variables.insert(name, value);
            }
        }
    }

    /// Whether the expression that begins here is worth folding: most of a library's are not.
    fn may_be_known(&self, at: usize) -> bool {
        match self.fold.kind(at) {
            Some(Kind::Str | Kind::Template | Kind::Mark(b'(' | b'[')) => true,
            Some(Kind::Ident) => {
                let raw = self.fold.raw(at);
                let known = [
                    "document",
                    "window",
                    "new",
                    "unescape",
                    "decodeURIComponent",
                    "decodeURI",
                    "atob",
                    "String",
                    "Array",
                    "$",
                    "jQuery",
                ];
                known.contains(&raw) || self.fold.variables.contains_key(raw)
            }
            _ => false,
        }
    }

    /// The elements that a chain such as `document.getElementById('x')` stands for.
    fn chain_targets(&mut self, start: usize) -> Option<Targets> {
        let mut at = start;
        while self.fold.burn(1) {
            let next = at + 1;
            if self.fold.is_mark(next, b'.') && self.fold.kind(next + 1) == Some(Kind::Ident) {
                at = next + 1;
            } else if self.fold.is_mark(next, b'(') || self.fold.is_mark(next, b'[') {
                at = self.fold.pair(next).filter(|&p| p > next)?;
            } else {
                break;
            }
        }
        if at > start { self.targets(at, 0) } else { None }
    }

    /// A name, where it stands: `subject` is the last token of what it belongs to, `next` is behind it.
    fn name(&mut self, name: &str, subject: Option<usize>, next: usize) {
        let called = self.fold.is_mark(next, b'(');
        let assigned = matches!(self.fold.kind(next), Some(Kind::Assign | Kind::Append));
        match name {
            "userAgent" => self.facts.reads_user_agent = true,
            "referrer" => self.facts.reads_referrer = true,
            "write" | "writeln" if called && self.is_document(subject) => self.write(next),
            "innerHTML" | "outerHTML" | "srcdoc" if assigned && subject.is_some() => {
                let markup = self.fold.text_from(next + 1);
                self.facts.writes_computed |= markup.computed;
                push_capped(&mut self.elements, &markup.text);
            }
            "insertAdjacentHTML" if called => {
                if let Some(&(start, end)) = self.fold.arguments(next).get(1) {
                    let markup = self.fold.all(start, end);
                    self.facts.writes_computed |= markup.computed;
                    push_capped(&mut self.elements, &markup.text);
                }
            }
            "eval" | "execScript" | "Function" if called => self.eval(next),
            "setTimeout" | "setInterval" if called && self.fold.kind(next + 1) == Some(Kind::Str) => {
                let code = self.fold.text_from(next + 1).text;
                self.inner_script(code);
            }
            "fromCharCode" if called => self.facts.char_code_calls += 1,
            "title" if assigned && self.is_document(subject) => {
                let title = self.fold.text_from(next + 1);
                let ended = !title.computed
                    && !title.text.trim().is_empty()
                    && self.fold.kind(next) == Some(Kind::Assign);
                if ended && !matches!(self.fold.kind(title.next), Some(Kind::Mark(b'?' | lexer::OPERATOR))) {
                    self.facts.sets_title = Some(title.text);
                }
            }
            "location" if assigned && subject.is_none_or(|s| self.is_window(s)) => {
                self.facts.redirects = true
            }
            "href" if assigned && self.is_location(subject) => self.facts.redirects = true,
            "replace" | "assign" if called && self.is_location(subject) => self.facts.redirects = true,
            "src" if assigned && subject.is_some() => {
                let url = self.fold.text_from(next + 1).text;
                if self.facts.loads_hosts.len() < MAX_NAMES {
                    self.facts.loads_hosts.extend(written::host(&url));
                }
            }
            "display" | "visibility" | "opacity" | "cssText" | "left" | "top" | "textIndent" | "clip"
            | "fontSize"
                if assigned =>
            {
                self.style_set(name, subject, next);
            }
            "setProperty" if called => {
                if let Some(style) = self.owner(subject, "style") {
                    let (property, value) = self.two_texts(next);
                    self.hide_if(&format!("position:absolute;{property}:{value}"), Some(style));
                }
            }
            "setAttribute" if called => {
                let (attribute, value) = self.two_texts(next);
                match attribute.to_ascii_lowercase().as_str() {
                    "hidden" => self.hide(subject),
                    "style" => self.hide_if(&value, subject),
                    _ => {}
                }
            }
            "hidden" if assigned && self.fold.raw(next + 1) == "true" => self.hide(subject),
            "hide" | "fadeOut" | "remove" if called => self.hide(subject),
            "css" if called => self.css_call(subject, next),
            _ => {}
        }
    }

    fn write(&mut self, open: usize) {
        let Some(close) = self.fold.pair(open).filter(|&c| c > open) else { return };
        let markup = self.fold.all(open + 1, close);
        self.facts.writes_computed |= markup.computed;
        push_capped(&mut self.document, &markup.text);
    }

    fn eval(&mut self, open: usize) {
        self.facts.eval_calls += 1;
        if self.unpack(open) {
            return;
        }
        // The code is the last argument of `Function`, the only one of `eval`.
        let arguments = self.fold.arguments(open);
        if let Some(&(start, end)) = arguments.last() {
            let Folded { text, .. } = self.fold.all(start, end);
            self.inner_script(text);
        }
    }

    fn inner_script(&mut self, code: String) {
        if !code.trim_ascii().is_empty() && self.fold.burn(code.len()) {
            self.inner.push(code);
        }
    }

    /// `eval(function(p,a,c,k,e,d){…}('payload',62,123,'word|word'.split('|'),0,{}))`.
    fn unpack(&mut self, open: usize) -> bool {
        let names = ["function", "p", "a", "c", "k", "e"];
        let at = [1, 3, 5, 7, 9, 11].map(|n| open + n);
        if !names.iter().zip(at).all(|(name, at)| self.fold.raw(at) == *name) {
            return false;
        }
        self.facts.packed = true;
        // Behind the parameters stands the body, behind the body the arguments.
        let Some(body) = self.fold.pair(open + 2).map(|p| p + 1) else { return true };
        let Some(call) = self.fold.pair(body).filter(|&p| p > body).map(|p| p + 1) else { return true };
        let arguments = self.fold.arguments(call);
        let [payload, radix, _, dictionary, ..] = arguments[..] else { return true };
        let payload = self.fold.all(payload.0, payload.1).text;
        let Ok(radix @ 2..=62) = self.fold.raw(radix.0).parse() else { return true };
        let dictionary = literal_value(self.fold.raw(dictionary.0)).0;
        let dictionary: Vec<&str> = dictionary.split('|').collect();
        let code = decode::unpack(&payload, radix, &dictionary, self.fold.source.len() * 4);
        self.inner_script(code);
        true
    }
}

fn push_capped(to: &mut String, text: &str) {
    let room = MAX_WRITTEN.saturating_sub(to.len());
    to.push_str(prefix(text, room));
}
