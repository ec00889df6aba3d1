//! Arguments of the commands that make and judge models.
use clap::{Args, ValueEnum};
use std::path::PathBuf;

#[derive(Debug, Args)]
pub(crate) struct FeaturesArgs {
    /// Files or directories; without labels their rows are for reading, not for training
    #[arg(value_name = "PATH", required_unless_present = "labels", conflicts_with = "labels")]
    pub(crate) paths: Vec<PathBuf>,
    /// One row per page, or per candidate block
    #[arg(long, value_name = "LEVEL", default_value = "block")]
    pub(crate) level: Level,
    /// Labelled CSV files (spans or pages): rows of the pages they name, with label, site and family
    #[arg(long, value_name = "LABELS.csv", num_args = 1..)]
    pub(crate) labels: Vec<PathBuf>,
    /// Keep at most N ham candidates of a page, drawn by lot, besides the hardest and the containers
    #[arg(long, value_name = "N")]
    pub(crate) sample: Option<usize>,
    /// With --sample: also keep the N ham candidates of a page that the model scores highest
    #[arg(long, value_name = "N", default_value_t = 8, requires = "sample")]
    pub(crate) hardest: usize,
    /// Write here instead of standard output; .gz and .zst are compressed
    #[arg(long, short, value_name = "FILE")]
    pub(crate) out: Option<PathBuf>,
}

/// What a row of features is about.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(crate) enum Level {
    /// A candidate block
    Block,
    /// A whole page
    Page,
}

#[derive(Debug, Args)]
pub(crate) struct TrainArgs {
    /// Labelled CSV files: spans, pages or feature rows; the header row tells which
    #[arg(value_name = "LABELS.csv", required = true)]
    pub(crate) labels: Vec<PathBuf>,
    /// Model directory to write
    #[arg(long, short, value_name = "DIR")]
    pub(crate) out: PathBuf,
    /// Name of the model [default: the directory's]
    #[arg(long)]
    pub(crate) name: Option<String>,
    /// Site-disjoint folds that the thresholds are set on
    #[arg(long, value_name = "K", default_value_t = 5, value_parser = clap::value_parser!(u32).range(2..=100))]
    pub(crate) folds: u32,
    /// Strength of the L2 penalty [default: chosen by cross-validation]
    #[arg(long, value_parser = positive)]
    pub(crate) lambda: Option<f64>,
    /// Hold each feature to the side it is known to speak for: padding cannot buy a block out, some recall is lost
    #[arg(long)]
    pub(crate) signed: bool,
    /// Seed of everything that is drawn at random
    #[arg(long, default_value_t = 1)]
    pub(crate) seed: u64,
    #[command(flatten)]
    pub(crate) touch: TouchArgs,
    /// Share of spam among candidate blocks that probabilities are to hold for [default: that of the labelled pages]
    #[arg(long, value_name = "SHARE", value_parser = share)]
    pub(crate) prior: Option<f64>,
}

/// How much of what is clean may be touched: what the cut thresholds are set by.
#[derive(Debug, Args)]
pub(crate) struct TouchArgs {
    /// Share of the clean pages at hand that may be touched
    #[arg(long, value_name = "SHARE", default_value_t = 0.001, value_parser = share)]
    pub(crate) max_touch_rate: f64,
    /// The same, proven: with 95 % confidence at most this share of all clean sites has a page that is touched; refused
    /// where there are too few clean sites to prove it
    #[arg(long, value_name = "SHARE", value_parser = share, conflicts_with = "max_touch_rate")]
    pub(crate) max_page_fpr: Option<f64>,
    /// A share of their own for blocks that show nothing [default: all classes share the pages that may be touched]
    #[arg(long, value_name = "SHARE", value_parser = share)]
    pub(crate) max_silent_touch_rate: Option<f64>,
    /// A share of their own for blocks that only load something [default: as above]
    #[arg(long, value_name = "SHARE", value_parser = share)]
    pub(crate) max_loader_touch_rate: Option<f64>,
    /// A share of their own for rewritten titles, keywords and descriptions [default: as above]
    #[arg(long, value_name = "SHARE", value_parser = share)]
    pub(crate) max_head_touch_rate: Option<f64>,
}

