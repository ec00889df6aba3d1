//! The operating curve: what is found and what is harmed when every cut threshold is moved by the same log-odds.
use super::bootstrap::{Ratio, cluster_ratio};
use super::interval::Share;
use super::judge::JudgedPage;
use super::summary::FOUND;
use serde::Serialize;

/// Log-odds between two points, and how many lie below and above the shipped threshold. Source: a choice; below −6
/// whole pages go, above +4 hardly a block does.
const STEP: f64 = 0.4;
const BELOW: i32 = 15;
const ABOVE: i32 = 10;

/// The shifts of the curve, ascending; 0 is one of them: the threshold as shipped.
pub fn shifts() -> Vec<f64> {
    (-BELOW..=ABOVE).map(|step| f64::from(step) * STEP).collect()
}

/// What one page adds to a point of the curve.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Tally {
    /// Whether a byte of it must go.
    pub infected: bool,
    /// Whether nothing on it is labelled: neither infected nor with spans to report only.
    pub clean: bool,
    /// Spans that must go.
    pub spans: usize,
    /// Those with at least nine tenths of their ink cut.
    pub found: usize,
    /// Ink that must go.
    pub required: usize,
    /// Ink that must go and is cut.
    pub hit: usize,
    /// Ink that must stay and is cut.
    pub lost: usize,
}

impl Tally {
    /// The counts of a judged page.
    pub fn of(page: &JudgedPage) -> Self {
        let spans = || page.spans.iter().filter(|span| span.is_required());
        Tally {
            infected: page.infected,
            clean: !page.infected && page.spans.is_empty(),
            spans: spans().count(),
            found: spans().filter(|span| span.found() >= FOUND).count(),
            required: page.required,
            hit: page.hit,
            lost: page.lost,
        }
    }
}

/// One page at every point of the curve.
#[derive(Clone, Debug)]
pub struct SweptPage {
    /// The page's site: the unit of the intervals.
    pub site: String,
    /// One tally per shift, in the order of the shifts.
    pub tallies: Vec<Tally>,
}

/// One operating point.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct CurvePoint {
    /// Log-odds added to every cut threshold; 0 is the threshold as shipped.
    pub shift: f64,
    /// Spans with at least nine tenths of their ink cut, of those that must go.
    pub block_recall: Share,
    /// Infected pages of which a byte that must go is cut.
    pub page_recall: Share,
    /// Ink that must go and is cut, of the ink that must go.
    pub byte_recall: Ratio,
    /// Ink that must go and is cut, of the ink that is cut, over all pages.
    pub byte_precision: Ratio,
    /// Clean pages that lose a byte of ink; pages with spans to report only are not among them.
    pub clean_touched: Share,
}

/// The curve over these pages; a page without a tally for some shift is left out of that point.
pub fn curve(shifts: &[f64], pages: &[SweptPage]) -> Vec<CurvePoint> {
    shifts.iter().enumerate().map(|(at, shift)| point(*shift, at, pages)).collect()
}

fn point(shift: f64, at: usize, pages: &[SweptPage]) -> CurvePoint {
    let all: Vec<(&str, Tally)> =
        pages.iter().filter_map(|page| Some((page.site.as_str(), *page.tallies.get(at)?))).collect();
    let infected: Vec<&(&str, Tally)> = all.iter().filter(|(_, tally)| tally.infected).collect();
    let sum = |of: fn(&Tally) -> usize| infected.iter().map(|(_, tally)| of(tally)).sum::<usize>();
    let clean = || all.iter().filter(|(_, tally)| tally.clean);
    let touched = clean().filter(|(_, tally)| tally.lost > 0).count();
    CurvePoint {
        shift,
        block_recall: Share::new(sum(|t| t.found), sum(|t| t.spans)),
        page_recall: Share::new(sum(|t| usize::from(t.hit > 0)), infected.len()),
        byte_recall: cluster_ratio(infected.iter().map(|(site, t)| (t.hit as f64, t.required as f64, *site))),
        byte_precision: cluster_ratio(
            all.iter().map(|(site, t)| (t.hit as f64, (t.hit + t.lost) as f64, *site)),
        ),
        clean_touched: Share::new(touched, clean().count()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_shipped_threshold_is_one_of_the_points() {
        let shifts = shifts();
        assert!(shifts.contains(&0.0) && shifts.is_sorted());
        assert_eq!((shifts[0], shifts[shifts.len() - 1]), (-6.0, 4.0));
    }

    #[test]
    fn a_point_is_worked_out_by_hand() {
        let infected = |found, hit, lost| Tally {
            infected: true,
            spans: 2,
            found,
            required: 20,
            hit,
            lost,
            ..Tally::default()
        };
        let clean = |lost| Tally { clean: true, lost, ..Tally::default() };
        let page = |site: &str, tallies: [Tally; 2]| SweptPage { site: site.into(), tallies: tallies.into() };
        let pages = [
            page("a", [infected(2, 20, 5), infected(1, 10, 0)]),
            page("b", [infected(1, 10, 5), infected(0, 0, 0)]),
            page("c", [clean(10), clean(0)]),
            page("d", [clean(0), clean(0)]),
            page("e", [Tally::default(), Tally::default()]),
        ];
        let points = curve(&[-1.0, 0.0], &pages);
        let counts = |share: Share| (share.k, share.n);
        assert_eq!(counts(points[0].block_recall), (3, 4));
        assert_eq!(counts(points[0].page_recall), (2, 2));
        assert_eq!(points[0].byte_recall.value, Some(30.0 / 40.0));
        assert_eq!(points[0].byte_precision.value, Some(30.0 / 50.0));
        assert_eq!(counts(points[0].clean_touched), (1, 2));
        assert_eq!(counts(points[1].block_recall), (1, 4));
        assert_eq!(counts(points[1].page_recall), (1, 2));
        assert_eq!(points[1].byte_precision.value, Some(1.0));
        assert_eq!(counts(points[1].clean_touched), (0, 2));
    }

    #[test]
    fn a_curve_of_no_pages_has_its_points_and_no_values() {
        let points = curve(&shifts(), &[]);
        assert_eq!(points.len(), 26);
        assert!(points.iter().all(|p| p.block_recall.value.is_none() && p.byte_precision.value.is_none()));
    }
}
