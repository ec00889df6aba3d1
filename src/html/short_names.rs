//! Known names to what they stand for, by their last eight bytes as one number: a name is looked up with the number
//! that reading it has made on the way.

/// A set of at most `N / 2` names; `N` is a power of two.
#[derive(Debug)]
pub(crate) struct NameTable<T: 'static, const N: usize> {
    /// Keys and what to return for them; key 0 is a free place. Collisions are in the next free place.
    slots: [(u64, u8, T); N],
    names: &'static [(&'static str, T)],
}

impl<T: Copy + 'static, const N: usize> NameTable<T, N> {
    /// The table of these names, in lower case. `any` fills what is free.
    pub(crate) const fn new(names: &'static [(&'static str, T)], any: T) -> Self {
        assert!(N.is_power_of_two() && names.len() <= N / 2 && names.len() <= u8::MAX as usize);
        let mut slots = [(0, 0, any); N];
        let mut index = 0;
        while index < names.len() {
            let key = key(names[index].0.as_bytes());
            let mut at = Self::slot(key);
            while slots[at].0 != 0 {
                assert!(slots[at].0 != key, "two names end in the same eight bytes");
                at = (at + 1) % N;
            }
            slots[at] = (key, index as u8, names[index].1);
            index += 1;
        }
        NameTable { slots, names }
    }

    const fn slot(key: u64) -> usize {
        // Fibonacci hashing: the top bits depend on all bits.
        (key.wrapping_mul(0x9E37_79B9_7F4A_7C15) >> (64 - N.trailing_zeros())) as usize
    }

    /// What a name stands for. `key` is its [`push_key`] over all bytes in lower case, `len` their number; `lower` gives
    /// them, and is asked for long names only.
    #[inline]
    pub(crate) fn get<'n>(
        &self,
        key: u64,
        len: usize,
        lower: impl FnOnce() -> std::borrow::Cow<'n, str>,
    ) -> Option<T> {
        let mut at = Self::slot(key);
        loop {
            let (found, index, value) = self.slots[at];
            if found == key {
                let name = self.names[index as usize].0;
                // Shorter names are told by their keys alone; no name holds a NUL.
                let same = name.len() == len && (len <= 8 || *name == *lower());
                return (same && key != 0).then_some(value);
            }
            if found == 0 {
                return None;
            }
            at = (at + 1) % N;
        }
    }

    /// What this name, in lower case, stands for.
    pub(crate) fn of(&self, name: &str) -> Option<T> {
        self.get(key(name.as_bytes()), name.len(), || name.into())
    }
}

/// The key with one more byte of the name.
#[inline]
pub(crate) const fn push_key(key: u64, byte: u8) -> u64 {
    key << 8 | byte as u64
}

const fn key(name: &[u8]) -> u64 {
    let mut key = 0;
    let mut at = 0;
    while at < name.len() {
        key = push_key(key, name[at]);
        at += 1;
    }
    key
}

/// A byte of a name in lower case; 0 for those that end an attribute's name, and for NUL.
pub(crate) static NAME_BYTE: [u8; 256] = {
    let mut table = [0; 256];
    let mut byte = 1;
    while byte < 256 {
        table[byte] = match byte as u8 {
            b'\t' | b'\n' | b'\x0C' | b'\r' | b' ' | b'/' | b'>' | b'=' => 0,
            other => other.to_ascii_lowercase(),
        };
        byte += 1;
    }
    table
};

#[cfg(test)]
mod tests {
    use super::*;

    static TABLE: NameTable<u8, 8> = NameTable::new(&[("a", 1), ("blockquote", 2), ("p", 3)], 0);

    #[test]
    fn names_are_found_and_others_are_not() {
        for (name, want) in [
            ("a", Some(1)),
            ("blockquote", Some(2)),
            ("p", Some(3)),
            ("ockquote", None),
            ("xxockquote", None),
            ("", None),
            ("\0", None),
            ("\0a", None),
        ] {
            assert_eq!(TABLE.of(name), want, "{name:?}");
        }
    }
}
