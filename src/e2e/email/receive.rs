//! Waiting for the message, reading it, and what is to be said of how it arrived.

use std::time::{Duration, Instant};

use checks::kit::realm::Mailbox;
use checks::kit::text::duration;
use checks::kit::{Finding, Reason};
use checks::steps::email_arrival as arrival;
use jiff::SignedDuration;

use super::authentication::Results;
use super::bounce::Bounce;
use super::compose::ProbeMessage;
use super::imap;
use super::mailbox::{Found, MailboxError};
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

/// The mailbox, and how it is waited there.
pub struct Waiting<'a> {
    /// The mailbox.
    pub mailbox: &'a Mailbox,
    /// How long.
    pub patience: Duration,
    /// Whether the message is removed when it was read.
    pub delete: bool,
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
    let unread = |error| of_error(error, waiting.mailbox, redactor);
    // To open a mailbox takes no longer than any conversation; waiting is for the message alone.
    let soon = until.min(Instant::now() + live.patience.total);
    let opened = imap::open(live, waiting.mailbox, soon).await;
    let mut inbox = opened.map_err(unread)?;
    let until = until.min(later(Instant::now(), waiting.patience));
    let mut late = None;
    let outcome = match watch(&mut inbox, mail, code, &mut late, until).await {
        // What the time cuts off is a message that is missing, not a server that broke off.
        Err(_) if Instant::now() >= until => Outcome::Missing,
        outcome => outcome.map_err(unread)?,
    };
    // The message has been read: to take leave may take its time once more.
    let until = Instant::now() + Duration::from_secs(5);
    let removed = match &outcome {
        Outcome::Arrived(found, _) if waiting.delete => Some(inbox.delete(found, until).await),
        _ => None,
    };
    inbox.leave(until).await;
    match outcome {
        Outcome::Arrived(found, reading) => arrived(&found, *reading, removed, (mail, redactor)),
        Outcome::Returned(bounce) => Err(returned(&bounce, mail, redactor).into()),
        Outcome::Missing => Err(missing(waiting, late.as_ref(), mail, redactor).into()),
    }
}

enum Outcome {
    Arrived(Found, Box<Reading>),
    Returned(Bounce),
    /// Not in time.
    Missing,
}

/// Looks into the mailbox again and again; `late` becomes the report that the message is late.
async fn watch(
    inbox: &mut imap::Inbox,
    mail: &ProbeMessage,
    code: &Code,
    late: &mut Option<Bounce>,
    until: Instant,
) -> Result<Outcome, MailboxError> {
    let mut pause = FIRST_PAUSE;
    loop {
        for found in inbox.look(&mail.token, until).await? {
            match read(&found.raw, mail, code) {
                Some(Arrived::Ours(reading)) => return Ok(Outcome::Arrived(found, reading)),
                Some(Arrived::Report(bounce)) if bounce.is_final() => {
                    return Ok(Outcome::Returned(bounce));
                }
                Some(Arrived::Report(bounce)) => *late = Some(bounce),
                None => {}
            }
        }
        if Instant::now() >= until {
            return Ok(Outcome::Missing);
        }
        let next = until.min(Instant::now() + pause);
        pause = (pause * 2).min(LONGEST_PAUSE);
        inbox.idle(next, until).await?;
    }
}

