//! What cutting a block costs a visitor: the classes of candidates that have a cut threshold each.
//!
//! A block that shows nothing can be cut on less evidence than one that does. Which class a candidate belongs to is
//! read from its kind and its feature row, by training and scanning alike: this is the only place that knows how.
use std::fmt;

/// Kind of a row that only loads or runs something.
const LOADER_KIND: &str = "loader";

/// Kind of a row about title, keywords and description.
const HEAD_KIND: &str = "head";

/// Feature rows on disk have so many decimals; a class must not depend on where a row was read.
const DECIMALS: f64 = 1e4;

/// Which threshold a candidate block answers to.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Budget {
    /// It shows text, a picture or a control: cutting it wrongly takes something from the visitor.
    Visible,
    /// All its text is hidden, and so are its pictures and controls, or it has none. When the page is loaded, nothing
    /// of it is seen; what a script or a pointer may reveal later, as a menu, counts as silent too.
    Silent,
    /// It only loads or runs something: a frame, a script, server code.
    Loader,
    /// Title, keywords and description; restored, where the page still holds what stood there.
    Head,
}

impl Budget {
    /// All of them.
    pub const ALL: [Budget; 4] = [Budget::Visible, Budget::Silent, Budget::Loader, Budget::Head];

    /// The name in reports and figures.
    pub fn as_str(self) -> &'static str {
        match self {
            Budget::Visible => "visible",
            Budget::Silent => "silent",
            Budget::Loader => "loader",
            Budget::Head => "head",
        }
    }
}

impl fmt::Display for Budget {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

/// Where the columns stand that tell what a block shows.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct ShownColumns {
    ink: usize,
    hidden_ink: usize,
    media: usize,
    controls: usize,
    hidden_media: usize,
}

impl ShownColumns {
    /// The places among these column names; `None` where a column is missing, as in tables from elsewhere.
    pub fn of<S: AsRef<str>>(columns: &[S]) -> Option<Self> {
        let place = |name: &str| columns.iter().position(|column| column.as_ref() == name);
        Some(ShownColumns {
            ink: place("log_ink")?,
            hidden_ink: place("hidden_ink_share")?,
            media: place("log_media")?,
            controls: place("log_controls")?,
            hidden_media: place("hidden_media")?,
        })
    }

    /// Non-white bytes of text that are not hidden, of one row.
    pub fn visible_ink<N: Copy + Into<f64>>(&self, row: &[N]) -> f64 {
        count(row[self.ink]) * (1.0 - rounded(row[self.hidden_ink]))
    }

    /// Whether a row's block shows nothing.
    fn is_silent<N: Copy + Into<f64>>(&self, row: &[N]) -> bool {
        let text_is_hidden = rounded(row[self.ink]) == 0.0 || rounded(row[self.hidden_ink]) == 1.0;
        // Back to whole numbers, which logarithms of four decimals tell apart up to some thousands.
        let shown = count(row[self.media]).round() + count(row[self.controls]).round();
        text_is_hidden && shown <= count(row[self.hidden_media]).round()
    }
}

/// The budget of a row of this kind. Without the columns that tell, the strict one.
pub fn budget<N: Copy + Into<f64>>(columns: Option<&ShownColumns>, kind: &str, row: &[N]) -> Budget {
    match (kind, columns) {
        (LOADER_KIND, _) => Budget::Loader,
        (HEAD_KIND, _) => Budget::Head,
        (_, Some(columns)) if columns.is_silent(row) => Budget::Silent,
        _ => Budget::Visible,
    }
}

/// The count behind `ln(1 + count)`.
fn count<N: Into<f64>>(logarithm: N) -> f64 {
    rounded(logarithm).exp_m1()
}

fn rounded<N: Into<f64>>(value: N) -> f64 {
    let value: f64 = value.into();
    (value * DECIMALS).round() / DECIMALS
}

#[cfg(test)]
mod tests {
    use super::*;

    const COLUMNS: [&str; 6] =
        ["other", "hidden_ink_share", "log_media", "hidden_media", "log_controls", "log_ink"];

    #[test]
    fn a_block_is_silent_when_all_it_has_is_hidden() {
        let columns = ShownColumns::of(&COLUMNS).unwrap();
        let of = |n: f64| n.ln_1p();
        for (case, hidden, media, hidden_media, controls, ink, want) in [
            ("nothing in it", 0.0, 0.0, 0.0, 0.0, 0.0, Budget::Silent),
            ("shown text", 0.0, 0.0, 0.0, 0.0, 40.0, Budget::Visible),
            ("hidden text", 1.0, 0.0, 0.0, 0.0, 40.0, Budget::Silent),
            ("a byte shown in ten thousand", 0.9999, 0.0, 0.0, 0.0, 1e4, Budget::Visible),
            ("a shown picture", 1.0, 1.0, 0.0, 0.0, 40.0, Budget::Visible),
            ("hidden pictures and fields", 1.0, 700.0, 1400.0, 700.0, 40.0, Budget::Silent),
            ("one of them shown", 1.0, 700.0, 1399.0, 700.0, 40.0, Budget::Visible),
        ] {
            let row = [9.0, hidden, of(media), of(hidden_media), of(controls), of(ink)];
            assert_eq!(budget(Some(&columns), "element", &row), want, "{case}");
            let stored = row.map(|value| rounded(value) as f32);
            assert_eq!(budget(Some(&columns), "element", &stored), want, "{case}, as stored");
            assert_eq!(budget(Some(&columns), "loader", &row), Budget::Loader);
            assert_eq!(budget(Some(&columns), "head", &row), Budget::Head);
        }
    }

    #[test]
    fn without_the_columns_a_block_is_taken_for_visible() {
        assert_eq!(ShownColumns::of(&COLUMNS[..5]), None);
        assert_eq!(budget(None, "element", &[0.0]), Budget::Visible);
    }

    #[test]
    fn visible_ink_is_what_is_not_hidden() {
        let columns = ShownColumns::of(&COLUMNS).unwrap();
        let ink = columns.visible_ink(&[0.0, 0.75, 0.0, 0.0, 0.0, 400f64.ln_1p()]);
        assert!((ink - 100.0).abs() < 0.1, "{ink}");
    }
}
