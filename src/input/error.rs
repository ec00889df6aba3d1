//! Why a page could not be read.

/// Why a page was refused before anything was looked for in it.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum InputError {
    /// More bytes than [`Limits::max_bytes`](super::Limits::max_bytes) allows.
    #[error("page is {bytes} bytes, more than the {limit} allowed; split it or raise the limit")]
    TooLarge {
        /// Length of the page as stored, in bytes.
        bytes: usize,
        /// The limit in force, in bytes.
        limit: usize,
    },
    /// The decoded text is longer than 32-bit offsets can address.
    #[error("page decodes to {bytes} bytes of text, more than offsets can address ({}); split it", u32::MAX)]
    TextTooLong {
        /// Length of the decoded text, in bytes.
        bytes: usize,
    },
}
