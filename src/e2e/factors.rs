//! A realm's Authentication API itself: a user's factors, their throttle state, and the validation of a passcode.

use std::collections::BTreeMap;

use checks::kit::probe::api::USER;
use checks::kit::realm::Time;
use checks::kit::text;
use jiff::SignedDuration;
use serde::Deserialize;

use super::api::{Api, Heard};
use super::code;
use super::person::Person;
use super::said::{Done, Said};
use super::walk::{Ended, Planned, Walk};
use crate::otp::core::User;
use crate::probe::Live;
use crate::probe::api::Call;

/// Whether a passcode is validated: that counts as an attempt.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Validation {
    /// Not asked for.
    No,
    /// The person types a code that the realm has sent.
    Asked,
}

/// Whom it is about, and whom to ask.
pub struct Journey<'a> {
    /// The user.
    pub user: &'a User,
    /// The realm's API.
    pub api: &'a Api,
    /// Whom to ask.
    pub live: &'a Live,
    /// When clocks are too far apart.
    pub time: &'a Time,
    /// Whether a passcode is validated.
    pub validation: Validation,
}

/// The steps of the chain.
pub fn plan(validation: Validation) -> Vec<Planned> {
    let mut plan = vec!["factors", "clock", "throttle"];
    if validation == Validation::Asked {
        plan.extend(["enter", "validate"]);
    }
    plan.into_iter().map(Planned::from).collect()
}

/// Asks the API for what it says of a user.
///
/// # Errors
/// Where the chain ended.
pub async fn walk(
    walk: &mut Walk,
    journey: &Journey<'_>,
    person: &mut Person,
) -> Result<(), Ended> {
    let offset = walk.step("factors", factors(journey)).await?;
    walk.note("clock", clock(journey.time, offset));
    // What is said of attempts has nothing to do with whether a code is valid.
    let _ = walk.step("throttle", throttle(journey)).await;
    if journey.validation == Validation::No {
        return Ok(());
    }
    let question = "A code that the realm has sent to this user";
    let typed = walk.step("enter", code::typed(person, question)).await?;
    walk.step("validate", validate(journey, &typed)).await
}

#[derive(Deserialize)]
struct Factors {
    #[serde(default)]
    factors: Vec<Factor>,
}

#[derive(Deserialize)]
struct Factor {
    r#type: String,
}

#[derive(Deserialize)]
struct Throttle {
    count: u64,
}

/// The kinds of factors that are known; what else a peer may write there is not told.
const KINDS: [&str; 9] = [
    "phone",
    "email",
    "kbq",
    "help_desk",
    "push",
    "oath",
    "pin",
    "yubikey",
    "fido2",
];

