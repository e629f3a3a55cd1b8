//! What rustls-webpki makes of a server's certificates, as a fact.

use checks::kit::chain_fault::Refusal;
use jiff::Timestamp;
use rustls::CertificateError;
use rustls::crypto::WebPkiSupportedAlgorithms;
use rustls_pki_types::{CertificateDer, ServerName, UnixTime};
use webpki::{EndEntityCert, Error, KeyUsage};

use super::trust::Roots;
use crate::probe::x509;

/// What the library makes of the certificates that a server shows, leaf first: the path that verifies, to a root that is
/// left out, or else what it refuses.
///
/// # Errors
/// What the library refuses about chain, time or name.
pub fn verify(
    roots: &Roots,
    algorithms: &WebPkiSupportedAlgorithms,
    shown: &[CertificateDer<'_>],
    name: &ServerName<'_>,
    now: UnixTime,
) -> Result<Vec<CertificateDer<'static>>, Refusal> {
    let (leaf, others) = shown.split_first().ok_or(Refusal::UnknownIssuer)?;
    let certificate = EndEntityCert::try_from(leaf).map_err(refusal)?;
    let usage = KeyUsage::server_auth();
    let anchors = &roots.anchors;
    let verified =
        certificate.verify_for_usage(algorithms.all, anchors, others, now, usage, None, None);
    let mut path = vec![leaf.clone().into_owned()];
    match verified {
        Ok(verified) => {
            let others = verified.intermediate_certificates();
            path.extend(others.map(|one| one.der().into_owned()));
        }
        // Whoever put this very certificate into the trust store needs no path, as Windows and OpenSSL see it.
        Err(Error::CaUsedAsEndEntity) if roots.hold(leaf, moment(now)) => {}
        Err(error) => return Err(refusal(error)),
    }
    let named = certificate.verify_is_valid_for_subject_name(name);
    named.map_err(refusal).map(|()| path)
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
