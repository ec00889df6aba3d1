//! What a link's address says on its own: where it leads, what its host and path look like.
use std::borrow::Cow;
use std::ops::Range;
use unicode_normalization::UnicodeNormalization;

mod destination;
mod host;
mod path;

pub use destination::{Destination, destination, has_origin};
pub use host::{HostFacts, TldClass, host_facts, registrable};
pub use path::{Extension, PathFacts, is_doorway, path_facts};

/// Longest scheme that is looked for, in bytes; anything longer is a relative address.
const MAX_SCHEME: usize = 32;

/// Where an address leads.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum HrefKind {
    /// Nothing, or blanks.
    Empty,
    /// `#…`: the same page.
    Fragment,
    /// The same site: `/a`, `a.html`, `?q`. A bare `www.example.com` is one too: browsers agree.
    Relative,
    /// `http:` or `https:` (or `ftp:`) with a host.
    Absolute,
    /// `//host/…`.
    ProtocolRelative,
    /// `javascript:` or `vbscript:`.
    Script,
    /// `mailto:`.
    Mail,
    /// `tel:`, `sms:`, `callto:`.
    Tel,
    /// `data:` or `blob:`.
    Data,
    /// Any other scheme, and `http:` without a host.
    Other,
}

/// An address taken apart.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Href<'a> {
    /// Where it leads.
    pub kind: HrefKind,
    /// The address without what browsers take out: outer blanks and controls, inner tabs and newlines.
    text: Cow<'a, str>,
    /// Host as looked up: lower case, NFKC, without user, port, final dot and `www.`.
    host: Option<Cow<'a, str>>,
    path: Range<usize>,
    query: Range<usize>,
}

impl Href<'_> {
    /// The host in lower case without user, port, final dot and leading `www.`; none when the
    /// address has none.
    pub fn host(&self) -> Option<&str> {
        self.host.as_deref()
    }

    /// The path, percent-encoding kept; empty when there is none.
    pub fn path(&self) -> &str {
        &self.text[self.path.clone()]
    }

    /// The query without its `?`; empty when there is none.
    pub fn query(&self) -> &str {
        &self.text[self.query.clone()]
    }

    /// Whether it names a host: the only links that can lead off the site.
    pub fn has_host(&self) -> bool {
        self.host.is_some()
    }
}

/// Takes an address apart as browsers do, cheaply. `href` is an attribute's value, references decoded.
///
/// After the WHATWG URL standard: leading and trailing blanks and controls go, tabs and newlines
/// inside go, `\` is `/` in web addresses, any number of slashes after `http:` is two, the user part
/// ends at the last `@`, the host is percent-decoded and NFKC-folded. Not done: punycode (both
/// spellings stay as written), IPv4 in odd notations. `http:x` without slashes counts as absolute
/// when `x` begins like a host name.
pub fn parse_href(href: &str) -> Href<'_> {
    let trimmed = trim_blanks(href);
    let text: Cow<str> = if memchr::memchr3(b'\t', b'\n', b'\r', trimmed.as_bytes()).is_some() {
        Cow::Owned(trimmed.chars().filter(|c| !matches!(c, '\t' | '\n' | '\r')).collect())
    } else {
        Cow::Borrowed(trimmed)
    };
    let bytes = text.as_bytes();
    let slash = |at: usize| matches!(bytes.get(at), Some(b'/' | b'\\'));
    let slashes = |from: usize| bytes[from..].iter().take_while(|b| matches!(b, b'/' | b'\\')).count();
    let (kind, rest) = match scheme(bytes) {
        _ if bytes.is_empty() => (HrefKind::Empty, 0),
        _ if bytes[0] == b'#' => (HrefKind::Fragment, 0),
        None if slash(0) && slash(1) => (HrefKind::ProtocolRelative, slashes(0)),
        None => (HrefKind::Relative, 0),
        Some(end) => {
            let rest = end + 1;
            match kind_of_scheme(&bytes[..end]) {
                HrefKind::Absolute => web(&text, rest, rest + slashes(rest)),
                kind => (kind, rest),
            }
        }
    };
    assemble(kind, text, rest)
}

/// The address without the blanks and controls around it.
fn trim_blanks(href: &str) -> &str {
    let bytes = href.as_bytes();
    let start = bytes.iter().take_while(|b| **b <= b' ').count();
    let blanks = bytes[start..].iter().rev().take_while(|b| **b <= b' ').count();
    &href[start..bytes.len() - blanks]
}

/// What a scheme of any case says; [`HrefKind::Absolute`] for web addresses, host or not.
fn kind_of_scheme(name: &[u8]) -> HrefKind {
    let is = |names: &[&str]| names.iter().any(|known| name.eq_ignore_ascii_case(known.as_bytes()));
    match () {
        () if is(&["https", "http", "ftp"]) => HrefKind::Absolute,
        () if is(&["javascript", "vbscript", "livescript"]) => HrefKind::Script,
        () if is(&["mailto"]) => HrefKind::Mail,
        () if is(&["tel", "sms", "callto"]) => HrefKind::Tel,
        () if is(&["data", "blob"]) => HrefKind::Data,
        () => HrefKind::Other,
    }
}

