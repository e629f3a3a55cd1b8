//! An API and how it was asked.

use crate::kit::probe::api::Query;
use crate::kit::realm::Endpoint;

/// An API and how it was asked.
pub(super) struct Asked {
    pub(super) endpoint: Endpoint,
    pub(super) query: Query,
}

impl Asked {
    pub(super) fn subject(&self) -> String {
        format!("API {}", self.query.url)
    }
}
