//! Judges a handshake: whether it completed, and whether its certificates hold for this server at this moment.

use super::about::*;
use super::broken::{broken_off, probing, refused};
use crate::kit::chain::Chain;
use crate::kit::chain_fault::ChainFault;
use crate::kit::mail::Conversation;
use crate::kit::peer_text::Shown;
use crate::kit::probe::smtp::{Reply, Stage};
use crate::kit::probe::tls::{Handshake, Tls};
use crate::kit::server_certificate::{Server, mismatch, no_common_cipher, seen_by_windows};
use crate::kit::text::{commas, day};
use crate::kit::{Ctx, Finding, ProbeError};

/// Faults of the certificates win over whatever came after: the appliance itself would have broken off here.
pub(super) fn judge(cx: &Ctx<'_>, talk: &Conversation, tls: &Tls) -> Vec<Finding> {
    let server = Server {
        about: &ABOUT,
        subject: talk.subject(),
        host: &talk.query.server.host,
        tls,
        now: cx.now,
        platform: cx.platform(),
    };
    let mut findings: Vec<Finding> = Vec::new();
    for fault in tls.faults(cx.now, server.host) {
        let finding = match fault {
            ChainFault::Expired(0) | ChainFault::NotYetValid(_) => {
                server.finding(&fault).cured(EXPIRED.cure("leaf"))
            }
            _ => server.finding(&fault),
        };
        if findings.iter().all(|one| one.reason != finding.reason) {
            findings.push(probing(finding, talk));
        }
    }
    if findings.is_empty() {
        findings.push(conversation(talk, tls, &server));
    }
    let findings = findings.into_iter();
    findings
        .map(|finding| with_leaf(finding, &tls.chain))
        .map(|finding| seen_by_windows(finding, tls, server.host, cx.now))
        .collect()
}

fn conversation(talk: &Conversation, tls: &Tls, server: &Server<'_>) -> Finding {
    if let Some(words) = no_common_cipher(tls) {
        return probing(server.no_common_cipher(NO_COMMON_CIPHER, &words), talk);
    }
    if let Some(why) = tls.mismatch() {
        let finding = Finding::new(TLS_VERSION, talk.subject());
        return probing(mismatch(finding, "the mail server", &why), talk);
    }
    let version = match &tls.outcome {
        Handshake::Completed { version } => version,
        failed => return failure(talk, failed),
    };
    let inside = talk.answer.ehlo_inside.as_ref();
    if let Some(reply) = inside.filter(|reply| !reply.positive()) {
        return refused(talk, "inside").quoted("the-server-said", reply.text());
    }
    match &talk.answer.ended {
        Some((Stage::Tls | Stage::EhloInside, _)) => broken_off(talk),
        _ => sound(talk, version, &tls.chain),
    }
}

fn failure(talk: &Conversation, failed: &Handshake) -> Finding {
    let reason = match failed {
        Handshake::OldVersion(_) => TLS_VERSION,
        Handshake::Alert(name) if name == "protocol_version" => TLS_VERSION,
        Handshake::OurSide(why) => {
            let limit = ProbeError::Unsupported(why.to_string());
            return Finding::unasked(&ABOUT, talk.subject(), &limit);
        }
        _ => REFUSED,
    };
    let words = failed.failure().unwrap_or_default();
    let finding = Finding::new(reason, talk.subject());
    probing(finding.summary(format!("the mail server {words}")), talk)
}

fn with_leaf(finding: Finding, chain: &Chain) -> Finding {
    let Some(leaf) = chain.leaf() else {
        return finding;
    };
    finding
        .identity("subject", &leaf.subject)
        .identity("issuer", &leaf.issuer)
        .identity("names", Shown(&commas(&leaf.names)))
        .identity(
            "valid",
            format!("{} to {}", day(leaf.not_before), day(leaf.not_after)),
        )
        .identity("thumbprint", Shown(&leaf.thumbprint))
}

fn sound(talk: &Conversation, version: &str, chain: &Chain) -> Finding {
    let leaf = chain.leaf().map(|leaf| {
        let (name, issuer) = (leaf.short_name(), leaf.short_issuer());
        format!(
            ", with the certificate of {name} by {issuer} until {}",
            day(leaf.not_after)
        )
    });
    let summary = format!(
        "the mail server uses {}{}",
        Shown(version),
        leaf.unwrap_or_default()
    );
    let finding = Finding::pass(&ABOUT, talk.subject()).summary(summary);
    let starttls = talk.answer.starttls.as_ref().map(Reply::text);
    starttls
        .into_iter()
        .fold(finding, |finding, text| finding.quoted("starttls", &text))
}
