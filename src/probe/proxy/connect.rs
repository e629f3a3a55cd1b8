//! A connection to an HTTP proxy, in clear or inside TLS.

use std::time::Instant;

use checks::kit::realm::{Endpoint, Proxy, ProxyScheme};
use checks::kit::{Answered, ProbeError};

use crate::probe::live::Live;
use crate::probe::route::Route;
use crate::probe::tls::{needs_second_look, second_look};

/// Connects to a proxy, by TLS where it is an `https:` one; without a valid certificate such a proxy is sent nothing.
/// `verified` then says that it may be sent credentials: a proxy in clear may, as the config says.
pub(super) async fn connect_proxy(live: &Live, proxy: &Proxy, until: Instant) -> Answered<Route> {
    let (scheme, server) = address(proxy)?;
    let mut route = Route::to(live, &server, until).await?;
    if scheme == ProxyScheme::Https {
        route = route.secured(live, &server.host, until).await?;
        if let Some(tls) = route
            .answer
            .tls
            .as_mut()
            .filter(|tls| needs_second_look(live, tls))
            && let Some(stream) = Route::to(live, &server, until).await?.stream
        {
            second_look(live, stream, tls, until).await;
        }
        route.stream = route.stream.filter(|_| route.verified);
        return Ok(route);
    }
    route.verified = true;
    Ok(route)
}

/// How to speak to a proxy, and where it is.
pub(super) fn address(proxy: &Proxy) -> Answered<(ProxyScheme, Endpoint)> {
    match (proxy.scheme(), proxy.endpoint()) {
        (Some(scheme), Some(server)) => Ok((scheme, server)),
        _ => Err(ProbeError::Unsupported(format!(
            "otpdoctor speaks to no proxy of the kind {:?}",
            proxy.url.scheme()
        ))),
    }
}
