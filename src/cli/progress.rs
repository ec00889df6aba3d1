//! A progress line on standard error, only where someone is watching and waiting.
use despam::report::summary::Summary;
use despam::report::words::{counted, grouped};
use indicatif::{ProgressBar, ProgressDrawTarget, ProgressStyle};
use std::io::{self, IsTerminal};
use std::time::{Duration, Instant};

/// A run shorter than this shows no progress.
const PATIENCE: Duration = Duration::from_secs(1);

pub(crate) struct Progress {
    bar: ProgressBar,
    start: Instant,
    watched: bool,
    shown: bool,
}

impl Progress {
    /// Nothing is shown when `quiet` or when standard error is no terminal.
    pub(crate) fn new(quiet: bool) -> Self {
        let watched = !quiet && io::stderr().is_terminal();
        Progress { bar: ProgressBar::hidden(), start: Instant::now(), watched, shown: false }
    }

    /// Time since the start, if someone is watching: elsewhere the output stays the same from run to run.
    pub(crate) fn elapsed(&self) -> Option<Duration> {
        self.watched.then(|| self.start.elapsed())
    }

    /// Tells how far the run is.
    pub(crate) fn tick(&mut self, summary: &Summary) {
        if !self.watched || (!self.shown && self.start.elapsed() < PATIENCE) {
            return;
        }
        if !self.shown {
            self.shown = true;
            let style = ProgressStyle::with_template("{spinner} {msg}");
            self.bar.set_style(style.unwrap_or_else(|_| ProgressStyle::default_spinner()));
            self.bar.set_draw_target(ProgressDrawTarget::stderr_with_hz(10));
        }
        let rate = summary.pages as f64 / self.start.elapsed().as_secs_f64();
        let (pages, spam) = (counted(summary.pages, "page"), grouped(summary.spam));
        self.bar.set_message(format!("{pages}, {rate:.0}/s, {spam} spam"));
        self.bar.tick();
    }

    /// Writes something with the progress line out of the way.
    pub(crate) fn suspend<R>(&self, write: impl FnOnce() -> R) -> R {
        if self.shown { self.bar.suspend(write) } else { write() }
    }

    /// Removes the progress line.
    pub(crate) fn finish(&self) {
        self.bar.finish_and_clear();
    }
}
