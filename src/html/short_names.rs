//! Known names to what they stand for, by their last eight bytes as one number: a name is looked up with the number
//! that reading it has made on the way.
use crate::html::extent::ends_tag_name;

/// A set of at most `N / 2` names; `N` is a power of two.
#[derive(Debug)]
pub(crate) struct NameTable<T: 'static, const N: usize> {
    /// Where two names belong in one place, the later is in the next free one.
    slots: [Slot<T>; N],
    names: &'static [(&'static str, T)],
}

#[derive(Clone, Copy, Debug)]
struct Slot<T> {
    /// 0 where the place is free.
    key: u64,
    /// Bytes of the name; of none where the place is free.
    len: u8,
    index: u8,
    value: T,
}

impl<T: Copy + 'static, const N: usize> NameTable<T, N> {
    /// The table of these names, in lower case. `any` fills what is free.
    pub(crate) const fn new(names: &'static [(&'static str, T)], any: T) -> Self {
        assert!(N.is_power_of_two() && names.len() <= N / 2 && names.len() <= u8::MAX as usize);
        let mut slots = [Slot { key: 0, len: u8::MAX, index: 0, value: any }; N];
        let mut index = 0;
        while index < names.len() {
            let (name, value) = names[index];
            let key = key(name.as_bytes());
            let mut at = Self::place(key);
            while slots[at].key != 0 {
                assert!(slots[at].key != key, "two names end in the same eight bytes");
                at = (at + 1) % N;
            }
            slots[at] = Slot { key, len: name.len() as u8, index: index as u8, value };
            index += 1;
        }
        NameTable { slots, names }
    }

    const fn place(key: u64) -> usize {
        // Fibonacci hashing: the top bits depend on all bits.
        (key.wrapping_mul(0x9E37_79B9_7F4A_7C15) >> (64 - N.trailing_zeros())) as usize
    }

    /// What a name stands for, as it stands in the source, letters of either case; `key` is its [`push_key`] over all of its
    /// bytes in lower case. No name holds a NUL.
    #[inline]
    pub(crate) fn get(&self, key: u64, source: &[u8]) -> Option<T> {
        let mut at = Self::place(key);
        loop {
            let slot = &self.slots[at];
            if slot.key == key {
                let same =
                    slot.len as usize == source.len() && (slot.len <= 8 || self.is_named(slot.index, source));
                return same.then_some(slot.value);
            }
            if slot.key == 0 {
                return None;
            }
            at = (at + 1) % N;
        }
    }

    /// Keys tell shorter names apart.
    #[cold]
    fn is_named(&self, index: u8, source: &[u8]) -> bool {
        self.names[index as usize].0.as_bytes().eq_ignore_ascii_case(source)
    }

    /// What this name, in lower case, stands for.
    pub(crate) fn of(&self, name: &str) -> Option<T> {
        self.get(key(name.as_bytes()), name.as_bytes())
    }
}

/// The key with one more byte of the name.
#[inline]
const fn push_key(key: u64, byte: u8) -> u64 {
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
static NAME_BYTE: [u8; 256] = {
    let mut table = [0; 256];
    let mut byte = 1;
    while byte < 256 {
        table[byte] = match byte as u8 {
            b'=' => 0,
            other if ends_tag_name(other) => 0,
            other => other.to_ascii_lowercase(),
        };
        byte += 1;
    }
    table
};

/// A name in the source.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Name {
    /// For [`NameTable::get`].
    pub(crate) key: u64,
    /// One past it.
    pub(crate) end: usize,
    /// The byte there: white space, `/`, `>`, `=` or NUL.
    pub(crate) stop: u8,
    /// Some letter is upper-case.
    pub(crate) has_upper: bool,
}

/// Reads the name that starts at `start`; `None` if the text ends first.
#[inline]
pub(crate) fn read_name(bytes: &[u8], start: usize) -> Option<Name> {
    if let Some(word) = bytes.get(start..).and_then(|rest| rest.first_chunk::<8>())
        && let Some(name) = short_name(u64::from_le_bytes(*word), start)
    {
        return Some(name);
    }
    any_name(bytes, start)
}

