//! Why a mailbox server was not reached, or TLS with it failed, as a sentence.

use checks::kit::chain::ChainFault;
use checks::kit::probe::tcp::{Attempt, Connect, Resolution, Unresolved, telling};
use checks::kit::probe::tls::{Handshake, Tls};
use checks::kit::realm::Endpoint;
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
    match &tls.outcome {
        Handshake::Completed { .. } => of_chain(tls),
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

fn of_chain(tls: &Tls) -> String {
    let faults = tls.chain.faults(Timestamp::now(), Some(&tls.server_name));
    let why = match faults.first() {
        Some(ChainFault::Empty) => "the server showed no certificate".into(),
        Some(ChainFault::SignatureInvalid(_)) => "a signature in its chain does not hold".into(),
        Some(ChainFault::Expired(_)) => "its time is over".into(),
        Some(ChainFault::NotYetValid(_)) => "its time has not come".into(),
        Some(ChainFault::UntrustedRoot) => "it ends at a root that is not trusted".into(),
        Some(ChainFault::IssuerMissing) => "its issuer is not trusted and not shown".into(),
        Some(ChainFault::WrongName) => format!("it is not for {}", tls.server_name),
        None => "it is not fit for a server".into(),
    };
    format!("the server's certificate does not verify: {why}")
}
