//! The steps that most probes share: the OTP engine issues a passcode, a person types one, the engine verifies it.

use checks::kit::{Finding, Reason, text};
use checks::steps::{passcode_entry as entry, passcode_issue as issue, passcode_verify as verify};
use jiff::{SignedDuration, Timestamp};
use subtle::ConstantTimeEq as _;

use super::chain::{Passed, StepResult};
use super::person::{Input, Person};
use crate::otp::core::{Code, Method, Refused, User, Verdict, Why};
use crate::otp::engine::{Active, Engine, EngineError};
use crate::secret::Vault;

/// The end of the path of the setting that asks for a second factor at all.
const WORKFLOW: &str = "workflow.default_workflow";
/// How often a person may mistype what is no passcode at all.
const TRIES: usize = 3;

const UNLOCK: &str = "Unlock the user with `otpdoctor otp unlock`, or wait until the realm's throttling interval is over.";
const KEY_FILE: &str = "Give every machine that shares the OTP state the same key file: copy it, or name it in `otp.key`.";

/// The reasons of a step that the OTP engine takes.
pub struct EngineReasons {
    /// The realm's settings turn the method off.
    pub method_off: Reason,
    /// The user is locked.
    pub locked: Reason,
    /// The engine refuses for another reason.
    pub refused: Reason,
    /// The key file cannot be used.
    pub key_unusable: Reason,
    /// The state cannot be read or written.
    pub store_unavailable: Reason,
}

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
    const REASONS: EngineReasons = EngineReasons {
        method_off: issue::METHOD_OFF,
        locked: issue::LOCKED,
        refused: issue::REFUSED,
        key_unusable: issue::KEY_UNUSABLE,
        store_unavailable: issue::STORE_UNAVAILABLE,
    };
    let active = engine.issue(user, method).await;
    let active = active.map_err(|error| REASONS.refusal(engine, method, user, error))?;
    vault.remember_code(active.code.expose(), "passcode");
    let lives = active.expires_at.duration_since(Timestamp::now());
    let digits = active.code.expose().len();
    let user = text::quote(user.as_str(), 60);
    let summary = format!("a passcode of {digits} digits was issued for {user}");
    let finding = Finding::pass(&issue::ABOUT, user).summary(summary);
    Ok(Passed::new(finding.measured("lifetime", lives), active))
}

impl EngineReasons {
    /// What the engine did not do, as a finding. Where the realm's settings turn the method off: which of them, and what
    /// to do about it.
    pub fn refusal(
        &self,
        engine: &Engine,
        method: Method,
        user: &User,
        error: EngineError,
    ) -> Finding {
        let user = text::quote(user.as_str(), 60);
        let finding = |reason| Finding::new(reason, user);
        match error {
            EngineError::Refused(Refused::MethodOff(_)) => off(self.method_off, engine, method),
            EngineError::Refused(refused @ Refused::Locked { .. }) => finding(self.locked)
                .summary(refused.to_string())
                .step(UNLOCK),
            EngineError::Store(why) => finding(self.store_unavailable)
                .summary(why.to_string())
                .step("Make the OTP store available, or name another one with --store."),
            EngineError::Key(why) => finding(self.key_unusable).summary(why),
            other => finding(self.refused).summary(other.to_string()),
        }
    }
}

/// Why a realm issues or takes no passcodes of a method, and what to do.
pub fn off(reason: Reason, engine: &Engine, method: Method) -> Finding {
    let settings = engine.settings();
    let finding =
        Finding::new(reason, settings.delivered.realm.as_str()).summary(settings.why_off(method));
    let Some(setting) = settings.off(method).map(|off| &off.setting) else {
        return finding;
    };
    finding.step(match setting.ends_with(WORKFLOW) {
        true => format!("In the Web Admin, open the realm's Workflow tab and choose one with Second Factor from the Default Workflow dropdown; then Save, and set `{setting}` in the realm config."),
        false => format!("Turn the method on in the realm's Multi-Factor Methods tab, and set `{setting}` in the realm config."),
    })
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
            Finding::new(entry::NO_ANSWER, SUBJECT).summary(format!("nobody answered: {gone}"))
        })?;
        if line.is_empty() {
            let finding = Finding::new(entry::NOTHING_ARRIVED, SUBJECT);
            return Err(finding.summary("the passcode did not arrive").into());
        }
        tries -= 1;
        match Code::parse(&line) {
            Ok(code) => {
                let finding = Finding::pass(&entry::ABOUT, SUBJECT).summary("a passcode was typed");
                return Ok(Passed::new(finding, code));
            }
            Err(why) if person.input() == Input::Pipe || tries == 0 => {
                let finding = Finding::new(entry::NOT_A_PASSCODE, SUBJECT);
                return Err(finding
                    .summary(format!("what was typed is no passcode: {why}"))
                    .into());
            }
            Err(why) => person.tell(&format!("  {why}.")),
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
        Ok(verdict) => judged(&verdict, user),
        Err(error) => Err(unverified(error, user).into()),
    }
}

