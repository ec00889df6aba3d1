//! What can be said on the command line: plain data, no I/O.
use clap::{Args, Parser, Subcommand, ValueEnum};
use clap_complete::Shell;
use std::path::PathBuf;

/// Most threads that may be asked for; more only cost memory.
const MAX_JOBS: i64 = 1024;

const EXAMPLES: &str = "\
Examples:
  despam scan page.html                     what is in this page?
  despam scan --format jsonl site/ > found  a directory, one JSON object per page
  despam explain page.html                  why, feature by feature
  despam clean --diff page.html             what would be cut
  despam clean < page.html > cleaned.html   cut it
  despam clean --out-dir cleaned site/      a directory; the originals stay as they are

Exit code: 0 nothing found, 1 spam found, 2 could not finish (some input unreadable, bad arguments).";

/// Finds injected SEO spam in web pages, block by block, and removes exactly those bytes.
#[derive(Debug, Parser)]
#[command(version, after_help = EXAMPLES, disable_help_subcommand = true, arg_required_else_help = true)]
pub(crate) struct Cli {
    #[command(flatten)]
    pub(crate) global: GlobalArgs,
    #[command(subcommand)]
    pub(crate) command: Command,
}

/// Options every command takes.
#[derive(Debug, Args)]
#[command(next_help_heading = "Global options")]
pub(crate) struct GlobalArgs {
    /// Model directory (or its model.json) to use instead of the built-in model
    #[arg(long, global = true, value_name = "DIR")]
    pub(crate) model: Option<PathBuf>,
    /// Threads to use; the output does not depend on it [default: one per core]
    #[arg(long, short, global = true, value_name = "N", value_parser = clap::value_parser!(u16).range(1..=MAX_JOBS))]
    pub(crate) jobs: Option<u16>,
    /// What reads the markup of scanned pages: both find the same; html5ever is slower, for checking
    #[arg(long, global = true, value_name = "NAME", default_value = "fast")]
    pub(crate) tokenizer: Tokenizer,
    /// When to colour the output for people
    #[arg(long, global = true, value_name = "WHEN", default_value = "auto")]
    pub(crate) color: Color,
    /// Exit with 0 instead of 1 when spam was found (2 stays 2)
    #[arg(long, global = true)]
    pub(crate) exit_zero: bool,
    /// No progress and no summary on standard error; errors are still told
    #[arg(long, short, global = true)]
    pub(crate) quiet: bool,
}

/// What reads the markup.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(crate) enum Tokenizer {
    /// This program's own reader
    Fast,
    /// The html5ever crate, for every byte
    Html5ever,
}

impl From<Tokenizer> for despam::html::Tokenizer {
    fn from(tokenizer: Tokenizer) -> Self {
        match tokenizer {
            Tokenizer::Fast => despam::html::Tokenizer::Fast,
            Tokenizer::Html5ever => despam::html::Tokenizer::Html5ever,
        }
    }
}

/// When to use colour.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(crate) enum Color {
    /// On a terminal, unless NO_COLOR is set
    Auto,
    /// Also into files and pipes
    Always,
    /// Not at all
    Never,
}

#[derive(Debug, Subcommand)]
pub(crate) enum Command {
    /// Tell which pages carry injected spam, and where
    Scan(ScanArgs),
    /// Write pages without their injected blocks
    Clean(CleanArgs),
    /// Show every candidate block of one page with the features behind its score
    Explain(ExplainArgs),
    /// Print the feature table as CSV
    Features(super::args_train::FeaturesArgs),
    /// Train a model from labelled CSV
    Train(super::args_train::TrainArgs),
    /// Make labelled training pages from clean ones
    Synth(super::args_train::SynthArgs),
    /// Tell how good a model is on labelled pages
    Eval(super::args_train::EvalArgs),
    /// Tell what a model is and whether it is intact
    Model(ModelArgs),
    /// Print a completion script for a shell
    Completions(CompletionsArgs),
}

