//! Reaching a server: resolve the name, try every address, keep what each did.

use std::io;
use std::net::SocketAddr;
use std::time::Instant;

use checks::kit::Answered;
use checks::kit::probe::tcp::{Attempt, Connect, Resolution};
use checks::kit::realm::Endpoint;
use jiff::SignedDuration;
use tokio::net::TcpStream;
use tokio::time::timeout_at;

use super::facts::{os_text, our_limit, since};
use super::live::Live;
use super::wire::{Wire, reset};

/// No server has more addresses than are worth trying; a name with a thousand must not make a port scanner of us.
pub const MOST_ADDRESSES: usize = 16;

/// What reaching a server came to.
pub struct Reached {
    /// What the name resolved to.
    pub resolution: Resolution,
    /// How long resolving took.
    pub resolved_in: SignedDuration,
    /// What each address did, in order; trying stops at the first that accepts.
    pub attempts: Vec<Attempt>,
    /// Our end of the connection.
    pub local: Option<SocketAddr>,
    /// The connection, where one came about.
    pub stream: Option<Wire>,
}

/// Resolves and connects, each address within `patience.connect`, all of it before `until`.
///
/// # Errors
/// When this machine itself could not try an address, and none of the others accepted.
pub async fn reach(live: &Live, server: &Endpoint, until: Instant) -> Answered<Reached> {
    let start = Instant::now();
    let resolution = live.resolver.resolve(&server.host, until).await;
    let mut reached = Reached {
        resolved_in: since(start),
        resolution,
        attempts: Vec::new(),
        local: None,
        stream: None,
    };
    let mut ours = None;
    for address in reached.resolution.addresses.iter().take(MOST_ADDRESSES) {
        let start = Instant::now();
        if start >= until {
            break;
        }
        let address = SocketAddr::new(*address, server.port);
        let by = until.min(start + live.patience.connect);
        let outcome = match timeout_at(by.into(), TcpStream::connect(address)).await {
            Ok(Ok(stream)) => {
                reached.local = stream.local_addr().ok();
                reached.stream = Some(Box::new(stream));
                Connect::Accepted
            }
            // Who refuses is told apart from who accepts and resets.
            Ok(Err(error)) if error.kind() == io::ErrorKind::ConnectionReset => {
                reached.stream = Some(reset());
                Connect::Accepted
            }
            Ok(Err(error)) => match our_limit(&error, address) {
                Some(limit) => {
                    ours = Some(limit);
                    continue;
                }
                None => classify(&error),
            },
            Err(_) => Connect::TimedOut,
        };
        reached.attempts.push(Attempt {
            address,
            outcome,
            took: since(start),
        });
        if reached.stream.is_some() {
            break;
        }
    }
    match ours {
        Some(limit) if reached.stream.is_none() => Err(limit),
        _ => Ok(reached),
    }
}

fn classify(error: &io::Error) -> Connect {
    match error.kind() {
        io::ErrorKind::ConnectionRefused => Connect::Refused,
        io::ErrorKind::TimedOut => Connect::TimedOut,
        _ => Connect::Unreachable(os_text(error)),
    }
}
