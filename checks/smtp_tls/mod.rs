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
        return Finding::new(REQUIRED, talk.subject()).quoted("the-server-said", demand.text());
    }
    if let Some(why) = talk.before_ehlo() {
        return not_reached(NOT_REACHED, talk.subject(), why);
    }
    let smtp = cx.realm.overview.smtp.as_ref();
    if smtp.and_then(|smtp| smtp.use_ssl).is_none() {
        let text =
            "the mail server did not ask for TLS, and the config does not say whether SSL is on";
        return Finding::not_known(&ABOUT, talk.subject()).summary(text);
    }
    let offered = talk.ehlo().and_then(|ehlo| ehlo.extension("STARTTLS"));
    Finding::off(&ABOUT, talk.subject()).summary(match offered {
        Some(_) => "the mail server offers STARTTLS but did not ask for it, and SSL is off",
        None => "the mail server did not ask for TLS, and SSL is off",
    })
}

/// SSL is on, and the conversation did not get to a handshake that counts.
fn before_handshake(talk: &Conversation) -> Finding {
    let answer = &talk.answer;
    if let Some(injected) = &answer.injected {
        return stripped(talk, "injected").quoted("injected", injected);
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
            Some(reply) if is_mangled(reply.text().raw()) => {
                stripped(talk, "command").quoted("the-server-said", reply.text())
            }
            Some(reply) if reply.code != 220 => {
                refused(talk, "starttls").quoted("the-server-said", reply.text())
            }
            _ => broken_off(talk),
        };
    }
    if let Some(mangled) = mangled_extension(ehlo) {
        return stripped(talk, "offer").quoted("ehlo", mangled);
    }
    if knows_no_ehlo(ehlo) && is_mangled(ehlo.text().raw()) {
        return unreached(talk);
    }
    Finding::new(NOT_OFFERED, talk.subject()).quoted("ehlo", ehlo.text())
}

fn unreached(talk: &Conversation) -> Finding {
    let why = talk.before_ehlo();
    let why = why.unwrap_or("the mail server ended the session before TLS: see smtp-reach");
    not_reached(NOT_REACHED, talk.subject(), why)
}

fn stripped(talk: &Conversation, case: &str) -> Finding {
    Finding::new(STRIPPED, talk.subject()).cured(STRIPPED.cure(case))
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
