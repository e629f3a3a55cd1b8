//! Detects a mail server that cannot be reached, or that something in between stands in for.

mod about;

use jiff::SignedDuration;

pub(crate) use self::about::*;
use crate::kit::mail::{
    Command, Conversation, Meaning, Refusal, judge_conversation, knows_no_ehlo, not_reached,
};
use crate::kit::probe::https::SLOWEST;
use crate::kit::probe::smtp::{Reply, Stage};
use crate::kit::probe::tcp::{Connect, Ended, accepted, in_vain, telling};
use crate::kit::text::duration;
use crate::kit::{Ctx, Finding, Reason, check};

check!(SmtpReach, |cx| judge_conversation(cx, &ABOUT, judge));

pub(crate) fn judge(cx: &Ctx<'_>, talk: &Conversation) -> Finding {
    let answer = &talk.answer;
    if answer.resolution.failure.is_some() {
        let why = "the mail server's name does not resolve: see name-resolution";
        return not_reached(NOT_REACHED, talk.subject(), why);
    }
    let trouble = match accepted(&answer.attempts) {
        true => trouble(talk).or_else(|| unsteady(talk)),
        false => Some(unconnected(talk)),
    };
    let Some((reason, summary)) = trouble else {
        let pass = Finding::pass(&ABOUT, talk.subject()).summary(greeting(talk));
        return witness(pass, talk);
    };
    let finding = Finding::new(reason, talk.subject()).summary(summary);
    // The conversation got through in spite of the firewall: it hurts only what it hides.
    let finding = match reason == REWRITTEN_BANNER && !answer.envelopes.is_empty() {
        true => finding.only_warns(),
        false => finding,
    };
    remedy(witness(finding, talk), reason, talk).at(cx.site("overview.smtp.server_address"))
}

fn unconnected(talk: &Conversation) -> (Reason, String) {
    let port = talk.query.server.port;
    match telling(&talk.answer.attempts) {
        Some(Connect::TimedOut) => {
            let summary = format!(
                "the mail server does not answer on port {port}: a firewall drops the packets, or the host is off"
            );
            (FILTERED, summary)
        }
        Some(Connect::Refused) => {
            let summary = format!(
                "the mail server refuses the connection on port {port}: no service listens there, or a firewall rejects it"
            );
            (REFUSED, summary)
        }
        _ => (
            UNREACHABLE,
            "the mail server cannot be reached: this host has no route to it".to_owned(),
        ),
    }
}

/// What went wrong between the connection and the reply to EHLO.
fn trouble(talk: &Conversation) -> Option<(Reason, String)> {
    let answer = &talk.answer;
    if let Some((Stage::Banner, ended)) = &answer.ended {
        return Some(ended_early(ended));
    }
    let banner = answer.banner.as_ref()?;
    if is_masked(banner) {
        let text =
            "the mail server's greeting is masked with asterisks by a firewall's SMTP inspection";
        return Some((REWRITTEN_BANNER, text.to_owned()));
    }
    if is_ftp(talk) {
        let text = "the mail server's port has an FTP server, which does not speak SMTP";
        return Some((NOT_SMTP, text.to_owned()));
    }
    if let Some((does, refusal)) = refusal(talk) {
        let says = match refusal.meaning {
            Meaning::TurnedAway => String::new(),
            _ => format!(": it {}", refusal.says),
        };
        let reason = match refusal.meaning {
            Meaning::Busy | Meaning::QuotaExceeded => BUSY,
            _ => TURNED_AWAY,
        };
        return Some((reason, format!("the mail server {does}{says}")));
    }
    if banner.code != 220 {
        let summary = format!(
            "the mail server greets with {} instead of 220, so it is no mail server",
            banner.code
        );
        return Some((NOT_SMTP, summary));
    }
    if let Some((Stage::Ehlo, ended)) = &answer.ended {
        return Some(ended_at_ehlo(ended));
    }
    let ehlo = answer.ehlo.as_ref()?;
    if knows_no_ehlo(ehlo) && ehlo.text().raw().contains("XXX") {
        let text = "the mail server got XXXX instead of EHLO: a firewall's SMTP inspection changes the session";
        return Some((REWRITTEN_BANNER, text.to_owned()));
    }
    let hello = talk.hello()?;
    (hello.positive() && hello.code != 250).then(|| {
        let summary = format!(
            "the mail server answers EHLO with {} instead of 250, which the appliance's mail client does not accept",
            hello.code
        );
        (NOT_SMTP, summary)
    })
}

