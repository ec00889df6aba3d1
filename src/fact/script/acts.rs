//! What a script could do something by, told from a glance at its tokens: most scripts of a page only compute.
//!
//! Nothing here finds anything. [`any`] says that there may be something to find, so that the rest need not be read.
use super::fold::Folder;
use super::lexer::Kind;

/// The names that [`super::detect`] looks at.
const WORDS: &[&str] = &[
    "userAgent",
    "referrer",
    "write",
    "writeln",
    "innerHTML",
    "outerHTML",
    "srcdoc",
    "insertAdjacentHTML",
    "eval",
    "execScript",
    "Function",
    "setTimeout",
    "setInterval",
    "fromCharCode",
    "title",
    "location",
    "href",
    "replace",
    "assign",
    "src",
    "display",
    "visibility",
    "opacity",
    "cssText",
    "left",
    "top",
    "textIndent",
    "clip",
    "fontSize",
    "setProperty",
    "setAttribute",
    "hidden",
    "hide",
    "fadeOut",
    "remove",
    "css",
];

/// For each first byte, the lengths of the words that begin with it, a bit each.
static LENGTHS: [u32; 256] = {
    let mut table = [0; 256];
    let mut nth = 0;
    while nth < WORDS.len() {
        let word = WORDS[nth].as_bytes();
        table[word[0] as usize] |= 1 << word.len();
        nth += 1;
    }
    table
};

/// Whether this is a name that a script may do something by.
#[inline]
pub(super) fn is_word(name: &[u8]) -> bool {
    name.len() < 32 && LENGTHS[name[0] as usize] >> name.len() & 1 != 0 && is_listed(name)
}

/// The test that [`LENGTHS`] spares most names. Spelled out: the compiler makes comparisons of whole words of it.
fn is_listed(name: &[u8]) -> bool {
    matches!(
        name,
        b"css"
            | b"src"
            | b"top"
            | b"clip"
            | b"eval"
            | b"hide"
            | b"href"
            | b"left"
            | b"title"
            | b"write"
            | b"assign"
            | b"hidden"
            | b"remove"
            | b"srcdoc"
            | b"cssText"
            | b"display"
            | b"fadeOut"
            | b"opacity"
            | b"replace"
            | b"writeln"
            | b"Function"
            | b"fontSize"
            | b"location"
            | b"referrer"
            | b"innerHTML"
            | b"outerHTML"
            | b"userAgent"
            | b"execScript"
            | b"setTimeout"
            | b"textIndent"
            | b"visibility"
            | b"setInterval"
            | b"setProperty"
            | b"fromCharCode"
            | b"setAttribute"
            | b"insertAdjacentHTML"
    )
}

/// Whether any of these tokens may do something that is seen from outside the script; `true` where in doubt.
pub(super) fn any(fold: &Folder<'_>, acts: &[u32]) -> bool {
    acts.iter().any(|&at| {
        let at = at as usize;
        match fold.kind(at) {
            Some(Kind::Ident) => word(fold, at),
            Some(Kind::Mark(b'[')) => index(fold, at),
            // What a variable holds is not seen unless something is done with it.
            _ => false,
        }
    })
}

/// A name: whether what stands around it makes it act.
fn word(fold: &Folder<'_>, at: usize) -> bool {
    let name = fold.raw(at);
    if name.contains('\\') || matches!(name, "userAgent" | "referrer") {
        return true;
    }
    let called = fold.is_mark(at + 1, b'(');
    let assigned = matches!(fold.kind(at + 1), Some(Kind::Assign | Kind::Append));
    match name {
        "eval" | "execScript" | "Function" | "fromCharCode" => return called,
        "setTimeout" | "setInterval" => return called && fold.kind(at + 2) == Some(Kind::Str),
        "location" => return assigned,
        _ => {}
    }
    // All others belong to something.
    if at < 2 || !fold.is_mark(at - 1, b'.') {
        return false;
    }
    let subject = at - 2;
    let called_of = |owners: &[&str]| called && may_end_in(fold, subject, owners);
    let assigned_of = |owners: &[&str]| assigned && may_end_in(fold, subject, owners);
    match name {
        "replace" | "assign" => called_of(&["location"]),
        "href" => assigned_of(&["location"]),
        "setProperty" => called_of(&["style"]),
        "display" | "visibility" | "opacity" | "cssText" | "left" | "top" | "textIndent" | "clip"
        | "fontSize" => assigned_of(&["style"]),
        "hidden" => assigned && fold.raw(at + 2) == "true",
        _ => called || assigned,
    }
}

/// `….owner` may end here: it is called so, or by a name that must be worked out.
fn may_end_in(fold: &Folder<'_>, end: usize, owners: &[&str]) -> bool {
    match fold.kind(end) {
        Some(Kind::Ident) => {
            let name = fold.raw(end);
            owners.contains(&name) || name.contains('\\')
        }
        Some(Kind::Mark(b']')) => true,
        _ => false,
    }
}

/// `value[…]`: the name in the brackets may be one of those looked at.
fn index(fold: &Folder<'_>, at: usize) -> bool {
    match fold.kind(at + 1) {
        Some(Kind::Str) if fold.pair(at) == Some(at + 2) => {
            let raw = fold.raw(at + 1).as_bytes();
            raw.contains(&b'\\') || raw.len() > 2 && is_word(&raw[1..raw.len() - 1])
        }
        Some(Kind::Str | Kind::Template | Kind::Ident | Kind::Mark(b'(')) => true,
        _ => false,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_word_is_known_by_its_first_byte_and_in_full() {
        for word in WORDS {
            assert!(is_word(word.as_bytes()) && !is_word(word.to_ascii_uppercase().as_bytes()), "{word}");
        }
        assert!(!is_word(b"return") && !is_word(b"this"));
    }
}
