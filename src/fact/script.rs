//! What an inline script does to the page, found by folding its strings; nothing is run.
//!
//! Joined literals, escapes, `unescape`, `fromCharCode`, `atob`, arrays of strings, `eval` of any of
//! these and the usual packer are followed. What a loop computes is not: such scripts only give signs
//! ([`ScriptFacts::writes_computed`], [`ScriptFacts::numeric_strings`], [`Mentions`]).
use crate::fact::hiding::Hiding;
use crate::fact::stylesheet::HiddenBy;

mod acts;
mod decode;
mod detect;
mod fold;
mod hide;
mod lexer;
mod literal;
mod mentions;
mod methods;
mod runs;
mod server;
mod words;
mod written;

pub use mentions::Mentions;
pub use server::{ServerCode, analyse_php};

/// Longest script that is read; of a longer one, the beginning.
const MAX_SCRIPT_BYTES: usize = 1024 * 1024;

/// How often what a script runs or writes is itself read as a script.
const MAX_DEPTH: u32 = 3;

/// Most bytes of written markup kept.
const MAX_WRITTEN: usize = 256 * 1024;

/// Most ids and classes kept of each kind.
const MAX_NAMES: usize = 256;

/// What a script does, and what it looks like.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct ScriptFacts {
    /// Bytes of the script.
    pub bytes: u32,
    /// Ids of elements that it hides or removes.
    pub hides_ids: Vec<String>,
    /// Classes of elements that it hides or removes.
    pub hides_classes: Vec<String>,
    /// Markup it writes (`document.write`, `innerHTML`, …), as far as known.
    pub written_markup: String,
    /// Some of what it writes is worked out at run time.
    pub writes_computed: bool,
    /// How the element that it writes open, and leaves open, is hidden; empty where there is none.
    pub writes_hidden_opener: Hiding,
    /// It writes an opener that swallows markup (`<!--`, `<noscript>`, …) and leaves it open.
    pub writes_swallowing_opener: bool,
    /// It writes nothing but end tags.
    pub writes_closer: bool,
    /// How any element that it writes is hidden.
    pub writes_hidden: Hiding,
    /// Rules of the `<style>` that it writes.
    pub writes_style_rule: HiddenBy,
    /// Hosts of scripts it writes.
    pub script_hosts: Vec<String>,
    /// Hosts of frames it writes.
    pub frame_hosts: Vec<String>,
    /// Hosts it gives to some element's `src`.
    pub loads_hosts: Vec<String>,
    /// The title it gives the page, if it is a literal.
    pub sets_title: Option<String>,
    /// Reads the browser's name.
    pub reads_user_agent: bool,
    /// … and names a search engine or robot in a literal.
    pub tests_spider: bool,
    /// Reads the address the visitor came from.
    pub reads_referrer: bool,
    /// … and names a search engine in a literal.
    pub tests_search_referrer: bool,
    /// Sends the visitor elsewhere.
    pub redirects: bool,
    /// Comes in the packer `eval(function(p,a,c,k,e,…`.
    pub packed: bool,
    /// Holds other scripts: runs or writes a text that is read as one.
    pub holds_scripts: bool,
    /// Runs a text as code.
    pub eval_calls: u32,
    /// Calls of `String.fromCharCode`.
    pub char_code_calls: u32,
    /// Literals of 12 digits or more.
    pub numeric_strings: u32,
    /// Bytes inside quotes.
    pub literal_bytes: u32,
    /// Share of literal bytes that are `\xHH` or `\u00HH` for an ASCII letter or digit, in `[0, 1]`; 0 without
    /// literals.
    pub hex_share: f32,
    /// Share of literal bytes that are `%HH` for an ASCII letter or digit, likewise.
    pub percent_share: f32,
}

/// Reads a script. Never fails; linear in its length.
pub fn analyse(script: &str) -> ScriptFacts {
    let mut facts =
        ScriptFacts { bytes: u32::try_from(script.len()).unwrap_or(u32::MAX), ..ScriptFacts::default() };
    // Most scripts of a page only have a `src`.
    if !script.trim_ascii().is_empty() {
        detect::run(prefix(script, MAX_SCRIPT_BYTES), &mut facts);
    }
    facts
}

/// The longest beginning of at most `limit` bytes that ends between two characters.
fn prefix(text: &str, limit: usize) -> &str {
    let mut end = limit.min(text.len());
    while !text.is_char_boundary(end) {
        end -= 1;
    }
    &text[..end]
}

impl ScriptFacts {
    /// It does something to what people see or where they are sent, hidden or not.
    pub fn acts_on_page(&self) -> bool {
        !self.hides_ids.is_empty()
            || !self.hides_classes.is_empty()
            || !self.written_markup.is_empty()
            || self.writes_computed
            || self.sets_title.is_some()
            || self.redirects
    }
}

#[cfg(test)]
mod oracle;
#[cfg(test)]
mod tests;
