//! A conversation with a mail server up to RCPT: how far it gets and what the server says. [`deliver`] alone sends DATA.

mod conversation;
mod dialogue;
mod hello;
mod login;

use std::time::{Duration, Instant};

use checks::kit::peer_text::PeerText;
use checks::kit::probe::smtp::{Answer, Auth, Query, Reply};
use checks::kit::probe::tcp::Ended;
use checks::kit::probe::tls::Handshake;
use checks::kit::{Answered, ProbeError};

use jiff::SignedDuration;

pub use self::conversation::{Delivery, OutgoingMail};
use self::conversation::{converse, writable};
use super::live::Live;

/// A silence of this length is the server's, even where the run ends before the patience with it.
const SILENCE: SignedDuration = SignedDuration::from_secs(30);
/// How long before the end of the run a conversation ends, so that what was seen of it counts.
const RESERVE: Duration = Duration::from_millis(500);

/// Holds the conversation, as far as it gets before the run ends; where none does, within `patience.total`.
///
/// # Errors
/// When this machine itself cannot connect, or the end of the run cut a short silence: what would have come after it is
/// not known. Else whatever the server does, down to silence, is part of the answer.
pub async fn ask(live: &Live, query: &Query) -> Answered<Answer> {
    let begun = Instant::now();
    let until = match live.ends_at {
        Some(end) => end.checked_sub(RESERVE).unwrap_or(begun),
        None => begun + live.patience.total,
    };
    let answer = converse(live, query, None, until).await?.answer;
    let silent = matches!(answer.ended, Some((_, Ended::TimedOut))) && Instant::now() >= until;
    let waited = answer
        .took
        .last()
        .map_or(SignedDuration::ZERO, |last| last.1);
    match silent && live.ends_at.is_some() && waited < SILENCE {
        true => Err(ProbeError::Deadline),
        false => Ok(answer),
    }
}

/// Hands the message over before `until`: after the login where one is asked for, and, where TLS is asked for, over TLS
/// that verified. A login that the server took may be repeated; one that it refused is not tried again.
pub async fn deliver(
    live: &Live,
    query: &Query,
    mail: &OutgoingMail<'_>,
    until: Instant,
) -> Delivery {
    let withheld = |why: String| {
        let mut delivery = Delivery::default();
        delivery.handover.withheld = Some(why);
        delivery
    };
    if !writable(&mail.envelope) {
        let why = "the sender or the recipient is no address that fits MAIL and RCPT";
        return withheld(why.into());
    }
    let delivery = converse(live, query, Some(mail), until).await;
    delivery.unwrap_or_else(|ours| withheld(ours.to_string()))
}

/// Leaves nothing of what the server said but its codes: it may hold what is too short to be found in it.
pub fn forget_texts(delivery: &mut Delivery) {
    let Delivery { answer, handover } = delivery;
    let single = [
        &mut answer.banner,
        &mut answer.ehlo,
        &mut answer.helo,
        &mut answer.starttls,
        &mut answer.ehlo_inside,
        &mut handover.data,
        &mut handover.taken,
    ];
    let mut replies: Vec<&mut Reply> = single.into_iter().flatten().collect();
    for envelope in &mut answer.envelopes {
        replies.push(&mut envelope.mail);
        replies.extend(&mut envelope.rcpt);
    }
    let mut texts: Vec<&mut PeerText> = Vec::new();
    match &mut answer.auth {
        Some(Auth::Tried { reply, .. } | Auth::RefusedBefore { reply, .. }) => replies.push(reply),
        Some(Auth::Unsupported(mechanisms)) => texts.extend(mechanisms),
        _ => {}
    }
    texts.extend(replies.into_iter().flat_map(|reply| &mut reply.lines));
    texts.extend(&mut answer.injected);
    if let Some(tls) = &mut answer.tls
        && let Handshake::NotTls(text) | Handshake::Ended(Ended::Garbage(text)) = &mut tls.outcome
    {
        texts.push(text);
    }
    let garbage = [
        handover.ended.as_mut(),
        answer.ended.as_mut().map(|(_, ended)| ended),
    ];
    for ended in garbage.into_iter().flatten() {
        if let Ended::Garbage(text) = ended {
            texts.push(text);
        }
    }
    for text in texts {
        *text = PeerText::default();
    }
}
