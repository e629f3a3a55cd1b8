//! A signed request to a realm's Authentication API, and what its reply proves.

mod clock;

use std::time::{Duration, Instant};

use checks::kit::probe::api::{Answer, Query, Said, Signature, USER};
use checks::kit::realm::SecretRef;
use checks::kit::{Answered, ProbeError};
use jiff::Timestamp;
use percent_encoding::{AsciiSet, NON_ALPHANUMERIC, utf8_percent_encode};
use secrecy::{ExposeSecret as _, SecretString};
use serde::Deserialize;
use url::Url;
use zeroize::Zeroizing;

use super::facts::since;
use super::http::{Raw, Wanted};
use super::live::Live;
use super::request::{Request, open};
use crate::otp::core::Code;
use crate::secret::Outgoing;
use crate::signing::{Dated, Key};

/// The most bytes of the body that are read: a signature needs all of it.
const BODY: usize = 64 << 10;
/// The longest status or message that is kept, in characters.
const WORDS: usize = 200;

/// Asks for the factors of a user that nobody has.
///
/// # Errors
/// As [`call`].
pub async fn ask(live: &Live, query: &Query) -> Answered<Answer> {
    Ok(call(live, query, &Call::factors(USER)).await?.answer)
}

/// One call of the API.
pub struct Call {
    /// The path below the realm's address, percent-encoded.
    path: String,
    /// The JSON that is posted; without any, the call is a GET.
    body: Option<Zeroizing<String>>,
}

impl Call {
    /// The factors that a user has.
    pub fn factors(user: &str) -> Self {
        Self::get(user, "factors")
    }

    /// How many failed attempts of a user count.
    pub fn throttle(user: &str) -> Self {
        Self::get(user, "throttle")
    }

    /// Sends a passcode of this type, `sms` or `call`, to a number that the user need not have.
    pub fn send(user: &str, kind: &str, number: &str) -> Self {
        let body = serde_json::json!({"user_id": user, "type": kind, "token": number});
        Self::post("auth", body.to_string())
    }

    /// Has a passcode validated that the realm has sent.
    pub fn validate(user: &str, code: &Code) -> Self {
        // Digits need no escaping; the user's name may.
        let user = serde_json::Value::from(user);
        let body = format!(r#"{{"user_id":{user},"otp":"{}"}}"#, code.expose());
        Self::post("otp/validate", body)
    }

    /// Its address below that of the realm.
    fn address(&self, realm: &Url) -> Url {
        let mut url = realm.clone();
        let above = realm.path().trim_end_matches('/');
        url.set_path(&format!("{above}/api/v1/{}", self.path));
        url.set_query(None);
        url
    }

    fn get(user: &str, of: &str) -> Self {
        let user = utf8_percent_encode(user, &UNRESERVED);
        Self {
            path: format!("users/{user}/{of}"),
            body: None,
        }
    }

    fn post(path: &str, body: String) -> Self {
        Self {
            path: path.to_owned(),
            body: Some(Zeroizing::new(body)),
        }
    }
}

/// What stands for itself in a segment of a path: letters, digits and these (RFC 3986 section 2.3).
const UNRESERVED: AsciiSet = NON_ALPHANUMERIC
    .remove(b'-')
    .remove(b'.')
    .remove(b'_')
    .remove(b'~');

/// What came of a call. The body is wiped when it is dropped, and a passcode in it is known to the vault by then.
#[derive(Default)]
pub struct Reply {
    /// How far it got, and what the API says.
    pub answer: Answer,
    /// The passcode that the reply holds.
    pub code: Option<SecretString>,
    body: Zeroizing<Vec<u8>>,
}

impl Reply {
    /// What the body says in a form of its own.
    pub fn read<T: serde::de::DeserializeOwned>(&self) -> Option<T> {
        serde_json::from_slice(&self.body).ok()
    }
}

/// Opens the way, sends the request once, reads the reply. Over TLS that does not verify nothing is sent.
///
/// # Errors
/// When the key, another secret or the trusted roots cannot be had, or the address is none of `http:` and `https:`.
pub async fn call(live: &Live, query: &Query, call: &Call) -> Answered<Reply> {
    // Before anybody is contacted: without a key there is nothing to ask.
    let key = key(live, &query.key).await?;
    let begun = Instant::now();
    let until = live.until(begun);
    let mut way = open(live, &query.url, query.via.as_ref(), until).await?;
    let mut reply = Reply::default();
    if way.stream.is_some() {
        let sent = Timestamp::now();
        let request = request(live, query, call, &key, sent).written();
        if let Some(raw) = way.ask(live, Wanted::Body(BODY), &request, until).await {
            reply = read(live, query, &key, raw, sent);
        }
    }
    way.unless_cut_short(live, until)?;
    way.answer.took = since(begun);
    reply.answer.exchange = way.answer;
    Ok(reply)
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
fn request(live: &Live, query: &Query, call: &Call, key: &Key, at: Timestamp) -> Request {
    let dated = Dated::Milliseconds;
    let (date, url) = (dated.text(at), call.address(&query.url));
    let (method, body) = match &call.body {
        None => ("GET", ""),
        Some(body) => ("POST", body.as_str()),
    };
    let credentials = key.credentials(method, &date, &query.application_id, url.path(), body);
    // A peer may echo it, and it is good for some minutes.
    live.vault
        .remember(&credentials, "signature of the request");
    let mark = live
        .vault
        .redaction(&credentials, &"signature of the request");
    let basic = Outgoing::ours("Basic ").and_secret(credentials.expose_secret(), &mark);
    let mut headers = vec![
        ("Accept", Outgoing::ours("application/json")),
        (dated.header(), Outgoing::ours(&date)),
        ("Authorization", basic),
    ];
    if call.body.is_some() {
        headers.push(("Content-Type", Outgoing::ours("application/json")));
    }
    let header = |(name, value): (&str, Outgoing)| (name.to_owned(), value);
    Request {
        url,
        via: query.via.clone(),
        method,
        headers: headers.into_iter().map(header).collect(),
        body: call.body.clone(),
    }
}

/// What a reply proves and says.
fn read(live: &Live, query: &Query, key: &Key, mut raw: Raw, sent: Timestamp) -> Reply {
    let took = Timestamp::now().duration_since(sent);
    let took = Duration::try_from(took).unwrap_or(Duration::ZERO);
    // Before anything of it is shown: the reply to a passcode that was sent holds the passcode.
    let code = passcode(&raw);
    if let Some(code) = &code {
        live.vault
            .remember_code(code.expose_secret(), "passcode of the reply");
    }
    Reply {
        answer: Answer {
            clock: clock::beside(&raw.headers, sent, took),
            signature: signature(&raw, key, &query.application_id),
            said: said(live, &raw),
            ..Answer::default()
        },
        code,
        body: Zeroizing::new(std::mem::take(&mut raw.body)),
    }
}

/// The passcode in a reply, whether it is written as a text or as a number.
fn passcode(raw: &Raw) -> Option<SecretString> {
    #[derive(Deserialize)]
    struct Body {
        otp: serde_json::Value,
    }
    let Body { otp } = serde_json::from_slice(&raw.body).ok()?;
    match otp {
        serde_json::Value::String(text) => Some(text.into()),
        serde_json::Value::Number(number) => Some(number.to_string().into()),
        _ => None,
    }
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
    if key.verifies(date, application_id, &raw.body, signature) {
        Signature::Valid
    } else {
        Signature::Invalid
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
    let kept = |words: &str| live.vault.peer(words).begin(WORDS);
    Some(Said {
        status: kept(&status),
        message: kept(&message.unwrap_or_default()),
    })
}
