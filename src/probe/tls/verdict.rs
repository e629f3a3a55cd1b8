//! What rustls-webpki makes of certificates, as a fact.

use std::cell::Cell;
use std::{iter, slice};

use checks::kit::chain::Chain;
use checks::kit::chain_fault::{self, Refusal};
use jiff::Timestamp;
use rustls::CertificateError;
use rustls::crypto::WebPkiSupportedAlgorithms;
use rustls_pki_types::{CertificateDer, ServerName, UnixTime};
use webpki::{EndEntityCert, Error, KeyUsage, VerifiedPath};

use super::trust::Roots;
use crate::probe::x509;
use crate::secret::Vault;

/// Who verifies: whom it trusts, what it can, and when.
#[derive(Clone, Copy)]
pub struct Verifier<'a> {
    /// Whom it trusts.
    pub roots: &'a Roots,
    /// The signatures that it verifies.
    pub algorithms: WebPkiSupportedAlgorithms,
    /// Cuts secrets out of what certificates say.
    pub vault: &'a Vault,
    /// The moment.
    pub now: UnixTime,
}

impl Verifier<'_> {
    /// The chain of certificates, leaf first, and what is refused about them: on the path that verifies, where there is
    /// one. They are a server's of this name, or else a client's. It says why where the first one cannot be read.
    pub fn examine(
        &self,
        shown: &[CertificateDer<'_>],
        name: Option<&ServerName<'_>>,
    ) -> (Result<Chain, String>, Option<Refusal>) {
        if !x509::can_be_followed(shown) {
            let why = format!("it comes with {}", chain_fault::MANY_WAYS);
            return (Err(why), Some(Refusal::ManyWays));
        }
        match self.verify(shown, name) {
            Ok(chain) => (chain, None),
            Err(refusal) => {
                let chain = self.chain(shown, &self.roots.certificates);
                (chain, Some(refusal))
            }
        }
    }

    fn chain(
        &self,
        path: &[CertificateDer<'_>],
        roots: &[CertificateDer<'_>],
    ) -> Result<Chain, String> {
        x509::chain(path, roots, self.vault)
    }

    /// The chain of a path that the library has verified.
    fn verified(
        &self,
        leaf: &CertificateDer<'_>,
        path: &VerifiedPath<'_>,
    ) -> Result<Chain, String> {
        let root = self.roots.of(path.anchor());
        let above = path.intermediate_certificates().map(|one| one.der());
        let path: Vec<_> = iter::once(leaf.clone()).chain(above).collect();
        x509::verified(&path, root, self.vault)
            .or_else(|_| self.chain(&path, slice::from_ref(root)))
    }

    /// The chain on the path that verifies.
    fn verify(
        &self,
        shown: &[CertificateDer<'_>],
        name: Option<&ServerName<'_>>,
    ) -> Result<Result<Chain, String>, Refusal> {
        let (leaf, others) = shown.split_first().ok_or(Refusal::UnknownIssuer)?;
        let certificate = EndEntityCert::try_from(leaf).map_err(refusal)?;
        let usage = match name {
            Some(_) => KeyUsage::server_auth(),
            None => KeyUsage::client_auth(),
        };
        let taken = Cell::new(None);
        // The library looks at no key usage, and of a root at nothing but its name constraints.
        let may_issue = |path: &VerifiedPath<'_>| {
            let chain = self.verified(leaf, path);
            let unfit = |chain: &Chain| chain.unfit(name.is_some()).is_some();
            if chain.as_ref().is_ok_and(unfit) {
                return Err(Error::EndEntityUsedAsCa);
            }
            taken.set(Some(chain));
            Ok(())
        };
        let (all, anchors) = (self.algorithms.all, &self.roots.anchors);
        let verified = certificate.verify_for_usage(
            all,
            anchors,
            others,
            self.now,
            usage,
            None,
            Some(&may_issue),
        );
        let chain = match verified {
            Ok(path) => taken.take().unwrap_or_else(|| self.verified(leaf, &path)),
            // Whoever put this very certificate into the trust store needs no path, as Windows and OpenSSL see it.
            Err(Error::CaUsedAsEndEntity) => {
                let itself = self.roots.itself(leaf, moment(self.now));
                let itself = slice::from_ref(itself.ok_or(Refusal::CaUsedAsEndEntity)?);
                self.chain(itself, itself)
            }
            Err(error) => return Err(refusal(error)),
        };
        match name.map(|name| certificate.verify_is_valid_for_subject_name(name)) {
            Some(Err(error)) => Err(refusal(error)),
            _ => Ok(chain),
        }
    }
}

/// What rustls refuses about the signature by which a server proves that the certificate is its own.
pub(super) fn of_signature(error: &CertificateError) -> Refusal {
    use CertificateError as E;
    match error {
        E::BadSignature => Refusal::BadSignature,
        E::UnsupportedSignatureAlgorithmForPublicKeyContext {
            signature_algorithm_id: id,
            ..
        } => algorithm(id),
        E::Other(other) => match other.0.downcast_ref::<Error>() {
            Some(error) => refusal(error.clone()),
            None => Refusal::Other(other.to_string()),
        },
        other => Refusal::Other(format!("{other:?}")),
    }
}

fn refusal(error: Error) -> Refusal {
    match error {
        Error::CertExpired { not_after, .. } => Refusal::Expired(moment(not_after)),
        Error::CertNotValidYet { not_before, .. } => Refusal::NotYetValid(moment(not_before)),
        Error::UnknownIssuer => Refusal::UnknownIssuer,
        Error::InvalidSignatureForPublicKey => Refusal::BadSignature,
        Error::CertNotValidForName(_) => Refusal::WrongName,
        Error::RequiredEkuNotFoundContext(_) | Error::EmptyEkuExtension => Refusal::NotForServers,
        Error::EndEntityUsedAsCa | Error::PathLenConstraintViolated => Refusal::IssuerNotCa,
        Error::CaUsedAsEndEntity => Refusal::CaUsedAsEndEntity,
        Error::NameConstraintViolation => Refusal::NameConstraint,
        Error::UnsupportedSignatureAlgorithmContext(context) => {
            algorithm(&context.signature_algorithm_id)
        }
        Error::UnsupportedSignatureAlgorithmForPublicKeyContext(context) => {
            algorithm(&context.signature_algorithm_id)
        }
        // The library's names of its errors are stable, and what its users search for.
        other => Refusal::Other(format!("{other:?}")),
    }
}

fn algorithm(id: &[u8]) -> Refusal {
    Refusal::Algorithm(x509::algorithm_name(id))
}

fn moment(time: UnixTime) -> Timestamp {
    let seconds = i64::try_from(time.as_secs()).unwrap_or(i64::MAX);
    Timestamp::from_second(seconds).unwrap_or(Timestamp::MAX)
}
