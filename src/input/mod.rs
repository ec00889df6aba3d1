//! Bytes of a page → text, with an exact way back to the bytes.
//!
//! [`Source::decode`] settles the encoding (and keeps which rule settled it), decodes, and from then on answers
//! for every position of the text where in the page as stored it came from.

mod binary;
mod choose;
mod decode;
mod error;
mod iso2022jp;
mod letters;
mod limits;
mod lines;
mod offsets;
mod prescan;
mod source;
mod units;

pub use binary::looks_binary;
pub use choose::EncodingRule;
pub use error::InputError;
pub use limits::Limits;
pub use source::Source;
