//! Detects mail servers that would not take a passcode's sender or recipient; nothing is ever sent.

pub(crate) mod about;

use self::about::{
    ABOUT, BROKEN_OFF, CUT_SHORT, DEFERRED, NOT_REACHED, RECIPIENT_REJECTED, RELAY_DENIED,
    SENDER_REJECTED,
};
use crate::kit::mail::{
    Conversation, demands_login, envelope, judge_conversation, not_reached, replies, sender,
};
use crate::kit::probe::smtp::{Envelope, Reply, Stage};
use crate::kit::{Ctx, Finding, Shell, check};

check!(SmtpRelay, |cx| judge_conversation(cx, &ABOUT, judge));

fn judge(cx: &Ctx<'_>, talk: &Conversation) -> Finding {
    match envelope(cx.realm) {
        Some(ours) => judge_envelope(cx, talk, &ours),
        None => without_envelope(cx, talk),
    }
}

/// What the server says of this sender and recipient.
pub(crate) fn judge_envelope(cx: &Ctx<'_>, talk: &Conversation, ours: &Envelope) -> Finding {
    if let Some(why) = talk.before_envelopes() {
        return not_reached(NOT_REACHED, talk.subject(), why);
    }
    let Some(replied) = talk.reply_to(ours) else {
        return cut(talk);
    };
    if talk.query.login.is_none() && replies(replied).any(demands_login) {
        return not_reached(
            NOT_REACHED,
            talk.subject(),
            "the mail server demands a login first: smtp-auth tells",
        );
    }
    let finding = match (&replied.mail, &replied.rcpt) {
        (mail, _) if mail.transient() => deferred(talk, "the sender", mail),
        (mail, _) if !mail.positive() => refuse_sender(cx, talk, ours, mail),
        (_, None) => broken_off(talk),
        (_, Some(rcpt)) => judge_recipient(cx, talk, ours, rcpt),
    };
    witness(finding, ours, &replied.mail, replied.rcpt.as_ref())
}

fn judge_recipient(cx: &Ctx<'_>, talk: &Conversation, ours: &Envelope, rcpt: &Reply) -> Finding {
    match rcpt {
        // Postfix denies relaying with 454 by default: it is for good all the same.
        _ if rcpt.transient() && speaks_of_relaying(rcpt) => relay_denied(cx, talk, ours),
        _ if rcpt.transient() && blames_sender(rcpt) => deferred(talk, "the sender", rcpt),
        _ if rcpt.transient() => deferred(talk, "the recipient", rcpt),
        _ if rcpt.positive() => Finding::pass(&ABOUT, talk.subject()).summary(format!(
            "{} may send to {}; nothing was sent",
            ours.sender, ours.recipient
        )),
        _ if blames_sender(rcpt) => refuse_sender(cx, talk, ours, rcpt),
        _ => refuse_recipient(cx, talk, ours, rcpt),
    }
}

fn without_envelope(cx: &Ctx<'_>, talk: &Conversation) -> Finding {
    match sender(cx.realm) {
        None => Finding::not_known(&ABOUT, talk.subject())
            .summary("the sender address is not in the config"),
        Some(_) => not_reached(
            NOT_REACHED,
            talk.subject(),
            "sender or test recipient is not a mail address: smtp-settings tells",
        ),
    }
}

fn refuse_sender(cx: &Ctx<'_>, talk: &Conversation, ours: &Envelope, mail: &Reply) -> Finding {
    if speaks_of_relaying(mail) {
        return relay_denied(cx, talk, ours);
    }
    Finding::new(SENDER_REJECTED, talk.subject())
        .summary(format!("the mail server does not take mail from {}", ours.sender))
        .step("Enter as Sender Address (Overview tab, Email Settings) an address that exists at the server and that the logged-in account may send as.")
        .step("Microsoft 365 takes mail only from the account's own address, unless the account has Send As rights to the other.")
        .at(cx.site("overview.email.sender_address"))
}

