//! Standard output: styled or as is, and what is known about the terminal behind it.
use crate::cli::args::Color;
use anstream::{AutoStream, ColorChoice};
use despam::report::text::DEFAULT_COLUMNS;
use std::io::{self, Stdout, Write};

/// Fewest columns worth fitting text into.
const MIN_COLUMNS: usize = 40;

/// Standard output.
pub(crate) enum Output {
    /// For people: styles are stripped where they would not show.
    Styled(Box<AutoStream<Stdout>>),
    /// For programs: the bytes as they are.
    Raw(Stdout),
}

impl Output {
    /// Output for people.
    pub(crate) fn styled(color: Color) -> Self {
        let choice = match color {
            Color::Auto => ColorChoice::Auto,
            Color::Always => ColorChoice::Always,
            Color::Never => ColorChoice::Never,
        };
        Output::Styled(Box::new(AutoStream::new(io::stdout(), choice)))
    }

    /// Output for programs.
    pub(crate) fn raw() -> Self {
        Output::Raw(io::stdout())
    }

    /// Writes at once.
    pub(crate) fn write(&mut self, bytes: &[u8]) -> io::Result<()> {
        match self {
            Output::Styled(stream) => stream.write_all(bytes),
            Output::Raw(stream) => stream.write_all(bytes),
        }
    }

    /// Hands on what is still held back.
    pub(crate) fn flush(&mut self) -> io::Result<()> {
        match self {
            Output::Styled(stream) => stream.flush(),
            Output::Raw(stream) => stream.flush(),
        }
    }
}

/// Columns of the terminal, or a usual number where the output is none.
pub(crate) fn columns() -> usize {
    let size = terminal_size::terminal_size_of(io::stdout());
    size.map_or(DEFAULT_COLUMNS, |(width, _)| usize::from(width.0).max(MIN_COLUMNS))
}
