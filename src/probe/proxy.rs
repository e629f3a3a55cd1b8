//! Tunnels through a proxy, with what the proxy said kept raw.

mod connect;
mod login;
mod socks;

use std::time::Instant;

use checks::kit::Answered;
use checks::kit::probe::tcp::Ended;
use checks::kit::probe::tunnel::Tunnel;
use checks::kit::realm::{Endpoint, Proxy, ProxyScheme};

use super::http::{USER_AGENT, Wanted};
use super::live::Live;
use super::route::Route;
use crate::secret::Outgoing;

pub(super) use login::converse;

/// Asks the proxy for a tunnel to the target, before `until`.
///
/// # Errors
/// When the proxy's password or the trusted roots cannot be had, or its scheme is not spoken.
pub async fn tunnel(
    live: &Live,
    proxy: &Proxy,
    target: &Endpoint,
    until: Instant,
) -> Answered<Route> {
    let (scheme, server) = connect::address(proxy)?;
    if scheme == ProxyScheme::Socks5 {
        return socks::tunnel(live, proxy, &server, target, until).await;
    }
    let head =
        format!("CONNECT {target} HTTP/1.1\r\nHost: {target}\r\nUser-Agent: {USER_AGENT}\r\n");
    let request = |credentials: &Outgoing| Outgoing::ours(&head).join(credentials).and("\r\n");
    let mut route = converse(live, proxy, Wanted::Tunnel, &request, until).await?;
    if route.connected() {
        let answer = &mut route.answer;
        // After an alert the connection is over.
        let closed = answer.late_alert.take().map(|_| Ended::Closed);
        let tunnel = Tunnel {
            tls: answer.tls.take(),
            credentials_sent: route.credentials_sent,
            reply: answer.response.take(),
            ended: answer.ended.take().or(closed),
            ..Tunnel::default()
        };
        route.stream = route.stream.filter(|_| tunnel.open());
        answer.tunnel = Some(tunnel);
        route.was_for_a_tunnel();
    }
    Ok(route)
}
