//! Ctrl-C, a request to terminate and a closed terminal: a run ends early, and what was found is still reported; whatever
//! else is done ends at once, but never with half a file.

use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::mpsc::sync_channel;
use std::sync::{LazyLock, Mutex, PoisonError};
use std::thread;
use std::time::Duration;

use futures_util::future::join_all;
use tokio::runtime::Builder;
use tokio::sync::watch;

use super::ask::limit::Stop;
use crate::files::whole;

/// How long a report may still be written after a signal: a reader that stands still would hold the process for ever.
const GRACE: Duration = Duration::from_secs(1);

static STOP: LazyLock<watch::Sender<Stop>> = LazyLock::new(|| watch::channel(Stop::No).0);
static LISTENER: Mutex<Listener> = Mutex::new(Listener::Nobody);
/// Whether the signals are caught.
static CAUGHT: AtomicBool = AtomicBool::new(false);

/// Who does something about a signal.
#[derive(Clone, Copy)]
enum Listener {
    /// The process ends.
    Nobody,
    /// The first goes to those who listen; the second ends the process.
    Run,
    /// Only the report is still written: that is waited for, but not for long.
    Report,
}

/// Catches the signals that would end the process at once, from now on and with a thread of its own; where none is to be
/// had, a run catches them later.
pub fn begin() {
    let (ready, begun) = sync_channel(1);
    let listening = move || {
        if let Ok(runtime) = Builder::new_current_thread().enable_all().build() {
            runtime.block_on(caught(|| ready.send(()).unwrap_or_default()));
        }
    };
    let thread = thread::Builder::new().spawn(listening);
    let is_begun = thread.is_ok() && begun.recv().is_ok();
    CAUGHT.store(is_begun, Ordering::Relaxed);
}

/// Whether the signals are caught by now.
pub fn are_caught() -> bool {
    CAUGHT.load(Ordering::Relaxed)
}

/// Listens from now on: all runs of a process end with the same signal. The second signal ends the process.
pub fn listen() -> watch::Receiver<Stop> {
    if !CAUGHT.swap(true, Ordering::Relaxed) {
        tokio::spawn(caught(|| {}));
    }
    listened_to(Listener::Run);
    STOP.subscribe()
}

/// Nobody listens any more: what was found is being written.
pub fn finishing() {
    listened_to(Listener::Report);
}

/// Writes something in the middle of what listens: a reader that stands still would keep it from hearing a signal.
pub fn writing<T>(write: impl FnOnce() -> T) -> T {
    let before = listener();
    if let Listener::Run = before {
        listened_to(Listener::Report);
    }
    let written = write();
    listened_to(before);
    written
}

fn listened_to(by: Listener) {
    *LISTENER.lock().unwrap_or_else(PoisonError::into_inner) = by;
}

/// As the signal that asks to terminate: the service manager of Windows asks otherwise.
#[cfg(windows)]
pub fn terminate() {
    note(Stop::Terminated);
}

fn listener() -> Listener {
    *LISTENER.lock().unwrap_or_else(PoisonError::into_inner)
}

/// A signal has come.
fn note(why: Stop) {
    let is_first = STOP.send_replace(why) == Stop::No;
    let code = if why == Stop::Terminated { 143 } else { 130 };
    match listener() {
        Listener::Run if is_first => {}
        Listener::Report if is_first => {
            let late = move || {
                thread::sleep(GRACE);
                // What was being written may be done by now, and the run ends by itself.
                if let Listener::Report = listener() {
                    whole::end(code);
                }
            };
            // Who asks to terminate may have no runtime, and that of the run may be what the reader holds.
            drop(thread::Builder::new().spawn(late));
        }
        _ => whole::end(code),
    }
}

#[cfg(unix)]
async fn caught(ready: impl FnOnce()) {
    use tokio::signal::unix::{SignalKind, signal};
    let hangup = (!outlives_terminal()).then_some(SignalKind::hangup());
    let others = [
        SignalKind::terminate(),
        SignalKind::quit(),
        SignalKind::user_defined1(),
        SignalKind::user_defined2(),
    ];
    let terminate = others.into_iter().chain(hangup);
    let terminate = terminate.map(|kind| (kind, Stop::Terminated));
    let all = terminate.chain([(SignalKind::interrupt(), Stop::Interrupted)]);
    let all = all.filter_map(|(kind, why)| Some((signal(kind).ok()?, why)));
    let all: Vec<_> = all.collect();
    // A file that grows beyond what is allowed is reported as an error by whoever writes it.
    #[cfg(target_os = "linux")]
    let _told = signal(SignalKind::from_raw(rustix::process::Signal::XFSZ.as_raw()));
    ready();
    join_all(all.into_iter().map(|(mut signal, why)| async move {
        while signal.recv().await.is_some() {
            note(why);
        }
    }))
    .await;
}

/// Whether who started this wants it to go on without a terminal, as nohup does: SIGHUP, the first of the mask, is
/// ignored.
#[cfg(unix)]
fn outlives_terminal() -> bool {
    let status = std::fs::read_to_string("/proc/self/status").unwrap_or_default();
    let mask = status.lines().find_map(|line| line.strip_prefix("SigIgn:"));
    mask.and_then(|mask| u64::from_str_radix(mask.trim(), 16).ok())
        .is_some_and(|mask| mask & 1 == 1)
}

/// Catches Ctrl-C, and what ends a console or the machine: the system gives a few seconds.
#[cfg(windows)]
async fn caught(ready: impl FnOnce()) {
    use futures_util::FutureExt as _;
    use tokio::signal::windows::{ctrl_break, ctrl_c, ctrl_close, ctrl_shutdown};
    macro_rules! all {
        ($($signal:ident: $why:ident),*) => {[$({
            let signal = $signal();
            async move {
                let Ok(mut signal) = signal else { return };
                while signal.recv().await.is_some() {
                    note(Stop::$why);
                }
            }
            .boxed()
        }),*]};
    }
    let all = all!(ctrl_c: Interrupted, ctrl_break: Terminated, ctrl_close: Terminated, ctrl_shutdown: Terminated);
    ready();
    join_all(all).await;
}
