//! Where the block stands. Depth is left out: it tells excerpts from pages.
use crate::block::BlockKind;
use crate::feature::{FeatureDef, Unit::*, block, flag};

pub(super) const FEATURES: &[FeatureDef] = &[
    block("before_document", Flag, "It stands before the doctype.", |b| flag(b.before_document)),
    block("in_head", Flag, "It stands before the body.", |b| flag(b.in_head)),
    block("first_in_body", Flag, "Nothing is shown in the body before it.", |b| flag(b.first_in_body)),
    block("last_in_body", Flag, "Nothing is shown in the body after it.", |b| flag(b.last_in_body)),
    block("after_body", Flag, "It stands after the end of the body.", |b| flag(b.after_body)),
    block("after_html", Flag, "It stands after the end of the document.", |b| flag(b.after_html)),
    block("kind_id_run", Flag, "It is a run of siblings with one id.", |b| flag(b.kind == BlockKind::IdRun)),
    block(
        "edge",
        Flag,
        "It is a text, heading, paragraph or link first or last in the page or its body.",
        |b| flag(b.edge),
    ),
    block("kind_head", Flag, "It is a title, keyword or description.", |b| flag(b.kind == BlockKind::Head)),
    block("kind_pair", Flag, "It is a rule or script with what it is about.", |b| {
        flag(b.kind == BlockKind::Pair)
    }),
];
