//! A service and how it was asked.

use jiff::Timestamp;

use crate::kit::probe::https::Query;
use crate::kit::probe::proxy;
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

    /// Whether the proxy opened to `proxy-reach` the tunnel that it did not open for this request: then neither check may
    /// leave the fault to the other.
    pub(super) async fn tunneled_otherwise(&self, cx: &Ctx<'_>) -> bool {
        // Of a URL in clear no tunnel is asked.
        let tunneled = self.query.url.scheme() == "https";
        let Some(proxy) = self.query.via.clone().filter(|_| tunneled) else {
            return false;
        };
        let target = self.server.clone();
        let answer = cx.probe(proxy::Query { proxy, target }).await;
        answer.is_ok_and(|answer| {
            let tunnel = answer.tunnel.as_ref();
            tunnel.is_some_and(|tunnel| tunnel.leads_on(answer.tls.as_ref()))
        })
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
