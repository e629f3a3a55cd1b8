//! Waiting for the message, reading it, and what is to be said of how it arrived.

use std::time::{Duration, Instant};

use checks::kit::realm::Mailbox;
use checks::kit::text::duration;
use checks::kit::{Finding, Reason};
use checks::steps::email_arrival as arrival;
use jiff::SignedDuration;

use super::authentication::Results;
use super::compose::ProbeMessage;
use super::imap;
use super::mailbox::{Found, MailboxError};
use super::reading::{Reading, read};
use crate::e2e::chain::{StepResult, later};
use crate::otp::core::Code;
use crate::probe::Live;
use crate::secret::Vault;

/// The longest words of a peer that are shown.
const SHOWN: usize = 300;

/// The shortest pause between two looks into the mailbox.
const SHORTEST_PAUSE: Duration = Duration::from_millis(250);
/// The longest pause: no server minds a look every ten seconds.
const LONGEST_PAUSE: Duration = Duration::from_secs(10);

/// The mailbox, and how it is waited there.
pub struct Waiting<'a> {
    /// The mailbox.
    pub mailbox: &'a Mailbox,
    /// How long.
    pub patience: Duration,
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
    until: Instant,
) -> StepResult<Code> {
    let vault = &live.vault;
    let unread = |error| of_error(error, waiting.mailbox, vault);
    // To open a mailbox takes no longer than any conversation; waiting is for the message alone.
    let soon = until.min(Instant::now() + live.patience.total);
    let opened = imap::open(live, waiting.mailbox, soon).await;
    let mut inbox = opened.map_err(unread)?;
    let until = until.min(later(Instant::now(), waiting.patience));
    let outcome = match watch(&mut inbox, mail, code, until).await {
        // What the time cuts off is a message that is missing, not a server that broke off.
        Err(_) if Instant::now() >= until => None,
        outcome => outcome.map_err(unread)?,
    };
    inbox.leave().await;
    let Some((found, reading)) = outcome else {
        return Err(missing(waiting, mail).into());
    };
    let to = mail.envelope.recipient.as_str();
    let finding = route(judged(&found, &reading, to, vault), &reading, vault);
    match reading.code {
        Some(code) => Ok((vec![finding], code)),
        None => Err(finding.into()),
    }
}

/// Looks into the mailbox again and again; `None` where the message does not come in time.
async fn watch(
    inbox: &mut imap::Inbox,
    mail: &ProbeMessage,
    code: &Code,
    until: Instant,
) -> Result<Option<(Found, Reading)>, MailboxError> {
    let begun = Instant::now();
    loop {
        for found in inbox.look(&mail.token, until).await? {
            if let Some(reading) = read(&found.raw, mail, code) {
                return Ok(Some((found, reading)));
            }
        }
        if Instant::now() >= until {
            return Ok(None);
        }
        // The longer it takes, the less it matters to the second when it arrived.
        let pause = (begun.elapsed() / 8).clamp(SHORTEST_PAUSE, LONGEST_PAUSE);
        let next = until.min(Instant::now() + pause);
        tokio::time::sleep_until(next.into()).await;
    }
}

/// What the worst of it is that can be said of how the message arrived.
fn judged(found: &Found, reading: &Reading, to: &str, vault: &Vault) -> Finding {
    let finding = |reason: Reason, summary: String| Finding::new(reason, to).summary(summary);
    if reading.code.is_none() {
        return Finding::new(arrival::PASSCODE_MISSING, to);
    }
    if found.is_junk {
        let folder = said(vault, &found.folder);
        let summary =
            format!("the message arrived in the folder {folder}, which users seldom open");
        return finding(arrival::IN_JUNK, summary);
    }
    if let Some(methods) = reading.seen.as_ref().and_then(failed_methods) {
        let summary = format!(
            "the message arrived, but the receiving server cannot verify its sender: {methods} failed"
        );
        return finding(arrival::SENDER_NOT_AUTHENTICATED, summary);
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
fn route(finding: Finding, reading: &Reading, vault: &Vault) -> Finding {
    let hops = reading.hops.iter().zip(1..);
    let wrong = hops.clone().find(|(hop, _)| hop.disagrees());
    let finding = finding
        .each(hops, |finding, (hop, number)| {
            let label = ("hop", format!("hop {number}"));
            finding.identity(label, said(vault, &hop.text()))
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
    let doubt = if seen.trusted {
        ""
    } else {
        "; claimed by a host that did not take the message"
    };
    finding.each(seen.outcomes.iter().take(10), |finding, outcome| {
        let method = said(vault, &outcome.method);
        let text = said(vault, &outcome.text);
        finding.quoted(("sender-authentication", method), format!("{text}{doubt}"))
    })
}

/// What a peer wrote, shown.
fn said(vault: &Vault, text: &str) -> String {
    format!("{:.SHOWN$}", vault.peer(text))
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

fn missing(waiting: &Waiting<'_>, mail: &ProbeMessage) -> Finding {
    let waited = SignedDuration::try_from(waiting.patience).unwrap_or(SignedDuration::MAX);
    let waited = duration(waited);
    Finding::new(arrival::NOT_ARRIVED, mail.envelope.recipient.as_str())
        .summary(format!(
            "the message did not arrive within {waited}, neither in the inbox nor in a junk folder"
        ))
        .identity("message-id", mail.message_id.as_str())
}

/// The message may well have arrived: it is our way of looking that failed.
fn of_error(error: MailboxError, mailbox: &Mailbox, vault: &Vault) -> Finding {
    let (reason, words) = match error {
        MailboxError::Seen(reason, words) => (reason, words),
        MailboxError::Ours(error) => return Finding::unasked(&arrival::ABOUT, "mailbox", &error),
    };
    let subject = mailbox.imap.as_deref().unwrap_or("mailbox");
    let words = said(vault, &words);
    Finding::new(reason, subject).summary(format!("{}: {words}", reason.about))
}
