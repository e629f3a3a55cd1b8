//! A conversation with a mail server up to RCPT: how far it gets and what the server says. [`deliver`] alone sends DATA.

mod conversation;
mod dialogue;
mod hello;
mod login;

use std::time::Instant;

use checks::kit::Answered;
use checks::kit::probe::smtp::{Answer, Query};
use checks::kit::probe::tcp::Ended;
use checks::kit::probe::tls::Handshake;

pub use self::conversation::{Delivery, OutgoingMail};
use self::conversation::{converse, writable};
pub use self::hello::system_name;
use super::live::Live;

/// Holds the conversation, as far as it gets before the run ends; where none does, within `patience.total`.
///
/// # Errors
/// When this machine itself cannot connect, or the end of the run cut a short silence: what would have come after it is
/// not known. Else whatever the server does, down to silence, is part of the answer.
pub async fn ask(live: &Live, query: &Query) -> Answered<Answer> {
    Ok(hold(live, query, None).await?.answer)
}

/// Hands the message over, with the same patience: after the login where one is asked for, and, where TLS is asked for,
/// over TLS that verified. A login that the server took may be repeated; one that it refused is not tried again.
///
/// # Errors
/// As [`ask`].
pub async fn deliver(live: &Live, query: &Query, mail: &OutgoingMail<'_>) -> Answered<Delivery> {
    if writable(&mail.envelope) {
        return hold(live, query, Some(mail)).await;
    }
    let mut delivery = Delivery::default();
    let why = "the sender or the recipient is no address that fits MAIL and RCPT";
    delivery.handover.withheld = Some(why.into());
    Ok(delivery)
}

async fn hold(live: &Live, query: &Query, mail: Option<&OutgoingMail<'_>>) -> Answered<Delivery> {
    let until = live.until(Instant::now());
    let delivery = converse(live, query, mail, until).await?;
    let answer = &delivery.answer;
    let waited = match (&answer.ended, &answer.tls) {
        (Some((_, Ended::TimedOut)), _) => answer.took.last().map(|last| last.1),
        (None, Some(tls)) if tls.outcome == Handshake::Ended(Ended::TimedOut) => Some(tls.took),
        _ => return Ok(delivery),
    };
    match live.cut_short(waited.unwrap_or_default(), until) {
        Some(cut) => Err(cut),
        None => Ok(delivery),
    }
}
