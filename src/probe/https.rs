//! A GET over TLS in our own dialogue, so that every way it can fail is seen.

use std::time::Instant;

use checks::kit::probe::https::{Answer, Query};
use checks::kit::probe::tunnel::Tunnel;
use checks::kit::realm::{CertificateSource, Endpoint, Proxy, ProxyScheme};
use checks::kit::{Answered, ProbeError};
use url::{Position, Url};

use super::certificate::client;
use super::certificate::identity::Unusable;
use super::facts::since;
use super::http::{USER_AGENT, Wanted};
use super::live::Live;
use super::proxy;
use super::route::Route;
use super::tls::{Client, needs_second_look, second_look};
use crate::secret::Outgoing;

/// Connects, tunnels, shakes hands, sends a GET, reads the beginning of the response.
///
/// # Errors
/// When a secret or the trusted roots cannot be had, or the address is none of `http:` and `https:`.
pub async fn ask(live: &Live, query: &Query) -> Answered<Answer> {
    let begun = Instant::now();
    let until = live.until(begun);
    let url = &query.url;
    let mut route = match (url.scheme(), &query.via) {
        ("http", Some(via)) if via.scheme() != Some(ProxyScheme::Socks5) => {
            by_proxy(live, url, via, until).await?
        }
        (_, via) => {
            let certificate = query.client_certificate.as_ref();
            let mut route = open(live, url, via.as_ref(), certificate, until).await?;
            // Whoever the server is: nothing confidential is said.
            let request = request(url, path(url), &Outgoing::default());
            route.ask(live, Wanted::Beginning, &request, until).await;
            route
        }
    };
    route.unless_cut_short(live, until)?;
    route.answer.took = since(begun);
    Ok(route.answer)
}

/// Opens the route to an address, directly or through a tunnel: TLS for `https:`, in clear for any other.
///
/// # Errors
/// When a secret or the trusted roots cannot be had, or the address is none of `http:` and `https:`.
pub(super) async fn open(
    live: &Live,
    url: &Url,
    via: Option<&Proxy>,
    certificate: Option<&CertificateSource>,
    until: Instant,
) -> Answered<Route> {
    let (secure, target) = match (url.scheme(), Endpoint::of(url)) {
        (scheme @ ("http" | "https"), Some(target)) => (scheme == "https", target),
        (scheme, _) => {
            let why = format!("otpdoctor cannot send requests to a {scheme:?} URL");
            return Err(ProbeError::Unsupported(why));
        }
    };
    if secure {
        // Before anybody is contacted: without roots nothing could be said of the service.
        live.roots()?;
    }
    let mut route = reach(live, via, &target, until).await?;
    if !secure || route.stream.is_none() {
        return Ok(route);
    }
    let mut shaking = Client::of(live);
    if let Some(source) = certificate {
        match client(live, source).await {
            Ok(usable) => shaking = usable,
            Err(Unusable::AtFault(why)) => route.answer.client_certificate_unusable = Some(why),
            Err(Unusable::Withheld(why)) => route.answer.client_certificate_withheld = Some(why),
        }
    }
    let mut route = route.secured_by(shaking, live, &target.host, until).await?;
    if let Some(tls) = route
        .answer
        .tls
        .as_mut()
        .filter(|tls| needs_second_look(live, tls))
        && let Ok(Route {
            stream: Some(stream),
            ..
        }) = reach(live, via, &target, until).await
    {
        second_look(live, stream, tls, until).await;
    }
    Ok(route)
}

async fn reach(
    live: &Live,
    via: Option<&Proxy>,
    target: &Endpoint,
    until: Instant,
) -> Answered<Route> {
    match via {
        Some(via) => proxy::tunnel(live, via, target, until).await,
        None => Route::to(live, target, until).await,
    }
}

/// An `http:` address is asked of an HTTP proxy itself, as the whole address (RFC 9112 section 3.2.2).
async fn by_proxy(live: &Live, url: &Url, via: &Proxy, until: Instant) -> Answered<Route> {
    let whole = format!("http://{}{}", authority(url), path(url));
    let request = |credentials: &Outgoing| request(url, &whole, credentials);
    let mut route = proxy::converse(live, via, Wanted::Beginning, &request, until).await?;
    let refusal = route.answer.response.clone();
    let refusal = refusal.filter(|response| response.status == 407);
    let tls = route.answer.tls.take();
    // No tunnel was asked for, but what the proxy itself refuses is reported like the refusal of a tunnel.
    if refusal.is_some() || tls.is_some() && !route.verified {
        route.answer.tunnel = Some(Tunnel {
            tls,
            credentials_sent: route.credentials_sent,
            reply: refusal,
            ..Tunnel::default()
        });
    }
    Ok(route)
}

fn request(url: &Url, target: &str, credentials: &Outgoing) -> Outgoing {
    let head = format!(
        "GET {target} HTTP/1.1\r\nHost: {}\r\nUser-Agent: {USER_AGENT}\r\nAccept: */*\r\nConnection: close\r\n",
        authority(url)
    );
    Outgoing::ours(&head).join(credentials).and("\r\n")
}

/// Host, and port where it is not the scheme's own.
pub(super) fn authority(url: &Url) -> &str {
    &url[Position::BeforeHost..Position::AfterPort]
}

fn path(url: &Url) -> &str {
    &url[Position::BeforePath..Position::AfterQuery]
}