/// FTP servers greet with 220 as well (RFC 959 section 5.4), and refuse EHLO.
fn is_ftp(talk: &Conversation) -> bool {
    let said = |reply: Option<&Reply>, word: &str| {
        reply.is_some_and(|reply| reply.text().raw().to_lowercase().contains(word))
    };
    let (banner, hello) = (talk.answer.banner.as_ref(), talk.hello());
    hello.is_some_and(|hello| !hello.positive())
        && !said(banner, "smtp")
        && (said(banner, "ftp") || said(hello, "user and pass"))
}

/// What a server that answers does besides.
fn unsteady(talk: &Conversation) -> Option<(Reason, String)> {
    let whole = talk.answer.ended.is_none() && talk.answer.dropped().is_none();
    if talk.answer.first_try.is_some() && whole {
        let text =
            "the mail server refused or dropped the first connection, and answered the second";
        return Some((INTERMITTENT, text.to_owned()));
    }
    if let Some(lost) = in_vain(&talk.answer.attempts) {
        return Some((
            ADDRESS_UNREACHABLE,
            format!("the mail server answers, {lost}"),
        ));
    }
    let (stage, waited) = talk.answer.slowest?;
    let what = match stage {
        Stage::Banner => "its greeting",
        Stage::Auth => "the login",
        Stage::Envelope => "sender or recipient",
        _ => "EHLO",
    };
    let text = format!(
        "the mail server takes {} for {what}, and delays every passcode by e-mail by that",
        duration(waited)
    );
    (waited > SLOWEST).then_some((SLOW, text))
}

/// How the server refuses to begin. What smtp-relay speaks of is no refusal to talk.
fn refusal(talk: &Conversation) -> Option<(&'static str, Refusal)> {
    let answer = &talk.answer;
    let greeting = answer.banner.as_ref();
    if let Some(refusal) = greeting.and_then(|banner| talk.understand(banner, Command::Greeting)) {
        return Some(("greets with a refusal", refusal));
    }
    let refusal = talk.understand(talk.hello()?, Command::Ehlo)?;
    let does = match answer.helo {
        Some(_) => "accepts neither EHLO nor HELO",
        None => "refuses EHLO",
    };
    (!refusal.meaning.is_of_relaying()).then_some((does, refusal))
}

fn ended_early(ended: &Ended) -> (Reason, String) {
    match ended {
        Ended::Reset => (RESET, "the mail server, or a firewall in front of it, accepts the connection and resets it".to_owned()),
        Ended::TimedOut => (
            NO_BANNER,
            "the mail server accepts the connection but sends no greeting: a proxy answers, or the port needs TLS".to_owned(),
        ),
        Ended::Closed => (NO_BANNER, "the mail server accepts the connection but closes it without a greeting".to_owned()),
        Ended::TooLong(_) => too_long("greeting"),
        Ended::Garbage(_) => (NOT_SMTP, "the mail server's port has another service: what answers does not speak SMTP".to_owned()),
    }
}

/// A limit of otpdoctor: the client of .NET has none.
fn too_long(what: &str) -> (Reason, String) {
    let summary = format!(
        "the mail server's {what} is longer than otpdoctor reads, but the appliance may accept it"
    );
    (TOO_LONG, summary)
}

