//! Detects a proxy that does not lead to the cloud services.

mod about;
mod answer;
mod reply;

use futures_util::future::join_all;

pub(crate) use self::about::*;
use self::reply::Asked;
use crate::kit::probe::https::{Stage, slow};
use crate::kit::probe::proxy::{Answer, Query};
use crate::kit::probe::tls::Tls;
use crate::kit::probe::tunnel::Tunnel;
use crate::kit::realm::{Endpoint, Proxy};
use crate::kit::{Ctx, Entity, Finding, check, text};

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
    let targets = targets(cx, proxy);
    if targets.is_empty() {
        return Finding::not_configured(&ABOUT, server.to_string())
            .summary("no cloud service is reached over HTTPS through the proxy")
            .alone();
    }
    let asks = targets.iter().map(|target| {
        cx.probe(Query {
            proxy: proxy.clone(),
            target: target.clone(),
        })
    });
    let answers = join_all(asks).await;
    let mut findings: Vec<Finding> = Vec::new();
    let mut open = Vec::new();
    for (target, answer) in targets.iter().zip(&answers) {
        let asked = Asked {
            proxy,
            server: &server,
            target,
        };
        let found = match answer {
            Err(error) => Finding::unasked(&ABOUT, server.to_string(), error),
            Ok(answer) => match answer::fault(cx, &asked, answer) {
                Some(finding)
                    if !tunneled(answer.tunnel.as_ref(), answer.tls.as_ref())
                        && tunneled_otherwise(cx, target).await =>
                {
                    answer::now_and_then(target, finding).touching(Entity::host(&target.host))
                }
                Some(finding) if finding.subject == target.to_string() => {
                    finding.touching(Entity::host(&target.host))
                }
                Some(finding) => behind(finding, cx, proxy),
                None => {
                    open.push((target, answer));
                    continue;
                }
            },
        };
        // What is wrong with the proxy itself is wrong for every target, and told once.
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

fn tunneled(tunnel: Option<&Tunnel>, tls: Option<&Tls>) -> bool {
    tunnel.is_some_and(|tunnel| tunnel.leads_on(tls))
}

/// Whether the proxy opened to `cloud-reach` the tunnel that it did not open here: then neither check may leave the fault
/// to the other, nor say that nothing passes.
async fn tunneled_otherwise(cx: &Ctx<'_>, target: &Endpoint) -> bool {
    let services = cx.cloud().services().map(|(_, service)| service);
    let here = services.filter(|service| {
        service.url.scheme() == "https" && service.endpoint().as_ref() == Some(target)
    });
    let answers = join_all(here.map(|service| cx.probe(cx.request_to(service)))).await;
    let mut answers = answers.iter().flatten();
    answers.any(|answer| tunneled(answer.tunnel.as_ref(), answer.tls.as_ref()))
}

/// What is wrong with the proxy itself keeps every service behind it out of reach.
fn behind(finding: Finding, cx: &Ctx<'_>, proxy: &Proxy) -> Finding {
    let services = cx.cloud().services();
    let hosts = services.filter_map(|(_, service)| service.endpoint().map(|target| target.host));
    let behind = hosts.filter(|host| proxy.bypassed_by(host).is_none());
    finding.touching_all(behind.map(|host| Entity::host(&host)))
}

/// Where the tunnels lead. An `http:` service is not asked for by CONNECT, and proxies forbid that port.
fn targets(cx: &Ctx<'_>, proxy: &Proxy) -> Vec<Endpoint> {
    let mut targets: Vec<Endpoint> = Vec::new();
    for (_, service) in cx.cloud().services() {
        let tunneled = service.endpoint().filter(|target| {
            service.url.scheme() == "https" && proxy.bypassed_by(&target.host).is_none()
        });
        targets.extend(tunneled.filter(|target| !targets.contains(target)));
    }
    targets
}

fn summarize(server: &Endpoint, open: &[(&Endpoint, &Answer)]) -> Option<Finding> {
    if open.is_empty() {
        return None;
    }
    let names = open.iter().map(|(target, _)| target.host.as_str());
    let names: Vec<&str> = names.collect();
    let waits = open
        .iter()
        .filter_map(|(_, answer)| match slow(answer.slowest)? {
            (Stage::Tunnel, waited) => Some(waited),
            _ => None,
        });
    let finding = match waits.max() {
        None => Finding::pass(&ABOUT, server.to_string()).summary(format!(
            "the proxy opens a tunnel to {}",
            text::list(&names)
        )),
        Some(waited) => {
            Finding::new(SLOW, server.to_string()).fill("waited", text::duration(waited))
        }
    };
    let finding = finding.naming(PROXY, &format!("the proxy {server}"));
    Some(finding.each(open, |finding, (target, answer)| {
        finding.measured(("tunnel", target.to_string()), answer.took)
    }))
}