#[derive(Debug, Args)]
pub(crate) struct EvalArgs {
    /// Labelled CSV files: spans or pages
    #[arg(value_name = "LABELS.csv", required = true)]
    pub(crate) labels: Vec<PathBuf>,
    /// Train and judge on K folds instead of judging the model
    #[arg(long, value_name = "K", value_parser = clap::value_parser!(u32).range(2..=100))]
    pub(crate) cv: Option<u32>,
    /// What training may share nothing of with the page it judges; several are told one after the other [default with
    /// --cv: site]
    #[arg(long, value_name = "SPLIT", value_delimiter = ',')]
    pub(crate) split: Vec<Split>,
    /// With --cv: simpler rules and models on the same folds, in one table
    #[arg(long, requires = "cv")]
    pub(crate) baselines: bool,
    /// With --baselines: further labelled pages that the learned ones are trained on
    #[arg(long, value_name = "LABELS.csv", num_args = 1.., requires = "baselines")]
    pub(crate) baseline_pages: Vec<PathBuf>,
    /// With --cv or --split: feature rows (block and page level) to train on [default: those of the labelled pages]
    #[arg(long, value_name = "ROWS.csv", num_args = 1..)]
    pub(crate) rows: Vec<PathBuf>,
    /// With --cv or --split: strength of the L2 penalty [default: chosen in each fold by cross-validation]
    #[arg(long, value_parser = positive)]
    pub(crate) lambda: Option<f64>,
    /// Hold each feature to the side it is known to speak for: padding cannot buy a block out, some recall is lost
    #[arg(long)]
    pub(crate) signed: bool,
    #[command(flatten)]
    pub(crate) touch: TouchArgs,
    /// Also write the predictions, one JSON object per page
    #[arg(long, value_name = "FILE.jsonl")]
    pub(crate) predictions: Option<PathBuf>,
    /// Also write the figures as JSON
    #[arg(long, value_name = "FILE.json")]
    pub(crate) json: Option<PathBuf>,
    /// Also write the figures as one page for a browser, with operating curve and reliability
    #[arg(long, value_name = "FILE.html")]
    pub(crate) html: Option<PathBuf>,
}

/// What a model may share nothing of with the pages it judges.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, ValueEnum)]
pub(crate) enum Split {
    /// Sites; needs --cv
    Site,
    /// Sites whose injections share an id, their make or a target; needs --cv
    Campaign,
    /// One family of injections after the other
    Family,
    /// All of them
    All,
}

#[derive(Debug, Args)]
pub(crate) struct SynthArgs {
    /// Directory of clean pages, or a labelled CSV that names them with their sites
    #[arg(value_name = "CLEAN")]
    pub(crate) clean: PathBuf,
    /// Directory to write the pages and labels.csv to
    #[arg(long, short, value_name = "DIR")]
    pub(crate) out: PathBuf,
    /// Seed of everything that is drawn at random
    #[arg(long, default_value_t = 1)]
    pub(crate) seed: u64,
    /// Pages to make [default: one per clean page]
    #[arg(long, value_name = "N")]
    pub(crate) count: Option<usize>,
    /// Labelled CSV whose spam blocks are put into the clean pages of their own group, instead of made ones
    #[arg(long, value_name = "LABELS.csv", conflicts_with = "families")]
    pub(crate) graft: Option<PathBuf>,
    /// Rewrite the spam blocks of a labelled CSV instead, as an attacker would: mutations, separated by commas, or all
    #[arg(
        long, value_name = "NAME,…", num_args = 0..=1, value_delimiter = ',', default_missing_value = "all",
        conflicts_with_all = ["count", "graft", "families"]
    )]
    pub(crate) evade: Option<Vec<String>>,
    /// Families to inject, separated by commas [default: all]
    #[arg(long, value_name = "NAME,…", value_delimiter = ',')]
    pub(crate) families: Vec<String>,
    /// Forms to make: as seen in the wild, none of those, or both
    #[arg(long, value_enum, default_value_t = SynthVariants::All)]
    pub(crate) variants: SynthVariants,
    /// Share of pages written as extracted text [default: 0.15]
    #[arg(long, value_name = "SHARE", value_parser = part)]
    pub(crate) text_share: Option<f64>,
    /// Share of pages with look-alikes only [default: 0.2]
    #[arg(long, value_name = "SHARE", value_parser = part)]
    pub(crate) ham_share: Option<f64>,
    /// Share of UTF-8 pages written in a legacy encoding [default: 0.1]
    #[arg(long, value_name = "SHARE", value_parser = part)]
    pub(crate) encoding_share: Option<f64>,
    /// Share of end tags lost or swapped by careless kits [default: 0.1]
    #[arg(long, value_name = "SHARE", value_parser = part)]
    pub(crate) malformed: Option<f64>,
    /// Write each page as a cleaner should leave it, too, to DIR/clean
    #[arg(long)]
    pub(crate) restored: bool,
}

