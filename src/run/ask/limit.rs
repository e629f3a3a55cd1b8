//! Never a nuisance, never endless: a limit in all and per host, one deadline for the run, an interrupt that is obeyed.

use std::any::Any;
use std::collections::HashMap;
use std::sync::{Arc, Mutex};

use checks::kit::{Answered, Observed, Probe, ProbeError, Prober};
use futures_util::future::BoxFuture;
use tokio::sync::{Semaphore, watch};
use tokio::task::JoinSet;
use tokio::time::Instant;

/// Probes under way at once in all, where this machine has sockets for them.
const IN_ALL: usize = 256;
/// File handles that are kept for everything else: standard streams, the config, the report, the state.
#[cfg(unix)]
const ELSEWHERE: u64 = 32;
/// What one probe may need at once: its connection, two questions to a name server, and a file.
#[cfg(unix)]
const EACH: u64 = 4;
/// Probes under way at once to one host.
const PER_HOST: usize = 4;

/// What is being waited for, for a display.
pub trait Progress: Send + Sync {
    /// A probe has begun.
    fn began(&self, probe: &Probe);
    /// A probe has ended, in whatever way.
    fn ended(&self, probe: &Probe);
}

/// Shows nothing.
pub struct Quiet;

impl Progress for Quiet {
    fn began(&self, _: &Probe) {}
    fn ended(&self, _: &Probe) {}
}

/// Why a run is cut short.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Stop {
    /// It is not.
    No,
    /// Ctrl-C.
    Interrupted,
    /// A request to terminate.
    Terminated,
}

/// Asks `inner` within the limits, each question in a task of its own, so that one that computes does not
/// delay another that measures time.
pub struct Limited<P> {
    inner: Arc<P>,
    all: Semaphore,
    hosts: Mutex<HashMap<String, Arc<Semaphore>>>,
    deadline: Instant,
    stop: watch::Receiver<Stop>,
    progress: Arc<dyn Progress>,
}

impl<P: Prober + 'static> Limited<P> {
    /// A prober that answers `Deadline` and `Interrupted` by itself when their time has come.
    pub fn new(
        inner: P,
        deadline: Instant,
        stop: watch::Receiver<Stop>,
        progress: Arc<dyn Progress>,
    ) -> Self {
        Self {
            inner: Arc::new(inner),
            all: Semaphore::new(in_all()),
            hosts: Mutex::default(),
            deadline,
            stop,
            progress,
        }
    }

    async fn ask_in_turn(&self, probe: &Probe) -> Answered<Observed> {
        // The host's turn first: who waits for it takes no place from questions to others.
        let host = probe.host().map(|host| {
            let mut hosts = self.hosts.lock().expect("no holder panics");
            let new = || Arc::new(Semaphore::new(PER_HOST));
            hosts.entry(host).or_insert_with(new).clone()
        });
        let _turn_of_host = match &host {
            Some(host) => Some(host.acquire().await.expect("the semaphore is never closed")),
            None => None,
        };
        let turn = self.all.acquire().await;
        let _turn = turn.expect("the semaphore is never closed");
        let _shown = Shown::new(probe, self.progress.as_ref());
        let mut task = JoinSet::new();
        let (inner, asked) = (self.inner.clone(), probe.clone());
        task.spawn(async move { inner.ask(&asked).await });
        match task.join_next().await.expect("one task was spawned") {
            Ok(answer) => answer,
            // Told like any other outcome: remembered, so that nothing is asked twice, and recorded.
            Err(error) => Err(match error.try_into_panic() {
                Ok(panic) => ProbeError::Panicked(panic_text(panic.as_ref())),
                Err(_canceled) => ProbeError::Interrupted,
            }),
        }
    }
}

/// As many as there are sockets for: the limit is raised as far as it may be, and what it then is counts.
#[cfg(unix)]
fn in_all() -> usize {
    use rustix::process::{Resource, Rlimit, getrlimit, setrlimit};

    let limit = getrlimit(Resource::Nofile);
    let raised = Rlimit {
        current: limit.maximum,
        ..limit
    };
    let current = match setrlimit(Resource::Nofile, raised) {
        Ok(()) => limit.maximum,
        Err(_) => limit.current,
    };
    let room = current.unwrap_or(u64::MAX).saturating_sub(ELSEWHERE) / EACH;
    usize::try_from(room).unwrap_or(IN_ALL).clamp(1, IN_ALL)
}

