//! What was seen on the way to a cloud service, stage by stage.

use super::Asked;
use super::verdict::Verdict;
use crate::kit::chain::{Certificate, Chain, ChainFault};
use crate::kit::probe::https::{Answer, Response};
use crate::kit::probe::tls::{Handshake, Tls};
use crate::kit::{Finding, selected, text};

/// Adds the evidence that the verdict rests on.
pub(super) fn add(
    finding: Finding,
    asked: &Asked<'_>,
    answer: &Answer,
    verdict: &Verdict<'_>,
) -> Finding {
    let finding = way(finding, asked, answer);
    let finding = match verdict {
        Verdict::NotReached(_) => return finding,
        Verdict::BadChain(faults) => shown_chain(finding, answer, faults),
        _ => finding,
    };
    let finding = match &answer.tls {
        Some(tls) => handshake(finding, asked, answer, tls),
        None => finding,
    };
    let finding = match &answer.response {
        Some(response) => reply(finding, response, verdict),
        None => finding,
    };
    finding.measured("took", answer.took)
}

fn way(finding: Finding, asked: &Asked<'_>, answer: &Answer) -> Finding {
    let finding = match &asked.query.via {
        Some(proxy) => match proxy.endpoint() {
            Some(endpoint) => finding.identity("through-proxy", endpoint.to_string()),
            None => finding,
        },
        None => finding,
    };
    answer.attempts.iter().fold(finding, |finding, attempt| {
        finding.quoted(
            ("attempt", attempt.address.to_string()),
            text::quote(&attempt.outcome.words(), 80),
        )
    })
}

fn handshake(finding: Finding, asked: &Asked<'_>, answer: &Answer, tls: &Tls) -> Finding {
    let finding = match &tls.outcome {
        Handshake::Completed { version } => finding.identity("tls", text::quote(version, 20)),
        Handshake::Alert(alert) => finding.quoted("tls-alert", text::quote(alert, 60)),
        _ => finding,
    };
    let finding = match &answer.late_alert {
        Some(alert) => finding.quoted("tls-alert", text::quote(alert, 60)),
        None => finding,
    };
    if !tls.asked_for_certificate {
        return finding;
    }
    let certificate = match (asked.certificate, &asked.query.client_certificate) {
        (Some(name), Some(source)) => selected::subject(name, source),
        _ => "none selected".into(),
    };
    let finding = finding.identity("client-certificate", certificate);
    match &answer.client_certificate_unusable {
        Some(why) => finding.quoted("not-presented-because", text::quote(why, 200)),
        None => finding,
    }
}

fn shown_chain(finding: Finding, answer: &Answer, faults: &[ChainFault]) -> Finding {
    let Some(chain) = answer.tls.as_ref().map(|tls| &tls.chain) else {
        return finding;
    };
    let finding = match chain.leaf() {
        Some(leaf) => finding
            .identity("certificate", text::quote(&leaf.subject, 200))
            .identity("issuer", text::quote(&leaf.issuer, 200))
            .identity("names", names(leaf)),
        None => finding,
    };
    faults.iter().fold(finding, |finding, fault| {
        finding.quoted("fault", fault_words(chain, fault))
    })
}

fn names(leaf: &Certificate) -> String {
    match leaf.names.as_slice() {
        [] => "none".into(),
        names => text::quote(&names.join(", "), 200),
    }
}

fn fault_words(chain: &Chain, fault: &ChainFault) -> String {
    let name = |index: &usize| text::quote(chain.certificates[*index].short_name(), 80);
    let end = || {
        let last = chain.certificates.last();
        text::quote(last.map_or("", Certificate::short_issuer), 80)
    };
    match fault {
        ChainFault::Empty => "no certificate was shown".into(),
        ChainFault::SignatureInvalid(index) => {
            format!("the signature of {} does not hold", name(index))
        }
        ChainFault::Expired(index) => format!(
            "{} expired on {}",
            name(index),
            text::day(chain.certificates[*index].not_after)
        ),
        ChainFault::NotYetValid(index) => format!(
            "{} is not valid before {}",
            name(index),
            text::day(chain.certificates[*index].not_before)
        ),
        ChainFault::UntrustedRoot => format!("the root {} is not trusted", end()),
        ChainFault::IssuerMissing => format!("the issuer {} is missing", end()),
        ChainFault::WrongName => "the name is not among its names".into(),
    }
}

fn reply(finding: Finding, response: &Response, verdict: &Verdict<'_>) -> Finding {
    let finding = finding.quoted("status", text::quote(&response.status_line(), 80));
    if matches!(verdict, Verdict::Reached(_) | Verdict::BadChain(_)) {
        return finding;
    }
    let finding =
        ["server", "via", "www-authenticate"]
            .into_iter()
            .fold(finding, |finding, header| {
                response.header(header).fold(finding, |finding, value| {
                    finding.quoted(header, text::quote(value, 120))
                })
            });
    match response.body.trim() {
        "" => finding,
        body => finding.quoted("body", text::quote(body, 200)),
    }
}
