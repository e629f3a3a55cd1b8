//! `otpdoctor otp status`: what is kept of a user, without secrets.

use checks::kit::text;

use super::format;
use super::session::OtpSession;
use crate::exit::{Code, Failure};
use crate::otp::engine::answers::Outcome;
use crate::otp::engine::{Attempts, CodeState, CodeStatus, Status, TokenStatus};
use crate::report::view::text::{counted, moment};

/// Runs `otpdoctor otp status`.
///
/// # Errors
/// When the store is not available.
pub async fn run(session: &OtpSession) -> Result<Code, Failure> {
    let status = session.engine.status(&session.user).await?;
    let text = human(session, &status);
    session.answer(text.trim_end(), Outcome::Status(&status))
}

fn human(session: &OtpSession, status: &Status) -> String {
    let mut text = format!("{} in {}\n", session.name(), session.realm);
    let mut section = |label: &str, lines: Vec<String>, none: &str| {
        let none = lines.is_empty().then(|| none.to_owned());
        for (index, line) in lines.into_iter().chain(none).enumerate() {
            let label = if index == 0 { label } else { "" };
            text += &format!("  {label:<9}{line}\n");
        }
    };
    let code = status.code.iter().map(code_line).collect();
    section("code", code, "none was issued");
    let tokens = status.tokens.iter().flat_map(token_lines).collect();
    section("tokens", tokens, "none is enrolled");
    let counts = status.attempts.iter();
    let counts = counts.flat_map(|count| count_lines(session, count));
    let uncounted = "not counted: throttling is off in this realm";
    section("attempts", counts.collect(), uncounted);
    section("state", vec![status.store.clone()], "");
    text
}

fn code_line(code: &CodeStatus) -> String {
    let by = code.method.describe();
    let expires = moment(code.expires_at);
    match code.state {
        CodeState::Active => {
            let attempts = counted(code.attempts_left as usize, "attempt");
            format!("by {by}, valid until {expires}, {attempts} left")
        }
        CodeState::Used => {
            let used = code.taken_at.map(moment).unwrap_or_default();
            format!("by {by}, used at {used}")
        }
        CodeState::Expired => format!("by {by}, expired at {expires}"),
        CodeState::UsedUp => format!(
            "by {by}, its attempts are used up; issued at {}",
            moment(code.issued_at)
        ),
    }
}

fn token_lines(token: &TokenStatus) -> [String; 3] {
    let every = match (token.period, token.epoch) {
        (None, _) => String::new(),
        (Some(period), None | Some(0)) => format!(" every {period} s"),
        (Some(period), Some(epoch)) => format!(" every {period} s, counted from {epoch}"),
    };
    let encrypted = match token.sealing {
        "advanced" => "encrypted with the license certificate",
        _ => "encrypted with the key file",
    };
    let reached = match (token.next_counter, token.drift.and_then(format::drift)) {
        (Some(next), _) => format!("the next counter is {next}"),
        _ if !token.was_taken => "no code has been accepted yet".into(),
        (None, Some(drift)) => format!("{drift} when a code was last accepted"),
        (None, None) => "synchronized when a code was last accepted".into(),
    };
    let (realm, day) = (text::quote(&token.realm, 60), text::day(token.enrolled_at));
    [
        format!(
            "{}: {}, {}, {} digits{every}",
            text::quote(&token.name, 64),
            token.kind.to_uppercase(),
            token.algorithm.name(),
            token.digits
        ),
        format!("  enrolled by {realm} on {day}, {encrypted}"),
        format!("  {reached}"),
    ]
}

fn count_lines(session: &OtpSession, count: &Attempts) -> [String; 2] {
    let field = session.engine.settings().counted_in.as_deref();
    let place = match (count.counted_in.split_once(':'), field) {
        (Some(("field", _)), Some(field)) => {
            let field = text::quote(field, 60);
            format!("counted in {field}, with the realms that name it")
        }
        (Some(("oath", _)), _) => "counted for apps and tokens of this realm".into(),
        _ => "counted by this realm alone".into(),
    };
    let failed = if count.locked {
        let attempts = counted(count.failed as usize, "failed attempt");
        format!(
            "locked {}, after {attempts}",
            format::until(count.locked_until)
        )
    } else {
        format!("{} of {} failed", count.failed, count.limit)
    };
    [failed, format!("  {place}")]
}
