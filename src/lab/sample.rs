//! The encrypted seed that the lab's realms try to open.

use rustls_pki_types::CertificateDer;
use rustls_pki_types::pem::PemObject as _;
use serde::Deserialize;

use super::pki::{Authority, Request};
use crate::seed;

/// What is right or wrong with it.
#[derive(Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub(super) enum Sample {
    /// Nothing.
    Sound,
    /// It is encrypted for another certificate.
    ForAnother,
    /// Its last byte was changed.
    Damaged,
}

/// 160 bits that are nobody's seed.
const SEED: [u8; 20] = *b"the lab's own secret";

/// A sample for the license certificate (PEM); where there is none that seals, for a stranger's.
pub(super) fn seal(sample: Sample, license: Option<&str>) -> anyhow::Result<Vec<u8>> {
    let own = license
        .filter(|_| sample != Sample::ForAnother)
        .and_then(|pem| CertificateDer::from_pem_slice(pem.as_bytes()).ok())
        .and_then(|certificate| seed::seal(&SEED, &certificate).ok());
    let mut sealed = match own {
        Some(sealed) => sealed,
        None => {
            let stranger = Authority::named("Stranger")?.sign(&Request::of_license("Stranger"))?;
            seed::seal(&SEED, &stranger.chain[0])?
        }
    };
    if let Some(last) = sealed.last_mut().filter(|_| sample == Sample::Damaged) {
        *last ^= 1;
    }
    Ok(sealed)
}
