//! Detects logins that the mail server does not offer, does not take, or demands without one being configured.

pub(crate) mod about;

use self::about::{
    ABOUT, BROKEN_OFF, DEFERRED, MECHANISM_UNSUPPORTED, NOT_OFFERED, NOT_REACHED, REJECTED,
    REQUIRED,
};
use crate::kit::mail::{Conversation, demands_login, judge_conversation, not_reached, replies};
use crate::kit::peer_text::Shown;
use crate::kit::probe::smtp::{Auth, Reply, Stage, TlsMode};
use crate::kit::text::list;
use crate::kit::{Ctx, Finding, ProbeError, check};

check!(SmtpAuth, |cx| judge_conversation(cx, &ABOUT, judge));

pub(crate) fn judge(cx: &Ctx<'_>, talk: &Conversation) -> Finding {
    let user = cx.realm.overview.smtp.as_ref().and_then(|smtp| smtp.user());
    let finding = match (&talk.query.login, user) {
        (None, None) => without_login(talk),
        (None, Some(_)) => Finding::not_known(&ABOUT, talk.subject())
            .summary("a user is set, and the password is not in the config"),
        (Some(login), _) => match talk.before_login() {
            Some(why) => not_reached(NOT_REACHED, talk.subject(), why),
            None => judge_login(talk).identity("user", Shown(&login.user)),
        },
    };
    finding.or_at(cx.site("overview.smtp.username"))
}

fn without_login(talk: &Conversation) -> Finding {
    let mut said = talk.answer.envelopes.iter().flat_map(replies);
    match said.find(|reply| demands_login(reply)) {
        Some(demand) => Finding::new(REQUIRED, talk.subject())
            .summary("the mail server demands a login before it takes mail, and no user name is set")
            .quoted("the-server-said", &demand.text())
            .step("Enter Username and Password of a mailbox or service account in the realm's Email Settings (Overview tab), with SSL set to True.")
            .step("Or have the appliance's address allowed to relay without a login."),
        None => match talk.before_ehlo() {
            Some(why) => not_reached(NOT_REACHED, talk.subject(), why),
            None => Finding::not_configured(&ABOUT, talk.subject())
                .summary("no user name is set, and the server did not ask for a login"),
        },
    }
}

fn judge_login(talk: &Conversation) -> Finding {
    match &talk.answer.auth {
        Some(Auth::Tried { mechanism, reply }) => judge_reply(talk, mechanism, reply),
        // What it said then is what it would say now: neither the login nor the config is another.
        Some(Auth::RefusedBefore {
            mechanism,
            reply,
            at,
        }) => judge_reply(talk, mechanism, reply).moment("not-tried-again-since", at.to_string()),
        Some(Auth::NotOffered) => not_offered(talk),
        Some(Auth::Unsupported(offered)) => {
            let offered = list(offered);
            let summary = format!(
                "the mail server offers only logins by {offered}, and otpdoctor can try PLAIN and LOGIN alone"
            );
            unsupported(talk, summary)
        }
        Some(Auth::TriedBefore) => not_reached(
            NOT_REACHED,
            talk.subject(),
            "this user logs in to the same server in another realm with another SSL setting, and otpdoctor never tries a login twice: give both realms the same setting",
        ),
        Some(Auth::Withheld(why)) => {
            let why =
                format!("nobody logged in, to keep the password safe ({why}): smtp-tls tells");
            not_reached(NOT_REACHED, talk.subject(), &why)
        }
        Some(Auth::SecretUnavailable(why)) => {
            let error = ProbeError::SecretUnavailable(why.to_string());
            Finding::unasked(&ABOUT, talk.subject(), &error)
        }
        None => broken_off(talk),
    }
}

