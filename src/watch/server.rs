//! The HTTP server of a watch: a few pages, read only. hyper reads what is asked; here is what bounds it.

use std::convert::Infallible;
use std::net::IpAddr;
use std::sync::Arc;
use std::time::Duration;

use http_body_util::Full;
use hyper::body::{Bytes, Incoming};
use hyper::header::{
    ACCEPT, ALLOW, CACHE_CONTROL, CONTENT_TYPE, HOST, HeaderValue, X_CONTENT_TYPE_OPTIONS,
};
use hyper::http::uri::Authority;
use hyper::server::conn::http1;
use hyper::service::service_fn;
use hyper::{HeaderMap, Method, Request, Response, Version};
use hyper_util::rt::{TokioIo, TokioTimer};
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::Semaphore;
use tokio::task::{AbortHandle, JoinSet};
use tokio::time::{sleep, timeout};

use super::own_names::OwnNames;
use super::pages::{Answer, Page, Published};
use crate::files::apart::apart;

/// What bounds whoever asks.
#[derive(Clone, Copy, Debug)]
pub struct Limits {
    /// Connections at once in all.
    pub in_all: usize,
    /// Connections at once from one address, so that one who holds many keeps no other out.
    pub per_peer: usize,
    /// How long the head of a request may take, and how long a connection may be idle.
    pub head: Duration,
    /// How long a connection may last.
    pub connection: Duration,
    /// How many headers a request may have.
    pub headers: usize,
    /// How many bytes its head may have.
    pub bytes: usize,
}

impl Default for Limits {
    fn default() -> Self {
        Self {
            in_all: 64,
            per_peer: 16,
            head: Duration::from_secs(10),
            connection: Duration::from_secs(120),
            headers: 64,
            bytes: 16 << 10,
        }
    }
}

/// A pause after the system gives no connection, as where too many files are open.
const ACCEPT_PAUSE: Duration = Duration::from_millis(100);
/// Pages that are rendered at once.
const RENDERED: usize = 2;

/// Answers until it is dropped.
pub async fn serve(
    listener: TcpListener,
    published: Arc<Published>,
    names: OwnNames,
    limits: Limits,
) {
    let names = Arc::new(names);
    let rendering = Arc::new(Semaphore::new(RENDERED));
    let mut conversations = JoinSet::new();
    let mut places: Vec<(IpAddr, AbortHandle)> = Vec::new();
    loop {
        while conversations.try_join_next().is_some() {}
        let Ok((stream, peer)) = listener.accept().await else {
            sleep(ACCEPT_PAUSE).await;
            continue;
        };
        let peer = peer.ip().to_canonical();
        places.retain(|(_, task)| !task.is_finished());
        let of_peer = places.iter().filter(|(own, _)| *own == peer).count();
        // The oldest gives way: of one who has as many as one may have, the oldest of its own.
        let oldest = if of_peer >= limits.per_peer {
            places.iter().position(|(own, _)| *own == peer)
        } else {
            (places.len() >= limits.in_all).then_some(0)
        };
        if let Some(oldest) = oldest {
            places.remove(oldest).1.abort();
        }
        let conversation = converse(
            stream,
            published.clone(),
            rendering.clone(),
            names.clone(),
            limits,
        );
        let task = conversations.spawn(async move {
            let _ = timeout(limits.connection, conversation).await;
        });
        places.push((peer, task));
    }
}

async fn converse(
    stream: TcpStream,
    published: Arc<Published>,
    rendering: Arc<Semaphore>,
    names: Arc<OwnNames>,
    limits: Limits,
) {
    let Ok(address) = stream.local_addr() else {
        return;
    };
    let service = service_fn(|request: Request<Incoming>| {
        let (published, rendering, names) = (published.clone(), &rendering, &names);
        async move {
            Ok::<_, Infallible>(match refused(names, &request, address.ip()) {
                Some(refused) => written(refused),
                None => answer(published, rendering, &request).await,
            })
        }
    });
    // However it ends, it is over.
    let _ = http1::Builder::new()
        .timer(TokioTimer::new())
        .header_read_timeout(limits.head)
        .max_headers(limits.headers)
        .max_buf_size(limits.bytes)
        .serve_connection(TokioIo::new(stream), service)
        .await;
}

/// Why the request is not answered: it has to name this watch, and nothing else (RFC 9112 section 3.2). No browser leaves
/// the name out.
fn refused(names: &OwnNames, request: &Request<Incoming>, address: IpAddr) -> Option<Answer> {
    let hosts: Vec<&HeaderValue> = request.headers().get_all(HOST).iter().collect();
    let target = request.uri().authority().map(Authority::as_str);
    let host = match hosts.as_slice() {
        [] if request.version() == Version::HTTP_10 => target,
        [host] => host.to_str().ok(),
        _ => return Some(Answer::plain(400, "the request needs one Host header")),
    };
    if target
        .zip(host)
        .is_some_and(|(target, host)| !target.eq_ignore_ascii_case(host))
    {
        let why = "the request names one host in its target and another one in its Host header";
        return Some(Answer::plain(400, why));
    }
    let is_own = match host {
        Some(host) => names.include(host, address),
        None => hosts.is_empty(),
    };
    let why = "this is not one of the names of this watch: --listen-name adds one";
    (!is_own).then(|| Answer::plain(421, why))
}

async fn answer(
    published: Arc<Published>,
    rendering: &Semaphore,
    request: &Request<Incoming>,
) -> Response<Full<Bytes>> {
    let method = request.method();
    if method != Method::GET && method != Method::HEAD {
        let mut response = written(Answer::plain(405, "only GET and HEAD are allowed"));
        let allowed = HeaderValue::from_static("GET, HEAD");
        response.headers_mut().insert(ALLOW, allowed);
        return response;
    }
    let page = match request.uri().path() {
        "/" => Page::Html,
        "/health" => Page::Health,
        "/report.json" => Page::Json,
        "/metrics" if wants_openmetrics(request.headers()) => Page::OpenMetrics,
        "/metrics" => Page::Metrics,
        _ => {
            let pages = "not found: see /, /metrics, /health and /report.json";
            return written(Answer::plain(404, pages));
        }
    };
    let turn = rendering.acquire().await;
    let _turn = turn.expect("the semaphore is never closed");
    let rendered = apart(move || published.page(page)).await;
    written(rendered.unwrap_or_else(|| Answer::plain(500, "the page cannot be made")))
}

/// Whether OpenMetrics is asked for: Prometheus names it where it knows it.
fn wants_openmetrics(headers: &HeaderMap) -> bool {
    let accepted = headers.get_all(ACCEPT).iter();
    let mut texts = accepted.filter_map(|value| value.to_str().ok());
    texts.any(|text| text.contains("application/openmetrics-text"))
}

fn written(answer: Answer) -> Response<Full<Bytes>> {
    let mut response = Response::new(Full::new(Bytes::from(answer.text)));
    let status = answer.status.try_into();
    *response.status_mut() = status.expect("the codes are between 100 and 999");
    let headers = response.headers_mut();
    headers.insert(CONTENT_TYPE, HeaderValue::from_static(answer.content_type));
    headers.insert(CACHE_CONTROL, HeaderValue::from_static("no-store"));
    headers.insert(X_CONTENT_TYPE_OPTIONS, HeaderValue::from_static("nosniff"));
    response
}

#[cfg(test)]
mod tests;
