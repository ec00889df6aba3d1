//! Scripts: what they hide, write, ask and pack.
use crate::block::C;
use crate::feature::{FeatureDef, Unit::*, both, log, share};

pub(super) const FEATURES: &[FeatureDef] = &[
    both("log_scripts", LogCount, "Scripts.", |b| log(b.f(C::Scripts))),
    both("script_off_site", LogCount, "Scripts from other sites.", |b| log(b.f(C::ScriptOffSite))),
    both("log_script_bytes", LogCount, "Bytes of inline scripts.", |b| log(b.f(C::ScriptBytes))),
    both("script_hides", LogCount, "Scripts that hide an element.", |b| log(b.f(C::ScriptHides))),
    both("script_writes_hidden", LogCount, "Scripts that write a hidden wrapper or a hiding rule.", |b| {
        log(b.f(C::ScriptWritesHidden))
    }),
    both("script_writes_closer", LogCount, "Scripts that write end tags only.", |b| {
        log(b.f(C::ScriptWritesCloser))
    }),
    both("script_writes_loader", LogCount, "Scripts that write a script or frame.", |b| {
        log(b.f(C::ScriptWritesLoader))
    }),
    both("script_asks_bot", LogCount, "Scripts that ask whether the visitor is a search engine.", |b| {
        log(b.f(C::ScriptAsksBot))
    }),
    both(
        "script_redirects",
        LogCount,
        "Scripts that ask for the referrer or send the visitor elsewhere.",
        |b| log(b.f(C::ScriptRedirects)),
    ),
    both("script_sets_title", LogCount, "Scripts that set the title from a literal.", |b| {
        log(b.f(C::ScriptSetsTitle))
    }),
    both("script_packed", LogCount, "Scripts that are packed or evaluate decoded text.", |b| {
        log(b.f(C::ScriptPacked))
    }),
    both("script_escaped_share", Ratio, "Share of script bytes that are escapes or digit strings.", |b| {
        share(b.f(C::ScriptEscapedBytes), b.f(C::ScriptBytes))
    }),
    both("server_code", LogCount, "Stretches of server code.", |b| log(b.f(C::ServerCode))),
    both("server_cloak", LogCount, "Server code that treats search engines apart.", |b| {
        log(b.f(C::ServerCloak))
    }),
];
