//! The threads of a command that holds conversations.

use std::io;
use std::sync::RwLock;
use std::thread;

use tokio::runtime::Builder;

use crate::exit::{Code, Failure};
use crate::run::ask::limit;
use crate::run::signals;

/// The most threads that conversations run on.
const WORKERS: usize = 4;
/// And those that wait for files, databases and name services at the least.
const WAITING: usize = 2;

/// Runs a command that holds conversations, with threads for them; where this account may start none, on the one that
/// there is.
pub fn run_async<T>(command: impl Future<Output = Result<T, Failure>>) -> Result<T, Failure> {
    may_open()?;
    let workers = thread::available_parallelism().map_or(1, usize::from);
    let workers = workers.clamp(2, WORKERS);
    let mut builder = if may_start(workers + WAITING) {
        Builder::new_multi_thread()
    } else {
        Builder::new_current_thread()
    };
    let runtime = builder.worker_threads(workers).enable_all().build()?;
    // What a command keeps is much for the stack of a main thread.
    let outcome = runtime.block_on(Box::pin(command));
    // A name service or a file system that does not answer is not waited for: the deadline has passed.
    runtime.shutdown_background();
    outcome
}

/// What comes of it; a panic is a bug of ours.
pub fn caught(run: impl FnOnce() -> Result<Code, Failure>) -> Result<Code, Failure> {
    std::panic::catch_unwind(std::panic::AssertUnwindSafe(run)).unwrap_or_else(|panic| {
        let text = limit::panic_text(panic.as_ref());
        Err(Failure::new(
            Code::Bug,
            format!("a bug of otpdoctor's own: {text}"),
        ))
    })
}

/// Passes where this process may open the files of a runtime, which panics where it gets none for its signals: four, and a
/// pair for the first that catches signals.
fn may_open() -> io::Result<()> {
    let pairs = if signals::are_caught() { 2 } else { 3 };
    let pairs: io::Result<Vec<_>> = (0..pairs).map(|_| io::pipe()).collect();
    pairs.map(drop)
}

/// Whether so many threads may run at once: tokio itself waits for ever for those that the system refuses.
fn may_start(threads: usize) -> bool {
    let gate = RwLock::new(());
    let closed = gate.write();
    thread::scope(|scope| {
        let start = |_| thread::Builder::new().spawn_scoped(scope, || drop(gate.read()));
        let started = (0..threads).map(start).take_while(Result::is_ok).count();
        drop(closed);
        started == threads
    })
}
