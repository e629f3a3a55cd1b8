//! A signed request to a realm's Authentication API, and what its reply proves.

mod clock;

use std::time::{Duration, Instant};

use checks::kit::probe::api::{Answer, Query, Said, Signature, USER};
use checks::kit::realm::SecretRef;
use checks::kit::{Answered, ProbeError, text};
use jiff::Timestamp;
use secrecy::ExposeSecret as _;
use serde::Deserialize;
use url::Url;

use super::http::{Broken, Conversation, Raw, USER_AGENT};
use super::tcp::since;
use super::{Live, https};
use crate::signing::{Dated, Key};

/// The most bytes of the body that are read: a signature needs all of it.
const BODY: usize = 64 << 10;
/// The longest status or message that is kept, in characters.
const WORDS: usize = 200;

/// Opens the way, sends the request, reads the reply. Over TLS that does not verify nothing is sent.
///
/// # Errors
/// When the key, another secret or the trusted roots cannot be had, or the address is none of `http:` and `https:`.
pub async fn ask(live: &Live, query: &Query) -> Answered<Answer> {
    if !matches!(query.url.scheme(), "http" | "https") {
        let why = format!(
            "an address of the scheme {:?} is not asked",
            query.url.scheme()
        );
        return Err(ProbeError::Unsupported(why));
    }
    // Before anybody is contacted: without a key there is nothing to ask.
    let key = key(live, &query.key).await?;
    let begun = Instant::now();
    let until = begun + live.patience.total;
    let way = https::open(live, &query.url, query.via.as_ref(), None, until).await?;
    let mut answer = Answer {
        exchange: way.answer,
        ..Answer::default()
    };
    if let Some(stream) = way
        .stream
        .filter(|_| way.verified || query.url.scheme() == "http")
    {
        let mut conversation = Conversation::new(stream);
        let sent = Timestamp::now();
        let request = request(live, query, &key, sent);
        let reply = conversation.ask_raw(live, &request, BODY, until).await;
        answer = with_reply(live, answer, query, &key, reply, sent);
    }
    answer.exchange.took = since(begun);
    Ok(answer)
}

/// The path of the request below the realm's address.
fn path(url: &Url) -> String {
    let realm = url.path().trim_end_matches('/');
    format!("{realm}/api/v1/users/{USER}/factors")
}

/// The key, every form of which is cut out of what peers say.
async fn key(live: &Live, secret: &SecretRef) -> Answered<Key> {
    let text = live.vault.resolve(secret).await?;
    let key = Key::parse(&text).ok_or_else(|| {
        let why = format!("{secret}: an application key has 64 hexadecimal digits");
        ProbeError::SecretUnavailable(why)
    })?;
    for form in key.forms() {
        live.vault.remember(&form, &secret.to_string());
    }
    Ok(key)
}

/// The signed request.
fn request(live: &Live, query: &Query, key: &Key, at: Timestamp) -> String {
    let dated = Dated::Milliseconds;
    let (date, path) = (dated.text(at), path(&query.url));
    let credentials = key.credentials("GET", &date, &query.application_id, &path);
    // A peer may echo it, and it is good for some minutes.
    live.vault
        .remember(&credentials, "signature of the request");
    let (host, header) = (https::authority(&query.url), dated.header());
    let credentials = credentials.expose_secret();
    format!(
        "GET {path} HTTP/1.1\r\nHost: {host}\r\nUser-Agent: {USER_AGENT}\r\nAccept: application/json\r\n\
         {header}: {date}\r\nAuthorization: Basic {credentials}\r\nConnection: close\r\n\r\n"
    )
}

fn with_reply(
    live: &Live,
    mut answer: Answer,
    query: &Query,
    key: &Key,
    reply: Result<Raw, Broken>,
    sent: Timestamp,
) -> Answer {
    let (response, raw) = match reply {
        Ok(raw) => (Ok(raw.response.clone()), Some(raw)),
        Err(broken) => (Err(broken), None),
    };
    answer.exchange = https::with_reply(answer.exchange, Some(response));
    let Some(raw) = raw else {
        return answer;
    };
    let took = Timestamp::now().duration_since(sent);
    let took = Duration::try_from(took).unwrap_or(Duration::ZERO);
    answer.clock = clock::beside(&raw.headers, sent, took);
    answer.signature = signature(&raw, key, &query.application_id);
    answer.said = said(live, &raw);
    answer
}

/// The signature over the reply's date, the application id and the body as it came.
fn signature(raw: &Raw, key: &Key, application_id: &str) -> Signature {
    let header = |name: &str| {
        let mut headers = raw.headers.iter();
        headers
            .find(|(key, _)| key == name)
            .map(|(_, value)| value.trim_ascii())
    };
    let Some(signature) = header("x-sa-signature").filter(|value| !value.is_empty()) else {
        return Signature::Absent;
    };
    if !raw.whole {
        return Signature::Incomplete;
    }
    let date = header("x-sa-date").unwrap_or_default();
    match key.verifies(date, application_id, &raw.body, signature) {
        true => Signature::Valid,
        false => Signature::Invalid,
    }
}

#[derive(Deserialize)]
struct Body {
    status: String,
    #[serde(default)]
    message: Option<String>,
}

fn said(live: &Live, raw: &Raw) -> Option<Said> {
    let Body { status, message } = serde_json::from_slice(&raw.body).ok()?;
    let kept = |words: &str| text::quote(&live.vault.redact(words), WORDS);
    Some(Said {
        status: kept(&status),
        message: kept(&message.unwrap_or_default()),
    })
}
