//! Stub.

use checks::kit::probe::system_proxy::{Answer, Query};
use checks::kit::{Answered, ProbeError};

/// Stub.
pub async fn ask(_query: &Query) -> Answered<Answer> {
    Err(ProbeError::Unsupported("stub".into()))
}
