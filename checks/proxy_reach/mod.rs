//! Detects a proxy that does not lead to the cloud services.

mod reply;

use futures_util::future::join_all;

use crate::kit::chain::End;
use crate::kit::probe::proxy::{Answer, Query};
use crate::kit::probe::tcp::{Attempt, Connect};
use crate::kit::realm::{Endpoint, Proxy};
use crate::kit::{About, Answered, Area, Asks, Check, Ctx, Finding, Judged, Reason, Shell, text};
use reply::Refusal;

/// CONNECT through the proxy to every cloud service.
pub(crate) struct ProxyReach;

const ABOUT: About = About {
    id: "proxy-reach",
    area: Area::Network,
    title: "a tunnel through the proxy to every cloud service",
    asks: Asks::Network,
    reasons: &[
        Reason::fail(
            "refused",
            "the proxy refuses the connection, or no route leads to it",
        ),
        Reason::fail("timeout", "the proxy gives no answer"),
        Reason::fail(
            "not-a-proxy",
            "what answers is no proxy of the configured kind",
        ),
        Reason::fail(
            "authentication-required",
            "the proxy wants a login that was not given",
        ),
        Reason::fail(
            "credentials-rejected",
            "the proxy does not accept user and password",
        ),
        Reason::fail("forbidden", "the proxy's rules forbid the service"),
        Reason::fail("no-100-continue", "the proxy cannot handle 100-continue"),
        Reason::fail("bad-gateway", "the proxy cannot reach the service itself"),
        Reason::fail(
            "intercepts-tls",
            "an authority that is not trusted answers in the service's name",
        ),
        Reason::skip(
            "not-reached",
            "the proxy's name or scheme is at fault, as another check tells",
        ),
    ],
    explain: include_str!("explain.md"),
};

impl Check for ProxyReach {
    fn about(&self) -> &'static About {
        &ABOUT
    }

    fn run<'a>(&'a self, cx: &'a Ctx<'a>) -> Judged<'a> {
        Box::pin(async move { judge(cx).await })
    }
}

async fn judge(cx: &Ctx<'_>) -> Vec<Finding> {
    let Some(proxy) = cx.proxy() else {
        return vec![Finding::not_configured(
            &ABOUT,
            "proxy",
            "no proxy is configured: the cloud is reached directly",
        )];
    };
    let Some(server) = proxy.endpoint() else {
        let summary = "the proxy's URL cannot be used, see proxy-settings";
        return vec![Finding::new(&ABOUT, "not-reached", "proxy").summary(summary)];
    };
    let targets = targets(cx, proxy);
    if targets.is_empty() {
        return vec![Finding::not_configured(
            &ABOUT,
            server.to_string(),
            "no cloud service is reached over HTTPS through the proxy",
        )];
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
        let found = match judge_answer(cx, proxy, &server, target, answer) {
            Ok(answer) => {
                open.push((target, answer));
                continue;
            }
            Err(finding) => finding.at(cx.site("proxy.url")),
        };
        // What is wrong with the proxy itself is wrong for every target, and told once.
        let told = |one: &Finding| one.reason == found.reason && one.subject == found.subject;
        if !findings.iter().any(told) {
            findings.push(found);
        }
    }
    findings.extend(summarize(&server, &open));
    findings
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

fn judge_answer<'a>(
    cx: &Ctx<'_>,
    proxy: &Proxy,
    server: &Endpoint,
    target: &Endpoint,
    answer: &'a Answered<Answer>,
) -> Result<&'a Answer, Finding> {
    let answer = answer
        .as_ref()
        .map_err(|error| Finding::unasked(&ABOUT, server.to_string(), error))?;
    if answer.resolution.failure.is_some() {
        return Err(Finding::new(&ABOUT, "not-reached", server.to_string())
            .summary("the proxy's name does not resolve, see name-resolution"));
    }
    let Some(tunnel) = &answer.tunnel else {
        return Err(unconnected(server, &answer.attempts));
    };
    match reply::refusal(tunnel) {
        Some(refusal) => Err(refused(proxy, server, target, &refusal)),
        None => intercepted(cx, server, target, answer).map_or(Ok(answer), Err),
    }
}

fn unconnected(server: &Endpoint, attempts: &[Attempt]) -> Finding {
    let refusal = attempts
        .iter()
        .find(|attempt| !matches!(attempt.outcome, Connect::TimedOut | Connect::Accepted));
    let finding = match refusal {
        Some(attempt) => Finding::new(&ABOUT, "refused", server.to_string())
            .summary(match &attempt.outcome {
                Connect::Unreachable(_) => "no route leads to the proxy",
                _ => "the proxy refuses the connection: nothing listens on that port",
            })
            .step("Check host and port in `proxy.url`, and that the proxy is running."),
        None => Finding::new(&ABOUT, "timeout", server.to_string())
            .summary("the proxy gives no answer")
            .step("Check host and port in `proxy.url`, and that every firewall on the way lets the appliance reach the proxy."),
    };
    let finding = attempts.iter().fold(finding, |finding, attempt| {
        finding.saw(
            attempt.address.to_string(),
            text::quote(&attempt.outcome.words(), 120),
        )
    });
    let Endpoint { host, port } = server;
    finding
        .run(
            Shell::Windows,
            format!("Test-NetConnection {host} -Port {port}"),
        )
        .run(Shell::Linux, format!("nc -vz -w 5 {host} {port}"))
}

fn refused(proxy: &Proxy, server: &Endpoint, target: &Endpoint, refusal: &Refusal) -> Finding {
    let subject = if refusal.of_target() { target } else { server };
    let finding = Finding::new(&ABOUT, refusal.code(), subject.to_string())
        .summary(refusal.summary(proxy, server));
    let finding = refusal
        .evidence()
        .into_iter()
        .fold(finding, |finding, (name, value)| finding.saw(name, value));
    refusal
        .steps(target)
        .into_iter()
        .fold(finding, Finding::step)
}

fn intercepted(
    cx: &Ctx<'_>,
    server: &Endpoint,
    target: &Endpoint,
    answer: &Answer,
) -> Option<Finding> {
    let chain = &answer.tls.as_ref()?.chain;
    // Another name would be another server, and cloud-reach tells of that.
    let leaf = chain.leaf().filter(|leaf| leaf.is_for(&target.host))?;
    if chain.end == End::Trusted {
        return None;
    }
    let issuer = text::quote(leaf.short_issuer(), 80);
    let finding = Finding::new(&ABOUT, "intercepts-tls", target.to_string())
        .summary(format!("{issuer}, which is not trusted, answers for the service through {server}: the proxy opens TLS"))
        .saw("issuer", text::quote(&leaf.issuer, 200))
        .saw("thumbprint", leaf.thumbprint.clone())
        .step(format!("Exempt {} from TLS inspection on the proxy: a client certificate does not pass through it.", target.host))
        .at(cx.site("proxy.url"));
    Some(finding)
}

fn summarize(server: &Endpoint, open: &[(&Endpoint, &Answer)]) -> Option<Finding> {
    if open.is_empty() {
        return None;
    }
    let names: Vec<&str> = open
        .iter()
        .map(|(target, _)| target.host.as_str())
        .collect();
    let pass = Finding::pass(
        &ABOUT,
        server.to_string(),
        format!("opens a tunnel to {}", text::list(&names)),
    );
    Some(open.iter().fold(pass, |pass, (target, answer)| {
        pass.measured(target.to_string(), answer.took)
    }))
}
