//! Handing the message to the realm's mail server: judged by the e-mail checks, as far as the conversation got.

use checks::kit::mail::Conversation;
use checks::kit::mail::handover;
use checks::kit::peer_text::Shown;
use checks::kit::probe::smtp::{Query, Reply, TlsMode};
use checks::kit::{Finding, Status};
use checks::probed;

use super::compose::ProbeMessage;
use crate::e2e::chain::{Failed, StepResult, is_bad};
use crate::e2e::target::Target;
use crate::probe::smtp::{Delivery, OutgoingMail, deliver};

/// Sends the message.
///
/// # Errors
/// What went wrong at which stage, as the check that judges it says.
pub async fn send(target: &Target<'_>, query: &Query, mail: &ProbeMessage) -> StepResult {
    if query.login.is_some() && query.tls == TlsMode::Never {
        return Err(Finding::new(handover::LOGIN_IN_CLEAR, query.server.to_string())
            .summary("the realm would send its password unencrypted, since SSL is off, so nothing was sent")
            .into());
    }
    let outgoing = OutgoingMail {
        envelope: mail.envelope.clone(),
        message: &mail.bytes,
    };
    let delivered = deliver(target.live, query, &outgoing).await;
    let Delivery { answer, handover } = delivered
        .map_err(|error| Finding::unasked(&handover::ABOUT, query.server.to_string(), &error))?;
    let talk = Conversation {
        query: query.clone(),
        answer,
    };
    let mut findings = probed::delivery(&target.ctx(), &talk, &mail.envelope);
    if handover.is_taken() {
        // What did not keep the message from being taken is no more than a remark.
        for finding in &mut findings {
            finding.status = finding.status.min(Status::Warn);
        }
        findings.push(taken(handover.judge(query), handover.taken.as_ref(), mail));
        return Ok((findings, ()));
    }
    if !findings.iter().any(is_bad) {
        match findings.iter_mut().rfind(|one| one.status == Status::Warn) {
            // For a check it is a warning that mail is put off; for this message it is the end.
            Some(warning) if handover.data.is_none() => warning.status = Status::Fail,
            _ => findings.push(handover.judge(query)),
        }
    }
    Err(Failed(findings))
}

/// With what an administrator finds the message by.
fn taken(finding: Finding, reply: Option<&Reply>, mail: &ProbeMessage) -> Finding {
    let finding = finding.identity("message-id", mail.message_id.as_str());
    finding.with(reply, |finding, reply| {
        let text = reply.text();
        finding
            .quoted("the-server-said", &text)
            .identity_all("queue-id", queue_id(text.raw()).map(Shown))
    })
}

/// The server's own name for the message, by which its administrator finds it in the log.
fn queue_id(text: &str) -> Option<&str> {
    let after = |mark| text.split_once(mark).map(|(_, rest)| rest);
    // Sendmail: `2.0.0 4AMC0Abc012345 Message accepted for delivery`.
    let before = || text.split_once(" Message accepted")?.0.rsplit(' ').next();
    let rest = after("queued as ")
        .or_else(|| after(" id="))
        .or_else(before)?;
    let word = rest.split_ascii_whitespace().next()?;
    // What was cut out of it is no part of a name that anybody finds in a log.
    let cut = word.contains(['[', ']', '…']);
    let word = word.trim_matches(|c: char| !c.is_ascii_alphanumeric());
    (!cut && !word.is_empty()).then_some(word)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_name_of_a_message_as_servers_tell_it() {
        let id = queue_id;
        assert_eq!(id("250 2.0.0 Ok: queued as 4F2A6C0123"), Some("4F2A6C0123"));
        assert_eq!(
            id("250 OK id=1tEabc-000000012-AbCd"),
            Some("1tEabc-000000012-AbCd")
        );
        assert_eq!(
            id("250 2.0.0 4AMC0Abc012345 Message accepted for delivery"),
            Some("4AMC0Abc012345")
        );
        for none in [
            "250 OK",
            "250 2.0.0 Ok: queued as [passcode]",
            "250 2.0.0 Ok: queued as 4F[plain text 1 of the config]2A",
            "250 OK id=[passcode]-000000012",
            "250 2.0.0 [passcode] Message accepted for delivery",
        ] {
            assert_eq!(id(none), None, "{none}");
        }
    }
}
