//! Why a mailbox server was not reached, or TLS with it failed, as a sentence.

use checks::kit::probe::tcp::{Attempt, Connect, Resolution, Unresolved, telling};
use checks::kit::probe::tls::{Handshake, Tls};
use checks::kit::realm::Endpoint;
use checks::kit::server_certificate::words;
use jiff::Timestamp;

/// Why a server was not reached.
pub(super) fn of_reach(server: &Endpoint, resolution: &Resolution, attempts: &[Attempt]) -> String {
    let host = &server.host;
    match (&resolution.failure, telling(attempts)) {
        (Some(Unresolved::NoSuchName), _) => format!("the name {host} does not exist"),
        (Some(Unresolved::NoAddress), _) => format!("{host} has no address"),
        (Some(Unresolved::NoAnswer(why)), _) => format!("{host} does not resolve: {why}"),
        (None, Some(Connect::Refused)) => format!("{server} refuses the connection"),
        (None, Some(Connect::TimedOut)) => format!("{server} does not answer"),
        (None, Some(outcome)) => format!("{server}: {}", outcome.words()),
        (None, None) => format!("{server}: no time was left to connect"),
    }
}

/// Why nothing confidential is said over this connection.
pub(super) fn of_tls(tls: &Tls) -> String {
    let host = &tls.server_name;
    if let Some(fault) = tls.faults(Timestamp::now(), host).first() {
        let why = words(fault, &tls.chain, host);
        return format!("the server's certificate does not verify: {why}");
    }
    match &tls.outcome {
        Handshake::Completed { .. } => "TLS with the server did not verify".into(),
        Handshake::Alert(alert) => {
            format!("the server broke off the TLS handshake with the alert {alert}")
        }
        Handshake::OldVersion(version) => format!("the server speaks no newer TLS than {version}"),
        Handshake::Incompatible(why) => format!("the TLS handshake failed: {why}"),
        Handshake::NotTls(said) => {
            format!("the server does not speak TLS here, it said {said:?}")
        }
        Handshake::Ended(ended) => format!("during the TLS handshake the server {}", ended.words()),
        Handshake::OurSide(why) => why.to_string(),
    }
}
