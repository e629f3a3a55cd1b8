//! Signatures of certificates: whether they hold.

use aws_lc_rs::signature::{self as algorithms, UnparsedPublicKey, VerificationAlgorithm};
use x509_parser::prelude::{AlgorithmIdentifier, SubjectPublicKeyInfo, X509Certificate};
use x509_parser::signature_algorithm::RsaSsaPssParams;

use super::key::{P256, P384, P521, curve, public_key};
use crate::files::oid;

/// Whether the issuer's key made the signature; `None` for an algorithm or a key that cannot be verified here.
pub(super) fn holds(
    certificate: &X509Certificate<'_>,
    issuer: &SubjectPublicKeyInfo<'_>,
) -> Option<bool> {
    let algorithm = algorithm(&certificate.signature_algorithm, issuer)?;
    let key = UnparsedPublicKey::new(algorithm, &issuer.subject_public_key.data);
    let signature = &certificate.signature_value.data;
    let signed = certificate.tbs_certificate.as_ref();
    Some(key.verify(signed, signature).is_ok())
}

fn algorithm(
    signature: &AlgorithmIdentifier<'_>,
    key: &SubjectPublicKeyInfo<'_>,
) -> Option<&'static dyn VerificationAlgorithm> {
    let name = oid::name(&signature.algorithm.to_id_string())?;
    let kind = public_key(key);
    match kind.algorithm.as_str() {
        "RSA" if name == "RSASSA-PSS" => pss(signature, kind.bits),
        "RSA" => rsa(name, kind.bits),
        "EC" => ecdsa(name, &curve(key)?),
        "Ed25519" if name == "Ed25519" => Some(&algorithms::ED25519),
        _ => None,
    }
}

fn rsa(name: &str, bits: u32) -> Option<&'static dyn VerificationAlgorithm> {
    match (name, bits) {
        (_, 0..1024 | 8193..) => None,
        ("sha1WithRSAEncryption", _) => {
            Some(&algorithms::RSA_PKCS1_1024_8192_SHA1_FOR_LEGACY_USE_ONLY)
        }
        ("sha256WithRSAEncryption", _) => {
            Some(&algorithms::RSA_PKCS1_1024_8192_SHA256_FOR_LEGACY_USE_ONLY)
        }
        ("sha384WithRSAEncryption", 2048..) => Some(&algorithms::RSA_PKCS1_2048_8192_SHA384),
        ("sha512WithRSAEncryption", _) => {
            Some(&algorithms::RSA_PKCS1_1024_8192_SHA512_FOR_LEGACY_USE_ONLY)
        }
        _ => None,
    }
}

fn pss(
    signature: &AlgorithmIdentifier<'_>,
    bits: u32,
) -> Option<&'static dyn VerificationAlgorithm> {
    if !(2048..=8192).contains(&bits) {
        return None;
    }
    // AWS-LC verifies the salt that is as long as the hash, as TLS has it (RFC 8446 section 4.2.3); the default of
    // certificates is 20 bytes (RFC 4055 section 3.1), and that of OpenSSL the most that fits.
    let parameters = RsaSsaPssParams::try_from(signature.parameters.as_ref()?).ok()?;
    let hash = parameters.hash_algorithm_oid().to_id_string();
    match (hash.as_str(), parameters.salt_length()) {
        ("2.16.840.1.101.3.4.2.1", 32) => Some(&algorithms::RSA_PSS_2048_8192_SHA256),
        ("2.16.840.1.101.3.4.2.2", 48) => Some(&algorithms::RSA_PSS_2048_8192_SHA384),
        ("2.16.840.1.101.3.4.2.3", 64) => Some(&algorithms::RSA_PSS_2048_8192_SHA512),
        _ => None,
    }
}

fn ecdsa(name: &str, curve: &str) -> Option<&'static dyn VerificationAlgorithm> {
    Some(match (curve, name) {
        (P256, "ecdsa-with-SHA1") => &algorithms::ECDSA_P256_SHA1_ASN1,
        (P256, "ecdsa-with-SHA256") => &algorithms::ECDSA_P256_SHA256_ASN1,
        (P256, "ecdsa-with-SHA384") => &algorithms::ECDSA_P256_SHA384_ASN1,
        (P256, "ecdsa-with-SHA512") => &algorithms::ECDSA_P256_SHA512_ASN1,
        (P384, "ecdsa-with-SHA256") => &algorithms::ECDSA_P384_SHA256_ASN1,
        (P384, "ecdsa-with-SHA384") => &algorithms::ECDSA_P384_SHA384_ASN1,
        (P384, "ecdsa-with-SHA512") => &algorithms::ECDSA_P384_SHA512_ASN1,
        (P521, "ecdsa-with-SHA1") => &algorithms::ECDSA_P521_SHA1_ASN1,
        (P521, "ecdsa-with-SHA256") => &algorithms::ECDSA_P521_SHA256_ASN1,
        (P521, "ecdsa-with-SHA384") => &algorithms::ECDSA_P521_SHA384_ASN1,
        (P521, "ecdsa-with-SHA512") => &algorithms::ECDSA_P521_SHA512_ASN1,
        _ => return None,
    })
}
