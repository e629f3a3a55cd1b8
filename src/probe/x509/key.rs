//! The public key of a certificate: its kind and size.

use checks::kit::chain::PublicKey;
use x509_parser::prelude::SubjectPublicKeyInfo;
use x509_parser::public_key::PublicKey as ParsedKey;

const P521: &str = "1.3.132.0.35";

/// The algorithm by its name, or its OID where it is an odd one, and the size in bits.
pub(super) fn public_key(key: &SubjectPublicKeyInfo<'_>) -> PublicKey {
    let (algorithm, bits) = match key.parsed() {
        Ok(ParsedKey::RSA(rsa)) => ("RSA".to_owned(), bit_length(rsa.modulus)),
        Ok(ParsedKey::EC(point)) => ("EC".to_owned(), curve_bits(key, point.key_size())),
        _ => match key.algorithm.algorithm.to_id_string().as_str() {
            "1.3.101.112" => ("Ed25519".to_owned(), 256),
            "1.3.101.113" => ("Ed448".to_owned(), 456),
            oid => (oid.to_owned(), 0),
        },
    };
    PublicKey { algorithm, bits }
}

fn bit_length(number: &[u8]) -> u32 {
    let significant = number.iter().skip_while(|byte| **byte == 0);
    let leading = significant.clone().next().map_or(0, |b| b.leading_zeros());
    u32::try_from(significant.count() * 8).map_or(u32::MAX, |bits| bits - leading)
}

fn curve_bits(key: &SubjectPublicKeyInfo<'_>, of_point: usize) -> u32 {
    match curve(key).as_deref() {
        // Its coordinates are written in 66 bytes, which is more than it has.
        Some(P521) => 521,
        _ => u32::try_from(of_point).unwrap_or(0),
    }
}

/// The OID of an elliptic curve key's curve.
fn curve(key: &SubjectPublicKeyInfo<'_>) -> Option<String> {
    let parameters = key.algorithm.parameters.as_ref()?;
    Some(parameters.as_oid().ok()?.to_id_string())
}
