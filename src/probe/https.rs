//! A GET over TLS in our own dialogue, so that every way it can fail is seen.

use std::time::Instant;

use checks::kit::probe::https::{Answer, Query, Response};
use checks::kit::probe::proxy::Tunnel;
use checks::kit::realm::{Endpoint, Proxy, ProxyScheme};
use checks::kit::{Answered, ProbeError};
use url::{Position, Url};

use super::http::{Broken, Conversation, Duplex, Method, USER_AGENT, Wire};
use super::tcp::since;
use super::{Live, proxy, tcp, tls};

/// Connects, tunnels, shakes hands, sends a GET, reads the beginning of the response.
///
/// # Errors
/// When a secret or the trusted roots cannot be had, or the address is none of `http:` and `https:`.
pub async fn ask(live: &Live, query: &Query) -> Answered<Answer> {
    let begun = Instant::now();
    let until = begun + live.patience.total;
    let mut answer = match (query.url.scheme(), &query.via) {
        ("https", via) => secure(live, query, via.as_ref(), until).await?,
        ("http", Some(via)) if via.scheme() != Some(ProxyScheme::Socks5) => {
            by_proxy(live, &query.url, via, until).await?
        }
        ("http", via) => clear(live, &query.url, via.as_ref(), until).await?,
        (scheme, _) => {
            let why = format!("an address of the scheme {scheme:?} is not asked");
            return Err(ProbeError::Unsupported(why));
        }
    };
    answer.took = since(begun);
    Ok(answer)
}

async fn secure(
    live: &Live,
    query: &Query,
    via: Option<&Proxy>,
    until: Instant,
) -> Answered<Answer> {
    // Before anybody is contacted: without roots nothing could be said of the service.
    live.tls.roots()?;
    let target = target(&query.url)?;
    let (mut answer, stream) = connect(live, &target, via, until).await?;
    let Some(stream) = stream else {
        return Ok(answer);
    };
    let certificate = query.client_certificate.as_ref();
    let shaken = tls::handshake(live, stream, &target.host, certificate, until).await?;
    answer.tls = Some(shaken.facts);
    match shaken.client_certificate_unusable {
        Some(tls::Unusable::Itself(why)) => answer.client_certificate_unusable = Some(why),
        Some(tls::Unusable::Withheld(error)) => answer.client_certificate_withheld = Some(error),
        None => {}
    }
    match shaken.stream {
        Some(stream) => Ok(get(live, answer, stream, &query.url, until).await),
        None => Ok(answer),
    }
}

async fn clear(live: &Live, url: &Url, via: Option<&Proxy>, until: Instant) -> Answered<Answer> {
    let (answer, stream) = connect(live, &target(url)?, via, until).await?;
    match stream {
        Some(stream) => Ok(get(live, answer, stream, url, until).await),
        None => Ok(answer),
    }
}

/// An `http:` address is asked of an HTTP proxy itself, as the whole address (RFC 9112 section 3.2.2).
async fn by_proxy(live: &Live, url: &Url, via: &Proxy, until: Instant) -> Answered<Answer> {
    let whole = format!("http://{}{}", authority(url), path(url));
    let request = |credentials: &str| request(url, &whole, credentials);
    let spoken = proxy::converse(live, via, Method::Get, &request, until).await?;
    let mut answer = Answer {
        resolution: spoken.resolution,
        attempts: spoken.attempts,
        ..Answer::default()
    };
    let Some(said) = spoken.said else {
        return Ok(answer);
    };
    let refusal = match &said.reply {
        Some(Ok(reply)) if reply.status == 407 => Some(reply.clone()),
        _ => None,
    };
    // No tunnel was asked for, but what the proxy itself refuses is told as that of a tunnel is.
    if refusal.is_some() || said.tls.as_ref().is_some_and(|tls| !tls.completed()) {
        answer.tunnel = Some(Tunnel {
            tls: said.tls,
            credentials_sent: said.credentials_sent,
            reply: refusal,
            ..Tunnel::default()
        });
    }
    Ok(with_reply(answer, said.reply))
}

/// The connection to the target, directly or through a tunnel.
async fn connect(
    live: &Live,
    target: &Endpoint,
    via: Option<&Proxy>,
    until: Instant,
) -> Answered<(Answer, Option<Wire>)> {
    let Some(via) = via else {
        let reached = tcp::reach(live, target, until).await;
        let answer = Answer {
            resolution: reached.resolution,
            attempts: reached.attempts,
            ..Answer::default()
        };
        return Ok((
            answer,
            reached.stream.map(|stream| Box::new(stream) as Wire),
        ));
    };
    let tunneled = proxy::tunnel(live, via, target, until).await?;
    let answer = Answer {
        resolution: tunneled.resolution,
        attempts: tunneled.attempts,
        tunnel: tunneled.tunnel,
        ..Answer::default()
    };
    Ok((answer, tunneled.stream))
}

async fn get(
    live: &Live,
    answer: Answer,
    stream: impl Duplex,
    url: &Url,
    until: Instant,
) -> Answer {
    let request = request(url, path(url), "");
    let mut conversation = Conversation::new(stream);
    let reply = conversation.ask(live, Method::Get, &request, until).await;
    with_reply(answer, Some(reply))
}

fn with_reply(mut answer: Answer, reply: Option<Result<Response, Broken>>) -> Answer {
    match reply {
        Some(Ok(response)) => answer.response = Some(response),
        Some(Err(Broken::Ended(ended))) => answer.ended = Some(ended),
        Some(Err(Broken::Alert(alert))) => answer.late_alert = Some(alert),
        None => {}
    }
    answer
}

fn request(url: &Url, target: &str, credentials: &str) -> String {
    format!(
        "GET {target} HTTP/1.1\r\nHost: {}\r\nUser-Agent: {USER_AGENT}\r\nAccept: */*\r\nConnection: close\r\n{credentials}\r\n",
        authority(url)
    )
}

/// Host, and port where it is not the scheme's own.
fn authority(url: &Url) -> &str {
    &url[Position::BeforeHost..Position::AfterPort]
}

fn path(url: &Url) -> &str {
    &url[Position::BeforePath..Position::AfterQuery]
}

fn target(url: &Url) -> Answered<Endpoint> {
    match (url.host_str(), url.port_or_known_default()) {
        (Some(host), Some(port)) => Ok(Endpoint::new(host.trim_matches(['[', ']']), port)),
        _ => Err(ProbeError::Unsupported(format!("{url} names no host"))),
    }
}
