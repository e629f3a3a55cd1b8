//! TLS that keeps the peer's whole chain, whatever the outcome.

mod attempted;
mod outcome;
pub mod renegotiation;
#[cfg(windows)]
mod schannel;
#[cfg(windows)]
mod schannel_stream;
pub mod trust;
pub mod verdict;
mod verifier;
mod wider_offer;

pub use attempted::Attempted;
pub use outcome::alert_of;
pub use trust::Tls;

use std::sync::atomic::AtomicBool;
use std::sync::{Arc, Mutex};
use std::time::Instant;

use checks::kit::ProbeError;
use checks::kit::probe::schannel::Setting;
use checks::kit::probe::tcp::Ended;
use checks::kit::probe::tls as facts;
use jiff::Timestamp;
use rustls::ClientConfig;
use rustls::sign::CertifiedKey;
use rustls_pki_types::ServerName;

use super::facts::since;
use super::live::Live;
use super::sniffer::sniff;
use super::wire::Wire;
use verifier::{Presenter, Recorder};

/// Who shakes hands, and the client certificate that is presented to a peer that asks for one.
pub enum Client {
    /// The library that otpdoctor has.
    Library(Option<Arc<CertifiedKey>>),
    /// Windows itself, as the appliance does it.
    #[cfg(windows)]
    Windows(Option<::schannel::cert_context::CertContext>),
}

impl Client {
    /// Whoever does it most like the appliance, without a certificate.
    pub fn of(live: &Live) -> Self {
        match live.by_windows {
            #[cfg(windows)]
            true => Self::Windows(None),
            _ => Self::Library(None),
        }
    }

    /// Shakes hands as [`handshake`].
    ///
    /// # Errors
    /// As [`handshake`].
    pub async fn handshake(
        self,
        live: &Live,
        stream: Wire,
        server_name: &str,
        until: Instant,
    ) -> Result<Attempted, ProbeError> {
        match self {
            Self::Library(identity) => handshake(live, stream, server_name, identity, until).await,
            #[cfg(windows)]
            Self::Windows(identity) => {
                schannel::handshake(live, stream, server_name, identity.as_ref(), until).await
            }
        }
    }
}

/// What the registry of this machine says of versions; nothing elsewhere than on Windows.
pub fn settings() -> Vec<Setting> {
    #[cfg(windows)]
    return schannel::settings();
    #[cfg(not(windows))]
    Vec::new()
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
) -> Result<Attempted, ProbeError> {
    let begun = Instant::now();
    let recorder = Arc::new(Recorder {
        roots: live.roots()?,
        algorithms: live.tls.provider.signature_verification_algorithms,
        vault: live.vault.clone(),
        goes_on: identity.is_none(),
        seen: Mutex::default(),
    });
    let presenter = Arc::new(Presenter {
        identity,
        asked: AtomicBool::new(false),
    });
    let (stream, renegotiation) = renegotiation::listen(stream);
    let (stream, outcome) = shake(live, stream, server_name, &recorder, &presenter, until).await;
    let old = matches!(&outcome, facts::Handshake::Completed { version } if version == "TLSv1.2");
    let seen = recorder.seen();
    let facts = facts::Tls {
        chain: seen.chain,
        refusal: seen.refusal,
        asked_for_certificate: presenter.was_asked(),
        took: since(begun),
        ..facts::Tls::of(outcome, server_name)
    };
    attempted::note(&facts);
    let faults = facts.faults(Timestamp::now(), server_name);
    Ok(Attempted {
        verified: stream.is_some() && faults.is_empty(),
        renegotiation: old.then_some(renegotiation),
        facts,
        stream,
    })
}

/// Whether another connection may show why the handshake failed. A peer that drops one without a word is first asked the
/// usual again, which distinguishes a server that drops some from one that accepts none.
pub fn needs_second_look(live: &Live, facts: &facts::Tls) -> bool {
    let dropped = matches!(facts.outcome, facts::Handshake::Ended(_)) && facts.schannel.is_none();
    if dropped && live.tls.drops_first(&facts.server_name) {
        return false;
    }
    let windows = facts.schannel.as_ref();
    let broke_off = windows.is_some_and(|windows| windows.error.is_some());
    broke_off && facts.chain.leaf().is_none() || took_no_suite(facts)
}

/// Tries over another connection what the first handshake could not: where that was by Windows, otpdoctor's own library,
/// else the cipher suites that this does not have.
pub async fn second_look(live: &Live, stream: Wire, facts: &mut facts::Tls, until: Instant) {
    let name = facts.server_name.clone();
    match &mut facts.schannel {
        Some(windows) => {
            let shaken = handshake(live, stream, &name, None, until).await;
            windows.library = shaken.ok().map(|shaken| shaken.facts.outcome);
        }
        None => {
            let provider = &live.tls.provider;
            let own = |suite| {
                provider
                    .cipher_suites
                    .iter()
                    .any(|own| own.suite() == suite)
            };
            match wider_offer::choice(provider, stream, &name, until).await {
                Some(suite) if own(suite) => {
                    // One that drops connections may have dropped the first alone.
                    let dropped = matches!(facts.outcome, facts::Handshake::Ended(_));
                    facts.foreign_key = !dropped;
                }
                suite => {
                    let name = suite.map(|suite| {
                        suite
                            .as_str()
                            .map_or_else(|| format!("{suite:?}"), str::to_owned)
                    });
                    facts.foreign_suite = name;
                }
            }
        }
    }
}

/// Whether the peer broke off before it showed anything, as one does that finds no cipher suite that it likes: Windows
/// resets the connection.
fn took_no_suite(facts: &facts::Tls) -> bool {
    let broke_off = match &facts.outcome {
        facts::Handshake::Alert(alert) => {
            matches!(
                alert.as_str(),
                "handshake_failure" | "insufficient_security"
            )
        }
        facts::Handshake::Ended(ended) => matches!(ended, Ended::Reset | Ended::Closed),
        facts::Handshake::Incompatible(_) => true,
        _ => false,
    };
    broke_off && facts.chain.leaf().is_none() && !facts.asked_for_certificate
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
    let config = Arc::new(config(live, recorder, presenter));
    let (stream, sniffed) = sniff(stream);
    let connect = tokio_rustls::TlsConnector::from(config).connect(name, stream);
    let by = live.reply_by(until);
    let failed = match tokio::time::timeout_at(by.into(), connect).await {
        Ok(Ok(stream)) => {
            let completed = outcome::completed(stream.get_ref().1);
            return (Some(Box::new(stream)), completed);
        }
        Ok(Err(error)) => outcome::failed(live, &error, &sniffed.bytes()),
        Err(_) => outcome::silent(live, &sniffed.bytes()),
    };
    (None, failed)
}

fn config(live: &Live, recorder: &Arc<Recorder>, presenter: &Arc<Presenter>) -> ClientConfig {
    let mut config = ClientConfig::builder_with_provider(live.tls.provider.clone())
        .with_protocol_versions(&[&rustls::version::TLS13, &rustls::version::TLS12])
        .expect("the provider has cipher suites of both versions")
        .dangerous()
        .with_custom_certificate_verifier(recorder.clone())
        .with_client_cert_resolver(presenter.clone());
    // Every handshake is to show its certificates.
    config.resumption = rustls::client::Resumption::disabled();
    config
}
