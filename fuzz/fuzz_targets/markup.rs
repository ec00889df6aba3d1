//! The tokens of any text tile it, and their attributes can be read.
#![no_main]
use despam::html::tokenize;
use libfuzzer_sys::fuzz_target;

fuzz_target!(|data: &[u8]| {
    let text = String::from_utf8_lossy(data);
    let markup = tokenize(&text);
    let mut at = 0;
    for token in markup.tokens() {
        let range = token.span.range();
        assert_eq!(range.start, at, "{token:?} leaves a gap or overlaps");
        assert!(range.end > range.start && text.is_char_boundary(range.end), "{token:?}");
        at = range.end;
        for attribute in markup.attributes(token) {
            assert!(!attribute.name_text.is_empty(), "{token:?} has an attribute without a name");
        }
    }
    assert_eq!(at, text.len(), "the tokens end early");
});