fn arrived(
    found: &Found,
    reading: Reading,
    removed: Option<Result<(), MailboxError>>,
    (mail, redactor): (&ProbeMessage, &PasscodeRedactor<'_>),
) -> StepResult<Code> {
    let changes: Vec<&str> = reading.changes.iter().map(|one| one.words()).collect();
    let changes = Some(changes.join(", ")).filter(|changes| !changes.is_empty());
    let others = i64::try_from(reading.others).unwrap_or(i64::MAX);
    let others = (others > 0
        && (reading.changes.contains(&Change::Text) || reading.code.is_none()))
    .then_some(others);
    let finding = judged(found, &reading, mail.envelope.recipient.as_str(), redactor);
    let finding = route(finding, &reading, redactor)
        .with(changes, |finding, changes| {
            finding.quoted("changes", changes)
        })
        .with(others, |finding, others| {
            finding.counted("other-numbers", others, None)
        })
        .with(removed, |finding, removed| {
            finding.quoted(
                "afterwards",
                match removed {
                    Ok(()) => "removed from the mailbox".to_owned(),
                    Err(MailboxError::Seen(_, words)) => redactor.quote(&words, SHOWN),
                    Err(MailboxError::Ours(error)) => error.to_string(),
                },
            )
        });
    match reading.code {
        Some(code) => Ok(Passed::new(finding, code)),
        None => Err(finding.into()),
    }
}

/// What the worst of it is that can be said of how the message arrived.
fn judged(found: &Found, reading: &Reading, to: &str, redactor: &PasscodeRedactor<'_>) -> Finding {
    let finding = |reason: Reason, summary: String| Finding::new(reason, to).summary(summary);
    if reading.code.is_none() {
        return Finding::new(arrival::PASSCODE_MISSING, to)
            .step("Something on the way rewrites the text: a gateway that masks numbers, or a template of its own. Exempt the realm's sender from it.");
    }
    if found.is_junk {
        let folder = redactor.quote(&found.folder, 60);
        let summary = format!("the message arrived in the folder {folder}, where nobody looks");
        return finding(arrival::IN_JUNK, summary)
            .step("Have the receiving side trust the realm's sender; SPF, DKIM and DMARC of its domain decide most.");
    }
    let of_body = reading.changes.iter().filter(|change| change.of_body());
    let of_body: Vec<&str> = of_body.map(|change| change.words()).collect();
    if !of_body.is_empty() {
        let changes = of_body.join(", ");
        let summary = format!("the message arrived, and was changed on the way: {changes}");
        return finding(arrival::ALTERED, summary)
            .step("People and apps that fill passcodes in may no longer find it: exempt the realm's sender from banners, footers and rewriting where they hinder.");
    }
    if let Some(methods) = reading.seen.as_ref().and_then(failed_methods) {
        let summary = format!(
            "the message arrived, and the receiving server does not believe its sender: {methods} failed"
        );
        return finding(arrival::SENDER_NOT_AUTHENTICATED, summary)
            .step("Publish SPF for the servers that send the realm's mail, or have them sign with DKIM for the domain of the Sender Address: other receivers drop such mail.");
    }
    Finding::pass(&arrival::ABOUT, to).summary(match reading.total {
        Some(total) if !total.is_negative() => format!(
            "the message arrived, {} after it was sent by the servers' clocks",
            took(total)
        ),
        _ => "the message arrived".into(),
    })
}

/// With the servers on the route, and what the receiver says of the sender.
fn route(finding: Finding, reading: &Reading, redactor: &PasscodeRedactor<'_>) -> Finding {
    let hops = reading.hops.iter().zip(1..);
    let wrong = hops.clone().find(|(hop, _)| hop.disagrees());
    let finding = finding
        .each(hops, |finding, (hop, number)| {
            let label = ("hop", format!("hop {number}"));
            finding.identity(label, redactor.quote(&hop.text(), SHOWN))
        })
        .with(wrong, |finding, (_, number)| {
            let before = match number {
                1 => "this host".to_owned(),
                _ => format!("hop {}", number - 1),
            };
            finding.quoted("clocks", format!("by hop {number} the message was there before it left {before}: one of the two clocks is wrong"))
        })
        .with(
            reading.total.filter(|total| !total.is_negative()),
            |finding, total| finding.measured("delivery-time", total),
        );
    let Some(seen) = &reading.seen else {
        let nothing = "the receiver wrote nothing about SPF, DKIM and DMARC";
        return finding.quoted("sender-authentication", nothing);
    };
    let doubt = match seen.trusted {
        true => "",
        false => "; claimed by a host that did not take the message",
    };
    finding.each(seen.outcomes.iter().take(10), |finding, outcome| {
        let method = redactor.quote(&outcome.method, 30);
        let text = redactor.quote(&outcome.text, SHOWN);
        finding.quoted(("sender-authentication", method), format!("{text}{doubt}"))
    })
}

/// Headers know whole seconds.
fn took(total: SignedDuration) -> String {
    match total.as_secs() {
        0 => "less than a second".into(),
        _ => duration(total),
    }
}

/// The methods that came to a clear no, as the receiver itself says.
fn failed_methods(seen: &Results) -> Option<String> {
    let mut methods = vec!["spf", "dkim", "dmarc"];
    methods.retain(|method| seen.trusted && seen.fails(method));
    (!methods.is_empty()).then(|| methods.join(", ").to_ascii_uppercase())
}

fn returned(bounce: &Bounce, mail: &ProbeMessage, redactor: &PasscodeRedactor<'_>) -> Finding {
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
    finding.each(evidence, |finding, (id, value)| {
        let value = value.as_ref().map(|value| redactor.quote(value, SHOWN));
        finding.with(value, |finding, value| finding.quoted(id, value))
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
fn of_error(error: MailboxError, mailbox: &Mailbox, redactor: &PasscodeRedactor<'_>) -> Finding {
    let (reason, words) = match error {
        MailboxError::Seen(reason, words) => (reason, words),
        MailboxError::Ours(error) => return Finding::unasked(&arrival::ABOUT, "mailbox", &error),
    };
    let step = match reason {
        arrival::MAILBOX_NOT_CONFIGURED => {
            "Add it to the config, or run the probe with --no-mailbox and type what arrives."
        }
        arrival::MAILBOX_TLS => {
            "Name the authority of the server's certificate in appliance.trust, or correct probes.mailbox.tls."
        }
        arrival::MAILBOX_LOGIN_WITHHELD => "Set probes.mailbox.tls to implicit or starttls.",
        arrival::MAILBOX_LOGIN_REJECTED => {
            "Correct probes.mailbox.username and password in the config: the login was tried once and is not tried again."
        }
        _ => {
            "Correct the settings under probes.mailbox, or run the probe with --no-mailbox and type what arrives."
        }
    };
    let subject = mailbox.imap.as_deref().unwrap_or("mailbox");
    let words = redactor.quote(&words, SHOWN);
    Finding::new(reason, subject)
        .summary(format!("{}: {words}", reason.about))
        .step(step)
}
