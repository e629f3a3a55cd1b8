//! Detects logins that the mail server does not offer, does not take, or demands without one being configured.

mod about;

pub(crate) use self::about::*;
use crate::kit::mail::{Command, Conversation, Meaning, envelope, judge_conversation, not_reached};
use crate::kit::peer_text::{PeerText, Shown};
use crate::kit::probe::smtp::{Auth, Reply, Stage, TlsMode};
use crate::kit::text::list;
use crate::kit::{Ctx, Finding, ProbeError, check};

check!(SmtpAuth, |cx| judge_conversation(cx, &ABOUT, judge));

pub(crate) fn judge(cx: &Ctx<'_>, talk: &Conversation) -> Finding {
    let user = cx.realm.overview.smtp.as_ref().and_then(|smtp| smtp.user());
    let finding = match (&talk.query.login, user) {
        (None, None) => without_login(cx, talk),
        (None, Some(_)) => Finding::not_known(&ABOUT, talk.subject())
            .summary("the mail server needs a password that is not in the config"),
        (Some(login), _) => match talk.before_login() {
            Some(why) => not_reached(NOT_REACHED, talk.subject(), why),
            None => judge_login(talk).identity("user", Shown(&login.user)),
        },
    };
    finding.or_at(cx.site("overview.smtp.username"))
}

fn without_login(cx: &Ctx<'_>, talk: &Conversation) -> Finding {
    let ours = envelope(cx.realm);
    let mut refusals = talk.refusals(ours.as_ref());
    match refusals.find(|(refusal, _)| refusal.meaning == Meaning::LoginRequired) {
        Some((refusal, demand)) => Finding::new(REQUIRED, talk.subject())
            .quoted("the-server-said", demand.text())
            .each(refusal.cures, Finding::step),
        None => match talk.before_ehlo() {
            Some(why) => not_reached(NOT_REACHED, talk.subject(), why),
            None => Finding::not_configured(&ABOUT, talk.subject())
                .summary("the mail server did not ask for a login, and no user name is set"),
        },
    }
}

fn judge_login(talk: &Conversation) -> Finding {
    match &talk.answer.auth {
        Some(Auth::Tried { reply }) => judge_reply(talk, reply),
        // What it said then is what it would say now: neither the login nor the config is another.
        Some(Auth::RefusedBefore { reply, at }) => {
            judge_reply(talk, reply).moment("not-tried-again-since", at.to_string())
        }
        Some(Auth::NotOffered) => not_offered(talk),
        Some(Auth::Unsupported(offered)) => unsupported(talk, offered),
        Some(Auth::TriedBefore) => not_reached(
            NOT_REACHED,
            talk.subject(),
            "the mail server was not tried again: another realm has the same login with another SSL setting",
        ),
        Some(Auth::Withheld(why)) => {
            let why = format!(
                "the mail server got no login, to protect the password ({why}): see smtp-tls"
            );
            not_reached(NOT_REACHED, talk.subject(), &why)
        }
        Some(Auth::SecretUnavailable(why)) => {
            let error = ProbeError::SecretUnavailable(why.to_string());
            Finding::unasked(&ABOUT, talk.subject(), &error)
        }
        None => broken_off(talk),
    }
}

fn judge_reply(talk: &Conversation, reply: &Reply) -> Finding {
    let Some(refusal) = talk.understand(reply, Command::Auth) else {
        return Finding::pass(&ABOUT, talk.subject())
            .summary("the mail server accepts the login by LOGIN")
            .quoted("the-server-said", reply.text());
    };
    let reason = match refusal.meaning {
        Meaning::PasswordLoginDisabled => PASSWORD_LOGIN_DISABLED,
        Meaning::AppPasswordRequired => APP_PASSWORD_REQUIRED,
        Meaning::MechanismRefused => MECHANISM_UNSUPPORTED,
        Meaning::Deferred | Meaning::Busy => DEFERRED,
        _ => REJECTED,
    };
    let summary = match reason {
        MECHANISM_UNSUPPORTED => "the mail server offers LOGIN but does not accept it".to_owned(),
        DEFERRED => "the mail server cannot check the login at the moment".to_owned(),
        _ => refusal.sentence("the login", reply),
    };
    Finding::new(reason, talk.subject())
        .summary(summary)
        .each(refusal.cures, Finding::step)
        .quoted("the-server-said", reply.text())
}

fn not_offered(talk: &Conversation) -> Finding {
    let starttls = talk.ehlo().and_then(|ehlo| ehlo.extension("STARTTLS"));
    let may_inside = starttls.is_some() && !is_exchanger_of_microsoft_365(talk);
    let only_inside = talk.query.tls == TlsMode::Never && may_inside;
    let case = if only_inside { "without-tls" } else { "at-all" };
    let finding = Finding::new(NOT_OFFERED, talk.subject()).cured(NOT_OFFERED.cure(case));
    finding.quoted_all("ehlo", talk.ehlo().map(Reply::text))
}

/// Mail exchangers of Microsoft 365 take no login at all, and name themselves first, whatever name led to them.
fn is_exchanger_of_microsoft_365(talk: &Conversation) -> bool {
    let said = [talk.answer.banner.as_ref(), talk.ehlo()];
    let said = said.into_iter().flatten().flat_map(|reply| &reply.lines);
    let own_names = said.filter_map(|line| line.raw().split_ascii_whitespace().next());
    own_names
        .chain([talk.query.server.host.as_str()])
        .any(|name| {
            name.to_ascii_lowercase()
                .ends_with(".mail.protection.outlook.com")
        })
}

/// The appliance's mail client is that of .NET, which logs in by GSSAPI, NTLM and LOGIN (`SmtpConnection.ParseExtensions`).
fn unsupported(talk: &Conversation, offered: &[PeerText]) -> Finding {
    let by = list(offered);
    if offered.iter().any(|one| one == "NTLM" || one == "GSSAPI") {
        let words = format!(
            "the mail server offers only logins by {by}, which the appliance supports, but otpdoctor does not"
        );
        let ours = ProbeError::Unsupported(words);
        return Finding::unasked(&ABOUT, talk.subject(), &ours);
    }
    let offer = match offered {
        [] => "no login method".to_owned(),
        _ => format!("only logins by {by}"),
    };
    Finding::new(MECHANISM_UNSUPPORTED, talk.subject())
        .fill("offer", offer)
        .each(Meaning::MechanismRefused.cures(), Finding::step)
}

fn broken_off(talk: &Conversation) -> Finding {
    Finding::new(BROKEN_OFF, talk.subject()).fill("did", talk.broke_off(Stage::Auth))
}
