//! How the name servers of a run are treated: so many questions at once, and none to one that is silent.

use std::collections::HashMap;
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
    seen: Mutex<HashMap<SocketAddr, Seen>>,
    /// One more name got no answer.
    news: Notify,
}

/// What one server did until now.
enum Seen {
    Something,
    /// Nothing, when it was asked for these names, and how long it was waited for.
    NothingTo(HashMap<Name, SignedDuration>),
}

impl Servers {
    pub(super) fn new() -> Self {
        Self {
            turns: Semaphore::new(AT_ONCE),
            seen: Mutex::default(),
            news: Notify::new(),
        }
    }

    /// Asks one server, and no longer once it is known to be silent; and how long it was waited for, now or before.
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
        let (asked, took) = tokio::select! {
            biased;
            waited = self.silence(server) => return (Ok((Said::Nothing, Vec::new())), waited),
            asked = timed(in_turn(turn, server, name, kind, patience)) => asked,
        };
        if let Ok((said, _)) = &asked {
            self.note(server, name, said, took);
        }
        (asked, took)
    }

    /// Ends when the server is known to be silent, and says how long it was waited for then.
    async fn silence(&self, server: SocketAddr) -> SignedDuration {
        loop {
            let news = self.news.notified();
            if let Some(waited) = self.silent_for(server) {
                return waited;
            }
            news.await;
        }
    }

    fn silent_for(&self, server: SocketAddr) -> Option<SignedDuration> {
        let seen = self.seen.lock().expect("no holder panics");
        match seen.get(&server) {
            Some(Seen::NothingTo(names)) if names.len() >= NAMES => names.values().max().copied(),
            _ => None,
        }
    }

    fn note(&self, server: SocketAddr, name: &Name, said: &Said, took: SignedDuration) {
        let mut seen = self.seen.lock().expect("no holder panics");
        match said {
            Said::Nothing => {
                let nothing = || Seen::NothingTo(HashMap::new());
                if let Seen::NothingTo(names) = seen.entry(server).or_insert_with(nothing) {
                    names.insert(name.clone(), took);
                    self.news.notify_waiters();
                }
            }
            // That nothing listens there is known at once each time.
            Said::Unreachable(_) => {}
            _ => {
                seen.insert(server, Seen::Something);
            }
        }
    }
}

/// Gives its turn to the next once its question fills no buffer any more.
async fn in_turn(
    turn: Result<SemaphorePermit<'_>, AcquireError>,
    server: SocketAddr,
    name: &Name,
    kind: RecordType,
    patience: Duration,
) -> Answered<(Said, Vec<RData>)> {
    let mut asking = Box::pin(exchange::ask(server, name, kind, patience));
    match timeout(READ_BY_THEN, &mut asking).await {
        Ok(asked) => asked,
        Err(_) => {
            drop(turn);
            asking.await
        }
    }
}
