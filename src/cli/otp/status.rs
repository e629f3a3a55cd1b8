//! `otpdoctor otp status`: what is kept of a user, without secrets.

use std::path::Path;

use checks::kit::text;
use serde_json::{Value, json};

use super::desk::{Desk, Whom};
use super::say;
use crate::cli::output::{self, Plain};
use crate::exit::Code;
use crate::otp::core::Kind;
use crate::otp::engine::Protection;
use crate::otp::engine::status::{CodeState, CodeStatus, CountStatus, Status, TokenStatus};
use crate::otp::engine::uri;

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
    let desk = args.whom.look_up(named).await?;
    let status = desk.engine.status(&desk.user).await;
    let status = status.map_err(|error| desk.explain(error))?;
    match desk.format {
        Plain::Human => output::print(&human(&desk, &status))?,
        Plain::Json => output::print(&say::json(&desk, "status", fields(&desk, &status)))?,
    }
    Ok(Code::Ok)
}

fn human(desk: &Desk, status: &Status) -> String {
    let mut text = format!("{} in {}\n", desk.name(), desk.realm);
    let mut line = |label: &str, value: &str| text += &format!("  {label:<9}{value}\n");
    match &status.code {
        Some(code) => line("code", &code_line(code)),
        None => line("code", "none was issued"),
    }
    for (index, token) in status.tokens.iter().enumerate() {
        line(if index == 0 { "tokens" } else { "" }, &token_line(token));
        for more in token_more(token) {
            line("", &format!("  {more}"));
        }
    }
    if status.tokens.is_empty() {
        line("tokens", "none is enrolled");
    }
    for (index, count) in status.counts.iter().enumerate() {
        line(if index == 0 { "attempts" } else { "" }, &count_line(count));
        line("", &format!("  {}", place(desk, &count.scope)));
    }
    if status.counts.is_empty() {
        line("attempts", "not counted: throttling is off in this realm");
    }
    line("state", &desk.engine.place());
    text
}

fn code_line(code: &CodeStatus) -> String {
    let by = say::method(code.method);
    match code.state {
        CodeState::Active => format!(
            "by {by}, taken until {}, {}",
            say::moment(code.expires_at),
            match code.attempts_left {
                1 => "1 attempt left".to_owned(),
                left => format!("{left} attempts left"),
            }
        ),
        CodeState::Taken(at) => format!("by {by}, used at {}", say::moment(at)),
        CodeState::Expired => format!("by {by}, expired at {}", say::moment(code.expires_at)),
        CodeState::UsedUp => format!(
            "by {by}, its attempts are used up; issued at {}",
            say::moment(code.issued_at)
        ),
    }
}

fn token_line(token: &TokenStatus) -> String {
    let (kind, every) = match &token.kind {
        Kind::Hotp { .. } => ("HOTP", String::new()),
        Kind::Totp { step, epoch, .. } => match epoch {
            0 => ("TOTP", format!(" every {step} s")),
            epoch => ("TOTP", format!(" every {step} s, counted from {epoch}")),
        },
    };
    format!(
        "{}: {kind}, {}, {} digits{every}",
        text::quote(&token.name, 64),
        uri::name(token.algorithm),
        token.digits
    )
}

fn token_more(token: &TokenStatus) -> Vec<String> {
    let sealed = match token.protection {
        Protection::Advanced => "sealed to the license certificate",
        Protection::Standard | Protection::StandardInstead => "sealed under the key file",
    };
    let reached = match &token.kind {
        Kind::Hotp { next } => format!("the next counter is {next}"),
        Kind::Totp { last: None, .. } => "no code was taken yet".into(),
        Kind::Totp { drift, .. } => match say::drift(*drift) {
            Some(drift) => format!("{drift} when a code was last taken"),
            None => "in step when a code was last taken".into(),
        },
    };
    let (realm, day) = (text::quote(&token.realm, 60), text::day(token.enrolled_at));
    vec![format!("enrolled by {realm} on {day}, {sealed}"), reached]
}

fn count_line(count: &CountStatus) -> String {
    match &count.locked {
        Some(locked) => format!(
            "locked {}, after {}",
            say::until(locked.until),
            attempts(count.failures)
        ),
        None => format!("{} of {} failed", count.failures, count.limit),
    }
}

/// Failed attempts, as many.
pub(super) fn attempts(failures: u32) -> String {
    match failures {
        1 => "1 failed attempt".into(),
        failures => format!("{failures} failed attempts"),
    }
}

/// Where attempts are counted.
fn place(desk: &Desk, scope: &str) -> String {
    let field = desk.engine.settings().counted_in.as_deref();
    match (scope.split_once(':'), field) {
        (Some(("field", _)), Some(field)) => {
            format!(
                "counted in {}, with the realms that name it",
                text::quote(field, 60)
            )
        }
        (Some(("oath", _)), _) => "counted for apps and tokens of this realm".into(),
        _ => "counted by this realm alone".into(),
    }
}

fn fields(desk: &Desk, status: &Status) -> Value {
    json!({
        "known": status.known,
        "code": status.code.as_ref().map(|code| json!({
            "method": say::method_word(code.method),
            "state": match code.state {
                CodeState::Active => "active",
                CodeState::Taken(_) => "used",
                CodeState::Expired => "expired",
                CodeState::UsedUp => "used-up",
            },
            "issued_at": code.issued_at,
            "expires_at": code.expires_at,
            "attempts_left": code.attempts_left,
        })),
        "tokens": status.tokens.iter().map(token_fields).collect::<Vec<_>>(),
        "attempts": status.counts.iter().map(|count| json!({
            "counted_in": count.scope,
            "failed": count.failures,
            "limit": count.limit,
            "locked": count.locked.is_some(),
            "locked_until": count.locked.and_then(|locked| locked.until),
        })).collect::<Vec<_>>(),
        "store": desk.engine.place(),
    })
}

fn token_fields(token: &TokenStatus) -> Value {
    let (kind, counter, period, drift) = match &token.kind {
        Kind::Hotp { next } => ("hotp", Some(*next), None, None),
        Kind::Totp { step, drift, .. } => ("totp", None, Some(*step), Some(*drift)),
    };
    let epoch = match &token.kind {
        Kind::Hotp { .. } => None,
        Kind::Totp { epoch, .. } => Some(*epoch),
    };
    json!({
        "name": token.name,
        "realm": token.realm,
        "kind": kind,
        "algorithm": uri::name(token.algorithm),
        "digits": token.digits,
        "next_counter": counter,
        "period": period,
        "epoch": epoch,
        "drift": drift,
        "sealing": match token.protection {
            Protection::Advanced => "advanced",
            Protection::Standard | Protection::StandardInstead => "standard",
        },
        "enrolled_at": token.enrolled_at,
    })
}
