//! Waiting for the message, reading it, and what is to be said of how it arrived.

use std::time::{Duration, Instant};

use checks::kit::realm::Mailbox;
use checks::kit::text::duration;
use checks::kit::{Finding, ProbeError, Reason};
use checks::steps::email_arrival as arrival;
use jiff::SignedDuration;

use super::authentication::Seen;
use super::bounce::Bounce;
use super::compose::ProbeMessage;
use super::imap;
use super::mailbox::{Found, Location, MailboxError};
use super::reading::{Arrived, Change, Reading, read};
use super::redactor::PasscodeRedactor;
use crate::e2e::chain::{Passed, StepResult, later};
use crate::otp::core::Code;
use crate::probe::Live;

/// The longest words of a peer that are shown.
const SHOWN: usize = 300;

/// The first pause between two looks; each is twice as long as the one before.
const FIRST_PAUSE: Duration = Duration::from_millis(250);
/// The longest pause: no server minds a look every ten seconds.
const LONGEST_PAUSE: Duration = Duration::from_secs(10);

/// What becomes of the message in the mailbox.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Afterwards {
    /// It stays as it is.
    Keep,
    /// It is removed.
    Delete,
}

/// The mailbox, and how it is waited there.
pub struct Waiting<'a> {
    /// The mailbox.
    pub mailbox: &'a Mailbox,
    /// How long.
    pub patience: Duration,
    /// What becomes of the message.
    pub afterwards: Afterwards,
}

/// Waits for the mail, at the longest until `until`, and reads the code out of it.
///
/// # Errors
/// When it does not arrive, comes back, or does not hold the code any more; and when the mailbox cannot be looked at.
pub async fn receive(
    live: &Live,
    waiting: &Waiting<'_>,
    mail: &ProbeMessage,
    code: &Code,
    redactor: &PasscodeRedactor<'_>,
    until: Instant,
) -> StepResult<Code> {
    // To open a mailbox takes no longer than any conversation; waiting is for the message alone.
    let soon = until.min(Instant::now() + live.patience.total);
    let opened = imap::open(live, waiting.mailbox, soon).await;
    let mut inbox = opened.map_err(|error| of_error(&error, waiting.mailbox, redactor))?;
    let until = until.min(later(Instant::now(), waiting.patience));
    let outcome = watch(&mut inbox, mail, code, until).await;
    let outcome = match outcome {
        Ok(outcome) => outcome,
        Err(error) => return Err(of_error(&error, waiting.mailbox, redactor).into()),
    };
    // The message has been read: to take leave may take its time once more.
    let until = Instant::now() + Duration::from_secs(5);
    let removed = match (&outcome, waiting.afterwards) {
        (Outcome::Arrived(found, _), Afterwards::Delete) => {
            Some(inbox.delete(&found.location, found.uid, until).await)
        }
        _ => None,
    };
    inbox.leave(until).await;
    match outcome {
        Outcome::Arrived(found, reading) => arrived(&found, *reading, removed, (mail, redactor)),
        Outcome::Bounced(bounce) => Err(bounced(&bounce, mail, redactor).into()),
        Outcome::Missing(late) => Err(missing(waiting, late.as_ref(), mail, redactor).into()),
    }
}

enum Outcome {
    Arrived(Found, Box<Reading>),
    Bounced(Bounce),
    /// Not in time; with the report that it is late, where there was one.
    Missing(Option<Bounce>),
}

async fn watch(
    inbox: &mut imap::Inbox,
    mail: &ProbeMessage,
    code: &Code,
    until: Instant,
) -> Result<Outcome, MailboxError> {
    let mut pause = FIRST_PAUSE;
    let mut late = None;
    // What the time cuts off is a message that is missing, not a server that broke off.
    let over = |error: MailboxError, late: &Option<Bounce>| match Instant::now() >= until {
        true => Ok(Outcome::Missing(late.clone())),
        false => Err(error),
    };
    loop {
        let found = match inbox.look(&mail.token, until).await {
            Ok(found) => found,
            Err(error) => return over(error, &late),
        };
        for found in found {
            match read(&found.raw, mail, code) {
                Some(Arrived::Ours(reading)) => return Ok(Outcome::Arrived(found, reading)),
                Some(Arrived::Report(bounce)) if bounce.is_final() => {
                    return Ok(Outcome::Bounced(bounce));
                }
                Some(Arrived::Report(bounce)) => late = Some(bounce),
                None => {}
            }
        }
        if Instant::now() >= until {
            return Ok(Outcome::Missing(late));
        }
        let next = until.min(Instant::now() + pause);
        pause = (pause * 2).min(LONGEST_PAUSE);
        if let Err(error) = inbox.idle(next, until).await {
            return over(error, &late);
        }
    }
}

