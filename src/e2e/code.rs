//! The code that a person types, and what the engine says of it.

use checks::kit::text;
use jiff::{SignedDuration, Timestamp};
use subtle::ConstantTimeEq as _;

use super::person::{Person, Seat};
use super::said::{Done, Said};
use crate::otp::core::{Code, Method, Refused, User, Verdict, Why};
use crate::otp::engine::{Active, Engine, EngineError};
use crate::secret::Vault;

/// The end of the path of the setting that asks for a second factor at all.
const WORKFLOW: &str = "workflow.default_workflow";

/// How often a person may mistype what is no code at all.
const TRIES: usize = 3;

/// Has the engine issue a code. From then on it is cut out of whatever is told.
///
/// # Errors
/// When the method is off, the user is locked, or the store is not available.
pub async fn issue(
    engine: &Engine,
    user: &User,
    method: Method,
    vault: &Vault,
) -> Result<Done<Active>, Said> {
    let issued = engine.issue(user, method).await;
    let active = issued.map_err(|error| refused(engine, method, error))?;
    vault.remember_code(active.code.expose(), "passcode");
    let lives = active.expires_at.duration_since(Timestamp::now());
    let digits = active.code.expose().len();
    let said = Said::pass(format!(
        "a code of {digits} digits was issued for {}",
        user.as_str()
    ));
    Ok(said.fact("lives", text::duration(lives)).with(active))
}

/// What the engine did not do. Where the realm's settings turn the method off: which of them, and the cure for it.
pub fn refused(engine: &Engine, method: Method, error: EngineError) -> Said {
    match &error {
        EngineError::Refused(Refused::MethodOff(_)) => off(engine, method),
        _ => error.into(),
    }
}

/// Why a realm issues or takes no codes of a method, and what to do.
pub fn off(engine: &Engine, method: Method) -> Said {
    let settings = engine.settings();
    let said = Said::fail("method-off", settings.why_off(method));
    let Some(setting) = settings.off(method).map(|off| &off.setting) else {
        return said;
    };
    match setting.ends_with(WORKFLOW) {
        true => said.cure(format!(
            "In the Web Admin, open the realm's Workflow tab and choose one with Second Factor from the Default Workflow dropdown; then Save, and set `{setting}` in the realm config.",
        )),
        false => said.cure(format!(
            "Turn the method on in the realm's Multi-Factor Methods tab, and set `{setting}` in the realm config.",
        )),
    }
}

/// Asks for the code that arrived. Enter alone says that nothing did.
///
/// # Errors
/// When nothing arrived, or nobody answers, or what was typed is no code.
pub async fn typed(person: &mut Person, question: &str) -> Result<Done<Code>, Said> {
    let question = format!("{question} (Enter alone: nothing came):");
    for tried in 1..=TRIES {
        let line = person.ask_hidden(&question).await?;
        if line.is_empty() {
            return Err(Said::fail("nothing-arrived", "the code did not arrive"));
        }
        match Code::parse(&line) {
            Ok(code) => return Ok(Said::pass("a code was typed").with(code)),
            Err(why) if person.seat() == Seat::Pipe || tried == TRIES => {
                return Err(Said::fail(
                    "not-a-code",
                    format!("what was typed is no code: {why}"),
                ));
            }
            Err(why) => person.tell(&format!("  {why}.")),
        }
    }
    Err(Said::fail("not-a-code", "what was typed is no code"))
}

/// Whether two codes are the same, in a time that does not depend on their digits.
pub fn same(one: &Code, other: &Code) -> bool {
    one.expose()
        .as_bytes()
        .ct_eq(other.expose().as_bytes())
        .into()
}

/// What the engine says of a delivered code.
///
/// # Errors
/// Where it was not taken.
pub fn judged(verdict: &Verdict) -> Result<Done<()>, Said> {
    match verdict {
        Verdict::Verified { drift, .. } => {
            let said = Said::pass("the code is right, and is taken from now on");
            Ok(match drift {
                0 => said,
                1 | -1 => said.fact("drift", format!("{drift} step")),
                steps => said.fact("drift", format!("{steps} steps")),
            }
            .with(()))
        }
        Verdict::Rejected { why, left } => {
            let said = rejected(*why);
            Err(match left {
                Some(left) => said.fact("attempts left", left),
                None => said,
            })
        }
        Verdict::Expired => Err(Said::fail("expired", "the code was right, and came too late")
            .cure("Find out what holds the message up: the steps before show how long each took.")
            .cure("If the way is as fast as it can be, let codes live longer: `multi_factor.otp_lifetime`.")),
        Verdict::Replayed => Err(Said::fail(
            "replayed",
            "the code was right, and had been taken before: each is taken once",
        )),
        Verdict::Superseded => Err(Said::fail(
            "replayed",
            "the code is an older one: it, or a later one, had been taken before",
        )),
        Verdict::Locked { until } => Err(Said::fail("locked", locked(*until)).cure(
            "Unlock the user with `otpdoctor otp unlock`, or wait until the realm's throttling interval is over.",
        )),
    }
}

fn locked(until: Option<Timestamp>) -> String {
    match until {
        Some(until) => {
            let left = until
                .duration_since(Timestamp::now())
                .max(SignedDuration::ZERO);
            format!(
                "no code is taken for this user for {}: too many were wrong",
                text::duration(left)
            )
        }
        None => "no code is taken for this user until someone unlocks: too many were wrong".into(),
    }
}

fn rejected(why: Why) -> Said {
    match why {
        Why::WrongCode => Said::fail("rejected", "the code is not the one that was expected")
            .cure("Type the newest code: one that was sent earlier is not taken any more."),
        Why::WrongLength => Said::fail(
            "wrong-length",
            "the code has another number of digits than the realm expects",
        ),
        Why::NothingIssued => Said::fail("nothing-issued", "no code is active for this user"),
        Why::UsedUp => Said::fail("used-up", "the attempts that the code allows are used up"),
        Why::NotEnrolled => Said::fail("not-enrolled", "no such token is enrolled"),
        Why::OtherKey => Said::fail(
            "other-key",
            "the code was issued under another machine's key file, so that none can be verified here",
        )
        .cure("Give every machine that shares the OTP state the same key file: copy it, or name it in `otp.key`."),
        Why::MethodOff => Said::fail("method-off", "the realm's settings turn the method off"),
        Why::SeedNotOpened => Said::fail("seed-not-opened", "Registration code does not match"),
    }
}
