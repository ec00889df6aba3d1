//! How often the letters of a text occur, by hash.

/// Buckets of a [`Letters`].
const BUCKETS: usize = 64;

/// Characters by hash: Chinese, kana and hangul one by one, letters of other scripts in pairs within a word (lower-case).
///
/// Bucket: the top six bits of `key × 0x9E3779B1` (mod 2³²), key the code point, or `first × 0x10001 ^ second` for a pair.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Letters(pub(super) [u32; BUCKETS]);

impl Default for Letters {
    fn default() -> Self {
        Letters([0; BUCKETS])
    }
}

impl Letters {
    /// Those of a text that this is the beginning of, less these.
    #[must_use]
    pub fn until(&self, all: &Letters) -> Letters {
        Letters(std::array::from_fn(|at| all.0[at].saturating_sub(self.0[at])))
    }

    /// Counts the pairs of ASCII letters that stand together.
    pub(super) fn pairs_of_ascii(&mut self, text: &[u8]) {
        for two in text.windows(2) {
            let (first, second) = (two[0] | 0x20, two[1] | 0x20);
            if first.is_ascii_lowercase() && second.is_ascii_lowercase() {
                self.pair(u32::from(first), u32::from(second));
            }
        }
    }

    /// Of each bucket.
    pub fn counts_mut(&mut self) -> &mut [u32] {
        &mut self.0
    }
}

/// What is told of the letters of a text while it is counted: a [`Letters`], or nothing.
pub(super) trait Listen {
    /// Whether pairs of letters matter at all.
    const PAIRS: bool;

    /// A character that counts by itself.
    fn one(&mut self, c: char);

    /// A letter after another one, by their keys.
    fn pair(&mut self, first: u32, second: u32);

    /// Such a pair was none.
    fn take_back(&mut self, first: u32, second: u32);
}

impl Listen for () {
    const PAIRS: bool = false;

    #[inline]
    fn one(&mut self, _: char) {}

    #[inline]
    fn pair(&mut self, _: u32, _: u32) {}

    #[inline]
    fn take_back(&mut self, _: u32, _: u32) {}
}

impl Listen for Letters {
    const PAIRS: bool = true;

    #[inline]
    fn one(&mut self, c: char) {
        self.0[bucket(c as u32)] += 1;
    }

    #[inline]
    fn pair(&mut self, first: u32, second: u32) {
        self.0[bucket(key(first, second))] += 1;
    }

    #[inline]
    fn take_back(&mut self, first: u32, second: u32) {
        self.0[bucket(key(first, second))] -= 1;
    }
}

#[inline]
fn bucket(key: u32) -> usize {
    (key.wrapping_mul(0x9E37_79B1) >> 26) as usize
}

/// Key of a pair of letters.
#[inline]
fn key(first: u32, second: u32) -> u32 {
    first.wrapping_mul(0x1_0001) ^ second
}
