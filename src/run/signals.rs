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
    use std::future::poll_fn;
    use std::task::{Context, Poll};

    use tokio::signal::unix::{Signal, SignalKind, signal};

    use super::Stop;

    /// The signals that are caught; where one cannot be had the deadline still ends the run.
    pub struct Signals {
        interrupt: Option<Signal>,
        hangup: Option<Signal>,
        /// Those that would end the process at once, with half a file left behind.
        others: Vec<Signal>,
    }

    impl Signals {
        pub fn catch() -> Self {
            let hangup = (!outlives_terminal()).then(|| signal(SignalKind::hangup()).ok());
            Self {
                interrupt: signal(SignalKind::interrupt()).ok(),
                hangup: hangup.flatten(),
                others: [
                    SignalKind::terminate(),
                    SignalKind::quit(),
                    SignalKind::user_defined1(),
                    SignalKind::user_defined2(),
                ]
                .into_iter()
                .filter_map(|kind| signal(kind).ok())
                .collect(),
            }
        }

        pub async fn next(&mut self) -> Stop {
            tokio::select! {
                () = one(&mut self.interrupt) => Stop::Interrupted,
                () = one(&mut self.hangup) => Stop::Terminated,
                () = any(&mut self.others) => Stop::Terminated,
            }
        }
    }

    async fn one(signal: &mut Option<Signal>) {
        match signal {
            Some(signal) => drop(signal.recv().await),
            None => std::future::pending().await,
        }
    }

    async fn any(signals: &mut [Signal]) {
        let arrived = |cx: &mut Context<'_>| {
            let mut signals = signals.iter_mut();
            match signals.any(|signal| signal.poll_recv(cx).is_ready()) {
                true => Poll::Ready(()),
                false => Poll::Pending,
            }
        };
        poll_fn(arrived).await;
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
