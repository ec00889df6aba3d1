//! Whether a place is inside `<svg>` or `<math>`, where `<title>`, `<style>` and `<script>` are ordinary markup and
//! `<![CDATA[` is text.
//!
//! Only as much of HTML §13.2.6.5 as lexemes depend on: integration points are not known, and an svg without an end
//! tag ahead, or broken out of by an HTML start tag, is over.
use crate::html::raw_text::{Ahead, find_end_tag};
use crate::html::tag::Tag;
use memchr::memmem;

/// The open `<svg>` and `<math>` elements of one page, front to back.
#[derive(Debug, Default)]
pub(crate) struct Foreign {
    svg: Root,
    math: Root,
    cdata_close: Ahead,
}

#[derive(Debug, Default)]
struct Root {
    open: usize,
    end_tag: Ahead,
}

impl Foreign {
    /// A start tag was read.
    pub(crate) fn start(&mut self, tag: Tag, self_closing: bool) {
        match tag {
            Tag::SVG if !self_closing => self.svg.open += 1,
            Tag::MATH if !self_closing => self.math.open += 1,
            _ if self.any_open() && breaks_out(tag) => (self.svg.open, self.math.open) = (0, 0),
            _ => {}
        }
    }

    /// An end tag was read.
    pub(crate) fn end(&mut self, tag: Tag) {
        match tag {
            Tag::SVG => self.svg.open = self.svg.open.saturating_sub(1),
            Tag::MATH => self.math.open = self.math.open.saturating_sub(1),
            _ => {}
        }
    }

    fn any_open(&self) -> bool {
        self.svg.open + self.math.open > 0
    }

    /// Whether `at` is inside an element that is open and whose end tag lies ahead.
    pub(crate) fn contains(&mut self, bytes: &[u8], at: usize) -> bool {
        [(&mut self.svg, "svg"), (&mut self.math, "math")].into_iter().any(|(root, name)| {
            root.open > 0 && root.end_tag.at_or_after(at, |from| find_end_tag(bytes, from, name)).is_some()
        })
    }

    /// Where the `]]>` is that ends the CDATA section at `at`; `None` if there is no such section here.
    pub(crate) fn cdata_close(&mut self, bytes: &[u8], at: usize) -> Option<usize> {
        if !bytes[at..].starts_with(CDATA_OPEN) || !self.contains(bytes, at) {
            return None;
        }
        self.cdata_close.at_or_after(at + CDATA_OPEN.len(), |from| {
            memmem::find(&bytes[from..], CDATA_CLOSE).map(|offset| from + offset)
        })
    }
}

/// Starts a CDATA section.
pub(crate) const CDATA_OPEN: &[u8] = b"<![CDATA[";

/// Ends a CDATA section.
pub(crate) const CDATA_CLOSE: &[u8] = b"]]>";

/// The HTML start tags that cannot stand in foreign content. Source: HTML §13.2.6.5; `<font>` is left out, which
/// breaks out with some attributes only.
fn breaks_out(tag: Tag) -> bool {
    tag.is_heading()
        || matches!(
            tag,
            Tag::B
                | Tag::BIG
                | Tag::BLOCKQUOTE
                | Tag::BODY
                | Tag::BR
                | Tag::CENTER
                | Tag::CODE
                | Tag::DD
                | Tag::DIV
                | Tag::DL
                | Tag::DT
                | Tag::EM
                | Tag::EMBED
                | Tag::HEAD
                | Tag::HR
                | Tag::I
                | Tag::IMG
                | Tag::LI
                | Tag::LISTING
                | Tag::MENU
                | Tag::META
                | Tag::NOBR
                | Tag::OL
                | Tag::P
                | Tag::PRE
                | Tag::RUBY
                | Tag::S
                | Tag::SMALL
                | Tag::SPAN
                | Tag::STRONG
                | Tag::STRIKE
                | Tag::SUB
                | Tag::SUP
                | Tag::TABLE
                | Tag::TT
                | Tag::U
                | Tag::UL
                | Tag::VAR
        )
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn foreign_content_ends_with_its_end_tag_a_breakout_or_the_last_end_tag() {
        let bytes = b"<svg><svg></svg><g></svg><math>";
        let mut foreign = Foreign::default();
        foreign.start(Tag::SVG, false);
        foreign.start(Tag::SVG, true);
        assert!(foreign.contains(bytes, 5));
        foreign.start(Tag::DIV, false);
        assert!(!foreign.contains(bytes, 5));
        foreign.start(Tag::SVG, false);
        foreign.start(Tag::SVG, false);
        foreign.end(Tag::SVG);
        assert!(foreign.contains(bytes, 16));
        assert!(!foreign.contains(bytes, 25), "never closed");
        foreign.start(Tag::MATH, false);
        assert!(!foreign.contains(bytes, 31), "no end tag ahead");
    }

    #[test]
    fn cdata_is_a_section_only_in_foreign_content_and_if_closed() {
        let bytes = b"<![CDATA[a]]><![CDATA[b</svg>";
        let mut foreign = Foreign::default();
        assert_eq!(foreign.cdata_close(bytes, 0), None);
        foreign.start(Tag::SVG, false);
        assert_eq!(foreign.cdata_close(bytes, 0), Some(10));
        assert_eq!(foreign.cdata_close(bytes, 13), None);
    }
}
