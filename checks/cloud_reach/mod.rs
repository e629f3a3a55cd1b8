//! Detects cloud services that cannot be reached, cannot be trusted, or turn the appliance away.

mod about;
mod asked;
mod evidence;
mod verdict;
mod wording;

use futures_util::future::join_all;

pub(crate) use self::about::*;
use self::asked::Asked;
use self::verdict::Verdict;
use crate::kit::probe::https::Answer;
use crate::kit::realm::{Service, ServiceName};
use crate::kit::selected::certificate_site;
use crate::kit::{Ctx, Entity, Finding, check};

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
    let question = asked.query.clone();
    let finding = match cx.ask(&ABOUT, asked.subject(), question).await {
        Ok(answer) => judge_answer(cx, &asked, &answer),
        Err(unasked) => *unasked,
    };
    asked.completes(finding)
}

fn judge_answer(cx: &Ctx<'_>, asked: &Asked<'_>, answer: &Answer) -> Finding {
    let verdict = verdict::decide(&asked.query, answer, cx.now);
    // A tunnel that opened at the second try is the proxy's, and for proxy-reach.
    let first_try =
        (answer.first_try.as_ref()).filter(|first| first.tunnel.is_none() || first.is_tunneled());
    let finding = match (&verdict, first_try) {
        (Verdict::Reached(_), Some(first)) => wording::intermittent(asked, first),
        (Verdict::Reached(_), None) => match answer.slow() {
            None => wording::word(asked, &verdict),
            Some((stage, waited)) => wording::slow(asked, stage, waited),
        },
        _ => wording::word(asked, &verdict),
    };
    let finding = evidence::add(finding, asked, answer, &verdict);
    let certificate = match verdict {
        Verdict::Rejected(..) => asked.certificate,
        _ => None,
    };
    let beside = match verdict {
        Verdict::LicenseRejected(response) => {
            response.date().map(|date| cx.now.duration_since(date))
        }
        _ => None,
    };
    let bears = cx.config.appliance.time.fail;
    let site = certificate.and_then(|name| certificate_site(cx, name));
    finding
        .touching_all(verdict.touches(asked.certificate))
        .touching_all(beside.and_then(|offset| Entity::clock_beside(offset, bears)))
        .at(site.or(cx.service_site(asked.name)))
}