fn refuse_recipient(cx: &Ctx<'_>, talk: &Conversation, ours: &Envelope, rcpt: &Reply) -> Finding {
    if denies_relaying(rcpt) {
        return relay_denied(cx, talk, ours);
    }
    Finding::new(RECIPIENT_REJECTED, talk.subject())
        .summary(format!("the mail server does not take mail to {}", ours.recipient))
        .step("Check that this mailbox exists. Set `test_recipient` in the otpdoctor config to a mailbox that passcodes really go to: left out, the sender is tried, which need not be able to receive.")
        .at(cx.site("overview.email.test_recipient"))
}

fn relay_denied(cx: &Ctx<'_>, talk: &Conversation, ours: &Envelope) -> Finding {
    Finding::new(RELAY_DENIED, talk.subject())
        .summary(format!(
            "the mail server does not pass mail from {} on to {} for this host",
            ours.sender, ours.recipient
        ))
        .step("Have the appliance's address added to those that the mail server relays for, or enter a user and password that may relay in the realm's Email Settings (Overview tab).")
        .step("In Exchange (the command below is for its management shell) give the appliance a receive connector of its own: its address under remote network settings, and the right to relay.")
        .run(Shell::Windows, "Get-ReceiveConnector | Format-List Name, RemoteIPRanges, PermissionGroups")
        .run(Shell::Linux, "postconf mynetworks smtpd_relay_restrictions")
        .at(cx.site("overview.smtp.server_address"))
}

fn deferred(talk: &Conversation, what: &str, reply: &Reply) -> Finding {
    let summary = match reply.text().raw().to_ascii_lowercase().contains("greylist") {
        true => format!(
            "the mail server puts {what} off by greylisting, so passcodes arrive late or after they expired"
        ),
        false => format!("the mail server puts {what} off, so passcodes arrive late or not at all"),
    };
    Finding::new(DEFERRED, talk.subject())
        .summary(summary)
        .step("Have the appliance's address exempted from greylisting and rate limits on the mail server.")
        .step("If the server says that it is out of space or busy, free it: it defers everybody's mail.")
}

fn broken_off(talk: &Conversation) -> Finding {
    let did = talk.broke_off(Stage::Envelope);
    Finding::new(BROKEN_OFF, talk.subject())
        .summary(format!("when given sender and recipient, the server {did}"))
        .step("Look into the mail server's log at this moment; a mail filter before it may cut conversations that it does not like.")
}

fn cut(talk: &Conversation) -> Finding {
    match talk.answer.envelopes.len() {
        0 => broken_off(talk),
        others => Finding::new(CUT_SHORT, talk.subject())
            .summary("the mail server broke off after the envelopes of other realms, so this one was not tried")
            .counted("envelopes-tried", i64::try_from(others).unwrap_or(i64::MAX), None)
            .step("Correct the realms whose sender or recipient smtp-relay names first: servers hang up after several refusals, and one login serves all realms."),
    }
}

fn witness(finding: Finding, ours: &Envelope, mail: &Reply, rcpt: Option<&Reply>) -> Finding {
    let finding = finding.quoted(("mail-from", &ours.sender), &mail.text());
    finding.with(rcpt, |finding, rcpt| {
        finding.quoted(("rcpt-to", &ours.recipient), &rcpt.text())
    })
}

fn speaks_of_relaying(reply: &Reply) -> bool {
    reply.text().raw().to_ascii_lowercase().contains("relay")
}

/// Postfix and Exim hear the recipient before they say what they think of the sender.
fn blames_sender(rcpt: &Reply) -> bool {
    let text = rcpt.text().raw().to_ascii_lowercase();
    let blames = [
        "sender address rejected",
        "sender rejected",
        "sender verify failed",
    ];
    blames.iter().any(|words| text.contains(words))
}

/// Servers say it in words, by 551 (RFC 5321 section 4.2.3), or by the enhanced code 5.7.1 (RFC 3463 section 3.8).
fn denies_relaying(rcpt: &Reply) -> bool {
    let mut lines = rcpt.lines.iter().map(|line| line.raw());
    let policy = lines.any(|line| line.starts_with("5.7.1 "));
    matches!(rcpt.code, 550 | 551 | 553 | 554)
        && (rcpt.code == 551 || policy || speaks_of_relaying(rcpt))
}
