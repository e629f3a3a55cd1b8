//! Detects cloud services that cannot be reached, cannot be trusted, or turn the appliance away.

pub(crate) mod about;
mod asked;
mod evidence;
mod verdict;
mod wording;

use futures_util::future::join_all;

use self::about::ABOUT;
use self::asked::Asked;
use crate::kit::realm::{Service, ServiceName};
use crate::kit::{Ctx, Finding, check};

check!(CloudReach, judge);

async fn judge(cx: &Ctx<'_>) -> Vec<Finding> {
    let services = cx.cloud().services();
    let findings = join_all(services.map(|(name, service)| judge_service(cx, name, service))).await;
    if findings.is_empty() {
        let summary = "the config names no URL of a cloud service";
        return vec![Finding::not_known(&ABOUT, "cloud services").summary(summary)];
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