fn arrived(
    found: &Found,
    reading: Reading,
    removed: Option<Result<(), MailboxError>>,
    (mail, redactor): (&ProbeMessage, &PasscodeRedactor<'_>),
) -> StepResult<Code> {
    let to = mail.envelope.recipient.as_str();
    let changes: Vec<&str> = reading
        .changes
        .iter()
        .map(|change| change.words())
        .collect();
    let changes = changes.join(", ");
    let of_body = reading.changes.iter().any(|change| change.of_body());
    let finding = |reason: Reason, summary: String| Finding::new(reason, to).summary(summary);
    let finding = match (&reading.code, &found.location) {
        (None, _) => finding(arrival::PASSCODE_MISSING, "the message arrived, and the passcode is no longer in it".into())
            .step("Something on the way rewrites the text: a gateway that masks numbers, or a template of its own. Exempt the realm's sender from it."),
        (Some(_), Location::Junk(folder)) => finding(arrival::IN_JUNK, format!("the message arrived in the folder {}, where nobody looks", redactor.quote(folder, 60)))
            .step("Have the receiving side trust the realm's sender; SPF, DKIM and DMARC of its domain decide most."),
        (Some(_), Location::Inbox) if of_body => finding(arrival::ALTERED, format!("the message arrived, and was changed on the way: {changes}"))
            .step("People and apps that fill passcodes in may no longer find it: exempt the realm's sender from banners, footers and rewriting where they hinder."),
        (Some(_), Location::Inbox) => match untrusted(&reading.seen) {
            Some(methods) => finding(arrival::SENDER_NOT_AUTHENTICATED, format!("the message arrived, and the receiving server does not believe its sender: {methods}"))
                .step("Publish SPF for the servers that send the realm's mail, or have them sign with DKIM for the domain of the Sender Address: other receivers drop such mail."),
            None => Finding::pass(&arrival::ABOUT, to).summary(match reading.total {
                Some(total) if !total.is_negative() => format!("the message arrived, {} after it was sent by the servers' clocks", took(total)),
                _ => "the message arrived".into(),
            }),
        },
    };
    let mut finding = route(finding, &reading, redactor);
    if !changes.is_empty() {
        finding = finding.quoted("changes", changes);
    }
    let others = i64::try_from(reading.others).unwrap_or(i64::MAX);
    if others > 0 && (reading.changes.contains(&Change::Text) || reading.code.is_none()) {
        finding = finding.counted("other-numbers", others, None);
    }
    finding = match removed {
        Some(Ok(())) => finding.quoted("afterwards", "removed from the mailbox"),
        Some(Err(error)) => finding.quoted("afterwards", redactor.quote(&words(&error), SHOWN)),
        None => finding,
    };
    match reading.code {
        Some(code) => Ok(Passed::new(finding, code)),
        None => Err(finding.into()),
    }
}

/// With the servers on the route, and what the receiver says of the sender.
fn route(mut finding: Finding, reading: &Reading, redactor: &PasscodeRedactor<'_>) -> Finding {
    for (number, hop) in reading.hops.iter().enumerate() {
        finding = finding.identity(
            ("hop", format!("hop {}", number + 1)),
            redactor.quote(&hop.text(), SHOWN),
        );
    }
    let wrong = reading
        .hops
        .iter()
        .enumerate()
        .find(|(_, hop)| hop.disagrees());
    if let Some((number, _)) = wrong {
        let before = match number {
            0 => "this host".to_owned(),
            _ => format!("hop {number}"),
        };
        finding = finding.quoted("clocks", format!("by hop {} the message was there before it left {before}: one of the two clocks is wrong", number + 1));
    }
    if let Some(total) = reading.total.filter(|total| !total.is_negative()) {
        finding = finding.measured("delivery-time", total);
    }
    let (results, doubt) = match &reading.seen {
        Seen::Trusted(results) => (results, None),
        Seen::Claimed(results) => (
            results,
            Some("claimed by a host that did not take the message"),
        ),
        Seen::Nothing => {
            return finding.quoted(
                "sender-authentication",
                "the receiver wrote nothing about SPF, DKIM and DMARC",
            );
        }
    };
    for outcome in results.outcomes.iter().take(10) {
        let doubt = doubt.map(|doubt| format!("; {doubt}")).unwrap_or_default();
        let text = redactor.quote(&outcome.text(), SHOWN);
        finding = finding.quoted(
            ("sender-authentication", redactor.quote(&outcome.method, 30)),
            format!("{text}{doubt}"),
        );
    }
    finding
}

/// Headers know whole seconds.
fn took(total: SignedDuration) -> String {
    match total.as_secs() {
        0 => "less than a second".into(),
        _ => duration(total),
    }
}

/// The methods that came to a clear no, as the receiver itself says.
fn untrusted(seen: &Seen) -> Option<String> {
    let Seen::Trusted(results) = seen else {
        return None;
    };
    let failed: Vec<String> = ["spf", "dkim", "dmarc"]
        .into_iter()
        .filter(|method| results.fails(method))
        .map(str::to_ascii_uppercase)
        .collect();
    (!failed.is_empty()).then(|| format!("{} failed", failed.join(", ")))
}

fn bounced(bounce: &Bounce, mail: &ProbeMessage, redactor: &PasscodeRedactor<'_>) -> Finding {
    let finding = Finding::new(arrival::RETURNED, mail.envelope.recipient.as_str())
        .summary("the message was accepted, and came back as undeliverable");
    about(finding, bounce, redactor)
        .step("Read in the server's text why. Look the recipient's address up, and whether its side takes mail from this sender.")
}

fn about(finding: Finding, bounce: &Bounce, redactor: &PasscodeRedactor<'_>) -> Finding {
    let evidence = [
        ("status", &bounce.status),
        ("the-server-said", &bounce.diagnostic),
        ("server", &bounce.remote),
        ("reported-by", &bounce.reporter),
    ];
    let known = evidence
        .into_iter()
        .filter_map(|(name, value)| Some((name, value.as_ref()?)));
    known.fold(finding, |finding, (name, value)| {
        finding.quoted(name, redactor.quote(value, SHOWN))
    })
}

fn missing(
    waiting: &Waiting<'_>,
    late: Option<&Bounce>,
    mail: &ProbeMessage,
    redactor: &PasscodeRedactor<'_>,
) -> Finding {
    let waited = SignedDuration::try_from(waiting.patience).unwrap_or(SignedDuration::MAX);
    let waited = duration(waited);
    let to = mail.envelope.recipient.as_str();
    let finding = match late {
        Some(report) => {
            let finding = Finding::new(arrival::DELAYED, to).summary(format!(
                "the message did not arrive within {waited}: a server reports that it is late"
            ));
            about(finding, report, redactor)
        }
        None => Finding::new(arrival::NOT_ARRIVED, to).summary(format!(
            "the message did not arrive within {waited}, neither in the inbox nor in a folder for junk"
        )),
    };
    finding
        .identity("message-id", mail.message_id.as_str())
        .step("Follow the message in the logs of the mail servers, from the queue id that email-send shows.")
        .step("If mail is slow here, wait longer with --wait and --deadline.")
}

/// The message may well have arrived: it is our way of looking that failed.
fn of_error(error: &MailboxError, mailbox: &Mailbox, redactor: &PasscodeRedactor<'_>) -> Finding {
    const TYPE: &str = "Correct the settings under probes.mailbox, or run the probe with --no-mailbox and type what arrives.";
    let (reason, step) = match error {
        MailboxError::Setting(_) => (
            arrival::MAILBOX_NOT_CONFIGURED,
            "Add it to the config, or run the probe with --no-mailbox and type what arrives.",
        ),
        MailboxError::NotReached(_) => (arrival::MAILBOX_UNREACHABLE, TYPE),
        MailboxError::Tls(_) => (
            arrival::MAILBOX_TLS,
            "Name the authority of the server's certificate in appliance.trust, or correct probes.mailbox.tls.",
        ),
        MailboxError::Withheld(_) => (
            arrival::MAILBOX_LOGIN_WITHHELD,
            "Set probes.mailbox.tls to implicit or starttls.",
        ),
        MailboxError::SecretUnavailable(why) => {
            let error = ProbeError::SecretUnavailable(why.clone());
            return Finding::unasked(&arrival::ABOUT, "mailbox", &error);
        }
        MailboxError::LoginRejected(_) => (
            arrival::MAILBOX_LOGIN_REJECTED,
            "Correct probes.mailbox.username and password in the config: the login was tried once and is not tried again.",
        ),
        MailboxError::NoFolder(_) => (arrival::MAILBOX_NO_FOLDER, TYPE),
        MailboxError::Refused(_) => (arrival::MAILBOX_REFUSED, TYPE),
        MailboxError::Ended(_) => (arrival::MAILBOX_BROKEN_OFF, TYPE),
    };
    let subject = mailbox.imap.as_deref().unwrap_or("mailbox");
    Finding::new(reason, subject)
        .summary(redactor.quote(&words(error), SHOWN))
        .step(step)
}

fn words(error: &MailboxError) -> String {
    match error {
        MailboxError::Setting(why)
        | MailboxError::Withheld(why)
        | MailboxError::SecretUnavailable(why) => why.clone(),
        MailboxError::NotReached(why) => format!("the mailbox is not reached: {why}"),
        MailboxError::Tls(why) => format!("the mailbox is not read: {why}"),
        MailboxError::LoginRejected(said) => {
            format!("the mailbox does not take user and password: {said}")
        }
        MailboxError::NoFolder(said) => {
            format!("the folder of the mailbox cannot be opened: {said}")
        }
        MailboxError::Refused(said) => format!("the server of the mailbox refuses: {said}"),
        MailboxError::Ended(ended) => format!("the server of the mailbox {}", ended.words()),
    }
}