fn ended_at_ehlo(ended: &Ended) -> (Reason, String) {
    match ended {
        Ended::TooLong(_) => too_long("answer to EHLO"),
        Ended::Garbage(_) => {
            let summary = "the mail server does not speak SMTP: its answer to EHLO is no reply";
            (NOT_SMTP, summary.to_owned())
        }
        ended => {
            let did = ended.words();
            let summary = format!("the mail server {did} after its greeting and EHLO");
            (BROKEN_OFF, summary)
        }
    }
}

/// Whether the pause is within a greeting of several lines: .NET reads one (https://github.com/microsoft/referencesource/issues/123).
fn in_pieces(talk: &Conversation) -> bool {
    let banner = talk.answer.banner.as_ref();
    let waited = talk
        .answer
        .slowest
        .is_some_and(|(stage, _)| stage == Stage::Banner);
    waited && banner.is_some_and(|banner| banner.lines.len() > 1)
}

/// Cisco's inspection leaves the code and puts asterisks in place of the text.
fn is_masked(banner: &Reply) -> bool {
    let text = || banner.lines.iter().flat_map(|line| line.raw().chars());
    let masked = text().filter(|c| *c == '*').count();
    let shown = text().filter(|c| !c.is_whitespace()).count();
    masked >= 5 && masked * 2 > shown
}

fn greeting(talk: &Conversation) -> String {
    let answer = &talk.answer;
    match (&answer.banner, &answer.ehlo) {
        (None, _) => "the mail server accepts the connection: see smtp-tls".to_owned(),
        (Some(_), Some(ehlo)) if knows_no_ehlo(ehlo) => {
            "the mail server answers, but without EHLO it offers neither STARTTLS nor a login"
                .to_owned()
        }
        (Some(banner), _) => format!("the mail server greets with {}", banner.text()),
    }
}

/// Most connections take milliseconds.
fn took(span: SignedDuration) -> String {
    match span.as_millis() {
        millis @ 0..1000 => format!("{millis} ms"),
        _ => duration(span),
    }
}

fn witness(finding: Finding, talk: &Conversation) -> Finding {
    let answer = &talk.answer;
    let ended = match &answer.ended {
        Some((Stage::Banner | Stage::Ehlo, ended)) => Some(ended.words()),
        _ => None,
    };
    let refusal = |reply: &Option<Reply>| {
        let refusal = reply.as_ref().filter(|reply| reply.code != 250);
        refusal.map(Reply::text)
    };
    let first = answer.first_try.as_ref();
    let finding = finding.each(&answer.attempts, |finding, attempt| {
        let (did, took) = (attempt.outcome.words(), took(attempt.took));
        let address = attempt.address.to_string();
        finding.quoted(("attempt", address), format!("{did} after {took}"))
    });
    finding
        .quoted_all("banner", answer.banner.as_ref().map(Reply::text))
        .quoted_all("ehlo", refusal(&answer.ehlo))
        .quoted_all("helo", refusal(&answer.helo))
        .quoted_all("then-the-peer", ended)
        .quoted_all(
            "banner-of-the-first-try",
            first.and_then(|first| Some(first.banner.as_ref()?.text())),
        )
        .quoted_all(
            "the-first-try",
            first.and_then(|first| Some(first.dropped()?.words())),
        )
        .each(&answer.took, |finding, (stage, took)| {
            finding.measured(("stage-time", <&str>::from(stage)), *took)
        })
}

fn remedy(finding: Finding, reason: Reason, talk: &Conversation) -> Finding {
    let refusal = refusal(talk).filter(|_| matches!(reason, TURNED_AWAY | BUSY));
    let in_pieces = reason == SLOW && in_pieces(talk);
    finding
        .each(
            refusal.iter().flat_map(|(_, refusal)| refusal.cures),
            Finding::step,
        )
        .with(in_pieces.then(|| SLOW.cure("in-pieces")), Finding::cured)
        .fill("port", talk.query.server.port)
        .try_connecting(&talk.query.server)
}
