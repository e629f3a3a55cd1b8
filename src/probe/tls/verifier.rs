//! What rustls asks during a handshake: a verifier that records and lets go on, and a client
//! certificate that notes that it was asked for.

use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex};

use rustls::client::danger::{HandshakeSignatureValid, ServerCertVerified, ServerCertVerifier};
use rustls::client::{
    ResolvesClientCert, verify_server_cert_signed_by_trust_anchor, verify_server_name,
};
use rustls::crypto::{CryptoProvider, verify_tls12_signature, verify_tls13_signature};
use rustls::server::ParsedCertificate;
use rustls::sign::CertifiedKey;
use rustls::{DigitallySignedStruct, Error, SignatureScheme};
use rustls_pki_types::{CertificateDer, ServerName, UnixTime};

use super::trust::Roots;

/// Keeps what the peer showed and whether it verifies, and lets the handshake go on either way.
/// Signatures of the handshake itself are verified for real.
pub(super) struct Recorder {
    provider: Arc<CryptoProvider>,
    roots: Arc<Roots>,
    shown: Mutex<Vec<CertificateDer<'static>>>,
    verified: AtomicBool,
}

impl Recorder {
    pub(super) fn new(provider: Arc<CryptoProvider>, roots: Arc<Roots>) -> Self {
        Self {
            provider,
            roots,
            shown: Mutex::default(),
            verified: AtomicBool::new(false),
        }
    }

    /// The certificates that the peer showed, in its order.
    pub(super) fn shown(&self) -> Vec<CertificateDer<'static>> {
        self.shown.lock().expect("no holder panics").clone()
    }

    /// Whether chain, time and name of the peer verify.
    pub(super) fn verified(&self) -> bool {
        self.verified.load(Ordering::Relaxed)
    }

    fn verify(
        &self,
        leaf: &CertificateDer<'_>,
        others: &[CertificateDer<'_>],
        name: &ServerName<'_>,
        now: UnixTime,
    ) -> Result<(), Error> {
        let leaf = ParsedCertificate::try_from(leaf)?;
        let algorithms = self.provider.signature_verification_algorithms.all;
        let roots = &self.roots.store;
        verify_server_cert_signed_by_trust_anchor(&leaf, roots, others, now, algorithms)?;
        verify_server_name(&leaf, name)
    }
}

impl ServerCertVerifier for Recorder {
    fn verify_server_cert(
        &self,
        leaf: &CertificateDer<'_>,
        others: &[CertificateDer<'_>],
        name: &ServerName<'_>,
        _ocsp_response: &[u8],
        now: UnixTime,
    ) -> Result<ServerCertVerified, Error> {
        let shown = std::iter::once(leaf).chain(others);
        *self.shown.lock().expect("no holder panics") =
            shown.map(|der| der.clone().into_owned()).collect();
        let verdict = self.verify(leaf, others, name, now);
        self.verified.store(verdict.is_ok(), Ordering::Relaxed);
        Ok(ServerCertVerified::assertion())
    }

    fn verify_tls12_signature(
        &self,
        message: &[u8],
        leaf: &CertificateDer<'_>,
        signed: &DigitallySignedStruct,
    ) -> Result<HandshakeSignatureValid, Error> {
        let algorithms = &self.provider.signature_verification_algorithms;
        verify_tls12_signature(message, leaf, signed, algorithms)
    }

    fn verify_tls13_signature(
        &self,
        message: &[u8],
        leaf: &CertificateDer<'_>,
        signed: &DigitallySignedStruct,
    ) -> Result<HandshakeSignatureValid, Error> {
        let algorithms = &self.provider.signature_verification_algorithms;
        verify_tls13_signature(message, leaf, signed, algorithms)
    }

    fn supported_verify_schemes(&self) -> Vec<SignatureScheme> {
        let algorithms = &self.provider.signature_verification_algorithms;
        algorithms.supported_schemes()
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
