//! Detects cloud services that cannot be reached, cannot be trusted, or turn the appliance away.

mod evidence;
mod verdict;
mod wording;

use futures_util::future::join_all;

use crate::kit::probe::https::Query;
use crate::kit::realm::{Service, ServiceName};
use crate::kit::{About, Area, Asks, Check, Ctx, Entity, Finding, Judged, Reason};

/// A GET to every cloud service, as the realm would send it.
pub(crate) struct CloudReach;

const ABOUT: About = About {
    id: "cloud-reach",
    area: Area::Cloud,
    title: "TLS and a GET to every cloud service",
    asks: Asks::Network,
    reasons: &[
        Reason::fail("refused", "the connection is refused"),
        Reason::fail("timeout", "the service stays silent"),
        Reason::fail("unreachable", "no route leads to the service"),
        Reason::fail("reset", "the connection is broken off"),
        Reason::fail(
            "tls-version",
            "the service or a device on the way speaks only TLS versions that are too old",
        ),
        Reason::fail("tls-failed", "the TLS handshake fails in another way"),
        Reason::fail("not-tls", "what answers does not speak TLS"),
        Reason::fail(
            "untrusted",
            "the service's certificate does not lead up to a trusted root",
        ),
        Reason::fail("wrong-name", "the service's certificate is for other hosts"),
        Reason::fail(
            "expired",
            "the service's certificate, or one of its issuers, is outside its time by this host's clock",
        ),
        Reason::fail(
            "client-certificate-rejected",
            "the service does not accept the client certificate",
        ),
        Reason::fail(
            "client-certificate-required",
            "the service wants a client certificate and got none",
        ),
        Reason::unknown(
            "certificate-not-presented",
            "the service wants a client certificate, and otpdoctor cannot present one from the Windows store",
        ),
        Reason::fail(
            "http-error",
            "the answer is 404, 410, 502, 503, 504, or not HTTP",
        ),
        Reason::fail(
            "license-rejected",
            "the service turns the appliance away with 401 or 403",
        ),
        Reason::skip(
            "not-reached",
            "the request did not get as far as the service; another check says why",
        ),
    ],
    leads_to: &[],
    explain: include_str!("explain.md"),
};

impl Check for CloudReach {
    fn about(&self) -> &'static About {
        &ABOUT
    }

    fn run<'a>(&'a self, cx: &'a Ctx<'a>) -> Judged<'a> {
        Box::pin(async move {
            let services = cx.cloud().services();
            let findings = join_all(services.map(|(name, service)| judge(cx, name, service))).await;
            if findings.is_empty() {
                return vec![Finding::not_known(
                    &ABOUT,
                    "cloud services",
                    "the config names no URL of a cloud service",
                )];
            }
            findings
        })
    }
}

async fn judge(cx: &Ctx<'_>, name: ServiceName, service: &Service) -> Finding {
    let asked = Asked::new(cx, name, service);
    let answer = match cx.probe(asked.query.clone()).await {
        Ok(answer) => answer,
        Err(error) => return asked.touched_by(Finding::unasked(&ABOUT, asked.subject(), &error)),
    };
    let verdict = verdict::decide(&asked.query, &answer, cx.now);
    let finding = evidence::add(wording::word(&asked, &verdict), &asked, &answer, &verdict);
    let site = match verdict {
        verdict::Verdict::Rejected(_) => asked
            .certificate
            .and_then(|name| crate::kit::selected::certificate_site(cx, name)),
        _ => None,
    };
    asked
        .touched_by(finding)
        .touching_all(verdict.touches(asked.certificate))
        .at(site.or(cx.service_site(name)))
}

/// A service and how it was asked.
struct Asked<'a> {
    name: ServiceName,
    host: String,
    port: u16,
    /// The client certificate's name in the config.
    certificate: Option<&'a str>,
    query: Query,
}

impl<'a> Asked<'a> {
    fn new(cx: &Ctx<'a>, name: ServiceName, service: &Service) -> Self {
        let host = service.url.host_str().unwrap_or_default();
        let host = host.trim_matches(['[', ']']).to_owned();
        let certificate = cx.client_certificate();
        let sources = &cx.config.certificates;
        let query = Query {
            url: service.url.clone(),
            via: cx
                .proxy()
                .filter(|proxy| proxy.bypassed_by(&host).is_none())
                .cloned(),
            client_certificate: certificate.and_then(|name| sources.get(name)).cloned(),
        };
        Self {
            name,
            host,
            port: service.url.port_or_known_default().unwrap_or(443),
            certificate,
            query,
        }
    }

    fn touched_by(&self, finding: Finding) -> Finding {
        finding
            .touching(Entity::Service(self.name))
            .touching(Entity::host(&self.host))
    }

    fn subject(&self) -> String {
        format!("{} {}", self.name.key(), self.host)
    }
}