/// Where an authority that begins at the start of `bytes` ends.
fn authority_len(bytes: &[u8]) -> usize {
    bytes.iter().take_while(|b| !matches!(b, b'/' | b'\\' | b'?' | b'#')).count()
}

/// Whether the address names a port of its own: honest embeds use the usual ones.
pub fn names_port(address: &str) -> bool {
    let Some(at) = address.find("//") else { return false };
    let authority = &address[at + 2..];
    let authority = &authority[..authority_len(authority.as_bytes())];
    let Some((_, port)) = authority.rsplit_once(':') else { return false };
    !port.is_empty() && port.bytes().all(|b| b.is_ascii_digit()) && !matches!(port, "80" | "443")
}

/// End of the scheme, if the address begins with one.
fn scheme(bytes: &[u8]) -> Option<usize> {
    let end = bytes.iter().take(MAX_SCHEME).position(|&b| b == b':')?;
    let name = &bytes[..end];
    let legal = |b: &u8| b.is_ascii_alphanumeric() || matches!(b, b'+' | b'-' | b'.');
    (name.first().is_some_and(u8::is_ascii_alphabetic) && name.iter().all(legal)).then_some(end)
}

/// A web address whose authority would begin at `authority`.
fn web(text: &str, rest: usize, authority: usize) -> (HrefKind, usize) {
    let host = &text[authority..];
    let host = &host[..authority_len(host.as_bytes())];
    match authority - rest {
        _ if host.is_empty() => (HrefKind::Other, authority),
        // `http:page.html` is relative on http pages; with a known ending it is a botched host.
        0 | 1 if !host.contains('.') => (HrefKind::Relative, rest),
        _ => (HrefKind::Absolute, authority),
    }
}

fn assemble(kind: HrefKind, text: Cow<'_, str>, rest: usize) -> Href<'_> {
    let len = text.len();
    let mut href = Href { kind, text, host: None, path: len..len, query: len..len };
    let authority_end = match kind {
        HrefKind::Absolute | HrefKind::ProtocolRelative => {
            let end = rest + authority_len(&href.text.as_bytes()[rest..]);
            href.host = normal_host(&href.text, rest..end);
            end
        }
        HrefKind::Relative => rest,
        _ => return href,
    };
    if href.host.is_none() && kind != HrefKind::Relative {
        href.kind = HrefKind::Other;
    }
    let tail = &href.text.as_bytes()[authority_end..];
    let fragment = memchr::memchr(b'#', tail).unwrap_or(tail.len());
    let query = memchr::memchr(b'?', &tail[..fragment]).unwrap_or(fragment);
    href.path = authority_end..authority_end + query;
    href.query = authority_end + (query + 1).min(fragment)..authority_end + fragment;
    href
}

/// The host within an authority, as [`Href::host`] gives it.
fn normal_host<'a>(text: &Cow<'a, str>, authority: Range<usize>) -> Option<Cow<'a, str>> {
    let user = memchr::memrchr(b'@', &text.as_bytes()[authority.clone()]);
    let start = user.map_or(authority.start, |i| authority.start + i + 1);
    let with_port = &text[start..authority.end];
    let bare = match memchr::memrchr(b':', with_port.as_bytes()) {
        Some(colon) if with_port[colon + 1..].bytes().all(|b| b.is_ascii_digit()) => &with_port[..colon],
        _ => with_port,
    };
    let plain = bare.bytes().all(|b| b.is_ascii() && !b.is_ascii_uppercase() && b != b'%' && b > b' ');
    if let (true, Cow::Borrowed(whole)) = (plain, text) {
        let whole: &'a str = whole;
        let bare = trim_host(&whole[start..start + bare.len()]);
        return (!bare.is_empty()).then_some(Cow::Borrowed(bare));
    }
    let decoded = percent_decoded(bare);
    let host: String = decoded.nfkc().flat_map(char::to_lowercase).filter(|&c| c > ' ').collect();
    let host = trim_host(&host);
    (!host.is_empty()).then(|| Cow::Owned(host.to_owned()))
}

fn trim_host(host: &str) -> &str {
    let bytes = host.as_bytes();
    let start = bytes.iter().take_while(|b| **b == b'.').count();
    let dots = bytes[start..].iter().rev().take_while(|b| **b == b'.').count();
    let host = &host[start..bytes.len() - dots];
    match host.strip_prefix("www.") {
        // `www.com` is a site of its own.
        Some(rest) if rest.contains('.') => rest,
        _ => host,
    }
}

fn percent_decoded(text: &str) -> Cow<'_, str> {
    if !text.contains('%') {
        return Cow::Borrowed(text);
    }
    let bytes = text.as_bytes();
    let hex = |at: usize| bytes.get(at).and_then(|&b| (b as char).to_digit(16));
    let mut out = Vec::with_capacity(bytes.len());
    let mut at = 0;
    while let Some(&b) = bytes.get(at) {
        match (b, hex(at + 1), hex(at + 2)) {
            (b'%', Some(high), Some(low)) => {
                out.push((high * 16 + low) as u8);
                at += 3;
            }
            _ => {
                out.push(b);
                at += 1;
            }
        }
    }
    Cow::Owned(String::from_utf8_lossy(&out).into_owned())
}

#[cfg(test)]
mod tests;
