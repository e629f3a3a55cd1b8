//! A passcode by text message or voice call, sent by the realm itself through its Authentication API.

use checks::kit::{About, Finding};
use checks::probed;
use checks::steps::{passcode_entry, passcode_verify, phone_request as request};
use secrecy::ExposeSecret as _;

use super::api::{Api, Heard};
use super::chain::{ChainRunner, Ended, Failed, Passed, StepResult};
use super::number::Number;
use super::passcode;
use super::person::Person;
use super::target::Target;
use crate::otp::core::Code;
use crate::probe::api::Call;

/// The most messages that one command sends: each costs money, and disturbs someone.
pub const MOST: u32 = 3;

/// The steps of the probe.
pub const STEPS: &[&About] = &[
    probed::API,
    &request::ABOUT,
    &passcode_entry::ABOUT,
    &passcode_verify::ABOUT,
];

/// How a passcode is delivered to a phone.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    /// A text message.
    Sms,
    /// A voice call.
    Voice,
}

impl Kind {
    /// The API's word for it.
    const fn api(self) -> &'static str {
        match self {
            Self::Sms => "sms",
            Self::Voice => "call",
        }
    }

    /// What it is, for people.
    pub const fn message(self) -> &'static str {
        match self {
            Self::Sms => "text message",
            Self::Voice => "voice call",
        }
    }

    /// What to ask the person for.
    const fn question(self) -> &'static str {
        match self {
            Self::Sms => "The passcode in the text message",
            Self::Voice => "The passcode that the call told",
        }
    }
}

/// Has the realm send a passcode, and compares what arrives with what it sent.
///
/// # Errors
/// Where the run ended.
pub async fn run(
    run: &mut ChainRunner<'_>,
    target: &Target<'_>,
    api: &Api,
    (kind, number): (Kind, &Number),
    person: &mut Person,
) -> Result<(), Ended> {
    let sent = run
        .step(&request::ABOUT, send(target, api, kind, number))
        .await?;
    let arrived = run
        .step(&passcode_entry::ABOUT, typed(person, kind))
        .await?;
    run.step(&passcode_verify::ABOUT, async {
        compare(sent.as_ref(), &arrived)
    })
    .await
}

/// Asks for the passcode that arrived on the phone, and says what to do where none did.
///
/// # Errors
/// As [`passcode::typed`].
pub async fn typed(person: &mut Person, kind: Kind) -> StepResult<Code> {
    let lost = |finding: Finding| {
        match finding.reason == passcode_entry::NOTHING_ARRIVED.code {
        false => finding,
        true => finding
            .step("Try another number of another carrier: if that one gets it, the first carrier filters or delays.")
            .step(match kind {
                Kind::Sms => "Look for the message in the phone's spam or blocked list; land lines get none.",
                Kind::Voice => "Look whether the phone rejects unknown callers.",
            })
            .step("Run `otpdoctor diagnose`, which asks what else is the matter."),
    }
    };
    let typed = passcode::typed(person, kind.question()).await;
    typed.map_err(|Failed(findings)| Failed(findings.into_iter().map(lost).collect()))
}

/// The passcode as the realm returned it; none where it did not.
async fn send(
    target: &Target<'_>,
    api: &Api,
    kind: Kind,
    number: &Number,
) -> StepResult<Option<Code>> {
    let call = Call::send(target.user.as_str(), kind.api(), &number.e164);
    let heard = api.ask(target, &call).await?;
    if let Some(refused) = refusal(&heard, kind, number) {
        return Err(Failed(vec![heard.finding, refused]));
    }
    let what = kind.message();
    let summary = format!("the realm's Authentication API took the {what} over");
    let finding = Finding::pass(&request::ABOUT, number.masked.as_str()).summary(summary);
    let code = heard.reply.code;
    let code = code.and_then(|code| Code::parse(code.expose_secret()).ok());
    Ok(Passed::all(vec![heard.finding, finding], code))
}

/// What the API says of a passcode that it was asked to send, where it did not.
fn refusal(heard: &Heard, kind: Kind, number: &Number) -> Option<Finding> {
    let (what, to) = (kind.message(), number.masked.as_str());
    let (reason, summary, step) = if heard.status == "valid" {
        return None;
    } else if heard.knows_no_user() {
        (
            request::USER_NOT_FOUND,
            "the realm does not know the user".to_owned(),
            "Name a user of the realm's directory with --user.",
        )
    } else if heard.says("block") {
        (
            request::NUMBER_BLOCKED,
            format!("the realm sends no {what} to {to}: the number is blocked"),
            "Look at Phone Number Blocking on the realm's Multi-Factor Methods tab: kinds of numbers, carriers and countries that it names get nothing.",
        )
    } else if heard.status == "lock_out" || heard.says("locked") {
        (
            request::LOCKED,
            "the user is locked".to_owned(),
            "Unlock the user in the directory or on the help desk page, or name another one with --user.",
        )
    } else if heard.says("throttl") || heard.says("too many") || heard.says("exceed") {
        (
            request::THROTTLED,
            "the realm has sent this user too many passcodes".to_owned(),
            "Wait until the throttling interval of the realm's Multi-Factor Methods tab is over, or reset the count there.",
        )
    } else if matches!(
        heard.status.as_str(),
        "disabled" | "invalid_group" | "password_expired" | "change_password" | "account_expired"
    ) {
        (
            request::USER_REFUSED,
            "the realm refuses the user's account".to_owned(),
            "Name a user with --user whose account is enabled, not expired, and in a group that the realm allows.",
        )
    } else if matches!(heard.status.as_str(), "server_error" | "error" | "failed") {
        (
            request::NOT_SENT,
            format!("the realm could not send the {what}"),
            "Run `otpdoctor check --only cloud,certificates,time`: the appliance needs its clock, license certificate, proxy and the vendor's cloud for that.",
        )
    } else {
        (
            request::REFUSED,
            format!("the realm refuses to send the {what}"),
            "Enable the method for this realm on its Multi-Factor Methods tab and its API tab.",
        )
    };
    Some(Finding::new(reason, to).summary(summary).step(step))
}

fn compare(sent: Option<&Code>, arrived: &Code) -> StepResult {
    const SUBJECT: &str = "passcode";
    let Some(sent) = sent else {
        return Err(Finding::new(passcode_verify::NOT_RETURNED, SUBJECT)
            .summary("the realm's reply holds no passcode to compare with")
            .step("Have the passcode validated by the realm: `otpdoctor probe api --validate`.")
            .into());
    };
    match passcode::same(sent, arrived) {
        true => {
            let summary = "the passcode that arrived is the one that the realm sent";
            let finding = Finding::pass(&passcode_verify::ABOUT, SUBJECT).summary(summary);
            Ok(Passed::new(finding, ()))
        }
        false => Err(Finding::new(passcode_verify::REJECTED, SUBJECT)
            .summary("the passcode that was typed is not the one that the realm sent")
            .step("Type the newest passcode: with several messages on their way an older one may arrive last.")
            .into()),
    }
}