fn judge_reply(talk: &Conversation, mechanism: &str, reply: &Reply) -> Finding {
    let finding = if reply.positive() {
        Finding::pass(&ABOUT, talk.subject()).summary(format!("the login by {mechanism} succeeds"))
    } else if reply.transient() {
        Finding::new(DEFERRED, talk.subject())
            .summary("the mail server cannot check the login just now")
            .step("Try again in a few minutes. If it lasts, the server does not reach its own directory of users, or it slows this account down after too many logins.")
    } else if refuses_mechanism(reply) {
        let summary = format!("the mail server offers {mechanism} and then does not take it");
        unsupported(talk, summary)
    } else {
        let finding = Finding::new(REJECTED, talk.subject())
            .summary("the mail server does not take this user and password");
        rejection_steps(finding, reply.text().raw())
    };
    finding.quoted("the-server-said", &reply.text())
}

/// 504 is of RFC 4954 section 4; others say it in words.
fn refuses_mechanism(reply: &Reply) -> bool {
    let text = reply.text().raw().to_ascii_lowercase();
    let words = [
        "no mechanism",
        "mechanism is too weak",
        "unrecognized authentication type",
    ];
    reply.code == 504 || words.iter().any(|phrase| text.contains(phrase))
}

/// What to do depends on the server's words: the big providers say what they miss.
fn rejection_steps(finding: Finding, said: &str) -> Finding {
    if said.contains("5.7.139") {
        return finding
            .step("Microsoft 365 has SMTP AUTH switched off for this mailbox or the whole tenant, or a policy (security defaults, conditional access, multi-factor sign-in) blocks it. Switch it on for this one mailbox in Exchange Online PowerShell: `Set-CASMailbox -Identity MAILBOX -SmtpClientAuthenticationDisabled $false`.")
            .step("Where basic authentication is barred for good, use a connector that takes mail by the appliance's address instead, and clear Username and Password.");
    }
    if said.contains("5.7.9") || said.to_ascii_lowercase().contains("application-specific") {
        return finding.step("The provider wants an app password for programs: create one for this account and enter it as Password in the realm's Email Settings (Overview tab).");
    }
    finding
        .step("Enter Username and Password anew in the realm's Email Settings (Overview tab); the password may have expired or been changed, or the account be locked.")
        .step("Check the form of the name: some servers want the whole address, others DOMAIN\\user, for which Domain must be set.")
        .step("otpdoctor logs in once in a run and does not repeat it, so it locks nobody out; the appliance does so with every passcode.")
}

fn not_offered(talk: &Conversation) -> Finding {
    let starttls = talk.ehlo().and_then(|ehlo| ehlo.extension("STARTTLS"));
    let only_inside = talk.query.tls == TlsMode::Never && starttls.is_some();
    let finding = Finding::new(NOT_OFFERED, talk.subject());
    let finding = match only_inside {
        true => finding
            .summary("a user name is set, and the mail server offers no login in clear; it offers STARTTLS, and most likely a login inside")
            .step("Set SSL to True in the realm's Email Settings (Overview tab)."),
        false => finding
            .summary("a user name is set, and the mail server offers no login")
            .step("If the server relays for the appliance by its address, clear Username and Password in the realm's Email Settings (Overview tab).")
            .step("If it should offer one, use the submission port, usually 587: port 25 is often without a login."),
    };
    finding.with(talk.ehlo(), |finding, ehlo| {
        finding.quoted("ehlo", &ehlo.text())
    })
}

fn unsupported(talk: &Conversation, summary: String) -> Finding {
    Finding::new(MECHANISM_UNSUPPORTED, talk.subject())
        .summary(summary)
        .step("Have the server offer AUTH LOGIN inside TLS for the appliance; Exchange does so with basic authentication on the receive connector.")
        .step("A server that offers only XOAUTH2 cannot be used with a user and password: use a relay that takes mail by the appliance's address.")
        .step("A server that offers only NTLM or GSSAPI may still work from the appliance, whose client speaks both: try a passcode.")
}

fn broken_off(talk: &Conversation) -> Finding {
    let did = talk.broke_off(Stage::Auth);
    Finding::new(BROKEN_OFF, talk.subject())
        .summary(format!("during the login the mail server {did}"))
        .step("Look into the mail server's log at this moment: it may ban the appliance's address after failed logins.")
}
