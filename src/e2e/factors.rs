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

use super::api::{Api, Heard};
use super::chain::{ChainRunner, Ended, Failed, Passed, StepResult};
use super::passcode;
use super::person::Person;
use super::target::Target;
use crate::otp::core::Code;
use crate::probe::api::Call;

/// Whether a passcode is validated: that counts as an attempt.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Validation {
    /// Not asked for.
    No,
    /// The person types a passcode that the realm has sent.
    Asked,
}

/// The steps of the probe.
pub fn steps(validation: Validation) -> &'static [&'static About] {
    const ALL: &[&About] = &[
        probed::API,
        &factors::ABOUT,
        &clock::ABOUT,
        &throttle::ABOUT,
        &passcode_entry::ABOUT,
        &validation::ABOUT,
    ];
    match validation {
        Validation::No => &ALL[..4],
        Validation::Asked => ALL,
    }
}

/// Asks the API for what it says of a user.
///
/// # Errors
/// Where the run ended.
pub async fn run(
    run: &mut ChainRunner<'_>,
    target: &Target<'_>,
    api: &Api,
    validation: Validation,
    person: &mut Person,
) -> Result<(), Ended> {
    let offset = run.step(&factors::ABOUT, listed(target, api)).await?;
    let time = &target.config.appliance.time;
    run.note(target.name, vec![compared(time, offset)]);
    // What is said of attempts has nothing to do with whether a passcode is valid.
    let _ = run.step(&throttle::ABOUT, throttled(target, api)).await;
    if validation == Validation::No {
        return Ok(());
    }
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
    let call = Call::factors(target.user.as_str());
    let heard = api.ask(target, &call).await?;
    let offset = heard.reply.answer.clock.as_ref().map(|clock| clock.offset);
    if heard.knows_no_user() {
        if target.user.as_str() != USER {
            return Err(failed(heard, unknown(factors::USER_NOT_FOUND, &user)));
        }
        let summary = "the API knows no user of the name that nobody has, as it should";
        let finding = Finding::pass(&factors::ABOUT, user).summary(summary);
        return Ok(Passed::all(vec![heard.finding, finding], offset));
    }
    if !matches!(heard.status.as_str(), "found" | "valid") {
        return Err(failed(heard, refused(factors::REFUSED, &user)));
    }
    let Some(Factors { factors: listed }) = heard.reply.read() else {
        let finding = Finding {
            status: Status::Fail,
            ..Finding::new(factors::NO_FACTORS, user)
        };
        let summary = "the API says that it found the user, and lists no factors";
        return Err(failed(heard, finding.summary(summary)));
    };
    let finding = match listed.is_empty() {
        false => {
            let summary = format!("the user's factors are {}", counted(&listed));
            Finding::pass(&factors::ABOUT, user).summary(summary)
        }
        true => Finding::new(factors::NO_FACTORS, user)
            .summary("the user has no factors")
            .step("Enter a phone number, an e-mail address or an app for the user: without one no passcode reaches them."),
    };
    Ok(Passed::all(vec![heard.finding, finding], offset))
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
        let finding = Finding::new(clock::NOT_IN_REPLY, SUBJECT);
        return finding.summary("the reply does not hold the appliance's time");
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
            let finding = Finding::new(throttle::NOT_OFFERED, user);
            let summary = "this version of the API does not tell the throttle state";
            return Ok(Passed::new(finding.summary(summary), ()));
        }
        Err(failed) => return Err(failed),
    };
    let finding = match heard.reply.read::<Throttle>() {
        _ if heard.knows_no_user() => Finding::new(throttle::NO_SUCH_USER, user)
            .summary("there is no user whose attempts could count"),
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
        None => return Err(refused(throttle::REFUSED, &user).into()),
    };
    Ok(Passed::new(finding, ()))
}

async fn validated(target: &Target<'_>, api: &Api, typed: &Code) -> StepResult {
    let user = user(target);
    // Whatever was typed may be right, for the next minutes.
    let vault = &target.live.vault;
    vault.remember_code(typed.expose(), "passcode");
    let call = Call::validate(target.user.as_str(), typed);
    let heard = api.ask(target, &call).await?;
    if heard.status == "valid" {
        let finding =
            Finding::pass(&validation::ABOUT, user).summary("the realm accepts the passcode");
        return Ok(Passed::new(finding, ()));
    }
    let finding = if heard.says("otp is invalid") {
        Finding::new(validation::REJECTED, user)
            .summary("the realm does not accept the passcode")
            .step("Type the newest passcode that the realm has sent to this user by the API; it counts one failed attempt each time.")
            .step("The realm keeps the passcode in a profile field: map the OTP Validation Property to a writable one on its Data tab.")
    } else if heard.knows_no_user() {
        unknown(validation::USER_NOT_FOUND, &user)
    } else {
        refused(validation::REFUSED, &user)
    };
    Err(with_reply(finding, &heard).into())
}

fn user(target: &Target<'_>) -> String {
    text::quote(target.user.as_str(), 60)
}

/// The finding with what the API said, where no other finding shows it.
fn with_reply(finding: Finding, heard: &Heard) -> Finding {
    let shown = heard.finding.evidence.iter();
    let mut shown = shown.filter(|one| one.id == "reply");
    match shown.next().and_then(|one| one.value.as_str()) {
        Some(reply) => finding.quoted("reply", reply),
        None => finding,
    }
}

fn failed(heard: Heard, finding: Finding) -> Failed {
    Failed(vec![heard.finding, finding])
}

fn unknown(reason: Reason, user: &str) -> Finding {
    Finding::new(reason, user)
        .summary("the realm does not know the user")
        .step("Name a user of the realm's directory with --user.")
}

fn refused(reason: Reason, user: &str) -> Finding {
    Finding::new(reason, user)
        .summary("the API refuses to answer for this user")
        .step(
            "Look at the account in the directory: locked, disabled and expired ones are refused.",
        )
}
