//! What cutting a block costs a visitor: the classes of candidates that have a cut threshold each.
//!
//! A block that shows nothing can be cut on less evidence than one that does. Which class a candidate belongs to is
//! read from its kind and its feature row, by training and scanning alike: this is the only place that knows how.
use std::fmt;

/// Kind of a row that only loads or runs something.
const LOADER_KIND: &str = "loader";

/// Kind of a row about title, keywords and description.
const HEAD_KIND: &str = "head";

/// Kind of a row that is told and never cut, and of one that thanks.
const TOLD_KIND: &str = "told";
const CREDIT_KIND: &str = "credit";

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
    /// It is nothing but empty elements: no text, link, picture, control, script or frame, hidden or not.
    Empty,
    /// It only loads or runs something: a frame, a script, server code.
    Loader,
    /// Title, keywords and description; restored, where the page still holds what stood there.
    Head,
    /// A link or two of thanks to who made the template or tool. Cut by the silent blocks' threshold, but only where
    /// there are several, to different sites.
    Credit,
    /// Never cut, only told: it shows so much running text that it may hold the page's own, or is made just as honest
    /// pages make it and only what is behind it would tell (a plain frame, a title in plain words).
    Told,
}

/// Non-white bytes of visible text outside links from which a block may be the article itself.
/// Source: a choice; of the labelled blocks to cut one shows more, a word salad of 4 kB. It is told, not cut.
const PROSE: f64 = 2500.0;

impl Budget {
    /// All of them.
    pub const ALL: [Budget; 7] = [
        Budget::Visible,
        Budget::Silent,
        Budget::Empty,
        Budget::Loader,
        Budget::Head,
        Budget::Credit,
        Budget::Told,
    ];

    /// The name in reports and figures.
    pub fn as_str(self) -> &'static str {
        match self {
            Budget::Visible => "visible",
            Budget::Silent => "silent",
            Budget::Loader => "loader",
            Budget::Head => "head",
            Budget::Empty => "empty",
            Budget::Credit => "credit",
            Budget::Told => "told",
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
    links: usize,
    link_density: usize,
    scripts: usize,
    frames: usize,
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
            links: place("log_links")?,
            link_density: place("link_density")?,
            scripts: place("log_scripts")?,
            frames: place("log_iframes")?,
        })
    }

    /// Non-white bytes of text that are not hidden, of one row.
    pub fn visible_ink<N: Copy + Into<f64>>(&self, row: &[N]) -> f64 {
        count(row[self.ink]) * (1.0 - rounded(row[self.hidden_ink]))
    }

    /// Of these, those outside links.
    fn prose<N: Copy + Into<f64>>(&self, row: &[N]) -> f64 {
        self.visible_ink(row) * (1.0 - rounded(row[self.link_density]))
    }

    /// Whether a row's block, which shows nothing, holds nothing either.
    fn is_empty<N: Copy + Into<f64>>(&self, row: &[N]) -> bool {
        [self.ink, self.links, self.media, self.controls, self.scripts, self.frames]
            .iter()
            .all(|at| rounded(row[*at]) == 0.0)
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
        (TOLD_KIND, _) => Budget::Told,
        (CREDIT_KIND, _) => Budget::Credit,
        (_, Some(columns)) if columns.is_empty(row) => Budget::Empty,
        (_, Some(columns)) if columns.is_silent(row) => Budget::Silent,
        (_, Some(columns)) if columns.prose(row) > PROSE => Budget::Told,
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

    const COLUMNS: [&str; 10] = [
        "other",
        "hidden_ink_share",
        "log_media",
        "hidden_media",
        "log_controls",
        "log_ink",
        "log_links",
        "link_density",
        "log_scripts",
        "log_iframes",
    ];

    #[test]
    fn a_block_is_silent_when_all_it_has_is_hidden() {
        let columns = ShownColumns::of(&COLUMNS).unwrap();
        let of = |n: f64| n.ln_1p();
        for (case, hidden, media, hidden_media, controls, ink, want) in [
            ("nothing in it", 0.0, 0.0, 0.0, 0.0, 0.0, Budget::Empty),
            ("a link without text", 0.0, 0.0, 0.0, 0.0, 0.0, Budget::Silent),
            ("an article", 0.0, 0.0, 0.0, 0.0, 4000.0, Budget::Told),
            ("a hidden article", 1.0, 0.0, 0.0, 0.0, 4000.0, Budget::Silent),
            ("shown text", 0.0, 0.0, 0.0, 0.0, 40.0, Budget::Visible),
            ("hidden text", 1.0, 0.0, 0.0, 0.0, 40.0, Budget::Silent),
            ("a byte shown in ten thousand", 0.9999, 0.0, 0.0, 0.0, 1e4, Budget::Visible),
            ("a shown picture", 1.0, 1.0, 0.0, 0.0, 40.0, Budget::Visible),
            ("hidden pictures and fields", 1.0, 700.0, 1400.0, 700.0, 40.0, Budget::Silent),
            ("one of them shown", 1.0, 700.0, 1399.0, 700.0, 40.0, Budget::Visible),
        ] {
            let links = if want == Budget::Empty { 0.0 } else { of(1.0) };
            let row =
                [9.0, hidden, of(media), of(hidden_media), of(controls), of(ink), links, 0.25, 0.0, 0.0];
            assert_eq!(budget(Some(&columns), "element", &row), want, "{case}");
            let stored = row.map(|value| rounded(value) as f32);
            assert_eq!(budget(Some(&columns), "element", &stored), want, "{case}, as stored");
            assert_eq!(budget(Some(&columns), "loader", &row), Budget::Loader);
            assert_eq!(budget(Some(&columns), "head", &row), Budget::Head);
        }
    }

    #[test]
    fn without_the_columns_a_block_is_taken_for_visible() {
        assert_eq!(ShownColumns::of(&COLUMNS[..9]), None);
        assert_eq!(budget(None, "element", &[0.0]), Budget::Visible);
    }

    #[test]
    fn visible_ink_is_what_is_not_hidden() {
        let columns = ShownColumns::of(&COLUMNS).unwrap();
        let ink = columns.visible_ink(&[0.0, 0.75, 0.0, 0.0, 0.0, 400f64.ln_1p(), 0.0, 0.0, 0.0, 0.0]);
        assert!((ink - 100.0).abs() < 0.1, "{ink}");
    }
}
