//! What was seen on the way to a cloud service, stage by stage.

use super::asked::Asked;
use super::verdict::{self, Verdict};
use crate::kit::chain::{Certificate, Chain};
use crate::kit::chain_fault::ChainFault;
use crate::kit::peer_text::Shown;
use crate::kit::probe::https::{Answer, Response};
use crate::kit::probe::tls::{Handshake, Tls};
use crate::kit::realm::Proxy;
use crate::kit::{Finding, selected, server_certificate, text};

/// Adds the evidence that the verdict rests on.
pub(super) fn add(
    finding: Finding,
    asked: &Asked<'_>,
    answer: &Answer,
    verdict: &Verdict<'_>,
) -> Finding {
    let proxy = asked.query.via.as_ref().and_then(Proxy::endpoint);
    let finding = finding
        .identity_all("through-proxy", proxy.map(|proxy| proxy.to_string()))
        .attempts(&answer.attempts);
    let finding = match verdict {
        Verdict::NotReached(_) => return finding,
        Verdict::BadChain(tls, faults) => observed_chain(finding, asked, &tls.chain, faults),
        _ => finding.with(answer.tls.as_ref(), |finding, tls| {
            who_asked_for_none(finding, asked, answer, tls)
        }),
    };
    finding
        .with(answer.tls.as_ref(), |finding, tls| {
            let finding = handshake(finding, asked, answer, tls);
            server_certificate::seen_by_windows(finding, tls, &asked.server.host, asked.now)
        })
        .with(answer.response.as_ref(), |finding, response| {
            reply(finding, response, verdict)
        })
        .measured("took", answer.took)
}

fn handshake(finding: Finding, asked: &Asked<'_>, answer: &Answer, tls: &Tls) -> Finding {
    let finding = match &tls.outcome {
        Handshake::Completed { version } => finding.identity("tls", Shown(version)),
        Handshake::Alert(alert) => finding.quoted("tls-alert", Shown(alert)),
        _ => finding,
    };
    let finding = finding.quoted_all("tls-alert", answer.late_alert.as_deref().map(Shown));
    if !verdict::asked(answer) {
        return finding;
    }
    let certificate = match (asked.certificate, &asked.query.client_certificate) {
        (Some(name), Some(source)) => selected::subject(name, source),
        _ => "none selected".into(),
    };
    let unusable = answer.client_certificate_unusable.as_deref();
    let afterwards = answer.renegotiation.then_some("by renegotiation");
    finding
        .identity("client-certificate", certificate)
        .identity_all("asked-for", afterwards)
        .quoted_all("not-presented-because", unusable.map(Shown))
}

/// A proxy that inspects TLS asks for no client certificate, and where this machine trusts its root the chain holds. A
/// service may ask after the request alone, so this proves nothing: the issuer shows who it was.
fn who_asked_for_none(finding: Finding, asked: &Asked<'_>, answer: &Answer, tls: &Tls) -> Finding {
    let expected = asked.certificate.is_some() && tls.completed() && !verdict::asked(answer);
    finding.identity_all(
        "issuer",
        tls.chain
            .leaf()
            .filter(|_| expected)
            .map(|leaf| &leaf.issuer),
    )
}

fn observed_chain(
    finding: Finding,
    asked: &Asked<'_>,
    chain: &Chain,
    faults: &[ChainFault],
) -> Finding {
    let leaf = chain.leaf();
    let words = |fault| server_certificate::describe_fault(fault, chain, &asked.server.host);
    finding
        .identity_all("certificate", leaf.map(|leaf| &leaf.subject))
        .identity_all("issuer", leaf.map(|leaf| &leaf.issuer))
        .identity_all("names", leaf.map(names))
        .quoted_all("fault", faults.iter().map(words))
}

fn names(leaf: &Certificate) -> String {
    match leaf.names.as_slice() {
        [] => "none".into(),
        names => Shown(&text::commas(names)).into(),
    }
}

fn reply(finding: Finding, response: &Response, verdict: &Verdict<'_>) -> Finding {
    let finding = finding.quoted("status", response.status_line());
    if matches!(verdict, Verdict::Reached(_) | Verdict::BadChain(..)) {
        return finding;
    }
    let finding = finding.each(["server", "via", "www-authenticate"], |finding, header| {
        finding.quoted_all(header, response.header(header))
    });
    match response.body.raw().trim() {
        "" => finding,
        _ => finding.quoted("body", format!("{:.200}", response.body)),
    }
}
