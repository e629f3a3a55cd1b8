//! One HTTP request of any method, with headers and a body, sent once.

use std::time::Instant;

use checks::kit::probe::https::Answer;
use checks::kit::realm::Proxy;
use checks::kit::{Answered, ProbeError};
use url::{Position, Url};
use zeroize::Zeroizing;

use super::http::{Conversation, Method, USER_AGENT};
use super::tcp::since;
use super::{Live, https};

/// A request. Names and values of headers hold no line breaks.
pub struct Request {
    /// The address; its query is sent as it is.
    pub url: Url,
    /// The proxy.
    pub via: Option<Proxy>,
    /// The method.
    pub method: &'static str,
    /// Headers beside Host, User-Agent, Content-Length and Connection.
    pub headers: Vec<(String, Zeroizing<String>)>,
    /// The body.
    pub body: Option<Zeroizing<String>>,
}

/// Opens the way, sends the request, reads the beginning of the response, secrets cut out. Over TLS that does not
/// verify nothing is sent; nothing is sent twice, and no redirect is followed.
///
/// # Errors
/// When a secret or the trusted roots cannot be had, or the address is none of `http:` and `https:`.
pub async fn send(live: &Live, request: &Request) -> Answered<Answer> {
    let url = &request.url;
    if !matches!(url.scheme(), "http" | "https") {
        let why = format!("an address of the scheme {:?} is not asked", url.scheme());
        return Err(ProbeError::Unsupported(why));
    }
    let begun = Instant::now();
    let until = begun + live.patience.total;
    let way = https::open(live, url, request.via.as_ref(), None, until).await?;
    let mut answer = way.answer;
    let may_speak = way.verified || url.scheme() == "http";
    if let Some(stream) = way.stream.filter(|_| may_speak) {
        let text = written(request);
        let mut conversation = Conversation::new(stream);
        let reply = conversation.ask(live, Method::Get, &text, until).await;
        answer = https::with_reply(answer, Some(reply));
    }
    answer.took = since(begun);
    Ok(answer)
}

fn written(request: &Request) -> Zeroizing<String> {
    let url = &request.url;
    let target = &url[Position::BeforePath..Position::AfterQuery];
    let body = request.body.as_ref().map_or("", |body| body.as_str());
    let mut text = Zeroizing::new(String::with_capacity(1024 + body.len()));
    let head = [
        request.method,
        " ",
        target,
        " HTTP/1.1\r\nHost: ",
        https::authority(url),
    ];
    head.iter().for_each(|part| text.push_str(part));
    text.push_str("\r\nUser-Agent: ");
    text.push_str(USER_AGENT);
    for (name, value) in &request.headers {
        let line = ["\r\n", name, ": ", value.as_str()];
        line.iter().for_each(|part| text.push_str(part));
    }
    if request.body.is_some() {
        text.push_str(&format!("\r\nContent-Length: {}", body.len()));
    }
    text.push_str("\r\nConnection: close\r\n\r\n");
    text.push_str(body);
    text
}
