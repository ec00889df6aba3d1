use super::*;
use crate::block::{BlockKind, PageBlocks, PageStats};
use crate::feature::{PAGE_FEATURES, block_row, page_row, registry};
use crate::html::{self, Tree};
use proptest::prelude::*;
use std::collections::BTreeSet;

/// Numbers drawn from a seed, most of them 0 where `zeros` is near 1.
pub(crate) struct Draw {
    pub(crate) state: u64,
    pub(crate) zeros: f64,
}

impl Draw {
    fn next(&mut self) -> u64 {
        // Source: Steele, Lea and Flood, OOPSLA 2014 (SplitMix).
        self.state = self.state.wrapping_add(0x9E37_79B9_7F4A_7C15);
        let z = (self.state ^ (self.state >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
        let z = (z ^ (z >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
        z ^ (z >> 31)
    }

    fn is(&mut self) -> bool {
        (self.next() >> 11) as f64 / (1u64 << 53) as f64 >= self.zeros
    }

    pub(crate) fn count(&mut self) -> u32 {
        if !self.is() {
            return 0;
        }
        let bits = self.next() % 12;
        (self.next() % (1 << bits)) as u32 + 1
    }

    /// A block that need not be possible: every number by itself.
    pub(crate) fn block<'p>(&mut self, page: &'p PageStats, like: &BlockStats<'p>) -> BlockStats<'p> {
        let mut b = like.clone();
        b.counts = Default::default();
        C::ALL.iter().for_each(|counter| b.counts.bump(*counter, self.count()));
        let t = &mut b.counts.text;
        let named = [
            &mut t.ink,
            &mut t.chars,
            &mut t.words,
            &mut t.han,
            &mut t.kana,
            &mut t.hangul,
            &mut t.latin,
            &mut t.cyrillic,
            &mut t.digits,
            &mut t.sentence_ends,
            &mut t.separators,
            &mut t.entities,
            &mut t.ascii_entities,
            &mut t.surrogate_entities,
            &mut t.controls,
            &mut t.zero_width,
            &mut t.pinyin_parens,
            &mut t.domain_words,
            &mut t.handles,
            &mut t.markdown_links,
            &mut t.disguised_hits,
        ];
        for n in named.into_iter().chain(&mut t.hist).chain(&mut t.hits).chain(&mut t.strong) {
            *n = self.count();
        }
        b.page = page;
        let kinds =
            [BlockKind::Element, BlockKind::Head, BlockKind::Pair, BlockKind::IdRun, BlockKind::EdgeText];
        b.kind = kinds[(self.next() % 5) as usize];
        b.bytes = self.count();
        for n in [
            &mut b.distinct_tags,
            &mut b.distinct_nestings,
            &mut b.distinct_ids,
            &mut b.most_same_id,
            &mut b.distinct_hosts,
            &mut b.exclusive_hosts,
            &mut b.most_same_host,
            &mut b.distinct_shapes,
            &mut b.noise_before,
            &mut b.noise_after,
        ] {
            *n = self.count();
        }
        for is in [
            &mut b.root_hidden,
            &mut b.root_inline,
            &mut b.root_plain,
            &mut b.edge,
            &mut b.root_hook,
            &mut b.root_unclosed,
            &mut b.inside_hidden,
            &mut b.at_start,
            &mut b.at_end,
            &mut b.first_in_body,
            &mut b.last_in_body,
            &mut b.before_document,
            &mut b.in_head,
            &mut b.after_body,
            &mut b.after_html,
        ] {
            *is = self.is();
        }
        b
    }
}

/// A page, for what a block borrows from it.
pub(crate) fn with_page(test: impl Fn(&PageStats, &BlockStats<'_>)) {
    let text = "<body><div id=a><p>some words</p></div><a href=http://other.example/>there</a></body>";
    let markup = html::tokenize(text);
    let tree = Tree::build(&markup, 64, 1000);
    let blocks = PageBlocks::find(text, &markup, &tree, None, 100);
    let stats = blocks.stats(&markup, &tree, 0);
    test(&blocks.page, &stats);
}

#[test]
fn ordinary_numbers_are_above_zero_and_finite() {
    for (value, want) in [
        (0.0, false),
        (-0.0, false),
        (5e-324, true),
        (1.0, true),
        (f64::MAX, true),
        (f64::INFINITY, false),
        (-1.0, false),
        (f64::NEG_INFINITY, false),
        (f64::NAN, false),
        (-f64::NAN, false),
    ] {
        assert_eq!(is_ordinary(value), want, "{value}");
    }
}

#[test]
fn every_column_of_the_block_model_has_one_place() {
    let guarded = SECTIONS.iter().flat_map(|section| section.groups).flat_map(|(_, names)| names.iter());
    let mut seen = BTreeSet::new();
    for name in guarded.chain(LATE) {
        assert!(seen.insert(*name), "{name} stands twice");
    }
    let presence: BTreeSet<usize> = presence_of().into_iter().map(|(_, presence)| presence).collect();
    for (at, def) in BLOCK_FEATURES.iter().enumerate() {
        assert_eq!(seen.remove(def.name), !presence.contains(&at), "{}", def.name);
    }
    for def in PAGE_FEATURES.iter() {
        let block = BLOCK_FEATURES.iter().position(|of_block| of_block.name == def.name);
        assert!(block.is_some() && !LATE.contains(&def.name), "{} is not among the live columns", def.name);
    }
    assert!(seen.is_empty(), "no columns: {seen:?}");
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(2000))]

    #[test]
    fn a_row_without_its_zeros_is_the_row_by_definition(seed: u64, zeros in 0.0f64..1.0) {
        with_page(|page, like| {
            let mut draw = Draw { state: seed, zeros };
            let mut whole = page.clone();
            whole.counts = draw.block(page, like).counts;
            let block = draw.block(&whole, like);
            let (mut got, mut want) = (Vec::new(), Vec::new());
            block_row(&block, &mut got);
            registry::fill(&BLOCK_FEATURES, &block, &mut want);
            for (at, def) in BLOCK_FEATURES.iter().enumerate() {
                assert_eq!(got[at].to_bits(), want[at].to_bits(), "{}: {} {}", def.name, got[at], want[at]);
            }
            page_row(&block, &mut got);
            registry::fill(&PAGE_FEATURES, &block, &mut want);
            assert_eq!(got.len(), want.len());
            for (at, def) in PAGE_FEATURES.iter().enumerate() {
                assert_eq!(got[at].to_bits(), want[at].to_bits(), "{}: {} {}", def.name, got[at], want[at]);
            }
        });
    }

    #[test]
    fn a_shape_gives_the_value_by_definition(seed: u64, zeros in 0.0f64..1.0) {
        with_page(|page, like| {
            let block = Draw { state: seed, zeros }.block(page, like);
            let mut shapes = 0;
            for group in live_groups() {
                let Guard::Some(counter) = group.guard else { continue };
                for column in &group.columns {
                    let Some(shape) = column.shape else { continue };
                    let (got, want) = (shape.value(counter, &block), (column.extract)(&block));
                    assert_eq!(got.to_bits(), want.to_bits(), "{}", BLOCK_FEATURES[column.at].name);
                    shapes += 1;
                }
            }
            assert_eq!(shapes, Shape::names().count(), "each name is a column under a counter");
        });
    }

    #[test]
    fn late_columns_stay_in_the_range_of_their_unit(seed: u64, zeros in 0.0f64..1.0) {
        with_page(|page, like| {
            let block = Draw { state: seed, zeros }.block(page, like);
            for (_, def) in late_columns() {
                let (value, (least, most)) = ((def.extract)(&block), def.unit.range());
                assert!((least..=most).contains(&value), "{}: {value}", def.name);
            }
        });
    }
}
