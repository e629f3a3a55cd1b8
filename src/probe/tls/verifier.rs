//! What rustls asks during a handshake: a verifier that records and lets go on, and a client
//! certificate that notes that it was asked for.

use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex};

use rustls::client::ResolvesClientCert;
use rustls::client::danger::{HandshakeSignatureValid, ServerCertVerified, ServerCertVerifier};
use rustls::sign::CertifiedKey;
use rustls::{DigitallySignedStruct, Error, SignatureScheme};
use rustls_pki_types::{CertificateDer, ServerName, UnixTime};

use super::trust::Roots;

/// Keeps what the peer showed and whether it verifies, and lets the handshake go on either way.
/// Signatures of the handshake itself are verified for real.
pub(super) struct Recorder {
    roots: Arc<Roots>,
    seen: Mutex<Seen>,
}

/// What the peer showed.
#[derive(Clone, Default)]
pub(super) struct Seen {
    /// Its certificates, in its order.
    pub(super) shown: Vec<CertificateDer<'static>>,
    /// Whether chain, time and name verify.
    pub(super) verified: bool,
}

impl Recorder {
    pub(super) fn new(roots: Arc<Roots>) -> Self {
        let seen = Mutex::default();
        Self { roots, seen }
    }

    /// What the peer showed so far.
    pub(super) fn seen(&self) -> Seen {
        self.seen.lock().expect("no holder panics").clone()
    }
}

impl ServerCertVerifier for Recorder {
    fn verify_server_cert(
        &self,
        leaf: &CertificateDer<'_>,
        others: &[CertificateDer<'_>],
        name: &ServerName<'_>,
        ocsp_response: &[u8],
        now: UnixTime,
    ) -> Result<ServerCertVerified, Error> {
        let shown = std::iter::once(leaf).chain(others);
        let verifier = &self.roots.verifier;
        let verdict = verifier.verify_server_cert(leaf, others, name, ocsp_response, now);
        *self.seen.lock().expect("no holder panics") = Seen {
            shown: shown.map(|der| der.clone().into_owned()).collect(),
            verified: verdict.is_ok(),
        };
        Ok(ServerCertVerified::assertion())
    }

    fn verify_tls12_signature(
        &self,
        message: &[u8],
        leaf: &CertificateDer<'_>,
        signed: &DigitallySignedStruct,
    ) -> Result<HandshakeSignatureValid, Error> {
        let verifier = &self.roots.verifier;
        verifier.verify_tls12_signature(message, leaf, signed)
    }

    fn verify_tls13_signature(
        &self,
        message: &[u8],
        leaf: &CertificateDer<'_>,
        signed: &DigitallySignedStruct,
    ) -> Result<HandshakeSignatureValid, Error> {
        let verifier = &self.roots.verifier;
        verifier.verify_tls13_signature(message, leaf, signed)
    }

    fn supported_verify_schemes(&self) -> Vec<SignatureScheme> {
        self.roots.verifier.supported_verify_schemes()
    }
}

impl std::fmt::Debug for Recorder {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Recorder").finish_non_exhaustive()
    }
}

/// Presents the client certificate, if there is one, and notes that it was asked for.
#[derive(Debug)]
pub(super) struct Presenter {
    identity: Option<Arc<CertifiedKey>>,
    asked: AtomicBool,
}

impl Presenter {
    pub(super) fn new(identity: Option<Arc<CertifiedKey>>) -> Self {
        Self {
            identity,
            asked: AtomicBool::new(false),
        }
    }

    /// Whether the peer asked for a client certificate.
    pub(super) fn was_asked(&self) -> bool {
        self.asked.load(Ordering::Relaxed)
    }
}

impl ResolvesClientCert for Presenter {
    fn resolve(
        &self,
        _issuers: &[&[u8]],
        _schemes: &[SignatureScheme],
    ) -> Option<Arc<CertifiedKey>> {
        self.asked.store(true, Ordering::Relaxed);
        self.identity.clone()
    }

    /// Always, so that the question is heard.
    fn has_certs(&self) -> bool {
        true
    }
}
