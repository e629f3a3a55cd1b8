//! A realm's Authentication API itself: a user's factors, their throttle state, and the validation of a passcode.

use std::collections::BTreeMap;

use checks::kit::probe::api::USER;
use checks::kit::{About, Finding, Status, text};
use checks::probed;
use checks::steps::{
    api_factors as factors, api_throttle as throttle, api_validation as validation, passcode_entry,
};
use serde::Deserialize;

use super::api::Api;
use super::chain::{ChainRunner, Ended, Failed, StepResult};
use super::passcode;
use super::person::Person;
use super::target::Target;
use crate::otp::core::Code;
use crate::probe::api::Call;

/// The steps of the probe; the last two only where a passcode is validated.
pub const STEPS: &[&About] = &[
    probed::API,
    &factors::ABOUT,
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
    api: &Api<'_>,
    // Who types a passcode that is validated: that counts as an attempt.
    person: Option<&mut Person>,
) -> Result<(), Ended> {
    run.step(&factors::ABOUT, listed(api)).await?;
    // What is said of attempts has nothing to do with whether a passcode is valid.
    let _ = run.step(&throttle::ABOUT, throttled(api)).await;
    let Some(person) = person else {
        return Ok(());
    };
    let question = "A passcode that the realm has sent to this user";
    let typed = passcode::typed(person, question);
    let typed = run.step(&passcode_entry::ABOUT, typed).await?;
    run.step(&validation::ABOUT, validated(api, &typed)).await
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

/// The user's factors, by their kinds.
async fn listed(api: &Api<'_>) -> StepResult {
    let user = user(api.target);
    let name = api.target.user.as_str();
    let answer = api.ask(&Call::factors(name)).await?;
    let finding = match answer.reply.read::<Factors>() {
        _ if answer.knows_no_user() && name == USER => Finding::pass(&factors::ABOUT, user)
            .summary("the API answers that a made-up user does not exist, as expected"),
        _ if answer.knows_no_user() => Finding::new(factors::USER_NOT_FOUND, user),
        _ if !matches!(answer.status.as_str(), "found" | "valid") => {
            Finding::new(factors::REFUSED, user)
        }
        None => Finding {
            status: Status::Fail,
            ..Finding::new(factors::NO_FACTORS, user)
        }
        .summary("the API found the user but lists no factors"),
        Some(Factors { factors: listed }) if listed.is_empty() => {
            Finding::new(factors::NO_FACTORS, user)
                .summary("the user has no factors")
                .cured(factors::NO_FACTORS.cure("at-all"))
        }
        Some(Factors { factors: listed }) => Finding::pass(&factors::ABOUT, user)
            .summary(format!("the user's factors are {}", counted(&listed))),
    };
    Ok((vec![answer.finding, finding], ()))
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

async fn throttled(api: &Api<'_>) -> StepResult {
    let user = user(api.target);
    let answer = match api.ask(&Call::throttle(api.target.user.as_str())).await {
        Ok(answer) => answer,
        // It accepted the same credentials a moment ago: this version does not have it.
        Err(Failed(findings)) if findings.iter().any(|one| one.reason == "not-enabled") => {
            return Ok((vec![Finding::new(throttle::NOT_OFFERED, user)], ()));
        }
        Err(failed) => return Err(failed),
    };
    let finding = match answer.reply.read() {
        _ if answer.knows_no_user() => Finding::new(throttle::NO_SUCH_USER, user),
        Some(Throttle { count }) => Finding::pass(&throttle::ABOUT, user).summary(match count {
            0 => "the user has no failed attempts".to_owned(),
            1 => "the user has 1 failed attempt".to_owned(),
            many => format!("the user has {many} failed attempts"),
        }),
        None if matches!(answer.status.as_str(), "found" | "valid" | "success") => {
            Finding::new(throttle::NOT_OFFERED, user)
                .summary("the reply has no count of failed attempts")
        }
        None => Finding::new(throttle::REFUSED, user),
    };
    Ok((vec![finding], ()))
}

async fn validated(api: &Api<'_>, typed: &Code) -> StepResult {
    let user = user(api.target);
    // Whatever was typed may be right, for the next minutes.
    let vault = &api.target.live.vault;
    vault.remember_code(typed.expose(), "passcode");
    let call = Call::validate(api.target.user.as_str(), typed);
    let answer = api.ask(&call).await?;
    let finding = match answer.status.as_str() {
        "valid" => {
            let summary = "the realm accepts the passcode";
            let finding = Finding::pass(&validation::ABOUT, user).summary(summary);
            return Ok((vec![finding], ()));
        }
        _ if answer.mentions("otp is invalid") => Finding::new(validation::REJECTED, user),
        _ if answer.knows_no_user() => Finding::new(validation::USER_NOT_FOUND, user),
        _ => Finding::new(validation::REFUSED, user),
    };
    // What the API said is shown by no other finding.
    let reply = answer.finding.evidence.iter().find(|one| one.id == "reply");
    let reply = reply.and_then(|one| one.value.as_str());
    let finding = finding.quoted_all("reply", reply);
    Err(finding.into())
}

fn user(target: &Target<'_>) -> String {
    text::quote(target.user.as_str(), 60)
}
