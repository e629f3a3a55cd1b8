//! Reaching a server: resolve the name, try every address, keep what each did.

use std::io;
use std::net::SocketAddr;
use std::time::Instant;

use checks::kit::Answered;
use checks::kit::probe::tcp::{Answer, Attempt, Connect, Query, Resolution};
use checks::kit::realm::Endpoint;
use futures_util::future::join_all;
use jiff::SignedDuration;
use tokio::net::TcpStream;
use tokio::time::timeout_at;

use super::facts::{os_text, our_limit, since};
use super::live::Live;
use super::trace;
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
    let resolution = live.resolver.resolve(&server.host, until).await?;
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
        match connect(address, until.min(start + live.patience.connect)).await {
            Ok((attempt, connection)) => {
                reached.attempts.push(attempt);
                if let Some((stream, local)) = connection {
                    reached.local = local;
                    reached.stream = Some(stream);
                    break;
                }
            }
            Err(limit) => ours = Some(limit),
        }
    }
    match ours {
        Some(limit) if reached.stream.is_none() => Err(limit),
        _ => Ok(reached),
    }
}

/// Connects to all addresses at once.
///
/// # Errors
/// When this machine itself could not try an address.
pub async fn ask(live: &Live, query: &Query) -> Answered<Answer> {
    let until = Instant::now() + live.patience.total;
    let resolution = live.resolver.resolve(&query.server.host, until).await?;
    let by = until.min(Instant::now() + live.patience.connect);
    let addresses = resolution.addresses.iter().take(MOST_ADDRESSES);
    let addresses = addresses.map(|address| SocketAddr::new(*address, query.server.port));
    let tried = join_all(addresses.map(|address| connect(address, by))).await;
    let attempts = tried
        .into_iter()
        .map(|tried| Ok(tried?.0))
        .collect::<Answered<_>>()?;
    Ok(Answer {
        resolution,
        attempts,
    })
}

/// Connects, without Nagle's algorithm (RFC 896): what goes out in several pieces would wait for late acknowledgements.
async fn open(address: SocketAddr) -> io::Result<TcpStream> {
    let stream = TcpStream::connect(address).await?;
    stream.set_nodelay(true)?;
    Ok(stream)
}

/// A connection, and our end of it.
type Connection = (Wire, Option<SocketAddr>);

/// What an address did to a connection, and that connection where it accepted.
async fn connect(address: SocketAddr, by: Instant) -> Answered<(Attempt, Option<Connection>)> {
    let start = Instant::now();
    let (outcome, connection) = match timeout_at(by.into(), open(address)).await {
        Ok(Ok(stream)) => {
            let local = stream.local_addr().ok();
            (Connect::Accepted, Some((Box::new(stream) as Wire, local)))
        }
        // A refusal is distinguished from a connection that is accepted and then reset.
        Ok(Err(error)) if error.kind() == io::ErrorKind::ConnectionReset => {
            (Connect::Accepted, Some((reset(), None)))
        }
        Ok(Err(error)) => match our_limit(&error, address) {
            Some(limit) => return Err(limit),
            None => (classify(&error), None),
        },
        Err(_) => (Connect::TimedOut, None),
    };
    let attempt = Attempt {
        address,
        outcome,
        took: since(start),
    };
    trace::happened(format!(
        "connecting to {address}: {}",
        attempt.outcome.describe()
    ));
    Ok((attempt, connection))
}

fn classify(error: &io::Error) -> Connect {
    match error.kind() {
        io::ErrorKind::ConnectionRefused => Connect::Refused,
        io::ErrorKind::TimedOut => Connect::TimedOut,
        _ => Connect::Unreachable(os_text(error)),
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]

    use super::*;

    #[tokio::test]
    async fn small_pieces_go_out_at_once() {
        let server = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
        let stream = open(server.local_addr().unwrap()).await.unwrap();
        assert!(stream.nodelay().unwrap());
    }
}