/// What the engine could not do while it was to verify.
pub fn unverified(error: EngineError, user: &User) -> Finding {
    let user = text::quote(user.as_str(), 60);
    match error {
        EngineError::Store(why) => Finding::new(verify::STORE_UNAVAILABLE, user)
            .summary(why.to_string())
            .step("Make the OTP store available, or name another one with --store."),
        other => Finding::new(verify::KEY_UNUSABLE, user).summary(other.to_string()),
    }
}

/// What the engine says of a passcode.
///
/// # Errors
/// Where it is not accepted.
pub fn judged(verdict: &Verdict, user: &User) -> StepResult {
    let user = text::quote(user.as_str(), 60);
    let (reason, summary) = match verdict {
        Verdict::Verified { drift, .. } => {
            let summary = "the passcode is right, and is not accepted a second time";
            let finding = Finding::pass(&verify::ABOUT, user).summary(summary);
            let finding = match drift {
                0 => finding,
                steps => finding.counted("clock-drift", *steps, Some("steps")),
            };
            return Ok(Passed::new(finding, ()));
        }
        Verdict::Rejected { why, .. } => rejected(*why),
        Verdict::Expired => (
            verify::EXPIRED,
            "the passcode was right, and came too late".into(),
        ),
        Verdict::Replayed => (
            verify::REPLAYED,
            "the passcode was right, and had been accepted before: each is accepted once".into(),
        ),
        Verdict::Superseded => (
            verify::REPLAYED,
            "the passcode is an older one: it, or a later one, had been accepted before".into(),
        ),
        Verdict::Locked { until } => (verify::LOCKED, locked(*until)),
    };
    let finding = Finding::new(reason, user).summary(summary);
    let finding = match verdict {
        Verdict::Rejected {
            left: Some(left), ..
        } => finding.counted("attempts-left", i64::from(*left), None),
        _ => finding,
    };
    Err(match reason.code {
        "expired" => finding
            .step("Find out what holds the message up: the steps before show how long each took.")
            .step("If delivery is as fast as it can be, let passcodes live longer: `multi_factor.otp_lifetime`."),
        "locked" => finding.step(UNLOCK),
        "other-key" => finding.step(KEY_FILE),
        "rejected" => finding.step("Type the newest passcode: one that was sent earlier is not accepted any more."),
        _ => finding,
    }
    .into())
}

fn locked(until: Option<Timestamp>) -> String {
    let Some(until) = until else {
        return "no passcode of this user is accepted until someone unlocks the user: too many were wrong".into();
    };
    let left = until.duration_since(Timestamp::now());
    let left = text::duration(left.max(SignedDuration::ZERO));
    format!("no passcode of this user is accepted for {left}: too many were wrong")
}

fn rejected(why: Why) -> (Reason, String) {
    let (reason, summary) = match why {
        Why::WrongCode => (
            verify::REJECTED,
            "the passcode is not the one that was expected",
        ),
        Why::WrongLength => (
            verify::WRONG_LENGTH,
            "the passcode has another number of digits than the realm expects",
        ),
        Why::NothingIssued => (
            verify::NOTHING_ISSUED,
            "no passcode is active for this user",
        ),
        Why::UsedUp => (
            verify::USED_UP,
            "the attempts that the passcode allows are used up",
        ),
        Why::NotEnrolled | Why::SeedNotOpened => {
            (verify::NOT_ENROLLED, "no such token is enrolled")
        }
        Why::OtherKey => (
            verify::OTHER_KEY,
            "the passcode was issued under another machine's key file, so that none can be verified here",
        ),
        Why::MethodOff => (
            verify::METHOD_OFF,
            "the realm's settings turn the method off",
        ),
    };
    (reason, summary.into())
}
