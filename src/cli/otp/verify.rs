//! `otpdoctor otp verify`: a code against what was issued or enrolled, a verdict and an exit code.

use checks::kit::text;

use super::session::{OtpSession, TOKEN, Whom};
use super::{format, typed};
use crate::cli::output;
use crate::exit::{Code as Exit, Failure};
use crate::otp::core::{Method, Verdict, Why};
use crate::otp::engine::answers::Outcome;
use crate::otp::engine::{CodeState, Status};

/// Options of `otpdoctor otp verify`.
#[derive(clap::Args)]
#[command(
    after_help = "otpdoctor's own engine verifies the code, with its own store; the appliance is not contacted, and codes that it sent are not \
                  known here.\n\n\
                  The code is read from standard input; on a terminal otpdoctor asks for it.\n\n\
                  Exit codes: 0 verified, 10 rejected, 11 expired, 12 replayed, 13 locked, 64 the command line is wrong, 69 the store or a key is unavailable."
)]
pub struct Args {
    #[command(flatten)]
    pub(super) whom: Whom,

    /// Verify a code of this app or token [without NAME: app]; without --token otpdoctor verifies the issued code, or one of the
    /// user's only token
    #[arg(long, value_name = "NAME", num_args = 0..=1, default_missing_value = TOKEN)]
    pub(super) token: Option<String>,
}

/// Runs `otpdoctor otp verify`.
///
/// # Errors
/// When no code can be read, or the store or a key is not available.
pub async fn run(args: &Args, session: &OtpSession) -> Result<Exit, Failure> {
    let (token, verdict) = verify(session, args.token.as_deref()).await?;
    let token = token.as_deref();
    let (word, reason, exit) = match &verdict {
        Verdict::Verified { .. } => ("verified", None, Exit::Ok),
        Verdict::Rejected { why, .. } => ("rejected", Some(why.reason()), Exit::Rejected),
        Verdict::Expired => ("expired", None, Exit::Expired),
        Verdict::Replayed => ("replayed", Some("code-used"), Exit::Replayed),
        Verdict::Superseded => ("replayed", Some("older-code"), Exit::Replayed),
        Verdict::Locked { .. } => ("locked", None, Exit::Locked),
    };
    let line = format!("{word}: {}", sentence(session, token, &verdict));
    let advice = advice(session, token, &verdict).await;
    let (method, drift, attempts_left, locked_until) = match verdict {
        Verdict::Verified { method, drift } => (Some(method), Some(drift), None, None),
        Verdict::Rejected { left, .. } => (None, None, left, None),
        Verdict::Locked { until } => (None, None, None, until),
        Verdict::Expired | Verdict::Replayed | Verdict::Superseded => (None, None, None, None),
    };
    let outcome = Outcome::Verify {
        token,
        verdict: word,
        reason,
        attempts_left,
        locked_until,
        method,
        drift,
        summary: &line,
    };
    session.answer(&line, outcome)?;
    if let Some(advice) = advice {
        format::remark(&advice);
    }
    if reason == Some("seed-not-opened") {
        output::remark(&format::mismatch_advice(&session.realm));
    }
    Ok(exit)
}

/// What to do about a code that was refused, by what is kept of the user.
async fn advice(session: &OtpSession, token: Option<&str>, refused: &Verdict) -> Option<String> {
    let status = session.engine.status(&session.user).await.ok()?;
    let (realm, user) = (
        text::argument(&session.realm),
        text::argument(session.user.as_str()),
    );
    if matches!(refused, Verdict::Locked { .. }) {
        return Some(format!(
            "To let the user try again at once: otpdoctor otp unlock --realm {realm} --user {user}"
        ));
    }
    let token = status.tokens.iter().find(|one| Some(&*one.name) == token)?;
    match refused {
        Verdict::Expired
        | Verdict::Rejected {
            why: Why::WrongCode,
            ..
        } => {}
        _ => return None,
    }
    let named = text::argument(&token.name);
    let resync = format!("otpdoctor otp resync --realm {realm} --user {user} --token {named}");
    Some(match (token.kind, token.was_taken) {
        ("hotp", _) => format!(
            "A token whose button was pressed without a login is ahead of its counter. To find it with two codes in a row: {resync}"
        ),
        (_, false) => "No code of this app has been accepted yet. Set the clock of the phone to automatic. If codes are still refused, the app \
            has another seed: enroll it again."
            .to_owned(),
        (_, true) => format!(
            "Codes of this app were accepted before. Set the clock of the phone to automatic, and check whether the code is of this entry. \
            To find an app that is off, with two codes in a row: {resync}"
        ),
    })
}

