//! A connection to an HTTP proxy, in clear or inside TLS.

use std::time::Instant;

use checks::kit::Answered;
use checks::kit::probe::tcp::{Attempt, Resolution};
use checks::kit::probe::tls::Tls;
use checks::kit::realm::{Proxy, ProxyScheme};

use super::place;
use crate::probe::http::Wire;
use crate::probe::{Live, tcp, tls};

/// What connecting to a proxy came to.
pub(super) struct Knocked {
    pub(super) resolution: Resolution,
    pub(super) attempts: Vec<Attempt>,
    /// Whether a connection came about, whatever became of TLS on it.
    pub(super) connected: bool,
    /// The handshake with an `https:` proxy.
    pub(super) tls: Option<Tls>,
    /// Whether credentials may be sent: in clear as the config says, but never to an `https:` proxy that is
    /// not the one it says it is.
    pub(super) trusted: bool,
    pub(super) stream: Option<Wire>,
}

pub(super) async fn knock(live: &Live, proxy: &Proxy, until: Instant) -> Answered<Knocked> {
    let (scheme, server) = place(proxy)?;
    let reached = tcp::reach(live, &server, until).await;
    let mut knocked = Knocked {
        resolution: reached.resolution,
        attempts: reached.attempts,
        connected: reached.stream.is_some(),
        tls: None,
        trusted: true,
        stream: None,
    };
    let Some(stream) = reached.stream else {
        return Ok(knocked);
    };
    if scheme == ProxyScheme::Https {
        let shaken = tls::handshake(live, stream, &server.host, None, until).await?;
        knocked.tls = Some(shaken.facts);
        knocked.trusted = shaken.verified;
        knocked.stream = shaken.stream.map(|stream| Box::new(stream) as Wire);
    } else {
        knocked.stream = Some(Box::new(stream));
    }
    Ok(knocked)
}
