//! A passcode by text message or voice call, sent by the realm itself through its Authentication API.

use checks::kit::{About, Finding};
use checks::probed;
use checks::steps::{passcode_entry, passcode_verify, phone_request as request};
use secrecy::ExposeSecret as _;

use super::api::{Accepted, Api};
use super::chain::{ChainRunner, Ended, Failed, StepResult};
use super::number::Number;
use super::passcode;
use super::person::Person;
use crate::otp::core::{Code, Method};
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

/// Has the realm send a passcode, and compares what arrives with what it sent.
///
/// # Errors
/// Where the run ended.
pub async fn run(
    run: &mut ChainRunner<'_>,
    api: &Api<'_>,
    kind: Method,
    number: &Number,
    person: &mut Person,
) -> Result<(), Ended> {
    let send = send(api, kind, number);
    let sent = run.step(&request::ABOUT, send).await?;
    let typed = typed(person, kind);
    let arrived = run.step(&passcode_entry::ABOUT, typed).await?;
    let compare = async { Ok((vec![compare(sent.as_ref(), &arrived)], ())) };
    run.step(&passcode_verify::ABOUT, compare).await
}

/// Asks for the passcode that arrived on the phone, and says what to do where none did.
///
/// # Errors
/// As [`passcode::typed`].
pub async fn typed(person: &mut Person, kind: Method) -> StepResult<Code> {
    let (question, case) = match kind {
        Method::Voice => ("The passcode that the call spoke", "call"),
        _ => ("The passcode in the text message", "text"),
    };
    let lost = |finding: Finding| {
        if finding.reason == passcode_entry::NOTHING_ARRIVED.code {
            finding.cured(passcode_entry::NOTHING_ARRIVED.cure(case))
        } else {
            finding
        }
    };
    let typed = passcode::typed(person, question).await;
    typed.map_err(|Failed(findings)| Failed(findings.into_iter().map(lost).collect()))
}

/// The passcode as the realm returned it; none where it did not.
async fn send(api: &Api<'_>, kind: Method, number: &Number) -> StepResult<Option<Code>> {
    let word = match kind {
        Method::Voice => "call",
        _ => "sms",
    };
    let call = Call::send(api.target.user.as_str(), word, &number.e164);
    let answer = api.ask(&call).await?;
    let to = number.masked.as_str();
    let finding = if answer.status == "valid" {
        let what = kind.describe();
        let summary = format!("the realm's Authentication API accepted the {what}");
        Finding::pass(&request::ABOUT, to).summary(summary)
    } else {
        refusal(&answer, to)
    };
    let code = answer.reply.code;
    let code = code.and_then(|code| Code::parse(code.expose_secret()).ok());
    Ok((vec![answer.finding, finding], code))
}

/// What the API says of a passcode that it was asked to send, and did not.
fn refusal(answer: &Accepted, to: &str) -> Finding {
    let says = |words: &[&str]| words.iter().any(|words| answer.mentions(words));
    let reason = match answer.status.as_str() {
        _ if answer.knows_no_user() => request::USER_NOT_FOUND,
        _ if says(&["block"]) => request::NUMBER_BLOCKED,
        status if status == "lock_out" || says(&["locked"]) => request::LOCKED,
        _ if says(&["throttl", "too many", "exceed"]) => request::THROTTLED,
        "disabled" | "invalid_group" | "password_expired" | "change_password"
        | "account_expired" => request::USER_REFUSED,
        "server_error" | "error" | "failed" => request::NOT_SENT,
        _ => request::REFUSED,
    };
    Finding::new(reason, to)
}

fn compare(sent: Option<&Code>, arrived: &Code) -> Finding {
    const SUBJECT: &str = "passcode";
    match sent {
        None => Finding::new(passcode_verify::NOT_RETURNED, SUBJECT),
        Some(sent) if passcode::same(sent, arrived) => {
            let summary = "the passcode that arrived is the one that the realm sent";
            Finding::pass(&passcode_verify::ABOUT, SUBJECT).summary(summary)
        }
        Some(_) => Finding::new(passcode_verify::REJECTED, SUBJECT)
            .summary("the passcode that was typed is not the one that the realm sent")
            .cured(passcode_verify::REJECTED.cure("phone")),
    }
}
