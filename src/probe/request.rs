//! One HTTP request of any method, with headers and a body, sent once.

use std::time::Instant;

use checks::kit::probe::https::Answer;
use checks::kit::realm::{Proxy, SecretRef};
use checks::kit::{Answered, ProbeError};
use hyper::header::{HeaderName, HeaderValue};
use secrecy::ExposeSecret as _;
use url::{Position, Url};
use zeroize::Zeroizing;

use super::facts::since;
use super::http::{USER_AGENT, Wanted};
use super::https;
use super::live::Live;
use super::route::Route;
use crate::secret::Outgoing;

/// A request. Names and values of headers hold no line breaks.
pub struct Request {
    /// The address; its query is sent as it is.
    pub url: Url,
    /// The proxy.
    pub via: Option<Proxy>,
    /// The method.
    pub method: &'static str,
    /// Headers beside Host, User-Agent, Content-Length and Connection.
    pub headers: Vec<Header>,
    /// The body.
    pub body: Option<Zeroizing<String>>,
}

/// A header: its name, and its value, which may be a secret.
pub type Header = (String, Outgoing);

/// Headers that otpdoctor writes itself.
const OWN: [&str; 6] = [
    "host",
    "connection",
    "content-length",
    "transfer-encoding",
    "expect",
    "user-agent",
];

/// Why a header of the config cannot be sent.
pub fn header_fault(name: &str, value: &str) -> Option<&'static str> {
    let Ok(name) = HeaderName::from_bytes(name.as_bytes()) else {
        return Some("this is no name of a header (RFC 9110 section 5.1)");
    };
    if HeaderValue::from_bytes(value.as_bytes()).is_err() {
        return Some("a header's value holds no control characters");
    }
    let is_own = OWN.contains(&name.as_str());
    is_own.then_some("otpdoctor writes this header itself")
}

/// A header whose value is a secret.
///
/// # Errors
/// When the secret cannot be had, or no header can hold it.
pub async fn secret_header(live: &Live, name: &str, secret: &SecretRef) -> Answered<Header> {
    let resolved = live.vault.resolve(secret).await?;
    let value = resolved.expose_secret();
    if value.chars().any(|c| c.is_control() && c != '\t') {
        let why =
            format!("{secret}: it contains control characters, which a header cannot contain");
        return Err(ProbeError::SecretUnavailable(why));
    }
    // The part behind the scheme, such as `Bearer`, may come back alone.
    if let Some((_, token)) = value.split_once(' ') {
        let token = token.to_owned().into();
        live.vault.remember(&token, &secret.to_string());
    }
    let mark = live.vault.redaction(&resolved, secret);
    Ok((
        name.to_owned(),
        Outgoing::default().and_secret(value, &mark),
    ))
}

/// Opens the route, sends the request, reads the beginning of the response, secrets cut out. Over TLS that does not
/// verify nothing is sent; nothing is sent twice, and no redirect is followed.
///
/// # Errors
/// When a secret or the trusted roots cannot be had, or the address is none of `http:` and `https:`.
pub async fn send(live: &Live, request: &Request) -> Answered<Answer> {
    let begun = Instant::now();
    let until = live.until(begun);
    let mut route = open(live, &request.url, request.via.as_ref(), until).await?;
    route
        .ask(live, Wanted::Beginning, &request.written(), until)
        .await;
    route.unless_cut_short(live, until)?;
    route.answer.took = since(begun);
    Ok(route.answer)
}

/// Opens the route to whoever may hear something confidential: where TLS does not verify, the route ends.
///
/// # Errors
/// As [`send`].
pub async fn open(live: &Live, url: &Url, via: Option<&Proxy>, until: Instant) -> Answered<Route> {
    let mut route = https::open(live, url, via, None, until).await?;
    route.stream = route
        .stream
        .filter(|_| route.verified || url.scheme() == "http");
    Ok(route)
}

impl Request {
    /// The request as it goes over the wire (RFC 9112 section 3).
    pub fn written(&self) -> Outgoing {
        let url = &self.url;
        let target = &url[Position::BeforePath..Position::AfterQuery];
        let mut text = Outgoing::ours(&format!(
            "{} {target} HTTP/1.1\r\nHost: {}\r\nUser-Agent: {USER_AGENT}",
            self.method,
            https::authority(url)
        ));
        for (name, value) in &self.headers {
            text = text.and("\r\n").and(name).and(": ").join(value);
        }
        let body = self.body.as_ref();
        if let Some(body) = body {
            text = text.and(&format!("\r\nContent-Length: {}", body.len()));
        }
        let text = text.and("\r\nConnection: close\r\n\r\n");
        match body {
            Some(body) => text.and_hidden(body),
            None => text,
        }
    }
}
