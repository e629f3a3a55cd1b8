//! Detects a proxy that does not lead to the cloud services.

mod about;
mod answer;
mod reply;

use futures_util::future::join_all;

pub(crate) use self::about::*;
use self::reply::Asked;
use crate::kit::probe::https::{Answer, Stage, slow};
use crate::kit::realm::{Endpoint, Proxy, Service};
use crate::kit::{Answered, Ctx, Entity, Finding, check, text};

check!(ProxyReach, judge);

const PROXY: &str = "the proxy";

async fn judge(cx: &Ctx<'_>) -> Result<Vec<Finding>, Box<Finding>> {
    let Some(proxy) = cx.proxy() else {
        return Finding::not_configured(&ABOUT, "proxy")
            .summary("no proxy is configured, so the cloud is reached directly")
            .alone();
    };
    let Some(server) = proxy.endpoint() else {
        let skip = Finding::new(NOT_REACHED, "proxy").cured(NOT_REACHED.cure("no-url"));
        return behind(skip, cx, proxy).alone();
    };
    let services = tunneled(cx);
    if services.is_empty() {
        return Finding::not_configured(&ABOUT, server.to_string())
            .summary("no cloud service is reached over HTTPS through the proxy")
            .alone();
    }
    // The questions of cloud-reach: one tunnel answers both.
    let asks = services
        .iter()
        .map(|(_, service)| cx.probe(cx.request_to(service)));
    let answers = join_all(asks).await;
    let mut targets: Vec<(&Endpoint, Vec<&Answered<Answer>>)> = Vec::new();
    for ((target, _), answer) in services.iter().zip(&answers) {
        match targets.iter_mut().find(|(known, _)| *known == target) {
            Some((_, answers)) => answers.push(answer),
            None => targets.push((target, vec![answer])),
        }
    }
    let mut findings: Vec<Finding> = Vec::new();
    let mut open = Vec::new();
    for (target, answers) in targets {
        let asked = Asked {
            proxy,
            server: &server,
            target,
        };
        let found = match judge_target(cx, &asked, &answers) {
            Ok(answer) => {
                open.push((target, answer));
                continue;
            }
            Err(finding) => *finding,
        };
        // What is wrong with the proxy itself is wrong for every target, and reported once.
        let named = format!("the proxy {server}");
        let found = found
            .touching(Entity::host(&server.host))
            .naming(PROXY, &named);
        let told = |one: &Finding| one.reason == found.reason && one.subject == found.subject;
        if !findings.iter().any(told) {
            findings.push(found);
        }
    }
    findings.extend(summarize(&server, &open));
    Ok(findings)
}

/// What the tunnels to one target come to: one that stands, or what is wrong.
fn judge_target<'a>(
    cx: &Ctx<'_>,
    asked: &Asked<'_>,
    answers: &[&'a Answered<Answer>],
) -> Result<&'a Answer, Box<Finding>> {
    let target = asked.target;
    let answered = || answers.iter().filter_map(|answer| answer.as_ref().ok());
    let tries = answered().flat_map(|answer| [Some(answer), answer.first_try.as_deref()]);
    let (stood, refused): (Vec<_>, Vec<_>) =
        tries.flatten().partition(|answer| answer.is_tunneled());
    let seen = refused
        .iter()
        .find_map(|answer| answer::fault(cx, asked, answer));
    if let (false, Some(seen)) = (stood.is_empty(), seen) {
        let finding = answer::now_and_then(target, seen);
        return Err(finding.touching(Entity::host(&target.host)).into());
    }
    let Some(answer) = answered().next() else {
        let errors = answers.iter().find_map(|answer| answer.as_ref().err());
        let error = errors.expect("a target has a service that was asked for");
        return Err(Finding::unasked(&ABOUT, asked.server.to_string(), error).into());
    };
    Err(match answer::fault(cx, asked, answer) {
        None => return Ok(answer),
        Some(finding) if finding.subject == target.to_string() => {
            finding.touching(Entity::host(&target.host)).into()
        }
        Some(finding) => behind(finding, cx, asked.proxy).into(),
    })
}

/// What is wrong with the proxy itself keeps every service behind it out of reach.
fn behind(finding: Finding, cx: &Ctx<'_>, proxy: &Proxy) -> Finding {
    let services = cx.cloud().services();
    let hosts = services.filter_map(|(_, service)| service.endpoint().map(|target| target.host));
    let behind = hosts.filter(|host| proxy.bypassed_by(host).is_none());
    finding.touching_all(behind.map(|host| Entity::host(&host)))
}

/// The services at the end of a tunnel, and where it leads. An `http:` service is not asked for by CONNECT, and proxies forbid
/// that port.
fn tunneled<'a>(cx: &Ctx<'a>) -> Vec<(Endpoint, &'a Service)> {
    let services = cx.cloud().services().map(|(_, service)| service);
    let secure = services.filter(|service| service.url.scheme() == "https");
    let placed = secure.filter_map(|service| Some((service.endpoint()?, service)));
    placed
        .filter(|(target, _)| cx.proxy_to(&target.host).is_some())
        .collect()
}

fn summarize(server: &Endpoint, open: &[(&Endpoint, &Answer)]) -> Option<Finding> {
    if open.is_empty() {
        return None;
    }
    let names = open.iter().map(|(target, _)| target.host.as_str());
    let names: Vec<&str> = names.collect();
    let slow = open
        .iter()
        .filter_map(|(target, answer)| match slow(answer.slowest)? {
            (Stage::Tunnel, waited) => Some((target, waited)),
            _ => None,
        });
    let slow: Vec<_> = slow.collect();
    let finding = match slow.iter().map(|(_, waited)| *waited).max() {
        None => Finding::pass(&ABOUT, server.to_string()).summary(format!(
            "the proxy opens a tunnel to {}",
            text::list(&names)
        )),
        Some(waited) => {
            Finding::new(SLOW, server.to_string()).fill("waited", text::duration(waited))
        }
    };
    let finding = finding.naming(PROXY, &format!("the proxy {server}"));
    Some(finding.each(slow, |finding, (target, waited)| {
        finding.measured(("tunnel", target.to_string()), waited)
    }))
}
