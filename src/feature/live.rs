//! A block's row with the zeros left out: what is not 0 is found by guards, and only that is worked out.
use crate::block::{BlockStats, C};
use crate::feature::guard::{Guard, LATE, SECTIONS};
use crate::feature::registry::{BLOCK_FEATURES, presence_of};
use crate::feature::shape::Shape;
use crate::feature::{Extract, FeatureDef};
use std::sync::LazyLock;

/// No column.
const NONE: u32 = u32::MAX;

/// A column to work out.
#[derive(Clone, Copy)]
struct Column {
    at: u32,
    /// The column that only tells whether this one is not 0, or [`NONE`].
    presence: u32,
    extract: Extract,
}

/// Columns under one guard.
struct Group {
    guard: Guard,
    /// First column and one past the last.
    columns: (usize, usize),
}

/// Columns under one counter.
struct Counted {
    counter: C,
    columns: (u32, u32),
}

/// A [`Section`](crate::feature::guard::Section) of the [`Plan`].
struct Part {
    guard: Guard,
    counted: Vec<Counted>,
    /// Groups with guards of other kinds.
    others: Vec<Group>,
}

/// [`SECTIONS`] with places for names.
struct Plan {
    parts: Vec<Part>,
    columns: Vec<Column>,
    late: Vec<Column>,
}

static PLAN: LazyLock<Plan> = LazyLock::new(|| {
    let presence = presence_of();
    let column = |name: &&str| {
        let at =
            BLOCK_FEATURES.iter().position(|def| def.name == *name).expect("a column of the block model");
        let presence =
            presence.iter().find(|(of, _)| *of == at).map_or(NONE, |(_, presence)| *presence as u32);
        Column { at: at as u32, presence, extract: BLOCK_FEATURES[at].extract }
    };
    let mut columns = Vec::new();
    let part = |section: &crate::feature::guard::Section| {
        let mut part = Part { guard: section.guard, counted: Vec::new(), others: Vec::new() };
        for (guard, names) in section.groups {
            let from = columns.len();
            columns.extend(names.iter().map(column));
            match guard {
                Guard::Some(counter) => {
                    let columns = (from as u32, columns.len() as u32);
                    part.counted.push(Counted { counter: *counter, columns });
                }
                guard => part.others.push(Group { guard: *guard, columns: (from, columns.len()) }),
            }
        }
        part
    };
    let parts = SECTIONS.iter().map(part).collect();
    Plan { parts, columns, late: LATE.iter().map(column).collect() }
});

/// Columns under one condition.
pub(crate) struct Live {
    /// The condition; that of the section left out, as it only spares questions.
    pub(crate) guard: Guard,
    /// The columns.
    pub(crate) columns: Vec<LiveColumn>,
}

/// A column of a [`Live`] group.
pub(crate) struct LiveColumn {
    /// Where it stands in the row.
    pub(crate) at: usize,
    /// Where the column stands that only tells whether this one is not 0, if there is one.
    pub(crate) presence: Option<usize>,
    /// How it follows from the counter that is the condition, if it does.
    pub(crate) shape: Option<Shape>,
    /// Computes it.
    pub(crate) extract: Extract,
}

/// All columns that are computed from counts but the late ones, by condition.
pub(crate) fn live_groups() -> Vec<Live> {
    let plan = &*PLAN;
    let mut groups = Vec::new();
    for part in &plan.parts {
        let counted = part.counted.iter().map(|group| {
            let (from, to) = group.columns;
            (Guard::Some(group.counter), from as usize, to as usize)
        });
        let others = part.others.iter().map(|group| {
            let guard = if matches!(group.guard, Guard::Always) { part.guard } else { group.guard };
            (guard, group.columns.0, group.columns.1)
        });
        for (guard, from, to) in counted.chain(others) {
            let columns = plan.columns[from..to].iter().map(|column| LiveColumn {
                at: column.at as usize,
                presence: (column.presence != NONE).then_some(column.presence as usize),
                shape: Shape::of(BLOCK_FEATURES[column.at as usize].name)
                    .filter(|_| matches!(guard, Guard::Some(_))),
                extract: column.extract,
            });
            groups.push(Live { guard, columns: columns.collect() });
        }
    }
    groups
}

/// Gives all columns of a block's row that are not 0, with their values, in no particular order; the late ones aside.
pub fn live_columns(stats: &BlockStats<'_>, mut add: impl FnMut(usize, f64)) {
    let plan = &*PLAN;
    for part in &plan.parts {
        if !part.guard.holds(stats) {
            continue;
        }
        for group in &part.counted {
            if stats.counts.get(group.counter) != 0 {
                let (from, to) = group.columns;
                work_out(&plan.columns[from as usize..to as usize], stats, &mut add);
            }
        }
        for group in &part.others {
            if group.guard.holds(stats) {
                work_out(&plan.columns[group.columns.0..group.columns.1], stats, &mut add);
            }
        }
    }
}

/// Gives the late columns that are not 0. Their work grows with the alphabet.
pub fn live_late_columns(stats: &BlockStats<'_>, mut add: impl FnMut(usize, f64)) {
    work_out(&PLAN.late, stats, &mut add);
}

/// The columns that [`live_late_columns`] works out.
pub fn late_columns() -> impl Iterator<Item = (usize, &'static FeatureDef)> {
    PLAN.late.iter().map(|column| (column.at as usize, &BLOCK_FEATURES[column.at as usize]))
}

#[inline]
fn work_out(columns: &[Column], stats: &BlockStats<'_>, add: &mut impl FnMut(usize, f64)) {
    for column in columns {
        let value = (column.extract)(stats);
        if !is_ordinary(value) {
            // By bits: a row keeps a negative zero.
            if value.to_bits() == 0 || !value.is_finite() {
                continue;
            }
            add(column.at as usize, value);
            if value == 0.0 {
                continue;
            }
        } else {
            add(column.at as usize, value);
        }
        if column.presence != NONE {
            add(column.presence as usize, 1.0);
        }
    }
}

/// Whether a number is above 0 and finite, as most are: one comparison.
#[inline]
fn is_ordinary(value: f64) -> bool {
    value.to_bits().wrapping_sub(1) < f64::INFINITY.to_bits() - 1
}

#[cfg(test)]
pub(super) mod tests;
