//! A candidate as a set of hashed things.
use crate::html::TokenKind;
use crate::page::ReadPage;

/// Bits of a bucket number: 2¹⁸ buckets. Cormack et al. hash into a million for whole pages; blocks are smaller.
pub(super) const BITS: u32 = 18;

/// Bytes of a candidate that are looked at. Cormack et al. take the first 35,000 of a page; a longer block is told by
/// its beginning, and nested candidates would otherwise cost the square of the page.
const MOST_BYTES: usize = 8192;

/// Longest attribute value that is a thing of its own.
const MOST_VALUE: usize = 64;

/// Byte 4-grams of a candidate's source, markup included, each once.
pub(super) fn byte_grams(page: &ReadPage<'_>, index: usize, out: &mut Vec<u32>) {
    let bytes = &page.source.text().as_bytes()[page.span(index).range()];
    let bytes = &bytes[..bytes.len().min(MOST_BYTES)];
    out.clear();
    out.extend(bytes.windows(4).map(|gram| {
        let number = u32::from_le_bytes([gram[0], gram[1], gram[2], gram[3]]);
        // Fibonacci hashing (Knuth, TAOCP 3, 6.4).
        number.wrapping_mul(0x9e37_79b9) >> (32 - BITS)
    }));
    distinct(out);
}

/// Tags, attribute names and attributes with their values, each once.
pub(super) fn markup(page: &ReadPage<'_>, index: usize, out: &mut Vec<u32>) {
    let (start, end) = page.blocks.candidates[index].range;
    out.clear();
    let mut seen = 0;
    for token in &page.markup.tokens()[start as usize..end as usize] {
        seen += token.span.len();
        if token.kind != TokenKind::StartTag {
            continue;
        }
        let tag = page.markup.tag_name(token.tag);
        out.push(bucket(&[tag]));
        for attribute in page.markup.attributes(token) {
            out.push(bucket(&[tag, attribute.name_text]));
            if attribute.value.len() <= MOST_VALUE {
                out.push(bucket(&[attribute.name_text, "=", attribute.value]));
            }
        }
        if seen > MOST_BYTES {
            break;
        }
    }
    distinct(out);
}

fn distinct(out: &mut Vec<u32>) {
    out.sort_unstable();
    out.dedup();
}

/// FNV-1a, 64 bits, folded: parts are kept apart by a byte that UTF-8 never has.
fn bucket(parts: &[&str]) -> u32 {
    let bytes = parts.iter().flat_map(|part| part.bytes().chain([0xff]));
    let hash = bytes.fold(0xcbf2_9ce4_8422_2325u64, |hash, byte| {
        (hash ^ u64::from(byte)).wrapping_mul(0x0000_0100_0000_01b3)
    });
    ((hash ^ (hash >> 32)) & ((1 << BITS) - 1)) as u32
}
