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
use crate::kit::{Ctx, Finding, check};

check!(SmtpReach, |cx| judge_conversation(cx, &ABOUT, judge));

pub(crate) fn judge(cx: &Ctx<'_>, talk: &Conversation) -> Finding {
    let answer = &talk.answer;
    if answer.resolution.failure.is_some() {
        let why = "the mail server's name does not resolve: see name-resolution";
        return not_reached(NOT_REACHED, talk.subject(), why);
    }
    let trouble = if accepted(&answer.attempts) {
        trouble(talk).or_else(|| unsteady(talk))
    } else {
        Some(unconnected(talk))
    };
    let finding = match trouble {
        Some(finding) => finding
            .fill("port", talk.query.server.port)
            .at(cx.site("overview.smtp.server_address"))
            .try_connecting(&talk.query.server),
        None => Finding::pass(&ABOUT, talk.subject()).summary(greeting(talk)),
    };
    witness(finding, talk)
}

fn unconnected(talk: &Conversation) -> Finding {
    let reason = match telling(&talk.answer.attempts) {
        Some(Connect::TimedOut) => FILTERED,
        Some(Connect::Refused) => REFUSED,
        _ => UNREACHABLE,
    };
    Finding::new(reason, talk.subject())
}

fn not_smtp(talk: &Conversation, case: &str) -> Finding {
    Finding::new(NOT_SMTP, talk.subject()).cured(NOT_SMTP.cure(case))
}

fn rewritten(talk: &Conversation, case: &str) -> Finding {
    let finding = Finding::new(REWRITTEN_BANNER, talk.subject());
    let finding = finding.cured(REWRITTEN_BANNER.cure(case));
    // The conversation got through in spite of the firewall: it hurts only what it hides.
    if talk.answer.envelopes.is_empty() {
        finding
    } else {
        finding.only_warns()
    }
}

/// What went wrong between the connection and the reply to EHLO.
fn trouble(talk: &Conversation) -> Option<Finding> {
    let answer = &talk.answer;
    if let Some((Stage::Banner, ended)) = &answer.ended {
        return Some(ended_early(talk, ended));
    }
    let banner = answer.banner.as_ref()?;
    if is_masked(banner) {
        return Some(rewritten(talk, "masked"));
    }
    if is_ftp(talk) {
        return Some(not_smtp(talk, "ftp"));
    }
    if let Some((does, refusal)) = refusal(talk) {
        let reason = match refusal.meaning {
            Meaning::Busy | Meaning::QuotaExceeded => BUSY,
            _ => TURNED_AWAY,
        };
        let says = match refusal.meaning {
            Meaning::TurnedAway => String::new(),
            _ => format!(": it {}", refusal.says),
        };
        return Some(
            Finding::new(reason, talk.subject())
                .fill("does", does)
                .fill("says", says)
                .each(refusal.cures, Finding::step),
        );
    }
    if banner.code != 220 {
        return Some(not_smtp(talk, "greeting").fill("code", banner.code));
    }
    if let Some((Stage::Ehlo, ended)) = &answer.ended {
        return Some(ended_at_ehlo(talk, ended));
    }
    let ehlo = answer.ehlo.as_ref()?;
    if knows_no_ehlo(ehlo) && ehlo.text().raw().contains("XXX") {
        return Some(rewritten(talk, "ehlo"));
    }
    let hello = talk.hello()?;
    (hello.positive() && hello.code != 250).then(|| not_smtp(talk, "ehlo").fill("code", hello.code))
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
fn unsteady(talk: &Conversation) -> Option<Finding> {
    let finding = |reason| Finding::new(reason, talk.subject());
    let whole = talk.answer.ended.is_none() && talk.answer.dropped().is_none();
    if talk.answer.first_try.is_some() && whole {
        return Some(finding(INTERMITTENT));
    }
    if let Some(lost) = in_vain(&talk.answer.attempts) {
        return Some(finding(ADDRESS_UNREACHABLE).fill("lost", lost));
    }
    let (stage, waited) = talk
        .answer
        .slowest
        .filter(|(_, waited)| *waited > SLOWEST)?;
    let what = match stage {
        Stage::Banner => "its greeting",
        Stage::Auth => "the login",
        Stage::Envelope => "sender or recipient",
        _ => "EHLO",
    };
    let in_pieces = is_in_pieces(talk).then(|| SLOW.cure("in-pieces"));
    Some(
        finding(SLOW)
            .fill("waited", duration(waited))
            .fill("what", what)
            .with(in_pieces, Finding::cured),
    )
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

fn ended_early(talk: &Conversation, ended: &Ended) -> Finding {
    let finding = |reason| Finding::new(reason, talk.subject());
    match ended {
        Ended::Reset => finding(RESET),
        Ended::TimedOut => finding(NO_BANNER).cured(NO_BANNER.cure("silent")),
        Ended::Closed => finding(NO_BANNER).cured(NO_BANNER.cure("closed")),
        // A limit of otpdoctor: the client of .NET has none.
        Ended::TooLong(_) => finding(TOO_LONG).fill("what", "greeting"),
        Ended::Garbage(_) => not_smtp(talk, "no-greeting"),
    }
}

fn ended_at_ehlo(talk: &Conversation, ended: &Ended) -> Finding {
    let finding = |reason| Finding::new(reason, talk.subject());
    match ended {
        Ended::TooLong(_) => finding(TOO_LONG).fill("what", "answer to EHLO"),
        Ended::Garbage(_) => not_smtp(talk, "no-reply"),
        ended => finding(BROKEN_OFF).fill("did", ended.describe()),
    }
}

/// Whether the pause is within a greeting of several lines: .NET reads one (https://github.com/microsoft/referencesource/issues/123).
fn is_in_pieces(talk: &Conversation) -> bool {
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
        Some((Stage::Banner | Stage::Ehlo, ended)) => Some(ended.describe()),
        _ => None,
    };
    let refusal = |reply: &Option<Reply>| {
        let refusal = reply.as_ref().filter(|reply| reply.code != 250);
        refusal.map(Reply::text)
    };
    let first = answer.first_try.as_ref();
    let finding = finding.each(&answer.attempts, |finding, attempt| {
        let (did, took) = (attempt.outcome.describe(), took(attempt.took));
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
            first.and_then(|first| Some(first.dropped()?.describe())),
        )
        .each(&answer.took, |finding, (stage, took)| {
            finding.measured(("stage-time", <&str>::from(stage)), *took)
        })
}
