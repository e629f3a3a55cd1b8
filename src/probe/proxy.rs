//! Tunnels through a proxy, with what the proxy said kept raw.

mod knock;
mod login;
mod socks;

pub use login::Logins;

use std::time::Instant;

use checks::kit::probe::proxy::{Answer, Query, Tunnel};
use checks::kit::probe::tcp::{Attempt, Ended, Resolution};
use checks::kit::realm::{Endpoint, Proxy, ProxyScheme};
use checks::kit::{Answered, ProbeError};

use super::http::{Broken, Method, USER_AGENT, Wire};
use super::tcp::since;
use super::{Live, tls};

pub(super) use login::converse;

/// Connects to the proxy, asks for a tunnel, shakes hands with the target through it.
///
/// # Errors
/// When the proxy's password or the trusted roots cannot be had, or its scheme is not spoken.
pub async fn ask(live: &Live, query: &Query) -> Answered<Answer> {
    let begun = Instant::now();
    let until = begun + live.patience.total;
    // Before anybody is contacted: without roots nothing could be said of the target.
    live.tls.roots()?;
    let tunneled = tunnel(live, &query.proxy, &query.target, until).await?;
    let tls = match tunneled.stream {
        Some(stream) => {
            let host = &query.target.host;
            let shaken = tls::handshake(live, stream, host, None, until).await?;
            Some(shaken.facts)
        }
        None => None,
    };
    Ok(Answer {
        resolution: tunneled.resolution,
        attempts: tunneled.attempts,
        tunnel: tunneled.tunnel,
        tls,
        took: since(begun),
    })
}

/// What asking for a tunnel came to.
pub struct Tunneled {
    /// What the proxy's name resolved to.
    pub resolution: Resolution,
    /// The attempts to connect to the proxy.
    pub attempts: Vec<Attempt>,
    /// What the proxy did, where a connection to it came about.
    pub tunnel: Option<Tunnel>,
    /// The connection with the target, where the tunnel stands.
    pub stream: Option<Wire>,
}

/// Asks the proxy for a tunnel to the target, before `until`.
///
/// # Errors
/// As [`ask`].
pub async fn tunnel(
    live: &Live,
    proxy: &Proxy,
    target: &Endpoint,
    until: Instant,
) -> Answered<Tunneled> {
    let (scheme, server) = place(proxy)?;
    if scheme == ProxyScheme::Socks5 {
        return socks::tunnel(live, proxy, &server, target, until).await;
    }
    let request = |credentials: &str| {
        format!(
            "CONNECT {target} HTTP/1.1\r\nHost: {target}\r\nUser-Agent: {USER_AGENT}\r\n{credentials}\r\n"
        )
    };
    let spoken = converse(live, proxy, Method::Connect, &request, until).await?;
    let mut tunneled = Tunneled {
        resolution: spoken.resolution,
        attempts: spoken.attempts,
        tunnel: None,
        stream: None,
    };
    let Some(said) = spoken.said else {
        return Ok(tunneled);
    };
    let mut tunnel = Tunnel {
        tls: said.tls,
        credentials_sent: said.credentials_sent,
        ..Tunnel::default()
    };
    match said.reply {
        Some(Ok(reply)) => tunnel.reply = Some(reply),
        Some(Err(broken)) => tunnel.ended = Some(ended(broken)),
        None => {}
    }
    tunneled.stream = said.stream.filter(|_| tunnel.open());
    tunneled.tunnel = Some(tunnel);
    Ok(tunneled)
}

/// How to speak to a proxy, and where it is.
fn place(proxy: &Proxy) -> Answered<(ProxyScheme, Endpoint)> {
    match (proxy.scheme(), proxy.endpoint()) {
        (Some(scheme), Some(server)) => Ok((scheme, server)),
        _ => Err(ProbeError::Unsupported(format!(
            "otpdoctor speaks to no proxy of the kind {:?}",
            proxy.url.scheme()
        ))),
    }
}

fn ended(broken: Broken) -> Ended {
    match broken {
        Broken::Ended(ended) => ended,
        // After an alert the connection is over.
        Broken::Alert(_) => Ended::Closed,
    }
}
