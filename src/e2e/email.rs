//! `probe email`: a passcode is issued, sent as the realm sends it, read where it arrives, and verified.

pub mod authentication;
pub mod compose;
pub mod hops;
pub mod imap;
pub mod mailbox;
pub mod reading;
pub mod receive;
pub mod send;

use std::time::Duration;

use checks::kit::mail::{account, handover};
use checks::kit::realm::Email;
use checks::kit::{About, Finding};
use checks::probed;
use checks::steps::{
    email_arrival, email_message, passcode_entry, passcode_issue, passcode_verify,
};
use jiff::Timestamp;

use self::compose::{ProbeMessage, compose};
use self::receive::{Waiting, receive};
use self::send::send;
use super::chain::{ChainRunner, Ended, StepResult};
use super::passcode;
use super::person::Person;
use super::target::Target;
use crate::otp::core::{Code, Method};
use crate::otp::engine::Engine;

/// What remains of the run's time for the steps after the message has arrived.
const RESERVE: Duration = Duration::from_secs(2);

/// The steps of the probe: of the two before the last each run has one.
pub const STEPS: &[&About] = &[
    probed::SMTP_SETTINGS,
    &passcode_issue::ABOUT,
    &email_message::ABOUT,
    probed::SMTP_REACH,
    probed::SMTP_TLS,
    probed::SMTP_AUTH,
    probed::SMTP_RELAY,
    &handover::ABOUT,
    &email_arrival::ABOUT,
    &passcode_entry::ABOUT,
    &passcode_verify::ABOUT,
];

/// How the passcode comes back.
pub enum Return<'a> {
    /// It is read from a mailbox.
    Mailbox(Waiting<'a>),
    /// A person types it.
    Typed(&'a mut Person),
}

impl Return<'_> {
    /// The steps of a run that gets the passcode back so.
    pub fn steps(&self) -> Vec<&'static About> {
        let other = match self {
            Self::Mailbox(_) => passcode_entry::ABOUT,
            Self::Typed(_) => email_arrival::ABOUT,
        };
        let steps = STEPS.iter().copied();
        steps.filter(|step| step.id != other.id).collect()
    }
}

/// Sends a passcode to the recipient, and verifies what arrives.
///
/// # Errors
/// Where the run ended.
pub async fn run(
    run: &mut ChainRunner<'_>,
    target: &Target<'_>,
    engine: &Engine,
    recipient: &str,
    back: &mut Return<'_>,
) -> Result<(), Ended> {
    let (live, user) = (target.live, target.user);
    // Whether they keep the message from being sent shows below.
    let settings = target.settings(probed::SMTP_SETTINGS, target.name).await;
    run.note(target.name, settings);
    let until = run.until();
    let issue = passcode::issue(engine, user, Method::Email, &live.vault);
    let active = run.step(&passcode_issue::ABOUT, issue).await?;
    let composed = async { write(target, recipient, &active.code) };
    let mail = run.step(&email_message::ABOUT, composed).await?;
    let sent = async {
        let server = account(target.realm()).ok_or_else(no_server)?;
        send(target, &server, &mail).await
    };
    run.step(&handover::ABOUT, sent).await?;
    let arrived = match back {
        Return::Mailbox(waiting) => {
            let until = until.checked_sub(RESERVE).unwrap_or(until);
            let receiving = receive(live, waiting, &mail, &active.code, until);
            run.step(&email_arrival::ABOUT, receiving).await?
        }
        Return::Typed(person) => {
            let question = format!("The passcode that arrived at {recipient}");
            let typed = passcode::typed(person, &question);
            run.step(&passcode_entry::ABOUT, typed).await?
        }
    };
    let verify = passcode::verify(engine, user, &arrived);
    run.step(&passcode_verify::ABOUT, verify).await
}

fn write(target: &Target<'_>, recipient: &str, code: &Code) -> StepResult<ProbeMessage> {
    let nothing = Email::default();
    let email = target.realm().overview.email.as_ref().unwrap_or(&nothing);
    let mail = compose(email, recipient, code, Timestamp::now()).map_err(|finding| *finding)?;
    let size = i64::try_from(mail.bytes.len()).unwrap_or(i64::MAX);
    let finding = Finding::pass(&email_message::ABOUT, recipient)
        .summary("the message was composed")
        .identity("sender", mail.envelope.sender.as_str())
        .identity("recipient", mail.envelope.recipient.as_str())
        .counted("size", size, Some("B"));
    Ok((vec![finding], mail))
}

fn no_server() -> Finding {
    Finding::new(handover::NO_SERVER, "mail server")
        .summary("the realm has no usable SMTP server, so nothing was sent")
}