/// The verdict, and the token whose code it was; that of the user where none is named.
async fn verify(
    session: &OtpSession,
    named: Option<&str>,
) -> Result<(Option<String>, Verdict), Failure> {
    let (engine, user) = (&session.engine, &session.user);
    let (token, state) = match named {
        Some(token) => (Some(token.to_owned()), None),
        None => had(session, &engine.status(user).await?)?,
    };
    let [code] = typed::codes(["Code:"]).await?;
    let Some(token) = token else {
        return Ok((None, engine.verify(user, &code).await?));
    };
    if state == Some(CodeState::Used) {
        // A code that was used is distinguished from all others without counting those as failed.
        let verdict = engine.verify(user, &code).await?;
        let is_other =
            matches!(&verdict, Verdict::Rejected { why, .. } if *why == Why::NothingIssued);
        if !is_other {
            return Ok((None, verdict));
        }
    }
    let verdict = engine.verify_token(user, &token, &code).await?;
    Ok((Some(token), verdict))
}

/// The token that the user has where no code that was issued waits, and what became of that code.
///
/// # Errors
/// When there are several.
fn had(
    session: &OtpSession,
    status: &Status,
) -> Result<(Option<String>, Option<CodeState>), Failure> {
    let state = status.code.as_ref().map(|code| code.state);
    let tokens: Vec<&str> = status.tokens.iter().map(|one| one.name.as_str()).collect();
    match tokens.as_slice() {
        [] => Ok((None, state)),
        _ if state == Some(CodeState::Active) => Ok((None, state)),
        [only] => Ok((Some((*only).to_owned()), state)),
        many => {
            let (user, realm) = (session.name(), &session.realm);
            let quoted: Vec<String> = many.iter().map(|one| text::quote(one, 64)).collect();
            Err(Failure::usage(format!(
                "{realm} has issued no code to {user} that waits, and {user} has the tokens {}: name one with --token",
                text::list(&quoted)
            )))
        }
    }
}

/// The verdict in words, after its word.
fn sentence(session: &OtpSession, token: Option<&str>, verdict: &Verdict) -> String {
    match verdict {
        Verdict::Verified { method, drift } => {
            let by = match token {
                Some(token) => format!("the code of {}", text::quote(token, 64)),
                None => format!("the code sent by {}", method.describe()),
            };
            match format::drift(*drift) {
                Some(drift) => format!("{by}, {drift}"),
                None => by,
            }
        }
        Verdict::Rejected { why, left } => {
            let why = because(session, token, *why);
            match left {
                Some(0) => format!("{why}; no attempt is left"),
                Some(1) => format!("{why}; 1 attempt is left"),
                Some(left) => format!("{why}; {left} attempts are left"),
                None => why,
            }
        }
        Verdict::Expired => "the code was right but too late".into(),
        Verdict::Replayed => "the code was right but has been used before".into(),
        Verdict::Superseded => {
            "the code is an older one: it, or a later one, has been used before".into()
        }
        Verdict::Locked { until } => format!("no code is accepted {}", format::until(*until)),
    }
}

fn because(session: &OtpSession, token: Option<&str>, why: Why) -> String {
    let (realm, settings) = (&session.realm, session.engine.settings());
    match why {
        Why::WrongCode => "this is not the code".into(),
        Why::WrongLength => {
            let digits = match token {
                Some(_) => settings.tokens.oath.digits,
                None => settings.delivered.code_length,
            };
            format!("a code of {realm} has {digits} digits")
        }
        Why::NothingIssued => format!("{realm} has issued no code that waits"),
        Why::UsedUp => "the attempts for this code are used up: issue another".into(),
        Why::NotEnrolled => {
            let token = text::quote(token.unwrap_or_default(), 64);
            format!("no token named {token} is enrolled")
        }
        Why::OtherKey => {
            let file = session.engine.key_file().path().display().to_string();
            let file = text::quote(&file, 200);
            format!(
                "it was issued with another key file than {file}, so it cannot be verified here: machines that share a store need the same key file (`otp.key`)"
            )
        }
        Why::MethodOff if token.is_some() => settings.why_off(Method::Oath),
        Why::MethodOff if settings.delivering().is_empty() => settings.why_off(Method::Sms),
        Why::MethodOff => format!("{realm} has the method of this code off by now"),
        Why::SeedNotOpened => "\"Registration code does not match\"".into(),
    }
}