/// What is known about the pages besides their bytes.
#[derive(Clone, Debug, Args)]
pub(crate) struct PageArgs {
    /// Encoding from the HTTP header, such as gbk; a byte order mark still wins
    #[arg(long, value_name = "LABEL")]
    pub(crate) charset: Option<String>,
    /// Address of the page or its site: tells own links from off-site ones
    #[arg(long, value_name = "URL")]
    pub(crate) url: Option<String>,
    /// Largest page accepted, in bytes
    #[arg(long, value_name = "BYTES", default_value_t = 64 << 20, value_parser = clap::value_parser!(u64).range(1..=512 << 20))]
    pub(crate) max_bytes: u64,
}

const PATHS_HELP: &str = "\
Files, directories, or - for standard input. A named file is read whatever its name; a directory is walked for \
names that carry pages (.html, .php, .txt and their kin), hidden ones included, symbolic links left out";

#[derive(Debug, Args)]
pub(crate) struct ScanArgs {
    #[arg(value_name = "PATH", required = true, help = PATHS_HELP)]
    pub(crate) paths: Vec<PathBuf>,
    /// How to write what was found
    #[arg(long, short, value_name = "FORMAT", default_value = "human")]
    pub(crate) format: Format,
    /// List clean pages of directories too (human format; a named page is always listed)
    #[arg(long)]
    pub(crate) all: bool,
    #[command(flatten)]
    pub(crate) page: PageArgs,
}

/// How findings are written.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(crate) enum Format {
    /// For reading
    Human,
    /// One JSON object per page
    Jsonl,
    /// One row per block, or per page without one
    Csv,
}

#[derive(Debug, Args)]
pub(crate) struct CleanArgs {
    #[arg(value_name = "PATH", default_value = "-", help = PATHS_HELP)]
    pub(crate) paths: Vec<PathBuf>,
    /// Write every page read below DIR, under the path it was named by; needed for more than one page
    #[arg(long, short, value_name = "DIR", conflicts_with_all = ["diff", "dry_run"])]
    pub(crate) out_dir: Option<PathBuf>,
    /// Print what would change as a diff; write nothing
    #[arg(long, conflicts_with = "dry_run")]
    pub(crate) diff: bool,
    /// Print the blocks that would be cut; write nothing
    #[arg(long)]
    pub(crate) dry_run: bool,
    #[command(flatten)]
    pub(crate) page: PageArgs,
}

#[derive(Debug, Args)]
pub(crate) struct ExplainArgs {
    /// The page, or - for standard input
    #[arg(value_name = "PATH")]
    pub(crate) path: PathBuf,
    /// Show the N most suspicious candidates
    #[arg(long, value_name = "N", default_value_t = 5)]
    pub(crate) top: usize,
    /// Show all candidates with all their features
    #[arg(long, conflicts_with = "top")]
    pub(crate) all: bool,
    #[command(flatten)]
    pub(crate) page: PageArgs,
}

#[derive(Debug, Args)]
pub(crate) struct ModelArgs {
    #[command(subcommand)]
    pub(crate) command: ModelCommand,
}

#[derive(Debug, Subcommand)]
pub(crate) enum ModelCommand {
    /// Print a model's name, thresholds with their guarantees, and what it was made from
    Info {
        /// Model directory [default: the one --model names, else the built-in model]
        dir: Option<PathBuf>,
    },
    /// Check that a model is whole, unedited and fits this program
    Verify {
        /// Model directory [default: the one --model names, else the built-in model]
        dir: Option<PathBuf>,
    },
}

#[derive(Debug, Args)]
pub(crate) struct CompletionsArgs {
    /// The shell
    pub(crate) shell: Shell,
}

#[cfg(test)]
mod tests {
    use super::*;
    use clap::CommandFactory;

    #[test]
    fn the_definition_is_sound() {
        Cli::command().debug_assert();
    }

    #[test]
    fn clean_reads_standard_input_unless_told_otherwise() {
        let cli = Cli::try_parse_from(["despam", "clean"]).unwrap();
        let Command::Clean(args) = cli.command else { panic!("not clean") };
        assert_eq!(args.paths, [PathBuf::from("-")]);
    }

    #[test]
    fn contradictions_are_refused() {
        for line in [
            "scan",
            "scan a --jobs 0",
            "scan a --format xml",
            "clean a --diff --dry-run",
            "clean a --diff --out-dir d",
            "explain a b",
            "explain a --all --top 3",
        ] {
            let words = std::iter::once("despam").chain(line.split(' '));
            assert!(Cli::try_parse_from(words).is_err(), "{line}");
        }
    }
}
