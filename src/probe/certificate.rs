//! Stub.

use checks::kit::probe::certificate::{Answer, Query};
use checks::kit::{Answered, ProbeError};

use super::Live;
use super::tls::Identity;

/// Stub.
pub async fn ask(_live: &Live, _query: &Query) -> Answered<Answer> {
    Err(ProbeError::Unsupported("stub".into()))
}

/// Stub.
pub async fn client_identity(
    _live: &Live,
    _source: &checks::kit::realm::CertificateSource,
) -> Identity {
    Err("stub".into())
}