/// The appliance's clock beside this host's, where the reply tells it.
async fn factors(journey: &Journey<'_>) -> Result<Done<Option<SignedDuration>>, Said> {
    let call = Call::factors(journey.user.as_str());
    let (reply, heard) = journey.api.ask(journey.live, &call).await?;
    let offset = reply.answer.clock.as_ref().map(|clock| clock.offset);
    if is_unknown(&heard) {
        return match journey.user.as_str() == USER {
            true => Ok(heard
                .passed("the API takes the application's credentials; it knows no user of the name that nobody has")
                .with(offset)),
            false => Err(heard.refused(unknown_user())),
        };
    }
    if !matches!(heard.status(), "found" | "valid") {
        return Err(heard.refused(refused()));
    }
    let Some(Factors { factors }) = reply.read() else {
        let why = "the API says that it found the user, and lists no factors";
        return Err(heard.refused(Said::fail("no-factors", why)));
    };
    let mut kinds: BTreeMap<&str, usize> = BTreeMap::new();
    for factor in &factors {
        let known = KINDS
            .iter()
            .find(|kind| **kind == factor.r#type.to_ascii_lowercase());
        *kinds.entry(known.copied().unwrap_or("other")).or_default() += 1;
    }
    let listed: Vec<String> = kinds
        .iter()
        .map(|(kind, count)| format!("{count} {kind}"))
        .collect();
    let summary = match factors.len() {
        0 => "the user has no factors".to_owned(),
        _ => format!("the user's factors are {}", text::list(&listed)),
    };
    let said = match factors.is_empty() {
        false => heard.passed(&summary),
        true => heard.refused(Said::warn("no-factors", summary)).cure(
            "Enter a phone number, an e-mail address or an app for the user: without one no passcode reaches them.",
        ),
    };
    Ok(said.with(offset))
}

fn clock(time: &Time, offset: Option<SignedDuration>) -> Said {
    let Some(offset) = offset else {
        return Said::skip("not-told", "the reply does not tell the appliance's time");
    };
    let apart = format!(
        "the appliance's clock is {} {} this host's",
        text::duration(offset),
        if offset.is_negative() {
            "behind"
        } else {
            "ahead of"
        }
    );
    let cure =
        "Find out which of the two is wrong: `otpdoctor check --only time` on both machines.";
    match offset.abs() {
        far if far >= time.fail => Said::fail("clock-skew", apart).cure(cure),
        far if far >= time.warn => Said::warn("clock-skew", apart).cure(cure),
        _ => Said::pass("the appliance's clock and this host's agree")
            .fact("offset", text::offset(offset)),
    }
}

async fn throttle(journey: &Journey<'_>) -> Result<Done<()>, Said> {
    let call = Call::throttle(journey.user.as_str());
    let (reply, heard) = match journey.api.ask(journey.live, &call).await {
        Ok(answered) => answered,
        // It took the same credentials a moment ago: this version does not have it.
        Err(said) if said.reason() == Some("not-enabled") => {
            return Ok(Said::skip(
                "not-offered",
                "this version of the API does not tell the throttle state",
            )
            .with(()));
        }
        Err(said) => return Err(said),
    };
    if is_unknown(&heard) {
        return Ok(Said::skip(
            "no-such-user",
            "there is no user whose attempts could count",
        )
        .with(()));
    }
    match reply.read::<Throttle>() {
        Some(Throttle { count: 0 }) => Ok(heard
            .passed("no failed attempt of the user counts")
            .with(())),
        Some(Throttle { count }) => {
            let summary = format!("{count} failed attempts of the user count");
            Ok(heard.passed(&summary).with(()))
        }
        None if matches!(heard.status(), "found" | "valid" | "success") => {
            Ok(Said::skip("not-told", "the reply holds no count").with(()))
        }
        None => Err(heard.refused(refused())),
    }
}

async fn validate(journey: &Journey<'_>, typed: &crate::otp::core::Code) -> Result<Done<()>, Said> {
    // Whatever was typed may be right, for the next minutes.
    journey.live.vault.remember_code(typed.expose(), "passcode");
    let call = Call::validate(journey.user.as_str(), typed);
    let (_, heard) = journey.api.ask(journey.live, &call).await?;
    match heard.status() {
        "valid" => Ok(heard.passed("the realm takes the code").with(())),
        _ if heard.says("otp is invalid") => Err(heard.refused(
            Said::fail("rejected", "the realm does not take the code")
                .cure("Type the newest code that the realm has sent to this user by the API; it counts one failed attempt each time.")
                .cure("The realm keeps the code in a profile field: map the OTP Validation Property to a writable one on its Data tab."),
        )),
        _ if is_unknown(&heard) => Err(heard.refused(unknown_user())),
        _ => Err(heard.refused(refused())),
    }
}

fn is_unknown(heard: &Heard) -> bool {
    heard.says("user id was not found") || heard.status() == "not_found"
}

fn unknown_user() -> Said {
    Said::fail("user-not-found", "the realm does not know the user")
        .cure("Name a user of the realm's directory with --user.")
}

fn refused() -> Said {
    Said::fail("refused", "the API refuses to answer for this user").cure(
        "Look at the account in the directory: locked, disabled and expired ones are refused.",
    )
}
