//! The HTTP server of a watch: a few pages, read only. hyper reads what is asked; here is what bounds it.

use std::collections::HashMap;
use std::convert::Infallible;
use std::net::IpAddr;
use std::sync::Arc;
use std::time::Duration;

use http_body_util::Full;
use hyper::body::{Bytes, Incoming};
use hyper::header::{
    ACCEPT, ALLOW, CACHE_CONTROL, CONTENT_TYPE, HOST, HeaderValue, X_CONTENT_TYPE_OPTIONS,
};
use hyper::server::conn::http1;
use hyper::service::service_fn;
use hyper::{HeaderMap, Method, Request, Response};
use hyper_util::rt::{TokioIo, TokioTimer};
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::Semaphore;
use tokio::time::{sleep, timeout};

use super::own_names::OwnNames;
use super::pages::{Answer, Page, Published};

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
    let all = Arc::new(Semaphore::new(limits.in_all));
    let mut peers: HashMap<IpAddr, Arc<Semaphore>> = HashMap::new();
    let rendering = Arc::new(Semaphore::new(RENDERED));
    let mut conversations = tokio::task::JoinSet::new();
    loop {
        while conversations.try_join_next().is_some() {}
        let Ok((stream, peer)) = listener.accept().await else {
            sleep(ACCEPT_PAUSE).await;
            continue;
        };
        // Each connection holds the permits of its address.
        peers.retain(|_, permits| Arc::strong_count(permits) > 1);
        let of_peer = peers.entry(peer.ip().to_canonical());
        let of_peer = of_peer.or_insert_with(|| Arc::new(Semaphore::new(limits.per_peer)));
        let permits = [&all, of_peer].map(|one| one.clone().try_acquire_owned());
        // Who comes when all is taken is let go at once, and no one waits behind a crowd.
        let [Ok(one_of_all), Ok(one_of_peer)] = permits else {
            continue;
        };
        let (published, rendering) = (published.clone(), rendering.clone());
        let names = names.clone();
        conversations.spawn(async move {
            let conversation = converse(stream, published, rendering, &names, limits);
            let _ = timeout(limits.connection, conversation).await;
            drop((one_of_all, one_of_peer));
        });
    }
}

async fn converse(
    stream: TcpStream,
    published: Arc<Published>,
    rendering: Arc<Semaphore>,
    names: &OwnNames,
    limits: Limits,
) {
    let Ok(address) = stream.local_addr() else {
        return;
    };
    let service = service_fn(|request: Request<Incoming>| {
        let (published, rendering) = (published.clone(), &rendering);
        async move {
            if !is_for(names, &request, address.ip()) {
                let why = "this is another name than those of this watch: --listen-name adds one";
                return Ok(written(Answer::plain(421, why)));
            }
            let (method, path) = (request.method(), request.uri().path());
            let answer = answer(published, rendering, method, path, request.headers());
            Ok::<_, Infallible>(answer.await)
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

/// Whether the request names this watch; no browser leaves the name out.
fn is_for(names: &OwnNames, request: &Request<Incoming>, address: IpAddr) -> bool {
    let host = request.headers().get(HOST);
    host.is_none_or(|host| host.to_str().is_ok_and(|host| names.include(host, address)))
}

async fn answer(
    published: Arc<Published>,
    rendering: &Semaphore,
    method: &Method,
    path: &str,
    headers: &HeaderMap,
) -> Response<Full<Bytes>> {
    if method != Method::GET && method != Method::HEAD {
        let mut response = written(Answer::plain(405, "only GET and HEAD are answered"));
        let allowed = HeaderValue::from_static("GET, HEAD");
        response.headers_mut().insert(ALLOW, allowed);
        return response;
    }
    let page = match path {
        "/" => Page::Html,
        "/health" => Page::Health,
        "/report.json" => Page::Json,
        "/metrics" if wants_openmetrics(headers) => Page::OpenMetrics,
        "/metrics" => Page::Metrics,
        _ => {
            let pages = "nothing is here: see /, /metrics, /health and /report.json";
            return written(Answer::plain(404, pages));
        }
    };
    let turn = rendering.acquire().await;
    let _turn = turn.expect("the semaphore is never closed");
    let rendered = tokio::task::spawn_blocking(move || published.page(page)).await;
    written(rendered.unwrap_or_else(|_| Answer::plain(500, "the page cannot be made")))
}

/// Whether OpenMetrics is asked for: Prometheus names it first where it knows it.
fn wants_openmetrics(headers: &HeaderMap) -> bool {
    let accepted = headers.get_all(ACCEPT).iter();
    let texts = accepted.filter_map(|value| value.to_str().ok());
    texts.flat_map(|text| text.split(',')).any(|one| {
        let mut parts = one.split(';').map(str::trim);
        let named = parts
            .next()
            .is_some_and(|kind| kind.eq_ignore_ascii_case("application/openmetrics-text"));
        named && !parts.any(|part| matches!(part, "q=0" | "q=0.0" | "version=0.0.1"))
    })
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
