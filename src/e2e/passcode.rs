//! The steps that most probes share: the OTP engine issues a passcode, a person types one, the engine verifies it.

use checks::kit::{About, Finding, Reason, text};
use checks::steps::{passcode_entry as entry, passcode_issue as issue, passcode_verify as verify};
use jiff::{SignedDuration, Timestamp};
use subtle::ConstantTimeEq as _;

use super::chain::StepResult;
use super::person::{Input, Person};
use crate::otp::core::{Code, Method, Refused, User, Verdict, Why};
use crate::otp::engine::{Active, Engine, EngineError};
use crate::secret::Vault;

/// The end of the path of the setting that asks for a second factor at all.
const WORKFLOW: &str = "workflow.default_workflow";
/// How often a person may mistype what is no passcode at all.
const TRIES: usize = 3;

/// The fewest digits of a passcode that can be cut out of what servers say.
const FINDABLE: u8 = 4;

/// Has the engine issue a passcode. From then on it is cut out of everything that is written.
///
/// # Errors
/// When the method is off, the user is locked, or the store is not available.
pub async fn issue(
    engine: &Engine,
    user: &User,
    method: Method,
    vault: &Vault,
) -> StepResult<Active> {
    let digits = engine.settings().delivered.code_length;
    if digits < FINDABLE {
        let summary = format!(
            "passcodes of {digits} digits cannot be cut out of what servers say, so none is sent"
        );
        let finding = Finding::new(issue::REFUSED, engine.settings().delivered.realm.as_str());
        return Err(finding
            .summary(summary)
            .cured(issue::REFUSED.cure("few-digits"))
            .into());
    }
    let active = engine.issue(user, method).await;
    let active = active.map_err(|error| refusal(&issue::ABOUT, engine, method, user, error))?;
    vault.remember_code(active.code.expose(), "passcode");
    let lives = active.expires_at.duration_since(Timestamp::now());
    let user = text::quote(user.as_str(), 60);
    let summary = format!("a passcode of {digits} digits was issued for {user}");
    let finding = Finding::pass(&issue::ABOUT, user).summary(summary);
    Ok((vec![finding.measured("lifetime", lives)], active))
}

/// Why the engine issued or enrolled nothing, as a finding of a step that declares the reasons of `passcode-issue`.
pub fn refusal(
    step: &About,
    engine: &Engine,
    method: Method,
    user: &User,
    error: EngineError,
) -> Finding {
    let user = text::quote(user.as_str(), 60);
    match error {
        EngineError::Refused(Refused::MethodOff(_)) => {
            method_off(in_step(step, issue::METHOD_OFF), engine, method)
        }
        EngineError::Refused(refused @ Refused::Locked { .. }) => {
            Finding::new(in_step(step, issue::LOCKED), user).summary(refused.to_string())
        }
        EngineError::Store(_) | EngineError::Key(_) => unusable(step, user, &error),
        other => Finding::new(in_step(step, issue::REFUSED), user).summary(other.to_string()),
    }
}

/// The engine's key or state cannot be used, as a finding of a step that declares these two reasons of `passcode-issue`.
pub fn unusable(step: &About, subject: impl Into<String>, error: &EngineError) -> Finding {
    let reason = match error {
        EngineError::Store(_) => issue::STORE_UNAVAILABLE,
        _ => issue::KEY_UNUSABLE,
    };
    Finding::new(in_step(step, reason), subject).summary(error.to_string())
}

/// The same reason of another step, which declares it too.
fn in_step(step: &About, reason: Reason) -> Reason {
    Reason {
        check: step.id,
        ..reason
    }
}

/// Why a realm issues or takes no passcodes of a method, and what to do.
pub fn method_off(reason: Reason, engine: &Engine, method: Method) -> Finding {
    let settings = engine.settings();
    let finding =
        Finding::new(reason, settings.delivered.realm.as_str()).summary(settings.why_off(method));
    let Some(setting) = settings.off(method).map(|off| &off.setting) else {
        return finding;
    };
    let case = if setting.ends_with(WORKFLOW) {
        "workflow"
    } else {
        "method"
    };
    finding.cured(reason.cure(case)).fill("setting", setting)
}

