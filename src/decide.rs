//! Scores → the set of stretches that are cut, reported or left: disjoint, sorted, each with its verdict.
use crate::verdict::Verdict;

/// A scored candidate, in bytes of the decoded text.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Scored {
    /// Index of the candidate.
    pub index: usize,
    /// First byte.
    pub start: u32,
    /// One past the last byte.
    pub end: u32,
    /// Log-odds of spam.
    pub score: f64,
    /// Non-white bytes.
    pub ink: u32,
    /// Log-odds above which it may be cut; beyond every score where it may not be, whatever it scores.
    pub cut: f64,
    /// Log-odds above which it is at least suspect; not above `cut`.
    pub suspect: f64,
}

/// One stretch that is not clean.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Chosen {
    /// The candidate that stands for it.
    pub index: usize,
    /// First byte.
    pub start: u32,
    /// One past the last byte.
    pub end: u32,
    /// `Suspect` or `Spam`.
    pub verdict: Verdict,
}

/// Scores further above the threshold than this weigh no more: a sure part must not outweigh its better-fitting whole.
const MARGIN_CAP: f64 = 4.0;

/// The best disjoint set: the cut-worthy first, then the suspect between them. Suspects are weighed against each other
/// by what they score above `suspect`. What does not score above its own bound of suspicion has no part in it and may be
/// left out.
pub fn decide(all: &[Scored], suspect: f64) -> Vec<Chosen> {
    let cut_worthy: Vec<Scored> = all.iter().filter(|s| s.score > s.cut && s.ink > 0).copied().collect();
    let mut chosen = best(&cut_worthy, |s| s.cut, Verdict::Spam);
    absorb(&mut chosen, all);
    let rest: Vec<Scored> = all
        .iter()
        .filter(|s| s.ink > 0 && s.score > s.suspect && s.score <= s.cut)
        .filter(|s| !touches(&chosen, s))
        .copied()
        .collect();
    chosen.extend(best(&rest, |_| suspect, Verdict::Suspect));
    chosen.sort_unstable_by_key(|c| c.start);
    chosen
}

/// Share of a cut-worthy whole that is cut anyway, from which it is cut as a whole; and that of a merely suspect one.
const MOSTLY: f64 = 0.6;
const NEARLY: f64 = 0.9;

/// Cuts a whole instead of its parts where the parts are most of it: parts score a little higher than the whole they
/// make, and would leave its wrapper standing. Larger wholes first.
///
/// A whole that does not score enough itself goes with its parts only where one of them had to exceed as much: hidden
/// parts, which are cut on less, take nothing visible with them.
fn absorb(chosen: &mut Vec<Chosen>, all: &[Scored]) {
    if chosen.is_empty() {
        return;
    }
    let may_cut = |s: &&Scored| s.cut < f64::INFINITY && s.score > s.suspect && s.ink > 0;
    let mut wholes: Vec<&Scored> = all.iter().filter(may_cut).collect();
    wholes.sort_by_key(|s| (std::cmp::Reverse(s.end - s.start), s.index));
    let by_index: std::collections::HashMap<usize, &Scored> = all.iter().map(|s| (s.index, s)).collect();
    for whole in wholes {
        let from = chosen.partition_point(|c| c.end <= whole.start);
        let to = chosen.partition_point(|c| c.start < whole.end);
        let inside = &chosen[from..to];
        let within = inside.iter().all(|c| c.start >= whole.start && c.end <= whole.end);
        if inside.is_empty() || !within || (inside.len() == 1 && inside[0].index == whole.index) {
            continue;
        }
        let covered: u32 = inside.iter().map(|c| by_index[&c.index].ink).sum();
        let share = f64::from(covered) / f64::from(whole.ink);
        let enough = whole.score > whole.cut;
        let as_strict = || inside.iter().any(|c| by_index[&c.index].cut >= whole.cut);
        if share >= if enough { MOSTLY } else { NEARLY } && (enough || as_strict()) {
            let one =
                Chosen { index: whole.index, start: whole.start, end: whole.end, verdict: Verdict::Spam };
            chosen.splice(from..to, [one]);
        }
    }
}

/// Whether a scored stretch overlaps one of the chosen, which are sorted and disjoint.
fn touches(chosen: &[Chosen], scored: &Scored) -> bool {
    let next = chosen.partition_point(|c| c.end <= scored.start);
    chosen.get(next).is_some_and(|c| c.start < scored.end)
}

