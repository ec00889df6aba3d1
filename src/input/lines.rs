//! Line numbers of positions in the bytes.

/// Bytes between two stored counts; even, so that no UTF-16 unit is split. A look-up reads fewer than this.
const BLOCK_BYTES: usize = 4096;

/// How line ends are spelled in the bytes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum LineEnds {
    /// CR and LF are single bytes; in no supported encoding but UTF-16 are they part of another character.
    Bytes,
    /// CR and LF are 16-bit units, counted from the start of the page (a byte order mark is one unit).
    Units { big_endian: bool },
}

/// How many lines end before each block of the page.
#[derive(Debug)]
pub(super) struct LineIndex {
    ends: LineEnds,
    before: Vec<u32>,
}

impl LineIndex {
    pub(super) fn new(raw: &[u8], ends: LineEnds) -> Self {
        let mut count = 0;
        let mut before = Vec::with_capacity(raw.len() / BLOCK_BYTES + 1);
        for start in (0..=raw.len()).step_by(BLOCK_BYTES) {
            before.push(count as u32);
            count += line_ends(raw, start, raw.len().min(start + BLOCK_BYTES), ends);
        }
        LineIndex { ends, before }
    }

    /// Line of the byte at `offset`, from 1. A line end belongs to the line it ends; CR LF is one.
    pub(super) fn line_of(&self, raw: &[u8], offset: usize) -> usize {
        let offset = offset.min(raw.len());
        let block = offset / BLOCK_BYTES;
        self.before[block] as usize + line_ends(raw, block * BLOCK_BYTES, offset, self.ends) + 1
    }
}

/// Lines that have ended by `end`, counted from `start`.
fn line_ends(raw: &[u8], start: usize, end: usize, ends: LineEnds) -> usize {
    match ends {
        LineEnds::Bytes => memchr::memchr2_iter(b'\n', b'\r', &raw[start..end])
            .filter(|at| raw[start + at] == b'\n' || raw.get(start + at + 1) != Some(&b'\n'))
            .count(),
        LineEnds::Units { big_endian } => {
            let unit = |at: usize| {
                let pair = [*raw.get(at)?, *raw.get(at + 1)?];
                Some(if big_endian { u16::from_be_bytes(pair) } else { u16::from_le_bytes(pair) })
            };
            (start..end.saturating_sub(1))
                .step_by(2)
                .filter(|&at| match unit(at) {
                    Some(0x0A) => true,
                    Some(0x0D) => unit(at + 2) != Some(0x0A),
                    _ => false,
                })
                .count()
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_line_ends_after_lf_cr_or_both() {
        let raw = b"a\nb\rc\r\nd\n\r\r\n";
        let index = LineIndex::new(raw, LineEnds::Bytes);
        let lines: Vec<usize> = (0..=raw.len() + 1).map(|at| index.line_of(raw, at)).collect();
        assert_eq!(lines, [1, 1, 2, 2, 3, 3, 3, 4, 4, 5, 6, 6, 7, 7]);
    }

    #[test]
    fn blocks_count_as_one_pass_does() {
        for (line, ends) in [("ab\r\n", LineEnds::Bytes), ("a\rb", LineEnds::Bytes), ("\n", LineEnds::Bytes)]
        {
            let raw = line.repeat(9000).into_bytes();
            let index = LineIndex::new(&raw, ends);
            for at in (0..raw.len()).step_by(509) {
                assert_eq!(index.line_of(&raw, at), 1 + line_ends(&raw, 0, at, ends), "{line:?} {at}");
            }
        }
    }

    #[test]
    fn utf_16_lines_are_counted_in_units() {
        for big_endian in [false, true] {
            let raw: Vec<u8> = "\u{0A0D}\r\nx\n\u{0D0A}\ry"
                .encode_utf16()
                .flat_map(|u| if big_endian { u.to_be_bytes() } else { u.to_le_bytes() })
                .collect();
            let index = LineIndex::new(&raw, LineEnds::Units { big_endian });
            let lines: Vec<usize> = (0..raw.len()).step_by(2).map(|at| index.line_of(&raw, at)).collect();
            assert_eq!(lines, [1, 1, 1, 2, 2, 3, 3, 4]);
        }
    }
}