const ONES: u64 = u64::MAX / 255;
const HIGHS: u64 = ONES << 7;

/// The high bit of every byte below `limit` (at most 128), and perhaps of bytes above such a byte.
#[inline]
const fn below(word: u64, limit: u8) -> u64 {
    word.wrapping_sub(ONES * limit as u64) & !word & HIGHS
}

/// The name at the start of the next eight bytes if it is one of lower-case letters and digits that ends in them: as
/// most are, and eight bytes are compared like one.
#[inline]
fn short_name(word: u64, start: usize) -> Option<Name> {
    // Below '0' are white space, '/' and what names seldom hold; '<' to '?' are what remains. The lowest of the bits
    // found is always right.
    let stops = below(word, b'0') | below(word ^ (ONES * b'<' as u64), 4);
    if stops == 0 {
        return None;
    }
    let bits = stops.trailing_zeros() & !7;
    let (name, stop) = (word & ((1 << bits) - 1), (word >> bits) as u8);
    // Lower-case letters and digits have this bit, upper-case letters have not; bytes of other characters have the highest.
    let plain = (ONES * 0x20) & ((1 << bits) - 1);
    if name & plain != plain || name & HIGHS != 0 || bits == 0 || NAME_BYTE[stop as usize] != 0 || stop == 0 {
        return None;
    }
    let key = name.swap_bytes() >> (64 - bits);
    Some(Name { key, end: start + bits as usize / 8, stop, has_upper: false })
}

fn any_name(bytes: &[u8], start: usize) -> Option<Name> {
    let (mut end, mut key, mut upper) = (start, 0, 0);
    loop {
        let stop = *bytes.get(end)?;
        let lower = NAME_BYTE[stop as usize];
        if lower == 0 {
            return Some(Name { key, end, stop, has_upper: upper != 0 });
        }
        key = push_key(key, lower);
        upper |= lower ^ stop;
        end += 1;
    }
}

/// The first of two ASCII bytes, one of which nearly always comes soon; `None` if neither does.
#[inline]
pub(crate) fn find_soon(a: u8, b: u8, bytes: &[u8]) -> Option<usize> {
    let (mut at, mut rest) = (0, bytes);
    // As many words as are cheaper than a call.
    for _ in 0..4 {
        let Some(word) = rest.first_chunk::<8>() else { break };
        let word = u64::from_le_bytes(*word);
        let found = below(word ^ (ONES * a as u64), 1) | below(word ^ (ONES * b as u64), 1);
        if found != 0 {
            return Some(at + found.trailing_zeros() as usize / 8);
        }
        at += 8;
        rest = &rest[8..];
    }
    memchr::memchr2(a, b, rest).map(|offset| at + offset)
}

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

    proptest::proptest! {
        #[test]
        fn eight_bytes_at_once_read_as_one_by_one(
            bytes in proptest::collection::vec(proptest::sample::select(&b"abz09AZ_-:;<=>?/ \n\0\x7F\x80\xC3\xFF@`"[..]), 8..20)
        ) {
            let word = bytes.first_chunk::<8>().copied().map(u64::from_le_bytes).unwrap();
            let slow = any_name(&bytes, 0);
            if let Some(fast) = short_name(word, 0) {
                proptest::prop_assert_eq!(Some(fast), slow);
            }
            proptest::prop_assert_eq!(read_name(&bytes, 0), slow);
        }

        #[test]
        fn what_comes_soon_is_found_as_memchr_finds_it(bytes in proptest::collection::vec(0x20_u8..0x2A, 0..80)) {
            for quote in [b'"', b'\''] {
                proptest::prop_assert_eq!(find_soon(quote, b'&', &bytes), memchr::memchr2(quote, b'&', &bytes));
            }
        }
    }
}
