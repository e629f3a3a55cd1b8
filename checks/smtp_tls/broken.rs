//! A TLS handshake that does not come about, and the command that shows it.

use super::about::*;
use crate::kit::mail::Conversation;
use crate::kit::probe::smtp::TlsMode;
use crate::kit::{Finding, Shell};

pub(super) fn refused(talk: &Conversation, case: &str) -> Finding {
    let finding = Finding::new(REFUSED, talk.subject());
    probing(finding.cured(REFUSED.cure(case)), talk)
}

pub(super) fn broken_off(talk: &Conversation) -> Finding {
    let ended = talk.answer.ended.as_ref();
    let did = ended.map_or("ended the session".into(), |(_, ended)| ended.describe());
    let when = match &talk.answer.tls {
        Some(tls) if tls.completed() => "inside TLS",
        _ => "when TLS should begin",
    };
    let finding = refused(talk, "broken-off");
    finding.fill("did", did).fill("when", when)
}

/// The command by which anybody can see the same handshake.
pub(super) fn probing(finding: Finding, talk: &Conversation) -> Finding {
    let (server, host) = (&talk.query.server, &talk.query.server.host);
    let starttls = match talk.query.tls {
        TlsMode::Implicit => "",
        _ => " -starttls smtp",
    };
    let run = format!("openssl s_client{starttls} -connect {server} -servername {host} -showcerts");
    finding.run(Shell::Linux, run)
}
