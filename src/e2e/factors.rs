//! A realm's Authentication API itself: a user's factors, their throttle state, and the validation of a passcode.

use std::collections::BTreeMap;

use checks::kit::probe::api::USER;
use checks::kit::realm::Time;
use checks::kit::{About, Finding, Reason, Status, text};
use checks::probed;
use checks::steps::{
    api_clock as clock, api_factors as factors, api_throttle as throttle,
    api_validation as validation, passcode_entry,
};
use jiff::SignedDuration;
use serde::Deserialize;

use super::api::Api;
use super::chain::{ChainRunner, Ended, Failed, Passed, StepResult};
use super::passcode;
use super::person::Person;
use super::target::Target;
use crate::otp::core::Code;
use crate::probe::api::Call;

/// The steps of the probe; the last two only where a passcode is validated.
pub const STEPS: &[&About] = &[
    probed::API,
    &factors::ABOUT,
    &clock::ABOUT,
    &throttle::ABOUT,
    &passcode_entry::ABOUT,
    &validation::ABOUT,
];

/// Asks the API for what it says of a user.
///
/// # Errors
/// Where the run ended.
pub async fn run(
    run: &mut ChainRunner<'_>,
    target: &Target<'_>,
    api: &Api,
    // Who types a passcode that is validated: that counts as an attempt.
    person: Option<&mut Person>,
) -> Result<(), Ended> {
    let offset = run.step(&factors::ABOUT, listed(target, api)).await?;
    let time = &target.config.appliance.time;
    run.note(target.name, vec![compared(time, offset)]);
    // What is said of attempts has nothing to do with whether a passcode is valid.
    let _ = run.step(&throttle::ABOUT, throttled(target, api)).await;
    let Some(person) = person else {
        return Ok(());
    };
    let question = "A passcode that the realm has sent to this user";
    let typed = passcode::typed(person, question);
    let typed = run.step(&passcode_entry::ABOUT, typed).await?;
    run.step(&validation::ABOUT, validated(target, api, &typed))
        .await
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

/// The kinds of factors that are known; what else a peer may write there is not shown.
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

/// The appliance's clock minus this host's, where the reply holds its time.
async fn listed(target: &Target<'_>, api: &Api) -> StepResult<Option<SignedDuration>> {
    let user = user(target);
    let heard = api
        .ask(target, &Call::factors(target.user.as_str()))
        .await?;
    let offset = heard.reply.answer.clock.as_ref().map(|clock| clock.offset);
    let finding = match heard.reply.read::<Factors>() {
        _ if heard.knows_no_user() && target.user.as_str() == USER => {
            Finding::pass(&factors::ABOUT, user)
                .summary("the API knows no user of the name that nobody has, as it should")
        }
        _ if heard.knows_no_user() => unknown(factors::USER_NOT_FOUND, user),
        _ if !matches!(heard.status.as_str(), "found" | "valid") => {
            refused(factors::REFUSED, user)
        }
        None => Finding {
            status: Status::Fail,
            ..Finding::new(factors::NO_FACTORS, user)
        }
        .summary("the API says that it found the user, and lists no factors"),
        Some(Factors { factors: listed }) if listed.is_empty() => {
            Finding::new(factors::NO_FACTORS, user)
                .summary("the user has no factors")
                .step("Enter a phone number, an e-mail address or an app for the user: without one no passcode reaches them.")
        }
        Some(Factors { factors: listed }) => Finding::pass(&factors::ABOUT, user)
            .summary(format!("the user's factors are {}", counted(&listed))),
    };
    Passed::unless_bad(vec![heard.finding, finding], offset)
}

/// How many factors of each kind: `2 phone and 1 email`.
fn counted(listed: &[Factor]) -> String {
    let mut kinds: BTreeMap<&str, usize> = BTreeMap::new();
    for factor in listed {
        let kind = factor.r#type.to_ascii_lowercase();
        let known = KINDS.iter().find(|known| **known == kind);
        *kinds.entry(known.copied().unwrap_or("other")).or_default() += 1;
    }
    let counts = kinds.iter().map(|(kind, count)| format!("{count} {kind}"));
    text::list(&counts.collect::<Vec<_>>())
}

fn compared(time: &Time, offset: Option<SignedDuration>) -> Finding {
    const SUBJECT: &str = "appliance's clock";
    let Some(offset) = offset else {
        return Finding::new(clock::NOT_IN_REPLY, SUBJECT);
    };
    let skewed = || {
        let side = if offset.is_negative() {
            "behind"
        } else {
            "ahead of"
        };
        let apart = text::duration(offset);
        Finding::new(clock::SKEW, SUBJECT)
            .summary(format!("the appliance's clock is {apart} {side} this host's"))
            .step("Find out which of the two is wrong: `otpdoctor check --only time` on both machines.")
    };
    match offset.abs() {
        far if far >= time.fail => skewed(),
        far if far >= time.warn => skewed().only_warns(),
        _ => Finding::pass(&clock::ABOUT, SUBJECT)
            .summary("the appliance's clock and this host's agree"),
    }
    .measured("offset", offset)
}

async fn throttled(target: &Target<'_>, api: &Api) -> StepResult {
    let user = user(target);
    let heard = match api.ask(target, &Call::throttle(target.user.as_str())).await {
        Ok(heard) => heard,
        // It accepted the same credentials a moment ago: this version does not have it.
        Err(Failed(findings)) if findings.iter().any(|one| one.reason == "not-enabled") => {
            return Ok(Passed::new(Finding::new(throttle::NOT_OFFERED, user), ()));
        }
        Err(failed) => return Err(failed),
    };
    let finding = match heard.reply.read() {
        _ if heard.knows_no_user() => Finding::new(throttle::NO_SUCH_USER, user),
        Some(Throttle { count }) => {
            let summary = match count {
                0 => "no failed attempt of the user counts".to_owned(),
                1 => "1 failed attempt of the user counts".to_owned(),
                many => format!("{many} failed attempts of the user count"),
            };
            Finding::pass(&throttle::ABOUT, user).summary(summary)
        }
        None if matches!(heard.status.as_str(), "found" | "valid" | "success") => {
            Finding::new(throttle::NOT_OFFERED, user).summary("the reply holds no count")
        }
        None => refused(throttle::REFUSED, user),
    };
    Passed::unless_bad(vec![finding], ())
}

async fn validated(target: &Target<'_>, api: &Api, typed: &Code) -> StepResult {
    let user = user(target);
    // Whatever was typed may be right, for the next minutes.
    let vault = &target.live.vault;
    vault.remember_code(typed.expose(), "passcode");
    let call = Call::validate(target.user.as_str(), typed);
    let heard = api.ask(target, &call).await?;
    let finding = match heard.status.as_str() {
        "valid" => {
            let summary = "the realm accepts the passcode";
            let finding = Finding::pass(&validation::ABOUT, user).summary(summary);
            return Ok(Passed::new(finding, ()));
        }
        _ if heard.says("otp is invalid") => Finding::new(validation::REJECTED, user)
            .step("Type the newest passcode that the realm has sent to this user by the API; it counts one failed attempt each time.")
            .step("The realm keeps the passcode in a profile field: map the OTP Validation Property to a writable one on its Data tab."),
        _ if heard.knows_no_user() => unknown(validation::USER_NOT_FOUND, user),
        _ => refused(validation::REFUSED, user),
    };
    // What the API said is shown by no other finding.
    let reply = heard.finding.evidence.iter().find(|one| one.id == "reply");
    let reply = reply.and_then(|one| one.value.as_str());
    let finding = finding.with(reply, |finding, reply| finding.quoted("reply", reply));
    Err(finding.into())
}

fn user(target: &Target<'_>) -> String {
    text::quote(target.user.as_str(), 60)
}

fn unknown(reason: Reason, user: String) -> Finding {
    Finding::new(reason, user).step("Name a user of the realm's directory with --user.")
}

fn refused(reason: Reason, user: String) -> Finding {
    Finding::new(reason, user).step(
        "Look at the account in the directory: locked, disabled and expired ones are refused.",
    )
}
