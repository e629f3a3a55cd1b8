//! TLS that keeps the peer's whole chain, whatever the outcome.

mod outcome;
mod sniffer;
mod verifier;

pub use outcome::alert_of;
pub use sniffer::{Sniffed, Sniffer};

use std::collections::HashMap;
use std::path::Path;
use std::sync::{Arc, OnceLock};
use std::time::Instant;

use checks::kit::ProbeError;
use checks::kit::chain::Chain;
use checks::kit::probe::tls as facts;
use checks::kit::realm::{CertificateSource, Trust};
use jiff::SignedDuration;
use rustls::crypto::CryptoProvider;
use rustls::sign::CertifiedKey;
use rustls::{ClientConfig, RootCertStore};
use rustls_pki_types::pem::PemObject as _;
use rustls_pki_types::{CertificateDer, ServerName};
use tokio::io::{AsyncRead, AsyncWrite};

use super::{Live, file, x509};
use verifier::{Presenter, Recorder};

/// A connection whose handshake completed.
pub type Secured<S> = tokio_rustls::client::TlsStream<Sniffer<S>>;

/// What all conversations share: roots, cryptography, and client certificates that were read already.
pub struct Tls {
    trust: Trust,
    provider: Arc<CryptoProvider>,
    roots: OnceLock<Result<Arc<Roots>, ProbeError>>,
    /// Client certificates by source: read and unlocked once per run.
    pub(super) identities: tokio::sync::Mutex<HashMap<CertificateSource, Identity>>,
}

/// A client certificate with its key, or why it cannot be presented.
pub type Identity = Result<Arc<CertifiedKey>, Unusable>;

/// Why a client certificate cannot be presented.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Unusable {
    /// The certificate or its key is at fault.
    Itself(String),
    /// This run is: a secret or a permission is missing.
    Withheld(ProbeError),
}

/// The roots that are trusted.
pub struct Roots {
    /// As certificates, to find paths.
    pub certificates: Vec<CertificateDer<'static>>,
    /// As anchors, to verify.
    store: RootCertStore,
}

impl Tls {
    /// Roots are loaded when the first handshake needs them.
    pub fn new(trust: &Trust) -> Self {
        Self {
            trust: trust.clone(),
            provider: Arc::new(rustls::crypto::aws_lc_rs::default_provider()),
            roots: OnceLock::new(),
            identities: tokio::sync::Mutex::default(),
        }
    }

    /// The cryptography in use.
    pub fn provider(&self) -> &CryptoProvider {
        &self.provider
    }

    /// The roots that are trusted.
    ///
    /// # Errors
    /// When the bundle cannot be read, or nothing is trusted at all: nothing could be said of any peer then.
    pub fn roots(&self) -> Result<Arc<Roots>, ProbeError> {
        let load = || {
            let certificates = match &self.trust {
                Trust::System => system_roots()?,
                Trust::File(bundle) => bundled_roots(bundle)?,
            };
            let mut store = RootCertStore::empty();
            store.add_parsable_certificates(certificates.iter().cloned());
            Ok(Arc::new(Roots {
                certificates,
                store,
            }))
        };
        self.roots.get_or_init(load).clone()
    }
}

fn system_roots() -> Result<Vec<CertificateDer<'static>>, ProbeError> {
    let certificates = rustls_native_certs::load_native_certs().certs;
    match certificates.is_empty() {
        true => Err(ProbeError::TrustUnavailable(
            "this host trusts no certificate authority: install its CA certificates, or name a bundle in `appliance.trust`"
                .into(),
        )),
        false => Ok(certificates),
    }
}

fn bundled_roots(bundle: &Path) -> Result<Vec<CertificateDer<'static>>, ProbeError> {
    let wrong = |why: &str| format!("trust bundle {}: {why}", bundle.display());
    let bytes = file::read(bundle)
        .map_err(|error| ProbeError::TrustUnavailable(wrong(&error.to_string())))?;
    let certificates: Vec<_> = CertificateDer::pem_slice_iter(&bytes)
        .filter_map(Result::ok)
        .collect();
    match certificates.is_empty() {
        true => Err(ProbeError::TrustUnavailable(wrong(
            "it holds no certificate in PEM form",
        ))),
        false => Ok(certificates),
    }
}

