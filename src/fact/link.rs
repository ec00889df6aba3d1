//! What a link's address says on its own: where it leads, what its host and path look like.
use std::borrow::Cow;
use std::ops::Range;
use unicode_normalization::UnicodeNormalization;

mod host;
mod path;

pub use host::{HostFacts, TldClass, host_facts, registrable};
pub use path::{Extension, PathFacts, path_facts};

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
    let trimmed = href.trim_matches(|c: char| c <= ' ');
    let text: Cow<str> = if trimmed.bytes().any(|b| matches!(b, b'\t' | b'\n' | b'\r')) {
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
            let name = bytes[..end].to_ascii_lowercase();
            match name.as_slice() {
                b"http" | b"https" | b"ftp" => web(&text, rest, rest + slashes(rest)),
                b"javascript" | b"vbscript" | b"livescript" => (HrefKind::Script, rest),
                b"mailto" => (HrefKind::Mail, rest),
                b"tel" | b"sms" | b"callto" => (HrefKind::Tel, rest),
                b"data" | b"blob" => (HrefKind::Data, rest),
                _ => (HrefKind::Other, rest),
            }
        }
    };
    assemble(kind, text, rest)
}

/// Whether the address names a port of its own: honest embeds use the usual ones.
pub fn names_port(address: &str) -> bool {
    let Some(at) = address.find("//") else { return false };
    let authority = &address[at + 2..];
    let authority = &authority[..authority.find(['/', '\\', '?', '#']).unwrap_or(authority.len())];
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
    let host = &host[..host.find(['/', '\\', '?', '#']).unwrap_or(host.len())];
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
            let end = href.text[rest..].find(['/', '\\', '?', '#']).map_or(len, |i| rest + i);
            href.host = normal_host(&href.text, rest..end);
            end
        }
        HrefKind::Relative => rest,
        _ => return href,
    };
    if href.host.is_none() && kind != HrefKind::Relative {
        href.kind = HrefKind::Other;
    }
    let tail = &href.text[authority_end..];
    let fragment = tail.find('#').unwrap_or(tail.len());
    let query = tail[..fragment].find('?').unwrap_or(fragment);
    href.path = authority_end..authority_end + query;
    href.query = authority_end + (query + 1).min(fragment)..authority_end + fragment;
    href
}

/// The host within an authority, as [`Href::host`] gives it.
fn normal_host<'a>(text: &Cow<'a, str>, authority: Range<usize>) -> Option<Cow<'a, str>> {
    let start = text[authority.clone()].rfind('@').map_or(authority.start, |i| authority.start + i + 1);
    let with_port = &text[start..authority.end];
    let bare = match with_port.rfind(':') {
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
    let host = host.trim_matches('.');
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
