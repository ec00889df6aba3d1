//! CPU time of this thread.
use std::hint::black_box;
use std::time::{Duration, Instant};

/// The kernel advances a thread's CPU time at its ticks, 1 to 10 ms apart: this keeps the error below a tenth.
const AT_LEAST: Duration = Duration::from_millis(100);

/// Seconds of one run, over as many runs as it takes to outlast the clock's step.
pub(crate) fn seconds(run: &dyn Fn() -> usize) -> f64 {
    let (cpu, wall) = (thread_cpu_time(), Instant::now());
    let mut runs = 0;
    while runs == 0 || wall.elapsed() < AT_LEAST {
        black_box(run());
        runs += 1;
    }
    let wall = wall.elapsed();
    let spent = match (cpu, thread_cpu_time()) {
        (Some(before), Some(after)) => after.saturating_sub(before),
        _ => wall,
    };
    spent.as_secs_f64() / f64::from(runs)
}

/// CPU time of this thread: Linux writes it, in nanoseconds, as the first number of this file.
fn thread_cpu_time() -> Option<Duration> {
    let text = std::fs::read_to_string("/proc/thread-self/schedstat").ok()?;
    text.split(' ').next()?.parse().ok().map(Duration::from_nanos)
}

pub(crate) fn clock_name() -> &'static str {
    if thread_cpu_time().is_some() { "CPU time" } else { "wall-clock time" }
}
