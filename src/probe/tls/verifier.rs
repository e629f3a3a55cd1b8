//! What rustls asks during a handshake: a verifier that records and lets go on, and a client
//! certificate that notes that it was asked for.

use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex};

use checks::kit::chain::Chain;
use checks::kit::chain_fault::Refusal;
use rustls::client::ResolvesClientCert;
use rustls::client::danger::{HandshakeSignatureValid, ServerCertVerified, ServerCertVerifier};
use rustls::crypto::{WebPkiSupportedAlgorithms, verify_tls12_signature, verify_tls13_signature};
use rustls::sign::CertifiedKey;
use rustls::{CertificateError, DigitallySignedStruct, Error, SignatureScheme};
use rustls_pki_types::{CertificateDer, ServerName, UnixTime};

use super::trust::Roots;
use super::verdict::{self, Verifier};
use crate::secret::Vault;

/// Keeps what the peer showed and what the library refuses about it, and lets the handshake go on, unless a client
/// certificate would be shown to a peer that does not verify.
#[derive(Debug)]
pub(super) struct Recorder {
    pub(super) roots: Arc<Roots>,
    pub(super) algorithms: WebPkiSupportedAlgorithms,
    pub(super) vault: Arc<Vault>,
    /// Whether the handshake goes on with a peer that does not verify.
    pub(super) goes_on: bool,
    pub(super) seen: Mutex<Seen>,
}

/// What the peer showed.
#[derive(Clone, Debug, Default)]
pub(super) struct Seen {
    /// Its certificates: on the path that verifies, where one does.
    pub(super) chain: Chain,
    /// What the library refuses about them.
    pub(super) refusal: Option<Refusal>,
}

impl Recorder {
    /// What the peer showed so far.
    pub(super) fn seen(&self) -> Seen {
        self.seen.lock().expect("no holder panics").clone()
    }

    fn refuse(&self, refusal: Refusal) -> Result<(), Error> {
        let mut seen = self.seen.lock().expect("no holder panics");
        seen.refusal.get_or_insert(refusal);
        if self.goes_on {
            Ok(())
        } else {
            Err(CertificateError::ApplicationVerificationFailure.into())
        }
    }

    /// Whether the certificate is the peer's own.
    fn prove(
        &self,
        proof: Result<HandshakeSignatureValid, Error>,
    ) -> Result<HandshakeSignatureValid, Error> {
        match proof {
            Err(Error::InvalidCertificate(why)) => {
                self.refuse(verdict::of_signature(&why))?;
                Ok(HandshakeSignatureValid::assertion())
            }
            other => other,
        }
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
        let shown: Vec<_> = shown.map(|der| der.clone().into_owned()).collect();
        let verifier = Verifier {
            roots: &self.roots,
            algorithms: self.algorithms,
            vault: &self.vault,
            now,
        };
        let (chain, refusal) = verifier.examine(&shown, Some(name));
        self.seen.lock().expect("no holder panics").chain = chain.unwrap_or_default();
        if let Some(refusal) = refusal {
            self.refuse(refusal)?;
        }
        Ok(ServerCertVerified::assertion())
    }

    fn verify_tls12_signature(
        &self,
        message: &[u8],
        leaf: &CertificateDer<'_>,
        signed: &DigitallySignedStruct,
    ) -> Result<HandshakeSignatureValid, Error> {
        let proof = verify_tls12_signature(message, leaf, signed, &self.algorithms);
        self.prove(proof)
    }

    fn verify_tls13_signature(
        &self,
        message: &[u8],
        leaf: &CertificateDer<'_>,
        signed: &DigitallySignedStruct,
    ) -> Result<HandshakeSignatureValid, Error> {
        let proof = verify_tls13_signature(message, leaf, signed, &self.algorithms);
        self.prove(proof)
    }

    fn supported_verify_schemes(&self) -> Vec<SignatureScheme> {
        self.algorithms.supported_schemes()
    }
}

/// Presents the client certificate, if there is one, and notes that it was asked for.
#[derive(Debug)]
pub(super) struct Presenter {
    pub(super) identity: Option<Arc<CertifiedKey>>,
    pub(super) asked: AtomicBool,
}

impl Presenter {
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

    /// Always, so that the question is received.
    fn has_certs(&self) -> bool {
        true
    }
}
