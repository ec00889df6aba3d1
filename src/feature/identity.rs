//! Ids: how often one repeats, on what, and whether anything refers to it.
use crate::block::C;
use crate::feature::{FeatureDef, Unit::*, both, log, share};

pub(super) const FEATURES: &[FeatureDef] = &[
    both("id_share", Ratio, "Share of elements with an id.", |b| share(b.f(C::WithId), b.f(C::Elements))),
    both("id_only_share", Ratio, "Share of elements whose one attribute is an id.", |b| {
        share(b.f(C::IdOnly), b.f(C::Elements))
    }),
    both(
        "same_id_share",
        Ratio,
        "Share of elements that carry the block's most frequent id, from three on.",
        |b| {
            if b.most_same_id >= 3 { share(f64::from(b.most_same_id), b.f(C::Elements)) } else { 0.0 }
        },
    ),
    both("log_same_id", LogCount, "Elements beyond the first that carry one id.", |b| {
        log(f64::from(b.most_same_id.saturating_sub(1)))
    }),
    both(
        "repeated_id_share",
        Ratio,
        "Share of elements whose id stands at least three times in the page.",
        |b| share(b.f(C::IdRepeated), b.f(C::Elements)),
    ),
    both("repeated_id_empty_share", Ratio, "Share of elements with such an id that show nothing.", |b| {
        share(b.f(C::IdRepeatedEmpty), b.f(C::Elements))
    }),
    both("log_repeated_id_full", LogCount, "Elements with such an id that hold text or media.", |b| {
        log(b.f(C::IdRepeatedFull))
    }),
    both("random_id_share", Ratio, "Share of elements whose id looks drawn by lot.", |b| {
        share(b.f(C::IdRandom), b.f(C::Elements))
    }),
    both("referenced_id_share", Ratio, "Share of elements with an id that the page refers to.", |b| {
        share(b.f(C::IdReferenced), b.f(C::Elements))
    }),
    both("distinct_id_share", Ratio, "Distinct ids over elements with an id.", |b| {
        share(f64::from(b.distinct_ids), b.f(C::WithId))
    }),
];
