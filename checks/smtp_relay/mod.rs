//! Detects mail servers that would not take a passcode's sender or recipient; nothing is ever sent.

mod about;

pub(crate) use self::about::*;
use crate::kit::mail::{
    Conversation, Meaning, Refusal, envelope, judge_conversation, not_reached, sender,
};
use crate::kit::probe::smtp::{Envelope, EnvelopeReply, Reply, Stage};
use crate::kit::{Ctx, Finding, Reason, check};

check!(SmtpRelay, |cx| judge_conversation(cx, &ABOUT, judge));

fn judge(cx: &Ctx<'_>, talk: &Conversation) -> Finding {
    match envelope(cx.realm) {
        Some(ours) => judge_envelope(cx, talk, &ours),
        None => without_envelope(cx, talk),
    }
}

/// What the server says of this sender and recipient.
pub(crate) fn judge_envelope(cx: &Ctx<'_>, talk: &Conversation, ours: &Envelope) -> Finding {
    if let Some((refusal, reply)) = talk.early_refusal() {
        return refuse(cx, talk, ours, &refusal, reply).quoted("the-server-said", reply.text());
    }
    if let Some(why) = talk.before_envelopes() {
        return not_reached(NOT_REACHED, talk.subject(), why);
    }
    let Some(replied) = talk.reply_to(ours) else {
        return cut(talk);
    };
    let finding = match talk.refusals(Some(ours)).last() {
        Some((refusal, _)) if demands_login(talk, &refusal) => {
            let why = "the mail server demands a login first: see smtp-auth";
            return not_reached(NOT_REACHED, talk.subject(), why);
        }
        Some((refusal, reply)) => refuse(cx, talk, ours, &refusal, reply),
        None if replied.rcpt.is_none() => broken_off(talk),
        None => Finding::pass(&ABOUT, talk.subject()).summary(format!(
            "the mail server accepts mail from {} to {}, tested without sending",
            ours.sender, ours.recipient
        )),
    };
    witness(finding, replied)
}

fn demands_login(talk: &Conversation, refusal: &Refusal) -> bool {
    talk.query.login.is_none() && refusal.meaning == Meaning::LoginRequired
}

fn without_envelope(cx: &Ctx<'_>, talk: &Conversation) -> Finding {
    match sender(cx.realm) {
        None => Finding::not_known(&ABOUT, talk.subject())
            .summary("the sender address is not in the config"),
        Some(_) => not_reached(
            NOT_REACHED,
            talk.subject(),
            "the sender or the test recipient is not an e-mail address: see smtp-settings",
        ),
    }
}

fn refuse(
    cx: &Ctx<'_>,
    talk: &Conversation,
    ours: &Envelope,
    refusal: &Refusal,
    reply: &Reply,
) -> Finding {
    let at_mail = talk.reply_to(ours).is_some_and(|one| one.mail == *reply);
    let reason = reason(refusal.meaning, at_mail);
    let Envelope { sender, recipient } = ours;
    let summary = match reason {
        _ if refusal.meaning == Meaning::Unknown => {
            let what = format!("mail from {sender} to {recipient}");
            refusal.sentence(&what, reply)
        }
        SENDER_REJECTED => format!("the mail server does not accept mail from {sender}"),
        RECIPIENT_REJECTED => format!("the mail server does not accept mail to {recipient}"),
        RELAY_DENIED => format!(
            "the mail server does not relay mail from {sender} to {recipient} for this host"
        ),
        _ => refusal.sentence("mail", reply),
    };
    let finding = Finding::new(reason, talk.subject()).summary(summary);
    let finding = finding.each(refusal.cures, Finding::step);
    match reason {
        DEFERRED => finding,
        SENDER_REJECTED => finding.at(cx.site("overview.email.sender_address")),
        RECIPIENT_REJECTED => finding.at(cx.site("overview.email.test_recipient")),
        _ => finding.at(cx.site("overview.smtp.server_address")),
    }
}

fn reason(meaning: Meaning, at_mail: bool) -> Reason {
    match meaning {
        Meaning::HeloRejected => HELO_REJECTED,
        Meaning::Blocklisted => BLOCKLISTED,
        Meaning::NoReverseDns => NO_REVERSE_DNS,
        Meaning::SpfRejected => SPF_REJECTED,
        Meaning::DmarcRejected => DMARC_REJECTED,
        Meaning::QuotaExceeded | Meaning::Busy => QUOTA_EXCEEDED,
        Meaning::Deferred => DEFERRED,
        Meaning::RelayDenied | Meaning::LoginRequired => RELAY_DENIED,
        Meaning::SenderRejected => SENDER_REJECTED,
        Meaning::RecipientRejected => RECIPIENT_REJECTED,
        _ if at_mail => SENDER_REJECTED,
        _ => RECIPIENT_REJECTED,
    }
}

fn broken_off(talk: &Conversation) -> Finding {
    Finding::new(BROKEN_OFF, talk.subject()).fill("did", talk.broke_off(Stage::Envelope))
}

fn cut(talk: &Conversation) -> Finding {
    match talk.answer.envelopes.len() {
        0 => broken_off(talk),
        others => Finding::new(CUT_SHORT, talk.subject()).counted(
            "envelopes-tried",
            i64::try_from(others).unwrap_or(i64::MAX),
            None,
        ),
    }
}

fn witness(finding: Finding, replied: &EnvelopeReply) -> Finding {
    let Envelope { sender, recipient } = &replied.envelope;
    finding
        .quoted(("mail-from", sender), replied.mail.text())
        .with(replied.rcpt.as_ref(), |finding, rcpt| {
            finding.quoted(("rcpt-to", recipient), rcpt.text())
        })
}
