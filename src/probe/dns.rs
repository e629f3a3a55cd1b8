//! Stub.

use checks::kit::probe::dns::{Answer, Query};
use checks::kit::{Answered, ProbeError};

use super::Live;

/// Stub.
pub async fn ask(_live: &Live, _query: &Query) -> Answered<Answer> {
    Err(ProbeError::Unsupported("stub".into()))
}

/// Stub.
pub struct Resolver {}

impl Resolver {
    /// Stub.
    pub fn new(_dns: Option<&checks::kit::realm::Dns>, _patience: super::Patience) -> Self {
        Self {}
    }
}
