//! A service and how it was asked.

use jiff::Timestamp;

use crate::kit::probe::https::Query;
use crate::kit::realm::{Endpoint, Platform, Service, ServiceName};
use crate::kit::{Ctx, Entity, Finding};

/// A service and how it was asked.
pub(super) struct Asked<'a> {
    pub(super) name: ServiceName,
    pub(super) server: Endpoint,
    /// The client certificate's name in the config.
    pub(super) certificate: Option<&'a str>,
    pub(super) query: Query,
    /// By the host's clock.
    pub(super) now: Timestamp,
    /// That of the appliance.
    pub(super) platform: Platform,
}

impl<'a> Asked<'a> {
    pub(super) fn new(cx: &Ctx<'a>, name: ServiceName, service: &Service) -> Self {
        let server = Endpoint::of(&service.url).unwrap_or_else(|| Endpoint::new("", 443));
        Self {
            name,
            server,
            certificate: cx.client_certificate(),
            query: cx.request_to(service),
            now: cx.now,
            platform: cx.platform(),
        }
    }

    /// The finding with what is the same in all of them: the names in its texts, and what it touches.
    pub(super) fn completes(&self, finding: Finding) -> Finding {
        finding
            .fill("host", &self.server.host)
            .fill("port", self.server.port)
            .touching(Entity::Service(self.name))
            .touching(Entity::host(&self.server.host))
    }

    pub(super) fn subject(&self) -> String {
        format!("{} {}", self.name.key(), self.server.host)
    }
}
