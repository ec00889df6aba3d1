//! How much of everything one page may cost.

/// Caps on one page. Hostile pages run into them; ordinary pages never do.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Limits {
    /// Longest page accepted, in bytes as stored. Never more than `u32::MAX` in effect: offsets are 32-bit.
    /// The default leaves room for text three times as long as the page, the most any encoding makes of it.
    pub max_bytes: usize,
    /// Deepest nesting of elements that is tracked; deeper start tags become children at this depth.
    pub max_depth: usize,
    /// Most nodes of one page's tree.
    pub max_nodes: usize,
    /// Most candidate blocks of one page.
    pub max_blocks: usize,
}

impl Default for Limits {
    fn default() -> Self {
        Limits { max_bytes: 512 << 20, max_depth: 512, max_nodes: 4_000_000, max_blocks: 20_000 }
    }
}
