//! The command-line program: parse, dispatch, exit code. All it can do is in the library's public interface.
mod cli;

use clap::Parser;
use std::process::ExitCode;

fn main() -> ExitCode {
    let cli = cli::Cli::parse();
    let exit_zero = cli.global.exit_zero;
    match cli::dispatch(cli) {
        Ok(outcome) => outcome.code(exit_zero),
        Err(error) => cli::exit::fatal(&error),
    }
}
