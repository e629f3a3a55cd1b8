//! Stub.

use checks::kit::probe::zone::{Answer, Query};
use checks::kit::{Answered, ProbeError};

/// Stub.
pub fn ask(_query: &Query) -> Answered<Answer> {
    Err(ProbeError::Unsupported("stub".into()))
}
