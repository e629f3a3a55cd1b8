//! How the name servers of a run are treated: so many questions at once, and none to one that is silent.

use std::collections::{HashMap, HashSet};
use std::net::SocketAddr;
use std::sync::Mutex;
use std::time::Duration;

use checks::kit::Answered;
use checks::kit::probe::dns::Said;
use hickory_resolver::proto::rr::{Name, RData, RecordType};
use jiff::SignedDuration;
use tokio::sync::Semaphore;
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
        }
    }

    /// Asks one server, unless it is known to be silent; and how long it took to answer.
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
        if self.is_silent(server) {
            return (Ok((Said::Nothing, Vec::new())), SignedDuration::ZERO);
        }
        let mut asking = Box::pin(timed(exchange::ask(server, name, kind, patience)));
        let asked = match timeout(READ_BY_THEN, &mut asking).await {
            Ok(asked) => asked,
            Err(_) => {
                drop(turn);
                asking.await
            }
        };
        if let Ok((said, _)) = &asked.0 {
            self.note(server, name, said);
        }
        asked
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
