//! A client certificate with its key, as it is presented.

use std::collections::HashMap;
use std::sync::Arc;

use checks::kit::ProbeError;
use checks::kit::realm::CertificateSource;
use rustls::sign::CertifiedKey;

/// A client certificate with its key, or why it cannot be presented.
pub type Identity = Result<Arc<CertifiedKey>, Unusable>;

/// Client certificates by source: each is read and unlocked once per run.
pub type Identities = tokio::sync::Mutex<HashMap<CertificateSource, Identity>>;

/// Why a client certificate cannot be presented.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Unusable {
    /// The certificate or its key is at fault.
    Itself(String),
    /// This run is: a secret or a permission is missing.
    Withheld(ProbeError),
}
