//! How unlike two texts are, corrected for how little of them was seen.
use super::counts::{HIST, Script, TextCounts};

/// Letters at which half of a script difference is believed.
/// Eight are two or three words: less is a brand name in another script.
const SCRIPT_HALF: f32 = 8.0;

/// Unlikeness of two character histograms, in `[0, 1]`: 0 same distribution (or too little text to
/// tell), 1 nothing in common.
///
/// One minus the Bhattacharyya coefficient Σ√(pᵢqᵢ), which is the cosine of the square-rooted counts.
/// Two samples of one distribution over k buckets differ by about (k−1)/8·(1/m+1/n) by chance
/// alone; that much is taken off, so a short text has to be very different to count as different.
pub fn divergence(a: &[u32; HIST], b: &[u32; HIST]) -> f32 {
    let total = |h: &[u32; HIST]| h.iter().map(|&n| f64::from(n)).sum::<f64>();
    let (m, n) = (total(a), total(b));
    if m == 0.0 || n == 0.0 {
        return 0.0;
    }
    let shared: f64 = a.iter().zip(b).map(|(&x, &y)| (f64::from(x) * f64::from(y)).sqrt()).sum();
    let used = a.iter().zip(b).filter(|&(&x, &y)| x > 0 || y > 0).count();
    let chance = (used as f64 - 1.0) / 8.0 * (1.0 / m + 1.0 / n);
    (1.0 - shared / (m * n).sqrt() - chance).clamp(0.0, 1.0) as f32
}

/// Unlikeness of the script mixes of two texts, in `[0, 1]`: the share of letters that would have to
/// change script (total variation), times n/(n+8) for the letters of each side.
pub fn script_divergence(a: &TextCounts, b: &TextCounts) -> f32 {
    let (m, n) = (a.letters() as f32, b.letters() as f32);
    if m == 0.0 || n == 0.0 {
        return 0.0;
    }
    let shared: f32 = Script::ALL.iter().map(|&s| (a.script(s) as f32 / m).min(b.script(s) as f32 / n)).sum();
    (1.0 - shared).clamp(0.0, 1.0) * m / (m + SCRIPT_HALF) * n / (n + SCRIPT_HALF)
}
