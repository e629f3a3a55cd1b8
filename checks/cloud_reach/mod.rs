//! Detects cloud services that cannot be reached, cannot be trusted, or turn the appliance away.

pub(crate) mod about;
mod evidence;
mod verdict;
mod wording;

use futures_util::future::join_all;

use self::about::ABOUT;
use crate::kit::probe::https::Query;
use crate::kit::realm::{Service, ServiceName};
use crate::kit::{Ctx, Entity, Finding, check};

check!(CloudReach, judge);

async fn judge(cx: &Ctx<'_>) -> Vec<Finding> {
    let services = cx.cloud().services();
    let findings = join_all(services.map(|(name, service)| judge_service(cx, name, service))).await;
    if findings.is_empty() {
        let summary = "the config names no URL of a cloud service";
        return vec![Finding::not_known(&ABOUT, "cloud services", summary)];
    }
    findings
}

async fn judge_service(cx: &Ctx<'_>, name: ServiceName, service: &Service) -> Finding {
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
            via: cx.proxy_to(&host).cloned(),
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
