//! What cut bounds cost the pages of clean sites in visible text, from feature rows alone.
use super::thresholds::Budgets;
use crate::dataset::{FeatureTable, RowLabel};
use crate::model::{Budget, Mode, ShownColumns, TextLoss};
use std::collections::BTreeMap;

/// One clean page: its visible ink, and its rows above their bounds as (start, end, visible ink).
struct Page<'a> {
    site: &'a str,
    ink: f64,
    above: Vec<(usize, usize, f64)>,
}

/// The share of each clean page's visible text in rows that exceed their cut bound, `scores` being those of the block
/// rows. `None` where the tables do not tell: no page rows, or columns from elsewhere.
///
/// Lowering a bound only adds rows, so the loss never falls. It is that of the rows: a scanner may join what stands
/// between cut blocks to them, and leaves what it finds a better whole for.
pub fn text_loss(block: &FeatureTable, page: &FeatureTable, scores: &[f64], mode: &Mode) -> Option<TextLoss> {
    let (of_blocks, of_pages) = (ShownColumns::of(block.columns())?, ShownColumns::of(page.columns())?);
    let mut pages: BTreeMap<(&str, &str), Page<'_>> = BTreeMap::new();
    for (row, meta) in page.meta().iter().enumerate() {
        if meta.label == RowLabel::Ham && !meta.is_synthetic() && !meta.path.is_empty() {
            let site = if meta.site.is_empty() { &meta.path } else { &meta.site };
            let ink = of_pages.visible_ink(page.row(row));
            pages.insert((&meta.path, &meta.record), Page { site, ink, above: Vec::new() });
        }
    }
    let budgets = Budgets::of(block);
    for (row, (meta, score)) in block.meta().iter().zip(scores).enumerate() {
        let budget = budgets.row(block, row);
        // A head is restored: its text is no page text.
        if budget == Budget::Head || *score <= mode.cut(budget) {
            continue;
        }
        let (Some(start), Some(end)) = (meta.start, meta.end) else { continue };
        if let Some(page) = pages.get_mut(&(&*meta.path, &*meta.record)) {
            page.above.push((start, end, of_blocks.visible_ink(block.row(row))));
        }
    }
    // A page that shows no text has none to lose.
    let share = |lost: f64, all: f64| if all > 0.0 { (lost / all).min(1.0) } else { 0.0 };
    let losses = pages.into_values().map(|page| (page.site, share(lost_ink(page.above), page.ink)));
    Some(TextLoss::of_pages(losses))
}

/// Ink of the outermost of these stretches. Two that overlap without one holding the other count in full.
fn lost_ink(mut above: Vec<(usize, usize, f64)>) -> f64 {
    above.sort_by(|a, b| (a.0, b.1).cmp(&(b.0, a.1)));
    let (mut reached, mut ink) = (0, 0.0);
    for (_, end, own) in above {
        if end > reached {
            ink += own;
            reached = end;
        }
    }
    ink
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::dataset::{Level, RowMeta};
    use crate::model::Bound;

    const COLUMNS: [&str; 9] = [
        "log_ink",
        "hidden_ink_share",
        "log_media",
        "log_controls",
        "hidden_media",
        "log_links",
        "link_density",
        "log_scripts",
        "log_iframes",
    ];

    fn mode(cut: f64, silent: f64) -> Mode {
        let at = |log_odds| Bound { log_odds, ..Bound::never() };
        Mode {
            block_cut: at(cut),
            block_cut_silent: Some(at(silent)),
            block_cut_empty: None,
            block_cut_loader: None,
            block_cut_head: None,
            block_suspect: at(0.0),
            page_spam: at(0.0),
            page_suspect: at(0.0),
            text_loss: None,
        }
    }

    /// `(site, path, range, ink, share of it that is hidden)`.
    type Row<'a> = (&'a str, &'a str, Option<(usize, usize)>, f64, f64);

    fn table(level: Level, rows: &[Row<'_>]) -> FeatureTable {
        let mut table = FeatureTable::new(level, COLUMNS.map(str::to_owned).to_vec());
        for (site, path, range, ink, hidden) in rows {
            let meta = RowMeta {
                path: (*path).into(),
                site: (*site).into(),
                start: range.map(|r| r.0),
                end: range.map(|r| r.1),
                label: RowLabel::Ham,
                ..RowMeta::default()
            };
            let values = [ink.ln_1p() as f32, *hidden as f32, 0.0, 0.0, 0.0, 0.0, 0.0, 0.0, 0.0];
            table.push(meta, &values).unwrap();
        }
        table
    }

    #[test]
    fn the_loss_is_the_visible_ink_of_the_outermost_rows_above_their_bounds() {
        let pages = table(
            Level::Page,
            &[("a", "a/1", None, 100.0, 0.0), ("a", "a/2", None, 300.0, 0.0), ("b", "b/1", None, 50.0, 0.5)],
        );
        let blocks = table(
            Level::Block,
            &[
                ("a", "a/1", Some((0, 50)), 40.0, 0.0),  // holds the next
                ("a", "a/1", Some((10, 20)), 10.0, 0.0), //
                ("a", "a/1", Some((60, 70)), 20.0, 0.0), //
                ("b", "b/1", Some((0, 50)), 25.0, 1.0),  // hidden
                ("b", "b/1", Some((50, 90)), 25.0, 0.0), //
            ],
        );
        let scores = [2.0, 5.0, 1.0, 5.0, 0.0];
        for (cut, silent, want) in [
            (9.0, 9.0, 0.0),
            (3.0, 9.0, 0.1 / 2.0),
            (1.5, 9.0, 0.4 / 2.0),
            (0.5, 9.0, 0.6 / 2.0),
            (0.5, 0.0, 0.6 / 2.0),
            (-1.0, 0.0, 0.6 / 2.0 + 1.0),
        ] {
            let loss = text_loss(&blocks, &pages, &scores, &mode(cut, silent)).unwrap();
            assert!((loss.mean * 2.0 - want).abs() < 1e-3, "{loss:?} at {cut}, {silent}: {want}");
            assert!((loss.bound - (want + 1.0) / 3.0).abs() < 1e-3);
        }
        let bounds: Vec<f64> = (-20..60)
            .map(|cut| text_loss(&blocks, &pages, &scores, &mode(f64::from(cut) / 10.0, 9.0)).unwrap().bound)
            .collect();
        assert!(
            bounds.windows(2).all(|pair| pair[0] >= pair[1]),
            "a higher bound never costs more: {bounds:?}"
        );
    }

    #[test]
    fn tables_without_the_columns_tell_nothing() {
        let other = FeatureTable::new(Level::Block, vec!["f".into()]);
        assert_eq!(text_loss(&other, &other, &[], &mode(0.0, 0.0)), None);
    }
}
