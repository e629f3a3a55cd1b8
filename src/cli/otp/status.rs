//! `otpdoctor otp status`: what is kept of a user, without secrets.

use std::path::Path;

use checks::kit::text;
use serde_json::{Value, json};

use super::format;
use super::session::{OtpSession, Whom};
use crate::exit::Code;
use crate::otp::core::{Kind, Sealed, Token};
use crate::otp::engine::{CodeState, CodeStatus, CountStatus, Status, uri};

/// Options of `otpdoctor otp status`.
#[derive(clap::Args)]
pub struct Args {
    #[command(flatten)]
    pub(super) whom: Whom,
}

/// Runs `otpdoctor otp status`.
///
/// # Errors
/// When the store is not available.
pub async fn run(args: Args, named: Option<&Path>) -> anyhow::Result<Code> {
    let session = args.whom.open_existing(named).await?;
    let status = session.engine.status(&session.user).await;
    let status = status.map_err(|error| session.explain(error))?;
    let fields = fields(&session, &status);
    session.answer("status", &human(&session, &status), fields)?;
    Ok(Code::Ok)
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
    let counts = status.counts.iter();
    let counts = counts.flat_map(|count| count_lines(session, count));
    let uncounted = "not counted: throttling is off in this realm";
    section("attempts", counts.collect(), uncounted);
    section("state", vec![session.engine.place()], "");
    text
}

fn code_line(code: &CodeStatus) -> String {
    let issued = &code.issued;
    let by = format::method(issued.method);
    let expires = format::moment(issued.expires_at);
    match code.state {
        CodeState::Active => {
            let attempts = format::count(issued.attempts_left, "attempt", "attempts");
            format!("by {by}, taken until {expires}, {attempts} left")
        }
        CodeState::Taken(at) => format!("by {by}, used at {}", format::moment(at)),
        CodeState::Expired => format!("by {by}, expired at {expires}"),
        CodeState::UsedUp => format!(
            "by {by}, its attempts are used up; issued at {}",
            format::moment(issued.issued_at)
        ),
    }
}

fn token_lines((name, token): (&String, &Token)) -> [String; 3] {
    let every = match token.kind.steps() {
        None => String::new(),
        Some(steps) if steps.epoch == 0 => format!(" every {} s", steps.step),
        Some(steps) => format!(" every {} s, counted from {}", steps.step, steps.epoch),
    };
    let encrypted = match token.sealed {
        Sealed::Advanced(_) => "encrypted with the license certificate",
        Sealed::Standard(_) => "encrypted with the key file",
    };
    let reached = match &token.kind {
        Kind::Hotp { next } => format!("the next counter is {next}"),
        Kind::Totp { last: None, .. } => "no code was taken yet".into(),
        Kind::Totp { drift, .. } => match format::drift(*drift) {
            Some(drift) => format!("{drift} when a code was last taken"),
            None => "in step when a code was last taken".into(),
        },
    };
    let (realm, day) = (text::quote(&token.realm, 60), text::day(token.enrolled_at));
    [
        format!(
            "{}: {}, {}, {} digits{every}",
            text::quote(name, 64),
            token.kind.name().to_uppercase(),
            uri::name(token.algorithm),
            token.digits
        ),
        format!("  enrolled by {realm} on {day}, {encrypted}"),
        format!("  {reached}"),
    ]
}

fn count_lines(session: &OtpSession, count: &CountStatus) -> [String; 2] {
    let field = session.engine.settings().counted_in.as_deref();
    let place = match (count.scope.split_once(':'), field) {
        (Some(("field", _)), Some(field)) => {
            let field = text::quote(field, 60);
            format!("counted in {field}, with the realms that name it")
        }
        (Some(("oath", _)), _) => "counted for apps and tokens of this realm".into(),
        _ => "counted by this realm alone".into(),
    };
    let failed = match &count.lock {
        Some(lock) => {
            let attempts = format::failed_attempts(count.failures);
            format!("locked {}, after {attempts}", format::until(lock.until))
        }
        None => format!("{} of {} failed", count.failures, count.limit),
    };
    [failed, format!("  {place}")]
}

fn fields(session: &OtpSession, status: &Status) -> Value {
    json!({
        "known": status.known,
        "code": status.code.as_ref().map(|code| json!({
            "method": code.issued.method,
            "state": match code.state {
                CodeState::Active => "active",
                CodeState::Taken(_) => "used",
                CodeState::Expired => "expired",
                CodeState::UsedUp => "used-up",
            },
            "issued_at": code.issued.issued_at,
            "expires_at": code.issued.expires_at,
            "attempts_left": code.issued.attempts_left,
        })),
        "tokens": status.tokens.iter().map(token_fields).collect::<Vec<_>>(),
        "attempts": status.counts.iter().map(|count| json!({
            "counted_in": count.scope,
            "failed": count.failures,
            "limit": count.limit,
            "locked": count.lock.is_some(),
            "locked_until": count.lock.and_then(|lock| lock.until),
        })).collect::<Vec<_>>(),
        "store": session.engine.place(),
    })
}

fn token_fields((name, token): (&String, &Token)) -> Value {
    let drift = match token.kind {
        Kind::Hotp { .. } => None,
        Kind::Totp { drift, .. } => Some(drift),
    };
    json!({
        "name": name,
        "realm": token.realm,
        "kind": token.kind.name(),
        "algorithm": token.algorithm,
        "digits": token.digits,
        "next_counter": token.kind.counter(),
        "period": token.kind.steps().map(|steps| steps.step),
        "epoch": token.kind.steps().map(|steps| steps.epoch),
        "drift": drift,
        "sealing": match token.sealed {
            Sealed::Advanced(_) => "advanced",
            Sealed::Standard(_) => "standard",
        },
        "enrolled_at": token.enrolled_at,
    })
}
