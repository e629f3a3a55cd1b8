//! Stub.

use checks::kit::probe::smtp::{Answer, Query};
use checks::kit::{Answered, ProbeError};

use super::Live;

/// Stub.
pub async fn ask(_live: &Live, _query: &Query) -> Answered<Answer> {
    Err(ProbeError::Unsupported("stub".into()))
}
