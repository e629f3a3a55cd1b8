//! Fingerprints of seeds: HMAC-SHA256 under a key of the key file's own for them.
//!
//! Seeds that make the same codes have the same fingerprint, since it is of what HMAC makes of the seed (RFC 2104): one
//! that is longer than the hash's block is hashed, and zeros at the end change nothing. The user's name is in it, so
//! that equal seeds of two users do not show.

use aws_lc_rs::digest::{self, digest};
use data_encoding::HEXLOWER;
use zeroize::Zeroizing;

use super::keys::Keys;
use crate::otp::core::{Algorithm, Fingerprint, User};
use crate::seed::Seed;

const LABEL: &[u8] = b"otpdoctor seed fingerprint 1";

/// The fingerprint of a user's seed.
pub(super) fn of(keys: &Keys, user: &User, algorithm: Algorithm, seed: &Seed) -> Fingerprint {
    let key = key_of(algorithm, seed);
    let fields = [LABEL, user.as_str().as_bytes(), key.as_slice()];
    Fingerprint {
        key: keys.hash.name(),
        tag: HEXLOWER.encode(&keys.fingerprints.tag(&fields)[..16]),
    }
}

/// What HMAC makes of a seed, without the zeros at its end.
fn key_of(algorithm: Algorithm, seed: &Seed) -> Seed {
    let hash = match algorithm {
        Algorithm::Sha1 => &digest::SHA1_FOR_LEGACY_USE_ONLY,
        Algorithm::Sha256 => &digest::SHA256,
        Algorithm::Sha512 => &digest::SHA512,
    };
    let mut key = match seed.len() > hash.block_len() {
        true => Zeroizing::new(digest(hash, seed).as_ref().to_vec()),
        false => seed.clone(),
    };
    while key.last() == Some(&0) {
        key.pop();
    }
    key
}

#[cfg(test)]
mod tests;