/// Weighted interval scheduling: the disjoint set of the greatest sum of (margin × ink).
///
/// Weighing by ink lets a wrapper win over the sum of its parts by its own tags.
fn best(scored: &[Scored], threshold: impl Fn(&Scored) -> f64, verdict: Verdict) -> Vec<Chosen> {
    let mut order: Vec<&Scored> = scored.iter().collect();
    order.sort_by_key(|s| (s.end, s.start, s.index));
    let ends: Vec<u32> = order.iter().map(|s| s.end).collect();
    let mut value = vec![0.0f64; order.len() + 1];
    let mut taken = vec![false; order.len()];
    let before = |at: usize| ends[..at].partition_point(|end| *end <= order[at].start);
    for at in 0..order.len() {
        let s = order[at];
        // The smallest margin still counts: what is above the threshold is wanted.
        let weight = ((s.score - threshold(s)).min(MARGIN_CAP) + 0.05) * f64::from(s.ink);
        let with = value[before(at)] + weight;
        taken[at] = with > value[at];
        value[at + 1] = with.max(value[at]);
    }
    let mut out = Vec::new();
    let mut at = order.len();
    while at > 0 {
        if taken[at - 1] {
            let s = order[at - 1];
            out.push(Chosen { index: s.index, start: s.start, end: s.end, verdict });
            at = before(at - 1);
        } else {
            at -= 1;
        }
    }
    out.reverse();
    out
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn scored(index: usize, start: u32, end: u32, score: f64) -> Scored {
        Scored { index, start, end, score, ink: end - start, cut: 0.0, suspect: -1.0 }
    }

    #[test]
    fn a_whole_wins_over_its_parts_when_it_scores_as_well() {
        let all = [scored(0, 0, 100, 5.0), scored(1, 10, 40, 5.0), scored(2, 50, 90, 5.0)];
        let chosen = decide(&all, -1.0);
        assert_eq!(chosen.iter().map(|c| c.index).collect::<Vec<_>>(), [0]);
    }

    #[test]
    fn a_sure_part_wins_over_a_doubtful_whole() {
        let all = [scored(0, 0, 1000, 0.1), scored(1, 10, 500, 4.0)];
        assert_eq!(decide(&all, -1.0)[0].index, 1);
    }

    #[test]
    fn what_may_not_be_cut_is_suspect() {
        let all = [Scored { cut: f64::INFINITY, suspect: 0.0, ..scored(0, 0, 10, 9.0) }];
        assert_eq!(decide(&all, -1.0)[0].verdict, Verdict::Suspect);
    }

    #[test]
    fn hidden_parts_take_nothing_visible_with_them() {
        // The part shows nothing and is cut above 0; the whole shows something and would have to exceed its own bound.
        let part = scored(1, 0, 95, 1.0);
        for (whole_cut, whole_score, part_cut, want) in
            [(3.0, 2.0, 0.0, 1), (3.0, 4.0, 0.0, 0), (0.5, 0.4, 0.5, 0), (0.5, 0.4, 0.9, 0)]
        {
            let whole = Scored { cut: whole_cut, ..scored(0, 0, 100, whole_score) };
            let chosen = decide(&[whole, Scored { cut: part_cut, ..part }], -1.0);
            assert_eq!(chosen[0].index, want, "whole {whole_score} above {whole_cut}, part above {part_cut}");
        }
    }

    #[test]
    fn each_block_answers_to_its_own_bound() {
        let strict = Scored { cut: 3.0, ..scored(0, 0, 10, 2.0) };
        let loose = Scored { cut: 1.0, ..scored(1, 20, 30, 2.0) };
        let verdicts: Vec<Verdict> = decide(&[strict, loose], -1.0).iter().map(|c| c.verdict).collect();
        assert_eq!(verdicts, [Verdict::Suspect, Verdict::Spam]);
    }

    proptest! {
        #[test]
        fn the_choice_is_disjoint_and_worth_the_most(spans in proptest::collection::vec((0u32..30, 1u32..12, 0u32..40), 0..9)) {
            let all: Vec<Scored> = spans.iter().enumerate()
                .map(|(i, (start, len, score))| scored(i, *start, start + len, f64::from(*score) / 10.0)).collect();
            let chosen = best(&all, |_| 0.0, Verdict::Spam);
            for pair in chosen.windows(2) {
                prop_assert!(pair[0].end <= pair[1].start);
            }
            let worth = |s: &Scored| (s.score.min(MARGIN_CAP) + 0.05) * f64::from(s.ink);
            let got: f64 = chosen.iter().map(|c| worth(&all[c.index])).sum();
            let mut most = 0.0f64;
            for subset in 0u32..1 << all.len() {
                let members: Vec<&Scored> = all.iter().filter(|s| subset >> s.index & 1 == 1).collect();
                let disjoint = members.iter().all(|a| members.iter().all(|b| a.index == b.index || a.end <= b.start || b.end <= a.start));
                if disjoint {
                    most = most.max(members.iter().map(|s| worth(s)).sum());
                }
            }
            prop_assert!((got - most).abs() < 1e-9, "{} is not {}", got, most);
        }
    }
}
