//! Ctrl-C, a request to terminate and a closed terminal: the run ends early, and what was found is still reported.

use std::sync::OnceLock;

use tokio::sync::watch;

use super::ask::limit::Stop;

/// Listens from now on, once however often it is asked: all runs of a process end with the same signal. The second
/// signal ends the process at once.
pub fn listen() -> watch::Receiver<Stop> {
    static STOPPED: OnceLock<watch::Receiver<Stop>> = OnceLock::new();
    STOPPED.get_or_init(begin).clone()
}

fn begin() -> watch::Receiver<Stop> {
    let (stop, stopped) = watch::channel(Stop::No);
    let mut signals = Signals::catch();
    tokio::spawn(async move {
        let why = signals.next().await;
        // Where nobody waits any more there is nothing to stop.
        let _ = stop.send(why);
        let why = signals.next().await;
        std::process::exit(if why == Stop::Terminated { 143 } else { 130 });
    });
    stopped
}

#[cfg(unix)]
use unix::Signals;

#[cfg(unix)]
mod unix {
    use tokio::signal::unix::{Signal, SignalKind, signal};

    use super::Stop;

    /// The signals that are caught; where one cannot be had the deadline still ends the run.
    pub struct Signals {
        interrupt: Option<Signal>,
        terminate: Option<Signal>,
        hangup: Option<Signal>,
    }

    impl Signals {
        pub fn catch() -> Self {
            let hangup = (!outlives_terminal()).then(|| signal(SignalKind::hangup()).ok());
            Self {
                interrupt: signal(SignalKind::interrupt()).ok(),
                terminate: signal(SignalKind::terminate()).ok(),
                hangup: hangup.flatten(),
            }
        }

        pub async fn next(&mut self) -> Stop {
            tokio::select! {
                () = one(&mut self.interrupt) => Stop::Interrupted,
                () = one(&mut self.terminate) => Stop::Terminated,
                () = one(&mut self.hangup) => Stop::Terminated,
            }
        }
    }

    async fn one(signal: &mut Option<Signal>) {
        match signal {
            Some(signal) => drop(signal.recv().await),
            None => std::future::pending().await,
        }
    }

    /// Whether who started this wants it to go on without a terminal, as nohup does: SIGHUP, the first of the mask, is
    /// ignored.
    fn outlives_terminal() -> bool {
        let status = std::fs::read_to_string("/proc/self/status").unwrap_or_default();
        let mask = status.lines().find_map(|line| line.strip_prefix("SigIgn:"));
        mask.and_then(|mask| u64::from_str_radix(mask.trim(), 16).ok())
            .is_some_and(|mask| mask & 1 == 1)
    }
}

/// Ctrl-C.
#[cfg(not(unix))]
struct Signals;

#[cfg(not(unix))]
impl Signals {
    fn catch() -> Self {
        Self
    }

    async fn next(&mut self) -> Stop {
        if tokio::signal::ctrl_c().await.is_err() {
            // Signals cannot be had here: the deadline still ends the run.
            std::future::pending::<()>().await;
        }
        Stop::Interrupted
    }
}
