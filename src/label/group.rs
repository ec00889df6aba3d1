//! Which sites are kept together when data is split.
use std::sync::Arc;

/// How many groups all sites are dealt into. Made pages stay in the group of the page they were made from, and real
/// blocks are only grafted into pages of their own group: no fold ever trains on a site it is tested on.
pub const GROUPS: u32 = 40;

/// Number of the group a site belongs to, by a hash of its name: the same for ever and everywhere.
pub fn group_number(site: &str) -> u32 {
    let hash = blake3::hash(site.as_bytes());
    let first = hash.as_bytes();
    u32::from_le_bytes([first[0], first[1], first[2], first[3]]) % GROUPS
}

/// Name of the group a site belongs to.
pub fn group_of(site: &str) -> Arc<str> {
    Arc::from(format!("g{:02}", group_number(site)))
}

/// Which of `folds` outer folds a group is tested in.
pub fn fold_of(group: u32, folds: u32) -> u32 {
    group % folds.max(1)
}
