//! Signatures of certificates: whether they hold.

use x509_parser::error::X509Error;
use x509_parser::prelude::{AlgorithmIdentifier, SubjectPublicKeyInfo, X509Certificate};
use x509_parser::signature_algorithm::RsaSsaPssParams;

use super::key::public_key;
use crate::files::oid;

/// Whether the issuer's key made the signature; `None` for an algorithm or a key that cannot be verified here.
pub(super) fn holds(
    certificate: &X509Certificate<'_>,
    issuer: &SubjectPublicKeyInfo<'_>,
) -> Option<bool> {
    match certificate.verify_signature(Some(issuer)) {
        Ok(()) => Some(true),
        Err(X509Error::SignatureVerificationError) => {
            can_be_verified(&certificate.signature_algorithm, issuer).then_some(false)
        }
        Err(_) => None,
    }
}

/// Whether AWS-LC, which says of what it does not take that it is wrong, takes such a key and such a salt.
fn can_be_verified(signature: &AlgorithmIdentifier<'_>, key: &SubjectPublicKeyInfo<'_>) -> bool {
    let key = public_key(key);
    let name = oid::name(&signature.algorithm.to_id_string());
    let shortest = match name {
        Some("sha1WithRSAEncryption") => 1024,
        _ => 2048,
    };
    let is_taken = key.algorithm != "RSA" || (shortest..=8192).contains(&key.bits);
    let parameters = signature.parameters.as_ref();
    let pss = parameters.and_then(|parameters| RsaSsaPssParams::try_from(parameters).ok());
    // It takes a salt that is as long as the hash, as TLS has it (RFC 8446 section 4.2.3); the default of certificates is
    // 20 bytes (RFC 4055 section 3.1), and that of OpenSSL the most that fits.
    is_taken
        && pss.is_none_or(|pss| {
            let hash = pss.hash_algorithm_oid().to_id_string();
            let of_hash = [(".1", 32), (".2", 48), (".3", 64)];
            let mut known = of_hash.into_iter();
            known.any(|(end, length)| hash.ends_with(end) && pss.salt_length() == length)
        })
}
