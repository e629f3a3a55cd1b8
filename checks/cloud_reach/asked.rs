//! A service and how it was asked.

use jiff::Timestamp;

use crate::kit::probe::https::Query;
use crate::kit::realm::{Platform, Service, ServiceName};
use crate::kit::{Ctx, Entity, Finding};

/// A service and how it was asked.
pub(super) struct Asked<'a> {
    pub(super) name: ServiceName,
    pub(super) host: String,
    pub(super) port: u16,
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
        let host = service.url.host_str().unwrap_or_default();
        let host = host.trim_matches(['[', ']']).to_owned();
        let certificate = cx.client_certificate();
        let sources = &cx.config.certificates;
        let query = Query {
            url: service.url.clone(),
            via: cx.proxy_to(&host).cloned(),
            client_certificate: certificate.and_then(|name| sources.get(name)).cloned(),
        };
        Self {
            name,
            host,
            port: service.url.port_or_known_default().unwrap_or(443),
            certificate,
            query,
            now: cx.now,
            platform: cx.platform(),
        }
    }

    pub(super) fn touched_by(&self, finding: Finding) -> Finding {
        finding
            .touching(Entity::Service(self.name))
            .touching(Entity::host(&self.host))
    }

    pub(super) fn subject(&self) -> String {
        format!("{} {}", self.name.key(), self.host)
    }
}
