//! Ctrl-C and a request to terminate: the run ends early, and what was found is still reported.

use std::sync::OnceLock;

use tokio::sync::watch;

use crate::probe::limit::Stop;

/// Listens from now on, once however often it is asked: all runs of a process end with the same signal. The second
/// signal ends the process at once.
pub fn listen() -> watch::Receiver<Stop> {
    static STOPPED: OnceLock<watch::Receiver<Stop>> = OnceLock::new();
    STOPPED.get_or_init(begin).clone()
}

fn begin() -> watch::Receiver<Stop> {
    let (stop, stopped) = watch::channel(Stop::No);
    tokio::spawn(async move {
        let why = one().await;
        // Where nobody waits any more there is nothing to stop.
        let _ = stop.send(why);
        let why = one().await;
        std::process::exit(if why == Stop::Terminated { 143 } else { 130 });
    });
    stopped
}

#[cfg(unix)]
async fn one() -> Stop {
    use tokio::signal::unix::{SignalKind, signal};
    let Ok(mut terminate) = signal(SignalKind::terminate()) else {
        return interrupt().await;
    };
    tokio::select! {
        _ = terminate.recv() => Stop::Terminated,
        why = interrupt() => why,
    }
}

#[cfg(not(unix))]
async fn one() -> Stop {
    interrupt().await
}

async fn interrupt() -> Stop {
    if tokio::signal::ctrl_c().await.is_err() {
        // Signals cannot be had here: the deadline still ends the run.
        std::future::pending::<()>().await;
    }
    Stop::Interrupted
}