/// A handshake that happened.
pub struct Shaken<S> {
    /// What it showed.
    pub facts: facts::Tls,
    /// The connection, where the handshake completed. It goes on even with a peer that did not verify, so that
    /// more can be seen; `verified` says whether anything confidential may be said.
    pub stream: Option<Secured<S>>,
    /// Whether rustls itself verified chain, time and name of the peer.
    pub verified: bool,
    /// Why the client certificate could not be presented, where that was so.
    pub client_certificate_unusable: Option<Unusable>,
}

/// Shakes hands over an open connection, before `until`.
///
/// # Errors
/// When the trusted roots cannot be loaded. Whatever the peer does is in the facts.
pub async fn handshake<S: AsyncRead + AsyncWrite + Unpin>(
    live: &Live,
    stream: S,
    server_name: &str,
    client_certificate: Option<&CertificateSource>,
    until: Instant,
) -> Result<Shaken<S>, ProbeError> {
    let begun = Instant::now();
    let roots = live.tls.roots()?;
    let identity = match client_certificate {
        Some(source) => Some(super::certificate::client_identity(live, source).await),
        None => None,
    };
    let (identity, client_certificate_unusable) = match identity {
        Some(Ok(identity)) => (Some(identity), None),
        Some(Err(why)) => (None, Some(why)),
        None => (None, None),
    };
    let recorder = Arc::new(Recorder::new(live.tls.provider.clone(), roots.clone()));
    let presenter = Arc::new(Presenter::new(identity));
    let (stream, outcome) = shake(live, stream, server_name, &recorder, &presenter, until).await;
    let shown = recorder.shown();
    let facts = facts::Tls {
        outcome,
        chain: match shown.is_empty() {
            true => Chain::default(),
            false => x509::chain(&shown, &roots.certificates).unwrap_or_default(),
        },
        asked_for_certificate: presenter.was_asked(),
        server_name: server_name.to_owned(),
        took: SignedDuration::try_from(begun.elapsed()).unwrap_or(SignedDuration::MAX),
    };
    Ok(Shaken {
        verified: stream.is_some() && recorder.verified(),
        facts,
        stream,
        client_certificate_unusable,
    })
}

async fn shake<S: AsyncRead + AsyncWrite + Unpin>(
    live: &Live,
    stream: S,
    server_name: &str,
    recorder: &Arc<Recorder>,
    presenter: &Arc<Presenter>,
    until: Instant,
) -> (Option<Secured<S>>, facts::Handshake) {
    let name = server_name.trim_end_matches('.').to_owned();
    let Ok(name) = ServerName::try_from(name) else {
        let why = format!("{server_name:?} is not a name that TLS can ask for");
        return (None, facts::Handshake::OurSide(why));
    };
    let config = match config(live, recorder, presenter) {
        Ok(config) => config,
        Err(why) => return (None, facts::Handshake::OurSide(why.to_string())),
    };
    let (stream, sniffed) = Sniffer::new(stream);
    let connect = tokio_rustls::TlsConnector::from(Arc::new(config)).connect(name, stream);
    match tokio::time::timeout_at(until.into(), connect).await {
        Ok(Ok(stream)) => {
            let completed = outcome::completed(stream.get_ref().1);
            (Some(stream), completed)
        }
        Ok(Err(error)) => {
            let outcome = outcome::failed(&error, &sniffed.bytes());
            (None, outcome::redacted(live, outcome))
        }
        Err(_) => {
            let outcome = outcome::silent(&sniffed.bytes());
            (None, outcome::redacted(live, outcome))
        }
    }
}

fn config(
    live: &Live,
    recorder: &Arc<Recorder>,
    presenter: &Arc<Presenter>,
) -> Result<ClientConfig, rustls::Error> {
    let mut config = ClientConfig::builder_with_provider(live.tls.provider.clone())
        .with_protocol_versions(&[&rustls::version::TLS13, &rustls::version::TLS12])?
        .dangerous()
        .with_custom_certificate_verifier(recorder.clone())
        .with_client_cert_resolver(presenter.clone());
    // Every handshake is to show its certificates.
    config.resumption = rustls::client::Resumption::disabled();
    Ok(config)
}
