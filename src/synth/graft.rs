//! Puts a real, labelled block into a full clean page: excerpts alone teach that spam pages are short.
use super::dice::{self, Dice};
use super::draft::{Draft, Label};
use super::family::Family;
use super::place::{Landmarks, Place};
use super::{Dialect, SynthPage, TruthSpan};
use crate::verdict::Action;

/// Technique and family name of a grafted payload; the caller knows better and may overwrite both.
const GRAFT: &str = "graft";

/// The clean page with `payload` at a plausible place, as one span to delete. The payload's bytes go in unchanged, so
/// it should be in the page's encoding. Never fails: a page without a body gets it at the end. An empty payload
/// gives the clean page and no span.
pub fn graft(clean: &[u8], payload: &[u8], seed: u64) -> SynthPage {
    let mut dice = Dice::of(&[b"graft", &seed.to_le_bytes(), clean, payload]);
    let kit_site = dice::hash(&[GRAFT.as_bytes(), payload])[..6].iter().map(|b| format!("{b:02x}")).collect();
    let (bytes, truth) = if payload.is_empty() {
        (clean.to_vec(), Vec::new())
    } else {
        match Draft::new(clean) {
            Some(mut draft) => {
                let at = place(&draft.marks, clean, payload, &mut dice);
                let label = Label::of(GRAFT, Family::DisplayNone, Action::Delete, false);
                draft.insert_raw(at, payload, label);
                let page = draft.finish();
                (page.bytes, page.truth)
            }
            None => append(clean, payload),
        }
    };
    let truth = truth.into_iter().map(|span| TruthSpan { family: GRAFT, ..span }).collect();
    SynthPage {
        bytes,
        truth,
        restored: clean.to_vec(),
        kit_site,
        dialect: Dialect::Html,
        hard_negatives: Vec::new(),
        context: Vec::new(),
        encoding: "",
        language: "",
    }
}

fn append(clean: &[u8], payload: &[u8]) -> (Vec<u8>, Vec<TruthSpan>) {
    let label = Label::of(GRAFT, Family::DisplayNone, Action::Delete, false);
    let span = label.span(clean.len(), clean.len() + payload.len(), None);
    ([clean, payload].concat(), vec![span])
}

/// Head payloads go into the head; the rest where blocks of any kind are found.
fn place(marks: &Landmarks, clean: &[u8], payload: &[u8], dice: &mut Dice) -> usize {
    let lower = payload[..payload.len().min(16)].to_ascii_lowercase();
    let head = [&b"<title"[..], b"<meta", b"<link"].iter().any(|tag| lower.starts_with(tag));
    let places: &[(Place, u32)] = if head {
        &[(Place::Head, 1)]
    } else {
        &[
            (Place::BodyTop, 4),
            (Place::BodyEnd, 5),
            (Place::Boundary, 8),
            (Place::Footer, 3),
            (Place::AfterBody, 1),
            (Place::AfterHtml, 2),
            (Place::LastScript, 2),
        ]
    };
    let first = *dice.weighted(places);
    [first, Place::BodyTop, Place::Boundary, Place::Eof]
        .into_iter()
        .find_map(|place| marks.spot(clean, place, dice))
        .unwrap_or(clean.len())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_payload_is_exactly_the_span() {
        let clean = b"<html><head><title>t</title></head><body><p>a</p><p>b</p></body></html>";
        for seed in 0..60 {
            for payload in [&b"<div>\xB0\xA1</div>"[..], b"<meta name=x>"] {
                let page = graft(clean, payload, seed);
                let [span] = page.truth.as_slice() else { panic!("one span") };
                assert_eq!(&page.bytes[span.start..span.end], payload);
                assert_eq!([&page.bytes[..span.start], &page.bytes[span.end..]].concat(), clean);
            }
        }
        assert!(graft(clean, b"", 1).truth.is_empty());
        assert_eq!(graft(b"\0\0", b"x", 1).bytes, b"\0\0x");
    }
}
