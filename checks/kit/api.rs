//! Decides from the facts whether a request to an HTTP API got a response that can be believed.

use jiff::Timestamp;
use url::Url;

use crate::kit::chain_fault::ChainFault;
use crate::kit::peer_text::Shown;
use crate::kit::probe::https::{self, Response};
use crate::kit::probe::tcp::{Attempt, Connect, Ended, accepted, telling};
use crate::kit::probe::tls::Tls;
use crate::kit::probe::tunnel::Socks;
use crate::kit::realm::{Endpoint, Proxy};
use crate::kit::server_certificate::{describe_fault, no_common_cipher};

/// Why there is no response.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Stop {
    /// The server cannot be reached; the text says what happened, after its name.
    Unreachable(String),
    /// The server takes only cipher suites that otpdoctor does not have; the text says so, after its name.
    NoCommonCipher(String),
    /// The request did not get as far as the server; the check that says why.
    NotReached(&'static str),
}

/// The response of the server at this address, or where on the way it ended.
///
/// # Errors
/// When there is no response that can be believed.
pub fn response<'a>(
    url: &Url,
    via: Option<&Proxy>,
    exchange: &'a https::Answer,
    now: Timestamp,
) -> Result<&'a Response, Stop> {
    connected(via, exchange)?;
    secured(url, exchange, now)?;
    let response = exchange.response.as_ref();
    response.ok_or_else(|| Stop::Unreachable(broken_off(exchange)))
}

fn connected(via: Option<&Proxy>, exchange: &https::Answer) -> Result<(), Stop> {
    if exchange.resolution.failure.is_some() {
        return Err(Stop::NotReached("name-resolution"));
    }
    if !accepted(&exchange.attempts) {
        return Err(match via {
            Some(_) => Stop::NotReached("proxy-reach"),
            None => Stop::Unreachable(unreached(&exchange.attempts).into()),
        });
    }
    let tunnel = exchange.tunnel.as_ref();
    if via.is_none() || tunnel.is_some_and(|tunnel| tunnel.leads_on(exchange.tls.as_ref())) {
        return Ok(());
    }
    // Other hosts may well get through: this says something of the server's alone.
    let refused = tunnel.and_then(|tunnel| match (&tunnel.reply, &tunnel.socks) {
        (Some(reply), _) if matches!(reply.status, 403 | 502..=504) => {
            Some(reply.status_line().to_string())
        }
        (_, Some(Socks::NotAllowed)) => Some("not allowed".into()),
        (_, Some(Socks::HostUnreachable)) => Some("host unreachable".into()),
        (_, Some(Socks::ConnectionRefused)) => Some("connection refused".into()),
        _ => None,
    });
    Err(match refused {
        Some(words) => Stop::Unreachable(format!(
            "is blocked by the proxy, which answers {words}: put a server of the same network on the bypass list"
        )),
        None => Stop::NotReached("proxy-reach"),
    })
}

/// Why a server that accepted no connection cannot be reached, after its name.
pub fn unreached(attempts: &[Attempt]) -> &'static str {
    match telling(attempts) {
        Some(Connect::TimedOut) => {
            "does not answer: a firewall drops the connection, or the host is off"
        }
        Some(Connect::Refused) => {
            "refuses the connection: no service listens there, or a firewall rejects it"
        }
        _ => "cannot be reached: this host has no route to it",
    }
}

fn secured(url: &Url, exchange: &https::Answer, now: Timestamp) -> Result<(), Stop> {
    let (Some(tls), Some(server)) = (&exchange.tls, Endpoint::of(url)) else {
        return Ok(());
    };
    match tls_fault(tls, &server.host, now) {
        Some(words)
            if no_common_cipher(tls).is_some() && tls.faults(now, &server.host).is_empty() =>
        {
            Err(Stop::NoCommonCipher(words))
        }
        Some(words) => Err(Stop::Unreachable(words)),
        // Nothing was sent, so TLS did not verify when it was tried.
        None if unspoken(exchange) => {
            let words = "sends a certificate that did not verify";
            Err(Stop::Unreachable(words.into()))
        }
        None => Ok(()),
    }
}

/// What is wrong with TLS or with the certificate of this host, after the server's name.
pub fn tls_fault(tls: &Tls, host: &str, now: Timestamp) -> Option<String> {
    if let Some(fault) = tls.faults(now, host).first() {
        if *fault == ChainFault::Empty {
            return Some("sends no certificate".into());
        }
        let why = describe_fault(fault, &tls.chain, host);
        return Some(format!("cannot be trusted: {why}"));
    }
    if let Some(why) = tls.mismatch() {
        return Some(format!(
            "has no TLS version or cipher suite in common with Windows: {why}"
        ));
    }
    no_common_cipher(tls).or_else(|| tls.outcome.failure())
}

fn unspoken(exchange: &https::Answer) -> bool {
    exchange.response.is_none() && exchange.ended.is_none() && exchange.late_alert.is_none()
}

fn broken_off(exchange: &https::Answer) -> String {
    match (&exchange.late_alert, &exchange.ended) {
        (Some(alert), _) => format!("breaks off with the TLS alert {}", Shown(alert)),
        (None, Some(ended @ (Ended::Garbage(_) | Ended::TooLong(_)))) => {
            format!("does not speak HTTP: it {}", ended.describe())
        }
        (None, Some(ended)) => format!("{} instead of answering the request", ended.describe()),
        (None, None) => "does not answer the request".into(),
    }
}
