//! Asking an HTTP proxy, and asking again with credentials where it wants them (RFC 7617), unless it has
//! rejected the same ones before in this run: accounts that count failures must not be locked by a diagnosis.

use std::collections::HashMap;
use std::sync::{Arc, Mutex};
use std::time::Instant;

use base64::Engine as _;
use base64::prelude::BASE64_STANDARD;
use checks::kit::Answered;
use checks::kit::probe::https::Response;
use checks::kit::probe::tcp::{Attempt, Ended, Resolution};
use checks::kit::probe::tls::Tls;
use checks::kit::realm::{Endpoint, Proxy, SecretRef};
use secrecy::{ExposeSecret as _, SecretString};
use tokio::time::timeout_at;
use zeroize::Zeroizing;

use super::knock::{Knocked, knock};
use super::place;
use crate::probe::Live;
use crate::probe::http::{Broken, Conversation, Method, Wire};
use crate::probe::refusals::Kind;

/// What proxies said to credentials, by proxy, user and password.
#[derive(Default)]
pub struct Logins {
    known: Mutex<HashMap<Login, Arc<tokio::sync::Mutex<Known>>>>,
}

type Login = (Endpoint, String, SecretRef);

/// What is known of a login. Whoever holds it is the only one who tries.
#[derive(Default)]
enum Known {
    #[default]
    Nothing,
    Accepted,
    /// With the words of the proxy.
    Rejected(Response),
}

/// What asking a proxy came to.
pub(in crate::probe) struct Spoken {
    pub(in crate::probe) resolution: Resolution,
    pub(in crate::probe) attempts: Vec<Attempt>,
    /// What was said, where a connection came about.
    pub(in crate::probe) said: Option<Said>,
}

/// What was said.
pub(in crate::probe) struct Said {
    /// The handshake with an `https:` proxy.
    pub(in crate::probe) tls: Option<Tls>,
    pub(in crate::probe) credentials_sent: bool,
    /// The reply to the last request; none where no request could be made.
    pub(in crate::probe) reply: Option<Result<Response, Broken>>,
    /// The connection after the reply, with what came behind it.
    pub(in crate::probe) stream: Option<Wire>,
}

/// Sends a request to the proxy, and again with credentials if it asks for Basic ones and there are some.
/// `request` writes the request around the header line with credentials, which is empty at first.
///
/// # Errors
/// When the proxy's password or the trusted roots cannot be had, or its scheme is not spoken.
pub(in crate::probe) async fn converse(
    live: &Live,
    proxy: &Proxy,
    method: Method,
    request: &(dyn Fn(&str) -> String + Sync),
    until: Instant,
) -> Answered<Spoken> {
    let knocked = knock(live, proxy, until).await?;
    let trusted = knocked.trusted;
    let first = speak(live, knocked, method, &request(""), until).await;
    let (user, password) = match (&proxy.username, &proxy.password) {
        (Some(user), Some(password)) if trusted && wants_basic(&first) => (user, password),
        _ => return Ok(first),
    };
    let (_, server) = place(proxy)?;
    let known = live.proxy_logins.of(server.clone(), user, password);
    let Ok(mut known) = timeout_at(until.into(), known.lock_owned()).await else {
        return Ok(first.with_reply(Err(Broken::Ended(Ended::TimedOut))));
    };
    if let Known::Rejected(reply) = &*known {
        return Ok(first.with_reply(Ok(reply.clone())));
    }
    let value = live.vault.resolve(password).await?;
    let print = live.refusals.print(Kind::Proxy, &server, user, &value);
    if let Some(before) = live.refusals.proxy(&print) {
        *known = Known::Rejected(before.clone());
        return Ok(first.with_reply(Ok(before)));
    }
    let header = authorization(live, user, password, &value);
    let mut knocked = knock(live, proxy, until).await?;
    if !knocked.trusted {
        knocked.stream = None;
    }
    if matches!(*known, Known::Accepted) {
        // What is known to be right needs no waiting in line.
        drop(known);
        let second = speak(live, knocked, method, &request(&header), until).await;
        return Ok(first.followed_by(second));
    }
    let second = speak(live, knocked, method, &request(&header), until).await;
    match second.reply() {
        Some(reply) if reply.status == 407 => {
            *known = Known::Rejected(reply.clone());
            live.refusals.note_proxy(print, reply.clone());
        }
        Some(_) => *known = Known::Accepted,
        None => {}
    }
    Ok(first.followed_by(second))
}

async fn speak(
    live: &Live,
    knocked: Knocked,
    method: Method,
    request: &str,
    until: Instant,
) -> Spoken {
    let mut said = Said {
        tls: knocked.tls,
        credentials_sent: false,
        reply: None,
        stream: None,
    };
    if let Some(stream) = knocked.stream {
        let mut conversation = Conversation::new(stream);
        said.reply = Some(conversation.ask(live, method, request, until).await);
        said.stream = Some(Box::new(conversation));
    }
    Spoken {
        resolution: knocked.resolution,
        attempts: knocked.attempts,
        said: knocked.connected.then_some(said),
    }
}

fn wants_basic(spoken: &Spoken) -> bool {
    let Some(reply) = spoken.reply().filter(|reply| reply.status == 407) else {
        return false;
    };
    reply
        .header("proxy-authenticate")
        .flat_map(|value| value.split(','))
        .filter_map(|challenge| challenge.split_ascii_whitespace().next())
        .any(|scheme| scheme.eq_ignore_ascii_case("basic"))
}

/// The header line with the credentials.
fn authorization(
    live: &Live,
    user: &str,
    password: &SecretRef,
    value: &SecretString,
) -> Zeroizing<String> {
    let plain = Zeroizing::new(format!("{user}:{}", value.expose_secret()));
    let encoded = Zeroizing::new(BASE64_STANDARD.encode(plain.as_bytes()));
    // A proxy may echo the request; the padding may be lost on the way.
    let echo = encoded.trim_end_matches('=').to_owned();
    live.vault.remember(&echo.into(), &password.to_string());
    Zeroizing::new(format!("Proxy-Authorization: Basic {}\r\n", *encoded))
}

impl Logins {
    fn of(
        &self,
        server: Endpoint,
        user: &str,
        password: &SecretRef,
    ) -> Arc<tokio::sync::Mutex<Known>> {
        let mut known = self.known.lock().expect("no holder panics");
        let login = (server, user.to_owned(), password.clone());
        known.entry(login).or_default().clone()
    }
}

impl Spoken {
    fn reply(&self) -> Option<&Response> {
        self.said.as_ref()?.reply.as_ref()?.as_ref().ok()
    }

    /// The same, with what came of credentials.
    fn with_reply(mut self, reply: Result<Response, Broken>) -> Self {
        if let Some(said) = &mut self.said {
            said.credentials_sent = true;
            said.reply = Some(reply);
            said.stream = None;
        }
        self
    }

    /// Both conversations as one: the outcome of the second, which had credentials. What the addresses did
    /// is told once, unless they did something else the second time.
    fn followed_by(mut self, second: Self) -> Self {
        let accepted = second.said.is_some();
        match accepted {
            true => self.attempts = second.attempts,
            false => self.attempts.extend(second.attempts),
        }
        match second.said {
            Some(said) => Self {
                said: Some(Said {
                    credentials_sent: said.reply.is_some(),
                    ..said
                }),
                ..self
            },
            None => self,
        }
    }
}
