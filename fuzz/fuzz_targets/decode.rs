//! Any bytes decode to some text whose pieces lead back to the bytes in order.
#![no_main]
use despam::input::{Limits, Source};
use despam::span::TextSpan;
use libfuzzer_sys::fuzz_target;

/// One label per kind of decoder: single-byte, multi-byte, with shift states, UTF-16, none, unknown.
const HINTS: [Option<&str>; 10] = [
    None,
    Some("windows-1252"),
    Some("gbk"),
    Some("big5"),
    Some("euc-jp"),
    Some("shift_jis"),
    Some("iso-2022-jp"),
    Some("utf-16le"),
    Some("gb18030"),
    Some("no-such-label"),
];

fuzz_target!(|data: &[u8]| {
    let Some((choice, raw)) = data.split_first() else { return };
    let hint = HINTS[*choice as usize % HINTS.len()];
    let Ok(source) = Source::decode(raw, hint, &Limits::default()) else { return };
    let text = source.text();
    let mut before = 0;
    for (at, character) in text.char_indices() {
        let span = source.to_raw(TextSpan::new(at, at + character.len_utf8()));
        assert!(span.start <= span.end && span.end <= raw.len(), "{span:?} outside {} bytes", raw.len());
        assert!(span.start >= before || span.start == span.end, "{span:?} before {before}");
        before = before.max(span.start);
    }
    let whole = source.to_raw(TextSpan::new(0, text.len()));
    assert!(whole.end <= raw.len());
    source.line_of(raw.len());
});
