//! Labelled CSV → pages with spans, or feature rows; and feature rows → CSV.
//!
//! The header row decides which contract a file keeps ([`Contract`]). `.csv`, `.csv.gz` and `.csv.zst` are read as
//! a stream. A bad row never ends the reading: readers return what was good together with every [`RowError`], and
//! the caller decides that this is a failure.
mod contract;
mod error;
mod open;
mod pages;
mod table;
mod table_read;
mod table_write;

pub use contract::Contract;
pub use error::{MAX_ROW_ERRORS, RowError};
pub use pages::{Action, Label, LabelledPage, LabelledSpan, PageLabel, read_pages};
pub use table::{FeatureTable, LOADER, Level, META_COLUMNS, RowLabel, RowMeta, TableError};
pub use table_read::{parse_features, read_features};
pub use table_write::{FeatureFile, FeatureWriter, format_value};
