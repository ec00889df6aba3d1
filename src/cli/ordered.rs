//! Work on several threads, results in the order of the input.
use std::any::Any;
use std::collections::BTreeMap;
use std::panic::{AssertUnwindSafe, catch_unwind, resume_unwind};
use std::sync::{Condvar, Mutex, MutexGuard, PoisonError};
use std::thread;

/// How many items per thread may be started ahead of the one whose turn it is: one slow page does not stop the
/// others, and no more than these results wait in memory.
const WINDOW_PER_THREAD: usize = 8;

struct State<I, R> {
    items: I,
    /// Items handed out so far.
    taken: usize,
    /// Results given on so far.
    given: usize,
    done: BTreeMap<usize, Result<R, Box<dyn Any + Send>>>,
    exhausted: bool,
    stop: bool,
}

/// Runs `work` on every item on `threads` threads and gives the results to `sink`, on this thread, in order.
/// Stops early with `sink`'s error. A panic of `work` is passed on in its turn.
pub(crate) fn ordered<T, R: Send, E>(
    threads: usize,
    items: impl Iterator<Item = T> + Send,
    work: impl Fn(T) -> R + Sync,
    mut sink: impl FnMut(R) -> Result<(), E>,
) -> Result<(), E> {
    let threads = threads.max(1);
    let window = threads * WINDOW_PER_THREAD;
    let state = State { items, taken: 0, given: 0, done: BTreeMap::new(), exhausted: false, stop: false };
    let (state, changed) = (Mutex::new(state), Condvar::new());
    thread::scope(|scope| {
        for _ in 0..threads {
            scope.spawn(|| worker(&state, &changed, window, &work));
        }
        let mut result = Ok(());
        while let Some(done) = next_result(&state, &changed) {
            match done.map(&mut sink) {
                Ok(Ok(())) => {}
                Ok(Err(error)) => {
                    result = Err(error);
                    break;
                }
                Err(panic) => {
                    stop(&state, &changed);
                    resume_unwind(panic);
                }
            }
        }
        stop(&state, &changed);
        result
    })
}

fn worker<T, R>(
    state: &Mutex<State<impl Iterator<Item = T>, R>>,
    changed: &Condvar,
    window: usize,
    work: &impl Fn(T) -> R,
) {
    let mut now = lock(state);
    loop {
        while !now.stop && !now.exhausted && now.taken >= now.given + window {
            now = changed.wait(now).unwrap_or_else(PoisonError::into_inner);
        }
        if now.stop || now.exhausted {
            return;
        }
        let Some(item) = now.items.next() else {
            now.exhausted = true;
            changed.notify_all();
            return;
        };
        let turn = now.taken;
        now.taken += 1;
        drop(now);
        let result = catch_unwind(AssertUnwindSafe(|| work(item)));
        now = lock(state);
        now.done.insert(turn, result);
        changed.notify_all();
    }
}

/// The result whose turn it is, once it is there; nothing after the last one.
fn next_result<I, R>(
    state: &Mutex<State<I, R>>,
    changed: &Condvar,
) -> Option<Result<R, Box<dyn Any + Send>>> {
    let mut now = lock(state);
    loop {
        let turn = now.given;
        if let Some(result) = now.done.remove(&turn) {
            now.given += 1;
            changed.notify_all();
            return Some(result);
        }
        if now.exhausted && now.given == now.taken {
            return None;
        }
        now = changed.wait(now).unwrap_or_else(PoisonError::into_inner);
    }
}

fn stop<I, R>(state: &Mutex<State<I, R>>, changed: &Condvar) {
    lock(state).stop = true;
    changed.notify_all();
}

/// The state is consistent at every point where a panic of the item iterator could leave it.
fn lock<S>(state: &Mutex<S>) -> MutexGuard<'_, S> {
    state.lock().unwrap_or_else(PoisonError::into_inner)
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::sync::atomic::{AtomicUsize, Ordering};
    use std::time::Duration;

    fn collect(threads: usize, items: std::ops::Range<u64>, work: impl Fn(u64) -> u64 + Sync) -> Vec<u64> {
        let mut out = Vec::new();
        let result: Result<(), ()> = ordered(threads, items, work, |r| {
            out.push(r);
            Ok(())
        });
        result.unwrap();
        out
    }

    #[test]
    fn results_come_in_order_however_long_each_takes() {
        for threads in [1, 2, 7] {
            let slow_first = |n: u64| {
                thread::sleep(Duration::from_micros(if n.is_multiple_of(5) { 900 } else { 10 }));
                n * n
            };
            assert_eq!(collect(threads, 0..200, slow_first), (0..200).map(|n| n * n).collect::<Vec<_>>());
        }
        assert!(collect(3, 0..0, |n| n).is_empty());
    }

    #[test]
    fn no_more_than_a_window_runs_ahead() {
        let (started, given) = (AtomicUsize::new(0), AtomicUsize::new(0));
        let work = |n: u64| {
            let ahead = started.fetch_add(1, Ordering::SeqCst) - given.load(Ordering::SeqCst);
            thread::sleep(Duration::from_millis(if n == 0 { 50 } else { 0 }));
            ahead
        };
        let mut most = 0;
        let _: Result<(), ()> = ordered(2, 0..500, work, |ahead| {
            most = most.max(ahead);
            given.fetch_add(1, Ordering::SeqCst);
            Ok(())
        });
        assert!(most <= 2 * WINDOW_PER_THREAD + 1, "{most}");
    }

    #[test]
    fn an_error_of_the_sink_stops_the_work() {
        let started = AtomicUsize::new(0);
        let work = |_| started.fetch_add(1, Ordering::SeqCst);
        let result = ordered(2, 0..1_000_000, work, |n| if n >= 3 { Err("full") } else { Ok(()) });
        assert_eq!(result, Err("full"));
        assert!(started.load(Ordering::SeqCst) < 1000);
    }

    #[test]
    #[should_panic(expected = "item 3")]
    fn a_panic_is_passed_on_instead_of_waited_for() {
        collect(2, 0..100, |n| if n == 3 { panic!("item {n}") } else { n });
    }
}