#[cfg(not(unix))]
fn in_all() -> usize {
    IN_ALL
}

/// What a panic says of itself.
pub fn panic_text(panic: &(dyn Any + Send)) -> String {
    let text = panic.downcast_ref::<&str>().copied();
    let text = text.or_else(|| panic.downcast_ref::<String>().map(String::as_str));
    text.unwrap_or("no message").to_owned()
}

/// Tells the display when a probe begins and, however it ends, that it did.
struct Shown<'a> {
    probe: &'a Probe,
    progress: &'a dyn Progress,
}

impl<'a> Shown<'a> {
    fn new(probe: &'a Probe, progress: &'a dyn Progress) -> Self {
        progress.began(probe);
        Self { probe, progress }
    }
}

impl Drop for Shown<'_> {
    fn drop(&mut self) {
        self.progress.ended(self.probe);
    }
}

impl<P: Prober + 'static> Prober for Limited<P> {
    fn ask<'a>(&'a self, probe: &'a Probe) -> BoxFuture<'a, Answered<Observed>> {
        Box::pin(async move {
            tokio::select! {
                biased;
                () = interrupted(self.stop.clone()) => Err(ProbeError::Interrupted),
                () = tokio::time::sleep_until(self.deadline) => Err(ProbeError::Deadline),
                answer = self.ask_in_turn(probe) => answer,
            }
        })
    }
}

/// Returns when the run is interrupted: never, where nobody can interrupt it any more.
async fn interrupted(mut stop: watch::Receiver<Stop>) {
    let gone = stop.wait_for(|stop| *stop != Stop::No).await.is_err();
    if gone {
        std::future::pending::<()>().await;
    }
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use checks::kit::probe::ntp;
    use checks::kit::realm::Endpoint;

    use super::*;

    struct Silent;

    impl Prober for Silent {
        fn ask<'a>(&'a self, _: &'a Probe) -> BoxFuture<'a, Answered<Observed>> {
            Box::pin(std::future::pending())
        }
    }

    fn question(n: u16) -> Probe {
        Probe::Ntp(ntp::Query {
            server: Endpoint::new("ntp.example.net", n),
        })
    }

    #[tokio::test]
    async fn silent_servers_end_with_the_deadline_not_with_the_sum() {
        let (_keep, stop) = watch::channel(Stop::No);
        let deadline = Instant::now() + Duration::from_millis(50);
        let limited = Limited::new(Silent, deadline, stop, Arc::new(Quiet));
        let questions: Vec<Probe> = (1..500).map(question).collect();
        let asked = questions.iter().map(|question| limited.ask(question));
        let answers = futures_util::future::join_all(asked).await;
        assert!(
            answers
                .iter()
                .all(|answer| *answer == Err(ProbeError::Deadline))
        );
    }

    struct Broken;

    impl Prober for Broken {
        fn ask<'a>(&'a self, _: &'a Probe) -> BoxFuture<'a, Answered<Observed>> {
            Box::pin(async { panic!("out of cheese") })
        }
    }

    #[tokio::test]
    async fn a_panic_is_an_outcome_like_any_other() {
        let (_keep, stop) = watch::channel(Stop::No);
        let deadline = Instant::now() + Duration::from_secs(600);
        let limited = Limited::new(Broken, deadline, stop, Arc::new(Quiet));
        let error = limited.ask(&question(1)).await;
        assert_eq!(error, Err(ProbeError::Panicked("out of cheese".into())));
    }

    #[tokio::test]
    async fn an_interrupt_answers_what_is_open() {
        let (interrupt, stop) = watch::channel(Stop::No);
        let limited = Limited::new(
            Silent,
            Instant::now() + Duration::from_secs(600),
            stop,
            Arc::new(Quiet),
        );
        interrupt
            .send(Stop::Interrupted)
            .expect("the receiver lives");
        assert_eq!(
            limited.ask(&question(1)).await,
            Err(ProbeError::Interrupted)
        );
    }
}
