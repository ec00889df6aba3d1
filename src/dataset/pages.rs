//! Labelled pages: which byte ranges of which files are spam.
use super::contract::{Contract, refuse};
use super::error::{Errors, RowError, shown};
use super::open::Rows;
use std::collections::HashMap;
use std::path::{Path, PathBuf};

/// What a byte range is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Label {
    /// Injected.
    Spam,
    /// Belongs to the page, whatever it looks like.
    Ham,
}

/// What should be done about a spam range.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Action {
    /// Cut it.
    Delete,
    /// Put the original text back.
    Restore,
    /// Only tell: neither required nor wrong to find, so neither spam nor ham to training.
    Report,
}

/// What a page is as a whole.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum PageLabel {
    /// Carries injected spam, or is spam as a whole.
    Spam,
    /// Clean.
    Ham,
    /// Carries ranges to report only: neither.
    Neutral,
}

/// One labelled byte range of a page as stored.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct LabelledSpan {
    /// First byte.
    pub start: usize,
    /// One past the last byte; above `start`.
    pub end: usize,
    /// What it is.
    pub label: Label,
    /// Family of injections (`docs/techniques.md`); empty if not told.
    pub family: String,
    /// Technique within the family; empty if not told.
    pub technique: String,
    /// What to do about it; [`Action::Delete`] if not told.
    pub action: Action,
    /// The row's other filled cells by column name, in the file's order: `visible`, `pad`, `evasive`, …
    pub extra: Vec<(String, String)>,
}

/// One page with all its labels.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct LabelledPage {
    /// The page's file: the path in the CSV, taken from the CSV's directory.
    pub path: PathBuf,
    /// The path as the CSV has it.
    pub name: String,
    /// The site the page was taken from; the path where none is told, so that the page stands for itself.
    pub site: String,
    /// The collection the page belongs to; empty if not told.
    pub dataset: String,
    /// Language tag; empty if not told.
    pub language: String,
    /// Labelled ranges, by start.
    pub spans: Vec<LabelledSpan>,
    /// The whole page.
    pub page_label: PageLabel,
}

/// Columns of the three page contracts, where present.
struct Columns {
    contract: Contract,
    path: usize,
    start: Option<usize>,
    end: Option<usize>,
    label: Option<usize>,
    action: Option<usize>,
    family: Option<usize>,
    technique: Option<usize>,
    site: Option<usize>,
    dataset: Option<usize>,
    language: Option<usize>,
    /// Every column that is none of these.
    extra: Vec<usize>,
}

/// Reads a spans, truth or pages CSV: pages in order of first mention, and everything that is wrong.
pub fn read_pages(path: &Path) -> (Vec<LabelledPage>, Vec<RowError>) {
    let mut errors = Errors::new(path);
    let pages = read(path, &mut errors).unwrap_or_default();
    (pages, errors.into_list())
}

fn read(csv: &Path, errors: &mut Errors) -> Option<Vec<LabelledPage>> {
    let mut rows = Rows::open(csv, errors)?;
    let columns = Columns::of(&rows, errors)?;
    let root = csv.parent().unwrap_or(Path::new(""));
    let mut pages: Vec<LabelledPage> = Vec::new();
    let mut places: HashMap<String, usize> = HashMap::new(); // only looked up, so its order does not matter
    while rows.next(errors) {
        let Some((page, span)) = row(&rows, &columns, root, errors) else { continue };
        let place = *places.entry(page.name.clone()).or_insert(pages.len());
        match pages.get_mut(place) {
            None => pages.push(page),
            Some(known) => {
                let told = columns.site.is_some_and(|column| !rows.bytes(column).is_empty());
                if told && page.site != known.site {
                    let expected = format!("`{}` as in an earlier row of this page", known.site);
                    errors.push(rows.line, "site", &shown(&page.site), &expected, "give a page one site");
                    continue;
                }
                if columns.contract == Contract::Pages && page.page_label != known.page_label {
                    let expected = "the label of the earlier row of this page";
                    errors.push(rows.line, "label", "another label", expected, "remove one of the rows");
                    continue;
                }
                known.page_label = known.page_label.joined(page.page_label);
            }
        }
        pages[place].spans.extend(span);
    }
    for page in &mut pages {
        page.spans.sort_by_key(|span| (span.start, span.end));
    }
    Some(pages)
}

impl PageLabel {
    /// The label of a page with both: spam tells, then neutral.
    fn joined(self, other: PageLabel) -> PageLabel {
        match (self, other) {
            (PageLabel::Spam, _) | (_, PageLabel::Spam) => PageLabel::Spam,
            (PageLabel::Neutral, _) | (_, PageLabel::Neutral) => PageLabel::Neutral,
            _ => PageLabel::Ham,
        }
    }
}

impl Columns {
    fn of(rows: &Rows, errors: &mut Errors) -> Option<Columns> {
        let contract = match Contract::of_header(&rows.header) {
            Ok(Contract::Features) => {
                let mend = "give a CSV of pages or spans, or use the rows for training as they are";
                errors.push(1, "", "a table of features", "labelled pages or spans", mend);
                return None;
            }
            Ok(contract) => contract,
            Err(header) => {
                refuse(&header, errors);
                return None;
            }
        };
        let path = rows.column(if contract == Contract::Truth { "file" } else { "path" })?;
        let mut columns = Columns {
            contract,
            path,
            start: rows.column("start"),
            end: rows.column("end"),
            label: rows.column("label").filter(|_| contract != Contract::Truth),
            action: rows.column("action").filter(|_| contract != Contract::Pages),
            family: rows.column("family"),
            technique: rows.column("technique"),
            site: rows.column("site"),
            dataset: rows.column("dataset"),
            language: rows.column("language"),
            extra: Vec::new(),
        };
        columns.extra = (0..rows.header.len()).filter(|column| !columns.knows(*column)).collect();
        Some(columns)
    }

