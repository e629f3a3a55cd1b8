//! What one attempt to tunnel through the proxy comes to.

use super::about::*;
use super::reply::Asked;
use crate::kit::chain::End;
use crate::kit::probe::https::Answer;
use crate::kit::probe::tcp::{Attempt, Connect, telling};
use crate::kit::probe::tunnel::Tunnel;
use crate::kit::realm::Endpoint;
use crate::kit::server_certificate::Server;
use crate::kit::{Ctx, Finding};

/// What is wrong; `None` when the tunnel stands and leads to the service.
pub(super) fn fault(cx: &Ctx<'_>, asked: &Asked<'_>, answer: &Answer) -> Option<Finding> {
    let server = asked.server;
    if answer.resolution.failure.is_some() {
        let finding = Finding::new(NOT_REACHED, server.to_string());
        let finding = finding.cured(NOT_REACHED.cure("no-name"));
        return Some(finding.fill("server", server));
    }
    let finding = match &answer.tunnel {
        None => unconnected(server, &answer.attempts),
        Some(tunnel) => match bad_certificate(cx, server, tunnel)
            .or_else(|| asked.refusal(tunnel, answer.tls.as_ref()))
        {
            Some(finding) => finding,
            None => intercepted(asked.target, answer)?,
        },
    };
    Some(finding.at(cx.site("proxy.url")))
}

/// The proxy opened another tunnel to the same service in this run.
pub(super) fn now_and_then(target: &Endpoint, seen: Finding) -> Finding {
    let (evidence, site) = (seen.evidence, seen.site);
    let finding = Finding::new(INTERMITTENT, target.to_string());
    Finding {
        evidence,
        site,
        ..finding
    }
    .fill("host", &target.host)
}

fn unconnected(server: &Endpoint, attempts: &[Attempt]) -> Finding {
    let mut outcomes = attempts.iter().map(|attempt| &attempt.outcome);
    // Whoever refuses is there.
    let refused = outcomes.find(|outcome| **outcome == Connect::Refused);
    let (reason, case) = match refused.or_else(|| telling(attempts)) {
        Some(Connect::Refused) => (REFUSED, "no-connection"),
        Some(Connect::Unreachable(_)) => (REFUSED, "no-route"),
        _ => (TIMEOUT, "no-connection"),
    };
    let finding = Finding::new(reason, server.to_string()).cured(reason.cure(case));
    finding.attempts(attempts).try_connecting(server)
}

/// The certificate of an `https:` proxy.
fn bad_certificate(cx: &Ctx<'_>, server: &Endpoint, tunnel: &Tunnel) -> Option<Finding> {
    let tls = tunnel.tls.as_ref()?;
    let proxy = Server {
        about: &ABOUT,
        subject: server.to_string(),
        host: &server.host,
        tls,
        now: cx.now,
        platform: cx.platform(),
    };
    let faults = tls.faults(cx.now, proxy.host);
    let findings = faults
        .iter()
        .map(|fault| proxy.finding_by(PROXY_CERTIFICATE, fault));
    let graver = |one: Finding, other: Finding| {
        if other.status > one.status {
            other
        } else {
            one
        }
    };
    let leaf = tls.chain.leaf();
    let finding = findings
        .reduce(graver)?
        .identity_all("issuer", leaf.map(|leaf| &leaf.issuer))
        .identity_all("thumbprint", leaf.map(|leaf| &leaf.thumbprint))
        .cured(PROXY_CERTIFICATE.cure("always"));
    Some(finding)
}

fn intercepted(target: &Endpoint, answer: &Answer) -> Option<Finding> {
    let chain = &answer.tls.as_ref()?.chain;
    // Another name would be another server, and that is for cloud-reach.
    let leaf = chain.leaf().filter(|leaf| leaf.is_for(&target.host))?;
    if chain.end == End::Trusted {
        return None;
    }
    let issuer = leaf.short_issuer();
    let finding = Finding::new(INTERCEPTS_TLS, target.to_string())
        .fill("issuer", format!("{issuer:?}"))
        .identity("issuer", &leaf.issuer)
        .identity("thumbprint", leaf.thumbprint.clone())
        .fill("host", &target.host);
    Some(finding)
}
