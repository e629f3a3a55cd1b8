//! Waiting for the message, reading it, and what is to be said of how it arrived.

use std::time::{Duration, Instant};

use checks::kit::realm::Mailbox;
use checks::kit::text::duration;
use jiff::SignedDuration;

use super::authentication::Seen;
use super::bounce::Bounce;
use super::compose::Letter;
use super::mailbox::{Found, Location, MailboxError};
use super::reading::{Arrived, Change, Reading, read};
use super::veil::Veil;
use super::{Afterwards, imap};
use crate::e2e::said::{Done, Said};
use crate::e2e::walk::later;
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
    /// What becomes of the message.
    pub afterwards: Afterwards,
}

/// Waits for the letter, at the longest until `until`, and reads the code out of it.
///
/// # Errors
/// When it does not arrive, comes back, or does not hold the code any more; and when the mailbox cannot be looked at.
pub async fn receive(
    live: &Live,
    waiting: &Waiting<'_>,
    letter: &Letter,
    code: &Code,
    veil: &Veil<'_>,
    until: Instant,
) -> Result<Done<Code>, Said> {
    // To open a mailbox takes no longer than any conversation; waiting is for the message alone.
    let soon = until.min(Instant::now() + live.patience.total);
    let opened = imap::open(live, waiting.mailbox, soon).await;
    let mut inbox = opened.map_err(|trouble| of_trouble(&trouble, veil))?;
    let until = until.min(later(Instant::now(), waiting.patience));
    let outcome = watch(&mut inbox, letter, code, until).await;
    let outcome = match outcome {
        Ok(outcome) => outcome,
        Err(trouble) => return Err(of_trouble(&trouble, veil)),
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
    let said = match outcome {
        Outcome::Arrived(found, reading) => return arrived(&found, *reading, removed, veil),
        Outcome::Bounced(bounce) => bounced(&bounce, veil),
        Outcome::Missing(late) => missing(waiting, late.as_ref(), letter, veil),
    };
    Err(said)
}

enum Outcome {
    Arrived(Found, Box<Reading>),
    Bounced(Bounce),
    /// Not in time; with the report that it is late, where there was one.
    Missing(Option<Bounce>),
}

async fn watch(
    inbox: &mut imap::Inbox,
    letter: &Letter,
    code: &Code,
    until: Instant,
) -> Result<Outcome, MailboxError> {
    let mut pause = FIRST_PAUSE;
    let mut late = None;
    // What the time cuts off is a message that is missing, not a server that broke off.
    let over = |trouble: MailboxError, late: &Option<Bounce>| match Instant::now() >= until {
        true => Ok(Outcome::Missing(late.clone())),
        false => Err(trouble),
    };
    loop {
        let found = match inbox.look(&letter.token, until).await {
            Ok(found) => found,
            Err(trouble) => return over(trouble, &late),
        };
        for found in found {
            match read(&found.raw, letter, code) {
                Some(Arrived::Letter(reading)) => return Ok(Outcome::Arrived(found, reading)),
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
        if let Err(trouble) = inbox.idle(next, until).await {
            return over(trouble, &late);
        }
    }
}

fn arrived(
    found: &Found,
    reading: Reading,
    removed: Option<Result<(), MailboxError>>,
    veil: &Veil<'_>,
) -> Result<Done<Code>, Said> {
    let changes: Vec<&str> = reading
        .changes
        .iter()
        .map(|change| change.words())
        .collect();
    let changes = changes.join(", ");
    let of_body = reading.changes.iter().any(|change| change.of_body());
    let untrusted = untrusted(&reading.seen);
    let said = match (&reading.code, &found.location) {
        (None, _) => Said::fail("code-missing", "the message arrived, and the passcode is no longer in it")
            .cure("Something on the way rewrites the text: a gateway that masks numbers, or a template of its own. Exempt the realm's sender from it."),
        (Some(_), Location::Junk(folder)) => Said::warn("in-junk", format!("the message arrived in the folder {}, where nobody looks", veil.quote(folder, 60)))
            .cure("Have the receiving side trust the realm's sender; SPF, DKIM and DMARC of its domain decide most."),
        (Some(_), Location::Inbox) if of_body => Said::warn("altered", format!("the message arrived, and was changed on the way: {changes}"))
            .cure("People and apps that fill codes in may no longer find it: exempt the realm's sender from banners, footers and rewriting where they hinder."),
        (Some(_), Location::Inbox) => match &untrusted {
            Some(methods) => Said::warn("sender-not-authenticated", format!("the message arrived, and the receiver does not believe its sender: {methods}"))
                .cure("Publish SPF for the servers that send the realm's mail, or have them sign with DKIM for the domain of the Sender Address: other receivers drop such mail."),
            None => Said::pass(match reading.total {
                Some(total) if !total.is_negative() => format!("the message arrived, {} after it was sent by the servers' clocks", took(total)),
                _ => "the message arrived".into(),
            }),
        },
    };
    let mut said = told(said, &reading, veil);
    if !changes.is_empty() {
        said = said.fact("changed", &changes);
    }
    if reading.others > 0 && (reading.changes.contains(&Change::Text) || reading.code.is_none()) {
        said = said.fact("other numbers of this length in it", reading.others);
    }
    said = match removed {
        Some(Ok(())) => said.fact("afterwards", "removed from the mailbox"),
        Some(Err(trouble)) => said.fact("afterwards", veil.quote(&words(&trouble), SHOWN)),
        None => said,
    };
    match reading.code {
        Some(code) => Ok(said.with(code)),
        None => Err(said),
    }
}

/// The way and what the receiver says of the sender.
fn told(mut said: Said, reading: &Reading, veil: &Veil<'_>) -> Said {
    for (number, hop) in reading.hops.iter().enumerate() {
        said = said.fact(
            format!("hop {}", number + 1),
            veil.quote(&hop.text(), SHOWN),
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
        said = said.fact("clocks", format!("by hop {} the message was there before it left {before}: one of the two clocks is wrong", number + 1));
    }
    if let Some(total) = reading.total.filter(|total| !total.is_negative()) {
        said = said.fact("on the way", took(total));
    }
    let (results, doubt) = match &reading.seen {
        Seen::Trusted(results) => (results, None),
        Seen::Claimed(results) => (
            results,
            Some("claimed by a host that did not take the message"),
        ),
        Seen::Nothing => {
            return said.fact("spf, dkim, dmarc", "the receiver wrote nothing about them");
        }
    };
    for outcome in results.outcomes.iter().take(10) {
        let doubt = doubt.map(|doubt| format!("; {doubt}")).unwrap_or_default();
        let text = veil.quote(&outcome.text(), SHOWN);
        said = said.fact(veil.quote(&outcome.method, 30), format!("{text}{doubt}"));
    }
    said
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

fn bounced(bounce: &Bounce, veil: &Veil<'_>) -> Said {
    let said = Said::fail(
        "bounced",
        "the message was accepted, and came back as undeliverable",
    );
    about(said, bounce, veil)
        .cure("The server's words tell why. Look the recipient's address up, and whether its side takes mail from this sender.")
}

fn about(mut said: Said, bounce: &Bounce, veil: &Veil<'_>) -> Said {
    let facts = [
        ("status", &bounce.status),
        ("the server said", &bounce.diagnostic),
        ("server", &bounce.remote),
        ("reported by", &bounce.reporter),
    ];
    for (name, value) in facts {
        if let Some(value) = value {
            said = said.fact(name, veil.quote(value, SHOWN));
        }
    }
    said
}

fn missing(waiting: &Waiting<'_>, late: Option<&Bounce>, letter: &Letter, veil: &Veil<'_>) -> Said {
    let waited =
        duration(SignedDuration::try_from(waiting.patience).unwrap_or(SignedDuration::MAX));
    let said = match late {
        Some(report) => {
            let said = Said::fail(
                "delayed",
                format!(
                    "the message did not arrive within {waited}: a server reports that it is late"
                ),
            );
            about(said, report, veil)
        }
        None => Said::fail(
            "not-arrived",
            format!(
                "the message did not arrive within {waited}, neither in the inbox nor in a folder for junk"
            ),
        ),
    };
    said.fact("message id", &letter.message_id)
        .cure("Follow the message in the logs of the mail servers, from the queue id that the step send shows.")
        .cure("If mail is slow here, wait longer with --wait and --deadline.")
}

fn of_trouble(trouble: &MailboxError, veil: &Veil<'_>) -> Said {
    let reason = match trouble {
        MailboxError::Setting(_) => "mailbox-not-configured",
        MailboxError::NotReached(_) => "mailbox-not-reached",
        MailboxError::Tls(_) => "mailbox-tls-failed",
        MailboxError::Withheld(_) => "mailbox-login-withheld",
        MailboxError::SecretUnavailable(_) => "secret-unavailable",
        MailboxError::LoginRejected(_) => "mailbox-login-rejected",
        MailboxError::NoFolder(_) => "mailbox-no-folder",
        MailboxError::Refused(_) => "mailbox-refused",
        MailboxError::Ended(_) => "mailbox-broken-off",
    };
    // The message may well have arrived: it is our way of looking that failed.
    let said = Said::unknown(reason, veil.quote(&words(trouble), SHOWN));
    let cure = match trouble {
        MailboxError::Setting(_) => {
            "Add it to the config, or run the probe with --no-mailbox and type what arrives."
        }
        MailboxError::LoginRejected(_) => {
            "Correct probes.mailbox.username and password in the config: the login was tried once and is not tried again."
        }
        MailboxError::Tls(_) => {
            "Name the authority of the server's certificate in appliance.trust, or correct probes.mailbox.tls."
        }
        MailboxError::Withheld(_) => "Set probes.mailbox.tls to implicit or starttls.",
        _ => {
            "Correct the settings under probes.mailbox, or run the probe with --no-mailbox and type what arrives."
        }
    };
    said.cure(cure)
}

fn words(trouble: &MailboxError) -> String {
    match trouble {
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