/// Asks for the passcode that arrived.
///
/// # Errors
/// When nothing arrived, or nobody answers, or what was typed is no passcode.
pub async fn typed(person: &mut Person, question: &str) -> StepResult<Code> {
    const SUBJECT: &str = "passcode";
    let question = format!("{question} (Enter alone: nothing came):");
    let mut tries = TRIES;
    loop {
        let line = person.ask_hidden(&question).await.map_err(|gone| {
            Finding::new(entry::NO_ANSWER, SUBJECT).summary(format!("no answer was typed: {gone}"))
        })?;
        if line.is_empty() {
            return Err(Finding::new(entry::NOTHING_ARRIVED, SUBJECT).into());
        }
        tries -= 1;
        match Code::parse(&line) {
            Ok(code) => {
                let finding = Finding::pass(&entry::ABOUT, SUBJECT).summary("a passcode was typed");
                return Ok((vec![finding], code));
            }
            Err(why) if person.input() == Input::Pipe || tries == 0 => {
                let summary = format!("the typed text is not a passcode: {why}");
                let finding = Finding::new(entry::NOT_A_PASSCODE, SUBJECT);
                return Err(finding.summary(summary).into());
            }
            Err(why) => person.print(&format!("  {why}.")),
        }
    }
}

/// Whether two passcodes are the same, in a time that does not depend on their digits.
pub fn same(one: &Code, other: &Code) -> bool {
    let (one, other) = (one.expose().as_bytes(), other.expose().as_bytes());
    one.ct_eq(other).into()
}

/// Has the engine verify a passcode that was issued.
///
/// # Errors
/// Where it is not accepted.
pub async fn verify(engine: &Engine, user: &User, code: &Code) -> StepResult {
    match engine.verify(user, code).await {
        Ok(verdict) => Ok((vec![judged(&verdict, user)], ())),
        Err(error) => {
            let user = text::quote(user.as_str(), 60);
            Err(unusable(&verify::ABOUT, user, &error).into())
        }
    }
}

/// What the engine says of a passcode.
pub fn judged(verdict: &Verdict, user: &User) -> Finding {
    let finding = |reason| Finding::new(reason, text::quote(user.as_str(), 60));
    match verdict {
        Verdict::Verified { drift, .. } => {
            Finding::pass(&verify::ABOUT, text::quote(user.as_str(), 60))
                .summary("the passcode is right, and is rejected the second time")
                .with(
                    Some(*drift).filter(|drift| *drift != 0),
                    |finding, drift| finding.counted("clock-drift", drift, Some("steps")),
                )
        }
        Verdict::Rejected { why, left } => {
            let finding = finding(rejected(*why));
            let finding = match why {
                Why::WrongCode => finding.cured(verify::REJECTED.cure("engine")),
                _ => finding,
            };
            finding.with(*left, |finding, left| {
                finding.counted("attempts-left", left.into(), None)
            })
        }
        Verdict::Expired => finding(verify::EXPIRED),
        Verdict::Replayed => finding(verify::REPLAYED),
        Verdict::Superseded => finding(verify::REPLAYED)
            .summary("the passcode is an older one: it, or a later one, was accepted before"),
        Verdict::Locked { until } => finding(verify::LOCKED).summary(locked(*until)),
    }
}

fn locked(until: Option<Timestamp>) -> String {
    let Some(until) = until else {
        return "no passcode of this user is accepted until someone unlocks the user: too many were wrong".into();
    };
    let left = until.duration_since(Timestamp::now());
    let left = text::duration(left.max(SignedDuration::ZERO));
    format!("no passcode of this user is accepted for {left}: too many were wrong")
}

/// The reason, and what to do.
fn rejected(why: Why) -> Reason {
    match why {
        Why::WrongCode => verify::REJECTED,
        Why::OtherKey => verify::OTHER_KEY,
        Why::WrongLength => verify::WRONG_LENGTH,
        Why::NothingIssued => verify::NOTHING_ISSUED,
        Why::UsedUp => verify::USED_UP,
        Why::NotEnrolled | Why::SeedNotOpened => verify::NOT_ENROLLED,
        Why::MethodOff => verify::METHOD_OFF,
    }
}
