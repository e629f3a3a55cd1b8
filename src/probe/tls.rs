//! TLS that keeps the peer's whole chain, whatever the outcome.

mod outcome;
pub mod trust;
mod verifier;

pub use outcome::alert_of;
pub use trust::Tls;

use std::sync::Arc;
use std::time::Instant;

use checks::kit::ProbeError;
use checks::kit::chain::Chain;
use checks::kit::probe::tls as facts;
use rustls::ClientConfig;
use rustls::sign::CertifiedKey;
use rustls_pki_types::ServerName;

use super::facts::since;
use super::live::Live;
use super::sniffer::sniff;
use super::wire::Wire;
use super::x509;
use verifier::{Presenter, Recorder};

/// A handshake that happened.
pub struct Shaken {
    /// What it showed.
    pub facts: facts::Tls,
    /// The connection, where the handshake completed. It goes on even with a peer that did not verify, so that
    /// more can be seen; `verified` says whether anything confidential may be said.
    pub stream: Option<Wire>,
    /// Whether rustls itself verified chain, time and name of the peer.
    pub verified: bool,
}

/// Shakes hands over an open connection, before `until`, presenting the client certificate to a peer that asks for one.
///
/// # Errors
/// When the trusted roots cannot be loaded. Whatever the peer does is in the facts.
pub async fn handshake(
    live: &Live,
    stream: Wire,
    server_name: &str,
    identity: Option<Arc<CertifiedKey>>,
    until: Instant,
) -> Result<Shaken, ProbeError> {
    let begun = Instant::now();
    let roots = live.tls.roots()?;
    let recorder = Arc::new(Recorder::new(roots.clone()));
    let presenter = Arc::new(Presenter::new(identity));
    let (stream, outcome) = shake(live, stream, server_name, &recorder, &presenter, until).await;
    let seen = recorder.seen();
    let facts = facts::Tls {
        outcome,
        chain: match seen.shown.is_empty() {
            true => Chain::default(),
            false => x509::chain(&seen.shown, &roots.certificates, &live.vault).unwrap_or_default(),
        },
        asked_for_certificate: presenter.was_asked(),
        server_name: server_name.to_owned(),
        took: since(begun),
    };
    Ok(Shaken {
        verified: stream.is_some() && seen.verified,
        facts,
        stream,
    })
}

async fn shake(
    live: &Live,
    stream: Wire,
    server_name: &str,
    recorder: &Arc<Recorder>,
    presenter: &Arc<Presenter>,
    until: Instant,
) -> (Option<Wire>, facts::Handshake) {
    let name = server_name.trim_end_matches('.').to_owned();
    let Ok(name) = ServerName::try_from(name) else {
        let why = format!("{server_name:?} is not a name that TLS can ask for");
        return (None, facts::Handshake::OurSide(live.vault.peer(why)));
    };
    let config = match config(live, recorder, presenter) {
        Ok(config) => config,
        Err(why) => {
            return (
                None,
                facts::Handshake::OurSide(live.vault.peer(why.to_string())),
            );
        }
    };
    let (stream, sniffed) = sniff(stream);
    let connect = tokio_rustls::TlsConnector::from(Arc::new(config)).connect(name, stream);
    let failed = match tokio::time::timeout_at(until.into(), connect).await {
        Ok(Ok(stream)) => {
            let completed = outcome::completed(stream.get_ref().1);
            return (Some(Box::new(stream)), completed);
        }
        Ok(Err(error)) => outcome::failed(live, &error, &sniffed.bytes()),
        Err(_) => outcome::silent(live, &sniffed.bytes()),
    };
    (None, failed)
}

fn config(
    live: &Live,
    recorder: &Arc<Recorder>,
    presenter: &Arc<Presenter>,
) -> Result<ClientConfig, rustls::Error> {
    let mut config = ClientConfig::builder_with_provider(live.tls.provider().clone())
        .with_protocol_versions(&[&rustls::version::TLS13, &rustls::version::TLS12])?
        .dangerous()
        .with_custom_certificate_verifier(recorder.clone())
        .with_client_cert_resolver(presenter.clone());
    // Every handshake is to show its certificates.
    config.resumption = rustls::client::Resumption::disabled();
    Ok(config)
}
