//! How the name servers of a run are treated: so many questions at once, and none to one that is silent.

use std::collections::{HashMap, HashSet};
use std::net::SocketAddr;
use std::sync::Mutex;
use std::time::Duration;

use checks::kit::Answered;
use checks::kit::probe::dns::Said;
use hickory_resolver::proto::rr::{Name, RData, RecordType};
use jiff::SignedDuration;
use tokio::sync::{AcquireError, Notify, Semaphore, SemaphorePermit};
use tokio::time::timeout;

use super::exchange;
use crate::probe::facts::timed;

/// Questions at once that a server's buffer has room for, so that none is lost there.
const AT_ONCE: usize = 64;
/// A question that waits longer fills no buffer any more: the next may be asked.
const READ_BY_THEN: Duration = Duration::from_secs(1);
/// A server that says nothing to so many names, and has answered none, is silent. One name alone may be to blame: its
/// own servers may be silent.
const NAMES: usize = 2;

/// The name servers of a run.
pub(super) struct Servers {
    turns: Semaphore,
    heard: Mutex<HashMap<SocketAddr, Heard>>,
    /// One more name got no answer.
    news: Notify,
}

/// What one server did until now.
enum Heard {
    Something,
    /// Nothing, when it was asked for these names.
    NothingTo(HashSet<Name>),
}

impl Servers {
    pub(super) fn new() -> Self {
        Self {
            turns: Semaphore::new(AT_ONCE),
            heard: Mutex::default(),
            news: Notify::new(),
        }
    }

    /// Asks one server until it is known to be silent; and how long it was waited for.
    ///
    /// # Errors
    /// When this machine itself could not ask.
    pub(super) async fn ask(
        &self,
        server: SocketAddr,
        name: &Name,
        kind: RecordType,
        patience: Duration,
    ) -> (Answered<(Said, Vec<RData>)>, SignedDuration) {
        let turn = self.turns.acquire().await;
        timed(async {
            tokio::select! {
                biased;
                () = self.silence(server) => Ok((Said::Nothing, Vec::new())),
                asked = self.exchange(turn, server, name, kind, patience) => asked,
            }
        })
        .await
    }

    async fn exchange(
        &self,
        turn: Result<SemaphorePermit<'_>, AcquireError>,
        server: SocketAddr,
        name: &Name,
        kind: RecordType,
        patience: Duration,
    ) -> Answered<(Said, Vec<RData>)> {
        let mut asking = Box::pin(exchange::ask(server, name, kind, patience));
        let asked = match timeout(READ_BY_THEN, &mut asking).await {
            Ok(asked) => asked,
            Err(_) => {
                drop(turn);
                asking.await
            }
        };
        if let Ok((said, _)) = &asked {
            self.note(server, name, said);
        }
        asked
    }

    /// Ends when the server is known to be silent.
    async fn silence(&self, server: SocketAddr) {
        loop {
            let news = self.news.notified();
            if self.is_silent(server) {
                return;
            }
            news.await;
        }
    }

    fn is_silent(&self, server: SocketAddr) -> bool {
        let heard = self.heard.lock().expect("no holder panics");
        matches!(heard.get(&server), Some(Heard::NothingTo(names)) if names.len() >= NAMES)
    }

    fn note(&self, server: SocketAddr, name: &Name, said: &Said) {
        let mut heard = self.heard.lock().expect("no holder panics");
        match said {
            Said::Nothing => {
                let nothing = || Heard::NothingTo(HashSet::new());
                if let Heard::NothingTo(names) = heard.entry(server).or_insert_with(nothing) {
                    names.insert(name.clone());
                    self.news.notify_waiters();
                }
            }
            // That nothing listens there is known at once each time.
            Said::Unreachable(_) => {}
            _ => {
                heard.insert(server, Heard::Something);
            }
        }
    }
}