/// Forms of techniques.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(crate) enum SynthVariants {
    /// Both
    All,
    /// Constants as seen in the wild
    Seen,
    /// None of the constants seen
    HeldOut,
}

fn part(text: &str) -> Result<f64, String> {
    match text.parse::<f64>() {
        Ok(value) if (0.0..=1.0).contains(&value) => Ok(value),
        _ => Err("expected a share from 0 to 1, such as 0.2".to_owned()),
    }
}

fn positive(text: &str) -> Result<f64, String> {
    match text.parse::<f64>() {
        Ok(value) if value > 0.0 && value.is_finite() => Ok(value),
        _ => Err("expected a number above 0".to_owned()),
    }
}

fn share(text: &str) -> Result<f64, String> {
    match text.parse::<f64>() {
        Ok(value) if value > 0.0 && value < 1.0 => Ok(value),
        _ => Err("expected a share between 0 and 1, such as 0.001".to_owned()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use clap::{Parser, Subcommand};

    #[derive(Debug, Parser)]
    struct Line {
        #[command(subcommand)]
        command: Command,
    }

    #[derive(Debug, Subcommand)]
    enum Command {
        Features(FeaturesArgs),
        Train(TrainArgs),
        Eval(EvalArgs),
        Synth(SynthArgs),
    }

    fn parse(line: &str) -> Result<Command, clap::Error> {
        Line::try_parse_from(std::iter::once("despam").chain(line.split(' '))).map(|line| line.command)
    }

    #[test]
    fn sensible_lines_are_understood() {
        let Command::Train(args) = parse("train a.csv b.csv -o m --lambda 0.5").unwrap() else { panic!() };
        assert_eq!((args.labels.len(), args.lambda, args.folds), (2, Some(0.5), 5));
        let Command::Train(args) = parse("train a.csv -o m --max-page-fpr 0.01").unwrap() else { panic!() };
        assert_eq!((args.touch.max_page_fpr, args.touch.max_silent_touch_rate), (Some(0.01), None));
        let Command::Synth(args) = parse("synth ham -o out --families a,b").unwrap() else { panic!() };
        assert_eq!(args.families, ["a", "b"]);
        assert!(matches!(parse("features p --level page"), Ok(Command::Features(_))));
        let line = "eval l.csv m.csv --cv 10 --split site,family --split campaign --baselines";
        let Command::Eval(args) = parse(line).unwrap() else { panic!() };
        assert_eq!((args.labels.len(), args.cv, args.baselines), (2, Some(10), true));
        assert_eq!(args.split, [Split::Site, Split::Family, Split::Campaign]);
    }

    #[test]
    fn numbers_out_of_range_are_refused() {
        for line in [
            "train a.csv",
            "train a.csv -o m --lambda 0",
            "train a.csv -o m --lambda nan",
            "train a.csv -o m --max-touch-rate 1",
            "train a.csv -o m --max-page-fpr 0",
            "train a.csv -o m --max-page-fpr 0.01 --max-touch-rate 0.01",
            "train a.csv -o m --prior 1",
            "train a.csv -o m --folds 1",
            "eval l.csv --cv 1",
            "eval",
            "eval l.csv --split word",
            "eval l.csv --baselines",
            "features p --level word",
            "synth ham -o out --text-share 2",
            "synth ham -o out --variants some",
        ] {
            assert!(parse(line).is_err(), "{line}");
        }
    }
}
