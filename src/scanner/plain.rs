//! What the plain columns of a block gain: those that are the logarithm of a counter, its share of a whole, or that share
//! less the one in the rest of the page. Each takes a few instructions, so that all are worked out, without a question.
use crate::block::{C, Counts};
use crate::feature::{Shape, Whole};
use crate::model::Line;

/// Counts whose logarithm is worked out beforehand.
const LOGS: usize = 256;

/// What the columns of plain shapes gain, by what they are made of. A line holds what the column gains that tells whether
/// it is not 0.
#[derive(Clone)]
pub(super) struct Plain {
    logs: Vec<(C, Line)>,
    /// By [`Whole`].
    shares: [Vec<(C, Line)>; Whole::ALL.len()],
    against: Vec<Against>,
}

/// A part's share of a whole, less that in the rest of the page; nothing where the counter is 0.
#[derive(Clone, Copy)]
struct Against {
    counter: C,
    whole: Whole,
    part: C,
    line: Line,
}

/// How much of a whole is in a block, and in the rest of its page.
#[derive(Clone, Copy)]
struct Side {
    /// One over how much of it the block has; 0 where it has none.
    over: f64,
    /// The same of the rest of the page.
    over_rest: f64,
    /// How much a difference to the rest weighs.
    weight: f64,
}

impl Plain {
    /// Nothing yet.
    pub(super) fn new() -> Plain {
        Plain { logs: Vec::new(), shares: Default::default(), against: Vec::new() }
    }

    /// Takes in a column of this shape under a counter. Whether it is not 0 gains `presence`, if some column tells that.
    /// `false` if it is none that is worked out here.
    pub(super) fn add(&mut self, counter: C, shape: Shape, line: Line, presence: Option<f64>) -> bool {
        // Where there is one of it, neither its logarithm nor its share of what there is can be 0; a difference can.
        let with = line.plus(presence.unwrap_or(0.0));
        match shape {
            Shape::Log => self.logs.push((counter, with)),
            Shape::Share(whole) => self.shares[whole as usize].push((counter, with)),
            Shape::Against(whole, part) if presence.is_none() => {
                self.against.push(Against { counter, whole, part, line });
            }
            Shape::Against(..) => return false,
        }
        true
    }

    /// The same without what a page has none of.
    pub(super) fn on(&self, page: &Counts) -> Plain {
        let some = |(counter, _): &&(C, Line)| page.get(*counter) != 0;
        let shares = |whole: &Vec<(C, Line)>| whole.iter().filter(some).copied().collect();
        let against = self.against.iter().filter(|column| page.get(column.counter) != 0);
        Plain {
            logs: self.logs.iter().filter(some).copied().collect(),
            shares: std::array::from_fn(|whole| shares(&self.shares[whole])),
            against: against.copied().collect(),
        }
    }

    /// What they gain together, for a block of a page with these counts.
    pub(super) fn gain(&self, block: &Counts, page: &Counts, logs: &Logs) -> f64 {
        let sides = Whole::ALL.map(|whole| Side::of(whole, block, page));
        let mut all = 0.0;
        for (counter, line) in &self.logs {
            let count = block.get(*counter);
            let gain = line.gain(logs.of(count));
            all += if count == 0 { 0.0 } else { gain };
        }
        for (side, columns) in sides.iter().zip(&self.shares) {
            // Of nothing, all shares are 0.
            if side.over == 0.0 {
                continue;
            }
            for (counter, line) in columns {
                let count = block.get(*counter);
                let share = f64::from(count) * side.over;
                let gain = line.gain(if share < 1.0 { share } else { 1.0 });
                all += if count == 0 { 0.0 } else { gain };
            }
        }
        for Against { counter, whole, part, line } in &self.against {
            if block.get(*counter) != 0 {
                let (side, here) = (&sides[*whole as usize], block.f(*part));
                let there = page.f(*part) - here;
                let difference = (here * side.over).min(1.0) - (there * side.over_rest).clamp(0.0, 1.0);
                all += line.finite(difference * side.weight);
            }
        }
        all
    }
}

impl Side {
    fn of(whole: Whole, block: &Counts, page: &Counts) -> Side {
        let here = f64::from(whole.of(block));
        let rest = f64::from(whole.of(page)) - here;
        let over = |n: f64| if n > 0.0 { 1.0 / n } else { 0.0 };
        Side { over: over(here), over_rest: over(rest), weight: rest / (rest + whole.prior()) }
    }
}

/// `ln(1 + count)`, of small counts worked out beforehand.
pub(super) struct Logs([f64; LOGS]);

impl Logs {
    pub(super) fn new() -> Logs {
        Logs(std::array::from_fn(|count| (count as f64).ln_1p()))
    }

    #[inline]
    fn of(&self, count: u32) -> f64 {
        match self.0.get(count as usize) {
            Some(known) => *known,
            None => f64::from(count).ln_1p(),
        }
    }
}
