//! What is looked up for every character, kept once it was found out.
use std::sync::OnceLock;

/// Characters of a page of the table.
const PAGE: usize = 16;

/// Pages of the basic plane.
const PAGES: usize = 0x1_0000 / PAGE;

/// A function of a character, tabulated for the basic plane. Filled page by page as characters of it are asked for: a text
/// uses few of four thousand, and all together hold 65,536 entries and no more.
pub(crate) struct CharTable<T> {
    pages: [OnceLock<Box<[T; PAGE]>>; PAGES],
    function: fn(char) -> T,
}

impl<T: Copy> CharTable<T> {
    /// The table of a function that depends on nothing but the character.
    pub(crate) const fn new(function: fn(char) -> T) -> Self {
        CharTable { pages: [const { OnceLock::new() }; PAGES], function }
    }

    /// The function's value.
    #[inline]
    pub(crate) fn get(&self, c: char) -> T {
        match self.pages.get(c as usize / PAGE) {
            Some(page) => page.get_or_init(|| self.page(c))[c as usize % PAGE],
            None => (self.function)(c),
        }
    }

    #[cold]
    fn page(&self, c: char) -> Box<[T; PAGE]> {
        let first = c as u32 / PAGE as u32 * PAGE as u32;
        Box::new(std::array::from_fn(|i| {
            (self.function)(char::from_u32(first + i as u32).unwrap_or(char::REPLACEMENT_CHARACTER))
        }))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn it_is_the_function() {
        static TABLE: CharTable<(u32, bool)> = CharTable::new(|c| (c as u32, c.is_alphabetic()));
        for c in '\0'..='\u{2ffff}' {
            assert_eq!(TABLE.get(c), (c as u32, c.is_alphabetic()));
        }
    }
}
