//! Detects mail servers whose STARTTLS fails, is cut out on the way, or shows a certificate that does not hold.

mod about;
mod broken;
mod handshake;

pub(crate) use self::about::*;
use self::broken::{broken_off, refused};
use crate::kit::mail::{Conversation, judge_conversation, knows_no_ehlo, not_reached};
use crate::kit::peer_text::PeerText;
use crate::kit::probe::smtp::{Reply, Stage, TlsMode};
use crate::kit::{Ctx, Finding, check};

check!(SmtpTls, |cx| judge_conversation(cx, &ABOUT, judge));

pub(crate) fn judge(cx: &Ctx<'_>, talk: &Conversation) -> Vec<Finding> {
    let answer = &talk.answer;
    let findings = match (talk.query.tls, &answer.tls) {
        (TlsMode::Never, _) => vec![in_clear(cx, talk)],
        (_, Some(tls)) if answer.injected.is_none() => handshake::judge(cx, talk, tls),
        (TlsMode::StartTls, _) => vec![before_handshake(talk)],
        (TlsMode::Implicit, _) => match &answer.ended {
            Some((Stage::Tls, _)) => vec![broken_off(talk)],
            _ => vec![unreached(talk)],
        },
    };
    findings
        .into_iter()
        .map(|finding| finding.at(cx.site("overview.smtp.use_ssl")))
        .collect()
}

/// SSL is off: that is well unless the server demands TLS.
fn in_clear(cx: &Ctx<'_>, talk: &Conversation) -> Finding {
    if let Some(demand) = talk.tls_demand() {
        return Finding::new(REQUIRED, talk.subject())
            .summary("the mail server takes mail only over TLS, and SSL is off in the realm")
            .quoted("the-server-said", &demand.text())
            .step("Set SSL to True in the realm's Email Settings (Overview tab).");
    }
    if let Some(why) = talk.before_ehlo() {
        return not_reached(NOT_REACHED, talk.subject(), why);
    }
    let smtp = cx.realm.overview.smtp.as_ref();
    if smtp.and_then(|smtp| smtp.use_ssl).is_none() {
        let text = "whether SSL is on is not in the config, and the server did not ask for TLS";
        return Finding::not_known(&ABOUT, talk.subject()).summary(text);
    }
    let offered = talk.ehlo().and_then(|ehlo| ehlo.extension("STARTTLS"));
    Finding::off(&ABOUT, talk.subject()).summary(match offered {
        Some(_) => "SSL is off; the server offers STARTTLS, and did not ask for it",
        None => "SSL is off, and the server did not ask for TLS",
    })
}

/// SSL is on, and the conversation did not get to a handshake that counts.
fn before_handshake(talk: &Conversation) -> Finding {
    let answer = &talk.answer;
    if let Some(injected) = &answer.injected {
        return stripped(
            talk,
            "after the server's leave to start TLS, more text came in clear: somebody on the way puts words into the conversation",
        )
        .quoted("injected", injected);
    }
    let Some(ehlo) = answer
        .ehlo
        .as_ref()
        .filter(|_| talk.before_ehlo().is_none())
    else {
        return unreached(talk);
    };
    if ehlo.extension("STARTTLS").is_some() {
        return match &answer.starttls {
            Some(reply) if is_mangled(reply.text().raw()) => stripped(
                talk,
                "the mail server saw X's in place of STARTTLS: a firewall's SMTP inspection removes it",
            )
            .quoted("the-server-said", &reply.text()),
            Some(reply) if reply.code != 220 => {
                refused(talk, "the mail server offers STARTTLS and then refuses it")
                    .quoted("the-server-said", &reply.text())
            }
            _ => broken_off(talk),
        };
    }
    if let Some(mangled) = mangled_extension(ehlo) {
        return stripped(
            talk,
            "a line of X's stands where the server offers STARTTLS: a firewall's SMTP inspection removes it",
        )
        .quoted("ehlo", mangled);
    }
    if knows_no_ehlo(ehlo) && is_mangled(ehlo.text().raw()) {
        return unreached(talk);
    }
    Finding::new(NOT_OFFERED, talk.subject())
        .summary("SSL is on, and the server offers no STARTTLS, so the appliance sends nothing")
        .quoted("ehlo", &ehlo.text())
        .step("Have TLS switched on at the mail server (it needs a certificate), or use the provider's submission port, usually 587.")
        .step("If this is a relay in your own network that needs no TLS, set SSL to False in the realm's Email Settings (Overview tab).")
}

fn unreached(talk: &Conversation) -> Finding {
    let why = talk.before_ehlo();
    let why = why.unwrap_or("the conversation ended before TLS: see smtp-reach");
    not_reached(NOT_REACHED, talk.subject(), why)
}

fn stripped(talk: &Conversation, summary: &str) -> Finding {
    Finding::new(STRIPPED, talk.subject())
        .summary(summary)
        .step("Ask the network team to let STARTTLS pass: switch off SMTP inspection on the firewall or mail filter between appliance and server (on a Cisco ASA `no inspect esmtp`, or `allow-tls` in its policy map).")
        .step("Until then do not switch SSL off if a user and password are set: they would be readable to whatever is in between.")
}

/// An extension of which only X's and a letter or two are left, as Cisco's inspection writes it: `XXXXXXXA`.
fn mangled_extension(ehlo: &Reply) -> Option<&PeerText> {
    let mut lines = ehlo.lines.iter().skip(1);
    lines.find(|line| {
        let line = line.raw();
        let xs = line.chars().filter(|c| *c == 'X').count();
        xs >= 5 && xs + 1 >= line.trim().chars().count()
    })
}

fn is_mangled(text: &str) -> bool {
    text.contains("XXXX")
}
