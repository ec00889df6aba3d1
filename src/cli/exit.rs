//! Exit codes, the same for every command and format: 0 nothing found, 1 spam found, 2 could not finish.
use despam::report::escape::Escaped;
use std::io::{self, Write};
use std::process::ExitCode;

/// How a run ended.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) struct Outcome {
    /// A page is spam.
    pub(crate) found: bool,
    /// Some input could not be judged or written.
    pub(crate) failed: bool,
}

impl Outcome {
    /// The exit code. A failure outranks a finding: a caller that acts on 1 must be able to trust it was all.
    pub(crate) fn code(self, exit_zero: bool) -> ExitCode {
        ExitCode::from(self.number(exit_zero))
    }

    fn number(self, exit_zero: bool) -> u8 {
        match (self.failed, self.found) {
            (true, _) => 2,
            (false, true) => u8::from(!exit_zero),
            (false, false) => 0,
        }
    }
}

/// The exit code of a run that stopped, and its reason on standard error. A reader who has seen enough
/// (`despam … | head`) is no error and gets no message.
pub(crate) fn fatal(error: &anyhow::Error) -> ExitCode {
    if error.chain().any(is_broken_pipe) {
        return ExitCode::SUCCESS;
    }
    complain(&format!("{error:#}"));
    ExitCode::from(2)
}

fn is_broken_pipe(error: &(dyn std::error::Error + 'static)) -> bool {
    error.downcast_ref::<io::Error>().is_some_and(|e| e.kind() == io::ErrorKind::BrokenPipe)
}

/// Tells something on standard error, on one line. Nobody listening is no reason to stop.
pub(crate) fn complain(message: &str) {
    let _ = writeln!(io::stderr().lock(), "despam: {}", Escaped(message));
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_failure_outranks_a_finding_and_stays_whatever_is_asked() {
        for (failed, found, exit_zero, want) in [
            (false, false, false, 0),
            (false, true, false, 1),
            (true, false, false, 2),
            (true, true, false, 2),
            (false, false, true, 0),
            (false, true, true, 0),
            (true, false, true, 2),
            (true, true, true, 2),
        ] {
            assert_eq!(Outcome { found, failed }.number(exit_zero), want);
        }
    }

    #[test]
    fn a_broken_pipe_is_seen_through_context() {
        let error = io::Error::from(io::ErrorKind::BrokenPipe);
        let error = anyhow::Error::from(error).context("cannot write");
        assert!(error.chain().any(is_broken_pipe));
        assert!(!anyhow::anyhow!("other").chain().any(is_broken_pipe));
    }
}
