//! An API and how it was asked.

use crate::kit::probe::api::Query;
use crate::kit::realm::Endpoint;

/// An API and how it was asked.
pub(super) struct Asked<'a> {
    pub(super) endpoint: Endpoint,
    pub(super) query: &'a Query,
}

impl<'a> Asked<'a> {
    pub(super) fn of(query: &'a Query) -> Self {
        let host = query.url.host_str().unwrap_or_default();
        let port = query.url.port_or_known_default().unwrap_or(443);
        Self {
            endpoint: Endpoint::new(host.trim_matches(['[', ']']), port),
            query,
        }
    }

    pub(super) fn subject(&self) -> String {
        format!("API {}", self.query.url)
    }
}
