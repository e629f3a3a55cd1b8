//! Fingerprints of seeds: HMAC-SHA256 under a key of the key file's own for them.
//!
//! Seeds that make the same codes have the same fingerprint, since it is of what HMAC makes of the seed (RFC 2104): one
//! that is longer than the hash's block is hashed, and zeros at the end change nothing. The user's name is in it, so
//! that equal seeds of two users do not show.

use hmac::{Hmac, KeyInit, Mac};
use sha2::{Digest, Sha256};
use zeroize::Zeroizing;

use super::keys::Keys;
use crate::otp::core::{Algorithm, Fingerprint, User};
use crate::seed::Seed;

const LABEL: &[u8] = b"otpdoctor seed fingerprint 1";

/// The fingerprint of a user's seed.
pub(super) fn of(keys: &Keys, user: &User, algorithm: Algorithm, seed: &Seed) -> Fingerprint {
    let mut mac =
        Hmac::<Sha256>::new_from_slice(keys.fingerprints()).expect("HMAC takes keys of any length");
    for field in [LABEL, user.as_str().as_bytes(), &*key_of(algorithm, seed)] {
        mac.update(&(field.len() as u64).to_be_bytes());
        mac.update(field);
    }
    let tag = mac.finalize().into_bytes();
    Fingerprint {
        key: keys.hash().name(),
        tag: data_encoding::HEXLOWER.encode(&tag[..16]),
    }
}

/// What HMAC makes of a seed, without the zeros at its end.
fn key_of(algorithm: Algorithm, seed: &Seed) -> Seed {
    let mut key = match algorithm {
        Algorithm::Sha1 if seed.len() > 64 => Zeroizing::new(sha1::Sha1::digest(seed).to_vec()),
        Algorithm::Sha256 if seed.len() > 64 => Zeroizing::new(Sha256::digest(seed).to_vec()),
        Algorithm::Sha512 if seed.len() > 128 => {
            Zeroizing::new(sha2::Sha512::digest(seed).to_vec())
        }
        _ => seed.clone(),
    };
    while key.last() == Some(&0) {
        key.pop();
    }
    key
}

#[cfg(test)]
mod tests;
