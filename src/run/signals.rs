//! Ctrl-C, a request to terminate and a closed terminal: the run ends early, and what was found is still reported.

use std::sync::OnceLock;

use tokio::sync::watch;

use super::ask::limit::Stop;

/// Listens from now on, once however often it is asked: all runs of a process end with the same signal. The second
/// signal ends the process at once.
pub fn listen() -> watch::Receiver<Stop> {
    static STOPPED: OnceLock<watch::Receiver<Stop>> = OnceLock::new();
    let stopped = STOPPED.get_or_init(|| {
        let (stop, stopped) = watch::channel(Stop::No);
        catch(&stop);
        stopped
    });
    stopped.clone()
}

/// A signal has come.
fn note(stop: &watch::Sender<Stop>, why: Stop) {
    let is_first = stop.send_if_modified(|known| {
        let is_first = *known == Stop::No;
        *known = why;
        is_first
    });
    if !is_first {
        std::process::exit(if why == Stop::Terminated { 143 } else { 130 });
    }
}

/// Catches the signals that would end the process at once, with half a file left behind; where one cannot be had the
/// deadline still ends the run.
#[cfg(unix)]
fn catch(stop: &watch::Sender<Stop>) {
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
    for (kind, why) in terminate.chain([(SignalKind::interrupt(), Stop::Interrupted)]) {
        if let Ok(mut signal) = signal(kind) {
            let stop = stop.clone();
            tokio::spawn(async move {
                while signal.recv().await.is_some() {
                    note(&stop, why);
                }
            });
        }
    }
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
fn catch(stop: &watch::Sender<Stop>) {
    use tokio::signal::windows::{ctrl_break, ctrl_c, ctrl_close, ctrl_shutdown};
    macro_rules! on {
        ($($signal:ident: $why:ident),*) => {$(
            if let Ok(mut signal) = $signal() {
                let stop = stop.clone();
                tokio::spawn(async move {
                    while signal.recv().await.is_some() {
                        note(&stop, Stop::$why);
                    }
                });
            }
        )*};
    }
    on!(ctrl_c: Interrupted, ctrl_break: Terminated, ctrl_close: Terminated, ctrl_shutdown: Terminated);
}
