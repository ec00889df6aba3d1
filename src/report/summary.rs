//! What a run found, in one line.
use crate::report::words::{counted, grouped, size};
use crate::verdict::{PageReport, Verdict};
use std::fmt;

/// Counts over the pages of a run.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Summary {
    /// Pages judged.
    pub pages: u64,
    /// Of these, with verdict `spam`.
    pub spam: u64,
    /// Of these, with verdict `suspect`.
    pub suspect: u64,
    /// Inputs that could not be judged.
    pub errors: u64,
    /// Bytes of the pages judged.
    pub bytes: u64,
}

impl Summary {
    /// Counts one page.
    pub fn add(&mut self, report: &PageReport) {
        self.pages += 1;
        self.bytes += report.bytes as u64;
        self.spam += u64::from(report.verdict == Verdict::Spam);
        self.suspect += u64::from(report.verdict == Verdict::Suspect);
    }
}

impl fmt::Display for Summary {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}, {}: ", counted(self.pages, "page"), size(self.bytes))?;
        write!(f, "{} spam, {} suspect, ", grouped(self.spam), grouped(self.suspect))?;
        write!(f, "{}", counted(self.errors, "error"))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::report::sample;

    #[test]
    fn pages_are_counted_by_verdict() {
        let mut suspect = sample::finding();
        suspect.verdict = Verdict::Suspect;
        let mut summary = Summary::default();
        summary.add(&sample::report(vec![sample::finding()]));
        summary.add(&sample::report(vec![suspect]));
        summary.add(&sample::report(vec![]));
        summary.errors += 1;
        assert_eq!(summary.to_string(), "3 pages, 15.1 kB: 1 spam, 1 suspect, 1 error");
    }
}
