//! A conversation with a mail server up to RCPT: how far it gets and what the server says. [`deliver`] alone sends DATA.

mod conversation;
mod dialogue;
mod hello;
mod login;

use std::time::Instant;

use checks::kit::Answered;
use checks::kit::probe::smtp::{Answer, Query};
use checks::kit::probe::tcp::Ended;

pub use self::conversation::{Delivery, OutgoingMail};
use self::conversation::{converse, writable};
use super::live::Live;
use crate::secret::clean::clean;

/// How many characters of what is no SMTP are kept.
const GARBAGE: usize = 200;

/// Holds the conversation, as far as it gets within `patience.total`.
///
/// # Errors
/// None: whatever the server does, down to silence, is part of the answer.
pub async fn ask(live: &Live, query: &Query) -> Answered<Answer> {
    let until = Instant::now() + live.patience.total;
    let mut delivery = converse(live, query, None, until).await;
    redact(&mut delivery, live);
    Ok(delivery.answer)
}

/// Hands the message over before `until`: after the login where one is asked for, and, where TLS is asked for, over TLS
/// that verified. A login that the server took may be repeated; one that it refused is not tried again.
pub async fn deliver(
    live: &Live,
    query: &Query,
    mail: &OutgoingMail<'_>,
    until: Instant,
) -> Delivery {
    if !writable(&mail.envelope) {
        return Delivery {
            withheld: Some(
                "the sender or the recipient is no address that fits MAIL and RCPT".into(),
            ),
            ..Delivery::default()
        };
    }
    let mut delivery = converse(live, query, Some(mail), until).await;
    redact(&mut delivery, live);
    delivery
}

/// Cuts secrets out of everything that the server said: it may echo what it was sent, even in an earlier run.
fn redact(delivery: &mut Delivery, live: &Live) {
    delivery.answer = clean(std::mem::take(&mut delivery.answer), &live.vault);
    for reply in [&mut delivery.data, &mut delivery.taken] {
        *reply = clean(reply.take(), &live.vault);
    }
    if let Some((_, Ended::Garbage(text))) = &mut delivery.answer.ended {
        // Shortened last: half a secret would not be recognized.
        *text = text.chars().take(GARBAGE).collect();
    }
}
