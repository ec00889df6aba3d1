//! The fast path reads any text as html5ever does: the same tokens, attributes and spans.
#![no_main]
use despam::html::{Tokenizer, tokenize};
use libfuzzer_sys::fuzz_target;

fuzz_target!(|data: &[u8]| {
    let text = String::from_utf8_lossy(data);
    let (fast, plain) = (tokenize(&text), Tokenizer::Html5ever.read(&text));
    if fast != plain {
        let differs = |(a, b): &(_, _)| format!("{a:?}") != format!("{b:?}");
        let first = fast.tokens().iter().zip(plain.tokens()).find(differs);
        panic!("{first:?} differ, or their attributes do, in {text:?}");
    }
});
