//! Subcommands, one file each, and what they share.
mod args;
mod args_train;
mod clean;
mod clean_sites;
mod completions;
mod evade;
mod evaluate;
mod evaluate_html;
mod evaluate_text;
mod evaluate_truth;
pub(crate) mod exit;
mod explain;
mod features;
mod input;
mod labelled;
mod model;
mod names;
mod ordered;
mod output;
mod progress;
mod read;
mod run;
mod scan;
mod synth;
mod target;
mod train;

pub(crate) use args::Cli;

use args::Command;
use exit::Outcome;

/// Runs the command that was asked for.
pub(crate) fn dispatch(cli: Cli) -> anyhow::Result<Outcome> {
    match &cli.command {
        Command::Scan(args) => scan::run(&cli.global, args),
        Command::Clean(args) => clean::run(&cli.global, args),
        Command::Explain(args) => explain::run(&cli.global, args),
        Command::Features(args) => features::run(&cli.global, args),
        Command::Train(args) => train::run(&cli.global, args),
        Command::Synth(args) => synth::run(&cli.global, args),
        Command::Eval(args) => evaluate::run(&cli.global, args),
        Command::Model(args) => model::run(&cli.global, args),
        Command::Completions(args) => completions::run(args),
    }
}
