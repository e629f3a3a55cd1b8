//! A conversation with a mail server up to RCPT: how far it gets and what the server says. [`deliver`] alone sends DATA.

mod conversation;
mod dialogue;
mod hello;
mod login;

use std::time::Instant;

use checks::kit::Answered;
use checks::kit::probe::response;
use checks::kit::probe::smtp::{Answer, Query, Stage};
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
    let (stage, waited) = match (&answer.ended, &answer.tls) {
        (Some((stage, Ended::TimedOut)), _) => {
            let waited = answer.took.last().map(|last| last.1);
            (awaited(*stage), waited.unwrap_or_default())
        }
        (None, Some(tls)) if tls.outcome == Handshake::Ended(Ended::TimedOut) => {
            (response::Stage::Handshake, tls.took)
        }
        _ => return Ok(delivery),
    };
    match live.cut_short(stage, waited, until) {
        Some(cut) => Err(cut),
        None => Ok(delivery),
    }
}

/// What the server is waited for at this stage.
fn awaited(stage: Stage) -> response::Stage {
    match stage {
        Stage::Resolve | Stage::Connect => response::Stage::Connection,
        Stage::Banner => response::Stage::Greeting,
        Stage::Tls => response::Stage::Handshake,
        _ => response::Stage::Response,
    }
}
