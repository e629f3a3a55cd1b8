//! A client certificate with its key, as it is presented.

use std::sync::Arc;

use checks::kit::ProbeError;
use rustls::sign::CertifiedKey;

/// A client certificate with its key, or why it cannot be presented.
pub type Identity = Result<Arc<CertifiedKey>, Unusable>;

/// Why a client certificate cannot be presented.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Unusable {
    /// The certificate or its key is at fault.
    AtFault(String),
    /// This run lacks a secret or a permission that it needs to use the key.
    Withheld(ProbeError),
}