    fn knows(&self, column: usize) -> bool {
        let optional = [
            self.start,
            self.end,
            self.label,
            self.action,
            self.family,
            self.technique,
            self.site,
            self.dataset,
            self.language,
        ];
        self.path == column || optional.contains(&Some(column))
    }
}

/// One row as a page of its own with at most one span.
fn row(
    rows: &Rows,
    columns: &Columns,
    root: &Path,
    errors: &mut Errors,
) -> Option<(LabelledPage, Option<LabelledSpan>)> {
    let name = rows.exact(columns.path, errors)?;
    if name.is_empty() {
        let column = &rows.header[columns.path];
        errors.push(rows.line, column, "an empty cell", "the path of a page", "fill it in or remove the row");
        return None;
    }
    let mut optional = |column: Option<usize>| match column {
        Some(column) => rows.text(column, errors).map(str::to_owned),
        None => Some(String::new()),
    };
    let (family, technique) = (optional(columns.family)?, optional(columns.technique)?);
    let (site, dataset) = (optional(columns.site)?, optional(columns.dataset)?);
    let language = optional(columns.language)?;
    let range = range(rows, columns, errors)?;
    let label = label(rows, columns, range.is_some(), errors)?;
    let action = action(rows, columns, range.is_some(), errors)?;
    if columns.contract == Contract::Spans && label == Label::Spam && range.is_none() {
        let mend = "fill in the range; a page that is spam as a whole goes into a CSV `path,label,site`";
        errors.push(rows.line, "start", "an empty cell", "the range of the spam in bytes", mend);
        return None;
    }
    let page_label = match (label, action) {
        (Label::Spam, Action::Report) => PageLabel::Neutral,
        (Label::Spam, _) => PageLabel::Spam,
        (Label::Ham, _) => PageLabel::Ham,
    };
    let extra = if range.is_some() { extra(rows, columns) } else { Vec::new() };
    let span = range.map(|(start, end)| LabelledSpan { start, end, label, family, technique, action, extra });
    let page = LabelledPage {
        path: root.join(name),
        name: name.to_owned(),
        site: if site.is_empty() { name.to_owned() } else { site },
        dataset,
        language,
        spans: Vec::new(),
        page_label,
    };
    Some((page, span))
}

/// The filled cells of the other columns. They only group figures: what is not UTF-8 in them is no reason to refuse.
fn extra(rows: &Rows, columns: &Columns) -> Vec<(String, String)> {
    let cells = columns.extra.iter().map(|&column| {
        let text = String::from_utf8_lossy(rows.bytes(column)).trim().to_owned();
        (rows.header[column].clone(), text)
    });
    cells.filter(|(_, text)| !text.is_empty()).collect()
}

fn label(rows: &Rows, columns: &Columns, has_range: bool, errors: &mut Errors) -> Option<Label> {
    let Some(column) = columns.label else {
        // The yardstick's truth lists nothing but spam ranges and clean pages.
        return Some(if has_range { Label::Spam } else { Label::Ham });
    };
    match rows.text(column, errors)? {
        "spam" => Some(Label::Spam),
        "ham" => Some(Label::Ham),
        other => {
            let found = shown(other);
            errors.push(rows.line, "label", &found, "`spam` or `ham`", "correct the label or remove the row");
            None
        }
    }
}

fn action(rows: &Rows, columns: &Columns, has_range: bool, errors: &mut Errors) -> Option<Action> {
    let text = match columns.action {
        Some(column) if has_range => rows.text(column, errors)?,
        _ => "",
    };
    match text {
        "delete" => Some(Action::Delete),
        "restore" => Some(Action::Restore),
        "report" => Some(Action::Report),
        "" if !has_range || columns.contract == Contract::Spans => Some(Action::Delete),
        other => {
            let (found, expected) = (shown(other), "`delete`, `restore` or `report`");
            errors.push(rows.line, "action", &found, expected, "correct the action or remove the row");
            None
        }
    }
}

/// The row's byte range: `None` if the row is wrong, `Some(None)` if it has none.
fn range(rows: &Rows, columns: &Columns, errors: &mut Errors) -> Option<Option<(usize, usize)>> {
    let (Some(start), Some(end)) = (columns.start, columns.end) else { return Some(None) };
    let mut number = |column: usize| -> Option<Option<usize>> {
        let cell = rows.text(column, errors)?;
        if cell.is_empty() {
            return Some(None);
        }
        match cell.parse() {
            Ok(number) => Some(Some(number)),
            Err(_) => {
                let expected = "a byte offset: a whole number, 0 or above";
                errors.push(rows.line, &rows.header[column], &shown(cell), expected, "correct the number");
                None
            }
        }
    };
    match (number(start)?, number(end)?) {
        (Some(start), Some(end)) if start < end => Some(Some((start, end))),
        (Some(start), Some(end)) => {
            let expected = format!("an offset above start ({start})");
            errors.push(
                rows.line,
                "end",
                &format!("`{end}`"),
                &expected,
                "ranges are half-open and not empty",
            );
            None
        }
        (None, None) => Some(None),
        (start, _) => {
            let column = if start.is_none() { "start" } else { "end" };
            let mend = "fill in both, or neither for a clean page";
            errors.push(rows.line, column, "an empty cell", "a byte offset", mend);
            None
        }
    }
}
