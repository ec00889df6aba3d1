//! `despam completions`: a completion script for a shell.
use crate::cli::Cli;
use crate::cli::args::CompletionsArgs;
use crate::cli::exit::Outcome;
use crate::cli::output::Output;
use clap::CommandFactory;

pub(crate) fn run(args: &CompletionsArgs) -> anyhow::Result<Outcome> {
    // Into memory first: the generator panics where it cannot write, and a reader may stop early.
    let mut script = Vec::new();
    clap_complete::generate(args.shell, &mut Cli::command(), "despam", &mut script);
    let mut output = Output::raw();
    output.write(&script)?;
    output.flush()?;
    Ok(Outcome::default())
}
